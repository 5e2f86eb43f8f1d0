"""Model life tables: what is put in comes back, the UN families at and between their levels, a slow loop."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.demography import conversions as of
from cenotaph.demography.model_families import SCALES, family_life_table, model_family
from cenotaph.demography.model_tables import (
    LogQuad,
    brass_logit,
    brass_lx,
    brass_parameters,
    logquad_k,
    logquad_life_table,
    logquad_q_0_5,
)
from cenotaph.demography.table import life_table
from cenotaph.errors import BadInput, NotEstimable
from demography.reference_tables import shared_file, un_tables

EXACT_TO = 67.5
FEW = settings(max_examples=25, deadline=None)
SEXES = ("female", "male")


def wilmoth(sex: str) -> LogQuad:
    """The published coefficients, as a user would read them from a file."""
    with shared_file("model-life-tables", "logquad_coefficients_wilmoth2012.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["sex"] == sex.capitalize()]
    age = [float(row["age"].rstrip("+").split("-")[0]) for row in rows]
    return LogQuad(np.array(age), *(np.array([float(r[c] or "nan") for r in rows]) for c in ("ax", "bx", "cx", "vx")))


def own_nax(un: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ages 0 to 90+, rates and nax of a UN family from its printed mx, lx and Lx (see test_table)."""
    cut = int(np.searchsorted(un["age"], 90.0)) + 1
    step, lx = np.diff(un["age"][:cut]), un["lx"]
    nqx = 1 - lx[:, 1:cut] / lx[:, : cut - 1]
    with np.errstate(divide="ignore"):
        nax = np.clip(step + 1 / un["mx"][:, : cut - 1] - step / nqx, 0, step)
    open_rate = (lx[:, cut - 1] / un["Lx"][:, cut - 1 :].sum(axis=1))[:, None]
    return un["age"][:cut], np.concatenate([un["mx"][:, : cut - 1], open_rate], axis=1), np.c_[nax, 1 / open_rate]


@pytest.mark.parametrize("nax", ["coale-demeny", "andreev-kingkade", "constant-hazard"])
@pytest.mark.parametrize("sex", SEXES)
def test_logquad_gives_back_what_was_put_in(sex, nax):
    model = wilmoth(sex)
    q_0_5 = np.array([0.01, 0.05, 0.15, 0.3, 0.45])
    for k in (0.0, 1.5, -1.0):
        table = logquad_life_table(model, q_0_5, k, sex=sex, nax=nax)
        np.testing.assert_allclose(1 - table.lx[:, 2], q_0_5, rtol=1e-12)
        assert (np.diff(table.e0) < 0).all()
        l15, l60 = (table.lx[:, list(table.age).index(a)] for a in (15, 60))
        found = logquad_k(model, q_0_5, 1 - l60 / l15, sex=sex, nax=nax)
        np.testing.assert_allclose(found, k, atol=1e-8)
        np.testing.assert_allclose(logquad_q_0_5(model, table.nqx[:, 0], sex=sex, nax=nax), q_0_5, rtol=1e-7)
    higher = logquad_life_table(model, 0.1, 1.0, sex=sex, nax=nax)
    assert float(higher.e0) < float(logquad_life_table(model, 0.1, 0.0, sex=sex, nax=nax).e0) - 1


@pytest.mark.parametrize("sex", SEXES)
def test_logquad_agrees_with_a_loop(sex):
    model, h, k = wilmoth(sex), math.log(0.12), 0.7
    table = logquad_life_table(model, 0.12, k, sex=sex)
    for i, age in enumerate(model.age):
        if age == 1:
            left = 1 - (1 - 0.12) / (1 - float(table.nqx[0]))
            assert float(table.nqx[1]) == pytest.approx(left, rel=1e-12)
            continue
        want = math.exp(model.ax[i] + model.bx[i] * h + model.cx[i] * h**2 + model.vx[i] * k)
        assert float(table.nmx[i]) == pytest.approx(want, rel=1e-12)


def test_logquad_comes_near_the_un_general_tables():
    """Two other men's model of the same world: with 5q0 and 45q15 of a UN table, e0 within two years.

    A check of plausibility, not a known answer; without the adult entry (k = 0) the same distance is larger.
    """
    errors, plain = [], []
    for sex in SEXES:
        un, model = un_tables()["UN_General", sex], wilmoth(sex)
        low = (un["e0"] >= 40) & (un["e0"] <= 75)
        lx = {a: un["lx"][low][:, list(un["age"]).index(a)] for a in (5, 15, 60)}
        q_0_5 = 1 - lx[5] / 1e5
        k = logquad_k(model, q_0_5, 1 - lx[60] / lx[15], sex=sex)
        errors.append(logquad_life_table(model, q_0_5, k, sex=sex).e0 - un["e0"][low])
        plain.append(logquad_life_table(model, q_0_5, sex=sex).e0 - un["e0"][low])
    assert np.abs(errors).max() < 2.0
    assert np.abs(plain).mean() > np.abs(errors).mean()


@given(st.floats(-1, 1), st.floats(0.5, 1.6), st.integers(0, 1000))
@FEW
def test_brass_there_and_back(alpha, beta, seed):
    standard = np.sort(np.random.default_rng(seed).uniform(0.01, 0.99, (2, 12)), axis=-1)[:, ::-1]
    lx = brass_lx(standard, [alpha, alpha + 0.1], beta)
    got = brass_parameters(lx, standard)
    np.testing.assert_allclose(got[0], [alpha, alpha + 0.1], atol=1e-9)
    np.testing.assert_allclose(got[1], beta, rtol=1e-9)
    assert (np.diff(lx, axis=-1) < 0).all()
    np.testing.assert_allclose(brass_lx(standard, 0.0, 1.0), standard, rtol=1e-12)
    np.testing.assert_allclose(brass_logit(lx)[0], alpha + beta * brass_logit(standard)[0], atol=1e-9)
    assert (brass_lx(standard, 0.5, 1.0) < standard).all()


def test_brass_relates_un_tables_of_one_family():
    """Neighbouring levels of CD West are nearly linear in logits; the line beats the standard moved by no line."""
    un = un_tables()["CD_West", "female"]
    ages = slice(1, 17)
    standard, lx = un["lx"][un["e0"] == 50.0][0, ages] / 1e5, un["lx"][un["e0"] == 40.0][0, ages] / 1e5
    alpha, beta = brass_parameters(lx, standard)
    assert alpha > 0
    assert np.abs(brass_lx(standard, alpha, beta) - lx).max() < 0.02
    assert np.abs(standard - lx).max() > 0.1


@pytest.mark.parametrize("scale", SCALES)
def test_un_families_come_back_at_every_level(scale):
    """nmx, lx and nLx of all levels with e0 from 20 to 75, as printed."""
    for (_, sex), un in un_tables().items():
        use = un["e0"] <= 75
        age, nmx, nax = own_nax(un)
        family = model_family(age, un["e0"][use], nmx[use], nax=nax[use], sex=sex)
        assert np.abs(family.gap).max() < 0.02
        table = family_life_table(family, un["e0"][use], scale=scale)
        np.testing.assert_allclose(table.nmx, nmx[use], rtol=1e-9)
        off = un["lx"][use][:, : age.size] - np.round(1e5 * table.lx)
        assert (off[un["e0"][use] <= EXACT_TO] == 0).all()
        assert np.abs(off).max() <= 1  # above, a few deaths in whole persons give nax outside its interval: clipped
        slack = 0.51 + 1.0 / table.nmx
        assert (np.abs(1e5 * table.nLx - un["Lx"][use][:, : age.size]) <= slack)[:, :-1].all()
        assert np.abs(un["lx"][use][1:, 1] - np.round(1e5 * table.lx[:-1, 1])).min() > 100


@pytest.mark.parametrize("scale", SCALES)
def test_un_families_between_levels(scale):
    """Each second level left out and asked for: e0 as asked, and lx near the table that the UN print there."""
    worst, nearest = 0.0, np.inf
    for (_, sex), un in un_tables().items():
        use = np.flatnonzero(un["e0"] <= 75)
        kept, left_out = use[::2], use[1:-1:2]
        age, nmx, nax = own_nax(un)
        family = model_family(age, un["e0"][kept], nmx[kept], nax=nax[kept], sex=sex)
        table = family_life_table(family, un["e0"][left_out], scale=scale)
        np.testing.assert_allclose(table.e0, un["e0"][left_out], atol=0.01)
        printed = un["lx"][left_out][:, : age.size] / 1e5
        worst = max(worst, np.abs(table.lx - printed).max())
        nearest = min(nearest, np.abs(np.roll(table.lx, 1, axis=0) - printed).max())
    assert worst < 0.0075  # 0.0069 and 0.0061 found, at age 85 of Coale-Demeny North, e0 72.5
    assert nearest > 0.05


@given(st.floats(20, 75))
@FEW
def test_life_expectancy_asked_for_is_the_one_had(e0):
    un = un_tables()["CD_North", "male"]
    use = un["e0"] <= 75
    age = un["age"]
    family = model_family(age, un["e0"][use], un["mx"][use], sex="male")
    for scale in SCALES:
        got = float(family_life_table(family, e0, scale=scale).e0)
        # by a rule that knows only mx the levels' own e0 are up to 0.13 off, and that gap is kept
        assert abs(got - e0) <= np.abs(family.gap).max() + 1e-9
    exact = family._replace(e0=family.e0 + family.gap, gap=0 * family.gap)
    if exact.e0[0] <= e0 <= exact.e0[-1]:
        assert float(family_life_table(exact, e0).e0) == pytest.approx(e0, abs=1e-9)


def test_bad_input_is_refused():
    model = LogQuad([0, 1, 5], [-0.7, 0, -3], [0.8, 0, 0.5], [0, 0, 0], [0, 0, 0.3])
    with pytest.raises(BadInput, match="strictly between"):
        logquad_life_table(model, 1.0, sex="male")
    with pytest.raises(BadInput, match="15 and at 60"):
        logquad_k(model, 0.1, 0.2, sex="male")
    with pytest.raises(NotEstimable, match="no 5q0"):
        logquad_q_0_5(model, 0.6, sex="male")
    with pytest.raises(NotEstimable, match="k changes"):
        logquad_q_0_5(model._replace(vx=[0.1, 0, 0.3]), 0.1, sex="male")
    with pytest.raises(BadInput, match="ages 0, 1, 5"):
        logquad_life_table(model._replace(age=[0, 1, 2]), 0.1, sex="male")
    for gap in ([-0.7, 0, np.nan], [np.nan, 0, -3]):  # a missing coefficient was read as 0
        with pytest.raises(BadInput, match="missing values"):
            logquad_life_table(model._replace(ax=gap), 0.1, sex="male")
    with pytest.raises(BadInput, match="for 3 ages"):
        logquad_life_table(model._replace(ax=[-0.7, 0]), 0.1, sex="male")
    for alpha, beta in ((np.nan, 1.0), (0.1, -1.0), (0.1, 0.0), (0.1, np.inf)):
        with pytest.raises(BadInput, match="beta is above 0"):
            brass_lx([0.9, 0.8], alpha, beta)
    for lx, standard in (([0.9], [0.8]), ([0.9, 0.8], [0.8, 0.8])):  # both were nan
        with pytest.raises(BadInput, match="same at every age"):
            brass_parameters(lx, standard)
    with pytest.raises(BadInput, match="same ages"):
        brass_parameters([0.9, 0.8], [0.8, 0.7, 0.5])
    with pytest.raises(BadInput, match="without birth"):
        brass_lx(np.array([1.0, 0.9]), 0, 1)
    rates = np.array([[0.3, 0.05, 0.05], [0.1, 0.02, 0.03]])
    family = model_family([0, 1, 5], [15.7, 32.3], rates, nax="constant-hazard")
    with pytest.raises(NotEstimable, match="lies outside"):
        family_life_table(family, 14.0)
    with pytest.raises(BadInput, match="scale"):
        family_life_table(family, 20.0, scale="linear")
    with pytest.raises(BadInput, match="by its rates"):
        model_family([0, 1, 5], [25.7, 32.3], rates, nax="constant-hazard")
    with pytest.raises(BadInput, match="rising"):
        model_family([0, 1, 5], [32.3, 15.7], rates, nax="constant-hazard")
    with pytest.raises(BadInput, match="logarithm"):
        model_family([0, 1, 5], [15.7, 32.3], rates * [1, 0, 1], nax="constant-hazard")


def test_survivors_and_rates_of_a_family_table_belong_together():
    un = un_tables()["UN_Chilean", "female"]
    age, nmx, nax = own_nax(un)
    use = un["e0"] <= 75
    table = family_life_table(model_family(age, un["e0"][use], nmx[use], nax=nax[use]), [33.3, 61.0], scale="logit-lx")
    np.testing.assert_allclose(of.nqx_from_nmx(table.nmx, table.nax, table.width), table.nqx, rtol=1e-9)
    again = life_table(age, table.nmx, nax=table.nax)
    np.testing.assert_allclose(again.e0, table.e0, rtol=1e-9)
