"""What the readers of published tables share: lines of a file, words for ages and periods, and a full grid of cells.

Errors are BadInput and name the file and the line.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput

Age = tuple[float, float]
Period = tuple[int, int, str]

MARKS = ("-", "", "+")
SEX_ORDER = ("female", "male", "total")
# The digits 0 to 9 only: \d alone also takes those of other scripts.
_AGE = re.compile(r"(\d{1,3})(?:([-–])(\d{1,3})?|(\+))?", re.ASCII)
_PERIOD = re.compile(r"(\d{4})(?:[-–](\d{4})|([-+]))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# A first group from birth this wide or wider is printed as by the HFD: "12-" is twelve and younger.
_OPEN_BELOW = 6.0


class Cell(NamedTuple):
    """One row of a table: where it stood, when, who, how old, and its values in the order of the columns."""

    line: int
    period: Period
    group: str
    age: Age
    values: tuple[float, ...]


class Grid(NamedTuple):
    """Cells in order: periods, groups and ages rising, values (period, group, age, column)."""

    periods: list[Period]
    groups: list[str]
    ages: list[Age]
    values: Array


def at_line(name: str, line: int) -> str:
    """Where a fault is, for people."""
    return f"{name}, line {line}"


def as_path(path: Any) -> Path:
    """The argument as a path. Raises BadInput for what is none: a number, bytes, nothing."""
    try:
        return Path(path)
    except TypeError as failure:
        raise BadInput(
            f"got {type(path).__name__} where a file belongs.", remedy="Give a path or its name."
        ) from failure


def read_lines(path: Path) -> Iterator[str]:
    """The lines of a text file in UTF-8, packed by gzip when its name ends in .gz, without ends of lines.

    Raises BadInput when it cannot be opened, unpacked or is not UTF-8.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    read = 0
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            for text in stream:
                read += 1
                yield text.rstrip("\r\n")
    except UnicodeDecodeError as failure:
        with opener(path, "rb") as stream:  # a text file is decoded far ahead of the line that is read
            line = next(number for number, data in enumerate(stream, start=1) if not _is_utf8(data))
        raise BadInput(
            "is not UTF-8.", where=at_line(path.name, line), remedy="Save it as UTF-8 (CSV UTF-8 in a spreadsheet)."
        ) from failure
    except (OSError, EOFError, ValueError, zlib.error) as failure:  # ValueError: a path with a zero byte in it
        reason = (getattr(failure, "strerror", None) or str(failure)).removesuffix(".")
        where = at_line(path.name, read + 1) if read else path.name
        raise BadInput(f"cannot be read: {reason}.", where=where) from failure


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def parse_age(word: str, where: str) -> Age:
    """Lower bound and width, years, of "0", "1-4", "110+" (width inf) and "12-" (from birth to the end of age 12)."""
    found = _AGE.fullmatch(word.strip())
    if not found:
        raise BadInput(f"got age {word!r}; need 0, 1-4, 110+ or 12-.", where=where)
    low, dash, high, plus = found.groups()
    if plus:
        return float(low), np.inf
    if not dash:
        return float(low), 1.0
    if high is None:
        return 0.0, float(low) + 1.0
    if int(high) < int(low):
        raise BadInput(f"got age {word!r}, which ends before it begins.", where=where)
    return float(low), float(high) - float(low) + 1.0


def age_word(age: Age) -> str:
    """The word that `parse_age` reads back to this age."""
    low, width = age
    if np.isinf(width):
        return f"{low:g}+"
    if width == 1:
        return f"{low:g}"
    return f"{width - 1:g}-" if low == 0 and width >= _OPEN_BELOW else f"{low:g}-{low + width - 1:g}"


def parse_period(word: str, where: str) -> Period:
    """First year, number of years and mark of "1914", "1910-1914", "1914-" and "1914+"."""
    found = _PERIOD.fullmatch(word.strip())
    if not found:
        raise BadInput(f"got period {word!r}; need 1914, 1910-1914, 1914- or 1914+.", where=where)
    first, last, mark = found.groups()
    if last and int(last) < int(first):
        raise BadInput(f"got period {word!r}, which ends before it begins.", where=where)
    return int(first), (int(last) - int(first) + 1 if last else 1), mark or ""


def period_word(period: Period) -> str:
    """The word that `parse_period` reads back to this period."""
    first, width, mark = period
    return f"{first}{mark}" if width == 1 else f"{first}-{first + width - 1}"


def parse_number(word: str, where: str, *, missing: tuple[str, ...]) -> float:
    """A number not below 0, or nan where the word is one of those that stand for a missing figure."""
    word = word.strip()
    if word in missing:
        return np.nan
    if not _NUMBER.fullmatch(word):
        raise BadInput(f"got {word!r} where a number belongs.", where=where, remedy="Write decimals with a point.")
    value = float(word)
    if value < 0 or not np.isfinite(value):
        why = "counts and rates are not below 0" if value < 0 else "no number here holds it"
        raise BadInput(f"got {word if len(word) < 40 else word[:40] + '...'}; {why}.", where=where)
    return value + 0.0  # -0 is 0


def number_word(value: float) -> str:
    """The shortest text that reads back to the same number."""
    return repr(float(value)).removesuffix(".0")


def fill_grid(cells: Iterable[Cell], name: str) -> Grid:
    """All cells in one grid. Raises BadInput for no cell, one given twice or not at all, and for overlapping ages."""
    cells = list(cells)
    if not cells:
        raise BadInput("has no rows of data.", where=name)
    periods = sorted({c.period for c in cells}, key=lambda p: (p[0], MARKS.index(p[2]), p[1]))
    seen = list(dict.fromkeys(c.group for c in cells))
    groups = sorted(seen, key=lambda g: SEX_ORDER.index(g) if g in SEX_ORDER else len(SEX_ORDER) + seen.index(g))
    ages = sorted({c.age for c in cells})
    _check_overlap(ages, cells, name)
    places = [{key: i for i, key in enumerate(keys)} for keys in (periods, groups, ages)]
    values = np.full((len(periods), len(groups), len(ages), len(cells[0].values)), np.nan)
    lines = np.zeros(values.shape[:-1], dtype=np.int64)
    for cell in cells:
        at = places[0][cell.period], places[1][cell.group], places[2][cell.age]
        if lines[at]:
            raise BadInput(
                f"{_who(cell.period, cell.group, cell.age)} stands in line {lines[at]} too.",
                where=at_line(name, cell.line),
            )
        lines[at] = cell.line
        values[at] = cell.values
    if not lines.all():
        p, g, a = (int(i) for i in np.argwhere(lines == 0)[0])
        last = int(lines[p].max()) or int(lines.max())
        raise BadInput(
            f"nothing is given for {_who(periods[p], groups[g], ages[a])}.",
            where=at_line(name, last),
            remedy="Every period needs the same groups and ages; write a missing figure as missing.",
        )
    return Grid(periods, groups, ages, values)


def _who(period: Period, group: str, age: Age) -> str:
    return ", ".join(word for word in (period_word(period), group, f"age {age_word(age)}") if word)


def _check_overlap(ages: list[Age], cells: list[Cell], name: str) -> None:
    for (low, width), following in pairwise(ages):
        if low + width > following[0]:
            line = next(c.line for c in cells if c.age == following)
            raise BadInput(
                f"ages {age_word((low, width))} and {age_word(following)} overlap.",
                where=at_line(name, line),
                remedy="Leave out totals, and give one set of age groups.",
            )
