"""Periods as claims give them: EDTF with seasons and open ends, and how two periods lie to each other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from cenotaph.evidence.dates import interval

Relation = Literal["same", "about", "part", "wider", "overlapping", "apart", "unsaid"]
INFINITE = float("inf")
ALIKE = 0.9  # of the union: the years 1927 to 1938 against the twelve years between two counts
SLACK = 0.06  # of a year: a census three weeks into a year still closes the year before it
_SEASON = re.compile(r"(\d{4})-(2[1-4])", re.ASCII)
_FIRST_MONTH = {"21": 3, "22": 6, "23": 9, "24": 12}
_OPEN = frozenset({"", ".."})


class Span(NamedTuple):
    """A half-open interval of decimal years; infinite where it is open.

    first_end, last_begin : of an interval between two dates, the end of the first and the beginning of the last: by
    "1926 to 1939" any day of 1926 may be meant, and any of 1939.
    """

    begin: float
    end: float
    first_end: float | None = None
    last_begin: float | None = None

    @property
    def length(self) -> float:
        return self.end - self.begin

    @property
    def is_open(self) -> bool:
        return self.length == float("inf")


@lru_cache(maxsize=4096)
def span(edtf: str) -> Span | None:
    """The interval of an EDTF text; None for an empty one.

    A winter goes on into the next year ("1932-24" is December 1932 to February 1933), which EDTF leaves open.

    Raises
    ------
    ValueError when the text is no date.
    """
    if not edtf:
        return None
    first, slash, last = edtf.partition("/")
    if not slash:
        return _one(edtf)
    one = Span(-INFINITE, -INFINITE) if first in _OPEN else _one(first)
    other = Span(INFINITE, INFINITE) if last in _OPEN else _one(last)
    if other.end <= one.begin:
        raise ValueError(f"{edtf!r} ends before it begins")
    return Span(one.begin, other.end, one.end, other.begin)


def _one(edtf: str) -> Span:
    season = _SEASON.fullmatch(edtf)
    if season is None:
        return Span(*interval(edtf))
    begin = int(season[1]) + (_FIRST_MONTH[season[2]] - 1) / 12
    return Span(begin, begin + 0.25)


def closed(said: Span | None, within: Span | None) -> Span | None:
    """A period whose open side is that of the time in question: "by 1939" means since that time begins."""
    if said is None or within is None or not said.is_open:
        return said
    if said.begin == -INFINITE:
        begin = min(within.begin, said.end - SLACK)
        return Span(begin, said.end, begin + SLACK, said.last_begin)
    end = max(within.end, said.begin + SLACK)
    return Span(said.begin, end, said.first_end, end - SLACK)


def relation(said: Span | None, of: Span) -> Relation:
    """How the period of a statement lies to that of an estimate: the same, about the same, a part of it, wider."""
    if said is None:
        return "unsaid"
    if min(said.end, of.end) <= max(said.begin, of.begin):
        return "apart"
    shared = min(said.end, of.end) - max(said.begin, of.begin)
    if abs(said.begin - of.begin) <= SLACK and abs(said.end - of.end) <= SLACK:
        return "same"
    union = max(said.end, of.end) - min(said.begin, of.begin)
    if shared / union >= ALIKE or _within_its_dates(said, of):
        return "about"
    if said.begin >= of.begin - SLACK and (said.end <= of.end + SLACK or _ends_on_its_last(said, of, shared)):
        return "part"
    if said.begin <= of.begin + SLACK and said.end >= of.end - SLACK:
        return "wider"
    return "overlapping"


def _within_its_dates(said: Span, of: Span) -> bool:
    """Whether a period begins on a day of the first date named and ends on a day of the last."""
    if said.first_end is None or said.last_begin is None:
        return False
    return said.begin - SLACK <= of.begin < said.first_end and said.last_begin < of.end <= said.end + SLACK


def _ends_on_its_last(said: Span, of: Span, shared: float) -> bool:
    """Whether an interval ends on a day of the last date that a period names, and holds nearly all of the period:
    "from 1930 to 1939" against one that ends in January 1939."""
    on_it = said.last_begin is not None and said.last_begin < of.end <= said.end + SLACK
    return on_it and shared >= ALIKE * said.length


def at_moment(said: Span | None, moment: float) -> Relation:
    """The same for a stock at a moment: the date itself, or a date in the period named."""
    if said is None:
        return "unsaid"
    if said.begin - SLACK <= moment < said.end:
        return "same" if said.length <= 1 + SLACK else "about"
    return "apart"


def whole_years(said: Span) -> range:
    """The calendar years that lie in a period, but for some days at its ends."""
    if said.is_open:
        return range(0)
    return range(_up(said.begin), _down(said.end))


def covering_years(said: Span) -> range:
    """The calendar years that a period touches by more than some days."""
    if said.is_open:
        return range(0)
    return range(_down(said.begin), max(_up(said.end), _down(said.begin) + 1))


def _up(moment: float) -> int:
    return int(-((-(moment - SLACK)) // 1))


def _down(moment: float) -> int:
    return int((moment + SLACK) // 1)
