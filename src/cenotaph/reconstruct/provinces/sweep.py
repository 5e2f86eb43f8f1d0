"""One chain over all provinces and what they share: exact, all provinces of a group in one batch.

A sweep has three parts. (1) Hamiltonian moves of every province given what is shared, each in its own white
coordinates, all with the same number of steps, accepted each by itself: given what is shared they are independent.
(2) Means and spreads given the provinces' numbers, which costs nothing. (3) Means and spreads moved together with the
provinces. Where provinces say little of a number, (2) creeps, for their values hold the mean fast; (3) is then free to
go, and the other way round (interweaving, Yu and Meng 2011). In (3) each province goes along by as much as its own
evidence leaves free: all means at once by a Hamiltonian move, along the axes in which they are nearly independent, and
one spread after another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import Bundle
from cenotaph.reconstruct.provinces.common import draw_common
from cenotaph.reconstruct.provinces.density import Common, Form, Stated, numbers_of, of_common, of_province
from cenotaph.reconstruct.provinces.frame import Frame, each

PATH = 1.6  # mean length of a path in white coordinates: about a quarter of a circle, which forgets where it began
MEAN_PATH = 3.0  # of the means: longer, for along a ridge (net error against migration) they are less sure than thought
MOST_STEPS, MOST_MEAN_STEPS = 40, 12
TOO_FAR = 1000.0
LARGEST_STEP = 1.3
TARGET, TARGET_MOVE = 0.8, 0.44


class Chain(NamedTuple):
    """Where a chain is. white : of each group (province, dimension). log_step : of each group (province,).
    log_mean_step : (), of the moves of all means. log_move : (number,), scales of the moves of spreads. sweeps : made
    so far while adapting."""

    white: tuple[Any, ...]
    common: Common
    log_step: tuple[Any, ...]
    log_mean_step: Any
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
    """What a chain is given: of each group its data and frame; priors; the log spreads (number,) that white coordinates
    are made for, and those at which the curvature was taken (`guessed`); the first `moves` numbers of `order` have
    spreads worth moving with the provinces."""

    data: tuple[Bundle, ...]
    frames: tuple[Frame, ...]
    priors: Stated
    log_spread: Any
    guessed: Any
    order: Any
    moves: Any


def vector_of(white: Any, frame: Frame) -> Any:
    """The model's own vector of one province."""
    return frame.mode + frame.scale @ white


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

    place, momentum, at_first, at_last = _leaps(slope, white, first, step, count, narrowed, narrowed)
    gain = at_last - jnp.sum(momentum**2) / 2 - at_first + jnp.sum(first**2) / 2
    gain = jnp.where(jnp.isfinite(gain), gain, -jnp.inf)
    taken = jnp.log(jax.random.uniform(luck)) < gain
    return jnp.where(taken, place, white), jnp.exp(jnp.minimum(gain, 0.0)), gain < -TOO_FAR


def _leaps(
    slope: Callable, place: Any, momentum: Any, step: Any, count: Any, taken: Callable, given: Callable
) -> tuple[Any, Any, Any, Any]:
    """Leapfrog steps: where they end, the momentum there, the log density at the first place and at the last.

    taken : from momentum to a direction; given : its transpose. The first gradient is taken inside the loop too: a
    second copy of it in the program would double what is to be compiled.
    """

    def leap(i: Any, state: tuple) -> tuple:
        place, momentum, at_first, _ = state
        place = place + jnp.where(i == 0, 0.0, step) * taken(momentum)
        at, pulled = slope(place)
        half = jnp.where((i == 0) | (i == count), 0.5, 1.0)
        return place, momentum + half * step * given(pulled), jnp.where(i == 0, at, at_first), at

    nought = jnp.zeros(())
    return jax.lax.fori_loop(0, count + 1, leap, (place, momentum, nought, nought))


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


def _heights(white: tuple, common: Common, world: World, forms: tuple[Form, ...]) -> Any:
    """Log density of all provinces together and of what they share."""
    total = jnp.sum(of_common(common, world.priors))
    for w, d, f, form in zip(white, world.data, world.frames, forms, strict=True):
        total += jnp.sum(each(lambda w, d, f, form=form: height(w, d, f, common, world.priors, form), w, d, f))
    return total


def _carried(frame: Frame, common: Common, world: World) -> tuple[Any, Any]:
    """By how much a province's white coordinates follow the means (dimension, number), and what it says of these:
    their precision (number, number) once it is integrated out. Exact were everything normal."""
    precise = jnp.exp(-2 * common.log_spread)
    added = precise - jnp.exp(-2 * world.guessed)
    now = jnp.linalg.inv(jnp.eye(precise.size) + added[:, None] * frame.cover)
    here = jnp.diagonal(frame.cover) > 0
    left = precise[:, None] * (frame.cover @ now) * precise
    return (frame.follow @ now) * precise, jnp.diag(jnp.where(here, precise, 0.0)) - (left + left.T) / 2


def _axes(said: list[Any], priors: Stated) -> Any:
    """(number, number), principal axes of the means, scaled by their sd."""
    prior = jnp.where(priors.centred, priors.centre_sd**-2, 1.0)
    size, axes = jnp.linalg.eigh(jnp.diag(prior) + sum(jnp.sum(s, axis=0) for s in said))
    return axes / jnp.sqrt(jnp.maximum(size, jnp.min(prior)))


def _means(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> Chain:
    """Part (3), all means by one Hamiltonian move; provinces are carried along, which changes no volume."""
    push, lot, luck = jax.random.split(key, 3)
    follow, said = zip(*(each(lambda f: _carried(f, chain.common, world), f) for f in world.frames), strict=True)
    axes = _axes(said, world.priors)

    def slope(by: Any) -> tuple[Any, Any]:
        """Log density of everything, and its change with the moves of the means `by` (number,)."""

        def own(white: Any, data: Bundle, frame: Frame, follow: Any, form: Form) -> tuple[Any, Any]:
            def at(by: Any) -> Any:
                common = chain.common._replace(mean=chain.common.mean + by)
                return height(white + follow @ by, data, frame, common, world.priors, form)

            return jax.value_and_grad(at)(by)

        found = [
            each(lambda w, d, f, o, form=form: own(w, d, f, o, form), w, d, f, o)
            for w, d, f, o, form in zip(chain.white, world.data, world.frames, follow, forms, strict=True)
        ]
        prior, leans = jax.value_and_grad(
            lambda b: jnp.sum(of_common(chain.common._replace(mean=chain.common.mean + b), world.priors))
        )(by)
        return prior + sum(jnp.sum(v) for v, _ in found), leans + sum(jnp.sum(g, axis=0) for _, g in found)

    step = jnp.exp(chain.log_mean_step)
    count = jnp.clip(jnp.ceil(MEAN_PATH * jax.random.uniform(lot, minval=0.5, maxval=1.5) / step), 1, MOST_MEAN_STEPS)
    first = jax.random.normal(push, chain.common.mean.shape)
    by, momentum, at_first, at_last = _leaps(
        slope, jnp.zeros_like(first), first, step, count.astype(int), lambda p: axes @ p, lambda g: g @ axes
    )
    rise = at_last - jnp.sum(momentum**2) / 2 - at_first + jnp.sum(first**2) / 2
    rise = jnp.where(jnp.isfinite(rise), rise, -jnp.inf)
    by = jnp.where(jnp.log(jax.random.uniform(luck)) < rise, by, 0.0)
    return chain._replace(
        white=tuple(w + o @ by for w, o in zip(chain.white, follow, strict=True)),
        common=chain.common._replace(mean=chain.common.mean + by),
        log_mean_step=jnp.minimum(
            chain.log_mean_step + gain * (jnp.exp(jnp.minimum(rise, 0.0)) - TARGET), jnp.log(LARGEST_STEP)
        ),
    )


def _stretched(white: Any, frame: Frame, mean: Any, k: Any, by: Any) -> tuple[Any, Any]:
    """White coordinates (province, dimension) that go along with a log spread moved by `by`, and the log of the volume
    that this stretches. Departures from the mean are stretched to a power between nought and one, so that the same
    move by -by leads back."""
    slope, follow, weight = frame.slopes[:, k], frame.follow[:, :, k], frame.weights[:, k]
    size = jnp.maximum(frame.cover[:, k, k], 1e-12)
    departure = frame.values[:, k] + jnp.sum(slope * white, axis=-1) - mean
    return white + (jnp.expm1(weight * by) * departure / size)[:, None] * follow, jnp.sum(weight * by)


def _spreads(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> Chain:
    """Part (3), one log spread after another, each with all provinces. The first turn stays where it is and only
    finds the height there, so that the program holds one copy of the density."""

    def move(i: Any, state: tuple) -> tuple:
        chain, at = state
        k = world.order[jnp.maximum(i - 1, 0)]
        push, luck = jax.random.split(jax.random.fold_in(key, i))
        by = jnp.where(i == 0, 0.0, jnp.exp(chain.log_move[k]) * jax.random.normal(push))
        common = chain.common._replace(log_spread=chain.common.log_spread.at[k].add(by))
        gone = [_stretched(w, f, common.mean[k], k, by) for w, f in zip(chain.white, world.frames, strict=True)]
        white = tuple(w for w, _ in gone)
        there = _heights(white, common, world, forms)
        rise = there - at + sum(volume for _, volume in gone)
        rise = jnp.where(jnp.isfinite(rise), rise, -jnp.inf)
        taken = (jnp.log(jax.random.uniform(luck)) < rise) | (i == 0)
        learned = jnp.where(i == 0, 0.0, gain * (jnp.exp(jnp.minimum(rise, 0.0)) - TARGET_MOVE))
        kept = chain._replace(
            white=tuple(jnp.where(taken, a, b) for a, b in zip(white, chain.white, strict=True)),
            common=Common(*(jnp.where(taken, a, b) for a, b in zip(common, chain.common, strict=True))),
            log_move=chain.log_move.at[k].add(learned),
        )
        return kept, jnp.where(taken, there, at)

    return jax.lax.fori_loop(0, world.moves + 1, move, (chain, jnp.zeros(())))[0]


def sweep(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], adapting: Any) -> tuple[Chain, Drawn]:
    """One sweep. adapting : 1 in the warm-up, 0 when draws are kept."""
    walk, share, together, apart = jax.random.split(key, 4)
    gain = adapting * jnp.minimum(1.0, 3.0 * (1.0 + chain.sweeps) ** -0.6)
    chain, drawn = _provinces(walk, chain, world, forms, gain)
    if chain.common.mean.size:
        values, here = _values(chain, world, forms)
        chain = chain._replace(common=draw_common(share, chain.common, values, here, world.priors))
        chain = _spreads(apart, _means(together, chain, world, forms, gain), world, forms, gain)
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
