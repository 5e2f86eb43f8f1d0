"""Whether a statement speaks of a territory, of a part of it, or of something wider: by names, never by borders."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

Placing = Literal["same", "part", "wider", "apart", "unsaid"]
_DEEPEST = 8
# "USSR, borders of before September 1939", "Verenia (1901)": what follows the name says when, not where.
_KIND = re.compile(r" (?:oblast|krai|province|region|ASSR)$")
_NAME = re.compile(r"^[^,(]+")


@cache
def _places() -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    """({any name, case folded: usual name}, {usual name: what it lay within})."""
    text = resources.files("cenotaph.claims.verdict").joinpath("places.toml").read_text(encoding="utf-8")
    entries = tomllib.loads(text)["place"]
    usual, within = {}, {}
    for name, entry in entries.items():
        usual[name.casefold()] = name
        usual.update((other.casefold(), name) for other in entry.get("also", ()))
        within[name] = frozenset(entry.get("within", ()))
    for name, entry in entries.items():
        for part in entry.get("holds", ()):
            within[part] = within.get(part, frozenset()) | {name}
    return usual, within


@lru_cache(maxsize=4096)
def usual_name(name: str) -> str:
    """The usual English name of a territory, borders and dates left out; the name itself when it is not known."""
    usual, _ = _places()
    plain = (_NAME.match(name) or [name])[0].strip()
    part = plain.rpartition(": ")[2]  # "Ukrainian SSR: Kharkov oblast", as orders list their units
    for text in (name.strip(), plain, part, _KIND.sub("", part)):
        if text.casefold() in usual:
            return usual[text.casefold()]
    return plain


def is_known(name: str) -> bool:
    """Whether places.toml knows the territory, and so what it lay within."""
    return usual_name(name) in _places()[1]


@lru_cache(maxsize=16384)
def lies_within(part: str, whole: str) -> bool:
    """Whether one territory is known to have lain within another; no territory lies within itself."""
    _, within = _places()
    reached, seen = {usual_name(part)}, set()
    for _ in range(_DEEPEST):
        reached = {up for name in reached for up in within.get(name, ())} - seen
        seen |= reached
    return usual_name(whole) in seen


@lru_cache(maxsize=16384)
def placing(said: str, of: str) -> Placing:
    """How the place of a statement lies to a territory."""
    if not said:
        return "unsaid"
    if usual_name(said).casefold() == usual_name(of).casefold():
        return "same"
    if lies_within(said, of):
        return "part"
    return "wider" if lies_within(of, said) else "apart"
