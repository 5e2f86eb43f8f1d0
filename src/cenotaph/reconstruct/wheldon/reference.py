"""The linear problem around the posterior's summit, by Gauss-Newton steps and the summit of the variances."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.reconstruct.wheldon.bend import bent, strength
from cenotaph.reconstruct.wheldon.posterior import Reference, at_variances, correction
from cenotaph.reconstruct.wheldon.projection import log_counts
from cenotaph.reconstruct.wheldon.vector import POPULATION, Data, Shape

import jax  # isort: skip  (after posterior, which sets it up)
import jax.numpy as jnp  # isort: skip

STEPS = 30
STILL = 1e-4
CALIBRATION = 500
WIDEST = 1.5
ROUNDS, TRIALS, TAIL = 3, 1000, 4.0
WIDER = 1.2
BOUNDS = (-40.0, 10.0)
CONFLICT = "No summit was found: initial estimates and counts contradict each other beyond what the priors allow."


@partial(jax.jit, static_argnums=2)
def counts_and_slopes(vector: Any, data: Data, shape: Shape) -> tuple[Any, Any]:
    """(cell,), log counts, and (cell, dimension), their derivatives."""
    value, back = jax.vjp(lambda x: log_counts(bent(x, data, shape)[0], data, shape), vector)
    return value, jax.vmap(lambda row: back(row)[0])(jnp.eye(value.size))


@partial(jax.jit, static_argnums=4)
def corrections(v: Any, u: Any, data: Data, reference: Reference, shape: Shape) -> tuple[Any, Any]:
    """For many (v, u): the non-linear parts (draw, cell) and the variances (draw, part)."""

    def one(v: Any, u: Any) -> tuple[Any, Any]:
        at = at_variances(v, data, reference)
        return correction(u, at, data, reference, shape)[1].off, at.variance

    return jax.vmap(one)(v, u)


class _Summit(NamedTuple):
    """Where the Gauss-Newton steps end: the linear problem there, log variances and their negative Hessian."""

    gap: Array
    slopes: Array
    spread: Array
    centre: Array
    curvature: Array


def straightened(data: Data, shape: Shape) -> Data:
    """The data with survival bent as far as is best for them. Raises as `reference_of`."""
    found = _summit_of(data, shape)
    return data._replace(bend=strength(found.slopes, np.exp(found.centre), data, shape))


def reference_of(data: Data, shape: Shape) -> Reference:
    """The linear problem at the summit of the latent vector, given the summit of the variances.

    Raises
    ------
    NotEstimable when no summit is found.
    """
    gap, slopes, spread, centre, curvature = _summit_of(data, shape)
    centre, scale = _matched(centre, curvature, gap, spread, data)
    found = Reference(gap, slopes, spread, np.zeros((1 + len(centre), gap.size)), centre, scale)
    return _calibrated(found, data, shape)


def _summit_of(data: Data, shape: Shape) -> _Summit:
    vector, centre = np.asarray(data.mean), np.log(np.asarray(data.beta) / (np.asarray(data.alpha) + 1))
    moved, last = np.inf, np.inf
    for step in range(STEPS):
        value, slopes = (np.asarray(a) for a in counts_and_slopes(vector, data, shape))
        if not (np.isfinite(value).all() and np.isfinite(slopes).all()):
            raise NotEstimable(CONFLICT)
        gap, spread = _linear(vector, value, slopes, data, shape)
        centre, curvature = _summit(centre, gap, spread, data)
        variance = np.exp(centre)
        pull = np.linalg.solve(np.tensordot(variance, spread, 1), gap)
        wanted = np.asarray(data.mean) + np.repeat(variance, shape.sizes) * (slopes.T @ pull) - vector
        last, moved = moved, float(np.max(np.abs(wanted)))
        if moved < STILL:
            return _Summit(gap, slopes, spread, centre, curvature)
        # Steps that do not shrink are halved: the linear problem then overshoots.
        vector = vector + wanted * (0.5 if step > 3 and moved > 0.9 * last else 1.0)
    raise NotEstimable(CONFLICT)


def _linear(vector: Array, value: Array, slopes: Array, data: Data, shape: Shape) -> tuple[Array, Array]:
    gap = np.asarray(data.counted) - value - slopes @ (np.asarray(data.mean) - vector)
    blocks = np.split(slopes, np.cumsum(shape.sizes)[:-1], axis=1)
    spread = np.stack([b @ b.T for b in blocks])
    spread[POPULATION] += np.eye(gap.size)
    return gap, spread


def _summit(centre: Array, gap: Array, spread: Array, data: Data) -> tuple[Array, Array]:
    """Log variances of greatest density in the linear problem, and the negative Hessian there."""
    from scipy.optimize import minimize

    alpha, beta = np.asarray(data.alpha), np.asarray(data.beta)

    def objective(log_variance: Array) -> tuple[float, Array]:
        variance = np.exp(log_variance)
        inverse = np.linalg.inv(np.tensordot(variance, spread, 1))
        sign, log_det = np.linalg.slogdet(inverse)
        if not (sign > 0 and np.isfinite(log_det)):
            return 1e300, np.zeros_like(log_variance)
        pull = inverse @ gap
        value = (gap @ pull - log_det) / 2 + np.sum(alpha * log_variance + beta / variance)
        by_variance = (np.einsum("ij,kij->k", inverse, spread) - np.einsum("i,kij,j->k", pull, spread, pull)) / 2
        return float(value), variance * by_variance + alpha - beta / variance

    found = minimize(objective, centre, jac=True, method="L-BFGS-B", bounds=[BOUNDS] * len(centre)).x
    step = 1e-4 * np.eye(len(found))
    hessian = np.stack([(objective(found + s)[1] - objective(found - s)[1]) / 2e-4 for s in step])
    return found, (hessian + hessian.T) / 2


def _matched(centre: Array, curvature: Array, gap: Array, spread: Array, data: Data) -> tuple[Array, Array]:
    """Mean of the log variances in the linear problem, and a factor of their covariance, by importance sampling.

    Their summit and curvature would not do: a variance that could as well be nothing has a long flat side.
    """
    rng = np.random.default_rng(0)
    values, axes = np.linalg.eigh(curvature)
    factor = axes / np.sqrt(np.maximum(values, 1 / WIDEST**2))
    size = len(centre)
    for _round in range(ROUNDS):
        tail = np.sqrt(TAIL / rng.chisquare(TAIL, (TRIALS, 1)))
        white = tail * rng.standard_normal((TRIALS, size))
        log_variance = centre + white @ factor.T
        proposal = -(TAIL + size) / 2 * np.log1p(np.sum(white**2, axis=1) / TAIL)
        weight = _log_density(log_variance, gap, spread, data) - proposal
        weight = np.exp(weight - weight.max())
        weight /= weight.sum()
        centre = weight @ log_variance
        apart = log_variance - centre
        covariance = (weight[:, None] * apart).T @ apart
        factor = np.linalg.cholesky(covariance + 1e-3 * np.eye(size))
    return centre, WIDER * factor


def _log_density(log_variance: Array, gap: Array, spread: Array, data: Data) -> Array:
    """(draw,), of the log variances (draw, part) in the linear problem; minus infinity where they are out of bounds."""
    from scipy.linalg import solve_triangular

    inside = (np.abs(log_variance - np.mean(BOUNDS)) < np.ptp(BOUNDS) / 2).all(axis=1)
    log_variance = np.clip(log_variance, *BOUNDS)
    variance = np.exp(log_variance)
    found = np.empty(len(variance))
    for n, own in enumerate(variance):
        factor = np.linalg.cholesky(np.tensordot(own, spread, 1))
        found[n] = -np.sum(solve_triangular(factor, gap, lower=True) ** 2) / 2 - np.log(np.diag(factor)).sum()
    found -= np.sum(np.asarray(data.alpha) * log_variance + np.asarray(data.beta) / variance, axis=1)
    return np.where(inside, found, -np.inf)


def _calibrated(found: Reference, data: Data, shape: Shape) -> Reference:
    """The reference with the mean of its non-linear part taken in, constant and by variance, from draws of its own."""
    rng = np.random.default_rng(0)
    for _round in range(2):
        v = rng.standard_normal((CALIBRATION, len(found.centre)))
        u = rng.standard_normal((CALIBRATION, shape.dimension + found.gap.size))
        parts, variance = (np.asarray(a) for a in corrections(v, u, data, found, shape))
        design = np.concatenate([np.ones((CALIBRATION, 1)), variance], axis=1)
        # Draws of large variances are far from linear and would rule the fit by themselves.
        weight = 1 / np.sqrt(variance.max(axis=1, keepdims=True))
        known = np.isfinite(parts).all(axis=1)
        if known.sum() < CALIBRATION // 2:
            return found
        more = np.linalg.lstsq((design * weight)[known], (parts * weight)[known], rcond=None)[0]
        found = found._replace(offset=found.offset + more)
    return found
