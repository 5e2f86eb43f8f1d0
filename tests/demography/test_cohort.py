"""Cohorts along diagonals, and Arriaga's decomposition: slow walks, sums, and a replacement of rates age by age."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.cohort import cohort_deaths_from_triangles, cohort_from_period, period_from_cohort
from cenotaph.demography.decomposition import arriaga, arriaga_symmetric
from cenotaph.demography.table import life_table
from cenotaph.errors import BadInput

AGE = np.array([0.0, 1.0, *range(5, 90, 5)])
RATES = hnp.arrays(float, (2, AGE.size), elements=st.floats(1e-5, 0.3))
FEW = settings(max_examples=30, deadline=None)


@given(st.integers(1, 9), st.integers(1, 7), st.sampled_from(["mean", "first"]), st.integers(0, 99))
@FEW
def test_every_cohort_agrees_with_a_walk_down_its_diagonal(years, ages, crossing, seed):
    rates = np.random.default_rng(seed).uniform(0, 1, (3, years, ages))
    found = cohort_from_period(rates, 1900, crossing=crossing)
    for i, born in enumerate(found.cohort):
        for x in range(ages):
            reads = [born + x] if crossing == "first" else [born + x, born + x + 1]
            inside = all(1900 <= y < 1900 + years for y in reads)
            assert found.is_observed[i, x] == inside
            want = np.mean([rates[:, y - 1900, x] for y in reads], axis=0) if inside else np.zeros(3)
            np.testing.assert_allclose(found.values[:, i, x], want, rtol=1e-14)


@given(st.integers(1, 9), st.integers(1, 7))
@FEW
def test_period_to_cohort_and_back(years, ages):
    rates = np.random.default_rng(years).uniform(0.1, 1, (years, ages))
    there = cohort_from_period(rates, 1900, crossing="first")
    back = period_from_cohort(there.values, int(there.cohort[0]))
    here = (back.cohort >= 1900) & (back.cohort < 1900 + years)
    np.testing.assert_array_equal(back.values[here], rates)
    assert (back.values[~here] == 0).all()


def test_a_shock_of_one_year_lies_on_one_diagonal_of_each_cohort():
    rates = np.full((20, 10), 0.01)
    rates[10] = 0.5
    first = cohort_from_period(rates, 1920, crossing="first")
    born_1925 = first.values[list(first.cohort).index(1925)]
    assert born_1925.argmax() == 5
    mean = cohort_from_period(rates, 1920)
    assert mean.values[list(mean.cohort).index(1925)][[4, 5]] == pytest.approx([0.255, 0.255])


def test_triangles_lose_no_death_of_a_fully_observed_cohort():
    rng = np.random.default_rng(3)
    lower, upper = rng.poisson(50, (2, 30, 5)).astype(float)
    found = cohort_deaths_from_triangles(lower, upper, 1900)
    whole = found.is_observed.all(axis=1)
    want = [sum(lower[c + x, x] + upper[c + x + 1, x] for x in range(5)) for c in range(25)]
    np.testing.assert_array_equal(found.values[whole].sum(axis=1), want)
    wrong = cohort_deaths_from_triangles(upper, lower, 1900)
    assert (wrong.values[whole].sum(axis=1) != want).any()


def test_runs_in_jax():
    jax = pytest.importorskip("jax")
    rates = np.random.default_rng(1).uniform(0, 1, (4, 3))
    with jax.enable_x64(True):
        got = cohort_from_period(jax.numpy.asarray(rates), 1900).values
    np.testing.assert_allclose(got, cohort_from_period(rates, 1900).values, rtol=1e-15)


def test_bad_input_is_refused():
    with pytest.raises(BadInput, match="crossing"):
        cohort_from_period(np.ones((2, 2)), 1900, crossing="last")
    with pytest.raises(BadInput, match="year, age"):
        cohort_from_period(np.ones(3), 1900)
    for bad, word in ((np.nan, "not finite"), (-0.1, "negative")):  # nan came through, and -0.1 was averaged away
        rates = np.array([[bad, 0.02], [0.1, 0.04]])
        with pytest.raises(BadInput, match=word):
            cohort_from_period(rates, 1900)
        with pytest.raises(BadInput, match=word):
            cohort_deaths_from_triangles(rates, np.ones((2, 2)), 1900)
        with pytest.raises(BadInput, match=word):
            period_from_cohort(rates, 1900)
    with pytest.raises(BadInput, match="agree"):
        cohort_deaths_from_triangles(np.ones((2, 2)), np.ones((2, 3)), 1900)
    high = life_table(np.arange(0.0, 150, 5), np.full(30, 6.0), nax="constant-hazard")
    assert high.lx[-1] == 0  # fewer than a double can say: contributions were nan
    with pytest.raises(BadInput, match="nobody is left"):
        arriaga(life_table(np.arange(0.0, 150, 5), np.full(30, 0.1), nax="constant-hazard"), high)
    with pytest.raises(BadInput, match="different ages"):
        arriaga(life_table([0, 1], [0.1, 0.1], nax="mid"), life_table([0, 2], [0.1, 0.1], nax="mid"))


@given(RATES, RATES)
@FEW
def test_contributions_add_up(one, two):
    a, b = life_table(AGE, one, sex="male"), life_table(AGE, two, sex="female", radix=1e5)
    for method in (arriaga, arriaga_symmetric):
        parts = method(a, b)
        np.testing.assert_allclose(parts.total.sum(axis=-1), b.e0 - a.e0, atol=1e-9)
        np.testing.assert_allclose(parts.direct + parts.indirect, parts.total, atol=1e-12)
    np.testing.assert_allclose(arriaga_symmetric(a, b).total, -arriaga_symmetric(b, a).total, atol=1e-12)


@given(RATES)
@FEW
def test_equals_replacing_rates_from_the_oldest_down(rates):
    """Andreev's stepwise replacement, which knows nothing of lx ratios: e0 before and after each age is exchanged."""
    one, two = life_table(AGE, rates[0], nax="constant-hazard"), life_table(AGE, rates[1], nax="constant-hazard")
    now, steps = rates[0].copy(), np.zeros(AGE.size)
    for x in reversed(range(AGE.size)):
        before = float(life_table(AGE, now, nax="constant-hazard").e0)
        now[x] = rates[1, x]
        steps[x] = float(life_table(AGE, now, nax="constant-hazard").e0) - before
    np.testing.assert_allclose(arriaga(one, two).total, steps, atol=1e-9)


def test_ages_with_equal_mortality_contribute_nothing():
    rates = np.full(AGE.size, 0.02)
    other = rates.copy()
    other[4] = 0.1
    parts = arriaga(life_table(AGE, rates, nax="mid"), life_table(AGE, other, nax="mid")).total
    assert parts[4] < -1
    np.testing.assert_allclose(np.delete(parts, 4), 0.0, atol=1e-12)
