"""One world of the small shape: what each record was expected to narrow, what it did, and what the rest foresaw."""

from __future__ import annotations

from typing import Any

import numpy as np
from calibration.worlds_of import loaded

from cenotaph import engine
from cenotaph.reconstruct.bayes.estimates import LEVEL, posterior
from cenotaph.reconstruct.bayes.fitting import Fit, fit_bundle
from cenotaph.reconstruct.bayes.influence import foreseen_rows, left_out
from cenotaph.reconstruct.bayes.papers import draw_world
from cenotaph.reconstruct.bayes.short import BRIEF_LIMITS
from cenotaph.reconstruct.bayes.value import value_rows
from cenotaph.study.influence import main_names
from driven.records import before, found, with_every_register, with_record

EFFORT = {"chains": 4, "warmup": 250, "draws": 500}
OTHER = 70_000  # added to a seed for a second set of draws of the same posterior
_ = engine


def world(seed: int) -> tuple[Any, Any, Any, np.ndarray, Any]:
    """case, papers of before, shape, the vector of what happened, the papers with every record."""
    case, data, shape = loaded("small")
    vector, papers = draw_world(seed, case, with_every_register(data, shape), shape)
    return case, before(papers, data), shape, vector, papers


def fitted(case: Any, papers: Any, shape: Any, seed: int) -> Fit:
    """As a variant is fitted, with a few more draws, to tell a width."""
    return fit_bundle(case.spec.model, papers, shape, seed, limits=BRIEF_LIMITS, **EFFORT)


def tried(seed: int) -> dict:
    """{"refused", "records": rows of `narrowed`, "foreseen": rows of the table}."""
    case, papers, shape, vector, every = world(seed)
    fit = fitted(case, papers, shape, seed)
    if fit.refused:
        return {"refused": fit.refused}
    rows = narrowed(fit, case, papers, shape, seed, found(vector, every, shape, seed))
    return {"refused": "", "records": rows, "foreseen": foreseen_rows(case, fit, left_out(case, fit))}


def narrowed(fit: Fit, case: Any, papers: Any, shape: Any, seed: int, records: list) -> list[dict]:
    """One row a record and figure: "expected" narrowing and its "error", the same from another set of draws ("again",
    "again_error"), and that "had" once the record was among the papers and the model was fitted again."""
    names = main_names(fit, tuple(posterior(fit)))
    asked = tuple(new.record for new in records)
    twin = fitted(case, papers, shape, seed + OTHER)
    first, second = ({(r["record"], r["estimate"]): r for r in value_rows(f, asked, names)} for f in (fit, twin))
    rows = []
    for new in records:
        after = fitted(case, *with_record(papers, shape, new), seed)
        values = posterior(after)
        for name in names:
            row, again = first[new.record.id, name], second[new.record.id, name]
            rows.append({
                "record": new.record.id, "estimate": name, "refused": after.refused or row["refused"],
                "expected": row["narrowing"], "error": row["error"],
                "again": again["narrowing"], "again_error": again["error"],
                "had": 1 - _width(values[name]) / row["width"],
            })  # fmt: skip
    return rows


def _width(values: np.ndarray) -> float:
    return float(np.subtract(*np.quantile(values, [(1 + LEVEL) / 2, (1 - LEVEL) / 2])))
