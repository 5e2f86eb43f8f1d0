"""Bounds against an Estimate: the rule of 95 and 80 per cent for draws, and rules of their own for what has none.

| estimate | overstated | understated | supported |
|---|---|---|---|
| draws | at least 95 % of them lie below what is said | at least 95 % lie above it | at least 80 % lie inside |
| range over scenarios | every scenario lies below | every one above | every one inside |
| limits of a record | both limits lie below | both above | both inside |
| exact arithmetic on records | it lies below | above | inside |

Anything else is not decided. A statement on a part of what is estimated can only say too much, one on
something wider only too little: the other side stays open. An upper bound that all of it keeps is kept by every part
of it, and a lower bound that a part reaches is reached by whatever holds that part.

A denial is judged by what it denies: borne out where that is overstated or understated, or where at least 80 % lies
outside it; contradicted where at least 95 % lies inside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.estimate import Estimate

OUTSIDE = 0.95
INSIDE = 0.80
LEVEL = 0.9

Verdict = Literal[
    "supported", "overstated", "understated", "not decided by this evidence", "inconsistent with itself",
    "contradicted by a record", "disputed", "too vague", "not a matter of this evidence",
    "contradicted by the estimate",
]  # fmt: skip
SUPPORTED, OVERSTATED, UNDERSTATED = "supported", "overstated", "understated"
NOT_DECIDED, INCONSISTENT = "not decided by this evidence", "inconsistent with itself"
CONTRADICTED, DISPUTED = "contradicted by a record", "disputed"
TOO_VAGUE, NO_MATTER = "too vague", "not a matter of this evidence"
REFUTED = "contradicted by the estimate"
MEANING: dict[str, str] = {
    SUPPORTED: f"at least {100 * INSIDE:.0f} % of what the evidence allows lies inside what is said",
    OVERSTATED: f"at least {100 * OUTSIDE:.0f} % of what the evidence allows lies below what is said",
    UNDERSTATED: f"at least {100 * OUTSIDE:.0f} % of what the evidence allows lies above what is said",
    REFUTED: f"a denial of what at least {100 * OUTSIDE:.0f} % of what the evidence allows bears out",
    NOT_DECIDED: "the evidence neither bears the statement out nor rules it out",
    INCONSISTENT: "the statement contradicts itself, or another one of the same text that it depends on",
    CONTRADICTED: "a record of the same quantity, place and period says otherwise",
    DISPUTED: "records or authors contradict each other about it, and nothing here decides between them",
    TOO_VAGUE: "it names no figure that could be right or wrong",
    NO_MATTER: "it speaks of something that this evidence does not cover",
}


@dataclass(frozen=True)
class Chances:
    """Probability that the quantity lies below what is said (so that too much is said), inside it, above it.

    Of a denial the same of what it denies.
    """

    below: float
    inside: float
    above: float


@dataclass(frozen=True)
class Factor:
    """What is said over what is estimated: 2 says twice too much. Median and ends; infinite over an estimate of nought.

    level : of the interval; None where it covers scenarios or limits, without probability.
    """

    middle: float | None
    low: float
    high: float
    level: float | None


@dataclass(frozen=True)
class Outcome:
    """A verdict on one reading, with probabilities (None where the estimate has none) and factor.

    counts : of scenarios or limits below, inside and above; None for draws.
    """

    verdict: Verdict
    chances: Chances | None = None
    factor: Factor | None = None
    counts: tuple[int, int, int] | None = None


def judge(said: Bounds, estimate: Estimate, relation: str = "same", may_be_part: bool = False) -> Outcome:
    """The verdict on a reading; `relation` "part" or "wider" leaves one side open.

    may_be_part : the statement may speak of a part of what is estimated, so that too little is no fault of it.
    """
    if estimate.axis == "none":
        return Outcome(NO_MATTER)
    if said.denied:
        of = judge(replace(said, denied=False), estimate, relation, may_be_part)
        return _denied(of, may_be_part or relation in ("part", "wider"), estimate.values.size)
    below, inside, above = said.weights(estimate.values)
    factor = factor_of(said, estimate)
    if estimate.axis == "draw":
        chances = Chances(*(float(np.mean(w)) for w in (below, inside, above)))
        high = chances.above >= OUTSIDE and not may_be_part
        verdict = _sided(said, chances.below >= OUTSIDE, chances.inside >= INSIDE, high, relation)
        return Outcome(verdict, chances, factor)
    counts = tuple(int(np.sum(w >= 1.0)) for w in (below, inside, above))
    every = estimate.values.size
    low, mid, high = (n == every for n in counts)
    verdict = _sided(said, low, mid, high and not may_be_part, relation)
    return Outcome(verdict, None, factor, counts)


def _denied(of: Outcome, one_sided: bool, every: int) -> Outcome:
    """The verdict on a denial, from that on what it denies. It has no factor: it names no figure for the truth.

    one_sided : what is denied may be more, or less, than what is estimated, so that to lie outside settles nothing.
    """
    if of.chances is not None:
        outside, inside = of.chances.below + of.chances.above >= INSIDE, of.chances.inside >= OUTSIDE
    else:
        outside, inside = of.counts[0] + of.counts[2] == every, of.counts[1] == every
    if of.verdict in (OVERSTATED, UNDERSTATED) or (outside and not one_sided):
        verdict: Verdict = SUPPORTED
    else:
        verdict = REFUTED if inside and not one_sided else NOT_DECIDED
    return replace(of, verdict=verdict, factor=None)


def _sided(said: Bounds, below: bool, inside: bool, above: bool, relation: str) -> Verdict:
    if below and relation != "wider":
        return OVERSTATED
    if above and relation != "part":
        return UNDERSTATED
    kept = {"part": said.is_open_below, "wider": said.is_open_above}.get(relation, True)
    if inside and kept:
        return SUPPORTED
    return NOT_DECIDED


def factor_of(said: Bounds, estimate: Estimate) -> Factor | None:
    """The factor between what is said and an estimate; None for a denial, or where nothing is estimated."""
    values = estimate.values
    if said.denied or not values.size:
        return None
    nearest = said.nearest_said(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(nearest == values, 1.0, np.where(values > 0, nearest / values, np.inf))
    if estimate.axis == "draw":
        # Of the values themselves, not between two of them: beyond an infinite one nothing can be interpolated.
        low, middle, high = np.quantile(ratios, [(1 - LEVEL) / 2, 0.5, (1 + LEVEL) / 2], method="nearest")
        return Factor(float(middle), float(low), float(high), LEVEL)
    ends = float(ratios.min()), float(ratios.max())
    return Factor(ends[0] if ends[0] == ends[1] else None, *ends, None)
