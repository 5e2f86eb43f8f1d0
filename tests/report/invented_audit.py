"""Invented counts of the invented country by single years of age, and what the audit says of them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from cenotaph.arrays import N_AGES, SEXES
from cenotaph.audit.counts import Cell, Counted, Material, arrays_of
from cenotaph.audit.whole import of_material
from cenotaph.estimate import Table
from cenotaph.study.audited import audit_tables

FILE = "evidence/population.csv"
MOMENTS = {"1901": 1901.96, "1907": 1907.02, "1909": 1909.05}
AGES = np.arange(N_AGES)
HAZARD = np.stack([0.006 * np.exp(AGES / 38), 0.0066 * np.exp(AGES / 37)])


def counted(name: str, heaped: float = 0.0, share: float = 1.0, army: float = 0.0, small: bool = False) -> Counted:
    """One count. heaped : of each age that does not end in 0, moved to the round age below. share : of all counted.
    army : share of the men aged 20-24 left out. small : printed in groups of five years."""
    alive = np.exp(-np.cumsum(HAZARD, axis=-1))
    persons = 420_000 * 1.012 ** (MOMENTS[name] - 1901) * alive * 1.012**-AGES * share
    moved = np.where((AGES > 20) & (AGES % 10 != 0), heaped, 0.0) * persons
    persons = persons - moved
    persons[:, 20:100:10] += moved[:, 20:100].reshape(len(SEXES), 8, 10).sum(axis=-1)
    persons[1, 20:25] *= 1 - army
    step = 5 if small else 1
    edges = [*range(0, 90, step), 90, None]
    cells = [
        Cell(sex, low, high, float(round(persons[s, low:high].sum())))
        for s, sex in enumerate(SEXES)
        for low, high in pairwise(edges)
    ]
    single, width, by_sex = arrays_of(cells, [])
    return Counted(name, f"Census of {name}", MOMENTS[name], single, width, tuple(cells), files=(FILE,), by_sex=by_sex)


def material(*counts: Counted) -> Material:
    """Counts of Verenia with one life table."""
    return Material("verenia-1901-1909", counts, "Verenia", {"v1900": (HAZARD, 1902.5)})


def tables(*counts: Counted) -> dict[str, Table]:
    """What a run keeps of the audit of these counts."""
    return audit_tables(of_material(material(*counts)))


def faulty() -> dict[str, Table]:
    """Three counts: two are heaped, one leaves out an army and others, one counts too many."""
    return tables(counted("1901", 0.2), counted("1907", 0.1, 0.95, 0.3), counted("1909", 0.0, 1.06))


def faultless() -> dict[str, Table]:
    """Two counts whose cohorts lose what normal mortality takes, told to the year."""
    return tables(counted("1907"), counted("1909"))
