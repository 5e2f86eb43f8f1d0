"""The named alternatives of a case's model: each fitted alone, its headlines beside the headline run's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Variant, with_variant
from cenotaph.reconstruct.bayes.charts import MARGIN_PERCENT
from cenotaph.reconstruct.bayes.estimates import kept, posterior
from cenotaph.reconstruct.bayes.fitting import Fit, fit
from cenotaph.reconstruct.bayes.short import fit_beside, fit_short
from cenotaph.reconstruct.bayes.words import PREFIX

Progress = Callable[[str, int, int], None]
BEGINNINGS = (
    "excess-window", "excess-in-", "excess-deaths-", "birth-deficit", "total-deficit", "net-error-", "deaths-",
    "births-",
)  # fmt: skip
LEFT_OUT = ("percent", "-age-", "-male-", "-female-")


def fit_variants(
    case: Case, base: Fit, progress: Progress | None = None, asked: tuple[Variant, ...] | None = None,
    whole: bool = True,
) -> Table:  # fmt: skip
    """One row an estimand and variant: interval, median, and the median of the headline run.

    asked : the variants wanted; all of the model when not given. whole : with chains as long as those of a headline
    run; else with briefer ones, and with short ones where `base` has them. A variant that does not converge has its
    reason in `refused` in every row, and no numbers. Rows of net errors say how likely the count is too low or high.
    """
    asked = base.model.variant if asked is None else asked
    again = fit_short if base.approximate else fit if whole else fit_beside
    rows = [r | {"variant": "headline", "label": "Headline run"} for r in _rows(base, {})]
    medians = {r["estimate"]: r["median"] for r in rows}
    for done, variant in enumerate(asked, start=1):
        named = {"variant": variant.id, "label": variant.label}
        try:
            found = again(case, base.seed, model=with_variant(base.model, variant))
            made = _refused(rows, found.refused) if found.refused else _rows(found, medians)
        except NotEstimable as problem:
            made = _refused(rows, str(problem))
        rows += [r | named for r in made]
        if progress:
            progress("variants of the Bayesian model", done, len(asked))
    return Table(
        "bayes_variants", "Named variants of the model, each with one assumption changed.",
        {"p05": "persons", "median": "persons", "p95": "persons", "too_low": "probability", "too_high": "probability"},
        rows,
    )  # fmt: skip


def _rows(found: Fit, medians: dict[str, float]) -> list[dict]:
    rows, named = [], posterior(found)
    for name, values in named.items():
        if not name.startswith(BEGINNINGS) or any(part in name for part in LEFT_OUT):
            continue
        low, middle, high = (float(q) for q in np.quantile(kept(values), [0.05, 0.5, 0.95]))
        estimate = f"{PREFIX}{name}"
        row = {"estimate": estimate, "p05": low, "median": middle, "p95": high, "refused": "", "method": found.method}
        row |= {"headline_median": medians.get(estimate, middle)}
        rows.append(row | _readings(named.get(f"net-error-percent-{name.removeprefix('net-error-')}")))
    return rows


def _readings(percent: Array | None) -> dict[str, float | None]:
    """Probabilities that a count errs by more than the margin of the readings; nothing for other estimands."""
    if percent is None:
        return {"too_low": None, "too_high": None}
    flat = kept(percent)
    return {"too_low": float(np.mean(flat < -MARGIN_PERCENT)), "too_high": float(np.mean(flat > MARGIN_PERCENT))}


def _refused(rows: list[dict], reason: str) -> list[dict]:
    """A row for each estimand of the headline run, without numbers."""
    empty = dict.fromkeys(("p05", "median", "p95", "too_low", "too_high"))
    headline = [r for r in rows if r["variant"] == "headline"]
    return [r | empty | {"refused": reason} for r in headline]
