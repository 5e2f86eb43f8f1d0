"""When something happened, and how long it went on."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal
from cenotaph.claims.dates import Date
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG, distance
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.quantities import Mention
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
            _add_duration(read, m, min(verb.begin, m.begin), max(verb.end, m.end), 0.8)
        elif named is not None and (
            scene.low(m.last) == "-" or scene.low(m.last - 1) == "-" or scene.low(m.end - 1) in ("year", "month")
        ):
            _add_duration(read, m, m.begin, named + 1, 0.7)
        elif (
            scene.ending(m.begin, "phrase:for_time") and scene.low(m.begin - 1) == "for" and _certain(read, begin, end)
        ):
            _add_duration(read, m, m.begin - 1, m.end, 0.5)
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


def _certain(read: Read, begin: int, end: int) -> bool:
    drafted = any(d.begin < end and begin < d.end and d.kind in _COUNTED for d in read.drafts)
    return not drafted and event_of(read, begin, end) in STRONG and not is_personal(read.scene, begin, end)


def _add_duration(read: Read, m: Mention, begin: int, end: int, confidence: float) -> None:
    first, last = clause(read.scene, begin, end)
    name = event_of(read, first, last)
    if name == "other" and catastrophe(read.scene, first, last) is None:
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
        if date.relation in ("by", "after", "from") or (date.edtf.endswith("X") and not _is_event(read, date)):
            continue
        if read.speaker is not None and read.speaker.begin <= date.begin <= read.speaker.end:
            continue
        if read.scene.low(date.begin - 1) in _NOT:
            continue
        _dated(read, date, used)


def _is_event(read: Read, date: Date) -> bool:
    begin, end = clause(read.scene, date.begin, date.end)
    return event_of(read, begin, end) in STRONG


def _dated(read: Read, date: Date, used: set[int], widened: bool = False) -> None:
    scene = read.scene
    begin, end = clause(scene, date.begin, date.end)
    if widened:
        begin, end = clause(scene, begin - 1, end)
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
    read.drafts.append(
        Draft(
            "when",
            start,
            last,
            name,
            group_of(read, begin, end),
            period=date.edtf,
            confidence=0.6,
            core=(date.begin, date.end),
        )
    )


def _is_verb(read: Read, mark: Mark) -> bool:
    """A verb form, not the noun of the same dictionary form."""
    token = read.scene.tokens[mark.begin]
    if read.scene.language == "en":
        return token.low.endswith(("ed", "ing")) or mark.end - mark.begin > 1 or token.low in words("is_verb")
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
    is_act = scene.at(mark.begin, "phrase:act") is not None
    exact = len(date.edtf) >= 7 and "/" not in date.edtf
    passive = scene.language == "en" and any(
        scene.low(k) in ("was", "were", "been") for k in range(max(begin, mark.begin - 3), mark.begin)
    )
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
