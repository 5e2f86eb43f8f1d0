"""How a figure is hedged, and where it is a range."""

from __future__ import annotations

from dataclasses import replace

from cenotaph.claims.nouns import noun_at
from cenotaph.claims.numerals import Number, number_at, scale_at
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words


def hedge_before(scene: Scene, i: int) -> tuple[str, int]:
    """(hedge, where it begins) of a figure that begins at a token; ("none", i) without one."""
    for gap in (0, 1):
        if gap and scene.low(i - 1) not in words("between_hedge_and_figure"):
            break
        mark = scene.ending(i - gap, "hedge")
        if mark is None:
            continue
        begin, value = mark.begin, _resolved(scene, mark.begin, str(mark.value), i)
        if value == "none":
            break
        before = scene.ending(begin, "hedge")
        if (
            before is not None
            and before.value in ("at_least", "at_most", "about", "nearly")
            and value in ("about", "over")
        ):
            return str(before.value), before.begin
        return value, begin
    return "none", i


def _resolved(scene: Scene, begin: int, value: str, figure: int) -> str:
    """A hedge that may be something else where it stands."""
    word = scene.low(begin)
    if (
        value == "up_to"
        and word == "до"
        and any(scene.at(k, "phrase:changed") or scene.at(k, "phrase:from") for k in range(max(0, begin - 4), begin))
    ):
        return "none"
    if (
        word in ("over", "under", "above", "below")
        and noun_at(scene, begin - 1) is not None
        and word in ("under", "over")
    ):
        noun = noun_at(scene, begin - 1)
        return (
            "none"
            if noun is not None and noun.name in ("children", "infants", "men", "women", "boys", "girls")
            else value
        )
    if word == "some" and scene.language == "en" and scene.low(begin - 1) in ("with",):
        return value
    if value == "over" and word in ("большой", "больше", "більше", "більший") and scene.ending(begin, "hedge") is None:
        return value
    return value


def _in_hundreds(scene: Scene, number: Number, second: Number) -> Number:
    """Від шести до семи сотень: hundreds are meant from the first."""
    hundreds = scene.at(second.end - 1, "scale") if second.end - second.begin > 1 else None
    if hundreds is None or hundreds.value not in (10, 12, 20, 100) or number.value >= second.value / hundreds.value:
        return number
    value = number.value * hundreds.value
    return replace(number, value=value, step=float(hundreds.value), mantissa=value)


def is_dash(scene: Scene, j: int) -> bool:
    """A hyphen or a dash between two numerals, not a word."""
    return scene.low(j) in ("-", "–", "—", "‐")


def range_of(scene: Scene, number: Number, taken: frozenset[int]) -> tuple[Number, Number, int, int]:
    """(low, high, next token, first token): 1.5–2 million, between three and four million, від 150 до 200 тисяч."""
    opens = number.begin
    between = scene.ending(opens, "phrase:between") or scene.ending(opens, "phrase:from")
    j = number.end
    percent = scene.at(j, "phrase:percent")
    if percent is not None:
        j = percent.end
    joint = scene.at(j, "phrase:to")
    is_and = scene.low(j) in ("and", "та", "і", "й", "и")
    explicit = between is not None and (
        is_and or (joint is not None and scene.low(j) in ("to", "до", "по", "–", "-", "—"))
    )
    spaced_dash = scene.low(j) == "—" and not scene.tokens[j].glued
    if joint is None and not (is_and and between is not None):
        return number, number, number.end, opens
    moved = between is not None and any(
        scene.at(w, "phrase:changed") for w in range(max(0, between.begin - 6), between.begin)
    )
    if moved and scene.low(j) in ("to", "до"):
        return number, number, number.end, opens  # fell from 1,204 to 377: two figures
    if (is_and and between is None) or (spaced_dash and between is None):
        return number, number, number.end, opens
    k = joint.end if joint is not None else j + 1
    if (
        k in taken
        or (second := number_at(scene, k)) is None
        or any(m in taken for m in range(second.begin, second.end))
    ):
        return number, number, number.end, opens
    if number.hedge and second.is_bare and second.value * number.scale > number.value and is_dash(scene, j):
        value = second.value * number.scale  # тысячи две-три
        return number, replace(second, value=value, step=number.scale, scale=number.scale), second.end, opens
    first = _in_hundreds(scene, number, second)
    shares_scale = (
        number.is_bare
        and not second.is_bare
        and number.value < 1000
        and (explicit or second.mantissa > number.value or number.value <= second.mantissa)
    )
    if shares_scale and scale_at(scene, number.end) is None:
        first = number.scaled(second.scale)
    elif not number.is_bare and number.scale == 1e3 and second.is_bare:
        return number, number, number.end, opens
    if first.is_bare and second.is_bare and first.value < second.value / 1000:
        return number, number, number.end, opens  # a map of 1 to 500,000
    low_word = scene.low(j)
    alternative = low_word in ("or", "or", "або", "чи", "или", "либо")
    if first.value >= second.value and not explicit:
        return number, number, number.end, opens
    if low_word == "по" and not explicit:
        return number, number, number.end, opens
    if alternative and second.value > 5 * first.value:
        return number, number, number.end, opens
    return first, second, second.end, between.begin if explicit and between is not None else opens
