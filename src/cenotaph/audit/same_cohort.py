"""A cohort looked up in other counts, to tell an error of one count from a cohort that is uneven in all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.survival import TINY, heaping_factor

LONGEST = 40  # years to another count in which a cohort is looked up
GROUPS = tuple(range(15, 50, 5))  # older, digit preference differs by sex far above its mean, and men die sooner
HEAPING_TIMES = 2.0  # digit preference of some ages is twice that of the mean of all


def others(material: Material, count: Counted) -> list[Counted]:
    """The other counts by sex, one to LONGEST years away."""
    return [o for o in material.counts if o is not count and o.by_sex and 1 <= abs(o.time - count.time) <= LONGEST]


def in_group(single: Array, low: float) -> Array:
    """(...), persons of exact ages low ... low + 5; a bound inside a year takes its share of it. (..., 101) given."""
    edges = np.concatenate([np.zeros((*single.shape[:-1], 1)), np.cumsum(single, axis=-1)], axis=-1)
    ages = np.arange(edges.shape[-1])
    ends = [np.apply_along_axis(lambda e, a=a: np.interp(a, ages, e), -1, edges) for a in (low, low + 5)]
    return ends[1] - ends[0]


def preference(count: Counted, low: float) -> Array:
    """(sex,), logarithm of how far digit preference raises a five-year group; a large one where it empties it."""
    return np.log(np.maximum(heaping_factor(count, np.arange(round(low), round(low) + 5)), TINY))


def in_line(differences: Sequence[float], limits: Sequence[float]) -> bool:
    """All differences exceed their limits, in one direction."""
    down = all(d < -m for d, m in zip(differences, limits, strict=True))
    up = all(d > m for d, m in zip(differences, limits, strict=True))
    return bool(differences) and (down or up)
