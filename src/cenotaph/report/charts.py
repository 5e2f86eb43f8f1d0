"""The charts of a report by name, as Altair charts, for a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.report.charts_rows import WIDE
from cenotaph.report.palette import chart_config
from cenotaph.report.sections import (
    account,
    audit,
    driven,
    findable,
    five_year,
    losses,
    multiverse,
    people,
    records,
    sampled,
)
from cenotaph.report.view import View

if TYPE_CHECKING:
    import altair as alt


def charts(case: Case, estimates: Estimates, width: int = WIDE) -> dict[str, alt.LayerChart]:
    """{name: chart} of every chart the page shows, in its order, in the page's colours."""
    view = View(case, estimates, drawn=False)
    of_losses = (sampled, driven, findable, multiverse, losses, people, account, audit, records)
    for section in (five_year, audit) if case.spec.five_year is not None else of_losses:
        section.context(view)
    return {name: build(width).properties(config=chart_config()) for name, build in view.builders.items()}
