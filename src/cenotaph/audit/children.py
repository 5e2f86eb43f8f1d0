"""Infants and small children missing: the youngest of a count against the same children in later counts.

Survivors counted later are carried back at normal mortality. At its low end, the fewest deaths, they give the least
number that must have been alive; a crisis between the counts can only raise it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import SEXES
from cenotaph.audit.counts import Counted, Material, Pair
from cenotaph.audit.finding import Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import cohorts
from cenotaph.audit.words import listed, per_cent, persons, span

NAME = "infants and small children"
YOUNGEST = (0, 1, 2, 3)  # ages 0, 1 and 2
LONGEST = 16.0  # years: beyond, these children have begun to move and to misstate their ages
USUAL = 0.03  # careful counts omit up to a few per cent of small children


def comparisons(material: Material) -> int:
    return len(_pairs(material))


def _pairs(material: Material) -> list[Pair]:
    return [p for p in material.pairs if p.length <= LONGEST]


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding for each count whose youngest are too few by a later count. z : chance, as in cohorts."""
    pairs = _pairs(material)
    if not pairs or not material.tables:
        missing = "a life table" if pairs else f"two counts less than {LONGEST:g} years apart"
        yield Skipped(NAME, material.name, f"needs {missing}")
        return
    for count in dict.fromkeys(p.earlier.id for p in pairs):
        yield _of_count(material, [p for p in pairs if p.earlier.id == count], z)


def _of_count(material: Material, pairs: list[Pair], z: float) -> Said:
    count = pairs[0].earlier
    if not count.printed[:3].all():
        return Skipped(NAME, count.id, "needs ages 0, 1 and 2 by single years")
    seen = {}
    for pair in pairs:
        k = cohorts(material, pair, YOUNGEST)
        least, most = k.counted / (k.most / k.opening), k.counted / (k.fewest / k.opening)
        seen[pair.later.id] = {
            "counted": k.opening.tolist(), "alive_at_least": least.tolist(), "alive_at_most": most.tolist(),
            "missing": [float((least - k.opening).sum()), float((most - k.opening).sum())],
        }  # fmt: skip
    counted = float(count.population[:, :3].sum())
    chance = z * np.sqrt(2 * counted)
    odd = {later: s for later, s in seen.items() if s["missing"][0] > USUAL * counted + chance}
    if not odd:
        shares = listed(f"{per_cent(s['missing'][0] / counted)} by {later}" for later, s in seen.items())
        return Quiet(NAME, count.id, f"at least {shares} missing of ages 0 to 2, under {per_cent(USUAL)}")
    low, high = min(s["missing"][0] for s in odd.values()), max(s["missing"][1] for s in odd.values())
    infants = [float(np.sum(np.array(s["alive_at_least"])[:, 0] - np.array(s["counted"])[:, 0])) for s in odd.values()]
    return Finding(
        f"children-{count.id}", NAME, count.id,
        f"{span(low, high)} children are missing from {persons(counted)} counted at ages 0, 1 and 2 in {count.id}: so "
        f"many more must have been alive then to leave those whom {listed(odd)} count"
        f"{'s' if len(odd) == 1 else ''} of them; {_older(count)}.",
        low, high, "strong" if len(odd) == len(seen) and len(seen) > 1 else "moderate",
        f"Later counts carried back at the least normal mortality exceed the count by {per_cent(low / counted)} or "
        f"more; a finding beyond {per_cent(USUAL)}. {len(odd)} of {len(seen)} later counts say so. Deaths above normal "
        "would raise the number.",
        ("infants' ages rounded up, to 1 or 2 years and beyond", "heaping at ages 10 and 12 in the later counts",
         "later counts that have too many of these ages"),
        {"by_later_count": seen, "infants_missing_at_least": infants, "sexes": list(SEXES)},
        tuple(dict.fromkeys((*(f for p in pairs for f in p.files), *material.table_files))),
    )  # fmt: skip


def _older(count: Counted) -> str:
    ages = count.population.sum(axis=0)
    return f"ages 3, 4 and 5 hold {persons(float(ages[3:6].sum()))} in the same count"
