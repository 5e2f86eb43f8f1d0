"""Graduation keeps every group's total and invents nobody."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.demography.graduation import sum_groups, to_single_years
from cenotaph.errors import BadInput


@given(st.lists(st.tuples(st.integers(1, 10), st.integers(0, 10**7)), min_size=1, max_size=10), st.booleans())
@settings(max_examples=200, deadline=None)
def test_group_totals_are_kept(groups, with_open):
    widths = np.array([w for w, _ in groups], dtype=float)
    counts = np.array([float(c) for _, c in groups])
    high = np.cumsum(widths)
    low = high - widths
    if with_open:
        low, high, counts = np.append(low, high[-1]), np.append(high, np.inf), np.append(counts, 1234.5)
    single = to_single_years(low, high, counts)
    assert (single >= 0).all()
    np.testing.assert_allclose(sum_groups(single, low, high), counts, rtol=1e-9, atol=1e-6)


def test_single_years_pass_through():
    counts = np.array([50.0, 10.0, 80.0, 20.0])
    np.testing.assert_allclose(to_single_years(np.arange(4.0), np.arange(1.0, 5.0), counts)[:4], counts)


def test_a_straight_line_is_found_again():
    """Not exactly: the monotone cubic is not a parabola; half a per cent is what it may miss."""
    low = np.arange(0, 80, 5.0)
    true = 1000 - 10 * np.arange(80)
    counts = true.reshape(-1, 5).sum(axis=1)
    single = to_single_years(low, low + 5, counts.astype(float))
    np.testing.assert_allclose(single[5:75], true[5:75], rtol=5e-3)


def test_ages_above_one_hundred_end_in_the_open_age():
    single = to_single_years(np.array([0.0, 95.0, 105.0]), np.array([95.0, 105.0, np.inf]), np.array([95.0, 10, 2]))
    assert single.sum() == pytest.approx(107)
    assert single[100] > 2


def test_an_open_group_declines_by_a_fifth_of_its_logarithm_a_year():
    single = to_single_years([0, 60], [60, np.inf], [600.0, 100.0])
    assert single[60:].sum() == pytest.approx(100)
    np.testing.assert_allclose(single[61:] / single[60:-1], np.exp(-1 / 5))


@pytest.mark.parametrize(
    ("low", "high", "counts", "says"),
    [
        ([5, 10], [10, 15], [1, 2], "begin at age 0"),  # ages 0 to 4 were extrapolated
        ([0, 5], [5, 10], [1, -2], "negative"),  # was 2 persons below age 5 where 1 was given
        ([0, 5], [5, 10], [1, np.nan], "not finite"),
        ([5, 0], [10, 5], [1, 2], "follows"),
        ([0, 6], [5, 10], [1, 2], "next begins"),
        ([0, 2.5], [2.5, 7.5], [1, 2], "whole years"),
        ([0, 5], [np.inf, np.inf], [1, 2], "next begins"),  # one of three persons came out
        ([0, 5], [5, 10], [1, 2, 3], "for 3 ages"),
    ],
)
def test_groups_that_cannot_be_graduated_are_refused(low, high, counts, says):
    with pytest.raises(BadInput, match=says):
        to_single_years(low, high, counts)


def test_lists_batches_and_no_groups():
    counts = [[[10, 20, 5], [3, 0, 1]]]
    both = to_single_years([0, 5, 10], [5, 10, np.inf], counts)
    assert both.shape == (1, 2, 101)
    np.testing.assert_allclose(both[0, 1], to_single_years([0, 5, 10], [5, 10, np.inf], counts[0][1]))
    np.testing.assert_allclose(sum_groups(both, [0, 5, 10], [5, 10, np.inf]), counts)
    assert not to_single_years([], [], []).any()


@pytest.mark.parametrize(
    ("single", "low", "high"), [(50, [0.0], [5.0]), (101, [0.5], [5.0]), (101, [5.0], [0.0]), (150, [0.0], [np.inf])]
)
def test_sums_of_other_ages_are_refused(single, low, high):
    with pytest.raises(BadInput):
        sum_groups(np.ones(single), low, high)
