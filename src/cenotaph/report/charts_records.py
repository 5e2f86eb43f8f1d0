"""Charts of the records: literature on one axis, registers against the account, stocks, a timeline."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cenotaph.estimate import Estimate
from cenotaph.evidence.tables import Event, Ledger, Literature
from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, rows_chart
from cenotaph.report.numbers import persons, scale_of
from cenotaph.report.words import heading, period_text, years_of

if TYPE_CHECKING:
    import altair as alt


def literature_values(row: Literature) -> list[float]:
    """What an author gives: low, central, high, those that there are."""
    return [v for v in (row.low, row.central, row.high) if v is not None]


def literature_reading(row: Literature) -> str:
    """The author's figure in words; a single bound says that it is one."""
    values = literature_values(row)
    if not values:
        return "no figure"
    if row.central is not None:
        text = persons(row.central)
        bounds = [v for v in (row.low, row.high) if v is not None]
        return f"{text} ({persons(*bounds)})" if len(bounds) == 2 else text
    if len(values) == 2:
        return persons(*values)
    return f"{'at least' if row.low is not None else 'at most'} {persons(values[0])}"


def literature_chart(
    ours: Sequence[tuple[str, Estimate, bool]], rows: Sequence[Literature], width: int = WIDE
) -> alt.LayerChart:
    """Our ranges and every author's figure for one definition, on one axis.

    ours : (label, estimate, reversed): reversed says that the literature counts with the other sign.
    Figures quoted from memory are hollow.
    """
    lanes = []
    for label, estimate, turned in ours:
        found = estimate.interval()
        if found is None:
            continue
        sign = -1 if turned else 1
        low, high = sorted((sign * found["low"], sign * found["high"]))
        lanes.append(
            Lane(label=label, low=low, high=high, points=(low, high), reading=persons(low, high), colour="loss",
                 heading="" if lanes else "This account")
        )  # fmt: skip
    for index, row in enumerate(sorted(rows, key=lambda r: (r.year, r.author))):
        values = literature_values(row)
        lanes.append(
            Lane(
                heading="The literature" if index == 0 else "",
                label=f"{row.author}, {row.year} ({period_text(row.period)})"
                + (" · recalled" if row.status == "recalled" or row.reading == "recalled" else ""),
                points=(row.central,) if row.central is not None else tuple(values),
                low=min(values) if len(values) > 1 else None,
                high=max(values) if len(values) > 1 else None,
                reading=literature_reading(row),
                colour="ink",
                hollow=row.status == "recalled" or row.reading == "recalled",
            )
        )
    values = [v for lane in lanes for v in lane.numbers]
    # Losses compare by length from zero; populations do not.
    zero = not values or min(values) < 0.5 * max(values)
    return rows_chart(lanes, width, zero=zero)


def registers_chart(rows: Sequence[dict], width: int = WIDE) -> alt.LayerChart:
    """Registered events a year against the range that the account needs; sums over years are shown as
    their yearly mean.

    rows : of the table "registers", for one event.
    """
    lanes = []
    for row in rows:
        start, end = years_of(row["period"])
        years = max(end - start, 1e-9)
        low, high, registered = row["path_low"], row["path_high"], row["registered"]
        lanes.append(
            Lane(
                label=period_text(row["period"]),
                low=None if low is None else low / years,
                high=None if high is None else high / years,
                points=() if low is None else (low / years, high / years),
                mark=None if registered is None else registered / years,
                reading="" if registered is None else f"registered {persons(registered / years)} a year",
                colour="link",
            )
        )
    return rows_chart(lanes, width, unit="persons a year")


def stocks_chart(rows: Sequence[Ledger], width: int = WIDE, unit: str = "persons held") -> alt.LayerChart:
    """Persons on the books by institution and date; rows of one measure."""
    import altair as alt

    scale, word = scale_of([r.persons for r in rows])
    names = list(dict.fromkeys(r.institution for r in rows))
    data = sorted(
        (
            {"at": sum(years_of(r.when)) / 2, "value": r.persons / scale, "name": r.institution}
            for r in rows
        ),
        key=lambda d: (d["name"], d["at"]),
    )
    axis = alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=6 if width <= NARROW else 12)
    top = alt.Axis(title=f"{word} {unit}".strip(), titleAnchor="start", titleAngle=0, titleAlign="left", titleX=0,
                   titleY=-10, titleBaseline="bottom", tickCount=5)  # fmt: skip
    colours = [palette.reading(i) for i in range(len(names))]
    key = alt.Legend(title=None, columns=1, offset=24) if len(names) > 1 else None
    encoding = {
        "x": alt.X("at:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=8)),
        "y": alt.Y("value:Q", axis=top, scale=alt.Scale(zero=True)),
        "color": alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=key),
        "shape": alt.Shape("name:N", scale=alt.Scale(domain=names, range=list(palette.SHAPES)), legend=key),
    }
    base = alt.Chart(alt.Data(values=data))
    line = base.mark_line(strokeWidth=1.4, aria=False).encode(**{k: encoding[k] for k in ("x", "y", "color")})
    point = base.mark_point(filled=True, size=34, opacity=1, aria=False).encode(**encoding)
    return alt.layer(line, point).properties(width=width - 50, height=190 if width <= NARROW else 220)


def timeline_chart(events: Sequence[Event], width: int = WIDE) -> alt.LayerChart:
    """When the dated facts fall, a strip for each category; spans are lines, days are points."""
    import altair as alt

    categories = list(dict.fromkeys(e.category for e in events))
    rows = []
    for event in events:
        start, end = years_of(event.date)
        place = 34 * categories.index(event.category) + 26
        hint = f"{period_text(event.date)}: {textwrap.shorten(event.event, 120, placeholder='…')}"
        rows.append({"start": start, "end": end, "mid": (start + end) / 2, "y": place, "hint": hint})
    height = 34 * len(categories) + 4
    y_scale = alt.Scale(domain=[0, height], reverse=True, nice=False)
    axis = alt.Axis(title=None, format="d", tickMinStep=1, tickCount=6 if width <= NARROW else 14, domain=False)
    x = alt.Scale(nice=True, zero=False)
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y("y:Q", scale=y_scale, axis=None)
    labels = [{"y": 34 * i + 13, "t": heading(c)} for i, c in enumerate(categories)]
    layers = [
        base.mark_rule(strokeWidth=3, color=palette.light("link"), opacity=0.45, aria=False).encode(
            x=alt.X("start:Q", scale=x, axis=axis), x2="end:Q", y=y),
        base.mark_point(filled=True, size=44, color=palette.light("link"), opacity=0.9).encode(
            x=alt.X("mid:Q", scale=x), y=y, description=alt.Description("hint:N")),
        alt.Chart(alt.Data(values=labels)).mark_text(
            align="left", baseline="alphabetic", fontWeight="bold", aria=False).encode(
            x=alt.value(0), y=y, text="t:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=width - 12, height=height)
