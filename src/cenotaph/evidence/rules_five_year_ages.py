"""Ages and values of a five-year case: groups of the baseline everywhere, and figures that a projection can use."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.finding import Finding, quote
from cenotaph.evidence.five_year_rows import counted, grid_of, life_table_column, named, tables_of
from cenotaph.evidence.five_year_spec import FiveYear
from cenotaph.evidence.rules_rows import at

FEWEST_GROUPS = 3
_STEPS = "write ages in steps of {} years from 0, the last group open"


def baseline_ages(case: Case, own: FiveYear) -> Iterator[Finding]:
    """The baseline has the same groups of every sex, each of the width, from 0 to an open one."""
    steps = _STEPS.format(own.width)
    base, wrong = counted(case, own.baseline), None
    for placed in base:
        low, high = placed.row.age_from, placed.row.age_to
        if low is None or low % own.width or (high is not None and high - low != own.width):
            wrong = placed
            break
    grid = grid_of(case, own)
    expected = tuple(range(0, own.width * len(grid.ages), own.width))
    if wrong is None and (grid.ages != expected or len(expected) < FEWEST_GROUPS):
        wrong = base[0]
    if wrong is None:
        per_sex = {s: sorted(p.row.age_from for p in base if p.row.sex == s) for s in grid.sexes}
        wrong = next((p for p in base if tuple(per_sex[p.row.sex]) != expected), None)
    if wrong is not None:
        found = f"the baseline {own.baseline} has the ages {_told(wrong)} here, or too few groups"
        yield at("ages-uneven", wrong, "age_from", found, f"{steps}; at least {FEWEST_GROUPS} of them", own.baseline)


def ages(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Every table has the age groups of the baseline; a count may join some."""
    expected = list(grid_of(case, own).ages)
    yield from _counts(case, own, expected[-1])
    yield from _fertility(case, own, expected[-1])
    yield from _survival(case, own, [*expected, expected[-1] + own.width])
    yield from _migration(case, own, expected)


def _told(placed: Placed) -> str:
    row = placed.row
    return f"{row.age_from} and over" if row.age_to is None else f"{row.age_from} to {row.age_to}"


def _counts(case: Case, own: FiveYear, oldest: int) -> Iterator[Finding]:
    """Cells of later counts are groups of the model, or several of them together."""
    for census in own.counts:
        for placed in counted(case, census):
            low, high = placed.row.age_from, placed.row.age_to
            ends = [low, *([] if high is None else [high])]
            if any(end is None or end % own.width or end > oldest for end in ends):
                found = f"the census {census} has the ages {_told(placed)}, which are no groups of the baseline"
                need = f"join them into groups that begin and end at multiples of {own.width}, from {oldest} on in one"
                yield at("ages-uneven", placed, "age_from", found, need, census)
                break


def _fertility(case: Case, own: FiveYear, oldest: int) -> Iterator[Finding]:
    """Rates in the groups of women who may bear: neither the first nor the open one; some above nought."""
    for name in dict.fromkeys(own.fertility):
        rows = named(case, "fertility", name)
        for placed in rows:
            row = placed.row
            if row.age_from % own.width or row.age_to - row.age_from != own.width:
                found = f"the schedule {quote(name)} has the ages {_told(placed)}"
                need = f"write ages in steps of {own.width} years, as the baseline has them"
                yield at("ages-uneven", placed, "age_from", found, need)
                break
            if row.births_per_1000_women > 0 and not own.width <= row.age_from < oldest:
                found = f"the schedule {quote(name)} has births at ages {_told(placed)}"
                need = f"leave the row out: mothers are older than {own.width} and younger than {oldest} here"
                yield at("fertility-ages", placed, "age_from", found, need)
        if not any(p.row.births_per_1000_women > 0 for p in rows):
            found, need = f"the schedule {quote(name)} has no births at all", "enter births per 1,000 women"
            yield at("fertility-ages", rows[0], "births_per_1000_women", found, need)


def _survival(case: Case, own: FiveYear, reached: list[int]) -> Iterator[Finding]:
    """Proportions for every group and the open one's own; life tables that go on to the open group."""
    for name in dict.fromkeys(own.survival):
        rows = named(case, "survival", name)
        yield from _same_ages(rows, name, "age_reached", reached)
    for name in dict.fromkeys(own.life_tables):
        rows = named(case, "life_tables", name)
        for sex in dict.fromkeys(p.row.sex for p in rows):
            column = life_table_column(rows, sex)
            if column[-1].row.age_from < reached[-2]:
                found = f"the life table {quote(name)}, {sex}, begins its last row at age {column[-1].row.age_from}"
                need = f"go on to age {reached[-2]}, where the open group of the baseline begins"
                yield at("ages-uneven", column[-1], "age_from", found, need)


def _migration(case: Case, own: FiveYear, expected: list[int]) -> Iterator[Finding]:
    """A proportion for every group."""
    for name in dict.fromkeys(own.migration):
        rows = named(case, "migration", name)
        uneven = [p for p in rows if p.row.age_to is not None and p.row.age_to - p.row.age_from != own.width]
        if uneven:
            found = f"the table {quote(name)} has the ages {_told(uneven[0])}"
            yield at("ages-uneven", uneven[0], "age_to", found, _STEPS.format(own.width))
        else:
            yield from _same_ages(rows, name, "age_from", expected)


def _same_ages(rows: list[Placed], name: str, column: str, expected: list[int]) -> Iterator[Finding]:
    for sex in dict.fromkeys(p.row.sex for p in rows):
        own = [p for p in rows if p.row.sex == sex]
        there = sorted(getattr(p.row, column) for p in own)
        if there == expected:
            continue
        missing = [str(a) for a in expected if a not in there]
        beyond = [p for p in own if getattr(p.row, column) not in expected]
        if beyond:
            found = f"the table {quote(name)}, {sex}, has age {getattr(beyond[0].row, column)}"
        else:
            found = f"the table {quote(name)}, {sex}, has not the age {', '.join(missing[:5])}"
        need = f"give one row for each of {', '.join(map(str, expected[:3]))}, ..., {expected[-1]}"
        yield at("ages-uneven", (beyond or own)[0], column, found, need)


def values(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Nobody in a group, proportions that cannot be, ages at which nobody or everybody dies."""
    for census in (own.baseline, *own.counts):
        for placed in counted(case, census):
            if placed.row.persons == 0:
                found = f"nobody is counted at {_told(placed)} in {census}, and the logarithm is needed"
                yield at("empty-group", placed, "persons", found, "join the group to its neighbour", census)
    for name in dict.fromkeys(own.survival):
        for placed in named(case, "survival", name):
            if not 0 < placed.row.proportion < 1:
                found = f"the proportion is {placed.row.proportion:g}"
                need = "write a number above 0 and below 1, such as 0.95; the open group has one too"
                yield at("survival-out-of-range", placed, "proportion", found, need)
    for name in dict.fromkeys(own.life_tables):
        rows = named(case, "life_tables", name)
        for sex in dict.fromkeys(p.row.sex for p in rows):
            yield from _mortality(life_table_column(rows, sex))
    for name in dict.fromkeys(tables_of(own, "migration")):
        for placed in named(case, "migration", name):
            if not abs(placed.row.proportion) < 1:
                found = f"the proportion is {placed.row.proportion:g}"
                need = "write net migrants over persons, above -1 and below 1, such as -0.05"
                yield at("out-of-range", placed, "proportion", found, need)


def _mortality(column: list[Placed]) -> Iterator[Finding]:
    """Somebody dies in every interval of a life table, and somebody lives through it."""
    need = "survival would be none or certain: join the ages to their neighbours"
    if column[0].row.measure == "lx":
        for before, placed in pairwise(column):
            if not 0 < placed.row.value < before.row.value:
                found = f"{placed.row.value:g} of {before.row.value:g} live from {before.row.age_from} to "
                yield at("survival-out-of-range", placed, "value", f"{found}{placed.row.age_from}", need)
                return
        return
    for placed in column:
        row = placed.row
        certain = row.measure == "qx" and row.value >= 1 and row.age_to is not None
        if row.value <= 0 or certain:
            yield at("survival-out-of-range", placed, "value", f"{row.measure} is {row.value:g} here", need)
            return
