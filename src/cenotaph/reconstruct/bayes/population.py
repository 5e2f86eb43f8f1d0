"""The population carried from the opening census to the last one, year by year, exactly."""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.demography.projection import advance, step_hazard
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.parameters import Parameters


class Year(NamedTuple):
    """One calendar year, or a part of it. start, end : (sex, age), persons. births : (sex,). deaths : (sex, age),
    by age at the start. newborn_deaths : (sex,). hazard : (sex, age), per person-year, of all causes."""

    start: Any
    end: Any
    births: Any
    deaths: Any
    newborn_deaths: Any
    hazard: Any


class Path(NamedTuple):
    """lead : the part of a year before the first, or None. years : Year with a leading year axis. parts : for
    each closing census the part of a year before it, or None."""

    lead: Year | None
    years: Year
    parts: tuple[Year | None, ...]


def raised(baseline: Any, added: Any) -> Any:
    """Baseline hazards plus crisis hazards of either sign, smooth at nought and never below it."""
    # Not minimum(), whose gradient at a tie (no crisis at all) is halved.
    fallen = baseline * jnp.exp(jnp.where(added > 0, 0.0, added) / baseline)
    return jnp.where(added > 0, baseline + added, fallen)


def with_migrants(population: Any, persons: Any, moving: Any) -> Any:
    """(sex, age), the population after net arrivals: persons (flow,), each flow spread over sexes and ages like the
    population times its own relative rates, moving (flow, sex, age)."""
    present = jnp.einsum("fsa,sa->f", moving, population)
    return population * (1 + jnp.einsum("f,fsa->sa", persons / present, moving))


def one_year(start: Any, births: Any, hazard: Any, length: float, migration: Any = None, moving: Any = None) -> Year:
    """start + births - deaths + migration = end. Migrants come and go at the end: see `with_migrants`."""
    moved = advance(start, births, step_hazard(hazard, length))
    end = moved.population
    if migration is not None:
        end = with_migrants(end, migration, moving)
    return Year(start, end, births, moved.deaths, moved.newborn_deaths, hazard)


def excess(year: Year, baseline: Any, length: float) -> tuple[Any, Any]:
    """Deaths that baseline rates do not account for, by age (..., sex, age) and of newborn (..., sex).

    Where two hazards run together in a constant proportion, each causes its share of the deaths.
    """
    total, normal = step_hazard(year.hazard, length), step_hazard(baseline, length)
    go_dead = year.start * length * -jnp.expm1(-total.passing)
    found = go_dead * (1 - normal.passing / total.passing)
    if length < 1:
        stay_dead = year.start * (1 - length) * -jnp.expm1(-total.staying)
        found = found + stay_dead * (1 - normal.staying / total.staying)
    return found, year.newborn_deaths * (1 - normal.newborn / total.newborn)


def violence(population: Any, deaths: Any, share: Any) -> Any:
    """(sex, age), hazards of documented violence: each event's deaths (event,) over those of its own ages and sex.

    share : (event, sex, age), the part of an event's deaths that is of a sex, at the ages it met.
    """
    exposed = jnp.einsum("sa,esa->es", population, jnp.where(share > 0, 1.0, 0.0))
    return jnp.einsum("e,es,esa->sa", deaths, 1 / jnp.maximum(exposed, 1.0), share)


def actual(p: Parameters, data: Bundle, shape: Shape) -> Path:
    """What happened, given the parameters."""
    baseline = jnp.exp(p.log_hazard)
    births = p.births[:, None] * data.sex_shares
    lead = one_year(p.opening, births[0] * shape.lead, baseline[0], shape.lead) if shape.lead else None
    unit = step_hazard(p.crisis_pattern)

    def year(population: Any, given: tuple) -> tuple[Any, Year]:
        births, baseline, pattern, passing, newborn, crisis, violent, migration = given
        at_risk = jnp.sum(population * passing) + jnp.sum(births * newborn)
        hazard = raised(baseline, crisis / at_risk * pattern) + violence(population, violent, data.violence.share)
        made = one_year(population, births, hazard, 1.0, migration, p.moving)
        # The end of a year is the start of the next: stacked once, which is time won in every gradient.
        return made.end, made._replace(end=None, births=None)

    given = (
        births, baseline[:-1], p.crisis_pattern, unit.passing, unit.newborn, p.crisis_deaths, p.violent_deaths,
        p.migration,
    )  # fmt: skip
    last, years = jax.lax.scan(year, p.opening if lead is None else lead.end, given)
    years = years._replace(end=jnp.concatenate([years.start[1:], last[None]]), births=births)
    parts = tuple(_part(years, births, baseline, whole, length) for whole, length in shape.closings)
    return Path(lead, years, parts)


def _part(years: Year, births: Any, baseline: Any, whole: int, length: float) -> Year | None:
    """The part of a year before a closing census, at the rates of its year (the last, beyond the end)."""
    if not length:
        return None
    last = births.shape[0] - 1
    start = years.start[whole] if whole <= last else years.end[last]
    hazard = years.hazard[whole] if whole <= last else baseline[whole]
    return one_year(start, births[min(whole, last)] * length, hazard, length)


def at_closing(path: Path, shape: Shape, index: int) -> Any:
    """(sex, age), the population at the date of a closing census."""
    part = path.parts[index]
    if part is not None:
        return part.end
    return path.years.end[shape.closings[index][0] - 1]
