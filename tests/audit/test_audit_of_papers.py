"""Contingents and totals: what a case prints beside its age tables, planted into a case without fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from clean_audits import read_rows, write_case, write_rows

from audit.invented_counts import WORLD
from cenotaph.audit import contingents, totals
from cenotaph.audit.counts import Material
from cenotaph.audit.finding import EXACT, Finding, Quiet
from cenotaph.audit.from_case import material_of_case
from cenotaph.audit.whole import audit
from cenotaph.errors import BadEvidence
from cenotaph.evidence.read import load_case

LATER = "1890"
RESIDUAL = """
[census.residual]
groups = ["army"]
age_from = 20
age_to = 30
reason = "Soldiers were counted apart."
source = ["OFFICE"]

"""
ACCEPTED = """
[[accepted]]
rule = "total-contradicted"
where = "1890"
reason = "Printed so."
"""
ELSEWHERE = """
[[territory]]
id = "isle"
name = "Isle"
borders = "1880/1890"

"""


@pytest.fixture
def case(tmp_path):
    """The invented country as a case folder, to be changed."""
    return write_case(WORLD, 0, tmp_path / "case")


def alter(
    case: Path, *rows: dict, final: int = 0, residual: bool = False, more: str = "", before: str = ""
) -> Material:
    """The case read again with rows added to its population, its later total raised, and text in case.toml."""
    table = case / "evidence" / "population.csv"
    there = read_rows(table)
    total = next(r for r in there if r["census"] == LATER and r["entry"] == "total")
    blank = dict.fromkeys(total, "") | {k: total[k] for k in ("census", "date", "status", "territory", "source")}
    total["persons"] = int(total["persons"]) + final
    write_rows(table, [*there, *(blank | {"locator": "planted"} | row for row in rows)])
    text = (case / "case.toml").read_text(encoding="utf-8")
    text = text.replace("[balance]", (RESIDUAL if residual else "") + before + "[balance]") + more
    (case / "case.toml").write_text(text, encoding="utf-8")
    return material_of_case(load_case(case))


def army(persons: int, group: str = "army", **more) -> dict:
    return {
        "entry": "contingent",
        "group": group,
        "sex": "male",
        "age_from": 20,
        "age_to": 30,
        "persons": persons,
    } | more


def total(persons: int, group: str, **more) -> dict:
    return {"entry": "total", "group": group, "sex": "both", "persons": persons} | more


def printed(case: Path) -> int:
    """The later count's own total."""
    rows = read_rows(case / "evidence" / "population.csv")
    return next(int(r["persons"]) for r in rows if r["census"] == LATER and r["entry"] == "total")


def of(part, material: Material) -> dict[str, Finding]:
    return {s.id: s for s in part.check(material) if isinstance(s, Finding)}


# Contingents


def test_a_case_without_contingents_is_quiet(case):
    made = list(contingents.check(alter(case)))
    assert [type(s) for s in made] == [Quiet, Quiet]


def test_persons_outside_the_table_are_found_to_the_person_and_held_against_their_contingent(case):
    found = of(contingents, alter(case, army(50_000), final=50_000, residual=True))
    assert set(found) == {"outside-1890"}
    outside = found["outside-1890"]
    assert (outside.persons_low, outside.persons_high, outside.kind) == (50_000, 50_000, EXACT)
    assert outside.certainty == "certain"
    assert "hold exactly as many" in outside.what


def test_a_contingent_that_nearly_fits_says_by_how_much(case):
    found = of(contingents, alter(case, army(51_234), final=50_000, residual=True))
    assert "hold 1,234 more than that" in found["outside-1890"].what
    assert found["outside-1890"].figures["difference"] == 1234


def test_a_second_contingent_would_count_twice_or_is_nowhere(case):
    found = of(contingents, alter(case, army(50_000), army(20_000, "prisoners"), final=50_000, residual=True))
    assert set(found) == {"outside-1890", "twice-1890"}
    twice = found["twice-1890"]
    assert (twice.persons_low, twice.persons_high, twice.kind) == (20_000, 20_000, EXACT)
    assert "prisoners 20,000 is inside the table" in twice.what
    assert found["outside-1890"].figures["best_fits"][0] == {"contingents": ["army"], "persons": 50_000}


def test_a_second_contingent_that_fits_beside_the_first_is_quiet(case):
    made = alter(case, army(49_000), army(1_000, "guards"), final=50_000, residual=True)
    assert set(of(contingents, made)) == {"outside-1890"}


def test_a_contingent_of_a_count_without_a_gap_is_inside_or_nowhere(case):
    found = of(contingents, alter(case, army(50_000)))
    assert set(found) == {"nowhere-1890"}
    assert (found["nowhere-1890"].persons_low, found["nowhere-1890"].persons_high) == (50_000, 50_000)


def test_contingents_of_another_territory_or_from_memory_are_not_counted(case):
    rows = army(50_000, territory="isle"), army(50_000, "guests", status="recalled")
    made = alter(case, *rows, before=ELSEWHERE)
    assert of(contingents, made) == {}


# Totals


def test_a_case_whose_totals_add_up_is_quiet(case):
    (quiet,) = totals.check(alter(case))
    assert isinstance(quiet, Quiet)
    assert quiet.subject == "1880 and 1890"


@pytest.mark.parametrize(("step", "word"), [(216, "more"), (-216, "less")])
def test_a_total_that_its_parts_do_not_give_is_refused_until_accepted_and_then_a_finding(case, step, word):
    wrong = total(printed(case) + step, "table")
    with pytest.raises(BadEvidence, match="must be mended"):
        alter(case, wrong)
    found = of(totals, alter(case, more=ACCEPTED))["total-1890"]  # the row stands there already
    assert (found.persons_low, found.persons_high, found.kind) == (216, 216, EXACT)
    assert f"216 {word} than its parts" in found.what
    assert found.explanations == ("Printed so",)
    assert found.figures["differences"] == [step]
    assert found.inputs == ("evidence/population.csv",)


def test_rival_totals_of_the_whole_are_found_with_the_distance_between_the_outer_ones(case):
    whole = printed(case)
    found = of(totals, alter(case, total(whole + 9_000, "preliminary"), total(whole - 1_000, "published")))
    assert set(found) == {"rival-totals-1890"}
    assert (found["rival-totals-1890"].persons_low, found["rival-totals-1890"].persons_high) == (10_000, 10_000)
    assert found["rival-totals-1890"].title == "3 totals of the whole circulate"


def test_the_same_total_under_another_name_is_no_rival(case):
    assert of(totals, alter(case, total(printed(case), "published"))) == {}


def test_totals_of_another_territory_or_from_memory_are_no_rivals(case):
    isle, memory = total(1_000, "final", territory="isle"), total(9_000_000, "said", status="recalled")
    assert of(totals, alter(case, isle, memory, before=ELSEWHERE)) == {}


# A whole case


def take_out(case: Path) -> int:
    """An eighth of the men of 20 to 29 taken out of the later table, its total left as it is; how many they are."""
    table, gone = case / "evidence" / "population.csv", 0
    rows = read_rows(table)
    for r in rows:
        if r["census"] == LATER and r["entry"] == "cell" and r["sex"] == "male" and 20 <= int(r["age_from"]) < 30:
            gone += int(r["persons"]) // 8
            r["persons"] = int(r["persons"]) - int(r["persons"]) // 8
    write_rows(table, rows)
    return gone


def test_men_counted_apart_by_their_contingent_leave_nothing_else_to_find(case):
    gone = take_out(case)
    alter(case, army(gone), residual=True)
    assert [(f.id, f.persons_low) for f in audit(case).findings] == [("outside-1890", gone)]


def test_the_same_men_put_at_other_ages_are_missing_at_their_own(case):
    gone = take_out(case)
    alter(case, army(gone), residual=True)
    text = (case / "case.toml").read_text(encoding="utf-8")
    (case / "case.toml").write_text(text.replace("age_from = 20\nage_to = 30", "age_from = 50\nage_to = 60"))
    found = {f.id: f for f in audit(case).findings}
    assert set(found) == {"outside-1890", "cohort-loss-1880-1890", "cohort-excess-1880-1890"}
    assert any("other ages than 50-59" in e for e in found["cohort-excess-1880-1890"].explanations)
