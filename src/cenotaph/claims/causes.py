"""What caused what, where no number is said."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_NUMBERED = ("quantity", "share", "rate", "quota")


def cause(read: Read) -> None:
    """X because of Y, Y caused X, with no number in it."""
    scene = read.scene
    for mark in scene.marks.get("phrase:cause", ()):
        if any(d.begin <= mark.begin < d.end for d in read.dates) or any(
            m.begin <= mark.begin < m.end or (m.begin == mark.end and scene.low(mark.end - 1) == "to")
            for m in read.mentions
        ):
            continue  # were down to a few hundred
        first, last = clause(scene, mark.begin, mark.end)
        if any(d.begin < last and first < d.end for d in read.drafts if d.kind in (*_NUMBERED, "comparison", "cause")):
            continue
        if scene.low(mark.begin) in ("cause", "causes") and scene.low(mark.begin - 1) in ("the", "a", "its"):
            continue
        by = (
            scene.at(mark.begin, "phrase:cause_by") is not None
            and scene.at(mark.begin, "phrase:cause_by").end >= mark.end
        )
        draft = _because(read, mark, first, last) if by else _causes(read, mark, first, last)
        if draft is not None:
            read.drafts.append(draft)


def _because(read: Read, mark: Mark, first: int, last: int) -> Draft | None:
    """Effect because of cause; or, at the head of a sentence, because of cause, effect."""
    scene = read.scene
    if scene.language != "en" and (
        _is_time(scene, mark.end) or (scene.low(mark.begin) == "через" and _crosses(scene, mark.end))
    ):
        return None
    if mark.begin > first + 1:
        begin, end, cause_begin, cause_end = first, mark.begin, mark.end, _to_comma(scene, mark.end, last)
    else:
        comma = _main_comma(scene, mark.end, last)
        begin, end, cause_begin, cause_end = comma, last, mark.end, _to_comma(scene, mark.end, last)
    if mark.begin <= first + 1:
        effect = (k for k in range(cause_begin + 1, cause_end) if scene.at(k, "group") or _verb(read, k))
        cause_end = next(effect, cause_end)
    name = event_of(read, begin, end)
    if (name not in STRONG and catastrophe(scene, begin, end) is None) or cause_end <= cause_begin:
        return None
    start = min(
        mark.begin,
        next(
            (
                k
                for k in range(begin, end)
                if scene.at(k, "event") or scene.at(k, "group") or scene.at(k, "phrase:catastrophe")
            ),
            begin,
        ),
    )
    stop = max(cause_end, end if mark.begin <= first + 1 else cause_end)
    return Draft(
        "cause",
        start,
        stop,
        name,
        group_of(read, begin, end),
        cause=text_of(scene, cause_begin, cause_end),
        confidence=0.6,
    )


def _verb(read: Read, k: int) -> bool:
    return any(e.begin == k and not e.is_noun and e.names[0] in STRONG for e in read.events) and (
        "VERB" in read.scene.tokens[k].grammar or read.scene.language == "en"
    )


def _is_time(scene: Scene, i: int) -> bool:
    """Через два роки: a time, no cause."""
    units = ("when:year_unit", "when:day_unit", "when:month_unit", "when:week_unit", "when:hour_unit")
    return any(scene.at(k, unit) for k in range(i, min(i + 3, len(scene))) for unit in units)


def _crosses(scene: Scene, i: int) -> bool:
    """Через кордон, через річку: a way, no cause."""
    return (
        not scene.tokens[min(i, len(scene) - 1)].keys.isdisjoint(words("what_is_crossed"))
        or scene.at(i, "place") is not None
    )


def _to_comma(scene: Scene, begin: int, last: int) -> int:
    while begin < last and scene.low(begin) not in (",", ";", "."):
        begin += 1
    return begin


def _main_comma(scene: Scene, begin: int, last: int) -> int:
    commas = [k for k in range(begin, last) if scene.low(k) == ","]
    return commas[-1] + 1 if commas else begin


def _cause_named(read: Read, mark: Mark, last: int) -> Draft | None:
    """Причиной мора стала не засуха, а вывоз зерна: the cause is named after the verb."""
    scene = read.scene
    verb = next((k for k in range(mark.end, last) if not scene.tokens[k].keys.isdisjoint(words("is_or_became"))), None)
    if verb is None or (catastrophe(scene, mark.end, verb) is None and event_of(read, mark.end, verb) not in STRONG):
        return None
    begin = verb + 1
    if scene.low(begin) == "не":
        begin = next((k + 1 for k in range(begin, len(scene)) if scene.low(k) == "а"), begin)
    end = _to_comma(scene, begin, len(scene))
    name = event_of(read, mark.end, verb)
    return Draft(
        "cause", mark.begin, end, name, group_of(read, mark.end, verb), cause=text_of(scene, begin, end), confidence=0.6
    )


def _causes(read: Read, mark: Mark, first: int, last: int) -> Draft | None:
    """Cause caused effect."""
    scene = read.scene
    effect = event_of(read, mark.end, last)
    named = catastrophe(scene, mark.end, last)
    ruined = scene.tokens[mark.begin].keys & {"ruin"}
    if effect not in STRONG and named is None and not ruined:
        return None
    begin = first
    while begin < mark.begin and scene.tokens[begin].kind == "punct":
        begin += 1
    dated = [d for d in read.dates if d.begin >= first and d.end <= mark.begin and d.begin <= begin + 1]
    if dated:
        begin = dated[-1].end + (scene.low(dated[-1].end) == ",")
    if begin >= mark.begin:
        return _cause_named(read, mark, last)
    said = _to_comma(scene, begin, mark.begin)
    if said <= begin or is_personal(scene, first, last):
        return None
    stop = min(last, (named + 1) if named is not None else last)
    return Draft(
        "cause", begin, stop, effect, group_of(read, mark.end, last), cause=text_of(scene, begin, said), confidence=0.6
    )
