"""What the literature found in the Soviet counts, shown unprompted: the five findings the issue demands.

Bounds are rough on purpose and say why: they are what the counts themselves allow, not anybody's estimate.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

import cenotaph
from cenotaph.estimate import Table
from cenotaph.study.store import as_json

CASE = "ussr-1926-1939"


@pytest.fixture(scope="module")
def ussr():
    return cenotaph.audit(CASE)


def of(audit, name: str):
    (finding,) = [f for f in audit.findings if f.id == name]
    return finding


def test_1939_exceeds_1937_and_natural_increase(ussr):
    finding = of(ussr, "balance-1937-1939")
    assert finding.title == "1939 above 1937 and natural increase"
    earlier, later = finding.figures["earlier"], finding.figures["later"]
    # Beyond what two careful counts differ by, and by no more than a third of the whole growth: an increase that is
    # mostly real must remain.
    assert 0.005 * earlier < finding.persons_low < finding.persons_high < (later - earlier) / 3
    # Two years in which a quarter fewer than normal died would be without example.
    assert finding.figures["mortality_factor_that_balances"] < 0.75


def test_infants_are_missing_in_1926(ussr):
    finding = of(ussr, "children-1926")
    by_births, *by_later = finding.figures["comparisons"]
    # By births, and by the same children in two later counts: all three say so, whatever normal mortality was.
    assert (by_births["ages"], by_births["low"] > 0) == ("0", True)
    assert [(c["by"], c["low"] > 0) for c in by_later] == [("1937", True), ("1939", True)]
    assert finding.certainty == "strong"
    # More than careful counts omit, less than one child in six.
    assert 0.03 * by_births["counted"] < by_births["middle"] < by_births["counted"] / 6
    assert finding.persons_high < by_later[0]["counted"] / 6


def test_the_ages_of_the_army_are_missing_from_the_table_of_1937_and_counted_apart(ussr):
    finding = of(ussr, "sex-ratio-1937")
    assert "men are missing from the age table of 1937" in finding.what
    assert all(20 <= g["age"] < 35 for g in finding.figures["groups"])  # an army's ages
    assert 20 in [g["age"] for g in finding.figures["groups"]]  # conscripts
    # The men counted apart are as many as are missing, between what 1926 and 1939 say.
    assert finding.persons_low < finding.figures["counted_apart_men"] < finding.persons_high
    assert "cover the gap" in finding.what
    assert "red-army" in finding.explanations[0]
    outside = of(ussr, "outside-1937")
    assert outside.certainty == "certain"
    assert outside.persons_low == outside.persons_high > finding.figures["counted_apart_men"]  # women among them too


def test_heaping_falls_twice_for_both_sexes(ussr):
    for name in ("heaping-change-1926-1937", "heaping-change-1937-1939"):
        finding = of(ussr, name)
        assert finding.title == "age heaping fell"
        for sex in ("female", "male"):
            then, now = finding.figures[sex]["whipple"]
            assert 1 < now < then - 0.05  # by a class of the usual reading, and not away
        assert finding.figures["female"]["whipple"][1] > finding.figures["male"]["whipple"][1]
    assert {f.subject for f in ussr.findings if f.check == "heaping"} == {"1926", "1937", "1939"}


def test_the_cohorts_of_the_famine_are_hollow(ussr):
    finding = of(ussr, "hollow-1937")
    assert "1932, 1933 and 1934" in finding.title
    assert [y["age"] for y in finding.figures["ages"]] == [2, 3, 4]
    assert all(later < 0.93 for y in finding.figures["ages"] for later in y["later"].values())
    # Three years of birth of some three to four million each lack a sixth to a third.
    assert 1e6 < finding.persons_high < 4e6


def test_the_decade_of_the_famine_lost_more_than_normal_mortality_takes(ussr):
    balance = of(ussr, "balance-1926-1937")
    assert balance.title == "1937 below 1926 and natural increase"
    assert balance.figures["mortality_factor_that_balances"] > 1.25
    assert of(ussr, "cohort-loss-1926-1937").certainty == "strong"
    registers = of(ussr, "registers-1926-1937")
    assert registers.title == "growth below the registered increase"
    assert registers.persons_low > 0.02 * balance.figures["earlier"]


def test_every_finding_is_told_in_full(ussr):
    assert len({f.id for f in ussr.findings}) == len(ussr.findings)
    for f in ussr.findings:
        for text in (f.title, f.what, f.basis, *f.explanations):
            assert text.strip()
            assert "nan" not in text.lower().split()
        assert f.inputs
        assert f.explanations
        assert f.certainty in ("certain", "strong", "moderate", "weak")
        assert (f.persons_low is None) == (f.persons_high is None)
        if f.persons_low is not None:
            assert 0 <= f.persons_low <= f.persons_high


def test_findings_come_by_check_and_the_largest_first(ussr):
    by_check: dict[str, list[float]] = {}
    for f in ussr.findings:
        by_check.setdefault(f.check, []).append(f.size)
    assert [f.check for f in ussr.findings] == [c for c, sizes in by_check.items() for _ in sizes]
    assert all(sizes == sorted(sizes, reverse=True) for sizes in by_check.values())


def refuse(word: str):
    raise AssertionError(f"{word} is no JSON")


COMMAND = """
import sys
from cenotaph.cli.main import app
try:
    app(["audit", "ussr-1926-1939", "--json"])
finally:
    print([m for m in ("jax", "numpyro", "pandas", "narwhals") if m in sys.modules], file=sys.stderr)
"""


@pytest.fixture(scope="module")
def command():
    """The command in a process of its own, which says at its end which heavy libraries it loaded."""
    return subprocess.run([sys.executable, "-c", COMMAND], capture_output=True, text=True, check=False)


def test_json_is_strict_and_the_same_in_two_processes(ussr, command):
    assert command.returncode == 1, command.stderr
    document = json.loads(command.stdout, parse_constant=refuse)
    assert document == json.loads(as_json(ussr.as_dict()), parse_constant=refuse)
    assert document["schema"] == "cenotaph/audit/1"
    assert document["unit"] == "persons"
    assert document["family_wise_level"] == 0.05
    assert len(document["findings"]) == len(ussr.findings)
    assert all(len(digest) == 64 for digest in document["inputs"].values())


def test_it_loads_no_sampler_and_no_frames(command):
    assert command.stderr.strip() == "[]"


def test_an_audit_in_python(ussr):
    assert repr(ussr) == (
        f"Audit({CASE}: {len(ussr.findings)} findings, {len(ussr.quiet)} quiet, {len(ussr.skipped)} not made)"
    )
    assert set(ussr.tables) == {"audit-findings", "audit-heaping", "audit-survival", "audit-sex-ratios", "audit-ages"}
    assert all(isinstance(t, Table) and t.rows for t in ussr.tables.values())
    assert [r["title"] for r in ussr.tables["audit-findings"].rows] == [f.title for f in ussr.findings]
    assert len(ussr.tables["audit-heaping"].rows) == 6  # three counts, two sexes
    for table in ussr.tables.values():
        assert all(set(row) == set(table.columns) for row in table.rows)
    assert "borders of before September 1939" in ussr.territory


def test_the_tables_are_those_of_the_findings(ussr):
    rows = {(r["count"], r["sex"]): r for r in ussr.tables["audit-heaping"].rows}
    for f in (f for f in ussr.findings if f.check == "heaping"):
        assert rows[f.subject, "female"]["whipple"] == f.figures["female"]["whipple"]
    loss = of(ussr, "cohort-loss-1926-1937").figures["groups"]
    survival = {(r["pair"], r["sex"], r["age_from"]): r for r in ussr.tables["audit-survival"].rows}
    for g in loss:
        row = survival["1926 to 1937", g["sex"], int(g["ages"].split("-")[0])]
        assert row["survival"] < row["normal_lowest"]
        assert row["judged"]
