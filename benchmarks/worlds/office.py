"""Papers of Arvenia that the package's office does not make: which years are printed, and a later author."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.counts import Count
from cenotaph.worlds.habits import Habit
from cenotaph.worlds.office import Register, fertility_rate, probabilities, registered_rates
from worlds.calendar_grid import OPENING, YEAR_0
from worlds.simulate import World

PRINTED_YEARS = (YEAR_0 + 5, YEAR_0 + 6, YEAR_0 + 7)
MOTHERS = tuple(range(15, 55, 5))


@dataclass(frozen=True)
class Author:
    """A later author's corrections, informed and wrong by some margin. Persons, or per 1,000."""

    death_rate: float
    omitted: list[tuple[str, int, int, int]]
    emigrants: int


def life_table(
    world: World, books: Register, count: Count, habit: Habit, years: tuple[int, ...], grown: float
) -> np.ndarray:
    """(sex, 101), qx from registered deaths over counted persons, smoothed; the last is 1."""
    boys = world.plan.fertility.boys_per_girl
    return probabilities(registered_rates(world, books, count, habit, years, grown, boys))


def fertility_schedule(world: World, count: Count, rng: np.random.Generator) -> list[tuple[int, float]]:
    """(age, births per 1,000 women) for groups of five years, from a sample of registered births."""
    made = []
    for age in MOTHERS:
        rate = fertility_rate(world, count, age, age + 5, (0,)) * np.exp(rng.normal(0, 0.06))
        made.append((age, round(float(rate), 1)))
    return made


def author(world: World, books: Register, count: Count, rng: np.random.Generator) -> Author:
    """An author who knows better, but not exactly."""
    people = world.population[OPENING].sum()
    rate = 1000 * books.true_deaths[0] / people * np.exp(rng.normal(0, 0.05))
    least = 1.02 * 1000 * books.deaths[0] / people
    omitted = []
    factor = np.exp(rng.normal(0, 0.3))
    for sex, name in ((0, "female"), (1, "male")):
        for age in (0, 1, 2):
            omitted.append((name, age, age + 1, _persons(count.omitted[sex, age], factor, rng)))
    factor = np.exp(rng.normal(0, 0.5))
    for low, high in ((8, 10), (10, 15), (15, 20), (20, 25), (25, 28)):
        omitted.append(("female", low, high, _persons(count.omitted[0, low:high].sum(), factor, rng)))
    gone = world.plan.burst[0] * (1 - world.plan.returning) * np.exp(rng.normal(0, 0.4))
    return Author(round(float(max(rate, least)), 1), omitted, int(round(gone, -3)))


def _persons(omitted: float, factor: float, rng: np.random.Generator) -> int:
    return int(max(omitted, 0.0) * factor * np.exp(rng.normal(0, 0.1)))


def natural_increase(books: Register) -> float:
    """Registered births less deaths, years 1 to 10."""
    return float((books.births - books.deaths)[1:11].sum())
