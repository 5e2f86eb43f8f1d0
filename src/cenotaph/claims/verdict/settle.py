"""All readings of a statement settled into one verdict, of one reading that is named.

The nearest readings decide, and of those the usual ones: what such words mean as a rule. A less usual one bears nothing
out and rules nothing out; where it would bear out what a usual one rules out, it depends on what is meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from cenotaph.claims.verdict.literature import Author
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Chance, Part, Recorded, Sentence
from cenotaph.claims.verdict.rule import (
    CONTRADICTED,
    DISPUTED,
    NO_MATTER,
    NOT_DECIDED,
    OVERSTATED,
    REFUTED,
    SUPPORTED,
    UNDERSTATED,
    Verdict,
)

BOUND = 2  # distance from which a reading only bounds a statement
DEPENDS = "It depends on what is meant: "
RULED_OUT = frozenset({OVERSTATED, UNDERSTATED, CONTRADICTED, REFUTED})
Settled = tuple[Verdict, Reading | None, Sentence, tuple[Reading, ...]]


def settle(readings: Sequence[Reading], said_by: Sequence[Author]) -> Settled:
    """(verdict, the reading it is of, why, readings as near that lead elsewhere); no reason where nothing covers it."""
    near = nearest(readings)
    usual = [r for r in near if r.usual]
    if not usual:
        near, usual = _with_bounds(near, readings)
    # A denial fails by one record that bears out what it denies.
    refuted = any(r.said.denied and r.verdict == CONTRADICTED for r in near)
    bears = [] if refuted else sorted((r for r in usual if r.verdict == SUPPORTED), key=lambda r: not _is_record(r))
    against = [r for r in usual if r.verdict in RULED_OUT]
    if bears:
        # Of several records of a day one is enough: each is a total of its own.
        doubt = any(not (_is_record(r) and _is_record(bears[0])) for r in against)
        return _depends(bears[0], near) if doubt else _of(bears[0], near)
    for settled in (CONTRADICTED, DISPUTED):
        found = [r for r in usual if r.verdict == settled]
        if found:
            return _of(min(found, key=_off), near)
    verdicts = {r.verdict for r in usual}
    if len(verdicts) == 1 and against:
        closest = min(usual, key=_off)
        elsewhere = any(r.verdict == SUPPORTED for r in near)
        return _depends(closest, near) if elsewhere else _of(closest, near)
    if (not near or near[0].distance >= BOUND) and said_by:
        return _by_authors(near, said_by)
    if not near:
        return NO_MATTER, None, (), ()
    return _depends(usual[0], near) if against else _of(usual[0], near)


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


def _with_bounds(near: list[Reading], readings: Sequence[Reading]) -> tuple[list[Reading], list[Reading]]:
    """(what decides, what settles) where only less usual readings are near: they settle what they bear out, unless a
    bound on what is usually meant rules that out; else those bounds do, if there are any."""
    bounds = [r for r in readings if r.usual and r.kind == "estimate"]
    bearing = [r for r in near if r.verdict == SUPPORTED]
    if not bounds or not bearing or any(r.verdict in RULED_OUT for r in bounds):
        return [*near, *bounds], bounds or near
    return near, bearing


def _is_record(r: Reading) -> bool:
    return r.kind == "record" and r.relation == "same"


def _of(r: Reading, near: Sequence[Reading]) -> Settled:
    """The verdict of one reading. Where one record bears a statement out, that another total does not is no matter."""
    apart = (x for x in near if x.verdict != r.verdict)
    if r.verdict == SUPPORTED:
        apart = (x for x in apart if x.kind != "record")
    return r.verdict, r, r.reason, tuple(apart)


def _depends(r: Reading, near: Sequence[Reading]) -> Settled:
    """No verdict: readings between which nobody has chosen lead apart. Each is named with its own."""
    words: list[Part] = [DEPENDS]
    for i, one in enumerate((r, *(x for x in near if x.verdict != r.verdict))):
        words += ["; " if i else "", f"{one.verdict} if read as {one.label}", *_chance(one)]
    apart = tuple(x for x in near if x.verdict != r.verdict)
    return NOT_DECIDED, r, (*words, ". ", *r.reason), apart


def _chance(r: Reading) -> list[Part]:
    c = r.chances
    if c is None or r.said.denied:
        return []
    value, side = {OVERSTATED: (c.below, "below"), UNDERSTATED: (c.above, "above")}.get(r.verdict, (c.inside, "inside"))
    return [" (", Chance(value), f" {side})"]


def _off(r: Reading) -> float:
    """How far what is said is from a reading, as a ratio of at least one."""
    if r.factor is None:
        return 1.0
    middle = r.factor.middle if r.factor.middle is not None else r.factor.high
    return max(middle, 1 / middle) if middle > 0 else float("inf")


def _by_authors(near: Sequence[Reading], said_by: Sequence[Author]) -> Settled:
    """No estimate of the thing itself: authors who differ make it disputed, authors alone decide nothing."""
    ways = {a.says for a in said_by}
    verdict: Verdict = DISPUTED if "the same" in ways and len(ways) > 1 else NOT_DECIDED
    start = "authors differ" if verdict == DISPUTED else "authors, who are no evidence here, say"
    words: list = [f"No estimate of this case is of the thing itself; {start}: "]
    for i, author in enumerate(said_by):
        words += ["; " if i else "", f"{author.says}, ", Recorded(author.placed)]
    reading = near[0] if near else None
    bound: Sentence = () if reading is None else (" ", *reading.reason)
    return verdict, reading, (*words, ".", *bound), ()
