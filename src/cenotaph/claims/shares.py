"""Shares said in words: one in four, every third, two thirds of, четверо з десяти, каждый двадцатый."""

from __future__ import annotations

from dataclasses import replace

from cenotaph.claims.claim import Quantity
from cenotaph.claims.forms import forms
from cenotaph.claims.hedging import hedge_before
from cenotaph.claims.nouns import Noun, noun_after, noun_at, plural
from cenotaph.claims.numerals import Number, number_at
from cenotaph.claims.quantities import Mention, share_noun
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import raw, words

STEP = 0.05
_MOST_OUT_OF = 20  # "38 of the 41" is a count, "nine out of ten" a share
_ROUND = (100.0, 1000.0, 1e4, 1e5)


def share_at(scene: Scene, i: int, taken: frozenset[int]) -> Mention | None:
    """A share that begins at a token."""
    return _of_every(scene, i, taken) or _every_nth(scene, i) or _one_in(scene, i, taken) or _fraction(scene, i, taken)


def _mention(scene: Scene, i: int, last: int, value: float, of: Noun | None, step: float = STEP) -> Mention:
    hedge, begin = hedge_before(scene, i)
    share = round(value, 6)
    quantity = Quantity(low=share, high=share, step=step, hedge=hedge, unit="share")
    end = max(last, of.end) if of is not None and of.begin >= i else last
    return Mention("share", quantity, begin, end, i, last, of, of)


def _of_every(scene: Scene, i: int, taken: frozenset[int]) -> Mention | None:
    """Of every five infants born in Ghent, two were dead; з кожної сотні дітей вернулося тринадцятеро."""
    if scene.low(i) not in words("out_of_every"):
        return None
    j = i + (2 if scene.low(i) == "out" else 1)
    if scene.tokens[j].keys.isdisjoint({"every", "each", "кожен", "кожний", "каждый"}) if j < len(scene) else True:
        return None
    hundred = scene.at(j + 1, "scale")
    whole = number_at(scene, j + 1)
    out_of, after = (whole.value, whole.end) if whole else (float(hundred.value), j + 2) if hundred else (0.0, 0)
    if out_of < 2:
        return None
    of = noun_after(scene, after)
    for k in range(of.end if of else after, len(scene)):
        part = None if k in taken else number_at(scene, k)
        if part is not None and part.value < out_of and not any(m in taken for m in range(part.begin, part.end)):
            step = 0.01 if out_of == 100 else STEP
            found = _mention(scene, k, part.end, part.value / out_of, of, step)
            return replace(found, begin=i, end=max(found.end, part.end))
        if part is not None:
            return None
    return None


def _every_nth(scene: Scene, i: int) -> Mention | None:
    """Every third prisoner, кожен третій, каждый двадцатый."""
    if scene.low(i).startswith("що") and (nth := _each_nth_in_one(scene, i)) is not None:
        return _mention(scene, i, i + 1, 1 / nth, noun_after(scene, i + 1))
    if scene.tokens[i].keys.isdisjoint({"every", "кожен", "кожний", "каждый"}):
        return None
    mark = scene.at(i + 1, "ordinal") or scene.at(i + 1, "ordinal_only")
    if mark is None or scene.low(i + 1) in ("half", "quarter", "half", "половина"):
        return None
    if scene.at(i + 2, "when:day_unit") or scene.at(i + 2, "when:year_unit") or scene.at(i + 2, "when:month_unit"):
        return None
    of = noun_after(scene, i + 2)
    if of is None and scene.low(i + 2) in ("of", "з", "із", "из"):
        of = noun_after(scene, i + 3)
    return _mention(scene, i, i + 2, 1 / mark.value, of)


def _each_nth_in_one(scene: Scene, i: int) -> float | None:
    """Щотретього козака: every third in one word."""
    ordinals = raw("uk")["ordinal"] | raw("uk")["ordinal_only"]
    return next((ordinals[f] for f in forms(scene.low(i)[2:], "uk") if ordinals.get(f)), None)


def _slash(scene: Scene, i: int, taken: frozenset[int]) -> tuple[float, int] | None:
    """3/5 містечка: a fraction in figures, before what it is of."""
    if scene.low(i + 1) != "/" or i + 2 >= len(scene) or taken & {i, i + 2}:
        return None
    part, whole = scene.tokens[i].text, scene.tokens[i + 2].text
    if not (part.isdecimal() and whole.isdecimal() and 0 < int(part) < int(whole) <= _MOST_OUT_OF):
        return None
    return int(part) / int(whole), i + 3


def _one_in(scene: Scene, i: int, taken: frozenset[int]) -> Mention | None:
    """One in four, 1 in 10, nine out of ten, двое из троих, четверо з десяти, one household in three."""
    part = number_at(scene, i)
    if scene.low(i - 1) in ("ни", "ні", "ані") or scene.low(i - 2) in ("ни", "ні", "ані"):
        return None  # ни в одном из девяти сёл
    if part is None or part.value < 1 or part.value > 999 or not part.is_bare or i in taken:
        return None
    j, between = part.end, None
    noun = noun_at(scene, j) or _english_singular(scene, j)
    if noun is not None and scene.low(noun.end) in ("in", "out", "per", "на", "із", "з", "из"):
        between, j = noun, noun.end
    elif scene.language != "en" and "ADJF" in scene.tokens[min(j, len(scene) - 1)].grammar and scene.low(j + 1) == "на":
        j += 1  # один живой на троих
    mark = scene.at(j, "phrase:out_of")
    if mark is None:
        return None
    whole = number_at(scene, mark.end)
    every = any(
        not scene.tokens[k].keys.isdisjoint({"every", "each", "кожен", "кожний", "каждый"}) for k in range(j, mark.end)
    )
    scale = scene.at(mark.end, "scale")
    if whole is None and every and scale is not None and scale.value in _ROUND:
        whole = Number(float(scale.value), 1, mark.end, mark.end + 1, 1, 1, False)  # three in every hundred
    if whole is None or any(k in taken for k in range(whole.begin, whole.end)) or whole.value <= part.value:
        return None
    word = scene.low(j)
    if word == "in" and part.value != 1 and whole.value not in (*_ROUND, 10.0, 3.0, 4.0, 5.0):
        return None
    small = whole.value <= _MOST_OUT_OF or (whole.value in _ROUND and (word != "of" or part.value < whole.value))
    if not small or (word in ("of", "from", "from", "от") and scene.tokens[part.begin].kind == "number"):
        return None
    of = between or noun_after(scene, whole.end)
    if of is not None and word in ("на",) and of.section == "things":
        return None
    if of is None and scene.low(whole.end) in ("of",):
        of = noun_after(scene, whole.end + 1)
    step = 0.01 if whole.value in _ROUND else STEP
    return _mention(scene, i, whole.end, part.value / whole.value, of, step)


def _english_singular(scene: Scene, j: int) -> Noun | None:
    """One cot in twelve, one Samoan in five: any word before "in" or "out of" and a number."""
    ends = scene.low(j + 1) in ("in", "out", "per") and j + 1 < len(scene)
    if scene.language != "en" or not ends or scene.tokens[j].kind != "word" or scene.at(j, "event") is not None:
        return None
    token = scene.tokens[j]
    if token.is_capitalised:
        return Noun(f"{token.text}s", "nations", "persons", j, j + 1)
    return Noun(plural(token.low), "things", token.low, j, j + 1)


def _fraction(scene: Scene, i: int, taken: frozenset[int]) -> Mention | None:
    if (slash := _slash(scene, i, taken)) is not None:
        of = share_noun(scene, slash[1])
        return _mention(scene, i, slash[1], slash[0], of) if of is not None else None
    if number_at(scene, i) is not None and _is_part_of_number(scene, i):
        return None
    found = _english_fraction(scene, i) if scene.language == "en" else _slavic_fraction(scene, i)
    if found is None:
        return None
    value, last = found
    if last in taken and scene.low(i) in ("half", "половина", "половину", "половині"):
        return None
    of = share_noun(scene, last)
    if of is None and scene.at(last, "when:year_unit"):
        return None
    return _mention(scene, i, last, value, of)


def _is_part_of_number(scene: Scene, i: int) -> bool:
    """Half a million is a number, one third is not."""
    number = number_at(scene, i)
    return number is not None and (number.scale >= 100 or number.value % 1 == 0.5)


def _english_fraction(scene: Scene, i: int) -> tuple[float, int] | None:
    low = scene.low(i)
    if low == "half":
        if scene.low(i - 1) in words("before_other_halves") and scene.low(i - 1) != "a":
            return None
        following = scene.low(i + 1)
        if following in words("after_half"):
            return 0.5, i + 1
        if scene.at(i + 1, "event") is not None or (following == "" or following in ",.;:)"):
            return (
                (0.5, i + 1)
                if scene.ending(i, "hedge") or scene.low(i - 1) in ("a", "one", "by", "than", "only", "")
                else None
            )
        return None
    count, j = 1.0, i
    if low in ("a", "an", "one", "another"):
        j = i + 1
    elif (n := scene.at(i, "number")) is not None or (
        scene.tokens[i].kind == "number" and len(scene.tokens[i].text) == 1
    ):
        count, j = float(n.value if n is not None else scene.tokens[i].text), i + 1
    if scene.low(j) == "-":
        j += 1
    if scene.low(j) in ("full", "good", "further", "whole"):
        j += 1
    mark = scene.at(j, "ordinal")
    if mark is None or (j == i and low not in ("half",)):
        return None
    plural = scene.low(j).endswith("s")
    if (count > 1) != plural and mark.value != 2:
        return None
    following = scene.low(j + 1)
    if following == "of" or low == "one" or count > 1:
        if scene.at(j + 1, "scale") or (following == "of" and scene.low(j + 2) == "a" and scene.at(j + 3, "scale")):
            return None
        return count / mark.value, j + 1
    ends = (
        (scene.low(i - 1) in ("between", "from") and following in ("and", "to"))
        or following == ""
        or not following[0].isalpha()
        or scene.at(j + 1, "event") is not None
        or following in words("after_a_fraction")
    )
    return (1 / mark.value, j + 1) if ends and low in ("a", "an") else None


def _slavic_fraction(scene: Scene, i: int) -> tuple[float, int] | None:
    """Половина, третина, дві третини, одна десята, пятая часть, три четверти."""
    token = scene.tokens[i]
    times = ("when:year_unit", "when:day_unit", "when:month_unit", "when:hour_unit", "when:century")
    if token.low in ("пів", "пол") and any(scene.at(i + 1, unit) for unit in times):
        return None
    if token.low in ("пів", "пол") and i + 1 < len(scene) and scene.at(i + 1, "scale") is None:
        return 0.5, i + 1
    n = scene.at(i, "number")
    if n is not None and scene.at(i, "ordinal") is not None and _past_part(scene, i + 1) > i + 1:
        n = None  # сьома частина
    if n is not None and n.value < 20:
        mark = scene.at(i + 1, "ordinal")
        if mark is None or scene.at(i + 2, "scale") or scene.at(i + 2, "when:year_unit"):
            return None
        plain_noun = "NOUN" in scene.tokens[i + 1].grammar and scene.low(i + 1)[:3] in ("пол", "тре", "чет", "чве")
        feminine = n.value == 1 or scene.tokens[i].low in ("дві", "две", "двох", "двух") or n.value > 2
        if not (plain_noun or feminine) or (mark.value == 2 and n.value == 1 and not plain_noun):
            return None
        return float(n.value) / mark.value, _past_part(scene, i + 2)
    mark = scene.at(i, "ordinal")
    if mark is None:
        return None
    if scene.at(i + 1, "scale") or scene.at(i + 1, "when:year_unit") or scene.at(i - 1, "number"):
        return None
    if "NOUN" in token.grammar and token.low[:3] in ("пол", "тре", "чет", "чве"):
        if scene.low(i - 1) in words("before_other_halves_slavic"):
            return None
        return 1 / mark.value, i + 1
    part = _past_part(scene, i + 1)
    return (1 / mark.value, part) if part > i + 1 else None


def _past_part(scene: Scene, i: int) -> int:
    """Past "частина", "часть", "доля", "частка"."""
    if i < len(scene) and not scene.tokens[i].keys.isdisjoint({"частина", "часть", "доля", "частка"}):
        return i + 1
    return i
