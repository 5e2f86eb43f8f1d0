"""Every chart of the report: one function each, results in, Altair chart out; `svg` makes a picture of it.

In a notebook a chart shows itself; `width` is 720 for a page, 330 for a phone.
"""

from __future__ import annotations

from cenotaph.report.charts_losses import (
    by_reading,
    drivers_chart,
    errors_chart,
    influence_chart,
    losses_chart,
    variants_chart,
    waterfall_chart,
)
from cenotaph.report.charts_people import cohorts_chart, longest_bar, pyramid_chart
from cenotaph.report.charts_records import (
    drawable,
    is_recalled,
    literature_chart,
    literature_reading,
    registers_chart,
    stocks_chart,
    timeline_chart,
)
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, rows_chart
from cenotaph.report.drawing import svg

__all__ = [
    "NARROW",
    "WIDE",
    "Lane",
    "by_reading",
    "cohorts_chart",
    "drawable",
    "drivers_chart",
    "errors_chart",
    "influence_chart",
    "is_recalled",
    "literature_chart",
    "literature_reading",
    "longest_bar",
    "losses_chart",
    "pyramid_chart",
    "registers_chart",
    "rows_chart",
    "stocks_chart",
    "svg",
    "timeline_chart",
    "variants_chart",
    "waterfall_chart",
]
