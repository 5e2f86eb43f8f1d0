"""Own children and reverse survival: a constant population comes back, slow loops, refusals."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.demography.past_fertility import own_children, reverse_survival_fertility, reverse_survived_births
from cenotaph.errors import BadInput

FEW = settings(max_examples=20, deadline=None)
YEARS, AGES, FIRST = 10, 40, 10
MOTHERS = AGES + YEARS
NLX = np.exp(-0.01 * np.arange(MOTHERS))
SURVIVAL = 0.9 * np.exp(-0.02 * np.arange(YEARS))
SHAPE = np.clip(np.arange(AGES) - 4, 0, 36) * np.clip(39 - np.arange(AGES), 0, None) ** 2.0


def census(rates, born=1000.0, growth=0.0):
    """Women and own children of a population whose rates by year and age never changed; exact on the Lexis diagram.

    Each mother's birthday and each child's are evenly spread, so a child of completed age t of a mother of completed
    age y was born when she was y - t (half) or y - t - 1 (half).
    """
    women = born * NLX * np.exp(-growth * np.arange(MOTHERS))
    children = np.zeros((YEARS, MOTHERS))
    for t in range(YEARS):
        for y in range(MOTHERS):
            for a, half in ((y - t, 0.5), (y - t - 1, 0.5)):
                if 0 <= a < AGES:
                    lived = women[y] * NLX[a] / NLX[y]
                    children[t, y] += half * rates[a] * lived * SURVIVAL[t]
    return women, children


@given(st.floats(1.0, 8.0), st.floats(0.0, 0.03))
@FEW
def test_the_fertility_of_a_constant_population_comes_back(tfr, growth):
    rates = tfr * SHAPE / SHAPE.sum()
    women, children = census(rates, growth=growth)
    past = own_children(children, women, first_age=FIRST, child_survival=SURVIVAL, women_nLx=NLX)
    np.testing.assert_array_equal(past.age, np.arange(FIRST, FIRST + AGES))
    np.testing.assert_allclose(past.tfr, tfr, rtol=0.002 if growth else 1e-3)
    smeared = 0.5 * rates[1:-1] + 0.25 * (rates[:-2] + rates[2:])
    if growth == 0:
        np.testing.assert_allclose(
            past.asfr[:, 1:-1], np.broadcast_to(smeared, (YEARS, AGES - 2)), rtol=0.02, atol=1e-6
        )
    flat = reverse_survival_fertility(children.sum(axis=-1), women, rates, child_survival=SURVIVAL, women_nLx=NLX)
    np.testing.assert_allclose(flat.tfr, tfr, rtol=0.005)
    np.testing.assert_allclose(flat.births, children.sum(axis=-1) / SURVIVAL, rtol=1e-12)


def test_a_slow_loop_says_the_same():
    rng = np.random.default_rng(5)
    women = rng.uniform(500, 1000, (2, MOTHERS))
    children = rng.uniform(0, 100, (2, YEARS, MOTHERS))
    unmatched = rng.uniform(0, 200, (2, YEARS))
    past = own_children(children, women, first_age=FIRST, child_survival=SURVIVAL, women_nLx=NLX, unmatched=unmatched)
    form = SHAPE / SHAPE.sum()
    flat = reverse_survival_fertility(children.sum(-1), women, SHAPE, child_survival=SURVIVAL, women_nLx=NLX)
    for k in range(2):
        for t in range(YEARS):
            raised = 1 + unmatched[k, t] / sum(children[k, t])
            tfr, exposed = 0.0, 0.0
            for a in range(AGES):
                born = sum(children[k, t, a + t + i] for i in (0, 1)) / 2 * raised / SURVIVAL[t]
                lived = sum(women[k, a + t + i] * NLX[a] / NLX[a + t + i] for i in (0, 1)) / 2
                assert past.births[k, t, a] == pytest.approx(born, rel=1e-10)
                assert past.women[k, t, a] == pytest.approx(lived, rel=1e-10)
                tfr += born / lived
                exposed += form[a] * lived
            assert past.tfr[k, t] == pytest.approx(tfr, rel=1e-10)
            assert flat.tfr[k, t] == pytest.approx(sum(children[k, t]) / SURVIVAL[t] / exposed, rel=1e-10)


def test_a_famine_left_out_of_survival_appears_as_missing_births():
    """The control: half the infants of year 3 died in a crisis that the survival does not know."""
    rates = 5 * SHAPE / SHAPE.sum()
    women, children = census(rates)
    children[3] *= 0.5
    usual = own_children(children, women, first_age=FIRST, child_survival=SURVIVAL, women_nLx=NLX)
    assert usual.tfr[3] == pytest.approx(0.5 * usual.tfr[2], rel=0.01)
    known = SURVIVAL.copy()
    known[3] *= 0.5
    told = own_children(children, women, first_age=FIRST, child_survival=known, women_nLx=NLX)
    assert told.tfr[3] == pytest.approx(told.tfr[2], rel=0.01)


def test_the_shape_of_fertility_matters_little():
    women, children = census(5 * SHAPE / SHAPE.sum(), growth=0.015)
    later = np.roll(SHAPE, 3)
    found = [
        reverse_survival_fertility(children.sum(-1), women, s, child_survival=SURVIVAL, women_nLx=NLX).tfr
        for s in (SHAPE, later, np.broadcast_to(later, (YEARS, AGES)))
    ]
    assert 0.01 < np.abs(found[1] / found[0] - 1).max() < 0.1
    np.testing.assert_array_equal(found[1], found[2])


def test_the_same_in_jax():
    women, children = census(5 * SHAPE / SHAPE.sum())
    plain = own_children(children, women, first_age=FIRST, child_survival=SURVIVAL, women_nLx=NLX)
    with jax.enable_x64(True):
        traced = jax.jit(
            lambda c: (
                own_children(
                    c,
                    jnp.asarray(women),
                    first_age=FIRST,
                    child_survival=jnp.asarray(SURVIVAL),
                    women_nLx=jnp.asarray(NLX),
                ).tfr
            )
        )(jnp.asarray(children))
    np.testing.assert_allclose(traced, plain.tfr, rtol=1e-12)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"children": np.full((YEARS, MOTHERS), -1.0)}, "negative"),
        ({"children": np.ones((YEARS, YEARS))}, "more ages of mothers"),
        ({"women": np.ones(MOTHERS - 1)}, "ages are needed"),
        ({"women": np.zeros(MOTHERS)}, "no women"),
        ({"child_survival": 1e5 * SURVIVAL}, "radix"),
        ({"child_survival": SURVIVAL[:-1]}, "survival of shape"),
        ({"women_nLx": NLX[::-1]}, "rises"),
        ({"unmatched": np.ones(3)}, "unmatched"),
    ],
)
def test_bad_input_is_refused(change, says):
    given_ = {
        "children": np.ones((YEARS, MOTHERS)),
        "women": np.ones(MOTHERS),
        "child_survival": SURVIVAL,
        "women_nLx": NLX,
    } | change
    with pytest.raises(BadInput, match=says):
        own_children(given_.pop("children"), given_.pop("women"), first_age=FIRST, **given_)


def test_reverse_survival_refuses_too():
    with pytest.raises(BadInput, match="ages differ"):
        reverse_survived_births([1.0, 2.0], [0.9, 0.8, 0.7])
    with pytest.raises(BadInput, match="zero at every age"):
        reverse_survival_fertility([1.0], np.ones(3), [0.0, 0.0], child_survival=[0.9], women_nLx=np.ones(3))
    with pytest.raises(BadInput, match="no matched ones"):
        own_children(
            np.zeros((1, 3)), np.ones(3), first_age=20, child_survival=[0.9], women_nLx=np.ones(3), unmatched=[5.0]
        )
