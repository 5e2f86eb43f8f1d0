"""mse_page: those on no list as one HTML file that opens offline."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.mse.overlap import pairs
from cenotaph.report import numbers
from cenotaph.report.charts_rows import NARROW, WIDE, Lane, rows_chart
from cenotaph.report.drawing import svg
from cenotaph.report.markup import DataTable, Figure, anchor, visible
from cenotaph.report.page import POLICY, environment, finished, style
from cenotaph.report.summary_mse import as_published, span, wholes
from cenotaph.report.view import inlined
from cenotaph.report.words import period_text
from cenotaph.study.undocumented import Undocumented

if TYPE_CHECKING:
    import altair as alt

UNSAID = "as the lists"


def mse_page(found: Undocumented) -> str:
    """The page: every method on one axis, what can be estimated at all, what the answer rests on, what was checked."""
    return finished(environment().get_template("mse.html.j2").render(_context(found)))


def _context(found: Undocumented) -> dict:
    question, run = found.question, found.estimates.run
    whole = wholes(found)
    known = [e for e in whole if e.axis != "none"]
    return {
        "policy": POLICY,
        "style": Markup(style()),
        "question": question,
        "period": question.period if question.period == UNSAID else period_text(question.period),
        "documented": numbers.count(found.overlap.documented),
        "level": numbers.level_words(),
        "answers": _answers(known, found) if known else None,
        "unknown": [e for e in whole if e.axis == "none"],
        "all": [{"id": anchor("est", e.estimand.id), "label": e.estimand.label, "figure": numbers.figure(e),
                 "definition": e.estimand.definition, "reason": e.reason if e.axis != "none" else ""}
                for e in found.estimates.estimates],
        "standing": found.standing,
        "tables": [t for t in (_lists(found), _shared(found), _histories(found)) if t],
        "rests": [t for t in (_left_out(found), _reached(found), _strata(found), _replicates(found)) if t],
        "departures": _departures(found),
        "told": _told(found),
        "inputs": run.inputs,
        "version": run.software.get("cenotaph", ""),
        "seed": run.seed,
    }  # fmt: skip


def _figure(name: str, build: Callable[[int], alt.LayerChart], *tables: DataTable) -> Figure:
    name = anchor("fig", name)
    wide, narrow = (inlined(svg(build(width), validate=False), f"cap-{name}") for width in (WIDE, NARROW))
    return Figure(name, wide, narrow, list(tables))


def _answers(known: list[Estimate], found: Undocumented) -> Figure:
    lanes = []
    for heading, own in (
        ("Models", [e for e in known if e.headline]),
        ("Checks", [e for e in known if not e.headline]),
    ):
        for n, e in enumerate(own):
            span = e.interval()
            lanes.append(Lane(label=e.estimand.label, points=(e.value,), low=span["low"], high=span["high"],
                              reading=numbers.amount(e, told=False), heading=heading if n == 0 else "",
                              series=0 if e.headline else 1))  # fmt: skip
    for n, (who, low, central, high) in enumerate(found.literature):
        points = () if central is None else (central,)
        reading = numbers.count(central if central is not None else low or high or 0)
        lanes.append(Lane(label=who, points=points, low=low, high=high, reading=reading,
                          heading="Others" if n == 0 else "", series=2))  # fmt: skip
    rows = [[visible(e.estimand.label), numbers.amount(e, told=False), numbers.interval_words(e)] for e in known]
    rows += [
        [visible(who), as_published(low, central, high), "as published"] for who, low, central, high in found.literature
    ]
    table = DataTable("The whole, documented included: persons", ["Method", "persons", "interval"], rows)
    legend = ("models", "checks", "others")[: 2 + bool(found.literature)]
    return _figure("answers", lambda width: rows_chart(lanes, width, legend=legend), table)


def _departures(found: Undocumented) -> Figure | None:
    """The whole as a curve over the departure: a row for each factor, a colour for each method."""
    if "departures" not in found.estimates.tables:
        return None
    rows = found.estimates.tables["departures"].rows
    labels = list(dict.fromkeys(r["label"] for r in rows))
    lanes = []
    for factor in dict.fromkeys(r["factor"] for r in rows):
        for n, r in enumerate(r for r in rows if r["factor"] == factor):
            lanes.append(Lane(label=f"{factor:.2g} times as many on no list" if n == 0 else "", points=(r["whole"],),
                              low=r["p05"], high=r["p95"], series=labels.index(r["label"])))  # fmt: skip
    table = DataTable(
        f"The whole, persons: {numbers.level_words()}", ["Method", "times", "persons"],
        [[visible(r["label"]), f"{r['factor']:.2g}", span(r, told=False)] for r in rows],
    )  # fmt: skip
    return _figure("departures", lambda width: rows_chart(lanes, width, legend=labels), table)


def _lists(found: Undocumented) -> DataTable:
    named = dict(found.question.lists)
    rows = [[visible(n), visible(named.get(n, "")), numbers.count(size)]
            for n, size in zip(found.overlap.lists, found.standing.sizes, strict=True)]  # fmt: skip
    return DataTable("The lists", ["List", "what it is", "persons"], rows, {2})


def _shared(found: Undocumented) -> DataTable:
    names = found.overlap.lists
    rows = [[visible(f"{names[i]} and {names[j]}"), numbers.count(n)]
            for (i, j), n in zip(pairs(found.overlap.k), found.standing.shared, strict=True)]  # fmt: skip
    return DataTable("What two lists share", ["Lists", "persons on both"], rows, {1})


def _histories(found: Undocumented) -> DataTable:
    names = found.overlap.lists
    rows = [[visible(", ".join(n for j, n in enumerate(names) if cell >> j & 1)), numbers.count(count)]
            for cell, count in enumerate(found.overlap.counts) if cell and count]  # fmt: skip
    return DataTable("Persons on exactly these lists", ["Lists", "persons"], rows, {1})


def _left_out(found: Undocumented) -> DataTable | None:
    table = found.estimates.tables.get("left_out")
    if table is None:
        return None
    rows = [[visible(r["without"]), visible(r["label"]), span(r, told=False)] for r in table.rows]
    return DataTable("The whole without each list", ["Without", "method", "persons"], rows)


def _reached(found: Undocumented) -> DataTable | None:
    table = found.estimates.tables.get("reached")
    if table is None:
        return None
    rows = [[numbers.share(r["probability"]), span(r, "persons", told=False)] for r in table.rows]
    caption = "Persons whose probability to be on some list is above (latent classes)"
    return DataTable(caption, ["above", "persons"], rows)


def _strata(found: Undocumented) -> DataTable | None:
    table = found.estimates.tables.get("strata")
    if table is None:
        return None
    rows = [
        [visible(r["method"]), visible(r["stratum"]), numbers.count(r["documented"]), span(r, told=False)]
        for r in table.rows
    ]
    return DataTable(table.caption, ["Method", "stratum", "documented", "persons"], rows, {2})


def _replicates(found: Undocumented) -> DataTable | None:
    table = found.estimates.tables.get("replicates")
    if table is None:
        return None
    rows = [[visible(r["method"]), str(r["replicates"]), numbers.share(r["linkage_share"]),
             numbers.share(r["within_share"]),
             "" if r["model_share"] is None else numbers.share(r["model_share"])] for r in table.rows]  # fmt: skip
    heads = ["Method", "tables", "between replicates", "sampling and model", "of it between models"]
    return DataTable(table.caption, heads, rows)


def _told(found: Undocumented) -> DataTable | None:
    """What each method found besides its figure: best graph, model, R-hat, effective draws."""
    table = found.estimates.tables.get("methods")
    if table is None:
        return None
    rows = []
    for r in table.rows:
        rest = [f"{k.replace('_', ' ')} {v:.4g}" if isinstance(v, float) else f"{k.replace('_', ' ')} {v}"
                for k, v in r.items() if k not in ("method", "label")]  # fmt: skip
        if rest:
            rows.append([visible(r["label"]), visible(", ".join(rest))])
    return DataTable("What each method found besides", ["Method", "found"], rows)
