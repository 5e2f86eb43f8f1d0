"""The grid of the simulator: steps of five days and ages of five days, in years of 365 days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

CELLS = 73
DT = 5 / 365
TOP = 111
AGES = (np.arange(CELLS * TOP) + 0.5) * DT
FEMALE, MALE = 0, 1
SEX_NAMES = ("female", "male")


@dataclass(frozen=True)
class Calendar:
    """year_0 : the simulation begins on its 1 January. moments : step at which each census is taken, in order.
    whole_years : calendar years that end by the last census."""

    year_0: int
    moments: Mapping[str, int]

    @property
    def steps(self) -> int:
        return max(self.moments.values())

    @property
    def opening(self) -> str:
        return next(iter(self.moments))

    @property
    def whole_years(self) -> tuple[int, ...]:
        return tuple(range(self.year_0, self.year_0 + self.steps // CELLS))

    @cached_property
    def times(self) -> np.ndarray:
        """(step,), years since 1 January of year 0, middle of each step."""
        return (np.arange(self.steps) + 0.5) * DT

    def span(self, census: str) -> slice:
        """Steps from the opening census to another one."""
        return slice(self.moments[self.opening], self.moments[census])

    def step(self, year: float) -> int:
        """The step that begins nearest to a decimal year."""
        return round((year - self.year_0) * CELLS)


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
