"""Who says it: to whom a sentence attributes its statement, and which words only say so."""

from __future__ import annotations

from dataclasses import dataclass

from cenotaph.claims.dates import Date
from cenotaph.claims.forms import nominative
from cenotaph.claims.lexicon import Mark
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_QUOTES = frozenset('"«»“”„')
_PRONOUNS = words("pronouns")
_THAT = frozenset(["that", "що", "что"])


@dataclass(frozen=True)
class Speaker:
    """An attribution. begin, end: the tokens that hold it; by and when as the claim gives them."""

    by: str
    begin: int
    end: int
    when: str = ""


def speaker(scene: Scene, dates: list[Date], before: str = "") -> Speaker | None:
    """The attribution of a sentence; `before` is who spoke last, for "he" and "she"."""
    found = _according(scene) or _saying(scene, before)
    if found is None:
        return None
    inside = [d for d in dates if d.begin >= found.begin - 1 and d.end <= found.end + 5 and d.begin <= found.end + 3]
    inside = [
        d
        for d in inside
        if not any(scene.low(k) in _THAT or scene.low(k) in _QUOTES for k in range(found.end, d.begin))
    ]
    when = inside[0].edtf if inside else ""
    end = max([found.end, *(d.end for d in inside)])
    return Speaker(found.by, found.begin, end, when)


def _according(scene: Scene) -> Speaker | None:
    for mark in scene.marks.get("phrase:according", ()):
        name = _name(scene, mark.end)
        if name is not None:
            return Speaker(name[0], mark.begin, name[1])
    return None


def _saying(scene: Scene, before: str) -> Speaker | None:
    for mark in scene.marks.get("phrase:said", ()):
        verb = scene.tokens[mark.begin]
        if scene.language != "en" and "VERB" not in verb.grammar:
            continue
        if any(e.begin <= mark.begin and e.end > mark.end for e in scene.marks.get("event", ())):
            continue  # claimed the lives of
        if scene.language == "en" and (
            verb.low in words("verbs_that_also_count")
            and not _opens_speech(scene, mark.end)
            and not _after_quote(scene, mark.begin)
        ):
            continue
        if not (_opens_speech(scene, mark.end) or _after_quote(scene, mark.begin) or _set_off(scene, mark)):
            continue
        if scene.language != "en" and {"plur", "3per"} <= verb.grammar and _stands_alone(scene, mark):
            continue  # пишуть, говорят: nobody in particular
        name = _inverted(scene, mark) or _subject(scene, mark, before)
        if name is not None:
            return Speaker(name[0], min(name[1], mark.begin), max(name[2], mark.end))
    return None


def _stands_alone(scene: Scene, mark: Mark) -> bool:
    """A verb between two commas, or before one at the head of the sentence."""
    return (mark.begin == 0 or scene.low(mark.begin - 1) == ",") and scene.low(mark.end) == ","


def _opens_speech(scene: Scene, i: int) -> bool:
    """What is said follows: that, a colon, a quotation mark, within a few words."""
    return any(
        scene.low(k) in _THAT or scene.low(k) in _QUOTES or scene.low(k) in (":", "about", "of", "про", "о", "об")
        for k in range(i, min(i + 9, len(scene)))
    ) or any(scene.tokens[k].kind == "number" for k in range(i, min(i + 3, len(scene))))


def _after_quote(scene: Scene, i: int) -> bool:
    return any(scene.low(k) in _QUOTES for k in range(max(0, i - 6), i))


def _set_off(scene: Scene, mark: Mark) -> bool:
    """, cried the speaker / , as the reporter says,"""
    return any(scene.low(k) in (",", "—", "–") for k in range(max(0, mark.begin - 4), mark.begin)) and (
        mark.end >= len(scene) - 4
        or any(scene.low(k) in (",", "—", "–", ".") for k in range(mark.end, min(mark.end + 10, len(scene))))
    )


def _subject(scene: Scene, mark: Mark, before: str) -> tuple[str, int, int] | None:
    """(name, begin, end) of who says it: before the verb, or after it."""
    for k in range(mark.begin - 1, max(-1, mark.begin - 14), -1):
        if scene.low(k) in (";", ":") or scene.low(k) in _THAT:
            break
        if scene.low(k) in _PRONOUNS and k >= mark.begin - 2:
            return (before, k, k + 1) if before else None
        start = _start_of_name(scene, k)
        if start is not None and (name := _name(scene, start)) is not None and name[1] > k:
            return name[0], start, name[1]
    return None


def _inverted(scene: Scene, mark: Mark) -> tuple[str, int, int] | None:
    """ "…", said the minister; , cried the speaker."""
    if not (_after_quote(scene, mark.begin) or _set_off(scene, mark)):
        return None
    name = _name(scene, mark.end)
    return (name[0], mark.end, name[1]) if name is not None else None


def _start_of_name(scene: Scene, k: int) -> int | None:
    if not _names(scene, k):
        return None
    while k and _names(scene, k - 1):
        k -= 1
    return k


def _names(scene: Scene, k: int) -> bool:
    if not 0 <= k < len(scene):
        return False
    token = scene.tokens[k]
    if "NPRO" in token.grammar:
        return False
    if (
        token.kind != "word"
        or scene.at(k, "adj")
        or scene.at(k, "place")
        or scene.at(k, "time")
        or scene.at(k, "nation")
    ):
        return scene.at(k, "phrase:reporter") is not None
    if scene.at(k, "phrase:reporter") is not None:
        return True
    if (
        not token.is_capitalised
        or token.low.endswith("'s")
        or len(token.text) < 2
        or any(scene.at(k, c) for c in ("number", "scale", "hedge", "vague"))
    ):
        return False
    if scene.language != "en":
        return k > 0 or not token.grammar.isdisjoint({"Name", "Surn"})
    return k > 0 or (k + 1 < len(scene) and scene.tokens[k + 1].is_capitalised)


def _name(scene: Scene, i: int) -> tuple[str, int] | None:
    """(name, next token) of a person, a paper or an office that begins near a token; people in the nominative."""
    j = i
    while j < min(i + 3, len(scene)) and scene.low(j) in words("determiners_of_names"):
        j += 1
    limit = j
    while (
        limit < min(j + 5, len(scene))
        and not _names(scene, limit)
        and scene.tokens[limit].kind == "word"
        and (scene.language != "en" or scene.low(limit) not in ("that", "of", "in", "by"))
    ):
        limit += 1
    if not _names(scene, limit) or (limit > j + 2):
        return None
    end = limit
    while end < len(scene) and _names(scene, end) and end < limit + 6:
        end += 1
    named = scene.tokens[limit:end]
    proper = [t for t in named if t.is_capitalised and scene.at(scene.tokens.index(t), "phrase:reporter") is None]
    if proper and len(proper) < len(named):
        return " ".join(nominative(t.text, scene.language) for t in proper), end
    if proper:
        return " ".join(nominative(t.text, scene.language) for t in proper), end
    if scene.language == "en":
        determiner = "the " if scene.low(limit - 1) == "the" else ""
        return determiner + " ".join(t.text for t in named), end
    return " ".join(_lemma(t.text, scene.language) for t in named), end


def _lemma(word: str, language: str) -> str:
    return nominative(word, language).lower()
