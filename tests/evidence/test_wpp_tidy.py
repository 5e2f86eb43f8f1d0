"""UN files and tidy tables: real layouts, invented figures; what is written is read back; faults are named."""

from __future__ import annotations

import dataclasses
import gzip

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cenotaph.errors import BadInput, MissingLibrary
from cenotaph.evidence import tidy
from cenotaph.evidence.tidy import TidyTable, from_frame, read_tidy, to_columns, to_frame, write_tidy
from cenotaph.evidence.wpp import WppTable, read_wpp, write_wpp

POPULATION = """\
SortOrder,LocID,Notes,ISO3_code,ISO2_code,SDMX_code,LocTypeID,LocTypeName,ParentID,Location,VarID,Variant,Time,\
MidPeriod,AgeGrp,AgeGrpStart,AgeGrpSpan,PopMale,PopFemale,PopTotal
1,901,,UTO,UT,901,4,Country/Area,900,Utopia,2,Medium,1950,1950.5,0-4,0,5,12.345,11.001,23.346
1,901,,UTO,UT,901,4,Country/Area,900,Utopia,2,Medium,1950,1950.5,100+,100,-1,0.001,0.002,0.003
1,901,,UTO,UT,901,4,Country/Area,900,Utopia,2,Medium,1951,1951.5,0-4,0,5,12.5,11.1,23.6
1,901,,UTO,UT,901,4,Country/Area,900,Utopia,2,Medium,1951,1951.5,100+,100,-1,,0.002,
2,902,,ERE,ER,902,4,Country/Area,900,"Erewhon, upper",2,Medium,1950,1950.5,0-4,0,5,1,1,2
2,902,,ERE,ER,902,4,Country/Area,900,"Erewhon, upper",3,High,1950,1950.5,0-4,0,5,2,2,4
"""
FERTILITY = """\
LocID,Location,VarID,Variant,Time,MidPeriod,AgeGrp,AgeGrpStart,AgeGrpSpan,ASFR,PASFR,Births
901,Utopia,2,Medium,1950-1955,1953,15-19,15,5,70.123,10.5,3.3
901,Utopia,2,Medium,1950-1955,1953,20-24,20,5,210.7,89.5,9.9
"""
LIFE_TABLE = """\
LocID,Location,VarID,Variant,Time,MidPeriod,SexID,Sex,AgeGrp,AgeGrpStart,AgeGrpSpan,mx,lx
901,Utopia,2,Medium,1950,1950.5,1,Male,0,0,1,0.1,100000
901,Utopia,2,Medium,1950,1950.5,1,Male,1-4,1,4,0.01,91000
901,Utopia,2,Medium,1950,1950.5,2,Female,0,0,1,0.09,100000
901,Utopia,2,Medium,1950,1950.5,2,Female,1-4,1,4,0.009,92000
901,Utopia,2,Medium,1950,1950.5,3,Total,0,0,1,0.095,100000
901,Utopia,2,Medium,1950,1950.5,3,Total,1-4,1,4,0.0095,91500
"""
PEOPLE = """\
year,place,sex,age,deaths
1927,Utopia,male,0,5.5
1927,Utopia,male,1-4,
1927,Utopia,male,5+,7
1926,Utopia,male,0,1
1926,Utopia,male,1-4,2
1926,Utopia,male,5+,3
1926,Utopia,female,5+,30
1926,Utopia,female,1-4,20
1926,Utopia,female,0,10
1927,Utopia,f,0,NA
1927,Utopia,f,1-4,1e3
1927,Utopia,f,5+,0
"""


def put(folder, text, name="file.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def same(one, other) -> bool:
    for field in dataclasses.fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            if a.shape != b.shape or a.dtype != b.dtype or not np.array_equal(a, b, equal_nan=a.dtype.kind == "f"):
                return False
        elif a != b:
            return False
    return True


def test_population_in_persons(tmp_path):
    table = read_wpp(put(tmp_path, POPULATION), location="Utopia")
    assert (table.location, table.loc_id, table.variant) == ("Utopia", 901, "Medium")
    assert table.sexes == ("female", "male", "total")
    np.testing.assert_array_equal(table.column("Pop")[0], [[11001, 2], [12345, 1], [23346, 3]])
    np.testing.assert_array_equal(table.widths, [5, np.inf])
    np.testing.assert_array_equal(table.middles, [1950.5, 1951.5])  # mid-year; 1950.0 would be 1 January
    assert np.isnan(table.column("Pop")[1, :, 1]).tolist() == [False, True, True]
    assert same(table, read_wpp(put(tmp_path, POPULATION), location=901))
    with gzip.open(tmp_path / "p.csv.gz", "wt", encoding="utf-8") as stream:
        stream.write(POPULATION)
    assert same(table, read_wpp(tmp_path / "p.csv.gz", location=901))


def test_a_name_with_a_comma_and_a_variant_to_choose(tmp_path):
    path = put(tmp_path, POPULATION)
    assert read_wpp(path, location="Erewhon, upper", variant="High").column("Pop")[0, 0, 0] == 2000
    with pytest.raises(BadInput, match="several variants"):
        read_wpp(path, location=902)
    with pytest.raises(BadInput, match="no variant 'Low'; it has Medium, High"):
        read_wpp(path, location=902, variant="Low")
    with pytest.raises(BadInput, match=r"no place 'Atlantis'\. It begins with Utopia, Erewhon"):
        read_wpp(path, location="Atlantis")


def test_fertility_per_woman_year(tmp_path):
    table = read_wpp(put(tmp_path, FERTILITY), location=901)
    assert table.columns == ("ASFR", "PASFR", "Births")
    assert table.sexes == ("",)
    np.testing.assert_array_equal(table.year_widths, [5])  # from the middle of 1950 to the middle of 1955
    np.testing.assert_array_equal(table.column("ASFR")[0, 0], [0.070123, 0.2107])
    np.testing.assert_array_equal(table.column("PASFR")[0, 0], [0.105, 0.895])
    np.testing.assert_array_equal(table.column("Births")[0, 0], [3300, 9900])
    with pytest.raises(BadInput, match="no column 'TFR'"):
        table.column("TFR")


def test_life_tables_by_sex_as_printed(tmp_path):
    table = read_wpp(put(tmp_path, LIFE_TABLE), location=901)
    assert table.sexes == ("female", "male", "total")
    np.testing.assert_array_equal(table.column("lx")[0, :, 1], [92000, 91000, 91500])


@pytest.mark.parametrize("text", [POPULATION, FERTILITY, LIFE_TABLE])
def test_un_files_written_then_read_are_the_same(tmp_path, text):
    table = read_wpp(put(tmp_path, text), location=901)
    write_wpp(table, tmp_path / "again.csv")
    printed = [line.split(",")[text.splitlines()[0].split(",").index("MidPeriod")] for line in text.splitlines()[1:]]
    written = (tmp_path / "again.csv").read_text().splitlines()
    assert written[1].split(",")[written[0].split(",").index("MidPeriod")] == printed[0]
    without = dataclasses.replace(table, middles=None)
    write_wpp(without, tmp_path / "without.csv")
    assert same(without, read_wpp(tmp_path / "without.csv", location=901))
    assert same(table, read_wpp(tmp_path / "again.csv", location=901))
    other = dataclasses.replace(table, values=np.nextafter(table.values, 1e9))
    write_wpp(other, tmp_path / "other.csv")
    assert same(other, read_wpp(tmp_path / "other.csv", location=901))
    assert not same(table, other)


@given(arrays(np.float64, (1, 2, 3, 4), elements=st.one_of(st.floats(0, 1e10), st.just(np.nan))))
@settings(max_examples=25, deadline=None)
def test_any_population_comes_back(tmp_path_factory, values):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    grid = np.array([0.0, 1, 5, 80]), np.array([1.0, 4, 75, np.inf])
    sexes = ("female", "male", "total")
    table = WppTable("Utopia", 901, "Medium", np.array([1900, 1910]), np.full(2, 10), sexes, *grid, ("Pop",), values)
    write_wpp(table, path)
    assert same(table, read_wpp(path, location=901))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("12.345", "12 345", 2, "where a number belongs"),
        ("12.345", "-12", 2, "not below 0"),
        ("12.345", "1,2", 2, "21 cells under 20 columns"),
        ("0-4,0,5", "0-4,5,5", 2, "AgeGrpStart 5"),
        ("0-4,0,5", "0-4,0,1", 2, "AgeGrpSpan 1"),
        ("100+,100,-1", "old,100,-1", 3, "age 'old'"),
        ("100+,100,-1", "3-7,3,5", 3, "overlap"),
        ("Medium,1951,1951.5,0-4", "Medium,1950,1950.5,0-4", 4, "stands in line 2 too"),
        ("Medium,1950,1950.5,100+", "Medium,1950,1950,100+", 3, "MidPeriod is 1950 here and 1950.5"),
        ("AgeGrpSpan", "Span", 1, "lacks the column AgeGrpSpan"),
        ("Medium,1950,", "Medium,195,", 2, "period '195'"),
        ("Medium,1950,", "Medium,1950+,", 2, "Time '1950+'"),
    ],
)
def test_faults_of_un_files_are_named(tmp_path, old, new, line, says):
    assert old in POPULATION
    with pytest.raises(BadInput, match=f"WPP.csv, line {line}:") as raised:
        read_wpp(put(tmp_path, POPULATION.replace(old, new, 1), "WPP.csv"), location=901)
    assert says in str(raised.value)


def test_un_files_that_cannot_be_used(tmp_path):
    with pytest.raises(BadInput, match="lacks the column"):
        read_wpp(put(tmp_path, ""), location=901)
    with pytest.raises(BadInput, match="has no rows"):
        read_wpp(put(tmp_path, POPULATION.splitlines()[0]), location=901)
    with pytest.raises(BadInput, match="is no CSV"):
        read_wpp(put(tmp_path, POPULATION + '"open'), location=901)
    lines = POPULATION.splitlines()
    short = put(tmp_path, "\n".join([*lines[:4], *lines[5:]]))
    with pytest.raises(BadInput, match="nothing is given for 1951, female, age 100"):
        read_wpp(short, location=901)


def test_tidy_rows_in_any_order(tmp_path):
    table = read_tidy(put(tmp_path, PEOPLE), value="deaths")
    np.testing.assert_array_equal(table.years, [1926, 1927])
    assert table.sexes == ("female", "male")
    np.testing.assert_array_equal(table.widths, [1, 4, np.inf])
    np.testing.assert_array_equal(table.values[0], [[10, 20, 30], [1, 2, 3]])
    np.testing.assert_array_equal(table.values[1], [[np.nan, 1000, 0], [5.5, np.nan, 7]])


def test_plain_numbers_are_lower_bounds(tmp_path):
    table = read_tidy(put(tmp_path, "age,sex,year,value\n5,f,1926,2\n0,f,1926,1\n1,f,1926,4\n"))
    np.testing.assert_array_equal(table.ages, [0, 1, 5])
    np.testing.assert_array_equal(table.widths, [1, 4, np.inf])
    np.testing.assert_array_equal(table.values, [[[1, 4, 2]]])


def test_a_tidy_file_written_then_read_is_the_same(tmp_path):
    table = read_tidy(put(tmp_path, PEOPLE), value="deaths")
    write_tidy(table, tmp_path / "again.csv")
    assert same(table, read_tidy(tmp_path / "again.csv", value="deaths"))


@given(
    arrays(np.float64, (2, 2, 4), elements=st.one_of(st.floats(0, 1e15), st.just(np.nan))),
    st.integers(1, 9),
    st.sampled_from([1.0, 20.0, np.inf]),
)
@settings(max_examples=25, deadline=None)
def test_any_figures_come_back_from_csv_and_frame(tmp_path_factory, values, width, last):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    ages, widths = np.array([0.0, 1, 5, 80]), np.array([1.0, 4, 75, last])
    years = np.array([1900, 1900 + width])
    table = TidyTable(years, np.full(2, width), ("female", "male"), ages, widths, values, "deaths")
    write_tidy(table, path)
    assert same(table, read_tidy(path, value="deaths"))
    assert same(table, from_frame(to_frame(table, "pandas"), value="deaths"))


@pytest.mark.parametrize("library", tidy.BACKENDS)
def test_frames_of_any_kind(tmp_path, library):
    table = read_tidy(put(tmp_path, PEOPLE), value="deaths")
    frame = to_frame(table, library)
    assert type(frame).__module__.split(".")[0] == library
    assert same(table, from_frame(frame, value="deaths"))


@pytest.mark.parametrize("kind", ["Int64", "Float64", "object", "float64"])
def test_missing_in_any_of_pandas_ways_is_missing(kind):
    frame = pd.DataFrame({"year": 1926, "sex": "female", "age": [0, 1], "value": pd.array([3, None], dtype=kind)})
    np.testing.assert_array_equal(from_frame(frame).values, [[[3, np.nan]]])


def test_frames_that_cannot_be_used():
    row = [1926, "f", 0, 1.0]
    for frame, value, says in (
        (pd.DataFrame([[*row, 2.0]], columns=["year", "sex", "age", "value", "value"]), "value", "two columns"),
        (pd.DataFrame([row], columns=["year", "sex", "age", "value"]), 3, "need year, sex, age, 3"),
        (pd.DataFrame([[*row[:3], 10**400]], columns=["year", "sex", "age", "value"]), "value", "no number here"),
        (pd.DataFrame([[*row[:3], 1j]], columns=["year", "sex", "age", "value"]), "value", "where a number belongs"),
        (pd.DataFrame([[*row[:3], True]], columns=["year", "sex", "age", "value"]), "value", "where a number belongs"),
        (pd.DataFrame([row], columns=["year", "sex", "age", "value"]).iloc[:0], "value", "no rows"),
    ):
        with pytest.raises(BadInput, match=says):
            from_frame(frame, value=value)


def test_frames_with_numbers_for_years_and_ages():
    frame = pd.DataFrame({"year": [1926] * 3, "sex": "male", "age": [0, 1, 2], "n": [3, 2, 1]})
    table = from_frame(frame, value="n")
    np.testing.assert_array_equal(table.values, [[[3, 2, 1]]])
    np.testing.assert_array_equal(table.widths, [1, 1, np.inf])
    floats = frame.assign(year=frame.year.astype(float), age=frame.age.astype(float), n=[3.0, None, 1.0])
    assert np.isnan(from_frame(floats, value="n").values[0, 0]).tolist() == [False, True, False]
    assert list(to_columns(table)) == ["year", "sex", "age", "n"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("5.5", "five", 2, "'five' where a number belongs"),
        ("5.5", "-5", 2, "not below 0"),
        ("male,0,5.5", "male,0", 2, "4 cells under 5 columns"),
        ("1927,Utopia,male,0", "1927+,Utopia,male,0", 2, "no marks"),
        ("1927,Utopia,male,0", "27,Utopia,male,0", 2, "period '27'"),
        ("1927,Utopia,male,0", "1927,Utopia,man,0", 2, "sex 'man'"),
        ("1926,Utopia,male,0,1", "1927,Utopia,male,0,1", 5, "stands in line 2 too"),
        ("deaths", "killed", 1, "need year, sex, age, deaths"),
        ("age,", "sex,", 1, "each once"),
    ],
)
def test_faults_of_tidy_files_are_named(tmp_path, old, new, line, says):
    assert old in PEOPLE
    with pytest.raises(BadInput, match=f"tidy.csv, line {line}:") as raised:
        read_tidy(put(tmp_path, PEOPLE.replace(old, new, 1), "tidy.csv"), value="deaths")
    assert says in str(raised.value)


def test_holes_and_other_things_are_refused(tmp_path, monkeypatch):
    with pytest.raises(BadInput, match="between 1-4 and 10"):
        read_tidy(put(tmp_path, PEOPLE.replace("5+", "10+")), value="deaths")
    with pytest.raises(BadInput, match="no data frame"):
        from_frame([1, 2])
    with pytest.raises(BadInput, match="data frame, line 2: got sex"):
        from_frame(pd.DataFrame({"year": 1926, "sex": ["f", "x"], "age": 0, "value": 1.0}))
    table = read_tidy(put(tmp_path, PEOPLE), value="deaths")
    with pytest.raises(BadInput, match="no backend"):
        to_frame(table, "excel")
    with pytest.raises(BadInput, match="cannot be written"):
        write_tidy(table, tmp_path / "no" / "x.csv")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingLibrary, match="pandas or polars"):
        to_frame(table)
