"""Normal mortality and normal fertility of a scenario, as functions of time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.projection import Step, closing_cohorts, step_hazard, time_steps
from cenotaph.evidence.case import Case
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.scenario import Scenario

FIRST_CHILD, LAST_CHILD = 12, 56


@dataclass(frozen=True)
class Mortality:
    """Baseline hazards: a table, or a log-linear path from one table to a later one."""

    first: Array
    first_time: float
    last: Array | None = None
    last_time: float = 0.0

    def at(self, time: float) -> Array:
        """(sex, 101), deaths per person-year at a moment; outside the two tables the nearer one holds."""
        if self.last is None:
            return self.first
        share = np.clip((time - self.first_time) / (self.last_time - self.first_time), 0.0, 1.0)
        return self.first ** (1 - share) * self.last**share

    def steps(self, start: float, end: float) -> list[tuple[float, Step]]:
        """(begin, hazards) of every step between two moments; rates are those of the middle of a step."""
        return [(begin, step_hazard(self.at(begin + length / 2), length)) for begin, length in time_steps(start, end)]


@dataclass(frozen=True)
class BirthRates:
    """Baseline births per woman-year, by age, with a log-linear trend in their level."""

    schedule: Array
    start: float
    end: float
    ratio: float

    def at(self, time: float) -> Array:
        """(101,), births per woman-year at a moment."""
        share = np.clip((time - self.start) / (self.end - self.start), 0.0, 1.0)
        return self.schedule * self.ratio**share


def mortality(case: Case, scenario: Scenario) -> Mortality | None:
    """The scenario's normal mortality; None when the evidence has no life table."""
    option = scenario.option("mortality")
    if option is None or option.life_table is None:
        return None
    factor = option.factor
    if option.factor_of is not None:
        over, under = (case.by_id(row).row.value for row in option.factor_of)
        factor *= over / under
    first, first_time = inputs.hazard(case, option.life_table)
    if option.towards is None:
        return Mortality(first * factor, first_time)
    last, last_time = inputs.hazard(case, option.towards)
    return Mortality(first * factor, first_time, last * factor, last_time)


def birth_rates(
    case: Case, scenario: Scenario, opening: Array, start: float, last: inputs.Count, normal: Mortality
) -> BirthRates | None:
    """The scenario's normal fertility, its level set at the opening census; None without a schedule.

    The age pattern is multiplied so that the opening population (sex, 101) has the stated crude birth
    rate. With trend "towards-last-census" the level then moves to the one implied by the children under
    one at the last census, survived back at normal mortality.
    """
    option = scenario.option("fertility")
    if option is None or option.schedule is None:
        return None
    schedule = inputs.fertility(case, option.schedule)
    if option.birth_rate is not None:
        per_1000 = case.by_id(option.birth_rate).row.value
        schedule = schedule * (per_1000 / 1000 * opening.sum() / (schedule @ opening[0]))
    ratio = 1.0
    if option.trend == "towards-last-census":
        ratio = _implied_births(last, normal) / (schedule @ _women_of_the_year(last.population()[0]))
    return BirthRates(schedule, start, last.time - 0.5, ratio)


def _women_of_the_year(women: Array) -> Array:
    """Women by age in the middle of the year before a census (101,): half of each age has moved on."""
    before = np.append(women[1:], 0.0)
    return (women + before) / 2


def _implied_births(last: inputs.Count, normal: Mortality) -> float:
    """Births of the year before a census, from its children under one survived back at normal rates."""
    ((_, step),) = normal.steps(last.time - 1, last.time)
    _, born = closing_cohorts(last.population(), 0.0, 1)
    return float((born[:, 0] / np.exp(-step.newborn)).sum())
