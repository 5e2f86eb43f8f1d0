"""Figures that count nothing a statement is about: labels of pages and rooms, items of a list, units of measure."""

from __future__ import annotations

from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.nouns import noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words


def denied_after(scene: Scene, i: int) -> bool:
    """A unit of measure or a thing without bearing on people stands where the noun should be."""
    for j in range(i, min(i + 4, len(scene))):
        if scene.at(j, "unit:denied") is not None:
            return scene.tokens[j].kind != "number"
        token = scene.tokens[j]
        later = token.low in ("a", "an", "the") and scene.low(j + 1) in words("english_time_words")
        if (token.kind == "punct" and token.text != "-") or later or (scene.language == "en" and is_verb(scene, j)):
            return False
        if scene.at(j, "event") is not None or noun_at(scene, j) is not None:
            return False
        if j > i and scene.language != "en" and token.grammar.isdisjoint({"ADJF", "PRTF"}):
            return False
    return False


def is_index(scene: Scene, begin: int, end: int) -> bool:
    """1. Find it on the map; 2. Retell: the number of an item in a list."""
    short = end - begin == 1 and scene.tokens[begin].kind == "number" and len(scene.tokens[begin].text) <= 2
    if short and scene.low(begin - 1) == "*":
        return True
    return short and scene.low(end) == "." and end + 1 < len(scene) and scene.tokens[end + 1].is_capitalised


def is_label(scene: Scene, i: int) -> bool:
    """The number of a page, a room, an order, a file: no count of anything."""
    if is_named_so(scene, i):
        return True
    j = i
    while j and scene.low(j - 1) in (".", "№", "#", ",", "–", "-") and i - j < 2:
        j -= 1
    mark = scene.ending(j, "phrase:not_counted")
    if mark is None:
        return scene.low(i - 1) in ("№", "#")
    word = scene.low(mark.end - 1)
    if len(word) <= 2 and word.isalpha() and scene.language != "en":
        return scene.low(mark.end) == "." and scene.tokens[mark.end].glued
    if word == "numbered" and scene.low(mark.begin - 1) in words("english_auxiliaries"):
        return False  # who had numbered 45,000
    if word == "no" and scene.low(mark.end) != ".":
        return False
    return j == i or scene.low(i - 1) in (".", "no", "№", "#") or word in ("fond", "opis", "file")


def is_named_so(scene: Scene, i: int) -> bool:
    """The trial of the Sixteen, the Group of Seven: a number written as a name."""
    if scene.language != "en" or i < 2 or scene.tokens[i].kind != "word" or not scene.tokens[i].is_capitalised:
        return False
    named = scene.low(i - 1) == "the" or (scene.low(i - 1) == "of" and scene.tokens[i - 2].is_capitalised)
    headline = all(t.is_capitalised for t in scene.tokens[:i] if t.kind == "word" and len(t.text) > 3)
    return named and not headline and noun_at(scene, i + 1) is None
