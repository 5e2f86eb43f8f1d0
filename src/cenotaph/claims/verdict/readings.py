"""One statement read against one estimate: the figure in the estimate's terms, the verdict, the sentence of reason."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from cenotaph.claims.verdict import derived
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import Candidate, measure_of, span_of
from cenotaph.claims.verdict.reason import Amount, Chance, Estimated, Part, Sentence, Times
from cenotaph.claims.verdict.rule import (
    NOT_DECIDED,
    OVERSTATED,
    SUPPORTED,
    UNDERSTATED,
    Chances,
    Factor,
    Verdict,
    judge,
)
from cenotaph.estimate import Estimate, Estimates

Kind = Literal["estimate", "record"]


@dataclass(frozen=True)
class Reading:
    """What a statement says if it means this estimate or this record.

    id : of the estimate, made of those in `of`; of a record the place it was read. relation : see `Candidate`.
    distance : 0 the same quantity (or about), 1 left open, 2 only a bound. family : of the estimate.
    usual : whether it is what such words usually mean, and so settles the verdict.
    """

    id: str
    label: str
    kind: Kind
    relation: str
    distance: int
    verdict: Verdict
    said: Bounds
    unit: str
    reason: Sentence
    chances: Chances | None = None
    factor: Factor | None = None
    estimate: Estimate | None = None
    of: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    family: str = ""
    usual: bool = True

    @property
    def has_probability(self) -> bool:
        return self.chances is not None

    @property
    def is_scenarios(self) -> bool:
        """Whether it rests on a range over scenarios, of which none is more probable than another."""
        return self.estimate is not None and self.estimate.axis == "scenario"


def against(said: Bounds, unit: str, candidate: Candidate) -> Reading:
    """The reading of a figure against a candidate in the same unit."""
    estimate = candidate.estimate
    outcome = judge(said, estimate, candidate.relation, candidate.may_be_part)
    notes = candidate.notes
    if candidate.anywhere and (outcome.verdict in (OVERSTATED, UNDERSTATED) or said.denied):
        outcome = replace(outcome, verdict=NOT_DECIDED)
    if estimate.reason and "Mostly prior" in estimate.reason:
        notes = (*notes, "the evidence hardly narrows this estimate: it is mostly what was assumed")
    return Reading(
        id=estimate.estimand.id, label=estimate.estimand.label, kind="estimate", relation=candidate.relation,
        distance=candidate.distance, verdict=outcome.verdict, said=said, unit=unit,
        reason=_reason(said, unit, candidate, outcome), chances=outcome.chances, factor=outcome.factor,
        estimate=estimate, of=candidate.made.of, notes=notes, family=candidate.family, usual=candidate.usual,
    )  # fmt: skip


def stands_for(said: Bounds, unit: str) -> Sentence:
    """The interval that the words stand for, as a part of a sentence."""
    if said.is_open_below:
        words: Sentence = ("up to ", Amount((said.said[1],), unit))
    elif said.is_open_above:
        words = (Amount((said.said[0],), unit), " and more")
    elif unit == "persons" and said.high - said.low <= 1.0:
        words = (Amount((said.said[0],), unit), ", to the person")
    else:
        words = (Amount((said.low, said.high), unit),)
    return ("a denial of ", *words) if said.denied else words


def _reason(said: Bounds, unit: str, candidate: Candidate, outcome: object) -> Sentence:
    estimate = candidate.estimate
    figure = Estimated(estimate, candidate.made.of)
    words = (*stands_for(said, unit), ": ", *_judged(outcome, estimate, said.denied), *_off(outcome))
    bound = "Only a bound: " if candidate.distance > 1 else "Read so because "
    why = f". {bound}{'; '.join(candidate.notes)}." if candidate.notes else "."
    return (f"{estimate.estimand.label}: ", figure, ". What is said stands for ", *words, why)


def capital(text: str) -> str:
    """The text with its first letter raised, to begin a sentence."""
    return text[:1].upper() + text[1:]


def _judged(outcome: object, estimate: Estimate, denied: bool) -> list[Part]:
    if outcome.chances is not None:
        c = outcome.chances
        if denied:
            return ["the probability that the estimate lies inside what is denied is ", Chance(c.inside),
                    ", that it lies below it ", Chance(c.below), ", above it ", Chance(c.above)]  # fmt: skip
        if outcome.verdict == OVERSTATED:
            return ["with a probability of ", Chance(c.below), " the estimate lies below that"]
        if outcome.verdict == UNDERSTATED:
            return ["with a probability of ", Chance(c.above), " the estimate lies above that"]
        inside: list[Part] = ["the probability that the estimate lies inside is ", Chance(c.inside)]
        if outcome.verdict == SUPPORTED:
            return inside
        return [*inside, ", that it lies below ", Chance(c.below), ", above ", Chance(c.above)]
    below, inside, above = outcome.counts or (0, 0, 0)
    what = {"scenario": "scenarios", "limits": "limits"}.get(estimate.axis, "")
    if denied:
        every, count = (Amount((float(n),), "") for n in (estimate.values.size, inside))
        where = [count, " lie inside what is denied; they have no probability"] if what else []
        return ["of the ", every, f" {what} ", *where] if what else [
            f"the figure lies {'inside' if inside else 'outside'} what is denied"]  # fmt: skip
    if not what:
        return [{OVERSTATED: "the figure lies below that", UNDERSTATED: "the figure lies above that",
                 SUPPORTED: "the figure lies inside"}.get(outcome.verdict, "which settles nothing here")]  # fmt: skip
    if outcome.verdict != NOT_DECIDED:
        where = {OVERSTATED: "below that", UNDERSTATED: "above that", SUPPORTED: "inside"}[outcome.verdict]
        return [f"all {what} lie {where}; a range over {what} has no probability"]
    every, *counts = (Amount((float(n),), "") for n in (estimate.values.size, below, inside, above))
    return ["of the ", every, f" {what} ", counts[0], " lie below, ", counts[1], " inside, ", counts[2],
            " above; they have no probability"]  # fmt: skip


def _off(outcome: object) -> list[Part]:
    factor = outcome.factor
    if outcome.verdict not in (OVERSTATED, UNDERSTATED) or factor is None:
        return []
    nearest = factor.low if outcome.verdict == OVERSTATED else factor.high
    middle = factor.middle if factor.middle is not None else nearest
    return ["; what is said is ", Times(middle), " the estimate"]


def base_of(candidate: Candidate, run: Estimates) -> Estimate | None:
    """The population that a loss of this candidate is a share of: at the start of its period, of the same draws."""
    wanted = "draw" if candidate.estimate.axis == "draw" else "exact"
    stocks = [
        (abs(span_of(e, True).begin - candidate.span.begin), e)
        for e in run.estimates
        if (m := measure_of(e.estimand.id)) is not None and m.family in ("population", "counted") and e.axis == wanted
    ]
    near = min(stocks, key=lambda s: s[0], default=(0.0, None))
    return near[1] if near[0] <= 1.0 else None


def as_share(candidate: Candidate, run: Estimates) -> Candidate | None:
    """The candidate as a share of the population at the start of its period; None where there is none."""
    base = base_of(candidate, run)
    made = None if base is None else derived.share(candidate.made, base)
    if made is None:
        return None
    return replace(candidate, made=made)


def as_rate(candidate: Candidate, unit: str) -> Candidate:
    """The candidate as a mean rate over its own period."""
    made = derived.rate(candidate.made, candidate.span.length, unit)
    notes = (*candidate.notes, "a mean over the whole period: single days and months lie above and below it")
    return replace(candidate, made=made, notes=notes)
