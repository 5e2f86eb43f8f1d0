"""Posterior predictive check: would the fitted model produce each figure that was recorded?"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from cenotaph.arrays import Array
from cenotaph.reconstruct.bayes import model
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Shape
from cenotaph.reconstruct.bayes.fitting import Fit
from cenotaph.reconstruct.bayes.parameters import parameters
from cenotaph.reconstruct.bayes.population import actual, at_closing

UNLIKELY = 0.01


@partial(jax.jit, static_argnames=("shape",))
def departures(vectors: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    """{source: (draw, figure)}: observed minus expected in units of the model's own error, draw by draw."""
    return jax.lax.map(lambda v: _departures(v, data, shape), vectors, batch_size=50)


def _departures(vector: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    p = parameters(vector, data, shape)
    path = actual(p, data, shape)
    found = {}
    for index, (census, name) in enumerate(zip(data.closings, shape.names, strict=True)):
        population = at_closing(path, shape, index)
        error = (model.net_error(population, census) - census.net_error.mean) / census.net_error.sd
        # A Student t departure as the normal one of equal density at the centre would have it in its tail.
        found[f"census {name}, total"] = (
            jnp.sign(error) * jnp.sqrt((census.net_error.df + 1) * jnp.log1p(error**2 / census.net_error.df))[None]
        )
        cells = model.composition(population, census, p) / (census.sd * p.deviation_factor)
        found[f"census {name}, ages"] = cells
    for event, name in enumerate(EVENTS):
        own = data.registers[event]
        if own.log_count.size:
            logit, _ = model.logit_completeness(jnp.exp(own.log_count), own.years @ model.events(event, path))
            line = p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift
            found[f"register of {name}"] = (logit - own.years @ line) / (own.years @ own.year_sd)
        if data.rates[event] is not None:
            expected, sd = model.expected_rate(event, path, p, data)
            found[f"crude rate of {name}"] = ((data.rates[event].log_rate - expected) / sd)[None]
    for i, known in enumerate(data.sums):
        expected, sd = model.expected_sum(known, path, p, data)
        found[f"sum of the register {i + 1}"] = ((known.persons - expected) / sd)[None]
    for i, series in enumerate(data.told):
        # Not independent: the error common to a series is in each of its figures.
        total_sd = jnp.sqrt(series.year_sd**2 + series.common_sd**2)
        found[f"corrected series {i + 1}"] = model.series_gap(series, path) / total_sd
    return found


def check(fit: Fit) -> list[dict]:
    """One row a figure: how far off it is and the two-sided probability of a replicate further off.

    One more row a source, `figure` "all": the probability of replicates whose summed squares exceed those
    observed. `fits` is False where that probability is below a hundredth: a source the model cannot make.
    """
    from scipy.stats import chi2, norm

    flat = jnp.asarray(fit.vectors.reshape(-1, fit.shape.dimension))
    rows = []
    for source, z in departures(flat, jax.tree.map(jnp.asarray, fit.data), fit.shape).items():
        z = np.asarray(z)
        together = float(np.mean(chi2.sf((z**2).sum(axis=1), z.shape[1])))
        rows.append(_row(source, "all", z.mean(), together))
        if z.shape[1] > 1:
            labels = _labels(fit, source, z.shape[1])
            for label, column in zip(labels, z.T, strict=True):
                rows.append(_row(source, label, column.mean(), float(np.mean(2 * norm.sf(np.abs(column))))))
    return rows


def _row(source: str, figure: str, departure: float, probability: float) -> dict:
    # Many figures are looked at one by one, so a single one counts as unlikely only far out.
    limit = UNLIKELY if figure == "all" else UNLIKELY / 10
    return {
        "source": source,
        "figure": figure,
        "departure_sd": round(float(departure), 3),
        "probability": round(probability, 4),
        "fits": bool(probability >= limit),
    }


def _labels(fit: Fit, source: str, count: int) -> list[str]:
    if source.startswith("register of "):
        own = fit.data.registers[EVENTS.index(source.removeprefix("register of "))]
        return [str(fit.shape.first + int(np.argmax(year))) for year in np.asarray(own.years)]
    for census, name in zip(fit.data.closings, fit.shape.names, strict=True):
        if source == f"census {name}, ages":
            return [_cell(mask) for mask in np.asarray(census.cells)]
    return [str(i + 1) for i in range(count)]


def _cell(mask: Array) -> str:
    sexes = mask.reshape(2, -1)
    sex = 0 if sexes[0].any() else 1
    ages = np.flatnonzero(sexes[sex])
    high = "" if ages[-1] == sexes.shape[1] - 1 else f"-{ages[-1]}" if ages.size > 1 else ""
    return f"{('female', 'male')[sex]} {ages[0]}{'+' if ages[-1] == sexes.shape[1] - 1 else high}"
