"""The named alternatives of a case's model: each fitted alone, its headlines beside the headline run's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Variant, with_variant
from cenotaph.reconstruct.bayes.estimates import posterior
from cenotaph.reconstruct.bayes.fitting import Fit, fit
from cenotaph.reconstruct.bayes.short import fit_short

Progress = Callable[[str, int, int], None]
BEGINNINGS = ("excess-window", "excess-deaths-rate-", "birth-deficit", "net-error-", "deaths-", "births-")


def fit_variants(
    case: Case, base: Fit, progress: Progress | None = None, asked: tuple[Variant, ...] | None = None
) -> Table:
    """One row an estimand and variant: interval, median, and the median of the headline run.

    Fitted as `base` was, with full or short chains. asked : the variants wanted; all of the model when not given.
    A variant that does not converge has its reason in `refused` and no numbers.
    """
    asked = base.model.variant if asked is None else asked
    again = fit_short if base.approximate else fit
    rows = [r | {"variant": "headline", "label": "Headline run"} for r in _rows(base, {})]
    medians = {r["estimate"]: r["median"] for r in rows}
    for done, variant in enumerate(asked, start=1):
        named = {"variant": variant.id, "label": variant.label}
        try:
            found = again(case, base.seed, model=with_variant(base.model, variant))
        except NotEstimable as problem:
            rows.append(named | {"refused": str(problem)})
        else:
            rows += (
                [named | r for r in _rows(found, medians)]
                if not found.refused
                else [named | {"refused": found.refused}]
            )
        if progress:
            progress("variants of the Bayesian model", done, len(asked))
    return Table(
        "bayes_variants", "Named variants of the model, each with one assumption changed.",
        {"p05": "persons", "median": "persons", "p95": "persons"}, rows,
    )  # fmt: skip


def _rows(found: Fit, medians: dict[str, float]) -> list[dict]:
    rows = []
    for name, values in posterior(found).items():
        if name.startswith(BEGINNINGS) and "percent" not in name and "-age-" not in name:
            low, middle, high = (float(q) for q in np.quantile(values, [0.05, 0.5, 0.95]))
            estimate = f"bayes-{name}"
            row = {"estimate": estimate, "p05": low, "median": middle, "p95": high, "refused": ""}
            rows.append(row | {"headline_median": medians.get(estimate, middle)})
    return rows
