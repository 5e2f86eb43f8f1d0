"""Dictionary forms of words: rules and a table for English, pymorphy3 for Ukrainian and Russian."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

LONGEST_WORD = 40  # letters; what is longer is no word of a language, and looking it up would take its length in time
_SUPERLATIVE = re.compile(
    r"(\w+(?:ейш|айш)|най\w+?(?:іш|ш))(?:ий|ая|ее|ие|его|ей|их|им|ими|ую|ем|ою|а|е|і|ого|ої|ому|ій|у)"
)
_VOWELS = "aeiou"
_UNKNOWN_TOWN = re.compile(r"(\w{2,})(є|е|о)ві")


@cache
def _analyzer(language: str) -> Any:
    """The morphological dictionary, loaded when the first text in the language is read (a quarter of a second)."""
    import pymorphy3

    if language == "uk":
        import pymorphy3_dicts_uk as dictionary
    else:
        import pymorphy3_dicts_ru as dictionary
    return pymorphy3.MorphAnalyzer(path=dictionary.get_path(), lang=language)


@lru_cache(maxsize=1 << 15)
def _parses(word: str, language: str) -> list[Any]:
    """All readings of a word; words that no dictionary has are guessed by their endings, which takes a millisecond."""
    return _analyzer(language).parse(word)


@lru_cache(maxsize=1 << 16)
def forms(word: str, language: str) -> frozenset[str]:
    """A lower-case word and every dictionary form it may come from; candidates, not a decision."""
    if len(word) > LONGEST_WORD:
        return frozenset({word})
    if language == "en":
        return frozenset({word, *_english(word)})
    if not _is_cyrillic(word):
        return frozenset({word})
    found = {word}
    for parse in _parses(word, language):
        found.add(_even(parse.normal_form, language))
        if "PRTF" in parse.tag and (form := parse.inflect({"nomn", "sing", "masc"})) is not None:
            found.add(_even(form.word, language))  # осуждённых: also a noun of its own
    if (superlative := _SUPERLATIVE.fullmatch(word)) is not None:
        found.add(superlative[1] + "ий")  # крупнейшая, найстрашнішим: the dictionary gives the positive
    if word.endswith(("го", "ий", "ый", "ой", "ої")) and len(word) > 5:
        found.add(word)
    return frozenset(found)


@lru_cache(maxsize=1 << 16)
def grammar(word: str, language: str) -> frozenset[str]:
    """Grammatical marks that any reading of a word has: NOUN, VERB, plur, gent, Geox, Surn and so on."""
    if language == "en" or len(word) > LONGEST_WORD or not _is_cyrillic(word):
        return frozenset()
    marks: set[str] = set()
    for parse in _parses(word, language):
        marks |= {str(g) for g in parse.tag.grammemes}
    return frozenset(marks)


@lru_cache(maxsize=1 << 14)
def is_plural_only(word: str, language: str) -> bool:
    """Whether every reading of a noun that is not a genitive singular is plural: тисячі, мільйонів, сотни."""
    readings = [p.tag for p in _parses(word, language) if "NOUN" in p.tag or "NUMR" in p.tag]
    nominative = [t for t in readings if "plur" in str(t) or "nomn" in str(t) or "accs" in str(t)]
    return bool(nominative) and all("plur" in str(t) for t in nominative)


@lru_cache(maxsize=1 << 14)
def is_genitive_plural(word: str, language: str) -> bool:
    return any("plur" in str(p.tag) and "gent" in str(p.tag) for p in _parses(word, language))


@lru_cache(maxsize=1 << 14)
def is_genitive_singular(word: str, language: str) -> bool:
    return any("plur" not in str(p.tag) and "gent" in str(p.tag) for p in _parses(word, language))


def known_share(words: list[str], language: str) -> float:
    """The share of words that the dictionary of a language has."""
    analyzer = _analyzer(language)
    return sum(analyzer.word_is_known(w) for w in words) / max(len(words), 1)


def lemmas(word: str, language: str) -> list[str]:
    """Dictionary forms of a word, the likeliest first, those that name a person last."""
    if language == "en" or not _is_cyrillic(word) or len(word) > LONGEST_WORD:
        return [word]
    parses = _parses(word, language)
    persons = {"Name", "Surn", "Patr"}
    ordered = sorted(parses, key=lambda p: not persons.isdisjoint(p.tag.grammemes))  # stable: likeliest first in each
    return list(dict.fromkeys(_even(p.normal_form, language) for p in ordered))


def is_in_dictionary(word: str, language: str) -> bool:
    """Whether a Ukrainian or Russian dictionary has a word; what it has not is only guessed by its ending."""
    return language != "en" and _is_cyrillic(word) and any(p.is_known for p in _parses(word, language))


def nominative(word: str, language: str, case: str = "") -> str:
    """A capitalised name in the nominative singular, as well as the dictionary can tell. case : that it stands in."""
    if language == "en" or not _is_cyrillic(word):
        return word
    parses = _parses(word.lower(), language)
    if case and not any(p.is_known for p in parses):
        if language == "uk" and case == "loct" and (name := _UNKNOWN_TOWN.fullmatch(word)) is not None:
            return name[1] + ("їв" if name[2] == "є" else "ів")  # у Млиєві
        parses = [p for p in parses if case in p.tag] or parses
    if any({"nomn", "sing"} <= p.tag.grammemes and ("Surn" in p.tag or "Name" in p.tag) for p in parses):
        return word  # Замятина may be a woman's name as it stands
    for parse in parses:
        tag = parse.tag
        if "Name" in tag or "Surn" in tag or "Patr" in tag or "NOUN" in tag or "ADJF" in tag:
            form = parse.inflect({"nomn", "sing"}) or parse.inflect({"nomn"})
            if form is not None:
                return "-".join(part[:1].upper() + part[1:] for part in form.word.split("-"))
    return word


def _even(word: str, language: str) -> str:
    return word.replace("ё", "е") if language == "ru" else word


def _is_cyrillic(word: str) -> bool:
    return any("а" <= c <= "я" or c in "іїєґё" for c in word)


@cache
def _irregular() -> dict[str, str]:
    from cenotaph.claims.words import raw

    return raw("english_forms")["irregular"]


def _english(word: str) -> set[str]:
    """Candidates for the dictionary form of an English word; some are no words, and then match nothing."""
    found = {_irregular()[word]} if word in _irregular() else set()
    if word.endswith("'s"):
        return found | {word[:-2]}
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        found.add(word[:-1])
        if word.endswith("ies"):
            found.add(word[:-3] + "y")
        if re.search(r"(?:s|x|z|ch|sh|o)es$", word):
            found.add(word[:-2])
        if word.endswith("ves"):
            found |= {word[:-3] + "f", word[:-3] + "fe"}
    if len(word) > 4 and word.endswith("men"):
        found.add(word[:-3] + "man")
    for ending in ("ed", "ing"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 1:
            found |= {stem, stem + "e"}
            if stem.endswith("i") and ending == "ed":
                found.add(stem[:-1] + "y")
            if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
                found.add(stem[:-1])
    return found
