"""Grabill's multipliers: the printed numbers, the rule they follow from, totals, and what the smoothing does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.ages import AgeGrid
from cenotaph.demography.graduation_grabill import grabill_multipliers, graduate_grabill
from cenotaph.demography.graduation_multipliers import sprague_multipliers
from cenotaph.demography.graduation_sprague_beers import graduate_sprague, multiplier_matrix
from cenotaph.errors import BadInput
from demography.published import known

GRID = AgeGrid.five_year(55)
CLOSED = AgeGrid.from_bounds(range(0, 55, 5), last_width=5)
COUNTS = hnp.arrays(np.float64, (2, 12), elements=st.integers(0, 10**6).map(float))


def test_every_printed_multiplier_comes_out():
    np.testing.assert_array_equal(grabill_multipliers(), known("multipliers")["grabill"]["middle"])


def twice_averaged_sprague(ages):
    """Sprague's 25 single years of five groups, averaged over a number of ages, and averaged so again: a plain loop."""
    single = multiplier_matrix(*sprague_multipliers(), 5)
    rows = []
    for age in range(10, 15):
        row = np.zeros(5)
        for first in range(ages):
            for second in range(ages):
                row += single[age + first - second] / ages**2
        rows.append(row)
    return np.array(rows)


def test_the_printed_multipliers_are_spragues_averaged_twice_over_ten_ages():
    """0.0001 because the print is fitted: rounding alone would leave ages 1 and 2 at 0.2001 and 0.1999."""
    printed = np.array(known("multipliers")["grabill"]["middle"])
    np.testing.assert_allclose(twice_averaged_sprague(10), printed, atol=1e-4)
    for other in (9, 11):
        assert np.abs(twice_averaged_sprague(other) - printed).max() > 1e-2
    np.testing.assert_allclose(grabill_multipliers(printed=False), twice_averaged_sprague(10), atol=1e-14)


@pytest.mark.parametrize("printed", [True, False])
def test_identities_of_the_middle_panel(printed):
    middle = grabill_multipliers(printed=printed)
    np.testing.assert_allclose(middle.sum(axis=1), 0.2, rtol=1e-12)
    np.testing.assert_allclose(middle, middle[::-1, ::-1], atol=1e-15)
    assert middle.sum() == pytest.approx(1)
    # Persons are moved between groups: the panel does not give its own group back.
    assert middle[:, 2].sum() == pytest.approx(0.439, abs=5e-4)


def test_lines_stay_and_curves_are_lifted_by_the_variance_of_the_mean():
    """A mean over ten ages has the variance 99 / 12, twice taken 16.5: a parabola b x^2 is lifted by 16.5 b."""
    bounds = np.arange(0.0, 60, 5)
    line = np.diff(100 * bounds - bounds**2 / 2)
    single = 100 - np.arange(55) - 0.5
    np.testing.assert_allclose(graduate_grabill(line, CLOSED, printed=False), single, rtol=1e-12)
    np.testing.assert_allclose(graduate_grabill(line, CLOSED), single, rtol=1e-4)
    parabola, years = np.diff(bounds**3 / 3), np.diff(np.arange(56.0) ** 3 / 3)
    lifted = grabill_multipliers(printed=False) @ parabola[3:8] - years[25:30]
    np.testing.assert_allclose(lifted, 16.5, rtol=1e-9)


@given(COUNTS, st.booleans())
@example(np.zeros((2, 12)), True)
@example(np.array([[1e6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1e6, 0], [0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0]]), True)
@settings(max_examples=50, deadline=None)
def test_totals_are_kept(counts, printed):
    for keep in (False, True):
        years = graduate_grabill(counts, GRID, printed=printed, keep_totals=keep)
        assert years.shape == (2, 56)
        np.testing.assert_array_equal(years[:, 55], counts[:, 11])
        back = years[:, :55].reshape(2, 11, 5).sum(axis=-1)
        ends = [0, 1, 9, 10]
        np.testing.assert_allclose(back[:, ends], counts[:, ends], rtol=1e-9, atol=1e-6)
        np.testing.assert_allclose(back.sum(axis=-1), counts[:, :11].sum(axis=-1), rtol=1e-9, atol=1e-6)
        if keep:
            np.testing.assert_allclose(back, counts[:, :11], rtol=1e-9, atol=1e-6)


def test_heaping_between_groups_is_smoothed_where_sprague_keeps_it():
    heaped = np.array([100.0, 95, 99, 75, 84, 60, 66, 45, 50, 33, 30])
    for graduate, smoother in ((graduate_sprague, False), (graduate_grabill, True)):
        middle = graduate(heaped, CLOSED)[10:45]
        assert bool(np.diff(middle).max() < 0) == smoother
    back = graduate_grabill(heaped, CLOSED).reshape(11, 5).sum(axis=1)
    assert np.abs(back - heaped)[2:9].min() > 0.5


def test_the_ends_are_spragues():
    counts = np.random.default_rng(4).uniform(10, 99, (3, 12))
    ours, sprague = graduate_grabill(counts, GRID), graduate_sprague(counts, GRID)
    at = np.r_[0:10, 45:56]
    np.testing.assert_allclose(ours[:, at], sprague[:, at], rtol=1e-12)
    np.testing.assert_allclose(ours[1], graduate_grabill(counts[1], GRID), rtol=1e-12)
    assert np.abs(ours - sprague)[:, 10:45].max() > 1


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: graduate_grabill(np.ones(12), AgeGrid.abridged(50)), "regroup 0 and 1-4"),
        (lambda: graduate_grabill(np.ones(5), AgeGrid.five_year(20)), "five or more"),
        (lambda: graduate_grabill(-np.ones(12), GRID), "negative"),
        (lambda: graduate_grabill([np.nan] * 12, GRID), "not finite"),
    ],
)
def test_what_cannot_be_graduated_is_said(call, word):
    with pytest.raises(BadInput, match=word):
        call()


@pytest.mark.parametrize("keep", [False, True])
def test_the_same_in_jax_and_under_a_trace(keep):
    jax = pytest.importorskip("jax")
    counts = np.random.default_rng(9).uniform(10, 99, (2, 12))
    traced = jax.jit(lambda c: graduate_grabill(c, GRID, keep_totals=keep))(jax.numpy.asarray(counts))
    np.testing.assert_allclose(traced, graduate_grabill(counts, GRID, keep_totals=keep), rtol=1e-4, atol=1e-3)
