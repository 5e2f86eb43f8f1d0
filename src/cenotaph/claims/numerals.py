"""Numbers in figures and words: what they stand for and what they are precise to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cenotaph.claims.forms import is_genitive_plural, is_genitive_singular, is_plural_only
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import raw

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f'’]")
LARGEST = 1e12  # more than any count of people, animals or rubles; larger ones are no figures but noise
_SHORT_SCALES = frozenset({"m", "k", "mn", "bn", "mio", "mill"})  # scales only when they stand right at a figure


@dataclass(frozen=True)
class Number:
    """A number in a sentence. begin, end: token indexes; step: one unit of the last stated digit.

    mantissa : the figure before its scale word ("3.9" of "3.9 million"), for ranges that share one.
    scale : the last scale word, 1 without one; bare: figures or words without a scale.
    """

    value: float
    step: float
    begin: int
    end: int
    mantissa: float
    scale: float
    is_figure: bool
    hedge: str = ""

    @property
    def is_bare(self) -> bool:
        return self.scale == 1

    def scaled(self, scale: float) -> Number:
        step = self.step * scale
        return Number(self.value * scale, step, self.begin, self.end, self.mantissa, scale, self.is_figure, self.hedge)


def figure(text: str, language: str, scaled: bool) -> tuple[float, float] | None:
    """(value, step) of a number in figures; a comma is decimal in Ukrainian and Russian, a point in English."""
    text = _SPACES.sub("", text)
    if text.count(",") + text.count(".") == 0:
        return (float(text), 1.0) if len(text) <= 15 else None
    last = max(text.rfind(","), text.rfind("."))
    sign, after = text[last], len(text) - last - 1
    grouped = text.count(sign) > 1 or (after == 3 and not scaled and text[0] != "0" and last <= 3)
    if grouped and text.count(sign) == 1:
        # 12,345 is grouped everywhere; 1.250 is in Ukrainian and Russian, in English it is a decimal
        grouped = sign == "," or language != "en"
    if not grouped and text.count(sign) == 1 and after == 3 and "," in text and "." in text:
        grouped = False
    digits = re.sub(r"[.,]", "", text)
    if len(digits) > 15:
        return None
    if grouped:
        return float(digits), 1.0
    whole = re.sub(r"[.,]", "", text[:last])
    return float(f"{whole or '0'}.{text[last + 1 :]}"), 10.0**-after


def number_at(scene: Scene, i: int) -> Number | None:
    """The longest number that begins at a token."""
    if i >= len(scene):
        return None
    if i not in scene.numbers:
        found = _special(scene, i) or _figures(scene, i) or _words(scene, i) if i in scene.number_starts else None
        found = _with_more(scene, found) if found is not None else None
        scene.numbers[i] = found if found is None or found.value <= LARGEST else None
    return scene.numbers[i]


def _with_more(scene: Scene, number: Number) -> Number:
    """Две с лишним тысячи, сто с гаком тисяч: the hedge stands inside the number."""
    if scene.low(number.end) in ("целых", "цілих", "целая", "ціла") and (part := scene.at(number.end + 1, "number")):
        tenth = scene.at(number.end + 2, "ordinal")  # сорок целых пять десятых
        if tenth is not None and tenth.value in (10, 100) and number.is_bare:
            value = number.value + part.value / tenth.value
            return Number(round(value, 6), 1 / tenth.value, number.begin, number.end + 3, value, 1, number.is_figure)
    if scene.language == "en" and scene.low(number.end) in ("-", "odd"):
        odd = number.end + (scene.low(number.end) == "-")  # thirty-odd days, 200 odd
        if scene.low(odd) == "odd":
            scale = scale_at(scene, odd + 1)
            value = number.value * (scale or 1)
            end = odd + 1 + (scale is not None)
            return Number(value, number.step, number.begin, end, number.mantissa, scale or number.scale, False, "about")
    half = scene.at(number.end, "phrase:and_half") if number.is_bare else None
    if half is not None and number.value % 1 == 0 and scale_at(scene, half.end) is None:
        value = number.value + 0.5  # п'ять із половиною
        return Number(value, 0.5, number.begin, half.end, value, 1, number.is_figure)
    mark = scene.at(number.end, "hedge") if number.is_bare and scene.language != "en" else None
    if mark is None or mark.value != "over" or scene.low(number.end) not in ("з", "із", "с"):
        return number
    scale = scale_at(scene, mark.end)
    if scale is None or scale < 100:
        return number
    value, end = number.value * scale, _skip_point(scene, mark.end + 1)
    return Number(value, scale, number.begin, end, number.value, scale, number.is_figure, hedge="over")


def scale_at(scene: Scene, i: int) -> float | None:
    """The scale word at a token; letters such as m only right at a figure."""
    mark = scene.at(i, "scale")
    if mark is None:
        return None
    if scene.low(i) in _SHORT_SCALES and not (i and scene.tokens[i - 1].kind == "number" and scene.tokens[i].glued):
        return None
    return float(mark.value)


def _skip_point(scene: Scene, i: int) -> int:
    """Past the full stop of an abbreviation (млн. осіб)."""
    glued = scene.low(i) == "." and scene.tokens[i].glued
    return i + 1 if glued and i + 1 < len(scene) and len(scene.low(i - 1)) <= 4 else i


def _special(scene: Scene, i: int) -> Number | None:
    """Half a million, a quarter of a million, півтора мільйона, полмиллиона, a million and a half."""
    if (half := scene.at(i, "half_scale")) is not None:
        value = float(half.value)
        return Number(value, value if value in (5e5, 5e2, 50, 5e8) else value / 3, i, i + 1, value, value, False)
    if (part := scene.at(i, "one_and_half")) is not None:
        j = i + 1
        if scene.low(j) == "-":
            j += 1
        scale = scale_at(scene, j)
        if scale:
            return Number(part.value * scale, scale / 2, i, _skip_point(scene, j + 1), part.value, scale, False)
        return Number(1.5, 0.5, i, i + 1, 1.5, 1, False) if part.value == 1.5 else None
    if scene.language == "en":
        return _english_part(scene, i)
    return _slavic_part(scene, i)


def _english_part(scene: Scene, i: int) -> Number | None:
    j = i
    count = 1.0
    if scene.low(j) in ("a", "one") or (scene.low(j) == "three" and scene.low(j + 1) in ("quarter", "quarters")):
        count = 3.0 if scene.low(j) == "three" else 1.0
        j += 1
    if scene.low(j) == "-":
        j += 1
    share = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3}.get(scene.low(j))
    if share is None:
        return None
    j += 1
    if scene.low(j) in ("of", "-"):
        j += 1
    if scene.low(j) in ("a", "one"):
        j += 1
    scale = scale_at(scene, j)
    if scale is None or scale < 12 or scene.low(j).endswith("s"):
        return None
    return Number(count * share * scale, share * scale, i, j + 1, count * share, scale, False)


def _slavic_part(scene: Scene, i: int) -> Number | None:
    """Чверть мільйона, четверть миллиона, половина миллиона, три чверті мільйона."""
    j, count = i, 1.0
    if (n := scene.at(i, "number")) is not None and n.value == 3:
        j, count = i + 1, 3.0
    part = scene.at(j, "ordinal")
    if part is None or scene.low(j)[:3] not in ("чве", "чет", "пол", "тре"):
        return None
    scale = scale_at(scene, j + 1)
    if scale is None or scale < 1e3 or "NOUN" not in scene.tokens[j].grammar:
        return None
    return Number(count / part.value * scale, scale / part.value, i, j + 2, count / part.value, scale, False)


def _figures(scene: Scene, i: int) -> Number | None:
    token = scene.tokens[i]
    if token.kind != "number":
        return None
    j = i + 1
    if scene.low(j) == "-" and scale_at(scene, j + 1):  # a 3-million people
        j += 1
    scale = scale_at(scene, j)
    found = figure(token.text, scene.language, scale is not None)
    if found is None:
        return None
    value, step = found
    if scale is None:
        return Number(value, step, i, i + 1, value, 1, True)
    total, step, end, last = value * scale, step * scale, _skip_point(scene, j + 1), scale
    while end + 1 < len(scene) and scene.tokens[end].kind == "number":  # 2 млн 300 тис.
        more = scale_at(scene, end + 1)
        lower = figure(scene.tokens[end].text, scene.language, True)
        if lower is None or more is None or more >= last:
            break
        total, step, end, last = total + lower[0] * more, lower[1] * more, _skip_point(scene, end + 2), more
    total, step, end = _and_a_half(scene, end, total, step, last)
    while (second := scale_at(scene, end)) and second > 1 and scale < second:  # 5 hundred thousand
        total, step, last, end = total * second, step * second, second, _skip_point(scene, end + 1)
    return Number(round(total, 6), step, i, end, value, last, True)


def _and_a_half(scene: Scene, j: int, total: float, step: float, scale: float) -> tuple[float, float, int]:
    """A million and a half."""
    half = scene.at(j, "phrase:and_half")
    if half is not None and scale > 1 and scene.language == "en":
        return total + scale / 2, scale / 2, half.end
    return total, step, j


def _words(scene: Scene, i: int) -> Number | None:
    """Cardinal numbers in words, with or without scale: two and a half million, сто двадцать, тисяч сорок."""
    inverted = _inverted(scene, i)
    if inverted is not None:
        return inverted
    total, group, step, last, j = 0.0, None, 1.0, 1.0, i
    below = float("inf")
    if scene.low(i) in ("a", "an") and scene.language == "en":
        if scale_at(scene, i + 1) is None or scene.low(i + 1).endswith("s"):
            return None
        group, j = 1.0, i + 1
    while j < len(scene):
        scale = scale_at(scene, j)
        n = scene.at(j, "number")
        if (
            n is not None
            and scene.language == "en"
            and scene.low(j).endswith("s")
            and scene.low(j) not in raw("en")["number"]
        ):
            break  # tens of thousands
        if n is not None and scale is None:
            value = float(n.value)
            if not _adds(group, value) or (group is None and total and last <= value):
                break
            group, step, j = (group or 0) + value, 1.0, j + 1
        elif scale is not None:
            if group is None and not (total == 0 and _is_one(scene, j)):
                break
            if scale in (100.0, 12.0, 20.0, 10.0):
                half = (group or 1) % 1
                group, step, j = (group or 1) * scale, scale / 2 if half else 1.0 if scale == 100 else scale, j + 1
                last = max(last, 1.0)
                continue
            if scale >= below:
                total, group = (total + (group or 0)) * scale, None  # five hundred thousand million: as said
            else:
                half = (group or 1) % 1
                total, step, group = total + (group or 1) * scale, scale / 2 if half else scale, None
            below, last, j = scale, scale, _skip_point(scene, j + 1)
        else:
            joined = _joined(scene, j, group, total)
            if joined is None:
                break
            if joined[0]:
                group, step = (group or 0) + 0.5, 0.5
            j = joined[1]
    if j == i or (group is None and total == 0):
        return None
    total, step, j = _and_a_half(scene, j, total + (group or 0), step, last)
    mantissa = total / last if last > 1 else total
    return Number(round(total, 6), step, i, j, mantissa, last, False)


def _adds(group: float | None, value: float) -> bool:
    """Whether a number word can follow: hundreds, then tens, then units."""
    if group is None:
        return True
    if value >= 100:
        return False
    if value >= 10:
        return group >= 100 and group % 100 == 0
    return group % 10 == 0 and (group % 100 >= 20 or group % 100 == 0) and group > 0


def _joined(scene: Scene, j: int, group: float | None, total: float) -> tuple[bool, int] | None:
    """(is a half, next token) where "and", a hyphen or "and a half" holds a number together."""
    half = scene.at(j, "phrase:and_half")
    if half is not None and group is not None and scale_at(scene, half.end) is not None:
        return True, half.end
    n = scene.at(j + 1, "number")
    if n is None:
        return None
    if scene.low(j) == "-" and scene.tokens[j].glued and group is not None and _adds(group, n.value) and n.value < 10:
        return (False, j + 1) if scene.language == "en" else None
    if scene.low(j) == "and" and scene.language == "en":
        if group is not None and group >= 100 and group % 100 == 0 and n.value < 100:
            return False, j + 1
        if group is None and total and n.value < 100 and scale_at(scene, j + 2) is None:
            return False, j + 1
    return None


def _is_one(scene: Scene, j: int) -> bool:
    """A scale word alone that means one of it: мільйон людей, тисячу, миллиона; never тысяч or millions."""
    if scene.language == "en":
        return scene.low(j) == "dozen" and scene.low(j - 1) == "a"
    before = scene.tokens[j - 1] if j else None
    if before is not None and before.is_capitalised and "ADJF" in before.grammar and j > 1:
        return False  # Нововодолазької сотні
    if scene.ending(j, "hedge") is not None and is_genitive_singular(scene.low(j), scene.language):
        return True  # почти тысячи матросов, близько сотні
    return scene.tokens[j].low not in ("тис", "тыс", "млн", "млрд", "mln") and not is_plural_only(
        scene.low(j), scene.language
    )


def _inverted(scene: Scene, i: int) -> Number | None:
    """Тисяч сорок, тысяч пять: about so many thousand."""
    if scene.language == "en" or i + 1 >= len(scene):
        return None
    scale = scale_at(scene, i)
    few = scene.at(i + 1, "number")  # тысячи две-три
    some = few is not None and few.value in (2, 3, 4) and is_plural_only(scene.low(i), scene.language)
    if scale is None or scale < 100 or not (some or is_genitive_plural(scene.low(i), scene.language)):
        return None
    if i and (scene.at(i - 1, "number") is not None or scene.tokens[i - 1].kind == "number"):
        return None
    k = i + 1
    if scene.low(k) in ("до", "під", "под", "з", "із", "за", "на"):
        k += 1
    n = scene.at(k, "number")
    if n is None or scale_at(scene, k) is not None:
        return None
    value, end = float(n.value), k + 1
    more = scene.at(end, "number")
    if more is not None and _adds(value, more.value) and scale_at(scene, end) is None:
        value, end = value + more.value, end + 1
    return Number(value * scale, scale, i, end, value, scale, False, hedge="about")
