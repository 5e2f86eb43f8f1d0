"""What is prior and what is data, which source the model cannot reproduce, and whether the draws can be trusted."""

from __future__ import annotations

from markupsafe import Markup

from cenotaph.reconstruct.bayes.words import PREFIX
from cenotaph.report import charts_sampled as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, Figure, anchor, link
from cenotaph.report.view import View

MOST_NAMED = 6
_UNLIKELY_WORDS = "cannot be reproduced"


def checks(view: View, told: dict, names: list[str]) -> dict:
    """told : the record of the sampler. names : ids of the estimates shown first."""
    if "headline" not in told:  # the model could not be sampled at all
        return {"diagnostics": None}
    return {
        "widths": _widths(view, names),
        "mostly_prior": _mostly_prior(view, names),
        "predictive": _predictive(view),
        "misfits": _misfits(view),
        "diagnostics": convergence(told),
        "attempts": len(told["attempts"]),
    }


def _label(view: View, name: str) -> str:
    found = view.find(name)
    return found.estimand.label if found else name


def _widths(view: View, names: list[str]) -> Figure | None:
    rows = view.rows("bayes_prior_width")
    if not rows:
        return None
    shown = [r | {"label": _label(view, r["estimate"])} for r in rows if r["estimate"] in names]
    body: list[list[str | Markup]] = []
    for r in rows:
        estimate = view.find(r["estimate"])
        counted = estimate is not None and estimate.estimand.unit == "persons"
        before, after = (
            numbers.persons(*ends) if counted else numbers.quantity(ends, "")
            for ends in ((r["prior_p05"], r["prior_p95"]), (r["p05"], r["p95"]))
        )
        named = link(anchor("est", r["estimate"]), _label(view, r["estimate"]))
        body.append([named, before, after, numbers.share(r["share"]), "yes" if r["mostly_prior"] else ""])
    heads = ["Estimate", f"{numbers.level_words()} before the data", "After", "Width after over before", "Mostly prior"]
    table = DataTable("Every sampled estimate before and after the data", heads, body, {1, 2, 3})
    return view.chart("sampled-widths", lambda width: drawn.widths_chart(shown, width), table)


def _mostly_prior(view: View, names: list[str]) -> tuple[list[Markup], int]:
    """Links to estimates whose interval is mostly that of the prior, those shown first before the others, and how
    many more there are."""
    rows = [r["estimate"] for r in view.rows("bayes_prior_width") if r["mostly_prior"] and view.find(r["estimate"])]
    rows.sort(key=lambda name: (name not in names, not name.startswith(f"{PREFIX}excess-in-")))
    return [link(anchor("est", name), _label(view, name)) for name in rows[:MOST_NAMED]], len(rows[MOST_NAMED:])


def _predictive(view: View) -> DataTable | None:
    rows = view.rows("bayes_predictive")
    if not rows:
        return None
    body: list[list[str | Markup]] = [
        [
            str(r["source"]), "all figures together" if r["figure"] == "all" else str(r["figure"]),
            numbers.decimal(r["departure_sd"], 2, True), numbers.decimal(r["probability"], 3),
            "" if r["fits"] else _UNLIKELY_WORDS,
        ]
        for r in rows
    ]  # fmt: skip
    heads = ["Source", "Figure", "Mean departure, sd", "Probability of a replicate further off", "Verdict"]
    return DataTable("Every figure the model was given, against what it would expect", heads, body, {2, 3})


def _misfits(view: View) -> list[str]:
    """Sources and single figures the model cannot reproduce, by name."""
    rows = [r for r in view.rows("bayes_predictive") if not r["fits"]]
    return [str(r["source"]) if r["figure"] == "all" else f"{r['source']}: {r['figure']}" for r in rows]


def convergence(told: dict) -> DataTable:
    """The convergence of the worst estimand, and what it cost."""
    worst, limits, last = told["headline"], told["headline"]["limits"], told["attempts"][-1]
    residual = told.get("largest_identity_residual_persons")
    body: list[list[str | Markup]] = [
        ["R-hat, rank-normalised", numbers.decimal(worst["rhat"], 4), f"below {limits['rhat']:g}", worst["rhat_of"]],
        ["Effective draws, bulk", numbers.count(worst["ess_bulk"]), f"above {limits['ess']:g}", worst["ess_bulk_of"]],
        ["Effective draws, tail", numbers.count(worst["ess_tail"]), f"above {limits['ess']:g}", worst["ess_tail_of"]],
        ["Divergent transitions", numbers.count(worst["divergences"]), "none", ""],
        *(
            [["Largest failure of an identity, persons", f"{residual:.1g}", "below 1", ""]]
            if residual is not None
            else []
        ),
        ["Chains and draws", f"{told['chains']} of {numbers.count(told['draws'])}", "", ""],
        ["Parameters sampled", numbers.count(told["parameters"]), "", ""],
        ["Sampler, processor seconds", numbers.decimal(last["cpu_seconds"], 0), "", ""],
        ["Sampler, seconds by the clock", numbers.decimal(last["wall_seconds"], 0), "", ""],
    ]
    heads = ["Check", "Worst estimate", "Needed", "Which"]
    return DataTable("Convergence of the sampler, over every sampled estimate", heads, body, {1})
