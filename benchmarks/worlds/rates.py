"""Normal mortality of Arvenia by exact age, and the paths of its mortality and fertility."""

from __future__ import annotations

import numpy as np

from cenotaph.worlds.patterns import INFANT, OLD, YOUNG, famine_course, famine_end
from worlds.calendar_grid import AGES, FEMALE, MALE, TIMES, bump, logistic
from worlds.draw import Plan


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


def fertility_level(plan: Plan) -> np.ndarray:
    """(step, region), children per woman, with trend, ordinary years, season, the crisis fall and its rebound."""
    f = plan.fertility
    middles = np.arange(len(f.years)) + 0.5
    level = f.level * np.exp(f.trend * TIMES + np.interp(TIMES, middles, f.years))
    level = level * (1 + 0.08 * np.cos(2 * np.pi * (TIMES - 0.1)))
    level = level * (1 + f.policy * logistic(TIMES, f.policy_from, 0.15))
    made = np.empty((len(TIMES), 2))
    hunger = famine_course(plan.famine, TIMES - 0.75)  # births answer to hunger at conception
    hunger = hunger / max(hunger.max(), 1e-9)
    after = bump(TIMES, famine_end(plan.famine) + 1.6, 1.2)
    for region, share in enumerate((1.0, f.rest_share)):
        made[:, region] = level * (1 - f.fall * share * hunger) * (1 + f.rebound * share * after)
    return made * np.array([f.core, 1.0])
