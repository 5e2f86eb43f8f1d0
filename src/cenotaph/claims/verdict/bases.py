"""A share and a count of the same thing imply what it is a share of: is that the base meant?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cenotaph.claims.verdict.conflict import Conflict, alike, linked
from cenotaph.claims.verdict.populations import Population, populations
from cenotaph.claims.verdict.reason import Amount, Part, Sentence
from cenotaph.claims.verdict.stated import Stated
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case

DEAD = ("died", "starved", "killed", "executed", "missing")
CLOSE = 80  # code points between a share and a count that may be of the same thing


def implied_bases(stated: Sequence[Stated], case: Case, run: Estimates) -> Iterator[Conflict]:
    """The base that each share and the count linked to it imply; one beside it on the same thing counts as linked."""
    by_id, seen = {s.id: s for s in stated}, set()
    for i, s in enumerate(stated):
        beside = [t for t in stated[max(0, i - 1) : i + 2] if t is not s and (alike(s, t) or _likely(s, t))]
        named = [by_id[s.claim.same]] if s.claim.same in by_id else []
        back = [t for t in beside if t.claim.same == s.id]
        for other in dict.fromkeys(t.id for t in (*named, *back, *beside)):
            share, count = (s, by_id[other]) if s.is_share else (by_id[other], s)
            both = share.is_share and count.is_count and _usable(share) and _usable(count)
            if both and (share.id, count.id) not in seen:
                seen.add((share.id, count.id))
                sure = alike(share, count) or linked(share, count, "same")
                yield from _implied(share, count, case, run, sure)


def _likely(one: Stated, other: Stated) -> bool:
    """Whether a share of the people and a count beside it are of one loss, though their events have other names."""
    share, count = (one, other) if one.is_share else (other, one)
    mine, its = ((s.asked.group, s.asked.place, s.claim.period) for s in (one, other))
    near = one.claim.span is not None and other.claim.span is not None
    gap = max(one.claim.span[0], other.claim.span[0]) - min(one.claim.span[1], other.claim.span[1]) if near else 0
    losses = share.asked.event in (*DEAD, "counted", "other") and count.asked.event in DEAD
    return mine == its and near and gap <= CLOSE and share.is_share and share.of_everybody and losses


def _usable(s: Stated) -> bool:
    b = s.bounds
    sharp = b is not None and not (b.denied or b.is_open_below or b.is_open_above or b.fade)
    return sharp and b.low > 0 and s.claim.kind != "universal"


def _implied(share: Stated, count: Stated, case: Case, run: Estimates, sure: bool) -> Iterator[Conflict]:
    one, other = count.bounds, share.bounds
    low, high = one.low / other.high, one.high / other.low
    middle = (one.said[0] / other.said[1], one.said[1] / other.said[0])
    implied: list[Part] = ["The share and the count together imply a base of ", Amount(tuple(dict.fromkeys(middle))),
                           ", from ", Amount((low, high)), " with the precision of both"]  # fmt: skip
    known = populations(share.asked, case, run)
    ids = (share.id, count.id)
    if not known:
        yield Conflict("implied base", ids, False, (*implied, "; this case has no population to hold it against."))
        return
    fitting = [p for p in known if p.low <= high and p.high >= low]
    if fitting and share.of_everybody:
        centre = (low * high) ** 0.5
        closest = min(fitting, key=lambda p: max(centre / p.middle, p.middle / centre))
        yield Conflict("implied base", ids, False, (*implied, "; that fits ", *_told(closest), "."))
    elif share.of_everybody:
        nearest = min(known, key=lambda p: min(abs(p.low - high), abs(p.high - low)))
        words: Sentence = (*implied, "; the nearest population here is ", *_told(nearest), ".")
        yield Conflict("implied base", ids, sure, words, own=sure)
    elif low > max(p.high for p in known):
        most = max(known, key=lambda p: p.high)
        yield Conflict("implied base", ids, sure, (*implied, "; that is more than ", *_told(most), "."), own=sure)
    else:
        base = f"; whether {share.claim.base or share.asked.group} were so many is not known here."
        yield Conflict("implied base", ids, False, (*implied, base))


def _told(p: Population) -> list[Part]:
    return [f"{p.label} (", p.part, ")"]
