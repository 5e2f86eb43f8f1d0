"""The chart of the multiverse: one estimate under every set of assumptions, sorted, and what each of them changes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, data, top_title
from cenotaph.report.numbers import middle, scale_of

if TYPE_CHECKING:
    import altair as alt

HEADLINE, VARIANT, CLASSICAL = "headline run", "sampled, one assumption changed", "classical account, one answer held"
_COLOURS = {HEADLINE: "loss", VARIANT: "one", CLASSICAL: "two"}
_EDGE = 46  # pixels of the vertical axis
_LINE, _DOTS = 16, 18  # of a line of words, and of the dots under it
_LETTER = 6.1  # mean width of a letter at 12 px


def curve_chart(
    specifications: Sequence[Mapping], parts: Sequence[tuple[str, str]], width: int = WIDE
) -> alt.LayerChart:
    """A specification curve: a column for each set of assumptions, its median and interval above, or its range alone
    where nothing is more probable than the rest, and below a dot in the row of what it changes.

    specifications : label, kind, part, low, middle, high; drawn from left to right. parts : (id, words), top to bottom.
    """
    import altair as alt

    top = 200 if width <= NARROW else 240
    placed, height = _words(parts, top + 10, width)
    place = {part: y for part, y, _ in placed}
    scale, word = scale_of([end for s in specifications for end in (s["low"], s["high"])])
    rows = [
        {
            "at": i + 0.5, "low": s["low"] / scale, "high": s["high"] / scale, "middle": s["middle"] / scale,
            "kind": s["kind"], "row": place.get(s["part"]),
            "hint": f"{s['label']}: {middle(s['middle'], s['low'], s['high'], told=False)}",
        }
        for i, s in enumerate(specifications)
    ]  # fmt: skip
    x = alt.X("at:Q", axis=None, scale=alt.Scale(domain=[0, len(rows)], nice=False, range=[_EDGE, width - 14]))
    kinds = [kind for kind in _COLOURS if any(r["kind"] == kind for r in rows)]
    colours = alt.Scale(domain=kinds, range=[palette.light(_COLOURS[kind]) for kind in kinds])
    colour = alt.Color("kind:N", scale=colours, legend=alt.Legend(title=None, columns=1, offset=26, symbolOpacity=1))
    curve = alt.layer(*_curve(rows, top, f"{word} persons".strip(), x, colour, width))
    grid = alt.layer(*_grid([r for r in rows if r["row"] is not None], placed, height, x, colour, width))
    layers = alt.layer(curve, grid).resolve_scale(y="independent")
    return layers.properties(width=width - 12, height=height)


def _curve(rows: Sequence[Mapping], top: int, unit: str, x: alt.X, colour: alt.Color, width: int) -> list[alt.Chart]:
    """Intervals and ranges, medians, and the headline's median across all columns."""
    import altair as alt

    values = alt.Scale(domain=_domain(rows), nice=False, zero=False, range=[top, 0])
    axis = alt.Axis(**top_title(unit) | {"titleX": -4}, domain=False, offset=-_EDGE)
    thick, hints = (5, False) if width <= NARROW else (7, True)
    bars = alt.Chart(data(rows)).mark_rule(strokeWidth=thick, opacity=0.42, strokeCap="round", aria=False)
    sampled = alt.Chart(data([r for r in rows if r["kind"] != CLASSICAL]))
    point = sampled.mark_point(filled=True, size=34, opacity=1, aria=hints).encode(
        x=x, y=alt.Y("middle:Q", scale=values), color=colour,
        **({"description": alt.Description("hint:N")} if hints else {}),
    )  # fmt: skip
    low = alt.Y("low:Q", scale=values, axis=axis)
    return [*_headline_rule(rows, values, width), bars.encode(x=x, y=low, y2="high:Q", color=colour), point]


def _domain(rows: Sequence[Mapping]) -> list[float]:
    low, high = min(0.0, *(r["low"] for r in rows)), max(0.0, *(r["high"] for r in rows))
    margin = 0.03 * (high - low or 1.0)
    return [low - margin if low < 0 else 0.0, high + margin if high > 0 else 0.0]


def _headline_rule(rows: Sequence[Mapping], values: alt.Scale, width: int) -> list[alt.Chart]:
    """The headline's median across all columns, so that others can be held against it."""
    import altair as alt

    at = [{"middle": r["middle"]} for r in rows if r["kind"] == HEADLINE]
    if not at:
        return []
    line = alt.Chart(data(at)).mark_rule(color=palette.light("loss"), strokeDash=[2, 3], aria=False)
    ends = {"x": alt.value(_EDGE), "x2": alt.value(width - 14)}
    return [line.encode(y=alt.Y("middle:Q", scale=values), **ends)]


def _words(parts: Sequence[tuple[str, str]], y: float, width: int) -> tuple[list[tuple[str, float, list[str]]], float]:
    """Of each part its line's height in pixels from the top and its words, broken to the width; and where all end."""
    placed = []
    for part, told in parts:
        lines = textwrap.wrap(told, int((width - 20) / _LETTER)) or [""]
        y += _LINE * len(lines) + _DOTS
        placed.append((part, y, lines))
    return placed, y + _DOTS


def _grid(
    rows: Sequence[Mapping], placed: Sequence[tuple[str, float, list[str]]], height: float, x: alt.X,
    colour: alt.Color, width: int,
) -> list[alt.Chart]:  # fmt: skip
    """Words of each part, a thin line under them, and the dots."""
    import altair as alt

    down = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    words = [
        {"y": at - 12 - _LINE * (len(told) - 1 - i), "t": text} for _, at, told in placed for i, text in enumerate(told)
    ]
    lines = [{"y": at} for _, at, _ in placed]
    ends = {"x": alt.value(_EDGE), "x2": alt.value(width - 14)}
    y = {name: alt.Y(f"{name}:Q", scale=down, axis=None) for name in ("y", "row")}
    return [
        alt.Chart(data(lines)).mark_rule(color=palette.light("line"), aria=False).encode(y=y["y"], **ends),
        alt.Chart(data(words)).mark_text(align="left", baseline="alphabetic", aria=False).encode(
            x=alt.value(0), y=y["y"], text="t:N"
        ),
        alt.Chart(data(rows)).mark_point(filled=True, size=42, opacity=1, aria=False).encode(
            x=x, y=y["row"], color=colour
        ),
    ]  # fmt: skip
