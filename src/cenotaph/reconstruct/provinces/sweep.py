"""One chain over all provinces and what they share: exact, all provinces of a group in one batch.

A sweep has three parts. (1) Hamiltonian moves of every province given what is shared, each in its own white
coordinates, all with the same number of steps, accepted each by itself: given what is shared they are independent.
(2) Means and spreads given the provinces' numbers, which costs nothing. (3) Means and spreads moved together with the
provinces. Where provinces say little of a number, (2) creeps, for their values hold the mean fast; (3) is then free to
go, and the other way round (interweaving, Yu and Meng 2011). In (3) each province goes along by as much as its own
evidence leaves free: all means at once by a Hamiltonian move, along the axes in which they are nearly independent, and
all spreads at once by another.
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
SHARED_PATH = (
    3.0  # of what is shared: longer, for along a ridge (net error against migration) it is less sure than thought
)
MOST_STEPS, MOST_SHARED_STEPS = 40, 12
TOO_FAR = 1000.0
LARGEST_STEP = 1.3
TARGET = 0.8


class Chain(NamedTuple):
    """Where a chain is. white : of each group (province, dimension). log_step : of each group (province,).
    log_mean_step, log_spread_step : (), of the moves of all means and of all spreads. sweeps : made so far while
    adapting."""

    white: tuple[Any, ...]
    common: Common
    log_step: tuple[Any, ...]
    log_mean_step: Any
    log_spread_step: Any
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
    are made for, and those at which the curvature was taken (`guessed`); free : (number,), whether a spread is worth
    moving with the provinces."""

    data: tuple[Bundle, ...]
    frames: tuple[Frame, ...]
    priors: Stated
    log_spread: Any
    guessed: Any
    free: Any


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

    by, log_step = _moved(push, lot, luck, slope, chain.log_mean_step, chain.common.mean.size, gain, axes)
    return chain._replace(
        white=tuple(w + o @ by for w, o in zip(chain.white, follow, strict=True)),
        common=chain.common._replace(mean=chain.common.mean + by),
        log_mean_step=log_step,
    )


def _stretched(white: Any, frame: Frame, mean: Any, by: Any, back: bool = False) -> Any:
    """White coordinates of one province (dimension,) that go along with log spreads moved by `by` (number,).

    One number after another its departure from the mean is stretched to a power between nought and one, by as much as
    the province's own evidence leaves it free, and what hangs together with it follows. back : the way back, the same
    stretches undone from the last to the first. The log of the volume is the sum of weights times `by`.
    """
    parts = (
        frame.slopes, frame.follow.T, frame.weights, jnp.maximum(jnp.diagonal(frame.cover), 1e-12), frame.values,
        mean, -by if back else by,
    )  # fmt: skip

    def stretch(white: Any, part: tuple) -> tuple[Any, None]:
        slope, follow, weight, size, value, mean, by = part
        return white + jnp.expm1(weight * by) * (value + slope @ white - mean) / size * follow, None

    return jax.lax.scan(stretch, white, parts, reverse=back)[0]


def _spread_sizes(world: World) -> Any:
    """(number,), about the sd of a log spread moved together with the provinces: its prior's where they say nothing,
    one over the root of twice their number where they say all; nought for spreads that are not moved so."""
    told = sum(jnp.sum(jnp.where(_here(f), 1.0 - f.weights, 0.0) ** 2, axis=0) for f in world.frames)
    return jnp.where(world.free, (world.priors.spread_log_sd**-2.0 + 2.0 * told) ** -0.5, 0.0)


def _here(frame: Frame) -> Any:
    return jnp.diagonal(frame.cover, axis1=1, axis2=2) > 0


def _spreads(key: Any, chain: Chain, world: World, forms: tuple[Form, ...], gain: Any) -> Chain:
    """Part (3), all log spreads by one Hamiltonian move, the provinces stretched with them.

    What stays as it is are the provinces' coordinates stretched back to the spreads that the curvature was taken at:
    a change of variables, so that no stretch has to be reversible by itself.
    """
    push, lot, luck = jax.random.split(key, 3)
    mean, start, sizes = chain.common.mean, chain.common.log_spread, _spread_sizes(world)
    still = tuple(
        each(lambda w, f: _stretched(w, f, mean, start - world.guessed, back=True), white, frame)
        for white, frame in zip(chain.white, world.frames, strict=True)
    )
    powers = sum(jnp.sum(f.weights, axis=0) for f in world.frames)

    def slope(by: Any) -> tuple[Any, Any]:
        """Log density of everything, and its change with the moves `by` (number,) in units of `sizes`."""

        def own(still: Any, data: Bundle, frame: Frame, form: Form) -> tuple[Any, Any]:
            def at(by: Any) -> Any:
                common = chain.common._replace(log_spread=start + sizes * by)
                white = _stretched(still, frame, mean, common.log_spread - world.guessed)
                return height(white, data, frame, common, world.priors, form)

            return jax.value_and_grad(at)(by)

        def shared(by: Any) -> Any:
            common = chain.common._replace(log_spread=start + sizes * by)
            return jnp.sum(of_common(common, world.priors)) + powers @ common.log_spread

        found = [
            each(lambda s, d, f, form=form: own(s, d, f, form), s, d, f)
            for s, d, f, form in zip(still, world.data, world.frames, forms, strict=True)
        ]
        prior, leans = jax.value_and_grad(shared)(by)
        return prior + sum(jnp.sum(v) for v, _ in found), leans + sum(jnp.sum(g, axis=0) for _, g in found)

    by, log_step = _moved(push, lot, luck, slope, chain.log_spread_step, mean.size, gain)
    common = chain.common._replace(log_spread=start + sizes * by)
    white = tuple(
        each(lambda s, f: _stretched(s, f, mean, common.log_spread - world.guessed), s, frame)
        for s, frame in zip(still, world.frames, strict=True)
    )
    return chain._replace(white=white, common=common, log_spread_step=log_step)


def _moved(
    push: Any, lot: Any, luck: Any, slope: Callable, log_step: Any, size: int, gain: Any,
    axes: Any = None,
) -> tuple[Any, Any]:  # fmt: skip
    """One Hamiltonian move from nought of what is shared: by how much (size,), nought where refused; and the log of
    the step, adapted. axes : (size, size), of the coordinates of `slope`; left out: these are of size one."""
    step = jnp.exp(log_step)
    count = jnp.clip(
        jnp.ceil(SHARED_PATH * jax.random.uniform(lot, minval=0.5, maxval=1.5) / step), 1, MOST_SHARED_STEPS
    )
    first = jax.random.normal(push, (size,))
    taken, given = (lambda p: p, lambda g: g) if axes is None else (lambda p: axes @ p, lambda g: g @ axes)
    by, momentum, at_first, at_last = _leaps(slope, jnp.zeros(size), first, step, count.astype(int), taken, given)
    rise = at_last - jnp.sum(momentum**2) / 2 - at_first + jnp.sum(first**2) / 2
    rise = jnp.where(jnp.isfinite(rise), rise, -jnp.inf)
    by = jnp.where(jnp.log(jax.random.uniform(luck)) < rise, by, 0.0)
    learned = log_step + gain * (jnp.exp(jnp.minimum(rise, 0.0)) - TARGET)
    return by, jnp.minimum(learned, jnp.log(LARGEST_STEP))


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
