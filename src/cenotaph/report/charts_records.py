"""Charts of the records: literature on one axis, registers against the account, stocks, a timeline."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from cenotaph.estimate import Estimate
from cenotaph.evidence.tables import Event, Ledger, Literature
from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, data, rows_chart, top_title
from cenotaph.report.numbers import NBSP, count, decimal, persons, scale_of
from cenotaph.report.words import heading, period_text, years_of

if TYPE_CHECKING:
    import altair as alt


def literature_values(row: Literature) -> list[float]:
    """What an author gives: low, central, high, those that there are."""
    return [v for v in (row.low, row.central, row.high) if v is not None]


def _as_given(value: float) -> str:
    """A figure as its author rounded it: 7.3 million, not 7.30."""
    short = round(value / 1e6, 4)
    if abs(value) >= 1e6 and abs(short * 1e6 - value) < 1:
        return f"{decimal(short, 4).rstrip('0').rstrip('.')}{NBSP}million"
    return count(value)


def literature_reading(row: Literature) -> str:
    """The author's figure in words; a single bound says that it is one."""
    low, central, high = (None if v is None else _as_given(v) for v in (row.low, row.central, row.high))
    if low and high:
        bounds = f"{low.removesuffix(f'{NBSP}million') if high.endswith('million') else low} to {high}"
        if not low.endswith("million") and high.endswith("million"):
            bounds = f"{low} to {high}"
    else:
        below = "or more departures than arrivals" if row.definition == "net_migration" else "or below"
        at_most = f"{high} {below}" if row.high is not None and row.high < 0 else f"at most {high}"
        bounds = f"at least {low}" if low else at_most if high else ""
    if central:
        return f"{central} ({bounds})" if bounds else central
    return bounds or "no figure"


def is_recalled(row: Literature) -> bool:
    """Quoted from memory and not yet collated."""
    return "recalled" in (row.status, row.reading)


def literature_chart(
    ours: Sequence[tuple[str, Estimate, bool]],
    groups: Sequence[tuple[str, Sequence[Literature]]],
    width: int = WIDE,
    alike: Collection[int] = (),
) -> alt.LayerChart:
    """Our ranges and every author's figure for one definition, on one axis.

    ours : (label, estimate, reversed): reversed says that the literature counts with the other sign.
    groups : (heading, rows), one group for each territory. Figures quoted from memory are hollow.
    alike : ids of the row objects whose definition, territory and period are those of ours.
    """
    lanes = []
    for label, estimate, turned in ours:
        found = estimate.interval()
        if found is None:
            continue
        low, high = sorted((-1 if turned else 1) * found[end] for end in ("low", "high"))
        head = "" if lanes else "This account"
        lanes.append(Lane(label, (low, high), low, high, persons(low, high), head, colour="loss"))
    for head, rows in groups:
        for index, row in enumerate(sorted(rows, key=lambda r: (r.year, r.author))):
            lanes.append(_author(row, head if index == 0 else "", id(row) in alike))
    # Losses compare by their length from zero; populations do not.
    zero = not any(r.definition.endswith("population") for _, rows in groups for r in rows)
    return rows_chart(lanes, width, zero=zero)


def _author(row: Literature, head: str, alike: bool) -> Lane:
    values = literature_values(row)
    marks = (" · as ours" if alike else "") + (" · recalled" if is_recalled(row) else "")
    return Lane(
        heading=head,
        label=f"{row.author}, {row.year} ({period_text(row.period)}){marks}",
        points=(row.central,) if row.central is not None else tuple(values),
        low=min(values) if len(values) > 1 else None,
        high=max(values) if len(values) > 1 else None,
        reading=literature_reading(row),
        colour="ink",
        hollow=is_recalled(row),
    )


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


def drawable(rows: Sequence[Ledger], most: int = 4) -> list[Ledger]:
    """Entries of single dates or years, of the institutions with most of them: what a line can show."""
    single = [r for r in rows if years_of(r.when)[1] - years_of(r.when)[0] <= 1.1]
    counts = Counter(r.institution for r in single)
    kept = [name for name, n in counts.most_common(most) if n > 2]
    return [r for r in single if r.institution in kept]


def _segments(rows: Sequence[Ledger], scale: float) -> list[dict]:
    """Points of a line a stretch of years without a gap, by institution."""
    points: list[dict] = []
    for r in sorted(rows, key=lambda r: (r.institution, years_of(r.when))):
        at = sum(years_of(r.when)) / 2
        last = points[-1] if points else None
        broken = last is None or last["name"] != r.institution or at - last["at"] > 1.6
        part = f"{r.institution} {len(points)}" if broken or last is None else last["part"]
        points.append({"at": at, "value": r.persons / scale, "name": r.institution, "part": part})
    return points


def stocks_chart(rows: Sequence[Ledger], width: int = WIDE, unit: str = "persons held") -> alt.LayerChart:
    """Persons on the books by institution and date; rows of one measure. A gap breaks the line."""
    import altair as alt

    rows = drawable(rows) or list(rows)
    scale, word = scale_of([r.persons for r in rows])
    names = list(dict.fromkeys(r.institution for r in rows))
    points = _segments(rows, scale)
    axis = alt.Axis(title=None, format="d", grid=False, tickMinStep=1, tickCount=6 if width <= NARROW else 12)
    top = alt.Axis(**top_title(f"{word} {unit}".strip()))
    colours = [palette.reading(i) for i in range(len(names))]
    key = alt.Legend(title=None, columns=1, offset=24) if len(names) > 1 else None
    encoding = {
        "x": alt.X("at:Q", axis=axis, scale=alt.Scale(zero=False, nice=False, padding=8)),
        "y": alt.Y("value:Q", axis=top, scale=alt.Scale(zero=True)),
        "color": alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=key),
        "shape": alt.Shape("name:N", scale=alt.Scale(domain=names, range=list(palette.SHAPES)), legend=key),
    }
    base = alt.Chart(data(points))
    line = base.mark_line(strokeWidth=1.4, aria=False).encode(
        detail="part:N", **{k: encoding[k] for k in ("x", "y", "color")}
    )
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
    base = alt.Chart(data(rows))
    y = alt.Y("y:Q", scale=y_scale, axis=None)
    labels = [{"y": 34 * i + 13, "t": heading(c)} for i, c in enumerate(categories)]
    layers = [
        base.mark_rule(strokeWidth=3, color=palette.light("link"), opacity=0.45, aria=False).encode(
            x=alt.X("start:Q", scale=x, axis=axis), x2="end:Q", y=y),
        base.mark_point(filled=True, size=44, color=palette.light("link"), opacity=0.9).encode(
            x=alt.X("mid:Q", scale=x), y=y, description=alt.Description("hint:N")),
        alt.Chart(data(labels)).mark_text(
            align="left", baseline="alphabetic", fontWeight="bold", aria=False).encode(
            x=alt.value(0), y=y, text="t:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=width - 12, height=height)
