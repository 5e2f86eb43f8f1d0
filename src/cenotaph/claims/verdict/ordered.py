"""Statements of what came first, against the dated facts of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.facts import ENOUGH_WORDS, NO_SAID, stems
from cenotaph.claims.verdict.order import is_before
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Recorded, Sentence
from cenotaph.claims.verdict.records import DOUBTED
from cenotaph.claims.verdict.rule import CONTRADICTED, DISPUTED, NOT_DECIDED, SUPPORTED, Verdict
from cenotaph.claims.verdict.stated import Stated
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Event

_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")  # "Order 00447"; a year names no fact
_SPLIT = re.compile(r"[,;\s]+")
Sides = tuple[list[Placed], list[Placed]]


def ordered(s: Stated, case: Case) -> Iterator[Reading]:
    """ "A before B" against the dates of both; nothing where either side meets no dated fact, or several alike."""
    mine, other = sides(s, case)
    before = is_before(s)
    if before is None or len(mine) != 1 or len(other) != 1 or mine[0] is other[0]:
        return
    first, then = (mine[0], other[0]) if before else (other[0], mine[0])
    way = _way(times.span(first.row.date), times.span(then.row.date))
    verdict = _verdict(way, s.claim.negated, any(p.row.status in DOUBTED for p in (first, then)))
    end = {True: "which came first", False: "which came later"}.get(way, "and these dates leave open which came first")
    notes = () if s.claim.reading else ("matched by the words they share; name both rows with `reading`",)
    puts = "denies that the first of them came first" if s.claim.negated else "puts the first of them first"
    reason: Sentence = ("The evidence has: ", Recorded(first), ", ", end, ", and: ", Recorded(then),
                        f". The statement {puts}.")  # fmt: skip
    ids = tuple(p.row.id or p.place for p in (first, then))
    yield Reading(
        id="<".join(ids), label=f"{first.row.event} before {then.row.event}", kind="record", relation="same",
        distance=0, verdict=verdict, said=NO_SAID, unit="date", of=ids, notes=notes, reason=reason,
    )  # fmt: skip


def sides(s: Stated, case: Case) -> Sides:
    """Dated facts that the subject of a statement and the other side of it may be."""
    rows = case.places(Event)
    names = [n for n in _SPLIT.split(s.claim.reading) if n]
    if len(names) == 2:
        return tuple([p for p in rows if n in (p.row.id, p.place)] for n in names)
    subject = s.claim.words.replace(s.claim.than, " ") if s.claim.than else s.claim.words
    return _matched(subject, rows), _matched(s.claim.than, rows)


def _matched(text: str, rows: Sequence[Placed]) -> list[Placed]:
    """The dated facts that share most words, or a number, with a text; none where they share one word alone."""
    wanted, numbers = stems(text), set(_NUMBER.findall(text))
    shared = [
        (len(wanted & stems(p.row.event)) + ENOUGH_WORDS * len(numbers & set(_NUMBER.findall(p.row.event))), p)
        for p in rows
    ]
    most = max((n for n, _ in shared), default=0)
    return [p for n, p in shared if n == most] if most >= ENOUGH_WORDS else []


def _way(first: times.Span, then: times.Span) -> bool | None:
    """Whether one date lies before the other; None where they overlap."""
    if first.end <= then.begin:
        return True
    return False if then.end <= first.begin else None


def _verdict(way: bool | None, negated: bool, doubted: bool) -> Verdict:
    if way is None:
        return NOT_DECIDED
    if way != negated:
        return SUPPORTED
    return DISPUTED if doubted else CONTRADICTED
