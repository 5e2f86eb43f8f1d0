"""How far a chosen model's estimate may be off: the bootstrap, with the choice of the model made anew in each draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from cenotaph.arrays import Array
from cenotaph.mse.loglinear.choice import Tables
from cenotaph.mse.overlap import Overlap

Estimator = Callable[[Tables], Array]
REPLICATES = 1000
LEAST_SHARE = 0.9  # of bootstrap tables with an estimate, below which there is no interval


@dataclass(frozen=True)
class Bca:
    """The bias-corrected and accelerated bootstrap (Efron 1987, JASA 82) of a number of persons.

    estimate : of the table itself. replicates : (draw,), sorted, of tables drawn again. bias, acceleration : z0 and a.
    without : bootstrap tables without an estimate.
    """

    estimate: float
    replicates: Array
    bias: float
    acceleration: float
    without: int

    def quantile(self, level: Array | float) -> Array:
        """Ends of one-sided intervals of the given levels."""
        z = self.bias + ndtri(level)
        share = ndtr(self.bias + z / (1 - self.acceleration * z))
        return np.quantile(self.replicates, share)

    def interval(self, level: float) -> tuple[float, float]:
        low, high = self.quantile(np.array([(1 - level) / 2, (1 + level) / 2]))
        return float(low), float(high)

    def draws(self, number: int) -> Array:
        """(number,): a sample of the confidence distribution, whose quantiles are the ends of the intervals."""
        return self.quantile((np.arange(number) + 0.5) / number)


def bootstrap(overlap: Overlap, estimator: Estimator, replicates: int = REPLICATES, seed: int = 1) -> Bca:
    """BCa of persons by an estimator of many tables, in which the choice of a model is made anew for each.

    The documented are drawn again with replacement: the whole of an estimate is its table's documented and missing.
    """
    rng = np.random.default_rng(seed)
    n = overlap.documented
    drawn = rng.multinomial(n, overlap.counts / n, size=replicates)
    filled = np.flatnonzero(overlap.counts)
    left_out = overlap.counts - np.eye(len(overlap.counts), dtype=np.int64)[filled]
    tables = Tables(overlap.lists, np.concatenate([overlap.counts[None], left_out, drawn]))
    whole = tables.counts.sum(axis=1) + estimator(tables)
    estimate, jackknife, values = whole[0], whole[1 : 1 + len(filled)], whole[1 + len(filled) :]
    known = np.sort(values[np.isfinite(values)])
    below = np.mean(known < estimate) + 0.5 * np.mean(known == estimate)
    inside = 0.5 / max(known.size, 1)
    bias = float(ndtri(np.clip(below, inside, 1 - inside)))
    return Bca(float(estimate), known, bias, _acceleration(jackknife, overlap.counts[filled]),
               int(replicates - known.size))  # fmt: skip


def _acceleration(jackknife: Array, weight: Array) -> float:
    """From the estimates with one person of each filled cell left out, as many times as the cell has persons."""
    held = np.isfinite(jackknife)
    value, weight = jackknife[held], weight[held]
    off = np.average(value, weights=weight) - value
    spread = float(weight @ off**2)
    return float(weight @ off**3) / (6 * spread**1.5) if spread > 0 else 0.0
