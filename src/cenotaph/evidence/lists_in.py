"""Tables of overlapping lists: counts by capture history, or one row for each person; by strata where asked.

A column of 0 and 1 is a list. A column `count` (or `n`) makes the table one of counts, without it a row is a person. A
column `replicate` numbers tables of the same lists, from draws of a linkage. Any other column may be a stratum.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cenotaph.errors import BadInput
from cenotaph.evidence.grid_in import as_path, at_line, read_lines

COUNTS = ("count", "n")
REPLICATE = "replicate"
_YES_NO = frozenset({"0", "1"})
_MOST_FAULTS = 4  # different values of a list with faults in it; a column of more, such as an age, is none


@dataclass(frozen=True)
class Row:
    """A row of a table: its line, the lists its persons stand on, how many, and its other columns."""

    line: int
    history: tuple[int, ...]
    count: int
    others: tuple[str, ...]


@dataclass(frozen=True)
class ListTable:
    """A table as read. lists : names; columns : the names of other columns, by which it can be divided."""

    name: str
    lists: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    is_counts: bool

    def replicates(self) -> list[ListTable]:
        """The tables of a column `replicate`, in the order of first rows; itself where it has none."""
        if REPLICATE not in self.columns:
            return [self]
        place = self.columns.index(REPLICATE)
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.others[place], []).append(row)
        return [
            ListTable(f"{self.name}, replicate {number}", self.lists, self.columns, tuple(rows), self.is_counts)
            for number, rows in found.items()
        ]


def read_lists(path: str | Path) -> ListTable:
    """A CSV of overlap counts or of persons by lists; UTF-8, a comma between cells, names in the first line.

    Raises
    ------
    BadInput, with file and line: no table, one list, a list cell other than 0 and 1, a count that is no whole number, a
    row of noughts with persons, the same history twice.
    """
    file = as_path(path)
    lines = csv.reader(read_lines(file), strict=True)
    return _table(file.name, _records(file.name, lines))


def _records(name: str, lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every line that is not blank."""
    reader = iter(lines)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            line = reader.line_num  # type: ignore[attr-defined]
            raise BadInput(f"not readable as CSV ({failure}).", where=at_line(name, line)) from failure
        if any(c.strip() for c in cells):
            yield reader.line_num, [c.strip() for c in cells]  # type: ignore[attr-defined]


def _table(name: str, records: Iterator[tuple[int, list[str]]]) -> ListTable:
    line, header = next(records, (1, []))
    if len(header) < 2:
        raise BadInput("no table of lists.", where=name, remedy="Give a CSV with a column of 0 and 1 for each list.")
    if len(set(header)) < len(header) or not all(header):
        twice = next((h for h, often in Counter(header).items() if often > 1), "")
        what = f"the column {twice!r} stands twice." if twice else "a column has no name."
        raise BadInput(what, where=at_line(name, line), remedy="Name every column once.")
    rows = list(records)
    for number, cells in rows:
        if len(cells) != len(header):
            raise BadInput(f"{len(cells)} cells under {len(header)} names.", where=at_line(name, number))
    if not rows:
        raise BadInput("a first line and nothing under it.", where=name)
    count = next((c for c in COUNTS if c in header), None)
    lists = _lists(name, header, rows, count)
    others = tuple(h for h in header if h not in lists and h != count)
    made = tuple(_row(name, header, number, cells, lists, others, count) for number, cells in rows)
    _once(name, made, others, count)
    if not any(row.count for row in made):
        raise BadInput("nobody stands on any list.", where=name)
    return ListTable(name, lists, others, made, count is not None)


def _lists(name: str, header: list[str], rows: list[tuple[int, list[str]]], count: str | None) -> tuple[str, ...]:
    found = []
    for c, column in enumerate(header):
        values = {cells[c] for _, cells in rows}
        if column in (count, REPLICATE) or not values & _YES_NO:
            continue
        if values <= _YES_NO:
            found.append(column)
        elif len(values) <= _MOST_FAULTS and all(
            v == "" or v.lstrip("-").replace(".", "", 1).isdigit() for v in values
        ):
            number, cells = next((n, cells) for n, cells in rows if cells[c] not in _YES_NO)
            raise BadInput(
                f"{column} is {cells[c] or 'blank'!r}; a list has 1 for those on it and 0 for the others.",
                where=at_line(name, number),
                remedy="Write 0 or 1, or take the column out.",
            )
    if len(found) < 2:
        which = f"only {found[0]} is a list" if found else "no column of 0 and 1"
        raise BadInput(f"{which}; two lists or more are needed.", where=name,
                       remedy="One list says nothing of those it lacks.")  # fmt: skip
    return tuple(found)


def _row(
    name: str,
    header: list[str],
    number: int,
    cells: list[str],
    lists: tuple[str, ...],
    others: tuple[str, ...],
    count: str | None,
) -> Row:
    by_name = dict(zip(header, cells, strict=True))
    where = at_line(name, number)
    value = by_name[count] if count else "1"
    if not value.isascii() or not value.isdigit():
        raise BadInput(f"{count} is {value or 'blank'!r}; a whole number, 0 or more, is needed.", where=where)
    history = tuple(int(by_name[x]) for x in lists)
    if not any(history) and int(value):
        persons = f"{value} persons stand" if count else "a person stands"
        remedy = "Leave the row out: those on no list are what is to be estimated."
        raise BadInput(f"{persons} on no list.", where=where, remedy=remedy)
    return Row(number, history, int(value), tuple(by_name[x] for x in others))


def _once(name: str, rows: tuple[Row, ...], others: tuple[str, ...], count: str | None) -> None:
    """A history of counts stands once for each combination of the other columns."""
    seen: dict[tuple, int] = {}
    for row in rows if count else ():
        key = (row.history, row.others)
        if key in seen:
            history = "".join(map(str, row.history))
            raise BadInput(f"the history {history} stands in line {seen[key]} already.", where=at_line(name, row.line),
                           remedy="Add the counts, or name what tells the rows apart in a column.")  # fmt: skip
        seen[key] = row.line
