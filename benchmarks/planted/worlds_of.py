"""One world of either half: its truth by estimand, and the model fitted to its papers."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from worlds.write import make

from cenotaph import engine
from cenotaph.arrays import N_AGES
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes.bundle import EVENTS
from cenotaph.reconstruct.bayes.fitting import Fit, fit_bundle
from cenotaph.reconstruct.bayes.gather import gather
from cenotaph.reconstruct.bayes.papers import draw_world, happened
from planted.model_text import CASE, model_text

ROLES = ("opening", "middle", "last")
_ = engine


@cache
def flagship() -> tuple[Any, Any, Any]:
    case = load_case(find_case(CASE))
    return (case, *gather(case))


def well_specified(seed: int) -> tuple[Fit, dict[str, float]]:
    """A world from the model's prior: every headline estimand is known."""
    return _from_prior(seed, lambda papers: papers)


def broken(seed: int) -> tuple[Fit, dict[str, float]]:
    """The same world read by a model with an error that programs do make: each later count is held against the
    population a year of age older than the one it counted."""

    return _from_prior(seed, off_by_one)


def off_by_one(papers: Any) -> Any:
    """The same papers, each group of a later count filled from ages a year too old."""
    cells = [np.asarray(c.cells).reshape(-1, 2, N_AGES) for c in papers.closings]
    moved = [np.concatenate([0 * c[..., :1], c[..., :-1]], axis=-1).reshape(len(c), -1) for c in cells]
    closings = [c._replace(cells=m) for c, m in zip(papers.closings, moved, strict=True)]
    return papers._replace(closings=tuple(closings))


def _from_prior(seed: int, read: Any) -> tuple[Fit, dict[str, float]]:
    case, data, shape = flagship()
    vector, papers = draw_world(seed, case, data, shape)
    fit = fit_bundle(case.spec.model, read(papers), shape, seed)
    # What happened is read from the papers as they are, whatever the model took them for.
    truth = happened(vector, papers, shape, fit.model, seed + 50_000)
    return fit, {_by_role(name, shape): value for name, value in truth.items()}


def independent(seed: int, profile: str, home: Path) -> tuple[Fit, dict[str, float]]:
    """A world of the simulator that shares no code with the model; only what it records is known."""
    told = make(seed, profile, home, f"\n{model_text()}")
    case = load_case(home / "case")
    data, shape = gather(case)
    fit = fit_bundle(case.spec.model, data, shape, seed)
    truth = {}
    for census in (shape.opening, *shape.names):
        truth[f"net-error-{census}"] = told["net_error"][census]
        truth[f"net-error-percent-{census}"] = 100 * told["net_error"][census] / told["population"][census]
    first, last = shape.names
    truth[f"net-error-contrast-{first}-{last}"] = told["net_error"][last] - told["net_error"][first]
    for census, between in told["between"].items():
        truth[f"excess-deaths-rate-{census}"] = between["excess_deaths"]
        truth[f"excess-deaths-projection-{census}"] = between["excess_deaths_projection"]
        truth[f"birth-deficit-{census}"] = between["birth_deficit"]
        truth[f"net-migration-loss-{census}"] = between["net_emigration"]
        truth[f"births-{census}"], truth[f"deaths-{census}"] = between["births"], between["deaths"]
        truth[f"true-population-{census}"] = told["population"][census]
    for year in map(str, range(shape.first, shape.first + shape.years)):
        for name, series in (("births", "births"), ("deaths", "deaths"), ("excess", "excess_deaths")):
            truth[f"{name}-in-{year}"] = told["by_year"][series][year]
        for event in EVENTS:
            truth[f"completeness-{event}-in-{year}"] = told["by_year"][f"{event}_completeness"][year]
    return fit, {_by_role(name, shape): value for name, value in truth.items()}


def _by_role(name: str, shape: Any) -> str:
    """The censuses named by their place, so that worlds of other calendars can be scored together."""
    pair = "-".join(shape.names)
    if name == f"net-error-contrast-{pair}":
        return "net-error-contrast-last-less-middle"
    for role, census in zip(ROLES, (shape.opening, *shape.names), strict=True):
        if name.endswith(f"-{census}") and not name.endswith((f"-in-{census}", f"-on-{census}")):
            return f"{name.removesuffix(census)}{role}"
    for kind in ("-in-", "-on-"):
        head, found, year = name.partition(kind)
        if found and year.isdigit():
            return f"{head}{kind}year-{int(year) - shape.first + 1}"
    return name


def scored(fit: Fit, truth: dict[str, float]) -> dict:
    """{"estimates": {name: truth, quantiles, rank, width before the data}, "readings": {name: [stated, was so]}}."""
    from cenotaph.reconstruct.bayes.estimates import posterior, prior, width

    after = {_by_role(name, fit.shape): x.ravel() for name, x in posterior(fit).items()}
    before = {_by_role(name, fit.shape): x.ravel() for name, x in prior(fit).items()}
    estimates = {}
    for name, value in truth.items():
        if name in after:
            low, quarter, median, three, high = np.quantile(after[name], [0.05, 0.25, 0.5, 0.75, 0.95])
            estimates[name] = {
                "truth": value, "low": low, "quarter": quarter, "median": median, "three_quarters": three,
                "high": high, "rank": float(np.mean(after[name] < value)),
                "prior_width": width(before[name]) if name in before else None,
            }  # fmt: skip
    return {"estimates": estimates, "readings": readings(after, truth)}


def readings(after: dict[str, np.ndarray], truth: dict[str, float], margin: float = 1.0) -> dict[str, list]:
    """Statements on the later censuses: probability stated, and whether it was so."""
    middle, last = (after[f"net-error-percent-{role}"] for role in ROLES[1:])
    was = {role: truth[f"net-error-percent-{role}"] for role in ROLES[1:]}
    found: dict[str, list] = {
        "the last errs more than the middle one": [
            float(np.mean(abs(last) > abs(middle))), abs(was["last"]) > abs(was["middle"]),
        ],
    }  # fmt: skip
    for role, values in (("middle", middle), ("last", last)):
        found[f"the {role} one counts too many"] = [float(np.mean(values > margin)), was[role] > margin]
        found[f"the {role} one counts too few"] = [float(np.mean(values < -margin)), was[role] < -margin]
    excess = after["excess-deaths-rate-last"]
    found["there were more deaths than normal"] = [float(np.mean(excess > 0)), truth["excess-deaths-rate-last"] > 0]
    return found
