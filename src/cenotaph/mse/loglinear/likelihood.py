"""Poisson log-linear fits of many tables or many models at once, by Newton steps.

The count of a cell is Poisson with mean exp(sum of the effects of all its lists). Cell 0 is not seen; its mean, exp of
the constant, is the estimate of those on no list (Fienberg 1972, Biometrika 59; Cormack 1989, Biometrics 45).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from cenotaph.arrays import Array
from cenotaph.mse.estimability import Model, design, estimable, model_name
from cenotaph.mse.overlap import Overlap

MOST_STEPS = 100
ENOUGH = 1e-10  # relative change of the log-likelihood
_LARGEST_STEP = 5.0  # of a linear predictor, so that a first step does not overflow


@dataclass(frozen=True)
class LogLinear:
    """A fitted model. effects : with a finite estimate; missing : those on no list; error : its standard error by the
    delta method, given the model; bic : with the documented as the number of observations (Silverman, Chan and Vincent
    2024); reason : why there is no estimate."""

    name: str
    effects: Model
    missing: float = np.nan
    error: float = np.nan
    log_likelihood: float = -np.inf
    bic: float = np.inf
    reason: str = ""


def newton(
    x: Array, counts: Array, seen: Array | None = None, start: Array | None = None
) -> tuple[Array, Array, Array]:
    """Most likely effects of every table.

    Parameters
    ----------
    x : (cell, effect), or (table, cell, effect). counts : (table, cell). seen : (table, cell) of bool, cells that
    count; all of them without it. start : (effect,), near the effects of all tables.

    Returns
    -------
    (table, effect); (table,) log-likelihood without the constant of the counts; (table,) of bool, whether it converged.
    """
    tables = counts.shape[0]
    x = np.broadcast_to(x, (tables, *x.shape[-2:]))
    weight = np.ones(counts.shape) if seen is None else seen.astype(float)
    y = counts * weight
    beta = _start(x, y, weight) if start is None else np.tile(start, (tables, 1))
    best, done = np.full(tables, -np.inf), np.zeros(tables, dtype=bool)
    live = np.arange(tables)
    for _ in range(MOST_STEPS):
        xs, ys, ws = x[live], y[live], weight[live]
        eta = np.einsum("tce,te->tc", xs, beta[live])
        mean = np.exp(np.minimum(eta, 700.0)) * ws
        value = (ys * eta - mean).sum(axis=1)
        change = value - best[live]
        finished = np.abs(change) <= ENOUGH * (np.abs(value) + 1.0)
        best[live] = value
        done[live[finished]] = True
        gradient = np.einsum("tce,tc->te", xs, ys - mean)
        xw = xs * mean[:, :, None]
        information = np.matmul(xs.transpose(0, 2, 1), xw)
        information += 1e-12 * np.eye(x.shape[-1]) * np.trace(information, axis1=1, axis2=2)[:, None, None]
        step = np.linalg.solve(information, gradient[..., None])[..., 0]
        longest = np.abs(np.einsum("tce,te->tc", xs, step)).max(axis=1)
        beta[live] += step * np.minimum(1.0, _LARGEST_STEP / np.maximum(longest, 1e-300))[:, None]
        live = live[~finished]
        if not live.size:
            break
    return beta, best, done


def _start(x: Array, y: Array, weight: Array) -> Array:
    """Least squares on the logs of the counts, half a person added to each."""
    logs = np.log(y + 0.5) * weight
    xw = x * weight[..., None]
    square = np.matmul(xw.transpose(0, 2, 1), xw) + 1e-9 * np.eye(x.shape[-1])
    return np.linalg.solve(square, np.einsum("tce,tc->te", xw, logs)[..., None])[..., 0]


def fit(overlap: Overlap, effects: Model) -> LogLinear:
    """One model of one table; a model without an estimate comes back with the reason."""
    can = estimable(overlap, effects)
    name = model_name(effects, overlap.k)
    if not can.holds:
        return LogLinear(name, can.effects, reason=can.reason)
    x, counts = design(can.effects, overlap.k)[can.open_cells], overlap.counts[can.open_cells][None].astype(float)
    beta, value, done = newton(x, counts)
    if not done[0]:
        return LogLinear(name, can.effects, reason="the most likely effects were not found: the steps did not settle")
    missing, error = missing_of(x, beta[0])
    likelihood = float(value[0] - gammaln(counts + 1).sum())
    return LogLinear(name, can.effects, missing, error, likelihood, bic(likelihood, effects, overlap))


def missing_of(x: Array, beta: Array) -> tuple[float, float]:
    """Those on no list by the constant of a fit, and the standard error of the whole by the delta method: the
    documented vary too, as a binomial share of the whole. x : (cell, effect); beta : (effect,)."""
    information = (x * np.exp(x @ beta)[:, None]).T @ x
    missing = float(np.exp(beta[0]))
    return missing, float(np.sqrt(missing + missing**2 * np.linalg.inv(information)[0, 0]))


def bic(log_likelihood: float, effects: Model, overlap: Overlap) -> float:
    """Effects at minus infinity count as parameters: they were chosen and were read from the counts."""
    return -2 * log_likelihood + len(effects) * float(np.log(overlap.documented))
