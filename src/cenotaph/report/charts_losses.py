"""Charts of the answer: losses by definition, what moves them, the waterfall, errors of the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.estimate import Estimate, Table
from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, data, millions, rows_chart
from cenotaph.report.numbers import amount, decimal, persons, scale_of

if TYPE_CHECKING:
    import altair as alt


def by_reading(estimate: Estimate, readings: Mapping[str, str]) -> dict[str, list[tuple[str, float]]]:
    """The values of an estimate grouped by the census taken as true: {reading: [(scenario, value), ...]}.

    `readings` names the census taken as true in each scenario; scenarios without one share the key "".
    """
    found: dict[str, list[tuple[str, float]]] = {}
    labels = estimate.labels or tuple("" for _ in estimate.values)
    for label, value in zip(labels, estimate.values, strict=True):
        found.setdefault(readings.get(label, ""), []).append((label, float(value)))
    return found


def losses_chart(
    estimates: Sequence[tuple[str, Estimate]],
    readings: Mapping[str, str],
    order: Sequence[str],
    width: int = WIDE,
    domain: tuple[float, float] | None = None,
) -> alt.LayerChart:
    """Every scenario as a point, by definition of loss; a lane for each census that may be the true one.

    estimates : (label, estimate) from top to bottom. order : the readings, in the order of the legend.
    """
    lanes = []
    for label, estimate in estimates:
        reading = amount(estimate, told=False)
        groups = by_reading(estimate, readings)
        for index, name in enumerate(order or ("",)):
            if name not in groups:
                continue
            values = [v for _, v in groups[name]]
            first = not any(lane.label == label for lane in lanes)
            lanes.append(
                Lane(
                    label=label if first else "",
                    reading=reading if first else "",
                    points=tuple(values),
                    low=min(values),
                    high=max(values),
                    series=index,
                    hints=tuple(f"{s}: {millions(v)}" for s, v in groups[name]),
                )
            )
    legend = tuple(order) if len(order) > 1 else ()
    return rows_chart(lanes, width, legend=legend, domain=domain)


def drivers_chart(rows: Sequence[Mapping], unit: str = "persons", width: int = WIDE) -> alt.LayerChart:
    """How each answer to each open question moves one estimate: mean and range of the scenarios that hold it.

    rows : of the table "drivers", for one estimate.
    """
    lanes, question = [], None
    for row in rows:
        opens = row["question"] != question
        question = row["question"]
        lanes.append(
            Lane(
                heading=str(question) if opens else "",
                label=str(row["label"]),
                reading=persons(row["low"], row["high"]),
                points=(row["mean"],),
                low=row["low"],
                high=row["high"],
                colour="link",
                hints=(f"mean {millions(row['mean'])}",),
            )
        )
    return rows_chart(lanes, width, unit=unit)


def errors_chart(
    estimates: Sequence[tuple[str, Estimate]],
    readings: Mapping[str, str],
    order: Sequence[str],
    width: int = WIDE,
) -> alt.LayerChart:
    """Net error of each count in the scenarios that hold another count to be true; right of zero it counts
    too many."""
    return losses_chart(estimates, readings, order, width)


_STEP = 40  # pixels a step of the waterfall takes: a line of text and a bar


def waterfall_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """From the expected population, step by step, to the counted one: rows of the table "waterfall" of one
    scenario and census.

    Levels are marks, not bars, because the axis does not begin at zero; lengths of the steps compare.
    """
    import altair as alt

    rows = [r for r in rows if r["kind"] in ("level", "change")]
    height = _STEP * len(rows) + 4
    scale, word = scale_of([r["end"] for r in rows])
    points = _waterfall_points(rows, scale)
    ends = [v for p in points for v in (p["start"], p["end"])]
    margin = 0.03 * (max(ends) - min(ends) or 1)
    x = alt.Scale(domain=[min(ends) - margin, max(ends) + margin], nice=False, zero=False)
    axis = alt.Axis(title=f"{word} persons".strip(), tickCount=5 if width <= NARROW else 9, domain=False)
    down = alt.Scale(domain=[0, height], reverse=True, nice=False)
    y, label_y = (alt.Y(f"{name}:Q", scale=down, axis=None) for name in ("y", "label_y"))
    base = alt.Chart(data(points))
    own = alt.Color("colour:N", scale=None)
    end = alt.X("end:Q", scale=x, axis=axis)
    links = base.mark_rule(color=palette.light("axis"), strokeDash=[2, 3], aria=False)
    bars = base.transform_filter("!datum.level").mark_rule(strokeWidth=13, aria=False)
    levels = base.transform_filter("datum.level").mark_tick(
        orient="vertical", size=17, thickness=4, opacity=1, aria=False
    )
    names = base.mark_text(align="left", baseline="alphabetic", aria=False)
    figures = base.mark_text(align="right", baseline="alphabetic", aria=False, color=palette.light("soft"))
    layers = [
        links.encode(x=end, y=y, y2="next:Q"),
        bars.encode(x=alt.X("start:Q", scale=x), x2="end:Q", y=y, color=own),
        levels.encode(x=end, y=y, color=own),
        names.encode(x=alt.value(0), y=label_y, text="label:N"),
        figures.encode(x=alt.value(width - 12), y=label_y, text="text:N"),
    ]
    return alt.layer(*layers).properties(width=width - 12, height=height)


def _waterfall_points(rows: Sequence[Mapping], scale: float) -> list[dict]:
    """Where each step begins and ends, its colour and its texts."""
    points = []
    for i, row in enumerate(rows):
        level = row["kind"] == "level"
        # What comes after the true population is no loss but the error of the count.
        reached = sum(r["kind"] == "level" for r in rows[:i]) > 1
        points.append(
            {
                "y": i * _STEP + 27,
                "label_y": i * _STEP + 12,
                "next": min(i + 1, len(rows) - 1) * _STEP + 27,
                "label": row["step"],
                "text": persons(row["value"], signed=not level),
                "start": (row["end"] if level else row["start"]) / scale,
                "end": row["end"] / scale,
                "level": level,
                "colour": palette.light("ink" if level else "two" if reached else "loss"),
            }
        )
    return points


def variants_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """Named variants of one estimate: the value with one answer changed, the reference as an upright mark.

    rows : of the table "variants", for one estimate.
    """
    lanes = [
        Lane(
            label=str(r["variant"]),
            points=(r["value"],),
            low=min(r["value"], r["reference"]),
            high=max(r["value"], r["reference"]),
            mark=r["reference"],
            reading=persons(r["value"]),
            colour="link",
        )
        for r in rows
        if r["value"] is not None and r["reference"] is not None
    ]
    return rows_chart(lanes, width)


def influence_chart(table: Table | Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """By how many per cent an estimate moves when one input is one per cent larger, largest first."""
    rows = table.rows if isinstance(table, Table) else table
    lanes = [
        Lane(
            label=str(r["input"]).removeprefix("evidence/").removesuffix(".csv"),
            points=(r["change_percent"],),
            low=min(0.0, r["change_percent"]),
            high=max(0.0, r["change_percent"]),
            reading=f"{decimal(r['change_percent'], 2, True)} %",
            colour="loss" if r["change_percent"] < 0 else "link",
        )
        for r in sorted(rows, key=lambda r: -abs(r["change_percent"]))
    ]
    return rows_chart(lanes, width, unit="per cent")
