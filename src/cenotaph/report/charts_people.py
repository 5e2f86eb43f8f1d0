"""Charts of the population: pyramids with the missing cohorts, and cohorts followed through the censuses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, data, top_title
from cenotaph.report.numbers import scale_of

if TYPE_CHECKING:
    import altair as alt

_OLDEST = 100
_EPSILON = 1e-6  # keeps the two points at a boundary in order
_SIDES = (("male", -1, "men"), ("female", 1, "women"))
COUNTED, MISSING, EXPECTED = "counted", "missing under every scenario", "range expected without the crisis"


def _end(row: dict) -> float:
    """Upper age a bar is drawn to; the open interval reaches the top of the chart."""
    return row["age_to"] if row["age_to"] is not None else max(_OLDEST, row["age_from"] + 5)


def _wide(row: dict) -> float:
    return max(_end(row) - row["age_from"], 1)


def longest_bar(rows: Sequence[dict]) -> float:
    """The longest bar of a pyramid, in persons per year of age."""
    return max(max(r["counted"], r["expected_high"] or 0) / _wide(r) for r in rows)


def _steps(rows: Sequence[dict], scale: float) -> tuple[list[dict], list[dict]]:
    """(bars, outline) of a pyramid, per single year of age so that area is persons; men to the left."""
    bars, outline = [], []
    for sex, sign, colour in _SIDES:
        mine = sorted((r for r in rows if r["sex"] == sex), key=lambda r: r["age_from"])
        for row in mine:
            start, end, wide = row["age_from"], _end(row), _wide(row)
            counted = row["counted"] / wide / scale
            place = {"from": start, "to": end, "sex": sex}
            bars.append({**place, "x": 0, "x2": sign * counted, "colour": palette.light(colour), "what": COUNTED})
            if row["expected_low"] is None:
                continue
            low, high = row["expected_low"] / wide / scale, row["expected_high"] / wide / scale
            if low > counted:
                bars.append(
                    {**place, "x": sign * counted, "x2": sign * low, "colour": palette.light("lost"),
                     "what": MISSING})  # fmt: skip
            # Two points an age step, numbered: sorting by age would cross them at each boundary.
            for age in (start + _EPSILON, end):
                at = len(outline)
                outline.append({"age": age, "sex": sex, "low": sign * low, "high": sign * high, "i": at})
    # Neighbours of one colour become one path in the SVG.
    return sorted(bars, key=lambda b: b["colour"]), outline


def pyramid_chart(rows: Sequence[dict], width: int = WIDE, biggest: float | None = None) -> alt.LayerChart:
    """One census: persons per single year of age, men left, women right; the population expected without
    the crisis as a band of all scenarios, and what is missing below all of them.

    rows : of the table "age_sex", for one census. biggest : the longest bar, in persons per year of age,
    that several pyramids share an axis for; by default that of these rows.
    """
    import altair as alt

    biggest = biggest or longest_bar(rows)
    scale, word = scale_of([biggest])
    bars, outline = _steps(rows, scale)
    limit = 1.04 * biggest / scale
    x = alt.Scale(domain=[-limit, limit], nice=False)
    title = f"{word} persons per year of age; men and boys left, women and girls right".strip()
    if width <= NARROW:
        title = f"{word} per year of age".strip()
    axis = alt.Axis(title=title, tickCount=5 if width <= NARROW else 9, labelExpr="format(abs(datum.value), ',')")
    ages = alt.Axis(title="age", values=list(range(0, _OLDEST + 1, 10)), tickSize=3)
    y = alt.Scale(domain=[0, max(_end(r) for r in rows)], nice=False)
    bar = alt.Chart(data(bars)).mark_rect(aria=False).encode(
        x=alt.X("x:Q", scale=x, axis=axis), x2="x2:Q",
        y=alt.Y("from:Q", scale=y, axis=ages), y2="to:Q",
        color=alt.Color("colour:N", scale=None),
    )  # fmt: skip
    layers = [bar]
    if outline:
        layers += _outline(outline, x, y)
    layers.append(alt.Chart(data([{"at": 0}])).mark_rule(color=palette.light("paper"), aria=False).encode(x="at:Q"))
    return alt.layer(*layers).properties(width=width - 52, height=360 if width <= NARROW else 430)


def _outline(outline: list[dict], x: alt.Scale, y: alt.Scale) -> list[alt.Chart]:
    """The band between the lowest and highest expectation, and its two edges."""
    import altair as alt

    found = []
    for sex in ("male", "female"):
        mine = [o for o in outline if o["sex"] == sex]
        base = alt.Chart(data(mine))
        age = alt.Y("age:Q", scale=y)
        band = base.mark_area(orient="horizontal", opacity=0.3, color=palette.light("loss"), aria=False)
        found.append(band.encode(y=age, x=alt.X("low:Q", scale=x), x2="high:Q"))
        for edge in ("low", "high"):
            line = base.mark_line(strokeWidth=1.1, color=palette.light("loss"), aria=False, strokeJoin="round")
            found.append(line.encode(y=age, x=alt.X(f"{edge}:Q", scale=x), order="i:Q"))
    return found


def cohorts_chart(
    rows: Sequence[dict], names: Sequence[tuple[str, str]], sex: str, width: int = WIDE
) -> alt.LayerChart:
    """Persons of each birth year as successive censuses counted them, one line a census; the expectation
    without the crisis at the last census as a band.

    rows : of the table "cohorts". names : (census id, label), opening first. sex : which rows to draw.
    """
    import altair as alt

    mine = [r for r in rows if r["sex"] == sex]
    scale, word = scale_of([max(r["per_year"], r["expected_high"] or 0) for r in mine])
    labels = [label for _, label in names]
    lines, band = [], []
    last = names[-1][0]
    for census, label in names:
        for r in sorted((r for r in mine if r["census"] == census), key=lambda r: r["birth_from"]):
            for edge in (r["birth_from"] + _EPSILON, r["birth_to"]):
                value = r["per_year"] / scale
                lines.append({"birth": edge, "value": value, "census": label, "i": len(lines)})
                if census == last and r["expected_low"] is not None:
                    band.append({"birth": edge, "low": r["expected_low"] / scale, "high": r["expected_high"] / scale})
    newest = max(r["birth_to"] for r in mine)
    x = alt.Scale(domain=[max(min(r["birth_from"] for r in mine), newest - 80), newest], nice=False, clamp=True)
    axis = alt.Axis(title="year of birth", format="d", grid=False, tickCount=5 if width <= NARROW else 10)
    top = alt.Axis(**top_title(f"{word} persons per birth year".strip()))
    y = alt.Y("value:Q", axis=top, scale=alt.Scale(zero=True))
    colours = [palette.light("axis"), *(palette.reading(i) for i in range(len(labels) - 1))]
    key = alt.Legend(title=None, columns=1, symbolStrokeWidth=2.5, offset=24)
    layers = []
    if band:
        layers.append(
            alt.Chart(data(band)).mark_area(opacity=0.25, color=palette.light("loss"), aria=False)
            .encode(x=alt.X("birth:Q", scale=x, axis=axis), y=alt.Y("low:Q"), y2="high:Q")
        )  # fmt: skip
    layers.append(
        alt.Chart(data(lines)).mark_line(strokeWidth=1.6, aria=False).encode(
            x=alt.X("birth:Q", scale=x, axis=axis), y=y, order="i:Q",
            color=alt.Color("census:N", scale=alt.Scale(domain=labels, range=colours), legend=key),
        )
    )  # fmt: skip
    return alt.layer(*layers).properties(width=width - 50, height=210 if width <= NARROW else 250)
