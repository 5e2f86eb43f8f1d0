"""The grid of the simulator: steps of five days and ages of five days, in years of 365 days."""

from __future__ import annotations

import numpy as np

CELLS = 73
DT = 5 / 365
TOP = 111
AGES = (np.arange(CELLS * TOP) + 0.5) * DT
FEMALE, MALE = 0, 1
SEX_NAMES = ("female", "male")
CORE, REST = 0, 1

# Year 0 is simulated from its 1 January, so that its crude rates exist; the opening census is in its December.
YEAR_0 = 1906
YEARS = tuple(range(YEAR_0, YEAR_0 + 13))
CENSUSES = {"1906": "1906-12-17", "1917": "1917-01-06", "1919": "1919-01-16"}
OPENING, MIDDLE, LAST = CENSUSES
# Days since 1 January of year 0, over five: 17 December, 6 January, 16 January.
MOMENT = {OPENING: 350 // 5, MIDDLE: 11 * CELLS + 5 // 5, LAST: 13 * CELLS + 15 // 5}
STEPS = MOMENT[LAST]
TIMES = (np.arange(STEPS) + 0.5) * DT
SPAN = {c: slice(MOMENT[OPENING], MOMENT[c]) for c in (MIDDLE, LAST)}


def by_years_of_age(fine: np.ndarray) -> np.ndarray:
    """(..., 111) sums over completed years of age, from (..., 8103)."""
    return fine.reshape(*fine.shape[:-1], TOP, CELLS).sum(axis=-1)


def bump(x: np.ndarray, centre: float, half_width: float) -> np.ndarray:
    """A squared cosine: 1 at the centre, 0 beyond half_width."""
    inside = np.clip((x - centre) / half_width, -1, 1)
    return np.cos(np.pi * inside / 2) ** 2


def logistic(x: np.ndarray, middle: float, scale: float) -> np.ndarray:
    """0 below the middle, 1 above it."""
    return 1 / (1 + np.exp(-(x - middle) / scale))
