"""Lengths of time said in one word or by halves: п'ятиденний обстріл, двухлетняя осада, пів року, чверть століття."""

from __future__ import annotations

import re
from dataclasses import replace

from cenotaph.claims.claim import Quantity
from cenotaph.claims.hedging import hedge_before
from cenotaph.claims.quantities import Mention
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_PREFIXES = {
    "одно": 1, "полутора": 1.5, "півтора": 1.5, "дво": 2, "двох": 2, "двух": 2, "три": 3, "трьох": 3, "трех": 3,
    "чотири": 4, "чотирьох": 4, "четырех": 4, "п'яти": 5, "пяти": 5, "шести": 6, "семи": 7, "восьми": 8,
    "дев'яти": 9, "девяти": 9, "десяти": 10, "дванадцяти": 12, "двенадцати": 12, "двадцяти": 20, "двадцати": 20,
    "тридцяти": 30, "тридцати": 30, "сорока": 40, "сорок": 40, "п'ятдесяти": 50, "пятидесяти": 50, "сто": 100,
    "дев'ятисот": 900, "девятисот": 900,
}  # fmt: skip
_UNITS = {
    "денн": ("days", 1), "дневн": ("days", 1), "добов": ("days", 1), "суточн": ("days", 1), "тижнев": ("days", 7),
    "недельн": ("days", 7), "місячн": ("months", 1), "месячн": ("months", 1), "річн": ("years", 1),
    "літн": ("years", 1), "летн": ("years", 1), "годичн": ("years", 1), "вікон": ("years", 100),
}  # fmt: skip
_ADJECTIVE = re.compile(
    f"({'|'.join(sorted(_PREFIXES, key=len, reverse=True))})({'|'.join(_UNITS)})"
    r"(?:ий|ій|ого|ому|им|ім|а|я|ої|ьої|ій|у|ю|ою|ьою|е|є|і|их|іх|ый|ая|яя|ое|ее|ой|ей|ую|юю|ом|ем|его|ему|ые|ие|ых)$"
)


def adjective_of_length(scene: Scene, i: int) -> Quantity | None:
    """The length that an adjective says: п'ятиденного, трёхлетняя."""
    token = scene.tokens[i]
    if scene.language == "en" or token.kind != "word" or len(token.text) < 7:
        return None
    found = _ADJECTIVE.fullmatch(token.low)
    if found is None:
        return None
    unit, factor = _UNITS[found[2]]
    value = _PREFIXES[found[1]] * factor
    return Quantity(low=value, high=value, step=factor, hedge=hedge_before(scene, i)[0], unit=unit)


def length_at(scene: Scene, i: int) -> Mention | None:
    """Пів року, півроку, полвека, чверть століття."""
    if scene.language == "en":
        return None
    low = scene.low(i)
    value, unit, end = 0, "", i + 1
    if low in words("half_years"):
        value, unit = 6, "months"
    elif low in words("half_centuries"):
        value, unit = 50, "years"
    elif low in ("пів", "пол") and scene.at(i + 1, "when:year_unit"):
        value, unit, end = 6, "months", i + 2
    elif scene.at(i + 1, "when:century") and (part := scene.at(i, "ordinal")) and "NOUN" in scene.tokens[i].grammar:
        value, unit, end = 100 / part.value, "years", i + 2
    if not unit:
        return None
    hedge, begin = hedge_before(scene, i)
    return Mention("time", Quantity(low=value, high=value, step=value, hedge=hedge, unit=unit), begin, end, i, end)


def joined_length(scene: Scene, one: Mention, other: Mention) -> Mention | None:
    """Two years and four months: one length of time, in months."""
    units = (one.quantity.unit, other.quantity.unit)
    if one.kind != "time" or other.kind != "time" or units != ("years", "months") or one.quantity.vague:
        return None
    between = [scene.low(k) for k in range(one.end, other.begin)]
    exact = one.quantity.low == one.quantity.high and other.quantity.low == other.quantity.high
    if not exact or between not in ([], ["and"], ["і"], ["й"], ["та"], ["и"]) or not 0 < other.quantity.low < 12:
        return None
    value = 12 * one.quantity.low + other.quantity.low
    quantity = other.quantity.model_copy(update={"low": value, "high": value, "hedge": one.quantity.hedge})
    return replace(one, quantity=quantity, end=other.end, last=other.last)
