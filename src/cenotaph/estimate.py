"""The one currency: an Estimand (what, who, where, when, unit) and its Estimate with provenance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from cenotaph.evidence.provenance import Run

SCHEMA = "cenotaph/estimates/1"

EstimateStatus = Literal["documented", "estimated", "extrapolated", "disputed", "not_estimable"]
STATUS_MEANING = {
    "documented": "follows from records by counting alone",
    "estimated": "rests on stated assumptions about what was not recorded",
    "extrapolated": "carries a rate or a pattern beyond the time it was observed",
    "disputed": "rests on a record that other records contradict",
    "not_estimable": "this evidence cannot answer the question",
}


@dataclass(frozen=True)
class Estimand:
    """A quantity one can ask for.

    `id` is stable across runs; `definition` is a full sentence; `period` is an EDTF date or interval;
    `census_definition` is the literature's definition it can be compared with (or "").
    """

    id: str
    label: str
    definition: str
    unit: str
    who: str
    territory: str
    period: str
    comparable: str = ""


@dataclass(frozen=True)
class Estimate:
    """A value or a set of values for an estimand.

    `values` holds one number a scenario (axis "scenario") or a draw (axis "draw"), in the estimand's
    unit; a single exact number has axis "exact", the limits that a record itself gives have "limits".
    Axis "confidence": a sample whose quantiles are the ends of confidence intervals, and `point` the
    estimate, which need not be its median.
    Sums of estimates are sums of these values, never of the ends of intervals. `inputs` names the
    evidence it rests on; `weakest` is the weakest evidence status among the influential inputs.
    """

    estimand: Estimand
    axis: Literal["scenario", "draw", "confidence", "exact", "limits", "none"]
    values: np.ndarray
    labels: tuple[str, ...] = ()
    status: EstimateStatus = "estimated"
    weakest: str = ""
    inputs: tuple[str, ...] = ()
    reason: str = ""
    headline: bool = True
    point: float | None = None

    @property
    def value(self) -> float | None:
        """The exact value, the point estimate, or the median of draws; None for a range of scenarios (no one is
        preferred)."""
        if self.axis == "exact":
            return float(self.values[0])
        if self.axis == "confidence":
            return float(np.median(self.values)) if self.point is None else self.point
        return float(np.median(self.values)) if self.axis == "draw" else None

    def interval(self, level: float = 0.9) -> dict | None:
        """low, high, level, kind. A scenario range covers every scenario and has no probability."""
        if self.axis == "none":
            return None
        if self.axis == "exact":
            value = float(self.values[0])
            return {"low": value, "high": value, "level": None, "kind": "exact arithmetic"}
        if self.axis == "limits":
            low, high = float(np.min(self.values)), float(np.max(self.values))
            return {"low": low, "high": high, "level": None, "kind": "limits of the record"}
        if self.axis == "scenario":
            low, high = float(np.min(self.values)), float(np.max(self.values))
            many = self.values.size > 1
            kind = f"range of {self.values.size} scenarios" if many else "one scenario"
            return {"low": low, "high": high, "level": None, "kind": kind}
        low, high = np.quantile(self.values, [(1 - level) / 2, (1 + level) / 2])
        kind = "equal-tailed confidence" if self.axis == "confidence" else "equal-tailed credible"
        return {"low": float(low), "high": float(high), "level": level, "kind": kind}

    def as_dict(self) -> dict:
        """The record written to estimates.json."""
        e = self.estimand
        return {
            "id": e.id,
            "label": e.label,
            "definition": e.definition,
            "unit": e.unit,
            "who": e.who,
            "territory": e.territory,
            "period": e.period,
            "comparable": e.comparable,
            "value": self.value,
            "interval": self.interval(),
            "axis": self.axis,
            "values": [float(v) for v in self.values],
            "labels": list(self.labels),
            "status": self.status,
            "weakest_evidence": self.weakest,
            "inputs": list(self.inputs),
            "reason": self.reason,
            "headline": self.headline,
        }

    @classmethod
    def from_dict(cls, record: dict) -> Estimate:
        """Back from the record; raises KeyError when the record lacks a field."""
        names = ("id", "label", "definition", "unit", "who", "territory", "period", "comparable")
        return cls(
            estimand=Estimand(**{name: record[name] for name in names}),
            axis=record["axis"],
            values=np.asarray(record["values"], dtype=float),
            labels=tuple(record["labels"]),
            status=record["status"],
            weakest=record["weakest_evidence"],
            inputs=tuple(record["inputs"]),
            reason=record["reason"],
            headline=record["headline"],
            point=record["value"] if record["axis"] == "confidence" else None,
        )


def not_estimable(estimand: Estimand, reason: str) -> Estimate:
    """The result "not estimable, because ...": an Estimate like any other, without a number."""
    return Estimate(estimand, "none", np.empty(0), status="not_estimable", reason=reason)


@dataclass(frozen=True)
class Table:
    """A named table of results behind a chart: columns with units, rows of plain values."""

    name: str
    caption: str
    columns: dict[str, str]
    rows: list[dict]


@dataclass(frozen=True)
class Estimates:
    """All estimates of a run, the scenarios they range over, the tables behind the charts, the Run.

    `scenarios` has one row for each headline scenario: {"scenario": id, "<dimension>": option id, ...};
    `variants` likewise for the named variants, with their values by estimand in the table "variants".
    """

    run: Run
    estimates: tuple[Estimate, ...]
    scenarios: list[dict] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Estimate:
        for estimate in self.estimates:
            if estimate.estimand.id == name:
                return estimate
        known = ", ".join(e.estimand.id for e in self.estimates)
        raise KeyError(f"no estimate is called {name!r}; there are {known}")

    def __contains__(self, name: str) -> bool:
        return any(e.estimand.id == name for e in self.estimates)
