"""The projection: against its plain twin, and the identities that hold whatever the input."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.arrays import N_AGES
from cenotaph.demography.projection import advance, closing_cohorts, overlap, step_hazard, time_steps
from demography import plain

HAZARDS = hnp.arrays(float, (2, N_AGES), elements=st.floats(0, 3))
PERSONS = hnp.arrays(float, (2, N_AGES), elements=st.floats(0, 1e7))
BIRTHS = hnp.arrays(float, (2,), elements=st.floats(0, 1e7))
LENGTHS = st.one_of(st.just(1.0), st.floats(0.01, 1.0))


@pytest.mark.parametrize("length", [1.0, 0.5, 0.055])
def test_agrees_with_the_plain_loop(length):
    rng = np.random.default_rng(5)
    population = rng.uniform(0, 1e5, (2, N_AGES))
    hazard = rng.uniform(0, 0.4, (2, N_AGES))
    births = np.array([4e4, 4.2e4])
    moved = advance(population, births, step_hazard(hazard, length))
    for sex in range(2):
        after, deaths, infant = plain.advance(
            population[sex].tolist(), float(births[sex]), hazard[sex].tolist(), length
        )
        np.testing.assert_allclose(moved.population[sex], after, rtol=2e-5)
        np.testing.assert_allclose(moved.deaths[sex], deaths, rtol=2e-4)
        np.testing.assert_allclose(moved.newborn_deaths[sex], infant, rtol=2e-4)


def test_the_plain_loop_would_see_a_wrong_separation_factor():
    hazard = np.full(N_AGES, 0.02)
    hazard[0] = 0.2
    right = step_hazard(hazard, 1.0)
    assert abs(plain.newborn_hazard(hazard.tolist(), 1.0) - float(right.newborn)) < 1e-5
    assert abs(plain.newborn_hazard(hazard.tolist(), 1.0) - 0.5 * 0.2) > 0.03


@given(PERSONS, BIRTHS, HAZARDS, LENGTHS)
@settings(max_examples=200, deadline=None)
def test_every_cohort_balances(population, births, hazard, length):
    """P1 = P0 + B - D, for the whole and for each cohort, and nobody is negative."""
    moved = advance(population, births, step_hazard(hazard, length))
    total = population.sum(axis=1) + births
    left = moved.population.sum(axis=1) + moved.deaths.sum(axis=1) + moved.newborn_deaths
    np.testing.assert_allclose(left, total, rtol=1e-12, atol=1e-6)
    assert (moved.population >= 0).all()
    assert (moved.deaths >= 0).all()
    one_cohort = np.zeros_like(population)
    one_cohort[:, 30] = population[:, 30]
    alone = advance(one_cohort, np.zeros(2), step_hazard(hazard, length))
    np.testing.assert_allclose(
        alone.population[:, 30:32].sum(axis=1) + alone.deaths[:, 30], population[:, 30], rtol=1e-12, atol=1e-6
    )


@given(PERSONS, st.floats(0, 0.99), st.integers(1, 20))
@settings(max_examples=100, deadline=None)
def test_a_count_splits_into_older_and_born_without_loss(population, length, steps):
    older, born = closing_cohorts(population, length, steps)
    np.testing.assert_allclose(older.sum(axis=1) + born.sum(axis=1), population.sum(axis=1), rtol=1e-12, atol=1e-6)
    assert (older[:, :steps] == 0).all()


def test_cohorts_born_in_each_step_come_back_from_a_projection():
    """Without deaths, an even stream of births is found again at the end, the part of a year included."""
    births = [1000.0, 1000.0, 1000.0, 250.0]
    population = np.full((2, N_AGES), 1000.0)
    none = np.zeros((2, N_AGES))
    for number, (_, length) in zip(births, time_steps(1900.0, 1903.25), strict=True):
        population = advance(population, np.full(2, number), step_hazard(none, length)).population
    older, born = closing_cohorts(population, 0.25, 3)
    np.testing.assert_allclose(born[0], births, rtol=1e-12)
    np.testing.assert_allclose(older.sum(axis=1), 1000.0 * N_AGES, rtol=1e-12)


def test_steps_of_time():
    assert time_steps(1900.0, 1903.0) == [(1900.0, 1.0), (1901.0, 1.0), (1902.0, 1.0)]
    assert len(time_steps(1900.0, 1903.001)) == 3
    assert time_steps(1900.0, 1901.5)[-1] == (1901.0, 0.5)
    assert overlap(1900.5, 1.0, 1901, 1902) == 0.5
    assert overlap(1900.5, 1.0, 1905, 1906) == 0.0
