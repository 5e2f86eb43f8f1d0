"""Populations between censuses: ends met, closed populations found again, a plain walk along one cohort."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.cohort_component import project
from cenotaph.demography.intercensal import interpolate_arithmetic, interpolate_cohorts, interpolate_exponential
from cenotaph.errors import BadInput

GROUPS, STEPS = 7, 3
COUNTS = hnp.arrays(float, (2, GROUPS), elements=st.floats(1, 1e6))
RATIOS = hnp.arrays(float, (STEPS, GROUPS + 1), elements=st.floats(0.2, 1))
FEW = settings(max_examples=40, deadline=None)


@given(COUNTS, COUNTS, st.floats(0.01, 0.99))
@FEW
def test_ends_are_met_and_growth_is_steady(first, second, share):
    for method in (interpolate_arithmetic, interpolate_exponential):
        ends = method(first, second, 1926.0, 1939.0, [1926.0, 1939.0])
        np.testing.assert_allclose(ends[:, 0], first, rtol=1e-12)
        np.testing.assert_allclose(ends[:, 1], second, rtol=1e-9)
        # from the middle on, the same path again
        middle = 1926 + 13 * share
        between = method(first, second, 1926.0, 1939.0, middle)
        late = (middle + 1939) / 2
        again = method(between, second, middle, 1939.0, late)
        np.testing.assert_allclose(again, method(first, second, 1926.0, 1939.0, late), rtol=1e-9)
    linear = interpolate_arithmetic(first, second, 0.0, 1.0, share)
    total = interpolate_arithmetic(first.sum(axis=1), second.sum(axis=1), 0.0, 1.0, share)
    np.testing.assert_allclose(linear.sum(axis=1), total, rtol=1e-12)
    assert (interpolate_exponential(first, second, 0.0, 1.0, share) <= linear * (1 + 1e-12)).all()


def plain_cohort(people, ratios, start_group, ratio_at_end, steps):
    """One cohort alive at the first census, by a loop over steps: its expected number times its share of the rest."""
    number, path = people[start_group], []
    for t in range(steps):
        path.append(number * ratio_at_end ** (t / steps))
        number *= ratios[t][min(start_group + t, len(people) - 1) + 1]
    return [*path, number * ratio_at_end]


@given(COUNTS, COUNTS, RATIOS)
@FEW
def test_agrees_with_a_plain_walk_along_a_cohort(first, second, ratios):
    births = np.array([[500.0, 600.0, 700.0]])
    found = interpolate_cohorts(first, second, ratios, births)
    for start_group in range(GROUPS - STEPS - 1):
        end_group = start_group + STEPS
        for row in range(2):
            rest = second[row, end_group] / found.expected[row, -1, end_group]
            want = plain_cohort(first[row].tolist(), ratios.tolist(), start_group, rest, STEPS)
            got = [found.population[row, t, start_group + t] for t in range(STEPS + 1)]
            np.testing.assert_allclose(got, want, rtol=1e-9)
    np.testing.assert_allclose(found.population[:, 0], first, rtol=1e-12)
    np.testing.assert_allclose(found.population[:, -1], second, rtol=1e-9)
    assert (found.population >= 0).all()


def test_a_closed_population_is_found_again_between_its_censuses():
    rng = np.random.default_rng(6)
    ratios, asfr = rng.uniform(0.8, 0.98, (STEPS, 1, GROUPS)), np.array([[0, 0, 0.1, 0.1, 0, 0, 0]])
    true = project(rng.uniform(100, 200, (1, GROUPS)), ratios, asfr, width=5, srb=1.05)
    people, births = true.population[:, 0], true.births[:, 0]
    found = interpolate_cohorts(people[0], people[-1], ratios[:, 0], births)
    np.testing.assert_allclose(found.population, people, rtol=1e-12)
    np.testing.assert_allclose(found.expected, people, rtol=1e-12)
    # negative control: straight lines by age do not find it, nor do births that are wrong
    straight = interpolate_arithmetic(people[0], people[-1], 0.0, 3.0, 1.0)
    assert np.abs(straight / people[1] - 1).max() > 0.01
    wrong = interpolate_cohorts(people[0], people[-1], ratios[:, 0], births * [0.5, 1, 1])
    assert abs(wrong.population[1, 0] / people[1, 0] - 1) > 0.1


def test_a_steady_loss_along_cohorts_is_found_again():
    """Cohorts that lose one in twenty more in each step than the table says, those born half as much in the first."""
    rng = np.random.default_rng(7)
    ratios, births = rng.uniform(0.8, 0.98, (STEPS, GROUPS + 1)), np.array([90.0, 80.0, 70.0])
    leaving = np.full(GROUPS + 1, 0.95)
    leaving[0] = np.sqrt(0.95)
    people = [rng.uniform(100, 200, GROUPS)]
    for t in range(STEPS):
        alive = people[-1] * (ratios[t] * leaving)[1:]
        people.append(np.array([births[t] * ratios[t, 0] * leaving[0], *alive[:-2], alive[-2:].sum()]))
    found = interpolate_cohorts(people[0], people[-1], ratios, births)
    np.testing.assert_allclose(found.population, np.array(people), rtol=1e-12)


def test_the_same_in_jax_and_traceable():
    import jax
    import jax.numpy as jnp

    first, second = np.linspace(100.0, 50, GROUPS), np.linspace(90.0, 60, GROUPS)
    ratios, births = np.full((STEPS, GROUPS), 0.9), np.full(STEPS, 100.0)
    want = interpolate_cohorts(first, second, ratios, births)
    grown = interpolate_exponential(first, second, 0.0, 1.0, [0.3, 0.6])
    with jax.enable_x64(True):
        arrays = [jnp.asarray(a) for a in (first, second, ratios, births)]
        got = jax.jit(interpolate_cohorts)(*arrays)
        also = jax.jit(lambda a, b: interpolate_exponential(a, b, 0.0, 1.0, [0.3, 0.6]))(*arrays[:2])
    np.testing.assert_allclose(np.asarray(got.population), want.population, rtol=1e-12)
    np.testing.assert_allclose(np.asarray(also), grown, rtol=1e-12)


FLAT = np.full((STEPS, 3), 0.9)[:2]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: interpolate_arithmetic([1.0], [2.0], 1939.0, 1926.0, 1930.0), "must be earlier"),
        (lambda: interpolate_arithmetic([1.0], [2.0], 1926.0, 1939.0, 1940.0), "outside"),
        (lambda: interpolate_arithmetic([1.0], [2.0], 1926.0, 1939.0, np.nan), "outside"),
        (lambda: interpolate_arithmetic([1.0], [2.0, 3], 1926.0, 1939.0, 1930.0), "ages must agree"),
        (lambda: interpolate_arithmetic([-1.0], [2.0], 1926.0, 1939.0, 1930.0), "negative"),
        (lambda: interpolate_exponential([0.0], [2.0], 1926.0, 1939.0, 1930.0), "empty in one"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1, 1], FLAT, [1.0]), "got births of shape"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1, 1], FLAT, [0.0, 1]), "nobody was expected"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1], FLAT, [1.0, 1]), "got censuses"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1, 1], 90 * FLAT, [1.0, 1]), "it is a share"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1, 1], FLAT[0], [1.0, 1]), "got survivorship"),
        (lambda: interpolate_cohorts([1.0, 1, 1], [1.0, 1, 1], np.ones((3, 3)), [1.0, 1, 1]), "3 steps between"),
    ],
)
def test_bad_input_is_said(call, words):
    with pytest.raises(BadInput, match=words):
        call()
