"""The counts in a table of persons by age that someone brings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np

from cenotaph.arrays import SEXES
from cenotaph.audit.counts import Cell, Counted, Material, arrays_of
from cenotaph.evidence.dates import decimal_year
from cenotaph.evidence.population_file import Entry, read_population_file
from cenotaph.evidence.provenance import sha256

MOST_COUNTS = 6  # a file of yearly figures says the same thing every year; more would bury it


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
    return Material(path.stem, counts, "that of the file", left_out=tuple(left_out), hashes={path.name: sha256(path)})


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
    single, width, by_sex = arrays_of(cells, [])
    shares = single.sum(axis=-1) / single.sum()
    unknown = np.array([sum(e.persons for e in entries if e.age_from is None and e.sex == sex) for sex in SEXES])
    if not apart:
        unknown = shares * sum(e.persons for e in entries if e.age_from is None)
    return Counted(
        when.rstrip("+"), f"Population of {when}", _moment(when), single, width, tuple(cells), unknown,
        files=(file,), by_sex=by_sex,
    )  # fmt: skip
