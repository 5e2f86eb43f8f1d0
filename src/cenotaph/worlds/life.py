"""A population lived through in steps of five days: births, deaths by cause, migration, by region, sex and age.

Independent of the rest of the package on purpose: numpy only, its own time and age grid, its own schedules. Persons are
fractional: the noise of sampling single lives is far below every error that the records carry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.grid import CELLS, DT, TOP, Calendar, by_years_of_age

CAUSES = ("famine", "epidemic", "repression", "relief")


@dataclass(frozen=True)
class Shock:
    """Deaths added to normal ones: `course` (step,) times `pattern` (region, sex, age), per year."""

    cause: str
    course: np.ndarray
    pattern: np.ndarray


@dataclass(frozen=True)
class Setting:
    """A world before it happens.

    people : (region, sex, age) on 1 January of year 0. normal : step -> (region, sex, age), hazards of an ordinary day,
    per year. births : (age,), per woman-year at level 1. fertility : (step, region),
    that level. shocks; flows : (course in persons a step, pattern (region, sex, age)), who leaves, arrivals negative.
    ceded : {step: share of everybody who leaves with a territory}, gained where negative.
    """

    calendar: Calendar
    people: np.ndarray
    normal: Callable[[int], np.ndarray]
    births: np.ndarray
    fertility: np.ndarray
    boys_per_girl: float
    shocks: list[Shock]
    flows: list[tuple[np.ndarray, np.ndarray]]
    ceded: dict[int, float]


@dataclass
class Life:
    """What happened. Axes: step, region, sex, age in completed years; excess by cause is deaths over normal.

    population : by census, (region, sex, 111). births (step, region, sex), deaths (step, region, sex),
    excess (step, cause, region), left (step,) persons who left net of those who came, ceded (step,) persons who went
    with a territory. deaths_by_age (year, sex, 111), excess_by_age alike; mothers (year, 111), births by age of the
    mother; start, end (region, sex) at the first and last step; lived (year, sex, 111), person-years.
    """

    calendar: Calendar
    population: dict[str, np.ndarray]
    births: np.ndarray
    deaths: np.ndarray
    excess: np.ndarray
    left: np.ndarray
    ceded: np.ndarray
    deaths_by_age: np.ndarray
    excess_by_age: np.ndarray
    mothers: np.ndarray
    lived: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def sum_between(self, series: np.ndarray, census: str) -> float:
        """A step series summed from the opening census to another one."""
        return float(series[self.calendar.span(census)].sum())

    def yearly(self, steps: np.ndarray) -> np.ndarray:
        """(year, ...) sums of a step series over whole calendar years."""
        years = len(self.calendar.whole_years)
        return np.array([steps[i * CELLS : (i + 1) * CELLS].sum(axis=0) for i in range(years)])


def live(setting: Setting) -> Life:
    """Run a setting."""
    calendar, people = setting.calendar, setting.people
    steps, years = calendar.steps, -(-calendar.steps // CELLS)
    regions = people.shape[0]
    out = Life(
        calendar, {}, np.zeros((steps, regions, 2)), np.zeros((steps, regions, 2)),
        np.zeros((steps, len(CAUSES), regions)), np.zeros(steps), np.zeros(steps), np.zeros((years, 2, TOP)),
        np.zeros((years, 2, TOP)), np.zeros((years, TOP)), np.zeros((years, 2, TOP)), people.sum(axis=2), people,
    )  # fmt: skip
    moments = {moment: census for census, moment in calendar.moments.items()}
    for k in range(steps):
        if k in moments:
            out.population[moments[k]] = by_years_of_age(people)
        people = _step(out, k, people, setting)
    out.end = people.sum(axis=2)
    out.population[moments[steps]] = by_years_of_age(people)
    return out


def _step(out: Life, k: int, people: np.ndarray, setting: Setting) -> np.ndarray:
    """One step: deaths, borders, birthdays, births. Returns the people at its end."""
    year, hazard = k // CELLS, setting.normal(k)
    added, total = _added(setting, k, hazard)
    dead = people * -np.expm1(-total * DT)
    born = setting.births * setting.fertility[k][:, None] * (people[:, 0] - dead[:, 0] / 2) * DT
    girls = 1 / (1 + setting.boys_per_girl)
    newborn = born.sum(axis=1)[:, None] * np.array([girls, 1 - girls])
    newborn_dead = newborn * -np.expm1(-total[:, :, 0] * DT / 2)
    for cause, more in added.items():
        own, first = dead * more / total, newborn_dead * more[:, :, 0] / total[:, :, 0]
        out.excess[k, CAUSES.index(cause)] += own.sum(axis=(1, 2))
        out.excess[k, CAUSES.index(cause)] += first.sum(axis=1)
        out.excess_by_age[year] += by_years_of_age(own).sum(axis=0)
        out.excess_by_age[year, :, 0] += first.sum(axis=0)
    alive = _across_borders(out, k, people - dead, setting)
    out.births[k], out.deaths[k] = newborn, dead.sum(axis=2) + newborn_dead
    out.deaths_by_age[year] += by_years_of_age(dead).sum(axis=0)
    out.deaths_by_age[year, :, 0] += newborn_dead.sum(axis=0)
    out.mothers[year] += by_years_of_age(born).sum(axis=0)
    out.lived[year] += by_years_of_age(people - dead / 2).sum(axis=0) * DT
    older = np.empty_like(alive)
    older[:, :, 1:] = alive[:, :, :-1]
    older[:, :, -1] += alive[:, :, -1]
    older[:, :, 0] = newborn - newborn_dead
    return older


def _added(setting: Setting, k: int, hazard: np.ndarray) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Hazards that shocks add, by cause, and the total."""
    added, total = {}, hazard
    for shock in setting.shocks:
        if shock.course[k] != 0:
            more = shock.pattern * shock.course[k]
            if shock.cause == "relief":  # the weak died before: for a while fewer than normal die
                more = -hazard * more
            added[shock.cause] = added.get(shock.cause, 0.0) + more
            total = total + more
    return added, total


def _across_borders(out: Life, k: int, alive: np.ndarray, setting: Setting) -> np.ndarray:
    """Those left after migration and, where the border moves, after a territory went."""
    for course, pattern in setting.flows:
        if course[k] != 0:
            weight = alive * pattern
            gone = weight * (course[k] / weight.sum())
            alive = alive - gone
            out.left[k] += gone.sum()
    if k in setting.ceded:
        gone = alive * setting.ceded[k]
        alive = alive - gone
        out.ceded[k] += gone.sum()
    return alive


def scaled(cause: str, size: float, course: np.ndarray, pattern: np.ndarray, people: np.ndarray) -> Shock:
    """A shock of `size` persons, were the people those of the start."""
    at_unit = (people * pattern).sum() * course.sum() * DT
    return Shock(cause, course, pattern * (size / at_unit))
