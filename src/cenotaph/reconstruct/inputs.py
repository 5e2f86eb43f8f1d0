"""Evidence rows turned into arrays: counts by single age, baseline hazards, fertility, events by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.graduation import to_single_years
from cenotaph.demography.lifetable import single_year_hazard
from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.spec import Option
from cenotaph.evidence.tables import Adjustment, Fertility, Ledger, LifeTable, Migration, Population, Vital


@dataclass(frozen=True)
class Count:
    """A census as arrays.

    cells : (sex, 101), persons of known age by single year, as printed (groups graduated).
    unknown : (sex,), persons of unknown age. residual : (sex,), persons inside the final total and
    outside the table. residual_ages : where the residual is put. time : decimal year. by_sex : false
    when the table gives both sexes together; half of each age is then taken as female.
    """

    census: str
    time: float
    cells: Array
    unknown: Array
    residual: Array
    residual_ages: tuple[int, int]
    inputs: tuple[str, ...]
    by_sex: bool = True

    def population(self, extra: Array | None = None) -> Array:
        """(sex, 101), persons, everyone placed: unknown ages in proportion to known ones, the residual in
        proportion to those counted at its ages, `extra` ((sex,), contingents a scenario adds) at all ages."""
        known = self.cells.sum(axis=-1, keepdims=True)
        placed = self.cells * (1 + self.unknown[:, None] / known)
        if self.residual.any():
            low, high = self.residual_ages
            share = np.zeros_like(placed)
            share[:, low:high] = placed[:, low:high] / placed[:, low:high].sum(axis=-1, keepdims=True)
            placed = placed + share * self.residual[:, None]
        if extra is not None:
            placed = placed * (1 + extra / placed.sum(axis=-1))[:, None]
        return placed


def _by_sex(rows: Iterable, value: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in rows:
        found[row.sex] = found.get(row.sex, 0.0) + getattr(row, value)
    return found


def _both_split(found: dict[str, float], shares: Array) -> Array:
    """(sex,) from figures by sex, or from a figure for both sexes split by `shares`."""
    if "both" in found and not (set(found) & set(SEXES)):
        return found["both"] * shares
    return np.array([found.get(sex, 0.0) for sex in SEXES])


def count(case: Case, census_id: str) -> Count:
    """One census of the case as arrays.

    Raises
    ------
    NotEstimable when the census has no cells by age for both sexes.
    """
    census = case.census(census_id)
    rows = [r for r in case.rows(Population) if r.census == census_id and r.status != "recalled"]
    cells = np.zeros((len(SEXES), N_AGES))
    found = {r.sex for r in rows if r.entry == "cell"}
    for index, sex in enumerate(SEXES):
        if sex in found:
            cells[index] = _single_ages(rows, sex)
        elif found == {"both"}:
            cells[index] = _single_ages(rows, "both") / len(SEXES)
        else:
            raise NotEstimable(
                f"census {census_id} has no age table for the {sex} sex.", remedy="Add cells by sex and age."
            )
    shares = cells.sum(axis=-1) / cells.sum()
    unknown = _both_split(_by_sex((r for r in rows if r.entry == "unknown_age"), "persons"), shares)
    residual, ages = np.zeros(len(SEXES)), (0, N_AGES)
    if census.residual is not None:
        finals = [r for r in rows if r.entry == "total" and r.group == "final"]
        both = [r.persons for r in finals if r.sex == "both"] or [sum(r.persons for r in finals)]
        gap = both[0] - cells.sum() - unknown.sum()
        residual = gap * group_shares(case, census_id, census.residual.groups)
        ages = (census.residual.age_from, census.residual.age_to)
    moment = decimal_year(date.fromisoformat(census.date))
    files = tuple(sorted(_files(case, rows)))
    return Count(census_id, moment, cells, unknown, residual, ages, files, "both" not in found)


def stated_ages(case: Case, census_id: str) -> Array:
    """(sex, 101), persons by the age they stated: single years as printed where the case has them, graduated
    groups elsewhere; persons of unknown age and those counted apart are left out."""
    stated = count(case, census_id).cells.copy()
    for row in case.rows(Population):
        if row.census == census_id and row.entry == "single_age" and row.status != "recalled" and row.sex in SEXES:
            stated[SEXES.index(row.sex), row.age_from] = row.persons
    return stated


def _single_ages(rows: list[Population], sex: str) -> Array:
    """(101,), persons of one sex (or of both together) by single year of age."""
    own = sorted((r for r in rows if r.entry == "cell" and r.sex == sex), key=lambda r: r.age_from)
    low = np.array([r.age_from for r in own], dtype=float)
    high = np.array([np.inf if r.age_to is None else r.age_to for r in own], dtype=float)
    return to_single_years(low, high, np.array([r.persons for r in own], dtype=float))


def _files(case: Case, rows: Iterable) -> set[str]:
    wanted = {id(r) for r in rows}
    return {p.file for p in case.placed if id(p.row) in wanted}


def contingent(case: Case, census_id: str, groups: tuple[str, ...]) -> Array:
    """(sex,), persons in the named contingents of a census."""
    rows = [
        r
        for r in case.rows(Population)
        if r.census == census_id and r.entry == "contingent" and r.group in groups and r.sex in SEXES
    ]
    found = _by_sex(rows, "persons")
    return np.array([found.get(sex, 0.0) for sex in SEXES])


def group_shares(case: Case, census_id: str, groups: tuple[str, ...]) -> Array:
    """(sex,), shares of each sex among the named contingents."""
    persons = contingent(case, census_id, groups)
    return persons / persons.sum()


def adjustment(case: Case, name: str, cells: Array) -> Array:
    """(sex, 101), persons to add to a census, spread inside each row's ages like those counted."""
    added = np.zeros_like(cells)
    for row in case.rows(Adjustment):
        if row.adjustment != name:
            continue
        high = N_AGES if row.age_to is None else row.age_to
        sexes = range(len(SEXES)) if row.sex == "both" else [SEXES.index(row.sex)]
        base = cells[list(sexes), row.age_from : high]
        for place, index in enumerate(sexes):
            added[index, row.age_from : high] += row.persons * base[place] / base.sum()
    return added


def hazard(case: Case, life_table: str) -> tuple[Array, float]:
    """Baseline hazards (sex, 101) per person-year of a life table, and the middle of its period."""
    rows = [r for r in case.rows(LifeTable) if r.life_table == life_table]
    result = np.zeros((len(SEXES), N_AGES))
    for index, sex in enumerate(SEXES):
        own = sorted((r for r in rows if r.sex == sex), key=lambda r: r.age_from)
        for measure in ("qx", "mx", "lx"):
            part = [r for r in own if r.measure == measure]
            if part:
                low = np.array([r.age_from for r in part], dtype=float)
                high = np.array([np.inf if r.age_to is None else r.age_to for r in part], dtype=float)
                values = np.array([r.value for r in part])
                result[index] = single_year_hazard(low, high, measure, values)
                break
    start, end = interval(rows[0].period)
    return result, (start + end) / 2


def fertility(case: Case, schedule: str) -> Array:
    """(101,), births per woman-year by single year of her age."""
    rates = np.zeros(N_AGES)
    for row in case.rows(Fertility):
        if row.schedule == schedule:
            rates[row.age_from : row.age_to] = row.births_per_1000_women / 1000
    return rates


def events_by_year(case: Case, event: str, series: str = "") -> dict[int, float]:
    """Counts of an event for single calendar years, both sexes, all ages: the register's own, or those of an
    author's series, which a caller asks for by name and may then hold recalled figures."""
    found: dict[int, float] = {}
    for row in case.rows(Vital):
        if (row.event, row.measure, row.series) != (event, "count", series) or row.age_from is not None:
            continue
        if row.status == "recalled" and not series:
            continue
        start, end = interval(row.period)
        if abs(end - start - 1) < 1e-9 and start == int(start):
            found[int(start)] = found.get(int(start), 0.0) + row.value
    return found


def rounding(case: Case, event: str, years: list[int], series: str = "") -> float:
    """Summed half-units of the last printed digit of an event's counts in these years."""
    asked = {str(y) for y in years}
    return sum(
        row.rounding or 0.0
        for row in case.rows(Vital)
        if (row.event, row.measure, row.series) == (event, "count", series) and row.period in asked
    )


def emigrants(case: Case, flows: tuple[str, ...], start: float, end: float, closing: Array) -> tuple[Array, float]:
    """Those who left in [start, end), as if they had stayed and none had died since they left.

    Each flow is spread over sex and age like the closing population (sex, 101) born before the flow.
    Returns (sex, 101), persons, and their sum; a net inflow is negative.
    """
    away = np.zeros_like(closing)
    for row in case.rows(Migration):
        if row.id in flows:
            low, high = interval(row.period)
            inside = max(0.0, min(end, high) - max(start, low)) / (high - low)
            left = row.persons * inside * {"out": 1.0, "in": -1.0, "net": -1.0}[row.direction]
            born_before = np.where(np.arange(N_AGES) >= end - (low + high) / 2, closing, 0.0)
            away += left * born_before / born_before.sum()
    return away, float(away.sum())


def recorded_deaths(case: Case, option: Option | None, start: float, end: float, population: Array) -> Array:
    """(sex, 101), deaths of the named ledger rows in [start, end), spread over the option's sex and ages
    like the population at the end."""
    taken = np.zeros_like(population)
    if option is None or not option.ledgers:
        return taken
    ages = np.arange(N_AGES)
    among = np.where((ages >= option.age_from) & (ages < option.age_to), population, 0.0)
    for index, sex in enumerate(SEXES):
        among[index] *= option.sex in (sex, "both")
    for row in case.rows(Ledger):
        if row.id in option.ledgers:
            low, high = interval(row.when)
            inside = max(0.0, min(end, high) - max(start, low)) / (high - low)
            taken += row.persons * inside * among / among.sum()
    return taken
