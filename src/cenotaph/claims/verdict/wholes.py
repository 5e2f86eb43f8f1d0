"""Parts against their wholes, figures that exclude each other, the same dead counted twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import EVERYBODY
from cenotaph.claims.verdict.conflict import Conflict, alike, linked
from cenotaph.claims.verdict.places import is_known, lies_within, placing
from cenotaph.claims.verdict.readings import stands_for
from cenotaph.claims.verdict.reason import Amount, Part, Sentence
from cenotaph.claims.verdict.stated import Stated

# What an event is a kind of: whoever was shot was killed, and whoever was killed died.
KIND_OF = {"starved": "died", "killed": "died", "executed": "killed"}
DEAD = frozenset({"died", "starved", "killed", "executed", "missing"})
APART = frozenset(map(frozenset, (("men", "women"), ("boys", "girls"), ("men", "children"), ("women", "children"))))
TOGETHER = 4  # statements
MOST_PARTS = 50  # of one whole that are held against each other
Pairs = Sequence[tuple[Stated, Stated]]


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


def parts(near: Pairs) -> Iterator[Conflict]:
    """A part that is larger than its whole."""
    for one, other in near:
        for part, whole in ((one, other), (other, one)):
            if not (part.is_count and whole.is_count and _plain(part.bounds) and _plain(whole.bounds)):
                continue
            named = part.claim.part_of == whole.id
            if not named and not (_is_part(part, whole) and part.claim.said_by == whole.claim.said_by):
                continue
            if part.bounds.low > whole.bounds.high:
                yield Conflict(
                    "part above whole", (part.id, whole.id), True,
                    ("The part stands for ", *_interval(part), ", the whole for ", *_interval(whole), "."), own=named,
                )  # fmt: skip


def _plain(said: Bounds | None) -> bool:
    return said is not None and not said.denied and said.fade is None


def _interval(s: Stated) -> list[Part]:
    return list(stands_for(s.bounds, s.unit))


def sums_of_parts(stated: Sequence[Stated]) -> Iterator[Conflict]:
    """Parts that exclude each other and are together larger than their whole."""
    by_whole: dict[str, list[Stated]] = {}
    for s in stated:
        if s.claim.part_of and s.is_count and _plain(s.bounds) and s.bounds.low > 0:
            by_whole.setdefault(s.claim.part_of, []).append(s)
    for whole in stated:
        parts = by_whole.get(whole.id, [])[:MOST_PARTS]
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
    if is_known(a.asked.place) and is_known(b.asked.place) and placing(a.asked.place, b.asked.place) == "apart":
        return True
    return a.period is not None and b.period is not None and times.relation(a.period, b.period) == "apart"


def exclusive(near: Pairs) -> Iterator[Conflict]:
    """Two figures for the same thing that cannot both be right; of two authors, only that they differ."""
    for a, b in near:
        if not alike(a, b) or a.unit != b.unit or a.claim.base != b.claim.base or linked(a, b, "part_of"):
            continue
        if a.period is None or not all((s.is_count or s.is_share) and _plain(s.bounds) for s in (a, b)):
            continue
        if a.bounds.low <= b.bounds.high and b.bounds.low <= a.bounds.high:
            continue
        same_voice = a.claim.said_by == b.claim.said_by
        said: Sentence = ("One figure stands for ", *_interval(a), ", the other for ", *_interval(b))
        end = ": they exclude each other." if same_voice else "; they are ascribed to different voices."
        yield Conflict("figures that exclude each other", (a.id, b.id), same_voice, (*said, end))


def counted_twice(stated: Sequence[Stated], near: Pairs) -> Iterator[Conflict]:
    """Losses that overlap must not be added; a third figure that is their sum counts the same dead twice."""
    dead, at = [s for s in stated if _is_toll(s)], {s.id: i for i, s in enumerate(stated)}
    low, high, said = np.array([(s.bounds.low, s.bounds.high, _said(s)) for s in dead]).reshape(-1, 3).T
    added = [(a, b) for a, b in near if _is_toll(a) and _is_toll(b) and _may_be_added(a, b) and _overlap(a, b)]
    for a, b in added:
        total = _said(a) + _said(b)
        fits = (low <= total) & (total <= high) & (said > max(_said(a), _said(b)))
        for whole in (dead[i] for i in np.flatnonzero(fits)):
            if _covers(whole, a) and _covers(whole, b) and _is_sum(whole, a, b) and _is_told_so(at, whole, a, b):
                one, other, every = (Amount((_said(s),)) for s in (a, b, whole))
                words = ("The total ", every, " is the sum of ", one, " and ", other, ", which overlap: ")
                sentence = (*words, "the same dead are in both.")
                yield Conflict("counted twice", (whole.id, a.id, b.id), True, sentence)
    text = "These figures overlap in event, place, time and persons: the same dead may be in more than one of them."
    for group in _together([(a.id, b.id) for a, b in added]):
        yield Conflict("not to be added", group, False, (text, " They must not be added."))


def _is_sum(whole: Stated, a: Stated, b: Stated) -> bool:
    """Whether a total is as fine as what is added, and neither is said to be a part of it by itself."""
    fine = min(_said(a), _said(b)) >= whole.bounds.high - whole.bounds.low
    return fine and linked(whole, a, "part_of") == linked(whole, b, "part_of")


def _is_told_so(at: dict[str, int], whole: Stated, a: Stated, b: Stated) -> bool:
    """Whether a reader may take a figure for the sum of two: it comes after both, or all three stand together."""
    total, *others = (at[s.id] for s in (whole, a, b))
    return total > max(others) or max(total, *others) - min(total, *others) <= TOGETHER


def _is_toll(s: Stated) -> bool:
    return s.is_count and s.asked.event in DEAD and _plain(s.bounds) and s.period is not None and _is_point(s.bounds)


def _is_point(said: Bounds) -> bool:
    return said.said[0] == said.said[1]


def _said(s: Stated) -> float:
    return s.bounds.said[0]


def _may_be_added(a: Stated, b: Stated) -> bool:
    """Whether a reader may take two figures for two things: not those said to be of one, or of a whole and its part."""
    return not (alike(a, b) or linked(a, b, "part_of") or linked(a, b, "same"))


def _overlap(a: Stated, b: Stated) -> bool:
    one, other = a.asked.place, b.asked.place
    where = one == other or lies_within(one, other) or lies_within(other, one)
    who = a.asked.group == b.asked.group or EVERYBODY in (a.asked.group, b.asked.group)
    return where and who and times.relation(a.period, b.period) != "apart"


def _covers(total: Stated, part: Stated) -> bool:
    """Whether a total may be meant to hold a part: in place and time."""
    where = total.asked.place in ("", part.asked.place) or lies_within(part.asked.place, total.asked.place)
    return where and times.relation(part.period, total.period) in ("same", "about", "part")


def _together(joined: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Groups of ids that pairs connect, each in order of its first mention."""
    leader: dict[str, str] = {}

    def find(name: str) -> str:
        while leader.setdefault(name, name) != name:
            leader[name] = leader[leader[name]]
            name = leader[name]
        return name

    for a, b in joined:
        leader[find(b)] = find(a)
    groups: dict[str, list[str]] = {}
    for name in list(leader):
        groups.setdefault(find(name), []).append(name)
    return [tuple(g) for g in groups.values()]
