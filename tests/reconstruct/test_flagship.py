"""The embedded case: sums that must come out of the evidence, and identities across all scenarios."""

from __future__ import annotations

import pytest

from cenotaph.evidence.tables import Literature, Population
from cenotaph.reconstruct.account import Counts
from cenotaph.study.run import run


@pytest.fixture(scope="module")
def study():
    return run("ussr-1926-1939", seed=1)


def rows(study, name):
    return study.estimates.tables[name].rows


def test_censuses_come_to_their_final_totals(study):
    counts = Counts.of(study.case)
    totals = {c: float(counts.by_id[c].population().sum()) for c in ("1926", "1937", "1939")}
    assert totals == pytest.approx({"1926": 147_027_915, "1937": 162_003_225, "1939": 170_557_093}, abs=0.5)


def test_the_residual_of_1937_is_the_one_that_keeps_unknown_ages(study):
    """Trap 1: 1,881,842, not 1,944,896."""
    count = Counts.of(study.case).by_id["1937"]
    assert float(count.residual.sum()) == pytest.approx(1_881_842)
    assert float(count.unknown.sum()) == 63_054


def test_cohorts_that_speak_for_an_inflated_1939(study):
    """Women of the same birth years: 28-47 in 1937, 30-49 in 1939 (single years, so by their groups)."""
    women = {
        c: sum(
            r.persons
            for r in study.case.rows(Population)
            if (r.census, r.entry, r.sex) == (c, "cell", "female") and low <= r.age_from < high
        )
        for c, low, high in (("1937", 30, 50), ("1939", 30, 50))
    }
    assert women["1939"] > 21_400_000


def test_every_scenario_closes_to_one_person(study):
    closing = ("1937", "1939")
    for row in rows(study, "scenarios"):
        for c in closing:
            if row[f"total-deficit-{c}"] is None:
                continue
            parts = row[f"excess-deaths-projection-{c}"] + row[f"birth-deficit-{c}"] + row[f"net-migration-loss-{c}"]
            assert row[f"total-deficit-{c}"] == pytest.approx(parts, abs=1)
            by_cohort = row[f"cohort-deficit-{c}"] + row[f"child-deficit-{c}"] + row[f"net-migration-loss-{c}"]
            assert row[f"total-deficit-{c}"] == pytest.approx(by_cohort, abs=1)
            deaths = row[f"births-{c}"] - row[f"net-migration-loss-{c}"] - row[f"true-population-{c}"]
            opening = row[f"deaths-{c}"] - deaths
            assert 147_027_000 < opening < 148_531_000


def test_waterfalls_end_at_the_counted_population(study):
    ends = [r for r in rows(study, "waterfall") if r["step"] == "Counted"]
    assert {r["census"] for r in ends} == {"1937", "1939"}
    by_label = {(r["scenario"], r["census"]): r for r in ends}
    for (scenario, census), end in by_label.items():
        steps = [r for r in rows(study, "waterfall") if (r["scenario"], r["census"]) == (scenario, census)]
        error = next(r for r in steps if r["step"] == "Net census error")
        assert error["end"] == pytest.approx(end["value"], abs=1)


def test_recalled_rows_stay_out_of_the_headline(study):
    recalled = {p.place for p in study.case.placed if p.row.status == "recalled"}
    for e in study.estimates.estimates:
        if e.headline:
            assert e.weakest != "recalled"
            assert not recalled & set(e.inputs)
    gosplan = study.estimates["expectation-gap-expectation-gosplan-1937"]
    assert not gosplan.headline
    assert gosplan.weakest == "recalled"


def test_expectation_and_register_gaps_are_the_printed_arithmetic(study):
    """18.3 million against 180.3; Kurman's 6.3 against the registers."""
    assert study.estimates["expectation-gap-expectation-gosplan-1937"].value == pytest.approx(18_296_775)
    low, high = (study.estimates["register-gap-natural-increase-1927-1936"].interval()[k] for k in ("low", "high"))
    assert low < 6_300_000 + 24_690 < high


def test_the_literature_keeps_its_definitions(study):
    found = {r.definition for r in study.case.rows(Literature)}
    assert {
        "excess_deaths",
        "famine_deaths",
        "cohort_deficit",
        "expected_population",
        "true_population",
    } <= found


def test_scenarios_against_the_register_are_set_aside_with_their_reason(study):
    excess = study.estimates["excess-deaths-rate-1937"]
    aside = [r["scenario"] for r in rows(study, "scenarios") if r["set-aside-1937"]]
    assert len(aside) + excess.values.size == len(study.estimates.scenarios)
    assert not set(aside) & set(excess.labels)
    assert "fewer births than the register holds" in excess.reason


def test_the_alternative_inference_about_prisoners_is_a_named_variant(study):
    shown = {r["variant"] for r in rows(study, "variants")}
    assert any("contingents" in v for v in shown)


def test_every_estimate_says_what_it_is(study):
    for e in study.estimates.estimates:
        what = e.estimand
        assert what.definition
        assert what.unit == "persons"
        assert what.period
        assert "1939-09-16" in what.territory
        if e.axis != "none":
            assert e.interval()["kind"]
            assert e.status in ("documented", "estimated", "extrapolated", "disputed")
