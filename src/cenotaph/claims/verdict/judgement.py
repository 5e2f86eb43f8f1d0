"""A statement judged, and a whole text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cenotaph.claims.claim import Claim
from cenotaph.claims.verdict.agreement import conflicts
from cenotaph.claims.verdict.collect import collect
from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.literature import Author, authors, named
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Sentence
from cenotaph.claims.verdict.rule import (
    CONTRADICTED,
    DISPUTED,
    INCONSISTENT,
    NO_MATTER,
    NOT_DECIDED,
    OVERSTATED,
    REFUTED,
    TOO_VAGUE,
    UNDERSTATED,
    Chances,
    Factor,
    Verdict,
)
from cenotaph.claims.verdict.settle import BOUND, DEPENDS, settle
from cenotaph.claims.verdict.stated import Stated
from cenotaph.claims.verdict.times import span
from cenotaph.claims.verdict.uncovered import testable, too_vague, touching, uncovered
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case, Placed

FAILED = frozenset({OVERSTATED, UNDERSTATED, CONTRADICTED, REFUTED, INCONSISTENT})
MET = 0.005  # of a factor: a figure rounded as it was said
OPEN = frozenset({NOT_DECIDED, DISPUTED, NO_MATTER})


@dataclass(frozen=True)
class Judgement:
    """One claim judged.

    reading : the one that the verdict rests on; None where none covers the claim. others are in `readings`.
    apart : readings as near as it that lead to another verdict.
    attributed : testimony and literature in the case by the person whom the claim names.
    touching : dated facts of the case that share words with a claim that no reading covers.
    testable : what the claim would have to say, or the evidence to hold, to be tested; empty where it was.
    """

    claim: Claim
    verdict: Verdict
    reason: Sentence
    reading: Reading | None = None
    readings: tuple[Reading, ...] = ()
    apart: tuple[Reading, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    authors: tuple[Author, ...] = ()
    attributed: tuple[Placed, ...] = ()
    touching: tuple[Placed, ...] = ()
    testable: str = ""

    @property
    def chances(self) -> Chances | None:
        return None if self.reading is None else self.reading.chances

    @property
    def factor(self) -> Factor | None:
        return None if self.reading is None else self.reading.factor

    @property
    def probability(self) -> float | None:
        """The probability that the verdict rests on: of lying below, above, or inside what is said; of a denial
        outside what is denied. None where no estimate is of the thing itself."""
        c, r = self.chances, self.reading
        if c is None or self.verdict == DISPUTED:
            return None
        if r.said.denied and self.verdict != REFUTED:
            return c.below + c.above
        return {OVERSTATED: c.below, UNDERSTATED: c.above}.get(self.verdict, c.inside)

    @property
    def side(self) -> str:
        """Where the estimate lies with that probability."""
        if self.reading is not None and self.reading.said.denied:
            return "inside what is denied" if self.verdict == REFUTED else "outside what is denied"
        where = {OVERSTATED: "below", UNDERSTATED: "above"}.get(self.verdict, "inside")
        return f"{where} what is said"

    @property
    def off(self) -> Factor | None:
        """The factor that the statement is off by, where its reading is of the thing itself and it is off at all."""
        r, f = self.reading, self.factor
        if r is None or f is None or (r.distance >= BOUND and self.verdict not in (OVERSTATED, UNDERSTATED)):
            return None
        met = f.low == f.high and abs(f.low - 1) < MET
        return None if self.verdict == DISPUTED or met else f

    @property
    def is_bounded(self) -> bool:
        """Whether the reading only bounds the statement: it is of a part of what is said, or of something wider."""
        return self.reading is not None and self.reading.distance >= BOUND

    @property
    def depends(self) -> bool:
        """Whether nothing is decided because readings between which nobody has chosen lead apart."""
        return self.verdict == NOT_DECIDED and self.reason[:1] == (DEPENDS,)

    @property
    def is_denial(self) -> bool:
        """Whether the words are those of a figure that the text denies ("no one" is no such denial)."""
        return self.claim.negated and self.claim.kind != "universal"


@dataclass(frozen=True)
class Checked:
    """A text judged: every claim that was not rejected, and what its claims say against each other."""

    judgements: tuple[Judgement, ...]
    conflicts: tuple[Conflict, ...]
    rejected: int = 0

    @property
    def fails(self) -> bool:
        """Whether a claim that a person confirmed does not stand."""
        return any(j.claim.status == "confirmed" and j.verdict in FAILED for j in self.judgements)


def check(claims: Sequence[Claim], case: Case, run: Estimates) -> Checked:
    """Judge claims against the estimates of a run, the evidence of its case, themselves and each other.

    A claim that a person rejected as misread is not judged. Nothing here changes an estimate.
    """
    whole = span(case.spec.case.period)
    stated = [Stated(c, whole) for c in claims if c.status != "rejected"]
    against = conflicts(stated, case, run)
    of: dict[str, list[Conflict]] = {}
    for c in against:
        for name in c.claims:
            of.setdefault(name, []).append(c)
    found = [_judge(s, case, run, tuple(of.get(s.id, ()))) for s in stated]
    blamed = frozenset(j.claim.id for j in found if j.verdict in FAILED - {INCONSISTENT})
    return Checked(tuple(_unsettled(j, blamed) for j in found), tuple(against), len(claims) - len(stated))


def _unsettled(j: Judgement, blamed: frozenset[str]) -> Judgement:
    """A statement that the evidence leaves open, and that cannot stand with another of its text which it leaves open
    too. Where the evidence already rules the other out, the contradiction is the other's."""
    if j.verdict not in OPEN:
        return j
    for c in j.conflicts:
        others = [x for x in c.claims if x != j.claim.id]
        mine = c.rule != "counted twice" or c.claims[0] == j.claim.id
        if c.serious and mine and not (others and blamed.issuperset(others)):
            return replace(j, verdict=INCONSISTENT, reason=c.sentence)
    return j


def _judge(s: Stated, case: Case, run: Estimates, against: tuple[Conflict, ...]) -> Judgement:
    readings = tuple(sorted(collect(s, case, run), key=_nearness))
    said_by = tuple(authors(s.asked, s.bounds, case)) if s.is_count and s.bounds is not None else ()
    common = {"claim": s.claim, "readings": readings, "conflicts": against, "authors": said_by,
              "attributed": tuple(named(s.claim.said_by, case))}  # fmt: skip
    own = next((c for c in against if c.own), None)
    if own is not None:
        return Judgement(verdict=INCONSISTENT, reason=own.sentence, reading=_first(readings), **common)
    if too_vague(s):
        return Judgement(verdict=TOO_VAGUE, reason=("No figure that could be right or wrong is named.",),
                         testable=testable(s), **common)  # fmt: skip
    verdict, reading, reason, apart = settle(readings, said_by)
    if verdict == NO_MATTER:
        reason = uncovered(s, case, run)
        common["touching"] = tuple(touching(s, case))
    unplaced = verdict == NOT_DECIDED and not s.claim.place and not s.claim.period
    need = testable(s) if verdict == NO_MATTER or unplaced else ""
    return Judgement(verdict=verdict, reason=reason, reading=reading, apart=apart, testable=need, **common)


def _nearness(r: Reading) -> tuple:
    """Nearest first; of equally near ones a record, then draws, then ranges without probability."""
    return (r.distance, r.kind != "record", not r.has_probability)


def _first(readings: Sequence[Reading]) -> Reading | None:
    return readings[0] if readings else None
