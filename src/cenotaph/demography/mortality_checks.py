"""Checks of rates, probabilities, survivors and exposure, on concrete NumPy arrays only.

A traced array (JAX) passes unchecked: what cannot be known at trace time cannot be refused there. What counts and
rates share (`as_floats`, `check_values`) is in ages.py. The ages are checked in two places because they come in two
forms: there as groups with widths, of which the last may be closed; here as the lower bounds of a table, whose last
interval is open, so that two are the least.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.demography.ages import as_floats, check_values
from cenotaph.errors import BadInput

# No population loses more than 99.7 per cent of an age in a year; per 1,000, old age is always above it.
HIGHEST_RATE = 6.0


def by_age(age: Any, values: Any, name: str) -> tuple[np.ndarray, Any]:
    """Ages and values (..., age) as arrays; raises BadInput unless ages rise and there is one value for each."""
    age, values = np.asarray(age, dtype=np.float64), as_floats(values)
    check_ages(age)
    check_length(age, values, name)
    return age, values


def as_finite(values: Any, name: str) -> Any:
    """The argument as `as_floats`; raises BadInput when a NumPy array has values that are negative or not finite."""
    values = as_floats(values, name)
    check_values(values, name)
    return values


def as_shares(values: Any, name: str) -> Any:
    """The argument as `as_finite`; raises BadInput when a NumPy array has values above 1."""
    values = as_finite(values, name)
    if is_concrete(values) and values.size and values.max() > 1:
        raise BadInput(f"{name} goes up to {values.max():.6g}; a probability is at most 1.")
    return values


def as_survivors(lx: Any) -> Any:
    """Survivors as `as_finite`; raises BadInput when a NumPy array rises with age."""
    lx = as_finite(lx, "lx")
    if is_concrete(lx) and (lx[..., 1:] > lx[..., :-1]).any():
        raise BadInput("lx rises with age.", remedy="Survivors can only fall; are the ages in order?")
    return lx


def is_concrete(*arrays: Any) -> bool:
    """True when every argument is a NumPy array or number, whose values can be looked at."""
    return all(isinstance(array, np.ndarray | np.generic) for array in arrays)


def check_ages(age: np.ndarray) -> None:
    """Raises BadInput unless ages are two lower bounds or more, finite, not negative, and rise."""
    if age.ndim != 1 or age.size < 2:
        raise BadInput(f"got ages of shape {age.shape}; need one row of at least two lower bounds of age.")
    if not (np.diff(age) > 0).all() or not (age[0] >= 0 and age[-1] < np.inf):
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
    as_survivors(lx)


def check_exposed(deaths: np.ndarray, exposure: np.ndarray) -> None:
    """Raises BadInput for negative or missing deaths, and for an exposure that is not above zero."""
    check_values(deaths, "deaths")
    if not np.isfinite(exposure).all() or (exposure <= 0).any():
        number = int((~(exposure > 0)).sum())
        raise BadInput(
            f"exposure is zero, negative or missing in {number} cells; a rate there has no meaning.",
            remedy="Join ages until somebody lives in each, or use hmd.py, which fits a law to the oldest ages.",
        )


def _short(values: np.ndarray) -> str:
    shown = ", ".join(f"{v:g}" for v in values[:6])
    return f"{shown}, ..." if values.size > 6 else shown
