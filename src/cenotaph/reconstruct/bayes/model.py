"""The model, once: how the population lived, and how censuses and registers came to say what they say.

Reads top to bottom. What the data fix exactly is never sampled: a census's net error is the log of counted
over modelled persons, a register's completeness is registered over modelled events, and their priors are
applied to these derived values. Sampling them beside a total that they fix makes a narrow ridge that no
sampler walks well.
"""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Closing, RegisterSum, Shape, Told
from cenotaph.reconstruct.bayes.parameters import Parameters, log_prior, parameters, student
from cenotaph.reconstruct.bayes.population import Path, actual, at_closing

SMALL_GAP = 0.03


def log_density(vector: Any, data: Bundle, shape: Shape) -> Any:
    """Log posterior density of the vector (dimension,), up to a constant."""
    said = evidence(vector, data, shape)
    weights = jnp.ones(len(said)) if data.weights is None else data.weights
    return log_prior(vector, data, shape) + jnp.sum(
        weights * jnp.stack([jnp.asarray(said[key]) for key in sorted(said)])
    )


def evidence(vector: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    """Log density of what each source says, up to a constant, by the source's key: "total:1937", "ages:1937",
    "register:births", "rate:deaths", "sum:0", "series:0". A register or rate that the case has not got is nought."""
    p = parameters(vector, data, shape)
    path = actual(p, data, shape)
    found: dict[str, Any] = {}
    for index, (census, name) in enumerate(zip(data.closings, shape.names, strict=True)):
        population = at_closing(path, shape, index)
        found[f"total:{name}"] = census_total(population, census, shape)
        found[f"ages:{name}"] = census_composition(population, census, p)
    for event, name in enumerate(EVENTS):
        found[f"register:{name}"] = register(event, path, p, data)
        found[f"rate:{name}"] = crude_rate(event, path, p, data)
    for i, known in enumerate(data.sums):
        found[f"sum:{i}"] = register_sum(known, path, p, data)
    for i, series in enumerate(data.told):
        found[f"series:{i}"] = corrected(series, path)
    return found


def normal(departure: Any, sd: Any) -> Any:
    """Log density of a normal up to a constant, its sd included."""
    return -((departure / sd) ** 2) / 2 - jnp.log(sd)


def net_error(population: Any, census: Closing) -> Any:
    """Log of counted over true persons, all ages: derived, never sampled."""
    return jnp.log(jnp.sum(census.counted)) - jnp.log(jnp.sum(census.cells @ population.ravel()))


def census_total(population: Any, census: Closing, shape: Shape) -> Any:
    """Prior of the derived net error. Left out on purpose, a census is taken as true to a ten-thousandth."""
    prior = census.net_error
    if "net-error" in shape.without:
        return normal(net_error(population, census), 1e-4)
    return student((net_error(population, census) - prior.mean) / prior.sd, prior.df)


def composition(population: Any, census: Closing, p: Parameters) -> Any:
    """(cell,), log of counted over modelled shares, less the census's named patterns."""
    modelled = census.cells @ population.ravel()
    counted = census.counted / jnp.sum(census.counted)
    named = p.coefficients @ census.patterns
    gap = jnp.log(counted) - jnp.log(modelled / jnp.sum(modelled))
    return gap - (named - jnp.sum(counted * named))


def census_composition(population: Any, census: Closing, p: Parameters) -> Any:
    """Normal deviations of all cells, given that the shares sum to one: one of them follows from the others."""
    sd = census.sd * p.deviation_factor
    modelled = census.cells @ population.ravel()
    of_sum = jnp.sum((modelled / jnp.sum(modelled) * sd) ** 2)
    return jnp.sum(normal(composition(population, census, p), sd)) + jnp.log(of_sum) / 2


def events(event: int, path: Path) -> Any:
    """(year,), births or deaths of whole calendar years, persons."""
    if event == 0:
        return path.years.births.sum(axis=-1)
    return path.years.deaths.sum(axis=(-1, -2)) + path.years.newborn_deaths.sum(axis=-1)


def logit_completeness(registered: Any, occurred: Any) -> tuple[Any, Any]:
    """Logit of registered over all events, and the log of its derivative by the log of all events.

    Where nearly all events or more are registered, the unregistered share of an exact logit would run into
    nought and beyond. It is taken as a softplus instead: the same (to a hundredth) above a tenth, and ever less likely,
    without an edge, where a register holds more events than there were.
    """
    gap = occurred / registered - 1
    unregistered = SMALL_GAP * jax.nn.softplus(gap / SMALL_GAP)
    log_unregistered = jnp.log(unregistered)
    return -log_unregistered, jnp.log1p(gap) + jax.nn.log_sigmoid(gap / SMALL_GAP) - log_unregistered


def register(event: int, path: Path, p: Parameters, data: Bundle) -> Any:
    """Prior of the derived completeness of each registered year, with its Jacobian; rounding widens it."""
    own = data.registers[event]
    if not own.log_count.size:
        return 0.0
    logit, log_slope = logit_completeness(jnp.exp(own.log_count), own.years @ events(event, path))
    middle = own.years @ (p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift)
    rounded = own.rounding / jnp.sqrt(3.0) * jnp.exp(log_slope)
    sd = jnp.sqrt((own.years @ own.year_sd) ** 2 + rounded**2)
    return jnp.sum(normal(logit - middle, sd) + log_slope)


def crude_rate(event: int, path: Path, p: Parameters, data: Bundle) -> Any:
    """The registered rate of the year before: completeness times the model's rate in its first year."""
    rate = data.rates[event]
    if rate is None:
        return 0.0
    modelled, sd = expected_rate(event, path, p, data)
    return normal(rate.log_rate - modelled, sd)


def expected_rate(event: int, path: Path, p: Parameters, data: Bundle) -> tuple[Any, Any]:
    """Log of the registered rate to be expected, and its sd."""
    own = data.registers[event]
    lived = (jnp.sum(path.years.start[0]) + jnp.sum(path.years.end[0])) / 2
    logit = p.register_line[event, 0] + p.register_line[event, 1] * own.before
    log_rate = jnp.log(events(event, path)[0] / lived) + jax.nn.log_sigmoid(logit)
    year_sd = jax.nn.sigmoid(-logit) * own.year_sd[0]
    return log_rate, jnp.sqrt(data.rates[event].sd ** 2 + year_sd**2)


def register_sum(known: RegisterSum, path: Path, p: Parameters, data: Bundle) -> Any:
    modelled, sd = expected_sum(known, path, p, data)
    return normal(known.persons - modelled, sd)


def corrected(series: Told, path: Path) -> Any:
    """An author's series: independent errors of years, and one common to all, integrated out."""
    gap = series_gap(series, path)
    weight = 1 / series.year_sd**2
    common = series.common_sd**2 / (1 + series.common_sd**2 * jnp.sum(weight))
    return -(jnp.sum(weight * gap**2) - common * jnp.sum(weight * gap) ** 2) / 2


def series_gap(series: Told, path: Path) -> Any:
    """(told,), log of the author's over the model's events."""
    happened = sum(series.event[e] * events(e, path) for e in range(len(EVENTS)))
    return series.log_count - jnp.log(series.years @ happened)


def expected_sum(known: RegisterSum, path: Path, p: Parameters, data: Bundle) -> tuple[Any, Any]:
    """A register's sum over several years, and its sd: single figures where there are any, modelled events times
    completeness in the other years, whose own ups and downs widen it."""
    modelled, variance = known.known, known.rounding**2
    for event in range(len(EVENTS)):
        own, sign = data.registers[event], known.signs[event]
        share = jax.nn.sigmoid(p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift)
        entered = known.unknown[event] * events(event, path) * share
        modelled = modelled + sign * jnp.sum(entered)
        variance = variance + jnp.sum((sign * entered * (1 - share) * own.year_sd) ** 2)
    return modelled, jnp.sqrt(variance)
