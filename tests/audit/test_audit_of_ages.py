"""Heaping, sex ratios, age groups, hollow cohorts: one planted fault each, its size, and the same without it."""

from __future__ import annotations

import numpy as np
import pytest
from clean_audits import clean

from audit.invented_counts import (
    FIVE,
    MEN,
    WOMEN,
    counted,
    found,
    holds,
    material,
    of_years,
    only,
    people,
    times,
)
from cenotaph.arrays import Array
from cenotaph.audit import age_groups, cohorts, heaping, hollow, sex_ratios
from cenotaph.audit.finding import ONE_ESTIMATE
from cenotaph.audit.whole import of_material

BOTH = slice(None)
INDEX_AGES = slice(23, 83)  # the ages of which heaping speaks


def rounded(share: float):
    """A share of the persons whose age ends in 9 or 1 state the ten between."""

    def change(persons: Array) -> Array:
        made = persons.copy()
        for ten in range(10, 100, 10):
            for beside in (ten - 1, ten + 1):
                moved = np.rint(persons[:, beside] * share)
                made[:, beside] -= moved
                made[:, ten] += moved
        return made

    return change


def moved_in(persons: Array, changed: Array) -> float:
    """Persons of the index ages who were moved away from their own."""
    return float((persons - changed).clip(0)[:, INDEX_AGES].sum())


@pytest.fixture(scope="module")
def even():
    """Three true counts, five years apart, audited."""
    return of_material(of_years((0, 5, 10)))


def test_true_ages_are_quiet(even):
    assert even.findings == ()


def test_planted_heaping_is_found_with_its_size_its_digit_and_its_rise():
    stated = rounded(0.1)(people(5))
    counts = of_years((0, 5), {5: rounded(0.1)})
    heaped = only(heaping, counts)
    assert heaped.subject == "1885"
    assert heaped.title == "ages drawn to 0"
    assert holds(heaped, moved_in(people(5), stated))
    # A tenth of two digits of ten at the one preferred: a fifth more of it, a tenth more of the two that Whipple takes.
    for sex in ("female", "male"):
        assert heaped.figures[sex]["whipple"] == pytest.approx(1.1, abs=0.02)
        assert heaped.figures[sex]["digit_shares"][0] == pytest.approx(0.12, abs=0.002)
    rise = only(heaping, counts, heaping.CHANGE)
    assert rise.title == "age heaping rose"
    assert "rose among women from" in rise.what
    assert rise.kind == ONE_ESTIMATE
    assert rise.persons_high == pytest.approx(moved_in(people(5), stated), rel=0.05)


@pytest.mark.parametrize("seed", range(6))
def test_persons_displaced_are_near_those_planted_in_any_country(seed):
    """Between the ends, but for what birth cohorts of uneven size do to the digits: within a tenth of the lower end and
    two fifths of the upper at so little heaping. An index times the population, as first written, was above every time.
    """
    true = people(0, clean(seed))
    stated = rounded(0.1)(true)
    both = heaping.indices(counted(0, stated))
    low, high = (sum(h.displaced[end] for h in both) for end in (0, 1))
    planted = moved_in(true, stated)
    assert 0.9 * planted < low < 1.1 * planted
    assert planted < high < 1.4 * planted


def test_heaping_that_falls_is_said_to_fall_and_its_size_is_the_difference():
    fall = only(heaping, of_years((0, 5), {0: rounded(0.4), 5: rounded(0.1)}), heaping.CHANGE)
    assert fall.title == "age heaping fell"
    fewer = moved_in(people(0), rounded(0.4)(people(0))) - moved_in(people(5), rounded(0.1)(people(5)))
    assert fall.persons_high == pytest.approx(fewer, rel=0.1)
    assert "fell among women from" in fall.what
    assert "fell among men from" in fall.what
    assert "fewer persons" in fall.what


def test_men_taken_out_of_one_of_three_tables_are_found_and_not_those_who_died():
    gone = people(5)[MEN, 20:25].sum() * 0.3
    finding = only(sex_ratios, of_years((0, 5, 10), {5: times(0.7, MEN, 20, 25)}))
    assert finding.subject == "1885"
    assert finding.title == "men missing at 20-24"
    assert holds(finding, gone)
    assert finding.certainty == "strong"  # against a count before and one after


def test_men_who_died_are_not_missing_from_the_table_they_no_longer_are_in():
    """The count before them alone is out of line then, which is not called strong, and their deaths are named."""
    dead = of_years((0, 5, 10), {5: times(0.7, MEN, 20, 25), 10: times(0.7, MEN, 25, 30)})
    finding = only(sex_ratios, dead)
    assert finding.subject == "1880"
    assert finding.certainty == "moderate"
    assert "deaths of one sex between the counts" in finding.explanations


def test_women_taken_out_are_not_called_men():
    gone = people(5)[WOMEN, 30:35].sum() * 0.3
    finding = only(sex_ratios, of_years((0, 5, 10), {5: times(0.7, WOMEN, 30, 35)}))
    assert finding.title == "women missing at 30-34"
    assert holds(finding, gone)


@pytest.mark.parametrize(("counted_apart", "covers"), [(1.0, "cover the gap"), (0.5, "do not cover the gap")])
def test_men_counted_apart_explain_the_gap_and_are_missing_no_more(counted_apart, covers):
    true = people(5)
    table = times(0.7, MEN, 20, 25)(true)
    apart = np.array([0.0, (true - table).sum() * counted_apart])
    army = counted(5, table, residual=apart, residual_ages=(20, 25), residual_groups=("army",))
    three = material([counted(0, people(0)), army, counted(10, people(10))])
    finding = only(sex_ratios, three)
    assert covers in finding.what
    assert "army" in finding.explanations[0]
    assert finding.figures["counted_apart_men"] == apart.sum()
    # The table still lacks them; the population does not, so nobody is missing from the balance of cohorts.
    assert bool(found(cohorts, three)) == (counted_apart < 1)


def test_women_moved_into_the_next_group_are_counted_once():
    """A fifth of the women of 25-29 are stated to be 30-34. As first written, the number said was three times theirs:
    each of the two groups was judged against the other, spoilt one."""
    moved = np.rint(people(5)[WOMEN, 25:30] * 0.2)

    def change(persons):
        made = persons.copy()
        made[WOMEN, 25:30] -= moved
        made[WOMEN, 30:35] += moved
        return made

    finding = only(age_groups, of_years((0, 5, 10), {5: change}))
    assert finding.title == "women's ages 25-29 and 30-34 out of line"
    assert holds(finding, moved.sum())
    too_few, too_many = finding.figures["groups"]
    assert max(too_few["persons"]) < 0 < min(too_many["persons"])


def test_women_left_out_of_one_group_are_out_of_line_there_only():
    gone = people(5)[WOMEN, 25:30].sum() * 0.2
    finding = only(age_groups, of_years((0, 5, 10), {5: times(0.8, WOMEN, 25, 30)}))
    assert [g["age"] for g in finding.figures["groups"]] == [25]
    assert holds(finding, gone)


def test_a_cohort_that_is_small_in_every_count_is_no_join():
    small = {y: times(0.7, BOTH, 20 + y, 25 + y) for y in (0, 5, 10)}
    assert found(age_groups, of_years((0, 5, 10), small)) == []


def test_five_year_groups_do_for_sex_ratios_and_joins():
    counts = [counted(0, people(0), FIVE), counted(5, times(0.7, MEN, 20, 25)(people(5)), FIVE)]
    three = material([*counts, counted(10, people(10), FIVE)])
    assert holds(only(sex_ratios, three), people(5)[MEN, 20:25].sum() * 0.3)
    assert found(age_groups, three) == []


def test_hollow_birth_years_of_both_counts_are_real_and_of_one_are_not():
    lost = people(5)[:, 5:7].sum() * 0.4
    here, later = times(0.6, BOTH, 5, 7), times(0.6, BOTH, 8, 10)
    finding = only(hollow, of_years((5, 8), {5: here, 8: later}))
    assert finding.subject == "1885"
    assert [y["age"] for y in finding.figures["ages"]] == [5, 6]
    assert "born about 1878 and 1879" in finding.title
    # One estimate, against the ages around: births swing by some per cent from year to year.
    assert finding.persons_high == pytest.approx(lost, rel=0.1)
    assert found(hollow, of_years((5, 8), {5: here})) == []
    assert found(hollow, of_years((5, 8), {8: later})) == []
