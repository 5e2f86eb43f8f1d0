"""The counts in a table of persons by age that someone brings: a long CSV, or a population file of the HMD."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from cenotaph.arrays import SEXES
from cenotaph.audit.counts import Cell, Counted, Material, arrays_of
from cenotaph.errors import BadInput
from cenotaph.evidence.dates import decimal_year
from cenotaph.evidence.hmd import HmdTable, read_hmd
from cenotaph.evidence.population_file import Entry, read_population_file
from cenotaph.evidence.provenance import sha256

MOST_COUNTS = 6  # a file of yearly figures says the same thing every year; more would bury it
TITLE_LINES, LONGEST_TITLE = 10, 1000  # of a file of the HMD, above its column names; bytes of a line of them


def counts_of_file(path: str | Path) -> Material:
    """The counts in a population table that someone brings: long tidy CSV, or the text format of the Human
    Mortality Database.

    Raises
    ------
    BadEvidence with every fault of a CSV, BadInput with the first of an HMD file, naming file and line.
    """
    path = Path(path)
    if _is_hmd(path):
        table = read_hmd(path)
        counts, left_out = _thinned(_of_hmd(table, path))
        earlier = [year for year, mark in zip(table.years, table.year_marks, strict=True) if mark == "-"]
        if earlier:
            years = ", ".join(str(int(y)) for y in earlier)
            left_out.insert(0, f"the territory changed in {years}; the population in the borders of after is taken")
    else:
        entries = read_population_file(path)
        moments = sorted({e.when for e in entries}, key=_moment)
        counts, left_out = _thinned([_of_entries(m, [e for e in entries if e.when == m], path.name) for m in moments])
    where = "that of the file"
    return Material(path.stem, tuple(counts), where, left_out=tuple(left_out), hashes={path.name: sha256(path)})


def _is_hmd(path: Path) -> bool:
    """A line near the top begins with the words Year and Age, apart by white space. What cannot be read is no such
    file: the reader of tables says what is wrong with it."""
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as stream:
            top = [stream.readline(LONGEST_TITLE) for _ in range(TITLE_LINES)]
    except (OSError, EOFError):
        return False
    return any(line.split()[:2] == [b"Year", b"Age"] for line in top)


def _thinned(counts: list[Counted]) -> tuple[list[Counted], list[str]]:
    """At most MOST_COUNTS, evenly spaced, and a sentence where some were left out."""
    if len(counts) <= MOST_COUNTS:
        return counts, []
    kept = np.unique(np.linspace(0, len(counts) - 1, MOST_COUNTS).round().astype(int))
    return [counts[i] for i in kept], [
        f"{len(counts)} dates are in the file; {MOST_COUNTS}, evenly spaced, are audited"
    ]


def _moment(when: str) -> float:
    return decimal_year(date.fromisoformat(when)) if len(when) == 10 else float(when)


def _of_hmd(table: HmdTable, path: Path) -> list[Counted]:
    """Populations on 1 January; years that miss a figure, and borders of before a change, are left out."""
    columns = [table.columns.index(sex.capitalize()) for sex in SEXES if sex.capitalize() in table.columns]
    if len(columns) < len(SEXES) or table.time != "Year":
        have = f"{table.time}, {', '.join(table.columns)}"
        raise BadInput(f"the columns are {have}; need Year, Female and Male.", where=path.name,
                       remedy="Give the file of population sizes, Population.txt.")  # fmt: skip
    values = table.values[:, columns]
    found = []
    for year, mark, people in zip(table.years, table.year_marks, values, strict=True):
        if mark == "-" or np.isnan(people).any():
            continue
        if (people.sum(axis=-1) <= 0).any():
            raise BadInput(f"nobody of one sex is counted in {int(year)}.", where=path.name)
        cells = [
            Cell(sex, int(low), None if np.isinf(width) else int(low + width), float(n))
            for sex, row in zip(SEXES, people, strict=True)
            for low, width, n in zip(table.ages, table.widths, row, strict=True)
        ]
        found.append(_counted(str(int(year)), float(year), cells, np.zeros(len(SEXES)), path.name))
    if not found:
        raise BadInput("no year has all its figures.", where=path.name)
    return found


def _of_entries(when: str, entries: Iterable[Entry], file: str) -> Counted:
    entries = list(entries)
    apart = any(e.sex in SEXES for e in entries)
    used = [e for e in entries if e.sex in SEXES or not apart]
    cells = [Cell(e.sex, e.age_from, e.age_to, e.persons) for e in used if e.age_from is not None]
    unknown = np.array([sum(e.persons for e in used if e.age_from is None and e.sex == sex) for sex in SEXES])
    if not apart:
        unknown = np.full(len(SEXES), sum(e.persons for e in used if e.age_from is None) / len(SEXES))
    return _counted(when, _moment(when), cells, unknown, file)


def _counted(when: str, time: float, cells: list[Cell], unknown: np.ndarray, file: str) -> Counted:
    single, width, by_sex = arrays_of(cells, [])
    return Counted(
        when, f"Population of {when}", time, single, width, tuple(cells), unknown, files=(file,), by_sex=by_sex
    )
