"""Normal mortality of Arvenia by exact age, and the paths of its mortality and fertility."""

from __future__ import annotations

import numpy as np

from cenotaph.worlds.paths import level_of_births, ordinary_level
from worlds.calendar_grid import AGES, FEMALE, MALE, TIMES
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
    """(age,), what multiplies normal hazards at a step."""
    return ordinary_level(plan.mortality, TIMES[step])


def fertility_level(plan: Plan) -> np.ndarray:
    """(step, region), children per woman."""
    return level_of_births(plan.fertility, plan.famine, TIMES)
