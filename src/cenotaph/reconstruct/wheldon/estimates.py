"""Draws of the five-year reconstruction as Estimates and tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from cenotaph.arrays import Array
from cenotaph.estimate import Estimand, Estimate, Table, not_estimable
from cenotaph.reconstruct.bayes.estimates import HUNDREDTH, LEVEL, MOSTLY_PRIOR, kept
from cenotaph.reconstruct.wheldon.before import prior_draws
from cenotaph.reconstruct.wheldon.fitting import Fit
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.words import PART_WORDS, PREFIX, SEX_WORDS, WORDS

QUANTILES = {"p05": 0.05, "p25": 0.25, "median": 0.5, "p75": 0.75, "p95": 0.95}
BY_AGE = ("asfr", "survival", "migration", "population")


@dataclass(frozen=True)
class Setting:
    """What the arrays do not say: the territory with its borders, and the evidence they come from."""

    territory: str = "the territory of the figures given"
    inputs: tuple[str, ...] = ()
    weakest: str = ""


def estimates(fit: Fit, setting: Setting) -> tuple[Estimate, ...]:
    """One Estimate of each listed quantity; without numbers where the fit is refused."""
    before = {} if fit.refused else a_year(prior_draws(fit.given, seed=fit.seed), fit.given.width)
    found = []
    for name, values in a_year(fit.listed, fit.given.width).items():
        what = estimand(name, fit.given, setting)
        if fit.refused:
            found.append(not_estimable(what, fit.refused))
        elif np.ptp(values) > 0:
            flat = kept(values)
            stored = np.round(flat, HUNDREDTH) if what.unit == "persons" else flat
            found.append(
                Estimate(
                    what, "draw", stored, status="estimated", weakest=setting.weakest, inputs=setting.inputs,
                    reason=_reason(values, before.get(name)), headline=not name.startswith("sd"),
                )
            )  # fmt: skip
    return tuple(found)


def a_year(named: dict[str, Array], width: float) -> dict[str, Array]:
    """The listed quantities and net migration a year beside net migration of the period."""
    found = {}
    for name, values in named.items():
        found[name] = values
        if name.startswith("net_migration|"):
            found[name.replace("net_migration", "net_migration_a_year")] = values / width
    return found


def estimand(name: str, given: Inputs, setting: Setting) -> Estimand:
    """The estimand of a listed name such as tfr|1960 or e0|female|1960."""
    kind, *rest = name.split("|")
    words = WORDS[kind]
    sex = next((r for r in rest if r in SEX_WORDS), "")
    told = {"sex": SEX_WORDS.get(sex, ""), "part": PART_WORDS.get(rest[-1], "")}
    period = edtf(given.start, given.start + given.width * given.periods)
    if words.when:
        start = float(rest[-1])
        period = edtf(start, start + given.width) if words.when == "period" else moment(start).isoformat()
    told |= {"period": period.replace("/", " to "), "day": period}
    who = SEX_WORDS[sex] + ", all ages" if sex else "women" if kind == "tfr" else "both sexes, all ages"
    return Estimand(
        id=f"{PREFIX}{name_of(name)}",
        label=words.label.format(**told),
        definition=words.definition.format(**told),
        unit=words.unit,
        who=who if kind != "srb" else "births",
        territory=setting.territory,
        period=period,
        comparable="net_migration" if kind == "net_migration" else "",
    )


def name_of(listed: str) -> str:
    """The id of a listed name, without its prefix: e0|female|1960 is e0-female-1960."""
    return listed.replace("_", "-").replace("|", "-").replace(".", "-")


def moment(year: float) -> date:
    """The day of a decimal year."""
    first = date(int(year), 1, 1)
    length = (date(int(year) + 1, 1, 1) - first).days
    return first + timedelta(days=round((year - int(year)) * length))


def edtf(low: float, high: float) -> str:
    """A half-open interval of decimal years as EDTF: whole years where they are whole, else days."""
    first, last = moment(low), moment(high) - timedelta(days=1)
    whole = (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return f"{first.year}/{last.year}" if whole else f"{first}/{last}"


def _reason(values: Array, before: Array | None) -> str:
    if before is None:
        return ""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    with np.errstate(invalid="ignore"):
        first, last = np.quantile(before, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    if not (np.isfinite(last - first) and last > first):
        return ""
    share = (high - low) / (last - first)
    told = f"The interval is {100 * min(share, 9.99):.0f} per cent as wide as before the data."
    return f"{told} Mostly prior: the evidence narrows it little, or not at all." if share > MOSTLY_PRIOR else told


def tables(fit: Fit) -> dict[str, Table]:
    """By period, and by period and age; none where the fit is refused."""
    if fit.refused:
        return {}
    units = {name: "the quantity's unit" for name in QUANTILES}
    periods = Table(
        "five_year_periods", "Fertility, life expectancy, births, deaths, net migration and population by period.",
        {"start": "year", "end": "year"} | units, list(_by_period(fit)),
    )  # fmt: skip
    ages = Table(
        "five_year_ages", "Rates of each period and population at each step, by age.",
        {"start": "year", "age": "years"} | units, list(_by_age(fit)),
    )  # fmt: skip
    return {periods.name: periods, ages.name: ages}


def _fan(values: Array) -> dict[str, float]:
    return {n: float(v) for n, v in zip(QUANTILES, np.quantile(kept(values), list(QUANTILES.values())), strict=True)}


def _by_period(fit: Fit) -> Iterator[dict]:
    for name, values in a_year(fit.listed, fit.given.width).items():
        kind, *rest = name.split("|")
        if WORDS[kind].when:
            start = float(rest[-1])
            end = start + (fit.given.width if WORDS[kind].when == "period" else 0)
            yield {"quantity": kind, "sex": rest[0] if len(rest) > 1 else "both", "start": start, "end": end} | _fan(
                values
            )


def _by_age(fit: Fit) -> Iterator[dict]:
    given, groups = fit.given, len(fit.given.ages)
    for name in BY_AGE:
        values = fit.draws[name]
        for step in range(values.shape[2]):
            for s, sex in enumerate(("female",) if name == "asfr" else given.sexes):
                own = values[:, :, step] if name == "asfr" else values[:, :, step, s]
                for a in range(own.shape[-1]):
                    if np.ptp(own[..., a]) > 0:
                        age = given.width * a if a < groups else f"{given.width * (groups - 1):g}+"
                        start = given.start + given.width * step
                        yield {"quantity": name, "sex": sex, "start": start, "age": age} | _fan(own[..., a])
