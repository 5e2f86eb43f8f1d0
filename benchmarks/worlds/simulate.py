"""A population lived through in steps of five days: births, deaths by cause, migration, by region, sex and age.

Independent of the package on purpose: numpy only, its own time and age grid, its own schedules. Persons are
fractional (147 million of them: sampling noise is far below every error that the records carry).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from worlds import rates
from worlds.calendar_grid import (
    AGES,
    CELLS,
    CORE,
    DT,
    MOMENT,
    SPAN,
    STEPS,
    TIMES,
    TOP,
    bump,
    by_years_of_age,
    logistic,
)  # fmt: skip
from worlds.draw import Plan, draw

CAUSES = ("famine", "epidemic", "repression", "relief")


@dataclass(frozen=True)
class Shock:
    """Deaths added to normal ones: `course` (step,) times `pattern` (region, sex, age), per year."""

    cause: str
    course: np.ndarray
    pattern: np.ndarray


@dataclass
class World:
    """What happened. Axes: step, region, sex, age in completed years; excess by cause is deaths over normal.

    population : by census, (region, sex, 111). births (step, region, sex), deaths (step, region, sex),
    excess (step, cause, region), left (step,) persons who left net of those who came.
    deaths_by_age (year, sex, 111); mothers (year, 111), births by age of the mother.
    """

    plan: Plan
    population: dict[str, np.ndarray]
    births: np.ndarray
    deaths: np.ndarray
    excess: np.ndarray
    left: np.ndarray
    deaths_by_age: np.ndarray
    mothers: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def sum_between(self, series: np.ndarray, census: str) -> float:
        """A step series summed from the opening census to another one."""
        return float(series[SPAN[census]].sum())


def simulate(seed: int, profile: str = "misspecified") -> World:
    """The world of a seed."""
    return live(draw(seed, profile))


def without_crisis(seed: int, profile: str) -> World:
    """The same people, seasons and trends without shock, fall in fertility and burst of emigration."""
    return live(draw(seed, profile), crisis=False)


def live(plan: Plan, crisis: bool = True) -> World:
    """Run a plan."""
    normal, fertility = rates.normal_hazard(plan), rates.fertility(plan)
    level = rates.fertility_level(plan) if crisis else rates.fertility_level(_without_fall(plan))
    regions = np.array([plan.mortality.core, 1.0])[:, None, None]
    people = starting_population(plan, normal)
    shocks = make_shocks(plan, people) if crisis else []
    flows = make_flows(plan, crisis)
    out = World(
        plan, {}, np.zeros((STEPS, 2, 2)), np.zeros((STEPS, 2, 2)), np.zeros((STEPS, len(CAUSES), 2)),
        np.zeros(STEPS), np.zeros((14, 2, TOP)), np.zeros((14, TOP)), people.sum(axis=2), people,
    )  # fmt: skip
    girls = 1 / (1 + plan.fertility.boys_per_girl)
    shares = np.array([girls, 1 - girls])
    moments = {moment: census for census, moment in MOMENT.items()}
    for k in range(STEPS):
        if k in moments:
            out.population[moments[k]] = by_years_of_age(people)
        hazard = normal * rates.normal_level(plan, k) * regions
        people = _step(out, k, people, hazard, shocks, flows, fertility * level[k][:, None], shares)
    out.end = people.sum(axis=2)
    out.population[moments[STEPS]] = by_years_of_age(people)
    return out


def _step(out: World, k: int, people, hazard, shocks, flows, births_rate, shares) -> np.ndarray:
    """One step: deaths, borders, birthdays, births. Returns the people at its end."""
    year, total = k // CELLS, hazard
    added = {}
    for shock in shocks:
        if shock.course[k] != 0:
            more = shock.pattern * shock.course[k]
            if shock.cause == "relief":  # the weak died before: for a while fewer than normal die
                more = -hazard * more
            added[shock.cause] = more
            total = total + more
    dead = people * -np.expm1(-total * DT)
    for cause, more in added.items():
        out.excess[k, CAUSES.index(cause)] += (dead * more / total).sum(axis=(1, 2))
    born = births_rate * (people[:, 0] - dead[:, 0] / 2) * DT
    newborn = born.sum(axis=1)[:, None] * shares
    newborn_dead = newborn * -np.expm1(-total[:, :, 0] * DT / 2)
    for cause, more in added.items():
        out.excess[k, CAUSES.index(cause)] += (newborn_dead * more[:, :, 0] / total[:, :, 0]).sum(axis=1)
    alive = people - dead
    for course, pattern in flows:
        if course[k] != 0:
            weight = alive * pattern
            gone = weight * (course[k] / weight.sum())
            alive = alive - gone
            out.left[k] += gone.sum()
    out.births[k], out.deaths[k] = newborn, dead.sum(axis=2) + newborn_dead
    out.deaths_by_age[year] += by_years_of_age(dead).sum(axis=0)
    out.deaths_by_age[year, :, 0] += newborn_dead.sum(axis=0)
    out.mothers[year] += by_years_of_age(born).sum(axis=0)
    older = np.empty_like(alive)
    older[:, :, 1:] = alive[:, :, :-1]
    older[:, :, -1] += alive[:, :, -1]
    older[:, :, 0] = newborn - newborn_dead
    return older


def starting_population(plan: Plan, normal: np.ndarray) -> np.ndarray:
    """(region, sex, age), persons on 1 January of year 0: an uneven past, a war's dents in it."""
    rng = np.random.default_rng([plan.seed, 7002])
    alive = np.exp(-np.cumsum(normal * DT, axis=1))
    knots = np.arange(0, 116, 5.0)
    past = np.interp(AGES, knots, np.cumsum(rng.normal(0, 0.035, knots.size)))
    growth = rng.uniform(0.012, 0.018)
    unborn = 1 - rng.uniform(0.2, 0.4) * bump(AGES, rng.uniform(7.5, 9.0), 3.5)
    shape = alive * np.exp(past - growth * AGES) * unborn * (1 - 0.08 * bump(AGES, 4.5, 1.5))
    fallen = rng.uniform(0.08, 0.2) * bump(AGES, rng.uniform(33, 38), 16)
    shape[1] = shape[1] * plan.fertility.boys_per_girl * (1 - fallen)
    shape = shape * (plan.total * 0.98 / shape.sum())  # a year before the census the country is smaller
    share = np.clip(plan.core_share + 0.03 * np.exp(-AGES / 20), 0, 1)
    return np.array([shape * share, shape * (1 - share)])


def make_shocks(plan: Plan, people: np.ndarray) -> list[Shock]:
    """The shocks of a plan, each scaled to its size on the starting population."""
    f = plan.famine
    exposure = np.array([1.0, f.rest_exposure])[:, None, None]
    course = rates.famine_course(plan, TIMES)
    made = [_scaled("famine", f.size, course, rates.famine_pattern(plan) * exposure, people)]
    size, centre, width, of_children = plan.epidemic
    pattern = rates.epidemic_pattern(of_children) * np.array([1.3, 0.9])[:, None, None]
    made.append(_scaled("epidemic", size, bump(TIMES, centre, width), pattern, people))
    size, begin, end = plan.repression
    flat = logistic(TIMES, begin, 0.03) * (1 - logistic(TIMES, end, 0.03))
    flat = np.where(flat > 1e-3, flat, 0.0)
    pattern = rates.repression_pattern() * np.ones((2, 1, 1))
    made.append(_scaled("repression", size, flat, pattern, people))
    if f.relief > 0:
        spared = (rates.OLD + rates.YOUNG).clip(0, 1) * np.array([1.0, 0.4])[:, None, None]
        made.append(Shock("relief", f.relief * bump(TIMES, rates.famine_end(plan) + 0.7, 0.7), spared))
    return [shock for shock in made if shock.pattern.any()]


def _scaled(cause: str, size: float, course: np.ndarray, pattern: np.ndarray, people: np.ndarray) -> Shock:
    at_unit = (people * pattern).sum() * course.sum() * DT
    return Shock(cause, course, pattern * (size / at_unit))


def make_flows(plan: Plan, crisis: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """(course in persons a step, pattern (region, sex, age)): who leaves; the return and arrivals are negative."""
    steady = np.full(STEPS, -plan.steady_arrivals * DT)
    everywhere = rates.migration_pattern(False) * np.ones((2, 1, 1))
    flows = [(steady, everywhere)]
    size, begin = plan.burst
    if crisis and size > 0:
        near = rates.migration_pattern(True) * np.eye(2)[CORE][:, None, None]
        course = bump(TIMES, begin + 0.8, 0.8)
        back = bump(TIMES, begin + 3.0, 1.2)
        flows.append((size * (course / course.sum() - plan.returning * back / back.sum()), near))
    return flows


def _without_fall(plan: Plan) -> Plan:
    return replace(plan, fertility=replace(plan.fertility, fall=0.0, rebound=0.0))
