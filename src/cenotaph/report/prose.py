"""Prose of a case: `{@row-id}` becomes the evidence it names, `{=estimate-id}` a figure; both are links.

No number is typed into prose: each is pulled from a row or an estimate when the page is built, and the
build stops at a binding that leads nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from cenotaph.errors import CenotaphError
from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import (
    Adjustment,
    Event,
    Fertility,
    Ledger,
    LifeTable,
    Literature,
    Migration,
    Population,
    Quota,
    Row,
    Testimony,
    Vital,
)
from cenotaph.report import numbers
from cenotaph.report.charts_records import literature_reading
from cenotaph.report.markup import anchor, link, visible
from cenotaph.report.words import period_text

_BINDING = re.compile(r"\{([@=])\s*([^{}]*?)\s*\}")
_LEFTOVER = re.compile(r"\{[@=]")


def row_value(row: Row) -> tuple[str, str]:
    """(what a row says, its unit). The unit goes to the title of the link: the sentence around names it."""
    if isinstance(row, Population | Adjustment | Migration | Ledger | Quota):
        return numbers.recorded(row.persons), "persons"
    if isinstance(row, Vital):
        unit = row.event.replace("natural_increase", "persons, births minus deaths")
        if row.measure == "per_1000":
            return numbers.plain(row.value), f"{unit} per {numbers.count(1000)} a year"
        return numbers.recorded(row.value), unit
    if isinstance(row, LifeTable):
        return numbers.plain(row.value, 5), row.measure
    if isinstance(row, Fertility):
        return numbers.plain(row.births_per_1000_women), f"births per {numbers.count(1000)} women a year"
    if isinstance(row, Literature):
        return literature_reading(row), "persons"
    if isinstance(row, Event):
        return row.event, period_text(row.date)
    return (row.attests if isinstance(row, Testimony) else row.id), ""


def row_anchor(placed: Placed) -> str:
    """Where a row stands on the page: by its own id, or by file and line."""
    return anchor("row", placed.row.id) if placed.row.id else anchor("at", placed.place)


class Prose:
    """Resolves the bindings of one case; `shown` turns an estimate into its figure on the page."""

    def __init__(self, case: Case, estimates: Estimates, shown: Callable[[Estimate], Markup]) -> None:
        self._rows = {p.row.id: p for p in case.placed if p.row.id}
        self._estimates = estimates
        self._shown = shown

    def render(self, text: str) -> Markup:
        """The text as inert HTML with its bindings resolved.

        Raises
        ------
        CenotaphError naming the binding that leads to no row and no estimate, or is malformed.
        """
        parts, end = [], 0
        for found in _BINDING.finditer(text):
            parts += [self._plain(text[end : found.start()]), self._resolve(found[1], found[2])]
            end = found.end()
        parts.append(self._plain(text[end:]))
        return Markup("").join(parts)

    def _plain(self, text: str) -> Markup:
        if found := _LEFTOVER.search(text):
            raise CenotaphError(
                f"the binding that begins {text[found.start() : found.start() + 20]!r} is not closed",
                remedy="Write {@row-id} or {=estimate-id}.",
            )
        return escape(visible(text))

    def _resolve(self, kind: str, name: str) -> Markup:
        if kind == "@":
            if name not in self._rows:
                raise CenotaphError(
                    f"the text binds to the row {name!r}, and no row of the evidence has that id",
                    remedy="Mend the binding, or give the row that id.",
                )
            placed = self._rows[name]
            value, unit = row_value(placed.row)
            title = ", ".join(part for part in (unit, placed.row.status, placed.place) if part)
            return link(row_anchor(placed), value, title)
        if name not in self._estimates:
            raise CenotaphError(
                f"the text binds to the estimate {name!r}, and there is none of that id",
                remedy="`cenotaph run` lists the estimates of a case.",
            )
        return self._shown(self._estimates[name])
