"""Whom and where: groups of people, peoples, animals, things and places that a sentence names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from cenotaph.claims.forms import forms
from cenotaph.claims.lexicon import Phrase, expand
from cenotaph.claims.words import raw, words

if TYPE_CHECKING:
    from cenotaph.claims.scene import Scene

EVERYBODY = "people"
MOST_SKIPPED = 5  # words between a number and its noun
_PERSON_ENDINGS = ("ers", "ors", "ists", "men", "women", "ians", "ees", "ants", "folk")


@dataclass(frozen=True)
class Noun:
    """Whose a number is. name: English plural; section: people, nations, animals, things or unknown."""

    name: str
    section: str
    unit: str
    begin: int
    end: int
    place: str = ""

    @property
    def is_people(self) -> bool:
        return self.unit == "persons"


def phrases(language: str) -> Iterator[Phrase]:
    """Nouns of a language for its lexicon: categories group, nation, place and adj."""
    order = 0
    for section, names in raw("groups").items():
        for name, entry in names.items():
            unit = entry.get("unit", "persons" if section == "people" else singular(name))
            for text in entry[language]:
                for phrase in _cased(text, language):
                    order += 1
                    yield Phrase(phrase, "group", (name, section, unit), order)
    if language == "en":
        for order, (text, *value) in enumerate(_english_nouns(), -10_000):
            for phrase in expand(text):
                yield Phrase(phrase, "group", tuple(value), order)
    for name, entry in raw("peoples").items():
        texts = [*entry[language], name] if language == "en" else entry[language]
        for text in texts:
            for phrase in _cased(text.lower(), language):
                yield Phrase(phrase, "nation", (name, entry["place"], entry.get("resident", False)), 0)
    for name, entry in raw("places").items():
        for text in entry[language]:
            for phrase in _cased(text.lower().replace("ё", "е"), language, every=True):
                yield Phrase(phrase, "place", name, 0)
        for text in entry.get("adj", ()):
            if ("a" <= text[0].lower() <= "z") == (language == "en"):
                yield from (Phrase(phrase, "adj", name, 0) for phrase in expand(text.lower()))


def _english_nouns() -> Iterator[tuple[str, str, str, str]]:
    """(what a text says, the group's name, section, unit) of English nouns that are groups of their own."""
    for section, entries in raw("english_nouns").items():
        for entry in entries:
            one, _, many = entry.partition("=")
            name = many or plural(one)
            kind = "people" if section == "persons" else section
            unit = section if section == "persons" else one
            yield one, name, kind, unit
            if many and not many.endswith("s"):
                yield many.lower(), name, kind, unit


def _cased(text: str, language: str, every: bool = False) -> Iterator[tuple[str, ...]]:
    """Phrases of several words are written as people say them; each word is then any of its dictionary forms."""
    if language == "en" or (" " not in text and not every) or text.startswith("="):
        yield from expand(text)
        return
    parts = []
    for word in text.split():
        options = sorted({f for part in word.split("|") for f in forms(part, language)})
        parts.append("|".join(options))
    yield from expand(" ".join(parts))


def singular(plural: str) -> str:
    """The singular of an English plural, for units: "graves" are counted by the grave."""
    head, _, last = plural.rpartition(" ")
    irregular = {
        "churches": "church",
        "families": "family",
        "factories": "factory",
        "monasteries": "monastery",
        "houses": "house",
        "horses": "horse",
        "oxen": "ox",
        "sheep": "sheep",
        "losses": "loss",
        "crosses": "cross",
        "bodies": "body",
        "copies": "copy",
        "pages": "page",
    }
    one = irregular.get(last)
    if one is None:
        one = last
        if last.endswith("ies"):
            one = last[:-3] + "y"
        elif last.endswith(("ches", "shes", "xes", "sses")):
            one = last[:-2]
        elif last.endswith("s") and not last.endswith("ss"):
            one = last[:-1]
    return f"{head} {one}".strip()


def plural(word: str) -> str:
    """The plural of an English noun by the rules of its ending."""
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh")) else f"{word}s"


def noun_at(scene: Scene, i: int) -> Noun | None:
    """The noun of the lexicon that begins at a token; a people before a noun of its own narrows it."""
    nation = scene.at(i, "nation")
    if nation is not None and (scene.language != "en" or scene.tokens[i].is_capitalised):
        name, place, _ = nation.value
        after = scene.at(nation.end, "group")
        plural = scene.low(nation.end - 1).endswith("s") and scene.low(nation.end - 1) == name.lower().split(" ")[-1]
        if scene.language == "en" and after is not None and not plural:
            noun, section, unit = after.value
            if section == "people":
                if noun == EVERYBODY and place and scene.low(after.end - 1) in ("population", "nation"):
                    return Noun(noun, section, unit, i, after.end, place)
                whole = name if noun == EVERYBODY else f"{_adjective(scene, nation.begin, nation.end)} {noun}"
                return Noun(whole, "nations", unit, i, after.end, place)
            return Noun(noun, section, unit, i, after.end, place)
        same = scene.at(i, "group") if scene.language != "en" and "-" in scene.low(i) else None
        if same is not None and same.value[1] == "people":
            return Noun(f"{_first_name(name)} {same.value[0]}", "nations", "persons", i, nation.end, place)
        return Noun(name, "nations", "persons", i, nation.end, place)
    group = scene.at(i, "group")
    if group is None:
        return None
    name, section, unit = group.value
    if scene.language == "en" and section != "people" and _is_verb_form(scene.low(group.end - 1), name):
        return None
    if scene.language != "en":
        marks = scene.tokens[group.end - 1].grammar
        if "VERB" in marks and marks.isdisjoint({"NOUN", "ADJF", "PRTF", "NUMR"}):
            return None  # мав is no mother
        follows = scene.at(group.end, "nation")  # дітей-казахів, детей казахов
        said = scene.tokens[group.end - 1].grammar
        if follows is not None and not said.isdisjoint({"PRTF", "ADJF"}) and "NOUN" not in said:
            return Noun(follows.value[0], "nations", "persons", i, follows.end, follows.value[1])  # депортованих вірмен
        if follows is not None and section == "people" and name != EVERYBODY:
            return Noun(f"{_first_name(follows.value[0])} {name}", "nations", unit, i, follows.end, follows.value[1])
    return Noun(name, section, unit, i, group.end)


def _is_verb_form(word: str, name: str) -> bool:
    """Camped, housing: a form of the verb that is written like a noun of the lexicon."""
    one = singular(name).rpartition(" ")[2]
    return word in (f"{one}ed", f"{one}d", f"{one}ing", f"{one.removesuffix('e')}ing")


def _adjective(scene: Scene, begin: int, end: int) -> str:
    said = [t.text for t in scene.tokens[begin:end]]
    last = said[-1]
    return " ".join([*said[:-1], last.removesuffix("s") if last.endswith("ns") else last])


def _first_name(people: str) -> str:
    return people.removesuffix("s")


def noun_after(scene: Scene, i: int, most: int = MOST_SKIPPED) -> Noun | None:
    """The noun that a number ending before token i counts: adjectives, "of the" and the like are passed over."""
    place, described = "", None
    for j in range(i, min(i + most + 1, len(scene))):
        token = scene.tokens[j]
        if token.kind == "punct" and token.text not in "-«\"'„“":
            return described
        if (token.kind != "word" and token.kind != "punct") or (scene.at(j, "number") is not None and j > i):
            return None
        if (noun := noun_at(scene, j)) is not None:
            if scene.low(noun.end - 1).endswith("'s"):
                continue  # the colony's patients
            if _heads_compound(scene, noun) or (scene.low(noun.end) == "-" and scene.tokens[noun.end].glued):
                continue
            return (
                noun
                if not place or noun.place
                else Noun(noun.name, noun.section, noun.unit, noun.begin, noun.end, place)
            )
        if scene.language == "en" and token.low.endswith("'s"):
            continue
        if (adjective := scene.at(j, "adj")) is not None:
            place = place or adjective.value
        if not _may_skip(scene, j, i):
            return _unknown(scene, j, i) or described
        described = described or _those(scene, j)
    return described


def _those(scene: Scene, j: int) -> Noun | None:
    """2300 висаджених на острів, двести расстрелянных: a participle that no noun follows stands for people."""
    token = scene.tokens[j]
    if scene.language == "en" or scene.at(j, "event") is None or not {"gent", "plur"} <= token.grammar:
        return None
    is_participle = not token.grammar.isdisjoint({"PRTF", "ADJF"}) and "NOUN" not in token.grammar
    return Noun(EVERYBODY, "people", "persons", j, j + 1) if is_participle else None


def _heads_compound(scene: Scene, noun: Noun) -> bool:
    """ "peasant" of "peasant households", "family" of "family members": the last noun is the one that is counted."""
    following = noun_at(scene, noun.end)
    if scene.language != "en":  # евакуйованих дітей: a participle that stands for persons only by itself
        adjective = scene.low(noun.end - 1).endswith(("их", "ых", "іх", "ими", "ыми", "им", "ым"))
        gent = {"gent", "plur"} <= scene.tokens[noun.end].grammar if following is not None else False
        return following is not None and adjective and gent
    word = scene.tokens[noun.end - 1]
    is_plural = word.low.endswith("s") or word.low in ("people", "children", "men", "women", "police", "cattle")
    return following is not None and not is_plural and following.begin == noun.end


def _may_skip(scene: Scene, j: int, start: int) -> bool:
    token = scene.tokens[j]
    if token.text in "-«\"'„“":
        return True
    if scene.at(j, "phrase:only") is not None or scene.at(j, "phrase:adjective") is not None or scene.at(j, "adj"):
        return True
    if scene.language == "en":
        if token.low in words("before_nouns_en") and j - start < 4:
            return token.low != "and" or scene.at(j + 1, "phrase:adjective") is not None
        ends = token.low.endswith(
            ("ed", "ish", "ese", "al", "ic", "ive", "ous", "less", "ian", "an", "ary", "ful", "ing")
        )
        if ends and scene.at(j, "event") is None and j - start < 3:
            return True
        # an attributive noun or participle right before a known noun: "collective farm chairmen", "evacuated children"
        return (
            j - start < 3
            and noun_at(scene, j + 1) is not None
            and not scene.tokens[j].low.endswith("s")
            and (scene.at(j, "event") is None or (token.low.endswith("ed") and scene.at(j, "event").end == j + 1))
            and token.low not in words("no_attributes")
        )
    is_adjective = not token.grammar.isdisjoint({"ADJF", "PRTF", "Apro"}) and "PREP" not in token.grammar
    return is_adjective or token.low in words("before_nouns_slavic")


def _unknown(scene: Scene, j: int, start: int) -> Noun | None:
    """A plural noun that no lexicon has, named as it is said."""
    token = scene.tokens[j]
    if token.kind != "word" or scene.at(j, "event") or scene.at(j, "when:year_unit") or scene.at(j, "time"):
        return None
    if scene.language == "en":
        k = j
        while (
            k < len(scene) - 1 and k < j + 2 and not scene.low(k).endswith("s") and scene.tokens[k + 1].kind == "word"
        ):
            k += 1
        word = scene.low(k)
        if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or _is_function(scene, j, k):
            return None
        name = " ".join(scene.low(m) for m in range(j, k + 1))
        unit = "persons" if word.endswith(_PERSON_ENDINGS) else singular(name)
        return Noun(name, "unknown", unit, j, k + 1)
    verb = not token.grammar.isdisjoint({"VERB", "INFN", "PRTS"})
    if len(token.low) < 3 or "NOUN" not in token.grammar or verb or token.is_capitalised or "gent" not in token.grammar:
        return None
    lemma = min((f for f in token.keys if f != token.low), key=lambda f: (len(f), f), default=token.low)
    unit = "persons" if "anim" in token.grammar and "inan" not in token.grammar else lemma
    return Noun(EVERYBODY if unit == "persons" else lemma, "unknown", unit, j, j + 1)


_FUNCTION = words("function_words_en")  # fmt: skip


def _is_function(scene: Scene, begin: int, end: int) -> bool:
    return any(scene.low(k) in _FUNCTION or scene.at(k, "event") for k in range(begin, end + 1))


@cache
def gazetteer() -> dict[str, str]:
    """Lower-case names of towns and countries to their English name; a stem of a Cyrillic name leads there too.

    Of several towns of a name it is the one that goes by most names: the best known, as a rule.
    """
    path = resources.files("cenotaph.claims") / "lexicons" / "gazetteer.tsv"
    rows = [line.partition("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    found: dict[str, str] = {}
    for name, _, others in sorted(rows, key=lambda row: -row[2].count(";")):
        for alias in (name, *(a for a in others.split(";") if a)):
            found.setdefault(alias.lower().replace("ё", "е"), name)
    for name in raw("english_places")["names"]:
        found.setdefault(name.lower(), name)
    return found
