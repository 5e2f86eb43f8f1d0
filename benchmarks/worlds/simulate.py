"""Arvenia lived through: the plan of a seed as a setting of `cenotaph.worlds.life`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cenotaph.worlds import patterns
from cenotaph.worlds.life import Life, Setting, Shock, scaled
from cenotaph.worlds.life import live as lived
from worlds import rates
from worlds.calendar_grid import AGES, CALENDAR, CORE, DT, STEPS, TIMES, bump, logistic
from worlds.draw import Plan, draw


class World(Life):
    """What happened, and the plan that it followed."""

    plan: Plan


def simulate(seed: int, profile: str = "misspecified") -> World:
    """The world of a seed."""
    return live(draw(seed, profile))


def without_crisis(seed: int, profile: str) -> World:
    """The same people, seasons and trends without shock, fall in fertility and burst of emigration."""
    return live(draw(seed, profile), crisis=False)


def live(plan: Plan, crisis: bool = True) -> World:
    """Run a plan."""
    world = World(**vars(lived(setting(plan, crisis))))
    world.plan = plan
    return world


def setting(plan: Plan, crisis: bool = True) -> Setting:
    """The plan as the simulator takes it."""
    normal = rates.normal_hazard(plan)
    regions = np.array([plan.mortality.core, 1.0])[:, None, None]
    people = starting_population(plan, normal)
    return Setting(
        calendar=CALENDAR,
        people=people,
        normal=lambda k: normal * rates.normal_level(plan, k) * regions,
        births=patterns.mothers(plan.fertility.early, plan.fertility.late),
        fertility=rates.fertility_level(plan if crisis else _without_fall(plan)),
        boys_per_girl=plan.fertility.boys_per_girl,
        shocks=make_shocks(plan, people) if crisis else [],
        flows=make_flows(plan, crisis),
        ceded={},
    )


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
    course = patterns.famine_course(f, TIMES)
    made = [scaled("famine", f.size, course, patterns.famine_pattern(f) * exposure, people)]
    size, centre, width, of_children = plan.epidemic
    pattern = patterns.epidemic_pattern(of_children) * np.array([1.3, 0.9])[:, None, None]
    made.append(scaled("epidemic", size, bump(TIMES, centre, width), pattern, people))
    size, begin, end = plan.repression
    flat = logistic(TIMES, begin, 0.03) * (1 - logistic(TIMES, end, 0.03))
    flat = np.where(flat > 1e-3, flat, 0.0)
    pattern = patterns.repression_pattern() * np.ones((2, 1, 1))
    made.append(scaled("repression", size, flat, pattern, people))
    if f.relief > 0:
        spared = (patterns.OLD + patterns.YOUNG).clip(0, 1) * np.array([1.0, 0.4])[:, None, None]
        made.append(Shock("relief", f.relief * bump(TIMES, patterns.famine_end(f) + 0.7, 0.7), spared))
    return [shock for shock in made if shock.pattern.any()]


def make_flows(plan: Plan, crisis: bool) -> list[tuple[np.ndarray, np.ndarray]]:
    """(course in persons a step, pattern (region, sex, age)): who leaves; the return and arrivals are negative."""
    steady = np.full(STEPS, -plan.steady_arrivals * DT)
    everywhere = patterns.migration_pattern(False) * np.ones((2, 1, 1))
    flows = [(steady, everywhere)]
    size, begin = plan.burst
    if crisis and size > 0:
        near = patterns.migration_pattern(True) * np.eye(2)[CORE][:, None, None]
        course = bump(TIMES, begin + 0.8, 0.8)
        back = bump(TIMES, begin + 3.0, 1.2)
        flows.append((size * (course / course.sum() - plan.returning * back / back.sum()), near))
    return flows


def _without_fall(plan: Plan) -> Plan:
    return replace(plan, fertility=replace(plan.fertility, fall=0.0, rebound=0.0))
