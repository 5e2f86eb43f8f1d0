"""All readings of a statement settled into one verdict, and a whole text judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cenotaph.claims.claim import Claim
from cenotaph.claims.verdict.agreement import conflicts
from cenotaph.claims.verdict.collect import collect
from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.literature import Author, authors, named
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Recorded, Sentence
from cenotaph.claims.verdict.rule import (
    CONTRADICTED,
    DISPUTED,
    INCONSISTENT,
    NO_MATTER,
    NOT_DECIDED,
    OVERSTATED,
    SUPPORTED,
    TOO_VAGUE,
    UNDERSTATED,
    Chances,
    Factor,
    Verdict,
)
from cenotaph.claims.verdict.stated import Stated
from cenotaph.claims.verdict.times import span
from cenotaph.claims.verdict.uncovered import testable, too_vague, uncovered
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case, Placed

FAILED = frozenset({OVERSTATED, UNDERSTATED, CONTRADICTED, INCONSISTENT})
OPEN = frozenset({NOT_DECIDED, DISPUTED, NO_MATTER})
BOUND = 2  # distance from which a reading only bounds a statement


@dataclass(frozen=True)
class Judgement:
    """One claim judged.

    reading : the one that the verdict rests on; None where none covers the claim. others are in `readings`.
    apart : readings as near as it that lead to another verdict.
    attributed : testimony and literature in the case by the person whom the claim names.
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
    testable: str = ""

    @property
    def chances(self) -> Chances | None:
        return None if self.reading is None else self.reading.chances

    @property
    def factor(self) -> Factor | None:
        return None if self.reading is None else self.reading.factor

    @property
    def probability(self) -> float | None:
        """The probability that the verdict rests on: of lying below, above, or inside what is said."""
        c = self.chances
        if c is None:
            return None
        return {"overstated": c.below, "understated": c.above}.get(self.verdict, c.inside)


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
    verdict, reading, reason, apart = _settle(s, readings, said_by, case, run)
    unplaced = verdict == NOT_DECIDED and not s.claim.place and not s.claim.period
    need = testable(s) if verdict == NO_MATTER or unplaced else ""
    return Judgement(verdict=verdict, reason=reason, reading=reading, apart=apart, testable=need, **common)


def _nearness(r: Reading) -> tuple:
    """Nearest first; of equally near ones a record, then draws, then ranges without probability."""
    return (r.distance, r.kind != "record", not r.has_probability)


def _first(readings: Sequence[Reading]) -> Reading | None:
    return readings[0] if readings else None


def _settle(
    s: Stated, readings: tuple[Reading, ...], said_by: tuple[Author, ...], case: Case, run: Estimates
) -> tuple[Verdict, Reading | None, Sentence, tuple[Reading, ...]]:
    """(verdict, the reading it rests on, why, readings as near that lead elsewhere)."""
    near = nearest(readings)
    # A statement needs one reading that bears it out; a denial fails by one that bears out what it denies.
    refuted = s.bounds is not None and s.bounds.denied and any(r.verdict == CONTRADICTED for r in near)
    borne_out = None if refuted else next((r for r in near if r.verdict == SUPPORTED), None)
    if borne_out is not None:
        return SUPPORTED, borne_out, borne_out.reason, _apart(near, SUPPORTED)
    for settled in (CONTRADICTED, DISPUTED):
        found = [r for r in near if r.verdict == settled]
        if found:
            closest = min(found, key=_off)
            return settled, closest, closest.reason, _apart(near, settled)
    verdicts = {r.verdict for r in near}
    if len(verdicts) == 1 and verdicts != {NOT_DECIDED}:
        closest = min(near, key=_off)
        return closest.verdict, closest, closest.reason, ()
    bounded = not near or near[0].distance >= BOUND
    if bounded and said_by:
        return _by_authors(near, said_by)
    if not near:
        return NO_MATTER, None, uncovered(s, case, run), ()
    if len(verdicts) > 1:
        parts: Sentence = ("It depends on what is meant. ", *near[0].reason)
        return NOT_DECIDED, near[0], parts, _apart(near, near[0].verdict)
    return NOT_DECIDED, near[0], near[0].reason, ()


def nearest(readings: Sequence[Reading]) -> list[Reading]:
    """The readings that decide: the nearest ones, of each family those with probability where there are any.

    A partial record bears out what it meets and decides nothing else; it never stands in the way of an estimate.
    """
    deciding = [r for r in readings if r.kind == "estimate" or r.relation == "same" or r.verdict == SUPPORTED]
    if not deciding:
        return list(readings)
    least = min(r.distance for r in deciding)
    near = [r for r in deciding if r.distance == least or (r.kind == "record" and r.verdict == SUPPORTED)]
    drawn = {r.family for r in near if r.has_probability}
    return [r for r in near if not (r.is_scenarios and r.family in drawn)]


def _apart(near: Sequence[Reading], verdict: Verdict) -> tuple[Reading, ...]:
    """Readings as near that lead elsewhere; where one record bears a statement out, another total of it does not."""
    return tuple(r for r in near if r.verdict != verdict and not (verdict == SUPPORTED and r.kind == "record"))


def _off(r: Reading) -> float:
    """How far what is said is from a reading, as a ratio of at least one."""
    if r.factor is None:
        return 1.0
    middle = r.factor.middle if r.factor.middle is not None else r.factor.high
    return max(middle, 1 / middle) if middle > 0 else float("inf")


def _by_authors(
    near: Sequence[Reading], said_by: tuple[Author, ...]
) -> tuple[Verdict, Reading | None, Sentence, tuple[Reading, ...]]:
    """No estimate of the thing itself: authors who differ make it disputed, authors alone decide nothing."""
    ways = {a.says for a in said_by}
    verdict: Verdict = DISPUTED if "the same" in ways and len(ways) > 1 else NOT_DECIDED
    start = "authors differ" if verdict == DISPUTED else "authors, who are no evidence here, say"
    words: list = [f"No estimate of this case is of the thing itself; {start}: "]
    for i, author in enumerate(said_by):
        words += ["; " if i else "", f"{author.says}, ", Recorded(author.placed)]
    reading = _first(near)
    bound: Sentence = () if reading is None else (" ", *reading.reason)
    return verdict, reading, (*words, ".", *bound), ()
