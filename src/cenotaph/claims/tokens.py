"""A paragraph as sentences of tokens, each with its place in the text; one pass, in time linear in the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from cenotaph.claims.forms import LONGEST_WORD, forms, grammar, known_share
from cenotaph.claims.words import words

MOST_TOKENS = 120  # of a sentence; longer ones are cut, so that no rule ever looks at more
_IGNORED = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        0x2060,
        0xFEFF,
        0x301,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ]
)
_SPACE = "[ \u00a0\u2009\u202f]"
_TOKEN = re.compile(
    rf"(?P<date>(?<!\d)\d{{1,2}}\.\d{{1,2}}\.\d{{4}}(?!\d)|(?<!\d)\d{{4}}-\d\d-\d\d(?!\d))"
    r"|(?P<time>(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d))"
    r"|(?P<decade>(?<!\d)\d{3}0(?:'|’)?s(?!\w))"
    rf"|(?P<number>\d{{1,3}}(?:{_SPACE}\d{{3}}){{1,6}}(?:[.,]\d{{1,3}})?(?!\d)"
    r"|\d{1,3}(?:,\d{3}){1,6}(?:\.\d{1,3})?(?![\d])"
    r"|\d{1,3}(?:\.\d{3}){2,6}(?:,\d{1,3})?(?![\d])"
    r"|\d{1,3}(?:['’]\d{3}){1,6}(?!\d)"
    r"|\d+[.,]\d+|\d+)(?:[-‐‑–](?P<suffix>[а-яіїєґ]{1,3})(?!\w))?"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*(?:[-‐‑][^\W\d_]+(?:['’ʼ][^\W\d_]+)*)*)"
    r"|(?P<punct>\S)"
)
_YEAR_ABBREVIATIONS = frozenset({"р", "рр", "г", "гг"})
_ABBREVIATIONS = words("abbreviations")
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’»)]“")
_OPENERS = frozenset("\"'“‘«([—–-„")


@dataclass(frozen=True)
class Token:
    """A word, number or sign. begin, end: code points in the text; kind: word, number, decade, date, time, punct."""

    text: str
    begin: int
    end: int
    kind: str
    language: str
    suffix: str = ""
    glued: bool = False  # nothing stands between it and the token before

    @cached_property
    def low(self) -> str:
        low = self.text.lower().translate({0x2019: "'", 0x2BC: "'", 0x60: "'", 0x2010: "-", 0x2011: "-"})
        return low.replace("ё", "е") if self.language == "ru" else low

    @cached_property
    def keys(self) -> frozenset[str]:
        """Everything a phrase of the lexicon may call this token."""
        if self.kind != "word":
            return frozenset({self.low})
        if "-" in self.low and self.language != "en" and self.text.rpartition("-")[2][:1].islower():
            parts = [part for part in self.low.split("-") if len(part) > 2]  # калмиків-вояків
            return forms(self.low, self.language).union(*(forms(part, self.language) for part in parts[:2]))
        return forms(self.low, self.language)

    @cached_property
    def grammar(self) -> frozenset[str]:
        return grammar(self.low, self.language) if self.kind == "word" else frozenset()

    @cached_property
    def is_capitalised(self) -> bool:
        return self.kind == "word" and self.text[0].isupper()


@dataclass
class Sentence:
    """Tokens of one sentence; `end` is the sign it ends with."""

    tokens: list[Token] = field(default_factory=list)
    is_cut: bool = False  # it goes on; so many words make no sentence

    @property
    def is_question(self) -> bool:
        return any(t.text == "?" for t in self.tokens[-3:])


def fold(text: str) -> tuple[str, list[int] | None]:
    """A text without invisible signs, and for each code point its place in the original (None: the same place)."""
    clean = text.translate(_IGNORED)
    if "\0" in clean:
        clean = clean.replace("\0", " ")
    if len(clean) == len(text):
        return clean, None
    return clean, [i for i, c in enumerate(text) if ord(c) not in _IGNORED]


def sentences(text: str, language: str, start: int = 0) -> Iterator[Sentence]:
    """The sentences of a paragraph that begins at code point `start` of its text."""
    clean, places = fold(text)
    current = Sentence()
    for token in _tokens(clean, places, language, start):
        if current.tokens and _breaks(current.tokens, token):
            yield current
            current = Sentence()
        current.tokens.append(token)
        if len(current.tokens) >= MOST_TOKENS:
            current.is_cut = True
            yield current
            current = Sentence()
    if current.tokens:
        yield current


def _tokens(clean: str, places: list[int] | None, language: str, start: int) -> Iterator[Token]:
    last = -1
    for match in _TOKEN.finditer(clean):
        kind = match.lastgroup if match.lastgroup != "suffix" else "number"
        begin, end = match.span()
        if kind == "number" and end - begin > 30:
            kind = "punct"  # no figure about people
        if kind == "word" and ("-" in match[0] or "‐" in match[0] or "‑" in match[0]) and end - begin <= 80:
            yield from _split(match[0], begin, places, language, start, begin == last)
        else:
            at, to = _place(begin, end, places)
            suffix = match["suffix"] or ""
            body = match[0][: -len(suffix) - 1] if suffix else match[0]
            yield Token(body, start + at, start + to, kind, language, suffix, begin == last)
        last = end


def _place(begin: int, end: int, places: list[int] | None) -> tuple[int, int]:
    return (begin, end) if places is None else (places[begin], places[end - 1] + 1)


def _split(word: str, begin: int, places: list[int] | None, language: str, start: int, glued: bool) -> Iterator[Token]:
    """English compounds are taken apart; Cyrillic ones only where their parts are numbers (пять-шесть)."""
    if language != "en" and not _is_numeral(re.split(r"[-‐‑]", word)[0], language):
        at, to = _place(begin, begin + len(word), places)
        yield Token(word, start + at, start + to, "word", language, "", glued)
        return
    offset = 0
    for part in re.split(r"([-‐‑])", word):
        at, to = _place(begin + offset, begin + offset + len(part), places)
        kind = "word" if part not in "-‐‑" else "punct"
        yield Token(part, start + at, start + to, kind, language, "", glued or offset > 0)
        offset += len(part)


def _is_numeral(word: str, language: str) -> bool:
    from cenotaph.claims.words import raw

    return not forms(word.lower(), language).isdisjoint(raw(language)["number"])


def _breaks(before: list[Token], token: Token) -> bool:
    """Whether a new sentence begins with `token`."""
    last = before[-1]
    i = len(before) - 1
    while i > 0 and before[i].text in _CLOSERS:
        i -= 1
    sign = before[i]
    if sign.text not in _ENDS or token.text in _ENDS or (token.text in _CLOSERS and token.glued) or token.glued:
        return False
    opens = token.text in _OPENERS or token.text[0].isupper() or token.kind in ("number", "decade", "time", "date")
    if not opens:
        return False
    if sign.text != "." or i == 0 or i != len(before) - 1:
        # a quotation that ends with ? or ! and goes on with a dash or a small letter is no end
        return not (last.text in _CLOSERS and token.text in "—–-")
    word = before[i - 1]
    if not sign.glued or word.kind != "word":
        return True
    if word.low in _YEAR_ABBREVIATIONS:
        return token.kind == "word" and token.text[0].isupper() and _is_function_word(token)
    if len(word.text) == 1 and (word.text.isupper() or word.language == "en"):
        return False
    if word.low in _ABBREVIATIONS:
        closes = word.low not in words("titles_and_labels")
        return token.kind == "word" and closes and _is_function_word(token)
    return True


def _is_function_word(token: Token) -> bool:
    if token.language == "en":
        return token.low in words("is_function_word")
    return not token.grammar.isdisjoint({"PREP", "CONJ", "NPRO", "PRCL"}) or token.low in ("це", "это", "тоді", "тогда")


def paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, its text) of every paragraph: blocks between empty lines."""
    begin = 0
    for match in re.finditer(r"\n[ \t\r]*\n\s*|\f+", text):
        if match.start() > begin:
            yield begin, text[begin : match.start()]
        begin = match.end()
    if begin < len(text):
        yield begin, text[begin:]


def detect(text: str, otherwise: str = "en") -> str:
    """The language of a paragraph, by its letters: і ї є ґ are Ukrainian, ы э ъ ё Russian, no Cyrillic English."""
    sample = unicodedata.normalize("NFC", text[:20000]).lower()
    cyrillic = sum("а" <= c <= "я" or c in "іїєґё" for c in sample)
    latin = sum("a" <= c <= "z" for c in sample)
    if latin >= cyrillic:
        return "en" if latin else otherwise
    uk = sum(sample.count(c) for c in "іїєґ")
    ru = sum(sample.count(c) for c in "ыэъё")
    if uk != ru:
        return "uk" if uk > ru else "ru"
    sample_words = [w for w in re.findall(r"[а-яіїєґё']+", sample) if len(w) <= LONGEST_WORD][:60]
    known = {code: known_share(sample_words, code) for code in ("uk", "ru")}
    if known["uk"] == known["ru"]:
        return otherwise if otherwise != "en" else "ru"
    return max(known, key=lambda code: known[code])
