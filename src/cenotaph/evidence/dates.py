"""Dates as EDTF (Library of Congress, 2019): validated by the edtf library, with its trap closed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_YEAR_RANGE_LOOKALIKE = re.compile(r"^(\d{4})-(2[5-9]|[3-9]\d)$")
_PLAIN = re.compile(r"^(1\d{3}|2\d{3})(?:-(\d{2})(?:-(\d{2}))?)?$", re.ASCII)
_MAX_LENGTH = 60


def check_edtf(text: str) -> str:
    """The text itself when it is a valid EDTF date or interval; ValueError otherwise."""
    bounds(text)
    return text


def check_day(text: str) -> str:
    """The text itself when it is a full calendar date (YYYY-MM-DD)."""
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a calendar date; write YYYY-MM-DD") from None
    if len(text) != 10:
        raise ValueError(f"{text!r} is not a calendar date; write YYYY-MM-DD")
    return text


@lru_cache(maxsize=4096)
def bounds(text: str) -> tuple[date, date]:
    """First and last day that an EDTF text covers.

    Raises
    ------
    ValueError, saying how to write it: for "1932-33" EDTF means a quarter of the year 1932, so it is
    refused and the interval 1932/1933 proposed.
    """
    trap = _YEAR_RANGE_LOOKALIKE.match(text)
    if trap:
        raise ValueError(f"{text!r} is ambiguous; write the years as {trap[1]}/{trap[1][:2]}{trap[2]}")
    if not text or len(text) > _MAX_LENGTH:
        raise ValueError(f"{text[:20]!r} is not a date; write 1933, 1933-06, 1933-06-01 or 1932/1933")
    plain = _plain_bounds(text)
    if plain is not None:
        return plain
    from edtf import parse_edtf

    try:
        parsed = parse_edtf(text)
        low, high = parsed.lower_strict(), parsed.upper_strict()
        first, last = date(low[0], low[1], low[2]), date(high[0], high[1], high[2])
    except Exception:  # the library raises many kinds for a text that is no date; each means the same here
        raise ValueError(f"{text!r} is not a date; write 1933, 1933-06, 1933-06-01 or 1932/1933") from None
    if last.year > 2999:
        raise ValueError(f"{text!r} lies in the far future; write a year before 3000")
    if last < first:
        raise ValueError(f"{text!r} ends before it begins")
    return first, last


def _plain_bounds(text: str) -> tuple[date, date] | None:
    """Bounds of YYYY, YYYY-MM and YYYY-MM-DD by the standard library, which is a hundred times quicker.

    None for everything else, faulty dates included: those are the edtf library's to judge.
    """
    shape = _PLAIN.match(text)
    if shape is None:
        return None
    year, month, day = (int(part) if part else None for part in shape.groups())
    try:
        first = date(year, month or 1, day or 1)
        if day:
            return first, first
        return first, date(year, month or 12, monthrange(year, month or 12)[1])
    except ValueError:
        return None


def decimal_year(day: date) -> float:
    """A moment (start of the day) as a decimal year; 1 January is the whole number."""
    start = date(day.year, 1, 1)
    length = (date(day.year + 1, 1, 1) - start).days
    return day.year + (day - start).days / length


def interval(text: str) -> tuple[float, float]:
    """An EDTF text as a half-open interval of decimal years; "1932/1933" is (1932.0, 1934.0)."""
    first, last = bounds(text)
    return decimal_year(first), decimal_year(date.fromordinal(last.toordinal() + 1))
