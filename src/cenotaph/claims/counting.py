"""Statements with a number: counts and rates, each with whom and what it is about."""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_builds import died_of, is_counted_bare, listed_noun, topic_of
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.events import STRONG, Event, distance, is_negated_verb, nearest_event, settle
from cenotaph.claims.figures import (
    exists_near,
    is_age,
    is_denied,
    is_parallel,
    is_ratio,
    is_single,
    is_whole,
    not_this,
    part_phrase,
    predicate_noun,
    said_of_topic,
    said_to_be,
    subject_noun,
    whole_noun,
    whom_it_cost,
)
from cenotaph.claims.nouns import EVERYBODY, Noun
from cenotaph.claims.quantities import Mention
from cenotaph.claims.sharing import difference, share
from cenotaph.claims.words import words

CLOSE = 14.0  # tokens, penalties included, within which an event is that of a figure
_SMALL = 10
_MANY = 1000
_LARGE = 1e4
_WEAK = frozenset({"", "other", "counted", "missing", "lost"})
_CENSUS = frozenset({"census", "перепис", "перепись"})
_RATES = (("each_day", "day"), ("each_week", "week"), ("each_month", "month"), ("each_year", "year"))
Spans = list[tuple[int, int]]


def count(read: Read) -> None:
    """Add a draft for every quantity that says something of people or loss."""
    spans = [(m.begin, m.end) for m in read.mentions]
    for m in read.mentions:
        if m.is_label or m.is_denied or m.kind in ("times", "time") or read.counted(m.first, m.last):
            continue
        if is_ratio(read.scene, m) or difference(read.scene, m):
            continue
        others = [s for s in spans if s != (m.begin, m.end)]
        draft = {"share": share, "mass": _mass}.get(m.kind, _count)(read, m, others)
        if draft is not None:
            draft.core, draft.figure_end = (m.first, m.last), m.end
            draft.negated = draft.negated or is_denied(read.scene, m)
            read.drafts.append(draft)
    _agree(read)


def _agree(read: Read) -> None:
    """Three million people, more than a third of the population, were living on soup: one verb for both."""
    for one, other in zip(read.drafts, read.drafts[1:], strict=False):
        if (
            one.core is None
            or other.core is None
            or {one.kind, other.kind} != {"quantity", "share"}
            or one.part
            or other.part
        ):
            continue
        between = range(min(max(one.core[1], one.figure_end), other.core[0]), other.core[0])
        if len(between) > 8 or not any(read.scene.low(k) in words("between_appositions") for k in between):
            continue
        if len(between) <= 2 and read.scene.low(between.start) == "," and one.cost < other.cost and other.cost > 4:
            other.event = one.event  # 4 million, some 12 per cent of the population, and births: what stands before
        if any(read.scene.low(k) in words("that_is") for k in between):
            other.event = one.event  # умерло 340, то есть больше четверти
        weak = ("other", "counted")
        if one.event in weak and other.event not in weak:
            one.event = other.event
        elif other.event in weak and one.event not in weak:
            other.event = one.event


def _count(read: Read, m: Mention, others: Spans) -> Draft | None:
    scene = read.scene
    part = part_phrase(scene, m, [(d.begin, d.end) for d in read.drafts if d.part])
    one = m.quantity.low == m.quantity.high == 1 and not m.quantity.vague
    if (one and not is_single(scene, m)) or is_whole(read, m) or (part is None and is_age(read, m)):
        return None
    begin, end = (min(m.begin, part[0]), max(m.end, part[1])) if part else (m.begin, m.end)
    noun = m.noun
    if part is not None and noun is None and (noun := predicate_noun(scene, end)) is not None:
        end = noun.end
    event, cost = nearest_event(scene, begin, end, read.events, others, noun) or (None, 99.0)
    name = settle(scene, event, noun, begin, end) if event and cost <= CLOSE + 6 else ""
    if name in ("", "counted", "other") and (own := said_of_topic(read, m)) is not None:
        event, cost, name = own, 1.0, settle(scene, own, noun, begin, end)
    if noun is None and part is None and not read.drafts and (event is None or event.is_noun or name in _WEAK):
        noun = whole_noun(read, m) or listed_noun(scene, m) or subject_noun(read, m)
    if not name and noun is not None and noun.name == EVERYBODY and not m.quantity.vague:
        name = "counted" if part is None and last_of(read) is None else name
    if name in ("", "other") and any(not t.keys.isdisjoint(_CENSUS) for t in scene.tokens):
        name = "counted"
    last = read.drafts[-1] if read.drafts else None
    confidence = _confidence(read, m, noun, name, cost, part is not None, last)
    if confidence <= 0:
        return None
    name, event = _event(read, m, noun, name, event, cost, part is not None, last)
    quantity = _with_unit(read, m, noun, part is not None, name)
    draft = Draft("quantity", begin, end, name, _group(read, m, noun, part is not None, last), quantity)
    draft.confidence, draft.part, draft.cost = confidence, part is not None, cost
    if m.total is not None:
        draft.base = draft.group
    if part is not None:
        draft.part_of = last or read.context.last
    stretch(read, draft, event, cost)
    _rate(read, m, draft)
    if read.scene.language == "en" and event is not None and name == "died":
        draft.cause = died_of(read.scene, event.end)
    return draft


def last_of(read: Read) -> Draft | None:
    return read.drafts[-1] if read.drafts else read.context.last


def _event(
    read: Read,
    m: Mention,
    noun: Noun | None,
    name: str,
    event: Event | None,
    cost: float,
    part: bool,
    last: Draft | None,
) -> tuple[str, Event | None]:
    """(what happened, where it is said); what was said last holds for a part and for a bare figure."""
    source = last or read.context.last
    uncertain = not name or cost > CLOSE or name in ("counted", "other")
    uncertain = uncertain or (part and event is not None and event.is_noun and read.scene.language != "en")
    bare = noun is None or noun.name == EVERYBODY or (last is not None and is_parallel(read.scene, m, last))
    if (
        uncertain
        and (part or bare)
        and source is not None
        and source.event != "other"
        and (part or noun is None or not name)
    ):
        return source.event, event if name and cost <= CLOSE and not part else None
    if event is not None and is_negated_verb(read.scene, event) and name in ("returned", "survived"):
        name = "missing" if name == "returned" else "died"
    if name in ("", "other") and noun is not None:
        own = next(
            (e for e in read.events if e.is_noun and noun.begin <= e.begin < noun.end and e.names[0] in STRONG), None
        )
        if own is not None and noun.section == "people":
            return own.names[0], event
        large = (m.quantity.low or 0) >= _MANY and noun.section in ("people", "nations")
        if not name and large and exists_near(read.scene, m):
            return "counted", None
    return name or "other", event


def _confidence(
    read: Read, m: Mention, noun: Noun | None, name: str, cost: float, part: bool, last: Draft | None
) -> float:
    """How sure it is that the figure is a statement; 0 when it is none."""
    strong = name in STRONG and cost <= CLOSE
    if noun is None:
        return _of_bare(read, m, name, cost, part, last)
    value, vague = m.quantity.high or 0, bool(m.quantity.vague)
    if m.quantity.vague in ("many", "few") and not strong:
        return 0
    exists = exists_near(read.scene, m)
    if noun.section in ("people", "nations"):
        if strong:
            return 0.95
        if noun.name == EVERYBODY and not (name or exists or m.is_scaled or part):
            known = read.drafts[-1].event if read.drafts else ""
            if read.scene.language != "en" and (known in STRONG or known == "counted") and value > 2:
                return 0.55  # каждый двадцатый, а из вагона матери — семнадцать человек
            return 0.5 if value >= 100 else 0
        if (
            value < _SMALL
            and not vague
            and not part
            and not ((m.is_collective and name) or _of_list(read, m, noun) or (name and _is_rate(read, m)))
        ):
            return 0
        return 0.75 if name or exists else 0.55
    if noun.section in ("animals", "things") and noun is whole_noun(read, m):
        return 0.7
    inside = read.scene.language != "en" and read.scene.low(m.begin - 1) in ("в", "у", "во", "по", "на")
    if noun.section == "things" and inside and name in ("", "other"):
        return 0  # розмістили в одинадцяти притулках
    of_people = name in ("died", "starved", "ill", "hungry", "lost")
    if noun.name in ("towns", "districts") and of_people and value < _SMALL:
        return 0  # кладуть на п'ять губерній мільйон померлих
    if noun.section in ("animals", "things"):
        if name and cost <= CLOSE and name != "counted":
            return 0.8 if value >= 3 or vague else 0
        homes = read.scene.language != "en" and noun.unit in ("households", "villages")
        return 0.55 if (exists or name or homes) and value >= _SMALL and not vague else 0
    if noun.is_people and (strong or (value >= _SMALL and name)):
        return 0.8 if strong else 0.6
    if noun.is_people and value >= _SMALL and read.scene.language != "en":
        return 0.5  # самоселів було 1 200: whoever they are, they were counted
    return 0.5 if name in ("requisitioned", "killed", "died", "lost") and cost <= 6 and value >= _SMALL else 0


def _of_bare(read: Read, m: Mention, name: str, cost: float, part: bool, last: Draft | None) -> float:
    """Of a figure without a noun: it needs an event, a whole, or a figure like it."""
    value, known = m.quantity.high or 0, last or read.context.last
    if read.scene.low(m.begin - 1) == "for" and cost > 1 and not m.is_scaled:
        late = part and known is not None and value >= _MANY  # it came too late for 40,000 of them
        return 0.5 if late else 0  # a hall for 800
    if name in STRONG and cost <= CLOSE and (cost <= 9 or m.is_scaled):
        return 0.9 if cost <= 4 else 0.75
    if read.context.asked and last is None and value >= 2 and not m.quantity.vague and read.scene.language != "en":
        return 0.6  # — Скільки їх вернулося? — Тридцять один.
    if part and name in ("", "other") and known is None:
        return 0  # forty-one of them, and nobody has said of whom
    if part is False and whole_noun(read, m) is not None and value >= 2:
        return 0.7
    if part or (m.is_collective and value >= _SMALL):
        return 0.75
    if name and name != "other" and cost <= 9 and value >= _SMALL and (cost <= 3 or value >= 100):
        return 0.7
    if value >= _SMALL and name and (_is_rate(read, m) or (m.is_scaled and cost <= 9)) and not m.quantity.vague:
        return 0.6
    if m.is_scaled and not m.quantity.vague and value >= (_LARGE if known is not None else 10 * _LARGE):
        return 0.6
    scene, begin = read.scene, m.begin
    if scene.language != "en" and value >= _MANY and known is not None and m.quantity.hedge != "none":
        return 0.55  # на рівнину мусило зійти близько 85 000
    if value >= _SMALL and known is not None and scene.has("phrase:figure", max(0, begin - 7), begin):
        return 0.6  # the number had risen to sixty-four
    if value >= _SMALL and known is not None and scene.ending(begin, "phrase:said") is not None:
        return 0.6  # the district put it at no more than 150
    if value >= _SMALL and known is not None:
        like = last is not None and (is_parallel(read.scene, m, last) or not_this(read.scene, m))
        if (
            last is not None
            and value >= 100
            and (noun_follows := read.scene.tokens[m.last].kind if m.last < len(read.scene) else "punct") == "punct"
        ):
            like = like or bool(noun_follows)
        if like or (
            value >= _SMALL and read.scene.low(m.begin - 1) in read.context.before_figures - {"", "of", "in", "and"}
        ):
            return 0.6
    if is_counted_bare(read, m, known is not None):
        return 0.55
    return 0.5 if m.quantity.vague and m.is_scaled and name and cost <= 8 else 0


def _mass(read: Read, m: Mention, others: Spans) -> Draft | None:
    """Tonnes and rubles: what was taken, and fines; never prices."""
    event, cost = nearest_event(read.scene, m.begin, m.end, read.events, others, None) or (None, 99.0)
    name = settle(read.scene, event, None, m.begin, m.end) if event is not None and cost <= CLOSE else ""
    taken = name if name in ("lost", "requisitioned") else "other"
    near = (max(0, m.begin - 12), min(len(read.scene), m.end + 6))
    if taken == "other" and not (m.quantity.unit == "rubles" and read.scene.has("phrase:money_loss", *near)):
        return None
    if m.quantity.unit == "rubles" and not read.scene.has("phrase:money_loss", *near):
        return None
    draft = Draft("quantity", m.begin, m.end, taken, EVERYBODY, m.quantity, confidence=0.7)
    stretch(read, draft, event, cost)
    return draft


def _with_unit(read: Read, m: Mention, noun: Noun | None, part: bool, name: str) -> Quantity:
    """A bare figure counts what was counted before, when it is a part of it or the same befell it."""
    if noun is not None:
        return m.quantity.model_copy(update={"unit": noun.unit})
    source = read.drafts[-1] if read.drafts else read.context.last
    unit = "persons"
    if (
        source is not None
        and source.quantity is not None
        and source.kind == "quantity"
        and (part or name == source.event)
    ):
        unit = source.quantity.unit
    return m.quantity.model_copy(update={"unit": unit})


def _group(read: Read, m: Mention, noun: Noun | None, part: bool, last: Draft | None) -> str:
    if noun is not None:
        return noun.name
    if part:
        source = last or read.context.last
        return source.group if source is not None else EVERYBODY
    if (said := said_to_be(read.scene, m.last)) is not None:
        return said.name
    if last is not None and last.quantity is not None and read.scene.low(m.first - 1) == "до":
        return last.group  # з 24 млн до 19 млн
    if (paid := whom_it_cost(read.scene, m)) is not None:
        return paid
    after = next((e for e in read.events if e.is_noun and m.last <= e.begin <= m.last + 1), None)
    if last is not None and last.quantity is not None and last.quantity.unit == "persons" and after is None:
        return last.group
    if last is None and read.context.last is not None and read.scene.has("phrase:figure", max(0, m.begin - 7), m.begin):
        return read.context.last.group
    whole = whole_noun(read, m) or topic_of(read.scene, m.begin)
    return whole.name if whole is not None else EVERYBODY


def stretch(read: Read, draft: Draft, event: Event | None, cost: float) -> None:
    """Widen the words from the figure to its event, and in English to a verb right before them: counted 162 million."""
    if read.scene.language == "en" and draft.begin and is_verb(read.scene, draft.begin - 1):
        draft.begin -= 1
    if event is None or cost > CLOSE + 2:
        return
    if distance(read.scene, draft.begin, draft.end, event.begin, event.end, []) <= CLOSE + 2:
        draft.begin, draft.end = min(draft.begin, event.begin), max(draft.end, event.end)
    place = read.scene.at(draft.end, "place") if read.scene.low(draft.end - 1) in ("in", "of", "the") else None
    if place is not None:
        draft.end = place.end  # lived in the USSR: words do not end at an article


def _of_list(read: Read, m: Mention, noun: Noun) -> bool:
    """Тих, хто склав іспити, — 9: a line of a list, after others."""
    dash = read.scene.low(m.first - 1) in ("—", "–")
    return dash and noun.begin < m.first and bool(read.drafts) and (m.quantity.high or 0) > 1


def _is_rate(read: Read, m: Mention) -> bool:
    """Whether "a day", "щодня" and the like stand beside a figure."""
    near = (max(0, m.begin - 6), min(len(read.scene), m.end + 4))
    return any(read.scene.has(f"phrase:{name}", *near) for name, _ in _RATES)


def _rate(read: Read, m: Mention, draft: Draft) -> None:
    """So many a day, month or year, said within the clause."""
    if draft.quantity is None or draft.quantity.unit != "persons":
        return
    scene, others = read.scene, [(o.begin, o.end) for o in read.mentions if o is not m]
    for name, unit in _RATES:
        for mark in scene.marks.get(f"phrase:{name}", ()):
            if distance(scene, m.begin, m.end, mark.begin, mark.end, others) > 7:
                continue
            if any(mark.begin < d.end and d.begin < mark.end for d in read.dates):
                continue
            draft.kind = "rate"
            draft.quantity = draft.quantity.model_copy(update={"unit": f"persons a {unit}"})
            draft.begin, draft.end = min(draft.begin, mark.begin), max(draft.end, mark.end)
            return
