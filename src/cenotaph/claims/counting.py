"""Statements with a number: counts, shares, rates and words for many, each with whom and what it is about."""

from __future__ import annotations

from cenotaph.claims.claim import Quantity
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.events import STRONG, Event, distance, is_negated_verb, nearest_event, settle
from cenotaph.claims.nouns import EVERYBODY, Noun
from cenotaph.claims.quantities import Mention

_DEATHLIKE = frozenset({"died", "starved", "killed", "executed"})
_EXISTS = {
    "en": frozenset(["be", "live", "have", "stand", "lie", "comprise", "include", "contain", "hold", "remain"]),
    "uk": frozenset(
        [
            "бути",
            "є",
            "лишитися",
            "залишитися",
            "стояти",
            "становити",
            "сягати",
            "налічуватися",
            "дорівнювати",
            "скласти",
            "складати",
        ]
    ),
    "ru": frozenset(
        ["быть", "есть", "остаться", "оставаться", "стоять", "составлять", "составить", "достигать", "насчитываться"]
    ),
}
_RATES = (("each_day", "day", 1.0), ("each_week", "day", 7.0), ("each_month", "month", 1.0), ("each_year", "year", 1.0))
_SMALL = 10
_LARGE = 1e5


def count(read: Read) -> None:
    """Add a draft for every quantity that says something of people or loss."""
    spans = [(m.begin, m.end) for m in read.mentions]
    for m in read.mentions:
        if m.is_label or m.is_denied or m.kind in ("times", "time") or not read.free(m.first, m.last):
            continue
        others = [s for s in spans if s != (m.begin, m.end)]
        draft = _share(read, m, others) if m.kind == "share" else _mass(read, m, others) if m.kind == "mass" else _count(
            read, m, others)  # fmt: skip
        if draft is not None:
            draft.core = (m.first, m.last)
            draft.negated = draft.negated or _is_denied(read, m)
            read.drafts.append(draft)


def _count(read: Read, m: Mention, others: list[tuple[int, int]]) -> Draft | None:
    if _is_age(read, m) or _is_lone_one(read, m) or _is_whole_of_part(read, m) or _is_comparison(read, m):
        return None
    part = _part_phrase(read, m)
    begin, end = (min(m.begin, part[0]), max(m.end, part[1])) if part else (m.begin, m.end)
    noun = m.noun
    found = nearest_event(read.scene, begin, end, read.events, others, noun)
    event, cost = found if found else (None, 99.0)
    name = settle(read.scene, event, noun, begin, end) if event else ""
    last = read.drafts[-1] if read.drafts else None
    if event is not None and event.is_noun and noun is not None and event.begin >= noun.begin and event.end <= noun.end:
        cost = max(cost, 0.0)
    confidence = _confidence(read, m, name, cost, part is not None, last)
    if confidence <= 0:
        return None
    if (not name or cost > 14 or name in ("counted", "other")) and (part or _is_elliptic(read, m, noun)):
        source = last or read.context.last
        if source is not None and source.event != "other" and (part or noun is None or name == ""):
            name, event = source.event, event if name and cost <= 14 and not part else None
    exists = event is None and noun is not None and _exists_near(read, m)
    name = name or (
        "counted"
        if exists
        and noun is not None
        and noun.section in ("people", "nations")
        and m.quantity.low
        and m.quantity.low >= 1000
        else "other"
    )
    if event is not None and is_negated_verb(read.scene, event) and name in ("returned", "survived"):
        name = "missing" if name == "returned" else "died"
    group = _group(read, m, noun, part is not None, last)
    quantity, unit_open = _unit(read, m, noun, part is not None, name)
    draft = Draft(
        "quantity", begin, end, name, group, quantity, confidence=confidence, part=part is not None, unit_open=unit_open
    )
    if m.total is not None:
        draft.base = group
    _stretch(read, draft, event, cost)
    _rate(read, m, draft)
    if part is not None:
        draft.part_of = last or read.context.last
    return draft


def _confidence(read: Read, m: Mention, name: str, cost: float, part: bool, last: Draft | None) -> float:
    """How sure it is that the figure is a statement; 0 when it is none."""
    noun, value = m.noun, m.quantity.high or 0
    vague = bool(m.quantity.vague)
    strong = name in STRONG and cost <= 14
    if noun is None:
        if strong and (cost <= 9 or m.is_scaled):
            return 0.9 if cost <= 4 else 0.75
        if part:
            return 0.75
        if name and cost <= 3 and value >= _SMALL and name not in ("other",):
            return 0.7
        if m.is_scaled and value >= _LARGE and not vague:
            return 0.6
        if last is not None and value >= _SMALL and _is_parallel(read, m, last):
            return 0.6
        return 0.5 if vague and m.is_scaled and name and cost <= 8 else 0
    if vague and m.quantity.vague in ("many", "few", "several") and not strong:
        return 0
    if noun.section in ("people", "nations"):
        if strong:
            return 0.95
        if noun.name == EVERYBODY and not name and not _exists_near(read, m) and not m.is_scaled and not part:
            return 0.5 if value >= 100 else 0
        if value < _SMALL and not vague and not part:
            return 0
        return 0.75 if name or _exists_near(read, m) else 0.55
    if noun.section in ("animals", "things"):
        if vague and not name:
            return 0
        own_event = name and cost <= 14 and name not in ("counted",)
        if own_event:
            return 0.8 if value >= 3 or vague else 0.0
        exists = _exists_near(read, m) or bool(name)
        return 0.55 if exists and value >= _SMALL else 0
    if noun.is_people and strong:
        return 0.8
    if noun.is_people and value >= _SMALL and name:
        return 0.6
    return 0.5 if strong and name in ("requisitioned", "killed", "died") and cost <= 6 and value >= _SMALL else 0


def _share(read: Read, m: Mention, others: list[tuple[int, int]]) -> Draft | None:
    scene = read.scene
    if m.quantity.vague and m.noun is None:
        return None
    part = _part_phrase(read, m)
    begin, end = (min(m.begin, part[0]), max(m.end, part[1])) if part else (m.begin, m.end)
    found = nearest_event(scene, begin, end, read.events, others, m.of)
    event, cost = found if found else (None, 99.0)
    name = settle(scene, event, m.of, begin, end) if event else ""
    if _is_comparison(read, m):
        return None
    last = read.drafts[-1] if read.drafts else read.context.last
    if m.quantity.vague and (m.of is None or not m.of.is_people or m.of.section == "unknown"):
        return None
    if m.quantity.vague and scene.low(m.first) == "most" and name not in STRONG:
        return None
    if (
        m.of is not None
        and m.of.section == "unknown"
        and name not in STRONG
        and event is not None
        and event.begin < m.of.begin
    ):
        m_of: Noun | None = None
    else:
        m_of = m.of
    if m_of is None and cost > 14 and last is None:
        return None
    if m_of is not None and m_of.section == "unknown" and cost > 14 and not m_of.is_people:
        return None
    if (not name or cost > 14) and last is not None and (m_of is None or last.event in _DEATHLIKE):
        name, event = last.event, None
    group = (
        m_of.name
        if m_of is not None
        else _event_group(read, m) or (last.group if last is not None and m_of is None else EVERYBODY)
    )
    if event is not None and is_negated_verb(scene, event) and name in ("returned", "survived"):
        name = "missing" if name == "returned" else "died"
    draft = Draft(
        "share",
        begin,
        end,
        name or "other",
        group,
        m.quantity,
        base=_base(read, m, m_of, group),
        confidence=0.9 if cost <= 9 else 0.7,
    )
    if m_of is not None and m_of.section == "people" and m_of.name == EVERYBODY and m_of.place:
        draft.place = m_of.place
    if part is not None:
        draft.part_of = last
        draft.part = True
    _stretch(read, draft, event, cost)
    return draft


def _event_group(read: Read, m: Mention) -> str:
    """Of the arrested, уцілілих: those to whom it happened, when no noun says who they are."""
    event = next((e for e in read.events if m.last <= e.begin <= m.last + 2), None)
    return "" if event is None else ""


def _base(read: Read, m: Mention, of: Noun | None, group: str) -> str:
    if of is None:
        event = next((e for e in read.events if m.last <= e.begin <= m.last + 2), None)
        named = {"arrested", "sentenced", "deported", "executed", "imprisoned", "wounded", "mobilised", "killed"}
        return f"those {event.names[0]}" if event is not None and event.names[0] in named else group
    if of.name != EVERYBODY:
        return of.name
    word = read.scene.tokens[of.end - 1]
    if "death" in word.keys or "смерть" in word.keys:
        return "deaths"
    place = next((p for p in read.places if of.end <= p.begin <= of.end + 2), None)
    return f"population of {place.name}" if place is not None else "population"


def _mass(read: Read, m: Mention, others: list[tuple[int, int]]) -> Draft | None:
    """Tonnes and rubles: what was taken, and fines; never prices."""
    found = nearest_event(read.scene, m.begin, m.end, read.events, others, None)
    name = settle(read.scene, found[0], None, m.begin, m.end) if found and found[1] <= 14 else ""
    if m.quantity.unit == "rubles":
        if not any(
            read.scene.has("phrase:money_loss", max(0, m.begin - 12), min(len(read.scene), m.end + 6)) for _ in (0,)
        ):
            return None
        draft = Draft(
            "quantity",
            m.begin,
            m.end,
            name if name in ("lost", "requisitioned") else "other",
            EVERYBODY,
            m.quantity,
            confidence=0.7,
        )
    elif name in ("requisitioned", "lost"):
        draft = Draft("quantity", m.begin, m.end, name, EVERYBODY, m.quantity, confidence=0.8)
    else:
        return None
    _stretch(read, draft, found[0] if found else None, found[1] if found else 99)
    return draft


def _unit(read: Read, m: Mention, noun: Noun | None, part: bool, name: str) -> tuple[Quantity, bool]:
    if noun is not None:
        return m.quantity, False
    source = read.drafts[-1] if read.drafts else read.context.last
    same = part or (source is not None and name == source.event and source.kind != "share")
    unit = (
        source.quantity.unit
        if same and source is not None and source.quantity is not None and source.kind == "quantity"
        else "persons"
    )
    if unit in ("share", "times", "years", "months", "days") or unit.startswith("persons"):
        unit = "persons"
    return m.quantity.model_copy(update={"unit": unit}), True


def _group(read: Read, m: Mention, noun: Noun | None, part: bool, last: Draft | None) -> str:
    if noun is not None:
        if m.quantity.unit != "persons" and noun.section == "unknown":
            return noun.name
        return noun.name
    if part:
        source = last or read.context.last
        return source.group if source is not None else EVERYBODY
    if last is not None and last.kind in ("quantity", "rate", "quota") and last.quantity is not None:
        return last.group
    whole = _whole_group(read, m)
    return whole or EVERYBODY


def _whole_group(read: Read, m: Mention) -> str:
    """Of the 41 members of the committee, 38 were shot: the group of the whole that was named first."""
    for other in read.mentions:
        if other.end <= m.begin and other.noun is not None and _is_whole_of_part(read, other):
            return other.noun.name
    return ""


def _is_whole_of_part(read: Read, m: Mention) -> bool:
    """The 41 of "Of the 41 members, 38 were shot": a base, no statement of its own."""
    k = m.begin - 1
    while read.scene.low(k) in ("the", "these", "those", "тих", "тех", "цих", "этих", "усіх", "всех", "his", "their"):
        k -= 1
    if read.scene.low(k) not in ("of", "from", "з", "із", "зі", "из"):
        return False
    if read.scene.low(k) == "of" and k > 0 and read.scene.inside(k, "phrase:figure") is False and scene_figure(read, k):
        return False
    begins = k == 0 or read.scene.low(k - 1) in (",", ";", ":", "—", "–", "and", "but", "а", "і", "и", "out")
    one = read.scene.at(k - 1, "number") is not None or read.scene.inside(k - 1, "phrase:none")
    return (begins and any(o.begin >= m.end and o.kind in ("count", "share") for o in read.mentions)) or one or read.scene.at(
        max(0, k - 2), "phrase:none") is not None  # fmt: skip


def scene_figure(read: Read, k: int) -> bool:
    return read.scene.ending(k, "phrase:figure") is not None


def _part_phrase(read: Read, m: Mention) -> tuple[int, int] | None:
    """Of them, з них, из них, among them beside a figure."""
    scene = read.scene
    for mark in scene.marks.get("phrase:in_part", ()):
        single = mark.end - mark.begin == 1
        if mark.begin == m.last or (mark.begin == m.end and not single):
            return mark.begin, mark.end
        if (
            mark.end <= m.begin
            and m.begin - mark.end <= 2
            and not single
            and not any(scene.low(k) in (",", ";", ":", ".") for k in range(mark.end, m.begin))
        ):
            return mark.begin, mark.end
    return None


def _is_elliptic(read: Read, m: Mention, noun: Noun | None) -> bool:
    return noun is None or noun.name == EVERYBODY or (bool(read.drafts) and _is_parallel(read, m, read.drafts[-1]))


def _is_parallel(read: Read, m: Mention, last: Draft) -> bool:
    """A list: 6,000 officers, 2,500 policemen, 46 border guards."""
    return (
        last.end <= m.begin
        and m.begin - last.end <= 3
        and all(
            read.scene.tokens[k].kind == "punct"
            or read.scene.low(k) in ("and", "and", "і", "и", "та", "then", "потом", "потім")
            for k in range(last.end, m.begin)
        )
    )


def _is_lone_one(read: Read, m: Mention) -> bool:
    return m.quantity.low == m.quantity.high == 1 and not m.quantity.vague


def _is_comparison(read: Read, m: Mention) -> bool:
    """На 7 % більше, ніж: a difference, which a comparison takes."""
    scene = read.scene
    return (
        m.kind == "share"
        and scene.at(m.last, "phrase:comparative") is not None
        and any(scene.at(k, "phrase:than") for k in range(m.last + 1, min(m.last + 6, len(scene))))
    )


def _is_age(read: Read, m: Mention) -> bool:
    """Of forty-four, children under five, якому минуло вісімдесят сім: years of a life, no count."""
    scene, value = read.scene, m.quantity.high
    if value is None or value > 115 or m.is_scaled or (m.noun is not None and m.noun.section in ("people", "nations")):
        return False
    before, after = scene.low(m.first - 1), scene.low(m.last)
    if scene.has("phrase:age", max(0, m.first - 7), min(len(scene), m.last + 4)):
        return True
    if scene.language == "en" and (
        before in ("under", "over", "age", "aged")
        or (before == "of" and any(scene.at(k, "group") for k in (m.first - 2, m.first - 3)))
        or (m.noun is None and before == "was" and after in (".", ",", "when", "and", ""))
    ):
        return scene.at(m.last, "event") is None
    bare = m.noun is None and before == "," and after in (",", ".", ";", "")
    return bare and scene.tokens[m.first].kind == "number" and value < 111 and not read.drafts


def _exists_near(read: Read, m: Mention) -> bool:
    scene = read.scene
    window = scene.tokens[max(0, m.begin - 5) : m.begin] + scene.tokens[m.end : m.end + 4]
    return any(not t.keys.isdisjoint(_EXISTS[scene.language]) for t in window if t.kind == "word")


def _is_denied(read: Read, m: Mention) -> bool:
    """Not the 180,000 announced; it is not true that a quarter perished; ... однако это не так."""
    scene = read.scene
    k = m.begin - 1
    while scene.low(k) in ("the", "those", "тих", "тех", "a"):
        k -= 1
    if scene.low(k) in ("not", "не") or (scene.low(k) == "of" and scene.low(k - 1) == "instead"):
        return True
    for mark in scene.marks.get("phrase:denial", ()):
        if scene.low(mark.begin) in ("contrary",):
            continue
        if mark.end <= m.begin and not any(scene.low(i) in (";", ":") for i in range(mark.end, m.begin)):
            return True
        if (
            mark.begin >= m.end
            and mark.begin - m.end <= 12
            and any(scene.low(i) in (",", ";", "—", "»", '"', "”") for i in range(m.end, mark.begin))
        ):
            return True
    return False


def _stretch(read: Read, draft: Draft, event: Event | None, cost: float) -> None:
    """Words from the figure to the event; not across another figure's words."""
    if event is None or cost > 16:
        return
    begin, end = min(draft.begin, event.begin), max(draft.end, event.end)
    if distance(read.scene, draft.begin, draft.end, event.begin, event.end, []) > 16:
        return
    draft.begin, draft.end = begin, end


def _rate(read: Read, m: Mention, draft: Draft) -> None:
    """So many a day, month or year, said within the clause."""
    if m.quantity.unit != "persons":
        return
    scene = read.scene
    for name, unit, over in _RATES:
        for mark in scene.marks.get(f"phrase:{name}", ()):
            near = distance(
                scene, m.begin, m.end, mark.begin, mark.end, [(o.begin, o.end) for o in read.mentions if o is not m]
            )
            if near > 7 or any(mark.begin < d.end and d.begin < mark.end for d in read.dates):
                continue
            values = {k: getattr(m.quantity, k) for k in ("low", "high", "step")}
            if m.quantity.vague:
                quantity = m.quantity.model_copy(update={"unit": f"persons a {unit}"})
            else:
                divided = {k: round(v / over, 6) for k, v in values.items()}
                quantity = m.quantity.model_copy(update={"unit": f"persons a {unit}", **divided})
            draft.kind, draft.quantity = "rate", quantity
            draft.begin, draft.end = min(draft.begin, mark.begin), max(draft.end, mark.end)
            return
