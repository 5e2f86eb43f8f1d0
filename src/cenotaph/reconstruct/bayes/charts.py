"""Tables of the fit behind charts and reports: by year, census errors, readings, priors, checks, cohorts."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.bayes.bundle import EVENTS
from cenotaph.reconstruct.bayes.counts import many_apart, placed
from cenotaph.reconstruct.bayes.estimates import MOSTLY_PRIOR, estimand, kept, posterior, prior, prior_share
from cenotaph.reconstruct.bayes.fitting import Fit
from cenotaph.reconstruct.bayes.headline import headlines, windows_of
from cenotaph.reconstruct.bayes.predictive import check

Draws = dict[str, Array]
QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
MARGIN_PERCENT = 1.0
BY_YEAR = (
    "births", "deaths", "excess", "tfr", "e0-female", "e0-male", "infant-mortality", "completeness-births",
    "completeness-deaths",
)  # fmt: skip


def posterior_tables(case: Case, fit: Fit) -> dict[str, Table]:
    """All of them by name; none when the fit is refused."""
    if fit.refused:
        return {}
    after, before = posterior(fit), prior(fit)
    made = (
        _years(fit, after), _errors(fit, before, after), _readings(fit, before, after),
        _widths(case, fit, before, after), _predictive(fit), _waterfall(fit, after), _registers(fit, before),
        *([_cohorts(case, fit)] if "cohort_survival" in fit.draws else []),
    )  # fmt: skip
    return {table.name: table for table in made}


def _fan(values: Array) -> dict[str, float]:
    """Quantiles of the draws that estimates.json keeps, so that one quantity reads the same everywhere."""
    values = kept(values)
    return {name: float(v) for name, v in zip(QUANTILES, np.quantile(values, list(QUANTILES.values())), strict=True)}


def _signed_fan(values: Array) -> dict[str, float]:
    """The same, and how likely the quantity is above nought."""
    return _fan(values) | {"positive": float(np.mean(kept(values) > 0))}


def _years(fit: Fit, named: Draws) -> Table:
    rows = []
    for quantity in BY_YEAR:
        for year in range(fit.shape.first, fit.shape.first + fit.shape.years):
            values = named.get(f"{quantity}-in-{year}")
            if values is not None:
                rows.append({"quantity": quantity, "year": year, **_signed_fan(values)})
    units = {name: "the quantity's unit" for name in QUANTILES}
    return Table(
        "bayes_years", "Births, deaths, excess deaths, fertility, life expectancy and register completeness by year.",
        units | {"positive": "probability"}, rows,
    )  # fmt: skip


def _errors(fit: Fit, before: Draws, after: Draws) -> Table:
    rows = []
    implied = headlines(fit.prior, fit.shape, windows_of(fit.model))
    names = (fit.shape.opening, *fit.shape.names)
    asked = [f"net-error-{n}" for n in names] + [n for n in after if n.startswith("net-error-contrast-")]
    for name in asked:
        label = name.removeprefix("net-error-")
        cases = [("prior", before[name]), ("implied", implied[name]), ("posterior", after[name])]
        if label == fit.shape.opening:  # sampled, so that its own prior is all that the priors say of it
            del cases[1]
        for when, values in cases:
            rows.append({"census": label, "when": when, **_signed_fan(values)})
    return Table(
        "bayes_census_error", "Net error of each census, persons counted minus persons living: before the data (the "
        "prior stated for it), as the other priors alone imply it, and after the data; and the contrast between "
        "censuses.", {name: "persons" for name in QUANTILES}, rows,
    )  # fmt: skip


def _readings(fit: Fit, before: Draws, after: Draws) -> Table:
    """Every combination of too few, right within the margin, too many, over the closing censuses."""
    rows: list[dict] = []
    for when, values in (("prior", before), ("posterior", after)):
        errors = np.stack([values[f"net-error-percent-{n}"].ravel() for n in fit.shape.names])
        sides = (errors > MARGIN_PERCENT).astype(int) - (errors < -MARGIN_PERCENT).astype(int)
        found, count = np.unique(sides, axis=1, return_counts=True)
        for combination, number in zip(found.T, count, strict=True):
            words = {
                n: ("too few", "right", "too many")[s + 1] for n, s in zip(fit.shape.names, combination, strict=True)
            }
            rows.append({"when": when, **words, "probability": float(number / sides.shape[1])})
    return Table(
        "bayes_readings", f"Which census errs: each counts too few or too many by more than {MARGIN_PERCENT:g} per "
        "cent, or is right within that.", {"probability": "probability"}, rows,
    )  # fmt: skip


def _widths(case: Case, fit: Fit, before: Draws, after: Draws) -> Table:
    rows = []
    for name, values in after.items():
        share = prior_share(values, before.get(name))
        if share is not None:
            fans = {f"prior_{k}": v for k, v in _fan(before[name]).items() if k in ("p05", "p95")}
            own = {k: v for k, v in _fan(values).items() if k in ("p05", "median", "p95")}
            rows.append(
                {
                    "estimate": estimand(case, fit, name)[0].id,
                    **own,
                    **fans,
                    "share": share,
                    "mostly_prior": share > MOSTLY_PRIOR,
                }
            )
    return Table("bayes_prior_width", "Width of each interval beside its width before the data.", {}, rows)


def _registers(fit: Fit, before: Draws) -> Table:
    """Mean completeness of each register over the years it has figures of, before the data and after."""
    rows = []
    for event, register in zip(EVENTS, fit.data.registers, strict=True):
        years = np.flatnonzero(np.asarray(register.years).sum(axis=0))
        if not years.size:
            continue
        known = {"event": event, "years": int(years.size), "first": int(fit.shape.first + years[0]),
                 "last": int(fit.shape.first + years[-1])}  # fmt: skip
        stated = np.mean([before[f"completeness-{event}-in-{fit.shape.first + i}"] for i in years], axis=0)
        found = fit.draws[f"completeness_{event}"][..., years].mean(axis=-1)
        rows += [known | {"when": w, **_fan(v)} for w, v in (("prior", stated), ("posterior", found))]
    return Table(
        "bayes_registers", "Registered over all events, the mean of the registered years: before the data, by the "
        "register's own prior, and after them.", dict.fromkeys(QUANTILES, "share"), rows,
    )  # fmt: skip


def _predictive(fit: Fit) -> Table:
    return Table(
        "bayes_predictive", "Posterior predictive check of every figure the model was given.",
        {"departure_sd": "sd", "probability": "probability"}, check(fit),
    )  # fmt: skip


def _waterfall(fit: Fit, named: Draws) -> Table:
    """Medians and intervals of the steps; in every draw they close exactly."""
    rows = []
    for i, census in enumerate(fit.shape.names):
        counted = float(np.sum(fit.data.closings[i].counted))
        steps = (
            ("Expected without the crisis", "expected-population", 1), ("Excess deaths (projection-based)",
            "excess-deaths-projection", -1), ("Birth deficit", "birth-deficit", -1),
            ("Net emigration due to the crisis", "crisis-emigration", -1),
            ("Living at the census", "true-population", 1), ("Net census error", "net-error", 1),
        )  # fmt: skip
        for step, name, sign in steps:
            # What cannot vary is no estimand: a case may state no flow that belongs to the crisis.
            values = named.get(f"{name}-{census}", np.zeros(1))
            rows.append({"census": census, "step": step, **_fan(sign * values)})
        rows.append({"census": census, "step": "Counted", **{q: counted for q in QUANTILES}})
    return Table("bayes_waterfall", "From the population without the crisis to the census.", {}, rows)


def _cohorts(case: Case, fit: Fit) -> Table:
    """The same cohorts in two closing censuses: counted change beside the survival the model finds."""
    rows = []
    found = [i for i in range(len(fit.shape.names) - 1) if fit.shape.years_apart(i) is not None]
    for place, i in enumerate(found):
        years, pair = fit.shape.years_apart(i), fit.shape.names[i : i + 2]
        a, b = (inputs.stated_ages(case, c) for c in pair)
        apart = [_apart(case, c) for c in pair]
        for s, sex in enumerate(SEXES):
            for g, (low, high) in enumerate(fit.shape.cohorts):
                if _meet(apart[0][s], low, high) or _meet(apart[1][s], low + years, high + years):
                    continue
                then, now = a[s, low:high].sum(), b[s, low + years : high + years].sum()
                alive = _fan(fit.draws["cohort_survival"][..., place, s, g])
                rows.append(
                    {"sex": sex, "first": pair[0], "second": pair[1], "years": years, "age_from": low, "age_to": high}
                    | {"counted_first": float(then), "counted_second": float(now), "counted_ratio": float(now / then)}
                    | {f"model_{q}": v for q, v in alive.items() if q in ("p05", "median", "p95")}
                )
    return Table(
        "bayes_cohorts", "Cohorts counted at two censuses and the share of them that the model finds alive at the "
        "second: counted above alive speaks for additions in the second or omissions in the first. Persons of unknown "
        "age are left out, and so are cohorts of an age and sex of which many were counted apart (an army).",
        {"counted_first": "persons", "counted_second": "persons"}, rows,
    )  # fmt: skip


def _apart(case: Case, census: str) -> list[tuple[int, int] | None]:
    """By sex, the ages of which the model too compares no single groups, many being counted outside the table."""
    count = inputs.count(case, census)
    return [count.residual_ages if many else None for many in many_apart(count, placed(count))]


def _meet(ages: tuple[int, int] | None, low: int, high: int) -> bool:
    return ages is not None and ages[0] < high and ages[1] > low
