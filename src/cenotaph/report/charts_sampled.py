"""Charts of the sampled account: fans by year, errors before and after the data, variants, what is prior."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, data, millions, rows_chart, top_title
from cenotaph.report.numbers import decimal, middle, persons, scale_of

if TYPE_CHECKING:
    import altair as alt

BEFORE, AFTER = "Before the data", "After the data"
FAN = ("p05", "p25", "median", "p75", "p95")


class Series(NamedTuple):
    """One fan: rows of the table "bayes_years" of one quantity, drawn in the n-th colour."""

    name: str
    rows: Sequence[Mapping]


def fan_chart(
    series: Sequence[Series],
    unit: str,
    width: int = WIDE,
    recorded: Sequence[tuple[int, float]] = (),
    recorded_name: str = "registered",
    zero: bool = True,
) -> alt.LayerChart:
    """Median, middle half and middle nine tenths by calendar year; figures as recorded are points.

    unit : of the axis, as words. recorded : (year, value). zero : whether the axis begins at nought.
    """
    import altair as alt

    values = [row[end] for one in series for row in one.rows for end in ("p05", "p95")] + [v for _, v in recorded]
    scale, word = scale_of(values)
    points = [
        {"year": row["year"] + 0.5, "name": one.name, **{q: row[q] / scale for q in FAN}}
        for one in series
        for row in one.rows
    ]
    dots = [{"year": year + 0.5, "value": value / scale, "name": recorded_name} for year, value in recorded]
    names = [one.name for one in series] + ([recorded_name] if dots else [])
    colours = [palette.reading(i) for i in range(len(series))] + ([palette.light("ink")] if dots else [])
    key = alt.Legend(title=None, columns=1, offset=24) if len(names) > 1 else None
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=key)
    axis = alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=6 if width <= NARROW else 12)
    x = alt.X("year:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=6))
    top = alt.Axis(**top_title(" ".join(part for part in (word, unit) if part)))
    y = alt.Scale(zero=zero, nice=True)
    base = alt.Chart(data(points))
    layers = [
        base.mark_area(opacity=opacity, aria=False).encode(
            x=x, y=alt.Y(f"{low}:Q", axis=top, scale=y), y2=f"{high}:Q", color=colour
        )
        for low, high, opacity in (("p05", "p95", 0.2), ("p25", "p75", 0.3))
    ]
    layers.append(base.mark_line(strokeWidth=1.8, aria=False).encode(x=x, y=alt.Y("median:Q"), color=colour))
    if dots:
        mark = alt.Chart(data(dots)).mark_point(filled=True, size=40, opacity=1, aria=False)
        layers.append(mark.encode(x=x, y=alt.Y("value:Q"), color=colour))
    if any(v < 0 for v in values):
        rule = alt.Chart(data([{"at": 0}])).mark_rule(color=palette.light("axis"), aria=False)
        layers.insert(0, rule.encode(y=alt.Y("at:Q", axis=top, scale=y)))
    return alt.layer(*layers).properties(width=width - 50, height=190 if width <= NARROW else 230)


def before_after_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """Net error of each census, and their contrast, before and after the data: median, middle nine tenths.

    rows : of the table "bayes_census_error", each with a `label`.
    """
    lanes = []
    for row in rows:
        after = row["when"] == "posterior"
        low, middle, high = row["p05"], row["median"], row["p95"]
        lanes.append(
            Lane(
                label=str(row["label"]) if not after else "",
                points=(middle,),
                low=low,
                high=high,
                series=1 if after else 0,
                reading=_after_reading(rows, row) if not after else "",
                hints=(f"{millions(middle)} ({millions(low)} to {millions(high)})",),
            )
        )
    return rows_chart(lanes, width, legend=(BEFORE, AFTER))


def _after_reading(rows: Sequence[Mapping], before: Mapping) -> str:
    own = next((r for r in rows if r["census"] == before["census"] and r["when"] == "posterior"), None)
    return "" if own is None else persons(own["p05"], own["p95"])


def assumptions_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """One estimate under each named variant of the model: median and middle nine tenths; the headline's
    median as an upright mark.

    rows : of the table "bayes_variants", for one estimate, the headline run first.
    """
    lanes = [
        Lane(
            label=str(r["label"]),
            points=(r["median"],),
            low=r["p05"],
            high=r["p95"],
            mark=r["headline_median"],
            reading=middle(r["median"], r["p05"], r["p95"], told=False),
            colour="loss" if r["variant"] == "headline" else "link",
        )
        for r in rows
        if not r["refused"]
    ]
    return rows_chart(lanes, width)


def widths_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """How wide an interval is beside its width before the data, per cent: near a hundred, it is the prior.

    rows : of the table "bayes_prior_width", each with a `label`.
    """
    lanes = [
        Lane(
            label=str(r["label"]),
            points=(100 * r["share"],),
            low=0.0,
            high=100 * r["share"],
            reading=f"{decimal(100 * r['share'], 0)} %",
            colour="loss" if r["mostly_prior"] else "link",
        )
        for r in rows
    ]
    return rows_chart(lanes, width, unit="per cent of the width before the data")
