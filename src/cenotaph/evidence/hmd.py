"""Text files of the Human Mortality Database and the Human Fertility Database, read and written.

A few lines of title, a line of column names that begins with Year or Cohort, then rows; "." is a missing figure.
Known answers: none are needed, what is written is read back the same; layouts are those the HMD's programs write.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.errors import BadInput
from cenotaph.evidence.grid_in import (
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

TIMES = ("Year", "Cohort")
AGE_NAMES = ("Age", "ARDY")  # ARDY, in the HFD: age reached during the year
_WHOLE_LIFE = (0.0, np.inf)


@dataclass(frozen=True, eq=False)
class HmdTable:
    """A table by period or birth cohort and age.

    header : the lines above the column names. time : "Year" or "Cohort".
    years, year_widths, year_marks : (year,), first year, number of years, and "-", "+" or "". In a file by Year the
        marks are the territory before and after a change on 1 January of that year; by Cohort, born up to and from.
    ages, widths : (age,), lower bounds and lengths, years; inf for 110+; 0 and 13 for "12-". Where the file has no
        ages (has_ages False) one group from 0 with width inf. age_name : "Age", or the HFD's "ARDY", age reached during
        the year: the cohort born that many years before, not those of that completed age.
    columns : names as printed, ("Female", "Male", "Total") or those of a life table. values : (year, column, age), as
        printed; nan where the file says ".".
    """

    header: tuple[str, ...]
    time: str
    years: Array
    year_widths: Array
    year_marks: tuple[str, ...]
    ages: Array
    widths: Array
    columns: tuple[str, ...]
    values: Array
    has_ages: bool = True
    age_name: str = "Age"

    @property
    def is_missing(self) -> Array:
        """(year, column, age), where the file says "."."""
        return np.isnan(self.values)

    def by_sex(self) -> Array:
        """Values of women and men, (year, 2, age), in the unit of the file.

        Raises BadInput without both columns or where a figure is missing, naming the year. Fails to see that a year
        marked - and one marked + are of two territories. Source: as `read_hmd`.

        Examples
        --------
        >>> one = np.array([1900])
        >>> values = np.array([[[4.0], [3.0]]])
        >>> HmdTable((), "Year", one, one * 0 + 1, ("",), 0.0 * one, 1.0 + 0 * one, ("Male", "Female"), values).by_sex()
        array([[[3.],
                [4.]]])
        """
        wanted = [sex.capitalize() for sex in SEXES]
        if not set(wanted) <= set(self.columns):
            raise BadInput(f"the columns are {', '.join(self.columns)}; need Female and Male.")
        values = self.values[:, [self.columns.index(w) for w in wanted]]
        gaps = np.isnan(values).any(axis=(1, 2))
        if gaps.any():
            year = int(self.years[int(np.argmax(gaps))])
            raise BadInput(f"figures of {year} are missing.", remedy="Leave out those years, or use .values.")
        return values


class Triangles(NamedTuple):
    """Lexis triangles: years (year,), ages (age,), lower and upper (year, column, age), rest (year, column).

    lower holds those who turned that age in the year (cohort year - age), upper those who had before (cohort one
    less); rest is what the file gives for open ages. Years without figures are nan.
    """

    years: Array
    ages: Array
    lower: Array
    upper: Array
    rest: Array


@dataclass(frozen=True, eq=False)
class LexisTable:
    """A table by year, age and birth cohort, row by row as printed.

    years, ages, widths, cohorts : (row,). cohort_marks : "", "-" (born up to), "+" (born from), "." (not given, the
    cohort is then 0). columns : names. values : (row, column), nan where the file says ".".
    """

    header: tuple[str, ...]
    years: Array
    ages: Array
    widths: Array
    cohorts: Array
    cohort_marks: tuple[str, ...]
    columns: tuple[str, ...]
    values: Array

    def triangles(self) -> Triangles:
        """Values of Lexis triangles by year, column and age.

        Raises BadInput when a single age lacks one of its two cohorts or has one twice; an age that is single in some
        years only fails so. Where the file says "." the triangle is nan, and `rest` too. Source: as `read_hmd`.

        Examples
        --------
        >>> year, cohort = np.array([1900, 1900]), np.array([1900, 1899])
        >>> names, values = ("Total",), np.array([[9.0], [2.0]])
        >>> found = LexisTable((), year, np.zeros(2), np.ones(2), cohort, ("", ""), names, values).triangles()
        >>> found.lower, found.upper
        (array([[[9.]]]), array([[[2.]]]))
        """
        marked = np.array([bool(m) for m in self.cohort_marks])
        single = (self.widths == 1) & ~marked
        years, ages = np.unique(self.years), np.unique(self.ages[single])
        if ages.size == 0:
            raise BadInput("there is no single year of age with its two cohorts.")
        found = np.full((2, years.size, len(self.columns), ages.size), np.nan)
        given = np.zeros((2, years.size, ages.size), dtype=bool)
        rest = np.zeros((years.size, len(self.columns)))
        for i, value in enumerate(self.values):
            year = int(np.searchsorted(years, self.years[i]))
            if not single[i]:
                rest[year] += value
                continue
            age = int(np.searchsorted(ages, self.ages[i]))
            which = int(self.years[i] - self.ages[i] - self.cohorts[i])
            if which not in (0, 1) or given[which, year, age]:
                raise BadInput(
                    f"in {self.years[i]} at age {self.ages[i]:g} cohort {self.cohorts[i]} has no place or stands twice."
                )
            found[which, year, :, age], given[which, year, age] = value, True
        if not given.all():
            which, year, age = (int(k) for k in np.argwhere(~given)[0])
            raise BadInput(
                f"in {years[year]} at age {ages[age]:g} cohort {years[year] - int(ages[age]) - which} is missing."
            )
        return Triangles(years, ages, found[0], found[1], rest)


def read_hmd(path: str | Path) -> HmdTable:
    """Table by year or cohort and age from an HMD or HFD text file: Deaths, Exposures, Population, Mx, life tables.

    Parameters
    ----------
    path : the file, in UTF-8; .gz is unpacked.

    Returns
    -------
    HmdTable, years and ages rising.

    Raises
    ------
    BadInput, naming file and line: unreadable file, no line of columns, a row of the wrong length, an age, period or
    number that is none, a negative number, ages that overlap, a row twice or missing, a file of Lexis triangles.

    Notes
    -----
    Units are those of the file: persons, person-years, rates per person-year, l0 = 100,000. Misleads where a year is
    printed twice, 1914- and 1914+: they are two territories, and the difference between them is not growth. By Cohort
    and in the HFD the first and last ages are open.

    Source
    ------
    Explanatory notes of mortality.org and humanfertility.org; the HMD's own program that writes these files, and the
    programs that read them named in docs/reading-hmd.md. Tests: what is written is read back; faults are named.

    Examples
    --------
    >>> import tempfile
    >>> text = "Utopia, Deaths\\n\\n Year Age Female Male\\n 1914- 0 3.5 4\\n 1914+ 0 2 .\\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "Deaths_1x1.txt")
    ...     _ = path.write_text(text)
    ...     table = read_hmd(path)
    >>> table.year_marks, table.values[:, :, 0]
    (('-', '+'), array([[3.5, 4. ],
           [2. , nan]]))
    """
    path = as_path(path)
    lines, header, names, at = _open(path)
    if "Cohort" in names[1:]:
        raise BadInput("is a file of Lexis triangles.", where=at_line(path.name, at), remedy="Use read_hmd_lexis.")
    has_ages = bool(set(names) & set(AGE_NAMES))
    if has_ages and names[1] not in AGE_NAMES:
        raise BadInput("the column of ages must be the second.", where=at_line(path.name, at))
    columns = tuple(names[2 if has_ages else 1 :])
    cells = []
    for number, words in _rows(lines, len(names), path.name):
        where = at_line(path.name, number)
        age = parse_age(words[1], where) if has_ages else _WHOLE_LIFE
        values = tuple(parse_number(w, where, missing=(".",)) for w in words[-len(columns) :])
        cells.append(Cell(number, parse_period(words[0], where), "", age, values))
    grid = fill_grid(cells, path.name)
    first, width, marks = zip(*grid.periods, strict=True)
    ages, widths = np.array(grid.ages).T
    values = np.ascontiguousarray(np.moveaxis(grid.values[:, 0], 2, 1))
    times, age_name = (np.array(first), np.array(width), marks), names[1] if has_ages else "Age"
    return HmdTable(header, names[0], *times, ages, widths, columns, values, has_ages, age_name)


def write_hmd(table: HmdTable, path: str | Path) -> None:
    """Figures by year or cohort and age written as the HMD prints them; `read_hmd` reads the same back, digit by digit.

    table : HmdTable. path : the file, replaced when there; UTF-8, never packed. nan is written as ".".
    Raises BadInput when it cannot be written, or holds what the layout cannot (a mark on a period of several years, a
    line of the title that begins as the columns do). Fails for programs that skip a fixed number of lines unless
    `header` has two. Source: as `read_hmd`.

    Examples
    --------
    >>> import tempfile
    >>> one = np.array([1900])
    >>> table = HmdTable(("Utopia", ""), "Year", one, one * 0 + 1, ("",), 0.0 * one, 1.0 + 0 * one, ("Total",),
    ...                  np.array([[[2.5]]]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_hmd(table, Path(folder, "x.txt"))
    ...     Path(folder, "x.txt").read_text().split()
    ['Utopia', 'Year', 'Age', 'Total', '1900', '0', '2.5']
    """
    periods = list(zip(table.years.tolist(), table.year_widths.tolist(), table.year_marks, strict=True))
    if any(width != 1 and mark for _, width, mark in periods):
        raise BadInput("a period of several years cannot carry a mark.")
    ages = list(zip(table.ages.tolist(), table.widths.tolist(), strict=True))
    rows = [
        [period_word(p), *([age_word(a)] if table.has_ages else []), *map(_word, table.values[i, :, j])]
        for i, p in enumerate(periods)
        for j, a in enumerate(ages)
    ]
    _write(
        as_path(path), table.header, [table.time, *([table.age_name] if table.has_ages else []), *table.columns], rows
    )


def read_hmd_lexis(path: str | Path) -> LexisTable:
    """Table by year, age and birth cohort (Lexis triangles) from an HMD or HFD text file, row by row.

    Columns Year, Age, Cohort, then figures. A cohort may be 1914, 1914- (born up to then), 1914+ (from then on) or "."
    where the open age holds many. Raises BadInput as `read_hmd`, naming file and line; a row given twice too.
    Misleads where a triangle is missing altogether: the rows are not filled up; `triangles` says so. Source: as
    `read_hmd`.

    Examples
    --------
    >>> import tempfile
    >>> text = "Utopia, Deaths (Lexis triangle)\\n\\n Year Age Cohort Total\\n 1838 0 1838 173.5\\n 1838 0 1837 114\\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "Deaths_lexis.txt")
    ...     _ = path.write_text(text)
    ...     found = read_hmd_lexis(path).triangles()
    >>> found.lower, found.upper
    (array([[[173.5]]]), array([[[114.]]]))
    """
    path = as_path(path)
    lines, header, names, at = _open(path)
    if names[:3] != ["Year", "Age", "Cohort"]:
        raise BadInput(f"the columns begin {' '.join(names[:3])}; need Year Age Cohort.", where=at_line(path.name, at))
    keys, values, seen = [], [], {}
    for number, words in _rows(lines, len(names), path.name):
        where = at_line(path.name, number)
        if tuple(words[:3]) in seen:
            raise BadInput(f"{' '.join(words[:3])} stands in line {seen[tuple(words[:3])]} too.", where=where)
        seen[tuple(words[:3])] = number
        year, span, mark = parse_period(words[0], where)
        cohort = (0, 1, ".") if words[2] == "." else parse_period(words[2], where)
        if span != 1 or mark or cohort[1] != 1:
            raise BadInput("triangles belong to one year and one cohort.", where=where)
        keys.append((year, *parse_age(words[1], where), cohort[0], cohort[2]))
        values.append([parse_number(w, where, missing=(".",)) for w in words[3:]])
    if not keys:
        raise BadInput("has no rows of data.", where=path.name)
    years, ages, widths, cohorts, marks = zip(*keys, strict=True)
    arrays = np.array(years), np.array(ages), np.array(widths), np.array(cohorts)
    return LexisTable(header, *arrays, marks, tuple(names[3:]), np.array(values))


def write_hmd_lexis(table: LexisTable, path: str | Path) -> None:
    """Lexis triangles written as the HMD prints them; `read_hmd_lexis` reads the same back, to the last digit.

    table : LexisTable. path : the file, replaced when there; UTF-8, never packed. Raises BadInput when it cannot be
    written, or a line of the title begins as the columns do. Fails for other programs as `write_hmd`. Source: as
    `read_hmd`.

    Examples
    --------
    >>> import tempfile
    >>> one = np.array([1900])
    >>> table = LexisTable(("Utopia",), one, 0.0 * one, 1.0 + 0 * one, one, ("",), ("Total",), np.array([[2.5]]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_hmd_lexis(table, Path(folder, "x.txt"))
    ...     Path(folder, "x.txt").read_text().split()
    ['Utopia', 'Year', 'Age', 'Cohort', 'Total', '1900', '0', '1900', '2.5']
    """
    rows = []
    for i, mark in enumerate(table.cohort_marks):
        cohort = "." if mark == "." else f"{table.cohorts[i]}{mark}"
        age = age_word((float(table.ages[i]), float(table.widths[i])))
        rows.append([str(table.years[i]), age, cohort, *map(_word, table.values[i])])
    _write(as_path(path), table.header, ["Year", "Age", "Cohort", *table.columns], rows)


def _open(path: Path) -> tuple[Iterator[tuple[int, str]], tuple[str, ...], list[str], int]:
    """The rows still to come, the lines of the title, the names of the columns, and the line they stand in."""
    lines = enumerate(read_lines(path), start=1)
    header = []
    for number, line in lines:
        names = line.split()
        if names and names[0] in TIMES:
            values = [n for n in names if n not in (*AGE_NAMES, *TIMES)]
            if not values or len(set(names)) != len(names):
                raise BadInput("the columns hold no figures, or a name twice.", where=at_line(path.name, number))
            return lines, tuple(header), names, number
        header.append(line)
    raise BadInput("has no line of column names that begins with Year or Cohort.", where=path.name)


def _rows(lines: Iterator[tuple[int, str]], length: int, name: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in lines:
        words = line.split()
        if not words:
            continue
        if len(words) != length:
            raise BadInput(f"the row has {len(words)} entries under {length} columns.", where=at_line(name, number))
        yield number, words


def _word(value: float) -> str:
    return "." if np.isnan(value) else number_word(value)


def _write(path: Path, header: tuple[str, ...], names: list[str], rows: list[list[str]]) -> None:
    if any(line.split()[:1] and line.split()[0] in TIMES for line in header):
        raise BadInput("a line of the title begins with Year or Cohort and would be read as the columns.")
    widths = [max(len(row[i]) for row in [names, *rows]) + 3 for i in range(len(names))]
    lines = ["".join(word.rjust(width) for word, width in zip(row, widths, strict=True)) for row in [names, *rows]]
    try:
        path.write_text("\n".join([*header, *lines]) + "\n", encoding="utf-8", newline="\n")
    except OSError as failure:
        raise BadInput(f"cannot be written: {failure.strerror}.", where=path.name) from failure
