"""English figures without a noun, and builds around verbs that no list knows: English has no dictionary to ask."""

from __future__ import annotations

from functools import cache

from cenotaph.claims.clauses import clause, is_personal
from cenotaph.claims.draft import Draft, Read
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.nouns import Noun, noun_at
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import raw, words

_LISTED = frozenset(",:—–-")
_SMALL = 10
_WINDOW = 6


@cache
def _past_forms() -> frozenset[str]:
    return frozenset(raw("english_forms")["irregular"]) - words("english_irregular_nouns")


def is_verb(scene: Scene, k: int) -> bool:
    """Whether a token is likely a verb: a past form, an auxiliary, or one that an event knows."""
    if not 0 <= k < len(scene):
        return False
    low = scene.low(k)
    if scene.tokens[k].kind != "word" or low in words("english_no_verbs"):
        return False
    if low in _past_forms() or low in words("english_auxiliaries"):
        return True
    return len(low) > 4 and low.endswith("ed")


def verb_after(scene: Scene, k: int) -> bool:
    """Whether a figure that ends before a token is the subject of a verb: 120,000 froze, some 40 of whom never came."""
    limit = min(k + 4, len(scene))
    while k < limit and (scene.low(k) in words("english_before_verbs") or scene.low(k).endswith("ly")):
        k += 1
    return k < len(scene) and (is_verb(scene, k) or scene.low(k) in ("who", "whom"))


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


def is_counted_bare(read: Read, m: Mention, has_known: bool) -> bool:
    """Whether an English figure without a noun counts people: by its verb, or by the noun that a list names first."""
    scene, before = read.scene, read.scene.low(m.begin - 1)
    if scene.language != "en" or (m.quantity.high or 0) < _SMALL or before in words("english_no_counts_after"):
        return False
    first, last = clause(scene, m.begin, m.end)
    about = (
        has_known or bool(read.events) or any(scene.at(k, c) for k in range(first, last) for c in ("group", "nation"))
    )
    if not about or scene.at(m.last, "time") is not None or scene.low(m.last) in ("st", "nd", "rd", "th"):
        return False
    if verb_after(scene, m.last):
        return True
    return ends_phrase(scene, m.last) and (verb_before(scene, m.begin) or listed_noun(scene, m) is not None)


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
