"""English figures without a noun, and builds around verbs that no list knows: English has no dictionary to ask."""

from __future__ import annotations

from cenotaph.claims.clauses import catastrophe, clause, event_of, group_of, is_personal, text_of
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_at
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_LISTED = frozenset(",:—–-")
_QUOTES = frozenset("\"'“”‘’«")
_SMALL = 10
_LARGE = 100
_FAR_TOPIC = 24
_WINDOW = 6


def verb_after(scene: Scene, k: int) -> bool:
    """Whether a figure that ends before a token is the subject of a verb: 120,000 froze, some 40 of whom never came."""
    limit = min(k + 4, len(scene))
    while k < limit and (scene.low(k) in words("english_before_verbs") or scene.low(k).endswith("ly")):
        k += 1
    said = scene.at(k, "event")
    known = said is not None and not scene.inside(k, "group") and not scene.inside(k, "unit:denied")
    return k < len(scene) and (is_verb(scene, k) or known or scene.low(k) in ("who", "whom"))


def verb_before(scene: Scene, k: int) -> bool:
    """Whether a figure that begins at a token is the object of a verb: the hospital admitted 2,044; we are 212."""
    for j in range(k - 1, max(-1, k - 4), -1):
        if is_verb(scene, j):
            return True
        if scene.low(j) not in words("english_between_verb_and_figure"):
            return False
    return False


def ends_phrase(scene: Scene, k: int) -> bool:
    """Whether nothing is counted after a figure: a stop, a preposition or a conjunction follows."""
    return k >= len(scene) or scene.tokens[k].kind == "punct" or scene.low(k) in words("english_after_figures")


def _is_put_at(scene: Scene, begin: int) -> bool:
    """The press put the dead at 12,000; a traveller put it at "six or seven hundred"."""
    k = begin - 1
    while k > 0 and scene.low(k) in _QUOTES:
        k -= 1
    near = range(max(0, k - 8), k)
    return scene.low(k) == "at" and any(scene.low(j) in words("english_put_at") - {"is", "was"} for j in near)


def _is_place_of_figure(scene: Scene, begin: int) -> bool:
    """At 9, page 12, track 4: no count; but put at 300, stood at 64."""
    k = begin - 1
    while k > 0 and scene.low(k) in _QUOTES:
        k -= 1
    if scene.low(k) == "at" and (_is_put_at(scene, begin) or scene.low(k - 1) in words("english_put_at")):
        return False
    return scene.low(k) in words("english_no_counts_after")


def is_counted_bare(read: Read, m: Mention, has_known: bool) -> bool:
    """Whether an English figure without a noun counts people: by its verb, or by the noun that a list names first."""
    scene, before = read.scene, read.scene.low(m.begin - 1)
    if (
        scene.language != "en"
        or not (m.is_scaled or (m.quantity.high or 0) >= _SMALL)
        or _is_place_of_figure(scene, m.begin)
    ):
        return False
    first, last = clause(scene, m.begin, m.end)
    named = any(scene.at(k, category) for k in range(first, last) for category in ("group", "nation"))
    large = (bool(m.quantity.vague) or (m.quantity.high or 0) >= _LARGE) and verb_after(scene, m.last)
    about = has_known or bool(scene.marks.get("event")) or named or large
    if not about or scene.at(m.last, "time") is not None or scene.low(m.last) in ("st", "nd", "rd", "th"):
        return False
    if (
        scene.low(m.last) == "strong"
        or _is_put_at(scene, m.begin)
        or verb_after(scene, m.last)
        or _is_second(read, m)
        or (before == "not" and scene.low(m.last) == "but")
    ):
        return True
    return ends_phrase(scene, m.last) and (verb_before(scene, m.begin) or listed_noun(scene, m) is not None)


def _is_second(read: Read, m: Mention) -> bool:
    """What stands beside a count of the sentence: 101, against 1,663 a generation earlier; and a mere 870 by May."""
    scene = read.scene
    last = read.drafts[-1] if read.drafts else None
    if last is None or last.quantity is None or last.core is None:
        return False
    earlier = scene.low(m.last) in ("a", "an", "the") and scene.low(m.last + 1) in words("english_time_words")
    if not (ends_phrase(scene, m.last) or earlier):
        return False
    near = range(max(last.core[1], m.begin - 4), m.begin)
    return any(scene.low(k) in words("english_between_counts") for k in near)


def listed_noun(scene: Scene, m: Mention) -> Noun | None:
    """Births, 1,204; of pressed men, 310; Boys: 41; among deportees under five: 3,402 entered."""
    if scene.language != "en" or scene.low(m.begin - 1) not in _LISTED or not ends_phrase(scene, m.last):
        return None
    for k in range(m.begin - 2, max(-1, m.begin - 2 - _WINDOW), -1):
        if scene.tokens[k].kind != "word":
            return None
        noun = noun_at(scene, k)
        if noun is not None and noun.section != "things":
            return noun if noun.end >= m.begin - 1 or scene.low(m.begin - 1) == ":" else None
    return None


def denied_verb(scene: Scene, begin: int, end: int) -> int | None:
    """The verb that none of them did: no bishop protested, not one could write."""
    for k in range(end, min(end + _WINDOW, len(scene))):
        if scene.low(k) in (",", ";", ":", "."):
            return None
        if is_verb(scene, k):
            return k
    return begin - 1 if is_verb(scene, begin - 1) else None


def all_did(read: Read, mark: Mark, noun: Noun | None, end: int) -> Draft | None:
    """Every sack that left was counted; an entire generation grew up: said of all of a kind, whatever the verb."""
    scene = read.scene
    if noun is None or noun.section == "unknown" or noun.name == "people" or not read.free(mark.begin, end):
        return None
    first, last = clause(scene, mark.begin, end)
    verb = next((k for k in range(end, min(end + _WINDOW, last)) if is_verb(scene, k)), None)
    if verb is None or is_personal(scene, first, last):
        return None
    return Draft("universal", mark.begin, verb + 1, "other", noun.name, confidence=0.5)


def topic_of(scene: Scene, begin: int) -> Noun | None:
    """Of the Moriori there lived just 101; mortality among Boer infants touched 344: whom the sentence is about."""
    if scene.language != "en":
        return None
    for k in range(begin - 1, max(0, begin - _FAR_TOPIC) - 1, -1):
        if scene.low(k) in ";.?!":
            return None
        noun = noun_at(scene, k)
        before = scene.low(k - 2) if scene.low(k - 1) in ("the", "its", "their", "these", "those") else scene.low(k - 1)
        names = before in words("english_topics") or (k == 0 or (k == 1 and scene.low(0) == "the"))
        if noun is not None and noun.name != EVERYBODY and (noun.is_people or noun.section == "animals"):
            if names and not scene.low(noun.end - 1).endswith("'s"):
                return noun
            continue
        token = scene.tokens[k]
        if before in ("of", "among") and scene.low(k - 1) == "the" and k == 2 and token.is_capitalised:
            return Noun(token.text, "nations", "persons", k, k + 1)
    return None


def died_of(scene: Scene, k: int) -> str:
    """Died of typhus, deaths from spotted fever: the illness that is named right after."""
    if scene.low(k - 1) not in ("of", "from"):
        if scene.low(k) not in ("of", "from"):
            return ""
        k += 1
    end = k
    while end < min(len(scene), k + 3) and scene.tokens[end].kind == "word":
        if scene.low(end) in words("english_illnesses"):
            return text_of(scene, k, end + 1)
        end += 1
    return ""


def people_of_all(scene: Scene, mark: Mark) -> Noun | None:
    """Ingush, Chechens, Balkars: all were put on the trains: those who are named before an "all" of its own."""
    alone = scene.low(mark.begin) in ("all", "both", "each") and mark.end - mark.begin == 1
    if scene.language != "en" or not alone or not is_verb(scene, mark.end):
        return None
    found = (noun_at(scene, k) for k in range(mark.begin - 1, max(0, mark.begin - 14) - 1, -1))
    return next((n for n in found if n is not None and n.is_people), None)


def english_builds(read: Read) -> None:
    """Add drafts for builds of order and cause that English has; nothing for the other languages."""
    if read.scene.language != "en":
        return
    _came_after(read)
    _first_then(read)
    _not_that(read)


def _says(read: Read, begin: int, end: int) -> bool:
    said = any(noun_at(read.scene, k) is not None for k in range(begin, end))
    return said or event_of(read, begin, end) != "other" or catastrophe(read.scene, begin, end) is not None


def _came_after(read: Read) -> None:
    """On its heels came the locusts; close on the heels of the levy came the measles; out of hunger came scurvy."""
    scene = read.scene
    for mark in scene.marks.get("phrase:opens_sequence", ()):
        first, last = clause(scene, mark.begin, mark.end, commas=True)
        near = range(mark.end, min(mark.end + 12, last))
        verb = next((k for k in near if scene.low(k) in words("english_came")), None)
        if verb is None or mark.begin > first + 2 or not read.free(first, last) or not _says(read, verb, last):
            continue
        kind = "cause" if scene.low(mark.begin) == "out" else "sequence"
        before = text_of(scene, mark.end, verb)
        draft = Draft(kind, mark.begin, last, event_of(read, verb, last), group_of(read, verb, last), confidence=0.5)
        draft.than, draft.cause = ("", before) if kind == "cause" else (before, "")
        read.drafts.append(draft)


def _first_then(read: Read) -> None:
    """The novices sickened first, the elders only afterwards."""
    scene = read.scene
    for k in range(1, len(scene) - 2):
        if scene.low(k) != "first" or scene.low(k + 1) not in (",", ";", ".") or scene.low(k - 1) == "at":
            continue
        then = next((j for j in range(k + 2, len(scene)) if scene.low(j) in words("english_afterwards")), None)
        first, _ = clause(scene, k, k + 1)
        if then is None or not _says(read, first, k) or not read.free(first, then + 1) or is_personal(scene, first, k):
            continue
        name, group = event_of(read, first, k), group_of(read, first, k)
        said = text_of(scene, k + 2, then)
        read.drafts.append(Draft("sequence", first, then + 1, name, group, than=said, confidence=0.5))


def _not_that(read: Read) -> None:
    """What killed them was the march, not the camp; thirst, not bullets, emptied the column."""
    scene = read.scene
    for k in range(1, len(scene) - 1):
        if scene.low(k) != "not" or scene.low(k - 1) != ",":
            continue
        first, last = clause(scene, k, k + 1)
        if not read.free(first, last) or is_personal(scene, first, last):
            continue
        if scene.low(first) == "what" and is_verb(scene, first + 1):
            verb = next((j for j in range(first + 2, k) if scene.low(j) in ("was", "were", "is")), None)
            if verb is not None and _says(read, first, verb):
                name, said = event_of(read, first, verb), text_of(scene, verb + 1, k - 1)
                read.drafts.append(Draft("cause", first, last, name, "people", cause=said, confidence=0.5))
            continue
        comma = next((j for j in range(k + 1, min(k + 5, last)) if scene.low(j) == ","), None)
        if comma is not None and is_verb(scene, comma + 1) and _says(read, comma + 1, last):
            name, said = event_of(read, comma, last), text_of(scene, first, k - 1)
            group = group_of(read, comma, last)
            read.drafts.append(Draft("cause", first, last, name, group, cause=said, confidence=0.5))
