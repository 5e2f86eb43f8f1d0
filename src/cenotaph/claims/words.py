"""Lexicon files, and sets of small words that the rules ask for by name; what they hold is data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def raw(name: str) -> dict[str, Any]:
    """A lexicon file as TOML reads it."""
    path = resources.files("cenotaph.claims") / "lexicons" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """A set of lexicons/words.toml by its name.

    Raises
    ------
    KeyError for a name that the file does not have.
    """
    return frozenset(raw("words")[name].split())
