"""How much of the answer is the priors: the same fitted in brief with every doubt, or one, half and twice as large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Table
from cenotaph.reconstruct.bayes.short import BRIEF_LIMITS
from cenotaph.reconstruct.wheldon.estimates import PREFIX, a_year, kept, name_of
from cenotaph.reconstruct.wheldon.fitting import Fit, Progress, fit
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.words import PART_WORDS

FACTORS = {"half": 0.5, "twice": 2.0}
WORDS = {"half": "half as large", "twice": "twice as large"}
BRIEF_DRAWS = 500
HEADLINE = "headline"
TABLE = "five_year_variants"


def scaled(given: Inputs, parts: tuple[str, ...], factor: float) -> Inputs:
    """The same inputs with the departures of these parts `factor` times as large before the data: their scale is the
    square root of beta, so beta is multiplied by the factor's square."""
    beta = {p: b * (factor**2 if p in parts else 1.0) for p, b in given.priors.beta.items()}
    return replace(given, priors=given.priors._replace(beta=beta))


def variants(given: Inputs, each: bool) -> Iterator[tuple[str, str, Inputs]]:
    """(id, label, inputs): every doubt half and twice as large; with `each`, those of one part at a time too."""
    every = tuple(p for p in given.priors.beta if p != "srb" or len(given.sexes) == 2)
    for word, factor in FACTORS.items():
        yield f"all-{word}", f"Every doubt {WORDS[word]}", scaled(given, every, factor)
    for part in every if each else ():
        for word, factor in FACTORS.items():
            yield f"{part}-{word}", f"Doubt about the {PART_WORDS[part]} {WORDS[word]}", scaled(given, (part,), factor)


def sensitivity(base: Fit, each: bool = False, progress: Progress | None = None) -> Table:
    """One row an estimand and variant: median and the middle nine tenths, beside the headline run's median.

    A variant that does not converge, or contradicts the counts, has its reason in `refused` and no numbers.
    """
    rows = [r | {"variant": HEADLINE, "label": "Headline run"} for r in _rows(base, {})]
    medians = {r["estimate"]: r["median"] for r in rows}
    asked = [*variants(base.given, each)]
    for done, (name, label, given) in enumerate(asked, start=1):
        try:
            found = fit(given, base.seed, limits=BRIEF_LIMITS, draws=min(BRIEF_DRAWS, base.vector.shape[1]))
            why = found.refused
        except NotEstimable as problem:
            why = str(problem)
        empty = dict.fromkeys(("p05", "median", "p95"))
        made = [r | empty | {"refused": why} for r in rows[: len(medians)]] if why else _rows(found, medians)
        rows += [r | {"variant": name, "label": label} for r in made]
        if progress:
            progress("Reconstruction: other priors", done, len(asked))
    return Table(
        TABLE, "The same with doubts half and twice as large, fitted in brief.",
        dict.fromkeys(("p05", "median", "p95", "headline_median"), "the quantity's unit"), rows,
    )  # fmt: skip


def _rows(found: Fit, medians: dict[str, float]) -> list[dict]:
    rows = []
    for name, values in a_year(found.listed, found.given.width).items():
        if np.ptp(values) == 0:
            continue
        low, middle, high = (float(q) for q in np.quantile(kept(values), [0.05, 0.5, 0.95]))
        estimate = f"{PREFIX}{name_of(name)}"
        row = {"estimate": estimate, "p05": low, "median": middle, "p95": high, "refused": ""}
        rows.append(row | {"headline_median": medians.get(estimate, middle)})
    return rows
