"""What a statement may mean: which estimates and records it is held against, and what becomes of several readings."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.claims.verdict import check
from cenotaph.claims.verdict.times import closed, relation, span
from cenotaph.report.said import plain
from claims.planted import claim, counted, planted, quantity, run_of, vague

WINDOW = "bayes-excess-window-storms"
FIXED = np.full(100, 150.0)


def judged(case, run, **fields):
    return check([claim(**fields)], case, run).judgements[0]


def verdict(case, run, **fields):
    return judged(case, run, **fields).verdict


@pytest.fixture
def run():
    return run_of(planted(WINDOW, FIXED))


def test_a_figure_is_held_against_the_estimate_of_its_event_place_and_period(case, run):
    found = judged(case, run, quantity=quantity(150, step=10))
    assert (found.verdict, found.probability, found.reading.id) == ("supported", 1.0, WINDOW)
    assert verdict(case, run, quantity=quantity(300, step=10)) == "overstated"
    assert verdict(case, run, quantity=quantity(100, step=10)) == "understated"
    assert judged(case, run, quantity=quantity(300, step=10)).factor.middle == 2.0


@pytest.mark.parametrize("reading", ["the period is silent", "the place is silent"])
def test_what_a_statement_leaves_open_is_the_cases_own(case, run, reading):
    silent = {"period": ""} if "period" in reading else {"place": ""}
    found = judged(case, run, quantity=quantity(150, step=10), **silent)
    assert found.verdict == "supported"
    assert any("names no" in note for note in found.reading.notes)


def test_without_a_territory_a_statement_may_be_of_a_part_and_cannot_say_too_little(case, run):
    assert verdict(case, run, quantity=quantity(20, step=1), place="") == "not decided by this evidence"
    assert verdict(case, run, quantity=quantity(300, step=10), place="") == "overstated"


def test_without_territory_and_period_a_statement_can_only_be_borne_out(case, run):
    nowhere = {"place": "", "period": ""}
    assert verdict(case, run, quantity=quantity(150, step=10), **nowhere) == "supported"
    found = judged(case, run, quantity=quantity(300, step=10), **nowhere)
    assert (found.verdict, found.testable) == ("not decided by this evidence", "a territory, a period")


def test_the_killed_and_the_dead_of_one_disease_are_some_of_the_dead(case, run):
    for part in ({"event": "killed"}, {"event": "died", "cause": "typhus"}):
        assert verdict(case, run, quantity=quantity(20, step=1), **part) == "not decided by this evidence"
        assert verdict(case, run, quantity=quantity(150, step=10), **part) == "not decided by this evidence"
        assert verdict(case, run, quantity=quantity(300, step=10), **part) == "overstated"
    for event in ("died", "killed"):
        assert verdict(case, run, quantity=quantity(20), event=event, cause="famine") == "understated"


def test_net_departures_bound_departures_from_below_alone(case):
    run = run_of(planted("bayes-net-migration-loss-late", FIXED))
    assert verdict(case, run, event="fled", quantity=quantity(5000)) == "not decided by this evidence"
    assert verdict(case, run, event="fled", quantity=quantity(50)) == "understated"


def test_those_missing_at_a_count_are_missing_on_its_day(case):
    run = run_of(planted("bayes-total-deficit-late", FIXED, "1900-06-01/1910-06-01"))
    found = judged(case, run, event="missing", period="1910-06", quantity=quantity(150, step=10))
    assert (found.verdict, found.reading.relation) == ("supported", "same")


def test_those_missing_by_a_count_are_those_of_that_count_and_of_no_earlier_one(case):
    early = planted("bayes-total-deficit-early", np.full(100, 90.0), "1900-01-01/1905-01-01")
    late = planted("bayes-total-deficit-late", FIXED, "1900-01-01/1910-01-01")
    by = {"event": "missing", "period": "../1910-01"}
    found = judged(case, run_of(early, late), quantity=quantity(150, step=10), **by)
    assert (found.verdict, found.reading.id) == ("supported", "bayes-total-deficit-late")
    assert verdict(case, run_of(early, late), quantity=quantity(90, step=1), **by) == "understated"


def test_years_are_summed_draw_by_draw(case):
    rng = np.random.default_rng(1)
    one, other = rng.normal(100, 30, 500), rng.normal(50, 20, 500)
    run = run_of(*(planted(f"bayes-excess-in-{y}", v, str(y)) for y, v in ((1904, one), (1905, other))))
    found = judged(case, run, quantity=quantity(150, step=10))
    assert np.array_equal(found.reading.estimate.values, one + other)
    assert found.reading.of == ("bayes-excess-in-1904", "bayes-excess-in-1905")
    assert found.chances.inside == np.mean(np.abs(one + other - 150) <= 5)


def test_a_window_that_has_these_years_is_not_summed_again(case):
    run = run_of(planted(WINDOW, FIXED), *(planted(f"bayes-excess-in-{y}", FIXED / 2, str(y)) for y in (1904, 1905)))
    readings = judged(case, run, quantity=quantity(150)).readings
    assert [r.id for r in readings if r.relation == "same"] == [WINDOW]


def test_a_part_of_the_period_or_of_the_people_is_only_bounded(case, run):
    for part in ({"period": "1904-03/1904-05"}, {"group": "peasants"}):
        assert verdict(case, run, quantity=quantity(300, step=10), **part) == "overstated"
        found = judged(case, run, quantity=quantity(20, step=1), **part)
        assert found.verdict == "not decided by this evidence"
        assert found.reading.relation == "part"


def test_a_longer_period_is_only_bounded_from_below(case, run):
    assert verdict(case, run, quantity=quantity(50, step=10), period="1901/1909") == "understated"
    assert verdict(case, run, quantity=quantity(5000, step=10), period="1901/1909") == "not decided by this evidence"


def test_other_places_times_units_and_causes_are_no_matter_of_this_evidence(case, run):
    for fields, word in (
        ({"place": "Belgium"}, "Belgium"), ({"period": "1846"}, "this case covers"),
        ({"quantity": quantity(5, unit="villages")}, "villages"), ({"event": "wounded"}, "wounded"),
        ({"kind": "cause", "cause": "drought"}, "not why"),
    ):  # fmt: skip
        found = judged(case, run, **({"quantity": quantity(150, step=10)} | fields))
        assert found.verdict == "not a matter of this evidence"
        assert word in str(found.reason)


def test_a_statement_of_a_wider_place_is_bounded_from_below_by_a_part_of_it(case):
    run = run_of(planted(WINDOW, FIXED, territory="Flanders (1904)"))
    assert verdict(case, run, quantity=quantity(50, step=10), place="Belgium") == "understated"
    assert verdict(case, run, quantity=quantity(500, step=10), place="Belgium") != "overstated"


def test_a_less_usual_reading_bears_nothing_out_that_the_usual_one_rules_out(case):
    """ "600 died" where 150 died above normal and 600 in all: nobody has said which is meant."""
    run = run_of(
        planted(WINDOW, FIXED),
        planted("bayes-deaths-in-1904", np.full(100, 300.0), "1904"),
        planted("bayes-deaths-in-1905", np.full(100, 300.0), "1905"),
    )
    found = judged(case, run, event="died", quantity=quantity(600, step=10))
    assert (found.verdict, found.reading.id) == ("not decided by this evidence", WINDOW)
    assert [r.verdict for r in found.apart] == ["supported"]
    said = plain(found.reason)
    assert "overstated if read as Planted" in said
    assert "supported if read as Planted" in said
    usual = judged(case, run, event="died", quantity=quantity(150, step=10))
    assert (usual.verdict, usual.reading.id) == ("supported", WINDOW)
    assert [r.verdict for r in usual.apart] == ["understated"]


def test_all_deaths_are_meant_where_nothing_is_known_of_those_above_normal(case):
    run = run_of(*(planted(f"bayes-deaths-in-{y}", np.full(100, 300.0), str(y)) for y in (1904, 1905)))
    assert verdict(case, run, event="died", quantity=quantity(600, step=10)) == "supported"
    assert verdict(case, run, event="starved", quantity=quantity(600, step=10)) != "supported"


def test_all_deaths_alone_rule_out_only_with_a_bound_on_those_above_normal(case):
    """Above normal is known for longer alone: "400 died" is less than all deaths, and may be those above normal."""
    yearly = (planted(f"bayes-deaths-in-{y}", np.full(100, 450.0), str(y)) for y in (1904, 1905))
    run = run_of(planted("bayes-excess-deaths-rate-late", np.full(100, 500.0), "1900-01-01/1910-01-01"), *yearly)
    for figure, found in (
        (400, "not decided by this evidence"), (900, "not decided by this evidence"), (5000, "overstated"),
    ):  # fmt: skip
        assert verdict(case, run, event="died", quantity=quantity(figure, step=10)) == found
    assert verdict(case, run, event="died", period="1904", quantity=quantity(450, step=10)) == "supported"


def test_two_usual_readings_that_lead_apart_decide_nothing(case):
    """Two windows, where the statement names no period: each is as good as the other."""
    other = planted("bayes-excess-window-late", np.full(100, 600.0), "1906/1909")
    found = judged(case, run_of(planted(WINDOW, FIXED), other), period="", quantity=quantity(150, step=10))
    assert (found.verdict, found.reading.id) == ("not decided by this evidence", WINDOW)
    assert "supported if read as Planted" in plain(found.reason)
    assert verdict(case, run_of(planted(WINDOW, FIXED)), period="", quantity=quantity(150, step=10)) == "supported"


def test_a_register_that_misses_events_bears_nothing_out_that_the_estimate_rules_out(case):
    """30 deaths were registered in 1901; the estimate has 90."""
    run = run_of(planted("bayes-excess-in-1901", np.full(100, 90.0), "1901"))
    found = judged(case, run, event="died", period="1901", quantity=quantity(30))
    assert found.verdict == "not decided by this evidence"
    assert "It depends on what is meant" in plain(found.reason)


def test_what_a_census_counted_is_not_how_many_there_were(case):
    """1,100 were counted in 1910, and there were 1,300."""
    run = run_of(planted("bayes-true-population-1910", np.full(100, 1300.0), "1910-01-01"))
    bare = {"event": "counted", "period": "1910"}
    assert verdict(case, run, quantity=quantity(1100), **bare) == "supported"
    assert verdict(case, run, quantity=quantity(1300), **bare) == "supported"
    assert verdict(case, run, quantity=quantity(1800), **bare) == "overstated"
    lived = bare | {"words": "a population of so many"}
    found = lived | {"words": "the census of 1910 found"}
    assert verdict(case, run, quantity=quantity(1300), **lived) == "supported"
    assert verdict(case, run, quantity=quantity(1300), **found) == "contradicted by a record"
    assert verdict(case, run, quantity=quantity(1100), **found) == "supported"
    assert verdict(case, run, quantity=quantity(1800), **lived) == "overstated"
    either = judged(case, run, quantity=quantity(1100), **lived)
    assert either.verdict == "not decided by this evidence"
    assert "understated if read as Planted" in plain(either.reason)
    assert "supported if read as" in plain(either.reason)


def test_children_are_the_sum_of_their_ages(case):
    ages = {
        f"bayes-excess-deaths-rate-age-{a}-storms": np.full(100, v) for a, v in ((0, 100.0), (5, 40.0), (15, 999.0))
    }
    run = run_of(*(planted(name, values) for name, values in ages.items()))
    assert verdict(case, run, group="children", quantity=quantity(140, step=1)) == "supported"
    assert verdict(case, run, group="children", quantity=quantity(100, step=1)) == "understated"
    assert (
        judged(case, run, group="children", quantity=quantity(140)).reading.estimate.estimand.who
        == "both sexes, under 15"
    )
    assert verdict(case, run, group="infants", quantity=quantity(500, step=1)) == "overstated"
    assert verdict(case, run, group="infants", quantity=quantity(100, step=1)) == "not decided by this evidence"


def test_a_person_says_which_reading_is_meant(case):
    run = run_of(planted(WINDOW, FIXED), planted("bayes-deaths-early", np.full(100, 900.0)))
    fields = {"event": "died", "quantity": quantity(400, step=10)}
    assert judged(case, run, **fields).reading.id == WINDOW
    assert verdict(case, run, reading=WINDOW, **fields) == "overstated"
    assert verdict(case, run, reading="bayes-deaths-early", **fields) == "understated"


def test_some_weeks_at_the_ends_put_no_meaning_before_another(case):
    """All deaths of exactly these years must not outrank deaths above normal between two counts."""
    years = {y: planted(f"bayes-deaths-in-{y}", np.full(100, 900.0), str(y)) for y in range(1901, 1910)}
    run = run_of(planted("bayes-excess-deaths-rate-late", FIXED, "1900-12-17/1910-01-17"), *years.values())
    fields = {"event": "died", "period": "1901/1909", "quantity": quantity(150, step=10)}
    assert verdict(case, run, **fields) == "supported"


def test_deaths_of_a_named_cause_are_not_deaths_of_all_causes(case):
    run = run_of(planted(WINDOW, FIXED), planted("bayes-deaths-early", np.full(100, 900.0)))
    assert verdict(case, run, event="died", cause="famine", quantity=quantity(900, step=10)) == "overstated"


def test_ranges_over_scenarios_give_way_to_draws_of_the_same(case):
    run = run_of(planted("excess-deaths-rate-late", [10, 900], axis="scenario"), planted(WINDOW, FIXED))
    found = judged(case, run, quantity=quantity(150, step=10))
    assert (found.verdict, found.reading.id) == ("supported", WINDOW)
    alone = judged(case, run_of(run["excess-deaths-rate-late"]), quantity=quantity(150, step=10))
    assert (alone.verdict, alone.probability) == ("not decided by this evidence", None)


def test_a_share_is_of_the_population_at_the_start_of_the_period(case):
    people = planted("bayes-population-on-1904", np.full(100, 1000.0), "1904-01-01")
    run = run_of(planted(WINDOW, FIXED), people)
    share = {"kind": "share", "base": "population of Verenia"}
    assert verdict(case, run, quantity=quantity(0.15, step=0.01, unit="share"), **share) == "supported"
    assert verdict(case, run, quantity=quantity(0.3, step=0.01, unit="share"), **share) == "overstated"
    other = share | {"base": "peasants", "quantity": quantity(0.3, step=0.01, unit="share")}
    assert verdict(case, run, **other) == "not a matter of this evidence"


def test_a_rate_is_a_mean_over_its_period_and_bounds_a_part_of_it(case, run):
    daily = 150 / (2 * 365.25)
    rate = {"kind": "rate"}
    said = quantity(daily, step=0.01, unit="persons a day")
    assert verdict(case, run, quantity=said, **rate) == "supported"
    for unit, days in (("hour", 1 / 24), ("week", 7), ("month", 365.25 / 12), ("year", 365.25)):
        said = quantity(daily * days, step=0.01 * days, unit=f"persons a {unit}")
        assert verdict(case, run, quantity=said, **rate) == "supported"
    much = quantity(10.0, step=1, unit="persons a day")
    assert verdict(case, run, quantity=much, period="1904-03/1904-05", **rate) == "overstated"
    little = quantity(0.5, step=0.1, unit="persons a day")
    assert verdict(case, run, quantity=little, period="1904-03/1904-05", **rate) == "not decided by this evidence"


def test_everybody_is_a_share_of_one_and_a_staff_needs_a_list(case):
    people = planted("bayes-population-on-1904", np.full(100, 1000.0), "1904-01-01")
    run = run_of(planted(WINDOW, FIXED), people)
    assert verdict(case, run, kind="universal") == "overstated"
    found = judged(case, run, kind="universal", group="staff", event="executed")
    assert found.verdict == "not a matter of this evidence"
    assert "list of all staff" in found.testable


def test_vague_words_are_tested_where_they_stand_for_figures(case):
    run = run_of(planted(WINDOW, np.full(100, 500.0)))
    assert verdict(case, run, quantity=vague("hundreds")) == "supported"
    assert verdict(case, run, quantity=vague("thousands")) == "overstated"
    found = judged(case, run, quantity=vague("many"))
    assert found.verdict == "too vague"
    assert "a figure" in found.testable


def test_the_worst_year_is_the_one_that_is_highest_in_the_draws(case):
    quiet, worse = counted(80, 20, 0), counted(0, 20, 80)
    run = run_of(planted("bayes-excess-in-1904", quiet, "1904"), planted("bayes-excess-in-1905", worse, "1905"))
    said = {"kind": "superlative", "words": "the worst year was 1905"}
    assert verdict(case, run, period="1905", **said) == "supported"
    assert verdict(case, run, period="1904", **said) == "overstated"
    storm = said | {"words": "the worst storm"}
    assert verdict(case, run, period="1904", **storm) == "not a matter of this evidence"


def test_how_many_times_more_is_a_ratio_of_draws(case):
    run = run_of(
        *(planted(f"bayes-deaths-in-{y}", np.full(50, v), str(y)) for y, v in ((1904, 100.0), (1905, 300.0))),
        planted("bayes-births-in-1905", np.full(50, 150.0), "1905"),
    )
    said = {"kind": "comparison", "event": "died", "period": "1905"}
    for than, ratio in (("in 1904", 3), ("births", 2)):
        assert verdict(case, run, than=than, quantity=quantity(ratio, unit="times"), **said) == "supported"
        assert verdict(case, run, than=than, quantity=quantity(8, unit="times"), **said) == "overstated"
        elsewhere = said | {"place": "North Verenia"}
        assert verdict(case, run, than=than, quantity=quantity(8, unit="times"), **elsewhere) != "overstated"


def test_a_rejected_claim_is_not_judged_and_a_proposal_is(case, run):
    statuses = ("proposed", "confirmed", "rejected")
    claims = [claim(f"c{i}", quantity=quantity(300, step=10), status=s) for i, s in enumerate(statuses)]
    found = check(claims, case, run)
    assert [j.claim.status for j in found.judgements] == ["proposed", "confirmed"]
    assert (found.rejected, found.fails) == (1, True)
    assert not check(claims[:1], case, run).fails


def test_no_claim_alters_an_estimate(case, run):
    before = [e.values.copy() for e in run.estimates]
    check([claim(f"c{v}", quantity=quantity(v)) for v in (1, 10**9)], case, run)
    assert all(np.array_equal(a, e.values) for a, e in zip(before, run.estimates, strict=True))


@pytest.mark.parametrize(
    ("said", "of", "found"),
    [
        ("1932/1933", "1932/1933", "same"), ("1927/1938", "1926-12-17/1939-01-17", "same"),
        ("1926/1939", "1926-12-17/1939-01-17", "about"), ("1937/1938", "1937", "wider"), ("1933", "1932/1933", "part"),
        ("1932-24/1933-21", "1932/1933", "part"), ("1930", "1931", "apart"), ("1931/1932", "1932/1934", "overlapping"),
        ("../1939", "1932", "wider"), ("1945/..", "1932", "apart"), ("193X", "1932/1933", "wider"),
        ("1930/1939", "1926-12-17/1939-01-17", "part"),
        ("1938/1939", "1926-12-17/1939-01-17", "overlapping"), ("1930/1940", "1926/1939-01-17", "overlapping"),
    ],
)  # fmt: skip
def test_periods_lie_to_each_other(said, of, found):
    assert relation(span(said), span(of)) == found


def test_by_a_year_means_since_the_time_in_question_begins():
    within = span("1926-12-17/1939-01-17")
    for said, of, found in (
        ("../1937", "1926-12-17/1937-01-06", "about"), ("../1937", "1937", "wider"),
        ("../1939", "1926-12-17/1939-01-17", "about"), ("1935/..", "1932", "apart"), ("1926/..", "1932", "wider"),
    ):  # fmt: skip
        assert relation(closed(span(said), within), span(of)) == found


def test_a_winter_goes_on_into_the_next_year():
    assert span("1932-24").begin == pytest.approx(1932 + 11 / 12)
    assert span("1932-24").end == pytest.approx(1933 + 2 / 12)
