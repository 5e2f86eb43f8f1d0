"""Rules that hold of any set of rows: names that must be known, rows that exclude one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.dates import bounds
from cenotaph.evidence.finding import Finding, error, quote, suggestion
from cenotaph.evidence.tables import Literature, Population, Vital


def by[K](rows: Iterable[Placed], key: Callable[..., K]) -> dict[K, list[Placed]]:
    """Placed rows grouped by a function of the row, in the order of their first rows."""
    groups: dict[K, list[Placed]] = defaultdict(list)
    for placed in rows:
        groups[key(placed.row)].append(placed)
    return dict(groups)


def at(rule: str, placed: Placed, column: str, found: str, need: str, subject: str = "") -> Finding:
    """An error at a row."""
    return error(rule, placed.file, placed.line, column, found=found, need=need, subject=subject)


def unknown_names(case: Case) -> Iterator[Finding]:
    """Sources, territories and censuses that rows name and the case does not have."""
    known = {
        "source": (case.sources, "sources.toml"),
        "territory": ({t.id for t in case.spec.territory}, "a [[territory]] of case.toml"),
        "census": ({c.id for c in case.spec.census}, "a [[census]] of case.toml"),
    }
    for placed in case.placed:
        for column, (names, home) in known.items():
            value = getattr(placed.row, column, None)
            for name in value if isinstance(value, tuple) else (value,):
                if name is not None and name not in names:
                    need = suggestion(name, names, f"enter it as {home}")
                    found = f"{quote(name)} names no {column} of this case"
                    yield at(f"unknown-{column}", placed, column, found, need)


def repeated_rows(case: Case) -> Iterator[Finding]:
    """Rows of one kind that answer the same question twice."""
    seen: dict[tuple, Placed] = {}
    for placed in case.placed:
        model = type(placed.row)
        key = (model.kind, *(getattr(placed.row, column) for column in model.key))
        first = seen.setdefault(key, placed)
        if first is not placed:
            found = f"the same {', '.join(model.key)} as in {first.place}"
            need = "keep one row; where two records disagree, say so in [[accepted]]"
            yield at("duplicate-key", placed, "", found, need)


def census_dates(case: Case) -> Iterator[Finding]:
    """Population rows that put their census on another day than case.toml does."""
    dates = {census.id: census.date for census in case.spec.census}
    for placed in case.places(Population):
        row: Population = placed.row
        day = dates.get(row.census, row.date)
        if row.date != day:
            found = f"{quote(row.date)} is not the day of the census {row.census}, which is {day}"
            need = "correct the date here or in case.toml, or give this count a census of its own"
            yield at("census-date-differs", placed, "date", found, need, row.census)


def overlapping_periods(case: Case) -> Iterator[Finding]:
    """Vital rows of the same series, event, measure, territory, sex and ages whose periods share days."""
    groups = by(case.places(Vital), lambda r: (r.series, r.event, r.measure, r.territory, r.sex, r.age_from, r.age_to))
    for rows in groups.values():
        latest: Placed | None = None
        for placed in sorted(rows, key=lambda p: bounds(p.row.period)):
            if latest is None:
                latest = placed
                continue
            until = bounds(latest.row.period)[1]
            if bounds(placed.row.period)[0] <= until and placed.row.period != latest.row.period:
                found = f"the period {placed.row.period} overlaps {latest.row.period} of {latest.place}"
                need = "keep periods that exclude each other, or explain both in [[accepted]]"
                yield at("overlapping-periods", placed, "period", found, need)
            if bounds(placed.row.period)[1] > until:
                latest = placed


def recalled(case: Case) -> Iterator[Finding]:
    """Figures quoted from memory that claim another status, by which they would reach a headline."""
    for placed in case.placed:
        if placed.row.reading == "recalled" and placed.row.status != "recalled":
            found = f'a figure read from memory has the status "{placed.row.status}"'
            need = 'write the status "recalled", or collate the figure and say so in reading'
            yield at("recalled-in-headline", placed, "status", found, need)


_NAMES = ("life_table", "adjustment", "schedule", "group")


def recalled_answers(case: Case) -> Iterator[Finding]:
    """Headline answers in case.toml that rest on recalled rows; a named variant may."""
    memory = {
        name
        for placed in case.placed
        if placed.row.status == "recalled"
        for name in (placed.row.id, *(getattr(placed.row, f, "") for f in _NAMES))
        if name
    }
    for n, census in enumerate(case.spec.census, 1):
        for group in census.residual.groups if census.residual else ():
            if group in memory:
                yield error(
                    "recalled-in-headline",
                    file="case.toml",
                    column=f"census[{n}].residual.groups",
                    found=f"the residual rests on the recalled figure {quote(group)}",
                    need="collate the figure, or leave the residual out",
                )
    for d, dimension in enumerate(case.spec.dimension, 1):
        for o, option in enumerate(dimension.option, 1):
            named = (option.life_table, option.towards, option.adjustment, option.schedule, option.birth_rate)
            used = [
                n
                for n in (*named, *(option.factor_of or ()), *option.flows, *option.groups, *option.ledgers)
                if n in memory
            ]
            if used and option.headline:
                yield error(
                    "recalled-in-headline", file="case.toml", column=f"dimension[{d}].option[{o}].headline",
                    found=f"the answer rests on the recalled figure {quote(used[0])}",
                    need="say headline = false, which makes it a named variant, or collate the figure",
                )  # fmt: skip


def literature(case: Case) -> Iterator[Finding]:
    """Literature rows without a figure, or with limits out of order."""
    for placed in case.places(Literature):
        row: Literature = placed.row
        figures = [(name, getattr(row, name)) for name in ("low", "central", "high")]
        given = [(name, value) for name, value in figures if value is not None]
        if not given:
            need = "give what the author gives, or leave the row out"
            yield at("literature-empty", placed, "central", "low, central and high are all empty", need)
        for (name, value), (next_name, next_value) in pairwise(given):
            if value > next_value:
                found = f"{name} ({value:,.0f}) is above {next_name} ({next_value:,.0f})"
                need = "put low, central and high in rising order"
                yield at("literature-order", placed, name, found, need)
