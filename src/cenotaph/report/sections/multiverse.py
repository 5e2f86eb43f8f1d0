"""The multiverse: one estimate under every set of assumptions that was tried, sampled and classical, in one picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from cenotaph.estimate import Estimate
from cenotaph.evidence.model_spec import Variant
from cenotaph.reconstruct.bayes.words import PREFIX
from cenotaph.report import numbers
from cenotaph.report.charts_multiverse import CLASSICAL, HEADLINE, VARIANT, curve_chart
from cenotaph.report.markup import DataTable, anchor, link, visible
from cenotaph.report.view import View

PARTS = {
    "opening": "The opening count", "closing": "The later counts", "net_error": "How far each count may err",
    "pattern": "Errors of the counts by age", "mortality": "Mortality without the crisis",
    "window": "When and how much the crisis killed", "violence": "Violent deaths on record", "births": "Births by year",
    "registration": "How complete the registers are", "crude_rate": "Registered rates before the interval",
    "register_sum": "Sums of the registers", "corrected": "Series that authors corrected", "span": "Spans of years",
    "flow": "Migration", "counterfactual": "Births without the crisis",
}  # fmt: skip
OTHER = "Several parts of the model"


def context(view: View) -> dict | None:
    """Values of the section; None where there is but one set of assumptions, or nothing was sampled."""
    found = list(_pictures(view))
    if not found:
        return None
    rows = view.rows("bayes_variants")
    model = view.case.spec.model
    done = {r["variant"] for r in rows}
    return {
        "pictures": found,
        "classical": any(p["classical"] for p in found),
        "refused": list(dict.fromkeys(str(r["label"]) for r in rows if r["refused"])),
        "not_fitted": [v.label for v in (model.variant if model else ()) if v.id not in done],
    }


def _pictures(view: View) -> Iterator[dict]:
    last = view.case.spec.balance.closing[-1]
    names = [f"{PREFIX}excess-deaths-rate-{last}"]
    names += [e.estimand.id for e in view.estimates.estimates if e.estimand.id.startswith(f"{PREFIX}excess-window-")]
    for name in names:
        estimate = view.find(name)
        if estimate is None or estimate.axis != "draw":
            continue
        specifications = sorted([*_sampled(view, name, estimate), *_classical(view, name)], key=lambda s: s["middle"])
        if len(specifications) < 2:
            continue
        parts = list(dict.fromkeys((s["part"], s["words"]) for s in _in_order(view, specifications) if s["part"]))
        chart = view.chart(
            f"multiverse-{name.removeprefix(PREFIX)}",
            lambda width, specifications=specifications, parts=parts: curve_chart(specifications, parts, width),
            _table(specifications),
        )
        medians = [s for s in specifications if s["kind"] != CLASSICAL]
        ranges = [s for s in specifications if s["kind"] == CLASSICAL]
        yield {
            "label": link(anchor("est", name), estimate.estimand.label),
            "figure": chart,
            "sampled": len(medians),
            "classical": len(ranges),
            "medians": f"{numbers.persons(medians[0]['middle'], medians[-1]['middle'])} persons",
            "least": medians[0]["label"],
            "most": medians[-1]["label"],
            "ranges": numbers.persons(min(r["low"] for r in ranges), max(r["high"] for r in ranges)) if ranges else "",
        }


def _sampled(view: View, name: str, estimate: Estimate) -> Iterator[dict]:
    """The headline run and each variant that has an interval."""
    span = estimate.interval()
    yield {"label": "Headline run", "kind": HEADLINE, "part": "", "words": "", "low": span["low"],
           "middle": estimate.value, "high": span["high"]}  # fmt: skip
    model = view.case.spec.model
    stated = {v.id: v for v in (model.variant if model else ())}
    for r in view.rows("bayes_variants"):
        if r["estimate"] != name or r["variant"] == "headline" or r["refused"]:
            continue
        part = _part(stated.get(r["variant"]))
        yield {"label": str(r["label"]), "kind": VARIANT, "part": f"model-{part}", "words": PARTS.get(part, OTHER),
               "low": r["p05"], "middle": r["median"], "high": r["p95"]}  # fmt: skip


def _part(variant: Variant | None) -> str:
    """Which part of [model] a variant changes, by its dotted keys: that of the most of them."""
    keys = [key.partition(".")[0] for key in (*variant.set, *variant.drop)] if variant else []
    return max(dict.fromkeys(keys), key=keys.count, default="")


def _classical(view: View, name: str) -> Iterator[dict]:
    """The range of all scenarios that hold one answer to one open question: it has no best value, and stands in the
    order by the middle of its ends. The classical account has no windows."""
    for r in view.rows("drivers"):
        if f"{PREFIX}{r['estimate']}" == name:
            yield {"label": f"{r['question']} {r['label']}", "kind": CLASSICAL, "part": f"question-{r['dimension']}",
                   "words": visible(str(r["question"])), "low": r["low"], "high": r["high"],
                   "middle": (r["low"] + r["high"]) / 2}  # fmt: skip


def _in_order(view: View, specifications: Sequence[dict]) -> list[dict]:
    """Parts of the model first, in the order of [model], then the questions in the order of the case."""
    order = [f"model-{p}" for p in (*PARTS, "")] + [f"question-{d.id}" for d in view.case.spec.dimension]
    return sorted(specifications, key=lambda s: order.index(s["part"]) if s["part"] in order else -1)


def _table(specifications: Sequence[dict]) -> DataTable:
    body: list[list[str | Markup]] = [
        [str(i), s["label"], s["words"] if s["kind"] != CLASSICAL else "", s["kind"],
         numbers.persons(s["low"], s["high"]) if s["kind"] == CLASSICAL
         else numbers.middle(s["middle"], s["low"], s["high"], told=False)]
        for i, s in enumerate(specifications, start=1)
    ]  # fmt: skip
    heads = ["Column", "Assumptions", "Changes", "Kind", "Median and interval, or range"]
    return DataTable("Every set of assumptions, from left to right: persons", heads, body, {0, 4}, row_heads=False)
