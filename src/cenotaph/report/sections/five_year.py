"""The report of a five-year case: what happened by period, the counts beside the model, other priors, diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.evidence.five_year_rows import grid_of
from cenotaph.evidence.five_year_spec import Doubt
from cenotaph.reconstruct.wheldon.words import PREFIX
from cenotaph.report import charts_five_year as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, anchor, link
from cenotaph.report.sections.sampled_checks import convergence
from cenotaph.report.view import View
from cenotaph.report.words import SEXES

TITLES = {
    "tfr": ("Total fertility", "births per woman"),
    "e0": ("Life expectancy at birth", "years"),
    "births": ("Births", "persons"),
    "deaths": ("Deaths", "persons"),
    "net_migration_a_year": ("Net migration a year", "persons a year"),
    "population": ("Population", "persons"),
    "srb": ("Sex ratio at birth", "male births per female birth"),
}
TOGETHER = {
    ("tfr", "srb", "e0"): "Fertility and mortality",
    ("births", "deaths", "net_migration_a_year"): "Events and migrants",
    ("population",): "Persons at the beginning of each step, and at the end of the last",
}
NOTES = {
    "births": "Of the whole period. ", "deaths": "Of the whole period. ",
    "population": "At the beginning of each step, and at the end of the last. ",
    "net_migration_a_year": "Arrivals minus departures, divided by the years of the period. ",
}  # fmt: skip
PARTS = {
    "fertility": "Fertility rates", "survival": "Survival proportions", "migration": "Net migration",
    "population": "Counts", "srb": "Sex ratio at birth",
}  # fmt: skip


def context(view: View) -> dict | None:
    """Values of the sections; None for another case."""
    own = view.case.spec.five_year
    if own is None:
        return None
    told = view.estimates.run.diagnostics["sampler"]
    return {
        "text": view.text(own.text),
        "width": own.width,
        "refused": told["refused"],
        "level": numbers.level_words(),
        "diagnostics": convergence(told) if "headline" in told else None,
        "attempts": len(told.get("attempts", ())),
        "headline": list(_headline(view)),
        "fans": list(_fans(view)),
        "counts": list(_counts(view)),
        "others": _others(view),
        "failed": _failed(view),
        "mostly_prior": _mostly_prior(view),
        "doubts": list(_doubts(view)),
        "sex_ratio": numbers.plain(own.sex_ratio_at_birth, 4),
        "sex_ratio_sources": view.sources(own.sex_ratio_source),
        "one_sex": len(grid_of(view.case, own).sexes) == 1,
    }


def _series(view: View) -> dict[tuple[str, str], list[dict]]:
    """{(quantity, sex): rows of the fans}, in the order of TITLES."""
    found: dict[tuple[str, str], list[dict]] = {}
    for row in view.rows("five_year_fans"):
        found.setdefault((row["quantity"], row["sex"]), []).append(row)
    return {key: found[key] for title in TITLES for key in found if key[0] == title}


def _title(quantity: str, sex: str) -> str:
    return TITLES[quantity][0] + (f", {SEXES[sex]}" if sex != "both" else "")


def _period(row: dict) -> str:
    low, high = row["start"], row["end"]
    if low == high:
        return f"{low:g}"
    return f"{low:g}–{high - 1:g}" if low == int(low) else f"{low:g} to {high:g}"


def _estimate(view: View, quantity: str, sex: str, start: float) -> Estimate | None:
    parts = [quantity, *([sex] if sex != "both" else []), f"{start:g}"]
    return view.find(f"{PREFIX}{'-'.join(parts).replace('_', '-').replace('.', '-')}")


def _headline(view: View) -> Iterator[DataTable]:
    """Periods down, quantities across, in tables that fit a page: every figure a link to its card."""
    every = list(_series(view))
    for kinds, caption in TOGETHER.items():
        keys = [key for key in every if key[0] in kinds]
        if keys:
            yield _matrix(view, keys, "Year" if "population" in kinds else "Period", caption)


def _matrix(view: View, keys: list[tuple[str, str]], first: str, caption: str) -> DataTable:
    series = _series(view)
    body: list[list[str | Markup]] = []
    for row in [r for r in series[keys[0]] if r["when"] == "posterior"]:
        line: list[str | Markup] = [_period(row)]
        line += [view.figure(_estimate(view, *key, row["start"]), unit=False) for key in keys]
        body.append(line)
    heads = [first, *(f"{_title(*key)}, {TITLES[key[0]][1]}" for key in keys)]
    return DataTable(f"{caption}: median ({numbers.level_words()})", heads, body, set(range(1, len(heads))))


def _fans(view: View) -> Iterator[dict]:
    """One chart a quantity and sex, with the quantiles drawn in a table."""
    for (quantity, sex), rows in _series(view).items():
        unit = TITLES[quantity][1]
        chart = view.chart(
            f"five-year-{quantity.replace('_', '-')}-{sex}",
            lambda width, rows=rows, unit=unit: drawn.fan_chart(rows, unit, width),
            _fan_table(quantity, sex, rows),
        )
        yield {"title": _title(quantity, sex), "note": NOTES.get(quantity, ""), "figure": chart}


def _fan_table(quantity: str, sex: str, rows: list[dict]) -> DataTable:
    unit = TITLES[quantity][1]
    counted = unit if unit.startswith("persons") else ""
    before = {r["start"]: r for r in rows if r["when"] == "prior"}

    def told(row: dict | None, low: str, high: str) -> str:
        if row is None:
            return "without end"
        return numbers.persons(row[low], row[high]) if counted else numbers.quantity([row[low], row[high]], "")

    body: list[list[str | Markup]] = []
    for row in (r for r in rows if r["when"] == "posterior"):
        middle = numbers.middle(row["median"], row["p25"], row["p75"], counted, told=False)
        first = before.get(row["start"])
        body.append([
            _period(row), middle, told(row, "p10", "p90"), told(row, "p025", "p975"),
            told(first, "p10", "p90"), told(first, "p025", "p975"),
        ])  # fmt: skip
    half, inner, outer = (numbers.level_words(level) for level in (0.5, 0.8, 0.95))
    heads = ["When", f"Median ({half})", inner, outer, f"Before the data: {inner}", f"Before the data: {outer}"]
    return DataTable(f"{_title(quantity, sex)}, {unit}", heads, body, set(range(1, len(heads))))


def _counts(view: View) -> Iterator[dict]:
    """One chart a count and sex: persons counted beside persons modelled."""
    groups: dict[tuple[str, str], list[dict]] = {}
    for row in view.rows("five_year_counts"):
        groups.setdefault((row["census"], row["sex"]), []).append(row)
    for (census, sex), rows in groups.items():
        body: list[list[str | Markup]] = [
            [
                f"{r['age_from']} and over" if r["age_to"] is None else f"{r['age_from']} to {r['age_to']}",
                numbers.count(r["counted"]), numbers.middle(r["median"], r["p10"], r["p90"], told=False),
                numbers.persons(r["p025"], r["p975"]), numbers.share(r["counted"] / r["median"] - 1, signed=True),
            ]
            for r in rows
        ]  # fmt: skip
        inner, outer = numbers.level_words(0.8), numbers.level_words(0.95)
        heads = ["Exact age", "Counted", f"Modelled: median ({inner})", outer, "Counted over median"]
        label = f"{view.census_label(census)}, {SEXES[sex]}"
        chart = view.chart(
            f"five-year-count-{census}-{sex}",
            lambda width, rows=rows: drawn.ages_chart(rows, width),
            DataTable(f"{label}: persons", heads, body, set(range(1, len(heads)))),
        )
        outside = sum(not r["p025"] <= r["counted"] <= r["p975"] for r in rows)
        yield {"label": label, "figure": chart, "outside": outside, "cells": len(rows)}


def _others(view: View) -> list[DataTable]:
    """Under doubts half and twice as large: each quantity in its last period, then in every one."""
    rows = view.rows("five_year_variants")
    labels = {r["variant"]: str(r["label"]) for r in rows}
    if len(labels) < 2:
        return []
    cells = {(r["estimate"], r["variant"]): r for r in rows}
    last, every = [], []
    for (quantity, sex), own in _series(view).items():
        for row in (r for r in own if r["when"] == "posterior"):
            estimate = _estimate(view, quantity, sex, row["start"])
            if estimate is not None:
                name, unit = estimate.estimand.id, estimate.estimand.unit
                label = link(anchor("est", name), f"{_title(quantity, sex)}, {_period(row)}")
                every.append([label, *(_brief(cells.get((name, v)), unit) for v in labels)])
        last.append(every[-1])
    heads = ["Quantity", *labels.values()]
    told = f"median ({numbers.level_words()}) under other priors, fitted in brief"
    numeric = set(range(1, len(heads)))
    return [
        DataTable(f"Last period: {told}", heads, last, numeric),
        DataTable(f"Every period: {told}", heads, every, numeric),
    ]


def _brief(row: dict | None, unit: str) -> str:
    if row is None or row["refused"]:
        return "no interval"
    return numbers.middle(row["median"], row["p05"], row["p95"], unit, told=False)


def _failed(view: View) -> list[tuple[str, str]]:
    rows = view.rows("five_year_variants")
    return list(dict.fromkeys((str(r["label"]), str(r["refused"])) for r in rows if r["refused"]))


def _mostly_prior(view: View) -> list[tuple[str, list[Markup]]]:
    """Quantities whose interval the data narrowed little, with links to the periods."""
    found = []
    for (quantity, sex), rows in _series(view).items():
        starts = [r for r in rows if r["when"] == "posterior"]
        cards = [(r, _estimate(view, quantity, sex, r["start"])) for r in starts]
        links = [link(anchor("est", e.estimand.id), _period(r)) for r, e in cards if e and "Mostly prior" in e.reason]
        if links:
            found.append((_title(quantity, sex), links))
    return found


def _doubts(view: View) -> Iterator[dict]:
    """What the case says of each part, and why."""
    within = view.case.spec.five_year.within
    for part, label in PARTS.items():
        doubt: Doubt | None = getattr(within, part)
        if doubt is not None:
            said = (
                f"inverse gamma variance, alpha {doubt.alpha:g}, beta {doubt.beta:.4g}"
                if doubt.share is None
                else f"within {numbers.share(doubt.share)} of the initial estimate, sure to "
                f"{numbers.share(view.case.spec.five_year.sure)}"
            )
            yield {"label": label, "said": said, "reason": doubt.reason, "sources": view.sources(doubt.source)}
