"""One thing against another: twice as many, more than, fewer than, halved."""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.clauses import catastrophe, clause, event_near, event_of, group_of, people_in, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import Event, settle
from cenotaph.claims.figures import is_ratio
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import noun_after, noun_at
from cenotaph.claims.numerals import number_at
from cenotaph.claims.quantities import hedge_before
from cenotaph.claims.scene import Scene
from cenotaph.claims.topics import topic_noun
from cenotaph.claims.words import words


def compare(read: Read) -> None:
    """Twice as many as, more people than, larger than that of, outnumbered, halved."""
    _multiples(read)
    _multiplied(read)
    _differences(read)
    _plain_comparisons(read)


def _about(read: Read, begin: int, end: int) -> bool:
    return catastrophe(read.scene, begin, end) is not None or event_of(read, begin, end) != "other"


def _than(read: Read, begin: int, end: int) -> tuple[str, int]:
    """(the other side as said, where it ends) of a comparison between tokens begin and end."""
    scene = read.scene
    for k in range(begin, end):
        mark = scene.at(k, "phrase:than")
        if mark is None or (
            scene.language == "en"
            and scene.low(k) == "as"
            and scene.low(k + 1) in ("many", "much", "high", "large", "great", "few")
        ):
            continue
        if scene.language == "uk" and scene.low(k) in ("за", "від", "як") and not scene.at(k - 1, "phrase:comparative"):
            continue
        stop = k + 1
        while stop < end and scene.low(stop) not in (",", ";", ".") and stop - k < 16:
            stop += 1
        return text_of(scene, k + 1, stop), stop
    return "", begin


def _multiples(read: Read) -> None:
    """Nine times as many as in June; втричі вища, ніж; превысила в четыре раза."""
    scene = read.scene
    found: list[tuple[int, int, Quantity]] = []
    for m in read.mentions:
        if m.kind == "times" and m.quantity.low is not None and m.quantity.low > 1:
            found.append((m.begin, m.end, m.quantity))
    for mark in scene.marks.get("multiple", ()):
        if float(mark.value) > 1 or scene.at(mark.end, "phrase:comparative"):
            hedge, begin = hedge_before(scene, mark.begin)
            found.append(
                (begin, mark.end, Quantity(low=mark.value, high=mark.value, step=1, hedge=hedge, unit="times"))
            )
    for mark in scene.marks.get("ordinal", ()):
        if scene.low(mark.begin) == "half" and scene.low(mark.end) == "as":
            hedge, begin = hedge_before(scene, mark.begin)
            found.append((begin, mark.end, Quantity(low=0.5, high=0.5, step=0.05, hedge=hedge, unit="times")))
    for begin, end, quantity in found:
        first, last = clause(scene, begin, end)
        near = range(max(first, begin - 5), min(last, end + 4))
        compared = any(scene.at(k, "phrase:comparative") or scene.at(k, "phrase:than") for k in near) or any(
            m.begin >= first and m.end <= last and scene.tokens[m.begin].kind == "word"
            for m in scene.marks.get("phrase:comparison", ())
        )
        if scene.language == "en" and scene.low(end) in ("the", "that", "what"):
            compared = True
        if any(scene.at(k, "phrase:changed") for k in range(max(first, begin - 3), min(last, end + 3))):
            compared = True
        if not compared:
            continue
        _add_multiple(read, begin, end, quantity, first, last)


def _add_multiple(read: Read, begin: int, end: int, quantity: Quantity, first: int, last: int) -> None:
    scene = read.scene
    than, stop = _than(read, end, last)
    previous = read.drafts[-1] if read.drafts else None
    close = event_near(read, begin, end, 6.0)
    close = _first_named(read, first, begin, end, close) if scene.language != "en" else close
    name = settle(scene, close, None, begin, end) if close is not None else event_of(read, first, last)
    if name == "other" and previous is not None:
        name = previous.event
    counted = group_of(read, end, last)
    named = scene.has("phrase:figure", first, begin) or any(scene.at(k, "nation") for k in range(first, begin))
    if name == "other" and named and scene.language != "en":
        name = "counted"  # чисельність караїмів упала вдвічі
    if name == "other" and catastrophe(scene, first, last) is None and previous is None and counted == "people":
        return
    start = begin
    for k in range(begin - 1, max(first - 1, begin - 9), -1):
        if scene.at(k, "event") or scene.at(k, "phrase:catastrophe"):
            start = k
    overlapping = [d for d in read.drafts if d.begin < begin and begin < d.end]
    topic = topic_noun(scene, begin)
    group = previous.group if previous is not None else group_of(read, first, begin)
    counted = noun_after(scene, end + 1, most=1) if scene.at(end, "phrase:comparative") else None
    topic = counted if counted is not None and counted.section in ("people", "nations") else topic
    group = topic.name if topic is not None else group
    finish = max(stop if than else end, end)
    if not than:
        for k in range(end, min(end + 3, last)):
            if scene.at(k, "phrase:comparative") or scene.at(k, "event"):
                finish = max(finish, k + 1)
    if not overlapping or read.free(begin, end):
        read.drafts.append(
            Draft(
                "comparison",
                start if read.free(start, begin) else begin,
                finish,
                name,
                group,
                quantity,
                than=than,
                confidence=0.8,
                core=(begin, end),
            )
        )


def _first_named(read: Read, first: int, begin: int, end: int, close: Event | None) -> Event | None:
    """Умерших оказалось впятеро больше, чем убитых; смертность превысила рождаемость: what is compared comes first."""
    exceeds = any(read.scene.at(k, "phrase:comparison") for k in range(first, begin))
    if close is None or not (close.begin >= end or exceeds):
        return close
    before = (e for e in read.events if first <= e.begin < begin and e.names[0] not in ("other", "counted"))
    return next(before, close)


def _multiplied(read: Read) -> None:
    """The number of births halved between 1931 and 1934."""
    scene = read.scene
    for mark in scene.marks.get("multiplied", ()):
        if scene.tokens[mark.begin].low in ("double", "triple", "treble"):
            continue
        first, last = clause(scene, mark.begin, mark.end)
        if (
            not _about(read, first, last)
            and group_of(read, first, last) == "people"
            and not scene.has("phrase:figure", first, mark.begin)
        ):
            continue
        begin = next(
            (
                k
                for k in range(first, mark.begin)
                if scene.at(k, "phrase:figure") or scene.at(k, "event") or scene.at(k, "group")
            ),
            mark.begin,
        )
        value = float(mark.value)
        if any(d.kind == "comparison" and d.core and d.core[0] <= mark.begin < d.core[1] for d in read.drafts):
            continue
        nearest = event_near(read, mark.begin, mark.end, 4.0)
        named = settle(scene, nearest, None, mark.begin, mark.end) if nearest is not None else ""
        quantity = Quantity(
            low=value, high=value, step=0.05 if value < 1 else 1, hedge=hedge_before(scene, mark.begin)[0], unit="times"
        )
        dated = [d for d in read.dates if d.begin >= mark.end and d.begin - mark.end <= 2]
        than = dated[0].edtf.partition("/")[0] if dated and "/" in dated[0].edtf else ""
        end = dated[0].end if dated else mark.end
        read.drafts.append(
            Draft(
                "comparison",
                begin,
                end,
                named or event_of(read, first, last),
                group_of(read, begin, mark.begin),
                quantity,
                than=than,
                confidence=0.8,
            )
        )


def _differences(read: Read) -> None:
    """На 7 % більше, ніж: a share more or less than something."""
    scene = read.scene
    for m in read.mentions:
        if m.kind != "share" or scene.at(m.last, "phrase:comparative") is None or not read.free(m.begin, m.last):
            continue
        first, last = clause(scene, m.begin, m.last)
        than, stop = _than(read, m.last, last)
        if not than or not _about(read, first, last):
            continue
        begin = next(
            (k for k in range(max(first, m.begin - 5), m.begin) if scene.at(k, "event") or scene.at(k, "group")),
            m.begin,
        )
        read.drafts.append(
            Draft(
                "comparison",
                begin,
                stop,
                event_of(read, first, last),
                group_of(read, first, last),
                m.quantity,
                than=than,
                confidence=0.8,
                core=(m.first, m.last),
            )
        )


def _plain_comparisons(read: Read) -> None:
    """Killed more people than the war had; deaths outnumbered births by three to one."""
    scene = read.scene
    for mark in (*scene.marks.get("phrase:comparison", ()), *_more_than_these(scene)):
        if mark.value == "genitive":
            comparative = mark.begin
        elif (mark.end - mark.begin == 1 or scene.language != "en") and scene.low(mark.begin) in words("than"):
            comparative = next(
                (k for k in range(mark.begin - 1, max(-1, mark.begin - 9), -1) if scene.at(k, "phrase:comparative")),
                None,
            )
        elif scene.at(mark.begin, "phrase:comparative") or (scene.language == "en" and scene.low(mark.begin) == "than"):
            comparative = next(
                (k for k in range(mark.begin, max(-1, mark.begin - 9), -1) if scene.at(k, "phrase:comparative")), None
            )
        elif scene.tokens[mark.begin].keys & {
            "outnumber",
            "exceed",
            "surpass",
            "перевищити",
            "перевищувати",
            "переважати",
            "превысить",
            "превышать",
            "превосходить",
            "превзойти",
        }:
            comparative = mark.begin
        else:
            comparative = None
        if comparative is not None:
            _compared(read, mark, comparative)


def _more_than_these(scene: Scene) -> list[Mark]:
    """Больше тогдашнего населения Владикавказа: what it is more than stands in the genitive."""
    found = []
    for mark in scene.marks.get("phrase:comparative", ()) if scene.language != "en" else ():
        k = mark.end
        while k < min(mark.end + 3, len(scene)) and {"ADJF", "gent"} <= scene.tokens[k].grammar:
            k += 1
        counted = k < len(scene) and not scene.tokens[k].keys.isdisjoint(words("what_is_compared"))
        if counted and {"NOUN", "gent"} <= scene.tokens[k].grammar and mark.end - mark.begin == 1:
            found.append(Mark("phrase:comparison", ("genitive",), mark.begin, mark.end))
    return found


def _is_hedge(read: Read, mark: Mark, comparative: int) -> bool:
    """More than five million: a figure follows, and the words only hedge it; or they order two events in time."""
    scene, figure = read.scene, mark.end
    if scene.low(comparative) in words("sooner_or_later"):
        return True
    if scene.inside(comparative, "phrase:before") or scene.inside(comparative, "phrase:after"):
        return True
    within = scene.low(mark.end - 1) in words("where")  # than in the ten years before
    while scene.low(figure) in words("between_than_and_figure"):
        figure += 1
    if not within and number_at(scene, figure) is not None and not any(d.begin <= figure < d.end for d in read.dates):
        return True
    return any(
        m.begin <= mark.begin < m.last or m.begin <= comparative < m.last or m.first - 2 <= mark.begin < m.first
        for m in read.mentions
        if m.kind != "times" and not is_ratio(scene, m)
    )


def _compared(read: Read, mark: Mark, comparative: int) -> None:
    scene = read.scene
    first, last = clause(scene, comparative, mark.end)
    taken = any(d.begin < mark.end and comparative < d.end for d in read.drafts) or any(
        d.kind == "comparison" and d.begin < last and first < d.end for d in read.drafts
    )
    counted = noun_at(scene, comparative + 1)
    people = (counted is not None and counted.is_people) or mark.value == "genitive"
    if scene.language != "en" and not people:
        people = (after := noun_after(scene, mark.end, most=2)) is not None and after.is_people
    if scene.language == "en" and scene.low(comparative) in words("worse"):
        people = people or people_in(read, first, comparative) is not None
    worse = scene.low(comparative) in words("worse") and any(
        not t.keys.isdisjoint(words("time_words")) for t in scene.tokens[first:comparative]
    )
    if taken or not (people or worse or _about(read, first, last)) or _is_hedge(read, mark, comparative):
        return
    stop = mark.end
    while stop < last and scene.low(stop) not in (",", ";", ".") and stop - mark.end < 16:
        stop += 1
    other = next(
        (k + 1 for k in range(mark.end - 1, mark.begin - 1, -1) if scene.low(k) in words("than")), mark.begin + 1
    )
    quantity = _ratio(read, other, stop)
    said = stop if quantity is None else next((k for k in range(other, stop) if scene.low(k) in ("by", "в", "у")), stop)
    begin = _subject(read, first, comparative)
    name = event_of(read, begin, comparative) if begin < comparative else "other"
    if name == "other":
        name = event_of(read, first, last)
    topic = topic_noun(scene, comparative)
    group = topic.name if topic is not None else group_of(read, first, other)
    draft = Draft("comparison", begin, stop, name, group, quantity, than=text_of(scene, other, said))
    draft.confidence, draft.core = 0.7, (comparative, mark.end)
    read.drafts.append(draft)


def _subject(read: Read, first: int, comparative: int) -> int:
    """The first word before a comparative that says what is compared."""
    scene = read.scene
    for k in range(first, comparative):
        if any(d.begin <= k < d.end for d in read.dates):
            continue
        if any(scene.at(k, category) for category in ("event", "phrase:catastrophe", "group")):
            return k
    return comparative


def _ratio(read: Read, begin: int, end: int) -> Quantity | None:
    """By three to one."""
    scene = read.scene
    for k in range(begin, end):
        n = number_at(scene, k + 1) if scene.low(k) == "by" else number_at(scene, k)
        if n is not None and scene.low(n.end) in ("to", ":"):
            other = number_at(scene, n.end + 1)
            if other is not None and other.value > 0:
                ratio = round(n.value / other.value, 6)
                return Quantity(low=ratio, high=ratio, step=1, unit="times")
    return None
