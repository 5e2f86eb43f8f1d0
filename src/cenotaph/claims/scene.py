"""A sentence ready to be read: its tokens, the marks of the lexicon, and questions that rules ask of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from cenotaph.claims.lexicon import Mark, lexicon
from cenotaph.claims.tokens import Token
from cenotaph.claims.words import words

_NUMBERS = ("number", "scale", "half_scale", "one_and_half", "ordinal")


class Scene:
    """One sentence. Rules ask it which marks stand where; token indexes throughout."""

    def __init__(self, tokens: Sequence[Token], language: str, is_question: bool = False) -> None:
        self.tokens = list(tokens)
        self.language = language
        self.is_question = is_question
        self.marks = lexicon(language).marks(self.tokens)
        self._at: dict[str, dict[int, Mark]] = {}
        self._ending: dict[str, dict[int, Mark]] = {}
        self._inside: dict[str, frozenset[int]] = {}
        self.numbers: dict[int, Any] = {}  # numbers found so far, by the token they begin at

    def __len__(self) -> int:
        return len(self.tokens)

    def low(self, i: int) -> str:
        """The lower-case token at an index; empty outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def at(self, i: int, category: str) -> Mark | None:
        """The mark of a category that begins at a token."""
        if category not in self._at:
            self._at[category] = {m.begin: m for m in self.marks.get(category, ())}
        return self._at[category].get(i)

    def ending(self, i: int, category: str) -> Mark | None:
        """The longest mark of a category that ends before a token."""
        if category not in self._ending:
            ends: dict[int, Mark] = {}
            for m in self.marks.get(category, ()):
                if m.end not in ends or ends[m.end].begin > m.begin:
                    ends[m.end] = m
            self._ending[category] = ends
        return self._ending[category].get(i)

    def inside(self, i: int, category: str) -> bool:
        """Whether a token belongs to a mark of a category."""
        if category not in self._inside:
            self._inside[category] = frozenset(j for m in self.marks.get(category, ()) for j in range(m.begin, m.end))
        return i in self._inside[category]

    def between(self, begin: int, end: int, category: str) -> list[Mark]:
        """Marks of a category that lie in [begin, end)."""
        return [m for m in self.marks.get(category, ()) if m.begin >= begin and m.end <= end]

    def has(self, category: str, begin: int = 0, end: int | None = None) -> bool:
        return bool(self.between(begin, len(self) if end is None else end, category))

    def span(self, begin: int, end: int) -> tuple[int, int]:
        """Code points of tokens [begin, end)."""
        return self.tokens[begin].begin, self.tokens[end - 1].end

    @cached_property
    def number_starts(self) -> frozenset[int]:
        """Tokens at which a number can begin at all; most are told apart by this alone."""
        starts = {m.begin for category in _NUMBERS for m in self.marks.get(category, ())}
        articles = words("number_articles")
        starts |= {i for i, t in enumerate(self.tokens) if t.kind == "number" or t.low in articles}
        return frozenset(starts)

    @cached_property
    def figure_starts(self) -> frozenset[int]:
        """Tokens at which a quantity can begin: a number, a vague word, "of every", "every third"."""
        vague = {m.begin for m in self.marks.get("vague", ())}
        opening = words("opens_share") | words("half_years") | words("half_centuries")
        each = {i for i, t in enumerate(self.tokens) if self.language == "uk" and t.low.startswith("що")}
        return self.number_starts | vague | each | {i for i, t in enumerate(self.tokens) if t.low in opening}
