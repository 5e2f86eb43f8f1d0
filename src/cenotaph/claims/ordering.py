"""What was first, worst or most, and what came before what."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import noun_at
from cenotaph.claims.numerals import number_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_NUMBERED = ("quantity", "share", "rate", "quota")
_TIME_WORDS = words("time_words")


def superlative(read: Read) -> None:
    """The worst, the deadliest, the first to be deported, найбільше втратила."""
    scene = read.scene
    for mark in scene.marks.get("phrase:superlative", ()):
        first, last = clause(scene, mark.begin, mark.end)
        following = scene.tokens[mark.end].grammar if mark.end < len(scene) else frozenset()
        if (
            mark.end - mark.begin == 1
            and "NOUN" in following
            and not scene.tokens[mark.begin].keys.isdisjoint(words("very_slavic"))
        ):
            continue  # до самой весны
        if scene.low(mark.end - 1) == "most" and scene.low(mark.end) == "of" and scene.low(mark.end + 1) != "all":
            continue  # most of them: a share
        if any(d.begin <= mark.begin < d.end for d in read.drafts if d.kind in _NUMBERED) or not _superlative_is_about(
            read, mark, first, last
        ):
            continue
        opening = scene.low(mark.begin)
        end = _end_of_superlative(read, mark, last)
        begin = mark.begin
        subject = [k for k in range(first, mark.begin) if scene.at(k, "phrase:catastrophe") or scene.at(k, "event")]
        if subject and mark.begin - subject[0] < 24:
            begin = subject[0]
        elif opening not in ("the",) or scene.low(mark.begin - 1) in words("before_superlatives"):
            begin = max(first, mark.begin - 3)
        if any(d.kind == "superlative" and d.begin < end and begin < d.end for d in read.drafts):
            continue
        if any(d.kind in _NUMBERED and d.core is not None and mark.begin < d.core[0] < end for d in read.drafts):
            continue
        name = event_of(read, first, last)
        if (name == "other" and scene.low(first) in ("it", "and", "this", "that")) or (
            name == "other" and "it" in (scene.low(mark.begin - 2), scene.low(mark.begin - 1))
        ):
            name = read.drafts[-1].event if read.drafts else read.context.event or "other"
        read.drafts.append(Draft("superlative", begin, end, name, group_of(read, first, last), confidence=0.6))


def _superlative_is_about(read: Read, mark: Mark, first: int, last: int) -> bool:
    scene = read.scene
    word = scene.low(mark.begin)
    ordinal = any(
        w in scene.tokens[k].keys
        for k in range(mark.begin, mark.end)
        for w in ("first", "last", "перший", "первый", "останній", "последний", "youngest", "oldest")
    )
    after = range(mark.end, min(mark.end + 3, last))
    if ordinal:
        if scene.language == "en":
            return any(
                e.begin in range(mark.end, mark.end + 2) or mark.begin <= e.begin < mark.end
                for e in read.events
                if e.names[0] in STRONG and not e.is_noun
            )
        near = [
            e
            for e in read.events
            if e.names[0] in STRONG
            and not e.is_noun
            and (e.begin in range(mark.end, mark.end + 2) or e.end in range(mark.begin - 1, mark.begin + 1))
        ]
        following = mark.end + 1 if scene.low(mark.end) == "же" else mark.end
        noun = scene.tokens[following].grammar if following < len(scene) else frozenset()
        adjective = {"NOUN", "ablt"} <= noun and word not in ("перші", "первые")  # унесённая первым же штормом
        return bool(near) and word in words("who_were_first") and not adjective
    close = range(max(first, mark.begin - 9), min(last, mark.end + 7))
    if any(scene.at(k, "phrase:catastrophe") for k in close):
        return not is_personal(scene, first, mark.begin)
    if any(e.names[0] in STRONG | {"lost"} for e in read.events if e.begin in close):
        return True
    if any(
        e.begin in range(mark.end, mark.end + 2) or e.end in range(mark.begin - 1, mark.begin + 1) for e in read.events
    ):
        return True  # suffered most, найбільше постраждали
    if any(not scene.tokens[k].keys.isdisjoint(_TIME_WORDS) for k in after) and (
        read.context.event or read.dates or group_of(read, first, last) != "people"
    ):
        return not is_personal(scene, first, last)
    if any(0 <= d.begin - mark.end <= 3 for d in read.dates) and any(
        not scene.tokens[k].keys.isdisjoint({"be", "бути", "быть", "стати", "стать"})
        for k in range(mark.end, min(mark.end + 3, last))
    ):
        return True  # найстрашнішим був травень 1933-го
    adverb = "ADVB" in scene.tokens[mark.begin].grammar
    if adverb and any(
        (n := noun_at(scene, k)) is not None and n.is_people for k in range(mark.end, min(mark.end + 3, last))
    ):
        return True  # хуже всего пришлось рыбакам
    known = bool(read.context.event or read.drafts or read.events)
    return scene.low(mark.begin - 2) in ("it", "this") and scene.low(mark.begin - 1) in ("was", "is") and known


def _end_of_superlative(read: Read, mark: Mark, last: int) -> int:
    end = mark.end
    while end < last and read.scene.low(end) not in (",", ".", ";") and end - mark.end < 10:
        end += 1
    return end


def sequence(read: Read) -> None:
    """Arrested before Easter; typhus began before the hospital opened; first the teachers, then the agronomists."""
    scene = read.scene
    for mark in (*scene.marks.get("phrase:sequence", ()), *_sooner(scene)):
        first, last = clause(scene, mark.begin, mark.end)
        if any(d.begin <= mark.begin < d.end or mark.begin in range(d.begin - 1, d.end + 1) for d in read.dates):
            continue
        taken = [
            d
            for d in read.drafts
            if d.begin < last and first < d.end and d.kind in (*_NUMBERED, "universal", "comparison")
        ]
        if taken or any(d.kind == "sequence" and d.begin < last and first < d.end for d in read.drafts):
            continue
        then = next((m for m in scene.marks.get("phrase:sequence_then", ()) if m.begin > mark.end), None)
        opens = scene.low(mark.begin) in words("at_first")
        if opens and mark.end - mark.begin == 1:
            if then is not None and (
                event_of(read, first, len(scene)) in STRONG or _both_of_record(scene, mark.end, then.begin)
            ):
                read.drafts.append(
                    Draft(
                        "sequence",
                        mark.begin,
                        _to_stop(scene, then.end),
                        event_of(read, first, len(scene)),
                        group_of(read, mark.begin, then.begin),
                        than=text_of(scene, then.end, _to_stop(scene, then.end)),
                        confidence=0.6,
                    )
                )
            continue
        _ordered(read, mark, first, last)
    _before_and_after(read)


def _both_of_record(scene: Scene, first: int, second: int) -> bool:
    """Спершу пливли пароплави з хлібом, згодом — назад: a verb and whom or what it is about, on either side."""
    if scene.language == "en":
        return False
    said = ("group", "nation", "phrase:catastrophe", "event")
    return all(
        any("VERB" in scene.tokens[k].grammar for k in side) and any(scene.at(k, c) for k in side for c in said)
        for side in (range(first, second), range(second, min(len(scene), second + 12)))
    )


def _sooner(scene: Scene) -> list[Mark]:
    """Раньше, чем; пізніше, ніж: a comma stands between the words."""
    return [
        Mark("phrase:sequence", ("",), i, i + 3)
        for i in range(len(scene) - 3)
        if scene.low(i) in words("sooner_or_later") and scene.low(i + 1) == "," and scene.low(i + 2) in words("than")
    ]


def _to_stop(scene: Scene, begin: int) -> int:
    while (
        begin < len(scene) and scene.low(begin) not in (".", ";", "!") and not (scene.low(begin) == "," and begin > 0)
    ):
        begin += 1
    return begin


def _ordered(read: Read, mark: Mark, first: int, last: int) -> None:
    scene = read.scene
    name = event_of(read, first, mark.begin)
    about = name in STRONG or catastrophe(scene, first, mark.begin) is not None
    if not about and scene.low(mark.begin) == "long" and read.drafts:
        about, name = True, read.drafts[-1].event
    if not about and scene.low(mark.begin) == "long" and group_of(read, first, mark.begin) != "people":
        about = True
    acted = _act_before(read, mark, first, last)
    if not about and acted:
        about, name = True, event_of(read, mark.end, last)
    if not about or is_personal(scene, first, last):
        return
    stop = _to_stop(scene, mark.end)
    stop = min(stop, last)
    if stop <= mark.end or number_at(scene, mark.end) is not None:
        return
    weak = mark.end - mark.begin == 1 and scene.language == "en" and scene.low(mark.begin) not in words("precede")
    if weak and not acted and name not in STRONG and catastrophe(scene, mark.end, stop) is None:
        return
    begin = mark.begin
    for k in range(first, mark.begin):
        if (
            scene.low(k) in words("english_acts_done")
            or scene.at(k, "event")
            or scene.at(k, "phrase:catastrophe")
            or scene.at(k, "group")
        ):
            begin = k
            break
    covered = any(d.kind == "superlative" and d.end > begin for d in read.drafts)
    group = group_of(read, first, mark.begin)
    if group == "people" and covered:
        group = read.drafts[-1].group
    read.drafts.append(
        Draft(
            "sequence",
            mark.begin if covered else begin,
            stop,
            name,
            group,
            than=text_of(scene, mark.end, stop),
            confidence=0.5,
        )
    )


def _act_before(read: Read, mark: Mark, first: int, last: int) -> bool:
    """The decree was signed before the first trains were loaded: an act on one side, an event with its verb after."""
    said = read.scene.language == "en" and any(
        read.scene.low(k) in words("english_acts_done") for k in range(first, mark.begin)
    )
    after = [e for e in read.events if mark.end <= e.begin < last and not e.is_noun and e.names[0] in STRONG]
    return said and bool(after)


def _before_and_after(read: Read) -> None:
    """Священников арестовали до Пасхи: an event before or after something that is no date."""
    scene = read.scene
    if scene.language == "en":
        return
    for category in ("phrase:before", "phrase:after"):
        for mark in scene.marks.get(category, ()):
            word = scene.low(mark.begin)
            if mark.end - mark.begin > 1 or word not in ("до", "перед", "після", "после") or mark.end >= len(scene):
                continue
            first, last = clause(scene, mark.begin, mark.end)
            if any(d.begin <= mark.begin + 1 < d.end for d in read.dates) or any(
                d.begin < last and first < d.end for d in read.drafts
            ):
                continue
            verbs = [
                e
                for e in read.events
                if e.names[0] in STRONG and not e.is_noun and e.begin >= first and 0 <= mark.begin - e.end <= 3
            ]
            following = scene.tokens[mark.end]
            named = (
                scene.at(mark.end, "phrase:catastrophe")
                or scene.at(mark.end, "time")
                or (following.is_capitalised and not scene.at(mark.end, "place"))
            )
            if verbs and named:
                begin = next(
                    (
                        k
                        for k in range(max(first, verbs[0].begin - 2), verbs[0].begin)
                        if scene.at(k, "group") or scene.at(k, "nation")
                    ),
                    verbs[0].begin,
                )
                read.drafts.append(
                    Draft(
                        "sequence",
                        begin,
                        mark.end + 1,
                        event_of(read, first, last),
                        group_of(read, first, last),
                        than=text_of(scene, mark.end, mark.end + 1),
                        confidence=0.5,
                    )
                )
