"""Statements of a share: per cent, one in four, a third, most, each with its base."""

from __future__ import annotations

from cenotaph.claims.clauses import clause
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_builds import topic_of
from cenotaph.claims.events import STRONG, Event, distance, is_negated_verb, nearest_event, settle
from cenotaph.claims.figures import part_phrase, predicate_noun, subject_noun, whole_noun
from cenotaph.claims.forms import is_genitive_plural
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_after
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.topics import topic_noun
from cenotaph.claims.words import words

_CLOSE = 14.0
_LASTING = frozenset({"died", "starved", "killed", "executed"})
_THOSE = frozenset({"arrested", "sentenced", "deported", "executed", "imprisoned", "wounded", "mobilised", "killed"})


def difference(scene: Scene, m: Mention) -> bool:
    """На 7 % більше, ніж: a difference, which a comparison takes."""
    return m.kind == "share" and scene.at(m.last, "phrase:comparative") is not None and any(
        scene.at(k, "phrase:than") for k in range(m.last + 1, min(m.last + 6, len(scene)))
    )  # fmt: skip


def share(read: Read, m: Mention, others: list[tuple[int, int]]) -> Draft | None:
    """The draft of a share, or None where it says nothing of people or loss."""
    scene = read.scene
    part = part_phrase(scene, m)
    begin, end = (min(m.begin, part[0]), max(m.end, part[1])) if part else (m.begin, m.end)
    of = m.of
    event, cost = nearest_event(scene, m.first, end, read.events, others, of) or (None, 99.0)
    if of is None and (rate := _rate_of(read, m)) is not None:
        event, cost = rate, 0.0
    name = settle(scene, event, of, m.first, end) if event is not None and cost <= _CLOSE else ""
    if of is not None and of.section == "unknown" and not (of.is_people or (name in STRONG and cost <= 6)):
        of = None
    last = read.drafts[-1] if read.drafts else read.context.last
    if m.quantity.vague and of is not None and _is_opinion(scene, of, event):
        return None
    if of is not None and of.name in ("villages", "towns", "districts") and _is_one(scene, of):
        of = Noun(EVERYBODY, "people", "persons", of.begin, of.end, of.place)
    topic = topic_noun(scene, m.begin) if of is None and part is None else None
    if topic is not None and topic.is_people and topic.section != "unknown":
        of, name, event = (topic, name or "counted", event) if cost > _CLOSE or not name else (of, name, event)
        begin = min(begin, topic.begin)
    if of is None and event is not None and _only_shrinks(read, event, m):
        return None
    if not _says_something(scene, m, of, name, cost, last):
        return None
    named = predicate_noun(scene, end) if part or of is None else None
    described = _described(read, m, of)
    if (not name or cost > _CLOSE) and last is not None and (of is None or last.event in _LASTING):
        name, event = last.event, None
    if described is not None:
        named, name, event = described
    if event is not None and is_negated_verb(scene, event) and name in ("returned", "survived"):
        name = "missing" if name == "returned" else "died"
    if of is not None and named is None and (name not in STRONG or cost > 6 or (event is not None and event.is_noun)):
        named = _said_to_be(scene, end)
    if of is None and named is None and part is None and (not read.drafts):
        named = whole_noun(read, m) or subject_noun(read, m) or topic_noun(scene, m.begin) or topic_of(scene, m.begin)
    base = _base(read, m, of or named, last, part is not None)
    group = (
        named.name
        if named is not None
        else of.name
        if of is not None
        else last.group
        if last is not None
        else EVERYBODY
    )
    draft = Draft("share", begin, max(end, named.end) if named is not None else end, name or "other", group, m.quantity)
    draft.cost = cost
    draft.base, draft.confidence, draft.part = base, 0.9 if cost <= 9 else 0.7, part is not None
    if of is not None and of.name == EVERYBODY and of.place:
        draft.place = of.place
    if part is not None:
        draft.part_of = last
    if event is not None and distance(scene, begin, end, event.begin, event.end, []) <= _CLOSE + 2:
        draft.begin, draft.end = min(draft.begin, event.begin), max(draft.end, event.end)
    return draft


def _is_opinion(scene: Scene, of: Noun, event: Event | None) -> bool:
    """Most demographers estimate; most demographers estimate excess deaths."""
    says = scene.at(of.begin, "phrase:reporter") is not None and scene.has("phrase:said", of.end)
    return says or (event is not None and event.is_noun and event.begin >= of.end)


def _only_shrinks(read: Read, event: Event, m: Mention) -> bool:
    """Посівні площі скоротилися на третину: nothing of people in the clause, and nothing before it."""
    scene = read.scene
    if scene.language == "en" or scene.at(event.begin, "phrase:changed") is None or read.context.last is not None:
        return False
    first, last = clause(scene, m.begin, m.end)
    inside = [e for e in read.events if first <= e.begin < last and e is not event]
    return not inside and not any(scene.at(k, c) for k in range(first, last) for c in ("group", "nation"))


def _rate_of(read: Read, m: Mention) -> Event | None:
    """The death rate reached 13.3 per cent: what the rate is of, whatever stands nearer."""
    scene = read.scene
    for event in read.events:
        near = m.begin - 18 <= event.begin < m.begin
        is_rate = any(not t.keys.isdisjoint(words("rates")) for t in scene.tokens[event.begin : event.end])
        if near and is_rate and not any(scene.low(k) in (";", ":") for k in range(event.end, m.begin)):
            return event
    return None


def _is_one(scene: Scene, of: Noun) -> bool:
    """Half the village: its people; not half of the villages."""
    token = scene.tokens[of.end - 1]
    if scene.language == "en":
        return not token.low.endswith("s")
    return "gent" in token.grammar and not is_genitive_plural(token.low, scene.language)


def _says_something(scene: Scene, m: Mention, of: Noun | None, name: str, cost: float, last: Draft | None) -> bool:
    if m.quantity.vague:
        people = of is not None and (of.is_people or of.section == "animals") and of.section != "unknown"
        return people and (scene.low(m.first) != "most" or (name in STRONG and cost <= _CLOSE))
    if of is None:
        return cost <= _CLOSE or last is not None
    return of.section != "unknown" or cost <= _CLOSE


def _described(read: Read, m: Mention, of: Noun | None) -> tuple[Noun, str, None] | None:
    """Менее трети арестованных были поляками: the base is what befell them, the predicate who they were."""
    scene = read.scene
    event = next((e for e in read.events if m.last <= e.begin <= m.last + 2 and e.names[0] in _THOSE), None)
    if event is None or (of is not None and of.section != "people"):
        return None
    for k in range(event.end, min(event.end + 9, len(scene))):
        if scene.low(k) in ("—", "–") or not scene.tokens[k].keys.isdisjoint({"be", "бути", "быть"}):
            noun = predicate_noun(scene, k)
            return (noun, event.names[0], None) if noun is not None and noun.is_people else None
    return None


def _said_to_be(scene: Scene, end: int) -> Noun | None:
    """Two thirds of the prisoners were peasants."""
    for k in range(end, min(end + 2, len(scene))):
        if scene.low(k) in ("—", "–") or not scene.tokens[k].keys.isdisjoint(words("is_said_to_be")):
            noun = noun_after(scene, k + 1, most=1)
            return noun if noun is not None and noun.section in ("people", "nations") else None
    return None


def _is_nominal(scene: Scene, i: int) -> bool:
    """Half of the arrested, not: half arrested; две трети осуждённых, not: две трети осуждены."""
    if scene.language == "en":
        return scene.low(i - 1) in ("of", "the", "those", "all")
    return not scene.tokens[i].grammar.isdisjoint({"ADJF", "PRTF", "NOUN"}) and "gent" in scene.tokens[i].grammar


def _base(read: Read, m: Mention, of: Noun | None, last: Draft | None, part: bool) -> str:
    event = None if part else next((e for e in read.events if m.last <= e.begin <= m.last + 2), None)
    if event is not None and not _is_nominal(read.scene, event.begin):
        event = None
    if event is not None and event.names[0] in _THOSE and (of is None or of.begin > event.begin):
        return f"those {event.names[0]}"
    if of is None:
        return last.group if last is not None else ""
    if of.name != EVERYBODY:
        return of.name
    if not read.scene.tokens[of.end - 1].keys.isdisjoint({"death", "смерть"}):
        return "deaths"
    place = next((p for p in read.places if of.end <= p.begin <= of.end + 2), None)
    return f"population of {place.name}" if place is not None else "population"
