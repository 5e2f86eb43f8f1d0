"""What the answer rests on: the assumption nobody can check, each list, and who is hard to list at all.

The counts say nothing of the highest-order interaction of the lists: models that fit them equally well give any number
of those on no list (Aleshin-Guendel, Sadinle and Wakefield 2024, Journal of the Royal Statistical Society A 187). All
log-linear models here take it to be nought. Where it is not, those on no list are a factor times what they say.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.mse.found import Found
from cenotaph.mse.methods import graphs, log_linear
from cenotaph.mse.overlap import Overlap

FACTORS = (0.25, 0.5, 2 / 3, 1.0, 1.5, 2.0, 4.0)


@dataclass(frozen=True)
class Departure:
    """The whole if those on no list are `factor` times what the model says: factor is exp of the highest-order
    interaction up to its sign."""

    factor: float
    low: float
    middle: float
    high: float


def departures(found: Found, factors: tuple[float, ...] = FACTORS) -> list[Departure]:
    """The whole as a curve over the departure from "no highest-order interaction"."""
    low, high = np.quantile(found.missing, [0.05, 0.95])
    ends = (low, found.middle - found.documented, high)
    return [Departure(factor, *(found.documented + factor * x for x in ends)) for factor in factors]


def without_each(overlap: Overlap, seed: int) -> dict[str, list[Found]]:
    """{list: answers of graphs and of the log-linear model without it}; nothing of two lists."""
    if overlap.k < 3:
        return {}
    found = {}
    for j, name in enumerate(overlap.lists):
        fewer = overlap.without(j)
        found[name] = [graphs(fewer, seed), log_linear(fewer, seed, replicates=300 if fewer.k <= 5 else 100)]
    return found
