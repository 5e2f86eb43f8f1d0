"""The whole by averaging over decomposable graphs (Madigan and York 1997, Biometrika 84).

Given a graph and the whole N, the counts of all cells are multinomial with hyper-Dirichlet probabilities: `delta` of a
person in each of the 2^k cells before any data. Cell 0 holds N less the documented. Before the data a whole is as
probable as 1/N and every graph the same. What the counts do not say, delta says: vary it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, logsumexp

from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.mse.graphs.chordal import cliques_of, decomposable_graphs
from cenotaph.mse.overlap import Overlap, cells

TAIL = 1e-4  # most of the probability that may lie beyond the range of N
MOST_MISSING = 10**12  # beyond, differences of log factorials lose their digits
_EXACT = 40_000  # numbers of missing up to which every one is summed; beyond, a grid
_STEPS = 100  # of that grid, a factor e
_ROUGH = 20  # steps a factor e while the range is looked for
_CHUNK = 1_000_000
_STEEP = 0.3  # of log weights between two points
_FADED = 30.0  # log weights below the highest at which nothing counts
_MOST_POINTS = 20_000


@dataclass(frozen=True)
class Averaged:
    """The distribution of those on no list.

    missing : (point,), increasing; probability : (point,), of the points, sums to 1. graphs : the most probable ones,
    (cliques as bits, probability). beyond : at most so much of the probability lies above the last point. delta : as
    given. exact : whether every whole number up to the last point is a point. model_share : of the variance, that
    between the means of graphs; the rest is within a graph.
    """

    documented: int
    missing: Array
    probability: Array
    graphs: tuple[tuple[tuple[int, ...], float], ...]
    beyond: float
    delta: float
    exact: bool
    model_share: float = 0.0

    def quantile(self, level: float) -> float:
        """The whole that is not exceeded with this probability."""
        at = np.searchsorted(np.cumsum(self.probability), level * (1 - 1e-12))
        if self.exact:
            return float(self.documented + self.missing[min(at, self.missing.size - 1)])
        return float(self.documented + np.interp(level, self._ends(), self.missing))

    def _ends(self) -> Array:
        return np.cumsum(self.probability) - 0.5 * self.probability

    @property
    def mean(self) -> float:
        return float(self.documented + self.missing @ self.probability)

    @property
    def mode(self) -> float:
        density = self.probability if self.exact else self.probability / np.gradient(self.missing)
        return float(self.documented + self.missing[np.argmax(density)])

    def draws(self, number: int, seed: int) -> Array:
        """(number,), wholes drawn from the distribution, one from each of equal slices of it, in random order."""
        rng = np.random.default_rng(seed)
        levels = (np.arange(number) + rng.random(number)) / number
        if self.exact:
            at = np.searchsorted(np.cumsum(self.probability), levels * (1 - 1e-12))
            found = self.missing[np.minimum(at, self.missing.size - 1)]
        else:
            found = np.interp(levels, self._ends(), self.missing)
        return self.documented + rng.permutation(found).astype(float)


def average(overlap: Overlap, delta: float, missing: Array | None = None) -> Averaged:
    """Average over all decomposable graphs, the complete one too: of it the counts say nothing of those on no list, and
    where it weighs, the prior speaks.

    Parameters
    ----------
    delta : persons in each cell before any data, above nought; 2 ** -k is one person in all. missing : the numbers of
    those on no list to weigh, each as one; without it the range is found, until what lies beyond is below `TAIL`.

    Raises
    ------
    NotEstimable where no range holds the distribution; BadInput for more than 7 lists.
    """
    codes, terms = decomposable_graphs(overlap.k)
    if missing is not None:
        points, width, beyond, exact = np.asarray(missing, dtype=float), np.ones(len(missing)), 0.0, True
    else:
        points, width, beyond, exact = _range(overlap, delta, terms)
    by_graph, by_point, means = _weigh(overlap, delta, terms, points, np.log(width))
    weight = np.exp(by_point - logsumexp(by_point))
    share = np.exp(by_graph - logsumexp(by_graph))
    mean = float(weight @ points)
    between, whole = float(share @ (means - mean) ** 2), float(weight @ (points - mean) ** 2)
    best = np.argsort(-share)[:10]
    named = tuple((cliques_of(int(codes[g]), overlap.k), float(share[g])) for g in best)
    return Averaged(
        overlap.documented, points, weight, named, beyond, delta, exact, between / whole if whole > 0 else 0.0
    )


def _weigh(overlap: Overlap, delta: float, terms: Array, points: Array, log_width: Array) -> tuple[Array, Array, Array]:
    """Logs of the weight of each graph over all points (graph,) and of each point over all graphs (point,); and the
    mean of the points under each graph (graph,)."""
    f = _set_terms(overlap, delta, points)  # (2 ** k, point)
    base = _of_all(overlap, points) + log_width
    step = max(1, _CHUNK // max(points.size, 1))
    by_graph, means = np.empty(terms.shape[0]), np.empty(terms.shape[0])
    by_point = np.full(points.size, -np.inf)
    for start in range(0, terms.shape[0], step):
        scores = terms[start : start + step] @ f + base
        top = scores.max(axis=1, keepdims=True)
        mass = np.exp(scores - top)
        total = mass.sum(axis=1)
        by_graph[start : start + step] = top[:, 0] + np.log(total)
        means[start : start + step] = mass @ points / total
        highest = top.max()
        part = np.exp(top[:, 0] - highest) @ mass
        with np.errstate(divide="ignore"):
            by_point = np.logaddexp(by_point, np.log(part) + highest)
    return by_graph, by_point, means


def _of_all(overlap: Overlap, points: Array) -> Array:
    """Log of the ways to divide N over the cells and of the prior of N, 1/N."""
    whole = overlap.documented + points
    return gammaln(whole + 1) - gammaln(points + 1) - gammaln(overlap.counts[1:] + 1).sum() - np.log(whole)


def _set_terms(overlap: Overlap, delta: float, points: Array) -> Array:
    """(set of lists, point): log of the Dirichlet-multinomial of the counts of those lists, others not looked at."""
    k = overlap.k
    whole = overlap.documented + points
    out = np.zeros((2**k, points.size))
    for lists in range(1, 2**k):
        margin = np.bincount(cells(k) & lists, weights=overlap.counts, minlength=2**k)
        used = np.unique(cells(k) & lists)
        prior = delta * 2 ** (k - lists.bit_count())
        seen = gammaln(prior + margin[used[1:]]).sum() - (used.size - 1) * gammaln(prior)
        unseen = gammaln(prior + margin[0] + points) - gammaln(prior)
        total = prior * used.size
        out[lists] = seen + unseen + gammaln(total) - gammaln(total + whole)
    return out


def _range(overlap: Overlap, delta: float, terms: Array) -> tuple[Array, Array, float, bool]:
    """Points, how many whole numbers each stands for, a bound of what lies beyond, whether each number is a point."""

    def weigh(points: Array) -> Array:
        return _weigh(overlap, delta, terms, points, np.zeros(points.size))[1]

    last = max(10 * overlap.documented, 1000)
    while True:
        points, weight = _refined(_grid(last, _ROUGH), weigh)
        width = _widths(points)
        beyond = _beyond(points, weight, width)
        if beyond < TAIL:
            break
        last *= 4
        if last > MOST_MISSING:
            raise NotEstimable(
                f"the weights of ever larger numbers do not fall: beyond {MOST_MISSING:,} there is still more than "
                f"{TAIL:.0e} of them.",
                remedy="The lists say too little together; a smaller delta, or fewer lists, may.",
            )
    share = np.exp(weight - logsumexp(weight + np.log(width))) * width
    above = np.cumsum(share[::-1])[::-1]
    needed = points[min(int(np.sum(above > TAIL / 100)), points.size - 1)]  # what is left out here counts as beyond too
    beyond += TAIL / 100
    if needed <= _EXACT:
        return np.arange(0.0, np.ceil(needed) + 1), np.ones(int(np.ceil(needed)) + 1), beyond, True
    points = np.union1d(_grid(needed, _STEPS), points[points <= needed])
    return points, _widths(points), beyond, False


def _grid(last: float, steps: int) -> Array:
    """Numbers from nought to `last`, every one at first and then by equal factors."""
    first = np.arange(0.0, steps)
    rest = np.unique(np.round(np.exp(np.linspace(np.log(steps), np.log(last), int(steps * np.log(last / steps)) + 2))))
    return np.concatenate([first, rest])


def _widths(points: Array) -> Array:
    """How many whole numbers each point stands for, by the trapezoid."""
    gaps = np.diff(points)
    return np.concatenate([[0.5 * gaps[0] + 0.5], 0.5 * (gaps[:-1] + gaps[1:]), [0.5 * gaps[-1] + 0.5]])


def _refined(points: Array, weigh: Callable[[Array], Array]) -> tuple[Array, Array]:
    """The points and their weights, with more of them where weights change fast: many documented make a peak that is
    narrower than any grid. An interval is halved while its ends differ, or where the slopes beside it say that a summit
    lies inside."""
    weight = weigh(points)
    while points.size < _MOST_POINTS:
        gap, rise = np.diff(points), np.diff(weight)
        slope = rise / gap
        before, after = np.concatenate([slope[:1], slope[:-1]]), np.concatenate([slope[1:], slope[-1:]])
        summit = (before > 0) & (after < 0) & ((before - after) * gap > _STEEP)
        near = np.maximum(weight[:-1], weight[1:]) > weight.max() - _FADED
        halve = (gap > 1) & ((near & (np.abs(rise) > _STEEP)) | summit)
        if not halve.any():
            break
        middle = np.floor(0.5 * (points[:-1][halve] + points[1:][halve]))
        order = np.argsort(np.concatenate([points, middle]), kind="stable")
        points, weight = np.concatenate([points, middle])[order], np.concatenate([weight, weigh(middle)])[order]
    return points, weight


def _beyond(points: Array, weight: Array, width: Array) -> float:
    """A bound of the share above the last point: there the weights fall at least as a power, of the last slope."""
    last = points.size - 1
    before = max(int(np.searchsorted(points, points[last] / np.e)) - 1, 0)
    slope = (weight[last] - weight[before]) / (np.log(points[last]) - np.log(max(points[before], 1.0)))
    if slope >= -1.05:
        return 1.0
    inside = logsumexp(weight + np.log(width))
    tail = weight[last] + np.log(points[last]) - np.log(-slope - 1)
    return float(np.exp(min(tail - inside, 0.0)))
