"""Where each province is walked and in what units: its summit given what is shared, and the curvature there."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.reconstruct.bayes.bundle import Bundle
from cenotaph.reconstruct.bayes.mode import SMALLEST_CURVATURE
from cenotaph.reconstruct.provinces.density import Common, Form, Stated, numbers_of, of_province
from cenotaph.reconstruct.provinces.groups import Group, one_of

import jax  # isort: skip  (after density, which sets it up)
import jax.numpy as jnp  # isort: skip

NEWTON_STEPS = 30
FLAT, LONGEST = 1e-5, 10.0


class Frame(NamedTuple):
    """Of every province of a group. mode : (province, dimension). scale : (province, dimension, dimension), from white
    coordinates to departures from the mode. values : (province, number), shared numbers at the mode; slopes :
    (province, number, dimension), their change with white coordinates, exact for those in the vector. From the
    curvature at the summit: follow : (province, dimension, number), covariance of white coordinates with the numbers;
    cover : (province, number, number), of the numbers; weights : (province, number), by how much a number's expectation
    follows the common mean: near one where a province says little, near nought where it says much."""

    mode: Any
    scale: Any
    values: Any
    slopes: Any
    follow: Any
    cover: Any
    weights: Any


def each(function: Any, *arguments: Any) -> Any:
    """The function of every province: on processors one after another, for each fits the cache of a core and several
    together do not (25 at once take a third longer); on an accelerator all at once."""
    if jax.default_backend() == "cpu":
        return jax.lax.map(lambda a: function(*a), arguments)
    return jax.vmap(function)(*arguments)


@partial(jax.jit, static_argnames=("form",))
def slope_of_one(vector: Any, data: Bundle, common: Common, priors: Stated, form: Form) -> tuple[Any, Any]:
    return jax.value_and_grad(of_province)(vector, data, common, priors, form)


@partial(jax.jit, static_argnames=("form",))
def _heights(vectors: Any, data: Bundle, common: Common, priors: Stated, form: Form) -> Any:
    return each(lambda v, d: of_province(v, d, common, priors, form), vectors, data)


@partial(jax.jit, static_argnames=("form",))
def _curvatures(vectors: Any, data: Bundle, common: Common, priors: Stated, form: Form) -> tuple[Any, Any]:
    """Gradients (province, dimension) and negative Hessians (province, dimension, dimension)."""

    def one(vector: Any, own: Bundle) -> tuple[Any, Any]:
        gradient = jax.grad(lambda v: of_province(v, own, common, priors, form))
        columns = jax.lax.map(lambda d: jax.jvp(gradient, (vector,), (d,))[1], jnp.eye(vector.size))
        return gradient(vector), -(columns + columns.T) / 2

    return each(one, vectors, data)


@partial(jax.jit, static_argnames=("form",))
def _numbers(vectors: Any, data: Bundle, form: Form) -> tuple[Any, Any]:
    """Shared numbers (province, number) and their gradients (province, number, dimension)."""
    if not form.places:
        return jnp.zeros((vectors.shape[0], 0)), jnp.zeros((vectors.shape[0], 0, vectors.shape[1]))
    return each(lambda v, d: (numbers_of(v, d, form), jax.jacrev(numbers_of)(v, d, form)), vectors, data)


def first_vectors(group: Group, data: Bundle, common: Common, priors: Stated, form: Form) -> Array:
    """(province, dimension), near each summit: quasi-Newton from the centre of the prior."""
    from scipy.optimize import minimize

    found = []
    for index in range(len(group.names)):
        own = one_of(data, index)

        def objective(vector: Array, own: Bundle = own) -> tuple[float, Array]:
            value, slope = slope_of_one(vector, own, common, priors, form)
            return (-float(value), -np.asarray(slope)) if np.isfinite(value) else (1e300, np.zeros_like(vector))

        start = np.zeros(group.shape.dimension)
        found.append(minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": 500, "maxcor": 30}).x)
    return np.stack(found)


def framed(group: Group, data: Bundle, common: Common, priors: Stated, form: Form, start: Array) -> Frame:
    """Newton from `start` to the summit of every province at once, and the frame there.

    Raises
    ------
    NotEstimable naming the provinces without a summit: their priors and evidence contradict each other.
    """
    vectors = start
    given = (data, common, priors, form)
    heights = np.asarray(_heights(vectors, *given))
    for _step in range(NEWTON_STEPS):
        slopes, curved = (np.asarray(x) for x in _curvatures(vectors, *given))
        curvature, axes = np.linalg.eigh(np.where(np.isfinite(curved), curved, 0.0))
        uphill = np.einsum("pij,pi->pj", axes, slopes)
        steep = np.maximum(np.abs(curvature), SMALLEST_CURVATURE)
        gain = np.sum(uphill**2 / steep, axis=1)
        if (gain < FLAT).all():
            break
        moved = np.einsum("pij,pj->pi", axes, uphill / steep)
        length = np.minimum(1.0, LONGEST / np.maximum(np.linalg.norm(moved, axis=1), 1e-9))
        vectors, heights, stuck = _climbed(vectors, heights, moved, length, gain, given)
        if stuck:
            break
    lost = [
        name for name, g, c in zip(group.names, gain, curved, strict=True) if not (g < 1.0 and np.isfinite(c).all())
    ]
    if lost:
        raise NotEstimable(
            f"No summit of the posterior could be found for {', '.join(lost[:5])}: priors and evidence conflict.",
            remedy="Look at the counts of these provinces, or give them priors of their own ([[model.provinces.own]]).",
        )
    scale = axes / np.sqrt(np.maximum(curvature, SMALLEST_CURVATURE))[:, None, :]
    values, slopes = (np.asarray(x) for x in _numbers(vectors, data, form))
    white = np.einsum("pkd,pde->pke", slopes, scale)
    weights = np.minimum(np.sum(white**2, axis=-1) / np.exp(2 * np.asarray(common.log_spread)), 1.0)
    follow, cover = np.swapaxes(white, 1, 2), np.einsum("pkd,pld->pkl", white, white)
    return Frame(*(jnp.asarray(x) for x in (vectors, scale, values, white, follow, cover, weights)))


def _climbed(
    vectors: Array, heights: Array, moved: Array, length: Array, gain: Array, given: tuple
) -> tuple[Array, Array, bool]:
    """Each province as far along its step as it rises, halving; whether none of those not yet there could move."""
    open_ = gain >= FLAT
    length = np.where(open_, length, 0.0)
    for _halving in range(20):
        tried = vectors + length[:, None] * moved
        found = np.asarray(_heights(tried, *given))
        better = found > heights
        vectors, heights = np.where(better[:, None], tried, vectors), np.where(better, found, heights)
        open_ = open_ & ~better
        if not open_.any():
            return vectors, heights, False
        length = np.where(open_, length / 2, 0.0)
    return vectors, heights, bool((gain >= FLAT).sum() == open_.sum())
