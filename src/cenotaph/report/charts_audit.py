"""Charts of the audit: digits that ages are drawn to, cohorts against normal mortality, men per woman, stated ages."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.arrays import N_AGES
from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, data
from cenotaph.report.numbers import decimal, scale_of
from cenotaph.report.words import SEXES, heading

if TYPE_CHECKING:
    import altair as alt

DIGITS = range(10)
EVEN = 100 / len(DIGITS)  # per cent of persons at each digit, when none is preferred
ROUND = 5  # ages that are multiples of it are those that people round to
_WORDS = {"female": "women", "male": "men"}  # also the names of their colours
_EDGE, _BETWEEN = 42, 26  # pixels of a vertical axis with its labels, and between panels
_BEYOND = 10  # years beyond the oldest group judged that are still drawn
_BOLD = 7.9  # of a bold letter at 13 px


def _panel_width(width: int, columns: int) -> int:
    """The width of a panel, an axis before each."""
    return (width - columns * _EDGE - (columns - 1) * _BETWEEN) // columns - 4


def _grid(panels: Sequence[alt.LayerChart], columns: int) -> alt.VConcatChart:
    """Panels from left to right, row by row."""
    import altair as alt

    rows = [alt.hconcat(*panels[i : i + columns], spacing=_BETWEEN) for i in range(0, len(panels), columns)]
    return alt.vconcat(*rows, spacing=14).resolve_scale(color="shared")


def _panel_title(text: str, width: int, below: str = "") -> alt.TitleParams:
    """A title broken to the width of its panel, and a quieter line below it."""
    import altair as alt

    lines = textwrap.wrap(text, max(8, int(width / _BOLD))) or [text]
    extra = {"subtitle": below, "subtitleColor": palette.light("soft"), "subtitleFontSize": 12} if below else {}
    return alt.TitleParams(lines, anchor="start", offset=6, **extra)


def digits_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.VConcatChart:
    """Shares of the ten last digits of age by count (down) and sex (across), with Whipple's index; the even share is a
    line, and what a digit holds beyond it is set off.

    rows : of the table "audit-heaping".
    """
    import altair as alt

    highest = max(100 * r[f"digit_{d}"] for r in rows for d in DIGITS)
    y = alt.Scale(domain=[0, max(1.05 * highest, 1.5 * EVEN)], nice=False)
    size = _panel_width(width, 2)
    panels = []
    for r in sorted(rows, key=_by_count_and_sex(rows)):
        title = _panel_title(f"{r['count']}, {_WORDS[r['sex']]}", size, f"Whipple {decimal(r['whipple'], 2)}")
        panels.append(_digits_panel(r, y).properties(width=size, height=76, title=title))
    return _grid(panels, 2)


def _digits_panel(row: Mapping, y: alt.Scale) -> alt.LayerChart:
    import altair as alt

    bars = []
    for d in DIGITS:
        share = 100 * row[f"digit_{d}"]
        place = {"from": d - 0.38, "to": d + 0.38}
        bars.append({**place, "low": 0, "high": min(share, EVEN), "colour": palette.light(_WORDS[row["sex"]])})
        if share > EVEN:
            bars.append({**place, "low": EVEN, "high": share, "colour": palette.light("two")})
    bars.sort(key=lambda b: b["colour"])  # neighbours of one colour become one path
    digits = alt.Axis(title=None, values=list(DIGITS), format="d", grid=False, tickSize=0)
    shares = alt.Axis(title=None, tickCount=3, domain=False)
    bar = alt.Chart(data(bars)).mark_rect(aria=False).encode(
        x=alt.X("from:Q", scale=alt.Scale(domain=[-0.6, len(DIGITS) - 0.4], nice=False), axis=digits), x2="to:Q",
        y=alt.Y("low:Q", scale=y, axis=shares), y2="high:Q", color=alt.Color("colour:N", scale=None),
    )  # fmt: skip
    even = alt.Chart(data([{"at": EVEN}])).mark_rule(color=palette.light("ink"), aria=False)
    return alt.layer(bar, even.encode(y=alt.Y("at:Q", scale=y)))


def _by_count_and_sex(rows: Sequence[Mapping]) -> Callable[[Mapping], tuple[int, int]]:
    """A key that puts the counts in their order and women before men."""
    counts = list(dict.fromkeys(r["count"] for r in rows))
    return lambda r: (counts.index(r["count"]), list(_WORDS).index(r["sex"]))


def survival_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.VConcatChart:
    """Of each age group of the earlier count, the share counted at the later one, over the band of normal mortality;
    women left and men right, or one above the other. Thin lines are what digit preference alone can move; groups that
    are not judged are hollow.

    rows : of the table "audit-survival", for one pair of counts.
    """
    import altair as alt

    oldest = max((r["age_to"] for r in rows if r["judged"]), default=N_AGES) + _BEYOND
    rows = [r for r in rows if r["age_to"] <= oldest] or rows
    ends = [1.0, *(end for r in rows for end in _ends(r))]
    margin = 0.05 * (max(ends) - min(ends)) or 0.05
    x = alt.Scale(domain=[0, max(r["age_to"] for r in rows)], nice=False)
    y = alt.Scale(domain=[max(0, min(ends) - margin), max(ends) + margin], nice=False, zero=False)
    columns = _columns(width)
    size = _panel_width(width, columns)
    panels = [
        _survival_panel([r for r in rows if r["sex"] == sex], x, y).properties(
            width=size, height=_height(width), title=_panel_title(heading(word), size)
        )
        for sex, word in SEXES.items()
        if sex in _WORDS
    ]
    return _grid(panels, columns)


def _columns(width: int) -> int:
    return 1 if width <= NARROW else 2


def _height(width: int) -> int:
    return 170 if width <= NARROW else 210


def _ends(row: Mapping) -> list[float]:
    """The lowest and highest of what is drawn of a group."""
    drawn = [*_by_heaping(row), row["survival"], row["normal_lowest"], row["normal_highest"]]
    known = [v for v in drawn if v is not None]
    return [min(known), max(known)]


def _by_heaping(row: Mapping) -> tuple[float, float]:
    return row["survival"] * (1 - row["by_heaping"]), row["survival"] * (1 + row["by_heaping"])


def _survival_panel(rows: Sequence[Mapping], x: alt.Scale, y: alt.Scale) -> alt.LayerChart:
    import altair as alt

    bands = [
        {"from": r["age_from"], "to": r["age_to"], "low": r["normal_lowest"], "high": r["normal_highest"]}
        for r in rows
        if r["normal_lowest"] is not None
    ]
    points = []
    for r in rows:
        low, high = _by_heaping(r)
        middle = (r["age_from"] + r["age_to"]) / 2
        points.append({"age": middle, "survival": r["survival"], "low": low, "high": high, "judged": r["judged"]})
    ages = alt.Axis(title="age at the earlier count", tickCount=6, grid=False)
    shares = alt.Axis(title=None, tickCount=5, format=".2f")
    age, share = alt.X("age:Q", scale=x, axis=ages), alt.Y("survival:Q", scale=y, axis=shares)
    layers = []
    if bands:
        layers.append(
            alt.Chart(data(bands)).mark_rect(color=palette.light("band"), aria=False).encode(
                x=alt.X("from:Q", scale=x, axis=ages), x2="to:Q", y=alt.Y("low:Q", scale=y, axis=shares), y2="high:Q")
        )  # fmt: skip
    everyone = alt.Chart(data([{"at": 1}])).mark_rule(color=palette.light("loss"), strokeDash=[4, 3], aria=False)
    layers.append(everyone.encode(y=alt.Y("at:Q", scale=y, axis=shares)))
    for judged, colour in ((False, "axis"), (True, "ink")):
        mine = [p for p in points if p["judged"] == judged]
        if mine:
            base = alt.Chart(data(mine))
            line = base.mark_rule(color=palette.light(colour), strokeWidth=1, aria=False)
            dot = base.mark_point(
                color=palette.light(colour), filled=judged, size=30, opacity=1, strokeWidth=1.2, aria=False,
                **({} if judged else {"fill": palette.light("paper")}),
            )  # fmt: skip
            layers += [line.encode(x=age, y=alt.Y("low:Q", scale=y), y2="high:Q"), dot.encode(x=age, y=share)]
    return alt.layer(*layers)


def sex_ratio_chart(rows: Sequence[Mapping], times: Mapping[str, float], width: int = WIDE) -> alt.VConcatChart:
    """Men per woman of five-year groups, one line a count: by age, and by year of birth.

    rows : of the table "audit-sex-ratios". times : decimal year of each count; one without stays out of the second.
    """
    import altair as alt

    names = list(dict.fromkeys(r["count"] for r in rows))
    colours = alt.Scale(domain=names, range=[palette.reading(i) for i in range(len(names))])
    shapes = alt.Scale(domain=names, range=[palette.SHAPES[i % len(palette.SHAPES)] for i in range(len(names))])
    ratios = [r["men_per_woman"] for r in rows]
    y = alt.Scale(domain=[min([*ratios, 1]) - 0.04, max([*ratios, 1]) + 0.04], nice=False, zero=False)
    by_age = [{"at": (r["age_from"] + r["age_to"]) / 2, **_ratio(r)} for r in rows]
    by_birth = [
        {"at": times[r["count"]] - (r["age_from"] + r["age_to"]) / 2, **_ratio(r)} for r in rows if r["count"] in times
    ]
    key = alt.Legend(title=None, direction="horizontal", columns=3, offset=6)
    colour = alt.Color("name:N", scale=colours, legend=key)
    shape = alt.Shape("name:N", scale=shapes, legend=key)
    columns = _columns(width)
    size = _panel_width(width, columns)
    panels = []
    for points, title in ((by_age, "age"), (by_birth, "year of birth")):
        if points:
            axis = alt.Axis(title=title, grid=False, tickCount=6, format="d")
            base = alt.Chart(data(points)).encode(
                x=alt.X("at:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=8)),
                y=alt.Y("ratio:Q", scale=y, axis=alt.Axis(title=None, tickCount=5, format=".1f")),
                color=colour,
            )
            even = alt.Chart(data([{"at": 1}])).mark_rule(color=palette.light("axis"), aria=False)
            dots = base.mark_point(filled=True, size=26, opacity=1, aria=False).encode(shape=shape)
            panel = alt.layer(even.encode(y=alt.Y("at:Q", scale=y)), base.mark_line(strokeWidth=1.6, aria=False), dots)
            panels.append(panel.properties(width=size, height=_height(width), title=_panel_title(f"By {title}", size)))
    return _grid(panels, columns).resolve_scale(color="shared", shape="shared")


def _ratio(row: Mapping) -> dict:
    # Not "count": Vega keeps that name for itself when it parts the lines.
    return {"ratio": row["men_per_woman"], "name": row["count"]}


def ages_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.VConcatChart:
    """Persons by single year of stated age, count by count; ages that are multiples of five are set off.

    rows : of the table "audit-ages". Women left and men right, or one above the other.
    """
    import altair as alt

    scale, word = scale_of([r["persons"] for r in rows])
    x = alt.Scale(domain=[0, 1 + max(r["age"] for r in rows)], nice=False)
    y = alt.Scale(domain=[0, max(r["persons"] for r in rows) / scale], nice=False)
    by_panel: dict[tuple[str, str], list[Mapping]] = {}
    for r in sorted(rows, key=_by_count_and_sex(rows)):
        by_panel.setdefault((r["count"], r["sex"]), []).append(r)
    columns = _columns(width)
    size = _panel_width(width, columns)
    panels = []
    for i, ((count, sex), mine) in enumerate(by_panel.items()):
        unit = f"{word} persons".strip() if i < columns else ""
        name = "age as stated" if i >= len(by_panel) - columns else None
        panel = _ages_panel(mine, x, y, scale, alt.Axis(title=name, tickCount=6 if columns == 1 else 10, grid=False))
        title = _panel_title(f"{count}, {_WORDS[sex]}", size, unit)
        panels.append(panel.properties(width=size, height=84 if columns == 1 else 110, title=title))
    return _grid(panels, columns)


def _ages_panel(rows: Sequence[Mapping], x: alt.Scale, y: alt.Scale, scale: float, axis: alt.Axis) -> alt.LayerChart:
    import altair as alt

    bars = [
        {"from": r["age"] + 0.1, "to": r["age"] + 0.9, "zero": 0, "value": r["persons"] / scale,
         "colour": palette.light("two" if r["age"] % ROUND == 0 else _WORDS[r["sex"]])}
        for r in rows
    ]  # fmt: skip
    bars.sort(key=lambda b: b["colour"])
    bar = alt.Chart(data(bars)).mark_rect(aria=False).encode(
        x=alt.X("from:Q", scale=x, axis=axis), x2="to:Q", y2="value:Q", color=alt.Color("colour:N", scale=None),
        y=alt.Y("zero:Q", scale=y, axis=alt.Axis(title=None, tickCount=3)),
    )  # fmt: skip
    return alt.layer(bar)
