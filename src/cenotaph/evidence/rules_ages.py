"""Rules about ages: cells must tile the ages they cover, sexes must not be counted twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.finding import Finding
from cenotaph.evidence.rules_rows import at, by
from cenotaph.evidence.tables import Adjustment, Fertility, LifeTable, Population

_AGES = "ages are exact: a cell ends where the next begins"
_SINGLE = "single-ages-differ"

HIGHEST_RATE = 6.0  # deaths per person-year: nobody has seen more, and rates per 1,000 pass it at some age


def population_ages(case: Case) -> Iterator[Finding]:
    """Cells of a census, territory and sex: from age 0 without gap or overlap to one open interval."""
    cells = []
    for placed in case.places(Population):
        row: Population = placed.row
        if row.entry in ("cell", "single_age") and row.age_from is None:
            need = "write the exact age at which the cell begins; a total has entry total"
            yield at("age-missing", placed, "age_from", "a cell has no age_from", need, row.census)
        elif row.entry == "cell":
            cells.append(placed)
        elif row.age_to is not None and row.age_to <= (row.age_from or 0):
            yield _reversed(placed, row.census)
    for (census, territory, sex), rows in by(cells, lambda r: (r.census, r.territory, r.sex)).items():
        yield from _tiling(rows, f"{census}, {territory}, {sex}", census, open_end=True)


def single_ages(case: Case) -> Iterator[Finding]:
    """Single years inside a wider cell: all of its ages once, one year wide, and together the cell."""
    rows = [p for p in case.places(Population) if p.row.age_from is not None]
    singles = by([p for p in rows if p.row.entry == "single_age"], _table)
    cells = by([p for p in rows if p.row.entry == "cell"], _table)
    for of, own in singles.items():
        wide = [p for p in own if p.row.age_to is not None and p.row.age_to - p.row.age_from > 1]
        for placed in wide:
            found = f"a single age spans {placed.row.age_from} to {placed.row.age_to}"
            yield at(_SINGLE, placed, "age_to", found, "give one year of age a row", placed.row.census)
        if not wide:
            yield from _inside(own, cells.get(of, []), ", ".join(of))


def _table(row: Population) -> tuple[str, str, str]:
    return (row.census, row.territory, row.sex)


def _inside(own: list[Placed], cells: list[Placed], what: str) -> Iterator[Finding]:
    need = "enter every year of age of the cell, or none, as the source prints them"
    left = list(own)
    for cell in cells:
        low, high = cell.row.age_from, cell.row.age_to or 1000
        inside = [p for p in own if low <= p.row.age_from < high]
        left = [p for p in left if p not in inside]
        if inside and cell.row.age_to is not None:
            total = sum(p.row.persons for p in inside)
            ages = f"{what}: the single ages of {low} to {high}"
            if len(inside) != high - low:
                found = f"{ages} have {len(inside)} rows"
                yield at(_SINGLE, inside[0], "age_from", found, need, cell.row.census)
            elif total != cell.row.persons:
                found = f"{ages} add up to {total:,}, and the cell ({cell.place}) holds {cell.row.persons:,}"
                yield at(_SINGLE, inside[0], "persons", found, need, cell.row.census)
    for placed in left:
        found = f"{what}: no cell holds age {placed.row.age_from}"
        yield at(_SINGLE, placed, "age_from", found, "enter the cell it is part of too", placed.row.census)


def sexes(case: Case) -> Iterator[Finding]:
    """Cells and corrections: either female and male or both, never a mixture."""
    cells = [p for p in case.places(Population) if p.row.entry == "cell"]
    groups = by(cells, lambda r: (r.census, r.territory))
    groups |= by(case.places(Adjustment), lambda r: (r.census, r.adjustment))
    for (census, other), rows in groups.items():
        found = {placed.row.sex: placed for placed in reversed(rows)}
        if len(found) > 1 and "both" in found:
            need = "keep female and male, or both; one of them counts the same persons again"
            what = f"{census}, {other} has rows of both sexes together beside rows of one sex"
            yield at("sexes-mixed", found["both"], "sex", what, need, census)
        elif case.spec.five_year is not None:
            continue  # of women alone, or as `five_year` says
        elif len(found) == 1 and "both" not in found and isinstance(rows[0].row, Population):
            there = next(iter(found))
            missing = "male" if there == "female" else "female"
            what = f"{census}, {other} has {there} cells and no {missing} ones"
            yield at("sexes-incomplete", found[there], "sex", what, f"enter the {missing} cells too", census)


def life_table_ages(case: Case) -> Iterator[Finding]:
    """Each column of a life table: from age 0 without gap or overlap."""
    groups = by(case.places(LifeTable), lambda r: (r.life_table, r.sex, r.measure))
    for (table, sex, measure), rows in groups.items():
        what = f"{table}, {sex}, {measure}"
        if measure == "lx":  # survivors stand at exact ages; their intervals may be left empty
            yield from _exact_ages(rows, what)
        else:
            yield from _tiling(rows, what)


def fertility_ages(case: Case) -> Iterator[Finding]:
    """Each schedule without gap or overlap; it may begin at any age."""
    for schedule, rows in by(case.places(Fertility), lambda r: r.schedule).items():
        yield from _tiling(rows, schedule, from_zero=False)


def adjustment_ages(case: Case) -> Iterator[Finding]:
    """Corrections of a census without overlap; they may leave ages out."""
    groups = by(case.places(Adjustment), lambda r: (r.adjustment, r.census, r.sex))
    for (adjustment, census, sex), rows in groups.items():
        yield from _tiling(rows, f"{adjustment}, {census}, {sex}", census, from_zero=False, gaps=True)


def life_table_values(case: Case) -> Iterator[Finding]:
    """qx between 0 and 1 and 1 in the open interval; mx per person; lx never rising."""
    groups = by(case.places(LifeTable), lambda r: (r.life_table, r.sex, r.measure))
    for (table, sex, measure), rows in groups.items():
        rows = sorted(rows, key=lambda p: p.row.age_from)
        if measure == "lx":
            for before, placed in pairwise(rows):
                if placed.row.value > before.row.value:
                    found = f"{table}, {sex}: {placed.row.value:g} survive to age {placed.row.age_from}, "
                    found += f"more than the {before.row.value:g} of age {before.row.age_from}"
                    yield at("lx-rises", placed, "value", found, "compare both figures with the source")
        if measure == "mx":
            for placed in rows:
                if placed.row.value > HIGHEST_RATE:
                    found = f"mx is {placed.row.value:g} a year"
                    need = "write it per person (0.187), not per 1,000"
                    yield at("rate-per-1000", placed, "value", found, need)
        if measure == "qx":
            for placed in rows:
                if placed.row.value > 1:
                    found = f"qx is {placed.row.value:g}, and a probability is at most 1"
                    need = "write it per person (0.187), not per 1,000"
                    yield at("qx-above-one", placed, "value", found, need)
                elif placed.row.age_to is None and placed.row.value != 1:
                    found = f"qx is {placed.row.value:g} in the open interval, where all die"
                    need = "write 1, or give the interval its end (age_to) when the table goes no further"
                    yield at("open-qx-not-one", placed, "value", found, need)


def _tiling(
    rows: list[Placed],
    what: str,
    subject: str = "",
    *,
    from_zero: bool = True,
    open_end: bool = False,
    gaps: bool = False,
) -> Iterator[Finding]:
    """Faults of rows that should cut ages into intervals; `gaps` allows ages that no row covers."""
    turned = [p for p in rows if p.row.age_to is not None and p.row.age_to <= p.row.age_from]
    if turned:
        yield from (_reversed(placed, subject) for placed in turned)
        return
    rows = sorted(rows, key=lambda p: (p.row.age_from, p.row.age_to or 1000))
    first, last = rows[0], rows[-1]
    if from_zero and first.row.age_from != 0:
        found = f"{what} begins at age {first.row.age_from}"
        yield at("ages-start-late", first, "age_from", found, "enter the ages from 0 on", subject)
    end = first
    for placed in rows[1:]:
        if end.row.age_to is None:
            found = f"{what} is open from age {end.row.age_from} and goes on at {placed.row.age_from}"
            need = "give age_to to every interval but the last"
            yield at("open-interval", end, "age_to", found, need, subject)
            return
        if placed.row.age_from < end.row.age_to:
            found = f"{what} counts age {placed.row.age_from} twice: here and in {end.place}"
            yield at("age-overlap", placed, "age_from", found, _AGES, subject)
        elif placed.row.age_from > end.row.age_to and not gaps:
            found = f"{what} has no ages {end.row.age_to} to {placed.row.age_from}"
            yield at("age-gap", placed, "age_from", found, _AGES, subject)
        if placed.row.age_to is None or placed.row.age_to > end.row.age_to:
            end = placed
    if open_end and end.row.age_to is not None:
        found = f"{what} ends at age {last.row.age_to} without an open interval"
        need = "leave age_to empty in the last cell, or add a cell for all above (with 0 persons if none)"
        yield at("open-interval", last, "age_to", found, need, subject)


def _exact_ages(rows: list[Placed], what: str) -> Iterator[Finding]:
    rows = sorted(rows, key=lambda p: p.row.age_from)
    if rows[0].row.age_from != 0:
        found = f"{what} begins at age {rows[0].row.age_from}"
        yield at("ages-start-late", rows[0], "age_from", found, "enter the ages from 0 on")
    for placed, following in pairwise(rows):
        stated, actual = placed.row.age_to, following.row.age_from
        if actual != placed.row.age_from and stated not in (None, actual):
            rule = "age-gap" if stated < actual else "age-overlap"
            found = f"{what} says that the interval ends at {stated}, and the next begins at {actual}"
            yield at(rule, placed, "age_to", found, "correct age_to, or leave it empty for lx")


def _reversed(placed: Placed, subject: str) -> Finding:
    found = f"age_to {placed.row.age_to} is not above age_from {placed.row.age_from}"
    need = "write exact ages, age_from <= age < age_to (ages 0 to 4 completed are 0 and 5)"
    return at("ages-reversed", placed, "age_to", found, need, subject)
