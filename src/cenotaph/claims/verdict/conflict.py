"""Contradictions of statements with themselves and with each other, found by arithmetic alone.

The evidence enters only as the population that a share may be a share of.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import EVERYBODY
from cenotaph.claims.verdict.places import lies_within, placing
from cenotaph.claims.verdict.populations import Population, populations
from cenotaph.claims.verdict.readings import stands_for
from cenotaph.claims.verdict.reason import Amount, Part, Sentence
from cenotaph.claims.verdict.stated import Stated
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case

# What an event is a kind of: whoever was shot was killed, and whoever was killed died.
KIND_OF = {"starved": "died", "killed": "died", "executed": "killed"}
DEAD = frozenset({"died", "starved", "killed", "executed", "missing"})
APART = frozenset(map(frozenset, (("men", "women"), ("boys", "girls"), ("men", "children"), ("women", "children"))))
MONTHS, DAYS = 12.0, 365.25


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


def conflicts(stated: Sequence[Stated], case: Case, run: Estimates) -> list[Conflict]:
    """Everything that the statements of one text say against themselves and each other."""
    found = [c for s in stated for c in (*_reversed(s), *_duration(s))]
    by_id = {s.id: s for s in stated}
    found += _implied_bases(stated, by_id, case, run)
    found += _parts(stated, by_id)
    found += _sums_of_parts(stated, by_id)
    found += _exclusive(stated)
    found += _counted_twice(stated)
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


def _alike(a: Stated, b: Stated) -> bool:
    return (a.asked.event, a.asked.group, a.asked.place, a.claim.period) == (
        b.asked.event, b.asked.group, b.asked.place, b.claim.period)  # fmt: skip


def _linked(a: Stated, b: Stated, field: str) -> bool:
    return getattr(a.claim, field) == b.id or getattr(b.claim, field) == a.id


def _implied_bases(
    stated: Sequence[Stated], by_id: dict[str, Stated], case: Case, run: Estimates
) -> Iterator[Conflict]:
    """A share and a count of the same thing imply what it is a share of."""
    for i, share in enumerate(stated):
        if not share.is_share or share.claim.kind == "universal" or share.bounds is None or share.bounds.low <= 0:
            continue
        for j, count in enumerate(stated):
            near = abs(i - j) == 1 and _alike(share, count)
            if not count.is_count or count.bounds is None or not (_linked(share, count, "same") or near):
                continue
            yield from _implied(share, count, case, run)


def _implied(share: Stated, count: Stated, case: Case, run: Estimates) -> Iterator[Conflict]:
    one, other = count.bounds, share.bounds
    if any(b.denied or b.is_open_below or b.is_open_above for b in (one, other)):
        return
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
        yield Conflict("implied base", ids, False, (*implied, "; that fits ", *_told(fitting[0]), "."))
    elif share.of_everybody:
        nearest = min(known, key=lambda p: min(abs(p.low - high), abs(p.high - low)))
        words: Sentence = (*implied, "; the nearest population here is ", *_told(nearest), ".")
        yield Conflict("implied base", ids, True, words, own=True)
    elif low > max(p.high for p in known):
        most = max(known, key=lambda p: p.high)
        yield Conflict("implied base", ids, True, (*implied, "; that is more than ", *_told(most), "."), own=True)
    else:
        base = f"; whether {share.claim.base or share.asked.group} were so many is not known here."
        yield Conflict("implied base", ids, False, (*implied, base))


def _told(p: Population) -> list[Part]:
    return [f"{p.label} (", p.part, ")"]


def _event_within(part: str, whole: str) -> bool:
    while part and part != whole:
        part = KIND_OF.get(part, "")
    return part == whole


def _is_part(a: Stated, b: Stated) -> bool:
    """Whether statement a speaks of a part of what b speaks of, in event, place, period and group; not of the same."""
    if not _event_within(a.asked.event, b.asked.event) or a.period is None or b.period is None:
        return False
    where = placing(a.asked.place, b.asked.place) if b.asked.place else ("same" if not a.asked.place else "apart")
    when = times.relation(a.period, b.period)
    who = "same" if a.asked.group == b.asked.group else "part" if b.asked.group == EVERYBODY else "apart"
    if where not in ("same", "part") or when not in ("same", "part") or who == "apart":
        return False
    return "part" in (where, when, who) or a.asked.event != b.asked.event


def _parts(stated: Sequence[Stated], by_id: dict[str, Stated]) -> Iterator[Conflict]:
    """A part that is larger than its whole."""
    counts = [s for s in stated if s.is_count and _plain(s.bounds)]
    for part in counts:
        for whole in counts:
            if part is whole:
                continue
            linked = part.claim.part_of == whole.id
            if not linked and not (_is_part(part, whole) and part.claim.said_by == whole.claim.said_by):
                continue
            if part.bounds.low > whole.bounds.high:
                yield Conflict(
                    "part above whole", (part.id, whole.id), True,
                    ("The part stands for ", *_interval(part), ", the whole for ", *_interval(whole), "."), own=linked,
                )  # fmt: skip


def _plain(said: Bounds | None) -> bool:
    return said is not None and not said.denied and said.fade is None


def _interval(s: Stated) -> list[Part]:
    return list(stands_for(s.bounds, s.unit))


def _sums_of_parts(stated: Sequence[Stated], by_id: dict[str, Stated]) -> Iterator[Conflict]:
    """Parts that exclude each other and are together larger than their whole."""
    for whole in stated:
        parts = [s for s in stated if s.claim.part_of == whole.id and s.is_count and _plain(s.bounds)]
        parts = [p for p in parts if p.bounds.low > 0]
        if len(parts) < 2 or not whole.is_count or not _plain(whole.bounds):
            continue
        if not all(_disjoint(a, b) for a, b in combinations(parts, 2)):
            continue
        least = sum(p.bounds.low for p in parts)
        if least > whole.bounds.high:
            yield Conflict(
                "parts above whole", (whole.id, *(p.id for p in parts)), True,
                ("The parts exclude each other and make at least ", Amount((least,)), "; the whole stands for ",
                 *_interval(whole), "."), own=True,
            )  # fmt: skip


def _disjoint(a: Stated, b: Stated) -> bool:
    if frozenset({a.asked.group, b.asked.group}) in APART:
        return True
    if a.asked.place and b.asked.place and placing(a.asked.place, b.asked.place) == "apart":
        return True
    return a.period is not None and b.period is not None and times.relation(a.period, b.period) == "apart"


def _exclusive(stated: Sequence[Stated]) -> Iterator[Conflict]:
    """Two figures for the same thing that cannot both be right; of two authors, only that they differ."""
    counts = [s for s in stated if (s.is_count or s.is_share) and _plain(s.bounds) and s.period is not None]
    for a, b in combinations(counts, 2):
        if not _alike(a, b) or a.unit != b.unit or a.claim.base != b.claim.base or _linked(a, b, "part_of"):
            continue
        if a.bounds.low <= b.bounds.high and b.bounds.low <= a.bounds.high:
            continue
        same_voice = a.claim.said_by == b.claim.said_by
        said: Sentence = ("One figure stands for ", *_interval(a), ", the other for ", *_interval(b))
        end = ": they exclude each other." if same_voice else "; they are ascribed to different voices."
        yield Conflict("figures that exclude each other", (a.id, b.id), same_voice, (*said, end))


def _counted_twice(stated: Sequence[Stated]) -> Iterator[Conflict]:
    """Losses that overlap must not be added; a third figure that is their sum counts the same dead twice."""
    dead = [s for s in stated if s.is_count and s.asked.event in DEAD and _plain(s.bounds) and s.period is not None]
    pairs = [(a, b) for a, b in combinations(dead, 2) if _may_be_added(a, b) and _overlap(a, b)]
    for a, b in pairs:
        for total in dead:
            if total in (a, b) or not _adds_up(a, b, total):
                continue
            yield Conflict(
                "counted twice", (total.id, a.id, b.id), True,
                ("The total ", Amount((total.bounds.said[0],)), " is the sum of ", Amount((a.bounds.said[0],)), " and ",
                 Amount((b.bounds.said[0],)), ", which overlap: the same dead are in both."),
            )  # fmt: skip
    for group in _together([(a.id, b.id) for a, b in pairs]):
        text = "These figures overlap in event, place, time and persons: the same dead may be in more than one of them."
        yield Conflict("not to be added", group, False, (text, " They must not be added."))


def _may_be_added(a: Stated, b: Stated) -> bool:
    """Whether a reader may take two figures for two things: not those said to be of one, or of a whole and its part."""
    return not (_alike(a, b) or _linked(a, b, "part_of") or _linked(a, b, "same"))


def _overlap(a: Stated, b: Stated) -> bool:
    one, other = a.asked.place, b.asked.place
    where = one == other or lies_within(one, other) or lies_within(other, one)
    who = a.asked.group == b.asked.group or EVERYBODY in (a.asked.group, b.asked.group)
    return where and who and times.relation(a.period, b.period) != "apart"


def _adds_up(a: Stated, b: Stated, total: Stated) -> bool:
    one, other, whole = (s.bounds for s in (a, b, total))
    if any(x.is_open_above or x.is_open_below or x.said[0] != x.said[1] for x in (one, other, whole)):
        return False
    return whole.low <= one.said[0] + other.said[0] <= whole.high and whole.said[0] > max(one.said[0], other.said[0])


def _together(pairs: list[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Groups of ids that pairs connect, in order."""
    groups: list[dict[str, None]] = []
    for a, b in pairs:
        touching = [g for g in groups if a in g or b in g]
        merged = dict.fromkeys(x for g in touching for x in g) | {a: None, b: None}
        groups = [g for g in groups if g not in touching] + [merged]
    return [tuple(g) for g in groups]
