"""CSV files of the United Nations World Population Prospects in long form, read for one place, and written.

Units become those of this package on the way in and the UN's again on the way out, in decimal arithmetic, so that no
digit moves: persons and births, which the files give in thousands; births per woman-year, given per 1,000; shares,
given in per cent. Columns of life tables stay as printed (l0 = 100,000).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput
from cenotaph.evidence.grid_in import (
    Cell,
    Period,
    age_word,
    as_path,
    at_line,
    fill_grid,
    number_word,
    parse_age,
    parse_number,
    parse_period,
    read_lines,
)

# Powers of ten from the file to persons, births per woman-year and shares.
POWERS = {"PopMale": 3, "PopFemale": 3, "PopTotal": 3, "Births": 3, "ASFR": -3, "PASFR": -2}
BY_SEX = {"PopFemale": "female", "PopMale": "male", "PopTotal": "total"}
POPULATION = "Pop"
_PLACE = ("LocID", "Location", "Variant", "Time")
_AGES = ("AgeGrp", "AgeGrpStart", "AgeGrpSpan")
_KNOWN = {"SortOrder", "Notes", "ISO3_code", "ISO2_code", "SDMX_code", "LocTypeID", "LocTypeName", "ParentID", "VarID"}
_NOT_FIGURES = _KNOWN | {*_PLACE, *_AGES, "MidPeriod", "Sex", "SexID"}


@dataclass(frozen=True, eq=False)
class WppTable:
    """Figures of one place and variant.

    location, loc_id, variant : as printed. years, year_widths : (year,), first year and number of years
    (5 for 1950-1955, which the UN counts from the middle of a year to the middle of a year). sexes : in the
    order of this package, then "total"; ("",) where the file has no sexes, as for fertility. ages, widths : (age,).
    columns : names of figures; population by sex is the one column "Pop". values : (column, year, sex, age); nan where
    the file has an empty cell. middles : (year,), MidPeriod as printed, decimal years, or None where the file has no
    such column: 1950.5 for a population at mid-year 1950, 1950 for one of 1 January.
    """

    location: str
    loc_id: int
    variant: str
    years: Array
    year_widths: Array
    sexes: tuple[str, ...]
    ages: Array
    widths: Array
    columns: tuple[str, ...]
    values: Array
    middles: Array | None = None

    def column(self, name: str) -> Array:
        """Values of one column, (year, sex, age), in the units of `read_wpp`.

        name : one of `columns`. Raises BadInput for another. Fails to tell a mid-year from a 1 January population: see
        `middles`. Source: as `read_wpp`.

        Examples
        --------
        >>> one, values = np.array([1950]), np.array([[[[1400.0]]]])
        >>> ages = one * 0.0, one * 0.0 + 5
        >>> WppTable("Utopia", 900, "", one, one * 0 + 1, ("female",), *ages, ("Pop",), values).column("Pop")
        array([[[1400.]]])
        """
        if name not in self.columns:
            raise BadInput(f"no column {name!r}; there are {', '.join(self.columns)}.")
        return self.values[self.columns.index(name)]


def read_wpp(path: str | Path, *, location: str | int, variant: str | None = None) -> WppTable:
    """Population, fertility or life table of one place by year, sex and age from a WPP file in long form.

    Parameters
    ----------
    path : the CSV, UTF-8; .gz is unpacked. Read row by row: a whole WPP file need not fit into memory.
    location : name as printed, or LocID. variant : needed only where the place has several.

    Returns
    -------
    WppTable; persons, births per woman-year, shares (see the head of this module).

    Raises
    ------
    BadInput, naming file and line: unreadable file, a column missing, a row of the wrong length, a number, age or
    period that is none, a negative number, ages that overlap, a cell twice or missing; an unknown place or variant,
    with some of those that there are.

    Notes
    -----
    1 January and mid-year populations are different files with the same columns; `middles` tells which. The file of
    2015 is in Latin-1 and is refused: save it anew. Rows of one place are read, all others only counted as lines.

    Source
    ------
    United Nations, World Population Prospects, CSV files of 2019 to 2024; columns as read by programs on GitHub (see
    docs/reading-hmd.md). Tests: units against the printed figures; what is written is read back.

    Examples
    --------
    >>> import tempfile
    >>> head = "LocID,Location,Variant,Time,AgeGrp,AgeGrpStart,AgeGrpSpan,PopMale,PopFemale,PopTotal"
    >>> row = "900,Utopia,Medium,1950,0-4,0,5,1.5,1.4,2.9"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "WPP.csv")
    ...     _ = path.write_text(head + "\\n" + row + "\\n")
    ...     table = read_wpp(path, location="Utopia")
    >>> table.sexes, table.column("Pop")
    (('female', 'male', 'total'), array([[[1400.],
            [1500.],
            [2900.]]]))
    """
    path = as_path(path)
    cells, place, variants, places, middles = [], None, {}, {}, {}
    columns: tuple[str, ...] = ()
    for number, row in _records(path):
        columns = columns or _figures(row, path.name)
        if str(location) not in (row["LocID"], row["Location"]):
            if len(places) < 8:
                places[row["Location"]] = None
            continue
        variants[row["Variant"]] = None
        if variant is not None and row["Variant"] != variant:
            continue
        where = at_line(path.name, number)
        place = place or (row["Location"], _whole(row["LocID"], where), row["Variant"])
        if (row["LocID"], row["Variant"]) != (str(place[1]), place[2]):
            raise BadInput(
                f"{place[0]} has several variants or numbers: {', '.join(variants)}.",
                where=where,
                remedy="Name one: variant=..., and the place by its LocID.",
            )
        cells.extend(_cells(row, columns, number, where))
        _keep_middle(row, cells[-1].period, middles, where)
    if place is None:
        raise BadInput(_nothing(location, variant, variants, places), where=path.name)
    grid = fill_grid(cells, path.name)
    first, width, _ = zip(*grid.periods, strict=True)
    ages, widths = np.array(grid.ages).T
    values = np.ascontiguousarray(np.moveaxis(grid.values, 3, 0))
    names = (POPULATION,) if set(columns) & set(BY_SEX) else columns
    groups, middle = tuple(grid.groups), np.array([middles[p] for p in grid.periods]) if middles else None
    return WppTable(*place, np.array(first), np.array(width), groups, ages, widths, names, values, middle)


def write_wpp(table: WppTable, path: str | Path) -> None:
    """Figures of one place written in the UN's long form and units; `read_wpp` reads the same back, to the last digit.

    table : WppTable. path : the file, replaced when there; UTF-8, never packed. Persons become thousands, births per
    woman-year per 1,000, shares per cent. Raises BadInput when the file cannot be written. Columns that the table does
    not hold (notes, ISO codes, parent) are not invented, so a program that wants those fails on it. Source: as
    `read_wpp`.

    Examples
    --------
    >>> import tempfile
    >>> single = np.array([1.0])
    >>> table = WppTable("Utopia", 900, "Medium", np.array([1950]), single, ("female",), 0 * single, 5 * single,
    ...                  ("Pop",), np.array([[[[1400.0]]]]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_wpp(table, Path(folder, "wpp.csv"))
    ...     Path(folder, "wpp.csv").read_text().split()
    ['LocID,Location,Variant,Time,AgeGrp,AgeGrpStart,AgeGrpSpan,PopFemale', '900,Utopia,Medium,1950,0-4,0,5,1.4000']
    """
    population = table.columns == (POPULATION,)
    by_row = "" not in table.sexes and not population
    names = tuple(n for n, sex in BY_SEX.items() if sex in table.sexes) if population else table.columns
    has_middle = table.middles is not None
    head = [*_PLACE, *(["MidPeriod"] if has_middle else []), *(["Sex"] if by_row else []), *_AGES, *names]
    rows = [head]
    for y, period in enumerate(zip(table.years.tolist(), table.year_widths.tolist(), strict=True)):
        place = [table.loc_id, table.location, table.variant, _time_word(*period)]
        middle = [number_word(table.middles[y])] if has_middle else []
        for s, sex in enumerate(table.sexes if by_row else ("",)):
            for a, age in enumerate(zip(table.ages.tolist(), table.widths.tolist(), strict=True)):
                if population:
                    figures = [table.values[0, y, table.sexes.index(BY_SEX[n]), a] for n in names]
                else:
                    figures = table.values[:, y, s, a]
                span = -1 if np.isinf(age[1]) else int(age[1])
                words = [_to_file(v, n) for v, n in zip(figures, names, strict=True)]
                start = [age_word(age), int(age[0]), span]
                rows.append([*place, *middle, *([sex.capitalize()] if by_row else []), *start, *words])
    try:
        with as_path(path).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    except OSError as failure:
        raise BadInput(f"cannot be written: {failure.strerror}.", where=as_path(path).name) from failure


def _records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows as dictionaries with the line they end in. Raises BadInput for bad columns and ragged rows."""
    reader = csv.reader((line + "\n" for line in read_lines(path)), strict=True)
    try:
        head = [name.strip() for name in next(reader, [])]
        missing = [n for n in (*_PLACE, *_AGES) if n not in head]
        if missing or len(set(head)) != len(head):
            what = f"lacks the column {missing[0]}" if missing else "has two columns of one name"
            raise BadInput(
                f"{what}.", where=at_line(path.name, 1), remedy="Need a WPP file in long form, with a header."
            )
        for row in reader:
            if not row:
                continue
            if len(row) != len(head):
                raise BadInput(
                    f"the row has {len(row)} cells under {len(head)} columns.",
                    where=at_line(path.name, reader.line_num),
                )
            yield reader.line_num, dict(zip(head, (c.strip() for c in row), strict=True))
    except csv.Error as failure:
        raise BadInput(f"is no CSV: {failure}.", where=at_line(path.name, reader.line_num)) from failure


def _figures(row: dict[str, str], name: str) -> tuple[str, ...]:
    """Names of the columns of figures; the population's density and sex ratio are left out beside its numbers."""
    found = tuple(n for n in row if n not in _NOT_FIGURES)
    population = tuple(n for n in BY_SEX if n in found)
    found = population or found
    if not found:
        raise BadInput("has no columns of figures.", where=at_line(name, 1))
    return found


def _cells(row: dict[str, str], columns: tuple[str, ...], number: int, where: str) -> Iterator[Cell]:
    age, period = _age(row, where), _time(row["Time"], where)
    values = {n: _from_file(row[n], n, where) for n in columns}
    if set(columns) <= set(BY_SEX):
        for name, value in values.items():
            yield Cell(number, period, BY_SEX[name], age, (value,))
        return
    sex = row.get("Sex", "").lower()
    if sex in ("both", "both sexes"):
        sex = "total"
    yield Cell(number, period, sex, age, tuple(values.values()))


def _keep_middle(row: dict[str, str], period: Period, middles: dict[Period, float], where: str) -> None:
    """MidPeriod of a period, the same in all its rows."""
    if "MidPeriod" not in row:
        return
    middle = parse_number(row["MidPeriod"], where, missing=())
    if middles.setdefault(period, middle) != middle:
        raise BadInput(
            f"MidPeriod is {middle:g} here and {middles[period]:g} in an earlier row of the year.", where=where
        )


def _time(word: str, where: str) -> Period:
    """1950 is a year; 1950-1955 five years, from the middle of the one to the middle of the other."""
    first, width, mark = parse_period(word, where)
    if mark or width == 2:
        raise BadInput(f"got Time {word!r}; need 1950 or 1950-1955.", where=where)
    return first, width - 1 if width > 1 else 1, ""


def _time_word(first: int, width: int) -> str:
    return str(first) if width == 1 else f"{first}-{first + width}"


def _age(row: dict[str, str], where: str) -> tuple[float, float]:
    """Age of AgeGrp, which must agree with AgeGrpStart; the span of the open group is printed as -1, or otherwise."""
    age = parse_age(row["AgeGrp"], where)
    if row["AgeGrpStart"] != f"{age[0]:g}":
        raise BadInput(f"AgeGrp is {row['AgeGrp']} but AgeGrpStart {row['AgeGrpStart']}.", where=where)
    if np.isfinite(age[1]) and row["AgeGrpSpan"] != f"{age[1]:g}":
        raise BadInput(f"AgeGrp is {row['AgeGrp']} but AgeGrpSpan {row['AgeGrpSpan']}.", where=where)
    return age


def _from_file(word: str, name: str, where: str) -> float:
    value = parse_number(word, where, missing=("",))
    return value if np.isnan(value) else float(Decimal(word).scaleb(POWERS.get(name, 0)))


def _to_file(value: float, name: str) -> str:
    """The text whose decimal value, in the UN's unit, reads back to exactly this number."""
    if np.isnan(value):
        return ""
    if name not in POWERS:
        return number_word(value)
    return str(Decimal(repr(float(value))).scaleb(-POWERS[name]))


def _whole(word: str, where: str) -> int:
    if not word.isdecimal():
        raise BadInput(f"got LocID {word!r}; need a whole number.", where=where)
    return int(word)


def _nothing(location: str | int, variant: str | None, variants: dict, places: dict) -> str:
    if variants:
        return f"{location} has no variant {variant!r}; it has {', '.join(variants)}."
    some = f" It begins with {', '.join(places)}." if places else " It has no rows."
    return f"has no place {location!r}.{some}"
