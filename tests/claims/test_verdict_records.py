"""Statements against what the evidence records: counts, books, quotas, dated facts, authors."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.claims.verdict import check
from cenotaph.evidence.read import load_case
from claims.planted import claim, planted, quantity, run_of, tiny

NOTHING = run_of(planted("bayes-births-early", np.full(10, 1.0)))


def judged(case, run=NOTHING, **fields):
    return check([claim(**fields)], case, run).judgements[0]


def test_a_total_is_borne_out_by_any_count_of_the_day_and_contradicted_by_all(case):
    counted = {"event": "counted", "period": "1910"}
    assert judged(case, quantity=quantity(1100), **counted).verdict == "supported"
    assert judged(case, quantity=quantity(1040), **counted).verdict == "supported"
    found = judged(case, quantity=quantity(2000), **counted)
    assert found.verdict == "contradicted by a record"
    assert found.factor.middle == pytest.approx(2000 / 1100)
    assert judged(case, quantity=quantity(2000), negated=True, **counted).verdict == "supported"
    assert judged(case, quantity=quantity(1100), negated=True, **counted).verdict == "contradicted by a record"


def test_years_of_a_book_are_summed(case):
    found = judged(case, event="executed", quantity=quantity(85))
    assert found.verdict == "supported"
    assert len(found.reading.of) == 2
    assert judged(case, event="executed", quantity=quantity(700)).verdict == "contradicted by a record"
    assert judged(case, event="executed", quantity=quantity(700), place="Belgium").verdict != "contradicted by a record"
    assert judged(case, event="executed", quantity=quantity(700), period="1900").verdict != "contradicted by a record"


def test_a_sharp_figure_without_a_period_is_found_in_the_years_that_make_it(case):
    found = judged(case, event="executed", period="", quantity=quantity(85))
    assert (found.verdict, len(found.reading.of)) == ("supported", 2)
    assert judged(case, event="executed", period="", quantity=quantity(84)).verdict != "supported"
    assert judged(case, event="executed", period="", quantity=quantity(80, step=20)).verdict != "supported"


def test_a_record_of_the_whole_says_nothing_against_less_of_nowhere(case):
    less = {"event": "counted", "period": "1910", "place": ""}
    assert judged(case, quantity=quantity(640), **less).verdict == "not decided by this evidence"
    assert judged(case, quantity=quantity(9000), **less).verdict == "contradicted by a record"


def test_the_book_of_one_institution_contradicts_nothing(case):
    deaths = {"event": "died", "group": "prisoners", "period": "1904"}
    assert judged(case, quantity=quantity(5), **deaths).verdict == "supported"
    found = judged(case, quantity=quantity(50), **deaths)
    assert found.verdict == "not decided by this evidence"
    assert any("part" in note for r in found.readings for note in r.notes)


def test_a_register_that_may_miss_events_bears_out_and_contradicts_nothing(case):
    assert judged(case, event="died", period="1901", quantity=quantity(30)).verdict == "supported"
    assert judged(case, event="died", period="1901/1902", quantity=quantity(62)).verdict == "supported"
    assert judged(case, event="died", period="1901", quantity=quantity(90)).verdict == "not decided by this evidence"


def test_quotas_are_read_by_category_and_together(case):
    quota = {"kind": "quota", "event": "arrested", "place": "north shore", "period": ""}
    for figure in (20, 30, 50):
        assert judged(case, quantity=quantity(figure), **quota).verdict == "supported"
    found = judged(case, quantity=quantity(500), **quota)
    assert found.verdict == "contradicted by a record"
    done = judged(case, quantity=quantity(20), fulfilled=quantity(26), **quota)
    assert [r.verdict for r in done.readings if "fulfilled" in r.label] == ["supported"]


def test_a_doubted_record_makes_a_statement_disputed_and_no_more(tmp_path):
    case = tiny()
    case.cell("evidence/events.csv", 2, "status", "disputed")
    loaded = load_case(case.write(tmp_path))
    storm = {"kind": "when", "event": "other", "words": "the first storm broke upon them"}
    assert judged(loaded, period="1907", **storm).verdict == "disputed"


def test_dates_are_held_against_dated_facts(case):
    storm = {"kind": "when", "event": "other", "words": "the first storm broke upon the coast"}
    assert judged(case, period="1904-11", **storm).verdict == "supported"
    assert judged(case, period="1904", **storm).verdict == "supported"
    assert judged(case, period="1907", **storm).verdict == "contradicted by a record"
    assert judged(case, period="1904-11-05", **storm).verdict == "not decided by this evidence"
    assert judged(case, period="1907", negated=True, **storm).verdict == "supported"
    other = storm | {"words": "the harbour was rebuilt"}
    assert judged(case, period="1907", **other).verdict == "not a matter of this evidence"


def test_an_order_is_held_against_the_dates_of_both(tmp_path):
    case = tiny()
    case.add("evidence/events.csv", "1908-03,The harbour wall was opened,policy,register,p. 11,registered\n")
    loaded = load_case(case.write(tmp_path))
    said = {"kind": "sequence", "event": "other", "place": "", "period": ""}
    right = said | {"words": "the first storm came before the harbour wall opened", "than": "the harbour wall opened"}
    wrong = said | {"words": "the first storm came after the harbour wall opened", "than": "the harbour wall opened"}
    found = judged(loaded, **right)
    assert (found.verdict, len(found.reading.of)) == ("supported", 2)
    assert judged(loaded, **wrong).verdict == "contradicted by a record"
    assert judged(loaded, negated=True, **wrong).verdict == "supported"
    unknown = said | {"words": "the first storm came before the comet", "than": "the comet"}
    none = judged(loaded, **unknown)
    assert none.verdict == "not a matter of this evidence"
    assert "its other side" in str(none.reason)
    assert "name both rows" in none.testable
    rows = [p.place for p in loaded.placed if p.place.startswith("evidence/events.csv")]
    fixed = said | {"words": "one thing came before another", "reading": f"{rows[-1]}, {rows[0]}"}
    assert judged(loaded, **fixed).verdict == "contradicted by a record"


def test_dated_facts_that_touch_a_statement_are_shown_beside_it_and_judge_nothing(case):
    found = judged(case, kind="universal", group="fishermen", words="every one of them in the first storm")
    assert found.verdict == "not a matter of this evidence"
    assert ["storm" in p.row.event for p in found.touching] == [True]


def test_authors_who_differ_make_a_statement_disputed_where_nothing_else_speaks(case):
    north = {"place": "North Verenia"}
    found = judged(case, quantity=quantity(200, step=10), **north)
    assert found.verdict == "disputed"
    assert [a.says for a in found.authors] == ["the same", "more"]
    alone = judged(case, quantity=quantity(5000, step=10), **north)
    assert (alone.verdict, {a.says for a in alone.authors}) == ("not decided by this evidence", {"less"})


def test_an_authors_upper_bound_is_no_figure(case):
    run = run_of(planted("bayes-excess-window-storms", np.full(100, 50.0)))
    found = judged(case, run, quantity=quantity(50, step=10))
    assert [(a.name, a.says) for a in found.authors] == [("Ficta (1970)", "neither")]
    found = judged(case, run, quantity=quantity(90, step=10))
    assert [a.says for a in found.authors] == ["less"]


def test_the_person_named_is_found_among_witnesses_and_authors(case):
    found = judged(case, quantity=quantity(5), said_by="the keeper Boris Invented")
    assert {p.row.kind for p in found.attributed} == {"testimony", "literature"}
    assert judged(case, quantity=quantity(5), said_by="Nobody Else").attributed == ()
