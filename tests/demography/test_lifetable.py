"""Hazards and life expectancy: identities, and a published table with its printed expectancies."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cenotaph.arrays import N_AGES
from cenotaph.demography.lifetable import interval_hazard, life_expectancy, single_year_hazard
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.inputs import hazard


def test_constant_hazard_has_its_closed_form():
    assert life_expectancy(np.full(N_AGES, 0.02)) == pytest.approx(50.0, rel=1e-12)


def test_nobody_dies_at_a_zero_hazard_before_the_open_age():
    rates = np.zeros(N_AGES)
    rates[100] = 0.5
    assert life_expectancy(rates) == pytest.approx(102.0)


@pytest.mark.parametrize("measure", ["qx", "mx", "lx"])
def test_the_three_columns_of_one_table_agree(measure):
    """qx, mx and lx of a table with constant hazards inside five-year groups give the same hazards."""
    low = np.arange(0, 86, 5, dtype=float)
    high = np.append(low[1:], np.inf)
    rate = 0.002 * np.exp(0.05 * low)
    columns = {
        "mx": rate,
        "qx": np.append(1 - np.exp(-5 * rate[:-1]), 1.0),
        "lx": np.concatenate([[1e5], 1e5 * np.exp(-np.cumsum(5 * rate[:-1]))]),
    }
    cumulated = np.cumsum(single_year_hazard(low, high, measure, columns[measure])[:85])
    np.testing.assert_allclose(cumulated[4::5], np.cumsum(5 * rate[:-1]), rtol=1e-9)


def test_survival_over_printed_intervals_is_kept():
    low, high = np.array([0, 1, 5, 10, 50.0]), np.array([1, 5, 10, 50, np.inf])
    qx = np.array([0.2, 0.1, 0.02, 0.3, 1.0])
    single = single_year_hazard(low, high, "qx", qx)
    assert 1 - math.exp(-single[1:5].sum()) == pytest.approx(0.1)
    assert 1 - math.exp(-single[10:50].sum()) == pytest.approx(0.3)
    assert (single >= 0).all()


def test_an_open_interval_of_qx_takes_the_rate_before_it():
    found = interval_hazard("qx", np.array([0.1, 0.5, 1.0]), np.array([5.0, 5.0, np.inf]))
    assert found[-1] == pytest.approx(-math.log(0.5) / 5)


@pytest.mark.parametrize(("table", "printed"), [("gks-1926", (46.79, 41.93)), ("gks-1938", (49.69, 43.99))])
def test_printed_life_expectancies_come_back(table, printed):
    """Goskomstat 1989 prints life expectancy at birth beside qx; the table's own rule for person-years
    at age 0 is not stated, which leaves a few hundredths of a year; 0.35 allows for a plain mid-year rule.
    """
    rates, _ = hazard(load_case(find_case("ussr-1926-1939")), table)
    np.testing.assert_allclose(life_expectancy(rates), printed, atol=0.35)
    assert abs(float(life_expectancy(rates[0])) - printed[1]) > 1
