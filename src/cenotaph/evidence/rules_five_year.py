"""What [five_year] names must be there, period by period, and its counts must lie where the periods are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.finding import Finding, error, quote
from cenotaph.evidence.five_year_rows import TABLES, counted, grid_of, named, tables_of, used
from cenotaph.evidence.five_year_spec import FiveYear
from cenotaph.evidence.rules_account import CASE_FILE
from cenotaph.evidence.rules_five_year_ages import ages, baseline_ages, values
from cenotaph.evidence.rules_model import cited
from cenotaph.evidence.rules_references import unknown_references
from cenotaph.evidence.rules_rows import at

A_MONTH = 1 / 12
WORDS = {
    "fertility": "fertility schedule", "life_tables": "life table", "survival": "survival table",
    "migration": "table of net migration",
}  # fmt: skip
_in_case = partial(error, file=CASE_FILE)


def five_year(case: Case) -> Iterator[Finding]:
    """Findings about [five_year]; none when the case has no such section.

    Asked in stages: what is named must be there before the baseline is looked at, and the baseline must stand before
    anything is held against it, so that one fault is not told in many ways.
    """
    own = case.spec.five_year
    if own is None:
        return
    stages = (
        (_names, _doubts),
        (_opening, baseline_ages),
        (_counts, _periods, _sexes, ages, values, _recalled),
    )
    for stage in stages:
        found = [finding for rule in stage for finding in rule(case, own)]
        yield from found
        if found:
            return


def _names(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Counts with cells, tables with rows, sources; survival from one place."""
    censuses = {c.id for c in case.spec.census}
    yield from unknown_references("five_year.baseline", [own.baseline], "census", censuses)
    yield from unknown_references("five_year.counts", own.counts, "census", censuses)
    for key, (model, column) in TABLES.items():
        known = {getattr(p.row, column) for p in case.places(model)}
        yield from unknown_references(f"five_year.{key}", dict.fromkeys(tables_of(own, key)), WORDS[key], known)
    yield from unknown_references("five_year.sex_ratio_source", own.sex_ratio_source, "source", case.sources)
    for path, sources in cited(own.within, "five_year.within"):
        yield from unknown_references(f"{path}.source", sources, "source", case.sources)
    for path, census in (("baseline", own.baseline), *(("counts", c) for c in own.counts)):
        if census in censuses and not counted(case, census):
            found = f"the census {census} has no cells by age in {case.spec.case.territory}"
            need = "enter its age table in evidence/population.csv (entry cell), or name another census"
            yield _in_case("census-without-cells", column=f"five_year.{path}", found=found, need=need)
    for census in sorted({c for c in own.counts if own.counts.count(c) > 1}):
        found = f"the census {quote(census)} is named twice"
        yield _in_case("duplicate-id", column="five_year.counts", found=found, need="keep one of them")


def _doubts(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Survival from life tables or from proportions; a prior of the sex ratio at birth with two sexes."""
    if bool(own.life_tables) == bool(own.survival):
        found = "gives both life_tables and survival" if own.survival else "gives neither life_tables nor survival"
        need = "name a life table for each period, or a table of survival.csv for each period"
        yield _in_case("option-incomplete", column="five_year", found=found, need=need)
    sexes = grid_of(case, own).sexes
    if sexes == ("female",) and own.within.srb is not None:
        found = "doubts the sex ratio at birth, which is fixed in a case of women alone"
        need = "leave [five_year.within.srb] out, or enter the men's tables"
        yield _in_case("sexes-of-model", column="five_year.within.srb", found=found, need=need)
    if len(sexes) == 2 and own.within.srb is None:
        need = "add [five_year.within.srb] with share and reason"
        found = "says nothing of the sex ratio at birth, and the case has two sexes"
        yield _in_case("option-incomplete", column="five_year.within", found=found, need=need)


def _time(case: Case, census: str) -> float:
    return decimal_year(date.fromisoformat(case.census(census).date))


def _opening(case: Case, own: FiveYear) -> Iterator[Finding]:
    """The baseline stands at the start of the first period, and is of women, or of women and men."""
    time = _time(case, own.baseline)
    if abs(time - own.start) > A_MONTH:
        found = f"the baseline {own.baseline} is of {case.census(own.baseline).date}, and the first period begins in "
        found += f"{own.start:g}"
        need = f"write start = {time:.2f}, or name the count that stands at the start"
        yield _in_case("count-outside-periods", column="five_year.start", found=found, need=need)
    sexes = grid_of(case, own).sexes
    if sexes not in (("female",), ("female", "male")):
        found = f"the baseline {own.baseline} has cells of: {', '.join(sexes)}"
        need = "enter female cells, or female and male ones"
        yield at("sexes-of-model", counted(case, own.baseline)[0], "sex", found, need, own.baseline)


def _counts(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Later counts after the baseline, and not beyond the last period."""
    span = f"{own.start:g} to {own.end:g}"
    for census in own.counts:
        if not own.start + A_MONTH < _time(case, census) <= own.end + A_MONTH:
            found = f"the census {census} of {case.census(census).date} lies outside the periods, {span}"
            need = "name a later count, or add the tables of more periods; the baseline is not named again"
            yield _in_case("count-outside-periods", column="five_year.counts", found=found, need=need)


def _periods(case: Case, own: FiveYear) -> Iterator[Finding]:
    """As many tables of each kind as there are periods, each of its own period."""
    for key in TABLES:
        names = tables_of(own, key)
        if names and len(names) != len(own.fertility):
            found = f"names {len(names)} tables, and fertility {len(own.fertility)}"
            need = "name one table for each period, in their order"
            yield _in_case("periods-uneven", column=f"five_year.{key}", found=found, need=need)
        for n, name in enumerate(names):
            low = own.start + own.width * n
            for placed in named(case, key, name):
                first, last = interval(placed.row.period)
                if abs(first - low) > A_MONTH or abs(last - low - own.width) > A_MONTH:
                    found = f"{quote(name)} is of {placed.row.period}, and number {n + 1} of five_year.{key} is of "
                    found += f"the {own.width} years from {low:g}"
                    whole = low == int(low)
                    need = f"write {low:g}/{low + own.width - 1:g}" if whole else "write the days of that period"
                    need += ", or put the names into the order of the periods"
                    yield at("periods-uneven", placed, "period", found, need)
                    break


def _sexes(case: Case, own: FiveYear) -> Iterator[Finding]:
    """Other tables are of the sexes of the baseline; a count may give both together where there are two."""
    sexes = set(grid_of(case, own).sexes)
    told = " and ".join(sorted(sexes))
    rest = [(f"the census {c}", counted(case, c), True) for c in own.counts]
    rest += [
        (quote(name), named(case, key, name), False)
        for key in ("life_tables", "survival", "migration")
        for name in dict.fromkeys(tables_of(own, key))
    ]
    for what, rows, count in rest:
        there = {p.row.sex for p in rows}
        if there == sexes or (count and len(sexes) == 2 and there == {"both"}):
            continue
        beyond = [p for p in rows if p.row.sex not in sexes]
        found = f"{what} has rows of: {', '.join(sorted(there))}; the baseline is {told}"
        need = "leave the others out" if beyond else f"enter the {', '.join(sorted(sexes - there))} rows too"
        yield at("sexes-of-model", (beyond or rows)[0], "sex", found, need)


def _recalled(case: Case, own: FiveYear) -> Iterator[Finding]:
    for placed in used(case, own):
        if placed.row.status == "recalled":
            need = "collate the figure and say so in its status, or leave it out"
            yield at("recalled-in-headline", placed, "status", "the reconstruction rests on a recalled figure", need)
