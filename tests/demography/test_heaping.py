"""Heaping: every known answer to its last printed digit, plain loops as twins, and the ends of each scale."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.demography.group_roughness import roughness
from cenotaph.demography.heaping import digit_shares, modified_whipple, noumbissi, spoorenberg, whipple
from cenotaph.demography.heaping_ages import coale_li, jdanov, kannisto, sawtooth
from cenotaph.demography.heaping_blended import bachi, bachi_shares, myers, myers_blend
from cenotaph.errors import BadInput
from demography.published import rows

PERSONS = hnp.arrays(np.float64, (2, 101), elements=st.integers(1, 10**6).map(float))
EVEN = np.full(111, 7.0)
LINE = np.arange(1010.0, 0.0, -10.0)
AT_TENS = np.where(np.arange(101) % 10 == 0, 5.0, 0.0)
AT_FIVES = np.where(np.arange(101) % 5 == 0, 5.0, 0.0)


def five_year(counts):
    padded = np.append(counts, np.zeros(-len(counts) % 5))
    return padded.reshape(-1, 5).sum(axis=1)


# The defaults of DemoTools 01.13.87, in the words of these functions.
DEMOTOOLS = {
    "whipple": lambda c: whipple(c, 23, 67),
    "myers": lambda c: myers(c, 23, 82),
    "bachi": lambda c: bachi(c, 23, 77),
    "noumbissi": lambda c: noumbissi(c, 0, 20, 50),
    "spoorenberg": lambda c: spoorenberg(c, 20, 64),
    "coale_li": lambda c: coale_li(c, 0, 60),
    "jdanov": lambda c: jdanov(c, (95, 100, 105), scale=100),
    "kannisto": lambda c: kannisto(c, 90),
    "roughness": lambda c: roughness(five_year(c), 20),
    "sawtooth": lambda c: sawtooth(five_year(c), 40, 89),
}


def singles(dataset):
    ages = [r for r in rows("data", "popreconstruct", "heaping", "inputs.csv") if r["dataset"] == dataset]
    assert [int(r["age"]) for r in ages] == list(range(len(ages)))
    return np.array([float(r["count"]) for r in ages])


def seven_digits(value):
    return float(f"{float(value):.7g}")


@pytest.mark.parametrize("dataset", ["pop1m_pasex", "pop1m_ind"])
@pytest.mark.parametrize("index", DEMOTOOLS)
def test_known_answers_to_the_last_printed_digit(dataset, index):
    answers = rows("data", "popreconstruct", "heaping", "known_answers.csv")
    [answer] = [r for r in answers if (r["dataset"], r["index"]) == (dataset, index)]
    counts = singles(dataset)
    assert seven_digits(DEMOTOOLS[index](counts)) == float(answer["value_default_arguments"])
    counts[90 if index in ("jdanov", "kannisto", "coale_li") else 50] *= 1.001
    if index == "jdanov":
        counts[95] *= 1.001
    assert seven_digits(DEMOTOOLS[index](counts)) != float(answer["value_default_arguments"])


def test_every_known_answer_is_compared():
    assert {r["index"] for r in rows("data", "popreconstruct", "heaping", "known_answers.csv")} == set(DEMOTOOLS)


def plain_whipple(counts, low, high, digits):
    part = whole = 0.0
    for age in range(low, high + 1):
        whole += counts[age]
        if age % 10 in digits:
            part += counts[age]
    return part / whole / (len(digits) / 10)


def plain_modified(counts, digit, low, high):
    part = whole = 0.0
    for age in range(low, high + 1):
        if age % 10 == digit:
            part += counts[age]
            for beside in range(age - 2, age + 3):
                whole += counts[beside]
    return 5 * part / whole


def plain_blend(counts, low, high):
    """Window by window, as Myers describes it."""
    blended = [0.0] * 10
    for start in range(low, low + 10):
        for age in range(start, start + (high - low + 1) - 10):
            blended[age % 10] += counts[age]
    return [b / sum(blended) for b in blended]


def plain_bachi(counts, low, high):
    years = 10 * ((high - low - 4) // 10)
    total = 0.0
    for digit in range(10):
        share = 0.0
        for start in range(low, low + 5):
            if start % 5 == digit % 5:
                for window in (start, start + 1):
                    ages = range(window, window + years)
                    share += sum(counts[a] for a in ages if a % 10 == digit) / sum(counts[a] for a in ages) / 2
        total += abs(share - 0.1)
    return 50 * total


def plain_coale_li(counts, digit, low, high):
    once = {a: sum(counts[a - 2 : a + 3]) / 5 for a in range(2, len(counts) - 2)}
    twice = {a: sum(once[b] for b in range(a - 2, a + 3)) / 5 for a in range(4, len(counts) - 4)}
    each = [counts[a] / twice[a] for a in range(low, high + 1) if a % 10 == digit and a in twice]
    return sum(each) / len(each)


@given(PERSONS)
@settings(max_examples=15, deadline=None)
def test_agree_with_plain_loops(counts):
    for row in range(2):
        one = counts[row].tolist()
        assert whipple(counts)[row] == pytest.approx(plain_whipple(one, 23, 62, (0, 5)))
        assert whipple(counts, 20, 59, (3,))[row] == pytest.approx(plain_whipple(one, 20, 59, (3,)))
        assert myers_blend(counts)[row] == pytest.approx(plain_blend(one, 23, 82))
        assert myers_blend(counts, 10, 29)[row] == pytest.approx(plain_blend(one, 10, 29))
        assert bachi(counts)[row] == pytest.approx(plain_bachi(one, 23, 77))
        assert bachi(counts, 20, 90)[row] == pytest.approx(plain_bachi(one, 20, 90))
        assert modified_whipple(counts)[row] == pytest.approx([plain_modified(one, d, 20, 64) for d in range(10)])
        assert coale_li(counts, 5)[row] == pytest.approx(plain_coale_li(one, 5, 60, 100))
        assert kannisto(counts)[row] == pytest.approx(one[90] / math.prod(one[88:93]) ** 0.2)


@given(PERSONS, st.floats(0.5, 20))
@settings(max_examples=15, deadline=None)
def test_size_of_the_population_does_not_matter(counts, factor):
    for function in (whipple, noumbissi, spoorenberg, myers, bachi, coale_li, kannisto, jdanov):
        np.testing.assert_allclose(function(counts * factor), function(counts), rtol=1e-9)


@given(PERSONS)
@settings(max_examples=15, deadline=None)
def test_shares_sum_to_one_and_indices_stay_on_their_scale(counts):
    for shares in (digit_shares(counts), myers_blend(counts)):
        np.testing.assert_allclose(shares.sum(axis=-1), 1, rtol=1e-12)
    assert ((whipple(counts) > 0) & (whipple(counts) < 5)).all()
    assert ((myers(counts) >= 0) & (myers(counts) < 90)).all()
    np.testing.assert_allclose(whipple(counts, scale=100), 100 * whipple(counts), rtol=1e-14)


def test_an_even_population_has_no_heaping():
    none = {whipple: 1, noumbissi: 1, coale_li: 1, kannisto: 1, jdanov: 1, spoorenberg: 0, myers: 0, bachi: 0}
    for function, value in none.items():
        assert function(EVEN) == pytest.approx(value, abs=1e-12), function.__name__
    assert sawtooth(np.ones(20)) == 1


def test_a_straight_line_is_no_heaping_for_those_that_promise_it():
    np.testing.assert_allclose(modified_whipple(LINE), 1, rtol=1e-12)
    assert spoorenberg(LINE) == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(myers_blend(LINE), 0.1, rtol=1e-12)
    # Bachi promises it only nearly, and says so.
    np.testing.assert_allclose(bachi_shares(LINE), 0.1, atol=1e-4)
    assert 1e-3 < bachi(LINE) < 0.1
    # Quadratic in the groups: straight steps, which a local quadratic follows.
    assert roughness(np.arange(30.0, 10.0, -1.0) ** 2) == pytest.approx(0, abs=1e-9)


def test_the_other_end_of_each_scale():
    assert whipple(AT_FIVES) == pytest.approx(5)
    assert whipple(AT_TENS, 20, 69, (0,)) == pytest.approx(10)
    assert noumbissi(AT_TENS) == pytest.approx(5)
    assert spoorenberg(AT_FIVES) == pytest.approx(16)
    assert myers(AT_TENS) == pytest.approx(90)
    assert bachi(AT_TENS) == pytest.approx(90)


def test_single_years_may_begin_later():
    rng = np.random.default_rng(3)
    counts = rng.uniform(1, 9, 101)
    late = counts[15:]
    for function in (whipple, noumbissi, spoorenberg, myers, bachi, coale_li, kannisto, jdanov, digit_shares):
        np.testing.assert_allclose(function(late, first_age=15), function(counts), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: whipple(EVEN[:60]), "single years 0 to 59 given"),
        (lambda: whipple(EVEN, 20, 64, (0,)), "ages in ten"),
        (lambda: whipple(EVEN, digits=(0, 0)), "each once"),
        (lambda: whipple(EVEN, digits=()), "each once"),
        (lambda: whipple(-EVEN), "negative"),
        (lambda: whipple(np.zeros(101)), "nobody"),
        (lambda: digit_shares(EVEN, 20, 64), "10, 20, 30"),
        (lambda: noumbissi(EVEN, 10), "digit 10"),
        (lambda: noumbissi(EVEN, 3, 20, 22), "ends in 3"),
        (lambda: noumbissi(EVEN, 0, 0, 30), "asked for"),
        (lambda: spoorenberg(AT_TENS * 0), "nobody"),
        (lambda: myers(EVEN, 23, 32), "two decades"),
        (lambda: myers(EVEN, 23, 80), "10, 20, 30"),
        (lambda: bachi(EVEN, 23, 36), "15 ages"),
        (lambda: coale_li(EVEN[:101], 0, 98), "has 4 single years"),
        (lambda: coale_li(EVEN, terms=4), "odd"),
        (lambda: kannisto(AT_TENS), "younger age"),
        (lambda: kannisto(EVEN[:101], 99), "asked for"),
        (lambda: jdanov(EVEN[:90]), "none among"),
        (lambda: jdanov(EVEN, (1,)), "older ages"),
        (lambda: sawtooth(np.ones(10), 40, 89), "one below and one above"),
        (lambda: sawtooth(np.ones(20), 45, 89), "whole decades"),
        (lambda: roughness(np.ones(20)), "zero"),
        (lambda: roughness(np.ones(8)), "ten groups"),
        (lambda: whipple(np.full(101, np.nan)), "not finite"),
        (lambda: whipple(EVEN, 23.0, 62.0), "whole numbers"),
        (lambda: noumbissi(EVEN, 0, 20.0), "whole numbers"),
        (lambda: jdanov(EVEN, ()), "no ages"),
        (lambda: roughness(np.arange(30.0, 0, -1), -5), "multiple of five"),
    ],
)
def test_what_cannot_be_measured_is_said(call, word):
    with pytest.raises(BadInput, match=word):
        call()


def test_ages_that_are_taken_unless_stated():
    counts = np.random.default_rng(7).uniform(1, 9, 111)
    assert noumbissi(counts, 3) == noumbissi(counts, 3, 23, 53) != noumbissi(counts, 3, 23, 63)
    assert jdanov(counts) == jdanov(counts, (95, 100, 105)) != jdanov(counts, (90, 100, 105))
    assert whipple(counts) == whipple(counts, 23, 62) != whipple(counts, 23, 67)
    assert coale_li(counts) == coale_li(counts, 0, 60, 110) != coale_li(counts, 0, 50, 110)


def test_one_digit_or_age_needs_no_brackets():
    counts = np.random.default_rng(6).uniform(1, 9, 111)
    assert whipple(counts, digits=5) == whipple(counts, digits=(5,))
    assert jdanov(counts, 95) == jdanov(counts, (95,))
    assert whipple(counts, digits=5) != whipple(counts)


def test_the_same_in_jax_and_under_a_trace():
    jax = pytest.importorskip("jax")
    counts = np.random.default_rng(4).uniform(1, 9, (2, 101))
    for function in (whipple, noumbissi, spoorenberg, myers, bachi, coale_li, kannisto, jdanov, digit_shares):
        np.testing.assert_allclose(jax.jit(function)(jax.numpy.asarray(counts)), function(counts), rtol=2e-4)
