"""Where a chain over all provinces is, what it is given, and the leapfrog steps of its moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import Bundle
from cenotaph.reconstruct.provinces.density import Common, Stated
from cenotaph.reconstruct.provinces.frame import Frame

LARGEST_STEP = 1.3
TARGET = 0.8


class Chain(NamedTuple):
    """Where a chain is. white : of each group (province, dimension). log_step : of each group (province,).
    log_shared_step : (), of the move of what is shared. sweeps : made so far while adapting."""

    white: tuple[Any, ...]
    common: Common
    log_step: tuple[Any, ...]
    log_shared_step: Any
    sweeps: Any


class World(NamedTuple):
    """What a chain is given: of each group its data and frame; priors; the log spreads (number,) that white coordinates
    are made for, and those at which the curvature was taken (`guessed`). For moves together: follow, across : of each
    group (province, dimension, number), by how much it goes along with the means, and orthonormal directions in which
    its shared numbers change; axes : (number, number), of the means; sizes : (number,), of the log spreads."""

    data: tuple[Bundle, ...]
    frames: tuple[Frame, ...]
    priors: Stated
    log_spread: Any
    guessed: Any
    follow: tuple[Any, ...]
    across: tuple[Any, ...]
    axes: Any
    sizes: Any


def vector_of(white: Any, frame: Frame) -> Any:
    """The model's own vector of one province."""
    return frame.mode + frame.scale @ white


def _as_it_is(direction: Any) -> Any:
    return direction


def leaps(
    slope: Callable, place: Any, momentum: Any, step: Any, count: Any, taken: Callable = _as_it_is
) -> tuple[Any, Any, Any, Any]:
    """Leapfrog steps: where they end, the momentum there, the log density at the first place and at the last.

    taken : from momentum to a direction, symmetric. The first gradient is taken inside the loop too: a second copy of
    it in the program would double what is to be compiled.
    """

    def leap(i: Any, state: tuple) -> tuple:
        place, momentum, at_first, _ = state
        place = place + jnp.where(i == 0, 0.0, step) * taken(momentum)
        at, pulled = slope(place)
        half = jnp.where((i == 0) | (i == count), 0.5, 1.0)
        return place, momentum + half * step * taken(pulled), jnp.where(i == 0, at, at_first), at

    nought = jnp.zeros(())
    return jax.lax.fori_loop(0, count + 1, leap, (place, momentum, nought, nought))
