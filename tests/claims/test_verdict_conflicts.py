"""Statements against themselves and each other."""

from __future__ import annotations

import numpy as np

from cenotaph.claims.verdict import check
from cenotaph.claims.verdict.agreement import MOST
from cenotaph.claims.verdict.conflict import REACH, pairs
from cenotaph.claims.verdict.stated import Stated
from cenotaph.report.said import plain
from claims.planted import claim, planted, quantity, run_of

RUN = run_of(planted("bayes-population-on-1904", np.full(50, 1000.0), "1904-01-01"))


def conflicts(case, *claims):
    found = check(claims, case, RUN)
    return found, {c.rule: c for c in found.conflicts}


def test_a_range_whose_ends_are_reversed(case):
    found, rules = conflicts(case, claim(quantity=quantity(5, 3)))
    assert "reversed range" in rules
    assert found.judgements[0].verdict == "inconsistent with itself"


def share(**fields):
    base = {"kind": "share", "base": "population of Verenia", "quantity": quantity(0.1, step=0.01, unit="share")}
    return claim("c2", **(base | fields))


def test_a_share_and_a_count_imply_the_base_that_is_meant(case):
    found, rules = conflicts(case, claim("c1", quantity=quantity(100, step=5)), share(same="c1"))
    assert not rules["implied base"].serious
    assert "fits" in plain(rules["implied base"].sentence)
    assert all(j.verdict != "inconsistent with itself" for j in found.judgements)


def test_of_several_bases_that_fit_the_nearest_is_named(case):
    years = ((1904, 1050.0), (1905, 1000.0))
    run = run_of(*(planted(f"bayes-population-on-{y}", np.full(50, v), f"{y}-01-01") for y, v in years))
    found = check([claim("c1", quantity=quantity(100, step=5)), share(same="c1")], case, run).conflicts
    assert "bayes-population-on-1905" in plain(found[0].sentence)


def test_a_share_and_a_count_of_another_base_contradict_each_other(case):
    for other in (15, 700):
        found, rules = conflicts(case, claim("c1", quantity=quantity(other, step=5)), share())
        assert rules["implied base"].serious
        assert [j.verdict for j in found.judgements] == ["inconsistent with itself"] * 2


def test_a_loss_of_two_names_side_by_side_implies_a_base_that_is_only_noted(case):
    count = claim("c1", event="died", quantity=quantity(700, step=5), span=(0, 20))
    _, rules = conflicts(case, count, share(event="missing", span=(25, 60)))
    assert "nearest population" in plain(rules["implied base"].sentence)
    assert not rules["implied base"].serious
    assert "implied base" not in conflicts(case, count, share(event="missing", span=(500, 560)))[1]


def test_a_base_that_is_a_part_of_the_people_may_not_exceed_them(case):
    part = {"base": "peasants", "same": "c1"}
    _, rules = conflicts(case, claim("c1", quantity=quantity(50, step=5)), share(**part))
    assert not rules["implied base"].serious
    _, rules = conflicts(case, claim("c1", quantity=quantity(900, step=5)), share(**part))
    assert rules["implied base"].serious


def test_a_part_above_its_whole(case):
    whole = claim("c1", quantity=quantity(100))
    for part in ({"part_of": "c1", "group": "children"}, {"period": "1904"}, {"group": "women"}):
        found, rules = conflicts(case, whole, claim("c2", quantity=quantity(300), **part))
        assert rules["part above whole"].claims == ("c2", "c1")
        assert "inconsistent with itself" in {j.verdict for j in found.judgements}
        _, rules = conflicts(case, whole, claim("c2", quantity=quantity(60), **part))
        assert "part above whole" not in rules


def test_parts_that_exclude_each_other_above_their_whole(case):
    whole = claim("c1", quantity=quantity(100))
    men = claim("c2", quantity=quantity(70), group="men", part_of="c1")
    women = claim("c3", quantity=quantity(60), group="women", part_of="c1")
    assert "parts above whole" in conflicts(case, whole, men, women)[1]
    children = claim("c3", quantity=quantity(60), group="soldiers", part_of="c1")
    assert "parts above whole" not in conflicts(case, whole, men, children)[1]


def test_the_same_dead_counted_twice_and_added(case):
    all_of_it = claim("c1", quantity=quantity(81))
    soldiers = claim("c2", quantity=quantity(33), group="soldiers")
    total = claim("c3", quantity=quantity(114), event="died")
    _, rules = conflicts(case, all_of_it, soldiers, total)
    assert rules["counted twice"].claims == ("c3", "c1", "c2")
    assert not rules["not to be added"].serious
    _, rules = conflicts(case, all_of_it, soldiers.model_copy(update={"part_of": "c1"}), total)
    assert "counted twice" not in rules


def test_a_total_far_before_its_parts_is_no_sum_of_them(case):
    all_of_it, soldiers = claim("c1", quantity=quantity(81)), claim("c2", quantity=quantity(33), group="soldiers")
    total = claim("c3", quantity=quantity(114), event="died")
    between = [claim(f"d{i}", quantity=quantity(5), place="Belgium") for i in range(9)]
    assert "counted twice" in conflicts(case, total, all_of_it, soldiers)[1]
    assert "counted twice" not in conflicts(case, total, *between, all_of_it, soldiers)[1]
    assert "counted twice" in conflicts(case, all_of_it, soldiers, *between, total)[1]


def test_a_sum_that_a_coarse_total_would_hide_is_no_sum(case):
    """81 and 3 make 84, and so do 81 and 4 where the total is "about 80"."""
    all_of_it, few = claim("c1", quantity=quantity(81)), claim("c2", quantity=quantity(3), group="soldiers")
    coarse = claim("c3", quantity=quantity(84, step=10), event="died")
    assert "counted twice" not in conflicts(case, all_of_it, few, coarse)[1]
    part = claim("c2", quantity=quantity(33), group="soldiers", part_of="c3")
    assert "counted twice" not in conflicts(case, all_of_it, part, claim("c3", quantity=quantity(114), event="died"))[1]


def test_a_length_against_its_dates(case):
    long = {"kind": "duration", "quantity": quantity(4, unit="years")}
    assert "duration against dates" in conflicts(case, claim(**long))[1]
    assert "duration against dates" not in conflicts(case, claim(period="1904/1908", **long))[1]
    days = {"kind": "duration", "quantity": quantity(10, unit="days"), "period": "1904-03-01/1904-03-10"}
    assert "duration against dates" not in conflicts(case, claim(**days))[1]


def test_an_order_in_a_circle(case):
    def first(id, group, then, word="before"):
        return claim(id, kind="sequence", group=group, than=then, words=f"{group} were taken {word} {then}")

    ring = (first("c1", "teachers", "the priests"), first("c2", "priests", "the officers"))
    assert "order in a circle" not in conflicts(case, *ring)[1]
    _, rules = conflicts(case, *ring, first("c3", "officers", "the teachers"))
    assert set(rules["order in a circle"].claims) == {"c1", "c2", "c3"}
    assert "order in a circle" not in conflicts(case, *ring, first("c3", "officers", "the teachers", "after"))[1]


def test_two_figures_for_the_same_thing_by_one_voice_exclude_each_other(case):
    one, other = claim("c1", quantity=quantity(100)), claim("c2", quantity=quantity(300))
    assert conflicts(case, one, other)[1]["figures that exclude each other"].serious
    voices = other.model_copy(update={"said_by": "Inventa"})
    assert not conflicts(case, one, voices)[1]["figures that exclude each other"].serious
    elsewhere = other.model_copy(update={"at": other.at.model_copy(update={"text": "another text"})})
    assert conflicts(case, one, elsewhere)[1] == {}


def test_a_statement_is_not_blamed_for_one_that_the_evidence_rules_out(case):
    run = run_of(planted("bayes-excess-window-storms", np.linspace(60, 140, 101)))
    right, wrong = claim("c1", quantity=quantity(100)), claim("c2", quantity=quantity(3000))
    found = check([right, wrong], case, run)
    assert [j.verdict for j in found.judgements] == ["not decided by this evidence", "overstated"]
    assert found.conflicts


def test_what_is_compared_grows_with_the_text_and_not_with_its_square(case):
    many = [claim(f"c{i}", quantity=quantity(100 + i), group=f"group {i % 7}") for i in range(600)]
    few, all_of_them = (len(pairs([Stated(c) for c in some])) for some in (many[:300], many))
    assert all_of_them <= REACH * len(many)
    assert all_of_them - few == REACH * 300
    assert len(check(many[:300], case, RUN).conflicts) < 3 * MOST


def test_links_are_followed_however_far_apart(case):
    between = [claim(f"c{i}", quantity=quantity(5), place="Belgium") for i in range(2, REACH + 9)]
    part = claim("c1000", quantity=quantity(300), group="children", part_of="c1")
    assert "part above whole" in conflicts(case, claim("c1", quantity=quantity(100)), *between, part)[1]
