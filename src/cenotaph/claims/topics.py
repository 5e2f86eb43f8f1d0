"""Ukrainian and Russian sentences that name first whom they count: Вдов осталось сорок; прибулих студентів — 640."""

from __future__ import annotations

from cenotaph.claims.forms import is_genitive_plural
from cenotaph.claims.nouns import EVERYBODY, Noun, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

MOST_BEFORE = 16  # tokens between those who are counted and their figure
_ENDS = frozenset(";:()[]!?.…")
_DASHES = frozenset("—–-")
_FINITE = frozenset({"VERB", "PRTS"})


def topic_noun(scene: Scene, figure: int) -> Noun | None:
    """The genitive plural that a figure counts, when the sentence began with it, or its verb."""
    if scene.language == "en":
        return None
    first = _first_of_clause(scene, figure)
    for k in range(figure - 1, first - 1, -1):
        if scene.at(k, "number") is not None or scene.at(k, "scale") is not None:
            return None  # that figure has the noun
        noun = _counted_at(scene, k, k == first)
        if noun is not None and _governs(scene, k, first, figure) and not _elsewhere(scene, k, figure):
            return noun
    return None


def topic_of_things(scene: Scene, figure: int) -> bool:
    """Місць — 200: what is counted stands right before the figure and is nothing that a statement is about."""
    k = figure - 2 if scene.low(figure - 1) in _DASHES else figure - 1
    if scene.language == "en" or k < 0 or scene.tokens[k].kind != "word" or len(scene.low(k)) < 4:
        return False
    token, said = scene.tokens[k], ("event", "group", "nation", "hedge", "scale", "number", "time", "phrase:only")
    if "NOUN" not in token.grammar or "inan" not in token.grammar or "VERB" in token.grammar:
        return False
    if not is_genitive_plural(token.low, scene.language) or any(scene.at(k, category) for category in said):
        return False
    return _governs(scene, k, _first_of_clause(scene, figure), figure)


def noun_beyond_verb(scene: Scene, figure_end: int) -> Noun | None:
    """Двенадцать осталось рыбаков, мало вціліло тоді й гончарів: the verb stands between figure and noun."""
    if scene.language == "en":
        return None
    verb = False
    for k in range(figure_end, min(figure_end + 6, len(scene))):
        token = scene.tokens[k]
        if token.kind != "word":
            return None
        noun = noun_at(scene, k) if is_genitive_plural(token.low, scene.language) else None
        if noun is not None:
            return noun if verb and "PREP" not in scene.tokens[k - 1].grammar else None
        is_verb = not token.grammar.isdisjoint(_FINITE)
        verb = verb or is_verb
        if not (is_verb or not token.grammar.isdisjoint({"ADVB", "PRCL", "CONJ", "PRED", "ADJF", "PRTF"})):
            return None
    return None


def _first_of_clause(scene: Scene, figure: int) -> int:
    first, closed = figure, False
    while first > 0 and figure - first < MOST_BEFORE:
        word = scene.low(first - 1)
        closed = closed or word in "»”"
        if word in "«„“" and word and not closed:
            break  # what somebody says begins here
        if word in _ENDS or (word in _DASHES and figure - first > 3):
            break
        first -= 1
    return first


def _counted_at(scene: Scene, k: int, opens: bool) -> Noun | None:
    token = scene.tokens[k]
    if (
        token.kind != "word"
        or len(token.low) < 3
        or not is_genitive_plural(token.low, scene.language)
        or scene.inside(k, "phrase:in_part")
    ):
        return None
    noun = noun_at(scene, k)
    if noun is not None:
        return noun
    is_adjective = not token.grammar.isdisjoint({"PRTF", "ADJF"}) and "NOUN" not in token.grammar
    if is_adjective and (opens or scene.at(k, "event") is not None) and not _before_a_noun(scene, k):
        return Noun(EVERYBODY, "people", "persons", k, k + 1)
    if token.low in words("those_slavic") and scene.low(k + 1) == ",":
        return Noun(EVERYBODY, "people", "persons", k, k + 1)
    if "NOUN" in token.grammar and "anim" in token.grammar and "inan" not in token.grammar:
        return None if token.is_capitalised and k else Noun(EVERYBODY, "unknown", "persons", k, k + 1)
    return None


def _before_a_noun(scene: Scene, k: int) -> bool:
    following = scene.tokens[k + 1] if k + 1 < len(scene) else None
    return following is not None and following.kind == "word" and "gent" in following.grammar and (
        "NOUN" in following.grammar or "ADJF" in following.grammar
    )  # fmt: skip


def _governs(scene: Scene, k: int, first: int, figure: int) -> bool:
    """Whether nothing else governs the genitive: it opens its clause, or follows the verb or what it is a part of."""
    j = k - 1
    while j >= first and "gent" in (marks := scene.tokens[j].grammar):
        if marks.isdisjoint({"ADJF", "PRTF", "Apro"}) and scene.low(j) not in words("those_slavic"):
            break
        j -= 1
    opening = scene.tokens[first]
    described = not opening.grammar.isdisjoint({"PRTF", "ADJF"}) and is_genitive_plural(opening.low, scene.language)
    if j < first or (j > first and described):
        return True  # Спалених німцями сіл, Разжалованных прямо на передовой лейтенантов
    token, word = scene.tokens[j], scene.low(j)
    if word == ",":
        opens_list = any(scene.low(m) in _DASHES for m in range(k + 1, min(k + 8, figure)))
        participle = j + 1 == k and "PRTF" in scene.tokens[k].grammar and noun_at(scene, k) is None
        return opens_list and not participle
    if scene.at(j, "phrase:figure") is not None or scene.inside(j, "phrase:in_part"):
        return True  # кількість сиріт; з них дітей
    if word in words("out_of_group_slavic"):
        return True
    if token.kind != "word" or "PREP" in token.grammar:
        return False
    if word in words("and_slavic"):
        return j - 1 < first or scene.low(j - 1) == ","
    if not token.grammar.isdisjoint({"CONJ", "PRCL"}):
        return True
    if not token.grammar.isdisjoint({"ADVB", "PRED"}) and "NOUN" not in token.grammar:
        return True
    return not token.grammar.isdisjoint(_FINITE)


def _elsewhere(scene: Scene, k: int, figure: int) -> bool:
    """A verb, then a comma, stand between: the genitive belongs to the clause before."""
    verb = False
    for j in range(k + 1, figure):
        if scene.low(j) == ",":
            if verb:
                return not any(scene.low(m) in _DASHES for m in range(j, figure))
            return _is_new_clause(scene, j, figure)
        marks = scene.tokens[j].grammar
        verb = verb or (not marks.isdisjoint(_FINITE) and "NOUN" not in marks)
    return False


def _is_new_clause(scene: Scene, comma: int, figure: int) -> bool:
    """Only one comma between and no participle or relative after it: what follows is a clause of its own."""
    after = scene.tokens[comma + 1] if comma + 1 < len(scene) else None
    if after is None or not after.grammar.isdisjoint({"PRTF", "ADJF"}) or after.low in words("relative"):
        return False
    if after.low in ("що", "кто", "хто"):
        return False
    return not any(scene.low(j) == "," for j in range(comma + 1, figure))
