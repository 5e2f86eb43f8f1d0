"""What the provinces share and their own numbers, moved together: one Hamiltonian move of all of them.

Where provinces say little of a number, draws of its mean and spread given the provinces creep, for the provinces hold
them fast; draws of the provinces given mean and spread creep with them. So each province is written as coordinates that
stay where they are while it goes along with the mean and stretches with the spread, by as much as its own evidence
leaves free (Papaspiliopoulos, Roberts and Sköld 2007, Statistical Science 22), and means, log spreads and, of every
province, the directions in which its shared numbers change are walked at once. It is a change of variables: nothing of
it has to be reversible by itself, and poor stretches cost speed only.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree
from jax.scipy.linalg import solve_triangular

from cenotaph.reconstruct.provinces.density import Common, Form, Stated, of_common, of_province
from cenotaph.reconstruct.provinces.frame import Frame, each
from cenotaph.reconstruct.provinces.world import LARGEST_STEP, TARGET, Chain, World, leaps, vector_of

PATH = 2.5  # mean length; more than a quarter of a circle, for along a ridge less is known than was thought
MOST_STEPS = 40


def followed(frame: Frame, log_spread: Any, guessed: Any) -> tuple[Any, Any]:
    """By how much a province's white coordinates follow the means (dimension, number), and what it says of these:
    their precision (number, number) once it is integrated out. Exact were everything normal.

    log_spread : (number,), spreads to be exact at; guessed : those at which the curvature was taken.
    """
    precise = jnp.exp(-2 * log_spread)
    added = precise - jnp.exp(-2 * guessed)
    now = jnp.linalg.inv(jnp.eye(precise.size) + added[:, None] * frame.cover)
    here = jnp.diagonal(frame.cover) > 0
    left = precise[:, None] * (frame.cover @ now) * precise
    return (frame.follow @ now) * precise, jnp.diag(jnp.where(here, precise, 0.0)) - (left + left.T) / 2


def axes_of_means(said: Any, priors: Stated) -> Any:
    """(number, number), principal axes of the means, scaled by their sd. said : what all provinces say of them."""
    prior = jnp.where(priors.centred, priors.centre_sd**-2, 1.0)
    size, axes = jnp.linalg.eigh(jnp.diag(prior) + said)
    return axes / jnp.sqrt(jnp.maximum(size, jnp.min(prior)))


def sizes_of_spreads(frames: tuple[Frame, ...], priors: Stated) -> Any:
    """(number,), about the sd of a log spread: its prior's where provinces say nothing, one over the root of twice
    their number where they say all."""
    here = [jnp.diagonal(f.cover, axis1=1, axis2=2) > 0 for f in frames]
    told = sum(jnp.sum(jnp.where(h, 1.0 - f.weights, 0.0) ** 2, axis=0) for h, f in zip(here, frames, strict=True))
    return (priors.spread_log_sd**-2.0 + 2.0 * told) ** -0.5


def stretched(white: Any, frame: Frame, mean: Any, by: Any, back: bool = False) -> Any:
    """White coordinates (province, dimension) gone along with log spreads moved by `by` (number,).

    One number after another its departure from the mean is stretched to the power of its weight, and what hangs
    together with it follows: a triangular system. back : the way back. The log of the volume is the sum of the weights
    times `by`.
    """
    size = jnp.maximum(jnp.diagonal(frame.cover, axis1=-2, axis2=-1), 1e-12)
    more = jnp.expm1(frame.weights * by) / size
    away = frame.values + jnp.einsum("pkd,pd->pk", frame.slopes, white) - mean
    hang = jnp.tril(frame.cover, -1) if not back else jnp.tril(frame.cover, -1) - frame.cover
    system = jnp.eye(mean.size) - more[..., None] * hang
    moved = solve_triangular(system, (more * away)[..., None], lower=not back)[..., 0]
    return white + (-1 if back else 1) * jnp.einsum("pdk,pk->pd", frame.follow, moved)


def _placed(by: tuple, still: tuple, chain: Chain, world: World) -> tuple[Common, tuple]:
    """What is shared and all white coordinates after the moves `by`: of the provinces along `world.across`, of the
    means along their axes, of the log spreads in their sizes."""
    own, means, spreads = by
    apart = world.axes @ means
    common = Common(chain.common.mean + apart, chain.common.log_spread + world.sizes * spreads)
    stretch = common.log_spread - world.log_spread
    whites = tuple(
        stretched(s + jnp.einsum("pdk,pk->pd", q, o) + f @ apart, frame, common.mean, stretch)
        for s, q, o, f, frame in zip(still, world.across, own, world.follow, world.frames, strict=True)
    )
    return common, whites


def _slope(still: tuple, chain: Chain, world: World, forms: tuple[Form, ...]) -> Callable:
    """Of moves `by`: the log density of everything there, with the volume of the stretches, and its gradient."""
    powers = sum(jnp.sum(f.weights, axis=0) for f in world.frames)

    def of_shared(common: Common) -> Any:
        return jnp.sum(of_common(common, world.priors)) + powers @ common.log_spread

    def slope(by: tuple) -> tuple[Any, tuple]:
        (common, whites), pull = jax.vjp(lambda b: _placed(b, still, chain, world), by)
        total, leans = jax.value_and_grad(of_shared)(common)
        pulls = []
        for white, data, frame, form in zip(whites, world.data, world.frames, forms, strict=True):

            def own(white: Any, data: Any, frame: Frame, form: Form = form) -> tuple[Any, tuple]:
                def at(white: Any, common: Common) -> Any:
                    return of_province(vector_of(white, frame), data, common, world.priors, form)

                return jax.value_and_grad(at, argnums=(0, 1))(white, common)

            heights, (pulled, leaning) = each(own, white, data, frame)
            total = total + jnp.sum(heights)
            leans = jax.tree.map(lambda a, b: a + jnp.sum(b, axis=0), leans, leaning)
            pulls.append(pulled)
        return total, pull((leans, tuple(pulls)))[0]

    return slope


def move_together(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> Chain:
    """One move. gain : of the step's adaptation, nought when draws are kept."""
    push, lot, luck = jax.random.split(key, 3)
    back = chain.common.log_spread - world.log_spread
    still = tuple(
        stretched(white, frame, chain.common.mean, back, back=True)
        for white, frame in zip(chain.white, world.frames, strict=True)
    )
    number = chain.common.mean.size
    nought = (tuple(jnp.zeros(q.shape[::2]) for q in world.across), jnp.zeros(number), jnp.zeros(number))
    start, shape = ravel_pytree(nought)
    slope = _slope(still, chain, world, forms)

    def flat(by: Any) -> tuple[Any, Any]:
        height, pulled = slope(shape(by))
        return height, ravel_pytree(pulled)[0]

    step = jnp.exp(chain.log_shared_step)
    length = PATH * jax.random.uniform(lot, minval=0.5, maxval=1.5)
    count = jnp.clip(jnp.ceil(length / step), 1, MOST_STEPS).astype(int)
    first = jax.random.normal(push, start.shape)
    by, momentum, at_first, at_last = leaps(flat, start, first, step, count)
    rise = at_last - jnp.sum(momentum**2) / 2 - at_first + jnp.sum(first**2) / 2
    rise = jnp.where(jnp.isfinite(rise), rise, -jnp.inf)
    common, whites = _placed(shape(by), still, chain, world)
    taken = jnp.log(jax.random.uniform(luck)) < rise
    learned = jnp.minimum(
        chain.log_shared_step + gain * (jnp.exp(jnp.minimum(rise, 0.0)) - TARGET), jnp.log(LARGEST_STEP)
    )
    common, whites = jax.tree.map(
        lambda there, here: jnp.where(taken, there, here), (common, whites), (chain.common, chain.white)
    )
    return chain._replace(common=common, white=whites, log_shared_step=learned)
