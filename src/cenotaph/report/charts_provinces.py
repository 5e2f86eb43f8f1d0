"""Charts of provinces: intervals of each in the order of their medians; what is shared, before the data and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.report.charts_rows import WIDE, Lane, rows_chart
from cenotaph.report.numbers import decimal, middle, plain

if TYPE_CHECKING:
    import altair as alt

TOGETHER, ALONE = "provinces together", "each by itself"


def caterpillar(rows: Sequence[Mapping], unit: str, width: int = WIDE) -> alt.LayerChart:
    """One measure of every province, the highest median first: median and middle nine tenths, below each the same of
    the province fitted by itself.

    rows : of the table "provinces", for one measure, each with numbers.
    """
    lanes = []
    for row in sorted(rows, key=lambda r: -r["median"]):
        reading = (
            middle(row["median"], row["p05"], row["p95"], told=False)
            if unit == "persons"
            else f"{decimal(row['median'], 1)} ({decimal(row['p05'], 1)} to {decimal(row['p95'], 1)})"
        )
        lanes.append(Lane(label=str(row["label"]), points=(row["median"],), low=row["p05"], high=row["p95"],
                          reading=reading))  # fmt: skip
        if row["alone_median"] is not None:
            lanes.append(Lane(points=(row["alone_median"],), low=row["alone_p05"], high=row["alone_p95"], series=1))
    return rows_chart(lanes, width, unit=unit, legend=(TOGETHER, ALONE))


def shared_chart(rows: Sequence[Mapping], unit: str, width: int = WIDE) -> alt.LayerChart:
    """Mean and spread of pooled priors of one unit: after the data, and below it before them.

    rows : of the table "shared", of one unit, each with numbers.
    """
    lanes = []
    for row in rows:
        reading = f"{plain(row['median'])} ({plain(row['p05'])} to {plain(row['p95'])})"
        lanes.append(Lane(label=f"{row['label']}: {row['kind']}", points=(row["median"],), low=row["p05"],
                          high=row["p95"], reading=reading))  # fmt: skip
        lanes.append(Lane(points=(row["before_median"],), low=row["before_p05"], high=row["before_p95"], series=1))
    return rows_chart(lanes, width, unit=unit, legend=("after the data", "before the data"))
