"""Schedules of the simulator by exact age: normal mortality, what a shock adds, births by mother's age."""

from __future__ import annotations

import numpy as np

from worlds.calendar_grid import AGES, FEMALE, MALE, TIMES, bump, logistic
from worlds.draw import Plan

YOUNG = np.exp(-AGES / 6)
INFANT = np.exp(-AGES / 0.8)
OLD = logistic(AGES, 62, 7)


def normal_hazard(plan: Plan) -> np.ndarray:
    """(sex, age), per year: newborns, infants, children, a steady term, a young adults' hump, senescence."""
    m = plan.mortality
    made = []
    for sex in (FEMALE, MALE):
        male = sex == MALE
        early = m.newborn * np.exp(-AGES / 0.04) + m.infant * np.exp(-AGES / m.infant_scale)
        early = early * (m.boys if male else 1.0) + 0.007 * np.exp(-AGES / 3)
        hump = (m.hump_male if male else m.hump_female) * np.exp(-((np.log(AGES / 24) / 0.35) ** 2))
        ageing = m.ageing * np.exp(m.slope * (AGES - 60)) * (m.men if male else 1.0)
        made.append(early + m.steady + hump + ageing / (1 + m.flattening * ageing))
    return np.array(made)


def normal_level(plan: Plan, step: int) -> np.ndarray:
    """(age,), what multiplies normal hazards at a step: trend, ordinary good and bad years, seasons."""
    m, t = plan.mortality, TIMES[step]
    year = min(int(t), len(m.years) - 1)
    trend = m.level + m.trend * t + m.trend_young * t * YOUNG + m.kink * max(t - 6.0, 0.0)
    ordinary = m.years[year] + m.years_young[year] * YOUNG
    summer = 1 + m.summer * np.cos(2 * np.pi * (t - 0.58)) * INFANT
    winter = 1 + m.winter * np.cos(2 * np.pi * (t - 0.12)) * OLD
    return np.exp(trend + ordinary) * summer * winter


def famine_pattern(plan: Plan) -> np.ndarray:
    """(sex, age): toddlers and the old most, infants at the breast less, men more than women.

    On purpose no power of normal mortality: normal mortality peaks at birth and this at two years.
    """
    f = plan.famine
    toddlers = f.toddlers * np.exp(-((np.log(AGES / 2.0) / 0.7) ** 2)) + f.infants * INFANT
    adults = f.adults * logistic(AGES, 20, 4) * (1 + 0.5 * logistic(AGES, 45, 5))
    old = f.old * logistic(AGES, 66, 5) * (1 - 0.4 * logistic(AGES, 85, 4))
    men = 1 + (f.men - 1) * logistic(AGES, 16, 2)
    women = toddlers + 0.12 + adults + old
    return np.array([women, women * men])


def epidemic_pattern(of_children: bool) -> np.ndarray:
    """(sex, age)."""
    if of_children:
        shape = np.exp(-((np.log((AGES + 0.3) / 1.5) / 0.9) ** 2)) + 0.02
    else:
        shape = 0.15 + logistic(AGES, 15, 3) * (0.6 + 0.8 * logistic(AGES, 45, 8))
    return np.array([shape, 1.1 * shape])


def repression_pattern() -> np.ndarray:
    """(sex, age): men of working age, few others."""
    shape = logistic(AGES, 21, 2.5) * (1 - logistic(AGES, 62, 5)) * (0.7 + 0.5 * bump(AGES, 42, 18))
    return np.array([0.06 * shape, shape])


def migration_pattern(families: bool) -> np.ndarray:
    """(sex, age), relative propensity to cross the border."""
    young = bump(AGES, 27, 16)
    children = 0.6 * (1 - logistic(AGES, 14, 2)) if families else 0.0
    both = young + children + 0.1 * (1 - logistic(AGES, 65, 5))
    return np.array([(1.0 if families else 0.5) * both, both])


def fertility(plan: Plan) -> np.ndarray:
    """(age,), births per woman-year at level 1, summing to one child over her life."""
    f = plan.fertility
    x = np.clip((AGES - 14.5) / (51.0 - 14.5), 1e-9, 1 - 1e-9)
    shape = x**f.early * (1 - x) ** f.late
    shape[(AGES < 14.5) | (AGES > 51.0)] = 0.0
    return shape / (shape.sum() * (AGES[1] - AGES[0]))


def fertility_level(plan: Plan) -> np.ndarray:
    """(step, region), children per woman, with trend, ordinary years, season, the crisis fall and its rebound."""
    f = plan.fertility
    middles = np.arange(len(f.years)) + 0.5
    level = f.level * np.exp(f.trend * TIMES + np.interp(TIMES, middles, f.years))
    level = level * (1 + 0.08 * np.cos(2 * np.pi * (TIMES - 0.1)))
    level = level * (1 + f.policy * logistic(TIMES, f.policy_from, 0.15))
    made = np.empty((len(TIMES), 2))
    hunger = famine_course(plan, TIMES - 0.75)  # births answer to hunger at conception
    hunger = hunger / max(hunger.max(), 1e-9)
    after = bump(TIMES, famine_end(plan) + 1.6, 1.2)
    for region, share in enumerate((1.0, f.rest_share)):
        made[:, region] = level * (1 - f.fall * share * hunger) * (1 + f.rebound * share * after)
    return made * np.array([f.core, 1.0])


def famine_course(plan: Plan, times: np.ndarray) -> np.ndarray:
    """(time,), the course of the famine, of any scale: one to three waves."""
    course = np.zeros_like(times)
    for centre, half_width, weight in plan.famine.waves:
        course = course + weight * bump(times, centre, half_width)
    return course


def famine_end(plan: Plan) -> float:
    """The year coordinate at which the last wave is over."""
    return max(centre + width for centre, width, _ in plan.famine.waves)
