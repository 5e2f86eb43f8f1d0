"""Figures as people read them, and words for dates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cenotaph.estimate import Estimand, Estimate, not_estimable
from cenotaph.report import numbers
from cenotaph.report.words import period_text, same_period

WHAT = Estimand("deaths-x", "Deaths", "All deaths.", "persons", "all", "Verenia (1901)", "1901/1907")


def scenarios(*values: float) -> Estimate:
    return Estimate(WHAT, "scenario", np.array(values), tuple(f"s{i}" for i in range(len(values))))


def plainly(text: str) -> str:
    return text.replace(numbers.NBSP, " ").replace(numbers.MINUS, "-")


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((6_120_000, 12_310_000), "6.1 to 12.3 million"),
        ((162_003_225, 168_300_000), "162.0 to 168.3 million"),
        ((7_310_000, 7_390_000), "7.31 to 7.39 million"),
        ((-900_000, 2_100_000), "-0.9 to +2.1 million"),
        ((-2_000_000, -1_000_000), "-2.0 to -1.0 million"),
        ((231_400, 408_900), "231,000 to 409,000"),
        ((12_340, 15_680), "12,300 to 15,700"),
        ((412,), "412"),
        ((1_000_000, 1_000_000), "1.00 million"),
        ((0, 200_000), "0 to 200,000"),
    ],
)
def test_persons(values, text):
    assert plainly(numbers.persons(*values)) == text


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9))
def test_any_range_reads_without_a_negative_zero_or_an_exponent(a, b):
    text = plainly(numbers.persons(min(a, b), max(a, b)))
    assert "e+" not in text
    assert "-0 " not in f"{text} "
    assert not text.startswith("-0.0 ")


def test_an_exact_count_is_printed_to_the_person():
    exact = Estimate(WHAT, "exact", np.array([162_003_225.0]))
    assert numbers.amount(exact) == "162,003,225 persons"


def test_a_range_says_what_it_is_and_never_a_middle():
    text = plainly(numbers.figure(scenarios(6.12e6, 8e6, 12.31e6)))
    assert text == "6.1 to 12.3 million persons (range of 3 scenarios; estimated)"


def test_draws_print_median_interval_level_and_kind():
    draws = Estimate(WHAT, "draw", np.linspace(5e6, 9e6, 101))
    assert plainly(numbers.figure(draws)).startswith("7.0 million persons (5.2 to 8.8)")
    assert "90 % equal-tailed credible interval" in plainly(numbers.figure(draws))


def test_not_estimable_gives_its_reason():
    assert numbers.figure(not_estimable(WHAT, "No life table.")) == "not estimable: No life table."


def test_recorded_counts_keep_the_rounding_of_the_record():
    assert plainly(numbers.recorded(21_300_000)) == "21.3 million"
    assert numbers.recorded(147_027_915) == "147,027,915"


@pytest.mark.parametrize(
    ("edtf", "text"),
    [
        ("1926-12-17/1939-01-17", "17 December 1926 to 17 January 1939"),
        ("1932/1933", "1932–1933"),
        ("1933-06", "June 1933"),
        ("1933~", "about 1933"),
        ("1933?", "perhaps 1933"),
    ],
)
def test_periods_in_words(edtf, text):
    assert period_text(edtf) == text


def test_periods_correspond_within_about_a_year():
    assert same_period("1926-12-17/1939-01-17", "1926/1939") is True
    assert same_period("1926-12-17/1939-01-17", "1932/1933") is False
