"""The folder that `cenotaph audit --out` writes: whole, with hashes, and never over somebody's files."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest
from clean_audits import write_case, write_file
from typer.testing import CliRunner

import cenotaph
from audit.invented_counts import WORLD
from cenotaph.audit.tables import FINDING_COLUMNS
from cenotaph.cli.main import app
from cenotaph.errors import CaseNotFound

runner = CliRunner()


def run(*args: object):
    return runner.invoke(app, [str(a) for a in args])


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The audit of the Soviet case, in a folder."""
    out = tmp_path_factory.mktemp("written") / "deep" / "out"
    done = run("audit", "ussr-1926-1939", "--out", out, "--brief")
    assert done.exit_code == 1
    assert f"written: {out}" in done.stdout
    return out


def test_a_folder_of_three_files(written):
    assert sorted(p.name for p in written.iterdir()) == ["audit.csv", "audit.json", "manifest.json"]
    assert [p.name for p in written.parent.iterdir()] == ["out"]  # nothing half-written beside it


def test_the_manifest_holds_the_hashes_of_what_was_written_and_read(written):
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"] == {name: sha(written / name) for name in ("audit.csv", "audit.json")}
    document = json.loads((written / "audit.json").read_text(encoding="utf-8"))
    assert manifest["run"]["inputs"] == document["inputs"]
    assert manifest["run"]["case"] == "ussr-1926-1939"
    case = Path(cenotaph.__file__).parent / "cases" / "ussr-1926-1939"
    assert document["inputs"]
    assert document["inputs"] == {name: sha(case / name) for name in document["inputs"]}
    assert {i for f in document["findings"] for i in f["inputs"]} <= set(document["inputs"])


def test_a_row_a_finding(written):
    document = json.loads((written / "audit.json").read_text(encoding="utf-8"))
    with (written / "audit.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == list(FINDING_COLUMNS)
    assert [(r["check"], r["title"]) for r in rows] == [(f["check"], f["title"]) for f in document["findings"]]
    for row, finding in zip(rows, document["findings"], strict=True):
        size = finding["persons_high"]
        assert row["persons_high"] == ("" if size is None else str(size))


def test_a_quiet_audit_writes_a_table_without_rows(tmp_path):
    land = write_file(WORLD, 0, tmp_path / "land.csv")
    assert run("audit", land, "--out", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out" / "audit.csv").read_text(encoding="utf-8") == ",".join(FINDING_COLUMNS) + "\n"
    assert json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))["inputs"] == {
        "land.csv": sha(land)
    }


def test_an_audit_may_be_written_over_itself(tmp_path):
    land = write_file(WORLD, 0, tmp_path / "land.csv")
    assert [run("audit", land, "--out", tmp_path / "out").exit_code for _ in range(2)] == [0, 0]


def folder_with_a_file(out: Path) -> None:
    out.mkdir()
    (out / "letter.txt").write_text("mine", encoding="utf-8")


def a_file(out: Path) -> None:
    out.write_text("mine", encoding="utf-8")


def audit_with_a_note(out: Path) -> None:
    assert run("audit", write_file(WORLD, 0, out.parent / "land.csv"), "--out", out).exit_code == 0
    (out / "note.txt").write_text("mine", encoding="utf-8")


def audit_that_was_changed(out: Path) -> None:
    assert run("audit", write_file(WORLD, 0, out.parent / "land.csv"), "--out", out).exit_code == 0
    (out / "audit.csv").write_text("mine", encoding="utf-8")


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (folder_with_a_file, "holds files and is no output of cenotaph"),
        (a_file, "is not a folder"),
        (audit_with_a_note, "was not written by cenotaph"),
        (audit_that_was_changed, "was changed since cenotaph wrote it"),
    ],
)
def test_somebodys_files_are_refused_before_any_work(tmp_path, monkeypatch, make, says):
    out = tmp_path / "out"
    make(out)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    monkeypatch.setattr("cenotaph.audit.whole.audit", lambda *_: pytest.fail("work was done first"))
    done = run("audit", "ussr-1926-1939", "--out", out)
    assert done.exit_code == 2
    assert says in done.stderr
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_case_folder_a_case_read_and_a_file_are_audited_from_python(tmp_path):
    folder = write_case(WORLD, 0, tmp_path / "case")
    by_folder = cenotaph.audit(folder)
    assert by_folder.as_dict() == cenotaph.audit(cenotaph.load_case(folder)).as_dict()
    by_file = cenotaph.audit(str(write_file(WORLD, 0, tmp_path / "land.csv")))
    assert repr(by_file) == f"Audit(land: 0 findings, {len(by_file.quiet)} quiet, {len(by_file.skipped)} not made)"
    assert set(by_file.tables) == {
        "audit-findings", "audit-heaping", "audit-survival", "audit-sex-ratios", "audit-ages"
    }  # fmt: skip
    assert by_file.tables["audit-findings"].rows == []
    assert sum(r["persons"] for r in by_file.tables["audit-ages"].rows if r["count"] == "1880") > 3e6


def test_a_name_that_is_nothing_is_told_from_python():
    with pytest.raises(CaseNotFound, match="atlantis"):
        cenotaph.audit("atlantis")
    with pytest.raises(TypeError):
        cenotaph.audit()
