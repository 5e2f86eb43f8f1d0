"""The statistical office's papers: registers with gaps, life tables and fertility schedules as it could make them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.counts import Count
from cenotaph.worlds.grid import FEMALE
from cenotaph.worlds.habits import Habit, reported
from cenotaph.worlds.life import CAUSES, Life


@dataclass(frozen=True)
class Register:
    """Registered and true events of each calendar year from year 0: (year,)."""

    births: np.ndarray
    deaths: np.ndarray
    true_births: np.ndarray
    true_deaths: np.ndarray
    infant_share: float


def register(life: Life, rng: np.random.Generator) -> Register:
    """What was registered: less in a crisis and where it struck; executions never."""
    births, deaths = life.yearly(life.births).sum(axis=2), life.yearly(life.deaths).sum(axis=2)
    excess = life.yearly(life.excess)
    unlisted = excess[:, CAUSES.index("repression")]
    stress = np.clip((excess[:, CAUSES.index("famine")]) / (deaths - excess.sum(axis=1)), 0, None)
    stress = stress / (1 + stress)
    years = np.arange(len(births))
    level_b = rng.uniform(0.88, 0.98) + rng.uniform(-0.002, 0.004) * years
    level_d = rng.uniform(0.72, 0.93) + rng.uniform(-0.004, 0.010) * years
    drop_b, drop_d = rng.uniform(0.0, 0.45), rng.uniform(0.0, 0.75)
    complete_b = np.clip(level_b, 0, 0.995)[:, None] * (1 - drop_b * stress)
    complete_d = np.clip(level_d, 0, 0.98)[:, None] * (1 - drop_d * stress)
    return Register(
        (births * complete_b).sum(axis=1), ((deaths - unlisted) * complete_d).sum(axis=1),
        births.sum(axis=1), deaths.sum(axis=1), rng.uniform(0.85, 1.0),
    )  # fmt: skip


def registered_rates(
    life: Life, books: Register, count: Count, habit: Habit, years: tuple[int, ...], grown: float, boys: float
) -> np.ndarray:
    """(sex, 100), registered deaths over counted persons by age, smoothed; at 0 infant deaths over registered births.

    Deaths of infants are registered worst, and ages at death are rounded like ages given. years : places in the
    calendar. grown : persons of the middle of the years over those counted. boys : born for each girl.
    """
    made = np.ones((2, 100))
    complete_d = np.mean([books.deaths[y] / books.true_deaths[y] for y in years])
    births = np.mean([books.births[y] for y in years])
    for sex in (0, 1):
        deaths = np.mean([life.deaths_by_age[y, sex] for y in years], axis=0) * complete_d
        deaths[0] *= books.infant_share
        deaths = deaths @ reported(habit, sex, 0)
        made[sex] = smooth(deaths[:100] / (count.cells[sex, :100] * grown))
        made[sex, 0] = deaths[0] / (births * (1 / (1 + boys) if sex == FEMALE else boys / (1 + boys)))
    return made


def probabilities(rates: np.ndarray) -> np.ndarray:
    """(sex, 101), qx from `registered_rates`; the last is 1."""
    made = np.ones((2, 101))
    made[:, :100] = rates / (1 + rates / 2)
    made[:, 0] = rates[:, 0]
    return np.clip(made, 1e-5, 1.0)


def smooth(rates: np.ndarray) -> np.ndarray:
    """Rates above nine smoothed over eleven ages, from 85 on drawn out from 60 to 84."""
    log = np.log(np.maximum(rates, 1e-6))
    smoothed = log.copy()
    for age in range(8, 85):
        reach = min(5, age - 4)
        smoothed[age] = log[age - reach : age + reach + 1].mean()
    slope, level = np.polyfit(np.arange(60, 85), smoothed[60:85], 1)
    smoothed[85:] = level + slope * np.arange(85, 100)
    return np.minimum(np.exp(smoothed), 1.5)


def fertility_rate(life: Life, count: Count, low: int, high: int, years: tuple[int, ...]) -> float:
    """Births per 1,000 counted women of the ages low <= age < high, a year."""
    women = count.cells[FEMALE, low:high].sum()
    return 1000 * float(np.mean([life.mothers[y, low:high].sum() for y in years])) / women
