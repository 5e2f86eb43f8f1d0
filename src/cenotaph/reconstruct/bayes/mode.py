"""The summit of the posterior and the shape of its top: where sampling starts and what it is measured in."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from cenotaph import engine
from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.model import log_density

import jax  # isort: skip  (after engine, which sets it up)
import jax.numpy as jnp  # isort: skip

_ = engine
SMALLEST_CURVATURE = 0.05
NEWTON_STEPS = 20
FLAT = 1e-6


class Summit(NamedTuple):
    """vector : (dimension,), the mode. scale : (dimension, dimension), from whitened to own coordinates:
    vector + scale @ white has unit curvature in every direction. curvature : (dimension,), eigenvalues of
    the negative Hessian. log_density : at the mode."""

    vector: Array
    scale: Array
    curvature: Array
    log_density: float


@partial(jax.jit, static_argnums=2)
def value_and_gradient(vector: Any, data: Bundle, shape: Shape) -> tuple[Any, Any]:
    return jax.value_and_grad(log_density)(vector, data, shape)


@partial(jax.jit, static_argnums=2)
def hessian(vector: Any, data: Bundle, shape: Shape) -> Any:
    """(dimension, dimension), one column at a time: memory stays small and the compiled program with it."""
    gradient = partial(jax.grad(log_density), data=data, shape=shape)

    def column(direction: Any) -> Any:
        return jax.jvp(gradient, (vector,), (direction,))[1]

    return jax.lax.map(column, jnp.eye(vector.size))


def summit(data: Bundle, shape: Shape, start: Array | None = None) -> Summit:
    """Quasi-Newton from the prior's centre (or `start`), then Newton.

    Raises
    ------
    NotEstimable when no summit is found: priors and evidence contradict each other.
    """
    from scipy.optimize import minimize

    def objective(vector: Array) -> tuple[float, Array]:
        value, gradient = value_and_gradient(vector, data, shape)
        if not np.isfinite(value):
            return 1e300, np.zeros_like(vector)
        return -float(value), -np.asarray(gradient)

    first = np.zeros(shape.dimension) if start is None else start
    found = minimize(objective, first, jac=True, method="L-BFGS-B", options={"maxiter": 3000, "maxcor": 30})
    vector, value = found.x, found.fun
    for _step in range(NEWTON_STEPS):
        curvature, axes = np.linalg.eigh(-np.asarray(hessian(vector, data, shape)))
        if not np.isfinite(curvature).all():
            break
        uphill = axes.T @ np.asarray(value_and_gradient(vector, data, shape)[1])
        moved = axes @ (uphill / np.maximum(curvature, SMALLEST_CURVATURE))
        gain = float(np.sum(uphill**2 / np.maximum(curvature, SMALLEST_CURVATURE)))
        if gain < FLAT:
            break
        length = _line_search(objective, vector, value, moved)
        if length == 0.0:
            break
        vector = vector + length * moved
        value = objective(vector)[0]
    else:
        gain = np.inf
    if not np.isfinite(curvature).all() or gain > 1.0:
        raise NotEstimable("The posterior has no summit that could be found: priors and evidence conflict.")
    widths = 1 / np.sqrt(np.maximum(curvature, SMALLEST_CURVATURE))
    return Summit(vector, axes * widths, curvature, -value)


def _line_search(objective: Any, vector: Array, value: float, moved: Array) -> float:
    length = 1.0
    while length > 1e-6:
        if objective(vector + length * moved)[0] < value:
            return length
        length /= 2
    return 0.0
