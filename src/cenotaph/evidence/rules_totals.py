"""The rule that a printed total is what its parts add up to, or that the case says why not."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.finding import Finding, note
from cenotaph.evidence.rules_rows import at, by
from cenotaph.evidence.spec import Census
from cenotaph.evidence.tables import Population

RULE = "total-contradicted"
_TABLE_GROUPS = ("table", "")


def totals(case: Case) -> Iterator[Finding]:
    """Totals of each census and territory that has cells, against cells and persons of unknown age.

    The total of the table (group "table" or none) must equal them; the "final" total may exceed them by a
    residual that case.toml describes and contingents cover to nine tenths; others are not compared.
    """
    censuses = {census.id: census for census in case.spec.census}
    for (census_id, _), rows in by(case.places(Population), lambda r: (r.census, r.territory)).items():
        census = censuses.get(census_id)
        if census is None or not any(placed.row.entry == "cell" for placed in rows):
            continue
        for total in rows:
            if total.row.entry == "total":
                yield from _compare(total, rows, census)


def contradictions(case: Case) -> Iterator[tuple[Finding, int]]:
    """What `totals` finds wrong (accepted or not), each with persons in the total beyond those in its parts."""
    persons = {placed.place: placed for placed in case.places(Population)}
    for finding in totals(case):
        if finding.rule == RULE:
            total = persons[f"{finding.file}:{finding.line}"]
            rows = [p for p in persons.values() if (p.row.census, p.row.territory) == _table(total.row)]
            yield finding, total.row.persons - (_parts(total.row, rows) or 0)


def _table(row: Population) -> tuple[str, str]:
    return row.census, row.territory


def _compare(total: Placed, rows: list[Placed], census: Census) -> Iterator[Finding]:
    row: Population = total.row
    parts = _parts(row, rows)
    if row.group not in (*_TABLE_GROUPS, "final"):
        yield _not_compared(total, f'the total "{row.group}" is of another kind than the table\'s')
    elif parts is None:
        yield _not_compared(total, f"the parts do not say how many are {row.sex} of these ages")
    elif row.group == "final" and row.persons > parts:
        yield from _residual(total, rows, row.persons - parts, census)
    elif row.persons != parts:
        what = "less" if row.persons < parts else "more"
        found = f"the {row.sex} total of {census.id} is {row.persons:,}, {abs(row.persons - parts):,} {what} "
        found += f"than its parts, which add up to {parts:,}"
        need = "compare total and parts with the source; a printed contradiction goes into [[accepted]]"
        yield at(RULE, total, "persons", found, need, census.id)


def _residual(total: Placed, rows: list[Placed], residual: int, census: Census) -> Iterator[Finding]:
    """A final total above its table: case.toml must say who is meant, and contingents must suffice."""
    row: Population = total.row
    above = f"the final {row.sex} total of {census.id} exceeds its table by {residual:,}"
    if census.residual is None:
        need = "describe these persons in [census.residual] of case.toml, or correct the figure"
        yield at(RULE, total, "persons", above, need, census.id)
        return
    groups = census.residual.groups
    named = [p.row for p in rows if p.row.entry == "contingent" and p.row.group in groups]
    if row.sex != "both" and not any(part.sex == row.sex for part in named):
        return  # the contingents are known for both sexes together only
    counted = sum(_of_sex([part for part in named if part.group == group], row.sex) or 0 for group in groups)
    if counted * 10 < residual * 9:
        found = f"{above}, and the contingents named for it ({', '.join(groups)}) count {counted:,}"
        need = "enter the contingents that are missing, or name others in [census.residual]"
        yield at(RULE, total, "persons", found, need, census.id)


def _parts(total: Population, rows: list[Placed]) -> int | None:
    """Cells and persons of unknown age that a total should cover; None when they cannot be cut so."""
    cells = [p.row for p in rows if p.row.entry == "cell"]
    unknown = [p.row for p in rows if p.row.entry == "unknown_age"]
    if total.age_from is not None or total.age_to is not None:
        low, high = total.age_from or 0, total.age_to if total.age_to is not None else 1000
        inside = [c for c in cells if low <= (c.age_from or 0) and (c.age_to or 1000) <= high]
        cut = [c for c in cells if (c.age_from or 0) < high and (c.age_to or 1000) > low]
        if len(inside) != len(cut):
            return None
        cells, unknown = inside, []
    counted, uncounted = _of_sex(cells, total.sex), _of_sex(unknown, total.sex)
    return None if counted is None or uncounted is None else counted + uncounted


def _of_sex(rows: list[Population], sex: str) -> int | None:
    """Persons of a sex among rows; rows of both sexes win over those of one when both are asked for."""
    if not rows:
        return 0
    together = [row.persons for row in rows if row.sex == "both"]
    if sex == "both":
        return sum(together) if together else sum(row.persons for row in rows)
    alone = [row.persons for row in rows if row.sex == sex]
    return sum(alone) if alone or not together else None


def _not_compared(total: Placed, why: str) -> Finding:
    return note(
        "total-not-compared",
        total.file,
        total.line,
        "persons",
        found=f"{why}; it was not compared with the cells",
        need='a total of the age table has group "table", one of the whole census "final"',
        subject=total.row.census,
    )
