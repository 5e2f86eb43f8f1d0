"""What each source does to the answer: the posterior without it, how it pulls, and which sources pull apart.

Leaving a source out reweights the draws by one over its likelihood (Pareto-smoothed importance sampling; Vehtari,
Simpson, Gelman, Yao and Gabry 2024, Journal of Machine Learning Research 25); where the Pareto k says that the weights
are no guide, the model is fitted again without the source. The opening census and the life table cannot be left out:
the population starts at one and dies by the other.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from cenotaph.arrays import Array
from cenotaph.diagnose import effective_draws
from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.estimates import posterior
from cenotaph.reconstruct.bayes.fitting import BRIEF, Fit, fit_bundle
from cenotaph.reconstruct.bayes.foreseen import probability as foreseen
from cenotaph.reconstruct.bayes.model import evidence
from cenotaph.reconstruct.bayes.short import BRIEF_EFFORT, BRIEF_LIMITS

Progress = Callable[[str, int, int], None]
PARETO_LIMIT = 0.7  # above, importance weights are no guide, however many draws (Vehtari et al. 2024)
ENDS = (0.05, 0.5, 0.95)
BATCH = 50


class Source(NamedTuple):
    """What is left out together: its words, and the keys of `model.evidence` in it."""

    label: str
    keys: tuple[str, ...]


class Without(NamedTuple):
    """Draws without a source, weighted: draws {name: (draw,)}, weights (draw,) that sum to one, how they were made,
    Pareto k of the importance weights, the sentence of a refusal, vectors (chain, draw, dimension)."""

    draws: dict[str, Array]
    weights: Array
    method: str
    k: float
    refused: str
    vectors: Array | None = None


def pareto_limit(draws: int) -> float:
    """The Pareto k up to which importance weights on so many draws are a guide: min(1 - 1 / log10(draws), 0.7).

    Source: Vehtari, Simpson, Gelman, Yao and Gabry (2024), Journal of Machine Learning Research 25 (72).

    >>> [round(pareto_limit(n), 2) for n in (320, 1000, 4000)]
    [0.6, 0.67, 0.7]
    """
    return min(1 - 1 / math.log10(draws), PARETO_LIMIT)


def leaving_out(said: Array) -> tuple[Array, float]:
    """Weights of draws, summing to one, that leave a source out, and their Pareto k: one over the source's likelihood,
    the largest smoothed.

    said : (draw,), log density of the source. The library takes a log likelihood and turns it round itself.

    >>> draws = np.random.default_rng(1).normal(0.5, 0.5**0.5, 4000)  # a standard normal prior and one datum at 1
    >>> weights, k = leaving_out(-((1 - draws) ** 2) / 2)
    >>> bool(abs(weights @ draws) < 0.1), round(float(weights.sum()), 6)
    (True, 1.0)
    """
    from arviz_stats.base import array_stats

    log_weights, k = array_stats.psislw(said)
    return np.exp(log_weights), float(k)


@partial(jax.jit, static_argnames=("shape",))
def _log_evidence(vectors: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    return jax.lax.map(lambda v: {k: jnp.asarray(x, float) for k, x in evidence(v, data, shape).items()}, vectors,
                       batch_size=BATCH)  # fmt: skip


def log_evidence(fit: Fit) -> dict[str, Array]:
    """{key: (draw,)}, log density of what each source says at every draw; those the case has not got left out."""
    flat = jnp.asarray(fit.vectors.reshape(-1, fit.shape.dimension))
    found = _log_evidence(flat, jax.tree.map(jnp.asarray, fit.data), fit.shape)
    return {key: np.asarray(x) for key, x in found.items() if np.ptp(np.asarray(x)) > 0}


def sources(case: Case, fit: Fit, keys: tuple[str, ...]) -> dict[str, Source]:
    """What may be left out, by id: every source, each census whole, and all registers together."""
    model, found = fit.model, {}
    for key in keys:
        kind, _, name = key.partition(":")
        if kind in ("total", "ages"):
            label = f"{case.census(name).label}: {'its total' if kind == 'total' else 'its shares by age and sex'}"
        elif kind == "register":
            label = f"Registered {name}, year by year"
        elif kind == "rate":
            label = f"Registered rate of {name} before the interval"
        elif kind == "sum":
            row = case.by_id(model.register_sum[int(name)].vital).row
            label = f"Registered sum of {row.event.replace('_', ' ')}, {row.period}"
        else:
            label = f"Corrected series {[c.series for c in model.corrected if c.used][int(name)]}"
        found[key] = Source(label, (key,))
    for census in case.spec.balance.closing:
        both = tuple(k for k in (f"total:{census}", f"ages:{census}") if k in keys)
        if len(both) > 1:
            found[f"census:{census}"] = Source(case.census(census).label, both)
    registers = tuple(k for k in keys if k.partition(":")[0] in ("register", "rate", "sum"))
    if len(registers) > 1:
        found["registers"] = Source("All registers together", registers)
    return found


def without(fit: Fit, source: Source, said: dict[str, Array], refit: bool) -> Without:
    """The posterior without a source. refit : fit again where importance weights are no guide."""
    values = {name: x.reshape(-1) for name, x in posterior(fit).items()}
    weights, k = leaving_out(sum(said[key] for key in source.keys))
    if np.isfinite(k) and k <= pareto_limit(weights.size):
        return Without(values, weights, "importance-weighted", k, "", fit.vectors)
    if not refit:
        return Without(
            {}, np.zeros(0), "not made", k, "importance weights are no guide here; it needs a fit of its own"
        )
    weights = np.array([0.0 if key in source.keys else 1.0 for key in _keys(fit)])
    data = fit.data._replace(weights=weights)
    try:
        again = fit_bundle(fit.model, data, fit.shape, fit.seed, None, True, BRIEF_LIMITS, BRIEF, **BRIEF_EFFORT)
    except NotEstimable as problem:
        return Without({}, np.zeros(0), "fitted again", k, str(problem))
    draws = {name: x.reshape(-1) for name, x in posterior(again).items()}
    size = next(iter(draws.values())).size
    return Without(draws, np.full(size, 1 / size), "fitted again", k, again.refused, again.vectors)


def left_out(case: Case, fit: Fit, refit: bool = True, progress: Progress | None = None) -> dict[str, Without]:
    """{source: the posterior without it} of all that may be left out. refit : as in `without`."""
    said = log_evidence(fit)
    every, found = sources(case, fit, tuple(said)), {}
    for done, (key, source) in enumerate(every.items(), start=1):
        found[key] = without(fit, source, said, refit)
        if progress:
            progress("influence of the sources", done, len(every))
    return found


def _keys(fit: Fit) -> list[str]:
    """The keys of all sources in the order of the weights."""
    data = jax.tree.map(jnp.asarray, fit.data)
    return sorted(jax.eval_shape(lambda v: evidence(v, data, fit.shape), jnp.zeros(fit.shape.dimension)))


def influence_rows(case: Case, fit: Fit, names: tuple[str, ...], left_of: dict[str, Without]) -> list[dict]:
    """One row a source and estimand: the interval with every source and without this one, and how far it moves.

    left_of : of `left_out`. moved : change of the median when the source is left out, over the width of the headline
    interval. wider : width without it over width with it.
    """
    every = sources(case, fit, tuple(log_evidence(fit)))
    values = {name: x.reshape(-1) for name, x in posterior(fit).items() if name in names}
    found = []
    for key, left in left_of.items():
        for name in values:
            low, middle, high = np.quantile(values[name], ENDS)
            row = {"source": key, "label": every[key].label, "estimate": name, "p05": low, "median": middle,
                   "p95": high}  # fmt: skip
            ends = dict.fromkeys(("without_p05", "without_median", "without_p95", "moved", "wider"))
            if name in left.draws and not left.refused:
                a, b, c = _quantiles(left.draws[name], left.weights)
                ends = {"without_p05": a, "without_median": b, "without_p95": c,
                        "moved": (b - middle) / (high - low), "wider": (c - a) / (high - low)}  # fmt: skip
            found.append(row | ends | {"method": left.method, "pareto_k": left.k, "refused": left.refused})
    return [{k: float(v) if isinstance(v, np.floating) else v for k, v in row.items()} for row in found]


def _quantiles(values: Array, weights: Array) -> tuple[float, float, float]:
    order = np.argsort(values)
    cumulated = np.cumsum(weights[order]) - weights[order] / 2
    return tuple(float(np.interp(end, cumulated, values[order])) for end in ENDS)


def conflict_rows(case: Case, fit: Fit) -> list[dict]:
    """One row a pair of sources: whether draws that suit one suit the other.

    agreement : correlation over the posterior of their log densities; near -1 they pull apart, and the posterior is a
    compromise between them, near 0 they speak of different things.
    """
    said = log_evidence(fit)
    labels = {key: s.label for key, s in sources(case, fit, tuple(said)).items()}
    keys = list(said)
    matrix = np.corrcoef(np.array([said[k] for k in keys])) if len(keys) > 1 else np.ones((1, 1))
    return [
        {"first": a, "second": b, "first_label": labels[a], "second_label": labels[b],
         "agreement": float(matrix[i, j])}
        for i, a in enumerate(keys) for j, b in enumerate(keys) if i < j
    ]  # fmt: skip


def pull_rows(case: Case, fit: Fit, names: tuple[str, ...]) -> list[dict]:
    """One row a source and estimand: which way the source pulls.

    pull : covariance over the posterior of the estimand and the source's log density; the change of the mean, in the
    estimand's unit, for each unit by which the source's weight grows, and its Monte Carlo standard error. Sources whose
    pulls are large and of opposite signs are in conflict over that estimand. A source that has its way already pulls
    little, however much would change without it.
    """
    said = log_evidence(fit)
    labels = {key: s.label for key, s in sources(case, fit, tuple(said)).items()}
    values = {name: x for name, x in posterior(fit).items() if name in names}
    rows = []
    for key, log in said.items():
        for name, x in values.items():
            together = (x - x.mean()) * (log - log.mean()).reshape(x.shape)
            error = together.std() / np.sqrt(effective_draws(together))
            rows.append({"source": key, "label": labels[key], "estimate": name, "pull": float(together.mean()),
                         "error": float(error)})  # fmt: skip
    return rows


def foreseen_rows(case: Case, fit: Fit, left_of: dict[str, Without]) -> list[dict]:
    """One row a source: would the other sources have foreseen it?

    left_of : of `left_out`. probability : of a replicate, made from what the others say, as far off as the figures
    recorded. Below a hundredth the others would not have foreseen the source.
    """
    rows = []
    for key, source in sources(case, fit, tuple(log_evidence(fit))).items():
        if len(source.keys) > 1:
            continue
        left = left_of[key]
        found, refused = None, left.refused
        if not refused:
            found = foreseen(left.vectors, left.weights, fit.data, fit.shape, key, fit.seed)
            refused = "" if found is not None else "its figures are too many for so few draws"
        rows.append({"source": key, "label": source.label, "probability": found, "refused": refused})
    return rows
