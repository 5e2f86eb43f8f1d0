"""How normal mortality and fertility move over time: trends, good and bad years, seasons, a crisis and its births."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from cenotaph.worlds.grid import bump, logistic
from cenotaph.worlds.patterns import INFANT, OLD, YOUNG, Famine, famine_course, famine_end


class Ordinary(Protocol):
    """Normal mortality over time, on the log scale: level, trends a year (trend_young fades with age; kink begins after
    six years), a departure of each calendar year, and seasons."""

    level: float
    trend: float
    trend_young: float
    kink: float
    years: tuple[float, ...]
    years_young: tuple[float, ...]
    summer: float
    winter: float


@dataclass(frozen=True)
class Fertility:
    """level : children per woman. years : departures of years, log. fall : share of births lost where hunger is worst,
    rest_share of it outside the core."""

    level: float
    trend: float
    years: tuple[float, ...]
    early: float
    late: float
    core: float
    fall: float
    rest_share: float
    rebound: float
    policy: float
    policy_from: float
    boys_per_girl: float


def ordinary_level(m: Ordinary, t: float) -> np.ndarray:
    """(age,), what multiplies normal hazards t years after the start."""
    year = min(int(t), len(m.years) - 1)
    trend = m.level + m.trend * t + m.trend_young * t * YOUNG + m.kink * max(t - 6.0, 0.0)
    ordinary = m.years[year] + m.years_young[year] * YOUNG
    summer = 1 + m.summer * np.cos(2 * np.pi * (t - 0.58)) * INFANT
    winter = 1 + m.winter * np.cos(2 * np.pi * (t - 0.12)) * OLD
    return np.exp(trend + ordinary) * summer * winter


def level_of_births(f: Fertility, famine: Famine, times: np.ndarray) -> np.ndarray:
    """(step, region), children per woman, with trend, ordinary years, season, the crisis fall and its rebound."""
    middles = np.arange(len(f.years)) + 0.5
    level = f.level * np.exp(f.trend * times + np.interp(times, middles, f.years))
    level = level * (1 + 0.08 * np.cos(2 * np.pi * (times - 0.1)))
    level = level * (1 + f.policy * logistic(times, f.policy_from, 0.15))
    made = np.empty((len(times), 2))
    hunger = famine_course(famine, times - 0.75)  # births answer to hunger at conception
    hunger = hunger / max(hunger.max(), 1e-9)
    after = bump(times, famine_end(famine) + 1.6, 1.2)
    for region, share in enumerate((1.0, f.rest_share)):
        made[:, region] = level * (1 - f.fall * share * hunger) * (1 + f.rebound * share * after)
    return made * np.array([f.core, 1.0])
