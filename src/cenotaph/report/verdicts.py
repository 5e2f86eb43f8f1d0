"""Verdicts as a document: everything that a judgement holds, in plain values for JSON."""

from __future__ import annotations

import math
from typing import Any

from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.judgement import Checked, Judgement
from cenotaph.claims.verdict.literature import Author
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Sentence
from cenotaph.claims.verdict.rule import INSIDE, MEANING, OUTSIDE, Factor
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Placed
from cenotaph.report import numbers, said

SCHEMA = "cenotaph/verdicts/1"


def document(checked: Checked, run: Estimates, source: str) -> dict[str, Any]:
    """The whole of a check; `source` says which run the estimates are of."""
    return {
        "schema": SCHEMA,
        "case": run.run.case,
        "estimates": {
            "of": source, "software": run.run.software, "seed": run.run.seed, "parameters": run.run.parameters,
            "inputs": run.run.inputs, "started": run.run.started,
        },
        "rule": {"outside": OUTSIDE, "inside": INSIDE, "meaning": MEANING},
        "claims": [judged(j) for j in checked.judgements],
        "conflicts": [_conflict(c) for c in checked.conflicts],
        "rejected": checked.rejected,
    }  # fmt: skip


def judged(j: Judgement) -> dict[str, Any]:
    """One judgement."""
    return {
        "claim": j.claim.record(),
        "confirmed": j.claim.status == "confirmed",
        "verdict": j.verdict,
        "probability": j.probability,
        "chances": None if j.chances is None else vars(j.chances),
        "side": j.side if j.probability is not None else None,
        "factor": _factor(j.factor),
        "reason": _text(j.reason),
        "reading": None if j.reading is None else j.reading.id,
        "read_as": None if j.reading is None else j.reading.label,
        "denied": j.is_denial,
        "depends_on_reading": [r.id for r in j.apart],
        "readings": [_reading(r) for r in j.readings],
        "conflicts": [_conflict(c) for c in j.conflicts],
        "literature": [_author(a) for a in j.authors],
        "attributed": [_row(p) for p in j.attributed],
        "touching": [_row(p) | {"event": p.row.event, "date": p.row.date} for p in j.touching],
        "testable": j.testable,
    }


def _reading(r: Reading) -> dict[str, Any]:
    said_for = {"low": _finite(r.said.low), "high": _finite(r.said.high), "denied": r.said.denied, "unit": r.unit}
    found = {
        "id": r.id, "label": r.label, "kind": r.kind, "relation": r.relation, "usual": r.usual, "of": list(r.of),
        "verdict": r.verdict,
        "chances": None if r.chances is None else vars(r.chances), "factor": _factor(r.factor),
        "stands_for": said_for if r.unit not in ("date", "rank") else None, "notes": list(r.notes),
        "reason": _text(r.reason),
    }  # fmt: skip
    if r.estimate is not None:
        e, what = r.estimate, r.estimate.estimand
        found["estimate"] = {
            "value": e.value, "interval": e.interval(), "unit": what.unit, "definition": what.definition,
            "who": what.who, "territory": what.territory, "period": what.period, "status": e.status,
            "inputs": list(e.inputs),
        }  # fmt: skip
    return found


def _conflict(c: Conflict) -> dict[str, Any]:
    return {"rule": c.rule, "claims": list(c.claims), "serious": c.serious, "sentence": _text(c.sentence)}


def _author(a: Author) -> dict[str, Any]:
    """What an author gives; an end that is left open is null."""
    return _row(a.placed) | {"low": _finite(a.low), "high": _finite(a.high), "says": a.says}


def _row(placed: Placed) -> dict[str, Any]:
    row = placed.row
    who = getattr(row, "author", "") or getattr(row, "witness", "")
    return {"id": row.id, "place": placed.place, "who": who, "source": list(row.source), "status": row.status}


def _text(sentence: Sentence) -> str:
    """A sentence for JSON: with spaces that every program knows."""
    return said.plain(sentence).replace(numbers.NBSP, " ")


def _factor(factor: Factor | None) -> dict[str, Any] | None:
    """A factor; an end without limit is null."""
    if factor is None:
        return None
    ends = {"middle": factor.middle, "low": factor.low, "high": factor.high}
    return {k: None if v is None else _finite(v) for k, v in ends.items()} | {"level": factor.level}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
