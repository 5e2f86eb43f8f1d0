"""Counts of an invented country of which everything is known, as arrays, to plant one fault in each test.

The country is that of `clean_audits.clean`: no heaping, no omission, no migration, complete registers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType

import numpy as np
from clean_audits import FIRST, Clean, clean

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.audit.counts import Births, Cell, Counted, Increase, Material, arrays_of
from cenotaph.audit.finding import Finding, Said
from cenotaph.audit.whole import BEYOND_CHANCE, BY_CHANCE

WORLD = clean(0)  # 7.2 million persons, ten years of registers
SINGLE = tuple(range(N_AGES))
FIVE = tuple(range(0, N_AGES, 5))
ALPHA, DEVIATIONS = 1e-3, 4.0  # of one test and of one comparison, as in an audit of three counts
WOMEN, MEN = range(len(SEXES))
Change = Callable[[Array], Array]


def people(year: int, world: Clean = WORLD) -> Array:
    """(sex, 101), the true population on 1 January of a year since FIRST."""
    return np.rint(world.people[year])


def counted(year: float, persons: Array, bounds: Sequence[int] = SINGLE, *, together: bool = False, **more) -> Counted:
    """A count printed in groups that begin at `bounds`, the last one open."""
    ends = [*bounds[1:], None]
    tables = {"both": persons.sum(axis=0)} if together else dict(zip(SEXES, persons, strict=True))
    cells = [
        Cell(sex, low, high, float(own[low:high].sum()))
        for sex, own in tables.items()
        for low, high in zip(bounds, ends, strict=True)
    ]
    single, width, by_sex = arrays_of(cells, [])
    name = f"{FIRST + year:g}"
    return Counted(
        name, f"Count of {name}", FIRST + year, single, width, tuple(cells), files=(f"{name}.csv",), by_sex=by_sex,
        **more,
    )  # fmt: skip


def material(counts: Sequence[Counted], world: Clean = WORLD, *, table: bool = True, **more) -> Material:
    """Counts with the registers' life table of the world, and what else is given."""
    tables = {"office": (world.rates, FIRST + 1.0)} if table else {}
    return Material("invented", tuple(counts), tables=tables, table_files=("lives.csv",) if table else (), **more)


def of_years(years: Sequence[int], changes: dict[int, Change] | None = None, **more) -> Material:
    """True counts of these years, some of them changed by year; more: of `material`."""
    changes = changes or {}
    return material([counted(y, changes.get(y, np.array)(people(y))) for y in years], **more)


def registered(world: Clean = WORLD) -> tuple[tuple[Births, ...], tuple[Increase, ...]]:
    """Births and natural increase of every year as the register has them: complete."""
    years = range(len(world.births) - 1)
    births = tuple(
        Births(FIRST + y, FIRST + y + 1.0, world.births[y], world.births[y], "registered births", "vital.csv")
        for y in years
    )
    increases = tuple(
        Increase(FIRST + y, FIRST + y + 1.0, float(world.births[y] - world.deaths[y]), 0.0, "vital.csv") for y in years
    )
    return births, increases


def times(factor: float, sexes: slice | int, low: int, high: int) -> Change:
    """Ages low <= age < high of one or both sexes multiplied, to whole persons."""

    def change(persons: Array) -> Array:
        made = persons.copy()
        made[sexes, low:high] = np.rint(made[sexes, low:high] * factor)
        return made

    return change


def said(part: ModuleType, of: Material) -> list[Said]:
    """All that one check says, at a level such as an audit of three counts gives it."""
    level = (ALPHA,) if part in BY_CHANCE else (DEVIATIONS,) if part in BEYOND_CHANCE else ()
    return list(part.check(of, *level))


def found(part: ModuleType, of: Material, name: str = "") -> list[Finding]:
    """The findings of one check, or of that of its names that is given."""
    return [s for s in said(part, of) if isinstance(s, Finding) and s.check == (name or part.NAME)]


def only(part: ModuleType, of: Material, name: str = "") -> Finding:
    """The one finding of a check."""
    (finding,) = found(part, of, name)
    return finding


def holds(finding: Finding, persons: float) -> bool:
    """The number of persons lies in the range that the finding states, which does not begin at nothing."""
    return 0 < finding.persons_low <= persons <= finding.persons_high
