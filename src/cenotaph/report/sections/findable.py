"""Which record to look for: how far each figure would narrow by records that are not among the evidence."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from cenotaph.report import charts_driven as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, Figure
from cenotaph.report.sections.driven import ERRORS, estimates_of
from cenotaph.report.view import View


def context(view: View) -> dict | None:
    """Values of the section; None where the case lists no such record, or the run said nothing of them."""
    rows = view.rows("bayes_value")
    if not rows:
        return None
    groups = [(e.estimand.label, _by_narrowing(mine)) for _, e, mine in estimates_of(view, "bayes_value")]
    shown = [(label, seen) for label, mine in groups if (seen := [r for r in mine if _is_news(r)])]
    return {
        "figure": _figure(view, shown, groups) if shown else None,
        "table": _table(groups) if not shown and any(mine for _, mine in groups) else None,
        "best": [_best(label, mine) for label, mine in shown],
        "nothing": [label for label, mine in groups if mine and not any(_is_news(r) for r in mine)],
        "few": _too_few(view, rows),
        "records": _records(view, rows),
    }


def _by_narrowing(rows: Sequence[dict]) -> list[dict]:
    """Records that could be judged, the most telling first."""
    return sorted((r for r in rows if r["narrowing"] is not None), key=lambda r: -r["narrowing"])


def _is_news(row: dict) -> bool:
    """Whether the narrowing is more than the error of its reckoning may feign."""
    return row["narrowing"] > ERRORS * row["error"]


def _share(value: float) -> str:
    """Per cent without decimals: the errors are of that size."""
    return f"{numbers.decimal(100 * value, 0)}{numbers.NBSP}%"


def _best(label: str, rows: Sequence[dict]) -> tuple[str, str, str, str]:
    first = rows[0]
    return label, str(first["label"]), _share(first["narrowing"]), _share(first["error"])


def _figure(view: View, shown: Sequence[tuple[str, list[dict]]], groups: Sequence[tuple[str, list[dict]]]) -> Figure:
    return view.chart("findable", lambda width: drawn.value_chart(shown, width), _table(groups))


def _table(groups: Sequence[tuple[str, list[dict]]]) -> DataTable:
    body: list[list[str | Markup]] = [
        [label, str(r["label"]), numbers.persons(r["width"]), numbers.persons(r["expected_width"]),
         _share(r["narrowing"]), _share(r["error"])]
        for label, rows in groups
        for r in rows
    ]  # fmt: skip
    heads = ["Figure", "Record", "Width now", "Width to be expected", "Narrower by", "Monte Carlo standard error"]
    caption = f"Width of the {numbers.level_words()} once a record is found, persons"
    return DataTable(caption, heads, body, {2, 3, 4, 5})


def _judged(rows: Sequence[dict]) -> set[str]:
    """Records that could be judged of some figure."""
    return {r["record"] for r in rows if r["narrowing"] is not None}


def _too_few(view: View, rows: Sequence[dict]) -> list[tuple[str, str, str]]:
    """(figure, record, why) that the draws cannot tell, of records judged of other figures."""
    judged = _judged(rows)
    return [
        (e.estimand.label, str(r["label"]), str(r["refused"]))
        for _, e, mine in estimates_of(view, "bayes_value")
        for r in mine
        if r["narrowing"] is None and r["record"] in judged
    ]


def _records(view: View, rows: Sequence[dict]) -> list[dict]:
    """Each record with its text, its source, and why it could not be judged if so."""
    model = view.case.spec.model
    stated = {f.id: f for f in (model.findable if model else ())}
    refused = {r["record"]: str(r["refused"]) for r in rows if r["record"] not in _judged(rows)}
    found = []
    for name, label in dict.fromkeys((r["record"], str(r["label"])) for r in rows):
        own = stated.get(name)
        found.append(
            {
                "label": label,
                "text": view.text(own.text) if own and own.text else "",
                "sources": view.sources(own.source) if own else "",
                "refused": refused.get(name, ""),
            }
        )
    return found
