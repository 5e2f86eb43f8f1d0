"""How far each count is from the truth: before and after the data, readings, cohorts, additions and omissions."""

from __future__ import annotations

from markupsafe import Markup

from cenotaph.reconstruct.bayes.words import PREFIX
from cenotaph.report import charts_sampled as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, Figure
from cenotaph.report.view import View

WHEN = {"prior": "before the data", "implied": "from the other priors alone", "posterior": "after the data"}


def counts(view: View) -> dict:
    """Values of the section on the counts."""
    return {
        "errors": _errors(view),
        "implied": any(r["when"] == "implied" for r in view.rows("bayes_census_error")),
        "readings": _readings(view),
        "by_variant": _by_variant(view),
        "cohorts": _cohorts(view),
        "split": _split(view),
    }


def _errors(view: View) -> Figure | None:
    """Net errors before and after the data, the contrast last."""
    rows = []
    for row in view.rows("bayes_census_error"):
        found = view.find(f"{PREFIX}net-error-{row['census']}")
        rows.append(row | {"label": found.estimand.label if found else row["census"]})
    if not rows:
        return None
    body: list[list[str | Markup]] = [
        [
            str(r["label"]), WHEN[r["when"]], numbers.middle(r["median"], r["p05"], r["p95"], told=False),
            numbers.chance(r["positive"]),
        ]
        for r in rows
    ]  # fmt: skip
    heads = ["Net error", "When", f"Median and {numbers.level_words()}", "Above nought"]
    table = DataTable("Persons counted minus persons living", heads, body, {2, 3})
    shown = [r for r in rows if r["when"] != "implied"]
    return view.chart("sampled-errors", lambda width: drawn.before_after_chart(shown, width), table)


def _readings(view: View) -> DataTable | None:
    """Probability of each reading of the counts, before and after the data."""
    rows = view.rows("bayes_readings")
    censuses = [c for c in view.case.spec.balance.closing if rows and c in rows[0]]
    if not censuses:
        return None
    found: dict[tuple[str, ...], dict[str, float]] = {}
    for row in rows:
        found.setdefault(tuple(row[c] for c in censuses), {})[row["when"]] = row["probability"]
    order = sorted(found, key=lambda key: -found[key].get("posterior", 0.0))
    body: list[list[str | Markup]] = [
        [*key, *(numbers.chance(found[key].get(when, 0.0)) for when in ("prior", "posterior"))] for key in order
    ]
    heads = [*(view.census_label(c) for c in censuses), "Before the data", "After"]
    caption = view.estimates.tables["bayes_readings"].caption
    return DataTable(caption, heads, body, {len(heads) - 2, len(heads) - 1}, row_heads=False)


def _by_variant(view: View) -> DataTable | None:
    """The same probabilities, a census at a time, under each set of assumptions fitted."""
    closing = view.case.spec.balance.closing
    rows = {(r["variant"], r["estimate"]): r for r in view.rows("bayes_variants")}
    labels = {r["variant"]: str(r["label"]) for r in view.rows("bayes_variants")}
    if len(labels) < 2:
        return None
    body: list[list[str | Markup]] = []
    for variant, label in labels.items():
        line: list[str | Markup] = [label]
        for census in closing:
            row = rows.get((variant, f"{PREFIX}net-error-{census}"))
            known = row is not None and row["too_low"] is not None
            line += [numbers.chance(row[side]) if known else "no interval" for side in ("too_low", "too_high")]
        body.append(line)
    heads = ["Assumptions", *(f"{census}: {side}" for census in closing for side in ("too few", "too many"))]
    caption = "Which census errs, under each set of assumptions fitted"
    return DataTable(caption, heads, body, set(range(1, len(heads))))


def _split(view: View) -> list[tuple[str, Markup]]:
    """Additions and omissions, where the case states a pattern that tells them apart."""
    names = (f"{PREFIX}additions-", f"{PREFIX}omissions-")
    found = [e for e in view.estimates.estimates if e.estimand.id.startswith(names) and e.axis == "draw"]
    return [(e.estimand.label, view.figure(e, unit=False, button=False)) for e in found]


def _cohorts(view: View) -> DataTable | None:
    rows = view.rows("bayes_cohorts")
    if not rows:
        return None
    body: list[list[str | Markup]] = []
    for r in rows:
        who = f"{'women' if r['sex'] == 'female' else 'men'} of {r['age_from']} to {r['age_to'] - 1}"
        alive = [numbers.decimal(r[f"model_{q}"], 3) for q in ("median", "p05", "p95")]
        body.append(
            [
                f"{who} in {r['first']}, {r['years']} years older in {r['second']}", numbers.count(r["counted_first"]),
                numbers.count(r["counted_second"]), numbers.decimal(r["counted_ratio"], 3),
                f"{alive[0]} ({alive[1]} to {alive[2]})",
            ]
        )  # fmt: skip
    heads = ["Cohort", "Counted first", "Counted second", "Ratio", f"Share alive, sampled ({numbers.level_words()})"]
    return DataTable(view.estimates.tables["bayes_cohorts"].caption, heads, body, {1, 2, 3, 4})
