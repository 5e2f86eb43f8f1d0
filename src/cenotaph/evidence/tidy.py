"""Long tidy tables: year, sex, age, value; from CSV and from data frames of any kind, and back to both."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput, MissingLibrary
from cenotaph.evidence.grid_in import (
    SEX_ORDER,
    Cell,
    age_word,
    as_path,
    at_line,
    fill_grid,
    number_word,
    parse_age,
    parse_number,
    parse_period,
    period_word,
    read_lines,
)

KEYS = ("year", "sex", "age")
MISSING = ("", "NA")
BACKENDS = ("pandas", "polars", "pyarrow")
_SHORT = {"f": "female", "m": "male", "t": "total"}


@dataclass(frozen=True, eq=False)
class TidyTable:
    """One figure by year, sex and age.

    years, year_widths : (year,). sexes : female and male first. ages, widths : (age,), years, inf for an open group.
    values : (year, sex, age), nan where the table has none. name : the column of the figure.
    """

    years: Array
    year_widths: Array
    sexes: tuple[str, ...]
    ages: Array
    widths: Array
    values: Array
    name: str = "value"


def read_tidy(path: str | Path, *, value: str = "value") -> TidyTable:
    """Figure by year, sex and age from a CSV with the columns year, sex, age and one of figures.

    Parameters
    ----------
    path : the CSV, UTF-8, comma between cells; .gz is unpacked. Columns other than the four are not read.
    value : the column of the figure.

    Returns
    -------
    TidyTable, years, sexes and ages in order whatever the order of the rows.

    Raises
    ------
    BadInput, naming file and line: unreadable file, a column missing, a row of the wrong length, a number, age or
    period that is none, a negative number, ages that overlap or have holes, a cell twice or missing.

    Notes
    -----
    Ages are words: 0, 1-4, 85+. Where every age is a plain number they are lower bounds, each group ends where the
    next begins, and the last is open; so a closed single year at the end needs a group above it. A cell that is empty
    or NA is missing (nan). Sexes: female or f, male or m, total or t. Misleads where the last of plain numbers is
    meant as closed, and where the unit is thousands: nothing in the file tells it.

    Source
    ------
    Long form, one figure a row: Wickham (2014), Tidy data, Journal of Statistical Software 59(10). The words for ages
    are this package's. Tests: what is written is read back; faults are named.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "people.csv")
    ...     _ = path.write_text("year,sex,age,value\\n1926,m,0-4,9\\n1926,m,5+,30\\n1926,f,0-4,8\\n1926,f,5+,31\\n")
    ...     table = read_tidy(path)
    >>> table.sexes, table.widths, table.values
    (('female', 'male'), array([ 5., inf]), array([[[ 8., 31.],
            [ 9., 30.]]]))
    """
    path = as_path(path)
    reader = csv.reader((line + "\n" for line in read_lines(path)), strict=True)
    columns: dict[str, list] = {name: [] for name in (*KEYS, value)}
    lines = []
    try:
        head = [name.strip() for name in next(reader, [])]
        places = _places(head, value, at_line(path.name, 1))
        for row in reader:
            if not row:
                continue
            where = at_line(path.name, reader.line_num)
            if len(row) != len(head):
                raise BadInput(f"the row has {len(row)} cells under {len(head)} columns.", where=where)
            lines.append(reader.line_num)
            for name, place in places.items():
                columns[name].append(row[place].strip())
    except csv.Error as failure:
        raise BadInput(f"is no CSV: {failure}.", where=at_line(path.name, reader.line_num)) from failure
    return _table(columns, value, path.name, lines)


def write_tidy(table: TidyTable, path: str | Path) -> None:
    """Figure by year, sex and age written as CSV; `read_tidy` reads the same table back, to the last digit.

    table : TidyTable. path : the file, replaced when there; UTF-8, never packed. nan is written as an empty cell.
    Raises BadInput when the file cannot be written. Misleads where `values` are in a unit that the name of the column
    does not tell: the file has no place for one. Source: the layout is this package's, tidy data as in Wickham (2014).

    Examples
    --------
    >>> import tempfile
    >>> table = TidyTable(*map(np.array, ([1926], [1])), ("female",), *map(np.array, ([0.0], [np.inf], [[[5.0]]])))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_tidy(table, Path(folder, "people.csv"))
    ...     Path(folder, "people.csv").read_text()
    'year,sex,age,value\\n1926,female,0+,5\\n'
    """
    columns = to_columns(table)
    rows = [[y, s, a, "" if np.isnan(v) else number_word(v)] for y, s, a, v in zip(*columns.values(), strict=True)]
    try:
        with as_path(path).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([list(columns), *rows])
    except OSError as failure:
        raise BadInput(f"cannot be written: {failure.strerror}.", where=as_path(path).name) from failure


def from_frame(frame: Any, *, value: str = "value") -> TidyTable:
    """Figure by year, sex and age from a data frame of pandas, polars or pyarrow, with columns as in `read_tidy`.

    frame : anything that narwhals takes and that is not lazy. Missing figures (None, NaN, NA) are nan. Raises BadInput
    as `read_tidy`, naming the row, and for what is no data frame. Misleads as `read_tidy`; figures in single precision
    come with its digits (0.1 becomes 0.10000000149). Source: as `read_tidy`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": 1926, "sex": "female", "age": [0, 5], "value": [8.0, 31.0]})
    >>> from_frame(frame).values
    array([[[ 8., 31.]]])
    """
    import narwhals as nw

    try:
        frame = nw.from_native(frame, eager_only=True)
    except TypeError as failure:
        raise BadInput(
            f"got {type(frame).__name__}, which is no data frame.", remedy="Give one of pandas, polars or pyarrow."
        ) from failure
    except nw.exceptions.DuplicateError as failure:
        raise BadInput("has two columns of one name.", where="data frame") from failure
    names = _places(list(frame.columns), value, "data frame")
    columns = {name: _words(frame[name]) for name in names}
    return _table(columns, value, "data frame", list(range(1, len(frame) + 1)))


def to_frame(table: TidyTable, backend: str | None = None) -> Any:
    """The table as a data frame of pandas, polars or pyarrow, in long form; `from_frame` gives the same table.

    backend : one of the three, the first that is installed when not given. Raises MissingLibrary when none is,
    BadInput for another name. Years and ages are words there, for 1910-1914 and 85+ are no numbers; a frame sorted by
    them misleads: 10-14 stands before 5-9. Source: as `read_tidy`.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"year": 1926, "sex": "female", "age": ["0-4", "5+"], "value": [8.0, 31.0]})
    >>> to_frame(from_frame(frame), "pandas").equals(frame.assign(year=frame.year.astype(str)))
    True
    """
    from importlib.util import find_spec

    import narwhals as nw

    if backend is not None and backend not in BACKENDS:
        raise BadInput(f"no backend {backend!r}; there are {', '.join(BACKENDS)}.")
    for name in [backend] if backend else BACKENDS:
        if find_spec(name) is not None:
            return nw.from_dict(to_columns(table), backend=name).to_native()
    raise MissingLibrary(
        f"A data frame needs {backend or ' or '.join(BACKENDS)}.", remedy=f"Try: pip install {backend or BACKENDS[0]}"
    )


def to_columns(table: TidyTable) -> dict[str, list]:
    """The table as columns: year, sex and age in words, and the figure as numbers, nan where missing.

    table : TidyTable. Returns lists of one length, year slowest. Raises nothing; fails for sexes or ages that the
    values do not have, with zip's own error. Source: as `read_tidy`.

    Examples
    --------
    >>> table = TidyTable(*map(np.array, ([1926], [1])), ("female",), *map(np.array, ([0.0], [np.inf], [[[5.0]]])))
    >>> to_columns(table)
    {'year': ['1926'], 'sex': ['female'], 'age': ['0+'], 'value': [5.0]}
    """
    years = [period_word((y, w, "")) for y, w in zip(table.years.tolist(), table.year_widths.tolist(), strict=True)]
    ages = [age_word(a) for a in zip(table.ages.tolist(), table.widths.tolist(), strict=True)]
    rows = [(y, s, a) for y in years for s in table.sexes for a in ages]
    keys = dict(zip(KEYS, (list(column) for column in zip(*rows, strict=True)), strict=True))
    return keys | {table.name: table.values.ravel().tolist()}


def _places(head: Sequence[str], value: str, where: str) -> dict[str, int]:
    missing = [name for name in (*KEYS, value) if head.count(name) != 1]
    if missing or value in KEYS:
        raise BadInput(
            f"the columns are {', '.join(map(str, head))}; need {', '.join(map(str, (*KEYS, value)))}, each once.",
            where=where,
            remedy="Name the column of figures: value=...",
        )
    return {name: head.index(name) for name in (*KEYS, value)}


def _table(columns: dict[str, list[str]], value: str, name: str, lines: list[int]) -> TidyTable:
    ages = _ages(columns["age"], name, lines)
    cells = []
    for i, line in enumerate(lines):
        where = at_line(name, line)
        period = parse_period(columns["year"][i], where)
        if period[2]:
            raise BadInput(f"got year {columns['year'][i]!r}; a tidy table has no marks.", where=where)
        sex = columns["sex"][i].lower()
        sex = _SHORT.get(sex, sex)
        if sex not in SEX_ORDER:
            raise BadInput(f"got sex {columns['sex'][i]!r}; need female, male or total.", where=where)
        cells.append(Cell(line, period, sex, ages[i], (parse_number(columns[value][i], where, missing=MISSING),)))
    grid = fill_grid(cells, name)
    _check_touch(grid.ages, name)
    first, width, _ = zip(*grid.periods, strict=True)
    low, span = np.array(grid.ages).T
    values = np.ascontiguousarray(grid.values[..., 0])
    return TidyTable(np.array(first), np.array(width), tuple(grid.groups), low, span, values, value)


def _ages(words: list[str], name: str, lines: list[int]) -> list[tuple[float, float]]:
    """Ages from words; where all are plain numbers, from lower bounds, the last open."""
    if not all(word.isdecimal() for word in words):
        return [parse_age(word, at_line(name, line)) for word, line in zip(words, lines, strict=True)]
    bounds = sorted({int(word) for word in words})
    width = {low: float(following - low) for low, following in pairwise(bounds)}
    return [(float(word), width.get(int(word), np.inf)) for word in words]


def _check_touch(ages: list[tuple[float, float]], name: str) -> None:
    for (low, width), following in pairwise(ages):
        if low + width != following[0]:
            raise BadInput(
                f"no group covers the ages between {age_word((low, width))} and {age_word(following)}.", where=name
            )


def _words(column: Any) -> list[str]:
    """The cells of a column of a data frame as a CSV would have them; missing in any of its ways is empty."""
    return ["" if gone else _cell_word(v) for v, gone in zip(column.to_list(), column.is_null().to_list(), strict=True)]


def _cell_word(value: Any) -> str:
    if isinstance(value, float) and np.isnan(value):
        return ""
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, bool | np.bool) or not isinstance(value, int | float | np.number):
        return str(value).strip()
    return number_word(value) if np.isreal(value) else str(value)
