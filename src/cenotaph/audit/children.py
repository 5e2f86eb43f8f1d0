"""Infants and small children missing: against the births of the year before, and against the same children later.

Registered births less normal deaths give the infants that must be there; a register that misses births gives too few.
Survivors in later counts are carried back at normal mortality: at its low end, the fewest deaths, they give the least
number that must have been alive, and a crisis between the counts can only raise it. Later ages are heaped (10 and 12
most), so the low end takes the smaller of the count as printed and of its mean over five neighbouring ages.
The ends of normal mortality already allow for much; so a finding needs more than the usual omission in the middle of it
only, and some missing at the end that leaves fewest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material, Pair
from cenotaph.audit.finding import BAND, Finding, Quiet, Said, Skipped
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
    """Children missing by one comparison: ages, what it rests on, persons at one end of normal mortality, in its middle
    and at the other end, counted, files."""

    ages: str
    by: str
    low: float
    middle: float
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
        if (count.population[:, :3] <= 0).any():
            yield Skipped(NAME, count.id, "needs girls and boys of ages 0, 1 and 2; nobody of one of them is counted")
            continue
        seen = _by_births(material, count)
        seen += [_by_later(material, p) for p in _pairs(material) if p.earlier is count and _readable(p)]
        if seen:
            yield _said(count, seen, z)
        else:
            years = f"a count by single years within {LONGEST:g} years after it"
            yield Skipped(NAME, count.id, f"needs the births of the year before, or {years}")


def _readable(pair: Pair) -> bool:
    """The same children stand by single years in the later count."""
    low, high = int(pair.length), int(np.ceil(pair.length)) + len(YOUNGEST) - 1
    return bool(pair.later.printed[low:high].all())


def _by_births(material: Material, count: Counted) -> list[Missing]:
    """Infants by the births registered in the twelve months before."""
    start, covered, least, most, used = count.time - 1, 0.0, 0.0, 0.0, []
    for b in material.births:
        inside = max(0.0, min(b.end, count.time) - max(b.start, start))
        if inside > 0 and b.end - b.start <= 1.01:
            share = inside / (b.end - b.start)
            covered, least, most = covered + inside, least + b.least * share, most + b.most * share
            used.append(b)
    if not COVERED <= covered <= 1.01:
        return []
    hazards = band(material, Pair(count, count))
    shares = [float(np.exp(-step_hazard(h).newborn) @ np.array([1 - BOYS, BOYS])) for h in hazards]
    infants = float(count.population[:, 0].sum())
    alive = (least * shares[2], (least + most) / 2 * shares[1], most * shares[0])
    files = (*count.files, *(b.file for b in used), *material.table_files)
    how = listed(dict.fromkeys(b.how for b in used))
    return [Missing("0", how, *(a / covered - infants for a in alive), infants, files)]


def _by_later(material: Material, pair: Pair) -> Missing:
    """Ages 0 to 2 by the same children in a later count."""
    k = cohorts(material, pair, YOUNGEST)
    even = _evened(pair, k) if pair.length >= HEAPED_FROM else k.counted
    smaller = k.counted if k.counted.sum() < even.sum() else even
    low, middle, high = (
        float((counted / (alive / k.opening)).sum())
        for counted, alive in ((smaller, k.most), (smaller, k.middle), (k.counted, k.fewest))
    )
    there = float(k.opening.sum())
    files = (*pair.files, *material.table_files)
    return Missing("0 to 2", pair.later.id, low - there, middle - there, high - there, there, files)


def _evened(pair: Pair, k: Cohorts) -> Array:
    """(sex, age), the later count of these children with every age averaged over the five around it."""
    people = pair.later.population
    smooth = sum(np.roll(people, step, axis=-1) for step in range(-2, 3)) / 5
    ages = slice(int(pair.length), int(pair.length) + len(YOUNGEST))
    return k.counted * (smooth[:, ages].sum(axis=-1) / people[:, ages].sum(axis=-1))[:, None]


def _said(count: Counted, seen: list[Missing], z: float) -> Said:
    odd = [m for m in seen if m.low > z * np.sqrt(2 * m.counted) and m.middle > USUAL * m.counted]
    if not odd:
        shares = listed(f"{per_cent(m.middle / m.counted)} of ages {m.ages} by {m.by}" for m in seen)
        why = (
            f"missing at normal mortality {shares}; a finding from {per_cent(USUAL)}, and some missing at both its ends"
        )
        return Quiet(NAME, count.id, why)
    low, high = (
        max(getattr(m, end) for m in odd) for end in ("low", "high")
    )  # each comparison bounds the same children
    said = listed(f"{span(m.low, m.high)} aged {m.ages} by {m.by} ({persons(m.counted)} counted)" for m in odd)
    more = "; ".join(f"by {m.by} up to {persons(m.high)} of ages {m.ages}" for m in seen if m not in odd and m.high > 0)
    unsure = f" Other comparisons allow for more without proving any: {more}." if more else ""
    return Finding(
        f"children-{count.id}", NAME, count.id, "small children missing",
        f"Small children are missing from {count.id}: {said}.{unsure}",
        low, high, BAND, "strong" if len(odd) == len(seen) > 1 else "moderate",
        f"In the middle of normal mortality {listed(per_cent(m.middle / m.counted) for m in odd)} of those counted (a "
        f"finding beyond {per_cent(USUAL)}), and some beyond chance at either end of it. Births are followed to the "
        "count, later counts carried back; deaths above normal would raise what later counts say.",
        ("infants' ages rounded up, to 1 or 2 years and beyond", "infant deaths above every table in the year before",
         "heaping at ages 10 and 12 in the later counts", "a register of births that is not of this territory"),
        {"comparisons": [m._asdict() for m in seen]}, tuple(dict.fromkeys(f for m in seen for f in m.files)),
    )  # fmt: skip
