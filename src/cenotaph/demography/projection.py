"""Cohort-component projection by single year of age, over whole years or a part of one.

Conventions, named once. Persons of an age are spread evenly over it. Inside the first two years of
life death comes early: the hazard met by exact age x within age a is h_a * x ** c_a. The exponents give
the usual separation factors: of the deaths at age 0, 70 per cent fall in the calendar year of birth,
of those at age 1, 55 per cent in the first of the two calendar years; at other ages one half.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import N_AGES, Array, namespace

SEPARATION = (0.70, 0.55)
_EXPONENT = np.ones(N_AGES)
_EXPONENT[:2] = 1 / np.asarray(SEPARATION) - 1


class Step(NamedTuple):
    """Hazards of one step of `length` years.

    staying : (..., age), met by those who do not pass a birthday (share 1 - length of each age)
    passing : (..., age), met by those who pass one (share length)
    newborn : (...), met by the births of the step, evenly spread over it
    """

    staying: Any
    passing: Any
    newborn: Any
    length: float


class Stepped(NamedTuple):
    """population at the end, deaths of those alive at the start by their age then, deaths of newborns."""

    population: Any
    deaths: Any
    newborn_deaths: Any


def step_hazard(hazard: Any, length: float = 1.0) -> Step:
    """Cumulated hazards over a step, from hazards by single year of age.

    hazard : (..., 101), per person-year; length : years, 0 < length <= 1. Traceable by jit and grad.

    Source
    ------
    Separation factors: Shryock and Siegel (1971), The Methods and Materials of Demography, ch. 14.
    Checked against a person-by-person loop in tests/demography/test_projection.py.
    """
    xp = namespace(hazard)
    c = xp.asarray(_EXPONENT)
    d = length

    def integral(x: float) -> Any:
        return x ** (c + 1) / (c + 1)

    following = xp.concat([hazard[..., 1:], hazard[..., -1:]], axis=-1)
    c_following = xp.concat([c[1:], c[-1:]])
    before = (d - (integral(1.0) - integral(1.0 - d))) / d
    after = d**c_following / (c_following + 1)
    passing = hazard * before + following * after
    if d < 1:
        gained = (integral(1.0) - integral(d) - integral(1.0 - d)) / (1.0 - d)
        staying = hazard * gained
    else:
        staying = xp.zeros_like(hazard)
    newborn = hazard[..., 0] * d ** _EXPONENT[0] / (_EXPONENT[0] + 1)
    return Step(staying, passing, newborn, d)


def advance(population: Any, births: Any, step: Step) -> Stepped:
    """One step: P1 = P0 + births - deaths, exactly, for every cohort.

    Parameters
    ----------
    population : (..., sex, 101), persons at the start.
    births : (..., sex), persons born in the step.
    step : hazards from `step_hazard`, broadcastable to the population.

    Returns
    -------
    Stepped. Deaths are computed directly (N * (1 - exp(-h))), never by subtraction.
    """
    xp = namespace(population)
    newborn_dead = births * -xp.expm1(-step.newborn)
    if step.length == 1.0:  # nobody stays in an age over a whole year, which halves the work
        dead = population * -xp.expm1(-step.passing)
        passed = population - dead
        top = passed[..., -2:-1] + passed[..., -1:]
        aged = xp.concat([(births - newborn_dead)[..., None], passed[..., :-2], top], axis=-1)
        return Stepped(aged, dead, newborn_dead)
    stay, go = population * (1 - step.length), population * step.length
    stay_dead, go_dead = stay * -xp.expm1(-step.staying), go * -xp.expm1(-step.passing)
    stayed, passed = stay - stay_dead, go - go_dead
    top = stayed[..., -1:] + passed[..., -2:-1] + passed[..., -1:]
    middle = stayed[..., 1:-1] + passed[..., :-2]
    first = stayed[..., :1] + (births - newborn_dead)[..., None]
    return Stepped(xp.concat([first, middle, top], axis=-1), stay_dead + go_dead, newborn_dead)


def time_steps(start: float, end: float) -> list[tuple[float, float]]:
    """Whole years from `start` and the remaining part of one: (begin, length), decimal years.

    A remainder below one day is dropped.
    """
    whole = int(np.floor(end - start + 1 / 365))
    steps = [(start + i, 1.0) for i in range(whole)]
    rest = end - start - whole
    return [*steps, (start + whole, rest)] if rest > 1 / 365 else steps


def whole_and_rest(lengths: Sequence[float]) -> tuple[int, float]:
    """Number of whole-year steps, and the length of the last, partial one (0 when there is none)."""
    whole = sum(1 for length in lengths if length == 1.0)
    return whole, lengths[-1] if whole < len(lengths) else 0.0


def overlap(start: float, length: float, low: float, high: float) -> float:
    """Share of the step [start, start + length) inside the interval [low, high)."""
    return max(0.0, min(start + length, high) - max(start, low)) / length


def closing_cohorts(population: Array, length: float, steps: int) -> tuple[Array, Array]:
    """A closing count split into those alive at the opening and the birth cohorts of each step.

    Parameters
    ----------
    population : (..., 101), persons at the closing date.
    length : length of the last, partial step (0 when the interval is whole years).
    steps : number of whole steps, < 100.

    Returns
    -------
    older : (..., 101), persons born before the opening, by age at the closing.
    born : (..., steps [+ 1]), persons by the step they were born in, the first step first; the
        partial step, when there is one, last. older + born sum to the population exactly.
    """
    ages = np.arange(N_AGES)
    share_born = np.where(ages < steps, 1.0, np.where(ages == steps, length, 0.0))
    older = population * (1 - share_born)
    k = steps - 1 - np.arange(steps)
    born = (1 - length) * population[..., k] + length * population[..., k + 1]
    if length > 0:
        born = np.concatenate([born, length * population[..., :1]], axis=-1)
    return older, born
