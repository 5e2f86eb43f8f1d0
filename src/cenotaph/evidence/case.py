"""A case in memory: its spec, its sources and every row of its evidence, checked on entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from cenotaph.evidence.spec import CaseSpec, Census, Source, Territory
from cenotaph.evidence.tables import Row

R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Placed:
    """A row and the place it was read: file (relative to the case) and line (1-based, header is 1)."""

    row: Row
    file: str
    line: int

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Case:
    """What a folder holds. `hashes` has the sha256 of every file read, by relative path.

    `texts` holds what is said about the case, by file name: claims.toml and script.<language>.md. No model sees it.
    """

    folder: Path
    spec: CaseSpec
    sources: dict[str, Source]
    placed: tuple[Placed, ...]
    hashes: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.spec.case.id

    def rows(self, model: type[R]) -> list[R]:
        """All rows of one kind, in file order."""
        return [p.row for p in self.placed if type(p.row) is model]

    def places(self, model: type[Row]) -> list[Placed]:
        """The same with the places they were read."""
        return [p for p in self.placed if type(p.row) is model]

    def by_id(self, row_id: str) -> Placed:
        """The row that carries this id; KeyError when none does (`check` reports such references)."""
        for placed in self.placed:
            if placed.row.id == row_id:
                return placed
        raise KeyError(row_id)

    def census(self, census_id: str) -> Census:
        return next(c for c in self.spec.census if c.id == census_id)

    def territory(self, territory_id: str) -> Territory:
        return next(t for t in self.spec.territory if t.id == territory_id)
