"""Every, all, the entire; no one, not a single."""

from __future__ import annotations

from cenotaph.claims.clauses import event_near
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG, settle
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import Noun, noun_after, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_REACH = 9.0
_PRONOUNS = words("pronouns_2")
_NOT = frozenset({"not", "не"})


def universal(read: Read) -> None:
    """Add a draft for everything that is said of all or of none."""
    scene = read.scene
    for mark in scene.marks.get("phrase:none", ()):
        _none(read, mark)
    for mark in scene.marks.get("phrase:universal", ()):
        excluded = any(m.begin <= mark.begin and m.end >= mark.end and scene.low(m.begin) not in _NOT
                       for m in scene.marks.get("phrase:nothing_counted", ()))  # fmt: skip
        before = mark.begin - 2 if scene.low(mark.begin - 1) == "the" else mark.begin - 1
        if scene.low(before) in ("than", "as", "ніж", "чем"):
            continue
        if not excluded and not any(m.begin <= mark.begin < m.end and m.kind == "share" for m in read.mentions):
            _all(read, mark)


def _noun(scene: Scene, mark: Mark) -> Noun | None:
    """The noun of "no survivors", "Ни один из сорока священников", "every last one of them"."""
    last = mark.end - 1
    within = noun_at(scene, last)
    if within is not None and within.end == mark.end:
        return within
    j = mark.end
    while scene.low(j) in words("noun") or (
        j < len(scene) and (scene.tokens[j].kind == "number" or scene.at(j, "number") or scene.at(j, "scale"))
    ):
        j += 1
    return noun_after(scene, j, most=3)


def _none(read: Read, mark: Mark) -> None:
    scene = read.scene
    if scene.low(mark.begin) == "no" and mark.end - mark.begin == 1 and noun_at(scene, mark.end) is None:
        return
    noun = _noun(scene, mark)
    before = (
        read.drafts[-1] if read.drafts and read.drafts[-1].kind == "universal" and read.drafts[-1].negated else None
    )
    stretch_end = noun.end if noun is not None and noun.begin >= mark.begin else mark.end
    event = event_near(read, mark.begin, stretch_end, _REACH, beside=noun)
    if event is None and noun is not None and noun.name == "survivors":
        event = next((e for e in read.events if noun.begin <= e.begin < noun.end), None)
    if event is None:
        if before is None or mark.begin - before.end > 3 or noun is None:
            return
        read.drafts.append(
            Draft("universal", mark.begin, stretch_end, before.event, noun.name, negated=True, confidence=0.6)
        )
        return
    name = settle(scene, event, noun, mark.begin, stretch_end)
    if noun is not None and noun.section == "animals" and name == "survived":
        name = "lost"
    if noun is None and name not in STRONG:
        return
    group = noun.name if noun is not None else _group_before(read, mark) or _context_group(read)
    group = "people" if group == "survivors" and name == "survived" else group
    begin, end = min(mark.begin, event.begin), max(stretch_end, event.end)
    if before is not None and before.end > begin:
        begin, end = mark.begin, stretch_end
    _add(read, Draft("universal", begin, end, name, group, negated=True, confidence=0.8 if noun is not None else 0.6))


def _all(read: Read, mark: Mark) -> None:
    scene = read.scene
    noun = _noun(scene, mark)
    word = scene.low(mark.end - 1)
    of_them = any(m.begin in (mark.end, mark.end - 1) for m in scene.marks.get("phrase:in_part", ()))
    if noun is None and not of_them and word not in _PRONOUNS:
        return
    if noun is not None and noun.section == "unknown":
        return
    end = noun.end if noun is not None and noun.begin >= mark.begin else mark.end
    event = event_near(read, mark.begin, end, _REACH if noun is not None or of_them else 4.0, beside=noun)
    if event is None or (event.is_noun and event.begin < end):
        event = next(
            (e for e in read.events if e.names[0] in STRONG and not e.is_noun and 0 <= e.begin - end <= 8), None
        )
    if event is None:
        return
    name = settle(scene, event, noun, mark.begin, end)
    if name not in STRONG and noun is None:
        return
    negated = scene.low(mark.begin - 1) in _NOT or scene.low(mark.begin) in _NOT
    begin = mark.begin - 1 if negated and scene.low(mark.begin) not in _NOT else mark.begin
    group = noun.name if noun is not None else _context_group(read)
    draft = Draft(
        "universal", min(begin, event.begin), max(end, event.end), name, group, negated=negated, confidence=0.8
    )
    _add(read, draft)


def _group_before(read: Read, mark: Mark) -> str:
    """Из младенцев не выжил ни один: those of whom none is left stand before."""
    for k in range(mark.begin - 1, max(-1, mark.begin - 6), -1):
        if read.scene.low(k) in (",", ";"):
            break
        noun = noun_at(read.scene, k)
        if noun is not None and read.scene.low(k - 1) in words("group_before"):
            return noun.name
    return ""


def _context_group(read: Read) -> str:
    if read.drafts and read.drafts[-1].kind in ("quantity", "share"):
        return read.drafts[-1].group
    return read.context.group or "people"


def _add(read: Read, draft: Draft) -> None:
    """Beside a count of the same thing only when the words themselves differ."""
    same = [d for d in read.drafts if d.kind == "universal" and d.begin < draft.end and draft.begin < d.end]
    if not same:
        read.drafts.append(draft)
