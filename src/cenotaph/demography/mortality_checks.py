"""Checks of ages, rates, probabilities and counts of the dead, on concrete NumPy arrays only.

A traced array (JAX) passes unchecked: what cannot be known at trace time cannot be refused there.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.errors import BadInput

# No population loses more than 99.7 per cent of an age in a year; per 1,000, old age is always above it.
HIGHEST_RATE = 6.0


def as_floats(values: Any) -> Any:
    """The argument as a float64 array of its own namespace; lists and integers become NumPy floats."""
    if hasattr(values, "__array_namespace__") and not isinstance(values, np.ndarray):
        return values
    return np.asarray(values, dtype=np.float64)


def as_finite(values: Any, name: str) -> Any:
    """The argument as `as_floats`; raises BadInput when a NumPy array has values that are negative or not finite."""
    values = as_floats(values)
    if is_concrete(values) and values.size and not (values.min() >= 0 and values.max() < np.inf):
        raise BadInput(f"{name} has values that are negative or not finite.")
    return values


def is_concrete(*arrays: Any) -> bool:
    """True when every argument is a NumPy array, whose values can be looked at."""
    return all(isinstance(array, np.ndarray) for array in arrays)


def check_ages(age: np.ndarray) -> None:
    """Raises BadInput unless ages are finite, not negative and rise."""
    if age.ndim != 1 or age.size < 2:
        raise BadInput(f"got ages of shape {age.shape}; need one row of at least two lower bounds of age.")
    if not np.isfinite(age).all() or age[0] < 0 or (np.diff(age) <= 0).any():
        raise BadInput(
            f"ages are {_short(age)}: they must be finite, not negative, and rise.",
            remedy="Sort the ages, and give the lower bound of the open interval (85 for 85+).",
        )


def check_length(age: np.ndarray, values: Any, name: str) -> None:
    """Raises BadInput unless the last axis has one value for each age."""
    if np.shape(values)[-1:] != age.shape:
        raise BadInput(f"got {name} of shape {np.shape(values)} for {age.size} ages; the last axis must be age.")


def check_rates(nmx: np.ndarray, name: str = "nmx") -> None:
    """Raises BadInput for death rates that are not finite, negative, or look like deaths per 1,000."""
    if nmx.size == 0:
        raise BadInput(f"got no {name} at all.")
    low, high = nmx.min(), nmx.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise BadInput(f"{name} has values that are not finite.", remedy="Fill or cut the empty ages first.")
    if low < 0:
        raise BadInput(f"{name} goes down to {low:.6g}; death rates cannot be negative.")
    if high > HIGHEST_RATE:
        raise BadInput(
            f"{name} goes up to {high:.6g}; need deaths per person-year.",
            remedy="If they are per 1,000, divide by 1,000.",
        )


def check_open_rate(nmx: np.ndarray) -> None:
    """Raises BadInput when nobody dies in the open interval: its life expectancy would be infinite."""
    if (nmx[..., -1] <= 0).any():
        raise BadInput(
            "the death rate of the open interval is zero, so life there has no end.",
            remedy="Begin the open interval at a younger age, or close the table with a fitted law (closing.py).",
        )


def check_probabilities(nqx: np.ndarray, nmx: np.ndarray | None = None) -> None:
    """Raises BadInput unless every closed interval has 0 <= nqx < 1 (the last interval is the open one)."""
    closed = nqx[..., :-1]
    low, high = closed.min(), closed.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        raise BadInput("nqx has values that are not finite.")
    if low < 0 or high >= 1:
        at = np.unravel_index(int(np.argmax(closed)), closed.shape)
        rate = "" if nmx is None else f" from nmx {nmx[at]:.4g}"
        worst = high if high >= 1 else low
        raise BadInput(
            f"nqx of {worst:.4g}{rate} at interval {at[-1]}: a closed interval needs 0 <= nqx < 1.",
            remedy="Rates so high need nax='constant-hazard'; where nobody is left, begin the open interval.",
        )


def check_survivors(lx: np.ndarray) -> None:
    """Raises BadInput unless survivors are positive, finite and never rise with age."""
    if not np.isfinite(lx).all() or (lx <= 0).any():
        raise BadInput(
            "lx has values that are not finite, or nobody left.",
            remedy="Begin the open interval at the last age somebody reaches.",
        )
    if (np.diff(lx, axis=-1) > 0).any():
        raise BadInput("lx rises with age.", remedy="Survivors can only fall; are the ages in order?")


def check_counts(deaths: np.ndarray, exposure: np.ndarray) -> None:
    """Raises BadInput for negative or missing deaths, and for an exposure that is not above zero."""
    if not np.isfinite(deaths).all() or (deaths < 0).any():
        raise BadInput("deaths has values that are negative or not finite.")
    if not np.isfinite(exposure).all() or (exposure <= 0).any():
        number = int((~(exposure > 0)).sum())
        raise BadInput(
            f"exposure is zero, negative or missing in {number} cells; a rate there has no meaning.",
            remedy="Join ages until somebody lives in each, or use hmd.py, which fits a law to the oldest ages.",
        )


def _short(values: np.ndarray) -> str:
    shown = ", ".join(f"{v:g}" for v in values[:6])
    return f"{shown}, ..." if values.size > 6 else shown
