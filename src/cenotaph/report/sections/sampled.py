"""The sampled account: losses with probabilities, errors of the counts, what is prior and what is data."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.evidence.model_spec import Variant
from cenotaph.reconstruct.bayes.words import PREFIX
from cenotaph.report import charts_sampled as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, anchor, link
from cenotaph.report.sections.sampled_checks import checks
from cenotaph.report.sections.sampled_counts import counts
from cenotaph.report.sections.sampled_years import fans
from cenotaph.report.view import View


def context(view: View) -> dict | None:
    """Values of the sampled sections; None when the run sampled nothing."""
    told = view.estimates.run.diagnostics.get("sampler")
    if told is None:
        return None
    return {
        "method": told["method"],
        "approximate": "approximate" in told["method"],
        "refused": told["refused"],
        "same_prior": _same_prior(view),
        "level": _level(view),
        "headline": headline(view),
        "beside": [v.label for v in _beside(view)],
        "verdicts": verdicts(view),
        "moved": moved(view),
        "failed": refusals(view),
        "not_fitted": [v.label for v in _variants_of_case(view, fitted=False)],
        "briefer": any("briefer" in str(r.get("method", "")) for r in view.rows("bayes_variants")),
        "fans": list(fans(view)),
        "waterfall": _waterfall(view),
        "variants": list(_variants(view)),
        **counts(view),
        **checks(view, told, main_names(view)),
    }


def main_names(view: View) -> list[str]:
    """Ids of the estimates shown first: losses by window and to the last census, errors, contrasts."""
    closing = list(view.case.spec.balance.closing)
    every = [e.estimand.id for e in view.estimates.estimates]
    families = (
        "excess-deaths-rate", "excess-deaths-projection", "birth-deficit", "net-migration-loss", "total-deficit",
    )  # fmt: skip
    names = [n for n in every if n.startswith(f"{PREFIX}excess-window-")]
    names += [f"{PREFIX}{family}-{closing[-1]}" for family in families]
    names += [f"{PREFIX}net-error-{c}" for c in (view.case.spec.balance.opening, *closing)]
    names += [f"{PREFIX}net-error-contrast-{closing[0]}-{c}" for c in closing[1:]]
    return [n for n in names if n in every]


def _same_prior(view: View) -> bool:
    """Whether all closing censuses have one prior of their net error."""
    model = view.case.spec.model
    return model is not None and len({(n.mean, n.sd, n.df) for n in model.net_error}) == 1


def main_estimates(view: View) -> Iterator[tuple[str, Estimate]]:
    """Those of them that have draws."""
    for name in main_names(view):
        estimate = view.find(name)
        if estimate is not None and estimate.axis == "draw":
            yield name, estimate


def _level(view: View) -> str:
    return next((numbers.interval_words(e) for _, e in main_estimates(view)), "")


def _rows(view: View, estimate: str) -> list[dict]:
    """The estimate under every set of assumptions of the run, the headline first."""
    return [r for r in view.rows("bayes_variants") if r["estimate"] == estimate]


def _variants_of_case(view: View, fitted: bool) -> list[Variant]:
    """The variants that the case names and this run fitted, or left out."""
    model = view.case.spec.model
    done = {r["variant"] for r in view.rows("bayes_variants")}
    return [v for v in (model.variant if model else ()) if (v.id in done) == fitted]


def _beside(view: View) -> list[Variant]:
    """Those fitted that the case wants beside the headline."""
    return [v for v in _variants_of_case(view, fitted=True) if v.beside]


def headline(view: View) -> list[dict]:
    """One row an estimate: figure, probability above nought, the variants beside it."""
    found, beside = [], _beside(view)
    for name, estimate in main_estimates(view):
        other = {r["variant"]: r for r in _rows(view, name)}
        found.append(
            {
                "label": estimate.estimand.label,
                "figure": view.figure(estimate, unit=False),
                "positive": numbers.chance(float((estimate.values > 0).mean())) if _signed(name) else "",
                "beside": [_brief(other[v.id]) if v.id in other else "" for v in beside],
            }
        )
    return found


def _signed(name: str) -> bool:
    return name.startswith((f"{PREFIX}excess", f"{PREFIX}net-error"))


def _brief(row: dict) -> str:
    if row["refused"]:
        return "no interval"
    return numbers.middle(row["median"], row["p05"], row["p95"], told=False)


def verdicts(view: View) -> list[dict]:
    """For each count, and each pair: does its sign hold under every set of assumptions fitted, or can this evidence
    not tell? A set without an interval leaves it undecided."""
    found = []
    opening = f"{PREFIX}net-error-{view.case.spec.balance.opening}"
    for name, estimate in main_estimates(view):
        rows = _rows(view, name)
        fitted = [r for r in rows if not r["refused"]]
        if not name.startswith(f"{PREFIX}net-error-") or name == opening or len(rows) < 2:
            continue
        medians = [r["median"] for r in fitted]
        signs = {"more" if r["p05"] > 0 else "fewer" if r["p95"] < 0 else "" for r in fitted}
        failed = [str(r["label"]) for r in rows if r["refused"]]
        found.append(
            {
                "label": estimate.estimand.label,
                "pair": "contrast" in name,
                "sign": signs.pop() if len(signs) == 1 and not failed else "",
                "open": [str(r["label"]) for r in fitted if r["p05"] <= 0 <= r["p95"]],
                "failed": failed,
                "medians": f"{numbers.persons(min(medians), max(medians))} persons",
                "count": len(fitted),
            }
        )
    return found


def refusals(view: View) -> list[tuple[str, str]]:
    """Variants without an interval, and why."""
    return list(
        dict.fromkeys((str(r["label"]), str(r["refused"])) for r in view.rows("bayes_variants") if r["refused"])
    )


def moved(view: View) -> list[dict]:
    """Each loss: the lowest and the highest median over all sets of assumptions fitted."""
    found = []
    for name, estimate in main_estimates(view):
        rows = [r for r in _rows(view, name) if not r["refused"]]
        if "net-error" in name or len(rows) < 2:
            continue
        least, most = min(rows, key=lambda r: r["median"]), max(rows, key=lambda r: r["median"])
        found.append(
            {
                "label": estimate.estimand.label,
                "medians": f"{numbers.persons(least['median'], most['median'])} persons",
                "least": str(least["label"]),
                "most": str(most["label"]),
            }
        )
    return found


def _waterfall(view: View) -> DataTable | None:
    """The steps from the population without the crisis to each count, as medians and intervals."""
    rows = view.rows("bayes_waterfall")
    if not rows:
        return None
    body: list[list[str | Markup]] = [
        [view.census_label(r["census"]), str(r["step"]), numbers.middle(r["median"], r["p05"], r["p95"], told=False)]
        for r in rows
    ]
    heads = ["Count", "Step", f"Median and {numbers.level_words()}"]
    caption = "Persons, step by step; in every draw the steps close, medians need not add up"
    return DataTable(caption, heads, body, {2})


def _variants(view: View) -> Iterator[dict]:
    """For the losses and each error of a count: the estimate under every variant fitted."""
    for name, estimate in main_estimates(view):
        rows = _rows(view, name)
        if len(rows) < 2:
            continue
        body: list[list[str | Markup]] = [[str(r["label"]), _brief(r)] for r in rows]
        table = DataTable("Persons", ["Variant", f"Median and {numbers.level_words()}"], body, {1})
        chart = view.chart(
            f"sampled-variants-{name.removeprefix(PREFIX)}",
            lambda width, rows=rows: drawn.assumptions_chart(rows, width),
            table,
        )
        yield {"label": link(anchor("est", name), estimate.estimand.label), "figure": chart}
