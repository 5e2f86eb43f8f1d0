"""Bayesian thresholding: pairs of lists whose effect is not far from nought beside its doubt are left out.

All pairs first, under normal priors; pairs whose posterior mean is less than two standard deviations from nought go,
and what is left is fitted again (Silverman 2020, Journal of the Royal Statistical Society A 183; Silverman, Chan and
Vincent 2024, Statistics and Computing 34). The posterior of a Poisson log-linear model has one summit; it is sampled
there by importance, from a Student distribution of the same curve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import Array
from cenotaph.mse.estimability import Model, design, model_name
from cenotaph.mse.overlap import Overlap, pairs

FAR = 2.0  # standard deviations
PAIR_SPREAD = 1.0  # of the prior of a pair's effect
PROPOSALS = 20_000
LEAST_EFFECTIVE = 1000
_DEGREES = 6.0  # of freedom of the Student distribution


@dataclass(frozen=True)
class Thresholded:
    """model : what was left; missing : (draw,) those on no list; effective : independent draws the weights leave."""

    model: str
    missing: Array
    effective: float


def thresholded(overlap: Overlap, seed: int, draws: int, spread: float = PAIR_SPREAD) -> Thresholded:
    """Those on no list by the pairs that stand out. A pair that shares nobody is no exception: its prior keeps its
    effect finite."""
    rng = np.random.default_rng(seed)
    k = overlap.k
    every: Model = (0, *(1 << j for j in range(k)), *((1 << i) | (1 << j) for i, j in pairs(k)))
    x, y = design(every, k)[1:], overlap.counts[1:].astype(float)
    held = np.array([np.inf if e.bit_count() < 2 else spread for e in every])
    sample, weight = _posterior(x, y, held, rng)
    mean = weight @ sample
    sd = np.sqrt(weight @ (sample - mean) ** 2)
    keep = (np.abs(mean) >= FAR * sd) | np.isinf(held)
    sample, weight = _posterior(x[:, keep], y, held[keep], rng)
    chosen = rng.choice(len(sample), size=draws, p=weight)
    missing = rng.poisson(np.exp(np.minimum(sample[chosen, 0], 30.0)))
    name = model_name(tuple(e for e, k in zip(every, keep, strict=True) if k), k)
    return Thresholded(name, missing.astype(float), float(1 / (weight**2).sum()))


def _posterior(x: Array, y: Array, spread: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """(proposal, effect) and their weights, which sum to 1."""
    precision = np.where(np.isinf(spread), 1e-8, 1 / spread**2)
    beta = np.linalg.solve(x.T @ x + np.diag(precision), x.T @ np.log(y + 0.5))
    for _ in range(200):
        mean = np.exp(x @ beta)
        curve = (x * mean[:, None]).T @ x + np.diag(precision)
        step = np.linalg.solve(curve, x.T @ (y - mean) - precision * beta)
        beta += step * min(1.0, 2.0 / max(float(np.abs(x @ step).max()), 1e-300))
        if np.abs(step).max() < 1e-10:
            break
    mean = np.exp(x @ beta)
    root = np.linalg.cholesky(np.linalg.inv((x * mean[:, None]).T @ x + np.diag(precision)))
    p = len(beta)
    normal = rng.standard_normal((PROPOSALS, p))
    stretch = np.sqrt(_DEGREES / rng.chisquare(_DEGREES, PROPOSALS))
    sample = beta + stretch[:, None] * normal @ root.T
    eta = sample @ x.T
    posterior = eta @ y - np.exp(np.minimum(eta, 700)).sum(axis=1) - 0.5 * (precision * sample**2).sum(axis=1)
    proposal = -0.5 * (_DEGREES + p) * np.log1p(((stretch[:, None] * normal) ** 2).sum(axis=1) / _DEGREES)
    log_weight = posterior - proposal
    weight = np.exp(log_weight - log_weight.max())
    return sample, weight / weight.sum()
