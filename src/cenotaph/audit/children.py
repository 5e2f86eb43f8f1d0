"""Infants and small children missing: against the births of the year before, and against the same children later.

Registered births less normal deaths give the infants that must be there; a register that misses births gives too few.
Survivors in later counts are carried back at normal mortality: at its low end, the fewest deaths, they give the least
number that must have been alive, and a crisis between the counts can only raise it. Later ages are heaped (10 and 12
most), so the low end takes the smaller of the count as printed and of its mean over five neighbouring ages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material, Pair
from cenotaph.audit.finding import Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import Cohorts, band, cohorts
from cenotaph.audit.words import listed, per_cent, persons, span
from cenotaph.demography.projection import step_hazard

NAME = "infants and small children"
YOUNGEST = (0, 1, 2, 3)  # ages 0, 1 and 2
LONGEST = 16.0  # years: beyond, these children have begun to move and to misstate their ages
HEAPED_FROM = 8  # years of age from which five neighbouring ages are averaged
USUAL = 0.03  # careful counts omit up to a few per cent of small children
COVERED = 0.9  # of the year before the count
BOYS = 105 / 205  # of births; half a per cent either way moves survival by nothing that matters


class Missing(NamedTuple):
    """Children missing by one comparison: ages, what it rests on, persons from least to most, counted, files."""

    ages: str
    by: str
    low: float
    high: float
    counted: float
    files: tuple[str, ...]


def comparisons(material: Material) -> int:
    return len(_pairs(material)) + len(material.counts)


def _pairs(material: Material) -> list[Pair]:
    return [p for p in material.pairs if p.length <= LONGEST]


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding for each count whose youngest are too few. z : standard deviations of chance, as in cohorts."""
    if not material.tables:
        yield Skipped(NAME, material.name, "needs a life table")
        return
    for count in material.counts:
        if not count.printed[:3].all():
            yield Skipped(NAME, count.id, "needs ages 0, 1 and 2 by single years")
            continue
        seen = _by_births(material, count)
        seen += [_by_later(material, p) for p in _pairs(material) if p.earlier is count]
        if seen:
            yield _said(count, seen, z)
        else:
            years = f"a count within {LONGEST:g} years after it"
            yield Skipped(NAME, count.id, f"needs the births of the year before, or {years}")


def _by_births(material: Material, count: Counted) -> list[Missing]:
    """Infants by the births registered in the twelve months before."""
    start, covered, born, files = count.time - 1, 0.0, 0.0, []
    for b in material.births:
        inside = max(0.0, min(b.end, count.time) - max(b.start, start))
        if inside > 0 and b.end - b.start <= 1.01:
            covered, born = covered + inside, born + b.persons * inside / (b.end - b.start)
            files.append(b.file)
    if not COVERED <= covered <= 1.01:
        return []
    hazards = band(material, Pair(count, count))
    alive = [born / covered * float(np.exp(-step_hazard(h).newborn) @ np.array([1 - BOYS, BOYS])) for h in hazards]
    infants = float(count.population[:, 0].sum())
    used = (*count.files, *files, *material.table_files)
    return [Missing("0", "registered births", alive[2] - infants, alive[0] - infants, infants, tuple(used))]


def _by_later(material: Material, pair: Pair) -> Missing:
    """Ages 0 to 2 by the same children in a later count."""
    k = cohorts(material, pair, YOUNGEST)
    survival = k.most / k.opening, k.fewest / k.opening
    even = _evened(pair, k) if pair.length >= HEAPED_FROM else k.counted
    low = min(float((c / survival[0]).sum()) for c in (k.counted, even))
    high = float((k.counted / survival[1]).sum())
    there = float(k.opening.sum())
    return Missing("0 to 2", pair.later.id, low - there, high - there, there, (*pair.files, *material.table_files))


def _evened(pair: Pair, k: Cohorts) -> Array:
    """(sex, age), the later count of these children with every age averaged over the five around it."""
    people = pair.later.population
    smooth = sum(np.roll(people, step, axis=-1) for step in range(-2, 3)) / 5
    ages = slice(int(pair.length), int(pair.length) + len(YOUNGEST))
    return k.counted * (smooth[:, ages].sum(axis=-1) / people[:, ages].sum(axis=-1))[:, None]


def _said(count: Counted, seen: list[Missing], z: float) -> Said:
    odd = [m for m in seen if m.low > USUAL * m.counted + z * np.sqrt(2 * m.counted)]
    if not odd:
        shares = listed(f"{per_cent(m.low / m.counted)} of ages {m.ages} by {m.by}" for m in seen)
        return Quiet(NAME, count.id, f"missing at the least {shares}; a finding from {per_cent(USUAL)}")
    largest = max(odd, key=lambda m: m.high)
    said = listed(f"{span(m.low, m.high)} aged {m.ages} by {m.by} ({persons(m.counted)} counted)" for m in odd)
    rest = [m for m in seen if m not in odd]
    more = "; ".join(f"by {m.by} up to {persons(m.high)} of ages {m.ages}" for m in seen if m not in odd and m.high > 0)
    unsure = f" Other comparisons allow for more without proving any: {more}." if more else ""
    return Finding(
        f"children-{count.id}", NAME, count.id,
        f"Small children are missing from {count.id}: {said}.{unsure}",
        largest.low, largest.high, "strong" if len(odd) == len(seen) > 1 else "moderate",
        f"At the least {listed(per_cent(m.low / m.counted) for m in odd)} of those counted; a finding beyond "
        f"{per_cent(USUAL)}. Births are followed to the count, later counts carried back, at a band of normal mortality; "
        "deaths above normal would raise what later counts say.",
        ("infants' ages rounded up, to 1 or 2 years and beyond", "infant deaths above every table in the year before",
         "heaping at ages 10 and 12 in the later counts", "a register of births that is not of this territory"),
        {"comparisons": [m._asdict() for m in seen]}, tuple(dict.fromkeys(f for m in seen for f in m.files)),
    )  # fmt: skip
