"""Charts of a five-year case: fans by period after the data, with the priors beside them, and counts by age."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, data, top_title
from cenotaph.report.numbers import scale_of

if TYPE_CHECKING:
    import altair as alt

BANDS = (("p025", "p975", 0.16), ("p10", "p90", 0.2), ("p25", "p75", 0.26))
QUANTILES = ("p025", "p10", "p25", "median", "p75", "p90", "p975")
BEFORE = ("p10", "median", "p90")


def fan_chart(rows: Sequence[Mapping], unit: str, width: int = WIDE, zero: bool = False) -> alt.LayerChart:
    """One quantity by period: half, four fifths and nineteen twentieths after the data as bands; the median and the
    middle four fifths before the data as a solid and two dashed grey lines.

    rows : of the table "five_year_fans" of one quantity and sex. unit : of the axis.
    """
    import altair as alt

    after = [r for r in rows if r["when"] == "posterior"]
    before = [r for r in rows if r["when"] == "prior"]
    values = [r[q] for r in after for q in ("p025", "p975")] + [r[q] for r in before for q in ("p10", "p90")]
    scale, word = scale_of(values)
    drawn, prior = (
        [{"year": (r["start"] + r["end"]) / 2} | {q: r[q] / scale for q in QUANTILES} for r in own]
        for own in (after, before)
    )
    axis = alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=6 if width <= NARROW else 12)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=8))
    top = alt.Axis(**top_title(" ".join(part for part in (word, unit) if part)))
    y = alt.Scale(zero=zero or min(values) < 0, nice=True)
    base, ground = alt.Chart(data(drawn)), alt.Chart(data(prior))
    colour = palette.reading(0)
    layers = [
        base.mark_area(opacity=opacity, color=colour, aria=False).encode(
            x=x, y=alt.Y(f"{low}:Q", axis=top, scale=y), y2=f"{high}:Q"
        )
        for low, high, opacity in BANDS
    ]
    for name in BEFORE:
        dash = [1, 0] if name == "median" else [4, 3]
        line = ground.mark_line(color=palette.light("axis"), strokeDash=dash, strokeWidth=1.2, aria=False)
        layers.append(line.encode(x=x, y=alt.Y(f"{name}:Q", axis=top, scale=y)))
    line = base.mark_line(color=colour, strokeWidth=1.8, point=alt.OverlayMarkDef(size=18, color=colour), aria=False)
    layers.append(line.encode(x=x, y=alt.Y("median:Q", axis=top, scale=y)))
    if min(values) < 0:
        rule = alt.Chart(data([{"at": 0}])).mark_rule(color=palette.light("axis"), aria=False)
        layers.insert(0, rule.encode(y=alt.Y("at:Q", axis=top, scale=y)))
    return alt.layer(*layers).properties(width=width - 50, height=170 if width <= NARROW else 210)


def ages_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """One count and sex by age: persons counted over persons modelled, per cent, as points about the model's own
    nineteen twentieths (thin) and four fifths (thick).

    rows : of the table "five_year_counts".
    """
    import altair as alt

    points = []
    for r in rows:
        middle = r["median"]
        place = {"age": f"{r['age_from']}+" if r["age_to"] is None else f"{r['age_from']}–{r['age_to']}"}
        share = {q: 100 * (r[q] / middle - 1) for q in ("p025", "p10", "p90", "p975")}
        points.append(place | share | {"counted": 100 * (r["counted"] / middle - 1)})
    names = [p["age"] for p in points]
    axis = alt.Axis(title="age", labelAngle=-60 if width <= NARROW else -45, labelOverlap=False, grid=False)
    x = alt.X("age:N", sort=names, axis=axis)
    top = alt.Axis(**top_title("per cent above or below the median of the model"))
    base = alt.Chart(data(points))
    colour = palette.reading(0)
    layers = [
        base.mark_rule(color=colour, strokeWidth=wide, opacity=opacity, aria=False).encode(
            x=x, y=alt.Y(f"{low}:Q", axis=top), y2=f"{high}:Q"
        )
        for low, high, wide, opacity in (("p025", "p975", 2, 0.6), ("p10", "p90", 6, 0.45))
    ]
    dot = base.mark_point(filled=True, size=42, opacity=1, color=palette.light("ink"), aria=False)
    layers.append(dot.encode(x=x, y=alt.Y("counted:Q", axis=top)))
    rule = alt.Chart(data([{"at": 0}])).mark_rule(color=palette.light("axis"), aria=False)
    layers.insert(0, rule.encode(y=alt.Y("at:Q", axis=top)))
    return alt.layer(*layers).properties(width=width - 50, height=150 if width <= NARROW else 180)
