"""The cohort-component projection: a plain loop beside it, its balances, and Sweden 1993 as printed."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.cohort_component import TIMINGS, project
from cenotaph.demography.conversions import survivorship
from cenotaph.errors import BadInput
from demography import plain_projection
from demography.published import known

GROUPS, STEPS = 6, 3
FEW = settings(max_examples=40, deadline=None)
PEOPLE = hnp.arrays(float, (2, 2, GROUPS), elements=st.floats(10, 1e6))
RATIOS = hnp.arrays(float, (STEPS, 2, GROUPS + 1), elements=st.floats(0, 1))
BIRTHS = hnp.arrays(float, (STEPS, GROUPS), elements=st.floats(0, 0.4)).map(lambda f: f * (np.arange(GROUPS) > 0))
MOVERS = hnp.arrays(float, (STEPS, 2, GROUPS), elements=st.floats(0, 1e5))
TIMING = st.sampled_from(TIMINGS)


def sweden():
    data = known("projections")["sweden_1993"]
    width = np.append(np.full(17, 5.0), np.inf)
    ratios = survivorship(np.array(data["nLx"], float), width, radix=data["radix"])
    return data, np.array(data["population"], float), ratios, np.array(data["asfr"])


def test_sweden_1993_as_printed():
    data, start, ratios, asfr = sweden()
    srb = data["births_per_girl"] - 1
    found = project(start[None], np.broadcast_to(ratios, (2, 1, 18)), asfr[None], width=5, srb=srb)
    np.testing.assert_array_equal(found.population[1, 0].round(), data["population_1998"])
    np.testing.assert_array_equal(found.population[2, 0].round(), data["population_2003"])
    other = project(start[None], np.broadcast_to(ratios, (2, 1, 18)), asfr[None], width=5, srb=srb + 0.001)
    assert (other.population[1, 0].round() != data["population_1998"]).any()


@given(PEOPLE, RATIOS, BIRTHS, MOVERS, TIMING, st.sampled_from([1, 5]))
@FEW
def test_agrees_with_the_plain_loop(people, ratios, asfr, movers, timing, width):
    srb = np.array([1.02, 1.05, 1.1])
    got = project(people, ratios, asfr, width=width, srb=srb, net_migration=movers, timing=timing)
    for row in range(2):
        want = plain_projection.project(
            people[row].tolist(), ratios.tolist(), asfr.tolist(), width, srb.tolist(), movers.tolist(), timing
        )
        np.testing.assert_allclose(got.population[row], want[0], rtol=1e-10, atol=1e-9)
        np.testing.assert_allclose(got.births[row], want[1], rtol=1e-10, atol=1e-9)
        np.testing.assert_allclose(got.deaths[row].sum(axis=-1), want[2], rtol=1e-10, atol=1e-6)


@given(PEOPLE, RATIOS, BIRTHS, MOVERS, TIMING)
@FEW
def test_every_step_balances(people, ratios, asfr, movers, timing):
    """P1 = P0 + B - D + M for each sex, to rounding, and nobody is negative."""
    got = project(people, ratios, asfr, width=5, srb=1.05, net_migration=movers, timing=timing)
    for t in range(STEPS):
        before, after = got.population[:, t].sum(axis=-1), got.population[:, t + 1].sum(axis=-1)
        change = got.births[:, t] - got.deaths[:, t].sum(axis=-1) + got.migrants[:, t].sum(axis=-1)
        np.testing.assert_allclose(after, before + change, rtol=1e-13, atol=1e-8)
    assert (got.population >= 0).all()
    assert (got.deaths >= -1e-9).all()


@given(PEOPLE, RATIOS, BIRTHS)
@FEW
def test_each_cohort_balances_without_migration(people, ratios, asfr):
    got = project(people, ratios, asfr, width=5, srb=1.05)
    before, after, dead = got.population[:, :-1], got.population[:, 1:], got.deaths
    np.testing.assert_allclose(after[..., 0], got.births - dead[..., 0], rtol=1e-12, atol=1e-6)
    np.testing.assert_allclose(after[..., 1:-1], before[..., :-2] - dead[..., 1:-2], rtol=1e-12, atol=1e-6)
    last = before[..., -2:].sum(axis=-1) - dead[..., -2:].sum(axis=-1)
    np.testing.assert_allclose(after[..., -1], last, rtol=1e-12, atol=1e-6)


def test_the_loop_would_see_a_wrong_convention():
    """Negative control: each timing gives another population."""
    people, ratios = np.full((1, GROUPS), 100.0), np.full((1, 1, GROUPS), 0.6)
    asfr = np.array([[0, 0.1, 0.1, 0, 0, 0]])
    ends = [
        project(people, ratios, asfr, width=5, srb=1.05, net_migration=np.full((1, 1, GROUPS), 30.0), timing=timing)
        for timing in TIMINGS
    ]
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert np.abs(ends[one].population[-1] - ends[other].population[-1]).max() > 1


def test_spread_is_near_arrivals_one_by_one():
    """Uniform arrivals, uniform within their group, at a constant hazard: survivors by numerical integration.

    The convention replaces the mean of exp(-h v) by exp(-h times the mean v): a difference of second order in h.
    """
    hazard, fine = 0.3, (np.arange(1000) + 0.5) / 1000  # of a whole step
    age, left = np.meshgrid(fine, fine)
    alive = np.exp(-hazard * left)
    passes = age + left > 1
    ratio = np.exp(-hazard)
    got = project(
        np.zeros((1, 5)),
        np.full((1, 1, 6), ratio),
        np.zeros((1, 5)),
        width=5,
        srb=1.05,
        net_migration=np.array([[[0, 0, 100.0, 0, 0]]]),
        timing="spread",
    ).population[1, 0]
    tolerance = 50 * hazard**2 / 18  # half of the variance of v, (1/18), times h^2, doubled, of 50 persons
    assert abs(got[3] - 100 * alive[passes].sum() / alive.size) < tolerance
    assert abs(got[2] - 100 * alive[~passes].sum() / alive.size) < tolerance
    assert abs(got[2] - 50 * ratio) > 5 * tolerance


def test_chunks_and_broadcasting_change_nothing():
    rng = np.random.default_rng(3)
    people = rng.uniform(10, 100, (101, 2, 2, GROUPS))
    ratios = rng.uniform(0.5, 1, (101, 1, STEPS, 2, GROUPS))
    asfr = np.concatenate([np.zeros((2, STEPS, 1)), rng.uniform(0, 0.2, (2, STEPS, GROUPS - 1))], axis=-1)
    movers = rng.uniform(0, 5, (STEPS, 2, GROUPS))
    together = project(people, ratios, asfr, width=5, srb=1.05, net_migration=movers, timing="half")
    assert together.population.shape == (101, 2, STEPS + 1, 2, GROUPS)
    for i, j in ((0, 0), (47, 1), (48, 0), (100, 1)):
        alone = project(people[i, j], ratios[i, 0], asfr[j], width=5, srb=1.05, net_migration=movers, timing="half")
        for one, all_of_them in zip(alone, together, strict=True):
            np.testing.assert_array_equal(one, all_of_them[i, j])


@pytest.mark.parametrize("own", [0, 1])
def test_no_copy_of_the_rates_is_made(own):
    """Beside its result the projection holds little: the first touch of memory costs more than the arithmetic."""
    ratios = np.full((300, 20, 2, 101 + own), 0.98)
    people, asfr = np.ones((300, 2, 101)), np.zeros((20, 101))
    tracemalloc.start()
    try:
        found = project(people, ratios, asfr, width=1, srb=1.05)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak > found.population.nbytes + found.deaths.nbytes  # NumPy's arrays are seen
    assert peak < found.population.nbytes + found.deaths.nbytes + 0.3 * ratios.nbytes


def test_the_same_in_jax_and_traceable():
    import jax
    import jax.numpy as jnp

    rng = np.random.default_rng(4)
    people, ratios = rng.uniform(10, 100, (3, 2, GROUPS)), rng.uniform(0.5, 1, (STEPS, 2, GROUPS))
    asfr, movers = np.full((1, GROUPS), 0.1) * (np.arange(GROUPS) > 0), rng.uniform(0, 5, (STEPS, 2, GROUPS))

    def run(*arrays):
        one, two, three, four = arrays
        return project(one, two, three, width=5, srb=1.05, net_migration=four, timing="spread")

    want = run(people, ratios, asfr, movers)
    with jax.enable_x64(True):
        got = jax.jit(run)(*(jnp.asarray(a) for a in (people, ratios, asfr, movers)))
        slope = jax.grad(lambda f: run(jnp.asarray(people), jnp.asarray(ratios), f, jnp.asarray(movers)).births.sum())
        assert float(slope(jnp.asarray(asfr))[0, 2]) > 0
    for one, other in zip(got, want, strict=True):
        np.testing.assert_allclose(np.asarray(one), other, rtol=1e-12)


GOOD = {
    "population": np.full((2, GROUPS), 100.0),
    "survivorship": np.full((STEPS, 2, GROUPS), 0.9),
    "asfr": np.array([[0, 0.1, 0.1, 0, 0, 0]]),
    "width": 5,
    "srb": 1.05,
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"population": np.full((2, GROUPS), -1.0)}, "population has values"),
        ({"population": np.full((3, GROUPS), 1.0)}, "1 or 2 sexes"),
        ({"survivorship": np.full((STEPS, 2, GROUPS), 90.0)}, "it is a share"),
        ({"survivorship": np.full((STEPS, 2, GROUPS), np.nan)}, "it is a share"),
        ({"survivorship": np.full((2, GROUPS), 0.9)}, "Constant rates"),
        ({"asfr": np.array([[0, 100.0, 90, 0, 0, 0]])}, "divide by 1,000"),
        ({"asfr": np.full((1, GROUPS), 0.1)}, "first age group"),
        ({"asfr": np.full((2, GROUPS), 0.1)}, "got asfr of shape"),
        ({"srb": 105.0}, "about 1.05"),
        ({"srb": np.float64(105.0)}, "about 1.05"),
        ({"srb": np.array([1.0, 1.0])}, "got srb of shape"),
        ({"net_migration": np.zeros((1, 2, GROUPS))}, "Name one of end, half, spread"),
        ({"timing": "end"}, "without migrants"),
        ({"net_migration": np.full((1, 2, GROUPS), -99.0), "timing": "end"}, "more leave there than live there"),
        ({"net_migration": np.full((1, 2, GROUPS), np.nan), "timing": "end"}, "not finite"),
        ({"net_migration": np.zeros((1, 2, 2)), "timing": "end"}, "got net migration of shape"),
        ({"population": np.ones((2, 2, GROUPS)), "survivorship": np.full((3, STEPS, 2, GROUPS), 0.9)}, "do not broad"),
    ],
)
def test_bad_input_is_said(change, words):
    arguments = {**GOOD, **change}
    with pytest.raises(BadInput, match=words):
        project(arguments.pop("population"), arguments.pop("survivorship"), arguments.pop("asfr"), **arguments)
