"""Axis names and shapes. Order of axes everywhere: ..., sex, age. float64 throughout."""

from __future__ import annotations

from typing import Any

import numpy as np

SEXES = ("female", "male")
OPEN_AGE = 100
N_AGES = OPEN_AGE + 1

Array = np.ndarray[Any, np.dtype[np.float64]]


def namespace(array: Any) -> Any:
    """The array library of the argument (NumPy, JAX, ...), so pure functions run in either."""
    return array.__array_namespace__()
