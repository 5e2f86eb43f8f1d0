"""The commands as a user types them: output, exit codes, no traceback whatever is typed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cenotaph.cli.main import app
from reconstruct.invented import EQUAL_SHARE, World

runner = CliRunner()


def cenotaph(*args: str) -> object:
    return runner.invoke(app, [str(a) for a in args])


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return World().write(tmp_path_factory.mktemp("atlantis"), spec=EQUAL_SHARE)


@pytest.fixture(scope="module")
def out(case, tmp_path_factory):
    target = tmp_path_factory.mktemp("out") / "run"
    assert cenotaph("run", case, "--out", target).exit_code == 0
    return target


def test_help_names_every_command_and_the_exit_codes():
    text = cenotaph("--help").output
    for command in ("run", "check", "audit", "explain", "cases", "new", "simulate", "show", "verify", "diff", "claims"):
        assert f"\n  {command} " in text
    assert "0 done, 1 findings, 2 usage or bad input" in text


def test_run_ends_with_ten_lines_and_the_report(case, tmp_path):
    done = cenotaph("run", case, "--out", tmp_path / "out")
    assert done.exit_code == 0
    lines = done.stdout.strip().splitlines()
    assert len(lines) <= 11
    assert lines[-1] == f"report: {tmp_path / 'out' / 'report.html'}"
    assert "Excess deaths, rate-based" in done.stdout
    assert "one scenario" in done.stdout


def test_run_as_json_is_the_estimates_document(case, tmp_path):
    done = cenotaph("run", case, "--out", tmp_path / "out", "--json", "--seed", "3")
    document = json.loads(done.stdout)
    assert document["run"]["seed"] == 3
    assert document == json.loads((tmp_path / "out" / "estimates.json").read_text())


def test_show_repeats_the_summary(out):
    shown = cenotaph("show", out)
    assert shown.exit_code == 0
    assert "Birth deficit" in shown.stdout
    assert json.loads(cenotaph("show", out, "--json").stdout)["schema"] == "cenotaph/estimates/1"


def test_verify_and_diff_have_their_codes(out, tmp_path):
    assert cenotaph("verify", out).exit_code == 0
    assert cenotaph("diff", out, out).exit_code == 0
    spoilt = Path(shutil.copytree(out, tmp_path / "spoilt"))
    (spoilt / "estimates.csv").write_text("")
    bad = cenotaph("verify", spoilt)
    assert bad.exit_code == 1
    assert "FAILS  hashes of outputs: changed: estimates.csv" in bad.stdout


def test_check_finds_and_says_where(case, tmp_path):
    assert cenotaph("check", case).exit_code == 0
    broken = Path(shutil.copytree(case, tmp_path / "broken"))
    table = broken / "evidence" / "population.csv"
    table.write_text(table.read_text().replace("26000", "-5", 1).replace(",30000,", ",-30000,", 1))
    found = cenotaph("check", broken)
    assert found.exit_code == 1
    assert "evidence/population.csv, line 2, column persons" in found.stdout
    run = cenotaph("run", broken, "--out", tmp_path / "out")
    assert run.exit_code == 2
    assert "must be mended" in run.stderr
    assert not (tmp_path / "out").exists()


def test_explain_says_every_assumption_with_its_source():
    said = cenotaph("explain", "ussr-1926-1939").stdout
    for sentence in ("Census of 1937:", "raised by a quarter", "Emigration from Kazakhstan", "[GKS1989"):
        assert sentence in said
    assert "{@" not in said
    assert "Tablitsy smertnosti" in said


def test_cases_and_new(tmp_path):
    assert "ussr-1926-1939" in cenotaph("cases").stdout
    made = cenotaph("new", tmp_path / "mine")
    assert made.exit_code == 0
    assert cenotaph("check", tmp_path / "mine").exit_code == 0
    assert cenotaph("run", tmp_path / "mine", "--out", tmp_path / "out").exit_code == 0
    again = cenotaph("new", tmp_path / "mine")
    assert again.exit_code == 2
    assert "not an empty folder" in again.stderr


def test_a_new_case_in_steps_of_five_years_is_whole(tmp_path):
    made = cenotaph("new", tmp_path / "mine", "--five-year")
    assert made.exit_code == 0
    checked = cenotaph("check", tmp_path / "mine")
    assert checked.exit_code == 0
    assert "0 to mend, 0 to know" in checked.stdout


def test_simulate_writes_a_case_with_its_truth_beside_it(case, tmp_path):
    made = cenotaph("simulate", case, "--out", tmp_path / "world", "--seed", "4", "--falsify", "1910=+2", "--json")
    assert made.exit_code == 0
    told = json.loads(made.stdout)
    assert Path(told["truth"], "truth.json").is_file()
    checked = cenotaph("check", told["case"])
    assert checked.exit_code == 0
    assert "0 to mend" in checked.stdout
    again = cenotaph("simulate", case, "--out", tmp_path / "world")
    assert again.exit_code == 2
    assert "not an empty folder" in again.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["run", "atlantis-1901"], "neither an embedded case nor a folder"),
        (["run", "usssr-1926-1939"], "Did you mean ussr-1926-1939"),
        (["show", "/nowhere"], "no output of cenotaph"),
        (["verify", "."], "no output of cenotaph"),
        (["diff", "/nowhere", "/nowhere"], "no output of cenotaph"),
        (["run", "ussr-1926-1939", "--out", "/proc/none"], "cannot write"),
        (["run"], "CASE"),
        (["run", "x", "--seed", "-1"], "seed"),
        (["simulate", "ussr-1926-1939", "--falsify", "1939"], "as in 1939=+2"),
        (["simulate", "ussr-1926-1939", "--falsify", "1959=+2"], "no census 1959"),
        (["simulate", "ussr-1926-1939", "--missing", "marriages"], "names no register"),
        (["simulate", "ussr-1926-1939", "--out", "/proc/none"], "cannot be made"),
        (["fly"], "fly"),
    ],
)
def test_what_cannot_be_done_is_said_with_code_2(args, says, monkeypatch):
    """Before any work: a model sampled for minutes and then thrown away is no way to say it."""
    monkeypatch.setattr("cenotaph.study.run.run_case", lambda *_, **__: pytest.fail("work was done first"))
    done = cenotaph(*args)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output
