"""Populations of a case near a period: what a share in a statement may be a share of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.candidates import Question, measure_of, span_of
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.reason import Estimated, Part, Recorded
from cenotaph.estimate import Estimates
from cenotaph.evidence import tables
from cenotaph.evidence.case import Case

AROUND = 1.0  # years before the period and after it
CENTRAL = (0.025, 0.975)


@dataclass(frozen=True)
class Population:
    """A counted or estimated population: its range, and the figure to print."""

    label: str
    low: float
    high: float
    part: Part

    @property
    def middle(self) -> float:
        return (self.low + self.high) / 2


def populations(asked: Question, case: Case, run: Estimates) -> list[Population]:
    """Populations of the place of a statement, counted or estimated, around its period; of any time if it has none."""
    period = asked.period
    near = None if period is None else times.Span(period.begin - AROUND, period.end + AROUND)
    return [*_counted(asked, near, case), *_estimated(asked, near, run)]


def _counted(asked: Question, near: times.Span | None, case: Case) -> list[Population]:
    names = {t.id: t.name for t in case.spec.territory}
    found = []
    for placed in case.places(tables.Population):
        row = placed.row
        if row.entry != "total" or row.sex != "both":
            continue
        if placing(asked.place, names.get(row.territory, row.territory)) not in ("same", "unsaid"):
            continue
        if times.at_moment(near, times.span(row.date).begin) != "apart":
            count = float(row.persons)
            found.append(Population(f"the count of {row.date}", count, count, Recorded(placed, count)))
    return found


def _estimated(asked: Question, near: times.Span | None, run: Estimates) -> list[Population]:
    found = []
    for e in run.estimates:
        measure = measure_of(e.estimand.id)
        if e.axis == "none" or measure is None or measure.family not in ("population", "counted"):
            continue
        if placing(asked.place, e.estimand.territory) not in ("same", "unsaid"):
            continue
        if times.at_moment(near, span_of(e, True).begin) == "apart":
            continue
        low, high = np.quantile(e.values, CENTRAL) if e.axis == "draw" else (e.values.min(), e.values.max())
        found.append(Population(e.estimand.label, float(low), float(high), Estimated(e, (e.estimand.id,))))
    return found
