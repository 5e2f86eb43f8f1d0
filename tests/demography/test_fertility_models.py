"""Relational Gompertz, Coale-Trussell, P/F: parameters come back, printed multipliers, refusals."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from cenotaph.demography import fertility_models as models
from cenotaph.demography import parity
from cenotaph.demography.fertility import total_fertility_rate
from cenotaph.errors import BadInput, NotEstimable
from demography.published import known

FEW = settings(max_examples=25, deadline=None)
WIDTH = np.full(8, 5.0)
BOOTH = np.array(known("fertility")["booth"]["gompits"])
# An invented natural schedule and an invented deviation from it.
NATURAL = np.array([0.4, 0.45, 0.42, 0.38, 0.3, 0.16, 0.03])
DEVIATION = np.array([0.0, -0.05, -0.3, -0.6, -1.0, -1.4, -1.6])


@given(st.floats(-0.6, 0.6), st.floats(0.6, 1.4), st.floats(1.0, 8.0))
@FEW
def test_the_relation_to_booths_standard_comes_back(alpha, beta, tfr):
    asfr = models.relational_gompertz(BOOTH, alpha, beta, tfr, WIDTH)
    assert total_fertility_rate(asfr, WIDTH) == pytest.approx(tfr, rel=1e-12)
    fit = models.fit_relational_gompertz(asfr, WIDTH, BOOTH)
    assert (fit.alpha, fit.beta, fit.tfr) == pytest.approx((alpha, beta, tfr), abs=2e-4)
    assert fit.residual < 2e-4
    bent = asfr * np.linspace(0.9, 1.1, 8)
    assert models.fit_relational_gompertz(bent, WIDTH, BOOTH).alpha < fit.alpha  # later births, lower alpha


def test_the_standard_is_itself_at_0_and_1():
    shares = np.exp(-np.exp(-BOOTH))
    asfr = models.relational_gompertz(BOOTH, 0.0, 1.0, 1.0, WIDTH)
    np.testing.assert_allclose(np.cumsum(asfr * WIDTH)[:-1], shares, rtol=1e-12)
    np.testing.assert_allclose(models.share_from_gompit(models.gompit(shares)), shares, rtol=1e-12)


def test_bounds_without_a_gompit_do_not_count_and_weights_do():
    asfr = models.relational_gompertz(BOOTH, 0.2, 1.1, 5.0, WIDTH)
    none_early = np.concatenate([[0.0], asfr[1:] * 5.0 / (asfr[1:] * 5).sum()])
    fit = models.fit_relational_gompertz(none_early, WIDTH, BOOTH)
    without = models.fit_relational_gompertz(none_early, WIDTH, BOOTH, weights=[0, 1, 1, 1, 1, 1, 1])
    assert fit.beta == without.beta
    gompits = models.gompit(np.cumsum(none_early * 5)[1:-1] / (none_early * 5).sum())
    assert (fit.beta, fit.alpha) == pytest.approx(np.polyfit(BOOTH[1:], gompits, 1), rel=1e-9)
    weights = np.array([0, 1, 1, 1, 1, 0.1, 0.1])
    ends_down = models.fit_relational_gompertz(none_early, WIDTH, BOOTH, weights=weights)
    slow = np.polyfit(BOOTH[1:], gompits, 1, w=np.sqrt(weights[1:]))
    assert (ends_down.beta, ends_down.alpha) == pytest.approx(slow, rel=1e-9)
    assert abs(ends_down.beta - fit.beta) > 1e-4
    many = models.fit_relational_gompertz(np.stack([asfr, none_early]), WIDTH, BOOTH)
    assert many.alpha[1] == pytest.approx(fit.alpha, rel=1e-12)
    assert many.beta[0] == pytest.approx(1.1)


@given(st.floats(0.3, 1.2), st.floats(-0.2, 2.0), st.integers(0, 10))
@FEW
def test_level_and_control_come_back(level, control, seed):
    weights = np.random.default_rng(seed).uniform(0.1, 5.0, 7)
    rates = models.coale_trussell(NATURAL, DEVIATION, level, control)
    slow = [level * n * np.e ** (control * v) for n, v in zip(NATURAL, DEVIATION, strict=True)]
    np.testing.assert_allclose(rates, slow, rtol=1e-12)
    fit = models.fit_coale_trussell(rates, NATURAL, DEVIATION, weights=weights)
    assert (fit.level, fit.control) == pytest.approx((level, control), abs=1e-9)
    worse = rates.copy()
    worse[3] *= 0.8
    assert models.fit_coale_trussell(worse, NATURAL, DEVIATION).residual > 0.02


def test_weighting_by_births_is_near_the_poisson_fit():
    exposure = np.array([200.0, 900, 1500, 1800, 1700, 1500, 1400])
    births = np.random.default_rng(3).poisson(exposure * models.coale_trussell(NATURAL, DEVIATION, 0.9, 0.6))
    fit = models.fit_coale_trussell(births / exposure, NATURAL, DEVIATION, weights=births)

    def loss(at):
        expected = exposure * models.coale_trussell(NATURAL, DEVIATION, np.exp(at[0]), at[1])
        return (expected - births * np.log(expected)).sum()

    best = minimize(loss, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-10}).x
    assert np.log(fit.level) == pytest.approx(best[0], abs=0.01)
    assert fit.control == pytest.approx(best[1], abs=0.03)
    plain = models.fit_coale_trussell(births / exposure, NATURAL, DEVIATION)
    assert abs(plain.control - best[1]) > abs(fit.control - best[1])


def test_brostroms_example_as_printed():
    """Known answer: M and m of the line to the last digit; weighted by births it is near the Poisson fit."""
    data = known("fertility")["brostrom"]
    births = np.array(data["births"])
    rates, schedules = births / data["exposure"], (data["natural"], data["deviation"])
    fit = models.fit_coale_trussell(rates, *schedules)
    assert np.log(fit.level) == pytest.approx(data["line"][0], abs=5e-8)
    assert fit.control == pytest.approx(data["line"][1], abs=5e-8)
    weighted = models.fit_coale_trussell(rates, *schedules, weights=births)
    assert (np.log(weighted.level), weighted.control) == pytest.approx(data["poisson"], abs=0.002)
    assert abs(fit.control - data["poisson"][1]) > 0.03  # the control: weights matter
    expected = data["exposure"] * models.coale_trussell(*schedules, np.exp(data["poisson"][0]), data["poisson"][1])
    assert expected.sum() == pytest.approx(births.sum(), rel=1e-6)  # as any Poisson fit with a level has it


def test_an_age_without_births_is_left_out():
    rates = models.coale_trussell(NATURAL, DEVIATION, 0.7, 0.5)
    rates[-1] = 0.0
    fit = models.fit_coale_trussell(rates, NATURAL, DEVIATION)
    assert (fit.level, fit.control) == pytest.approx((0.7, 0.5))


def test_the_models_in_jax():
    with jax.enable_x64(True):
        gompertz = jax.jit(lambda a: models.relational_gompertz(jnp.asarray(BOOTH), a, 1.1, 5.0, WIDTH))(0.2)
        coale = jax.jit(lambda m: models.coale_trussell(jnp.asarray(NATURAL), jnp.asarray(DEVIATION), 0.8, m))(0.4)
    np.testing.assert_allclose(gompertz, models.relational_gompertz(BOOTH, 0.2, 1.1, 5.0, WIDTH), rtol=1e-12)
    np.testing.assert_allclose(coale, models.coale_trussell(NATURAL, DEVIATION, 0.8, 0.4), rtol=1e-12)
    with jax.enable_x64(True):  # a traced parameter beside NumPy's standards
        gompertz = jax.jit(lambda a: models.relational_gompertz(BOOTH, a, 1.1, 5.0, WIDTH))(0.2)
        coale = jax.jit(lambda m: models.coale_trussell(NATURAL, DEVIATION, 0.8, m))(0.4)
    np.testing.assert_allclose(gompertz, models.relational_gompertz(BOOTH, 0.2, 1.1, 5.0, WIDTH), rtol=1e-12)
    np.testing.assert_allclose(coale, models.coale_trussell(NATURAL, DEVIATION, 0.8, 0.4), rtol=1e-12)


def test_multipliers_are_those_that_brass_printed():
    """Printed to the nearest 0.005; the table's columns are the polynomial starting at 18.5, 17.5, ..., 11.5."""
    table = known("fertility")["brass_multipliers"]
    starts = np.arange(18.5, 11.0, -1.0)
    k = np.array(table["k"]).T
    got = parity._multipliers_at(starts, True)
    assert np.abs(got - k).max() < 0.005
    rates = parity._polynomial_rates(starts, True)
    assert np.abs(rates[:, 0] / rates[:, 1] - table["f1_over_f2"]).max() < 0.001
    equivalents = 5 * (np.cumsum(rates, axis=1) - rates) + got * rates
    assert np.abs(equivalents[:, 0] / equivalents[:, 1] - table["p1_over_p2"]).max() < 0.0011
    assert np.abs(starts + 0.4 * parity.SPAN - table["mean_age"]).max() < 1e-9
    # controls: births by age at the birth, and a start half a year later, give other multipliers
    assert np.abs(parity._multipliers_at(starts, False) - k).max() > 0.1
    assert np.abs(parity._multipliers_at(starts + 0.5, True) - k).max() > 0.1
    # through the public door: the start is found from the rates themselves
    np.testing.assert_allclose(parity.brass_multipliers(0.2 * rates), got, atol=1e-4)


@pytest.mark.parametrize("shifted", [True, False])
def test_constant_fertility_has_ratios_of_one(shifted):
    """Parities by a slow sum over a fine grid of ages; reports of 80 per cent give ratios of 1.25."""
    start, total = 15.3, 6.0
    fine = np.arange(15.0, 50.0, 0.001) + 0.0005
    x = np.clip((fine - start) / 33.0, 0, 1)
    rate = x * (1 - x) ** 2
    scale = total / (rate.sum() * 0.001)
    average_parity = (scale * np.cumsum(rate) * 0.001).reshape(7, 5000).mean(axis=1)
    at = fine + (0.5 if shifted else 0.0)
    group = np.minimum(((at - 15) // 5).astype(int), 6)
    asfr = np.array([scale * rate[group == g].sum() * 0.001 / 5 for g in range(7)])
    np.testing.assert_allclose(parity.pf_ratios(average_parity, asfr, shifted=shifted), 1.0, atol=2e-3)
    np.testing.assert_allclose(parity.pf_ratios(average_parity, 0.8 * asfr, shifted=shifted), 1.25, atol=3e-3)
    assert np.abs(parity.pf_ratios(average_parity, asfr, shifted=not shifted) - 1).max() > 0.05


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: models.gompit([0.0, 0.5]), "0 < F < 1"),
        (lambda: models.relational_gompertz(BOOTH, 0, -1.0, 5, WIDTH), "beta"),
        (lambda: models.relational_gompertz(BOOTH[::-1], 0, 1, 5, WIDTH), "rise"),
        (lambda: models.relational_gompertz(BOOTH, 0, 1, 5, WIDTH[:-1]), "bounds between"),
        (lambda: models.fit_relational_gompertz(np.zeros(8), WIDTH, BOOTH), "no births"),
        (lambda: models.fit_relational_gompertz(np.full(8, 150.0), WIDTH, BOOTH), "per 1,000"),
        (lambda: models.coale_trussell(1000 * NATURAL, DEVIATION, 1, 1), "per 1,000"),
        (lambda: models.fit_coale_trussell(NATURAL[:3], NATURAL, DEVIATION), "last axis"),
        (lambda: models.fit_coale_trussell(NATURAL, NATURAL, DEVIATION, weights=[1, 2]), "weights"),
        (lambda: models.fit_coale_trussell(-NATURAL, NATURAL, DEVIATION), "negative"),
        (lambda: parity.brass_multipliers(np.full(6, 0.1)), "15-19 to 45-49"),
        (lambda: parity.brass_multipliers([0.1, 0, 0.1, 0.1, 0.1, 0.1, 0.1]), "20-24"),
        (lambda: parity.pf_ratios([1, 2], np.full(7, 0.1)), "15-19 to 45-49"),
        (lambda: parity.pf_ratios(np.ones(7), [0, 0.1, 0.1, 0.1, 0.1, 0.05, 0.02]), "P / F"),
    ],
)
def test_bad_input_is_refused(call, says):
    with pytest.raises(BadInput, match=says):
        call()


def test_what_cannot_be_estimated_is_said():
    one = np.array([0, 0, 0, 0.2, 0, 0, 0.0])
    with pytest.raises(NotEstimable, match="two ages"):
        models.fit_coale_trussell(one, NATURAL, DEVIATION)
    with pytest.raises(NotEstimable, match="no slope"):
        models.fit_coale_trussell(NATURAL, NATURAL, np.zeros(7))
    with pytest.raises(NotEstimable, match="two ages"):
        models.fit_relational_gompertz([0, 0, 0.2, 0, 0, 0, 0, 0], WIDTH, BOOTH)
    with pytest.raises(NotEstimable, match="polynomial"):
        parity.brass_multipliers([0.3, 0.1, 0.1, 0.1, 0.1, 0.05, 0.01])
