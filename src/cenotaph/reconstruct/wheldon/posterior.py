"""The posterior, written so that it is nearly normal: the heart of the speed (docs/wheldon.md).

Given the variances, and counts that were linear in the latent vector, everything would be normal and drawn exactly. So
the sampler moves (v, u), both standard normal before a correction: v are the log variances about their own
summit, u holds one number a latent and one a census cell, and the coordinates t of the latent vector (`bend`) are what
the linear problem would give for them:

    t = m + D^(1/2) z + D J' S^-1 (gap - J D^(1/2) z - sd e),   u = (z, e),   S = J D J' + var I.

The correction of the log density is what counts not being linear amounts to, and priors not being normal in t; it is
small. The target is exact for any reference and any bend: only the speed depends on them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from cenotaph import engine
from cenotaph.reconstruct.wheldon.bend import bent
from cenotaph.reconstruct.wheldon.projection import log_counts
from cenotaph.reconstruct.wheldon.vector import POPULATION, Data, Shape

import jax  # isort: skip  (after engine, which sets it up)
import jax.numpy as jnp  # isort: skip

_ = engine


class Reference(NamedTuple):
    """The linear problem.

    gap : (cell,), counted less the linear counts at the initial estimates. jacobian : (cell, dimension). spread :
    (part, cell, cell), covariance of the counts for unit variances, the censuses' own included: that of the part's
    slopes, and the unit matrix. offset : (1 + part, cell), mean of the non-linear part, constant and by variance.
    centre : (part,), log variances. scale : (part, part), from v to log variances. Draws are of the model whatever
    these are, as long as spread is that of the slopes.
    """

    gap: Any
    jacobian: Any
    spread: Any
    offset: Any
    centre: Any
    scale: Any


class At(NamedTuple):
    """What depends on the variances alone. variance : (part,). factor : (cell, cell), Cholesky factor of S. gap :
    (cell,). log_density : of the linear problem, less that of v."""

    variance: Any
    factor: Any
    gap: Any
    log_density: Any


def each(by_part: Any, shape: Shape) -> Any:
    """(dimension,), a value of every latent from one of its part."""
    return jnp.concatenate([jnp.full(size, by_part[i]) for i, size in enumerate(shape.sizes)])


def log_prior_of_variances(log_variance: Any, data: Data) -> Any:
    """Log density of the log variances, up to a constant: inverse gamma."""
    return -jnp.sum(data.alpha * log_variance + data.beta * jnp.exp(-log_variance))


def at_variances(v: Any, data: Data, reference: Reference) -> At:
    """The linear problem at the variances that v (part,) stands for."""
    log_variance = reference.centre + reference.scale @ v
    variance = jnp.exp(log_variance)
    factor = jnp.linalg.cholesky(jnp.tensordot(variance, reference.spread, 1))
    gap = reference.gap - reference.offset[0] - variance @ reference.offset[1:]
    white = jax.scipy.linalg.solve_triangular(factor, gap, lower=True)
    linear = -jnp.sum(white**2) / 2 - jnp.sum(jnp.log(jnp.diag(factor)))
    return At(variance, factor, gap, linear + log_prior_of_variances(log_variance, data) + jnp.sum(v**2) / 2)


class Place(NamedTuple):
    """Where u leads. straight, vector : (dimension,), coordinates and latents. off : (cell,), the non-linear part."""

    straight: Any
    vector: Any
    off: Any


def correction(u: Any, at: At, data: Data, reference: Reference, shape: Shape) -> tuple[Any, Place]:
    """Log density of the model over that of the linear problem at u, and the place.

    Minus infinity where the projection leaves an age with nobody or fewer.
    """
    z, e = u[: shape.dimension], u[shape.dimension :]
    sd = jnp.sqrt(at.variance)
    own = each(sd, shape) * z
    error = sd[POPULATION] * e
    pull = jax.scipy.linalg.cho_solve((at.factor, True), at.gap - reference.jacobian @ own - error)
    moved = own + each(at.variance, shape) * (pull @ reference.jacobian)
    vector, volume = bent(data.mean + moved, data, shape)
    linear = error + at.variance[POPULATION] * pull
    true = data.counted - log_counts(vector, data, shape)
    found = (jnp.sum(linear**2) - jnp.sum(true**2)) / (2 * at.variance[POPULATION]) + volume
    found += jnp.sum((moved**2 - (vector - data.mean) ** 2) / (2 * each(at.variance, shape)))
    return jnp.where(jnp.isfinite(found), found, -jnp.inf), Place(data.mean + moved, vector, linear - true)
