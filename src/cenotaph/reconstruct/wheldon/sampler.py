"""Draws: the variances by elliptical slices, all else by Hamiltonian steps that are exact where the problem is linear.

Both moves leave a standard normal alone, so that only the small correction of `posterior` decides, whatever the
number of latents. Nothing is tuned by hand; the angle of a Hamiltonian step adapts in the warm-up.

Source: elliptical slices, Murray, Adams and MacKay (2010), AISTATS; Hamiltonian steps that keep a normal reference,
Beskos, Pinski, Sanz-Serna and Stuart (2011), Stochastic Processes and their Applications 121.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from cenotaph.reconstruct.wheldon.posterior import At, Place, Reference, at_variances, correction
from cenotaph.reconstruct.wheldon.vector import POPULATION, Data, Shape

import jax  # isort: skip  (after posterior, which sets it up)
import jax.numpy as jnp  # isort: skip

TURN = jnp.pi / 2
SMALLEST_STEP, FIRST_STEP = 0.02, 0.5
SPREAD_OF_TURN = (0.75, 1.25)
LOST = 1000.0
# Energy from which a move is tried again, and in how many times as many steps.
WRONG, FINER = 3.0, 4
CALM = 0.25


class Effort(NamedTuple):
    """How long and how carefully to sample. target : share of Hamiltonian moves to be accepted. moves : Hamiltonian
    ones for every draw that is kept, each after so many `slices` of the variances."""

    chains: int = 4
    warmup: int = 200
    draws: int = 1000
    target: float = 0.9
    moves: int = 1
    slices: int = 2


def more_careful(effort: Effort) -> Effort:
    """For a second try: smaller steps, longer to adapt, twice the draws and four times the moves for each."""
    return effort._replace(
        target=1 - (1 - effort.target) / 2, warmup=2 * effort.warmup, draws=2 * effort.draws, moves=4 * effort.moves
    )


class Chains(NamedTuple):
    """vector : (chain, draw, dimension). log_variance : (chain, draw, part). accepted : (chain, draw), probability of
    a Hamiltonian move at its first attempt. lost : (chain, draw), the energy of one was off by more than any move could
    be, in finer steps too. steps, slices : (chain, draw), gradients and trials."""

    vector: Any
    log_variance: Any
    accepted: Any
    lost: Any
    steps: Any
    slices: Any


class State(NamedTuple):
    v: Any
    u: Any
    at: At
    correction: Any
    place: Place
    log_step: Any
    mean_log_step: Any


@partial(jax.jit, static_argnames=("shape", "effort"))
def sample(key: Any, data: Data, reference: Reference, shape: Shape, effort: Effort) -> Chains:
    """Draws of every chain, each from a place of its own in the reference."""
    keys = jax.random.split(key, effort.chains)
    walk = partial(_chain, data=data, reference=reference, shape=shape, effort=effort)
    devices = jax.devices()
    several = max(n for n in range(1, len(devices) + 1) if effort.chains % n == 0)
    if several == 1:
        return jax.lax.map(walk, keys)
    mesh = jax.sharding.Mesh(devices[:several], ("device",))
    rows = jax.sharding.PartitionSpec("device")
    # One chain after the other on each device: side by side they would wait for each other's slices.
    return jax.shard_map(
        lambda own: jax.lax.map(walk, own), mesh=mesh, in_specs=rows, out_specs=rows, check_vma=False
    )(keys)  # fmt: skip


def _chain(key: Any, data: Data, reference: Reference, shape: Shape, effort: Effort) -> Chains:
    begin, walk = jax.random.split(key)
    parts = data.alpha.size
    start = jax.random.normal(begin, (parts + shape.dimension + data.counted.size,))
    v, u = start[:parts], start[parts:]
    # Not known yet: the first slice then takes any place that the projection can reach.
    unknown = -jnp.inf
    step = jnp.log(FIRST_STEP)
    place = Place(data.mean, data.mean, jnp.zeros_like(data.counted))
    state = State(v, u, at_variances(v, data, reference), unknown, place, step, step)

    def move(state: State, given: tuple[Any, Any]) -> tuple[State, Chains]:
        key, number = given
        first, second = jax.random.split(key)
        state, slices = variance_moves(first, state, data, reference, shape, effort.slices)
        warm = number < effort.warmup
        step = jnp.exp(jnp.where(warm, state.log_step, state.mean_log_step))
        state, accepted, energy, steps = latent_move(second, state, step, data, reference, shape)
        state = _adapted(state, accepted, number, warm, effort)
        made = Chains(state.place.vector, jnp.log(state.at.variance), accepted, ~(energy < LOST), steps, slices)
        return state, made

    def moves(state: State, given: tuple[Any, Any]) -> tuple[State, Chains]:
        key, number = given
        state, made = jax.lax.scan(move, state, (jax.random.split(key, effort.moves), jnp.full(effort.moves, number)))
        last = jax.tree.map(lambda kept: kept[-1], made)
        return state, last._replace(
            accepted=made.accepted.mean(), lost=made.lost.any(), steps=made.steps.sum(), slices=made.slices.sum()
        )

    every = effort.warmup + effort.draws
    # One loop for warm-up and draws: two would be compiled twice.
    made = jax.lax.scan(moves, state, (jax.random.split(walk, every), jnp.arange(every)))[1]
    return jax.tree.map(lambda kept: kept[effort.warmup :], made)


def variance_moves(
    key: Any, state: State, data: Data, reference: Reference, shape: Shape, count: int
) -> tuple[State, Any]:
    """So many of `variance_move`, and the number of trials."""

    def one(carry: State, key: Any) -> tuple[State, Any]:
        return variance_move(key, carry, data, reference, shape)

    state, trials = jax.lax.scan(one, state, jax.random.split(key, count))
    return state, jnp.sum(trials)


def variance_move(key: Any, state: State, data: Data, reference: Reference, shape: Shape) -> tuple[State, Any]:
    """The variances from their own distribution given u, by an elliptical slice; and the number of trials."""
    direction, level, angle, walk = jax.random.split(key, 4)
    other = jax.random.normal(direction, state.v.shape)
    floor = state.at.log_density + state.correction - jax.random.exponential(level)
    first = 2 * jnp.pi * jax.random.uniform(angle)

    def trial(carry: tuple) -> tuple:
        key, angle, low, high, _, trials, _ = carry
        v = state.v * jnp.cos(angle) + other * jnp.sin(angle)
        at = at_variances(v, data, reference)
        fit, place = correction(state.u, at, data, reference, shape)
        low, high = jnp.where(angle < 0, angle, low), jnp.where(angle < 0, high, angle)
        key, own = jax.random.split(key)
        after = low + (high - low) * jax.random.uniform(own)
        found = state._replace(v=v, at=at, correction=fit, place=place)
        # The slice is not empty: after so many halvings the state itself is within rounding.
        return key, after, low, high, found, trials + 1, (at.log_density + fit > floor) | (high - low < 1e-12)

    start = (walk, first, first - 2 * jnp.pi, first, state, 0, False)
    done = jax.lax.while_loop(lambda carry: ~carry[-1], trial, start)
    return done[4], done[5]


class Drive(NamedTuple):
    """A trajectory: where it ends, and the energy it lost, infinite where it left what can be."""

    u: Any
    speed: Any
    correction: Any
    place: Place
    lost: Any


def chances(coarse: Any, fine: Any, reverse: Any) -> tuple[Any, Any]:
    """Probability to accept a move, and, after it was refused, that of its finer attempt.

    coarse, fine : energy lost by each from the start. reverse : by the coarse move from where the fine one ends. Where
    the coarse one is not wrong in both directions there is no second attempt. Source: Green and Mira (2001),
    Biometrika 88: delayed rejection.
    """
    accepted = jnp.exp(-jnp.maximum(coarse, 0.0))
    both = (coarse > WRONG) & (reverse > WRONG)
    ratio = jnp.exp(-fine) * (1 - jnp.exp(-jnp.maximum(reverse, 0.0))) / jnp.where(both, 1 - accepted, 1.0)
    return accepted, jnp.where(both, jnp.minimum(ratio, 1.0), 0.0)


def latent_move(
    key: Any, state: State, step: Any, data: Data, reference: Reference, shape: Shape
) -> tuple[State, Any, Any, Any]:
    """All latents along a quarter turn about the reference; acceptance, energy lost, and the steps it took.

    A move that goes badly wrong is tried again in finer steps from the same start (delayed rejection): the second is
    accepted as its reverse demands, which needs the coarse move from its own end too.
    """
    kick, choice, length = jax.random.split(key, 3)
    steps = jnp.ceil(TURN / (step * _calm(state.at, reference))).astype(int)
    low, high = SPREAD_OF_TURN
    angle = TURN / steps * jax.random.uniform(length, minval=low, maxval=high)
    slope = jax.value_and_grad(lambda u: correction(u, state.at, data, reference, shape), has_aux=True)
    luck = jax.random.uniform(choice, (2,))

    def drive(start: Drive, steps: Any, angle: Any) -> Drive:
        def leap(number: Any, carry: tuple) -> tuple:
            u, speed, _, _ = carry
            # The first round only kicks, so that the gradient is compiled once; first and last kick are halves.
            begins, ends = number == 0, number == steps
            turn, side = jnp.where(begins, 1.0, jnp.cos(angle)), jnp.where(begins, 0.0, jnp.sin(angle))
            u, speed = u * turn + speed * side, speed * turn - u * side
            (fit, place), force = slope(u)
            return u, speed + angle * jnp.where(begins | ends, 0.5, 1.0) * force, fit, place

        u, speed, fit, place = jax.lax.fori_loop(0, steps + 1, leap, start[:4])
        energy = (jnp.sum(u**2 + speed**2) - jnp.sum(start.u**2 + start.speed**2)) / 2 - fit + start.correction
        return Drive(u, speed, fit, place, jnp.where(jnp.isfinite(energy), energy, jnp.inf))

    begin = Drive(state.u, jax.random.normal(kick, state.u.shape), state.correction, state.place, jnp.inf)

    def attempt(known: tuple[Drive, Drive, Any], number: Any) -> tuple[tuple[Drive, Drive, Any], Any]:
        """Nought the move itself, one the finer one, two the move from its end; each only where it is needed."""
        coarse, fine, _ = known
        wrong = (coarse.lost > WRONG) & (luck[0] >= jnp.exp(-coarse.lost))
        needed = (number == 0) | wrong & ((number == 1) | jnp.isfinite(fine.lost))
        back = fine._replace(speed=-fine.speed)
        start = jax.tree.map(lambda a, b: jnp.where(number == 2, a, b), back, begin)
        finer = jnp.where(number == 1, FINER, 1)
        made = drive(start, jnp.where(needed, steps * finer, -1), angle / finer)
        made = made._replace(lost=jnp.where(needed, made.lost, jnp.inf))
        coarse, fine = (
            jax.tree.map(lambda new, old, n=n: jnp.where(number == n, new, old), made, old)
            for n, old in ((0, coarse), (1, fine))
        )
        return (coarse, fine, made.lost), jnp.where(needed, steps * finer + 1, 0)

    (coarse, fine, reverse), gradients = jax.lax.scan(attempt, (begin, begin, jnp.inf), jnp.arange(3))
    accepted, again = chances(coarse.lost, fine.lost, reverse)
    first, second = luck[0] < accepted, luck[1] < again
    new = jax.tree.map(lambda a, b, c: jnp.where(first, a, jnp.where(second, b, c)), coarse, fine, begin)
    energy = jnp.minimum(coarse.lost, jnp.where(coarse.lost > WRONG, fine.lost, jnp.inf))
    return state._replace(u=new.u, correction=new.correction, place=new.place), accepted, energy, jnp.sum(gradients)


def _calm(at: At, reference: Reference) -> Any:
    """Factor on the step, 1 or less: counts are further from linear where variances are large beside the censuses' own.

    It depends on the variances alone, which a latent move leaves as they are.
    """
    beyond = jnp.log(at.variance) - reference.centre
    others = jnp.delete(beyond, POPULATION, assume_unique_indices=True)
    return jnp.exp(-CALM * jnp.clip(jnp.max(others) - beyond[POPULATION], 0.0, 6.0))


def _adapted(state: State, accepted: Any, number: Any, warm: Any, effort: Effort) -> State:
    """Robbins-Monro on the log of the step in the warm-up; its mean over the second half is kept."""
    half = effort.warmup // 2
    gain = 2 * (number + 1.0) ** -0.6
    log_step = jnp.clip(state.log_step + gain * (accepted - effort.target), jnp.log(SMALLEST_STEP), jnp.log(TURN))
    mean = state.mean_log_step + (log_step - state.mean_log_step) / (jnp.maximum(number - half, 0) + 1.0)
    return state._replace(
        log_step=jnp.where(warm, log_step, state.log_step), mean_log_step=jnp.where(warm, mean, state.mean_log_step)
    )
