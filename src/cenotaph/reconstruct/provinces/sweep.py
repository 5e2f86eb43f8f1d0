"""One chain over all provinces and what they share: exact, all provinces of a group in one batch.

A sweep has three parts. (1) Hamiltonian moves of every province given what is shared, each in its own white
coordinates, all with the same number of steps, accepted each by itself: given what is shared they are independent.
(2) Means and spreads given the provinces' numbers, which costs nothing. (3) Means, spreads and the provinces' numbers
moved together (`together.py`).
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import Bundle
from cenotaph.reconstruct.provinces.common import draw_common
from cenotaph.reconstruct.provinces.density import Common, Form, Stated, numbers_of, of_province
from cenotaph.reconstruct.provinces.frame import Frame, each
from cenotaph.reconstruct.provinces.together import move_together
from cenotaph.reconstruct.provinces.world import LARGEST_STEP, TARGET, Chain, World, leaps, vector_of

PATH = 3.0  # mean length of a path in white coordinates: half a circle, for where a hill is long its sd is misjudged
MOST_STEPS = 40
TOO_FAR = 1000.0


class Drawn(NamedTuple):
    """Of one sweep. white, common : as in Chain. diverging : of each group (province,). steps : leapfrogs of the sweep.
    accepted : of each group (province,), probability."""

    white: tuple[Any, ...]
    common: Common
    diverging: tuple[Any, ...]
    steps: Any
    accepted: tuple[Any, ...]


def height(white: Any, data: Bundle, frame: Frame, common: Common, priors: Stated, form: Form) -> Any:
    return of_province(vector_of(white, frame), data, common, priors, form)


def _narrowed(frame: Frame, common: Common, world: World) -> tuple[Any, Any]:
    """B (dimension, number) and F (number, number): I + B F B' takes white coordinates to those in which a province is
    round also where the spread is now less than the frame was made for. The precision that is added is B B'; this is
    the inverse root of I + B B'. Without it provinces have no step small enough for a spread near nought."""
    added = jnp.maximum(jnp.exp(-2 * common.log_spread) - jnp.exp(-2 * world.log_spread), 0.0)
    root = (frame.slopes * jnp.sqrt(added)[:, None]).T
    size, turned = jnp.linalg.eigh(root.T @ root)
    size = jnp.maximum(size, 0.0)
    # ((1 + s) ** -0.5 - 1) / s, without a division by nought
    shrink = -1 / (jnp.sqrt(1 + size) * (1 + jnp.sqrt(1 + size)))
    return root, (turned * shrink) @ turned.T


def _walk(key: Any, white: Any, step: Any, data: Bundle, frame: Frame, count: Any, common: Common, world: World,
          form: Form) -> tuple[Any, Any, Any]:  # fmt: skip
    """One Hamiltonian move of one province: where it ends, the probability of going there, whether it diverged."""
    slope = jax.value_and_grad(lambda w: height(w, data, frame, common, world.priors, form))
    push, luck = jax.random.split(key)
    first = jax.random.normal(push, white.shape)
    if form.places:
        root, middle = _narrowed(frame, common, world)

    def narrowed(direction: Any) -> Any:
        return direction + root @ (middle @ (root.T @ direction)) if form.places else direction

    place, momentum, at_first, at_last = leaps(slope, white, first, step, count, narrowed)
    gain = at_last - jnp.sum(momentum**2) / 2 - at_first + jnp.sum(first**2) / 2
    gain = jnp.where(jnp.isfinite(gain), gain, -jnp.inf)
    taken = jnp.log(jax.random.uniform(luck)) < gain
    return jnp.where(taken, place, white), jnp.exp(jnp.minimum(gain, 0.0)), gain < -TOO_FAR


def _provinces(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> tuple[Chain, Drawn]:
    """Part (1). Paths are of one random length for all; a province whose steps must be smaller walks less far."""
    lot, *keys = jax.random.split(key, len(forms) + 1)
    length = PATH * jax.random.uniform(lot, minval=0.5, maxval=1.5)
    usual = jnp.exp(jnp.quantile(jnp.concatenate(chain.log_step), 0.2))
    count = jnp.clip(jnp.ceil(length / usual), 1, MOST_STEPS).astype(int)
    made = []
    for g, form in enumerate(forms):
        step = jnp.minimum(jnp.exp(chain.log_step[g]), length / count)

        def walk(key: Any, white: Any, step: Any, data: Bundle, frame: Frame, form: Form = form) -> tuple:
            return _walk(key, white, step, data, frame, count, chain.common, world, form)

        own = jax.random.split(keys[g], step.size)
        made.append(each(walk, own, chain.white[g], step, world.data[g], world.frames[g]))
    white, accepted, diverging = (tuple(part) for part in zip(*made, strict=True))
    log_step = tuple(
        jnp.minimum(s + gain * (a - TARGET), jnp.log(LARGEST_STEP))
        for s, a in zip(chain.log_step, accepted, strict=True)
    )
    moved = chain._replace(white=white, log_step=log_step)
    return moved, Drawn(white, chain.common, diverging, count, accepted)


def _values(chain: Chain, world: World, forms: tuple[Form, ...]) -> tuple[Any, Any]:
    """(province, number) of all groups one after another, and whether a province has the number."""
    found = [
        each(lambda w, d, f, form=form: numbers_of(vector_of(w, f), d, form), white, data, frame)
        for white, data, frame, form in zip(chain.white, world.data, world.frames, forms, strict=True)
    ]
    here = [jnp.broadcast_to(jnp.array(form.here), v.shape) for form, v in zip(forms, found, strict=True)]
    return jnp.concatenate(found), jnp.concatenate(here)


def sweep(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], adapting: Any) -> tuple[Chain, Drawn]:
    """One sweep. adapting : 1 in the warm-up, 0 when draws are kept."""
    walk, share, together = jax.random.split(key, 3)
    gain = adapting * jnp.minimum(1.0, 3.0 * (1.0 + chain.sweeps) ** -0.6)
    chain, drawn = _provinces(walk, chain, world, forms, gain)
    if chain.common.mean.size:
        values, here = _values(chain, world, forms)
        chain = chain._replace(common=draw_common(share, chain.common, values, here, world.priors))
        chain = move_together(together, chain, world, forms, gain)
    return chain._replace(sweeps=chain.sweeps + adapting), drawn._replace(white=chain.white, common=chain.common)


@partial(jax.jit, static_argnames=("forms", "count"))
def sweeps(
    keys: Any, chains: Chain, world: World, adapting: Any, forms: tuple[Form, ...], count: int
) -> tuple[Chain, Drawn]:
    """`count` sweeps of every chain, (chain, sweep, ...): chains shared out over devices, one after another there."""

    def one(given: tuple) -> tuple[Chain, Drawn]:
        key, chain, adapting = given
        return jax.lax.scan(lambda c, k: sweep(k, c, world, forms, adapting), chain, jax.random.split(key, count))

    given = (keys, chains, jnp.broadcast_to(jnp.asarray(adapting, float), keys.shape[:1]))
    devices = jax.devices()
    several = max(n for n in range(1, len(devices) + 1) if keys.shape[0] % n == 0)
    if several == 1:
        return jax.lax.map(one, given)
    mesh = jax.sharding.Mesh(devices[:several], ("device",))
    rows = jax.sharding.PartitionSpec("device")
    return jax.shard_map(partial(jax.lax.map, one), mesh=mesh, in_specs=(rows,), out_specs=rows, check_vma=False)(given)
