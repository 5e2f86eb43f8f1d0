"""Rates, reproduction and births: a printed example, identities, slow loops, refusals."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cenotaph.demography import fertility as f
from cenotaph.errors import BadInput
from demography.published import known

AGE = np.arange(15.0, 50.0, 5.0)
WIDTH = np.full(7, 5.0)
RATES = arrays(np.float64, (3, 7), elements=st.floats(1e-4, 0.5))
FEW = settings(max_examples=25, deadline=None)


def test_reproduction_in_kuwait_is_as_printed():
    """To the last printed digit; the rates are rounded to 0.001, which moves the TFR by up to 0.0175."""
    k = known("fertility")["kuwait"]
    tfr = f.total_fertility_rate(k["asfr"], WIDTH)
    grr = f.gross_reproduction_rate(k["asfr"], WIDTH, k["srb"])
    nrr = f.net_reproduction_rate(k["asfr"], k["person_years"], k["srb"])
    assert abs(tfr - k["tfr"]) <= 0.005 + 1e-9
    assert abs(grr - k["grr"]) <= 0.005 + 1e-9
    assert abs(nrr - k["nrr"]) <= 0.005 + 1e-9
    wrong = f.net_reproduction_rate(k["asfr"], k["person_years"], 1.0)
    assert abs(wrong - k["nrr"]) > 0.02
    per_100000 = f.net_reproduction_rate(k["asfr"], 1e5 * np.array(k["person_years"]), k["srb"], radix=1e5)
    assert per_100000 == pytest.approx(nrr, rel=1e-12)


@given(RATES, st.floats(0.9, 1.2))
@FEW
def test_sums_agree_with_slow_loops(asfr, srb):
    person_years = np.linspace(4.8, 4.2, 7)
    for row in range(3):
        tfr = nrr = top = net_top = 0.0
        for x, n, rate, lived in zip(AGE, WIDTH, asfr[row], person_years, strict=True):
            tfr += n * rate
            nrr += rate * lived / (1 + srb)
            top += (x + n / 2) * n * rate
            net_top += (x + n / 2) * rate * lived / (1 + srb)
        assert f.total_fertility_rate(asfr, WIDTH)[row] == pytest.approx(tfr, rel=1e-12)
        assert f.cumulated_fertility(asfr, WIDTH)[row, -1] == pytest.approx(tfr, rel=1e-12)
        assert f.net_reproduction_rate(asfr, person_years, srb)[row] == pytest.approx(nrr, rel=1e-12)
        assert f.mean_age_at_childbearing(asfr, AGE, WIDTH)[row] == pytest.approx(top / tfr, rel=1e-12)
        net_mean = f.mean_age_of_net_maternity(asfr, person_years, AGE, WIDTH)[row]
        assert net_mean == pytest.approx(net_top / nrr, rel=1e-12)
        assert net_mean < f.mean_age_at_childbearing(asfr, AGE, WIDTH)[row]


@given(RATES, st.floats(0.9, 1.2))
@FEW
def test_identities(asfr, srb):
    grr = f.gross_reproduction_rate(asfr, WIDTH, srb)
    np.testing.assert_allclose(f.net_reproduction_rate(asfr, WIDTH, srb), grr, rtol=1e-12)  # nobody dies
    later = f.mean_age_at_childbearing(asfr, AGE + 2, WIDTH)
    np.testing.assert_allclose(later, f.mean_age_at_childbearing(asfr, AGE, WIDTH) + 2, rtol=1e-12)
    women = np.linspace(900.0, 500.0, 7)
    births = f.births_from_rates(asfr, women)
    np.testing.assert_allclose(f.asfr_from_births(births, women), asfr, rtol=1e-12)
    by_sex = f.births_by_sex(births, srb)
    np.testing.assert_allclose(by_sex.sum(axis=-1), births, rtol=1e-12)
    np.testing.assert_allclose(by_sex[..., 1] / by_sex[..., 0], srb, rtol=1e-12)


def test_the_same_in_jax():
    asfr = np.array([0.05, 0.2, 0.25, 0.2, 0.1, 0.05, 0.01])
    for quantity in (
        lambda a: f.total_fertility_rate(a, WIDTH),
        lambda a: f.cumulated_fertility(a, WIDTH),
        lambda a: f.gross_reproduction_rate(a, WIDTH, 1.05),
        lambda a: f.net_reproduction_rate(a, np.full(7, 4.5), 1.05),
        lambda a: f.mean_age_at_childbearing(a, AGE, WIDTH),
        lambda a: f.births_by_sex(f.births_from_rates(a, np.full(7, 10.0)), 1.05),
    ):
        with jax.enable_x64(True):
            traced = jax.jit(quantity)(jnp.asarray(asfr))
        np.testing.assert_allclose(traced, quantity(asfr), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: f.total_fertility_rate([30.0, 120.0], [5, 5]), "per 1,000"),
        (lambda: f.total_fertility_rate([-0.1, 0.1], [5, 5]), "negative"),
        (lambda: f.total_fertility_rate([np.nan, 0.1], [5, 5]), "not finite"),
        (lambda: f.total_fertility_rate([0.1, 0.1], [5, np.inf]), "closed"),
        (lambda: f.total_fertility_rate([0.1, 0.1, 0.1], [5, 5]), "last axis"),
        (lambda: f.gross_reproduction_rate([0.1, 0.1], [5, 5], 105), "boys per girl"),
        (lambda: f.births_by_sex(100.0, 0.49), "boys per girl"),
        (lambda: f.net_reproduction_rate([0.1, 0.1], [450000, 440000], 1.05), "radix"),
        (lambda: f.net_reproduction_rate([0.1, 0.1], [4.5], 1.05), "agree"),
        (lambda: f.mean_age_of_net_maternity([0.1, 0.1], [45, 44], [15, 20], [5, 5]), "radix"),
        (lambda: f.mean_age_at_childbearing([0.0, 0.0], [15, 20], [5, 5]), "no births"),
        (lambda: f.mean_age_at_childbearing([0.1, 0.1], [20, 15], [5, 5]), "rise"),
        (lambda: f.asfr_from_births([1, 2], [10, 0]), "no women"),
        (lambda: f.asfr_from_births([100, 2], [10, 10]), "per woman-year"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(BadInput, match=says):
        call()
