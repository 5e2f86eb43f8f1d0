"""What an audit cannot judge it says it cannot, and what for: no false finding, no traceback."""

from __future__ import annotations

import numpy as np
import pytest

from audit.invented_counts import counted, found, material, people, said, times
from cenotaph.arrays import N_AGES
from cenotaph.audit import accuracy, age_groups, balance, children, cohorts, digits, heaping, hollow, sex_ratios
from cenotaph.audit.counts import Material
from cenotaph.audit.finding import Skipped
from cenotaph.audit.whole import Audit, of_material

YEARS = (0, 5, 10)


def three(**more) -> Material:
    return material([counted(y, people(y), **more) for y in YEARS])


def together(*, table: bool = True) -> Material:
    return material([counted(y, people(y), together=True) for y in YEARS], table=table)


POOR = {
    "open at 50": (
        three(bounds=range(51)),
        {
            balance.NAME: "groups of five years or less to age 60: not so in 1880 and 1885",
            accuracy.NAME: "groups that begin at 0, 5, 10 ... 75",
            heaping.NAME: "single years of age by sex from 23 to 82; the table has groups",
        },
    ),
    "groups of ten years": (
        three(bounds=range(0, 91, 10)),
        {
            balance.NAME: "groups of five years or less to age 60",
            cohorts.NAME: "groups of five years or less at the ages of the same cohorts in both",
            children.NAME: "ages 0, 1 and 2 by single years",
            hollow.NAME: "single years of age from 0 to 19",
            sex_ratios.NAME: "groups of five years or less at the ages of the same cohort",
            age_groups.NAME: "groups of five years or less at the ages of the same cohorts",
            accuracy.NAME: "groups that begin at 0, 5, 10 ... 75",
            heaping.NAME: "single years of age by sex",
            digits.NAME: "9 cells of whole numbers from 1000 on; 50 are needed",
        },
    ),
    "groups of five years": (
        three(bounds=range(0, 86, 5)),
        {
            children.NAME: "ages 0, 1 and 2 by single years",
            hollow.NAME: "single years of age from 0 to 19",
            heaping.NAME: "single years of age by sex",
        },
    ),
    "one count": (
        material([counted(0, people(0))]),
        {
            balance.NAME: "two counts between one and sixty years apart",
            cohorts.NAME: "two counts between one and sixty years apart",
            children.NAME: "the births of the year before, or a count by single years within 16 years after it",
            hollow.NAME: "a count by single years within 5 years after it",
            sex_ratios.NAME: "another count of the same cohorts, one to forty years away",
            age_groups.NAME: "another count one to forty years away",
        },
    ),
    "sexes together": (
        together(),
        {
            sex_ratios.NAME: "the sexes apart",
            age_groups.NAME: "the sexes apart",
            accuracy.NAME: "the sexes apart",
            heaping.NAME: "by sex from 23 to 82; the sexes stand together",
        },
    ),
    "half a year apart": (
        material([counted(4, people(4)), counted(4.5, people(5))]),
        {
            balance.NAME: "two counts between one and sixty years apart",
            cohorts.NAME: "two counts between one and sixty years apart",
            sex_ratios.NAME: "one to forty years away",
            age_groups.NAME: "one to forty years away",
            hollow.NAME: "within 5 years after it",
        },
    ),
    "eighty years apart": (
        material([counted(0, people(0)), counted(80, people(10))]),
        {
            balance.NAME: "two counts between one and sixty years apart",
            cohorts.NAME: "two counts between one and sixty years apart",
            sex_ratios.NAME: "one to forty years away",
            age_groups.NAME: "one to forty years away",
            children.NAME: "within 16 years after it",
        },
    ),
    "no life table": (
        material([counted(y, people(y)) for y in YEARS], table=False),
        {balance.NAME: "a life table", children.NAME: "a life table", balance.REGISTERS: "births and deaths"},
    ),
    "sexes together, no life table": (
        together(table=False),
        {balance.NAME: "a life table", children.NAME: "a life table", sex_ratios.NAME: "the sexes apart"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def audits() -> dict[str, Audit]:
    return {name: of_material(poor) for name, (poor, _) in POOR.items()}


@pytest.mark.parametrize("name", POOR)
def test_what_is_missing_is_named_and_nothing_is_found(audits, name):
    audit = audits[name]
    assert audit.findings == ()
    for check, needed in POOR[name][1].items():
        reasons = [s.why for s in audit.skipped if s.check == check]
        assert any(needed in why for why in reasons), (check, reasons)


@pytest.mark.parametrize("name", POOR)
def test_every_check_says_something_once_of_everything_it_looks_at(audits, name):
    audit = audits[name]
    spoken = [(s.check, s.subject) for s in (*audit.findings, *audit.quiet, *audit.skipped)]
    assert len(set(spoken)) == len(spoken)
    assert {heaping.NAME, accuracy.NAME, cohorts.NAME, balance.NAME, children.NAME, hollow.NAME} <= {
        c for c, _ in spoken
    }


def test_counts_without_a_life_table_promise_no_balance_instead_of_registers(audits):
    (why, *_) = [s.why for s in audits["no life table"].skipped if s.check == balance.REGISTERS]
    assert "instead" not in why
    assert any("instead" in s.why for s in audits["groups of five years"].skipped if s.check == balance.REGISTERS)


def test_groups_too_wide_hide_a_planted_fault_and_say_so():
    """A cohort raised by a fifth in groups of ten years is not found, and the check is not called quiet."""
    counts = [counted(0, people(0), range(0, 91, 10)), counted(5, people(5) * 1.2, range(0, 91, 10))]
    assert all(isinstance(s, Skipped) for s in said(cohorts, material(counts)))


def test_a_growing_cohort_needs_no_life_table_to_be_impossible():
    counts = [counted(0, people(0)), counted(2, times(1.2, slice(None), 22, 27)(people(2)))]
    (finding,) = found(cohorts, material(counts, table=False))
    assert "No life table is given, so nobody is assumed to have died" in finding.basis
    assert {g["ages"] for g in finding.figures["groups"]} == {"20-24"}


EMPTY = {
    "nobody above 60": lambda p: p * (np.arange(N_AGES) < 60),
    "nobody above 15": lambda p: p * (np.arange(N_AGES) < 15),
    "nobody below 20": lambda p: p * (np.arange(N_AGES) >= 20),
    "ages 2 to 10 empty": lambda p: p * ((np.arange(N_AGES) < 2) | (np.arange(N_AGES) > 10)),
    "a dozen persons": lambda p: np.where(np.arange(N_AGES) % 9 == 0, 1.0, 0.0) * np.ones((2, 1)),
    "men of one age only": lambda p: np.stack([p[0], p[1] * (np.arange(N_AGES) == 40)]),
    "every age ends in 0": lambda p: p * (np.arange(N_AGES) % 10 == 0),
}


@pytest.mark.parametrize("bounds", [range(N_AGES), range(0, 86, 5)], ids=["single years", "five years"])
@pytest.mark.parametrize("name", EMPTY)
def test_empty_ages_end_in_no_traceback_and_no_nan(name, bounds):
    """As first written, one empty group ended the whole audit with a sentence that named no count."""
    made = of_material(material([counted(y, EMPTY[name](people(y)), bounds) for y in (0, 5)]))
    for finding in made.findings:
        assert finding.persons_high is None or np.isfinite([finding.persons_low, finding.persons_high]).all()
