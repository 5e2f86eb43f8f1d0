"""Whether a model has an estimate: published verdicts, and a slow search that shows them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from cenotaph.mse.estimability import design, effects_of, estimable, model_name, standing
from cenotaph.mse.overlap import Overlap, cells
from mse.known import kosovo, model, of_counts

# Chan, Silverman and Vincent 2021, table 2.
ARTIFICIAL = of_counts("abc", a=40, b=30, c=20, ab=6)


@pytest.mark.parametrize(
    ("margins", "says"), [("12,13,23", "do not tell its effects apart"), ("12,3", "no finite effects"), ("13,23", "")]
)
def test_the_artificial_table_of_chan_and_others(margins, says):
    found = estimable(ARTIFICIAL, model(margins, 3))
    assert found.holds == (not says)
    assert says in found.reason


def test_every_model_of_a_table_without_empty_cells_has_an_estimate():
    from cenotaph.mse.loglinear.choice import hierarchical_models

    assert all(estimable(kosovo(), m).holds for m in hierarchical_models(4, 3))


@given(st.lists(st.integers(0, 3), min_size=7, max_size=7), st.sampled_from(["1,2,3", "12,3", "12,13", "12,13,23"]))
@settings(max_examples=40, deadline=None)
def test_existence_is_that_the_likelihood_has_a_summit(counts, margins):
    """The slow twin: where a summit exists a search from nought stays near it; where not, some effect runs away."""
    table = Overlap(("a", "b", "c"), np.array([0, *counts]))
    if not all(table.of(j) for j in range(3)):
        return
    found = estimable(table, model(margins, 3))
    if "apart" in found.reason:
        return
    x, y = design(found.effects, 3)[found.open_cells], table.counts[found.open_cells]

    def cost(beta):
        eta = np.clip(x @ beta, -700, 700)
        return np.exp(eta).sum() - y @ eta, x.T @ (np.exp(eta) - y)

    summit = minimize(cost, np.zeros(x.shape[1]), jac=True, method="BFGS", options={"maxiter": 4000, "gtol": 1e-9})
    assert found.holds == (np.exp(x @ summit.x).min() > 1e-4)


def test_lists_that_cannot_inform():
    told = standing(ARTIFICIAL)
    assert told.empty_pairs == ((0, 2), (1, 2))
    assert told.alone == (2,)
    assert not told.reason
    assert "no two lists share anybody" in standing(of_counts("abc", a=3, b=2, c=1)).reason


def test_models_are_named_by_their_largest_effects():
    effects = effects_of((0b0111, 0b1001, 0b1100), 4)
    assert model_name(effects, 4) == "[123,14,34]"
    assert design(effects, 4).shape == (16, len(effects))
    assert (design(effects, 4)[cells(4) == 0] == [1] + [0] * (len(effects) - 1)).all()
