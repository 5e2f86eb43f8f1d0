"""The words that make a claim, read from the lexicons, and where they stand in a sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from cenotaph.claims.tokens import Token
from cenotaph.claims.words import raw

LANGUAGES = ("en", "uk", "ru")
_WORD_SECTIONS = (
    "number",
    "scale",
    "half_scale",
    "one_and_half",
    "ordinal",
    "ordinal_only",
    "nth",
    "multiple",
    "multiplied",
    "time",
)
_PHRASE_SECTIONS = ("hedge", "vague", "event")
_FAMILIES = (*_PHRASE_SECTIONS, "group", "nation", "place")  # the longest phrase wins over its rivals
_FREE_SECTIONS = ("phrase", "when", "unit")  # every category for itself


@dataclass(frozen=True)
class Mark:
    """A phrase in a sentence. begin, end: token indexes; values: what it may stand for, likeliest first."""

    category: str
    values: tuple[Any, ...]
    begin: int
    end: int

    @property
    def value(self) -> Any:
        return self.values[0]


@dataclass(frozen=True)
class Phrase:
    words: tuple[str, ...]
    category: str
    value: Any
    order: int = 0  # in the file; of two meanings the one written first is the likelier


class Lexicon:
    """All phrases of a language, found by their first word, or by their first two."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._single: dict[str, list[Phrase]] = defaultdict(list)
        self._longer: dict[str, dict[str, list[Phrase]]] = defaultdict(lambda: defaultdict(list))
        for phrase in phrases:
            first = phrase.words[0].lstrip("=") or "="
            if len(phrase.words) == 1:
                self._single[first].append(phrase)
            else:
                self._longer[first][phrase.words[1].lstrip("=") or "="].append(phrase)

    def _candidates(self, tokens: Sequence[Token], i: int) -> Iterator[Phrase]:
        following = tokens[i + 1].keys if i + 1 < len(tokens) else frozenset()
        for key in tokens[i].keys:
            yield from self._single.get(key, ())
            if (longer := self._longer.get(key)) is not None:
                for second in following:
                    yield from longer.get(second, ())

    def marks(self, tokens: Sequence[Token]) -> dict[str, list[Mark]]:
        """Marks by category, in their order; in a family a phrase inside a longer one is dropped."""
        found: dict[str, list[Mark]] = defaultdict(list)
        for i in range(len(tokens)):
            best: dict[str, tuple[int, dict[int, Any]]] = {}
            for phrase in self._candidates(tokens, i):
                length = len(phrase.words)
                known = best.get(phrase.category)
                if (known and known[0] > length) or not _stands(phrase.words, tokens, i):
                    continue
                if known and known[0] == length:
                    known[1][phrase.order] = phrase.value
                else:
                    best[phrase.category] = (length, {phrase.order: phrase.value})
            for category, (length, values) in best.items():
                marks = found[category]
                if not (marks and marks[-1].end >= i + length and category in _FAMILIES):
                    likeliest = dict.fromkeys(values[order] for order in sorted(values))
                    marks.append(Mark(category, tuple(likeliest), i, i + length))
        return found


def _stands(words: tuple[str, ...], tokens: Sequence[Token], i: int) -> bool:
    if i + len(words) > len(tokens):
        return False
    for j, word in enumerate(words):
        token = tokens[i + j]
        if word[0] == "=" and len(word) > 1:
            if token.low != word[1:]:
                return False
        elif word not in token.keys:
            return False
    return True


def expand(text: str) -> Iterator[tuple[str, ...]]:
    """Every sequence of words that a phrase of a lexicon stands for."""
    choices = []
    exact = text.startswith("=") and " " in text
    for word in text.lstrip("=").split() if exact else text.split():
        optional = word.endswith("?") and len(word) > 1
        sign = "=" if exact or word.startswith("=") else ""
        options = [sign + part for part in word.rstrip("?").lstrip("=").split("|")] if len(word) > 1 else [word]
        choices.append([*options, ""] if optional else options)
    for chosen in product(*choices):
        words = tuple(part for w in chosen if w for part in _parts(w))
        if words:
            yield words


def _parts(word: str) -> list[str]:
    """A hyphenated English word as the tokens it falls into."""
    if "-" in word.strip("-=") and not any("а" <= c <= "я" for c in word):
        sign = "=" if word[0] == "=" else ""
        pieces = word.lstrip("=").split("-")
        return [p for piece in pieces for p in (sign + piece, "-")][:-1]
    return [word]


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language."""
    data = raw(language)
    phrases: list[Phrase] = []
    for section in _WORD_SECTIONS:
        for text, value in data.get(section, {}).items():
            phrases += [Phrase(words, section, value, len(phrases)) for words in expand(text)]
    for section in (*_PHRASE_SECTIONS, *_FREE_SECTIONS):
        for value, texts in data[section].items():
            category = section if section in _PHRASE_SECTIONS else f"{section}:{value}"
            for text in texts:
                phrases += [Phrase(words, category, value, len(phrases)) for words in expand(text)]
    from cenotaph.claims import nouns  # which itself reads lexicon files

    return Lexicon([*phrases, *nouns.phrases(language)])
