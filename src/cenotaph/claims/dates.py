"""Dates and periods in a sentence, as EDTF: years, ranges, months, days, seasons, decades, open ends."""

from __future__ import annotations

import re
from calendar import monthrange

from cenotaph.claims.limits import Date, joined, with_preposition
from cenotaph.claims.scene import Scene
from cenotaph.claims.spoken_dates import spoken_day, spoken_decade, spoken_year
from cenotaph.claims.words import words

FIRST_YEAR, LAST_YEAR = 1000, 2100
_RANGE = frozenset("–-—‐‑−/")
_DECADE_SUFFIX = words("decade_suffix")
_ROMAN = {"xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21}
_ORDINAL_CENTURY = {"sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "16": 16,
                    "17": 17, "18": 18, "19": 19, "20": 20}  # fmt: skip
_SHIFTS = {
    "next": 1,
    "following": 1,
    "наступний": 1,
    "следующий": 1,
    "previous": -1,
    "попередній": -1,
    "предыдущий": -1,
}


def dates(scene: Scene, context: int | None = None, last: int | None = None) -> list[Date]:
    """All periods of a sentence.

    context : the year last spoken of, for a month without one; last : the second year of a range such as 1932-33.
    """
    found: list[Date] = []
    i = 0
    while i < len(scene):
        date = _date_at(scene, i, _year_meant(scene, i, context, last))
        if date is None:
            i += 1
            continue
        date = with_preposition(scene, date)
        context, last = (date.year, None) if date.year else (context, last)
        found.append(date)
        i = date.end
    return joined(scene, found)


def _year_meant(scene: Scene, i: int, context: int | None, last: int | None) -> int | None:
    """Of the winter of 1932-33, autumn is that of the first year and spring that of the second."""
    mark = scene.at(i, "time") or scene.at(i + 1, "time")
    if mark is None or last is None or mark.value in (9, 10, 11, 12, 23, 24):
        return context
    return last


def _date_at(scene: Scene, i: int, context: int | None) -> Date | None:
    token = scene.tokens[i]
    if token.kind == "date":
        return _iso(token.text, i)
    if token.kind == "decade" or (token.kind == "number" and _is_decade(scene, i)):
        return _decade(scene, i)
    if (decade := spoken_decade(scene, i)) is not None:
        return Date(decade[0], i, decade[2], decade[1])
    return (
        _day_month(scene, i, context)
        or _season_or_month(scene, i, context)
        or _years(scene, i)
        or _century(scene, i)
        or _shifted(scene, i, context)
    )


def _iso(text: str, i: int) -> Date | None:
    parts = text.split("-") if "-" in text else text.split(".")[::-1]
    year, month, day = (int(p) for p in parts)
    edtf = _day(year, month, day)
    return Date(edtf, i, i + 1, year) if edtf else None


def _day(year: int, month: int, day: int) -> str | None:
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def _year_value(scene: Scene, i: int) -> int | None:
    """A token that may be a year: four figures and nothing else."""
    if not 0 <= i < len(scene):
        return None
    token = scene.tokens[i]
    if token.kind != "number" or len(token.text) != 4 or not token.text.isascii() or not token.text.isdigit():
        return None
    year = int(token.text)
    return year if FIRST_YEAR <= year <= LAST_YEAR else None


def _is_decade(scene: Scene, i: int) -> bool:
    year = _year_value(scene, i)
    if year is None or year % 10:
        return False
    if scene.tokens[i].suffix in _DECADE_SUFFIX:
        return True
    # "1920-30-х": the suffix stands at the second
    return scene.low(i + 1) in _RANGE and i + 2 < len(scene) and scene.tokens[i + 2].suffix in _DECADE_SUFFIX


def _decade(scene: Scene, i: int) -> Date:
    year = int(re.sub(r"\D.*", "", scene.tokens[i].text))
    end = i + 1
    last = year
    if scene.low(end) in _RANGE and end + 1 < len(scene) and scene.tokens[end + 1].kind in ("number", "decade"):
        digits = re.sub(r"\D.*", "", scene.tokens[end + 1].text)
        if len(digits) in (2, 4) and int(digits) % 10 == 0:
            last = int(digits) if len(digits) == 4 else year // 100 * 100 + int(digits)
            end += 2
    end = _past_year_word(scene, end)
    begin, part = i, ""
    for name in ("early", "mid", "late"):
        for gap in (0, 1):
            mark = scene.ending(i - gap, f"when:{name}")
            if mark is not None and (gap == 0 or scene.low(i - 1) in ("the", "-", "of")):
                begin, part = mark.begin, name
    if part and last == year:
        first, final = {"early": (0, 3), "mid": (4, 6), "late": (6, 9)}[part]
        return Date(f"{year + first}/{year + final}", begin, end, year)
    if last > year:
        return Date(f"{year}/{last + 9}", begin, end, year)
    return Date(f"{year // 10}X", begin, end, year)


def _past_year_word(scene: Scene, i: int) -> int:
    """Past "року", "рр.", "гг."."""
    if scene.language != "en" and (mark := scene.at(i, "when:year")) is not None:
        i = mark.end
        if scene.low(i) == "." and scene.tokens[i].glued and scene.low(i - 1) in ("р", "рр", "г", "гг"):
            i += 1
    return i


def _following_year(scene: Scene, i: int) -> tuple[int, int] | None:
    """(year, next token) where a year stands after a month or season: of 1933, 1933-го року, 1931–32."""
    j = i
    while scene.low(j) in (",", "of", "in", "the", "year", "'") and j < i + 3:
        j += 1
    year = _year_value(scene, j)
    if year is None:
        return spoken_year(scene, j)
    return year, _past_year_word(scene, j + 1)


def _second_year(scene: Scene, i: int, first: int) -> tuple[int, int] | None:
    """(year, next token) after a range sign: –33, –1933, /34."""
    if scene.low(i) not in _RANGE or i + 1 >= len(scene) or scene.tokens[i + 1].kind != "number":
        return None
    text = scene.tokens[i + 1].text
    if not text.isascii() or not text.isdigit() or len(text) not in (2, 4):
        return None
    second = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    if len(text) == 2 and second <= first:
        return None
    return (second, i + 2) if first < second <= LAST_YEAR and second - first < 200 else None


def _month(scene: Scene, i: int) -> int | None:
    """The month at a token, 1-12; seasons are not months, and small "march" or "may" are verbs."""
    mark = scene.at(i, "time")
    if mark is None or mark.value > 12:
        return None
    low = scene.low(i)
    if scene.language == "en":
        return mark.value if scene.tokens[i].is_capitalised and low not in ("christmas", "easter") else None
    if mark.value == 2 and scene.language == "uk":  # лютий is also "fierce"
        return 2 if low in ("лютого", "лютому", "лютий", "лют") else None
    return mark.value


def _day_month(scene: Scene, i: int, context: int | None) -> Date | None:
    """5 August 1937, August 5, 1937, 20 січня 1930 року; a day without year takes it from the context."""
    token = scene.tokens[i]
    spoken = spoken_day(scene, i)
    day = int(token.text) if token.kind == "number" and token.text.isdigit() and len(token.text) <= 2 else None
    if spoken is not None:
        day, month, j = spoken[0], _month(scene, spoken[1]), spoken[1] + 1
    elif day is not None and scene.low(i + 1) in ("st", "nd", "rd", "th") and scene.tokens[i + 1].glued:
        month, j = _month(scene, i + (3 if scene.low(i + 2) == "of" else 2)), i + (4 if scene.low(i + 2) == "of" else 3)
    elif day is not None and i + 1 < len(scene):
        month, j = _month(scene, i + 1), i + 2
        if month is None:
            return _days(scene, i, context)
    else:
        month = _month(scene, i) if scene.language == "en" else None
        if month is None or i + 1 >= len(scene) or scene.tokens[i + 1].kind != "number":
            return None
        text = scene.tokens[i + 1].text
        day, j = (int(text), i + 2) if text.isdigit() and len(text) <= 2 else (None, i + 2)
        if scene.low(j) in ("st", "nd", "rd", "th"):
            j += 1
    if day is None or month is None:
        return None
    if scene.low(j) == "." and _year_value(scene, j + 1):
        j += 1
    following = _following_year(scene, j)
    year, end = following if following else (_year_of_range(scene, j) or context, j)
    if not year:
        return Date("", i, end) if 1 <= day <= 31 else None  # a day of a year that nobody has named
    edtf = _day(year, month, day)
    return Date(edtf, i, end, following[0] if following else None) if edtf else None


def _year_of_range(scene: Scene, j: int) -> int | None:
    """1937 of "between 27 October and 4 November 1937": the second day of a range gives the first its year."""
    number = scene.tokens[j + 1].text if j + 2 < len(scene) else ""
    joins = scene.language == "en" and (
        scene.low(j) in ("and", "to", "until", "till", "through") or scene.low(j) in _RANGE
    )
    if not joins or len(number) > 2 or not number.isdigit() or _month(scene, j + 2) is None:
        return None
    following = _following_year(scene, j + 3)
    return following[0] if following else None


def _days(scene: Scene, i: int, context: int | None) -> Date | None:
    """З 6 по 31 жовтня 1918 р., 6–31 октября: days of a month that is said once."""
    joint = scene.low(i + 1)
    opened = scene.low(i - 1) in words("since") or scene.low(i - 1) in ("from", "between")
    if not (joint in _RANGE or (joint in ("по", "до", "to", "and", "until") and opened)):
        return None
    last = _day_month(scene, i + 2, context) if i + 2 < len(scene) and scene.tokens[i + 2].kind == "number" else None
    if last is None or "/" in last.edtf:
        return None
    if not last.edtf:
        return Date("", i, last.end)
    year, month = int(last.edtf[:4]), int(last.edtf[5:7])
    first = _day(year, month, int(scene.tokens[i].text))
    begin = i - 1 if opened else i
    return Date(f"{first}/{last.edtf}", begin, last.end, last.year) if first and first < last.edtf else None


def _season_or_month(scene: Scene, i: int, context: int | None) -> Date | None:
    mark = scene.at(i, "time")
    if mark is None:
        return None
    value = mark.value if mark.value > 12 else _month(scene, i)
    if value is None:
        return None
    after = i + 2 if scene.language != "en" and scene.at(i + 1, "phrase:month_part") is not None else i + 1
    following = _following_year(scene, after)
    if value > 12 and following is None and scene.low(i) in words("no_seasons"):
        return None
    if scene.language != "en" and value == 22 and not scene.low(i).startswith(("літ", "влі", "улі", "лет")):
        return None
    if scene.language != "en" and scene.low(i) in ("лет", "літ"):
        return None
    if following is None:
        if (spanned := _span_of_months(scene, i, value)) is not None:
            return spanned
        before = _year_value(scene, i - 1) if scene.language != "en" else None
        year = before or (context if _is_bare_time(scene, i, value) else None)
        return Date(f"{year:04}-{value:02}", i, i + 1, None) if year else None
    year, end = following
    if value > 12 and (second := _second_year(scene, end, year)) is not None:
        end = _past_year_word(scene, second[1])
    return Date(f"{year:04}-{value:02}", i, end, year)


def _span_of_months(scene: Scene, i: int, first: int) -> Date | None:
    """Two months that share a year: between August and December 1994."""
    if scene.low(i + 1) not in words("between_months"):
        return None
    second, following = _month(scene, i + 2) if i + 2 < len(scene) else None, _following_year(scene, i + 3)
    if second is None or following is None or second <= first or first > 12:
        return None
    year, end = following
    begin = i - 1 if scene.low(i - 1) in words("before_two_months") else i
    return Date(f"{year:04}-{first:02}/{year:04}-{second:02}", begin, end, year)


def _is_bare_time(scene: Scene, i: int, value: int) -> bool:
    """A month or season that stands for one of the year in question: in March, that May, у лютому."""
    before = scene.low(i - 1)
    if scene.language == "en":
        return before in words("before_bare_months_en")
    return before in words("before_bare_months_slavic") or (
        value > 12 and scene.low(i) in words("seasons_as_adverbs")
    )  # fmt: skip


def _years(scene: Scene, i: int) -> Date | None:
    year = _year_value(scene, i)
    if year is None and (said := spoken_year(scene, i)) is not None:
        return Date(f"{said[0]:04}", i, said[1], said[0])
    if year is None or not _looks_like_year(scene, i, year):
        return None
    second = _second_year(scene, i + 1, year)
    if second is not None:
        return Date(f"{year:04}/{second[0]:04}", i, _past_year_word(scene, second[1]), year)
    end = i + 1
    if (scene.language == "en" and scene.low(i - 1) in ("from", "between")) or scene.low(i - 1) in (
        "з",
        "с",
        "від",
        "між",
        "между",
    ):
        k = i + 1
        if scene.low(k) in words("between_years") or scene.low(k) in _RANGE:
            other = _year_value(scene, k + 1)
            if other and other > year:
                return Date(f"{year:04}/{other:04}", i - 1, _past_year_word(scene, k + 2), year)
    if scene.low(end) in ("and", "і", "й", "та", "и", ",") and (other := _year_value(scene, end + 1)) == year + 1:
        nxt = _past_year_word(scene, end + 2)
        if scene.language == "en" or nxt > end + 2 or scene.low(end) != ",":
            return Date(f"{year:04}/{other:04}", i, nxt, year)
    return Date(f"{year:04}", i, _past_year_word(scene, end), year)


def _looks_like_year(scene: Scene, i: int, year: int) -> bool:
    """Not a count: four figures by themselves that no noun or unit follows."""
    token = scene.tokens[i]
    if scene.low(i + 1) in ("по", "до") and _year_value(scene, i + 2) and scene.low(i - 1) in words("since"):
        return True
    if token.suffix in words("year_suffixes"):
        return True
    if _past_year_word(scene, i + 1) > i + 1:
        return True
    if scene.at(i - 1, "phrase:not_counted") is not None and scene.low(i - 1) not in (
        "no",
        "с",
        "д",
        "т",
        "case",
        "order",
    ):
        return False
    before = scene.low(i - 1)
    if (
        scene.at(i + 1, "scale")
        or scene.at(i + 1, "phrase:percent")
        or (scene.at(i - 1, "hedge") and before not in words("hedges_of_years"))
    ):
        return False
    if year < 1500 and before not in ("in", "of", "since", "by"):
        return False
    follows = scene.tokens[i + 1] if i + 1 < len(scene) else None
    if follows is None or follows.kind != "word":
        return True
    if scene.language == "en":
        in_preposition = before in words("before_years_en")  # fmt: skip
        return in_preposition or not _is_noun(scene, i + 1)
    return (
        before in words("before_years_slavic")
        and not ({"gent", "plur"} <= follows.grammar and "NOUN" in follows.grammar and _is_noun(scene, i + 1))
    ) or not _is_noun(scene, i + 1)


def _is_noun(scene: Scene, i: int) -> bool:
    if scene.language == "en":
        from cenotaph.claims.nouns import noun_at

        return noun_at(scene, i) is not None or scene.at(i, "unit:denied") is not None
    word = scene.tokens[i]
    return "NOUN" in word.grammar and "gent" in word.grammar and word.low not in ("р", "г", "рр", "гг")


def _century(scene: Scene, i: int) -> Date | None:
    if not (scene.at(i + 1, "when:century") or (scene.low(i + 1) in ("-", "th") and scene.at(i + 2, "when:century"))):
        return None
    number = _ROMAN.get(scene.low(i)) or _ORDINAL_CENTURY.get(scene.low(i))
    end = i + 2 if scene.at(i + 1, "when:century") else i + 3
    return Date(f"{number - 1}XX", i, end, None) if number else None


def _shifted(scene: Scene, i: int, context: int | None) -> Date | None:
    """The following year, наступного року: one more than the year in question."""
    if (
        context is None
        or scene.at(i + 1, "when:year_unit") is None
        or scene.low(i + 1) in ("years", "роки", "годы", "лет")
    ):
        return None
    shift = next((_SHIFTS[k] for k in scene.tokens[i].keys if k in _SHIFTS), None)
    return Date(f"{context + shift:04}", i, i + 2, context + shift) if shift else None
