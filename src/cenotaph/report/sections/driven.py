"""What drives the answer: each source left out, which way it pulls, which contradict each other or the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.report import charts_driven as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, Figure, anchor, link
from cenotaph.report.view import View
from cenotaph.study.influence import AGAIN, APART, STRONG, UNLIKELY

ERRORS = 2  # Monte Carlo standard errors that a pull or a narrowing must exceed to be named
SMALLEST = 0.0005  # of a probability that a tenth of a per cent can show
WHEN = {"prior": "before the data", "posterior": "after the data"}


def context(view: View) -> dict | None:
    """Values of the section; None where the run says nothing of it: nothing sampled, a refused fit, an older run."""
    if "bayes_influence" not in view.estimates.tables:
        return None
    rows = view.rows("bayes_influence")
    return {
        "carried": _carried(view),
        "figures": list(_figures(view)),
        "strong": numbers.share(STRONG).replace(".0", ""),
        "any": bool(rows),
        "judged": any(r["moved"] is not None for r in rows),
        "level": numbers.level_words(),
        "again": numbers.count(len(_labels(r for r in rows if r["method"] == AGAIN and not r["refused"]))),
        "by_weights": numbers.count(len(_labels(r for r in rows if r["moved"] is not None and r["method"] != AGAIN))),
        "not_made": _labels(r for r in rows if r["refused"] and r["method"] != AGAIN),
        "failed": _failed(rows),
        **_against_each_other(view),
        **_against_the_rest(view),
        "registers": _registers(view),
        "counts": bool(view.rows("bayes_census_error")),
    }


def estimates_of(view: View, table: str) -> list[tuple[str, Estimate, list[dict]]]:
    """(id, estimate, its rows) of a table, in the order of the table."""
    found: dict[str, list[dict]] = {}
    for r in view.rows(table):
        found.setdefault(r["estimate"], []).append(r)
    return [(name, e, rows) for name, rows in found.items() if (e := view.find(name)) is not None and e.axis == "draw"]


def _labels(rows: Iterator[dict]) -> list[str]:
    return list(dict.fromkeys(str(r["label"]) for r in rows))


def _failed(rows: Sequence[dict]) -> list[tuple[str, str]]:
    """Sources whose own fit was refused, and why."""
    found = [(str(r["label"]), str(r["refused"])) for r in rows if r["refused"] and r["method"] == AGAIN]
    return list(dict.fromkeys(found))


def _by_move(rows: Sequence[dict]) -> list[dict]:
    """Rows with an interval, the most moving first."""
    return sorted((r for r in rows if r["moved"] is not None), key=lambda r: -abs(r["moved"]))


def _carried(view: View) -> list[dict]:
    """For each figure the source that moves it most when left out, of those that could be judged."""
    return [
        {
            "label": link(anchor("est", name), estimate.estimand.label),
            "every": numbers.amount(estimate, told=False),
            "source": str(known[0]["label"]),
            "becomes": _without(known[0]),
            "moved": _moved(known[0]),
        }
        for name, estimate, rows in estimates_of(view, "bayes_influence")
        if (known := _by_move(rows))
    ]


def _without(row: dict) -> str:
    return numbers.middle(row["without_median"], row["without_p05"], row["without_p95"], told=False)


def _moved(row: dict) -> str:
    return numbers.share(row["moved"], signed=True)


def _times(row: dict) -> str:
    return numbers.decimal(row["wider"], 2)


def _figures(view: View) -> Iterator[dict]:
    """For each figure: its intervals without each source, and its pulls."""
    pulls = {name: rows for name, _, rows in estimates_of(view, "bayes_pulls")}
    for name, estimate, rows in estimates_of(view, "bayes_influence"):
        mine = pulls.get(name, [])
        width = _width(estimate)
        known = _by_move(rows)
        yield {
            "id": anchor("driven", name),
            "label": estimate.estimand.label,
            "figure": view.figure(estimate, button=False),
            "most": known[0]["label"] if known else "",
            "by": _moved(known[0]) if known else "",
            "without": _without_figure(view, name, estimate, rows) if known else None,
            "pulls": _pulls_figure(view, name, mine, width) if mine else None,
            "up": _strong(mine, width, 1),
            "down": _strong(mine, width, -1),
        }


def _width(estimate: Estimate) -> float:
    """Width of an estimate's interval."""
    found = estimate.interval()
    return float(found["high"] - found["low"]) if found else 0.0


def _strong(rows: Sequence[dict], width: float, sign: int) -> list[str]:
    """Sources that pull this way by more than the stated share of the interval's width and more than chance may feign,
    the strongest first."""
    far = [r for r in rows if sign * r["pull"] > max(STRONG * width, ERRORS * r.get("error", 0.0))]
    return [str(r["label"]) for r in sorted(far, key=lambda r: -abs(r["pull"]))]


def _without_figure(view: View, name: str, estimate: Estimate, rows: Sequence[dict]) -> Figure:
    known, span = _by_move(rows), estimate.interval()
    every = {"median": estimate.value, "p05": span["low"], "p95": span["high"]}
    body: list[list[str | Markup]] = [[drawn.EVERY, numbers.amount(estimate, told=False), "", "", "", ""]]
    for r in [*known, *(r for r in rows if r["moved"] is None)]:
        judged = r["moved"] is not None
        k = "" if r["pareto_k"] is None else numbers.decimal(r["pareto_k"], 2)
        body.append([str(r["label"]), *((_without(r), _moved(r), _times(r)) if judged else ("not judged", "", "")),
                     str(r["method"]), k])  # fmt: skip
    heads = ["Without", f"Median and {numbers.level_words()}", "Moved, of the interval’s width", "Width, times", "How",
             "Pareto k"]  # fmt: skip
    table = DataTable("Persons, with every source and without each", heads, body, {1, 2, 3, 5})
    return view.chart(f"without-{name}", lambda width: drawn.without_chart(every, known, width), table)


def _pulls_figure(view: View, name: str, rows: Sequence[dict], width_of: float) -> Figure:
    mine = sorted(rows, key=lambda r: -r["pull"])
    body: list[list[str | Markup]] = [
        [str(r["label"]), numbers.persons(r["pull"], signed=True), numbers.persons(r["error"]) if "error" in r else "",
         numbers.share(r["pull"] / width_of, signed=True) if width_of else ""]
        for r in mine
    ]  # fmt: skip
    heads = ["Source", "Pull, persons", "Monte Carlo standard error", "Of the interval’s width"]
    table = DataTable("Change of the mean for a unit of the source’s weight", heads, body, {1, 2, 3})
    return view.chart(f"pulls-{name}", lambda width: drawn.pulls_chart(mine, width), table)


def _against_each_other(view: View) -> dict:
    """Pairs of sources that draws cannot suit both."""
    rows = sorted(view.rows("bayes_conflicts"), key=lambda r: r["agreement"])
    body: list[list[str | Markup]] = [
        [str(r["first_label"]), str(r["second_label"]), numbers.decimal(r["agreement"], 2, True)] for r in rows
    ]
    table = DataTable("How far draws that suit one source suit another", ["One", "Another", "Agreement"], body, {2})
    return {
        "pairs": [
            (str(r["first_label"]), str(r["second_label"]), numbers.decimal(r["agreement"], 2, True))
            for r in rows
            if r["agreement"] < APART
        ],
        "agreements": table if rows else None,
        "apart": numbers.decimal(APART, 1, True),
    }


def _against_the_rest(view: View) -> dict:
    """Sources that the others would not have foreseen, and those of which that cannot be said."""
    rows = view.rows("bayes_foreseen")
    known = sorted((r for r in rows if r["probability"] is not None), key=lambda r: r["probability"])
    body: list[list[str | Markup]] = [[str(r["label"]), _chance(r["probability"])] for r in known]
    heads = ["Source", "Probability of a replicate further off"]
    table = DataTable("Each source against what the others lead to expect", heads, body, {1})
    far = [r for r in known if r["probability"] < UNLIKELY]
    return {
        "surprises": [(str(r["label"]), _chance(r["probability"])) for r in far],
        "unforeseen": [str(r["label"]) for r in rows if r["probability"] is None],
        "foreseen": table if known else None,
        "unlikely": numbers.share(UNLIKELY).replace(".0", ""),
    }


def _chance(probability: float) -> str:
    """A probability in per cent; one that would print as nought is said to be under what is printed."""
    return numbers.chance(0.0 if probability < SMALLEST else probability)


def _registers(view: View) -> Figure | None:
    """Mean completeness of each register before the data and after."""
    rows = [
        r | {"label": f"Register of {r['event']}, {r['first']} to {r['last']} ({r['years']} years)"}
        for r in view.rows("bayes_registers")
    ]
    if not rows:
        return None
    body: list[list[str | Markup]] = [
        [r["label"], WHEN[r["when"]], numbers.middle(r["median"], r["p05"], r["p95"], "share")] for r in rows
    ]
    heads = ["Register", "When", f"Median and {numbers.level_words()}"]
    table = DataTable("Registered over all events, mean of the registered years", heads, body, {2})
    return view.chart("driven-registers", lambda width: drawn.registers_chart(rows, width), table)
