"""A case's counts of its own territory, its life tables, registers and migration, as an audit needs them."""

from __future__ import annotations

from datetime import date

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.audit.counts import Births, Cell, Counted, Increase, Material, arrays_of
from cenotaph.demography.lifetable import single_year_hazard
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.tables import LifeTable, Migration, Population, Vital

FASTEST = 0.03  # a year: few populations have grown faster
RATE_REACH = 0.5  # years: a crude rate is of the population of its own year


def material_of_case(case: Case) -> Material:
    """A case's counts of its own territory, its life tables, registers and migration."""
    territory = case.spec.case.territory
    rows = [
        r for r in case.rows(Population) if r.territory == territory and r.status != "recalled" and r.sex is not None
    ]
    counts = []
    for census in sorted(case.spec.census, key=lambda c: c.date):
        own = [r for r in rows if r.census == census.id]
        if any(r.entry == "cell" for r in own):
            counts.append(_count_of_case(case, census.id, own))
    tables = {}
    for name in dict.fromkeys(r.life_table for r in case.rows(LifeTable) if r.territory == territory):
        own = [r for r in case.rows(LifeTable) if r.life_table == name]
        tables[name] = (_hazard(own), sum(interval(own[0].period)) / 2)
    flows = tuple(
        (*interval(r.period), r.persons * {"in": 1, "out": -1, "net": 1}[r.direction])
        for r in case.rows(Migration)
        if r.territory == territory
    )
    return Material(
        case.name,
        tuple(counts),
        next((t.name for t in case.spec.territory if t.id == territory), territory),
        tables,
        _increases(case, territory),
        _births(case, territory, counts),
        flows,
        case=case,
        table_files=tuple(dict.fromkeys(p.file for p in case.places(LifeTable))),
        hashes=case.hashes,
    )


def _count_of_case(case: Case, census_id: str, rows: list[Population]) -> Counted:
    census = case.census(census_id)
    cells = [Cell(r.sex, r.age_from, r.age_to, r.persons) for r in rows if r.entry == "cell"]
    years = [Cell(r.sex, r.age_from, r.age_from + 1, r.persons) for r in rows if r.entry == "single_age"]
    single, width, by_sex = arrays_of(cells, years)
    shares = single.sum(axis=-1) / single.sum()
    unknown = _split([r for r in rows if r.entry == "unknown_age"], shares)
    residual, ages, groups = np.zeros(len(SEXES)), (0, N_AGES), ()
    finals = [r for r in rows if r.entry == "total" and r.group == "final"]
    if census.residual is not None and finals:
        groups, ages = census.residual.groups, (census.residual.age_from, census.residual.age_to)
        final = sum(r.persons for r in finals if r.sex == "both") or sum(r.persons for r in finals)
        apart = _split([r for r in rows if r.entry == "contingent" and r.group in groups], shares)
        gap = final - single.sum() - unknown.sum()
        residual = gap * (apart / apart.sum() if apart.sum() else shares)
    wanted = {id(r) for r in rows}
    files = tuple(dict.fromkeys(p.file for p in case.places(Population) if id(p.row) in wanted))
    time = decimal_year(date.fromisoformat(census.date))
    return Counted(
        census_id, census.label, time, single, width, (*cells, *years), unknown, residual, ages, groups, files, by_sex
    )


def _split(rows: list[Population], shares: Array) -> Array:
    """(sex,), persons of each sex; those given for both sexes together are split by `shares`."""
    apart = np.array([sum(float(r.persons) for r in rows if r.sex == sex) for sex in SEXES])
    return apart + shares * sum(r.persons for r in rows if r.sex == "both")


def _hazard(rows: list[LifeTable]) -> Array:
    """(sex, 101), death rates per person-year of a life table."""
    result = np.zeros((len(SEXES), N_AGES))
    for index, sex in enumerate(SEXES):
        own = sorted((r for r in rows if r.sex == sex), key=lambda r: r.age_from)
        measure = next((m for m in ("qx", "mx", "lx") if any(r.measure == m for r in own)), None)
        if measure:
            part = [r for r in own if r.measure == measure]
            low = np.array([r.age_from for r in part], dtype=float)
            high = np.array([np.inf if r.age_to is None else r.age_to for r in part], dtype=float)
            result[index] = single_year_hazard(low, high, measure, np.array([r.value for r in part]))
    return result


def _registered(case: Case, territory: str) -> list[Placed]:
    """Vital rows of the register itself: both sexes, all ages, not quoted from memory."""
    return [
        p
        for p in case.places(Vital)
        if p.row.territory == territory
        and (p.row.series, p.row.age_from, p.row.sex) == ("", None, "both")
        and p.row.status != "recalled"
    ]


def _increases(case: Case, territory: str) -> tuple[Increase, ...]:
    """Registered natural increase: sums as printed, and periods in which births and deaths both stand."""
    found, periods = [], {}
    for placed in _registered(case, territory):
        r = placed.row
        if r.measure == "count" and r.event == "natural_increase":
            found.append(Increase(*interval(r.period), r.value, r.rounding or 0.0, placed.file))
        elif r.measure == "count":
            periods.setdefault(r.period, {})[r.event] = (r.value, r.rounding or 0.0, placed.file)
    for period, events in periods.items():
        if len(events) == 2:
            (born, half, file), (died, other, _) = events["births"], events["deaths"]
            found.append(Increase(*interval(period), born - died, half + other, file))
    return tuple(found)


def _births(case: Case, territory: str, counts: list[Counted]) -> tuple[Births, ...]:
    """Registered births as counted, or as a crude rate on the count that falls into its period or next to it.

    The rate is on the mean population of its period, the count stands at one moment of it: between the two lies growth
    of nothing to FASTEST a year.
    """
    found = []
    for placed in _registered(case, territory):
        r, (start, end) = placed.row, interval(placed.row.period)
        if r.event == "births" and r.measure == "count":
            half = r.rounding or 0.0
            found.append(Births(start, end, r.value - half, r.value + half, "registered births", placed.file))
        elif r.event == "births" and r.measure == "per_1000":
            near = [c for c in counts if start - RATE_REACH <= c.time <= end + RATE_REACH]
            for c in near[:1]:
                apart = c.time - (start + end) / 2
                born = r.value / 1000 * c.total * (end - start)
                ends = sorted((born, born / (1 + FASTEST) ** apart))
                how = f"a registered birth rate of {r.value:g} per 1,000"
                found.append(Births(start, end, *ends, how, placed.file))
    return tuple(found)
