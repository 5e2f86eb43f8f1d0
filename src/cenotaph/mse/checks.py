"""Short estimates beside which the models are read: two lists at a time, and a lower bound for any number.

Chapman's estimator (1951) takes two lists as independent and everyone as alike; with the logarithm of those missed by
both as normal its interval never falls below those known (Chao 1987, Biometrics 43, for such intervals). Chao's bound
holds whatever the differences between persons: it uses those on one list and on two (Rivest and Baillargeon 2007,
Biometrics 63, for lists of unlike sizes).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from cenotaph.arrays import Array
from cenotaph.mse.loglinear.likelihood import missing_of, newton
from cenotaph.mse.overlap import Overlap, membership


@dataclass(frozen=True)
class Bound:
    """Those missing, with a standard error; the interval is of the documented and exp of a normal log of the missing.

    reason : why there is none; empty where there is one.
    """

    documented: int
    missing: float = np.nan
    error: float = np.nan
    reason: str = ""

    def draws(self, number: int) -> Array:
        """(number,) wholes: a sample of the confidence distribution."""
        spread = np.sqrt(np.log1p((self.error / self.missing) ** 2)) if self.missing > 0 else 0.0
        return self.documented + self.missing * np.exp(spread * ndtri((np.arange(number) + 0.5) / number))


def chapman(overlap: Overlap, i: int, j: int) -> Bound:
    """Two lists, independent, everyone alike: (n1 + 1)(n2 + 1) / (m + 1) - 1, less those known of either."""
    first, second, both = overlap.of(i), overlap.of(j), overlap.both(i, j)
    known = first + second - both
    if both == 0:
        return Bound(known, reason=f"{overlap.lists[i]} and {overlap.lists[j]} share nobody")
    whole = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    return Bound(known, whole - known, float(np.sqrt(variance)))


def chao_bound(overlap: Overlap) -> Bound:
    """At least so many: every list of its own size, and persons of any kind. How many stand on three lists or more than
    alike persons would is left open by an effect of each number of lists; one that is below nought is taken out, for
    unlike persons can only pile up."""
    k = overlap.k
    member = membership(k)[1:]
    on = member.sum(axis=1)
    counts = overlap.counts[1:].astype(float)
    if counts[on == 2].sum() == 0 or counts[on == 1].sum() == 0:
        return Bound(overlap.documented, reason="nobody stands on exactly one list, or nobody on exactly two")
    open_numbers = [i for i in range(3, k + 1) if counts[on == i].sum() > 0]
    seen = np.isin(on, [1, 2, *open_numbers])  # of numbers of lists with nobody the effect is at minus infinity
    while True:
        x = np.column_stack([np.ones(len(on)), member, *((on == i).astype(float) for i in open_numbers)])[seen]
        beta, _, done = newton(x, counts[seen][None])
        if not done[0]:
            return Bound(overlap.documented, reason="some list holds nobody who stands on one or two lists")
        below = beta[0, 1 + k :]
        if not (below < 0).any():
            break
        open_numbers.pop(int(below.argmin()))
    return Bound(overlap.documented, *missing_of(x, beta[0]))


def sample_coverage(overlap: Overlap, seed: int, replicates: int = 400) -> Bound:
    """Three lists that may depend on each other: from the share of the lists' persons that stand on another one too
    (Chao and Tsay 1998, American Journal of Epidemiology 148; Chao and others 2001, Statistics in Medicine 20). The
    error is of tables drawn again."""
    if overlap.k != 3:
        return Bound(overlap.documented, reason="sample coverage is worked out for three lists")
    whole = _by_coverage(overlap.counts[None])[0]
    if not np.isfinite(whole):
        reason = "the lists depend on each other so much that their coverage says nothing"
        return Bound(overlap.documented, reason=reason)
    n = overlap.documented
    drawn = np.random.default_rng(seed).multinomial(n, overlap.counts / n, size=replicates)
    found = _by_coverage(drawn)
    found = found[np.isfinite(found)]
    if found.size < 0.9 * replicates:
        return Bound(n, reason=f"{replicates - found.size} of {replicates} tables drawn again have no estimate")
    return Bound(n, float(whole - n), float(found.std()))


def _by_coverage(counts: Array) -> Array:
    """(table,) wholes; nan where a list is empty or the estimate is below the documented."""
    on = membership(3).astype(bool)
    size = np.stack([counts[:, on[:, j]].sum(axis=1) for j in range(3)])
    alone = counts[:, [1, 2, 4]].T
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = 1 - (alone / size).mean(axis=0)
        shared, depends = 0.0, 0.0
        for i, j, other in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
            both = counts[:, on[:, i] & on[:, j]].sum(axis=1)
            beside = counts[:, on[:, i] & ~on[:, other]].sum(axis=1) + counts[:, on[:, j] & ~on[:, other]].sum(axis=1)
            shared = shared + both
            depends = depends + beside * both / (size[i] * size[j])
        whole = shared / (3 * coverage) / (1 - depends / (3 * coverage))
    return np.where(np.isfinite(whole) & (whole >= counts.sum(axis=1)), whole, np.nan)
