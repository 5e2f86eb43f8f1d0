"""Sections three, five, seven and nine: the balance, errors of the counts, registers, variants."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from cenotaph.report import figures, numbers
from cenotaph.report.markup import DataTable, Figure
from cenotaph.report.view import View
from cenotaph.report.words import ERRORS, FLOWS, LOSSES, period_text

_MOST_INPUTS = 14


def _waterfalls(view: View) -> list[dict]:
    """One for each scenario and closing census of the table; `residual` is what does not close."""
    rows = view.rows("waterfall")
    found = []
    for scenario, census in sorted(dict.fromkeys((r["scenario"], r["census"]) for r in rows), key=_last_first(view)):
        mine = [r for r in rows if (r["scenario"], r["census"]) == (scenario, census)]
        steps = [r for r in mine if r["kind"] in ("level", "change")]
        first, last = steps[0], steps[-1]
        other = next((r["value"] for r in mine if r["kind"] == "residual"), None)
        residual = first["value"] + sum(r["value"] for r in steps if r["kind"] == "change") - last["value"]
        table = DataTable(
            "Persons, step by step",
            ["Step", "Persons"],
            [[str(r["step"]), numbers.count(r["value"], signed=r["kind"] == "change")] for r in steps],
            {1},
        )
        chart = view.chart(
            f"waterfall-{scenario}-{census}",
            lambda width, steps=steps: figures.waterfall_chart(steps, width),
            table,
        )
        found.append(
            {
                "label": str(first["label"]),
                "scenario": scenario,
                "census": view.census_label(census),
                "closes": abs(residual) < 0.5,
                "residual": numbers.count(residual, signed=True),
                "rate_based": None if other is None else f"{numbers.persons(other, signed=True)} persons",
                "figure": chart,
            }
        )
    return found


def _last_first(view: View) -> Callable[[tuple[str, str]], int]:
    """Sorting key of (scenario, census): the last closing census first, scenarios as they come."""
    order = list(view.case.spec.balance.closing)
    return lambda pair: -order.index(pair[1]) if pair[1] in order else 1


def _errors(view: View) -> Figure | None:
    known = [
        (view.census_label(c), e)
        for c in view.case.spec.balance.closing
        if (e := view.of(ERRORS[0], c)) and e.axis == "scenario" and len(e.values)
    ]
    if not known:
        return None
    rows: list[list[str | Markup]] = []
    for label, estimate in known:
        for reading, pairs in figures.by_reading(estimate, view.readings).items():
            values = [v for _, v in pairs]
            text = f"{numbers.persons(min(values), max(values), signed=True)} persons"
            rows.append([label, reading or "any", numbers.count(len(values)), text])
    table = DataTable(
        "Net error: counted minus true, by the census taken as true",
        ["Count", "Census taken as true", "Scenarios", "Net error"],
        rows,
        {2, 3},
    )
    return view.chart("errors", lambda width: figures.errors_chart(known, view.readings, view.order, width), table)


def _gaps(view: View) -> list[dict]:
    """Expectations and registers held against the counts: exact arithmetic on records."""
    found = []
    for kind in ("expectation-gap-", "register-gap-"):
        for estimate in view.estimates.estimates:
            if estimate.estimand.id.startswith(kind):
                found.append(
                    {
                        "label": estimate.estimand.label,
                        "recalled": estimate.weakest == "recalled",
                        "definition": estimate.estimand.definition,
                        "period": period_text(estimate.estimand.period),
                        "figure": view.figure(estimate),
                    }
                )
    return found


def _flows(view: View) -> list[tuple[str, list[Markup]]]:
    """Deaths, births and populations of the account, by closing census (the last first)."""
    found = []
    for family in FLOWS + ERRORS:
        estimates = [view.of(family, c) for c in reversed(view.case.spec.balance.closing)]
        if any(estimates):
            found.append((family.label, [view.figure(e, unit=False, button=False) for e in estimates]))
    return found


def _registers(view: View) -> list[tuple[str, Figure]]:
    rows = view.rows("registers")
    found = []
    for event in dict.fromkeys(r["event"] for r in rows):
        mine = [r for r in rows if r["event"] == event]
        body: list[list[str | Markup]] = []
        for r in mine:
            known = r["path_low"] is not None and r["path_high"] is not None
            path = f"{numbers.count(r['path_low'])} to {numbers.count(r['path_high'])}" if known else ""
            registered = "" if r["registered"] is None else numbers.count(r["registered"])
            part = ""
            if known and r["registered"] is not None and r["path_low"] > 0:
                shares = (r["registered"] / r["path_high"], r["registered"] / r["path_low"])
                part = " to ".join(dict.fromkeys(numbers.share(v) for v in shares))
            body.append([period_text(r["period"]), registered, path, part])
        heads = ["Period", "Registered", "In the account", "Registered, of the account"]
        table = DataTable(f"{event.capitalize()}, persons in the whole period", heads, body, {1, 2, 3})
        chart = view.chart(f"registers-{event}", lambda width, mine=mine: figures.registers_chart(mine, width), table)
        found.append((event, chart))
    return found


def _main_loss(view: View, table: str) -> str | None:
    """The first loss of the last closing census that a table has rows for."""
    have = {r["estimate"] for r in view.rows(table)}
    closings = reversed(view.case.spec.balance.closing)
    names = (f"{f.prefix}-{c}" for c in closings for f in LOSSES)
    return next((n for n in names if n in have), next(iter(sorted(have)), None))


def _variants(view: View) -> dict | None:
    rows = view.rows("variants")
    main = _main_loss(view, "variants")
    if main is None:
        return None
    estimates = list(dict.fromkeys(r["estimate"] for r in rows if not r["estimate"].startswith("counted")))
    shown = [e for e in estimates if any(e.startswith(f.prefix) for f in LOSSES)] or estimates
    cells = {(r["variant"], r["estimate"]): r["value"] for r in rows}
    labels = [_label(view, e) for e in shown]
    reference = {r["estimate"]: r["reference"] for r in rows}
    body: list[list[str | Markup]] = [["Reference scenario", *(_or_blank(reference.get(e)) for e in shown)]]
    said = {r["variant"]: view.text(str(r["label"])) for r in rows}
    for variant in said:
        body.append([str(variant), *(_or_blank(cells.get((variant, e))) for e in shown)])
    table = DataTable("Persons", ["Variant", *labels], body, set(range(1, len(shown) + 1)))
    mine = [r for r in rows if r["estimate"] == main and r["value"] is not None and r["reference"] is not None]
    found = view.find(main)
    return {
        "said": list(said.items()),
        "estimate": view.figure(found, button=False) if found else main,
        "label": found.estimand.label if found else main,
        "period": period_text(found.estimand.period) if found else "",
        "figure": view.chart("variants", lambda width: figures.variants_chart(mine, width), table) if mine else None,
        "table": table,
    }


def _label(view: View, name: str) -> str:
    """An estimate's label with the end of its period, which tells the closing censuses apart."""
    found = view.find(name)
    return f"{found.estimand.label} ({_end(found.estimand.period)})" if found else name


def _or_blank(value: float | None) -> str:
    return "not estimable" if value is None else numbers.count(value)


def _end(period: str) -> str:
    return period_text(period.rpartition("/")[2])


def _influence(view: View) -> dict | None:
    name = _main_loss(view, "influence")
    if name is None:
        return None
    every = [r for r in view.rows("influence") if r["change_percent"] is not None]
    mine = sorted((r for r in every if r["estimate"] == name), key=lambda r: -abs(r["change_percent"]))
    body: list[list[str | Markup]] = []
    for r in every:
        found = view.find(r["estimate"])
        label = f"{found.estimand.label} ({_end(found.estimand.period)})" if found else r["estimate"]
        body.append([label, view.input(str(r["input"])), f"{numbers.decimal(r['change_percent'], 2, True)} %"])
    table = DataTable("Change of the estimate, per cent", ["Estimate", "Input", "Change"], body, {2})
    found = view.find(name)
    chart = view.chart("influence", lambda width: figures.influence_chart(mine[:_MOST_INPUTS], width), table)
    period = period_text(found.estimand.period) if found else ""
    return {"label": found.estimand.label if found else name, "period": period, "figure": chart}


def context(view: View) -> dict:
    """Values of sections three, five, seven and nine."""
    return {
        "waterfalls": _waterfalls(view),
        "errors": _errors(view),
        "gaps": _gaps(view),
        "flows": _flows(view),
        "registers": _registers(view),
        "variants": _variants(view),
        "influence": _influence(view),
    }
