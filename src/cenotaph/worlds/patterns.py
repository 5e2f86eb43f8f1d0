"""By exact age: what a famine, an epidemic, executions and migration do; births by age of the mother."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.grid import AGES, bump, logistic

YOUNG = np.exp(-AGES / 6)
INFANT = np.exp(-AGES / 0.8)
OLD = logistic(AGES, 62, 7)


@dataclass(frozen=True)
class Famine:
    """`size`: persons aimed at (depletion leaves it a little lower). waves: (centre, half width, weight)."""

    size: float
    waves: tuple[tuple[float, float, float], ...]
    toddlers: float
    infants: float
    adults: float
    old: float
    men: float
    rest_exposure: float
    relief: float


def famine_pattern(f: Famine) -> np.ndarray:
    """(sex, age): toddlers and the old most, infants at the breast less, men more than women.

    On purpose no power of normal mortality: normal mortality peaks at birth and this at two years.
    """
    toddlers = f.toddlers * np.exp(-((np.log(AGES / 2.0) / 0.7) ** 2)) + f.infants * INFANT
    adults = f.adults * logistic(AGES, 20, 4) * (1 + 0.5 * logistic(AGES, 45, 5))
    old = f.old * logistic(AGES, 66, 5) * (1 - 0.4 * logistic(AGES, 85, 4))
    men = 1 + (f.men - 1) * logistic(AGES, 16, 2)
    women = toddlers + 0.12 + adults + old
    return np.array([women, women * men])


def famine_course(f: Famine, times: np.ndarray) -> np.ndarray:
    """(time,), the course of the famine, of any scale: one to three waves."""
    course = np.zeros_like(times)
    for centre, half_width, weight in f.waves:
        course = course + weight * bump(times, centre, half_width)
    return course


def famine_end(f: Famine) -> float:
    """The year coordinate at which the last wave is over."""
    return max(centre + width for centre, width, _ in f.waves)


def draw_pattern(rng: np.random.Generator) -> dict[str, float]:
    """How a famine strikes by age and sex."""
    return {
        "toddlers": rng.uniform(2.0, 5.0),
        "infants": rng.uniform(0.5, 2.5),
        "adults": rng.uniform(0.2, 0.6),
        "old": rng.uniform(1.5, 4.0),
        "men": rng.uniform(1.2, 1.9),
        "rest_exposure": rng.uniform(0.04, 0.3),
    }


def epidemic_pattern(of_children: bool) -> np.ndarray:
    """(sex, age)."""
    if of_children:
        shape = np.exp(-((np.log((AGES + 0.3) / 1.5) / 0.9) ** 2)) + 0.02
    else:
        shape = 0.15 + logistic(AGES, 15, 3) * (0.6 + 0.8 * logistic(AGES, 45, 8))
    return np.array([shape, 1.1 * shape])


def repression_pattern() -> np.ndarray:
    """(sex, age): men of working age, few others."""
    shape = logistic(AGES, 21, 2.5) * (1 - logistic(AGES, 62, 5)) * (0.7 + 0.5 * bump(AGES, 42, 18))
    return np.array([0.06 * shape, shape])


def migration_pattern(families: bool) -> np.ndarray:
    """(sex, age), relative propensity to cross the border."""
    young = bump(AGES, 27, 16)
    children = 0.6 * (1 - logistic(AGES, 14, 2)) if families else 0.0
    both = young + children + 0.1 * (1 - logistic(AGES, 65, 5))
    return np.array([(1.0 if families else 0.5) * both, both])


def mothers(early: float, late: float) -> np.ndarray:
    """(age,), births per woman-year, summing to one child over her life."""
    x = np.clip((AGES - 14.5) / (51.0 - 14.5), 1e-9, 1 - 1e-9)
    shape = x**early * (1 - x) ** late
    shape[(AGES < 14.5) | (AGES > 51.0)] = 0.0
    return shape / (shape.sum() * (AGES[1] - AGES[0]))
