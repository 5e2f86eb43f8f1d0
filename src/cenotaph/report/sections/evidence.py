"""Section twelve: sources, every row of the evidence as recorded, contradictions that are known."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from cenotaph.evidence.case import Placed
from cenotaph.evidence.tables import READING_MEANING, STATUS_MEANING
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, anchor
from cenotaph.report.prose import row_anchor
from cenotaph.report.view import View
from cenotaph.report.words import KIND_WORDS, heading, period_text

_PERIODS = ("period", "date", "when", "observed", "recorded")
_YEARS = ("year",)


def _cell(view: View, name: str, value: object) -> str | Markup:
    """A value as recorded, readable: separators in counts, periods in words, sources as links."""
    if value is None or value == "":
        return ""
    if name == "source":
        return view.sources(value)
    if name in _PERIODS:
        return period_text(str(value))
    if isinstance(value, int) and name not in _YEARS:
        return numbers.count(value)
    if isinstance(value, float):
        return numbers.count(value) if value.is_integer() else f"{value:,.10g}".replace("-", numbers.MINUS)
    return str(value)


def _file_table(view: View, placed: list[Placed]) -> tuple[DataTable, list[tuple[str, str | Markup]]]:
    """The rows of one file; columns that say the same in every row are said once, beside the table."""
    fields = [n for n in type(placed[0].row).model_fields if n != "id"]
    columns, constant = [], []
    for name in fields:
        values = {getattr(p.row, name) for p in placed}
        if len(values) > 1 or (len(placed) == 1 and values - {None, ""}):
            columns.append(name)
        elif (cell := _cell(view, name, values.pop())) != "":
            constant.append((heading(name), cell))
    # What the row says comes before where it was read.
    last = ("source", "locator", "status", "reading", "note")
    columns.sort(key=lambda n: (n in last, fields.index(n)))
    rows = [[_cell(view, n, getattr(p.row, n)) for n in columns] for p in placed]
    numeric = {
        i for i, n in enumerate(columns)
        if n not in _YEARS and any(isinstance(getattr(p.row, n), int | float) for p in placed)
    }  # fmt: skip
    table = DataTable(
        f"Rows of {placed[0].file}", [heading(n) for n in columns], rows, numeric,
        anchors=[row_anchor(p) for p in placed], row_heads=False,
    )  # fmt: skip
    return table, constant


def _files(view: View) -> list[dict]:
    by_file: dict[str, list[Placed]] = {}
    for placed in view.case.placed:
        by_file.setdefault(placed.file, []).append(placed)
    found = []
    for file, placed in by_file.items():
        table, constant = _file_table(view, placed)
        statuses = Counter(p.row.status for p in placed)
        found.append(
            {
                "anchor": anchor("file", file), "file": file, "kind": KIND_WORDS[placed[0].row.kind],
                "count": numbers.count(len(placed)), "table": table, "constant": constant,
                "statuses": [(k, numbers.count(n)) for k, n in statuses.most_common()],
            }
        )  # fmt: skip
    return found


def _sources(view: View) -> list[dict]:
    counts = Counter(s for p in view.case.placed for s in p.row.source)
    return [
        {"anchor": anchor("src", key), "id": key, "source": source, "rows": numbers.count(counts[key])}
        for key, source in sorted(view.case.sources.items())
    ]


def _accepted(view: View) -> list[dict]:
    return [
        {"where": a.where, "rule": a.rule, "reason": view.text(a.reason), "sources": view.sources(a.source)}
        for a in view.case.spec.accepted
    ]


def context(view: View) -> dict:
    """Values of section twelve."""
    return {
        "sources": _sources(view),
        "files": _files(view),
        "row_count": numbers.count(len(view.case.placed)),
        "accepted": _accepted(view),
        "evidence_statuses": list(STATUS_MEANING.items()),
        "readings": list(READING_MEANING.items()),
    }
