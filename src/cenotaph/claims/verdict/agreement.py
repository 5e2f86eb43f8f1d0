"""Contradictions of statements with themselves and with each other, found by arithmetic alone.

The evidence enters only as the population that a share may be a share of. Statements are compared within one text,
each with those it is linked to and with the ones before it, as far back as REACH.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bases import implied_bases
from cenotaph.claims.verdict.conflict import Conflict, pairs
from cenotaph.claims.verdict.order import circles
from cenotaph.claims.verdict.reason import Amount
from cenotaph.claims.verdict.stated import Stated
from cenotaph.claims.verdict.wholes import counted_twice, exclusive, parts, sums_of_parts
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case

MONTHS, DAYS = 12.0, 365.25
MOST = 500  # of each rule in a text


def conflicts(stated: Sequence[Stated], case: Case, run: Estimates) -> list[Conflict]:
    """Everything that the statements of each text say against themselves and each other."""
    found: list[Conflict] = []
    for text in dict.fromkeys(s.claim.at.text for s in stated):
        mine = [s for s in stated if s.claim.at.text == text]
        near = pairs(mine)
        rules = (
            chain.from_iterable((*_reversed(s), *_duration(s)) for s in mine),
            implied_bases(mine, case, run),
            parts(near),
            sums_of_parts(mine),
            exclusive(near),
            counted_twice(mine, near),
            circles(mine),
        )
        for rule in rules:
            found += islice(rule, MOST)
    return found


def _reversed(s: Stated) -> Iterator[Conflict]:
    if s.is_reversed:
        q = s.quantity
        yield Conflict(
            "reversed range", (s.id,), True,
            ("The range begins at ", Amount((q.low,), s.unit), " and ends at ", Amount((q.high,), s.unit), "."),
            own=True,
        )  # fmt: skip


def _duration(s: Stated) -> Iterator[Conflict]:
    """A length against the dates it is given with: "for four years, from 1932 to 1933"."""
    said, unit = s.bounds, s.unit
    per = {"years": 1.0, "months": MONTHS, "days": DAYS}.get(unit)
    first, slash, last = s.claim.period.partition("/")
    if s.claim.kind != "duration" or said is None or per is None or not slash or s.period.is_open:
        return
    begin, end = times.span(first), times.span(last)
    shortest, longest = max(0.0, (end.begin - begin.end) * per), (end.end - begin.begin) * per
    if said.high < shortest or said.low > longest:
        yield Conflict(
            "duration against dates", (s.id,), True,
            ("The length stands for ", Amount((said.low, said.high), unit), "; the dates allow ",
             Amount((shortest, longest), unit), "."), own=True,
        )  # fmt: skip
