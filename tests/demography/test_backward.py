"""Reverse survival: a projection comes back, in loops too, and the open group as far as it can be known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.backward import reverse_survive
from cenotaph.demography.cohort_component import TIMINGS, project
from cenotaph.demography.conversions import survivorship
from cenotaph.demography.table import life_table
from cenotaph.errors import BadInput

GROUPS, STEPS = 8, 3
PEOPLE = hnp.arrays(float, (2, GROUPS), elements=st.floats(1e3, 1e6))
MOVERS = hnp.arrays(float, (STEPS, 2, GROUPS), elements=st.floats(-10, 1e3))
FEW = settings(max_examples=40, deadline=None)
ABRIDGED = np.array([0.0, 1, *range(5, 5 * GROUPS, 5)])


def tables(age):
    """Life tables of three steps, made up, with mortality falling: (step, age)."""
    level = np.array([[1.4], [1.2], [1.0]])
    return life_table(age, level * (0.12 * np.exp(-age) + np.exp(-7.5 + 0.05 * age)), sex="male", radix=1000.0)


def forward(people, movers, timing):
    table = tables(ABRIDGED)
    ratios = survivorship(table.nLx, table.width, radix=1000.0)[:, None, :]
    asfr = np.array([[0, 0, 0, 0.1, 0.2, 0.1, 0, 0]])
    return table.nLx, project(
        people, np.repeat(ratios, 2, axis=1), asfr, width=5, srb=1.05, net_migration=movers, timing=timing
    )


@given(PEOPLE, MOVERS, st.sampled_from([None, *TIMINGS]))
@FEW
def test_a_projection_comes_back(people, movers, timing):
    """Closed groups and births exactly; the open group exactly for one step, while the table's groups are its own."""
    movers = None if timing is None else movers
    nLx, found = forward(people, movers, timing)
    back = reverse_survive(
        found.population[-1],
        nLx[::-1],
        ABRIDGED,
        width=5,
        radix=1000.0,
        net_migration=None if movers is None else np.moveaxis(movers[::-1], 0, -2),
        timing=timing,
    )
    for k in range(1, STEPS + 1):
        was = found.population[STEPS - k]
        closed = GROUPS - k - 1
        np.testing.assert_allclose(back.population[k][:, :closed], was[:, :closed], rtol=1e-9)
        np.testing.assert_allclose(back.births[:, k - 1], found.births[STEPS - k], rtol=1e-9)
    np.testing.assert_allclose(back.population[1][:, -1], found.population[-2][:, -2:].sum(axis=-1), rtol=1e-9)


def test_a_stationary_population_comes_back_with_its_open_group():
    table = tables(ABRIDGED)
    nLx = np.repeat(table.nLx[:1], STEPS, axis=0)
    groups = np.concatenate([[nLx[0, :2].sum()], nLx[0, 2:]])
    back = reverse_survive(groups, nLx, ABRIDGED, width=5, radix=1000.0)
    np.testing.assert_allclose(back.births, 5 * 1000.0, rtol=1e-12)
    for k, earlier in enumerate(back.population):
        np.testing.assert_allclose(earlier[:-1], groups[: GROUPS - k - 1], rtol=1e-12)
        np.testing.assert_allclose(earlier[-1], groups[GROUPS - k - 1 :].sum(), rtol=1e-12)


def test_the_wrong_table_is_seen():
    """Negative control: survivors of hard years carried back by easy ones are too few."""
    people = np.full((2, GROUPS), 1000.0)
    _, found = forward(people, None, None)
    easy = life_table(ABRIDGED, 0.3 * tables(ABRIDGED).nmx[-1], sex="male", radix=1000.0).nLx
    back = reverse_survive(found.population[-1], np.repeat(easy[None], 3, axis=0), ABRIDGED, width=5, radix=1000.0)
    assert (back.births < 0.98 * found.births[::-1].T).all()
    assert (back.population[3][:, :3] < 0.999 * people[:, :3]).all()


def plain_back(people, years, width):
    """One step back by loops: persons of each group, and births. years : nLx of the same groups, radix 1."""
    earlier = []
    for group in range(1, len(people) - 1):
        earlier.append(people[group] * years[group - 1] / years[group])
    earlier.append(people[-1] * (years[-2] + years[-1]) / years[-1])
    return earlier, people[0] * width / years[0]


def test_agrees_with_the_plain_loop_in_single_years():
    age = np.arange(21.0)
    nLx = tables(age).nLx
    people = np.random.default_rng(8).uniform(100, 1000, 21)
    back = reverse_survive(people, nLx, age, width=1, radix=1000.0)
    now = people.tolist()
    for step in range(STEPS):
        years = (nLx[step] / 1000.0).tolist()
        years = [*years[: len(now) - 1], sum(years[len(now) - 1 :])]
        now, births = plain_back(now, years, 1)
        np.testing.assert_allclose(back.population[step + 1], now, rtol=1e-12)
        np.testing.assert_allclose(back.births[step], births, rtol=1e-12)


def test_the_same_in_jax_and_traceable():
    import jax
    import jax.numpy as jnp

    people, movers = np.full((2, GROUPS), 1000.0), np.full((2, STEPS, GROUPS), 5.0)
    nLx = tables(ABRIDGED).nLx

    def run(one, two, three):
        return reverse_survive(one, two, ABRIDGED, width=5, radix=1000.0, net_migration=three, timing="spread")

    want = run(people, nLx, movers)
    with jax.enable_x64(True):
        got = jax.jit(run)(jnp.asarray(people), jnp.asarray(nLx), jnp.asarray(movers))
    np.testing.assert_allclose(np.asarray(got.births), want.births, rtol=1e-12)
    np.testing.assert_allclose(np.asarray(got.population[3]), want.population[3], rtol=1e-12)


@pytest.mark.parametrize(
    ("people", "nLx", "more", "words"),
    [
        ([9.0, -8, 6, 3], [[4.5, 4, 3, 3]], {}, "population has values"),
        ([9.0, 8, 6, 3], [[4.5, 4, 0, 3]], {}, "nobody living"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, np.nan]], {}, "not finite"),
        ([9.0, 8, 6, 3], [4.5, 4, 3, 3], {}, "one row for each step"),
        ([9.0, 8, 6, 3, 2], [[4.5, 4, 3, 3]], {}, "no age 20"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, 3]] * 3, {}, "at most 2 steps"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, 3]], {"net_migration": np.full((1, 4), 9.0), "timing": "end"}, "more migrants"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, 3]], {"net_migration": np.full((1, 4), 1.0)}, "Name one"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, 3]], {"net_migration": np.full((2, 4), 1.0), "timing": "end"}, "got net migr"),
        ([9.0, 8, 6, 3], [[4.5, 4, 3, 3]], {"net_migration": np.full((1, 4), np.inf), "timing": "end"}, "not finite"),
    ],
)
def test_bad_input_is_said(people, nLx, more, words):
    with pytest.raises(BadInput, match=words):
        reverse_survive(people, nLx, [0, 5, 10, 15], width=5, **more)
