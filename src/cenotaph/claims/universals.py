"""Every, all, the entire; no one, not a single."""

from __future__ import annotations

from cenotaph.claims.clauses import clause, event_near, is_personal, people_in
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_builds import all_did, denied_verb, people_of_all, topic_of
from cenotaph.claims.events import STRONG, settle
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import Noun, noun_after, noun_at
from cenotaph.claims.numerals import number_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.topics import topic_noun
from cenotaph.claims.words import words

_REACH = 9.0
_PRONOUNS = words("pronouns_of_all_and_none")
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
        if scene.low(before) in words("before_no_universal"):
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
    while scene.low(j) in words("before_the_noun_of_all") or (
        j < len(scene) and (scene.tokens[j].kind == "number" or scene.at(j, "number") or scene.at(j, "scale"))
    ):
        j += 1
    return noun_after(scene, j, most=3)


def _none(read: Read, mark: Mark) -> None:
    scene = read.scene
    if scene.low(mark.begin) == "not" and scene.low(mark.begin - 1) in words("english_auxiliaries"):
        return  # was not a soldier
    if scene.low(mark.begin) == "no" and mark.end - mark.begin == 1 and noun_at(scene, mark.end) is None:
        return
    if any(m.kind == "share" and m.begin < mark.end < m.last for m in read.mentions):
        return  # scarcely a tenth
    noun = _noun(scene, mark) or topic_noun(scene, mark.begin)
    before = (
        read.drafts[-1] if read.drafts and read.drafts[-1].kind == "universal" and read.drafts[-1].negated else None
    )
    stretch_end = noun.end if noun is not None and noun.begin >= mark.begin else mark.end
    of_those = scene.low(mark.end) in ("of", "з", "із", "зі", "из")
    skipped = range(mark.end + 1, mark.end + 3) if of_those and noun is None else range(0)
    event = event_near(read, mark.begin, stretch_end, _REACH, beside=noun, skipped=skipped)
    if event is None and noun is not None and noun.name == "survivors":
        event = next((e for e in read.events if noun.begin <= e.begin < noun.end), None)
    if event is None:
        if (verb := _denied_verb(read, mark, stretch_end)) is not None and _is_denied_of(read, mark, noun):
            name = noun.name if noun is not None else _group_before(read, mark) or _context_group(read)
            draft = Draft("universal", min(mark.begin, verb), max(stretch_end, verb + 1), "other", name, negated=True)
            draft.confidence = 0.5
            _add(read, draft)
            return
        last = read.drafts[-1] if read.drafts else None
        if noun is None and last is not None and last.quantity is not None and scene.low(mark.begin - 1) in ("—", "–"):
            draft = Draft("universal", max(0, mark.begin - 2), mark.end, last.event, last.group, negated=True)
            read.drafts.append(draft)  # Срібне — жодного
            return
        if before is None or mark.begin - before.end > 3 or noun is None:
            return
        read.drafts.append(
            Draft("universal", mark.begin, stretch_end, before.event, noun.name, negated=True, confidence=0.6)
        )
        return
    if scene.language != "en" and noun is None and "INFN" in scene.tokens[event.begin].grammar:
        return  # нікого не випускати: an order
    comma = any(scene.low(k) == "," for k in range(event.end, mark.begin))
    if noun is None and event.end <= mark.begin and comma:
        return  # had been taken, nobody sowed
    name = settle(scene, event, noun, mark.begin, stretch_end)
    if noun is not None and noun.section == "animals" and name == "survived":
        name = "lost"
    if noun is None and name not in STRONG:
        return
    if name == "missing" and "returned" in _bare_names(scene, event.end - 1):
        name = "returned"  # жоден не повернувся: it is denied that they came back
    topic = topic_of(scene, mark.begin) if noun is None else None
    named = noun or topic
    group = named.name if named is not None else _group_before(read, mark) or _context_group(read)
    group = "people" if group == "survivors" and name == "survived" else group
    begin, end = min(mark.begin, event.begin), max(stretch_end, event.end)
    if before is not None and before.end > begin:
        begin, end = mark.begin, stretch_end
    _add(read, Draft("universal", begin, end, name, group, negated=True, confidence=0.8 if noun is not None else 0.6))


def _bare_names(scene: Scene, i: int) -> set[str]:
    """What a verb alone would say, without the "not" before it."""
    keys = scene.tokens[i].keys
    back = {"повернутися", "вернутися", "вернуться", "возвратиться", "воротиться", "вертатися"}
    return set() if keys.isdisjoint(back) else {"returned"}


def _is_denied_of(read: Read, mark: Mark, noun: Noun | None) -> bool:
    """A noun of the lexicon; or none at all, after others that were counted: шкіл сорок, і в жодній немає дров."""
    if noun is not None:
        return noun.section != "unknown"
    word = read.scene.tokens[mark.end - 1]
    return bool(read.drafts) and word.low not in words("pronouns_of_all_and_none")


def _denied_verb(read: Read, mark: Mark, end: int) -> int | None:
    """Не работала ни одна больница: the verb that none of them did."""
    tokens = read.scene.tokens
    if read.scene.language == "en":
        return denied_verb(read.scene, mark.begin, end)
    for k in range(max(1, mark.begin - 6), min(len(tokens), mark.end + 8)):
        if tokens[k - 1].low == "не" and "VERB" in tokens[k].grammar:
            return k
        if tokens[k].low in ("немає", "нема", "нет") and k != mark.begin:
            return k
    return None


def _all(read: Read, mark: Mark) -> None:
    scene = read.scene
    noun = _noun(scene, mark)
    word = scene.low(mark.end - 1)
    of_them = any(m.begin in (mark.end, mark.end - 1) for m in scene.marks.get("phrase:in_part", ()))
    thorough = scene.language != "en" and mark.end - mark.begin > 1
    if thorough and noun is not None and noun.section == "unknown":
        noun = None  # до останнього аркуша
    if scene.language != "en" and (number_at(scene, mark.end) or scene.low(mark.begin - 1) in words("out_of_group")):
        return  # всі тисячу сто; среди всех народов
    if noun is None and (named := people_of_all(scene, mark)) is not None:
        noun, of_them = named, True
    if noun is None and (word in words("thoroughly") or (thorough and topic_noun(scene, mark.begin) is None)):
        noun = people_in(read, clause(scene, mark.begin, mark.end)[0], mark.begin)  # убыхи ушли поголовно
    if noun is None and not of_them and word not in _PRONOUNS and not thorough:
        return
    if noun is not None and noun.section == "unknown" and not noun.is_people:
        return
    end = noun.end if noun is not None and noun.begin >= mark.begin else mark.end
    event = event_near(read, mark.begin, end, _REACH if noun is not None or of_them else 4.0, beside=noun)
    if event is None or (event.is_noun and event.begin < end):
        event = next(
            (e for e in read.events if e.names[0] in STRONG and not e.is_noun and 0 <= e.begin - end <= 8), None
        )
    if event is not None and scene.language != "en" and "INFN" in scene.tokens[event.begin].grammar and noun is None:
        return  # нікого не випускати: an order
    if event is None:
        _all_did(read, mark, noun, end)
        return
    name = settle(scene, event, noun, mark.begin, end)
    if name not in STRONG and noun is None and not (thorough and name == "lost"):
        return
    negated = scene.low(mark.begin - 1) in _NOT or scene.low(mark.begin) in _NOT
    begin = mark.begin - 1 if negated and scene.low(mark.begin) not in _NOT else mark.begin
    before = topic_noun(scene, mark.begin) if noun is None else None
    begin = min(begin, before.begin) if before is not None else begin
    noun = noun or before
    group = noun.name if noun is not None else _context_group(read)
    draft = Draft(
        "universal", min(begin, event.begin), max(end, event.end), name, group, negated=negated, confidence=0.8
    )
    _add(read, draft)


def _all_did(read: Read, mark: Mark, noun: Noun | None, end: int) -> None:
    """Всі монахи підписали зречення; съели всех собак: a verb that no list knows, said of all of a certain kind."""
    scene = read.scene
    if scene.language == "en":
        if (draft := all_did(read, mark, noun, end)) is not None:
            _add(read, draft)
        return
    certain = noun is not None and noun.section in ("people", "nations", "animals") and noun.name != "people"
    if not certain or not read.free(mark.begin, end):
        return
    first, last = clause(scene, mark.begin, end, commas=True)
    near = (*range(end, min(end + 5, last)), *range(mark.begin - 1, max(first, mark.begin - 4) - 1, -1))
    verb = next((k for k in near if {"VERB", "past"} <= scene.tokens[k].grammar), None)
    if verb is None or is_personal(scene, first, last):
        return
    begin, stop = min(mark.begin, verb), max(end, verb + 1)
    _add(read, Draft("universal", begin, stop, "other", noun.name, negated=False, confidence=0.5))


def _group_before(read: Read, mark: Mark) -> str:
    """Из младенцев не выжил ни один: those of whom none is left stand before."""
    for k in range(mark.begin - 1, max(-1, mark.begin - 6), -1):
        if read.scene.low(k) in (",", ";"):
            break
        noun = noun_at(read.scene, k)
        if noun is not None and read.scene.low(k - 1) in words("out_of_group"):
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
