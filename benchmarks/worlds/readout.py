"""From the estimates of a run to ranges beside the truth."""

from __future__ import annotations

from typing import Any

import numpy as np

from worlds.calendar_grid import LAST, MIDDLE, OPENING

LEVEL = 0.9  # what a range is scored as if it claimed
CONTRAST = f"census-error-{LAST}-less-{MIDDLE}"
# Name of a quantity and where its truth stands in truth.json.
TARGETS: dict[str, tuple[str, ...]] = {
    f"excess-deaths-{MIDDLE}": ("between", MIDDLE, "excess_deaths"),
    f"excess-deaths-{LAST}": ("between", LAST, "excess_deaths"),
    f"births-{MIDDLE}": ("between", MIDDLE, "births"),
    f"births-{LAST}": ("between", LAST, "births"),
    f"deaths-{MIDDLE}": ("between", MIDDLE, "deaths"),
    f"deaths-{LAST}": ("between", LAST, "deaths"),
    f"census-error-{OPENING}": ("net_error", OPENING),
    f"census-error-{MIDDLE}": ("net_error", MIDDLE),
    f"census-error-{LAST}": ("net_error", LAST),
}


def truth_value(truth: dict, target: str) -> float:
    """Persons, from truth.json."""
    if target == CONTRAST:
        return truth["net_error"][LAST] - truth["net_error"][MIDDLE]
    found: Any = truth
    for key in TARGETS[target]:
        found = found[key]
    return float(found)


def read(estimates: dict[str, Any], truth: dict) -> dict:
    """{"targets": {name: interval and truth}} of one world. estimates : Estimate by id, as a run returns them."""
    values = {target: _values(estimates, target) for target in TARGETS}
    values[CONTRAST] = _contrast(values)
    targets = {name: _interval(v) | {"truth": truth_value(truth, name)} for name, v in values.items()}
    for name, found in targets.items():
        if found["low"] is None:
            found["reason"] = _reason(estimates, name)
    return {"targets": targets}


def _id(target: str) -> str:
    """The id under which a quantity stands; the rate-based excess is the one whose truth is known."""
    return target.replace("excess-deaths-", "excess-deaths-rate-")


def _values(estimates: dict[str, Any], target: str) -> np.ndarray:
    found = estimates.get(_id(target))
    return np.asarray(found.values, dtype=float) if found is not None and found.axis == "scenario" else np.empty(0)


def _reason(estimates: dict[str, Any], target: str) -> str:
    """Why the run gives no values for a quantity, in its own words."""
    return getattr(estimates.get(_id(target)), "reason", "") or "no such estimate"


def _contrast(values: dict[str, np.ndarray]) -> np.ndarray:
    """Net error of the last census less that of the middle one.

    A scenario takes one of the two as true, so its contrast is the other's error, with its sign.
    """
    return np.concatenate([values[f"census-error-{LAST}"], -values[f"census-error-{MIDDLE}"]])


def _interval(values: np.ndarray) -> dict:
    if values.size == 0:
        return {"low": None, "high": None, "point": None, "kind": "not estimable"}
    low, high = float(values.min()), float(values.max())
    return {"low": low, "high": high, "point": (low + high) / 2, "kind": "range over scenarios", "n": int(values.size)}
