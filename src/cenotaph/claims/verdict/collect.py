"""Every reading of one statement: estimates by what its unit asks, records, dated facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cenotaph.claims.verdict import facts
from cenotaph.claims.verdict.books import books, quota_figures
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import Candidate, candidates, measure_of, span_of
from cenotaph.claims.verdict.derived import PER, as_is
from cenotaph.claims.verdict.ordered import ordered
from cenotaph.claims.verdict.readings import Reading, against, as_rate, as_share
from cenotaph.claims.verdict.records import Figure, against_record, counts_and_registers
from cenotaph.claims.verdict.rule import SUPPORTED
from cenotaph.claims.verdict.stated import Stated
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case

LIMITS, DONE = ("limit", "raised_limit", "request"), ("fulfilled",)


def collect(s: Stated, case: Case, run: Estimates) -> list[Reading]:
    """All readings of a statement; none where the evidence does not speak of it.

    A reading that a person fixed in claims.toml stands alone.
    """
    if s.claim.reading:
        return list(_fixed(s, case, run))
    kind = s.claim.kind
    if kind == "when":
        return list(facts.dated(s, case))
    if kind == "sequence":
        return list(ordered(s, case))
    if kind == "superlative":
        return list(facts.worst_year(s, run))
    if s.bounds is None or kind in ("cause", "duration"):
        return []
    if kind == "comparison" or s.unit == "times":
        return list(facts.times_more(s, s.bounds, run)) if s.unit == "times" else []
    if kind == "quota":
        return list(_quota(s, case))
    return list(_figure(s, s.bounds, case, run))


def _figure(s: Stated, said: Bounds, case: Case, run: Estimates) -> Iterator[Reading]:
    found = candidates(s.asked, run)
    if s.unit == "persons":
        estimated = [against(said, s.unit, c) for c in found]
        figures = counts_and_registers(s.asked, case)
        yield from _people_and_counts(s, estimated, [(against_record(said, s.unit, f), f.doubted) for f in figures])
        yield from (against_record(said, s.unit, f) for f in books(s.asked, said, case))
    elif s.is_share and s.of_everybody:
        losses = (c for c in found if c.distance < 2 and not measure_of(c.made.of[0]).moment)
        shares = (as_share(c, run) for c in losses)  # a population is no part of itself
        yield from (against(said, "share", c) for c in shares if c is not None)
    elif s.is_rate:
        yield from (_rate(s, said, c) for c in found if c.span.length > 0 and c.relation != "wider")


def _people_and_counts(s: Stated, estimated: list[Reading], recorded: list[tuple[Reading, bool]]) -> Iterator[Reading]:
    """Readings against estimates of how many there were, and against what was counted and whether that is doubted.

    What is said of a count is left to the count, as is a figure that meets one and says of neither. What is said of the
    people is left to the estimates: a count does not contradict it, nor does a doubted one bear it out.
    """
    of_count = s.is_of_a_count
    if of_count is None:
        of_count = any(r.verdict == SUPPORTED for r, _ in recorded)
    yield from (replace(r, usual=False, distance=max(1, r.distance)) if of_count else r for r in estimated)
    people = s.claim.event == "counted" and not of_count and not s.claim.negated
    for r, doubted in recorded:
        yield replace(r, usual=False) if people and (doubted or r.verdict != SUPPORTED) else r


def _rate(s: Stated, said: Bounds, c: Candidate) -> Reading:
    """A rate against a mean rate of the same period, or its total against that of a longer one."""
    if c.relation != "part" or s.period is None or s.period.is_open:
        return against(said, s.unit, as_rate(c, s.unit))
    total = said.scaled(PER[s.unit] * s.period.length)
    notes = (*c.notes, "the rate is taken over the whole period that it is said of")
    return against(total, "persons", replace(c, notes=notes))


def _quota(s: Stated, case: Case) -> Iterator[Reading]:
    if s.unit != "persons":
        return
    yield from (against_record(s.bounds, s.unit, f) for f in quota_figures(s.asked, case, LIMITS))
    if s.claim.fulfilled is not None:
        done = Stated(s.claim.model_copy(update={"quantity": s.claim.fulfilled, "fulfilled": None}), s.within)
        if done.bounds is not None:
            for f in quota_figures(s.asked, case, DONE):
                yield replace(against_record(done.bounds, s.unit, f), distance=1)


def _fixed(s: Stated, case: Case, run: Estimates) -> Iterator[Reading]:
    """The reading that a person named: an estimate, or a row of the evidence by its id."""
    name = s.claim.reading
    if s.claim.kind in ("when", "sequence"):
        yield from facts.dated(s, case) if s.claim.kind == "when" else ordered(s, case)
        return
    if s.bounds is None:
        return
    if name in run:
        estimate = run[name]
        measure = measure_of(name)
        span = span_of(estimate, measure is not None and measure.moment)
        notes = ("the reading that claims.toml fixes",)
        candidate: Candidate | None = Candidate(as_is(estimate), "", "same", span, notes)
        if s.is_share and estimate.estimand.unit == "persons":
            candidate = as_share(candidate, run)
        elif s.is_rate and span.length > 0:
            candidate = as_rate(candidate, s.unit)
        if candidate is not None and estimate.axis != "none":
            yield against(s.bounds, s.unit, candidate)
        return
    for placed in case.placed:
        if placed.row.id == name and hasattr(placed.row, "persons"):
            yield against_record(s.bounds, s.unit, Figure(float(placed.row.persons), (placed,), name))
