"""What a report draws: every quantity by period before and after the data, and each count beside what is modelled."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import Array
from cenotaph.estimate import Table
from cenotaph.reconstruct.wheldon.before import prior_draws
from cenotaph.reconstruct.wheldon.estimates import a_year, kept
from cenotaph.reconstruct.wheldon.fitting import Fit
from cenotaph.reconstruct.wheldon.words import WORDS

QUANTILES = {
    "p025": 0.025, "p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9, "p975": 0.975,
}  # fmt: skip
BEFORE, AFTER = "prior", "posterior"


def fan_tables(fit: Fit, censuses: tuple[str, ...]) -> dict[str, Table]:
    """The tables "five_year_fans" and "five_year_counts"; none where the fit is refused. censuses : ids, the baseline's
    first, then in the order of the counts."""
    if fit.refused:
        return {}
    units = {name: "the quantity's unit" for name in QUANTILES}
    fans = Table(
        "five_year_fans", "Every quantity by period, before and after the data.",
        {"start": "year", "end": "year"} | units, [*_fans(fit)],
    )  # fmt: skip
    counts = Table(
        "five_year_counts", "Persons counted, and persons that the model has there, by age.",
        {"age_from": "years", "age_to": "years", "counted": "persons"} | dict.fromkeys(QUANTILES, "persons"),
        [*_counts(fit, censuses)],
    )  # fmt: skip
    return {t.name: t for t in (fans, counts)}


def _fan(values: Array) -> dict[str, float] | None:
    """Quantiles; None where they are not finite, which heavy-tailed priors can make them."""
    with np.errstate(invalid="ignore"):
        found = np.quantile(values, list(QUANTILES.values()))
    if not np.isfinite(found).all():
        return None
    return {name: float(v) for name, v in zip(QUANTILES, found, strict=True)}


def _fans(fit: Fit) -> Iterator[dict]:
    after = {name: kept(x) for name, x in a_year(fit.listed, fit.given.width).items()}
    before = a_year(prior_draws(fit.given, seed=fit.seed), fit.given.width)
    for name, values in after.items():
        kind, *rest = name.split("|")
        if not WORDS[kind].when or np.ptp(values) == 0:
            continue
        start = float(rest[-1])
        end = start + (fit.given.width if WORDS[kind].when == "period" else 0)
        place = {"quantity": kind, "sex": rest[0] if len(rest) > 1 else "both", "start": start, "end": end}
        for when, draws in ((BEFORE, before[name]), (AFTER, values)):
            fan = _fan(draws)
            if fan is not None:
                yield place | {"when": when} | fan


def _counts(fit: Fit, censuses: tuple[str, ...]) -> Iterator[dict]:
    """Cells of the baseline and of every count: persons counted, and the quantiles of persons modelled."""
    given = fit.given
    path = fit.draws["population"].reshape(-1, given.periods + 1, given.baseline.size)
    path = path[:: max(1, -(-len(path) // 2000))]
    whole = np.eye(given.baseline.size).reshape(-1, *given.baseline.shape)
    shown = [(censuses[0], given.start, given.baseline.ravel(), whole)]
    shown += [
        (name, c.date, c.persons, whole if c.cells is None else c.cells)
        for name, c in zip(censuses[1:], given.counts, strict=True)
    ]
    for name, moment, persons, cells in shown:
        place = (moment - given.start) / given.width
        low = min(int(place), given.periods - 1)
        share = place - low  # between two steps each age grows at a constant rate, as in the likelihood
        people = path[:, low] ** (1 - share) * path[:, low + 1] ** share
        for cell, counted in zip(cells, persons, strict=True):
            sexes, groups = cell.any(axis=1), np.flatnonzero(cell.any(axis=0))
            sex = "both" if sexes.sum() > 1 else given.sexes[int(np.argmax(sexes))]
            top = int(groups[-1]) + 1
            place_of = {
                "census": name, "year": moment, "sex": sex, "age_from": given.ages[int(groups[0])],
                "age_to": None if top == len(given.ages) else given.ages[top], "counted": float(counted),
            }  # fmt: skip
            fan = _fan(people @ cell.ravel())
            if fan is not None:
                yield place_of | fan
