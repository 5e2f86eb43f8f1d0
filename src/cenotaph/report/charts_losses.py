"""Charts of the answer: losses by definition, what moves them, the waterfall, errors of the counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cenotaph.estimate import Estimate, Table
from cenotaph.report import palette
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, data, millions, rows_chart
from cenotaph.report.numbers import amount, persons, scale_of

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
        reading = amount(estimate).removesuffix(f" {estimate.estimand.unit}")
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


def waterfall_chart(rows: Sequence[Mapping], width: int = WIDE) -> alt.LayerChart:
    """From the expected population, step by step, to the counted one: rows of the table "waterfall" of one
    scenario and census.

    Levels are marks, not bars, because the axis does not begin at zero; lengths of the steps compare.
    """
    import altair as alt

    rows = [r for r in rows if r["kind"] in ("level", "change")]
    line, height = 40, 40 * len(rows) + 4
    scale, word = scale_of([r["end"] for r in rows])
    points: list[dict] = []
    for i, row in enumerate(rows):
        level = row["kind"] == "level"
        text = persons(row["value"], signed=not level)
        # What comes after the true population is no loss but the error of the count.
        reached = sum(r["kind"] == "level" for r in rows[:i]) > 1
        points.append(
            {
                "y": i * line + 27, "label_y": i * line + 12, "label": row["step"], "text": text,
                "start": (row["end"] if level else row["start"]) / scale, "end": row["end"] / scale, "level": level,
                "colour": palette.light("ink" if level else "two" if reached else "loss"),
                "next": (i + 1) * line + 27 if i + 1 < len(rows) else i * line + 27,
            }
        )  # fmt: skip
    ends = [v for d in points for v in (d["start"], d["end"])]
    margin = 0.03 * (max(ends) - min(ends) or 1)
    x = alt.Scale(domain=[min(ends) - margin, max(ends) + margin], nice=False, zero=False)
    axis = alt.Axis(title=f"{word} persons".strip(), tickCount=5 if width <= NARROW else 9, domain=False)
    y_scale = alt.Scale(domain=[0, height], reverse=True, nice=False)
    y = alt.Y("y:Q", scale=y_scale, axis=None)
    base = alt.Chart(data(points))
    own = alt.Color("colour:N", scale=None)
    layers = [
        base.mark_rule(color=palette.light("axis"), strokeDash=[2, 3], aria=False).encode(
            x=alt.X("end:Q", scale=x, axis=axis), y=y, y2="next:Q"),
        base.transform_filter("!datum.level").mark_rule(strokeWidth=13, aria=False).encode(
            x=alt.X("start:Q", scale=x), x2="end:Q", y=y, color=own),
        base.transform_filter("datum.level").mark_tick(
            orient="vertical", size=17, thickness=4, opacity=1, aria=False).encode(x=alt.X("end:Q", scale=x), y=y, color=own),
        base.mark_text(align="left", baseline="alphabetic", aria=False).encode(
            x=alt.value(0), y=alt.Y("label_y:Q", scale=y_scale, axis=None), text="label:N"),
        base.mark_text(align="right", baseline="alphabetic", aria=False, color=palette.light("soft")).encode(
            x=alt.value(width - 12), y=alt.Y("label_y:Q", scale=y_scale, axis=None), text="text:N"),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=width - 12, height=height)


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
            reading=f"{r['change_percent']:+.2f} %".replace("-", "\u2212"),
            colour="loss" if r["change_percent"] < 0 else "link",
        )
        for r in sorted(rows, key=lambda r: -abs(r["change_percent"]))
    ]
    return rows_chart(lanes, width, unit="per cent")
