"""Section one: the answer by definition and scenario, what moves it, and its parts."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from cenotaph.report import figures, numbers
from cenotaph.report.markup import DataTable, Figure, figure_link
from cenotaph.report.view import View
from cenotaph.report.words import LOSSES, PARTS, Family, period_text


@dataclass(frozen=True)
class Column:
    """One closing census in the headline table."""

    census: str
    label: str
    opening: str
    closing: str
    period: str


def columns(view: View) -> list[Column]:
    """Closing censuses, the last first: it closes the longest account."""
    case = view.case
    start = case.census(case.spec.balance.opening).date
    return [
        Column(
            c,
            view.census_label(c),
            period_text(start),
            period_text(case.census(c).date),
            period_text(f"{start}/{case.census(c).date}"),
        )
        for c in reversed(case.spec.balance.closing)
    ]


def _rows(view: View, families: tuple[Family, ...], button: bool) -> list[tuple[str, list[Markup]]]:
    found = []
    for family in families:
        estimates = [view.of(family, c.census) for c in columns(view)]
        if any(estimates):
            cells = [view.figure(e, unit=False, button=button) for e in estimates]
            found.append((family.label, cells))
    return found


def reasons(view: View) -> list[tuple[str, list[Markup]]]:
    """What is not estimable, gathered by reason: (reason, figures that share it)."""
    found: dict[str, list[Markup]] = {}
    for estimate in view.estimates.estimates:
        if estimate.axis == "none":
            end = estimate.estimand.period.rpartition("/")[2]
            text = f"{estimate.estimand.label} ({period_text(end)})"
            found.setdefault(estimate.reason, []).append(figure_link(estimate, text, button=False))
    return list(found.items())


def _counts(view: View) -> str:
    """How many scenarios the headline ranges hold: one number, or the lowest and the highest."""
    sizes = [len(e.values) for c in columns(view) for _, e in view.known(LOSSES, c.census) if e.axis == "scenario"]
    return " to ".join(dict.fromkeys(numbers.count(n) for n in (min(sizes), max(sizes)))) if sizes else ""


def _notes(view: View) -> list[str]:
    """What the headline figures say about themselves, each thing once: scenarios set aside, and why."""
    found = [e.reason for c in columns(view) for _, e in view.known(LOSSES, c.census) if e.reason]
    return list(dict.fromkeys(found))


def _scenario_table(view: View, closing: str) -> DataTable:
    """One row a scenario, one column a definition: the numbers behind the points."""
    known = view.known(LOSSES, closing)
    scenarios = [str(s["scenario"]) for s in view.estimates.scenarios]
    by_label = [dict(zip(e.labels, e.values, strict=True)) for _, e in known if e.axis == "scenario"]
    labels = [label for label, e in known if e.axis == "scenario"]
    rows: list[list[str | Markup]] = []
    for name in scenarios:
        # Scenarios set aside have no result; the note beside the headline says why.
        if any(name in v for v in by_label):
            cells = [numbers.count(v[name]) if name in v else "" for v in by_label]
            rows.append([name, view.readings.get(name, ""), *cells])
    heads = ["Scenario", "Census taken as true", *labels]
    return DataTable("Persons, every scenario", heads, rows, set(range(2, len(heads))))


def _losses_figures(view: View) -> list[tuple[Column, Figure]]:
    found = []
    ends = [v for c in columns(view) for _, e in view.known(LOSSES, c.census) for v in (e.values.min(), e.values.max())]
    if not ends:
        return []
    domain = (min(0.0, float(min(ends)) * 1.04), max(0.0, float(max(ends)) * 1.04))
    for column in columns(view):
        known = view.known(LOSSES, column.census)
        if known:
            chart = view.chart(
                f"losses-{column.census}",
                lambda width, known=known: figures.losses_chart(known, view.readings, view.order, width, domain),
                _scenario_table(view, column.census),
            )
            found.append((column, chart))
    return found


def _drivers(view: View) -> dict | None:
    """What moves the first loss of the last closing census that has drivers; tables of all the others."""
    rows = view.rows("drivers")
    have = {r["estimate"] for r in rows}
    names = (f"{f.prefix}-{c.census}" for c in columns(view) for f in LOSSES)
    name = next((n for n in names if n in have), None)
    chosen = view.find(name) if name else None
    if chosen is None:
        return None
    mine = [r for r in rows if r["estimate"] == name]
    tables = [_drivers_table(view, c, rows) for c in columns(view)]
    chart = view.chart("drivers", lambda width: figures.drivers_chart(mine, width=width), *tables)
    period = period_text(chosen.estimand.period)
    return {
        "figure": view.figure(chosen, button=False),
        "label": chosen.estimand.label,
        "period": period,
        "chart": chart,
    }


def _drivers_table(view: View, column: Column, rows: list[dict]) -> DataTable:
    closing = column.census
    families = [f for f in LOSSES if any(r["estimate"] == f"{f.prefix}-{closing}" for r in rows)]
    cells = {(r["estimate"], r["dimension"], r["option"]): r for r in rows}
    answers = dict.fromkeys((r["dimension"], r["option"], r["question"], r["label"]) for r in rows)
    body: list[list[str | Markup]] = []
    for dimension, option, question, label in answers:
        line: list[str | Markup] = [str(question), str(label)]
        for family in families:
            r = cells.get((f"{family.prefix}-{closing}", dimension, option))
            line.append(_mean_and_range(r) if r else "")
        body.append(line)
    heads = ["Question", "Answer", *(f.label for f in families)]
    caption = f"{column.period}: persons, mean (range) of the scenarios with each answer"
    return DataTable(caption, heads, body, set(range(2, len(heads))))


def _mean_and_range(row: dict) -> Markup:
    mean, ends = numbers.persons(row["mean"]), numbers.persons(row["low"], row["high"])
    return Markup("{}<small>{}</small>").format(mean, ends)


def context(view: View) -> dict:
    """Values of the first screen and of section one."""
    spec = view.case.spec
    return {
        "columns": columns(view),
        "headline": _rows(view, LOSSES, button=True),
        "parts": _rows(view, PARTS, button=False),
        "scenario_counts": _counts(view),
        "notes": _notes(view),
        "unknown": [(d.id, view.text(d.question)) for d in spec.dimension if sum(o.headline for o in d.option) > 1],
        "reasons": reasons(view),
        "losses_figures": _losses_figures(view),
        "drivers": _drivers(view),
        "any_number": any(view.known(LOSSES, c) for c in spec.balance.closing),
    }
