"""Fit: reference, draws, derived quantities, diagnosis, one retry with care, or a refusal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from cenotaph.arrays import Array
from cenotaph.diagnose import FULL, Diagnosis, Limits, diagnose
from cenotaph.reconstruct.wheldon.blas import one_thread
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.quantities import Draws, listed, of_vectors
from cenotaph.reconstruct.wheldon.vector import Shape, gather

Progress = Callable[[str, int, int], None]
STAGES = ("reference", "sampling", "quantities", "diagnostics")
# A lost move is refused like any other and biases nothing; many say that the chains cannot leave where they are.
MOST_LOST = 0.001
METHOD = "elliptical slices and Hamiltonian steps about a linear reference"


@dataclass(frozen=True)
class Fit:
    """A fitted reconstruction. draws : {name: (chain, draw, ...)} of `quantities.of_vectors`. listed : {name: (chain,
    draw)} of what is checked. vector : (chain, draw, dimension), the latents. refused : why no interval may be shown,
    or empty."""

    given: Inputs
    shape: Shape
    seed: int
    vector: Array
    draws: Draws
    listed: Draws
    diagnosis: Diagnosis
    attempts: tuple[dict, ...]
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def refused(self) -> str:
        """Why no interval may be shown; empty when they may."""
        if not self.diagnosis.failures:
            return ""
        return f"The sampler did not converge: {'; '.join(self.diagnosis.failures)}."

    def diagnostics(self) -> dict:
        """For the Run: what was checked and at what cost."""
        return {
            "method": METHOD,
            "parameters": self.shape.dimension + len(self.shape.parts),
            "chains": int(self.vector.shape[0]),
            "draws": int(self.vector.shape[1]),
            "headline": self.diagnosis.as_dict(),
            "attempts": list(self.attempts),
            "seconds": self.seconds,
            "refused": self.refused,
        }


class _Clock:
    """Wall and processor seconds by stage."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.seconds = progress, {}
        self.start = (time.perf_counter(), time.process_time())

    def done(self, stage: str) -> list[float]:
        now = (time.perf_counter(), time.process_time())
        cost = [round(b - a, 3) for a, b in zip(self.start, now, strict=True)]
        self.seconds |= {f"{stage}_wall": cost[0], f"{stage}_cpu": cost[1]}
        self.start = now
        if self.progress:
            self.progress(f"Reconstruction: {stage}", STAGES.index(stage) + 1, len(STAGES))
        return cost


def fit(
    given: Inputs, seed: int = 1, progress: Progress | None = None, retry: bool = True, limits: Limits = FULL,
    **effort: float,
) -> Fit:  # fmt: skip
    """Draws of the posterior of a reconstruction, with what is derived from them and their diagnosis.

    Parameters
    ----------
    given : from `checked_inputs`. seed : of the sampler. progress : called with (stage, done, of).
    retry : once more, more carefully and with more draws, when the first run does not pass.
    limits : what every listed quantity has to pass. effort : chains, warmup, draws, target (`sampler.Effort`).

    Raises
    ------
    NotEstimable when initial estimates and counts contradict each other beyond what the priors allow. A fit that does
    not converge is returned with `refused` set.

    Source: the model, Wheldon et al. (2013, 2015); the sampler, docs/wheldon.md.

    Examples
    --------
    >>> fit(checked_inputs(...), seed=1).listed["tfr|1960"]  # doctest: +SKIP
    """
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.wheldon import reference, sampler

    clock = _Clock(progress)
    data, shape = gather(given)
    plain = data
    data = jax.tree.map(jnp.asarray, data)
    with one_thread():
        data = jax.tree.map(jnp.asarray, reference.straightened(data, shape))
        found = jax.tree.map(jnp.asarray, reference.reference_of(data, shape))
    clock.done("reference")
    asked = sampler.Effort(**effort)
    attempts: list[dict] = []
    for number, now in enumerate((asked, sampler.more_careful(asked)) if retry else (asked,)):
        with one_thread():
            chains = sampler.sample(jax.random.fold_in(jax.random.key(seed), number), data, found, shape, now)
            chains = jax.tree.map(np.asarray, chains)
        wall, cpu = clock.done("sampling")
        draws = of_vectors(chains.vector, chains.log_variance, plain, shape)
        told = listed(draws, given)
        clock.done("quantities")
        lost = int(chains.lost.sum())
        diagnosis = diagnose(told, lost if lost > MOST_LOST * chains.lost.size else 0, limits)
        clock.done("diagnostics")
        attempts.append(
            {"target": now.target, "wall_seconds": wall, "cpu_seconds": cpu, "accepted": float(chains.accepted.mean())}
            | {"gradients_per_draw": float(np.mean(chains.steps)), "trials_per_draw": float(np.mean(chains.slices))}
            | {"lost_moves": lost, "failures": diagnosis.failures}
        )
        if not diagnosis.failures:
            break
    return Fit(given, shape, seed, chains.vector, draws, told, diagnosis, tuple(attempts), dict(clock.seconds))
