"""Would the other sources have foreseen what a source says? Its figures held against replicates of them.

A replicate is what the source would say in one draw of the posterior without it, its own errors drawn anew. The figures
recorded are placed among the replicates by their Mahalanobis distance from the middle of all of them together: were the
model right, every place would be as likely. The spread of the posterior without the source is thus part of what was to
be expected; squared departures from each draw's own expectation would take it for surprise, and condemn every source
that tells more than the others (the tests have the case in closed form).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from cenotaph.arrays import Array
from cenotaph.diagnose import effective_draws
from cenotaph.reconstruct.bayes import model
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Shape
from cenotaph.reconstruct.bayes.papers import MOST_DF, completeness
from cenotaph.reconstruct.bayes.parameters import parameters
from cenotaph.reconstruct.bayes.population import actual, at_closing

BATCH = 50
MOST_LOGIT = 30.0  # of completeness: beyond, the softplus near completeness has no inverse
LEAST_A_FIGURE = 5  # replicates: with fewer their spread in every direction is not known


def probability(vectors: Array, weights: Array, data: Bundle, shape: Shape, key: str, seed: int) -> float | None:
    """That a replicate lies as far out as the figures recorded; None where the draws are too few for so many figures.

    vectors (chain, draw, dimension), weights (chain times draw,) : the posterior without the source. key : of
    `model.evidence`.
    """
    rng = np.random.default_rng([seed, 6006])
    drawn = rng.choice(weights.size, weights.size, p=weights / weights.sum())
    off = replicates(vectors.reshape(weights.size, -1)[drawn], data, shape, key, rng)
    # Draws that weigh little and draws that follow each other closely are both worth fewer than they are.
    followed = min(effective_draws(vectors[:, :, i]) for i in range(vectors.shape[2]))
    effective = min(followed, weights.sum() ** 2 / (weights @ weights))
    return as_far(off) if effective >= LEAST_A_FIGURE * off.shape[1] else None


def as_far(replicates: Array) -> float:
    """Share of replicates (draw, figure), less the figures recorded, that lie as far from the middle as those.

    The figures recorded count as one replicate more, so that the place is exactly even among exchangeable ones.

    >>> rng = np.random.default_rng(1)
    >>> as_far(rng.normal(0.0, 1.0, (999, 2)) + 5.0)
    0.001
    """
    every = np.vstack([np.zeros(replicates.shape[1]), replicates])
    off = every - every.mean(axis=0)
    distance = np.einsum("ij,ij->i", off @ np.linalg.pinv(off.T @ off), off)
    return float(np.mean(distance >= distance[0] * (1 - 1e-9)))


def replicates(vectors: Array, data: Bundle, shape: Shape, key: str, rng: np.random.Generator) -> Array:
    """(draw, figure), what a source would say in each draw less what it says: logs of persons, events and rates,
    persons for a sum. Ages are told by the log of each cell over the last one: shares sum to one."""
    kind, _, name = key.partition(":")
    found = _expected(jnp.asarray(vectors), jax.tree.map(jnp.asarray, data), shape, key)
    centre, sd = (np.asarray(found[part]) for part in ("centre", "sd"))
    drawn = sd * rng.standard_normal(centre.shape)
    if kind == "total":
        prior = data.closings[shape.names.index(name)].net_error
        return centre + sd * rng.standard_t(min(float(prior.df), MOST_DF), centre.shape)
    if kind == "ages":
        share, variance = np.asarray(found["share"]), sd**2
        over = np.sum(share * drawn, axis=1) / np.sum(variance * share**2, axis=1)
        cells = centre + drawn - variance * share * over[:, None]
        return cells[:, :-1] - cells[:, -1:]
    if kind == "register":
        own = data.registers[EVENTS.index(name)]
        rounded = np.asarray(own.rounding) * rng.uniform(-1, 1, centre.shape)
        share = completeness(np.minimum(centre + drawn, MOST_LOGIT))
        return np.asarray(found["log_events"]) + np.log(share) - own.log_count + rounded
    if kind == "series":
        return centre + drawn + float(data.told[int(name)].common_sd) * rng.standard_normal((len(centre), 1))
    return centre + drawn


@partial(jax.jit, static_argnames=("shape", "key"))
def _expected(vectors: Any, data: Bundle, shape: Shape, key: str) -> dict[str, Any]:
    def one(vector: Any) -> dict[str, Any]:
        p = parameters(vector, data, shape)
        path = actual(p, data, shape)
        kind, _, name = key.partition(":")
        if kind in ("total", "ages"):
            index = shape.names.index(name)
            return _of_count(kind, at_closing(path, shape, index), data.closings[index], p)
        if kind == "series":
            told = data.told[int(name)]
            return {"centre": -model.series_gap(told, path), "sd": told.year_sd}
        if kind == "sum":
            middle, sd = model.expected_sum(data.sums[int(name)], path, p, data)
            return {"centre": (middle - data.sums[int(name)].persons)[None], "sd": sd[None]}
        event = EVENTS.index(name)
        if kind == "rate":
            middle, sd = model.expected_rate(event, path, p, data)
            return {"centre": (middle - data.rates[event].log_rate)[None], "sd": sd[None]}
        own = data.registers[event]
        line = own.years @ (p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift)
        happened = own.years @ model.events(event, path)
        return {"centre": line, "sd": own.years @ own.year_sd, "log_events": jnp.log(happened)}

    return jax.lax.map(one, vectors, batch_size=BATCH)


def _of_count(kind: str, population: Any, census: Any, p: Any) -> dict[str, Any]:
    if kind == "total":
        prior = census.net_error
        return {"centre": (prior.mean - model.net_error(population, census))[None], "sd": prior.sd[None]}
    modelled = census.cells @ population.ravel()
    return {"centre": -model.composition(population, census, p), "sd": census.sd * p.deviation_factor,
            "share": modelled / jnp.sum(modelled)}  # fmt: skip
