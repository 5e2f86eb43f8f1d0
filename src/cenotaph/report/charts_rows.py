"""The chart most of the report is made of: labelled rows of ranges and points on one axis.

The label of a row stands above its range, not beside it, so that the same chart fits a page and a phone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cenotaph.report import palette
from cenotaph.report.numbers import decimal, scale_of

if TYPE_CHECKING:
    import altair as alt

WIDE, NARROW = 720, 330
_LINE, _LANE, _GAP = 16, 15, 9
_BOLD = 7.9  # of a bold letter at 13 px
_LETTER = 6.1  # mean width of a letter at 12 px, to break labels without a browser


@dataclass(frozen=True)
class Lane:
    """One range or set of points.

    `label` stands above it on the left, `reading` on the right (the figure as printed). Empty labels
    put the lane close under the one before. `heading` opens a group. `series` colours and shapes it.
    `thin` is a thin line over the range, such as an error of its end.
    """

    label: str = ""
    points: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    reading: str = ""
    heading: str = ""
    series: int = 0
    colour: str = ""
    hollow: bool = False
    hints: tuple[str, ...] = ()
    mark: float | None = None
    thin: tuple[float, float] | None = None

    @property
    def numbers(self) -> list[float]:
        found = [*self.points, *(v for v in (self.low, self.high, self.mark) if v is not None), *(self.thin or ())]
        return [float(v) for v in found]


def rows_chart(
    lanes: Sequence[Lane],
    width: int = WIDE,
    unit: str = "persons",
    legend: Sequence[str] = (),
    zero: bool = True,
    domain: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Lanes from top to bottom on one horizontal axis in `unit`.

    `legend` names the series 0, 1, ...; `zero` includes zero in the axis; `domain` (in `unit`) makes
    several charts share an axis.
    """
    import altair as alt

    values = [v for lane in lanes for v in lane.numbers]
    low, high = domain or _domain(values, zero)
    scale, word = scale_of([low, high])
    x = alt.Scale(domain=[low / scale, high / scale], nice=domain is None, zero=False)
    placed, height = _place(lanes, width)
    title = " ".join(part for part in (word, unit) if part)
    ticks = 5 if width <= NARROW else 9
    axis = alt.Axis(title=title, tickCount=ticks, orient="bottom", domain=False)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], reverse=True, nice=False), axis=None)
    layers = [_ranges(placed, scale, x, axis, y)]
    if low <= 0 <= high:
        layers.insert(
            0,
            alt.Chart(data([{"at": 0}]))
            .mark_rule(color=palette.light("axis"), aria=False)
            .encode(x=alt.X("at:Q", scale=x, axis=axis)),
        )
    layers += [*_thin(placed, scale, x, y), *_points(placed, scale, x, y, legend, width)]
    layers += _texts(placed, width, y)
    return (
        alt.layer(*layers)
        .properties(width=width - 12, height=height)
        .resolve_scale(color="independent", shape="independent")
    )


def _domain(values: Sequence[float], zero: bool) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if zero:
        low, high = min(low, 0.0), max(high, 0.0)
    margin = 0.02 * (high - low or abs(high) or 1.0)
    return (low - margin if low else 0.0), (high + margin if high else 0.0)


def data(rows: Sequence[dict]) -> alt.Data:
    """Rows inside the chart. As a tuple they are shared, not copied, each time Altair copies a layer."""
    import altair as alt

    return alt.Data(values=tuple(rows))


@dataclass(frozen=True)
class _Placed:
    lane: Lane
    heading_lines: tuple[str, ...]
    label_lines: tuple[str, ...]
    heading_y: float
    label_y: float
    y: float


def _wrap(text: str, room: float) -> tuple[str, ...]:
    return tuple(textwrap.wrap(text, max(12, int(room / _LETTER)))) if text else ()


def _place(lanes: Sequence[Lane], width: int) -> tuple[list[_Placed], float]:
    """Where each lane goes, in pixels from the top."""
    placed, y = [], 2.0
    for index, lane in enumerate(lanes):
        heading = _wrap(lane.heading, width * 0.95 * _LETTER / _BOLD)
        label = _wrap(lane.label, width - 24 - _LETTER * len(lane.reading))
        if index and (heading or label):
            y += _GAP + (8 if heading else 0)
        heading_y = y + 11
        y += (_LINE + 1) * len(heading)
        label_y = y + 11
        y += _LINE * max(len(label), 1 if lane.reading and label else 0)
        y += _LANE / 2 + (1 if label else 0)
        placed.append(_Placed(lane, heading, label, heading_y, label_y, y))
        y += _LANE / 2
    return placed, y + 4


def _ranges(placed: list[_Placed], scale: float, x: alt.Scale, axis: alt.Axis, y: alt.Y) -> alt.Chart:
    import altair as alt

    rows = [
        {"y": p.y, "low": p.lane.low / scale, "high": p.lane.high / scale, "colour": _colour(p.lane)}
        for p in placed
        if p.lane.low is not None and p.lane.high is not None
    ]
    return (
        alt.Chart(data(rows))
        .mark_rule(strokeWidth=5, opacity=0.42, strokeCap="round", aria=False)
        .encode(x=alt.X("low:Q", scale=x, axis=axis), x2="high:Q", y=y, color=alt.Color("colour:N", scale=None))
    )


def _thin(placed: list[_Placed], scale: float, x: alt.Scale, y: alt.Y) -> list[alt.Chart]:
    import altair as alt

    rows = [{"y": p.y, "low": p.lane.thin[0] / scale, "high": p.lane.thin[1] / scale} for p in placed if p.lane.thin]
    line = alt.Chart(data(rows)).mark_rule(strokeWidth=1.4, color=palette.light("ink"), aria=False)
    return [line.encode(x=alt.X("low:Q", scale=x), x2="high:Q", y=y)] if rows else []


def _colour(lane: Lane) -> str:
    return palette.light(lane.colour) if lane.colour else palette.reading(lane.series)


def _points(
    placed: list[_Placed], scale: float, x: alt.Scale, y: alt.Y, legend: Sequence[str], width: int
) -> list[alt.Chart]:
    """Filled points, hollow points and upright marks; the legend, if any, belongs to the first."""
    import altair as alt

    filled, hollow, marks = [], [], []
    for p in placed:
        for i, value in enumerate(p.lane.points):
            hint = p.lane.hints[i] if i < len(p.lane.hints) else ""
            row = {"y": p.y, "x": value / scale, "colour": _colour(p.lane), "hint": hint}
            row["series"] = legend[p.lane.series] if p.lane.series < len(legend) else ""
            (hollow if p.lane.hollow else filled).append(row)
        if p.lane.mark is not None:
            marks.append({"y": p.y, "x": p.lane.mark / scale})
    where = {"x": alt.X("x:Q", scale=x), "y": y}
    layers = []
    for rows, solid in ((filled, True), (hollow, False)):
        if rows:
            # A phone has no hover: hints would only make the file larger.
            hints = width > NARROW and any(r["hint"] for r in rows)
            extra = {"description": alt.Description("hint:N")} if hints else {}
            mark = alt.Chart(data(rows)).mark_point(
                size=34 if solid else 46, filled=solid, opacity=0.85 if solid else 1, strokeWidth=1.6,
                aria=hints, **({} if solid else {"fill": palette.light("paper")}),
            )  # fmt: skip
            layers.append(mark.encode(**where, **extra, **_series(legend) if solid else _own_colour()))
    if marks:
        tick = alt.Chart(data(marks)).mark_tick(
            orient="vertical", size=16, thickness=3, color=palette.light("ink"), aria=False
        )
        layers.append(tick.encode(**where))
    return layers


def _own_colour() -> dict:
    import altair as alt

    return {"color": alt.Color("colour:N", scale=None)}


def _series(legend: Sequence[str]) -> dict:
    """Colour and shape by series with a legend above, or the lanes' own colours without one."""
    import altair as alt

    if not legend:
        return _own_colour()
    names = list(legend)
    key = alt.Legend(title=None, columns=1, symbolOpacity=1, symbolSize=60)
    colours = alt.Scale(domain=names, range=[palette.reading(i) for i in range(len(names))])
    shapes = alt.Scale(domain=names, range=[palette.SHAPES[i % len(palette.SHAPES)] for i in range(len(names))])
    return {
        "color": alt.Color("series:N", scale=colours, legend=key),
        "shape": alt.Shape("series:N", scale=shapes, legend=key),
    }


def _texts(placed: list[_Placed], width: int, y: alt.Y) -> list[alt.Chart]:
    """Headings and labels on the left, the printed figure on the right."""
    import altair as alt

    headings = [{"y": p.heading_y + i * (_LINE + 1), "t": t} for p in placed for i, t in enumerate(p.heading_lines)]
    labels = [{"y": p.label_y + i * _LINE, "t": t} for p in placed for i, t in enumerate(p.label_lines)]
    readings = [{"y": p.label_y, "t": p.lane.reading} for p in placed if p.lane.reading and p.label_lines]
    styles = (
        (headings, {"fontWeight": "bold", "fontSize": 13}, 0),
        (labels, {}, 0),
        (readings, {"align": "right", "color": palette.light("soft")}, width - 12),
    )
    found = []
    for rows, style, x in styles:
        if rows:
            mark = {"align": "left", "baseline": "alphabetic", "aria": False, **style}
            found.append(alt.Chart(data(rows)).mark_text(**mark).encode(x=alt.value(x), y=y, text="t:N"))
    return found


def top_title(title: str) -> dict:
    """Axis settings that set a vertical axis' title level, above the chart, where it can be read."""
    return {
        "title": title, "titleAnchor": "start", "titleAngle": 0, "titleAlign": "left", "titleX": 0,
        "titleY": -10, "titleBaseline": "bottom", "tickCount": 5,
    }  # fmt: skip


def millions(value: float) -> str:
    """A short figure for hints and the right-hand column of a chart."""
    return f"{decimal(value / 1e6, 2)} million" if abs(value) >= 1e6 else f"{round(value):,}"
