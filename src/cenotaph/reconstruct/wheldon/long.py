"""Long tables of a user, one row a figure, as the arrays of a reconstruction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cenotaph.arrays import SEXES
from cenotaph.errors import BadInput

COLUMNS = ("year", "age", "value")


def arrays_from_tables(
    *, asfr: Any, survival: Any, baseline: Any, counts: Any, migration: Any = None, srb: Any = 1.05
) -> dict[str, Any]:
    """Arguments of `reconstruct_wheldon` from long tables: start, width and arrays by period, sex and age.

    Parameters
    ----------
    asfr, survival, migration, baseline, counts : tables with the columns year, age, value and, for two sexes, sex
        (female, male). A table is a data frame, a mapping of columns, or a sequence of rows as mappings. year is the
        start of the period, or the date of the count as a decimal year; age the lower bound of a group, the last open.
        survival has one age more: the last is of the open group itself. migration may be left out: none.
    srb : a number, or a table with the columns year and value.

    Raises
    ------
    BadInput naming table and cell: a column missing, a figure missing, given twice or no number, groups or periods of
    unequal length, a baseline that does not stand at the start of the first period.

    Source: nothing is computed; the tables are those of Wheldon et al. (2013).

    Examples
    --------
    >>> rows = [{"year": 1960, "age": a, "value": v} for a, v in ((0, 0.0), (15, 0.02), (30, 0.0))]
    >>> people = [{"year": 1960, "age": a, "value": v} for a, v in ((0, 100), (15, 80), (30, 60))]
    >>> later = [row | {"year": 1975} for row in people]
    >>> dying = [{"year": 1960, "age": a, "value": v} for a, v in ((0, 0.9), (15, 0.95), (30, 0.9), (45, 0.5))]
    >>> found = arrays_from_tables(asfr=rows, survival=dying, baseline=people, counts=later)
    >>> found["start"], found["width"], found["survival"].shape
    (1960.0, 15.0, (1, 1, 4))
    """
    people = _read(baseline, "baseline")
    sexes = _sexes(people)
    ages = sorted({age for _, _, age in people})
    width = _even(ages, "baseline: ages")
    births = _read(asfr, "asfr")
    years = sorted({year for year, _, _ in births})
    start, length = years[0], _even(years, "asfr: years", width)
    if length != width:
        raise BadInput(
            f"asfr has periods of {length:g} years and the baseline age groups of {width:g}: they are equal."
        )
    if {year for year, _, _ in people} != {start}:
        raise BadInput(f"the baseline stands at {min(people)[0]:g} and the first period begins at {start:g}.")
    full = [*ages, ages[-1] + width]
    found = {
        "start": start, "width": width, "baseline": _grid(people, "baseline", [start], sexes, ages)[0],
        "asfr": _grid(births, "asfr", years, ("female",), ages)[:, 0],
        "survival": _grid(_read(survival, "survival"), "survival", years, sexes, full),
    }  # fmt: skip
    if migration is not None:
        found["migration"] = _grid(_read(migration, "migration"), "migration", years, sexes, ages)
    counted = _read(counts, "counts")
    dates = sorted({year for year, _, _ in counted})
    found["counts"] = dict(zip(dates, _grid(counted, "counts", dates, sexes, ages), strict=True))
    found["srb"] = srb if np.isscalar(srb) else _by_year(srb, years)
    return found


def _rows(table: Any, name: str) -> list[Mapping]:
    import narwhals as nw

    frame = nw.from_native(table, eager_only=True, pass_through=True)
    if isinstance(frame, nw.DataFrame):
        return frame.rows(named=True)
    if isinstance(table, Mapping):
        columns = {key: list(values) for key, values in table.items()}
        if len({len(values) for values in columns.values()}) != 1:
            raise BadInput(f"{name}: its columns are not of one length.")
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if isinstance(table, Sequence) and all(isinstance(row, Mapping) for row in table):
        return list(table)
    raise BadInput(f"{name} is no table.", remedy="Give a data frame, a mapping of columns, or rows as mappings.")


def _number(row: Mapping, column: str, where: str) -> float:
    if column not in row:
        raise BadInput(f"{where} has no column {column!r}.", remedy=f"Columns are {', '.join(COLUMNS)} and sex.")
    try:
        value = float(row[column])
    except (TypeError, ValueError):
        value = np.nan
    if not np.isfinite(value):
        raise BadInput(f"{where} has {row[column]!r} as its {column}; need a number.")
    return value


def _read(table: Any, name: str) -> dict[tuple[float, str, float], float]:
    """{(year, sex, age): value}; a table without a column sex is of women."""
    found: dict[tuple[float, str, float], float] = {}
    for number, row in enumerate(_rows(table, name), 1):
        where = f"{name}, row {number}"
        sex = str(row.get("sex", SEXES[0]))
        if sex not in SEXES:
            raise BadInput(f"{where} has {sex!r} as its sex.", remedy="Write female or male.")
        key = (_number(row, "year", where), sex, _number(row, "age", where))
        if key in found:
            raise BadInput(f"{where} gives {key[0]:g}, {sex}, age {key[2]:g} a second time.")
        found[key] = _number(row, "value", where)
    if not found:
        raise BadInput(f"{name} has no rows.")
    return found


def _sexes(people: dict) -> tuple[str, ...]:
    there = {sex for _, sex, _ in people}
    if "female" not in there:
        raise BadInput("baseline has men only; births need women.")
    return SEXES[: len(there)]


def _even(values: list[float], what: str, single: float | None = None) -> float:
    steps = set(np.diff(values).tolist())
    if not steps and single is not None:
        return single
    if len(steps) != 1:
        raise BadInput(f"{what} are {', '.join(f'{v:g}' for v in values[:8])}: need equal steps, none left out.")
    return float(steps.pop())


def _grid(cells: dict, name: str, years: list[float], sexes: tuple[str, ...], ages: list[float]) -> Any:
    wanted = [(y, s, a) for y in years for s in sexes for a in ages]
    missing = [key for key in wanted if key not in cells]
    beyond = [key for key in cells if key not in set(wanted)]
    for keys, words in ((missing, "lacks"), (beyond, "has, and the other tables do not,")):
        if keys:
            year, sex, age = keys[0]
            raise BadInput(f"{name} {words} {year:g}, {sex}, age {age:g} ({len(keys)} such figures).")
    return np.array([cells[key] for key in wanted]).reshape(len(years), len(sexes), len(ages))


def _by_year(table: Any, years: list[float]) -> Any:
    found = {_number(row, "year", "srb"): _number(row, "value", "srb") for row in _rows(table, "srb")}
    if sorted(found) != years:
        raise BadInput(f"srb has the years {', '.join(f'{y:g}' for y in sorted(found)[:8])}, and asfr others.")
    return np.array([found[y] for y in years])
