"""Worlds drawn from the model's own prior, told by papers exactly as patchy as those of the case.

Everything unknown is drawn from its prior; then each paper is drawn as the model says papers come about: the
later counts with a net error and deviations by age, registers with a completeness of their own each year and rounded as
printed, sums, crude rates and corrected series with theirs. The opening count is the real one: the prior says how the
people that it counted differ from those who lived. Only what is drawn here replaces figures of the bundle.

Two places follow the density of `model.py` to the second order only, and both are far below an interval's width: shares
by age are drawn on the plane that touches the surface on which they sum to one, and rounding is uniform where the
density has a normal of the same variance.
"""

from __future__ import annotations

import numpy as np

from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import interval
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Closing, Rate, Register, RegisterSum, Shape, Told
from cenotaph.reconstruct.bayes.completeness import with_departures
from cenotaph.reconstruct.bayes.headline import headlines, windows_of
from cenotaph.reconstruct.bayes.model import (
    SMALL_GAP,
    composition,
    events,
    expected_rate,
    expected_sum,
    series_gap,
)
from cenotaph.reconstruct.bayes.parameters import Parameters, parameters, prior_draws
from cenotaph.reconstruct.bayes.population import Path, actual, at_closing
from cenotaph.reconstruct.bayes.quantities import of_draws

MOST_DF = 1e6


def draw_world(seed: int, case: Case, data: Bundle, shape: Shape) -> tuple[np.ndarray, Bundle]:
    """The vector (dimension,) of what happened, and the bundle of papers that tell of it."""
    import jax

    vector = np.asarray(prior_draws(jax.random.key(seed), 1, data, shape)[0])
    return vector, papers_of(vector, np.random.default_rng([seed, 8001]), case, data, shape)


def papers_of(vector: np.ndarray, rng: np.random.Generator, case: Case, data: Bundle, shape: Shape) -> Bundle:
    """The papers that tell of what happened, given its vector (dimension,)."""
    p = parameters(vector, data, shape)
    path = actual(p, data, shape)
    closings = tuple(
        _count(np.asarray(at_closing(path, shape, i)), census, p, rng) for i, census in enumerate(data.closings)
    )
    registers = tuple(_register(e, path, p, data, rng) for e in range(len(EVENTS)))
    papers = data._replace(closings=closings, registers=registers)
    rates = tuple(_rate(e, path, p, papers, rng) for e in range(len(EVENTS)))
    spans = [interval(case.by_id(asked.vital).row.period) for asked in case.spec.model.register_sum]
    years = shape.first + np.arange(shape.years)
    inside = [(years >= low) & (years < high) for low, high in spans]
    sums = tuple(_sum(known, own, path, p, papers, rng) for known, own in zip(data.sums, inside, strict=True))
    told = tuple(_told(series, path, rng) for series in papers.told)
    return papers._replace(rates=rates, sums=sums, told=told)


def happened(vector: np.ndarray, papers: Bundle, shape: Shape, model: Model, seed: int) -> dict[str, float]:
    """{name: value} of every headline estimand of a drawn world, named as the estimands are without prefix.

    The completeness of a year without a figure is drawn from its prior (`seed`): nothing else knew it.
    """
    import jax
    import jax.numpy as jnp

    given = jax.tree.map(jnp.asarray, papers)
    draws = {name: np.asarray(x) for name, x in of_draws(jnp.asarray(vector)[None], given, shape).items()}
    draws = with_departures(draws, given, seed)
    return {name: float(x[0]) for name, x in headlines(draws, shape, windows_of(model)).items()}


def _count(population: np.ndarray, census: Closing, p: Parameters, rng: np.random.Generator) -> Closing:
    """A later count. Deviations by cell are normal, given that the shares sum to one."""
    prior = census.net_error
    error = float(prior.mean) + float(prior.sd) * rng.standard_t(min(float(prior.df), MOST_DF))
    true = np.asarray(census.cells) @ population.ravel()
    named = np.asarray(p.coefficients) @ np.asarray(census.patterns)
    variance = (np.asarray(census.sd) * float(p.deviation_factor)) ** 2
    drawn = rng.normal(0.0, np.sqrt(variance))
    share = true / true.sum()
    drawn = drawn - variance * share * (share @ drawn) / (share @ (variance * share))
    counted = share * np.exp(named + drawn)
    counted = counted / counted.sum() * true.sum() * np.exp(error)
    made = census._replace(counted=counted)
    # The model centres named patterns by counted shares: what is left over is the same shift in every cell.
    left = np.asarray(composition(population, made, p)) - drawn
    if np.ptp(left) > 1e-9:
        raise AssertionError("the drawn count does not have the drawn deviations")
    return made


def completeness(logit: np.ndarray) -> np.ndarray:
    """Registered over all events: the inverse of the model's logit, its softplus near completeness included."""
    scaled = np.exp(-logit) / SMALL_GAP
    gap = SMALL_GAP * (scaled + np.log(-np.expm1(-scaled)))
    return 1 / (1 + gap)


def _register(event: int, path: Path, p: Parameters, data: Bundle, rng: np.random.Generator) -> Register:
    own = data.registers[event]
    years = np.asarray(own.years)
    if not own.log_count.size:
        return own
    line = np.asarray(p.register_line[event])
    middle = years @ (line[0] + line[1] * np.asarray(own.time) + np.asarray(own.shift))
    logit = rng.normal(middle, years @ np.asarray(own.year_sd))
    half_unit = np.asarray(own.rounding) * np.exp(np.asarray(own.log_count))
    happened = years @ np.asarray(events(event, path))
    count = _printed(happened * completeness(logit), half_unit)
    return own._replace(log_count=np.log(count), rounding=half_unit / count)


def _printed(value: np.ndarray, half_unit: np.ndarray) -> np.ndarray:
    unit = np.where(half_unit > 0, 2 * half_unit, 1.0)
    return np.maximum(np.rint(value / unit), 1.0) * unit


def _rate(event: int, path: Path, p: Parameters, data: Bundle, rng: np.random.Generator) -> Rate | None:
    rate = data.rates[event]
    if rate is None:
        return None
    middle, sd = expected_rate(event, path, p, data)
    return rate._replace(log_rate=np.array(rng.normal(float(middle), float(sd))))


def _sum(
    known: RegisterSum, inside: np.ndarray, path: Path, p: Parameters, data: Bundle, rng: np.random.Generator
) -> RegisterSum:
    """The sum contains the single figures of its years as printed, so these are put in first."""
    single = 0.0
    for event, sign in enumerate(np.asarray(known.signs)):
        own = data.registers[event]
        among = np.asarray(own.years) @ inside.astype(float)
        single += sign * float(among @ np.exp(np.asarray(own.log_count)))
    placed = known._replace(known=np.array(single))
    middle, sd = expected_sum(placed, path, p, data)
    return placed._replace(persons=np.array(rng.normal(float(middle), float(sd))))


def _told(series: Told, path: Path, rng: np.random.Generator) -> Told:
    """An author's series: one error common to all years, and one of each."""
    happened = np.asarray(series.log_count) - np.asarray(series_gap(series, path))
    common = float(series.common_sd) * rng.standard_normal()
    return series._replace(
        log_count=happened + common + np.asarray(series.year_sd) * rng.standard_normal(happened.size)
    )
