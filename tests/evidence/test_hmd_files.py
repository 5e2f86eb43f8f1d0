"""HMD and HFD text files: layouts as printed, invented figures; what is written is read back; faults are named."""

from __future__ import annotations

import dataclasses
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cenotaph.demography.cohort import cohort_deaths_from_triangles
from cenotaph.demography.hmd import hmd_life_table
from cenotaph.errors import BadInput
from cenotaph.evidence.grid_in import age_word, parse_age, parse_period, period_word
from cenotaph.evidence.hmd import HmdTable, read_hmd, read_hmd_lexis, write_hmd, write_hmd_lexis

DEATHS = """\
Utopia,  Deaths (period 1x1),\tLast modified: 01 Jan 2020;  Methods Protocol: v6 (2017)

  Year          Age             Female            Male           Total
  1913           0                10.50           12.00           22.50
  1913          1-4                3.00            4.25            7.25
  1913         110+                0.00            0.00            0.00
  1914           0                  .               .               .
  1914          1-4                 .               .               .
  1914         110+                 .               .               .
"""
POPULATION = """\
Utopia,  Population size (1-year)

  Year   Age   Female   Male   Total
  1914-   0    100.00  105.00  205.00
  1914-  110+    1.00    0.50    1.50
  1914+   0    120.00  125.00  245.00
  1914+  110+    1.25    0.50    1.75
  1915    0    121.00  126.00  247.00
  1915   110+    1.00    0.25    1.25
"""
FERTILITY = """\
Utopia
Age-specific fertility rates, Lexis squares
Last modified: 01.01.2020

Cohort   Age    ASFR
1890-    12-    0.00000
1890-    13     0.00012
1890-    55+    .
1891-1895    12-    0.00001
1891-1895    13     0.00013
1891-1895    55+    0.00002
"""
BIRTHS = "Utopia, Births\n\nYear Female Male Total\n1900 50 52.5 102.5\n1901 51 53 104\n"
LEXIS = """\
Utopia,  Deaths (Lexis triangle)\tLast modified: 01 Jan 2020, MPv6 (Nov17)


 Year   Age   Cohort      Female        Male       Total
 1838    0      1838       73.50       97.25      170.75
 1838    0      1837       14.00       36.00       50.00
 1838    1      1837        9.00        8.00       17.00
 1838    1      1836        7.00        6.00       13.00
 1838  110+        .        0.50        0.25        0.75
 1839    0      1839       70.00       90.00      160.00
 1839    0      1838       15.00       30.00       45.00
 1839    1      1838        8.00        9.00       17.00
 1839    1      1837        6.00        5.00       11.00
 1839  110+        .        0.00        0.00        0.00
"""


def put(folder, text, name="file.txt"):
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


def test_deaths_with_missing_years(tmp_path):
    table = read_hmd(put(tmp_path, DEATHS))
    assert table.columns == ("Female", "Male", "Total")
    assert table.time == "Year"
    assert table.header[0].startswith("Utopia")
    np.testing.assert_array_equal(table.years, [1913, 1914])
    np.testing.assert_array_equal(table.ages, [0, 1, 110])
    np.testing.assert_array_equal(table.widths, [1, 4, np.inf])
    np.testing.assert_array_equal(table.values[0, 1], [12.0, 4.25, 0.0])
    assert table.is_missing[1].all()
    assert not table.is_missing[0].any()
    with pytest.raises(BadInput, match="1914 are missing"):
        table.by_sex()


def test_territory_marks_and_sexes(tmp_path):
    table = read_hmd(put(tmp_path, POPULATION))
    assert table.year_marks == ("-", "+", "")
    np.testing.assert_array_equal(table.years, [1914, 1914, 1915])
    assert table.by_sex().shape == (3, 2, 2)
    np.testing.assert_array_equal(table.by_sex()[1, 1], [125.0, 0.5])  # men after the change
    np.testing.assert_array_equal(table.values[:, 2], table.by_sex().sum(axis=1))


def test_cohorts_and_ages_of_the_hfd(tmp_path):
    table = read_hmd(put(tmp_path, FERTILITY))
    assert table.time == "Cohort"
    assert table.year_marks == ("-", "")
    np.testing.assert_array_equal(table.year_widths, [1, 5])
    np.testing.assert_array_equal(table.ages, [0, 13, 55])
    np.testing.assert_array_equal(table.widths, [13, 1, np.inf])
    with pytest.raises(BadInput, match="Female and Male"):
        table.by_sex()


def test_ages_reached_during_the_year(tmp_path):
    """The HFD's vertical parallelograms; the name of the column is kept, for the ages are no completed ones."""
    table = read_hmd(put(tmp_path, "Utopia\n\nYear ARDY ASFR\n1900 12- 0\n1900 13 0.1\n1900 55+ 0\n"))
    assert (table.age_name, table.columns) == ("ARDY", ("ASFR",))
    np.testing.assert_array_equal(table.ages, [0, 13, 55])
    write_hmd(table, tmp_path / "again.txt")
    assert same(table, read_hmd(tmp_path / "again.txt"))


def test_a_file_without_ages(tmp_path):
    table = read_hmd(put(tmp_path, BIRTHS))
    assert not table.has_ages
    np.testing.assert_array_equal(table.by_sex()[:, :, 0], [[50, 52.5], [51, 53]])


@pytest.mark.parametrize("text", [DEATHS, POPULATION, FERTILITY, BIRTHS])
def test_writing_then_reading_is_the_identity(tmp_path, text):
    table = read_hmd(put(tmp_path, text))
    write_hmd(table, tmp_path / "again.txt")
    again = read_hmd(tmp_path / "again.txt")
    assert same(table, again)
    values = table.values.copy()
    values[0, 0, 0] = np.nextafter(values[0, 0, 0], 1e9)  # the control: one bit is seen
    write_hmd(dataclasses.replace(table, values=values), tmp_path / "other.txt")
    assert not same(table, read_hmd(tmp_path / "other.txt"))


@given(arrays(np.float64, (2, 3, 4), elements=st.one_of(st.floats(0, 1e12), st.just(np.nan))), st.integers(1, 9))
@settings(max_examples=25, deadline=None)
def test_any_figures_come_back(tmp_path_factory, values, width):
    path = tmp_path_factory.getbasetemp() / "any.txt"
    years = np.array([1900, 1900 + width])
    grid = np.array([0.0, 1, 5, 80]), np.array([1.0, 4, 75, np.inf])
    table = HmdTable(("Utopia", ""), "Year", years, np.full(2, width), ("", ""), *grid, ("mx", "qx", "ex"), values)
    write_hmd(table, path)
    assert same(table, read_hmd(path))


def test_packed_files_marks_of_order_and_rows_in_any_order(tmp_path):
    path = tmp_path / "Deaths.txt.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        stream.write("\ufeff" + DEATHS)
    lines = DEATHS.splitlines()
    shuffled = put(tmp_path, "\n".join([*lines[:3], *reversed(lines[3:])]))
    assert same(read_hmd(path), read_hmd(shuffled))


def test_triangles(tmp_path):
    table = read_hmd_lexis(put(tmp_path, LEXIS))
    found = table.triangles()
    np.testing.assert_array_equal(found.lower[0, 0], [73.5, 9.0])
    np.testing.assert_array_equal(found.upper[1, 1], [30.0, 5.0])
    np.testing.assert_array_equal(found.rest, [[0.5, 0.25, 0.75], [0, 0, 0]])
    total = found.lower.sum(axis=2) + found.upper.sum(axis=2) + found.rest
    for k, year in enumerate((1838, 1839)):
        np.testing.assert_array_equal(total[k], table.values[table.years == year].sum(axis=0))
    write_hmd_lexis(table, tmp_path / "again.txt")
    assert same(table, read_hmd_lexis(tmp_path / "again.txt"))


def test_open_cohorts_in_triangles(tmp_path):
    text = "Utopia\n\nYear Age Cohort Total\n1900 12- 1887+ 3\n1900 13 1887 4\n1900 13 1886 5\n1900 55+ 1845- .\n"
    table = read_hmd_lexis(put(tmp_path, text))
    assert table.cohort_marks == ("+", "", "", "-")
    write_hmd_lexis(table, tmp_path / "again.txt")
    assert same(table, read_hmd_lexis(tmp_path / "again.txt"))
    np.testing.assert_array_equal(table.triangles().lower, [[[4.0]]])
    assert np.isnan(table.triangles().rest).all()  # a missing figure is not summed as nothing


def test_what_is_read_goes_into_a_life_table(tmp_path):
    """The example of docs/reading-hmd.md, on an invented population of two years."""
    age = np.arange(111.0)
    exposure = np.full((2, 2, 111), 1e4) * np.exp(-0.0005 * age**2)
    deaths = exposure * np.where(age == 0, 0.1, 0.0002 * np.exp(0.09 * age) + 0.0005)
    deaths[:, 1] *= 1.2
    for name, values in (("deaths", deaths), ("exposure", exposure)):
        grid = np.array([1900, 1901]), np.ones(2, int), ("", ""), age, np.r_[np.ones(110), np.inf]
        columns = ("Male", "Female")  # as printed in whatever order
        write_hmd(HmdTable((name,), "Year", *grid, columns, values[:, ::-1]), tmp_path / name)
    read = [read_hmd(tmp_path / name).by_sex() for name in ("deaths", "exposure")]
    np.testing.assert_array_equal(hmd_life_table(*read).e0, hmd_life_table(deaths, exposure).e0)


def test_triangles_go_into_cohorts(tmp_path):
    found = read_hmd_lexis(put(tmp_path, LEXIS)).triangles()
    women = cohort_deaths_from_triangles(found.lower[:, 0], found.upper[:, 0], int(found.years[0]))
    row = women.cohort.tolist().index(1838)
    assert women.values[row, 0] == 73.5 + 15.0


def test_a_triangle_that_is_missing_is_named(tmp_path):
    lines = LEXIS.splitlines()
    table = read_hmd_lexis(put(tmp_path, "\n".join([*lines[:5], *lines[6:]])))
    with pytest.raises(BadInput, match="1838 at age 0 cohort 1837 is missing"):
        table.triangles()
    wrong = read_hmd_lexis(put(tmp_path, LEXIS.replace("0      1837", "0      1830")))
    with pytest.raises(BadInput, match="cohort 1830 has no place"):
        wrong.triangles()


@pytest.mark.parametrize("word", ["0", "1-4", "110+", "12-", "0-4", "85+", "95-99"])
def test_words_for_ages(word):
    assert age_word(parse_age(word, "")) == word


@pytest.mark.parametrize("word", ["1914", "1914-", "1914+", "1910-1914"])
def test_words_for_periods(word):
    assert period_word(parse_period(word, "")) == word


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("10.50", "10,50", 4, "'10,50' where a number belongs"),
        ("10.50", "-1", 4, "not below 0"),
        ("10.50", "nan", 4, "'nan' where a number belongs"),
        ("10.50", "1e999", 4, "no number here holds it"),
        ("10.50", "", 4, "4 entries under 5 columns"),
        ("1-4", "4-1", 5, "ends before it begins"),
        ("1-4", "young", 5, "age 'young'"),
        ("1-4", "0-4", 5, "overlap"),
        ("1914           0 ", "1913           0 ", 7, "stands in line 4 too"),
        ("1914           0 ", "xix            0 ", 7, "period 'xix'"),
        ("Female", "Male", 3, "a name twice"),
        ("  Year  ", "  Jahr  ", None, "begins with Year or Cohort"),
    ],
)
def test_faults_are_named_with_file_and_line(tmp_path, old, new, line, says):
    assert old in DEATHS
    path = put(tmp_path, DEATHS.replace(old, new, 1), "Deaths_1x1.txt")
    with pytest.raises(BadInput, match=r"Deaths_1x1\.txt") as raised:
        read_hmd(path)
    assert says in str(raised.value)
    assert line is None or f"line {line}:" in str(raised.value)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(BadInput, match="cannot be read"):
        read_hmd(tmp_path / "nowhere.txt")
    with pytest.raises(BadInput, match="cannot be read"):
        read_hmd(tmp_path)
    with pytest.raises(BadInput, match="no rows"):
        read_hmd(put(tmp_path, "Utopia\n\nYear Age Total\n"))
    (tmp_path / "latin.txt").write_bytes("Côte\n\nYear Total\n1900 1\n".encode("latin-1"))
    with pytest.raises(BadInput, match="not UTF-8"):
        read_hmd(tmp_path / "latin.txt")
    (tmp_path / "broken.gz").write_bytes(b"no gzip")
    with pytest.raises(BadInput, match="cannot be read"):
        read_hmd(tmp_path / "broken.gz")
    rows = DEATHS.splitlines()
    with pytest.raises(BadInput, match="nothing is given for 1914, age 110"):
        read_hmd(put(tmp_path, "\n".join(rows[:-1])))
    with pytest.raises(BadInput, match="Use read_hmd_lexis"):
        read_hmd(put(tmp_path, LEXIS))
    with pytest.raises(BadInput, match="need Year Age Cohort"):
        read_hmd_lexis(put(tmp_path, DEATHS))
    with pytest.raises(BadInput, match="stands in line 5 too"):
        read_hmd_lexis(put(tmp_path, LEXIS.replace("0      1837", "0      1838", 1)))


def test_what_the_layout_cannot_hold_is_not_written(tmp_path):
    table = read_hmd(put(tmp_path, POPULATION))
    with pytest.raises(BadInput, match="several years"):
        write_hmd(dataclasses.replace(table, year_widths=np.array([5, 1, 1])), tmp_path / "x.txt")
    with pytest.raises(BadInput, match="title"):
        write_hmd(dataclasses.replace(table, header=("Year of grace",)), tmp_path / "x.txt")
    with pytest.raises(BadInput, match="cannot be written"):
        write_hmd(table, tmp_path / "no" / "x.txt")
