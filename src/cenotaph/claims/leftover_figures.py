"""Figures and lengths of time that no rule before has taken: counts of things that no list has, and bare figures."""

from __future__ import annotations

from cenotaph.claims.clauses import clause, event_of, group_of, is_personal
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.figures import is_age, is_denied, is_ratio, is_whole, predicate_noun
from cenotaph.claims.nouns import EVERYBODY
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

CONFIDENCE = 0.4
FAR = 8  # words between whom it is said of and the verb
_LEAST = 3  # of things: one or two of them are told, not counted


def figures_left(read: Read) -> None:
    """There were three granaries in the district; shipped 51.5 tonnes of gold: things that no list has."""
    for m in read.mentions:
        if m.kind not in ("count", "mass", "share") or read.counted(m.first, m.last) or m.is_label or m.is_denied:
            continue
        first, last = clause(read.scene, m.begin, m.end)
        if not _may_count(read, m) or is_private(read.scene, m.begin, m.end) or not has_verb(read.scene, first, last):
            continue
        group = m.noun.name if m.noun is not None else EVERYBODY
        kind = "share" if m.kind == "share" else "quantity"
        draft = Draft(kind, m.begin, m.end, event_of(read, first, last), group, m.quantity)
        draft.confidence, draft.core, draft.figure_end = CONFIDENCE, (m.first, m.last), m.end
        draft.negated = is_denied(read.scene, m)
        read.drafts.append(draft)


def _may_count(read: Read, m: Mention) -> bool:
    value = m.quantity.high or 0
    if m.kind == "share":
        if predicate_noun(read.scene, m.end) is not None and m.end < len(read.scene):
            return True  # two out of three were women
        bare = bool(m.quantity.vague) and read.scene.low(m.last) not in ("of", "з", "із", "из")
        return not bare and (m.of is not None or bool(read.drafts))
    if m.quantity.vague or is_ratio(read.scene, m) or is_whole(read, m):
        return False
    if m.kind == "mass":
        return m.quantity.unit != "rubles"  # prices, wages and fines are of no population
    if m.noun is None or m.noun.begin < m.last or m.noun.begin > m.last + 2:
        return False
    inside = read.scene.low(m.begin - 1) in words("inside_slavic")
    if inside and m.noun.section == "things" and value >= _LEAST:
        return _is_recorded(read.scene, m)  # людоедство отмечено в девяноста сёлах
    if read.scene.at(m.noun.begin, "unit:denied") or inside:
        return False  # forty miles; розмістили в одинадцяти притулках
    known = m.noun.section in ("things", "animals")
    return value >= _LEAST and (known or (m.noun.section == "unknown" and read.scene.language == "en"))


def _is_recorded(scene: Scene, m: Mention) -> bool:
    first, last = clause(scene, m.begin, m.end)
    return any(not scene.tokens[k].keys.isdisjoint(words("recorded")) for k in range(first, last))


def bare_left(read: Read) -> None:
    """Burials: 88; some say forty thousand; the garrison never exceeded 800; у травні — 305, а в червні тільки 90."""
    for m in read.mentions:
        bare = m.kind == "count" and m.noun is None and not m.quantity.vague
        if not bare or read.counted(m.first, m.last) or m.is_label or m.is_denied or (m.quantity.high or 0) < 2:
            continue
        if is_ratio(read.scene, m) or is_whole(read, m) or is_age(read, m) or not ends_phrase(read.scene, m.last):
            continue
        if read.scene.low(m.begin - 1) in words("out_of_total"):
            continue
        first, _ = clause(read.scene, m.begin, m.end)
        source = _source(read, m, first)
        if source is None or is_private(read.scene, m.begin, m.end):
            continue
        begin, event, group, unit = source
        quantity = m.quantity.model_copy(update={"unit": unit})
        draft = Draft("quantity", begin, m.end, event, group, quantity, confidence=CONFIDENCE)
        draft.core, draft.figure_end, draft.negated = (m.first, m.last), m.end, is_denied(read.scene, m)
        read.drafts.append(draft)


def ends_phrase(scene: Scene, k: int) -> bool:
    """Whether a figure ends its phrase: nothing that is counted follows."""
    after = scene.tokens[k] if k < len(scene) else None
    if after is None or after.kind == "punct":
        return scene.low(k) not in ("-", "/", "%", ":")
    return after.low in words("english_after_figures") or "PREP" in after.grammar


def _source(read: Read, m: Mention, first: int) -> tuple[int, str, str, str] | None:
    """(where the words begin, event, group, unit) of what a figure without a noun is of; None where nothing says."""
    scene, k = read.scene, m.begin - 1
    last = next((d for d in reversed(read.drafts) if d.kind == "quantity" and d.quantity is not None), None)
    if last is not None and last.end <= m.begin and _continues(read, m, last):
        return m.begin, last.event, last.group, last.quantity.unit
    if scene.low(k) == ":" and k and (said := scene.at(k - 1, "event") or scene.at(k - 1, "group")) is not None:
        return said.begin, event_of(read, said.begin, k), group_of(read, said.begin, k), "persons"
    name, group = event_of(read, first, m.begin), group_of(read, first, m.begin)
    near = range(max(first, k - 2), m.begin)
    amounts = next((j for j in near if not scene.tokens[j].keys.isdisjoint(words("amounting"))), None)
    if amounts is not None and (group != EVERYBODY or name != "other"):
        return amounts, "counted" if name == "other" else name, group, "persons"
    said_so = scene.low(k) in words("say") and m.is_scaled
    return (k, name, group, "persons") if said_so else None


def _continues(read: Read, m: Mention, last: Draft) -> bool:
    """In May 305, and in June only 90: after a count of the same sentence, behind a time or a word of what is next."""
    between = range(last.end, m.begin)
    if len(between) > FAR + 4:
        return False
    words_of = [read.scene.low(k) for k in between]
    dated = any(d.begin < m.begin and d.end > last.end for d in read.dates)
    next_ = not words("what_came_next").isdisjoint(words_of)
    stop = any(w in (",", ";", "—", "–") for w in words_of)
    return stop and (dated or next_) and not any(is_any_verb(read.scene, k) for k in between)


def lengths_left(read: Read) -> None:
    """Ate bark for five months; rained for the first time in 212 days; ешелон ішов двадцять три доби."""
    scene = read.scene
    for m in read.mentions:
        if m.kind != "time" or m.quantity.vague or not read.free(m.begin, m.end):
            continue
        first, last = clause(scene, m.begin, m.end)
        if is_private(scene, m.begin, m.end) or scene.has("phrase:age", first, last) or m.is_label:
            continue
        if m.quantity.unit == "years" and any(
            not scene.tokens[k].keys.isdisjoint(words("to_sentence")) for k in range(first, m.begin)
        ):
            continue  # за побег давали десять лет: the term of one sentence
        counted = any(d.quantity is not None and d.begin < last and first < d.end for d in read.drafts)
        if not _goes_on(scene, m, first, last) or (counted and scene.low(m.begin - 1) == "in"):
            continue  # shot 681,692 people in two years
        opening = m.begin - (scene.low(m.begin - 1) in words("how_long"))
        begin = next((k for k in range(first, m.begin) if is_any_verb(scene, k)), opening)
        name, group = event_of(read, first, last), group_of(read, first, last)
        begin = begin if read.free(begin, m.end) else opening
        read.drafts.append(Draft("duration", begin, m.end, name, group, m.quantity, confidence=CONFIDENCE))


def _goes_on(scene: Scene, m: Mention, first: int, last: int) -> bool:
    """Whether a length of time says how long the verb of its clause went on."""
    before = scene.low(m.begin - 1)
    if scene.low(m.last) in words("lengths_no_more"):
        return False  # five years later, десять лет назад
    if scene.language == "en":
        for_time = scene.ending(m.begin, "phrase:for_time") is not None or before in ("for", "took")
        first_time = before == "in" and scene.low(m.begin - 2) in ("time", "once")
        return (for_time or first_time) and has_verb(scene, first, last)
    plain = scene.tokens[m.begin - 1].grammar if m.begin > first else frozenset()
    near = range(max(first, m.begin - 4), m.begin)
    is_what = any(not scene.tokens[k].keys.isdisjoint({"бути", "быть"}) for k in near)  # был 51 год
    return "PREP" not in plain and not is_what and any(is_any_verb(scene, k) for k in near)


def is_private(scene: Scene, begin: int, end: int) -> bool:
    """I, we, he or she between the commas around a stretch: a memory or one life, no statement of record."""
    first, last = clause(scene, begin, end, commas=True)
    return is_personal(scene, first, last) or any(scene.low(k) in words("of_one_life") for k in range(first, last))


def is_any_verb(scene: Scene, k: int) -> bool:
    """A verb of any language."""
    if scene.language == "en":
        return is_verb(scene, k)
    marks = scene.tokens[k].grammar
    return "NOUN" not in marks and not {"VERB", "PRTS", "Impe"}.isdisjoint(marks)


def has_verb(scene: Scene, begin: int, end: int) -> bool:
    return any(is_any_verb(scene, k) for k in range(begin, end))
