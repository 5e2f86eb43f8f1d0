"""Digit preference by count and sex, and how it moved between counts.

A cohort born in a good year reads as a little heaping, so an index must leave the range that populations of known
exact ages show, and the difference must exceed chance as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import INDICES, ONE_ESTIMATE, Finding, Quiet, Said, Skipped
from cenotaph.audit.words import listed, persons, span
from cenotaph.demography.heaping import whipple
from cenotaph.demography.heaping_blended import bachi, bachi_shares, myers, myers_blend

NAME, CHANGE = "heaping", "heaping between counts"
RANGE, BACHI_RANGE, WHIPPLE_RANGE = (23, 82), (23, 77), (23, 62)
ACCURATE = 1.05  # the United Nations' reading of Whipple's index: below 1.05 ages are highly accurate
ROUGH = 1.25  # and from here on rough
USUAL_MYERS = 3.0  # birth cohorts of uneven size alone move Myers's index by one or two points
MOVED = 0.05  # a whole class of the same reading between the two first limits
DRAWN = 0.005  # a digit is named when its share is half a point of a hundred, a twentieth, above a tenth
WOMEN_MEN = {"female": "women", "male": "men"}


class Heaped(NamedTuple):
    """Indices of one sex in one count: Whipple (1 = none), Myers and Bachi (per cent), shares by digit (10,), persons
    displaced from least to most, the probability of as large a Whipple index by chance."""

    count: Counted
    sex: str
    whipple: float
    myers: float
    bachi: float
    shares: Array
    displaced: tuple[float, float]
    p: float


def has_single_ages(count: Counted) -> bool:
    """Single years are printed by sex over the ages that the indices use, and somebody is there."""
    return not _lacking(count)


def _lacking(count: Counted) -> str:
    """What is missing for the indices, "" where nothing is."""
    if not count.by_sex:
        return "the sexes stand together"
    if not count.printed[RANGE[0] : RANGE[1] + 1].all():
        return "the table has groups"
    low, high = BACHI_RANGE[0] + 5, WHIPPLE_RANGE[1]  # in the windows of every index
    return "" if (count.single[:, low : high + 1].sum(axis=-1) > 0).all() else f"nobody of one sex is {low} to {high}"


def comparisons(material: Material) -> int:
    return len(SEXES) * sum(has_single_ages(c) for c in material.counts)


def indices(count: Counted) -> list[Heaped]:
    """Both sexes of a count with single years."""
    from scipy.special import ndtr

    found = []
    for s, sex in enumerate(SEXES):
        ages = count.single[s]
        index, blended, mean_shares = whipple(ages), myers(ages, *RANGE), bachi(ages, *BACHI_RANGE)
        inside = ages[WHIPPLE_RANGE[0] : WHIPPLE_RANGE[1] + 1].sum()
        chance = np.sqrt(0.2 * 0.8 / inside) * 5
        by_index = myers_blend(ages, *RANGE), bachi_shares(ages, *BACHI_RANGE)
        ends = [_displaced(ages, shares) for shares in by_index]
        displaced = min(low for low, _ in ends), max(high for _, high in ends)
        found.append(Heaped(count, sex, float(index), float(blended), float(mean_shares), sum(by_index) / 2, displaced,
                            float(ndtr(-(index - 1) / chance))))  # fmt: skip
    return found


def _displaced(ages: Array, shares: Array) -> tuple[float, float]:
    """Persons at digits that are drawn, beyond a tenth: of the digits named, and of all above a tenth.

    An index times the population overstates them: it is a mean over digits that weighs ages alike, while those who
    moved are few where the ages drawn are the old ones of their decade (29 and 31 of 23 to 32).
    """
    inside = np.arange(RANGE[0], RANGE[1] + 1)
    share = shares[inside % 10]
    beyond = ages[inside] * (1 - 0.1 / np.maximum(share, 0.1))
    return float(beyond[share > 0.1 + DRAWN].sum()), float(beyond.sum())


def check(material: Material, alpha: float) -> Iterator[Said]:
    """Findings by count, and between consecutive counts. alpha : level of one test."""
    for count in material.counts:
        if has_single_ages(count):
            yield from _of_count(indices(count), alpha)
        else:
            why = f"needs single years of age by sex from {RANGE[0]} to {RANGE[1]}; {_lacking(count)}"
            yield Skipped(NAME, count.id, why)
    with_ages = [c for c in material.counts if has_single_ages(c)]
    for earlier, later in pairwise(with_ages):
        yield _between(indices(earlier), indices(later))


def _of_count(both: list[Heaped], alpha: float) -> Iterator[Said]:
    count = both[0].count
    odd = [h for h in both if (h.whipple >= ACCURATE and h.p < alpha) or h.myers >= USUAL_MYERS]
    if not odd:
        seen = ", ".join(f"{WOMEN_MEN[h.sex]} {h.whipple:.2f}" for h in both)
        yield Quiet(NAME, count.id, f"Whipple's index {seen}, below {ACCURATE}; Myers's below {USUAL_MYERS:g} per cent")
        return
    low, high = (sum(h.displaced[i] for h in odd) for i in (0, 1))
    said = "; ".join(
        f"{WOMEN_MEN[h.sex]}, Whipple's index {h.whipple:.2f}, Myers's {h.myers:.1f} per cent, drawn to "
        f"{listed(_drawn(h)) if _drawn(h) else 'no digit in particular'}"
        for h in odd
    )
    worst = max(h.whipple for h in odd)
    drawn = list(dict.fromkeys(d for h in odd for d in _drawn(h)[:2]))
    yield Finding(
        f"heaping-{count.id}", NAME, count.id, f"ages drawn to {listed(drawn) if drawn else 'some digits'}",
        f"Ages of {span(low, high)} persons aged {RANGE[0]} to {RANGE[1]} in {count.id} are stated at a wrong digit: "
        f"{said}.",
        low, high, INDICES, "strong" if worst >= ROUGH else "moderate",
        f"A finding from Whipple's index {ACCURATE} (the United Nations' limit of high accuracy) beyond chance "
        f"(p {_p(min(h.p for h in odd))}), or Myers's {USUAL_MYERS:g} per cent. Persons at the digits drawn beyond "
        f"a tenth of all, by Myers's and by Bachi's shares: at least of digits {DRAWN * 100:g} point above it, at most "
        "of all.",
        ("birth cohorts of uneven size, where the index is small", "rounding by enumerators rather than by persons"),
        {h.sex: {"whipple": h.whipple, "myers": h.myers, "bachi": h.bachi, "p": h.p,
                 "digit_shares": [float(x) for x in h.shares], "displaced": list(h.displaced)} for h in both},
        count.files,
    )  # fmt: skip


def _p(p: float) -> str:
    return f"{p:.2g}" if p >= 1e-6 else "below 0.000001"


def _drawn(h: Heaped) -> list[int]:
    order = np.argsort(-h.shares)
    return [int(d) for d in order if h.shares[d] > 0.1 + DRAWN][:4]


def _between(then: list[Heaped], now: list[Heaped]) -> Said:
    subject = f"{then[0].count.id} to {now[0].count.id}"
    moved = [(a, b) for a, b in zip(then, now, strict=True) if abs(b.whipple - a.whipple) >= MOVED]
    if not moved:
        return Quiet(CHANGE, subject, f"Whipple's index of neither sex moves by {MOVED} or more")
    said = "; ".join(
        f"{'fell' if b.whipple < a.whipple else 'rose'} among {WOMEN_MEN[a.sex]} "
        f"from {a.whipple:.2f} to {b.whipple:.2f}"
        for a, b in moved
    )
    fewer = sum(a.displaced[1] - b.displaced[1] for a, b in moved)
    return Finding(
        f"heaping-change-{then[0].count.id}-{now[0].count.id}", CHANGE, subject,
        "age heaping " + listed(dict.fromkeys("fell" if b.whipple < a.whipple else "rose" for a, b in moved)),
        f"Age heaping at 0 and 5 {said} (Whipple's index); over all digits about {persons(abs(fewer))} "
        f"{'fewer' if fewer > 0 else 'more'} persons state a wrong one, so that age groups of the two counts are not "
        "alike in this respect.",
        abs(fewer), abs(fewer), ONE_ESTIMATE, "strong",
        f"A finding from a change of {MOVED} on, a class of the United Nations' reading.",
        ("schooling, or papers that state the birth date", "ages asked or edited otherwise (a birth date, smoothing "
         "in the office)", "the same generations, older"),
        {a.sex: {"whipple": [a.whipple, b.whipple], "myers": [a.myers, b.myers]}
         for a, b in zip(then, now, strict=True)},
        tuple(dict.fromkeys((*then[0].count.files, *now[0].count.files))),
    )  # fmt: skip


def heaping_rows(material: Material) -> list[dict]:
    """One row a count and sex with single years of age."""
    return [
        {"count": c.id, "sex": h.sex, "whipple": h.whipple, "myers": h.myers, "bachi": h.bachi,
         "displaced_low": h.displaced[0], "displaced_high": h.displaced[1]}
        | {f"digit_{d}": float(x) for d, x in enumerate(h.shares)}
        for c in material.counts if has_single_ages(c) for h in indices(c)
    ]  # fmt: skip
