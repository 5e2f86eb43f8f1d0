"""The rule of verdicts: its boundaries to the draw, and what must hold whatever is said."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.claims.verdict.bounds import Bounds, bounds, precision, vague_bounds, vague_words
from cenotaph.claims.verdict.rule import MEANING, judge
from claims.planted import counted, planted

SAID = Bounds(100.0, 200.0, (100.0, 200.0))
ORDER = {"supported": 0, "not decided by this evidence": 1, "overstated": 2, "understated": 2}


def verdict(values: np.ndarray, said: Bounds = SAID, axis: str = "draw", relation: str = "same") -> str:
    return judge(said, planted("x", values, axis=axis), relation).verdict


@pytest.mark.parametrize("size", [20, 1000, 2000])
def test_overstated_from_exactly_95_per_cent_of_draws_below(size):
    at = size * 95 // 100
    assert verdict(counted(at, size - at, 0)) == "overstated"
    assert verdict(counted(at - 1, size - at + 1, 0)) == "not decided by this evidence"


@pytest.mark.parametrize("size", [20, 1000, 2000])
def test_understated_from_exactly_95_per_cent_of_draws_above(size):
    at = size * 95 // 100
    assert verdict(counted(0, size - at, at)) == "understated"
    assert verdict(counted(0, size - at + 1, at - 1)) == "not decided by this evidence"


@pytest.mark.parametrize("size", [20, 1000, 2000])
def test_supported_from_exactly_80_per_cent_of_draws_inside(size):
    at = size * 80 // 100
    rest = size - at
    assert verdict(counted(rest // 2, at, rest - rest // 2)) == "supported"
    assert verdict(counted(rest // 2 + 1, at - 1, rest - rest // 2)) == "not decided by this evidence"


def test_probabilities_are_the_shares_of_draws():
    chances = judge(SAID, planted("x", counted(300, 500, 200))).chances
    assert (chances.below, chances.inside, chances.above) == (0.3, 0.5, 0.2)


@pytest.mark.parametrize("axis", ["scenario", "limits"])
def test_a_range_without_probability_needs_every_value(axis):
    for values, found in (
        ([50, 60], "overstated"), ([50, 100], "not decided by this evidence"), ([100, 200], "supported"),
        ([100, 201], "not decided by this evidence"), ([201, 300], "understated"),
        ([50, 300], "not decided by this evidence"),
    ):  # fmt: skip
        outcome = judge(SAID, planted("x", values, axis=axis))
        assert outcome.verdict == found
        assert outcome.chances is None
        assert sum(outcome.counts) == 2


def test_an_exact_figure_lies_below_inside_or_above():
    assert [verdict(np.array([v]), axis="exact") for v in (99, 100, 200, 201)] == [
        "overstated", "supported", "supported", "understated"]  # fmt: skip


def test_nothing_estimated_decides_nothing():
    assert verdict(np.empty(0), axis="none") == "not a matter of this evidence"


def test_a_part_can_only_be_overstated_and_something_wider_only_understated():
    below, inside, above = counted(1000, 0, 0), counted(0, 1000, 0), counted(0, 0, 1000)
    assert [verdict(v, relation="part") for v in (below, inside, above)] == [
        "overstated", "not decided by this evidence", "not decided by this evidence"]  # fmt: skip
    assert [verdict(v, relation="wider") for v in (below, inside, above)] == [
        "not decided by this evidence", "not decided by this evidence", "understated"]  # fmt: skip


@pytest.mark.parametrize(
    ("hedge", "low", "high"),
    [("none", 6.5, 7.5), ("about", 6.0, 8.0), ("nearly", 6.0, 7.0), ("at_least", 7.0, math.inf),
     ("at_most", -math.inf, 7.0), ("up_to", -math.inf, 7.0)],
)  # fmt: skip
def test_a_point_stands_for_the_interval_of_its_precision_and_hedge(hedge, low, high):
    found = bounds(7.0, 7.0, 1.0, hedge)
    assert (found.low, found.high) == (low, high)


def test_over_and_under_leave_their_figure_out():
    assert [float(w[0]) for w in bounds(7, 7, 1, "over").weights([7.0])] == [1.0, 0.0, 0.0]
    assert [float(w[0]) for w in bounds(7, 7, 1, "under").weights([7.0])] == [0.0, 0.0, 1.0]
    assert float(bounds(7, 7, 1, "over").weights([7.0001])[1][0]) == 1.0


def test_about_is_a_tenth_where_the_last_digit_is_finer():
    found = bounds(4_500_000, 4_500_000, 100_000, "about")
    assert (found.low, found.high) == (4_050_000, 4_950_000)


def test_a_range_stands_for_itself_and_hedges_keep_the_end_that_they_bound():
    assert (bounds(3, 5, 1, "none").low, bounds(3, 5, 1, "none").high) == (3, 5)
    assert bounds(3, 5, 1, "at_least").low == 3
    assert bounds(3, 5, 1, "at_most").high == 5
    with pytest.raises(ValueError, match="reversed"):
        bounds(5, 3, 1, "none")


@pytest.mark.parametrize(
    ("figure", "step", "worth"),
    [(681_692, 1, 1), (20_000, 1, 2_000), (5_000, 1, 500), (25_000, 1, 1_000), (162_003_225, 1, 1), (7e6, 1e6, 1e6),
     (147_000_000, 1, 1e6), (0.1, 0.01, 0.01), (3.5e6, 1e5, 1e5)],
)  # fmt: skip
def test_noughts_at_the_end_of_a_written_figure_are_no_digits(figure, step, worth):
    assert precision(figure, step) == pytest.approx(worth)


def test_denials_turn_bounds_round_and_points_inside_out():
    assert bounds(5, 5, 1, "at_least", denied=True) == bounds(5, 5, 1, "under")
    assert bounds(5, 5, 1, "over", denied=True) == bounds(5, 5, 1, "at_most")
    said = bounds(150, 150, 20, "none", denied=True)
    inside = Bounds(100, 200, (150, 150), denied=True)
    assert verdict(counted(25, 950, 25), said=inside) == "contradicted by the estimate"
    assert verdict(counted(25, 949, 26), said=inside) == "not decided by this evidence"
    assert verdict(counted(400, 200, 400), said=inside) == "supported"
    assert verdict(counted(400, 201, 399), said=inside) == "not decided by this evidence"
    assert verdict(np.full(100, 10.0), said=said) == "supported"


def test_a_denial_of_a_part_is_borne_out_where_the_whole_is_less_and_not_where_it_is_more():
    """ "It is not true that 150 died in the north", where 10 died in all, and where 900 did."""
    said = bounds(150, 150, 20, "none", denied=True)
    assert verdict(np.full(100, 10.0), said=said, relation="part") == "supported"
    assert verdict(np.full(100, 900.0), said=said, relation="part") == "not decided by this evidence"
    assert verdict(np.full(100, 900.0), said=said, relation="wider") == "supported"
    assert verdict(np.full(100, 150.0), said=said, relation="part") == "not decided by this evidence"
    maybe = judge(said, planted("x", np.full(100, 900.0)), may_be_part=True)
    assert maybe.verdict == "not decided by this evidence"


@pytest.mark.parametrize("axis", ["scenario", "limits"])
def test_a_denial_against_a_range_without_probability_needs_every_value(axis):
    said = Bounds(100, 200, (150, 150), denied=True)
    for values, found in (
        ([50, 300], "supported"), ([50, 150], "not decided by this evidence"),
        ([150, 160], "contradicted by the estimate"),
    ):  # fmt: skip
        assert verdict(np.array(values, dtype=float), said=said, axis=axis) == found


def test_bounds_that_the_whole_keeps_are_kept_by_a_part_and_those_of_a_part_reached_by_the_whole():
    low, high = np.full(100, 10.0), np.full(100, 900.0)
    most, least = bounds(150, 150, 1, "at_most"), bounds(150, 150, 1, "at_least")
    assert [verdict(v, most, relation="part") for v in (low, high)] == ["supported", "not decided by this evidence"]
    assert [verdict(v, least, relation="wider") for v in (low, high)] == ["not decided by this evidence", "supported"]
    assert [verdict(v, least, relation="part") for v in (low, high)] == ["overstated", "not decided by this evidence"]
    assert [verdict(v, most, relation="wider") for v in (low, high)] == ["not decided by this evidence", "understated"]


def test_vague_words_fade_between_wrong_and_right():
    said = vague_bounds("millions")
    figures = [0.9, 1.0, math.sqrt(2), 2.0, 10.0, math.sqrt(200), 25.0]
    below, inside, above = said.weights(1e6 * np.array(figures))
    assert inside == pytest.approx([0, 0, 0.5, 1, 1, 0.5, 0])
    assert below == pytest.approx([1, 1, 0.5, 0, 0, 0, 0])
    assert above == pytest.approx([0, 0, 0, 0, 0, 0.5, 1])
    assert vague_bounds("many") is None
    assert float(vague_bounds("thousands", "up_to").weights([3.0])[1][0]) == 1


def test_every_vague_word_names_figures_in_order():
    for word, ends in vague_words().items():
        figures = [*ends["low"], *ends["high"]]
        assert figures == sorted(figures), word


def test_the_factor_is_what_is_said_over_what_is_estimated():
    factor = judge(bounds(300, 300, 1, "none"), planted("x", np.full(100, 100.0))).factor
    assert (factor.middle, factor.low, factor.high, factor.level) == (3.0, 3.0, 3.0, 0.9)
    assert judge(bounds(100, 500, 1, "none"), planted("x", [200.0] * 9)).factor.middle == 1.0
    assert judge(bounds(300, 300, 1, "none"), planted("x", [-1.0] * 20)).factor.middle == math.inf
    ends = judge(bounds(300, 300, 1, "none"), planted("x", [100.0, 150.0], axis="scenario")).factor
    assert (ends.low, ends.high, ends.level) == (2.0, 3.0, None)


def test_the_meaning_of_every_verdict_is_stated():
    assert len(MEANING) == 10


values = st.lists(st.floats(1.0, 1e9), min_size=20, max_size=60).map(np.array)
hedges = st.sampled_from(["none", "about", "nearly", "over", "under", "at_least", "at_most", "up_to"])


@settings(deadline=None)
@given(values, st.floats(0.06, 0.94), st.floats(1.0, 1e6))
def test_a_figure_inside_the_interval_is_never_overstated_nor_understated(draws, level, step):
    """The negative control: whatever its precision, a figure within the central nine tenths is not refuted."""
    point = float(np.quantile(draws, level))
    assert verdict(draws, bounds(point, point, step, "none")) in ("supported", "not decided by this evidence")


@settings(deadline=None)
@given(values, st.floats(1.0, 1e9), st.floats(1.0, 1e8), hedges, st.floats(0.0, 1e9), st.floats(0.0, 1e9))
def test_widening_what_is_said_never_worsens_the_verdict(draws, figure, step, hedge, down, up):
    said = bounds(figure, figure, step, hedge)
    wider = Bounds(said.low - down, said.high + up, said.said)
    before, after = verdict(draws, said), verdict(draws, wider)
    assert ORDER[after] <= ORDER[before]
    assert not (before == "supported" and after != "supported")


@settings(deadline=None)
@given(values, st.floats(1.0, 1e9), st.floats(1.0, 1e8), hedges, st.integers(-20, 20))
def test_scaling_claim_and_posterior_together_changes_nothing(draws, figure, step, hedge, power):
    factor = 2.0**power  # exact in binary, so that the comparison is of the rule and not of rounding
    one = judge(bounds(figure, figure, step, hedge), planted("x", draws))
    other = judge(bounds(figure * factor, figure * factor, step * factor, hedge), planted("x", draws * factor))
    assert (one.verdict, one.chances) == (other.verdict, other.chances)
    assert (one.factor.middle, one.factor.low, one.factor.high) == pytest.approx(
        (other.factor.middle, other.factor.low, other.factor.high))  # fmt: skip


@settings(deadline=None)
@given(values, st.sampled_from(sorted(vague_words())))
def test_the_three_weights_add_to_one(draws, word):
    below, inside, above = vague_bounds(word).weights(draws)
    assert below + inside + above == pytest.approx(1.0)
    assert ((below >= 0) & (inside >= 0) & (above >= 0)).all()


def test_a_perturbed_rule_would_be_seen():
    """The boundary tests can fail: a rule at 94 per cent gives another verdict on the same draws."""
    draws = counted(949, 51, 0)
    assert verdict(draws) == "not decided by this evidence"
    assert float(np.mean(draws < SAID.low)) >= 0.94


def test_the_page_of_rules_prints_the_tables_that_the_code_has():
    page = (Path(__file__).parents[2] / "docs" / "claims-verdicts.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    printed = {row[0]: [float(f.replace(",", "")) for f in row[1:]] for row in rows if row[0] in vague_words()}
    assert len(printed) == 9
    for word, figures in printed.items():
        assert figures == [*vague_words()[word]["low"], *vague_words()[word]["high"]]
    hedged = {row[0].strip("`") for row in rows if row[0].startswith("`")}
    assert hedged == {"none", "about", "nearly", "over", "at_least", "under", "at_most", "up_to"}
    assert {row[0] for row in rows} >= set(MEANING)
