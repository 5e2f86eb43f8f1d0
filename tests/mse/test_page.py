"""The page of those on no list: one inert file, every method in it, a table beside every chart."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from cenotaph.cli.main import app
from cenotaph.report.page_mse import mse_page
from cenotaph.study import store
from cenotaph.study.undocumented import run_mse

QUICK = ("graphs", "log-linear")


@pytest.fixture(scope="module")
def kosovo():
    return run_mse("kosovo-1999", models=QUICK)


def is_inert(html):
    return "<script" not in html and not re.search(r"(?:src|href)=[\"'](?!#)", html)


def test_it_is_one_inert_file_with_every_method_and_source(kosovo):
    html = mse_page(kosovo)
    assert is_inert(html)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {h for h in re.findall(r'href="#([^"]+)"', html)} <= set(ids)
    for said in ("Decomposable graphs, delta 1/16", "Log-linear [123,14,34]", "Chao, lower bound", "4,400", "Betts",
                 "Ball and others 2002", "no highest-order interaction", "without each list"):  # fmt: skip
        assert said in html
    assert html.count("<figure") == 2
    assert html.count('<details class="numbers') >= 2
    assert mse_page(kosovo) == html


def test_a_table_that_says_too_little_has_a_page_that_says_so(tmp_path):
    (tmp_path / "lists.csv").write_text("a,b,count\n1,0,5\n0,1,7\n")
    html = mse_page(run_mse(str(tmp_path / "lists.csv"), models=QUICK))
    assert is_inert(html)
    assert "no two lists share anybody" in html
    assert "<figure" not in html


def test_names_of_lists_and_strata_are_text(tmp_path):
    rows = ["<b>x</b>,y,part,count", "1,0,<script>alert(1)</script>,40", "0,1,<script>alert(1)</script>,30",
            "1,1,<script>alert(1)</script>,9", "1,0,=cmd(),20", "0,1,=cmd(),12", "1,1,=cmd(),6"]  # fmt: skip
    (tmp_path / "hostile\u202e.csv").write_text("\n".join(rows) + "\n")
    html = mse_page(run_mse(str(tmp_path / "hostile\u202e.csv"), by=("part",), models=("graphs",)))
    assert is_inert(html)
    assert "\u202e" not in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html


def test_the_command_writes_a_whole_folder_and_never_over_anothers(tmp_path):
    (tmp_path / "lists.csv").write_text("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,12\n1,0,1,9\n0,1,1,8\n")
    args = ["mse", str(tmp_path / "lists.csv"), "--model", "graphs", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        store.MSE_PAGE, "estimates.json", "estimates.csv", "tables", "manifest.json"}  # fmt: skip
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "diary.txt").write_text("mine")
    done = CliRunner().invoke(app, [*args[:-1], str(tmp_path / "mine")])
    assert done.exit_code == 2
    assert (tmp_path / "mine" / "diary.txt").read_text() == "mine"
