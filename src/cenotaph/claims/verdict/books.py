"""Books of institutions and quotas: figures of a ledger by year, their sums, and limits with their fulfilment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import Question, table
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.records import Figure, in_period
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Ledger, Quota

SHARP = 0.02  # width of a figure's interval over the figure: some years of a book would add up to anything wider
LONGEST = 20  # years


def books(asked: Question, said: Bounds, case: Case) -> list[Figure]:
    """Figures of institutions' books on the same quantity and period, or the years that make a figure without one."""
    found = (*_books(asked, case), *_years_that_make(asked, said, case))
    return [replace(f, may_be_part=not asked.place) for f in found]


def _books(asked: Question, case: Case) -> Iterator[Figure]:
    entry = table()["ledger"].get(asked.event)
    if entry is None or asked.period is None or placing(asked.place, _own(case)) not in ("same", "unsaid"):
        return
    for institution, mine in _institutions(asked, entry, case):
        whole = asked.group in entry.get("whole_for", ())
        partial = "" if whole else f"the book of one institution, {institution}"
        if "stock" in entry["measures"]:
            chosen = [(p,) for p in mine if times.at_moment(asked.period, times.span(p.row.when).begin) == "same"]
        else:
            chosen = list(in_period(asked.period, [(p, p.row.when) for p in mine]))
        for some in chosen:
            measure = some[0].row.measure.replace("_", " ")
            yield Figure(sum(p.row.persons for p in some), some, f"{institution}, {measure}", partial)


def _years_that_make(asked: Question, said: Bounds, case: Case) -> list[Figure]:
    """For a sharp figure without a period: the years of a book that make it, if any do. They bear out and no more."""
    entry = table()["ledger"].get(asked.event)
    sharp = not (said.is_open_below or said.is_open_above or said.fade or said.denied)
    if entry is None or asked.period is not None or not sharp or said.high - said.low > SHARP * said.high:
        return []
    if "stock" in entry["measures"] or placing(asked.place, _own(case)) not in ("same", "unsaid"):
        return []
    found = []
    for institution, mine in _institutions(asked, entry, case):
        by_year = {p.row.when: p for p in reversed(mine) if p.row.when.isdigit()}
        years = sorted(by_year)
        for i in range(len(years)):
            for j in range(i + 1, min(len(years), i + LONGEST) + 1):
                some = tuple(by_year[y] for y in years[i:j])
                total = sum(p.row.persons for p in some)
                if int(years[j - 1]) - int(years[i]) == j - 1 - i and said.low <= total <= said.high:
                    label = f"{institution}, {some[0].row.measure.replace('_', ' ')}"
                    found.append(Figure(total, some, label, "the years that make the figure; it names none itself"))
    return found


def _institutions(asked: Question, entry: dict, case: Case) -> Iterator[tuple[str, list[Placed]]]:
    """The books that may speak of a group, each with its rows of the measures asked for."""
    rows = [p for p in case.places(Ledger) if p.row.measure in entry["measures"]]
    for institution in dict.fromkeys(p.row.institution for p in rows):
        if _holds(institution, asked.group) or asked.group in entry.get("whole_for", ()):
            yield institution, [p for p in rows if p.row.institution == institution]


def _holds(institution: str, group: str) -> bool:
    words = table()["institution"].get(group, ())
    return any(word in institution.casefold() for word in words)


def _own(case: Case) -> str:
    return case.territory(case.spec.case.territory).name


def quota_figures(asked: Question, case: Case, stages: tuple[str, ...]) -> list[Figure]:
    """The quotas of a place at the stages asked for: each category, and their sum where there are several."""
    place = asked.place or _own(case)
    rows = [
        p for p in case.places(Quota)
        if p.row.stage in stages and placing(place, p.row.territory_name) == "same"
        and (asked.period is None or times.relation(asked.period, times.span(p.row.date)) not in ("apart",))
    ]  # fmt: skip
    found = []
    for key in dict.fromkeys((p.row.order, p.row.date, p.row.stage) for p in rows):
        mine = [p for p in rows if (p.row.order, p.row.date, p.row.stage) == key]
        name = f"Order {key[0]}, {key[2].replace('_', ' ')}, {mine[0].row.territory_name}"
        found += [Figure(p.row.persons, (p,), f"{name}, {p.row.category.replace('_', ' ')}") for p in mine]
        if len(mine) > 1:
            found.append(Figure(sum(p.row.persons for p in mine), tuple(mine), f"{name}, all categories"))
    return [replace(f, may_be_part=not asked.place) for f in found]
