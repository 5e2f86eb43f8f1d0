"""What an audit looks at: counts by sex and age with all that the case says beside them, as arrays.

Sexes are (female, male) and ages 0 ... 99, 100+, as in `cenotaph.arrays`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.ages import spread_unknown
from cenotaph.demography.graduation import to_single_years
from cenotaph.demography.lifetable import single_year_hazard
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.population_file import Entry, read_population_file
from cenotaph.evidence.provenance import sha256
from cenotaph.evidence.tables import LifeTable, Migration, Population, Vital

MOST_COUNTS = 6  # a file of yearly figures says the same thing every year; more would bury it
RATE_REACH = 0.5  # years: a crude rate is of the population of its own year


@dataclass(frozen=True)
class Cell:
    """One figure as printed: ages age_from <= age < age_to, None open."""

    sex: str
    age_from: int
    age_to: int | None
    persons: float


@dataclass(frozen=True)
class Counted:
    """One count.

    single : (sex, 101), persons by stated age, groups graduated. printed : (101,), which single years are printed
    for both sexes. cells : every printed figure. unknown, residual : (sex,), of unknown age; inside the final total
    and outside the table, placed at residual_ages. by_sex : false when both sexes stand together.
    """

    id: str
    label: str
    time: float
    single: Array
    printed: Array
    cells: tuple[Cell, ...]
    unknown: Array = field(default_factory=lambda: np.zeros(len(SEXES)))
    residual: Array = field(default_factory=lambda: np.zeros(len(SEXES)))
    residual_ages: tuple[int, int] = (0, N_AGES)
    residual_groups: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    by_sex: bool = True

    @property
    def in_table(self) -> Array:
        """(sex, 101), the table with persons of unknown age spread over it; those outside the table left out."""
        return spread_unknown(self.single, self.unknown)

    @property
    def population(self) -> Array:
        """(sex, 101), everyone: those counted apart at the ages they are said to have, like those counted there."""
        low, high = self.residual_ages
        inside = self.in_table
        among = np.zeros_like(inside)
        among[:, low:high] = inside[:, low:high]
        there = among.sum(axis=-1, keepdims=True)
        return inside + among * (self.residual[:, None] / np.where(there > 0, there, 1.0))

    @property
    def total(self) -> float:
        return float(self.population.sum())

    @property
    def whole(self) -> bool:
        """All printed figures are whole numbers, as enumerated persons are."""
        return all(float(c.persons).is_integer() for c in self.cells)


@dataclass(frozen=True)
class Increase:
    """A register's natural increase over [start, end), decimal years; `half` is half its last printed unit."""

    start: float
    end: float
    persons: float
    half: float
    file: str


@dataclass(frozen=True)
class Births:
    """Registered births of both sexes over [start, end), decimal years."""

    start: float
    end: float
    persons: float
    file: str


@dataclass(frozen=True)
class Pair:
    """Two counts, the earlier first."""

    earlier: Counted
    later: Counted

    @property
    def name(self) -> str:
        return f"{self.earlier.id} to {self.later.id}"

    @property
    def length(self) -> float:
        return self.later.time - self.earlier.time

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.earlier.files, *self.later.files)))


@dataclass(frozen=True)
class Material:
    """All that is audited. tables : hazards (sex, 101) and the middle of its period by life table. flows : (start,
    end, persons who arrived less those who left). left_out : what was not read, in sentences.
    case : None for a file."""

    name: str
    counts: tuple[Counted, ...]
    tables: dict[str, tuple[Array, float]] = field(default_factory=dict)
    increases: tuple[Increase, ...] = ()
    births: tuple[Births, ...] = ()
    flows: tuple[tuple[float, float, float], ...] = ()
    left_out: tuple[str, ...] = ()
    case: Case | None = None
    table_files: tuple[str, ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[Pair]:
        """Every pair of counts at least a year and at most sixty apart."""
        pairs = [Pair(a, b) for a, b in combinations(self.counts, 2)]
        return [p for p in pairs if 1 <= p.length <= 60]

    @property
    def neighbours(self) -> list[Pair]:
        """Each count with the next one."""
        return [p for p in (Pair(a, b) for a, b in pairwise(self.counts)) if 1 <= p.length <= 60]


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
    single, printed, by_sex = _arrays(cells, years)
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
        census_id, census.label, time, single, printed, (*cells, *years), unknown, residual, ages, groups, files, by_sex
    )


def _split(rows: list[Population], shares: Array) -> Array:
    """(sex,), persons of each sex; those given for both sexes together are split by `shares`."""
    apart = np.array([sum(float(r.persons) for r in rows if r.sex == sex) for sex in SEXES])
    return apart + shares * sum(r.persons for r in rows if r.sex == "both")


def _arrays(cells: list[Cell], years: list[Cell]) -> tuple[Array, Array, bool]:
    """(sex, 101) by stated age, (101,) whether the year is printed for all, and whether sexes stand apart."""
    by_sex = any(c.sex in SEXES for c in cells)
    single, printed = np.zeros((len(SEXES), N_AGES)), np.ones(N_AGES, dtype=bool)
    for index, sex in enumerate(SEXES):
        own = sorted((c for c in cells if c.sex == (sex if by_sex else "both")), key=lambda c: c.age_from)
        low = np.array([c.age_from for c in own], dtype=float)
        high = np.array([np.inf if c.age_to is None else c.age_to for c in own], dtype=float)
        single[index] = to_single_years(low, high, np.array([c.persons for c in own], dtype=float))
        single[index] /= 1 if by_sex else len(SEXES)
        stated = {c.age_from for c in own if c.age_to == c.age_from + 1}
        for c in years:
            if c.sex == sex and c.age_from < N_AGES - 1:
                single[index, c.age_from] = c.persons
                stated.add(c.age_from)
        printed &= np.isin(np.arange(N_AGES), list(stated))
    return single, printed, by_sex


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
    """Registered births as counted, or as a crude rate on the count that falls into its period or next to it."""
    found = []
    for placed in _registered(case, territory):
        r, (start, end) = placed.row, interval(placed.row.period)
        if r.event == "births" and r.measure == "count":
            found.append(Births(start, end, r.value, placed.file))
        elif r.event == "births" and r.measure == "per_1000":
            near = [c for c in counts if start - RATE_REACH <= c.time <= end + RATE_REACH]
            found += [Births(start, end, r.value / 1000 * c.total * (end - start), placed.file) for c in near[:1]]
    return tuple(found)


def counts_of_file(path: str | Path) -> Material:
    """The counts in a population table that someone brings: long tidy CSV, or the text format of the Human
    Mortality Database.

    Raises
    ------
    BadEvidence with every fault, each naming file and line.
    """
    path = Path(path)
    entries = read_population_file(path)
    moments = list(dict.fromkeys(e.when for e in entries))
    left_out = []
    dropped = [m for m in moments if m.endswith("-")]
    if dropped:
        years = ", ".join(m.removesuffix("-") for m in dropped)
        left_out.append(f"the territory changed in {years}; the population in the borders of after is taken")
        moments = [m for m in moments if m not in dropped]
    moments.sort(key=_moment)
    if len(moments) > MOST_COUNTS:
        kept = [moments[i] for i in np.unique(np.linspace(0, len(moments) - 1, MOST_COUNTS).round().astype(int))]
        left_out.append(f"{len(moments)} dates are in the file; {MOST_COUNTS}, evenly spaced, are audited")
        moments = kept
    counts = tuple(_count_of_entries(m, [e for e in entries if e.when == m], path.name) for m in moments)
    return Material(path.stem, counts, left_out=tuple(left_out), hashes={path.name: sha256(path)})


def _moment(when: str) -> float:
    return decimal_year(date.fromisoformat(when)) if len(when) == 10 else float(when.rstrip("+-"))


def _count_of_entries(when: str, entries: Iterable[Entry], file: str) -> Counted:
    entries = list(entries)
    apart = any(e.sex in SEXES for e in entries)
    cells = [
        Cell(e.sex, e.age_from, e.age_to, e.persons)
        for e in entries
        if e.age_from is not None and (e.sex in SEXES or not apart)
    ]
    single, printed, by_sex = _arrays(cells, [])
    shares = single.sum(axis=-1) / single.sum()
    unknown = np.array([sum(e.persons for e in entries if e.age_from is None and e.sex == sex) for sex in SEXES])
    if not apart:
        unknown = shares * sum(e.persons for e in entries if e.age_from is None)
    return Counted(
        when.rstrip("+"), f"Population of {when}", _moment(when), single, printed, tuple(cells), unknown,
        files=(file,), by_sex=by_sex,
    )  # fmt: skip
