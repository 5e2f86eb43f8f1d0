"""Places that a sentence names, by the English name of the historic unit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cenotaph.claims.english_places import after_people, bare_name, end_of_name, is_person, name_said
from cenotaph.claims.english_verbs import is_verb
from cenotaph.claims.forms import forms, is_in_dictionary, lemmas
from cenotaph.claims.nouns import gazetteer, noun_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.towns import adjective_of_town, town
from cenotaph.claims.words import words

_IN = {
    "en": words("in_en"),
    "uk": words("in_uk"),
    "ru": words("in_ru"),
}
_TOWARDS = {
    "en": words("towards_en"),
    "uk": words("towards_uk"),
    "ru": words("towards_uk"),
}
_UNITS = {
    "en": words("units_en"),
    "uk": words("units_uk"),
    "ru": words("units_ru"),
}  # fmt: skip
_AND = frozenset(["and", ",", "і", "та", "й", "и"])
_OF_SPEAKER = 12.0
_LONGEST_INITIALS = 4  # USSR; a longer word in capitals is one of a headline
_NO_PLACE = words("no_place")  # fmt: skip
_LETTERS = str.maketrans(
    {
        "а": "a",
        "б": "b",
        "в": "v",
        "г": "g",
        "ґ": "g",
        "д": "d",
        "е": "e",
        "є": "ie",
        "ж": "zh",
        "з": "z",
        "и": "i",
        "і": "i",
        "ї": "i",
        "й": "y",
        "к": "k",
        "л": "l",
        "м": "m",
        "н": "n",
        "о": "o",
        "п": "p",
        "р": "r",
        "с": "s",
        "т": "t",
        "у": "u",
        "ф": "f",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ъ": "",
        "ы": "y",
        "ь": "",
        "э": "e",
        "ю": "yu",
        "я": "ya",
        "ё": "yo",
        "'": "",
    }
)


@dataclass(frozen=True)
class Place:
    """A place where it stands. weight: how little it says where the thing happened (0: in it; more: from, to, of)."""

    name: str
    begin: int
    end: int
    weight: float = 0.0


def places(scene: Scene) -> list[Place]:
    """The places of a sentence in their order."""
    found: list[Place] = []
    for i in range(len(scene)):
        if found and i < found[-1].end:
            continue
        place = (
            _known(scene, i)
            or _adjective(scene, i)
            or _of_town(scene, i)
            or _unknown(scene, i)
            or _declined(scene, i)
            or _english(scene, i)
        )
        if place is None or _is_source(scene, place) or is_person(scene, place.begin, place.end):
            continue
        if scene.language == "en" and scene.ending(place.begin - 1, "phrase:reporter") is not None:
            place = Place(place.name, place.begin, place.end, _OF_SPEAKER)  # a demographer in Almaty
        if found and place.begin - found[-1].end == 1 and scene.low(place.begin - 1) in _AND:
            place = Place(place.name, place.begin, place.end, max(place.weight, found[-1].weight))
        found.append(place)
    return found


def _is_source(scene: Scene, place: Place) -> bool:
    """(Lviv, 1933): where and when something was printed."""
    return (
        scene.low(place.begin - 1) == "("
        and scene.low(place.end) == ","
        and scene.tokens[min(place.end + 1, len(scene) - 1)].kind == "number"
    )


def _known(scene: Scene, i: int) -> Place | None:
    mark = scene.at(i, "place")
    if mark is None or _is_people(scene, i):
        return None
    long_name = scene.language != "en" and mark.end - mark.begin > 1 and scene.tokens[i].is_capitalised
    if not (scene.tokens[mark.end - 1].is_capitalised or long_name):
        return None
    end = mark.end
    if scene.language == "en" and scene.low(end) in _UNITS["en"]:
        end += 1
    weight = 0.0
    before = scene.low(i - 1) if scene.low(i - 1) != "the" else scene.low(i - 2)
    if any(scene.ending(k, "phrase:superlative") for k in (i, i - 1, i - 2)):
        weight = 12.0  # the longest in western Europe: what it is compared with
    if before in _TOWARDS[scene.language]:
        weight = 8.0
    elif before in ("from", "з", "із", "из", "с", "зі"):
        weight = 2.0
    return Place(str(mark.value), i, end, weight)


def _is_people(scene: Scene, i: int) -> bool:
    """Volga of "Volga Germans"; Cyrillic texts write peoples small, so that a capital letter means the place."""
    marks = [m for m in scene.marks.get("nation", ()) if m.begin <= i < m.end]
    return any(scene.language == "en" or m.end - m.begin > 1 for m in marks)


def _adjective(scene: Scene, i: int) -> Place | None:
    """Kuban stanitsas, Харківська область, French barbed wire: an adjective of a place before what lies there."""
    mark = scene.at(i, "adj")
    if _is_people(scene, i) and scene.language != "en":
        return None  # кримських татар
    if mark is None or (scene.language == "en" and not scene.tokens[i].is_capitalised):
        return None
    following = scene.tokens[mark.end] if mark.end < len(scene) else None
    if following is None or following.kind != "word" or (scene.language == "en" and scene.low(i).endswith("s")):
        return None
    if not following.keys.isdisjoint(_UNITS[scene.language]):
        return Place(str(mark.value), i, mark.end + 1, 0.0)
    noun = noun_at(scene, mark.end)
    if scene.at(i, "nation") is not None and (noun is None or noun.is_people):
        if scene.language == "en" and is_verb(scene, mark.end) and scene.low(i - 1) == "the":
            return None  # when the French landed
        if scene.at(mark.end, "event") or scene.at(mark.end, "phrase:catastrophe"):
            return Place(str(mark.value), i, mark.end, 5.0)
        if noun is not None or following.low in ("language", "literature", "government", "army", "authorities"):
            return None
    if not following.keys.isdisjoint({"операція", "операция", "operation"}):
        return None
    if scene.language != "en" and mark.value in ("Soviet Union", "Russia"):
        return Place(str(mark.value), i, mark.end, 9.0)
    return Place(str(mark.value), i, mark.end, 6.0)


def _unknown(scene: Scene, i: int) -> Place | None:
    """A capitalised name after "in", "at" or "the village of" that the lexicon does not have."""
    token = scene.tokens[i]
    if not token.is_capitalised or i == 0 or token.low in _NO_PLACE:
        return None
    if len(token.text) < (3 if scene.language == "en" else 4):
        return None
    before = scene.tokens[i - 1]
    of_unit = scene.language != "en" and not before.keys.isdisjoint(_UNITS[scene.language])
    if scene.at(i, "nation") or scene.at(i, "time") or scene.at(i, "adj") or (scene.at(i, "group") and not of_unit):
        return None
    if before.low == "the" and i > 1 and i + 1 < len(scene) and not scene.tokens[i + 1].keys.isdisjoint(_UNITS["en"]):
        name = gazetteer().get(token.low, token.text)  # the Omsk district
        return Place(token.text if name.isascii() and name[0] == token.text[0] else name, i, i + 2, 0.0)
    named = not before.keys.isdisjoint(_UNITS[scene.language]) or (
        before.low in ("of", "called", "named")
        and i > 1
        and not scene.tokens[i - 2].keys.isdisjoint(_UNITS[scene.language])
    )
    if not named and before.low not in _IN[scene.language]:
        return None
    end = i + 1
    if scene.language == "en":
        end = end_of_name(scene, i)
    while end < len(scene) and scene.tokens[end].is_capitalised and scene.tokens[end].kind == "word" and end < i + 4:
        if scene.at(end, "time"):
            break
        end += 1
    followed_by_unit = end < len(scene) and not scene.tokens[end].keys.isdisjoint(_UNITS[scene.language])
    place = _named(scene, i, end, named or followed_by_unit)
    if place is None:
        return None
    inside = before.low in words("in_the_place") or named or (scene.language == "en" and after_people(scene, i))
    weight = 0.0 if inside else 3.0
    if before.low in _TOWARDS[scene.language]:
        weight = 8.0
    return Place(place, i, end + 1 if followed_by_unit and scene.language == "en" else end, weight)


def _of_town(scene: Scene, i: int) -> Place | None:
    """An adjective of a town in a Cyrillic text: Луцької тюрми, тюменских рыбзаводах."""
    adjective = adjective_of_town(scene, i) if scene.language != "en" else None
    return Place(adjective[0], i, i + 1, adjective[1]) if adjective is not None else None


def _english(scene: Scene, i: int) -> Place | None:
    """A place in an English text that no preposition names."""
    if scene.language != "en" or scene.tokens[i].low in _NO_PLACE:
        return None
    found = bare_name(scene, i)
    return Place(found[0], i, found[1], found[2]) if found is not None else None


def _declined(scene: Scene, i: int) -> Place | None:
    """A town in a Cyrillic text, which needs no preposition to say where."""
    if scene.language == "en" or not scene.tokens[i].is_capitalised:
        return None
    found = town(scene, i, _candidates([scene.tokens[i].low], scene.language))
    if found is None:
        return None
    name, weight, is_cyrillic = found
    return Place(transliterated(_base_name(scene, i, i + 1), scene.language) if is_cyrillic else name, i, i + 1, weight)


def _named(scene: Scene, begin: int, end: int, certain: bool) -> str | None:
    lows = [t.low for t in scene.tokens[begin:end]]
    if scene.language == "en":
        whole = name_said(scene, begin, end)
        known = gazetteer().get(whole.lower())
        if known is not None:
            return whole if known.isascii() and known[0] == whole[0] else known
        before = scene.low(begin - 1)
        if scene.tokens[begin].text.isupper() and len(scene.tokens[begin].text) > _LONGEST_INITIALS:
            return whole.title() if end == begin + 1 else None  # a headline
        headed = begin + 1 < end and scene.low(begin) in words("english_place_heads")
        if certain or headed or before in words("english_in_a_place") or after_people(scene, begin):
            return whole if not scene.at(begin, "phrase:reporter") else None
        return None
    for candidate in _candidates(lows, scene.language):
        if (known := gazetteer().get(candidate)) is not None:
            return known
    adjective = _lemma(lows[0], scene.language)
    stem = re.sub(r"(?:ський|цький|ский|цкий)$", "", adjective)
    beside = scene.tokens[max(0, begin - 1) : begin] + scene.tokens[end : end + 1]
    if stem != adjective and any(not t.keys.isdisjoint(words("districts")) for t in beside):
        for ending in ("", "а", "о", "ь", "ськ", "ск", "и", "і", "ы", "я"):  # Нарымский край, Купянский район
            if (known := gazetteer().get(stem + ending)) is not None:
                return known
        return transliterated(stem, scene.language)
    is_person = any(not t.grammar.isdisjoint({"Name", "Surn", "Patr"}) for t in scene.tokens[begin:end])
    token, before = scene.tokens[begin], scene.low(begin - 1)
    # A name that no dictionary has is guessed to be a person's by its ending; but one is not in persons.
    guessed = before in ("у", "в", "во") and "loct" in token.grammar and not is_in_dictionary(token.low, scene.language)
    no_place = (is_person and not guessed) or before not in ("у", "в", "во", "на", "під", "под")
    if not certain and "Geox" not in token.grammar and no_place:
        return None
    return transliterated(_base_name(scene, begin, end), scene.language)


def _lemma(word: str, language: str) -> str:
    return next((f for f in sorted(forms(word, language)) if f.endswith("ий")), word)


def _candidates(lows: list[str], language: str) -> list[str]:
    """Names in the nominative that a declined name may come from."""
    whole = " ".join(lows)
    found = [whole]
    if len(lows) == 1:
        found += lemmas(lows[0], language)
        found += sorted(forms(lows[0], language) - set(found), key=lambda f: (len(f), f))
        stem = re.sub(r"(?:ові|еві|ами|ями|ах|ях|ом|ем|ой|ою|ею|ої|ій|у|ю|а|я|і|ї|е|и|ы|о)$", "", lows[0])
        found += (
            [stem + ending for ending in ("", "а", "я", "о", "е", "ь", "и", "ы", "і", "ії", "ія", "ия")]
            if len(stem) > 3
            else []
        )
    return found


def _base_name(scene: Scene, begin: int, end: int) -> str:
    from cenotaph.claims.forms import nominative

    unit = scene.tokens[begin - 1] if begin else None
    named = unit is not None and "nomn" in unit.grammar and not unit.keys.isdisjoint(_UNITS[scene.language])
    if named and end - begin == 1 and "nomn" in scene.tokens[begin].grammar:
        return scene.tokens[begin].text  # деревня Кресты
    case = "loct" if scene.low(begin - 1) in ("у", "в", "во") else ""
    return " ".join(nominative(t.text, scene.language, case) for t in scene.tokens[begin:end])


def transliterated(name: str, language: str) -> str:
    """A Cyrillic name in Latin letters, as English texts print names of the language."""
    low = name.lower()
    if language == "uk":
        low = low.replace("зг", "zgh").replace("г", "h").replace("и", "y").replace("й", "i")
        low = re.sub(r"(?<![\w'])є", "ye", re.sub(r"(?<![\w'])ї", "yi", low))
    else:
        low = re.sub(r"(?:ый|ий)\b", "y", re.sub(r"(?<!\w)е|(?<=[аеиоуыэюяъь])е", "ye", low))
        low = re.sub(r"яя\b", "yaya", low)
    latin = low.translate(_LETTERS)
    return " ".join(part[:1].upper() + part[1:] for part in latin.split(" "))
