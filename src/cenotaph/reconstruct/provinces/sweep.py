"""One chain over all provinces and what they share: exact, all provinces of a group in one batch.

A sweep has three parts. (1) Hamiltonian moves of every province given what is shared, each in its own white
coordinates, all with the same number of steps, accepted each by itself: given what is shared they are independent.
(2) Means and spreads given the provinces' numbers, which costs nothing. (3) Means and spreads moved together with the
provinces. Where provinces say little of a number, (2) creeps, for their values hold the mean fast; (3) is then free to
go, and the other way round (interweaving, Yu and Meng 2011). In (3) each province goes along by as much as its own
evidence leaves free.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import Bundle
from cenotaph.reconstruct.provinces.common import draw_common
from cenotaph.reconstruct.provinces.density import Common, Form, Stated, numbers_of, of_common, of_province
from cenotaph.reconstruct.provinces.frame import Frame, each

PATH = 1.6  # mean length of a path in white coordinates: about a quarter of a circle, which forgets where it began
MOST_STEPS = 40
TOO_FAR = 1000.0
LARGEST_STEP = 1.3
TARGET, TARGET_MOVE = 0.8, 0.44


class Chain(NamedTuple):
    """Where a chain is. white : of each group (province, dimension). log_step : of each group (province,).
    log_move : (2, number), scales of the moves of means and spreads. sweeps : made so far while adapting."""

    white: tuple[Any, ...]
    common: Common
    log_step: tuple[Any, ...]
    log_move: Any
    sweeps: Any


class Drawn(NamedTuple):
    """Of one sweep. white, common : as in Chain. diverging : of each group (province,). steps : leapfrogs of the sweep.
    accepted : of each group (province,), probability."""

    white: tuple[Any, ...]
    common: Common
    diverging: tuple[Any, ...]
    steps: Any
    accepted: tuple[Any, ...]


class World(NamedTuple):
    """What a chain is given: of each group its data and frame; priors; which moves of part (3) are worth making, the
    first `moves` of `order` (an index into means, then spreads)."""

    data: tuple[Bundle, ...]
    frames: tuple[Frame, ...]
    priors: Stated
    order: Any
    moves: Any


def vector_of(white: Any, frame: Frame) -> Any:
    """The model's own vector of one province."""
    return frame.mode + frame.scale @ white


def height(white: Any, data: Bundle, frame: Frame, common: Common, priors: Stated, form: Form) -> Any:
    return of_province(vector_of(white, frame), data, common, priors, form)


def _walk(key: Any, white: Any, step: Any, data: Bundle, frame: Frame, count: Any, common: Common, priors: Stated,
          form: Form) -> tuple[Any, Any, Any]:  # fmt: skip
    """One Hamiltonian move of one province: where it ends, the probability of going there, whether it diverged."""
    slope = jax.value_and_grad(lambda w: height(w, data, frame, common, priors, form))
    push, luck = jax.random.split(key)
    first = jax.random.normal(push, white.shape)
    at_first, pulled = slope(white)

    def leap(_: Any, state: tuple) -> tuple:
        place, momentum, pulled, _at = state
        momentum = momentum + step / 2 * pulled
        place = place + step * momentum
        at, pulled = slope(place)
        return place, momentum + step / 2 * pulled, pulled, at

    place, momentum, _, at_last = jax.lax.fori_loop(0, count, leap, (white, first, pulled, at_first))
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
            return _walk(key, white, step, data, frame, count, chain.common, world.priors, form)

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


def _heights(white: tuple, common: Common, world: World, forms: tuple[Form, ...]) -> Any:
    """Log density of all provinces together and of what they share."""
    total = jnp.sum(of_common(common, world.priors))
    for w, d, f, form in zip(white, world.data, world.frames, forms, strict=True):
        total += jnp.sum(each(lambda w, d, f, form=form: height(w, d, f, common, world.priors, form), w, d, f))
    return total


def _along(white: Any, frame: Frame, common: Common, k: Any, of_mean: Any, by: Any) -> tuple[Any, Any]:
    """White coordinates (province, dimension) that go along with a mean moved by `by`, or a log spread; and the log of
    the volume that this stretches. A translation for a mean; for a spread, departures from the mean are stretched to a
    power between nought and one, so that the same move by -by leads back."""
    slope, weight = frame.slopes[:, k], frame.weights[:, k]
    size = jnp.maximum(jnp.sum(slope**2, axis=-1), 1e-12)
    departure = frame.values[:, k] + jnp.sum(slope * white, axis=-1) - common.mean[k]
    stretch = jnp.where(of_mean, by * weight, jnp.expm1(weight * by) * departure)
    volume = jnp.where(of_mean, 0.0, jnp.sum(weight * by))
    return white + (stretch / size)[:, None] * slope, volume


def _together(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> Chain:
    """Part (3): one mean or log spread after another, each with all provinces."""
    count = chain.common.mean.size

    def move(i: Any, state: tuple) -> tuple:
        chain, at = state
        which = world.order[i]
        k, of_mean = which % count, which < count
        push, luck = jax.random.split(jax.random.fold_in(key, i))
        by = jnp.exp(chain.log_move.reshape(-1)[which]) * jax.random.normal(push)
        common = Common(
            chain.common.mean.at[k].add(jnp.where(of_mean, by, 0.0)),
            chain.common.log_spread.at[k].add(jnp.where(of_mean, 0.0, by)),
        )
        gone = [_along(w, f, chain.common, k, of_mean, by) for w, f in zip(chain.white, world.frames, strict=True)]
        white = tuple(w for w, _ in gone)
        there = _heights(white, common, world, forms)
        rise = there - at + sum(volume for _, volume in gone)
        rise = jnp.where(jnp.isfinite(rise), rise, -jnp.inf)
        taken = jnp.log(jax.random.uniform(luck)) < rise
        learned = gain * (jnp.exp(jnp.minimum(rise, 0.0)) - TARGET_MOVE)
        kept = chain._replace(
            white=tuple(jnp.where(taken, a, b) for a, b in zip(white, chain.white, strict=True)),
            common=Common(*(jnp.where(taken, a, b) for a, b in zip(common, chain.common, strict=True))),
            log_move=chain.log_move.reshape(-1).at[which].add(learned).reshape(chain.log_move.shape),
        )
        return kept, jnp.where(taken, there, at)

    start = _heights(chain.white, chain.common, world, forms)
    return jax.lax.fori_loop(0, world.moves, move, (chain, start))[0]


def sweep(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], adapting: Any) -> tuple[Chain, Drawn]:
    """One sweep. adapting : 1 in the warm-up, 0 when draws are kept."""
    walk, share, together = jax.random.split(key, 3)
    gain = adapting * jnp.minimum(1.0, 3.0 * (1.0 + chain.sweeps) ** -0.6)
    chain, drawn = _provinces(walk, chain, world, forms, gain)
    if chain.common.mean.size:
        values, here = _values(chain, world, forms)
        chain = chain._replace(common=draw_common(share, chain.common, values, here, world.priors))
        chain = _together(together, chain, world, forms, gain)
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
