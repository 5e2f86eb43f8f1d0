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
        judged = [(low, _seen(count, rivals, low)) for low in GROUPS]
        if not any(seen for _, seen in judged):
            yield Skipped(NAME, count.id, "needs groups of five years or less at the ages of the same cohorts")
            continue
        joins = [join for low, seen in judged if seen and (join := _join(count, low, seen, z)) is not None]
        yield _finding(count, joins) if joins else Quiet(
            NAME, count.id, f"no group of women is {USUAL:g} (logarithm) off the same cohort elsewhere"
        )  # fmt: skip


def _seen(count: Counted, rivals: list[Counted], low: int) -> list[tuple[Counted, float]]:
    """Other counts in which the cohort and its neighbours can be read, with its first age there."""

    def read(c: Counted, age: float) -> bool:
        return c.fine(age - 5, age + 10) and bool(in_group(c.single[0], age) > 0)

    there = [(o, low + o.time - count.time) for o in rivals]
    return [(o, age) for o, age in there if AGES[0] <= age <= AGES[1] and read(o, age)] if read(count, low) else []


def _log_ratio(single: Array, low: float) -> float:
    """Logarithm of the age ratio of five years from `low` against those around."""
    middle, before, after = in_group(single, low), in_group(single, low - 5), in_group(single, low + 5)
    return float(np.log(2 * middle / (before + after)))


def _join(count: Counted, low: int, seen: list[tuple[Counted, float]], z: float) -> Join | None:
    women = float(in_group(count.single[0], low))
    here, there = _log_ratio(count.single[0], low), [_log_ratio(o.single[0], age) for o, age in seen]
    moved = float(abs(preference(count, low)[0]))
    limits = [
        USUAL + HEAPING_TIMES * (moved + float(abs(preference(o, age)[0]))) + 2 * z / float(np.sqrt(women))
        for o, age in seen
    ]
    if not in_line([here - t for t in there], limits):
        return None
    elsewhere = {o.id: float(np.exp(t)) for (o, _), t in zip(seen, there, strict=True)}
    # Persons beyond what the ratio elsewhere gives here: women / exp(here - t) would be in line.
    return Join(low, float(np.exp(here)), elsewhere, tuple(float(women * -np.expm1(t - here)) for t in there))


def _finding(count: Counted, joins: list[Join]) -> Finding:
    low, high = (sum(pick(abs(p) for p in j.persons) for j in joins) for pick in (min, max))
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
