"""What the rules over a case allow and refuse, beyond the one fault each in `faults_of_cases`."""

from __future__ import annotations

from pathlib import Path

import pytest

from cenotaph.evidence.read import read_case
from cenotaph.evidence.rules_prose import typed_numbers
from evidence.builder import TinyCase

POP, VIT, CASE = "evidence/population.csv", "evidence/vital.csv", "case.toml"
EARLY = ",early,1900-06-01,island,{},count,p. 1,enumerated\n"


def rules(case: TinyCase, folder: Path) -> list[tuple[str, int | None]]:
    return [(f.rule, f.line) for f in read_case(case.write(folder))[1]]


@pytest.mark.parametrize(
    "text",
    [
        "Between 1926 and 1939; in the 1930s; the winter of 1932-33, 1932–33, 1932/1933.",
        "On 6 January 1937, 17 December 1926 or January 6, 1937; on 1937-01-06 and in 1937-01.",
        "The nights of 1-2 June 1900, and the 3rd September 1939.",
        "6 січня 1937 року та 17 декабря 1926 года",
        "Station 47 and Order 00447 are names.",
        "There were {@total-1937} persons, of whom {@men-2} men.",
        "(1937), “1937”, 1937: 1937; 1937? 1937.",
        "No digits at all.",
        "",
    ],
)
def test_prose_may_hold_years_dates_names_and_bindings(text: str) -> None:
    assert typed_numbers(text, ("Station 47", "Order 00447")) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It cost 6 million lives.", ["6"]),
        ("It cost 1,234 lives, or 147 028 915.", ["1,234", "147", "028", "915."]),
        ("1500% of them", ["1500%"]),
        ("10% and 1500 % of 1937.5 persons", ["10%", "1500", "1937.5"]),
        ("Order 00447", ["00447"]),
        ("the year 999 and the year 3000", ["999", "3000"]),
        ("19370106 and 1932-333", ["19370106", "-333"]),
        ("45 January", ["45"]),
        ("٤٧ persons", ["٤٧"]),
        ("Station 48", ["48"]),
    ],
)
def test_prose_may_hold_no_other_number(text: str, numbers: list[str]) -> None:
    assert typed_numbers(text, ("Station 47",)) == numbers


def test_totals_by_sex_and_by_ages(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.drop(POP, 8)  # the persons of unknown age
    tiny.swap(POP, ",,,1095,", ",,,1090,")
    tiny.add(POP, EARLY.format("total,table,female,,,550"))
    tiny.add(POP, EARLY.format("total,table,male,,60,500"))
    tiny.add(POP, EARLY.format("total,table,both,30,,480"))
    assert rules(tiny, tmp_path) == []
    tiny.add(POP, EARLY.format("total,table,both,60,,91"))
    assert rules(tiny, tmp_path) == [("total-contradicted", 21)]


def test_totals_that_the_parts_cannot_decide_are_said_to_be_so(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.add(POP, EARLY.format("total,table,female,,,552"))  # unknown ages are of both sexes together
    tiny.add(POP, EARLY.format("total,table,both,15,,800"))  # no cell begins at 15
    assert rules(tiny, tmp_path) == [("total-not-compared", 19), ("total-not-compared", 20)]


@pytest.mark.parametrize(("army", "told"), [(54, []), (53, [("total-contradicted", 17)]), (400, [])])
def test_contingents_must_cover_nine_tenths_of_a_residual(
    army: int, told: list, tiny: TinyCase, tmp_path: Path
) -> None:
    tiny.cell(POP, 18, "persons", str(army))
    assert rules(tiny, tmp_path) == told


def test_a_final_total_by_sex_needs_contingents_by_sex_only_where_there_are_some(
    tiny: TinyCase, tmp_path: Path
) -> None:
    late = EARLY.replace("early,1900", "late,1910")
    tiny.add(POP, late.format("total,final,female,,,546"))  # no contingent of women is entered
    tiny.add(POP, late.format("total,final,male,,,600"))  # 105 above the table, and 60 soldiers
    assert rules(tiny, tmp_path) == [("total-contradicted", 20)]


def test_periods_that_touch_do_not_overlap(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.add(VIT, ",deaths,count,1903-01/1903-06,island,both,9,,register,p. 6,registered\n")
    tiny.add(VIT, ",deaths,count,1903-07/1904,island,both,9,,register,p. 6,registered\n")
    tiny.add(VIT, ",deaths,count,1903-07/1904,island,female,9,,register,p. 6,registered\n")
    assert rules(tiny, tmp_path) == []
    tiny.add(VIT, ",deaths,count,1901/1904,island,both,9,,register,p. 6,registered\n")
    assert [rule for rule, _ in rules(tiny, tmp_path)] == ["overlapping-periods"] * 4


def test_one_day_in_common_is_an_overlap(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.add(VIT, ",deaths,count,1903-01/1903-06,island,both,9,,register,p. 6,registered\n")
    tiny.add(VIT, ",deaths,count,1903-06-30/1904,island,both,9,,register,p. 6,registered\n")
    assert rules(tiny, tmp_path) == [("overlapping-periods", 7)]


def test_corrections_may_leave_ages_out(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.add("evidence/adjustments.csv", "infants,early,female,20,30,5,count,p. 8,adjusted\n")
    assert rules(tiny, tmp_path) == []


def test_closing_censuses_stand_in_order_of_date(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.swap(CASE, 'closing = ["late"]', 'closing = ["late", "late"]')
    assert rules(tiny, tmp_path) == [("census-order", 38)]


def test_a_life_table_may_end_closed_and_lx_may_state_its_intervals(tiny: TinyCase, tmp_path: Path) -> None:
    table = "evidence/life_tables-register.csv"
    tiny.cell(table, 4, "age_to", "90")
    tiny.cell(table, 4, "value", "0.9")
    tiny.cell(table, 8, "age_to", "30")
    assert rules(tiny, tmp_path) == []


def test_rows_of_one_census_in_two_territories_are_kept_apart(tiny: TinyCase, tmp_path: Path) -> None:
    rock = '[[territory]]\nid = "rock"\nname = "Rock"\nborders = "1900"\n\n'
    early = '[[census]]\nid = "early"'
    tiny.swap(CASE, early, rock + early)
    tiny.add(POP, EARLY.replace("island", "rock").format("cell,,both,0,,7"))
    assert rules(tiny, tmp_path) == []
