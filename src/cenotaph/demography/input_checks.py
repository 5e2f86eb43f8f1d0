"""Checks of shapes and single numbers, and the array library of several arguments, for the functions of this folder."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from cenotaph.errors import BadInput


def check_above_zero(value: Any, name: str, remedy: str = "") -> None:
    """Raises BadInput unless a number (a width, a radix, an interval) is finite and above 0; traced ones pass."""
    if hasattr(value, "__array_namespace__") and not isinstance(value, np.ndarray | np.generic):
        return
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadInput(f"got {value!r} for the {name}; need one number above 0.", remedy=remedy) from None
    if isinstance(value, str) or not (math.isfinite(number) and number > 0):
        raise BadInput(f"got {value!r} for the {name}; need one number above 0.", remedy=remedy)


def check_batches(**arrays: tuple[Any, int]) -> tuple[int, ...]:
    """Shape of the batch, all axes but the last few (given beside each array), of arguments that must broadcast.

    Raises BadInput when an array has too few axes or the batches do not go together.
    """
    for name, (array, own) in arrays.items():
        if len(np.shape(array)) < own:
            raise BadInput(f"got {name} of shape {np.shape(array)}; need {own} axes or more, batch first, age last.")
    try:
        return np.broadcast_shapes(*(np.shape(array)[: len(np.shape(array)) - own] for array, own in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(array)}" for name, (array, _) in arrays.items())
        raise BadInput(f"the batches do not broadcast: {shapes}.", remedy="Give every argument the same.") from None


def common_namespace(*arrays: Any) -> Any:
    """The array library of the first argument that is not NumPy's, else NumPy: a traced number beside a NumPy table."""
    for array in arrays:
        if hasattr(array, "__array_namespace__") and not isinstance(array, np.ndarray | np.generic):
            return array.__array_namespace__()
    return np
