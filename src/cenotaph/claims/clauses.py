"""Clauses: the stretch of a sentence around a word, and what it is about."""

from __future__ import annotations

from cenotaph.claims.draft import Read
from cenotaph.claims.events import STRONG, Event, distance, settle
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_ENDS = frozenset(';:()[]—–«»"“”„')
_FIRST_PERSON = words("first_person")
_JOINS = words("joins")
_CLOSE = 12.0


def clause(scene: Scene, begin: int, end: int, commas: bool = False) -> tuple[int, int]:
    """Tokens [begin, end) of the clause around a stretch: to the next sign that ends one; at commas only if asked."""
    while begin > 0 and not _ends(scene, begin - 1, commas):
        begin -= 1
    while (
        end < len(scene) and not _ends(scene, end, commas) and not (end == len(scene) - 1 and scene.low(end) in ".!?…")
    ):
        end += 1
    return begin, end


def _ends(scene: Scene, i: int, commas: bool) -> bool:
    word = scene.low(i)
    if word == "," and (commas or scene.low(i + 1) in _JOINS):
        return True
    return word in _ENDS


def event_near(
    read: Read, begin: int, end: int, reach: float = _CLOSE, beside: Noun | None = None, skipped: range = range(0)
) -> Event | None:
    """The event nearest to a stretch that says something certain, beside that of a noun itself."""
    best = None
    for event in read.events:
        if event.names[0] in ("other", "counted") or event.begin in skipped:
            continue
        if beside is not None and (event.is_noun or beside.begin <= event.begin < beside.end):
            continue
        cost = distance(read.scene, begin, end, event.begin, event.end, [])
        if cost <= reach and (best is None or cost < best[0]):
            best = cost, event
    return best[1] if best else None


def catastrophe(scene: Scene, begin: int, end: int) -> int | None:
    """The token of a famine, war, deportation and so on in [begin, end)."""
    found = scene.between(begin, end, "phrase:catastrophe")
    return found[0].begin if found else None


def event_of(read: Read, begin: int, end: int) -> str:
    """What a clause is about: a certain event in it, else what its catastrophe does, else other."""
    scene = read.scene
    inside = [e for e in read.events if e.begin >= begin and e.end <= end]
    certain = [e for e in inside if e.names[0] in STRONG and not e.is_noun] or [
        e for e in inside if e.names[0] in STRONG
    ]
    if certain:
        return settle(scene, certain[0], None, certain[0].begin, certain[0].end)
    uncertain = [e for e in inside if e.names[0] == "lost"]
    return "lost" if uncertain else "other"


def group_of(read: Read, begin: int, end: int) -> str:
    """Whom a clause is about: the people it names first, else everybody."""
    noun = people_in(read, begin, end)
    return noun.name if noun is not None else EVERYBODY


def people_in(read: Read, begin: int, end: int) -> Noun | None:
    generic = None
    for i in range(begin, end):
        noun = noun_at(read.scene, i)
        if noun is not None and (noun.is_people or noun.section == "animals"):
            if read.scene.language == "en" and read.scene.low(noun.end - 1) == "exile":
                continue
            if noun.name != EVERYBODY:
                return noun
            generic = generic or noun
    return generic


def is_personal(scene: Scene, begin: int, end: int) -> bool:
    """I, my, we: a memory, no statement of record."""
    return any(scene.low(k) in _FIRST_PERSON for k in range(begin, end))


def text_of(scene: Scene, begin: int, end: int) -> str:
    """Words of [begin, end) as the sentence has them, signs closed up."""
    said = ""
    for token in scene.tokens[begin:end]:
        said += token.text if token.glued or not said else f" {token.text}"
    return said.strip(" ,;:.")
