"""Implied mortality, empty groups, copied columns, children per woman, borders, and findings of a pair."""

from __future__ import annotations

import numpy as np
import pytest

from audit.invented_counts import counted, found, material, only, people, times
from cenotaph.arrays import N_AGES
from cenotaph.audit import age_groups, child_woman, copies, empty, levels, sex_ratios
from cenotaph.audit.cohorts import FIVE, of_pair
from cenotaph.audit.counts import Pair
from cenotaph.audit.finding import Quiet, Skipped
from cenotaph.audit.survival import carried
from cenotaph.demography.projection import time_steps

BOTH, WOMEN, MEN = slice(None), slice(0, 1), slice(1, 2)


def at_level(place: int, shape: int = 1):
    """A later count ten years on, everyone dying by one model table."""
    hazards, e0 = levels.model_hazards()
    steps = len(time_steps(1880.0, 1890.0))
    later = carried(people(0), [hazards[shape, place]] * steps, 1880.0, 1890.0)
    return material([counted(0, people(0)), counted(10, later)], table=False), e0[place]


@pytest.mark.parametrize("place", [5, 12, 20])
def test_the_level_of_a_model_table_is_found_again(place):
    two, e0 = at_level(place)
    k = of_pair(two, Pair(*two.counts), FIVE)
    for s, level in enumerate(levels.levels(k, 0.0)):
        assert level.e0 == pytest.approx(e0[s], abs=0.3)
        own = level.implied[levels.adults(k)]
        np.testing.assert_allclose(own[~np.isnan(own)], e0[s], atol=0.5)
    assert found(levels, two) == []


def test_a_cohort_out_of_line_is_found_whatever_the_level():
    two, _ = at_level(12)
    raised = times(1.12, WOMEN, 40, 45)(two.counts[1].single)
    finding = only(levels, material([two.counts[0], counted(10, raised)], table=False))
    assert "more than such a level leaves of women aged 30-34" in finding.what
    planted = two.counts[1].single[0, 40:45].sum() * 0.12
    assert 0.7 * planted < finding.persons_high < 1.3 * planted


def test_an_empty_group_between_full_ones_is_a_finding_and_an_old_one_is_not():
    gone = people(0).copy()
    gone[0, 0:3] = 0
    gone[:, 95:] = 0
    finding = only(empty, material([counted(0, gone)]))
    assert finding.figures["groups"] == [["female", 0, 1], ["female", 1, 2], ["female", 2, 3]]
    assert finding.persons_low == pytest.approx(people(0)[0, :3].sum(), rel=0.1)
    assert isinstance(next(iter(empty.check(material([counted(0, people(0))])))), Quiet)


def test_a_column_in_the_place_of_another_is_a_finding():
    copied = people(0).copy()
    copied[1, :60] = copied[0, :60]
    finding = only(copies, material([counted(0, copied)]))
    assert finding.persons_low >= copied[0, :60].sum()
    assert "ages 0 to" in finding.what
    assert found(copies, material([counted(0, people(0)), counted(5, people(5))])) == []
    rounded = np.round(people(0), -3)
    assert found(copies, material([counted(0, rounded), counted(5, rounded)])) == []  # equal cells are no wonder there


def test_children_doubled_or_cut_in_the_last_count_are_seen():
    for factor, word in ((2.0, "rose"), (0.4, "fell")):
        two = material([counted(0, people(0)), counted(10, times(factor, BOTH, 0, 5)(people(10)))])
        finding = only(child_woman, two)
        assert word in finding.title
        assert finding.persons_low == pytest.approx(abs(factor - 1) * people(10)[:, :5].sum(), rel=0.35)
    assert found(child_woman, material([counted(0, people(0)), counted(10, people(10))])) == []


def test_two_counts_that_disagree_are_one_finding_of_the_pair():
    """Women of 20 to 24 raised in the first of two counts: neither is accused alone, and nobody twice."""
    two = material([counted(0, times(1.4, WOMEN, 20, 25)(people(0))), counted(5, people(5))])
    for check, name in ((sex_ratios, "sex-ratio-1880-1885"), (age_groups, "join-1880-1885")):
        finding = only(check, two)
        assert finding.id == name
        assert finding.subject == "1880 to 1885"
        assert finding.certainty == "moderate"


def test_counts_in_different_borders_are_not_compared():
    from dataclasses import replace

    wider = replace(counted(5, people(5) * 1.2), borders="1")
    two = material([counted(0, people(0)), wider], table=False)
    assert two.pairs == []
    assert two.neighbours == []
    assert all(isinstance(s, Skipped) for s in levels.check(two, 4.0))


@pytest.mark.parametrize(("bounds", "apart", "read"), [(range(0, 91, 5), 5, True), (range(0, 91, 5), 7, False),
                                                       (range(N_AGES), 7, True)])  # fmt: skip
def test_a_cohort_is_read_where_bounds_fit_the_years_between(bounds, apart, read):
    count = counted(0, people(0), bounds)
    assert count.reads(20, 25)
    assert count.reads(20 + apart, 25 + apart) == read
