"""Age grids refuse what cannot be an age grid, and regrouping loses nobody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.demography.ages import AgeGrid, as_counts, lower_open_interval, regroup, spread_unknown
from cenotaph.errors import BadInput


def test_the_usual_grids():
    assert AgeGrid.single_years(3).age == (0, 1, 2, 3)
    assert AgeGrid.five_year(15).labels() == ["0-4", "5-9", "10-14", "15+"]
    assert AgeGrid.abridged(10).width == (1, 4, 5, np.inf)
    closed = AgeGrid.from_bounds([0, 5], last_width=5)
    assert not closed.is_open
    assert closed.bounds == (0, 5, 10)
    assert hash(closed) == hash(AgeGrid((0, 5), (5, 5)))


@pytest.mark.parametrize(
    ("age", "width", "word"),
    [
        ((), (), "0 ages"),
        ((0, 5), (5,), "one width"),
        ((5, 0), (5, 5), "follows"),
        ((0, 0), (5, 5), "follows"),
        ((0, 5), (4, 5), "hole or overlap"),
        ((0, 5), (np.inf, 5), "only the last"),
        ((0, 5), (5, 0), "0 years wide"),
        ((0, 5), (5, np.nan), "nan years wide"),
        ((-1, 5), (6, 5), "not below 0"),
        ((0, np.nan), (5, 5), "finite"),
    ],
)
def test_what_is_no_grid_is_refused_in_a_sentence(age, width, word):
    with pytest.raises(BadInput, match=word):
        AgeGrid(age, width)


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=30), st.data())
@settings(max_examples=50, deadline=None)
def test_regrouping_is_a_sum_and_keeps_the_total(numbers, data):
    grid = AgeGrid.single_years(len(numbers) - 1)
    inner = data.draw(st.sets(st.sampled_from(grid.age[1:])))
    onto = AgeGrid.from_bounds([0, *sorted(inner)])
    counts = np.array([numbers, numbers[::-1]], dtype=float)
    found = regroup(counts, grid, onto)
    assert (found.sum(axis=-1) == counts.sum(axis=-1)).all()
    for g, (low, high) in enumerate(zip(onto.bounds[:-1], onto.bounds[1:], strict=True)):
        total = sum(n for a, n in enumerate(numbers) if low <= a < high)
        assert found[0, g] == total


def test_regrouping_refuses_to_split_or_to_lose():
    grid = AgeGrid.five_year(20)
    with pytest.raises(BadInput, match="inside a group"):
        regroup(np.ones(5), grid, AgeGrid.from_bounds([0, 7]))
    with pytest.raises(BadInput, match="same age"):
        regroup(np.ones(5), grid, AgeGrid.from_bounds([5, 10]))
    with pytest.raises(BadInput, match="inside a group"):
        regroup(np.ones(5), grid, AgeGrid.from_bounds([0, 5], last_width=25))
    with pytest.raises(BadInput, match="5 are needed"):
        regroup(np.ones(4), grid, grid)


def test_the_open_interval_goes_down_only_to_a_bound():
    grid = AgeGrid.abridged(20)
    counts = np.arange(6.0)
    moved, shorter = lower_open_interval(counts, grid, 10)
    assert shorter.labels() == ["0", "1-4", "5-9", "10+"]
    np.testing.assert_array_equal(moved, [0, 1, 2, 12])
    with pytest.raises(BadInput, match="not a lower bound"):
        lower_open_interval(counts, grid, 12)
    with pytest.raises(BadInput, match="no open interval"):
        lower_open_interval(np.ones(2), AgeGrid.from_bounds([0, 5], last_width=5), 5)


@given(
    st.lists(st.integers(0, 10**7), min_size=1, max_size=20).filter(lambda x: sum(x) > 0),
    st.floats(0, 1e6),
)
@settings(max_examples=50, deadline=None)
def test_unknown_ages_are_added_in_proportion(numbers, unknown):
    counts = np.array([numbers, numbers], dtype=float)
    spread = spread_unknown(counts, np.array([unknown, 0.0]))
    np.testing.assert_allclose(spread.sum(axis=-1), counts.sum(axis=-1) + np.array([unknown, 0]), rtol=1e-12)
    np.testing.assert_array_equal(spread[1], counts[1])
    np.testing.assert_allclose(spread[0] * counts[0].sum(), counts[0] * spread[0].sum(), rtol=1e-12)


def test_unknown_ages_need_known_ones():
    with pytest.raises(BadInput, match="nobody of known age"):
        spread_unknown(np.zeros(3), np.array(1.0))
    with pytest.raises(BadInput, match="No age axis"):
        spread_unknown(np.ones(3), np.ones(3))
    with pytest.raises(BadInput, match="negative"):
        spread_unknown(np.ones(3), np.array(-1.0))


def test_counts_are_checked_and_lists_accepted():
    assert as_counts([1, 2]).dtype == np.float64
    for bad in ([1, -2], [1, np.nan], [[1, 2], [np.inf, 0]]):
        with pytest.raises(BadInput, match="position"):
            as_counts(bad)
    with pytest.raises(BadInput, match="last axis"):
        as_counts(3.0)


def test_the_same_in_jax_and_under_a_trace():
    jax = pytest.importorskip("jax")
    grid, onto = AgeGrid.single_years(9), AgeGrid.from_bounds([0, 5])
    counts = np.arange(20.0).reshape(2, 10)
    traced = jax.jit(lambda x: spread_unknown(regroup(x, grid, onto), x[:, 0]))
    expected = spread_unknown(regroup(counts, grid, onto), counts[:, 0])
    np.testing.assert_allclose(traced(jax.numpy.asarray(counts)), expected, rtol=1e-6)


def test_an_open_age_between_the_fives_is_refused():
    """87 gave groups that end at 85+, and 3 gave 0 and 1+."""
    for call in (AgeGrid.five_year, AgeGrid.abridged):
        for age in (87, 3, 0):
            with pytest.raises(BadInput, match="multiple of five"):
                call(age)
    assert AgeGrid.abridged(5).labels() == ["0", "1-4", "5+"]


def test_regrouping_says_which_of_two_faults_it_is():
    """A closed grid onto an open one does not split a group: it ends elsewhere."""
    closed = AgeGrid.from_bounds([0, 5, 10], last_width=5)
    for onto in (AgeGrid.from_bounds([0, 5]), AgeGrid.from_bounds([0, 5, 20], last_width=5)):
        with pytest.raises(BadInput, match="same age"):
            regroup([1, 2, 3], closed, onto)


@pytest.mark.parametrize("counts", [["a", 2, 3], [[1, 2], [3]], None])
def test_what_is_no_number_is_said(counts):
    with pytest.raises(BadInput, match=r"not numbers|shape"):
        regroup(counts, AgeGrid.five_year(10), AgeGrid.from_bounds([0, 5]))


def test_unknown_ages_by_row():
    counts = np.ones((3, 2, 4))
    with pytest.raises(BadInput, match="No age axis"):
        spread_unknown(counts, [1, 2, 3])
    for unknown, share in (([4, 8], [2.0, 3.0]), (4, [2.0, 2.0])):
        spread = spread_unknown(counts, unknown)
        np.testing.assert_allclose(spread[..., 0], np.broadcast_to(share, (3, 2)))
