"""Years and days said in words: в сорок третьем году, двадцать восьмого декабря, у тридцять третьому."""

from __future__ import annotations

from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_CENTURY = 1900
_FIRST_YEAR, _LAST_YEAR = 5, 99
_ROMAN = {
    "xvi": 16,
    "xvii": 17,
    "xviii": 18,
    "xix": 19,
    "xx": 20,
    "хvi": 16,
    "хvii": 17,
    "хviii": 18,
    "хіх": 19,
    "хх": 20,
}
_AGE_VERBS = frozenset({"йти", "іти", "піти", "идти", "пойти", "минути", "минуть"})


def ordinal(scene: Scene, i: int) -> tuple[int, int] | None:
    """(value, next token) of an ordinal in words, of one word or two: восьмого, двадцать восьмого."""
    if scene.language == "en" or i >= len(scene):
        return None
    tens = scene.at(i, "number")
    if tens is not None and tens.value in (20, 30, 40, 50, 60, 70, 80, 90):
        unit = scene.at(i + 1, "nth")
        if unit is not None and unit.value < 10 and "ADJF" in scene.tokens[i + 1].grammar:
            return int(tens.value + unit.value), i + 2
        return None
    mark = scene.at(i, "nth")
    if mark is None or "ADJF" not in scene.tokens[i].grammar:
        return None
    return int(mark.value), i + 1


def spoken_decade(scene: Scene, i: int) -> tuple[str, int, int] | None:
    """(EDTF, first year, next token) of в шестидесятых годах, у тридцятих роках минулого століття, 60-х XIX ст."""
    mark = scene.at(i, "nth") if scene.language != "en" else None
    if mark is None or mark.value % 10 or mark.value < 20 or "plur" not in scene.tokens[i].grammar:
        return None
    if scene.at(i + 1, "when:year") is None:
        return None
    end, century = i + 2, 19
    if scene.low(end) in _ROMAN and scene.at(end + 1, "when:century"):
        century, end = _ROMAN[scene.low(end)] - 1, end + 2
    return f"{century}{int(mark.value) // 10}X", century * 100 + int(mark.value), end


def spoken_year(scene: Scene, i: int) -> tuple[int, int] | None:
    """(year, next token) of a year of the last century in words, with the word for year or without."""
    begin, century = i, 0
    opening = tuple(scene.low(k) for k in (i, i + 1))
    if opening[0] in words("thousand_of_years") and opening[1] in words("hundreds_of_years"):
        begin, century = i + 2, _hundreds(opening[1])
    found = ordinal(scene, begin)
    if found is None:
        return None
    value, end = found
    if scene.low(end - 1).endswith(("их", "ых", "ими", "ыми", "і", "ые")):
        return None  # a decade
    named = scene.at(end, "when:year") is not None and scene.low(end) not in ("р", "г", "роки", "років", "годы", "лет")
    if (
        not _FIRST_YEAR <= value <= _LAST_YEAR
        or _is_age(scene, i)
        or not (named or century or _stands_alone(scene, i, end))
    ):
        return None
    return (century or _CENTURY) + value, end + 1 if named else end


def _hundreds(word: str) -> int:
    return 1800 if word.startswith(("восем", "вісім")) else 1700 if word.startswith(("сем", "сім")) else 1900


def _is_age(scene: Scene, i: int) -> bool:
    """Йому йшов шістдесят восьмий рік."""
    return any(not scene.tokens[k].keys.isdisjoint(_AGE_VERBS) for k in range(max(0, i - 3), i))


def _stands_alone(scene: Scene, i: int, end: int) -> bool:
    """В шестьдесят первом, к сороковому; of two words, after a preposition or a month, and no noun follows."""
    before = scene.at(i - 1, "time") is not None or scene.low(i - 1) in words("before_years_slavic")
    following = scene.tokens[end] if end < len(scene) else None
    ends = following is None or following.kind == "punct" or "NOUN" not in following.grammar
    return before and ends and end - i > 1


def spoken_day(scene: Scene, i: int) -> tuple[int, int] | None:
    """(day, token of the month) of двадцать восьмого декабря, першого травня."""
    found = ordinal(scene, i)
    if (
        found is None
        or not 1 <= found[0] <= 31
        or scene.low(found[1] - 1)[-2:] not in ("го", "ье", "ое", "те", "ше", "ге")
    ):
        return None
    month = scene.at(found[1], "time")
    return found if month is not None and month.value <= 12 else None
