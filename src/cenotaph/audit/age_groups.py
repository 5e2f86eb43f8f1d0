"""Sudden joins: a five-year group out of line with its neighbours in one count, and not in the others.

A cohort born in a war is hollow in every count; a group joined, cut or omitted is so in one. Women are looked at, whom
armies do not take away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import RIVALS, Finding, Quiet, Said, Skipped
from cenotaph.audit.same_cohort import GROUPS, HEAPING_TIMES, in_group, in_line, others, preference
from cenotaph.audit.words import listed, span

NAME = "age groups of cohorts"
USUAL = 0.10  # uneven coverage and ages stated a group off move a group by some per cent of its neighbours
AGES = (10, 65)  # of the cohort in the other count
STILL = 0.5  # of its limit: a group that only stood beside one out of line is off by nothing once that is put right
Seen = list[tuple[Counted, float]]  # other counts in which a cohort can be read, with its first age there


class Join(NamedTuple):
    """A group out of line: its first age, its ratio to the groups around, that of the same cohort by other count, and
    persons too many (below 0: too few) by each."""

    age: int
    ratio: float
    elsewhere: dict[str, float]
    persons: tuple[float, ...]


def comparisons(material: Material) -> int:
    return len(material.counts) * len(GROUPS)


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding a count. z : standard deviations of chance that a difference must exceed as well."""
    for count in material.counts:
        rivals = others(material, count)
        if not count.by_sex or not rivals:
            yield Skipped(NAME, count.id, "needs the sexes apart, and another count one to forty years away")
            continue
        judged = {low: seen for low in GROUPS if (seen := _seen(count, rivals, low))}
        if not judged:
            yield Skipped(NAME, count.id, "needs groups of five years or less at the ages of the same cohorts")
            continue
        joins = _joins(count, judged, z)
        yield _finding(count, joins) if joins else Quiet(
            NAME, count.id, f"no group of women is {USUAL:g} (logarithm) off the same cohort elsewhere"
        )  # fmt: skip


def _seen(count: Counted, rivals: list[Counted], low: int) -> Seen:
    """Other counts in which the cohort and its neighbours can be read, with its first age there."""

    def read(c: Counted, age: float) -> bool:
        return c.fine(age - 5, age + 10) and min(in_group(c.single[0], age + step) for step in (-5, 0, 5)) > 0

    there = [(o, low + o.time - count.time) for o in rivals]
    return [(o, age) for o, age in there if AGES[0] <= age <= AGES[1] and read(o, age)] if read(count, low) else []


def _log_ratio(single: Array, low: float) -> float:
    """Logarithm of the age ratio of five years from `low` against those around."""
    middle, before, after = in_group(single, low), in_group(single, low - 5), in_group(single, low + 5)
    return float(np.log(2 * middle / (before + after)))


def _joins(count: Counted, judged: dict[int, Seen], z: float) -> list[Join]:
    """Groups out of line with those around, and still so where those around are out of line and put right."""
    limits = {low: _limits(count, low, seen, z) for low, seen in judged.items()}
    here = {low: _log_ratio(count.single[0], low) for low in judged}
    there = {low: [_log_ratio(o.single[0], age) for o, age in seen] for low, seen in judged.items()}
    odd = [low for low in judged if in_line([here[low] - t for t in there[low]], limits[low])]
    while odd:
        off = {low: _off(count, low, judged[low], odd) for low in odd}
        kept = [low for low in odd if in_line(off[low], [STILL * m for m in limits[low]])]
        if kept == odd:
            break
        odd.remove(min((low for low in odd if low not in kept), key=lambda low: max(map(abs, off[low]))))
    joins = []
    for low in odd:
        elsewhere = {o.id: float(np.exp(t)) for (o, _), t in zip(judged[low], there[low], strict=True)}
        women = float(in_group(count.single[0], low))
        persons = tuple(float(women * -np.expm1(-d)) for d in off[low])
        joins.append(Join(low, float(np.exp(here[low])), elsewhere, persons))
    return joins


def _limits(count: Counted, low: int, seen: Seen, z: float) -> list[float]:
    women = float(in_group(count.single[0], low))
    moved = float(abs(preference(count, low)[0]))
    return [
        USUAL + HEAPING_TIMES * (moved + float(abs(preference(o, age)[0]))) + 2 * z / float(np.sqrt(women))
        for o, age in seen
    ]


def _off(count: Counted, low: int, seen: Seen, odd: list[int]) -> list[float]:
    """By other count: logarithm of women of a group over those of its cohort there, beyond the same of the groups
    around. Of these, groups that are out of line themselves are passed over: else one that lost persons to the next
    would make three more look out of line, and the persons would be counted several times."""
    before, after = low - 5, low + 5
    while before in odd:
        before -= 5
    while after in odd:
        after += 5
    found = []
    for other, age in seen:
        own, left, right = (
            float(np.log(in_group(count.single[0], g) / in_group(other.single[0], age + g - low)))
            for g in (low, before, after)
        )
        found.append(own - left - (right - left) * (low - before) / (after - before))
    return found


def _finding(count: Counted, joins: list[Join]) -> Finding:
    few, many = ([j for j in joins if (j.persons[0] < 0) == side] for side in (True, False))
    ends = [[sum(pick(abs(p) for p in j.persons) for j in some) for pick in (min, max)] for some in (few, many)]
    low, high = max(ends, key=lambda e: e[1])  # who is too many in one group is often missing from the next
    shown = "; ".join(
        f"at {j.age}-{j.age + 4} {j.ratio:.2f} of the groups around, the same cohort "
        + listed(f"{r:.2f} in {name}" for name, r in j.elsewhere.items())
        for j in joins
    )
    return Finding(
        f"join-{count.id}", NAME, count.id, f"women's ages {listed(f'{j.age}-{j.age + 4}' for j in joins)} out of line",
        f"Women's age groups in {count.id} are out of line by {span(low, high)} persons, as their cohorts are in no "
        f"other count: {shown}.",
        low, high, RIVALS, "moderate",
        f"Beyond {USUAL:g} (logarithm), twice what digit preference moves and chance, against every other count.",
        ("ages stated otherwise (papers, a birth date asked)", "groups joined or cut by the office",
         "persons counted apart"),
        {"groups": [j._asdict() for j in joins]}, count.files,
    )  # fmt: skip
