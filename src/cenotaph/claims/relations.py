"""One thing against another: comparisons, superlatives, what came first, and what caused what."""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.clauses import catastrophe, clause, event_near, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG, settle
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.numerals import number_at
from cenotaph.claims.quantities import hedge_before
from cenotaph.claims.scene import Scene

_NUMBERED = ("quantity", "share", "rate", "quota")
_TIME_WORDS = frozenset(
    [
        "year",
        "winter",
        "spring",
        "summer",
        "autumn",
        "month",
        "day",
        "season",
        "decade",
        "рік",
        "зима",
        "весна",
        "літо",
        "осінь",
        "місяць",
        "год",
        "лето",
        "осень",
        "месяц",
    ]
)
_ABOUT_FIRST = frozenset(["to", "starve", "die", "go", "be", "fall", "suffer", "perish", "flee"])


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
        if scene.language == "en" and scene.low(end) == "the":
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
    name = settle(scene, close, None, begin, end) if close is not None else event_of(read, first, last)
    if name == "other" and previous is not None:
        name = previous.event
    if name == "other" and catastrophe(scene, first, last) is None and previous is None:
        return
    start = begin
    for k in range(begin - 1, max(first - 1, begin - 9), -1):
        if scene.at(k, "event") or scene.at(k, "phrase:catastrophe"):
            start = k
    overlapping = [d for d in read.drafts if d.begin < begin and begin < d.end]
    group = previous.group if previous is not None else group_of(read, first, begin)
    finish = max(stop if than else end, end)
    if not than:
        for k in range(end, min(end + 3, last)):
            if scene.at(k, "phrase:comparative") or scene.at(k, "event"):
                finish = max(finish, k + 1)
    if not overlapping or read.free(begin, end):
        read.drafts.append(Draft("comparison", start if read.free(start, begin) else begin, finish, name, group, quantity, than=than,
                                 confidence=0.8, core=(begin, end)))  # fmt: skip


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
                event_of(read, first, last),
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
        read.drafts.append(Draft("comparison", begin, stop, event_of(read, first, last), group_of(read, first, last), m.quantity, than=than,
                                 confidence=0.8, core=(m.first, m.last)))  # fmt: skip


def _plain_comparisons(read: Read) -> None:
    """Killed more people than the war had; deaths outnumbered births by three to one."""
    scene = read.scene
    for mark in scene.marks.get("phrase:comparison", ()):
        if mark.end - mark.begin == 1 and scene.low(mark.begin) in ("ніж", "чем", "нежели"):
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


def _compared(read: Read, mark: Mark, comparative: int) -> None:
    scene = read.scene
    if scene.inside(comparative, "phrase:before") or scene.inside(comparative, "phrase:after"):
        return
    figure = mark.end
    while scene.low(figure) in ("the", "a", "up", "to", "about", "some", "за", "від"):
        figure += 1
    if number_at(scene, figure) is not None or any(
        d.begin <= figure < d.end and "phrase" not in d.edtf
        for d in read.dates
        if d.begin == figure and scene.low(mark.begin) in ("exceed", "превышать")
    ):
        return
    if any(
        m.begin <= mark.begin < m.last or m.begin <= comparative < m.last or m.first - 2 <= mark.begin < m.first
        for m in read.mentions
        if m.kind != "times"
    ):
        return
    first, last = clause(scene, comparative, mark.end)
    if not _about(read, first, last) or any(
        d.kind == "comparison" and d.begin < last and first < d.end for d in read.drafts
    ):
        return
    if any(d.begin < mark.end and comparative < d.end for d in read.drafts):
        return
    stop = mark.end
    while stop < last and scene.low(stop) not in (",", ";", ".") and stop - mark.end < 16:
        stop += 1
    than_from = mark.end if scene.low(mark.end - 1) in ("than", "ніж", "чем", "нежели", "за", "від") else mark.begin + 1
    for k in range(mark.begin, mark.end):
        if scene.low(k) in ("than", "ніж", "чем"):
            than_from = k + 1
    quantity = _ratio(read, than_from, stop)
    begin = next(
        (
            k
            for k in range(first, comparative)
            if (scene.at(k, "event") or scene.at(k, "phrase:catastrophe") or scene.at(k, "group"))
            and not any(d.begin <= k < d.end for d in read.dates)
        ),
        comparative,
    )
    than = text_of(
        scene,
        than_from,
        stop
        if quantity is None
        else next((k for k in range(than_from, stop) if scene.low(k) in ("by", "в", "у")), stop),
    )
    name = event_of(read, begin, comparative) if begin < comparative else "other"
    if name == "other":
        name = event_of(read, first, last)
    read.drafts.append(
        Draft(
            "comparison",
            begin,
            stop,
            name,
            group_of(read, first, than_from),
            quantity,
            than=than,
            confidence=0.7,
            core=(comparative, mark.end),
        )
    )


def _ratio(read: Read, begin: int, end: int) -> Quantity | None:
    """By three to one."""
    scene = read.scene
    for k in range(begin, end):
        if scene.low(k) == "by" and (n := number_at(scene, k + 1)) is not None and scene.low(n.end) in ("to", ":"):
            other = number_at(scene, n.end + 1)
            if other is not None and other.value > 0:
                ratio = round(n.value / other.value, 6)
                return Quantity(low=ratio, high=ratio, step=1, unit="times")
    return None


def superlative(read: Read) -> None:
    """The worst, the deadliest, the first to be deported, найбільше втратила."""
    scene = read.scene
    for mark in scene.marks.get("phrase:superlative", ()):
        first, last = clause(scene, mark.begin, mark.end)
        if any(d.begin <= mark.begin < d.end for d in read.drafts if d.kind in _NUMBERED) or not _superlative_is_about(
            read, mark, first, last
        ):
            continue
        words = scene.low(mark.begin)
        end = _end_of_superlative(read, mark, last)
        begin = mark.begin
        subject = [k for k in range(first, mark.begin) if scene.at(k, "phrase:catastrophe") or scene.at(k, "event")]
        if subject and mark.begin - subject[0] < 24:
            begin = subject[0]
        elif words not in ("the",) or scene.low(mark.begin - 1) in (
            "was",
            "were",
            "is",
            "been",
            "була",
            "было",
            "стала",
        ):
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
        return bool(near) and word in ("перші", "першими", "першою", "першим", "первыми", "первым", "первой")
    close = range(max(first, mark.begin - 9), min(last, mark.end + 7))
    if any(scene.at(k, "phrase:catastrophe") for k in close):
        return not is_personal(scene, first, mark.begin)
    if any(e.names[0] in STRONG | {"lost"} for e in read.events if e.begin in close):
        return True
    if any(e.begin in range(mark.end, mark.end + 2) or e.end in range(mark.begin - 1, mark.begin + 1) for e in read.events):
        return True  # suffered most, найбільше постраждали
    if any(not scene.tokens[k].keys.isdisjoint(_TIME_WORDS) for k in after) and (
        read.context.event or read.dates or group_of(read, first, last) != "people"
    ):
        return not is_personal(scene, first, last)
    known = bool(read.context.event or read.drafts or read.events)
    return scene.low(mark.begin - 2) in ("it", "this") and scene.low(mark.begin - 1) in ("was", "is") and known


def _end_of_superlative(read: Read, mark: Mark, last: int) -> int:
    end = mark.end
    while end < last and read.scene.low(end) not in (",", ".", ";") and end - mark.end < 10:
        end += 1
    return end


def sequence(read: Read) -> None:
    """Arrested before Easter; typhus began earlier than the hospital opened; first the teachers, then the agronomists."""
    scene = read.scene
    for mark in scene.marks.get("phrase:sequence", ()):
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
        opens = scene.low(mark.begin) in (
            "спершу",
            "спочатку",
            "насамперед",
            "перше",
            "сначала",
            "сперва",
            "вначале",
            "поначалу",
            "first",
            "прежде",
        )
        if opens and mark.end - mark.begin == 1:
            if then is not None and event_of(read, first, len(scene)) in STRONG:
                read.drafts.append(Draft("sequence", mark.begin, _to_stop(scene, then.end), event_of(read, first, len(scene)),
                                         group_of(read, mark.begin, then.begin), than=text_of(scene, then.end, _to_stop(scene, then.end)), confidence=0.6))  # fmt: skip
            continue
        _ordered(read, mark, first, last)
    _before_and_after(read)


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
    if not about or is_personal(scene, first, last):
        return
    stop = _to_stop(scene, mark.end)
    stop = min(stop, last)
    if stop <= mark.end or number_at(scene, mark.end) is not None:
        return
    weak = mark.end - mark.begin == 1 and scene.language == "en"
    if weak and name not in STRONG and catastrophe(scene, mark.end, stop) is None:
        return
    begin = mark.begin
    for k in range(first, mark.begin):
        if scene.at(k, "event") or scene.at(k, "phrase:catastrophe") or scene.at(k, "group"):
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
                read.drafts.append(Draft("sequence", begin, mark.end + 1, event_of(read, first, last), group_of(read, first, last),
                                         than=text_of(scene, mark.end, mark.end + 1), confidence=0.5))  # fmt: skip


def cause(read: Read) -> None:
    """X because of Y, Y caused X, with no number in it."""
    scene = read.scene
    for mark in scene.marks.get("phrase:cause", ()):
        if any(d.begin <= mark.begin < d.end for d in read.dates) or any(
            m.begin <= mark.begin < m.end for m in read.mentions
        ):
            continue
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
    if scene.language != "en" and (scene.at(mark.end, "when:year_unit") or scene.at(mark.end, "when:day_unit") or scene.at(mark.end, "when:month_unit")
                                   or (scene.low(mark.begin) == "через" and _crosses(scene, mark.end))):  # fmt: skip
        return None
    if mark.begin > first + 1:
        begin, end, cause_begin, cause_end = first, mark.begin, mark.end, _to_comma(scene, mark.end, last)
    else:
        comma = _main_comma(scene, mark.end, last)
        begin, end, cause_begin, cause_end = comma, last, mark.end, _to_comma(scene, mark.end, last)
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


def _crosses(scene: Scene, i: int) -> bool:
    """Через кордон, через річку: a way, no cause."""
    return (
        not scene.tokens[min(i, len(scene) - 1)].keys.isdisjoint(
            {
                "кордон",
                "річка",
                "граница",
                "река",
                "переїзд",
                "міст",
                "мост",
                "дорога",
                "поле",
                "ліс",
                "лес",
                "лінія",
                "линия",
                "море",
                "табір",
                "лагерь",
                "в'язниця",
                "газета",
                "вікно",
            }
        )
        or scene.at(i, "place") is not None
    )


def _to_comma(scene: Scene, begin: int, last: int) -> int:
    while begin < last and scene.low(begin) not in (",", ";", "."):
        begin += 1
    return begin


def _main_comma(scene: Scene, begin: int, last: int) -> int:
    commas = [k for k in range(begin, last) if scene.low(k) == ","]
    return commas[-1] + 1 if commas else begin


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
    said = _to_comma(scene, begin, mark.begin)
    if said <= begin or is_personal(scene, first, last):
        return None
    stop = min(last, (named + 1) if named is not None else last)
    return Draft(
        "cause", begin, stop, effect, group_of(read, mark.end, last), cause=text_of(scene, begin, said), confidence=0.6
    )
