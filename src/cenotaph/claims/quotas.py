"""Quotas and plans, with what was done."""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.clauses import event_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import nearest_event, settle
from cenotaph.claims.quantities import Mention

_REACH = 14
_EVENTS = frozenset(
    ["executed", "arrested", "sentenced", "deported", "imprisoned", "requisitioned", "mobilised", "counted"]
)


def quota(read: Read) -> None:
    """The quota was 5,000; 7,200 were arrested: one claim, with what was done beside it."""
    scene, context = read.scene, read.context
    marks = [
        m
        for m in scene.marks.get("phrase:quota", ())
        if not any(p.begin <= m.begin < p.end and p.is_label for p in read.mentions)
    ]
    figures = [
        m
        for m in read.mentions
        if m.kind in ("count", "mass", "share") and not m.is_label and (not m.is_denied or m.kind == "mass")
    ]
    for mark in marks:
        after = [m for m in figures if 0 <= m.begin - mark.end <= _REACH and read.free(m.first, m.last)]
        before = [m for m in figures if 0 <= mark.begin - m.end <= 3 and read.free(m.first, m.last)]
        target = (after or before or [None])[0]
        if target is not None and target.quantity.unit in ("gram", "kilogram") and target.kind == "mass":
            continue  # a ration, not a delivery
        if target is None or target.kind == "share" or any(scene.low(k) == ";" for k in range(mark.end, target.begin)):
            continue
        rest = [m for m in figures if m.begin >= target.end]
        done = next((m for m in rest if _is_done(read, target, m)), None)
        _add(read, mark.begin, target, done)
        return
    if context.quota is not None and figures:
        _continued(read, context.quota, figures)
    context.quota = None


def _is_done(read: Read, target: Mention, m: Mention) -> bool:
    """A figure of the same unit beside a word for what was done."""
    scene = read.scene
    near = scene.between(max(target.end, m.begin - 8), min(len(scene), m.end + 5), "phrase:fulfilled")
    same = m.quantity.unit == target.quantity.unit or m.noun is None or m.kind == "share"
    return bool(near) and same


def _add(read: Read, begin: int, target: Mention, done: Mention | None) -> None:
    scene = read.scene
    end = max(target.end, done.end if done else 0)
    if done is not None:
        for mark in scene.marks.get("phrase:fulfilled", ()):
            if 0 <= mark.begin - done.end <= 2:
                end = max(end, mark.end)
    name = _event(read, begin, target, done)
    homes = scene.language != "en" and target.noun is not None and target.noun.section == "things"
    named = target.noun is not None and (target.noun.is_people or homes)
    group = target.noun.name if target.noun is not None and named else "people"
    if done is not None and done.noun is not None and done.noun.is_people and group == "people":
        group = done.noun.name
    quantity = target.quantity
    start = min(begin, target.begin)
    if scene.low(start - 1) == "the":
        start -= 1
    draft = Draft("quota", start, end, name, group, quantity, confidence=0.8, core=(target.first, target.last))
    if done is not None:
        draft.fulfilled = _with_unit(done, target)
        draft.second = (done.first, done.last)
    read.drafts.append(draft)
    read.context.quota = draft if done is None else None


def _with_unit(done: Mention, target: Mention) -> Quantity:
    if done.kind == "share" or done.noun is not None or done.kind == "mass":
        return done.quantity
    return done.quantity.model_copy(update={"unit": target.quantity.unit})


def _event(read: Read, begin: int, target: Mention, done: Mention | None) -> str:
    scene = read.scene
    if target.kind == "mass" and target.quantity.unit != "rubles":
        return "requisitioned"
    if done is not None:
        found = nearest_event(scene, done.begin, done.end, [e for e in read.events if e.begin >= target.end], [], None)
        if found is not None:
            name = settle(scene, found[0], target.noun, done.begin, done.end)
            if name in _EVENTS:
                return name
    name = event_of(read, begin, len(scene))
    return name if name in _EVENTS else "other"


def _continued(read: Read, quota_before: Draft, figures: list[Mention]) -> None:
    """By the end of January it had delivered some 4.3 million: said of a quota in the sentence before."""
    for m in figures:
        near = read.scene.between(max(0, m.begin - 6), min(len(read.scene), m.end + 4), "phrase:fulfilled")
        same = m.quantity.unit == (quota_before.quantity.unit if quota_before.quantity else "") or (
            m.noun is None and m.kind == "count"
        )
        if near and same:
            quota_before.fulfilled = m.quantity.model_copy(update={"unit": quota_before.quantity.unit})
            read.taken.append((m.first, m.last))
            return
