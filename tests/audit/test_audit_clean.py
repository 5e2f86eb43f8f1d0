"""Populations without fault stay quiet; enumerations of known truth show the crisis between them and nothing else.

The forty of docs/audit-false-alarms.md are made by benchmarks/clean_audits.py; six of them are made here, the first.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from clean_audits import audits, clean, episodes

from cenotaph.audit import balance, children, cohorts, digits, heaping, hollow, sex_ratios
from cenotaph.audit.finding import Quiet

SEEDS = range(6)  # chosen before any was run
TRUTH = Path(os.environ.get("CENOTAPH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "truth"
BY_AGE = (balance.NAME, balance.REGISTERS, cohorts.NAME, children.NAME, hollow.NAME, sex_ratios.NAME)


@pytest.fixture(scope="module")
def clean_audits(tmp_path_factory):
    """(as a case, as a file) by seed."""
    home = tmp_path_factory.mktemp("clean")
    return {seed: audits(seed, home) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_population_without_fault_raises_no_alarm(clean_audits, seed):
    """None of these six alarms by chance either; the family-wise level lets one audit in twenty do so."""
    as_case, as_file = clean_audits[seed]
    assert as_case.findings == ()
    assert as_file.findings == ()


def test_quiet_checks_were_made(clean_audits):
    """Silence counts only where something was looked at: every check of ages was made on some of them, as a case."""
    made = {q.check for as_case, _ in clean_audits.values() for q in as_case.quiet}
    assert {*BY_AGE, heaping.NAME, digits.NAME, digits.REPEATED} <= made
    of_files = {q.check for _, as_file in clean_audits.values() for q in as_file.quiet}
    assert {cohorts.NAME, heaping.NAME, digits.NAME} <= of_files
    assert balance.NAME not in of_files  # it needs a life table, which a file has not


def test_a_quiet_audit_says_the_figure_and_the_threshold(clean_audits):
    as_case, _ = clean_audits[0]
    assert all(isinstance(q, Quiet) and any(c.isdigit() for c in q.why) for q in as_case.quiet if q.check in BY_AGE)


def test_registers_of_the_clean_populations_are_those_of_their_growth():
    """Else their silence would say nothing of the balance."""
    world = clean(0)
    last = world.counts[-1]
    grown = world.people[last].sum() - world.people[0].sum()
    assert grown == pytest.approx(world.births[:last].sum() - world.deaths[:last].sum(), abs=1)


# Enumerations of known truth


@pytest.fixture(scope="module")
def of_truth():
    found = dict(episodes()) if TRUTH.is_dir() else {}
    if not found:
        pytest.skip(f"the enumerations of known truth are not at {TRUTH}; set CENOTAPH_SHARED")
    return found


def losses(audit) -> list[dict]:
    """Groups that lost more than normal mortality takes."""
    return [
        g for f in audit.findings if f.check == cohorts.NAME and f.id.startswith("cohort-loss")
        for g in f.figures["groups"]
    ]  # fmt: skip


def first_age(group: dict) -> int:
    return int(group["ages"].split("-")[0])


def test_sweden_of_the_1930s_is_quiet(of_truth):
    assert of_truth["SWE1930"].findings == ()
    assert len(of_truth["SWE1930"].quiet) > 10


def test_the_wars_of_finland_are_seen_in_men_of_the_ages_that_fought(of_truth):
    """88,000 of the 95,000 dead were men (the folder's README): conscripts of 1939-44 were 10 to 34 in 1936."""
    lost = losses(of_truth["FIN1939"])
    assert {g["sex"] for g in lost} == {"male"}
    assert all(10 <= first_age(g) < 35 for g in lost)
    (finding,) = of_truth["FIN1939"].findings
    assert 44_000 < finding.persons_low < finding.persons_high < 88_000  # most of them, and never more


def test_the_influenza_in_spain_is_seen_in_both_sexes_of_young_adults(of_truth):
    lost = losses(of_truth["ESP1918"])
    assert {g["sex"] for g in lost} == {"female", "male"}
    assert all(10 <= first_age(g) < 35 for g in lost)  # 17 to 42 in 1918


def test_the_famine_in_sweden_is_seen_in_both_sexes_and_most_in_small_children(of_truth):
    audit = of_truth["SWE1773"]
    lost = losses(audit)
    assert {g["sex"] for g in lost} == {"female", "male"}
    assert first_age(max(lost, key=lambda g: g["share"])) == 0
    (below,) = [f for f in audit.findings if f.check == balance.NAME]
    assert below.persons_low < 75_000 < below.persons_high  # excess deaths by the folder's README, all ages
    assert below.figures["mortality_factor_that_balances"] > 1.25


def test_no_episode_says_that_a_cohort_grew(of_truth):
    assert not [f.id for a in of_truth.values() for f in a.findings if f.id.startswith("cohort-excess")]
