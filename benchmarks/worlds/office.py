"""The statistical office's papers: registers with gaps, a life table and a fertility schedule as it could make them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worlds.calendar_grid import CELLS, FEMALE, OPENING, YEAR_0, YEARS
from worlds.count import Count
from worlds.misreporting import Habit, reported
from worlds.simulate import CAUSES, World

PRINTED_YEARS = (YEAR_0 + 5, YEAR_0 + 6, YEAR_0 + 7)
MOTHERS = tuple(range(15, 55, 5))


@dataclass(frozen=True)
class Register:
    """Registered and true events of each calendar year from year 0: (year,)."""

    births: np.ndarray
    deaths: np.ndarray
    true_births: np.ndarray
    true_deaths: np.ndarray
    infant_share: float


@dataclass(frozen=True)
class Author:
    """A later author's corrections, informed and wrong by some margin. Persons, or per 1,000."""

    death_rate: float
    omitted: list[tuple[str, int, int, int]]
    emigrants: int


def yearly(steps: np.ndarray) -> np.ndarray:
    """(year, ...) sums of a step series over whole calendar years."""
    return np.array([steps[i * CELLS : (i + 1) * CELLS].sum(axis=0) for i in range(len(YEARS))])


def register(world: World, rng: np.random.Generator) -> Register:
    """What was registered: less in a crisis and where it struck; executions never."""
    births, deaths = yearly(world.births).sum(axis=2), yearly(world.deaths).sum(axis=2)
    excess = yearly(world.excess)
    unlisted = excess[:, CAUSES.index("repression")]
    stress = np.clip((excess[:, CAUSES.index("famine")]) / (deaths - excess.sum(axis=1)), 0, None)
    stress = stress / (1 + stress)
    years = np.arange(len(YEARS))
    level_b = rng.uniform(0.88, 0.98) + rng.uniform(-0.002, 0.004) * years
    level_d = rng.uniform(0.72, 0.93) + rng.uniform(-0.004, 0.010) * years
    drop_b, drop_d = rng.uniform(0.0, 0.45), rng.uniform(0.0, 0.75)
    complete_b = np.clip(level_b, 0, 0.995)[:, None] * (1 - drop_b * stress)
    complete_d = np.clip(level_d, 0, 0.98)[:, None] * (1 - drop_d * stress)
    return Register(
        (births * complete_b).sum(axis=1), ((deaths - unlisted) * complete_d).sum(axis=1),
        births.sum(axis=1), deaths.sum(axis=1), rng.uniform(0.85, 1.0),
    )  # fmt: skip


def life_table(
    world: World, books: Register, count: Count, habit: Habit, years: tuple[int, ...], grown: float
) -> np.ndarray:
    """(sex, 101), qx from registered deaths over counted persons, smoothed; the last is 1.

    Deaths of infants are registered worst, ages at death are rounded like ages given, and infant deaths
    are held against registered births. grown : persons of the middle of the years over those counted.
    """
    made = np.ones((2, 101))
    complete_d = np.mean([books.deaths[y] / books.true_deaths[y] for y in years])
    births = np.mean([books.births[y] for y in years])
    boys = world.plan.fertility.boys_per_girl
    for sex in (0, 1):
        deaths = np.mean([world.deaths_by_age[y, sex] for y in years], axis=0) * complete_d
        deaths[0] *= books.infant_share
        deaths = deaths @ reported(habit, sex, 0)
        rates = deaths[:100] / (count.cells[sex, :100] * grown)
        rates = _smooth(rates)
        made[sex, :100] = rates / (1 + rates / 2)
        made[sex, 0] = deaths[0] / (births * (1 / (1 + boys) if sex == FEMALE else boys / (1 + boys)))
    return np.clip(made, 1e-5, 1.0)


def _smooth(rates: np.ndarray) -> np.ndarray:
    """Rates above nine smoothed over eleven ages, from 85 on drawn out from 60 to 84."""
    log = np.log(np.maximum(rates, 1e-6))
    smooth = log.copy()
    for age in range(8, 85):
        reach = min(5, age - 4)
        smooth[age] = log[age - reach : age + reach + 1].mean()
    slope, level = np.polyfit(np.arange(60, 85), smooth[60:85], 1)
    smooth[85:] = level + slope * np.arange(85, 100)
    return np.minimum(np.exp(smooth), 1.5)


def fertility_schedule(world: World, count: Count, rng: np.random.Generator) -> list[tuple[int, float]]:
    """(age, births per 1,000 women) for groups of five years, from a sample of registered births."""
    made = []
    for age in MOTHERS:
        women = count.cells[FEMALE, age : age + 5].sum()
        rate = 1000 * world.mothers[0, age : age + 5].sum() / women * np.exp(rng.normal(0, 0.06))
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
