"""The embedded case: sums that must come out of the evidence, and identities across all scenarios."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cenotaph.evidence.tables import Literature, Population
from cenotaph.reconstruct.account import Counts, account
from cenotaph.reconstruct.scenario import headline_grid
from cenotaph.study.run import run, run_case


@pytest.fixture(scope="module")
def study():
    return run("ussr-1926-1939", seed=1, sampling="off")


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


def women(study, census, low, high):
    """Women of whole age groups, as counted."""
    return sum(
        r.persons
        for r in study.case.rows(Population)
        if (r.census, r.entry, r.sex) == (census, "cell", "female") and low <= r.age_from < high
    )


def test_cohorts_that_speak_for_an_inflated_1939(study):
    """Women of 30 to 49 in 1939 outnumber those of 28 to 47 two years before (21,444,496 against
    21,171,289). The case holds five-year groups, so the younger bounds are interpolated within a group."""
    assert women(study, "1939", 30, 50) == 21_444_496
    single = Counts.of(study.case).by_id["1937"].cells[0]
    assert float(single[28:48].sum()) == pytest.approx(21_171_289, rel=0.01)
    assert women(study, "1939", 30, 50) > float(single[28:48].sum())


OPENINGS = {"as-counted": 147_027_915, "adk": 148_530_000}


def test_every_scenario_closes_to_one_person(study):
    """P0 + B - D - M = P1 with deaths that were computed from hazards and never by subtraction."""
    for row in rows(study, "scenarios"):
        for c in ("1937", "1939"):
            deficit, left = row[f"total-deficit-{c}"], row[f"net-migration-loss-{c}"]
            end = OPENINGS[row["undercount"]] + row[f"births-{c}"] - row[f"deaths-{c}"] - left
            assert end == pytest.approx(row[f"true-population-{c}"], abs=1)
            parts = row[f"excess-deaths-projection-{c}"] + row[f"birth-deficit-{c}"] + left
            assert deficit == pytest.approx(parts, abs=1)
            assert deficit == pytest.approx(row[f"cohort-deficit-{c}"] + row[f"child-deficit-{c}"] + left, abs=1)
            assert left == pytest.approx(200_000 if row["migration"] == "kazakh" else 0, abs=1e-3)


def test_waterfalls_end_at_the_counted_population(study):
    ends = [r for r in rows(study, "waterfall") if r["step"] == "Counted"]
    assert {r["census"] for r in ends} == {"1937", "1939"}
    by_label = {(r["scenario"], r["census"]): r for r in ends}
    for (scenario, census), end in by_label.items():
        steps = [r for r in rows(study, "waterfall") if (r["scenario"], r["census"]) == (scenario, census)]
        error = next(r for r in steps if r["step"] == "Net census error")
        assert error["end"] == pytest.approx(end["value"], abs=1)


def test_recalled_rows_stay_out_of_the_headline(study):
    """Doubling every recalled figure moves no headline."""
    case = study.case
    recalled = [p for p in case.placed if p.row.status == "recalled" and hasattr(p.row, "persons")]
    assert recalled
    placed = tuple(
        replace(p, row=p.row.model_copy(update={"persons": 2 * p.row.persons})) if p in recalled else p
        for p in case.placed
    )
    again = run_case(replace(case, placed=placed), sampling="off")
    for e in study.estimates.estimates:
        if e.headline:
            np.testing.assert_array_equal(e.values, again.estimates[e.estimand.id].values)
    gosplan = study.estimates["expectation-gap-expectation-gosplan-1937"]
    assert not gosplan.headline
    assert gosplan.weakest == "recalled"


def test_an_estimate_names_the_rows_that_enter_as_a_ratio(study):
    """The factor 25.5 / 20.3 comes from two rows of one table; moved together they would cancel."""
    carried = study.estimates["cohort-deficit-1937"].inputs
    assert {"deaths-rate-1926-adk", "deaths-rate-1926"} <= set(carried)
    assert {"death-sentences-1937"} <= set(study.estimates["census-error-1939"].inputs)


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


def test_an_answer_against_the_register_says_so(study):
    """Children dying at normal rates means fewer births in 1931-33 than were registered."""
    shown = [r for r in rows(study, "variants") if r["variant"].startswith("children: At normal rates")]
    assert shown
    assert all("fewer births than the register holds" in r["set_aside"] for r in shown)


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


def test_recorded_executions_add_their_number_and_no_more(study):
    """With the census of 1937 true, losses to 1939 exceed those to 1937 by the executions recorded between."""
    by_answers = {}
    for row in rows(study, "scenarios"):
        key = tuple(row[d] for d in ("truth", "mortality", "undercount", "migration", "fertility", "children"))
        by_answers.setdefault(key, {})[row["executions"]] = row
    recorded = (353_074 + 328_618) * 0.993
    for key, pair in by_answers.items():
        with_them, without = pair["recorded"], pair["none"]
        if key[0] == "c1937":
            more = with_them["excess-deaths-rate-1939"] - without["excess-deaths-rate-1939"]
            assert more == pytest.approx(recorded, rel=0.05)
            assert with_them["births-1939"] == pytest.approx(without["births-1939"], rel=0.002)
            assert with_them["census-error-1939"] - without["census-error-1939"] == pytest.approx(recorded, rel=0.02)
        grown = with_them["excess-deaths-rate-1939"] - with_them["excess-deaths-rate-1937"]
        assert grown == pytest.approx(recorded, abs=350_000)


def test_children_come_out_with_a_human_sex_ratio(study):
    """Losses of men alone are not carried onto boys: births of either sex stay near 1.05 boys a girl."""
    counts = Counts.of(study.case)
    for scenario in headline_grid(study.case)[::37]:
        for closing in ("1937", "1939"):
            births = account(study.case, counts, scenario, closing).path.births
            assert births[:, 1].sum() / births[:, 0].sum() == pytest.approx(1.05, abs=0.03)
