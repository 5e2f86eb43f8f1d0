"""Sections six and eight: the literature on one axis, and the books, orders, facts and witnesses."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.evidence.tables import DEFINITIONS, Event, Ledger, Literature, Quota, Testimony
from cenotaph.report import figures, numbers
from cenotaph.report.markup import DataTable, Figure, link
from cenotaph.report.prose import row_anchor
from cenotaph.report.view import View
from cenotaph.report.words import definition, heading, period_text, same_period, years_of


def _ours(view: View, name: str, rows: list[Literature]) -> list[tuple[str, Estimate, bool]]:
    """Our estimates of the same definition whose period a row of the literature shares."""
    found = []
    for estimate in view.estimates.estimates:
        what = estimate.estimand
        if what.comparable != name or estimate.axis == "none":
            continue
        own = view.case.spec.case.territory
        if not any(same_period(what.period, r.period) for r in rows if r.territory == own):
            continue
        # The literature counts arrivals minus departures; a loss counts the other way.
        turned = name == "net_migration" and what.id.startswith("net-migration-loss")
        found.append((f"{what.label} ({period_text(what.period)})", estimate, turned))
    return found


def _literature_table(view: View, rows: list[Literature], ours: list[tuple[str, Estimate, bool]]) -> DataTable:
    at = {id(p.row): row_anchor(p) for p in view.case.places(Literature)}
    body: list[list[str | Markup]] = []
    for row in sorted(rows, key=lambda r: (r.year, r.author)):
        same = any(same_period(e.estimand.period, row.period) for _, e, _ in ours) and (
            row.territory == view.case.spec.case.territory
        )
        body.append(
            [
                link(at[id(row)], f"{row.author} ({row.year})"),
                figures.literature_reading(row),
                period_text(row.period),
                view.territory_name(row.territory),
                "yes" if same else "no",
                "recalled" if figures.is_recalled(row) else row.status,
                view.sources(row.source),
            ]
        )
    heads = ["Author", "Persons", "Period", "Territory", "As ours", "Status", "Source"]
    return DataTable(heading(definition(rows[0].definition)), heads, body, {1})


def _territories(view: View, rows: list[Literature]) -> list[tuple[str, list[Literature]]]:
    """The rows by territory, that of the case first: a part of a country is not the country."""
    own = view.case.spec.case.territory
    names = sorted(dict.fromkeys(r.territory for r in rows), key=lambda t: t != own)
    return [(f"The literature: {view.territory_name(t)}", [r for r in rows if r.territory == t]) for t in names]


def _literature(view: View) -> list[dict]:
    rows = view.case.rows(Literature)
    own = view.case.spec.case.territory
    found = []
    for name in DEFINITIONS:
        mine = [r for r in rows if r.definition == name]
        shown = [r for r in mine if figures.literature_reading(r) != "no figure"]
        if not shown:
            continue
        ours = _ours(view, name, mine)
        alike = {
            id(r)
            for r in shown
            if r.territory == own and any(same_period(e.estimand.period, r.period) for _, e, _ in ours)
        }
        # Populations of other dates would only stretch the axis; they stay in the table.
        if name == "true_population" and alike:
            shown = [r for r in shown if id(r) in alike]
        chart = view.chart(
            f"literature-{name}",
            lambda width, ours=ours, groups=_territories(view, shown), alike=alike: figures.literature_chart(
                ours, groups, width, alike
            ),
            _literature_table(view, mine, ours),
        )
        found.append(
            {
                "name": heading(name),
                "meaning": definition(name),
                "figure": chart,
                "ours": [(view.figure(e, button=False), period_text(e.estimand.period)) for _, e, _ in ours],
                "alike": len(alike),
                "turned": any(t for _, _, t in ours),
                "recalled": any(figures.is_recalled(r) for r in shown),
            }
        )
    return found


def _ledgers(view: View) -> tuple[list[tuple[str, Figure]], DataTable | None]:
    """Charts of stocks and of deaths on the books, and one table of every entry."""
    rows = view.case.rows(Ledger)
    charts = []
    for measure, unit in (("stock", "persons held"), ("died", "deaths in the year")):
        mine = [r for r in rows if r.measure == measure]
        if figures.drawable(mine):
            chart = view.chart(
                f"ledger-{measure}",
                lambda width, mine=mine, unit=unit: figures.stocks_chart(mine, width, unit),
                _ledger_table(mine, unit),
            )
            charts.append((measure, chart))
    rest = [r for r in rows if r.measure not in {m for m, _ in charts}]
    return charts, _ledger_table(rest, "persons") if rest else None


def _ledger_table(rows: list[Ledger], unit: str) -> DataTable:
    measures = len({r.measure for r in rows}) > 1
    body: list[list[str | Markup]] = []
    for r in sorted(rows, key=lambda r: (r.institution, r.measure, years_of(r.when))):
        line: list[str | Markup] = [
            r.institution,
            *([heading(r.measure)] if measures else []),
            period_text(r.when),
        ]
        body.append([*line, numbers.count(r.persons), r.status])
    heads = ["Institution", *(["Measure"] if measures else []), "When", "Persons", "Status"]
    return DataTable(heading(unit), heads, body, {heads.index("Persons")})


def _quotas(view: View) -> list[dict]:
    """For each order: limits by region and category, and the sums of the rows shown."""
    found = []
    rows = view.case.rows(Quota)
    for order in dict.fromkeys(r.order for r in rows):
        mine = [r for r in rows if r.order == order]
        stages = [s for s in _STAGES if any(r.stage == s for r in mine)]
        categories = sorted({r.category for r in mine})
        slots = [(s, c) for s in stages for c in categories if any((r.stage, r.category) == (s, c) for r in mine)]
        cells: Counter = Counter()
        for r in mine:
            cells[r.territory_name, r.stage, r.category] += r.persons
            cells[r.stage, r.category] += r.persons
        body: list[list[str | Markup]] = [
            [name, *(_or_blank(cells, (name, *s)) for s in slots)]
            for name in dict.fromkeys(r.territory_name for r in mine)
        ]
        heads = [f"{heading(stage)}, {category.replace('_', ' ')}" for stage, category in slots]
        sums: list[list[str | Markup]] = [[heading(c), *(_or_blank(cells, (s, c)) for s in stages)] for c in categories]
        every = set(range(1, len(heads) + 1))
        caption = "Persons, sums of the rows of evidence"
        columns = set(range(1, len(stages) + 1))
        found.append(
            {
                "order": order,
                "sums": DataTable(caption, ["Category", *map(heading, stages)], sums, columns),
                "table": DataTable("Persons, by territory", ["Territory", *heads], body, every),
                "sources": view.sources(dict.fromkeys(s for r in mine for s in r.source)),
            }
        )
    return found


def _or_blank(cells: Counter, key: tuple) -> str:
    return numbers.count(cells[key]) if key in cells else ""


_STAGES = ("limit", "raised_limit", "request", "fulfilled")


def _events(view: View) -> tuple[Figure | None, list[dict]]:
    rows = sorted(view.case.rows(Event), key=lambda e: years_of(e.date))
    if not rows:
        return None, []
    listed = [
        {"when": period_text(e.date), "event": e.event, "category": heading(e.category),
         "status": e.status, "sources": view.sources(e.source)}
        for e in rows
    ]  # fmt: skip
    return view.chart("timeline", lambda width: figures.timeline_chart(rows, width)), listed


def _witnesses(view: View) -> list[dict]:
    return [
        {
            "witness": t.witness, "role": t.role, "place": t.place, "attests": t.attests,
            "not": t.does_not_attest, "observed": period_text(t.observed),
            "recorded": period_text(t.recorded), "status": t.status, "sources": view.sources(t.source),
            "locator": t.locator, "anchor": row_anchor(p),
        }
        for p in view.case.places(Testimony)
        if isinstance(t := p.row, Testimony)
    ]  # fmt: skip


def context(view: View) -> dict:
    """Values of sections six and eight."""
    ledgers, other = _ledgers(view)
    timeline, events = _events(view)
    return {
        "literature": _literature(view),
        "ledgers": ledgers,
        "ledger_table": other,
        "quotas": _quotas(view),
        "timeline": timeline,
        "events": events,
        "witnesses": _witnesses(view),
    }
