"""What a world takes from a case: its calendar, and the starting point of people, death rates and births.

Read anew here, on the simulator's own grid: `reconstruct` reads the same tables for the model, and the two may not
share code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.tables import Fertility, LifeTable, Population, Vital
from cenotaph.worlds.grid import AGES, CELLS, DT, SEX_NAMES, TOP, Calendar, logistic
from cenotaph.worlds.patterns import mothers

EARLIEST = 3  # years before the opening census that vital rows may ask for
FIRST_DEATHS = 0.04  # years in which newborns die fast
LEAST_RATE, MOST_RATE = 1e-5, 1.5


@dataclass(frozen=True)
class Shape:
    """calendar. counted : (sex, 111), persons of the opening count by single age, groups spread evenly. normal : (sex,
    fine age), death rates. births : (fine age,), of one child a woman. children : of a woman, at the start. crisis :
    decimal years, or None."""

    calendar: Calendar
    counted: np.ndarray
    normal: np.ndarray
    births: np.ndarray
    children: float
    crisis: tuple[float, float] | None


def shape_of(case: Case) -> Shape:
    """The shape of a case.

    Raises
    ------
    NotEstimable when it has no age table of its opening count by sex, or no life table; for a five-year case.
    """
    if case.spec.balance is None:
        raise NotEstimable(
            "The case has no opening and closing counts, which a simulated world is built on.",
            remedy="Give a case with [balance].",
        )
    calendar = calendar_of(case)
    counted, normal = _counted(case), _normal(case)
    births = _mothers(case)
    women = np.repeat(counted[0], CELLS) / CELLS
    children = _births_a_year(case, calendar, counted) / float(women @ births)
    return Shape(calendar, counted, normal, births, children, _crisis(case))


def day_of(case: Case, census: str) -> float:
    """The decimal year of a census."""
    return decimal_year(date.fromisoformat(case.census(census).date))


def territories(case: Case) -> set[str]:
    """The case's territory, and those of the counts it compares: with other borders a territory has another id."""
    compared = {case.spec.balance.opening, *case.spec.balance.closing}
    cells = (r for r in case.rows(Population) if r.entry == "cell" and r.census in compared)
    return {case.spec.case.territory, *(r.territory for r in cells)}


def calendar_of(case: Case) -> Calendar:
    """From 1 January before the opening census, or before the first vital rows, to the last census."""
    opening = day_of(case, case.spec.balance.opening)
    inside = territories(case)
    asked = [interval(r.period)[0] for r in case.rows(Vital) if r.territory in inside]
    latest = int(np.floor(opening - 0.5))
    wanted = [int(y) for y in asked if np.floor(opening) - EARLIEST <= y < latest]
    year_0 = min([latest, *wanted])
    days = sorted((day_of(case, c.id), c.id) for c in case.spec.census)
    days = [(day, census) for day, census in days if day >= opening]
    days.sort(key=lambda d: (d[1] != case.spec.balance.opening, d[0]))
    return Calendar(year_0, {census: round((day - year_0) * CELLS) for day, census in days})


def groups(rows: list) -> list[tuple[int, int, object]]:
    """(low, high, row), half-open completed years, the open interval up to 111."""
    ordered = sorted(rows, key=lambda r: r.age_from)
    return [(r.age_from, TOP if r.age_to is None else r.age_to, r) for r in ordered]


def _counted(case: Case) -> np.ndarray:
    opening = case.spec.balance.opening
    cells = [r for r in case.rows(Population) if (r.census, r.entry) == (opening, "cell")]
    inside = territories(case)
    cells = [r for r in cells if r.status != "recalled" and r.age_from is not None and r.territory in inside]
    by_sex = [[r for r in cells if r.sex == sex] for sex in SEX_NAMES]
    together = [r for r in cells if r.sex == "both"]
    if not all(by_sex) and not together:
        raise NotEstimable(
            f"The census {opening} has no age table for both sexes.", remedy="Add its cells by sex and age."
        )
    made = np.zeros((2, TOP))
    for s, own in enumerate(by_sex):
        for low, high, row in groups(own or together):
            weights = np.ones(high - low) if row.age_to is not None else np.exp(-0.25 * np.arange(high - low))
            made[s, low:high] += row.persons * (1.0 if own else 0.5) * weights / weights.sum()
    return made


def _normal(case: Case) -> np.ndarray:
    """(sex, fine age), from the life table that the case takes for normal mortality."""
    name = _table_name(case)
    made = []
    for sex in SEX_NAMES:
        rows = [r for r in case.rows(LifeTable) if (r.life_table, r.sex) == (name, sex)]
        if not rows:
            raise NotEstimable(f"The life table {name} has no rows for the {sex} sex.", remedy="Add them.")
        made.append(_fine(_single_hazards([r for r in rows if r.measure == rows[0].measure])))
    return np.array(made)


def _table_name(case: Case) -> str:
    if case.spec.model is not None:
        return case.spec.model.mortality.life_table
    named = [o.life_table for d in case.spec.dimension for o in d.option if o.life_table]
    rows = [r.life_table for r in case.rows(LifeTable)]
    if not rows:
        raise NotEstimable("The case has no life table, so nothing says how people die in normal years.",
                           remedy="Add evidence/life_tables.csv.")  # fmt: skip
    return (named or rows)[0]


def _single_hazards(rows: list[LifeTable]) -> np.ndarray:
    """(111,), death rates by completed years of age; in wider groups they run straight on the log scale."""
    cut = groups(rows)
    values = np.array([row.value for _, _, row in cut])
    lows = np.array([low for low, _, _ in cut])
    if rows[0].measure == "lx":
        highs = np.append(lows[1:], TOP)
        total = -np.log(np.maximum(np.append(values[1:], 0.0) / values, 1e-9))
    else:
        highs = np.array([high for _, high, _ in cut])
        total = values * (highs - lows) if rows[0].measure == "mx" else -np.log1p(-np.minimum(values, 1 - 1e-9))
    closed = highs < TOP
    if not closed.all() and rows[0].measure != "mx":  # "all die" says nothing of the rate
        lows, highs, total = lows[closed], highs[closed], total[closed]
    width = highs - lows
    rate = np.log(np.clip(total / width, LEAST_RATE, MOST_RATE))
    single = np.exp(np.interp(np.arange(TOP) + 0.5, (lows + highs) / 2, rate))
    for low, high, all_of_it in zip(lows, highs, total, strict=True):
        if high < TOP:
            single[low:high] *= all_of_it / max(single[low:high].sum(), 1e-12)
    last = int(highs[highs < TOP].max())
    older = np.arange(last, TOP)
    single[last:] = single[last - 1] * np.exp(0.08 * (older - last + 1))  # beyond the table, as in old age elsewhere
    return np.clip(single, LEAST_RATE, MOST_RATE)


def _fine(single: np.ndarray) -> np.ndarray:
    """(fine age,), the same deaths in each year of age, newborns' first weeks worst."""
    fine = np.exp(np.interp(AGES, np.arange(TOP) + 0.5, np.log(single)))
    fine[:CELLS] = 1.0 + 20.0 * np.exp(-AGES[:CELLS] / FIRST_DEATHS) + 2.0 * np.exp(-AGES[:CELLS] / 0.4)
    by_year = fine.reshape(TOP, CELLS)
    return (by_year * (single / (by_year.sum(axis=1) * DT))[:, None]).ravel()


def _mothers(case: Case) -> np.ndarray:
    """(fine age,), births per woman-year of one child a life: the case's schedule, or a usual one."""
    rows = case.rows(Fertility)
    if not rows:
        return mothers(1.6, 2.2)
    own = groups([r for r in rows if r.schedule == rows[0].schedule])
    middles = [12.0, *((low + high) / 2 for low, high, _ in own), own[-1][1] + 1.0]
    rates = [0.0, *(row.births_per_1000_women for _, _, row in own), 0.0]
    fine = np.interp(AGES, middles, rates) * logistic(AGES, 15.5, 0.6)
    return fine / (fine.sum() * DT)


def _births_a_year(case: Case, calendar: Calendar, counted: np.ndarray) -> float:
    """Births of a year about the opening census: from a crude rate, a register, or the infants counted."""
    opening, persons = day_of(case, calendar.opening), counted.sum()
    rows = [r for r in case.rows(Vital) if r.event == "births" and not r.series and r.age_from is None and r.value > 0]
    inside = territories(case)
    rows = [r for r in rows if r.sex == "both" and r.territory in inside]
    rows.sort(key=lambda r: abs(np.mean(interval(r.period)) - opening))
    for row in rows:
        low, high = interval(row.period)
        if abs(np.mean((low, high)) - opening) <= 8:
            return row.value * persons / 1000 if row.measure == "per_1000" else row.value / (high - low)
    return float(counted[:, 0].sum()) * 1.15


def _crisis(case: Case) -> tuple[float, float] | None:
    if case.spec.balance.crisis is not None:
        return interval(case.spec.balance.crisis)
    windows = case.spec.model.window if case.spec.model is not None else ()
    return interval(windows[0].years) if windows else None
