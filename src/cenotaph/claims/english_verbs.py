"""Which English words are likely verbs: no dictionary of the language is at hand, their forms say it."""

from __future__ import annotations

from functools import cache

from cenotaph.claims.scene import Scene
from cenotaph.claims.words import raw, words


@cache
def _past_forms() -> frozenset[str]:
    return frozenset(raw("english_forms")["irregular"]) - words("english_irregular_nouns")


def is_verb(scene: Scene, k: int) -> bool:
    """Whether a token is likely a verb: a past form, an auxiliary, or one that an event knows."""
    if not 0 <= k < len(scene):
        return False
    low = scene.low(k)
    if scene.tokens[k].kind != "word" or low in words("english_no_verbs"):
        return False
    if low in _past_forms() or low in words("english_auxiliaries"):
        return True
    return len(low) > 4 and low.endswith("ed")
