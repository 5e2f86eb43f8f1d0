"""Sections ten, eleven and thirteen: assumptions, the card of every estimate, provenance."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date

from markupsafe import Markup

from cenotaph.estimate import STATUS_MEANING, Estimate
from cenotaph.evidence.spec import Balance
from cenotaph.evidence.tables import STATUS_MEANING as EVIDENCE_MEANING
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable, amount_without_unit, anchor
from cenotaph.report.view import View
from cenotaph.report.words import day_text, definition, period_text

# An estimand names its territory as "name (EDTF of the borders)".
_BORDERS = re.compile(r"\((\d[\d/-]*)\)$")


def _dimensions(view: View) -> list[dict]:
    return [
        {
            "id": anchor("dim", d.id),
            "question": view.text(d.question),
            "options": [
                {"label": view.text(o.label), "text": view.text(o.text), "headline": o.headline,
                 "sources": view.sources(o.source), "reference": i == 0}
                for i, o in enumerate(d.option)
            ],
        }
        for d in view.case.spec.dimension
    ]  # fmt: skip


def _grid(view: View) -> DataTable | None:
    """Which answers each scenario holds."""
    rows = view.estimates.scenarios
    if not rows:
        return None
    spec = view.case.spec.dimension
    known = [d for d in spec if d.id in rows[0]]
    labels = {(d.id, o.id): o.label for d in known for o in d.option}
    body: list[list[str | Markup]] = [
        [str(r["scenario"]), *(labels.get((d.id, r[d.id]), str(r[d.id])) for d in known)] for r in rows
    ]
    return DataTable("Answers held by each scenario", ["Scenario", *(d.question for d in known)], body)


def _censuses(view: View) -> list[dict]:
    return [
        {
            "label": c.label, "day": day_text(date.fromisoformat(c.date)), "fate": view.text(c.fate),
            "note": view.text(c.note),
            "residual": view.text(c.residual.reason) if c.residual else None,
            "residual_sources": view.sources(c.residual.source) if c.residual else "",
        }
        for c in view.case.spec.census
    ]  # fmt: skip


def card(view: View, estimate: Estimate) -> dict:
    """Everything a reader may ask about one number."""
    what = estimate.estimand
    extremes = None
    if estimate.axis == "scenario" and len(estimate.values) > 1:
        lowest, highest = estimate.values.argmin(), estimate.values.argmax()
        extremes = {"lowest": estimate.labels[lowest], "highest": estimate.labels[highest]}
    return {
        "anchor": anchor("est", what.id),
        "popover": anchor("pop", what.id),
        "id": what.id,
        "label": what.label,
        "definition": what.definition,
        "amount": amount_without_unit(estimate),
        "unit": what.unit,
        "who": what.who,
        "territory": _BORDERS.sub(lambda m: f"(borders of {period_text(m[1])})", what.territory),
        "period": period_text(what.period),
        "interval": numbers.interval_words(estimate),
        "estimable": estimate.axis != "none",
        "is_range": estimate.axis == "scenario",
        "status": numbers.status_words(estimate.status),
        "status_code": estimate.status,
        "status_meaning": STATUS_MEANING[estimate.status],
        "weakest": estimate.weakest,
        "weakest_meaning": EVIDENCE_MEANING.get(estimate.weakest, ""),
        "comparable": definition(what.comparable) if what.comparable else "",
        "inputs": [view.input(name) for name in estimate.inputs],
        "reason": estimate.reason,
        "extremes": extremes,
    }


def digest(view: View) -> str:
    """One sha256 for all inputs, from their own: what a citation names."""
    return hashlib.sha256(json.dumps(view.estimates.run.inputs, sort_keys=True).encode()).hexdigest()


def _provenance(view: View) -> dict:
    run = view.estimates.run
    inputs: list[list[str | Markup]] = [[name, Markup("<code>{}</code>").format(h)] for name, h in run.inputs.items()]
    return {
        "run": run,
        "software": [(k, str(v)) for k, v in run.software.items()],
        "version": run.software.get("cenotaph", ""),
        "parameters": json.dumps(run.parameters, ensure_ascii=False, sort_keys=True),
        "diagnostics": json.dumps(run.diagnostics, ensure_ascii=False, sort_keys=True) if run.diagnostics else "",
        "wall": numbers.plain(run.wall_seconds),
        "cpu": numbers.plain(run.cpu_seconds),
        "inputs": DataTable("Checksum of every file read", ["File", "SHA-256"], inputs),
        "digest": digest(view),
    }


def _balance(view: View, balance: Balance) -> dict:
    return {
        "crisis": period_text(balance.crisis) if balance.crisis else "",
        "crisis_reason": view.text(balance.crisis_reason),
        "sex_ratio": numbers.plain(balance.sex_ratio_at_birth, 4),
        "sex_ratio_sources": view.sources(balance.sex_ratio_source),
    }


def context(view: View) -> dict:
    """Values of sections ten, eleven and thirteen."""
    spec = view.case.spec
    return {
        "dimensions": _dimensions(view),
        "grid": _grid(view),
        "censuses": _censuses(view),
        **(_balance(view, spec.balance) if spec.balance else {}),
        "estimate_statuses": [(numbers.status_words(k), v) for k, v in STATUS_MEANING.items()],
        "provenance": _provenance(view),
    }
