"""Variable-r: exact where its relation holds, and the life table of a simulated population that was never stable."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.cohort_component import project
from cenotaph.demography.conversions import survivorship
from cenotaph.demography.table import life_table
from cenotaph.demography.variable_r import (
    age_growth_rate,
    intercensal_survival,
    mean_population,
    variable_r_life_table,
)
from cenotaph.errors import BadInput

FEW = settings(max_examples=40, deadline=None)
AGE = np.arange(91.0)
FIVE = np.arange(0.0, 90, 5)
JOIN = (np.minimum(AGE // 5, 17)[:, None] == np.arange(18)).astype(float)
YEARS, CENSUS = 160, 140


@pytest.fixture(scope="module")
def simulated():
    """Life table, populations of women by year, their births: fertility falls and swings, mortality stays."""
    table = life_table(AGE, 0.12 * np.exp(-1.2 * AGE) + np.exp(-8.6 + 0.078 * AGE), sex="female")
    year = np.arange(YEARS)
    level = np.exp(-0.008 * np.maximum(year - 60, 0)) * (1 + 0.15 * np.sin(year / 9))
    asfr = level[:, None] * np.where((AGE >= 15) & (AGE < 50), 0.32 * np.exp(-(((AGE - 28) / 8) ** 2)), 0.0)
    ratios = np.broadcast_to(survivorship(table.nLx, table.width), (YEARS, 1, 91))
    found = project(1e5 * np.exp(-0.02 * AGE)[None], ratios, asfr, width=1, srb=1.05)
    return table, found.population[:, 0], found.births[:, 0]


def test_the_life_table_comes_back_with_the_square_of_the_interval(simulated):
    """Growth taken as steady is an error of second order: half of the interval leaves a quarter of it."""
    table, people, births = simulated
    growth = np.log(people[CENSUS + 10] / people[CENSUS]) / 10
    assert growth.max() - growth.min() > 0.03  # far from stable
    errors = {}
    for years in (2, 5, 10):
        found = variable_r_life_table(
            people[CENSUS], people[CENSUS + years], years, AGE, births=births[CENSUS : CENSUS + years].mean()
        )
        errors[years] = np.abs(found.ex - table.ex)[np.r_[0, 5:61]].max()  # e(1) to e(4): see the docstring
    assert errors[2] < 0.02
    assert 3 < errors[10] / errors[5] < 5


def test_five_year_groups_find_it_too_and_a_stationary_reading_does_not(simulated):
    table, people, births = simulated
    first, second, years = people[CENSUS] @ JOIN, people[CENSUS + 7] @ JOIN, 7
    true = table.ex[::5]
    with_births = variable_r_life_table(first, second, years, FIVE, births=births[CENSUS : CENSUS + 7].mean())
    without = variable_r_life_table(first, second, years, FIVE)
    assert abs(with_births.ex[0] - true[0]) < 0.2
    np.testing.assert_allclose(without.ex[1:12], true[2:13], atol=0.25)
    assert abs(without.ex[0] - true[1]) > 0.5  # what the docstring says of age 5
    naive = variable_r_life_table(first, first, years, FIVE)
    assert np.abs(naive.ex[1:12] - true[2:13]).max() > 2


def test_intercensal_survival_is_that_of_the_life_table(simulated):
    table, people, _ = simulated
    five = table.nLx @ JOIN
    got = intercensal_survival(people[CENSUS][:90], people[CENSUS + 2][:90], 2, 1)
    np.testing.assert_allclose(got, table.nLx[1:-1] / table.nLx[:-2], rtol=0.003)
    got = intercensal_survival((people[CENSUS] @ JOIN)[:17], (people[CENSUS + 7] @ JOIN)[:17], 7, 5)
    np.testing.assert_allclose(got, five[1:-1] / five[:-2], rtol=0.004)
    # negative control: one census alone, read as stationary
    one = people[CENSUS] @ JOIN
    assert np.abs(one[1:17] / one[:16] / (five[1:-1] / five[:-2]) - 1).max() > 0.05


def made_exactly(nLx, rate, births, years, width):
    """Two censuses whose logarithmic mean is births nLx exp(-R): the relation the method inverts."""
    people = []
    passed = 0.0
    for lived, r, n in zip(nLx, rate, width, strict=True):
        people.append(births * lived * math.exp(-(passed + r * n / 2)))
        passed += r * n
    change = [r * years for r in rate]
    # The quotient first: p times a change of 1e-320 has no digits left, and was the change again instead.
    first = [p * (c / math.expm1(c)) if c else p for p, c in zip(people, change, strict=True)]
    return np.array(first), np.array([p * math.exp(c) for p, c in zip(first, change, strict=True)])


RATES = hnp.arrays(float, 12, elements=st.floats(-0.04, 0.04))


@given(RATES, st.floats(0.5, 15), st.floats(1, 100))
@FEW
def test_exact_where_the_relation_holds(rate, years, births):
    age = np.array([0.0, 1, *range(5, 60, 5)])
    table = life_table(age, 0.1 * np.exp(-age) + np.exp(-6 + 0.05 * age), sex="female")
    first, second = made_exactly(table.nLx[:-1], rate, births, years, table.width[:-1])
    first, second = np.append(first, 1.0), np.append(second, 1.0)
    found = variable_r_life_table(first, second, years, age, births=births)
    np.testing.assert_allclose(found.nLx[:-1], table.nLx[:-1], rtol=1e-9)
    np.testing.assert_allclose(found.growth_rate[:-1], rate, atol=1e-12)
    assert found.lx[0] == 1
    np.testing.assert_allclose(found.Tx[0], found.ex[0], rtol=1e-12)
    scaled = variable_r_life_table(7 * first, 7 * second, years, age)
    np.testing.assert_allclose(scaled.ex, found.ex[1:], rtol=1e-10)
    ratios = intercensal_survival(first[2:-1], second[2:-1], years, 5)
    np.testing.assert_allclose(ratios, table.nLx[3:-1] / table.nLx[2:-2], rtol=1e-9)


@given(st.floats(0.005, 0.05), st.floats(-0.03, 0.03))
@FEW
def test_a_stable_population_of_constant_hazard_has_its_open_group_exact(hazard, r):
    """lx = exp(-h x) and growth r at every age: e is 1 / h everywhere, the open group included."""
    if hazard + r < 0.004:
        return
    age, wide = np.arange(0.0, 60), hazard + r
    density = np.exp(-wide * age)
    first = np.append(density[:-1] * -np.expm1(-wide) / wide, density[-1] / wide)
    found = variable_r_life_table(first, first * np.exp(4 * r), 4, age)
    # what is left: a year of age stands at its middle, exp(r a) against its mean over the year
    np.testing.assert_allclose(found.ex, 1 / hazard, rtol=1e-3)


def test_mean_population_and_growth_against_plain_formulas():
    first, second = np.array([100.0, 50.0, 80.0]), np.array([150.0, 50.0, 80.0 * (1 + 1e-9)])
    assert age_growth_rate(first, second, 3)[0] == pytest.approx(math.log(1.5) / 3)
    assert mean_population(first, second, 3)[0] == pytest.approx(50 / math.log(1.5))
    np.testing.assert_allclose(mean_population(first, second, 3)[1:], [50.0, 80.0 * (1 + 5e-10)], rtol=1e-14)
    near = mean_population([1.0, 1.0], [1 + 0.9e-6, 1 + 1.1e-6], 1)  # either side of the expansion
    np.testing.assert_allclose(near, [1 + 0.45e-6, 1 + 0.55e-6], rtol=1e-9)


def test_the_open_group_with_a_known_life_expectancy(simulated):
    _, people, _ = simulated
    first, second = people[CENSUS] @ JOIN, people[CENSUS + 2] @ JOIN
    own = variable_r_life_table(first, second, 2, FIVE)
    given_ex = variable_r_life_table(first, second, 2, FIVE, open_ex=own.ex[-1])
    np.testing.assert_allclose(given_ex.ex, own.ex, rtol=1e-12)


def test_the_same_in_jax_and_traceable(simulated):
    import jax
    import jax.numpy as jnp

    _, people, births = simulated
    first, second = people[CENSUS], people[CENSUS + 7]
    want = variable_r_life_table(first, second, 7, AGE, births=births[CENSUS])
    with jax.enable_x64(True):
        got = jax.jit(lambda a, b, c: variable_r_life_table(a, b, 7, AGE, births=c))(
            jnp.asarray(first), jnp.asarray(second), jnp.asarray(births[CENSUS])
        )
    np.testing.assert_allclose(np.asarray(got.ex), want.ex, rtol=1e-10)


GOOD = ([90.0, 80, 60, 70], [99.0, 88, 66, 77], 10, [0, 5, 10, 15])


@pytest.mark.parametrize(
    ("change", "more", "words"),
    [
        ({0: [90.0, 0, 60, 70]}, {}, "empty in the first"),
        ({1: [90.0, -1, 60, 70]}, {}, "negative"),
        ({1: [90.0, np.nan, 60, 70]}, {}, "not finite"),
        ({1: [90.0, 60, 70]}, {}, "ages must agree"),
        ({2: 0}, {}, "0 for the years between"),
        ({3: [0, 5, 15, 10]}, {}, "rise"),
        ({3: [0, 5, 10, 15, 20]}, {}, "last axis"),
        ({3: [5, 10, 15, 20]}, {"births": 20.0}, "ages begin at 5"),
        ({}, {"births": 0.0}, "births are not above"),
        ({}, {"open_ex": -1.0}, "open_ex has values"),
        ({1: [99.0, 88, 66, 7000]}, {}, "grows too fast"),
    ],
)
def test_bad_input_is_said(change, more, words):
    arguments = [change.get(i, value) for i, value in enumerate(GOOD)]
    with pytest.raises(BadInput, match=words):
        variable_r_life_table(*arguments, **more)


def test_too_few_groups_are_said():
    with pytest.raises(BadInput, match="three closed groups"):
        variable_r_life_table([2.0, 1.0, 1.0], [2.0, 1.0, 1.0], 5, [0, 5, 10])
    with pytest.raises(BadInput, match="two or more"):
        intercensal_survival([1.0], [1.0], 5, 5)
