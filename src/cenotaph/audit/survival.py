"""Cohorts carried from one count to the next at normal mortality: how many can be alive, and how many were counted.

Normal mortality is a band around the life tables of the case (see `band`). Without a life table only the bound
remains that nobody returns from the dead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.audit.counts import Counted, Material, Pair
from cenotaph.demography.heaping_blended import myers_blend
from cenotaph.demography.projection import advance, closing_cohorts, step_hazard, time_steps, whole_and_rest

# Calm years lie within a tenth or so of a table of years beside them, and mortality has seldom fallen by more than two
# per cent a year (measured on five registered populations: docs/audit-false-alarms.md). Upward a quarter, since a
# register that misses a fifth of the deaths is so much too low.
CALM_YEARS, FALL_A_YEAR, MISSED_DEATHS = 0.10, 0.02, 0.25
HEAPED_FROM = 10  # below, parents state the ages of children, and blended shares say nothing of them
BLEND = (23, 82)
TINY = 1e-9  # a printed rate of 0 has no logarithm
HIGHEST_FACTOR = 20.0


@dataclass(frozen=True)
class Cohorts:
    """Persons of a pair of counts by sex and age group at the earlier one.

    bounds : (group + 1,), exact ages at the earlier count. opening : (sex, group), persons then. counted :
    (sex, group), the same cohorts at the later count. most, middle, fewest : (sex, group), survivors at the low end, in
    the middle and at the high end of normal mortality; without a life table most is everyone, the others are None.
    by_heaping : (sex, group), the share by which digit preference alone can move counted over opening; 1 where nobody
    states these ages.
    """

    pair: Pair
    bounds: Array
    opening: Array
    counted: Array
    most: Array
    fewest: Array | None
    middle: Array | None
    by_heaping: Array

    def label(self, group: int) -> str:
        low, high = self.bounds[group], self.bounds[group + 1]
        return f"{low:g}" if high - low == 1 else f"{low:g}-{high - 1:g}"


def band(material: Material, pair: Pair) -> tuple[Array, Array, Array] | None:
    """Hazards (sex, 101) of a pair's years at the low end, the middle and the high end; None without a life table.

    The middle is interpolated between the tables of the case, geometrically in time, and is the nearest table's
    outside them. Below it: CALM_YEARS, and FALL_A_YEAR for each year to the nearest table. Above: MISSED_DEATHS over
    the middle and over every table of the interval itself.
    """
    if not material.tables:
        return None
    hazards, times = zip(*sorted(material.tables.values(), key=lambda t: t[1]), strict=True)
    moment = (pair.earlier.time + pair.later.time) / 2
    place = np.interp(moment, times, np.arange(len(times)))
    first = min(int(place), len(times) - 1)
    second = min(first + 1, len(times) - 1)
    weight = place - first
    middle = np.maximum(hazards[first], TINY) ** (1 - weight) * np.maximum(hazards[second], TINY) ** weight
    away = min(abs(t - moment) for t in times)
    low = middle / (1 + CALM_YEARS + FALL_A_YEAR * away)
    inside = [h for h, t in zip(hazards, times, strict=True) if pair.earlier.time <= t <= pair.later.time]
    return low, middle, np.max([middle, *inside], axis=0) * (1 + MISSED_DEATHS)


def carried(population: Array, hazard: Array, start: float, end: float) -> Array:
    """(..., sex, 101), survivors at `end` of a population at `start`; nobody is born."""
    none = np.zeros(population.shape[:-1])
    for _, length in time_steps(start, end):
        population = advance(population, none, step_hazard(hazard, length)).population
    return population


def break_even(material: Material, pair: Pair, population: Array, counted: float) -> float | None:
    """The factor on the middle of normal mortality, all ages and all the while, at which the survivors of a population
    (sex, 101) are as many as counted: 0 where even without a death there would be fewer. None without a life table, or
    where no factor to HIGHEST_FACTOR does it."""
    from scipy.optimize import brentq

    hazards = band(material, pair)
    if hazards is None:
        return None

    def surplus(factor: float) -> float:
        return float(carried(population, hazards[1] * factor, pair.earlier.time, pair.later.time).sum()) - counted

    if surplus(0.0) <= 0:
        return 0.0
    return None if surplus(HIGHEST_FACTOR) > 0 else float(brentq(surplus, 0.0, HIGHEST_FACTOR, xtol=1e-4))


def in_words(factor: float | None, whose: str = "") -> str:
    """What a break-even factor says. whose : " of these groups" where it is not everyone's."""
    if factor is None:
        return ""
    if factor == 0:
        return f" That is so even if nobody{whose} had died between the two."
    if factor < 1:
        return f" Mortality{whose} {100 * (1 - factor):.0f} per cent below normal all the while would remove it."
    return f" Mortality{whose} {factor:.2f} times the normal all the while would account for it."


def born_survival(hazard: Array, pair: Pair) -> tuple[Array, Array]:
    """Of one birth of each sex in each step between the counts: the share alive at the later one.

    Returns (sex, step), shares; (step,), lengths in years.
    """
    steps = time_steps(pair.earlier.time, pair.later.time)
    made = [step_hazard(hazard, length) for _, length in steps]
    alive = np.empty((len(SEXES), len(steps)))
    for i in range(len(steps)):
        population = np.zeros((len(SEXES), N_AGES))
        for j in range(i, len(steps)):
            births = np.ones(len(SEXES)) if j == i else np.zeros(len(SEXES))
            population = advance(population, births, made[j]).population
        alive[:, i] = population.sum(axis=-1)
    return alive, np.array([length for _, length in steps])


def counted_since(pair: Pair) -> tuple[Array, Array]:
    """The later count split: (sex, 101) born before the earlier one, (sex, step) born since."""
    steps = time_steps(pair.earlier.time, pair.later.time)
    whole, rest = whole_and_rest([length for _, length in steps])
    return closing_cohorts(pair.later.population, rest, whole)


def heaping_factor(count: Counted, ages: Array) -> Array:
    """(sex,), how far digit preference raises the count of persons at these single years (below 1: lowers)."""
    digits = np.asarray(ages) % 10
    if len(digits) == 0 or min(ages) < HEAPED_FROM or not count.printed[BLEND[0] : BLEND[1] + 1].all():
        return np.ones(len(SEXES))
    if (count.single[:, BLEND[0] : BLEND[1] + 1].sum(axis=-1) <= 0).any():
        return np.ones(len(SEXES))
    shares = myers_blend(count.single, *BLEND)
    return shares[:, digits].sum(axis=-1) * 10 / len(digits)


def cohorts(material: Material, pair: Pair, bounds: Sequence[float]) -> Cohorts:
    """The cohorts of a pair by age group at the earlier count.

    Persons at a single year of the later count are shared among the groups that reach it in proportion to the
    survivors expected there; those born since are left out.
    """
    edges = np.asarray(bounds, dtype=float)
    ages = np.arange(N_AGES)
    masks = (ages >= edges[:-1, None]) & (ages < edges[1:, None])
    split = pair.earlier.population[None] * masks[:, None, :]
    hazards = band(material, pair)
    low, mean, high = hazards if hazards else (np.zeros((len(SEXES), N_AGES)),) * 3
    most, middle, fewest = (carried(split, h, pair.earlier.time, pair.later.time) for h in (low, mean, high))
    all_ages = carried(pair.earlier.population, mean, pair.earlier.time, pair.later.time)
    share = middle / np.where(all_ages > 0, all_ages, 1.0)
    older, _ = counted_since(pair)
    counted = (share * older).sum(axis=-1).T
    moved = np.zeros((len(SEXES), len(edges) - 1))
    for g in range(len(edges) - 1):
        then = ages[masks[g]]
        now = np.round(then + pair.length).astype(int)
        if len(then) <= 10:  # wider groups hold every digit
            before, after = heaping_factor(pair.earlier, then), heaping_factor(pair.later, now)
            moved[:, g] = np.abs(np.divide(after, before, out=np.zeros_like(after), where=before > 0) - 1)
    return Cohorts(
        pair, edges, split.sum(axis=-1).T, counted, most.sum(axis=-1).T,
        fewest.sum(axis=-1).T if hazards else None, middle.sum(axis=-1).T if hazards else None, moved,
    )  # fmt: skip
