"""From draws of the vector to draws of everything that is asked: one pure function, mapped over draws."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp

from cenotaph.demography.lifetable import life_expectancy
from cenotaph.demography.projection import Step, advance, step_hazard
from cenotaph.reconstruct.bayes import model
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Shape
from cenotaph.reconstruct.bayes.parameters import Parameters, parameters
from cenotaph.reconstruct.bayes.population import Path, Year, actual, at_closing, excess, with_migrants

BROAD_AGES = (0, 5, 15, 60)
BATCH = 50


@partial(jax.jit, static_argnames=("shape",))
def of_draws(vectors: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    """{name: (draw, ...)} from vectors (draw, dimension)."""
    return jax.lax.map(lambda v: quantities(v, data, shape), vectors, batch_size=BATCH)


def quantities(vector: Any, data: Bundle, shape: Shape) -> dict[str, Any]:
    """Everything asked of one draw. Persons unless said; sexes in the order female, male.

    births, deaths, excess (year, sex) and excess_ages (year, broad age) of whole calendar years; population
    (year + 1,) on 1 January; tfr (year,); e0, e0_baseline (year, sex); completeness_<event> (year,); net_error
    (census,) counted minus true, the opening census first, and its log; additions (closing,) persons added at the
    ages that the case states, nought where it states none; and, of the intervals from the
    opening to each closing census, (closing,): births_to, births_held_to (of the women as they were, at the fertility
    without the crisis), deaths_to, excess_to (closing, sex), born_excess_to, migration_to,
    crisis_migration_to, true_to, expected_to, expected_births_to, expected_deaths_to, expected_migration_to. residual:
    persons by which the identity of the worst step fails.
    """
    p = parameters(vector, data, shape)
    path = actual(p, data, shape)
    baseline = jnp.exp(p.log_hazard)
    found = _by_year(path, p, data, baseline)
    found |= _registers(path, p, data)
    found |= _censuses(path, p, data, shape)
    found |= _intervals(path, p, data, shape, baseline)
    kept = found["opening"] + found["births_to"] - found["deaths_to"] + found["migration_to"]
    yearly = jnp.max(jnp.abs(_failure(path, p)))
    found["residual"] = jnp.maximum(yearly, jnp.max(jnp.abs(kept - found["true_to"])))
    return {name: value for name, value in found.items() if value.size}  # a case may state no flow or pattern


def _by_year(path: Path, p: Parameters, data: Bundle, baseline: Any) -> dict[str, Any]:
    years = path.years
    by_age, newborn = excess(years, baseline[:-1], 1.0)
    groups = [
        by_age[..., low:high].sum(axis=(-1, -2)) for low, high in zip(BROAD_AGES, (*BROAD_AGES[1:], None), strict=True)
    ]
    groups[0] = groups[0] + newborn.sum(axis=-1)
    women = (years.start[:, 0] + years.end[:, 0]) / 2
    return {
        "births": years.births,
        "deaths": years.deaths.sum(axis=-1) + years.newborn_deaths,
        "excess": by_age.sum(axis=-1) + newborn,
        "excess_ages": jnp.stack(groups, axis=-1),
        "population": jnp.append(years.start[:, :, :].sum(axis=(-1, -2)), years.end[-1].sum()),
        "tfr": years.births.sum(axis=-1) / (women @ data.counterfactual.schedule),
        "infant_mortality": 1000 * (1 - jnp.exp(-years.hazard[..., 0])) @ data.sex_shares,
        "e0": life_expectancy(years.hazard),
        "e0_baseline": life_expectancy(baseline[:-1]),
        "level": p.log_level,
        "coefficients": p.coefficients,
        "flows": p.flows,
    }


def _registers(path: Path, p: Parameters, data: Bundle) -> dict[str, Any]:
    """Completeness: derived in registered years; its line elsewhere, which is what is known of it."""
    found = {}
    for event, name in enumerate(EVENTS):
        own = data.registers[event]
        line = jax.nn.sigmoid(p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift)
        derived = own.years.T @ (jnp.exp(own.log_count) / (own.years @ model.events(event, path)))
        found[f"completeness_{name}"] = jnp.where(own.years.sum(axis=0) > 0, derived, line)
    return found


def _censuses(path: Path, p: Parameters, data: Bundle, shape: Shape) -> dict[str, Any]:
    counted, true = [jnp.sum(data.opening.counted)], [jnp.sum(p.opening)]
    states = [at_closing(path, shape, index) for index in range(len(shape.closings))]
    kept = [k for i, (a, b) in enumerate(pairwise(states)) if (k := _survivors(a, b, shape, i)) is not None]
    for index, census in enumerate(data.closings):
        counted.append(jnp.sum(census.counted))
        true.append(jnp.sum(census.cells @ states[index].ravel()))
    counted, true = jnp.stack(counted), jnp.stack(true)
    added = [jnp.sum(c.counted * -jnp.expm1(-(c.additions * p.coefficients) @ c.patterns)) for c in data.closings]
    found = {"net_error": counted - true, "net_error_log": jnp.log(counted / true), "additions": jnp.stack(added)}
    return found | ({"cohort_survival": jnp.stack(kept)} if kept else {})


def _survivors(earlier: Any, later: Any, shape: Shape, index: int) -> Any:
    """(sex, cohort), persons of each cohort at a closing census over the same at the one before; None where the
    two are no whole years apart, or no cohort is asked for."""
    years = shape.years_apart(index)
    if years is None or not shape.cohorts:
        return None
    ratios = [later[:, a + years : b + years].sum(axis=1) / earlier[:, a:b].sum(axis=1) for a, b in shape.cohorts]
    return jnp.stack(ratios, axis=-1)


def _flows(year: Year | None, baseline: Any, length: float) -> tuple[Any, Any, Any]:
    """births, deaths (sex,) and excess (sex,) of a part of a year; nought when there is none."""
    if year is None:
        return 0.0, jnp.zeros(2), jnp.zeros(2)
    by_age, newborn = excess(year, baseline, length)
    return year.births.sum(), year.deaths.sum(axis=-1) + year.newborn_deaths, by_age.sum(axis=-1) + newborn


def _intervals(path: Path, p: Parameters, data: Bundle, shape: Shape, baseline: Any) -> dict[str, Any]:
    """From the opening census to each closing one, to the day; with and without the crisis."""
    by_age, newborn = excess(path.years, baseline[:-1], 1.0)
    all_deaths = path.years.deaths.sum(axis=-1) + path.years.newborn_deaths
    lead = _flows(path.lead, baseline[0], shape.lead)
    rates = _fertility_without_crisis(path, p, data)
    other = p.migration * (1 - data.flow_crisis)
    held = jnp.sum((path.years.start[:, 0] + path.years.end[:, 0]) / 2 * rates, axis=-1)
    rows: dict[str, list] = {}
    for index, (whole, length) in enumerate(shape.closings):
        last = min(whole, shape.years - 1)
        beside = _held(path.lead, rates[0], shape.lead) + _held(path.parts[index], rates[last], length)
        part = _flows(path.parts[index], baseline[whole], length)
        without = expected(p, rates, other, data, shape, baseline, index)
        row = {
            "births_held_to": held[:whole].sum() + beside,
            "births_to": lead[0] + path.years.births[:whole].sum() + part[0],
            "deaths_to": jnp.sum(lead[1] + all_deaths[:whole].sum(axis=0) + part[1]),
            "excess_to": lead[2] + (by_age.sum(axis=-1) + newborn)[:whole].sum(axis=0) + part[2],
            "migration_to": p.migration[:whole].sum(),
            "true_to": at_closing(path, shape, index).sum(),
            "expected_to": without[0],
            "expected_births_to": without[1],
            "expected_deaths_to": without[2],
            "expected_migration_to": other[:whole].sum(),
        }
        for name, value in row.items():
            rows.setdefault(name, []).append(value)
    return {name: jnp.stack(values) for name, values in rows.items()} | {"opening": p.opening.sum()}


def _held(year: Year | None, rate: Any, length: float) -> Any:
    """Births of a part of a year at the fertility without the crisis, of the women as they were."""
    return 0.0 if year is None else length * jnp.sum(rate * (year.start[0] + year.end[0])) / 2


def _fertility_without_crisis(path: Path, p: Parameters, data: Bundle) -> Any:
    """(year, age), births per woman-year without the crisis, by the case's rule."""
    women = (path.years.start[:, 0] + path.years.end[:, 0]) / 2
    tfr = path.years.births.sum(axis=-1) / (women @ data.counterfactual.schedule)
    path_of_tfr = jnp.exp(data.counterfactual.path @ jnp.log(tfr) + p.stated_births)
    return path_of_tfr[:, None] * data.counterfactual.schedule


def expected(
    p: Parameters, rates: Any, migration: Any, data: Bundle, shape: Shape, baseline: Any, index: int
) -> tuple[Any, Any, Any]:
    """Population, births and deaths at a closing census without the crisis: persons, both sexes."""

    def move(population: Any, rate: Any, step: Step, moved: Any) -> tuple[Any, tuple[Any, Any]]:
        grown = advance(population, jnp.zeros(2), step).population
        born = data.sex_shares * (rate @ (population[0] + grown[0]) / 2 * step.length)
        made = advance(population, born, step)
        end = with_migrants(made.population, moved, p.moving)
        return end, (born.sum(), made.deaths.sum() + made.newborn_deaths.sum())

    whole, length = shape.closings[index]
    population, flows = p.opening, []
    if shape.lead:
        population, flow = move(population, rates[0], step_hazard(baseline[0], shape.lead), 0.0 * p.flows)
        flows.append(flow)
    given = (rates[:whole], baseline[:whole], migration[:whole])
    population, years = jax.lax.scan(lambda n, g: move(n, g[0], step_hazard(g[1]), g[2]), population, given)
    flows.append((years[0].sum(), years[1].sum()))
    if length:
        last = min(whole, rates.shape[0] - 1)
        population, flow = move(population, rates[last], step_hazard(baseline[whole], length), 0.0 * p.flows)
        flows.append(flow)
    return population.sum(), sum(f[0] for f in flows), sum(f[1] for f in flows)


def _failure(path: Path, p: Parameters) -> Any:
    """(year,), persons by which start + births - deaths + migration misses the start of the next year."""
    years = path.years
    kept = years.start.sum(axis=(-1, -2)) + years.births.sum(axis=-1) + p.migration.sum(axis=-1)
    kept = kept - years.deaths.sum(axis=(-1, -2)) - years.newborn_deaths.sum(axis=-1)
    return years.end.sum(axis=(-1, -2)) - kept
