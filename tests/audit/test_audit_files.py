"""A table that someone brings: every layout that is read, and what is said of one that cannot be."""

from __future__ import annotations

import gzip
import json
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from clean_audits import FIRST, write_file
from typer.testing import CliRunner

from audit.invented_counts import MEN, WORLD, people, times
from cenotaph.arrays import N_AGES, SEXES
from cenotaph.audit.from_file import MOST_COUNTS, counts_of_file
from cenotaph.audit.whole import of_material
from cenotaph.cli.main import app

runner = CliRunner()
TOP = N_AGES - 1


def cenotaph(*args: object):
    return runner.invoke(app, [str(a) for a in args])


def long(header: str, rows: list[str]) -> str:
    return "\n".join((header, *rows)) + "\n"


def single_years(years: tuple[int, ...], when=str, people_of=people) -> list[str]:
    """Rows year, sex, age, value by single year, 100+ last."""
    return [
        f"{when(FIRST + y)},{sex},{f'{a}+' if a == TOP else a},{people_of(y)[s, a]:.0f}"
        for y in years
        for s, sex in enumerate(SEXES)
        for a in range(N_AGES)
    ]


def hmd(years: tuple[int, ...], words=lambda year: [f"{year}"], missing: tuple[int, int] | None = None) -> str:
    """Population sizes as the Human Mortality Database prints them: ages 0 ... 110+, a dot for a missing figure."""
    lines = ["Land, Population size (1-year)\tLast modified: 1 Jan 2026", "", "  Year  Age  Female  Male  Total"]
    for y in years:
        ages = np.concatenate([people(y), np.zeros((2, 10))], axis=-1)
        for word in words(FIRST + y):
            lines += [
                f"  {word}  {f'{a}+' if a == 110 else a}  "
                + ("  .  .  ." if (y, a) == missing else f"{f:.2f}  {m:.2f}  {f + m:.2f}")
                for a, (f, m) in enumerate(ages.T)
            ]
    return "\n".join(lines) + "\n"


def in_file(tmp_path: Path, text: str, name: str = "land.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return counts_of_file(path)


# Layouts


def test_a_long_table_by_year(tmp_path):
    read = counts_of_file(write_file(WORLD, 0, tmp_path / "land.csv"))
    assert [(c.id, c.time) for c in read.counts] == [("1880", 1880.0), ("1890", 1890.0)]
    for count, year in zip(read.counts, WORLD.counts, strict=True):
        np.testing.assert_array_equal(count.single, people(year))
        assert count.printed[:TOP].all()
    assert list(read.hashes) == ["land.csv"]


def test_dates_are_moments_inside_the_year(tmp_path):
    rows = single_years((0, 5), when=lambda year: f"{year}-07-02")
    first, second = in_file(tmp_path, long("date,sex,age,value", rows)).counts
    assert first.id == "1880-07-02"
    assert first.time == pytest.approx(1880.5, abs=0.01)
    assert second.time - first.time == pytest.approx(5, abs=0.01)


def test_ages_by_their_exact_ends_and_persons_of_unknown_age(tmp_path):
    bounds = [*range(0, 85, 5), None]
    rows = [
        f"{FIRST + y},{sex},{low},{'' if high is None else high},{people(y)[s, low:high].sum():.0f}"
        for y in (0, 5) for s, sex in enumerate(("women", "men"))
        for low, high in pairwise(bounds)
    ]  # fmt: skip
    rows += [f"{FIRST + y},{sex},unknown,,{n}" for y in (0, 5) for sex, n in (("f", 100), ("m", 300))]
    read = in_file(tmp_path, long("year,sex,age_from,age_to,persons", rows))
    for count, year in zip(read.counts, (0, 5), strict=True):
        assert (count.width[:80] == 5).all()
        assert np.isinf(count.width[80:]).all()
        np.testing.assert_allclose(count.single.sum(axis=-1), people(year).sum(axis=-1))
        assert count.unknown.tolist() == [100, 300]
        assert count.total == people(year).sum() + 400


def test_both_sexes_together_and_apart(tmp_path):
    both = [f"{FIRST + y},both,{a},{people(y)[:, a].sum():.0f}" for y in (0, 5) for a in range(N_AGES)]
    text = long("year,sex,age,value", [*both, "1880,total,unknown,50"])
    together = in_file(tmp_path, text).counts[0]
    assert not together.by_sex
    np.testing.assert_allclose(together.single.sum(axis=0), people(0).sum(axis=0))
    assert together.total == pytest.approx(people(0).sum() + 50)
    # A total beside the sexes is the same persons again.
    apart = in_file(tmp_path, long("year,sex,age,value", [*single_years((0, 5)), *both])).counts[0]
    assert apart.by_sex
    assert apart.total == people(0).sum()


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_apart_by_other_marks(tmp_path, mark):
    text = long("Year,Sex,Age,Value", single_years((0, 5))).replace(",", mark)
    np.testing.assert_array_equal(in_file(tmp_path, text).counts[1].single, people(5))


def test_a_file_of_the_hmd(tmp_path):
    read = in_file(tmp_path, hmd((0, 5)), "Population.txt")
    assert [c.id for c in read.counts] == ["1880", "1885"]
    np.testing.assert_allclose(read.counts[0].single, people(0))
    assert read.counts[0].printed[:TOP].all()
    assert read.left_out == ()


def test_a_year_that_misses_a_figure_is_left_out(tmp_path):
    read = in_file(tmp_path, hmd((0, 3, 5), missing=(3, 40)), "Population.txt")
    assert [c.id for c in read.counts] == ["1880", "1885"]


def test_borders_before_a_change_are_left_out_and_it_is_said(tmp_path):
    text = hmd((0, 5), words=lambda year: ["1885-", "1885+"] if year == 1885 else [f"{year}"])
    before = text.replace("  1885-  20  ", "  1885-  20  9")  # the territory of before is another one
    read = in_file(tmp_path, before, "Population.txt")
    np.testing.assert_allclose(read.counts[1].single, people(5))
    assert read.left_out == ("the territory changed in 1885; the population in the borders of after is taken",)
    assert [s.why for s in of_material(read).skipped if s.check == "reading"] == list(read.left_out)


def test_of_many_years_six_are_audited_and_it_is_said(tmp_path):
    read = in_file(tmp_path, hmd(tuple(range(11))), "Population.txt")
    assert len(read.counts) == MOST_COUNTS
    assert (read.counts[0].id, read.counts[-1].id) == ("1880", "1890")
    assert read.left_out == ("11 dates are in the file; 6, evenly spaced, are audited",)


@pytest.mark.parametrize(("name", "text"), [("land.csv.gz", None), ("Population.txt.gz", hmd((0, 10)))])
def test_packed_files(tmp_path, name, text):
    path = tmp_path / name
    text = text or write_file(WORLD, 0, tmp_path / "land.csv").read_text(encoding="utf-8")
    path.write_bytes(gzip.compress(text.encode()))
    read = counts_of_file(path)
    np.testing.assert_allclose(read.counts[1].single, people(10))
    assert list(read.hashes) == [name]


def test_a_fault_in_a_file_is_found_by_the_command_with_code_1(tmp_path):
    counts = {0: people(0), 5: times(0.7, MEN, 20, 25)(people(5)), 10: people(10)}
    path = tmp_path / "land.csv"
    path.write_text(long("year,sex,age,value", single_years((0, 5, 10), people_of=counts.get)), encoding="utf-8")
    done = cenotaph("audit", path)
    assert done.exit_code == 1
    assert "men missing at 20-24" in done.stdout
    assert "NOT MADE" in done.stdout
    assert "needs a life table" in done.stdout


# Files that cannot be read: (name, what is written, line or None, words)

HEAD = "year,sex,age,value"
GOOD = [f"1900,{sex},{age},{1000 - age}" for sex in SEXES for age in (*range(90), "90+") if age != "90+"]
GOOD += [f"1900,{sex},90+,10" for sex in SEXES]


def changed(number: int, row: str) -> str:
    """The good table with one line of it, counted as in an editor, written otherwise."""
    rows = list(GOOD)
    rows[number - 2] = row
    return long(HEAD, rows)


def without(text: str, start: str) -> str:
    """The text without the lines that begin so."""
    return "\n".join(line for line in text.split("\n") if not line.startswith(start))


BAD = {
    "no column of sex": ("land.csv", "year,age,value\n1900,0,5\n", 1, "no column sex"),
    "no column of persons": ("land.csv", "year,sex,age\n1900,f,0\n", 1, "no column value or persons"),
    "no column of time": ("land.csv", "sex,age,value\nf,0,1\n", 1, "no column date or year"),
    "nothing": ("land.csv", "", None, "empty"),
    "only a header": ("land.csv", HEAD + "\n", None, "holds no figure"),
    "a year with a letter": ("land.csv", changed(5, "19o0,female,3,997"), 5, '"19o0"'),
    "a day that never was": ("land.csv", long("date,sex,age,value", ["1901-02-30,f,0,5"]), 2, '"1901-02-30"'),
    "a third sex": ("land.csv", changed(7, "1900,persons,5,995"), 7, '"persons"'),
    "a negative number": ("land.csv", changed(9, "1900,female,7,-3"), 9, '"-3"'),
    "a decimal comma": ("land.csv", changed(9, '1900,female,7,"99,5"'), 9, '"99,5"'),
    "not a number": ("land.csv", changed(9, "1900,female,7,nan"), 9, '"nan"'),
    "an age in words": ("land.csv", changed(9, "1900,female,old,9"), 9, '"old"'),
    "a cell too few": ("land.csv", changed(9, "1900,female,7"), 9, "3 cells under 4 columns"),
    "a cell too many": ("land.csv", changed(9, "1900,female,7,993,1"), 9, "5 cells under 4 columns"),
    "an age missing": ("land.csv", long(HEAD, ["1900,f,0-4,9", "1900,f,6+,9", "1900,m,0+,9"]), 3, "6 is missing"),
    "ages that overlap": ("land.csv", long(HEAD, ["1900,f,0-9,9", "1900,f,5+,9", "1900,m,0+,9"]), 3, "counted twice"),
    "an age twice": ("land.csv", long(HEAD, ["1900,f,0,9", "1900,f,0,9", "1900,f,1+,9", "1900,m,0+,9"]), 3, "twice"),
    "ages from five": ("land.csv", long(HEAD, ["1900,f,5+,9", "1900,m,0+,9"]), 2, "begins at age 5"),
    "men only": ("land.csv", long(HEAD, ["1900,m,0,9", "1900,m,1+,9"]), 2, "one sex only"),
    "nobody": ("land.csv", long(HEAD, ["1900,f,0+,0", "1900,m,0+,9"]), 2, "counts nobody"),
    "an age of 200": ("land.csv", long(HEAD, ["1900,f,0-199,9", "1900,m,0+,9"]), 2, '"200" is no age'),
    "ages reversed": ("land.csv", long("year,sex,age_from,age_to,value", ["1900,f,9,4,1"]), 2, "age_from < age_to"),
    "a lone quote": ("land.csv", changed(9, '1900,female,"7,993'), 9, "never closed"),
    "another encoding": ("land.csv", changed(9, "1900,жінки,7,993").encode("cp1251"), 9, "not UTF-8"),
    "UTF-16": ("land.csv", changed(9, "1900,female,7,993").encode("utf-16"), 1, "UTF-16"),
    "a NUL byte": ("land.csv", changed(9, "1900,female,7,9\0"), 9, "NUL byte"),
    "no packed file": ("land.csv.gz", "year", None, "cannot be read"),
    "half a packed file": ("land.csv.gz", gzip.compress(long(HEAD, GOOD).encode())[:60], None, "cannot be read"),
    "HMD, no women": ("pop.txt", "Land\n\nYear Age Male\n1900 0 5.00\n", None, "need Year, Female and Male"),
    "HMD, a word": ("pop.txt", hmd((0,)).replace("1880  7  ", "1880  7  x"), 11, "where a number belongs"),
    "HMD, a figure too few": ("pop.txt", "Land\n\nYear Age Female Male Total\n1900 0 5 5\n", 4, "pop.txt"),
    "HMD, a row too few": ("pop.txt", without(hmd((0, 5)), "  1885  7  "), None, "nothing is given for 1885"),
    "HMD, another encoding": ("pop.txt", hmd((0,)).encode().replace(b"  99  ", b"  9\xff  "), 103, "not UTF-8"),
    "HMD, no whole year": ("pop.txt", hmd((0,), missing=(0, 9)), None, "no year has all its figures"),
    "HMD, a negative number": ("pop.txt", hmd((0,)).replace("1880  7  ", "1880  7  -"), 11, "not below 0"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_cannot_be_read_is_told_with_file_and_line(tmp_path, what):
    name, written, line, words = BAD[what]
    path, out = tmp_path / name, tmp_path / "out"
    path.write_bytes(written if isinstance(written, bytes) else written.encode())
    before = path.read_bytes()
    done = cenotaph("audit", path, "--out", out)
    assert done.exit_code == 2
    assert words in done.stderr
    assert name in done.stderr
    if line is not None:
        assert re.search(rf"{re.escape(name)}, line {line}\b", done.stderr)
    assert "Traceback" not in done.output
    assert done.stdout == ""
    assert not out.exists()
    assert list(tmp_path.iterdir()) == [path]  # nothing half-written beside it
    assert path.read_bytes() == before


def test_a_good_table_of_the_same_shape_is_read(tmp_path):
    """Else the faults above could be found in what was right."""
    (tmp_path / "land.csv").write_text(changed(9, "1900,female,7,993"), encoding="utf-8")
    assert cenotaph("audit", tmp_path / "land.csv").exit_code == 0


def test_every_fault_of_a_table_is_told_at_once(tmp_path):
    path = tmp_path / "land.csv"
    path.write_text(long(HEAD, ["19,f,0,1", "1900,x,0,1", "1900,f,0,-1"]), encoding="utf-8")
    told = cenotaph("audit", path).stderr
    assert all(f"land.csv, line {n}" in told for n in (2, 3, 4))


@pytest.mark.parametrize("there", [False, True])
def test_what_is_neither_case_nor_table_is_told(tmp_path, monkeypatch, there):
    monkeypatch.chdir(tmp_path)
    if there:
        Path("nothing").mkdir()
    done = cenotaph("audit", "nothing")
    assert done.exit_code == 2
    assert "nothing" in done.stderr
    assert "Traceback" not in done.output


# The command


@pytest.fixture(scope="module")
def land(tmp_path_factory):
    """A table without fault."""
    return write_file(WORLD, 0, tmp_path_factory.mktemp("land") / "land.csv")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A table in which a third of young men are missing."""
    path = tmp_path_factory.mktemp("faulty") / "faulty.csv"
    counts = {0: people(0), 5: times(0.7, MEN, 20, 25)(people(5))}
    path.write_text(long(HEAD, single_years((0, 5), people_of=counts.get)), encoding="utf-8")
    return path


def test_a_quiet_table_ends_in_code_0(land):
    done = cenotaph("audit", land)
    assert done.exit_code == 0
    assert "QUIET" in done.stdout
    assert "land: 0 findings" in done.stdout
    assert "Chance alone would raise any alarm in at most 5% of audits" in done.stdout


def test_brief_is_the_table_and_the_last_line(faulty):
    brief, full = cenotaph("audit", faulty, "--brief"), cenotaph("audit", faulty)
    assert brief.exit_code == full.exit_code == 1
    assert "Could also be:" in full.stdout
    assert "Could also be:" not in brief.stdout
    assert "QUIET" not in brief.stdout
    assert brief.stdout.strip().splitlines()[-1] == full.stdout.strip().splitlines()[-1]
    assert full.stdout.startswith(brief.stdout[: brief.stdout.rindex("\n\n")])


def test_json_is_all_that_stands_on_standard_output(faulty, tmp_path):
    done = cenotaph("audit", faulty, "--json", "--out", tmp_path / "out")
    assert done.exit_code == 1
    document = json.loads(done.stdout)
    assert document == json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert f"written: {tmp_path / 'out'}" in done.stderr
    assert document["name"] == "faulty"
