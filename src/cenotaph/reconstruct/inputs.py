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
from cenotaph.evidence.tables import Adjustment, Fertility, LifeTable, Migration, Population, Vital


@dataclass(frozen=True)
class Count:
    """A census as arrays.

    cells : (sex, 101), persons of known age by single year, as printed (groups graduated).
    unknown : (sex,), persons of unknown age. residual : (sex,), persons inside the final total and
    outside the table. residual_ages : where the residual is put. time : decimal year.
    """

    census: str
    time: float
    cells: Array
    unknown: Array
    residual: Array
    residual_ages: tuple[int, int]
    inputs: tuple[str, ...]

    def population(self, extra: Array | None = None) -> Array:
        """(sex, 101), persons, everyone placed: unknown ages in proportion to known ones, the residual
        (and `extra`, (sex,), contingents a scenario adds) in proportion to those counted at its ages."""
        known = self.cells.sum(axis=-1, keepdims=True)
        placed = self.cells * (1 + self.unknown[:, None] / known)
        outside = self.residual + (0.0 if extra is None else extra)
        if outside.any():
            low, high = self.residual_ages
            share = np.zeros_like(placed)
            share[:, low:high] = placed[:, low:high] / placed[:, low:high].sum(axis=-1, keepdims=True)
            placed = placed + share * outside[:, None]
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
    for index, sex in enumerate(SEXES):
        own = sorted((r for r in rows if r.entry == "cell" and r.sex == sex), key=lambda r: r.age_from)
        if not own:
            raise NotEstimable(
                f"census {census_id} has no age table for the {sex} sex.", remedy="Add cells by sex and age."
            )
        low = np.array([r.age_from for r in own], dtype=float)
        high = np.array([np.inf if r.age_to is None else r.age_to for r in own], dtype=float)
        cells[index] = to_single_years(low, high, np.array([r.persons for r in own], dtype=float))
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
    return Count(census_id, moment, cells, unknown, residual, ages, tuple(sorted(_files(case, rows))))


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


def events_by_year(case: Case, event: str) -> dict[int, float]:
    """Registered counts of an event for single calendar years, both sexes, all ages."""
    found: dict[int, float] = {}
    for row in case.rows(Vital):
        if row.event != event or row.measure != "count" or row.status == "recalled" or row.age_from is not None:
            continue
        start, end = interval(row.period)
        if abs(end - start - 1) < 1e-9 and start == int(start):
            found[int(start)] = found.get(int(start), 0.0) + row.value
    return found


def rounding(case: Case, event: str, years: list[int]) -> float:
    """Summed half-units of the last printed digit of an event's counts in these years."""
    return sum(
        row.rounding or 0.0
        for row in case.rows(Vital)
        if row.event == event and row.measure == "count" and row.period in {str(y) for y in years}
    )


def emigrants(case: Case, flows: tuple[str, ...], start: float, end: float) -> float:
    """Net persons who left in [start, end), from the named migration rows (a net inflow is negative)."""
    left = 0.0
    for row in case.rows(Migration):
        if row.id in flows:
            low, high = interval(row.period)
            inside = max(0.0, min(end, high) - max(start, low)) / (high - low)
            left += row.persons * inside * {"out": 1.0, "in": -1.0, "net": -1.0}[row.direction]
    return left
