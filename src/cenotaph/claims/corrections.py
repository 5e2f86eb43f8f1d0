"""Figures put right as they are said: душ сімсот, якщо не вісімсот; мільйон, а то й два; не сто, а двести."""

from __future__ import annotations

from dataclasses import replace

from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_MOST_APART = 7
_MOST_TIMES = 6  # the second end is not many times the first: then it is another figure


def widened(scene: Scene, one: Mention, other: Mention) -> Mention | None:
    """One quantity of two: the words between say that the second is only more of the first."""
    low, high = one.quantity, other.quantity
    if one.kind != other.kind or None in (low.low, high.high) or not 0 < other.first - one.last <= _MOST_APART:
        return None
    if not any(says(scene, one, other) for says in (_says_or_even, _says_if_not, _says_by_turns)):
        return None
    factor = 1.0
    if one.kind == "count" and not one.is_scaled and other.is_scaled and low.low < 1000 <= high.high:
        factor = next(s for s in (1e9, 1e6, 1e3) if high.high >= s)  # сто, а то й двісті тисяч
        factor = factor if low.low * factor <= high.high else 1.0
    elif one.kind == "count" and one.is_scaled and not other.is_scaled and high.high < 1000:
        scale = next(s for s in (1e9, 1e6, 1e3, 1.0) if low.low >= s)  # тридцать тысяч, а то и сорок
        if high.high * scale > low.low:
            high = high.model_copy(update={k: getattr(high, k) * scale for k in ("low", "high", "step")})
    first, second = sorted((low.low * factor, high.high))
    if first <= 0 or second > _MOST_TIMES * first:
        return None
    hedge = low.hedge if low.hedge != "none" else high.hedge
    quantity = high.model_copy(
        update={"low": first, "high": second, "step": min(low.step * factor, high.step), "hedge": hedge}
    )
    noun, of = other.noun or one.noun, other.of or one.of
    begin = min(one.begin, other.begin)
    if noun is not None:
        quantity = quantity.model_copy(update={"unit": noun.unit if one.kind == "count" else quantity.unit})
    return replace(other, quantity=quantity, begin=begin, first=one.first, noun=noun, of=of)


def _says_or_even(scene: Scene, one: Mention, other: Mention) -> bool:
    between = range(min(one.last, other.first), other.first)
    start = next((k for k in between if scene.at(k, "phrase:or_even") is not None), None)
    if start is None:
        return False
    end = scene.at(start, "phrase:or_even").end
    passed = words("between_ends")
    noun = one.noun
    before = [k for k in range(one.last, start) if not (noun is not None and noun.begin <= k < noun.end)]
    return all(scene.low(k) in passed for k in (*before, *range(end, other.first)))


def _says_by_turns(scene: Scene, one: Mention, other: Mention) -> bool:
    """По шесть, по семь выносили."""
    joint = [scene.low(k) for k in range(one.last, other.first)]
    return joint == [",", "по"] and scene.low(one.first - 1) == "по"


def _says_if_not(scene: Scene, one: Mention, other: Mention) -> bool:
    """Если не каждого третьего, то уж каждого четвёртого."""
    opening = scene.low(one.begin - 2) in words("if_slavic") and scene.low(one.begin - 1) == "не"
    joint = [scene.low(k) for k in range(one.end if one.end <= other.first else one.last, other.first)]
    return opening and "то" in joint and all(w in words("between_ends") for w in joint)


def denied_figure(scene: Scene, mention: Mention, after: list[Mention]) -> Mention:
    """Не сто, как доложили, а шестьсот греков: the figure that is denied counts what the right one does."""
    bare = mention.kind == "count" and mention.noun is None and not mention.is_label
    if scene.language == "en" or not bare or scene.low(mention.begin - 1) != "не" or not after:
        return mention
    other = after[0]
    but = any(scene.low(k) == "а" for k in range(mention.end, other.begin))
    if other.kind != "count" or other.noun is None or not but or other.first - mention.last > 12:
        return mention
    return replace(mention, noun=other.noun, quantity=mention.quantity.model_copy(update={"unit": other.noun.unit}))
