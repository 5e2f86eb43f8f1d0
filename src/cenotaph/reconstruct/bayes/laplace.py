"""An approximate answer in seconds: draws from the normal curve at the mode, re-weighted where that can be."""

from __future__ import annotations

import time

import numpy as np

from cenotaph.arrays import Array
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes import engine
from cenotaph.reconstruct.bayes.diagnose import Diagnosis
from cenotaph.reconstruct.bayes.fitting import PRIOR_DRAWS, Fit
from cenotaph.reconstruct.bayes.gather import gather
from cenotaph.reconstruct.bayes.headline import headlines, windows_of

LARGEST_K = 0.7
_ = engine


def approximate(case: Case, seed: int = 1, model: Model | None = None, draws: int = 2000) -> Fit:
    """A Fit by Laplace's method, its `method` saying so.

    The draws are importance-resampled when the Pareto k of the weights is below 0.7; with many parameters
    it seldom is, and they are then left as they are, which `method` says too. Nothing here was checked by
    chains, so the diagnosis has no R-hat (0) and no effective sizes; `discrepancy` measures the error.
    """
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes import mode
    from cenotaph.reconstruct.bayes.model import log_density
    from cenotaph.reconstruct.bayes.parameters import prior_draws
    from cenotaph.reconstruct.bayes.quantities import of_draws

    began = (time.perf_counter(), time.process_time())
    model = model or case.spec.model
    data, shape = gather(case, model)
    data = jax.tree.map(jnp.asarray, data)
    top = mode.summit(data, shape)
    rng = np.random.default_rng(seed)
    white = rng.standard_normal((draws, shape.dimension))
    vectors = top.vector + white @ top.scale.T
    target = jax.jit(lambda v: jax.lax.map(lambda x: log_density(x, data, shape), v, batch_size=50))(vectors)
    k, kept = _resample(np.asarray(target) + (white**2).sum(axis=1) / 2, rng)
    method = f"Laplace's method, approximate; Pareto k of the importance weights {k:.2f}"
    if kept is None:
        method += ", too large to use them"
    else:
        vectors = vectors[kept]
    prior = of_draws(prior_draws(jax.random.key(seed + 1), PRIOR_DRAWS, data, shape), data, shape)
    found = {name: np.asarray(x)[None] for name, x in of_draws(jnp.asarray(vectors), data, shape).items()}
    nothing = Diagnosis(0.0, "not sampled", np.inf, "not sampled", np.inf, "not sampled", 0, draws)
    seconds = {"wall": time.perf_counter() - began[0], "cpu": time.process_time() - began[1]}
    flags = np.zeros((1, draws))
    return Fit(
        model, data, shape, seed, vectors[None], flags.astype(bool), flags, found,
        {name: np.asarray(x) for name, x in prior.items()}, nothing, nothing, (), seconds, method,
    )  # fmt: skip


def _resample(log_weights: Array, rng: np.random.Generator) -> tuple[float, Array | None]:
    """Pareto k, and draws kept (with repetition) in proportion to smoothed weights; None when k is large."""
    from arviz_stats.base import array_stats

    smoothed, k = array_stats.psislw(-log_weights)
    if not float(k) < LARGEST_K:
        return float(k), None
    weights = np.exp(smoothed - smoothed.max())
    return float(k), rng.choice(weights.size, weights.size, p=weights / weights.sum())


def discrepancy(fast: Fit, full: Fit) -> list[dict]:
    """Estimand by estimand: shift of the median in sds of the sampled posterior, ratio of interval widths."""
    rows = []
    one, other = (headlines(f.draws, f.shape, windows_of(f.model)) for f in (fast, full))
    for name, values in other.items():
        if np.ptp(values) > 0:
            spread = [float(np.ptp(np.quantile(x, [0.05, 0.95]))) for x in (one[name], values)]
            shift = float((np.median(one[name]) - np.median(values)) / np.std(values))
            rows.append({"estimate": name, "median_shift_sd": shift, "width_ratio": spread[0] / spread[1]})
    return rows
