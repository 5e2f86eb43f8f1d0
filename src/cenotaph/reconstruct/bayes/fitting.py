"""Fit the model to a case: mode, whitening, NUTS, diagnosis, two retries with more care, or a refusal."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from cenotaph import engine
from cenotaph.arrays import Array
from cenotaph.diagnose import FULL as FULL_LIMITS
from cenotaph.diagnose import Diagnosis, Limits, diagnose
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.completeness import with_departures
from cenotaph.reconstruct.bayes.gather import gather
from cenotaph.reconstruct.bayes.headline import headlines, windows_of

Progress = Callable[[str, int, int], None]
STAGES = ("evidence", "mode", "sampling", "quantities", "diagnostics")
PRIOR_DRAWS = 2000
FULL, BRIEF, SHORT = "NUTS", "NUTS, briefer chains", "NUTS, short chains: approximate"
_ = engine


@dataclass(frozen=True)
class Fit:
    """A fitted model. `draws` and `prior` are {name: array} of `quantities`; leading axes (chain, draw)
    and (draw,). vectors : (chain, draw, dimension). `refused` says why no interval may be shown, or is
    empty. `attempts` has the diagnosis and the cost of every run of the sampler.
    """

    model: Model
    data: Bundle
    shape: Shape
    seed: int
    vectors: Array
    diverging: Array
    leapfrogs: Array
    draws: dict[str, Array]
    prior: dict[str, Array]
    diagnosis: Diagnosis
    parameters: Diagnosis
    attempts: tuple[dict, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    method: str = FULL

    @property
    def approximate(self) -> bool:
        """Whether the draws are too few to stand for the posterior in a publication."""
        return self.method == SHORT

    @property
    def refused(self) -> str:
        """Why no interval may be shown; empty when they may."""
        missed = float(np.max(self.draws["residual"]))
        if not missed < 1.0:
            return f"An accounting identity fails by {missed:,.1f} persons in a draw: a fault of the program."
        if not self.diagnosis.failures:
            return ""
        return f"The sampler did not converge: {'; '.join(self.diagnosis.failures)}."

    def diagnostics(self) -> dict:
        """For the Run: what was checked, at what cost, on what machine."""
        return {
            "method": self.method,
            "parameters": self.shape.dimension,
            "chains": int(self.vectors.shape[0]),
            "draws": int(self.vectors.shape[1]),
            "headline": self.diagnosis.as_dict(),
            "all_parameters": self.parameters.as_dict(),
            "largest_identity_residual_persons": float(np.max(self.draws["residual"])),
            "attempts": list(self.attempts),
            "seconds": self.seconds,
            "machine": machine(),
            "refused": self.refused,
        }


def machine() -> dict[str, str | int]:
    """What the times were measured on."""
    import jax
    import numpyro

    return {
        "processor": platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "jax": jax.__version__,
        "numpyro": numpyro.__version__,
        "device": jax.devices()[0].platform,
    }


class _Clock:
    """Wall and processor seconds by stage."""

    def __init__(self, progress: Progress | None) -> None:
        self.progress, self.seconds = progress, {}
        self.start = (time.perf_counter(), time.process_time())

    def done(self, stage: str) -> None:
        now = (time.perf_counter(), time.process_time())
        wall, cpu = (round(b - a, 2) for a, b in zip(self.start, now, strict=True))
        self.seconds |= {f"{stage}_wall": wall, f"{stage}_cpu": cpu}
        self.start = now
        if self.progress:
            self.progress(f"Bayesian model: {stage}", STAGES.index(stage) + 1, len(STAGES))


def fit(
    case: Case, seed: int = 1, progress: Progress | None = None, model: Model | None = None, retry: bool = True,
    limits: Limits = FULL_LIMITS, method: str = FULL, **effort: float,
) -> Fit:  # fmt: skip
    """Fit the case's model (or a variant of it).

    Parameters
    ----------
    seed : of the sampler and of the prior draws.
    progress : called with (stage, done, of).
    model : a variant made by `with_variant`; none: the case's own.
    retry : more carefully and with twice the draws when a run does not pass, and then with twice as many again.
    limits, method : what draws have to pass, and what the sampling is called.
    effort : chains, warmup, draws, target, depth, where they differ from `sample.Effort`.

    Raises
    ------
    NotEstimable when the case has no [model], or priors and evidence conflict. A fit that does not
    converge is returned with `refused` set, never raised: its diagnostics and draws are worth keeping.
    """
    model = model or case.spec.model
    clock = _Clock(progress)
    data, shape = gather(case, model)
    clock.done("evidence")
    return fit_bundle(model, data, shape, seed, clock, retry, limits, method, **effort)


def fit_bundle(
    model: Model, data: Bundle, shape: Shape, seed: int, clock: _Clock | None = None, retry: bool = True,
    limits: Limits = FULL_LIMITS, method: str = FULL, **effort: float,
) -> Fit:  # fmt: skip
    """The same from arrays (simulated worlds, negative controls)."""
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes import mode, sample
    from cenotaph.reconstruct.bayes.parameters import prior_draws
    from cenotaph.reconstruct.bayes.quantities import of_draws

    clock = clock or _Clock(None)
    data = jax.tree.map(jnp.asarray, data)
    top = mode.summit(data, shape)
    clock.done("mode")
    asked = sample.Effort(**effort)
    careful = sample.more_careful(asked)
    patient = careful._replace(draws=2 * careful.draws)
    prior = of_draws(prior_draws(jax.random.key(seed + 1), PRIOR_DRAWS, data, shape), data, shape)
    attempts: list[dict] = []
    for number, now in enumerate((asked, careful, patient) if retry else (asked,)):
        key = jax.random.fold_in(jax.random.key(seed), number)
        before = (time.perf_counter(), time.process_time())
        chains = sample.nuts(key, data, jnp.asarray(top.vector), jnp.asarray(top.scale), shape, now)
        vectors = np.asarray(sample.unwhiten(chains.white, top.vector, top.scale))
        cost = [b - a for a, b in zip(before, (time.perf_counter(), time.process_time()), strict=True)]
        clock.done("sampling")
        draws = of_draws(jnp.asarray(vectors.reshape(-1, shape.dimension)), data, shape)
        draws = {name: np.asarray(x).reshape(*vectors.shape[:2], *x.shape[1:]) for name, x in draws.items()}
        draws = with_departures(draws, data, seed)
        clock.done("quantities")
        divergences = int(chains.diverging.sum())
        diagnosis = diagnose(headlines(draws, shape, windows_of(model)), divergences, limits)
        everything = dict(zip(shape.labels(), np.moveaxis(vectors, -1, 0), strict=True))
        parameters = diagnose(everything, divergences, limits)
        clock.done("diagnostics")
        attempts.append(
            {"target": now.target, "wall_seconds": round(cost[0], 2), "cpu_seconds": round(cost[1], 2)}
            | {"leapfrogs_per_draw": float(np.mean(chains.steps)), "failures": diagnosis.failures}
        )
        if not diagnosis.failures:
            break
    found = Fit(
        model, data, shape, seed, vectors, np.asarray(chains.diverging), np.asarray(chains.steps), draws,
        {name: np.asarray(x) for name, x in prior.items()}, diagnosis, parameters, tuple(attempts),
    )  # fmt: skip
    return replace(found, seconds=dict(clock.seconds), method=method)
