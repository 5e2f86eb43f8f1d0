"""The library's pages: every function is on one, every name they promise exists, and their examples run."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from cenotaph import demography, evidence
from cenotaph.evidence import HmdTable, write_hmd

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [*sorted(DOCS.glob("demography-*.md")), DOCS / "reading-hmd.md"]
MAPPING = (DOCS / "demography.md").read_text(encoding="utf-8")
FACES = {name: getattr(face, name) for face in (demography, evidence) for name in face.__all__}
R_EXPORTS = tomllib.loads((Path(__file__).parent / "r_exports.toml").read_text(encoding="utf-8"))
TITLES = {"DemoTools": "## I used X in DemoTools", "MortalityLaws": "## I used X in MortalityLaws"}


def cells(text: str) -> list[list[str]]:
    """Rows of the tables of a page, without heads and rules."""
    found, lines = [], text.splitlines()
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("| ") and not after.startswith("|--"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def code(text: str) -> list[str]:
    """Code inside the sentences and tables of a text; the fenced blocks are not of it."""
    return re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def identifiers(text: str) -> set[str]:
    return {name.rsplit(".", 1)[-1] for span in code(text) for name in re.findall(r"[A-Za-z_][\w.]*", span)}


def section(title: str) -> str:
    return MAPPING.split(title)[1].split("\n## ")[0]


def unknown(cell: str) -> list[str]:
    """Code in a cell that does not begin with a name of the faces, or names an attribute it has not."""
    bad = []
    for span in code(cell):
        name, *rest = re.match(r"[\w.]*", span).group().split(".")
        thing = FACES.get(name)
        fields = getattr(thing, "_fields", ()) or getattr(thing, "__annotations__", ())
        if thing is None or any(not hasattr(thing, part) and part not in fields for part in rest):
            bad.append(span)
    return bad


@pytest.mark.parametrize("face", [demography, evidence])
def test_every_exported_function_is_on_a_page(face):
    named = set().union(*(identifiers(page.read_text(encoding="utf-8")) for page in PAGES))
    functions = {name for name in face.__all__ if inspect.isfunction(FACES[name])} - {"load_case"}
    assert functions <= named


@pytest.mark.parametrize("package", R_EXPORTS)
def test_every_export_of_the_r_package_is_answered(package):
    answered = set().union(*(identifiers(row[0]) for row in cells(section(TITLES[package]))))
    exports = {name.rsplit(".", 1)[-1] for name in R_EXPORTS[package]["names"].split()}
    assert exports <= answered


@pytest.mark.parametrize("title", [*TITLES.values(), "## I used X elsewhere"])
def test_every_name_on_the_right_exists(title):
    rows = cells(section(title))
    assert len(rows) > 20
    for row in rows:
        assert len(row) == 3, row
        assert code(row[1]) or row[1] == "not here", row
        assert unknown(row[1]) == [], row
        assert row[1] != "not here" or len(row[2].split()) > 1, row


def test_a_name_that_does_not_exist_would_be_seen():
    assert unknown("`whippel(P)`, `AgeGrid.from_nowhere`, `whipple`") == ["whippel(P)", "AgeGrid.from_nowhere"]


def without_known_answer() -> set[str]:
    """Functions whose row on a page names no known answer."""
    rows = [row for page in PAGES for row in cells(page.read_text(encoding="utf-8")) if len(row) == 4]
    rows = [row for row in rows if "known answer" not in row[3].lower()]
    return {name for row in rows for name in identifiers(row[0]) if name in FACES}


def test_the_list_of_what_has_no_known_answer_is_that_of_the_pages():
    only, in_part = section("## Tested by identities only").split("\nIn part:")
    assert identifiers(only) == without_known_answer()
    assert identifiers(in_part) <= set(FACES) - without_known_answer()


@pytest.fixture
def hmd_folder(tmp_path):
    """Invented files in the HMD's layout: two years of a Gompertz population with an infant hazard."""
    age = np.arange(111.0)
    exposure = np.full((2, 2, 111), 1e4) * np.exp(-0.0005 * age**2)
    rate = np.where(age == 0, 0.1, 0.0002 * np.exp(0.09 * age) + 0.0005)
    widths = np.append(np.ones(110), np.inf)
    for name, values in (("Population", exposure), ("Deaths_1x1", exposure * rate), ("Exposures_1x1", exposure)):
        header, years = ("Nowhere, invented",), np.array([1930, 1931])
        table = HmdTable(header, "Year", years, np.ones(2), ("", ""), age, widths, ("Female", "Male"), values)
        write_hmd(table, tmp_path / f"{name}.txt")
    return tmp_path


@pytest.mark.parametrize("page", [DOCS / "demography.md", *PAGES], ids=lambda p: p.name)
def test_the_code_of_the_page_runs(page, hmd_folder, monkeypatch):
    monkeypatch.chdir(hmd_folder)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks or page.name == "demography-ages.md"
    for block in blocks:
        exec(compile(block, page.name, "exec"), {})


def test_the_first_example_says_the_shapes_it_has(hmd_folder, monkeypatch):
    monkeypatch.chdir(hmd_folder)
    block = re.search(r"```python\n(.*?)```", MAPPING, re.DOTALL).group(1)
    assert block.count("\n") <= 22
    seen = {}
    exec(block, seen)
    assert seen["counts"].shape == (2, 2, 111)
    assert seen["ratios"].shape == (2, 111)
    assert seen["found"].population.sum(axis=-1).shape == (11, 2)
