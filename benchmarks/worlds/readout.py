"""From the estimates of a run to intervals beside the truth. Scenario ranges and draws are kept apart by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from worlds.calendar_grid import LAST, MIDDLE, OPENING

LEVEL = 0.9
METHODS = ("classical", "bayes")
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


class NoEstimates(Exception):
    """The run yielded nothing of the method that was asked for."""


def truth_value(truth: dict, target: str) -> float:
    """Persons, from truth.json."""
    if target == CONTRAST:
        return truth["net_error"][LAST] - truth["net_error"][MIDDLE]
    found: Any = truth
    for key in TARGETS[target]:
        found = found[key]
    return float(found)


def read(estimates: dict[str, Any], method: str, truth: dict) -> dict:
    """{"targets": {name: interval and truth}, "reading": what is said of the censuses} of one world.

    estimates : Estimate by id, as a run returns them.

    Raises
    ------
    NoEstimates when no estimate of the method is there.
    """
    if method == "bayes" and not any(name.startswith("bayes-") for name in estimates):
        raise NoEstimates("The run returned no estimate whose id begins with bayes-.")
    values = {target: _values(estimates, method, target) for target in TARGETS}
    values[CONTRAST] = _contrast(values, method)
    targets = {name: _interval(v, method) | {"truth": truth_value(truth, name)} for name, v in values.items()}
    for name, found in targets.items():
        if found["low"] is None:
            found["reason"] = _reason(estimates, method, name)
    return {"targets": targets, "reading": _reading(estimates, values) if method == "bayes" else {}}


def candidates(target: str, method: str) -> list[str]:
    """Ids under which a quantity may stand; the rate-based excess is the one whose truth is known."""
    names = [target]
    if target.startswith("excess-deaths-"):
        names = [target.replace("excess-deaths-", "excess-deaths-rate-"), target]
    return [f"bayes-{name}" for name in names] if method == "bayes" else names[:1]


def _values(estimates: dict[str, Any], method: str, target: str) -> np.ndarray:
    wanted = "draw" if method == "bayes" else "scenario"
    for name in candidates(target, method):
        if name in estimates and estimates[name].axis == wanted:
            return np.asarray(estimates[name].values, dtype=float)
    return np.empty(0)


def _reason(estimates: dict[str, Any], method: str, target: str) -> str:
    """Why the run gives no values for a quantity, in its own words."""
    said = [getattr(estimates[name], "reason", "") for name in candidates(target, method) if name in estimates]
    return next((reason for reason in said if reason), "no such estimate")


def _contrast(values: dict[str, np.ndarray], method: str) -> np.ndarray:
    """Net error of the last census less that of the middle one.

    A scenario takes one of the two as true, so its contrast is the other's error, with its sign.
    """
    middle, last = values[f"census-error-{MIDDLE}"], values[f"census-error-{LAST}"]
    if method == "bayes":
        return last - middle if last.size == middle.size else np.empty(0)
    return np.concatenate([last, -middle])


def _interval(values: np.ndarray, method: str) -> dict:
    if values.size == 0:
        return {"low": None, "high": None, "point": None, "kind": "not estimable"}
    if method == "bayes":
        low, point, high = np.quantile(values, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2])
        kind = "equal-tailed interval of draws"
    else:
        low, high = values.min(), values.max()
        point, kind = (low + high) / 2, "range over scenarios"
    return {"low": float(low), "high": float(high), "point": float(point), "kind": kind, "n": int(values.size)}


def _reading(estimates: dict[str, Any], values: dict[str, np.ndarray]) -> dict:
    """Probabilities about the censuses, from paired draws of their net errors and from ids that state one."""
    middle, last = values[f"census-error-{MIDDLE}"], values[f"census-error-{LAST}"]
    said = {}
    if last.size and last.size == middle.size:
        said = {"last-errs-more": float(np.mean(np.abs(last) > np.abs(middle))), "last-over": float(np.mean(last > 0))}
    for name, estimate in estimates.items():
        if name.startswith("bayes-") and "reading" in name and np.asarray(estimate.values).size:
            said[name] = float(np.mean(estimate.values))
    return said
