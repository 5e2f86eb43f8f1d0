"""provinces_page: a case of provinces as one HTML file that opens offline."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.report import charts_provinces as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, Figure, visible
from cenotaph.report.page import POLICY, environment, finished, style
from cenotaph.report.view import View
from cenotaph.report.words import period_text

SHOWN = ("excess-share-", "excess-deaths-rate-", "birth-deficit-share-", "birth-deficit-")
WHOLE = "provinces-"


def provinces_page(case: Case, estimates: Estimates) -> str:
    """The page: the whole, every province pooled and by itself, what is shared, the definitions, what was checked."""
    view = View(case, estimates)
    try:
        html = environment().get_template("provinces.html.j2").render(_context(view))
    finally:
        view.close()
    return finished(html)


def _context(view: View) -> dict:
    case, run = view.case, view.estimates.run
    territory = case.territory(case.spec.case.territory)
    told = run.diagnostics["sampler"]
    return {
        "policy": POLICY,
        "style": Markup(style()),
        "info": case.spec.case,
        "question": view.text(case.spec.case.question),
        "territory": territory,
        "borders": period_text(territory.borders),
        "period": period_text(case.spec.case.period),
        "pooling": view.text(case.spec.model.provinces.text),
        "provinces": numbers.count(told["provinces"]),
        "level": numbers.level_words(),
        "whole": [_line(e) for e in view.estimates.estimates if e.estimand.id.startswith(WHOLE)],
        "figures": list(_figures(view)),
        "shared": list(_shared(view)),
        "pooled": [(p.parameter, view.text(p.reason)) for p in case.spec.model.provinces.pooled],
        "refused": sorted({(str(r["label"]), str(r["refused"])) for r in view.rows("provinces") if r["refused"]}),
        "told": told,
        "version": run.software.get("cenotaph", ""),
        "seed": run.seed,
    }


def _line(estimate: Estimate) -> dict:
    e = estimate.estimand
    return {"label": e.label, "figure": numbers.figure(estimate), "definition": e.definition, "period": e.period}


def _figures(view: View) -> Iterator[dict]:
    """A caterpillar for each measure shown, to the last census that provinces have."""
    rows = [r for r in view.rows("provinces") if not r["whole"]]
    for prefix in SHOWN:
        for measure in dict.fromkeys(r["measure"] for r in rows if r["measure"].startswith(prefix)):
            if prefix == "birth-deficit-" and measure.startswith("birth-deficit-share-"):
                continue
            own = [r for r in rows if r["measure"] == measure]
            known = [r for r in own if r["median"] is not None]
            estimate = next(e for e in view.estimates.estimates if e.estimand.id.endswith(f"-{measure}"))
            unit = estimate.estimand.unit
            yield {
                "label": estimate.estimand.label,
                "definition": estimate.estimand.definition,
                "figure": _caterpillar(view, measure, known, unit) if known else None,
                "missing": len(own) - len(known),
            }


def _caterpillar(view: View, measure: str, rows: list[dict], unit: str) -> Figure:
    table = DataTable(
        f"{unit}: median and {numbers.level_words()} (equal-tailed credible), together and by itself",
        ["Province", "together", "by itself"],
        [[visible(str(r["label"])), _cell(r, "", unit), _cell(r, "alone_", unit)] for r in rows],
    )
    return view.chart(f"provinces-{measure}", lambda width: drawn.caterpillar(rows, unit, width), table)


def _cell(row: dict, prefix: str, unit: str) -> str:
    low, point, high = (row[f"{prefix}{end}"] for end in ("p05", "median", "p95"))
    if point is None:
        return numbers.NOT_ESTIMABLE
    return numbers.middle(point, low, high, unit, told=False)


def _shared(view: View) -> Iterator[Figure]:
    """What is shared, a chart for each unit."""
    rows = [r for r in view.rows("shared") if r["median"] is not None]
    for i, unit in enumerate(dict.fromkeys(r["unit"] for r in rows)):
        own = [r for r in rows if r["unit"] == unit]
        table = DataTable(
            f"{unit}: median and {numbers.level_words()} (equal-tailed credible)", ["Parameter", "before", "after"],
            [[visible(f"{r['label']}: {r['kind']}"), _plain(r, "before_"), _plain(r, "")] for r in own],
        )  # fmt: skip
        yield view.chart(f"shared-{i}", lambda width, own=own, unit=unit: drawn.shared_chart(own, unit, width), table)


def _plain(row: dict, prefix: str) -> str:
    low, point, high = (numbers.plain(row[f"{prefix}{end}"]) for end in ("p05", "median", "p95"))
    return f"{point} ({low} to {high})"
