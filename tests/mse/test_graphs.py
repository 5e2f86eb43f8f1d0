"""Decomposable graphs: all of them, their likelihood by the book, and the printed digits of published runs."""

from __future__ import annotations

import math
from itertools import combinations, product

import numpy as np
import pytest

from cenotaph.errors import BadInput, NotEstimable
from cenotaph.mse.graphs.average import TAIL, average
from cenotaph.mse.graphs.chordal import COUNTS, cliques_of, decomposable_graphs
from cenotaph.mse.overlap import pairs
from mse.known import kosovo, of_counts, shared


def is_chordal(k, edges):
    """No circle of four or more without a chord: every circle is looked at."""
    near = {v: {b if a == v else a for a, b in edges if v in (a, b)} for v in range(k)}
    for size in range(4, k + 1):
        for nodes in combinations(range(k), size):
            if all(len(near[v] & set(nodes)) == 2 for v in nodes) and _is_one_circle(near, nodes):
                return False
    return True


def _is_one_circle(near, nodes):
    seen, todo = set(), [nodes[0]]
    while todo:
        v = todo.pop()
        if v not in seen:
            seen.add(v)
            todo += near[v] & set(nodes)
    return len(seen) == len(nodes)


@pytest.mark.parametrize("k", [2, 3, 4, 5])
def test_they_are_all_and_only_the_chordal_ones(k):
    codes, _ = decomposable_graphs(k)
    every = [c for c in range(2 ** len(pairs(k))) if is_chordal(k, [p for b, p in enumerate(pairs(k)) if c >> b & 1])]
    assert codes.tolist() == every
    assert len(every) == COUNTS[k]


def test_six_lists_have_as_many_as_is_known():
    assert decomposable_graphs(6)[0].size == COUNTS[6] == 18_154


@pytest.mark.slow
def test_seven_lists_have_as_many_as_is_known():
    assert decomposable_graphs(7)[0].size == COUNTS[7]


def log_dirichlet(prior, counts):
    return (
        math.lgamma(prior * len(counts)) - math.lgamma(prior * len(counts) + sum(counts))
        + sum(math.lgamma(prior + c) - math.lgamma(prior) for c in counts)
    )  # fmt: skip


def by_the_book(overlap, delta, last):
    """(weight of each missing number), by loops: cliques in an order of running intersection, N and graph by graph."""
    k, found = overlap.k, np.zeros(last + 1)
    table = {tuple(c >> j & 1 for j in range(k)): int(overlap.counts[c]) for c in range(2**k)}
    for code in decomposable_graphs(k)[0]:
        cliques = [tuple(v for v in range(k) if c >> v & 1) for c in cliques_of(int(code), k)]
        ordered, separators = [cliques.pop(0)], []
        while cliques:  # the clique that shares most with what is placed: running intersection
            nxt = max(cliques, key=lambda c: max(len(set(c) & set(o)) for o in ordered))
            separators.append(max((tuple(sorted(set(nxt) & set(o))) for o in ordered), key=len))
            cliques.remove(nxt)
            ordered.append(nxt)
        for missing in range(last + 1):
            whole = {**table, (0,) * k: missing}
            n = sum(whole.values())
            value = math.lgamma(n + 1) - sum(math.lgamma(c + 1) for c in whole.values()) - math.log(n)
            for sign, sets in ((1, ordered), (-1, separators)):
                for lists in sets:
                    if lists:
                        margin = [
                            sum(c for h, c in whole.items() if tuple(h[v] for v in lists) == key)
                            for key in product((0, 1), repeat=len(lists))
                        ]
                        value += sign * log_dirichlet(delta * 2 ** (k - len(lists)), margin)
            found[missing] += math.exp(value)
    return found / found.sum()


@pytest.mark.parametrize("delta", [0.5, 1 / 8])
def test_weights_are_those_of_the_book(delta):
    table = of_counts("abcd", a=6, b=3, ab=4, c=5, ac=2, bc=1, abc=2, d=3, ad=1, bd=2, cd=2, abd=1)
    found = average(table, delta, np.arange(41))
    assert found.probability == pytest.approx(by_the_book(table, delta, 40), rel=1e-9)


@pytest.mark.parametrize(
    ("delta", "median", "low", "high", "mean"),
    [(1 / 16, 12595, 9827, 16543, 12749.17), (0.5, 11323, 4500, 14486, 11030.73), (1, 4617, 4408, 6860, 4829.46)],
)
def test_kosovo_to_the_printed_digits(delta, median, low, high, mean):
    found = average(kosovo(), delta, np.arange(1, 20_001))
    assert [found.quantile(q) for q in (0.5, 0.025, 0.975)] == [median, low, high]
    assert found.mean == pytest.approx(mean, abs=0.005)
    if delta == 1 / 16:
        assert found.mode == 12267
        assert found.graphs[0] == ((0b0111, 0b1101), pytest.approx(0.9855, abs=5e-5))


@pytest.mark.parametrize(
    ("name", "delta", "last", "figures", "mean"),
    [
        ("madigan_york_5lists_dga_array_order.csv", 0.5, 300, [616, 588, 655], 617.82),
        ("madigan_york_5lists_dga_array_order.csv", 1 / 32, 300, [618, 590, 656], 618.91),
        ("madigan_york_5lists_dga_array_order.csv", 1, 300, [610, 581, 647], 611.26),
        ("uk2013_5lists.csv", 1 / 32, 54_880, [22990, 10387, 33508], 21281.61),
        ("neworleans_5lists.csv", 1 / 32, 3700, [869, 511, 1758], 935.26),
    ],
)
def test_published_tables_to_the_printed_digits(name, delta, last, figures, mean):
    found = average(shared(name), delta, np.arange(1, last + 1))
    assert [found.quantile(q) for q in (0.5, 0.025, 0.975)] == figures
    assert found.mean == pytest.approx(mean, abs=0.005)


def test_the_range_is_found_and_what_lies_beyond_is_bounded():
    found = average(kosovo(), 1 / 16)
    wide = average(kosovo(), 1 / 16, np.arange(200_001))
    assert found.exact
    assert found.beyond < TAIL
    above = wide.probability[wide.missing > found.missing[-1]].sum()
    assert above <= found.beyond
    assert found.quantile(0.5) == wide.quantile(0.5)


def test_a_grid_of_equal_factors_gives_what_every_number_gives():
    table = of_counts("abc", a=900, b=700, c=800, ab=9, ac=8, bc=10)  # few shared: a range of hundreds of thousands
    found = average(table, 1 / 8)
    assert not found.exact
    every = average(table, 1 / 8, np.arange(int(found.missing[-1]) + 1))
    for level in (0.05, 0.5, 0.95):
        assert found.quantile(level) == pytest.approx(every.quantile(level), rel=0.002)
    assert found.mean == pytest.approx(every.mean, rel=0.01)


def test_draws_have_the_distribution():
    found = average(kosovo(), 1 / 16)
    draws = found.draws(4000, seed=1)
    assert np.quantile(draws, [0.05, 0.5, 0.95]) == pytest.approx(
        [found.quantile(q) for q in (0.05, 0.5, 0.95)], rel=0.003
    )
    assert (draws >= 4400).all()


def test_eight_lists_are_refused():
    with pytest.raises(BadInput, match="2 to 7"):
        decomposable_graphs(8)


def test_the_share_of_the_model_is_the_spread_of_the_means_of_graphs():
    """Of one graph alone there is none; on the United Kingdom, of two summits, it is most of the variance."""
    table = of_counts("ab", a=40, b=30, ab=6)
    alone = average(of_counts("abc", a=400, b=350, ab=90, c=300, ac=80, bc=70, abc=18), 1 / 8)
    assert 0 <= alone.model_share < 0.5
    codes, _ = decomposable_graphs(2)
    assert codes.size == 2
    found = average(table, 0.5, np.arange(2000))
    by_graph = [by_one_graph(table, 0.5, np.arange(2000), joined) for joined in (False, True)]
    weights = np.array([w.sum() for w in by_graph])
    means = np.array([w @ np.arange(2000) / w.sum() for w in by_graph])
    share, mean = weights / weights.sum(), found.probability @ found.missing
    spread = found.probability @ (found.missing - mean) ** 2
    assert found.model_share == pytest.approx(share @ (means - mean) ** 2 / spread, rel=1e-6)


def by_one_graph(table, delta, points, joined):
    """Weights of two lists, apart or joined, by the formula."""
    out = []
    a, b, ab = (int(table.counts[c]) for c in (1, 2, 3))
    for missing in points:
        n = a + b + ab + int(missing)
        value = math.lgamma(n + 1) - sum(math.lgamma(c + 1) for c in (a, b, ab, missing)) - math.log(n)
        if joined:
            value += log_dirichlet(delta, [int(missing), a, b, ab])
        else:
            value += log_dirichlet(2 * delta, [b + int(missing), a + ab]) + log_dirichlet(
                2 * delta, [a + int(missing), b + ab]
            )
        out.append(value)
    return np.exp(out)


def test_a_peak_narrower_than_any_grid_is_found():
    """Three independent lists of a million: every number about the peak, against the points that were found."""
    p, q = (0.6, 0.5, 0.4), (0.4, 0.5, 0.6)
    cells = {name: round(1e6 * math.prod(p[j] if "abc"[j] in name else q[j] for j in range(3)))
             for name in ("a", "b", "ab", "c", "ac", "bc", "abc")}  # fmt: skip
    table = of_counts("abc", **cells)
    found = average(table, 1 / 8)
    assert not found.exact
    every = average(table, 1 / 8, np.arange(115_000, 125_001))
    for level in (0.05, 0.5, 0.95):
        assert found.quantile(level) - table.documented == pytest.approx(
            every.quantile(level) - table.documented, rel=5e-4
        )


def test_what_no_range_holds_is_refused():
    two = of_counts("ab", a=5_000_000_000, b=6_000_000_000, ab=3_000_000_000)
    with pytest.raises(NotEstimable, match="do not fall"):
        average(two, 0.25)
