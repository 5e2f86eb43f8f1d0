"""Charts of what drives the answer: sources left out, pulls, registers before and after, records not yet found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.report.charts_rows import WIDE, Lane, rows_chart
from cenotaph.report.charts_sampled import AFTER, BEFORE
from cenotaph.report.numbers import decimal, middle, persons

if TYPE_CHECKING:
    import altair as alt

EVERY = "With every source"


def without_chart(every: Mapping, rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """One figure with every source, then without each: median and middle nine tenths; upright marks repeat the median
    with every source.

    every : median, p05, p95. rows : of the table "bayes_influence", for one estimate, each with an interval.
    """
    first = {"label": EVERY, **{f"without_{end}": every[end] for end in ("p05", "median", "p95")}}
    lanes = [
        Lane(
            label=r["label"] if r is first else f"Without: {r['label']}",
            points=(r["without_median"],),
            low=r["without_p05"],
            high=r["without_p95"],
            mark=None if r is first else every["median"],
            reading=middle(r["without_median"], r["without_p05"], r["without_p95"], told=False),
            colour="loss" if r is first else "link",
        )
        for r in (first, *rows)
    ]
    return rows_chart(lanes, width, zero=False)


def pulls_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """Which way each source pulls one figure: bars from nought, in persons for a unit of the source's weight.

    rows : of the table "bayes_pulls", for one estimate.
    """
    lanes = [
        Lane(
            label=str(r["label"]),
            points=(r["pull"],),
            low=min(0.0, r["pull"]),
            high=max(0.0, r["pull"]),
            thin=(r["pull"] - r["error"], r["pull"] + r["error"]) if "error" in r else None,
            reading=persons(r["pull"], signed=True),
            colour="loss" if r["pull"] < 0 else "link",
        )
        for r in rows
    ]
    return rows_chart(lanes, width)


def registers_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """Mean completeness of each register before the data and after them: median and middle nine tenths, per cent.

    rows : of the table "bayes_registers", each with a `label`; the prior of a register before its posterior.
    """
    after = {r["event"]: r for r in rows if r["when"] == "posterior"}
    lanes = []
    for row in rows:
        low, point, high = (100 * row[end] for end in ("p05", "median", "p95"))
        is_after, own = row["when"] == "posterior", after.get(row["event"])
        reading = "" if is_after or own is None else " to ".join(decimal(100 * own[end], 0) for end in ("p05", "p95"))
        lanes.append(
            Lane(
                label="" if is_after else str(row["label"]),
                points=(point,),
                low=low,
                high=high,
                series=int(is_after),
                reading=reading and f"{reading} %",
            )
        )
    return rows_chart(lanes, width, unit="per cent of all events", legend=(BEFORE, AFTER), zero=False)


def value_chart(groups: Sequence[tuple[str, Sequence[Mapping]]], width: int = WIDE) -> alt.LayerChart:
    """By how many per cent the interval of each figure is expected to narrow once a record is found: bars from nought,
    with one Monte Carlo standard error as a thin line.

    groups : (label of the figure, rows of the table "bayes_value" of it) from top to bottom.
    """
    lanes = []
    for label, rows in groups:
        for i, r in enumerate(rows):
            share, error = 100 * r["narrowing"], 100 * r["error"]
            lanes.append(
                Lane(
                    heading=label if i == 0 else "",
                    label=str(r["label"]),
                    low=0.0,
                    high=share,
                    thin=(max(share - error, 0.0), share + error),
                    reading=f"{decimal(share, 0)} % (± {decimal(error, 0)})",
                    colour="link",
                )
            )
    return rows_chart(lanes, width, unit="per cent narrower")
