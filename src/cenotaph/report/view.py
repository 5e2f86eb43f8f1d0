"""View: one case with its estimates as the page sees them; every section draws on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from markupsafe import Markup

from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.tables import KINDS
from cenotaph.report import numbers
from cenotaph.report.charts_rows import NARROW, WIDE
from cenotaph.report.drawing import paint
from cenotaph.report.markup import DataTable, Figure, amount_without_unit, anchor, figure_link, link, visible
from cenotaph.report.prose import Prose, row_anchor
from cenotaph.report.words import Family

if TYPE_CHECKING:
    import altair as alt


class View:
    """Case and estimates with the lookups the sections share; remembers which figures need a popover."""

    def __init__(self, case: Case, estimates: Estimates, drawn: bool = True) -> None:
        """`drawn` false leaves the pictures out and only remembers how to draw them."""
        self.drawn = drawn
        # One painter: the renderer runs outside the interpreter's lock, beside the composing of charts.
        self._painter = ThreadPoolExecutor(max_workers=1)
        self.builders: dict[str, Callable[[int], alt.LayerChart]] = {}
        self.case = case
        self.estimates = estimates
        self.prose = Prose(case, estimates, self.figure)
        self.popovers: dict[str, Estimate] = {}
        self._by_id = {e.estimand.id: e for e in estimates.estimates}
        self._rows = {p.row.id: row_anchor(p) for p in case.placed if p.row.id}
        self._files = {p.file for p in case.placed}
        self.readings, self.order = self._census_readings()

    def close(self) -> None:
        """Let the painter go: a thread left waiting could hold up the end of an interrupted program."""
        self._painter.shutdown(wait=True, cancel_futures=True)

    def find(self, name: str) -> Estimate | None:
        """The estimate of this id, or None."""
        return self._by_id.get(name)

    def of(self, family: Family, closing: str) -> Estimate | None:
        """The estimate of a family at a closing census, or None."""
        return self.find(f"{family.prefix}-{closing}")

    def known(self, families: Iterable[Family], closing: str) -> list[tuple[str, Estimate]]:
        """(label, estimate) of those families that have a number at this census."""
        found = [(f.label, self.of(f, closing)) for f in families]
        return [(label, e) for label, e in found if e is not None and e.axis != "none"]

    def rows(self, table: str) -> list[dict]:
        """The rows of a result table; none when the run has no such table."""
        found = self.estimates.tables.get(table)
        return found.rows if found else []

    def figure(self, estimate: Estimate | None, unit: bool = True, button: bool = True) -> Markup:
        """The figure of an estimate as a link to its card, with a popover beside it."""
        if estimate is None:
            return Markup('<span class="none">not asked</span>')
        if button:
            self.popovers[estimate.estimand.id] = estimate
        text = numbers.amount(estimate) if unit else amount_without_unit(estimate)
        return figure_link(estimate, text, button)

    def text(self, text: str) -> Markup:
        """Prose of the case, its bindings resolved."""
        return self.prose.render(text)

    def sources(self, ids: Iterable[str]) -> Markup:
        """Links to the sources named; an unknown one stays plain text."""
        parts = [link(anchor("src", s), s) if s in self.case.sources else Markup("{}").format(visible(s)) for s in ids]
        return Markup("; ").join(parts)

    def input(self, name: str) -> Markup:
        """An input of an estimate as a link to its row or file where the page has it."""
        if name in self._rows:
            return link(self._rows[name], name)
        for file in (name, f"evidence/{name}", f"evidence/{name}.csv"):
            if file in self._files:
                return link(anchor("file", file), name)
        if name in KINDS and any(p.row.kind == name for p in self.case.placed):
            first = next(p.file for p in self.case.placed if p.row.kind == name)
            return link(anchor("file", first), name)
        return Markup("{}").format(visible(name))

    def territory_name(self, name: str) -> str:
        """The name of a territory; its id when the case does not know it."""
        return next((t.name for t in self.case.spec.territory if t.id == name), name)

    def census_label(self, census: str) -> str:
        """The label of a census; its id when the case does not know it."""
        return next((c.label for c in self.case.spec.census if c.id == census), census)

    def chart(self, name: str, build: Callable[[int], alt.LayerChart], *tables: DataTable) -> Figure:
        """A chart in both widths with its tables; `build` takes the width."""
        self.builders[name] = build
        name = anchor("fig", name)
        wide, narrow = (self._picture(build, width, f"cap-{name}") for width in (WIDE, NARROW))
        return Figure(name, wide, narrow, list(tables))

    def _picture(self, build: Callable[[int], alt.LayerChart], width: int, label: str) -> Picture | Markup:
        if not self.drawn:
            return Markup("")
        from altair.utils.schemapi import debug_mode

        # Checking each specification against the schema takes two thirds of the time; the tests do it.
        with debug_mode(False):
            spec = build(width).to_dict(validate=False)
        return Picture(self._painter.submit(paint, spec), label)

    def _census_readings(self) -> tuple[dict[str, str], list[str]]:
        """{scenario: label of the census taken as true}, and those labels in the case's order."""
        asked = next((d for d in self.case.spec.dimension if d.kind == "true_census"), None)
        if asked is None:
            return {}, []
        labels = {o.id: visible(o.label) for o in asked.option}
        rows = self.estimates.scenarios
        readings = {r["scenario"]: labels.get(r.get(asked.id, ""), "") for r in rows}
        used = set(readings.values())
        return readings, [label for label in labels.values() if label in used]


class Picture:
    """A chart being painted in the background while the next one is composed; a template waits for it."""

    def __init__(self, painted: Future[str], label: str) -> None:
        self._painted = painted
        self._label = label

    def __html__(self) -> str:
        return str(inlined(self._painted.result(), self._label))


def inlined(picture: str, label: str) -> Markup:
    """An SVG for the page: named by its caption, without the namespace that only a file needs."""
    picture = picture.replace(' xmlns="http://www.w3.org/2000/svg"', "", 1)
    # The picture comes from our own serialiser, which escapes the texts in it.
    return Markup(picture.replace("<svg ", f'<svg role="img" aria-labelledby="{label}" ', 1))
