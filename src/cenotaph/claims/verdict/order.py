"""Statements of what came first: an order in which something comes before itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from cenotaph.claims.verdict.candidates import EVERYBODY, table
from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.stated import Stated

# "First came the count, after that the famine" orders two things; "the first count" is one of several counts.
_THE_FIRST = re.compile(r"\b(?:the|a|his|her|its|their|our) first\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def circles(stated: Sequence[Stated]) -> Iterator[Conflict]:
    """A chain of "A before B" that leads back to A; the first one found."""
    said: dict[tuple[str, str], str] = {}
    for s in stated:
        edge = _edge(s)
        if edge is not None:
            said.setdefault(edge, s.id)
    before: dict[str, set[str]] = {}
    for first, then in said:
        before.setdefault(then, set()).add(first)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as found:
        ring = found.args[1]
        claims = tuple(dict.fromkeys(said[edge] for edge in pairwise(ring) if edge in said))
        yield Conflict("order in a circle", claims, True, (f"Together they say: {' before '.join(ring)}.",), own=True)


def _edge(s: Stated) -> tuple[str, str] | None:
    """(what came first, what came then), or None for a statement that orders nothing clearly."""
    if s.claim.kind != "sequence" or s.claim.negated or not s.claim.than:
        return None
    mine, other = _name(s.asked.group if s.asked.group != EVERYBODY else s.asked.event), _name(s.claim.than)
    if not mine or not other or mine == other:
        return None
    before = is_before(s)
    return None if before is None else (mine, other) if before else (other, mine)


def is_before(s: Stated) -> bool | None:
    """Whether a statement puts its subject before the other side of it; None where its words do not say."""
    text = _THE_FIRST.sub(" ", f"{s.claim.words} {s.claim.than}")
    words = {w.casefold() for w in _WORD.findall(text)}
    earlier, later, _ = _words()
    return True if words & earlier else False if words & later else None


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    entry = table()["order"]
    return tuple(frozenset(entry[name]) for name in ("before", "after", "articles"))


def _name(text: str) -> str:
    """The words that name one side, without articles and without those that only say when."""
    earlier, later, articles = _words()
    skip = earlier | later | articles
    return " ".join(w for w in (w.casefold() for w in _WORD.findall(text)) if w not in skip)
