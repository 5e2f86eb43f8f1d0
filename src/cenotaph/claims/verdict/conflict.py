"""What some statements of a text say against each other, and which statements are compared at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cenotaph.claims.verdict.reason import Sentence
from cenotaph.claims.verdict.stated import Stated

REACH = 200  # statements back: the time of a check grows with the text, not with its square


@dataclass(frozen=True)
class Conflict:
    """What some statements of a text say against each other.

    serious : they cannot all be true. Otherwise a note: what follows from them together, or must not be added.
    own : it undoes each of them whatever the evidence says of its figure: they are parts of one statement.
    """

    rule: str
    claims: tuple[str, ...]
    serious: bool
    sentence: Sentence
    own: bool = False


def pairs(stated: Sequence[Stated]) -> list[tuple[Stated, Stated]]:
    """Statements to be compared, the earlier first: each with those before it within REACH, and with those it names."""
    at = {s.id: i for i, s in enumerate(stated)}
    found = [(stated[j], stated[i]) for i in range(len(stated)) for j in range(max(0, i - REACH), i)]
    for i, s in enumerate(stated):
        for name in (s.claim.same, s.claim.part_of):
            j = at.get(name, i)
            if abs(i - j) > REACH:
                found.append((stated[min(i, j)], stated[max(i, j)]))
    return found


def alike(a: Stated, b: Stated) -> bool:
    return (a.asked.event, a.asked.group, a.asked.place, a.claim.period) == (
        b.asked.event, b.asked.group, b.asked.place, b.claim.period)  # fmt: skip


def linked(a: Stated, b: Stated, field: str) -> bool:
    return getattr(a.claim, field) == b.id or getattr(b.claim, field) == a.id
