"""Balance, registers, cohorts, children: one planted fault each, its size, and the same without it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audit.invented_counts import (
    FIRST,
    MEN,
    WOMEN,
    WORLD,
    counted,
    found,
    holds,
    material,
    of_years,
    only,
    people,
    registered,
    said,
    times,
)
from cenotaph.arrays import N_AGES, Array
from cenotaph.audit import balance, children, cohorts
from cenotaph.audit.finding import BAND, ROUNDING, Quiet

BOTH = slice(None)
BIRTHS, INCREASES = registered()


@pytest.fixture(scope="module")
def true():
    """Three true counts with complete registers."""
    return of_years((0, 5, 10), births=BIRTHS, increases=INCREASES)


@pytest.mark.parametrize("part", [balance, cohorts, children], ids=lambda part: part.NAME)
def test_true_counts_are_quiet(true, part):
    made = said(part, true)
    assert found(part, true, part.NAME) == []
    assert any(isinstance(s, Quiet) for s in made)


def under(factor: float, length: int) -> Array:
    """(sex, 101), the population of year 0 after `length` years at `factor` times the table, by a plain loop: half a
    year at the rate of an age and half at that of the next. Those born since are the true ones of that year."""
    rates, persons = WORLD.rates * factor, people(0)
    for _ in range(length):
        alive = persons[:, :-1] * np.exp(-(rates[:, :-1] + rates[:, 1:]) / 2)
        oldest = persons[:, -1:] * np.exp(-rates[:, -1:])
        persons = np.concatenate([people(length)[:, :1], alive], axis=-1)
        persons[:, -1:] += oldest
    persons[:, :length] = people(length)[:, :length]
    return np.rint(persons)


# Balance


@pytest.mark.parametrize("length", [3, 10])
@pytest.mark.parametrize(("factor", "below"), [(1.5, True), (2.0, True), (0.5, False)])
def test_the_mortality_that_makes_counts_agree_is_found_again(factor, below, length):
    finding = only(balance, material([counted(0, people(0)), counted(length, under(factor, length))]), balance.NAME)
    assert finding.figures["mortality_factor_that_balances"] == pytest.approx(factor, rel=0.03)
    assert ("below 1880" in finding.title) == below
    assert finding.kind == BAND
    # How many more or fewer died than at the table itself.
    assert holds(finding, abs(float(under(1.0, length).sum() - under(factor, length).sum())))


def test_mortality_of_the_table_itself_is_no_finding():
    counts = material([counted(0, people(0)), counted(10, under(1.0, 10))])
    assert found(balance, counts, balance.NAME) == []
    assert found(cohorts, counts) == []


def test_a_population_that_grew_without_births_needs_a_mortality_of_nothing():
    more = people(0)
    later = np.concatenate([people(5)[:, :5], more[:, :-5] * 1.01], axis=-1)
    later[:, -1] += more[:, -5:].sum(axis=-1)
    finding = only(balance, material([counted(0, more), counted(5, np.rint(later))]), balance.NAME)
    assert finding.figures["mortality_factor_that_balances"] == 0
    assert "even if nobody had died" in finding.what


def test_an_even_addition_to_a_whole_count_is_found_in_the_balance_and_in_wide_cohorts():
    counts = of_years((0, 2), {2: times(1.03, BOTH, 0, N_AGES)})
    finding = only(balance, counts, balance.NAME)
    assert finding.title == "1882 above 1880 and natural increase"
    assert holds(finding, people(2).sum() * 0.03)
    excess = only(cohorts, counts)
    groups = excess.figures["groups"]
    assert {g["sex"] for g in groups} == {"female", "male"}
    assert holds(excess, sum(g["counted"] for g in groups) * 0.03 / 1.03)


def test_migration_that_the_case_states_is_allowed_for():
    counts = of_years((0, 2), {2: times(1.02, BOTH, 0, N_AGES)}, flows=((FIRST + 0.0, FIRST + 2.0, 150_000.0),))
    assert found(balance, counts, balance.NAME) == []
    wrong_way = replace(counts, flows=((FIRST + 0.0, FIRST + 2.0, -150_000.0),))
    assert holds(only(balance, wrong_way, balance.NAME), people(2).sum() * 0.02)


# Registers


def test_births_registered_that_nobody_counts_are_found_to_the_person():
    extra = np.rint(WORLD.births[:5] * 0.05)
    more = tuple(replace(i, persons=i.persons + e) for i, e in zip(INCREASES[:5], extra, strict=True))
    finding = only(balance, of_years((0, 5), increases=more), balance.REGISTERS)
    assert finding.kind == ROUNDING
    assert finding.title == "growth below the registered increase"
    # Complete registers and true counts balance, but for the rounding of the counts to whole persons.
    assert finding.persons_low == pytest.approx(extra.sum(), abs=N_AGES)
    assert finding.persons_high == finding.persons_low


def test_rounded_sums_widen_the_range_and_deaths_unregistered_turn_the_sign():
    hidden = np.rint(WORLD.deaths[:5] * 0.2)
    coarse = tuple(replace(i, persons=i.persons + h, half=500.0) for i, h in zip(INCREASES[:5], hidden, strict=True))
    finding = only(balance, of_years((0, 5), increases=coarse), balance.REGISTERS)
    assert "deaths went unregistered" in finding.what
    assert holds(finding, hidden.sum())
    assert finding.persons_high - finding.persons_low == pytest.approx(2 * 5 * 500)
    fewer = tuple(replace(i, persons=i.persons - h) for i, h in zip(INCREASES[:5], hidden, strict=True))
    assert "births went unregistered" in only(balance, of_years((0, 5), increases=fewer), balance.REGISTERS).what


def test_registers_of_a_part_of_the_interval_are_not_held_against_its_growth():
    (skipped,) = [s for s in said(balance, of_years((0, 5), increases=INCREASES[:3])) if s.check == balance.REGISTERS]
    assert "they cover 3.0 of 5.0 years" in skipped.why


# Cohorts


def test_a_cohort_raised_by_a_twentieth_is_found_with_its_size():
    counts = of_years((0, 2), {2: times(1.05, BOTH, 22, 27)})
    finding = only(cohorts, counts)
    assert finding.title == "more in 1882 than can be alive of 1880"
    assert [(g["sex"], g["ages"]) for g in finding.figures["groups"]] == [("female", "20-24"), ("male", "20-24")]
    assert holds(finding, people(2)[:, 22:27].sum() * 0.05)
    assert "women aged 20-24; men aged 20-24 even grew" in finding.what
    assert finding.figures["mortality_factor_that_balances"] == 0
    # In the middle of so small a country a twentieth of one group is half a per cent of all: no balance shows it.
    assert found(balance, counts, balance.NAME) == []


def test_a_cohort_that_lost_more_than_mortality_takes_is_found_with_its_size():
    lost = people(2)[MEN, 22:32].sum() * 0.1
    finding = only(cohorts, of_years((0, 2), {2: times(0.9, MEN, 22, 32)}))
    assert finding.title == "more lost than normal mortality takes"
    assert {(g["sex"], g["ages"]) for g in finding.figures["groups"]} == {("male", "20-24"), ("male", "25-29")}
    assert holds(finding, lost)


def test_children_who_died_are_called_children():
    finding = only(cohorts, of_years((0, 5), {5: times(0.7, BOTH, 5, 10)}))
    assert "girls aged 0-4; boys aged 0-4 in 1880" in finding.what
    assert holds(finding, people(5)[:, 5:10].sum() * 0.3)


# Children


@pytest.mark.parametrize("with_births", [True, False], ids=["by births and later counts", "by later counts"])
def test_infants_left_out_are_found_with_their_number(with_births):
    counts = of_years((0, 5, 10), {5: times(0.9, BOTH, 0, 1)}, births=BIRTHS if with_births else ())
    finding = only(children, counts)
    assert finding.subject == "1885"
    assert holds(finding, people(5)[:, 0].sum() * 0.1)
    assert finding.certainty == ("strong" if with_births else "moderate")
    assert {c["ages"] for c in finding.figures["comparisons"]} == ({"0", "0 to 2"} if with_births else {"0 to 2"})


def test_infants_left_out_of_the_last_count_are_found_by_births_alone():
    counts = of_years((0, 5), {5: times(0.9, BOTH, 0, 1)}, births=BIRTHS)
    finding = only(children, counts)
    assert (finding.subject, [c["ages"] for c in finding.figures["comparisons"]]) == ("1885", ["0"])
    assert holds(finding, people(5)[:, 0].sum() * 0.1)


def test_as_few_births_are_no_omission():
    """Births a fifth fewer, and a fifth fewer infants: the count and the register agree."""
    fewer = tuple(replace(b, least=b.least * 0.8, most=b.most * 0.8) for b in BIRTHS)
    changes = {5: times(0.8, BOTH, 0, 1), 10: times(0.8, BOTH, 5, 6)}
    assert found(children, of_years((0, 5, 10), changes, births=fewer[4:5])) == []


def test_girls_left_out_are_found_as_well_as_both():
    counts = of_years((0, 5, 10), {5: times(0.8, WOMEN, 0, 3)})
    assert holds(only(children, counts), people(5)[WOMEN, :3].sum() * 0.2)
