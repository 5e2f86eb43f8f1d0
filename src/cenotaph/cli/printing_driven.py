"""What `cenotaph influence` and `cenotaph value` print."""

from __future__ import annotations

import textwrap

from rich import box
from rich.console import Console
from rich.table import Table

from cenotaph.study.influence import AGAIN, APART, UNLIKELY, Driven

WIDTH = 100


def print_influence(driven: Driven) -> None:
    """A table an estimand: the figure without each source, the most moving first; then conflicts and surprises."""
    for name, label in driven.labels.items():
        rows = [r for r in driven.tables["influence"].rows if r["estimate"] == name]
        table = _table(
            f"{label}, with every source: {_interval(rows[0], '')}", ("without", "becomes", "moved", "width")
        )
        for r in sorted(rows, key=lambda r: -abs(r["moved"] or 0.0)):
            if r["moved"] is None:
                table.add_row(r["label"], r["refused"], "", "")
                continue
            moved = f"{r['without_median'] - r['median']:+,.0f}"
            table.add_row(r["label"], _interval(r, "without_"), moved, f"{r['wider']:.2f} times")
        _print(table)
    pairs = [r for r in driven.tables["conflicts"].rows if r["agreement"] < APART]
    for r in sorted(pairs, key=lambda r: r["agreement"]):
        _say(f"Pull apart: {r['first_label']} and {r['second_label']} (agreement {r['agreement']:.2f}).")
    for r in driven.tables["foreseen"].rows:
        if r["probability"] is not None and r["probability"] < UNLIKELY:
            _say(f"Not foreseen by the rest: {r['label']} (probability {r['probability']:.2g}).")
    made = {r["label"]: r["method"] for r in driven.tables["influence"].rows}
    again = [label for label, method in made.items() if method == AGAIN]
    _say(
        "Persons; median and 90 % equal-tailed credible interval. The opening census and the life table cannot be left "
        f"out. Fitted again: {'; '.join(again) or 'none'}; the others by importance weights."
    )


def print_value(driven: Driven) -> None:
    """A table an estimand: records by the narrowing to be expected, the largest first."""
    for name, label in driven.labels.items():
        rows = [r for r in driven.tables["value"].rows if r["estimate"] == name]
        title = f"{label}: width of the 90 % interval {rows[0]['width']:,.0f}"
        table = _table(title, ("record", "expected width", "narrower by"))
        for r in sorted(rows, key=lambda r: -(r["narrowing"] or 0.0)):
            if r["narrowing"] is None:
                table.add_row(r["label"], r["refused"], "")
                continue
            by = f"{round(100 * r['narrowing'])} % (+/- {round(100 * r['error'])})"
            table.add_row(r["label"], f"{r['expected_width']:,.0f}", by)
        _print(table)
    _say(
        "Persons. The width to be expected is a mean over what the record might say; in brackets one Monte Carlo "
        "standard error. A record that contradicts the model would teach more than this, and might widen the interval."
    )


def _table(title: str, columns: tuple[str, ...]) -> Table:
    table = Table(box=box.SIMPLE, title=title, title_justify="left", title_style="")
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right")
    return table


def _print(table: Table) -> None:
    Console(width=WIDTH, highlight=False, markup=False).print(table)


def _say(text: str) -> None:
    print(textwrap.fill(text, WIDTH))


def _interval(row: dict, prefix: str) -> str:
    low, middle, high = (row[f"{prefix}{end}"] for end in ("p05", "median", "p95"))
    return f"{middle:,.0f} ({low:,.0f} to {high:,.0f})"
