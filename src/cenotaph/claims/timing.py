"""When something happened, and how long it went on."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal
from cenotaph.claims.dates import Date
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.events import STRONG, distance
from cenotaph.claims.lengths import adjective_of_length
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import EVERYBODY, noun_at
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_NEAR = 11.0
_COUNTED = ("quantity", "share", "rate", "quota", "universal", "comparison", "superlative")
_NOT = frozenset({"not", "не"})


def duration(read: Read) -> None:
    """Lasted three years, a four-year siege, lasted from 1845 to 1851."""
    scene = read.scene
    lasting = scene.marks.get("phrase:last", ())
    for m in read.mentions:
        if m.kind != "time" or not read.free(m.begin, m.end):
            continue
        begin, end = clause(scene, m.begin, m.end)
        verb = _nearest(read, m.begin, m.end, lasting, 7.0)
        after = m.end + 1 if scene.low(m.end) == "-" else m.end
        named = next((k for k in range(after, min(after + 3, end)) if scene.at(k, "phrase:catastrophe")), None)
        if verb is not None:
            certain = scene.language != "en" and _is_how_long(read, m, begin, end)
            _add_duration(read, m, min(verb.begin, m.begin), max(verb.end, m.end), 0.8, certain)
        elif named is not None and (
            scene.low(m.last) == "-" or scene.low(m.last - 1) == "-" or scene.low(m.end - 1) in ("year", "month")
        ):
            _add_duration(read, m, m.begin, named + 1, 0.7)
        elif (
            scene.ending(m.begin, "phrase:for_time") and scene.low(m.begin - 1) == "for" and _certain(read, begin, end)
        ):
            _add_duration(read, m, m.begin - 1, m.end, 0.5)
        elif scene.language != "en" and scene.low(m.begin - 1) == "за" and scene.ending(m.begin - 1, "phrase:end"):
            _add_duration(read, m, m.begin - 2, m.end, 0.5, certain=True)  # закінчено за два дні
        elif scene.language != "en" and _is_how_long(read, m, begin, end):
            _add_duration(read, m, m.begin, _verb_beside(scene, m, begin, end), 0.5, certain=True)
    _adjectives(read)
    for verb in lasting:
        begin, end = clause(scene, verb.begin, verb.end)
        ranged = [d for d in read.dates if "/" in d.edtf and ".." not in d.edtf and 0 <= d.begin - verb.end <= 3]
        is_about = catastrophe(scene, begin, verb.begin) is not None or event_of(read, begin, verb.begin) != "other"
        if ranged and is_about and read.free(verb.begin, ranged[0].end):
            subject = _subject(read, begin, verb.begin)
            name = event_of(read, begin, verb.begin)
            read.drafts.append(
                Draft(
                    "duration",
                    subject,
                    ranged[0].end,
                    name,
                    group_of(read, begin, end),
                    period=ranged[0].edtf,
                    confidence=0.7,
                )
            )


def _adjectives(read: Read) -> None:
    """П'ятиденний обстріл, двухлетняя осада: the length in one word before what lasted."""
    scene = read.scene
    for k in range(len(scene) - 1):
        quantity = adjective_of_length(scene, k)
        if quantity is None:
            continue
        near = range(k + 1, min(k + 3, len(scene)))
        named = next((j for j in near if scene.at(j, "phrase:catastrophe") or scene.at(j, "event")), None)
        if named is None or not read.free(k, named + 1) or scene.inside(named, "group"):
            continue
        name = event_of(read, k, named + 1)
        group = group_of(read, named, min(named + 3, len(scene)))
        read.drafts.append(Draft("duration", k, named + 1, name, group, quantity, confidence=0.6))


def _is_how_long(read: Read, m: Mention, begin: int, end: int) -> bool:
    """Двенадцать суток горел порт; упродовж 40 днів хворих возили: how long something of record went on."""
    scene, before = read.scene, read.scene.low(m.begin - 1)
    opens = m.begin == begin or before in (",", "—", "–") or before in words("how_long")
    if not opens or (m.quantity.high or 0) < 2 or m.quantity.unit == "hours":
        return False
    drafted = any(d.begin < end and begin < d.end and d.kind in _COUNTED for d in read.drafts)
    if drafted or is_personal(scene, begin, end) or scene.has("phrase:age", begin, end):
        return False
    if any(_is_named(scene, k) for k in range(begin, end)):
        return False
    says = ("phrase:last", "event", "phrase:catastrophe", "group", "place", "phrase:none")
    of_record = any(scene.at(k, category) for k in range(begin, end) for category in says)
    return of_record and _verb_beside(scene, m, begin, end) > m.end


def _is_named(scene: Scene, k: int) -> bool:
    """Whether a token is a person's name: a life, no record."""
    token = scene.tokens[k]
    after_preposition = k > 0 and "PREP" in scene.tokens[k - 1].grammar
    return "Name" in token.grammar and token.is_capitalised and not after_preposition and not scene.at(k, "place")


def _verb_beside(scene: Scene, m: Mention, begin: int, end: int) -> int:
    """Past the verb of the clause that follows a length of time; its own end without one."""
    for k in range(m.end, min(end, m.end + 16)):
        if "VERB" in scene.tokens[k].grammar and not scene.tokens[k].grammar.isdisjoint({"past", "Impe"}):
            return k + 1
    return m.end


def _certain(read: Read, begin: int, end: int) -> bool:
    drafted = any(d.begin < end and begin < d.end and d.kind in _COUNTED for d in read.drafts)
    return not drafted and event_of(read, begin, end) in STRONG and not is_personal(read.scene, begin, end)


def _add_duration(read: Read, m: Mention, begin: int, end: int, confidence: float, certain: bool = False) -> None:
    first, last = clause(read.scene, begin, end)
    name = event_of(read, first, last)
    if name == "other" and not certain and catastrophe(read.scene, first, last) is None:
        if read.context.event in ("", "other") and not read.drafts:
            return
        name = read.drafts[-1].event if read.drafts else read.context.event
    begin = _subject(read, first, begin)
    read.drafts.append(
        Draft("duration", begin, end, name, group_of(read, first, last), m.quantity, confidence=confidence)
    )


def _subject(read: Read, first: int, begin: int) -> int:
    """The catastrophe before the verb, when it stands close by."""
    for k in range(begin - 1, max(first - 1, begin - 6), -1):
        if read.scene.low(k) == ",":
            break
        if read.scene.at(k, "phrase:catastrophe") or read.scene.at(k, "event"):
            return k
    return begin


def when(read: Read) -> None:
    """Began in 1932; on 22 January 1933 the borders were closed; was shot on 11 February 1938."""
    used: set[int] = set()
    for date in read.dates:
        if (
            date.relation in ("after", "from")
            or (date.relation == "by" and not (_ends_by(read, date) or _not_until(read, date)))
            or (date.edtf.endswith("X") and not _is_event(read, date))
        ):
            continue
        if read.speaker is not None and read.speaker.begin <= date.begin <= read.speaker.end:
            continue
        if read.scene.low(date.begin - 1) in _NOT and not _not_until(read, date):
            continue
        if any(d.kind in ("cause", "duration") and d.begin <= date.begin < d.end for d in read.drafts):
            continue
        _dated(read, date, used)


def _not_until(read: Read, date: Date) -> bool:
    """Not until 1956 were they let home: in 1956."""
    scene = read.scene
    return any(scene.low(k) == "until" and scene.low(k - 1) == "not" for k in (date.begin, date.begin - 1))


def _ends_by(read: Read, date: Date) -> bool:
    """Завершилось к 20 сентября: a begin or an end right before the day that it came by."""
    scene = read.scene
    if scene.language == "en":
        return False
    return any(scene.ending(k, f"phrase:{c}") for k in (date.begin, date.begin - 1) for c in ("begin", "end"))


def _is_event(read: Read, date: Date) -> bool:
    begin, end = clause(read.scene, date.begin, date.end)
    return event_of(read, begin, end) in STRONG


def _dated(read: Read, date: Date, used: set[int], widened: bool = False) -> None:
    scene = read.scene
    begin, end = clause(scene, date.begin, date.end)
    if widened:
        begin, end = clause(scene, begin - 1, end)
    elif scene.language == "en":
        begin, end = _within(scene, begin, end, date)
    if any(d.kind in _COUNTED and d.begin < end and begin < d.end for d in read.drafts) or is_personal(
        scene, begin, end
    ):
        return
    candidates: list[tuple[float, Mark, bool]] = []
    for category in ("phrase:begin", "phrase:end", "phrase:act"):
        for mark in scene.between(begin, end, category):
            if _is_verb(read, mark):
                candidates.append((_cost(read, date, mark), mark, False))
    for event in read.events:
        if event.begin >= begin and event.end <= end and event.names[0] in STRONG - {"counted"} and not event.is_noun:
            mark = scene.at(event.begin, "event")
            if mark is not None and _is_verb(read, mark):
                candidates.append((_cost(read, date, mark), mark, True))
    if scene.language != "en" and not candidates:
        candidates = [(_cost(read, date, mark) + 2, mark, False) for mark in _plain_verbs(scene, begin, end)]
    fitting = [c for c in candidates if c[0] <= _NEAR and c[1].begin not in used]
    if not fitting and begin > 0 and scene.low(begin - 1) == "," and not widened:
        _dated(read, date, used, widened=True)  # не 1932-го, а взимку 1931–32 років: the verb stands before
        return
    if not fitting:
        return
    _, mark, certain = min(fitting, key=lambda c: (c[0], not c[2], c[1].begin))
    if not certain and not _worth(read, mark, begin, end, date):
        return
    used.add(mark.begin)
    first, last = min(mark.begin, date.begin), max(mark.end, date.end)
    name = event_of(read, begin, end)
    start = _with_subject(read, begin, first, mark)
    group = group_of(read, begin, end)
    if group == EVERYBODY and scene.language != "en":
        group = _thing(read, start, last) or group
    read.drafts.append(
        Draft(
            "when",
            start,
            last,
            name,
            group,
            period=date.edtf.removeprefix("../") if _not_until(read, date) else date.edtf,
            confidence=0.6,
            core=(date.begin, date.end),
        )
    )


def _within(scene: Scene, begin: int, end: int, date: Date) -> tuple[int, int]:
    """The clause of a date between the conjunctions beside it: until it closed in February 1920."""
    opening = words("english_conjunctions")
    before = next((k + 1 for k in range(date.begin - 1, begin - 1, -1) if scene.low(k) in opening), begin)
    if any(is_verb(scene, k) for k in range(before, date.begin)):
        opening = opening | {","}
    after = next((k for k in range(date.end, end) if scene.low(k) in opening), end)
    return before, after


def _thing(read: Read, begin: int, end: int) -> str:
    """Bakeries that were closed, mills that burned: the things that a dated verb is about."""
    for k in range(begin, end):
        noun = noun_at(read.scene, k)
        if noun is not None and noun.section == "things" and "plur" in read.scene.tokens[k].grammar:
            return noun.name
    return ""


def _plain_verbs(scene: Scene, begin: int, end: int) -> list[Mark]:
    """Verbs in the past that no list knows: a date of record says what they say, whatever it is."""
    past = frozenset({"past", "Impe"})
    return [
        Mark("phrase:act", ("",), k, k + 1)
        for k in range(begin, end)
        if not {"VERB", "PRTS"}.isdisjoint(scene.tokens[k].grammar) and not past.isdisjoint(scene.tokens[k].grammar)
        and "NOUN" not in scene.tokens[k].grammar and scene.at(k, "phrase:said") is None
    ]  # fmt: skip


def _is_verb(read: Read, mark: Mark) -> bool:
    """A verb form, not the noun of the same dictionary form."""
    token = read.scene.tokens[mark.begin]
    if read.scene.language == "en":
        return token.low.endswith(("ed", "ing")) or mark.end - mark.begin > 1 or token.low in words("is_verb")
    if mark.category in ("phrase:begin", "phrase:end") and not token.grammar.isdisjoint({"ADJF", "PRTF"}):
        return "NOUN" not in token.grammar  # розпочате 28 квітня й завершене в липні
    return not token.grammar.isdisjoint({"VERB", "PRTS", "INFN", "Impe", "GRND"})


def _cost(read: Read, date: Date, mark: Mark) -> float:
    cost = distance(read.scene, date.begin, date.end, mark.begin, mark.end, [])
    opens = date.begin <= 1 or read.scene.tokens[date.begin - 1].kind == "punct"
    return cost if mark.end <= date.begin or opens else cost + 3


def _worth(read: Read, mark: Mark, begin: int, end: int, date: Date) -> bool:
    """An act of state or a catastrophe: a date that records can bear out, not one of a private life."""
    scene = read.scene
    if catastrophe(scene, begin, end) is not None:
        return True
    if (
        scene.language != "en"
        and mark.category in ("phrase:begin", "phrase:end")
        and event_of(read, begin, end) in STRONG
    ):
        return True
    is_act = mark.category == "phrase:act" or scene.at(mark.begin, "phrase:act") is not None
    exact = (len(date.edtf) >= 7 or not date.edtf) and "/" not in date.edtf
    passive = scene.language == "en" and any(
        scene.low(k) in ("was", "were", "been") for k in range(max(begin, mark.begin - 3), mark.begin)
    )
    if not mark.value and scene.tokens[mark.begin].grammar.isdisjoint({"PRTS", "Impe", "plur"}):
        return False  # a man who sent a letter that day
    impersonal = scene.language != "en" and not scene.tokens[mark.begin].grammar.isdisjoint({"PRTS", "Impe", "plur"})
    named = any(scene.at(k, "place") for k in range(begin, end))
    return (is_act and (exact or passive or impersonal)) and (exact or named or passive)


def _with_subject(read: Read, begin: int, first: int, mark: Mark) -> int:
    """The noun before the verb belongs to the words of the statement."""
    for k in range(first - 1, max(begin - 1, first - 5), -1):
        if read.scene.tokens[k].kind == "punct":
            return k + 1
        if k == begin:
            return k
    return first


def _nearest(read: Read, begin: int, end: int, marks: tuple[Mark, ...] | list[Mark], reach: float) -> Mark | None:
    best = None
    for mark in marks:
        cost = distance(read.scene, begin, end, mark.begin, mark.end, [])
        if cost <= reach and (best is None or cost < best[0]):
            best = cost, mark
    return best[1] if best else None
