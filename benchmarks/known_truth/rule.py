"""The one counterfactual, and what it makes of the truth.

Mortality without the crisis: the rates of `rates_before.csv`, all raised or lowered by one factor, that of the whole
calendar years between the enumerations outside the crisis (deaths registered there over deaths that the rates give on
the population as it was). Excess deaths are deaths minus those, over the whole interval: nought but for rounding where
there was no crisis. Fertility without the crisis: births per woman as in the same years (mean of their logarithms). The
births that the women of the population as it was would have borne at it, less those born, are the birth deficit.

The model's own estimands are these: in the years outside a crisis its deaths are those of its baseline, whose level the
rates before and a prior for their change decide; and its fertility without the crisis is that of the years outside it,
or stated where they are not known.
"""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, Array
from known_truth.folder import Seen, Truth

FIRST_AGE, WIDTH = 16, 33
SEX_RATIO = 1.05
QUANTITIES = ("deaths", "excess", "deficit")


def schedule() -> Array:
    """(101,), births per woman by single age, sum 1: Brass's cubic (a - s)(s + 33 - a)^2.

    Source: Brass (1975), Methods for estimating fertility and mortality from limited and defective data. s = 16 puts
    the mean age at 29.2 years.
    """
    middle = np.arange(N_AGES) + 0.5
    inside = (middle > FIRST_AGE) & (middle < FIRST_AGE + WIDTH)
    weights = np.where(inside, (middle - FIRST_AGE) * (FIRST_AGE + WIDTH - middle) ** 2, 0.0)
    return weights / weights.sum()


def normal_years(seen: Seen, crisis: tuple[int, ...]) -> tuple[int, ...]:
    """Whole calendar years between the enumerations outside the crisis."""
    return tuple(year for year in seen.whole_years() if year not in crisis)


def level(seen: Seen, told: Truth) -> float:
    """Registered deaths over those at the rates before, in the normal years; 1 where there is no such year."""
    years = normal_years(seen, told.crisis)
    if not years:
        return 1.0
    return sum(told.deaths[y] for y in years) / sum(float((seen.hazard * told.exposure[y]).sum()) for y in years)


def of_truth(seen: Seen, told: Truth) -> dict[str, float | None]:
    """{quantity: persons} over the whole interval; the birth deficit is None where the folder has no births."""
    shares = [(year, end - begin) for year, begin, end in seen.pieces()]
    deaths = sum(share * told.deaths[year] for year, share in shares)
    normal = level(seen, told) * sum(share * float((seen.hazard * told.exposure[year]).sum()) for year, share in shares)
    return {"deaths": deaths, "excess": deaths - normal, "deficit": _deficit(seen, told)}


def _deficit(seen: Seen, told: Truth) -> float | None:
    shares = {year: end - begin for year, begin, end in seen.pieces()}
    years = normal_years(seen, told.crisis)
    if not years or not seen.has_births:
        return None
    women = {year: float(schedule() @ told.exposure[year][0]) for year in shares}
    births = {year: sum(seen.births[year]) for year in shares}
    held = np.exp(np.mean([np.log(births[year] / women[year]) for year in years]))
    return float(sum(share * (held * women[year] - births[year]) for year, share in shares.items()))


def seen_sex_ratio(seen: Seen) -> float:
    """Boys per girl among the births seen; the usual one where none are."""
    girls, boys = (sum(pair[s] for pair in seen.births.values()) for s in range(2))
    return boys / girls if girls else SEX_RATIO
