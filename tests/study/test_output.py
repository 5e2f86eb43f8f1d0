"""The output folder: whole or absent, never over anybody's files, and verifiable afterwards."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import cenotaph
from cenotaph.errors import BadOutput
from cenotaph.study import store
from cenotaph.study.diff import diff
from cenotaph.study.document import as_document
from cenotaph.study.verify import verify
from reconstruct.invented import EQUAL_SHARE, World


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return World().write(tmp_path_factory.mktemp("atlantis"), spec=EQUAL_SHARE)


@pytest.fixture(scope="module")
def result(case):
    return cenotaph.run(case)


@pytest.fixture(scope="module")
def done(result, tmp_path_factory):
    out = tmp_path_factory.mktemp("done") / "out"
    result.save(out)
    return out


@pytest.fixture
def out(done, tmp_path):
    return Path(shutil.copytree(done, tmp_path / "out"))


def test_everything_promised_is_there(done):
    names = {p.relative_to(done).as_posix() for p in done.rglob("*") if p.is_file()}
    assert {"report.html", "estimates.json", "estimates.csv", "datapackage.json", "manifest.json"} <= names
    assert {"case/case.toml", "case/sources.toml", "case/evidence/population.csv"} <= names
    document = json.loads((done / "estimates.json").read_text())
    assert document["schema"] == "cenotaph/estimates/1"
    assert set(document["run"]) >= {"software", "inputs", "seed", "parameters", "started", "wall_seconds"}
    for e in document["estimates"]:
        assert {"unit", "definition", "territory", "period", "status", "interval", "value"} <= set(e)
        assert e["axis"] == "none" or set(e["interval"]) == {"low", "high", "level", "kind"}


def test_what_is_read_back_is_what_was_written(done):
    again = cenotaph.load(done)
    assert as_document(again.estimates) == json.loads((done / "estimates.json").read_text())


def test_an_untouched_output_verifies(out):
    checks = verify(out)
    assert [c for c in checks if not c.holds] == []
    assert any("identical" in c.seen for c in checks)


def test_a_changed_output_is_seen(out):
    with (out / "estimates.csv").open("a") as stream:
        stream.write("one more line\n")
    assert [c.what for c in verify(out) if not c.holds] == ["hashes of outputs"]


def test_a_changed_input_is_seen_and_moves_the_rerun(out):
    table = out / "case" / "evidence" / "population.csv"
    lines = table.read_text().splitlines()
    cells = lines[250].split(",")
    cells[7] = str(int(cells[7]) + 5000)
    lines[250] = ",".join(cells)
    table.write_text("\n".join(lines) + "\n")
    failed = [c.what for c in verify(out) if not c.holds]
    assert {"hashes of outputs", "hashes of inputs", "rerun from the recorded provenance"} <= set(failed)


def test_a_changed_number_is_seen_even_if_its_hash_is_mended(out):
    document = json.loads((out / "estimates.json").read_text())
    document["estimates"][0]["values"][0] += 1
    (out / "estimates.json").write_text(json.dumps(document))
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["outputs"]["estimates.json"] = store.sha256(out / "estimates.json")
    (out / "manifest.json").write_text(json.dumps(manifest))
    failed = [c for c in verify(out) if not c.holds]
    assert [c.what for c in failed] == ["rerun from the recorded provenance"]


def test_a_spoilt_snapshot_fails_in_words(out):
    (out / "case" / "case.toml").write_text("not toml [")
    assert any("must be mended" in c.seen for c in verify(out) if not c.holds)


@pytest.mark.parametrize("spoil", ["{", "[]", '{"schema": "other"}', ""])
def test_a_damaged_manifest_is_named(out, spoil):
    (out / "manifest.json").write_text(spoil)
    with pytest.raises(BadOutput, match="damaged"):
        verify(out)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("estimates", []),
        ("estimates", [{"id": None}]),
        ("tables", None),
        ("tables", {"drivers": {"caption": "", "columns": {}, "rows": ["x"]}}),
        ("run", {"software": None}),
        ("schema", "another"),
    ],
)
def test_damaged_estimates_are_refused_in_words(out, field, value):
    document = json.loads((out / "estimates.json").read_text())
    document[field] = value
    (out / "estimates.json").write_text(json.dumps(document))
    for call in (lambda: cenotaph.load(out), lambda: diff(out, out)):
        with pytest.raises(BadOutput, match=r"estimates\.json: is damaged"):
            call()
    assert not all(c.holds for c in verify(out))


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": NaN}', "\x00", "null"])
def test_estimates_that_are_no_document_are_refused_in_words(out, text):
    (out / "estimates.json").write_text(text)
    with pytest.raises(BadOutput, match="damaged"):
        cenotaph.load(out)


@pytest.mark.parametrize(("field", "value"), [("values", []), ("values", [[1.0]]), ("axis", "wheel")])
def test_an_estimate_of_another_shape_is_refused(out, field, value):
    document = json.loads((out / "estimates.json").read_text())
    document["estimates"][0][field] = value
    (out / "estimates.json").write_text(json.dumps(document))
    with pytest.raises(BadOutput, match="is damaged"):
        cenotaph.load(out)


def test_an_old_output_is_replaced(case, out):
    (out / "case").stat()
    cenotaph.run(case, seed=9).save(out)
    assert json.loads((out / "estimates.json").read_text())["run"]["seed"] == 9
    assert [p.name for p in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["notes.txt", "tables/mine.csv", "case/evidence/extra.csv"])
def test_a_file_of_somebody_else_is_never_lost(result, out, name):
    (out / name).write_text("mine")
    with pytest.raises(BadOutput, match="would be lost"):
        result.save(out)
    assert (out / name).read_text() == "mine"


def test_an_edited_output_is_never_lost(result, out):
    (out / "report.html").write_text("annotated")
    with pytest.raises(BadOutput, match="changed since"):
        result.save(out)
    assert (out / "report.html").read_text() == "annotated"


def test_a_folder_of_somebody_else_is_never_used(result, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("mine")
    with pytest.raises(BadOutput, match="no output of cenotaph"):
        result.save(tmp_path / "mine")
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadOutput, match="not a folder"):
        result.save(tmp_path / "file")


def test_a_run_never_changes_its_case(case, tmp_path):
    before = {p: p.read_bytes() for p in case.rglob("*") if p.is_file()}
    cenotaph.run(case).save(tmp_path / "out")
    assert {p: p.read_bytes() for p in case.rglob("*") if p.is_file()} == before


def test_diff_names_the_row_and_measures_its_effect(case, done, tmp_path):
    changed = Path(shutil.copytree(case, tmp_path / "changed"))
    table = changed / "evidence" / "population.csv"
    lines = table.read_text().splitlines()
    row = next(i for i, text in enumerate(lines) if ",1910-01-01," in text and ",female,30,31," in text)
    cells = lines[row].split(",")
    cells[7] = str(int(cells[7]) - 1000)
    lines[row] = ",".join(cells)
    table.write_text("\n".join(lines) + "\n")
    new = tmp_path / "new"
    cenotaph.run(changed).save(new)
    found = diff(done, new)
    assert any(f"row {row + 1}" in cause for cause in found.causes)
    moved = {m.estimate: m for m in found.moved}
    total = moved["total-deficit-1910"]
    assert total.new[0] - total.old[0] == pytest.approx(1000, abs=1)
    assert "evidence/population.csv" in total.because
    assert "counted-population-1900" not in moved


def test_diff_of_a_run_with_itself_is_empty(done):
    found = diff(done, done)
    assert found.causes == []
    assert found.moved == []


def command(case, out) -> list[str]:
    return [sys.executable, "-m", "cenotaph", "run", str(case), "--out", str(out)]


@pytest.fixture(scope="module")
def length(case, tmp_path_factory):
    """Seconds that a whole `cenotaph run` takes."""
    began = time.monotonic()
    subprocess.run(command(case, tmp_path_factory.mktemp("timed") / "out"), check=True, capture_output=True)
    return time.monotonic() - began


@pytest.mark.parametrize("trials", [[1], pytest.param([0, *range(2, 15)], marks=pytest.mark.slow)])
def test_killed_at_any_moment_nothing_is_half_written(case, length, tmp_path, trials):
    """SIGKILL and SIGINT at random moments of `cenotaph run`: the folder is absent or whole."""
    out, states = tmp_path / "out", set()
    for trial in trials:
        moments = random.Random(trial)
        process = subprocess.Popen(command(case, out), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        # Half of the kills near the end, where the writing happens.
        low = 0.0 if trial % 2 else 0.8
        time.sleep(length * moments.uniform(low, 1.05))
        process.send_signal(signal.SIGKILL if trial % 3 else signal.SIGINT)
        _, errors = process.communicate(timeout=60)
        assert b"Traceback" not in errors
        states.add(out.exists())
        if out.exists():
            assert all(c.holds for c in verify(out)[:2])
            shutil.rmtree(out)
    assert False in states


SLOW_MOMENTS = [pytest.param(m, marks=pytest.mark.slow) for m in (0.55, 0.7, 0.95, 1.0, 1.02)]


@pytest.mark.parametrize("moment", [0.85, *SLOW_MOMENTS])
def test_interrupted_while_it_draws_it_ends(case, length, tmp_path, moment):
    """Ctrl-C in the second half of a run, the drawing and the last clean-up included, ends the program."""
    process = subprocess.Popen(command(case, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(length * moment)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode in (0, 130, -signal.SIGINT)
    assert not (tmp_path / "out").exists() or all(c.holds for c in verify(tmp_path / "out")[:2])


def test_interrupt_is_said_in_one_line(case, tmp_path):
    process = subprocess.Popen(
        command(case, tmp_path / "out"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if "scenarios" in line:
            break
    os.kill(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted; nothing was written." in errors
    assert list(tmp_path.iterdir()) == []
