"""Sprague, Beers and the composite link model: printed multipliers, totals, curves they are exact for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.ages import AgeGrid, regroup
from cenotaph.demography.graduation_multipliers import (
    FIFTHS,
    _middle_panel,
    beers_multipliers,
    free_coefficients,
    printed_coefficients,
    roughness_of_ends,
    sprague_multipliers,
)
from cenotaph.demography.graduation_pclm import SMOOTHNESS, graduate_pclm
from cenotaph.demography.graduation_sprague_beers import graduate_beers, graduate_sprague, single_year_grid
from cenotaph.errors import BadInput, NotEstimable
from demography.published import known

COUNTS = hnp.arrays(np.float64, (2, 12), elements=st.integers(0, 10**6).map(float))
GRID = AgeGrid.five_year(55)
KEEP_TOTALS = (graduate_sprague, graduate_beers, lambda c, g: graduate_beers(c, g, printed=False))


def groups_of(coefficients, groups=11):
    """Five-year counts and single years under a density that is a polynomial in age."""
    whole = np.polynomial.Polynomial(coefficients).integ()
    return np.diff(whole(5.0 * np.arange(groups + 1))), np.diff(whole(np.arange(5.0 * groups + 1)))


@pytest.mark.parametrize("name", ["sprague", "ordinary", "modified"])
def test_every_printed_multiplier_comes_out(name):
    printed = known("multipliers")[name]
    first, middle = sprague_multipliers() if name == "sprague" else beers_multipliers(name)
    np.testing.assert_allclose(first, printed["first"], atol=1e-12)
    np.testing.assert_allclose(middle, printed["middle"], atol=1e-12)
    assert np.abs(first - np.roll(printed["first"], 1, axis=0)).max() > 1e-2


def test_ages_of_the_published_spreadsheet_to_the_person():
    table = known("multipliers")["johnson"]
    found = graduate_beers(np.array(table["counts"], dtype=float), AgeGrid.five_year(80))
    at = slice(table["first_age"], table["first_age"] + len(table["ordinary"]))
    # The quoted test allows one person: the spreadsheet rounds on its way.
    np.testing.assert_allclose(found[at], table["ordinary"], atol=1)
    assert np.abs(graduate_sprague(np.array(table["counts"]), AgeGrid.five_year(80))[at] - table["ordinary"]).max() > 1


@pytest.mark.parametrize("kind", ["ordinary", "modified"])
def test_the_printed_coefficients_are_the_optimum_of_the_stated_criterion(kind):
    """To rounding in the middle panel; at the ends Beers's hand solution is within two per cent of the least value."""
    best, printed = free_coefficients(kind), printed_coefficients(kind)
    np.testing.assert_allclose(best[0], printed[0], atol=5e-5 if kind == "ordinary" else 1e-4)
    order, beside = {"ordinary": 5, "modified": 4}[kind], _middle_panel(printed[0])
    at_best, at_printed = (np.sum(roughness_of_ends(np.stack(c[1:]), beside, order) ** 2) for c in (best, printed))
    assert at_best <= at_printed <= 1.02 * at_best
    moved = np.stack(printed[1:])
    moved[1, 1] += 0.005
    assert np.sum(roughness_of_ends(moved, beside, order) ** 2) > 1.02 * at_best


@given(COUNTS)
@settings(max_examples=20, deadline=None)
def test_group_totals_are_kept_where_they_are_promised(counts):
    for graduate in KEEP_TOTALS:
        singles = graduate(counts, GRID)
        assert singles.shape == (2, 56)
        back = singles[:, :55].reshape(2, 11, 5).sum(axis=-1)
        np.testing.assert_allclose(back, counts[:, :11], rtol=1e-9, atol=1e-6)
        np.testing.assert_array_equal(singles[:, 55], counts[:, 11])
    modified = graduate_beers(counts, GRID, "modified")
    back = modified[:, :55].reshape(2, 11, 5).sum(axis=-1)
    np.testing.assert_allclose(back[:, [0, -1]], counts[:, [0, 10]], rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(modified.sum(axis=-1), counts.sum(axis=-1), rtol=1e-9, atol=1e-6)


def test_modified_beers_moves_persons_between_groups():
    counts = np.array([9.0, 8, 9, 4, 6, 5, 4, 3, 3, 2, 1, 1])
    back = graduate_beers(counts, GRID, "modified")[:55].reshape(11, 5).sum(axis=-1)
    assert np.abs(back - counts[:11])[1:-1].max() > 0.1


def test_curves_each_formula_is_exact_for():
    grid = AgeGrid.from_bounds(range(0, 55, 5), last_width=5)
    cubic, singles = groups_of([100, -1, 0.01, -1e-4])
    for graduate in KEEP_TOTALS:
        np.testing.assert_allclose(graduate(cubic, grid), singles, rtol=1e-9)
    parabola, singles = groups_of([100, -1, 0.01])
    np.testing.assert_allclose(graduate_beers(parabola, grid, "modified"), singles, rtol=1e-9)
    np.testing.assert_allclose(graduate_beers(parabola, grid, "modified", printed=False), singles, rtol=1e-9)
    quartic, singles = groups_of([100, -1, 0.01, -1e-4, 2e-6])
    assert np.abs(graduate_sprague(quartic, grid) - singles).max() > 1e-4


def test_sprague_panels_osculate():
    """Value, slope and curvature of the cumulated curve are the same on both sides of a bound."""
    _, middle = sprague_multipliers()
    rng = np.random.default_rng(2)
    cumulated = np.concatenate([[0], np.cumsum(rng.uniform(1, 2, 7))])
    fits = []
    for start in (0, 1):
        w = cumulated[start : start + 6]
        values = w[2] + np.concatenate([[0], np.cumsum(middle @ np.diff(w))])
        fits.append(np.polynomial.Polynomial.fit(FIFTHS, values, 5, domain=[0, 1], window=[0, 1]))
    for order in range(3):
        left, right = (f.deriv(order) if order else f for f in fits)
        assert left(1.0) == pytest.approx(right(0.0), abs=1e-8)
    assert abs(fits[0].deriv(3)(1.0) - fits[1].deriv(3)(0.0)) > 1e-3


def test_sprague_and_beers_can_go_below_zero_and_say_so():
    cliff = np.array([100.0, 90, 80, 70, 60, 1, 1, 1, 1, 1, 1, 1])
    for graduate in (graduate_sprague, graduate_beers):
        assert graduate(cliff, GRID).min() < 0
        assert "NOT always >= 0" in graduate.__doc__
    assert graduate_pclm(cliff, GRID, last_age=70, smoothness=1.0).min() > 0


def test_single_year_grid():
    assert single_year_grid(AgeGrid.five_year(25)).labels()[-2:] == ["24", "25+"]
    with pytest.raises(BadInput, match="no closed group"):
        single_year_grid(AgeGrid.from_bounds([0]))
    assert single_year_grid(AgeGrid.from_bounds([10, 15], last_width=5)).bounds == tuple(range(10, 21))


@given(hnp.arrays(np.float64, (5,), elements=st.integers(0, 10**5).map(float)).filter(lambda c: c.sum() > 0))
@example(np.array([282.0, 0, 0, 0, 0]))
@example(np.array([41874.0, 0, 0, 0, 0]))
@settings(max_examples=15, deadline=None)
def test_pclm_keeps_totals_in_any_groups_and_is_never_negative(counts):
    grid = AgeGrid.from_bounds([0, 1, 5, 12, 30])
    singles = graduate_pclm(counts, grid, last_age=50, smoothness=1000.0)
    assert (singles >= 0).all()
    back = regroup(singles, AgeGrid.from_bounds(range(50), last_width=1), AgeGrid.from_bounds(grid.age, last_width=20))
    np.testing.assert_allclose(back, counts, rtol=1e-12)


def test_pclm_that_does_not_settle_says_so():
    """Ten million beside nobody: the logarithm wants to fall without end, and so little smoothness does not hold it."""
    grid = AgeGrid.from_bounds([0, 1, 5, 12, 30])
    counts = np.array([0, 1e4, 0, 0, 1e7])
    with pytest.raises(NotEstimable, match="larger smoothness"):
        graduate_pclm(counts, grid, last_age=50, smoothness=0.1)
    np.testing.assert_allclose(graduate_pclm(counts, grid, last_age=50).sum(), counts.sum())


def test_pclm_chooses_the_smoothness_of_least_aic():
    """The effective dimension here is how far each fitted group follows its own count, by moving the count a little."""
    grid = AgeGrid.from_bounds(range(0, 60, 5), last_width=5)
    counts = np.random.default_rng(2).poisson(400 * np.exp(-(((np.arange(12) - 5) / 4.0) ** 2)) + 20).astype(float)

    def fitted(row, smoothness):
        return graduate_pclm(row, grid, smoothness=smoothness, keep_totals=False)

    deviance, dimension = [], []
    for smoothness in SMOOTHNESS:
        groups = fitted(counts, smoothness).reshape(12, 5).sum(axis=1)
        moved = fitted(counts + np.eye(12), smoothness).reshape(12, 12, 5).sum(axis=2)
        deviance.append(2 * np.sum(counts * np.log(counts / groups) - counts + groups))
        dimension.append(np.trace(moved - groups))
    best = {times: SMOOTHNESS[int(np.argmin(np.array(deviance) + times * np.array(dimension)))] for times in (1, 2, 3)}
    assert best[1] < best[2] < best[3]
    np.testing.assert_allclose(graduate_pclm(counts, grid, keep_totals=False), fitted(counts, best[2]), rtol=1e-12)


def test_pclm_of_one_group_among_empty_ones():
    """The equations of the least smoothness have no solution here: LinAlgError came out."""
    singles = graduate_pclm([5.0, 0, 0], AgeGrid.from_bounds([0, 5, 10], last_width=5))
    assert singles.sum() == pytest.approx(5)
    assert singles.min() >= 0


def test_pclm_of_no_populations_keeps_its_shape():
    assert graduate_pclm(np.ones((2, 0, 12)), GRID, last_age=60).shape == (2, 0, 60)


def test_pclm_solves_its_own_equations():
    """At the optimum the penalised score is zero, written out here year by year."""
    grid = AgeGrid.from_bounds([0, 1, 5, 10, 15, 20], last_width=5)
    counts, smoothness = np.array([30.0, 60, 40, 45, 70, 100]), 5.0
    g = graduate_pclm(counts, grid, smoothness=smoothness, keep_totals=False)
    h = np.log(g)
    group = np.repeat(np.arange(6), [1, 4, 5, 5, 5, 5])
    means = np.array([g[group == k].sum() for k in range(6)])
    for year in range(25):
        pull = sum(
            smoothness * (h[k] - 2 * h[k + 1] + h[k + 2]) * {0: 1, 1: -2, 2: 1}[year - k]
            for k in range(max(0, year - 2), min(23, year + 1))
        )
        assert g[year] * (counts[group[year]] / means[group[year]] - 1) - pull == pytest.approx(0, abs=1e-3)
    assert means.sum() == pytest.approx(counts.sum(), rel=1e-6)


def test_pclm_finds_a_smooth_curve_again_from_coarse_groups():
    age = np.arange(90)
    deaths = 4000 * np.exp(-0.5 * ((age + 0.5 - 70) / 12) ** 2)
    grid = AgeGrid.from_bounds([*range(0, 60, 10), 60, 65, 70, 75, 80], last_width=10)
    grouped = regroup(deaths, AgeGrid.from_bounds(age, last_width=1), grid)
    singles = graduate_pclm(grouped, grid)
    assert np.abs(singles - deaths).max() < 0.03 * deaths.max()
    # The loss of information is real: a level spread inside groups misses by far more.
    level = np.repeat(grouped / np.array(grid.width), np.array(grid.width, dtype=int))
    assert np.abs(level - deaths).max() > 0.1 * deaths.max()


def test_a_batch_is_its_rows():
    counts = np.random.default_rng(8).uniform(10, 99, (2, 3, 12))
    for graduate in (graduate_sprague, graduate_beers, lambda c, g: graduate_pclm(c, g, last_age=60, smoothness=3.0)):
        both = graduate(counts, GRID)
        np.testing.assert_allclose(both[1, 2], graduate(counts[1, 2], GRID), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: graduate_sprague(np.ones(12), AgeGrid.abridged(50)), "regroup 0 and 1-4"),
        (lambda: graduate_sprague(np.ones(5), AgeGrid.five_year(20)), "five or more"),
        (lambda: graduate_beers(np.ones(12), GRID, "middling"), "ordinary"),
        (lambda: graduate_beers(-np.ones(12), GRID), "negative"),
        (lambda: graduate_pclm(np.zeros(12), GRID), "nobody"),
        (lambda: graduate_pclm(np.ones(2), AgeGrid.from_bounds([0, 5])), "Three groups"),
        (lambda: graduate_pclm(np.ones(3), AgeGrid.from_bounds([0, 0.5, 1])), "whole years"),
        (lambda: graduate_pclm(np.ones(12), GRID, last_age=55), "above the last bound"),
        (lambda: graduate_pclm(np.ones(12), GRID, smoothness=-1), "not negative"),
    ],
)
def test_what_cannot_be_graduated_is_said(call, word):
    with pytest.raises(BadInput, match=word):
        call()


def test_the_same_in_jax_and_under_a_trace():
    jax = pytest.importorskip("jax")
    counts = np.random.default_rng(9).uniform(10, 99, (2, 12))
    for graduate in (graduate_sprague, graduate_beers):
        traced = jax.jit(lambda c, graduate=graduate: graduate(c, GRID))(jax.numpy.asarray(counts))
        np.testing.assert_allclose(traced, graduate(counts, GRID), rtol=1e-4, atol=1e-3)
