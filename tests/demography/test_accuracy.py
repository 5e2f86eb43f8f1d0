"""Age and sex ratios and their scores: the spreadsheet's printed results, a plain loop, and the ends of the scale."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.accuracy import age_ratio_score, age_ratios, sex_ratio_score, sex_ratios, un_joint_score
from cenotaph.demography.ages import AgeGrid
from cenotaph.errors import BadInput
from demography.published import known

GRID = AgeGrid.five_year(75)
PERSONS = hnp.arrays(np.float64, (3, 2, 16), elements=st.integers(1, 10**6).map(float))


def pasex():
    table = known("pasex")["agesex"]
    return np.array([table["females"], table["males"]], dtype=float), table


def test_the_printed_results_of_the_spreadsheet():
    counts, printed = pasex()
    females, males = age_ratio_score(counts, GRID)
    assert round(males, 3) == printed["age_ratio_score_males"]
    assert round(females, 3) == printed["age_ratio_score_females"]
    assert round(sex_ratio_score(counts, GRID), 3) == printed["sex_ratio_score"]
    assert round(un_joint_score(counts, GRID), 3) == printed["joint_score"]
    counts[1, 7] *= 1.01
    assert round(un_joint_score(counts, GRID), 3) != printed["joint_score"]


@given(PERSONS)
@settings(max_examples=20, deadline=None)
def test_agree_with_a_plain_loop(counts):
    for one, joint in zip(counts, un_joint_score(counts, GRID, 5, 70), strict=True):
        women, men = one.tolist()
        ages = 0.0
        for sex in (women, men):
            away = [abs(200 * sex[i] / (sex[i - 1] + sex[i + 1]) - 100) for i in range(2, 13)]
            ages += sum(away) / len(away)
        steps = [100 * abs(men[i + 1] / women[i + 1] - men[i] / women[i]) for i in range(1, 13)]
        assert joint == pytest.approx(ages + 3 * sum(steps) / len(steps))


@given(PERSONS, st.floats(0.5, 20))
@settings(max_examples=20, deadline=None)
def test_scores_do_not_depend_on_size_or_on_the_open_group(counts, factor):
    scores = un_joint_score(counts, GRID)
    other = counts.copy()
    other[..., -1] *= 3
    np.testing.assert_allclose(un_joint_score(other * factor, GRID), scores, rtol=1e-9)
    assert (scores >= 0).all()


def test_a_straight_line_scores_zero():
    line = np.stack([np.linspace(100, 25, 16), np.linspace(200, 50, 16)])
    np.testing.assert_allclose(age_ratios(line, GRID), 1, rtol=1e-12)
    np.testing.assert_allclose(sex_ratios(line, GRID), 2, rtol=1e-12)
    assert un_joint_score(line, GRID) == pytest.approx(0, abs=1e-10)


def test_small_populations_are_allowed_for_only_when_asked():
    counts = np.full((2, 16), 1000.0)
    assert un_joint_score(counts, GRID) == 0
    assert un_joint_score(counts, GRID, adjust_small=True) == pytest.approx(3.5 - 3500 / np.sqrt(32000))
    assert un_joint_score(counts * 1e4, GRID, adjust_small=True) == 0
    assert un_joint_score(counts * 31.3, GRID, adjust_small=True) == 0  # 1,001,600 persons
    assert un_joint_score(counts * 31.2, GRID, adjust_small=True) == pytest.approx(3.5 - 3500 / np.sqrt(998_400))


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: age_ratios(np.ones(4), AgeGrid.abridged(10)), "five years wide"),
        (lambda: age_ratios(np.ones(3), AgeGrid.five_year(10)), "Three or more"),
        (lambda: age_ratios(np.ones(16), GRID, 0, 12), "Three or more"),
        (lambda: age_ratios(np.zeros(16), GRID), "nobody"),
        (lambda: age_ratios(-np.ones(16), GRID), "negative"),
        (lambda: sex_ratios(np.ones(16), GRID), "female, male"),
        (lambda: sex_ratios(np.ones((3, 16)), GRID), "female, male"),
        (lambda: un_joint_score(np.stack([np.zeros(16), np.ones(16)]), GRID), "nobody"),
    ],
)
def test_what_cannot_be_scored_is_said(call, word):
    with pytest.raises(BadInput, match=word):
        call()


def test_the_same_in_jax_and_under_a_trace():
    jax = pytest.importorskip("jax")
    counts, _ = pasex()
    traced = jax.jit(lambda c: un_joint_score(c, GRID, adjust_small=True))
    np.testing.assert_allclose(traced(jax.numpy.asarray(counts)), un_joint_score(counts, GRID), rtol=1e-5)
