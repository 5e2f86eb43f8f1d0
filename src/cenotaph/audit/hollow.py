"""Hollow years of children: cohorts of which few were born, or few lived, told from an omission by later counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import ONE_ESTIMATE, Finding, Quiet, Said, Skipped
from cenotaph.audit.same_cohort import others
from cenotaph.audit.words import listed, per_cent, persons

NAME = "hollow cohorts of children"
AGES = 15  # completed years, below which children neither move alone nor misstate their ages much
STILL = 20  # the oldest age at which a cohort of children is looked up in a later count
HOLLOW = 0.15  # births swing by some per cent a year; a sixth below the cohorts around is a catastrophe or an omission
AROUND = 4  # years of age to either side


class Year(NamedTuple):
    """A year of age, its persons over the median of the ages around, the same by later count, persons too few."""

    age: int
    share: float
    later: dict[str, float]
    persons: float


def comparisons(material: Material) -> int:
    return len(material.counts) * AGES


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding a count. z : standard deviations of chance that a difference must exceed as well."""
    for count in material.counts:
        later = [o for o in others(material, count) if o.time > count.time and AGES + o.time - count.time <= STILL]
        if not count.printed[: AGES + AROUND + 1].all():
            yield Skipped(NAME, count.id, f"needs single years of age from 0 to {AGES + AROUND}")
            continue
        later = [o for o in later if o.printed[: STILL + AROUND + 2].all()]
        if not later:
            why = (
                f"needs a count by single years within {STILL - AGES} years after it, to tell omission from few births"
            )
            yield Skipped(NAME, count.id, why)
            continue
        found = _hollow(count, later, z)
        yield _finding(count, found) if found else Quiet(
            NAME, count.id, f"no year of birth is {per_cent(HOLLOW)} below those around it here and later"
        )  # fmt: skip


def _hollow(count: Counted, later: list[Counted], z: float) -> list[Year]:
    both = count.in_table.sum(axis=0)
    found = []
    for age in range(1, AGES):
        here = _share(both, age)
        there = {o.id: min(_share(o.in_table.sum(axis=0), a) for a in _same(age, o.time - count.time)) for o in later}
        chance = 2 * z / np.sqrt(max(both[age], 1.0))
        if here < 1 - HOLLOW - chance and all(t < 1 - HOLLOW / 2 for t in there.values()):
            found.append(Year(age, here, there, float(both[age] * (1 / here - 1))))
    return found


def _same(age: int, later: float) -> tuple[int, ...]:
    """Single years of age in which a cohort of this age is found so many years later."""
    return tuple(sorted({int(np.floor(age + later)), int(np.ceil(age + later - 1e-9))}))


def _share(both: Array, age: int) -> float:
    """Persons of an age over the median of the ages around it; 1 where nobody is around it."""
    around = float(np.median(np.concatenate([both[max(0, age - AROUND) : age], both[age + 1 : age + AROUND + 1]])))
    return float(both[age]) / around if around > 0 else 1.0


def _finding(count: Counted, hollow: list[Year]) -> Finding:
    missing = sum(y.persons for y in hollow)
    births = listed(sorted({int(np.floor(count.time - y.age - 0.5)) for y in hollow}))
    ages = listed(y.age for y in hollow)
    return Finding(
        f"hollow-{count.id}", NAME, count.id, f"cohorts born about {births} hollow",
        f"Children aged {ages} in {count.id}, born about {births}, are {persons(missing)} fewer than the cohorts "
        f"around them, and are as few in {listed(hollow[0].later)}: a real hollow, of births that did not happen and "
        "of deaths, not an error of one count.",
        missing, missing, ONE_ESTIMATE, "strong",
        f"A finding when a year of age is {per_cent(HOLLOW)} below the median of the {AROUND} ages on either side and "
        "the same cohort is hollow in every later count that still has it as children. How many of them were not born "
        "and how many died, ages alone do not tell.",
        ("a fall of births without deaths", "heaping on the ages around"),
        {"ages": [y._asdict() for y in hollow]}, count.files,
    )  # fmt: skip
