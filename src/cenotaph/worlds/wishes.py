"""What is asked of an invented world, in the words of the field."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cenotaph.errors import BadInput
from cenotaph.evidence.dates import interval
from cenotaph.worlds.counts import EVERY_AGE, ROUND_AGES, Lie, span_of

HEAPING = {"none": 0.0, "ordinary": 1.0, "strong": 2.0}
MOST_HEAPING = 3.0
MOST_FALSE, MOST_CRISIS, MOST_CEDED = 30.0, 20.0, 50.0  # per cent of the population
REGISTERS = ("births", "deaths")
_PATTERNS = {"": EVERY_AGE, "even": EVERY_AGE, "adults": "adults", "round-ages": ROUND_AGES}
_PLANTED = re.compile(r"([^=:]+)=([+-]?\d+(?:\.\d+)?)(?::([^:]+))?")


@dataclass(frozen=True)
class Border:
    """A territory that is handed over: decimal year, share of everybody living (gained where negative), and whether its
    population is known."""

    year: float
    share: float
    known: bool


@dataclass(frozen=True)
class Missing:
    """A register of which nothing is left of the years first <= year < end; all years where both are None."""

    event: str
    first: float | None = None
    end: float | None = None


@dataclass(frozen=True)
class Wishes:
    """seed : of all that is drawn. scale : persons of this world to one of the case. falsified : at most one lie a
    census. missing : registers without figures. heaping : 0 none, 1 ordinary, 2 twice as much. crisis : deaths above
    normal, of all causes up to the last census, per cent of the people at the first; 0: no crisis; None: drawn.
    border : a territory handed over.
    """

    seed: int = 1
    scale: float = 1.0
    falsified: tuple[Lie, ...] = ()
    missing: tuple[Missing, ...] = ()
    heaping: float = 1.0
    crisis: float | None = None
    border: Border | None = None


def wishes(
    seed: int = 1, scale: float = 1.0, falsify: Iterable[str] = (), missing: Iterable[str] = (),
    heaping: str = "ordinary", crisis: str = "", border: str = "",
) -> Wishes:  # fmt: skip
    """Wishes from words: falsify "1939=+2:20-59", missing "deaths:1932/1933", heaping "strong", crisis "none" or "4",
    border "1935=-3:unknown".

    Raises
    ------
    BadInput with an example of how it is written.
    """
    if seed < 0:
        raise BadInput(f"got the seed {seed}.", where="--seed", remedy="Give a whole number from 0 on.")
    if not 1e-6 <= scale <= 1e3:
        raise BadInput(f"a scale of {scale:g} is no size for a population.", where="--scale", remedy="Try 0.01.")
    lies = tuple(_lie(word) for word in falsify)
    twice = [lie.census for lie in lies if [other.census for other in lies].count(lie.census) > 1]
    if twice:
        raise BadInput(
            f"the census {twice[0]} is falsified twice.", where="--falsify", remedy="Give one figure for it."
        )
    gaps = tuple(_missing(word) for word in missing)
    return Wishes(seed, scale, lies, gaps, _heaping(heaping), _crisis(crisis), _border(border) if border else None)


def _lie(word: str) -> Lie:
    found = _PLANTED.fullmatch(word.strip())
    remedy = "Write CENSUS=PERCENT or CENSUS=PERCENT:AGES, as in 1939=+2:20-59; ages: even, adults, round-ages, 20-59."
    if found is None:
        raise BadInput(f"{word!r} says no census and per cent.", where="--falsify", remedy=remedy)
    pattern = _PATTERNS.get(found[3] or "", found[3] or "")
    share = _share(found[2], MOST_FALSE, "--falsify")
    if pattern not in _PATTERNS.values():
        try:
            span_of(pattern)
        except ValueError:
            raise BadInput(f"{pattern!r} are no ages.", where="--falsify", remedy=remedy) from None
    if share < 0 and pattern == ROUND_AGES:
        raise BadInput("forms are added at round ages, never taken away there.", where="--falsify", remedy=remedy)
    return Lie(found[1].strip(), share, pattern)


def _share(number: str, most: float, where: str) -> float:
    percent = float(number)
    if not 0 < abs(percent) <= most:
        raise BadInput(f"got {percent:g} per cent.", where=where, remedy=f"Give one of up to {most:g}, not nought.")
    return percent / 100


def _missing(word: str) -> Missing:
    event, _, years = word.strip().partition(":")
    remedy = "Write deaths:1933, births:1931/1933, or deaths for all years."
    if event not in REGISTERS:
        raise BadInput(f"{word!r} names no register.", where="--missing", remedy=remedy)
    try:
        return Missing(event, *interval(years)) if years else Missing(event)
    except ValueError as problem:
        raise BadInput(f"{problem}.", where="--missing", remedy=remedy) from None


def _heaping(word: str) -> float:
    try:
        strength = HEAPING[word] if word in HEAPING else float(word)
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= MOST_HEAPING:
        remedy = f"Say {', '.join(HEAPING)}, or a factor up to {MOST_HEAPING:g}."
        raise BadInput(f"{word!r} is no strength of heaping.", where="--heaping", remedy=remedy)
    return strength


def _crisis(word: str) -> float | None:
    if word in ("", "none"):
        return None if word == "" else 0.0
    remedy = f"Say none, or deaths above normal in per cent of the population, up to {MOST_CRISIS:g}."
    try:
        percent = float(word)
    except ValueError:
        percent = -1.0
    if not 0 <= percent <= MOST_CRISIS:
        raise BadInput(f"{word!r} is no size of a crisis.", where="--crisis", remedy=remedy)
    return percent


def _border(word: str) -> Border:
    found = _PLANTED.fullmatch(word.strip())
    remedy = (
        "Write DATE=PERCENT or DATE=PERCENT:unknown, as in 1935=-3: three per cent of the population leave with it."
    )
    if found is None or found[3] not in (None, "known", "unknown"):
        raise BadInput(f"{word!r} says no date and per cent.", where="--border", remedy=remedy)
    try:
        low, high = interval(found[1].strip())
    except ValueError as problem:
        raise BadInput(f"{problem}.", where="--border", remedy=remedy) from None
    return Border((low + high) / 2, -_share(found[2], MOST_CEDED, "--border"), found[3] != "unknown")
