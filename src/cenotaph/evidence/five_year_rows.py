"""Which rows a five-year case rests on: cells of its counts, and the tables that [five_year] names."""

from __future__ import annotations

from typing import NamedTuple

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.five_year_spec import FiveYear
from cenotaph.evidence.tables import Fertility, LifeTable, NetMigration, Population, Row, Survival

# key of [five_year]: the kind of its tables and the column with their names
TABLES: dict[str, tuple[type[Row], str]] = {
    "fertility": (Fertility, "schedule"),
    "life_tables": (LifeTable, "life_table"),
    "survival": (Survival, "survival"),
    "migration": (NetMigration, "net_migration"),
}
MEASURES = ("qx", "mx", "lx")


class Grid(NamedTuple):
    """What the baseline states: sexes as in its cells, and the lower ages of its groups."""

    sexes: tuple[str, ...]
    ages: tuple[int, ...]


def counted(case: Case, census: str, entry: str = "cell") -> list[Placed]:
    """Rows of a count in the case's own territory, of one kind of entry."""
    return [
        p
        for p in case.places(Population)
        if (p.row.census, p.row.territory, p.row.entry) == (census, case.spec.case.territory, entry)
    ]


def named(case: Case, key: str, name: str) -> list[Placed]:
    """Rows of a table that [five_year] names under a key."""
    model, column = TABLES[key]
    return [p for p in case.places(model) if getattr(p.row, column) == name]


def tables_of(own: FiveYear, key: str) -> tuple[str, ...]:
    """Names of the tables of all periods under a key."""
    return getattr(own, key)


def grid_of(case: Case, own: FiveYear) -> Grid:
    """Sexes and ages of the baseline."""
    cells = [p.row for p in counted(case, own.baseline)]
    sexes = tuple(s for s in ("female", "male", "both") if any(c.sex == s for c in cells))
    return Grid(sexes, tuple(sorted({c.age_from for c in cells if c.age_from is not None})))


def life_table_column(rows: list[Placed], sex: str) -> list[Placed]:
    """The rows of a life table that are read for one sex, by age: probabilities, else rates, else survivors."""
    own = [p for p in rows if p.row.sex == sex]
    measure = next((m for m in MEASURES if any(p.row.measure == m for p in own)), "")
    return sorted((p for p in own if p.row.measure == measure), key=lambda p: p.row.age_from)


def used(case: Case, own: FiveYear) -> list[Placed]:
    """Every row that the reconstruction rests on."""
    found = [p for c in (own.baseline, *own.counts) for e in ("cell", "unknown_age") for p in counted(case, c, e)]
    return found + [p for key in TABLES for name in tables_of(own, key) for p in named(case, key, name)]
