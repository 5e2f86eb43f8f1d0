"""Hamiltonian Monte Carlo of many chains in step: one step size and one scale of each coordinate for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import Array

# (position, momentum, step of each coordinate and chain, steps) to (log density; position, momentum, log density after)
Trajectory = Callable[[Array, Array, Array, int], tuple[Array, Array, Array, Array]]
ACCEPT = 0.8
PATH = 6.0  # longest path, in units of the scales
MOST_STEPS = 64
DIVERGED = 1000.0
_FIRST_STEP = 0.05


@dataclass(frozen=True)
class Sampled:
    """draws : (draw, dimension, chain). divergences : of the draws, those whose energy ran away. accept : mean.
    seconds : of the processor, for the draws alone."""

    draws: Array
    divergences: int
    accept: float
    step: float
    seconds: float


def sample(
    trajectory: Trajectory, start: Array, warmup: int, draws: int, rng: np.random.Generator, accept: float = ACCEPT
) -> Sampled:
    """Draw from a density by trajectories in it.

    Parameters
    ----------
    start : (dimension, chain). The step is set by dual averaging (Hoffman and Gelman 2014, JMLR 15) and the scales by
    the spread of all chains during the warm-up; paths are of random length up to `PATH` scales. accept : how often a
    move is to be accepted; more often means shorter steps, which do not run away where the density bends sharply.
    """
    position, scale = start, np.ones((len(start), 1))
    tuned = _DualAverage(_FIRST_STEP, accept)
    kept, seen = [], []
    divergences, accepted, began = 0, 0.0, 0.0
    for turn in range(warmup + draws):
        if turn == warmup:
            began = time.process_time()
        step = tuned.step if turn < warmup else tuned.settled
        steps = int(np.clip(np.ceil(rng.uniform(0.1, 1.0) * PATH / step), 1, MOST_STEPS))
        position, ratio, wild = _transition(trajectory, position, step * scale, steps, rng)
        if turn >= warmup:
            kept.append(position)
            divergences += int(wild.sum())
            accepted += float(ratio.mean()) / draws
            continue
        tuned.learn(float(ratio.mean()))
        if turn >= warmup // 5:
            seen.append(position)
        if turn + 1 in (warmup * 2 // 5, warmup * 3 // 4):
            scale = np.sqrt(np.stack(seen).var(axis=(0, 2)) + 1e-3)[:, None]
            seen, tuned = [], _DualAverage(tuned.settled, accept)
    return Sampled(np.stack(kept), divergences, accepted, tuned.settled, time.process_time() - began)


def _transition(
    trajectory: Trajectory, position: Array, step: Array, steps: int, rng: np.random.Generator
) -> tuple[Array, Array, Array]:
    """One move of every chain: position after it, (chain,) probability to accept and whether the energy ran away."""
    chains = position.shape[1]
    momentum = rng.standard_normal(position.shape)
    # each chain has its own step within a tenth of the common one, so that none is caught in a resonance
    epsilon = step * rng.uniform(0.9, 1.1, chains)
    before, q, p, after = (np.asarray(x) for x in trajectory(position, momentum, epsilon, steps))
    with np.errstate(over="ignore", invalid="ignore"):
        energy = after - 0.5 * (p**2).sum(axis=0) - (before - 0.5 * (momentum**2).sum(axis=0))
    energy = np.where(np.isfinite(energy), energy, -np.inf)
    ratio = np.exp(np.minimum(energy, 0.0))
    return np.where(rng.random(chains) < ratio, q, position), ratio, energy < -DIVERGED


class _DualAverage:
    """The step size that is accepted as often as asked."""

    def __init__(self, step: float, accept: float) -> None:
        self._accept = accept
        self._centre = np.log(10 * step)
        self._error, self._turn = 0.0, 0
        self._log_step, self._log_settled = np.log(step), 0.0

    def learn(self, accept: float) -> None:
        self._turn += 1
        weight = 1 / (self._turn + 10)
        self._error = (1 - weight) * self._error + weight * (self._accept - accept)
        self._log_step = self._centre - np.sqrt(self._turn) / 0.05 * self._error
        share = self._turn**-0.75
        self._log_settled = share * self._log_step + (1 - share) * self._log_settled

    @property
    def step(self) -> float:
        return float(np.exp(self._log_step))

    @property
    def settled(self) -> float:
        return float(np.exp(self._log_settled)) if self._turn else self.step
