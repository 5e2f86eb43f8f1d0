"""The life table: its identities, a slow loop beside it, and the UN model tables' own columns."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography import conversions as of
from cenotaph.demography import nax
from cenotaph.demography.lifetable import life_expectancy
from cenotaph.demography.table import (
    NAX_RULES,
    life_table,
    life_table_from_counts,
    life_table_from_lx,
    life_table_from_nqx,
)
from cenotaph.errors import BadInput
from demography.reference_tables import un_tables

AGE = np.array([0.0, 1.0, *range(5, 90, 5)])
RATES = hnp.arrays(float, (3, AGE.size), elements=st.floats(1e-6, 0.3))
FEW = settings(max_examples=40, deadline=None)


def plain_table(age, nmx, nax, radix):
    """One table by loops over ages, from the textbook's words."""
    rows, alive = [], radix
    for i in range(len(age)):
        if i == len(age) - 1:
            rows.append([1.0, alive, alive, alive / nmx[i]])
            break
        n = age[i + 1] - age[i]
        nqx = n * nmx[i] / (1 + (n - nax[i]) * nmx[i])
        dead = alive * nqx
        rows.append([nqx, alive, dead, n * (alive - dead) + nax[i] * dead])
        alive -= dead
    above = [sum(r[3] for r in rows[i:]) for i in range(len(rows))]
    return [(*r, t, t / r[1]) for r, t in zip(rows, above, strict=True)]


@given(RATES, st.sampled_from(NAX_RULES))
@FEW
def test_agrees_with_the_plain_loop(nmx, rule):
    got = life_table(AGE, nmx, nax=rule, sex="female", radix=100.0)
    for row in range(3):
        want = np.array(plain_table(AGE, nmx[row], got.nax[row], 100.0)).T
        for name, column in zip(("nqx", "lx", "ndx", "nLx", "Tx", "ex"), want, strict=True):
            np.testing.assert_allclose(getattr(got, name)[row], column, rtol=1e-10, atol=1e-12, err_msg=name)


@given(RATES, st.sampled_from(NAX_RULES))
@FEW
def test_identities_of_every_table(nmx, rule):
    t = life_table(AGE, nmx, nax=rule, sex=["male", "female", "male"])
    np.testing.assert_allclose(t.ndx.sum(axis=-1), t.lx[:, 0], rtol=1e-12)
    np.testing.assert_allclose(t.ndx, t.nmx * t.nLx, rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(t.Tx[:, 0], t.nLx.sum(axis=-1), rtol=1e-12)
    # e0 by another route: the mean age at death
    age_at_death = AGE + t.nax
    np.testing.assert_allclose(t.e0, (t.ndx * age_at_death).sum(axis=-1), rtol=1e-10)
    assert (np.diff(t.lx, axis=-1) <= 0).all()
    assert ((t.nqx >= 0) & (t.nqx <= 1)).all()
    assert ((t.nax[:, :-1] >= 0) & (t.nax[:, :-1] <= t.width[:-1])).all()


@given(RATES, st.sampled_from([r for r in NAX_RULES if r != "graduated"]))
@FEW
def test_there_and_back_from_nqx_and_lx(nmx, rule):
    """Except where Andreev-Kingkade's pieces do not quite meet, one table comes back from any of its columns."""
    t = life_table(AGE, nmx, nax=rule, sex="male", radix=1000.0)
    open_nax = t.ex[:, -1]
    for back in (
        life_table_from_nqx(AGE, t.nqx, nax=rule, sex="male", radix=1000.0, open_nax=open_nax),
        life_table_from_lx(AGE, t.lx, nax=rule, sex="male", open_nax=open_nax),
    ):
        np.testing.assert_allclose(back.nqx, t.nqx, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(back.nmx, t.nmx, rtol=2e-5)
        np.testing.assert_allclose(back.e0, t.e0, rtol=1e-6)
    again = life_table_from_counts(AGE, t.ndx, t.nLx, nax=t.nax, radix=1000.0)
    np.testing.assert_allclose(again.lx, t.lx, rtol=1e-9)


def test_conversions_undo_each_other():
    t = life_table(AGE, np.linspace(0.01, 0.2, AGE.size), nax="mid")
    np.testing.assert_allclose(of.nmx_from_nqx(t.nqx, t.nax, t.width), t.nmx, rtol=1e-12)
    np.testing.assert_allclose(of.nax_from_nmx_nqx(t.nmx, t.nqx, t.width), t.nax, rtol=1e-9)
    np.testing.assert_allclose(of.lx_from_ndx(t.ndx), t.lx, rtol=1e-12)
    np.testing.assert_allclose(of.lx_from_nqx(of.nqx_from_lx(t.lx)), t.lx, rtol=1e-12)


def test_constant_hazard_has_its_closed_form():
    t = life_table(AGE, np.full(AGE.size, 0.02), nax="constant-hazard")
    np.testing.assert_allclose(t.lx, np.exp(-0.02 * AGE), rtol=1e-12)
    np.testing.assert_allclose(t.ex, 50.0, rtol=1e-12)


def test_agrees_with_the_hazards_of_the_reconstruction():
    """lifetable.life_expectancy takes hazards by single year as constant in the year: the same table."""
    hazard = 0.0005 * np.exp(0.08 * np.arange(101.0))
    t = life_table(np.arange(101.0), hazard, nax="constant-hazard")
    assert float(t.e0) == pytest.approx(float(life_expectancy(hazard)), rel=1e-12)


def test_a_parabola_of_deaths_gives_its_own_nax():
    """nax_graduated is exact where deaths by exact age are a parabola: integrals done by hand, in fractions."""

    def moment(low, high, power):  # of density 1 + t / 10 + t^2 / 200, t years after the first group begins
        return sum(
            c * (high ** (k + power + 1) - low ** (k + power + 1)) / (k + power + 1)
            for k, c in ((0, 1), (1, 0.1), (2, 0.005))
        )

    groups = [(0, 5), (5, 10), (10, 15)]
    dead = np.array([moment(a, b, 0) for a, b in groups])
    mean = np.array([moment(a, b, 1) for a, b in groups]) / dead
    width, alive = np.array([5, 5, 5, np.inf]), 1000.0
    lx = alive - np.concatenate([[0], np.cumsum(dead)])
    nLx = 5 * lx[1:] + (mean - [0, 5, 10]) * dead
    nmx = np.append(dead / nLx, 0.1)
    true = np.append(mean - [0, 5, 10], 10.0)
    got = nax.nax_graduated(nmx, true, width)
    assert got[1] == pytest.approx(true[1], abs=1e-9)
    assert abs(nax.nax_mid(nmx, width)[1] - true[1]) > 0.1


@pytest.mark.parametrize("sex", ["female", "male"])
def test_infant_rules_are_nearly_continuous_and_inside_the_year(sex):
    """Pieces with printed coefficients meet within 2e-4 of a year; a mistyped slope (3.26201) would not at 0.08307."""
    m0 = np.linspace(0, 1, 100_001)
    for rule, gap in ((nax.a0_andreev_kingkade, 2e-4), (nax.a0_coale_demeny, 4e-3)):
        a0 = rule(m0, sex)
        slope = 3.9e-5  # the steepest piece over one step of the grid
        assert np.abs(np.diff(a0)).max() < gap + slope
        assert ((a0 > 0.04) & (a0 < 0.5)).all()
    children = nax.nax_1_4_coale_demeny(m0, sex)
    assert np.abs(np.diff(children)).max() < 2.5e-3 + 3e-5
    assert ((children > 1.3) & (children < 1.7)).all()
    male = nax.a0_andreev_kingkade(np.array([0.08307 - 1e-9, 0.08307]), "male")
    assert abs(male[1] - male[0]) < 1e-5
    assert abs(0.02832 + 3.26201 * 0.08307 - male[1]) > 1e-4


def test_un_tables_have_the_coale_demeny_infants_and_the_graduated_adults():
    """UN (2021): a0 of the four Coale-Demeny families, adult nax of all nine, from their printed lx and Lx."""
    for (kind, sex), un in un_tables().items():
        width = of.width_from_age(un["age"])
        lx, nLx, nmx = un["lx"], un["Lx"], un["mx"]
        following = np.concatenate([lx[:, 1:], np.zeros((lx.shape[0], 1))], axis=1)
        ndx = lx - following
        enough = (ndx > 1000) & (un["e0"] <= 80)[:, None]
        implied = (nLx - of.closed_width(width) * following) / np.where(ndx > 0, ndx, 1)
        error = 2.0 / np.where(enough, ndx, 1)  # printed to whole persons: half of one in nLx and some in lx
        if kind in ("CD_West", "CD_North", "CD_South"):
            a0 = nax.a0_coale_demeny(nmx[:, 0], sex)
            assert (np.abs(a0 - implied[:, 0]) < error[:, 0] + 4e-3)[enough[:, 0]].all()
        start = nax.nax_coale_demeny(nmx, un["age"], width, sex)
        got = nax.nax_graduated(nmx, start, width)
        adult = enough & (un["age"] >= 15) & (un["age"] < 75)
        assert np.abs(got - implied)[adult].max() < 0.075
        assert np.abs(start - implied)[enough & (un["age"] >= 15)].max() < 0.51
        assert np.abs(2.5 - implied)[adult].max() > 0.15


def test_un_tables_person_years_and_e0_come_back():
    """With nax taken from the UN tables' own lx and mx, their nLx and e0 come back as far as the print allows."""
    for un in un_tables().values():
        cut = int(np.searchsorted(un["age"], 90.0)) + 1  # beyond, whole persons are too coarse a print
        low = un["e0"] <= 80
        width, lx = of.width_from_age(un["age"]), un["lx"][low]
        step = width[: cut - 1]
        nqx = 1 - lx[:, 1:cut] / lx[:, : cut - 1]
        nax_own = np.clip(step + 1 / un["mx"][low][:, : cut - 1] - step / nqx, 0, step)
        open_rate = lx[:, cut - 1] / un["Lx"][low][:, cut - 1 :].sum(axis=1)
        nmx = np.concatenate([un["mx"][low][:, : cut - 1], open_rate[:, None]], axis=1)
        t = life_table(un["age"][:cut], nmx, nax=np.c_[nax_own, 1 / open_rate], radix=1e5)
        # nLx = ndx / nmx, and ndx of whole persons is known to +- 1; and nax lies in its interval
        slack = 0.51 + np.minimum(1.0 / nmx[:, : cut - 1], 2 + step * t.ndx[:, : cut - 1])
        assert (np.abs(t.nLx[:, : cut - 1] - un["Lx"][low][:, : cut - 1]) <= slack).all()
        np.testing.assert_allclose(t.e0, un["e0"][low], atol=0.02)


def test_un_survivorship_comes_back():
    """Printed nLx are whole persons, so a ratio is known to about one in nLx; sx is printed in full."""
    for un in un_tables().values():
        low = un["e0"] <= 80
        got = of.survivorship(
            un["Lx"][low][:, :22], np.append(of.width_from_age(un["age"][:22])[:-1], np.inf), radix=1e5
        )
        printed = un["sx"][low][:, [0, *range(1, 20)]]
        tolerance = 2.0 / un["Lx"][low][:, [0, *range(1, 20)]]
        assert (np.abs(got[:, :20] - printed) <= tolerance).all()
        assert np.abs(np.roll(got[:, :20], 1, axis=1) - printed).max() > 0.1


def test_e0_of_un_tables_by_a_rule_that_knows_only_mx():
    """Andreev-Kingkade and the blend know nothing of the UN's nax: e0 within 0.13 year, on average within 0.01."""
    for (_, sex), un in un_tables().items():
        e0 = life_table(un["age"], un["mx"], sex=sex).e0
        assert np.abs(e0 - un["e0"]).max() < 0.13
        wrong = life_table(un["age"], un["mx"] * 1.02, sex=sex).e0
        assert np.abs(wrong - un["e0"])[un["e0"] < 80].max() > 0.2


@pytest.mark.parametrize(
    ("age", "nmx", "says"),
    [
        ([0, 5, 1], [0.1, 0.1, 0.1], "rise"),
        ([0, 1, np.nan], [0.1, 0.1, 0.1], "finite"),
        ([0, 1, 5], [100.0, 10.0, 200.0], "per 1,000"),
        ([0, 1, 5], [0.1, -0.1, 0.1], "negative"),
        ([0, 1, 5], [0.1, np.nan, 0.1], "not finite"),
        ([0, 1, 5], [0.1, 0.1, 0.0], "open interval is zero"),
        ([0, 1, 5], [0.1, 3.0, 0.1], "constant-hazard"),
        ([0, 5, 10], [0.1, 0.1, 0.1], "infants"),
        ([0, 1, 5], [0.1, 0.1], "last axis must be age"),
    ],
)
def test_bad_rates_are_refused_in_a_sentence(age, nmx, says):
    with pytest.raises(BadInput, match=says):
        life_table(age, nmx, nax="coale-demeny" if age[1] != 1 or nmx[1] != 3.0 else "mid", sex="male")


def test_other_bad_input_is_refused():
    with pytest.raises(BadInput, match="exposure is zero"):
        life_table_from_counts([0, 1], [1, 1], [10, 0], nax="mid")
    with pytest.raises(BadInput, match="negative"):
        life_table_from_counts([0, 1], [-1, 1], [10, 10], nax="mid")
    with pytest.raises(BadInput, match="rises"):
        life_table_from_lx([0, 1], [1, 2], nax="mid")
    with pytest.raises(BadInput, match="nobody left"):
        life_table_from_lx([0, 1, 2], [1, 0.5, 0], nax="mid")
    with pytest.raises(BadInput, match="nqx of 1"):
        life_table_from_nqx([0, 1, 2], [0.1, 1.0, 1.0], nax="mid")
    with pytest.raises(BadInput, match="female"):
        life_table([0, 1], [0.1, 0.1])
    with pytest.raises(BadInput, match="is called"):
        life_table([0, 1], [0.1, 0.1], nax="chiang")
    with pytest.raises(BadInput, match="width of its interval"):
        life_table([0, 1], [0.1, 0.1], nax=[1.2, 10.0])


def test_crisis_rates_have_a_rule_that_bears_them():
    """A camp's or a famine's infants: two deaths per person-year, and the table still ends well."""
    t = life_table([0, 1, 5, 10], [2.0, 1.0, 0.5, 0.3], nax="constant-hazard")
    assert t.nqx[0] == pytest.approx(1 - math.exp(-2.0))
    assert 0 < t.e0 < 1


def test_runs_in_jax_and_can_be_traced():
    jax = pytest.importorskip("jax")
    nmx = np.linspace(0.01, 0.15, AGE.size)
    with jax.enable_x64(True):
        traced = jax.value_and_grad(lambda m: life_table(AGE, m, nax="graduated", sex="male").e0)
        e0, slope = jax.jit(traced)(jax.numpy.asarray(nmx))
        back = jax.jit(lambda q: life_table_from_nqx(AGE, q, nax="mid").nmx)(jax.numpy.asarray(nmx))

    def here(m):
        return float(life_table(AGE, m, nax="graduated", sex="male").e0)

    step = 1e-6 * np.eye(AGE.size)[7]
    assert float(e0) == pytest.approx(here(nmx), rel=1e-12)
    assert float(slope[7]) == pytest.approx((here(nmx + step) - here(nmx - step)) / 2e-6, rel=1e-5)
    np.testing.assert_allclose(back, life_table_from_nqx(AGE, nmx, nax="mid").nmx, rtol=1e-12)


def test_conversions_have_conventions_where_nobody_is_left_and_refuse_the_rest():
    np.testing.assert_array_equal(of.nqx_from_lx([1.0, 0.5, 0.0, 0.0]), [0.5, 1.0, 1.0, 1.0])
    np.testing.assert_array_equal(of.ex_from_Tx([2.0, 0.0], [1.0, 0.0]), [2.0, 0.0])
    np.testing.assert_array_equal(of.nax_from_nmx_nqx([0.0, 0.5], [0.0, 1.0], [5, np.inf]), [2.5, 2.0])
    for call in (
        lambda: of.nqx_from_nmx([90.0, 200.0], 0.5, [1, np.inf]),
        lambda: nax.a0_andreev_kingkade(120.0, "male"),
        lambda: nax.a0_coale_demeny(-0.1, "male"),
        lambda: of.lx_from_nqx([np.nan, 1.0]),
        lambda: of.ndx_from_lx([1.0, -0.1]),
        lambda: of.Tx_from_nLx([np.inf, 1.0]),
        lambda: of.nmx_from_nqx([1.0, 1.0], [0.0, 5.0], [1, np.inf]),
        lambda: of.nax_from_nmx_nqx([0.1, 0.0], [0.1, 1.0], [1, np.inf]),
        lambda: of.survivorship([1.0, 4.0, 5.0], [1, 5, np.inf]),
    ):
        with pytest.raises(BadInput):
            call()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: of.nqx_from_nmx([1.0, 0.5], [9.0, 2.0], [5, np.inf]), "exceeds the width"),  # was -1.67
        (lambda: of.nqx_from_nmx([1.0, 0.5], [np.nan, 2.0], [5, np.inf]), "not finite"),  # was nan
        (lambda: of.nqx_from_nmx([1.0, 0.5], [-1.0, 2.0], [5, np.inf]), "negative"),
        (lambda: of.nqx_from_nmx([0.1, 0.5], [2.5, 2.0], [-5, np.inf]), "widths"),  # was -2
        (lambda: of.nqx_from_nmx([0.1, 0.5], [2.5, 2.0], [np.inf, np.inf]), "widths"),
        (lambda: of.nmx_from_nqx([0.5, 1.0], [np.nan, 2.0], [5, np.inf]), "not finite"),
        (lambda: of.nmx_from_nqx([0.5, 1.0], [2.5, np.nan], [5, np.inf]), "not finite"),
        (lambda: of.nmx_from_nqx([1.2, 1.0], [2.5, 2.0], [5, np.inf]), "at most 1"),
        (lambda: of.lx_from_nqx([1.5, 1.0]), "at most 1"),  # was -0.5 survivors
        (lambda: of.lx_from_nqx([0.5, 1.0], radix=-1), "radix"),
        (lambda: of.nqx_from_lx([50.0, 80.0, 40.0]), "lx rises"),  # was -0.6
        (lambda: of.ndx_from_lx([50.0, 80.0, 40.0]), "lx rises"),  # was -30 deaths
        (lambda: of.nLx_from_lx([1.0, 0.8, 0.4], [0.5, 9.0, 10.0], [1, 4, np.inf]), "exceeds the width"),
        (lambda: of.survivorship([0.9, 3.2, 3.5, 7.0], [1, 4, 5, np.inf], radix=0), "radix"),  # was inf
        (lambda: of.width_from_age([5, 0, 10]), "rise"),
        (lambda: of.width_from_age([]), "rise"),
        (lambda: nax.nax_mid([np.nan, 0.1], [5, np.inf]), "not finite"),
        (lambda: nax.nax_constant_hazard([np.nan, 0.1], [5, np.inf]), "not finite"),  # was nan
        (lambda: nax.nax_blended([-1.0, 0.1], [5, np.inf]), "negative"),
        (lambda: nax.nax_graduated([0.1, 0.1, 0.2], [2.5, np.nan, 5.0], [5, 5, np.inf]), "not finite"),
        (lambda: life_table([0, 1, 5], [0.1, 0.02, 0.1], sex=("female", "male")), "2 sexes"),
        (lambda: life_table([0, 1, 5], np.full((3, 3), 0.1), sex=("female", "male")), "2 sexes"),
        (lambda: life_table([0, 1, 5], [0.1, 0.1, 0.1], sex="female", radix=0), "radix"),
        (lambda: life_table([0, 1, 5], [0.1, 0.1, "many"], nax="mid"), "not numbers"),
        (lambda: life_table_from_nqx([0, 1, 5], [0.1, 0.05, 1], sex="male", open_nax=-3), "open_nax"),
        (lambda: life_table_from_nqx([0, 1, 5], [0.1, 0.05, 1], sex="male", open_nax=0), "open_nax"),
        (lambda: life_table_from_nqx([0, 1, 5], [0.1, 0.05, 1], nax=[0.3, 2, np.nan]), "the last nax"),
    ],
)
def test_no_nan_and_no_impossible_column_comes_out(call, says):
    with pytest.raises(BadInput, match=says):
        call()


@pytest.mark.parametrize("rule", ["constant-hazard", "mid", "andreev-kingkade"])
def test_the_open_interval_of_nqx_alone_goes_on_at_the_last_closed_hazard(rule):
    t = life_table_from_nqx([0, 1, 5, 10], [0.1, 0.05, 0.02, 1.0], nax=rule, sex="male")
    assert t.nmx[-1] == pytest.approx(-math.log(1 - 0.02) / 5)
    assert t.ex[-1] == pytest.approx(5 / -math.log(1 - 0.02))


def test_what_the_checks_leave_alone():
    """nqx_from_nmx does not use nax of the open interval, whatever it is; a probability of 1 and a flat lx are fine."""
    got = of.nqx_from_nmx([0.1, 0.0], [2.5, np.inf], [5, np.inf])
    np.testing.assert_allclose(got, [0.5 / 1.25, 1.0])
    np.testing.assert_array_equal(of.lx_from_nqx([0.0, 1.0, 1.0]), [1.0, 1.0, 0.0])
    np.testing.assert_array_equal(of.nqx_from_lx([2.0, 2.0, 1.0]), [0.0, 0.5, 1.0])
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):  # nax as NumPy beside a traced rate
        traced = jax.jit(lambda m: of.nqx_from_nmx(m, np.array([2.5, 2.0]), [5, np.inf]))(jax.numpy.array([0.1, 0.5]))
    np.testing.assert_allclose(traced, [0.4, 1.0])
