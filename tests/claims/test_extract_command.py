"""`cenotaph claims extract`: prints, writes claims.toml, exits 0 and 2."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from cenotaph.claims.claims_toml import read_claims
from cenotaph.cli.main import app

TEXT = "In 1933 about 5,000 people died in Ghent.\n\nУ 1937-му розстріляно 400 учителів.\n"


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "script.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object):
    return CliRunner().invoke(app, ["claims", "extract", *map(str, arguments)])


def test_prints_where_words_reading_and_confidence(text):
    result = run(text)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["line", "1", "about", "5,000", "people", "died"]
    assert "quantity about 5,000 persons people died; in Ghent; period 1933" in lines[1]
    assert "confidence 0.9" in lines[1]
    assert "script.txt: 2 proposals. None counts until a person has confirmed it." in lines[-1]


def test_writes_claims_beside_the_text_and_adds_later(text, tmp_path):
    out = tmp_path / "claims.toml"
    assert run(text, "--out", out).exit_code == 0
    found = read_claims(out)
    assert [c.status for c in found.claims] == ["proposed", "proposed"]
    assert {c.at.text for c in found.claims} == {"script.txt"}
    again = run(text, "--out", out)
    assert "0 proposals added, 2 claims kept as they were, 0 no longer in the text." in again.output


def test_what_is_printed_has_the_names_that_the_file_has(text, tmp_path):
    out, other = tmp_path / "claims.toml", tmp_path / "other.txt"
    other.write_text("In 1934 about 700 people died in Ghent. Ten per cent of the people of Ghent, or 900, fled.\n")
    run(text, "--out", out)
    printed = run(other, "--out", out)
    mine = [c for c in read_claims(out).claims if c.at.text == "other.txt"]
    assert [c.id for c in mine] == [f"c{3 + i}" for i in range(len(mine))]
    assert all(f"{c.id}  -> " in printed.stdout for c in mine)
    links = {c.same for c in mine} - {""}
    assert links <= {c.id for c in mine}
    assert all(f"same as {name}" in printed.stdout for name in links)


def test_json_is_json_also_when_a_file_is_written(text, tmp_path):
    result = run(text, "--json", "--out", tmp_path / "claims.toml")
    document = json.loads(result.stdout)
    assert document["text"]["file"] == "script.txt"
    assert [c["language"] for c in document["claims"]] == ["en", "uk"]


def test_a_language_can_be_given(text):
    assert run(text, "--language", "en").exit_code == 0
    assert run(text, "--language", "de").exit_code == 2


@pytest.mark.parametrize("name", ["missing.txt", "", "\ud800"])
def test_bad_input_ends_in_a_sentence(tmp_path, name):
    result = run(tmp_path / name)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_nothing_of_somebody_else_is_overwritten(text, tmp_path):
    other = tmp_path / "notes.toml"
    other.write_text("mine = 1\n", encoding="utf-8")
    for target in (other, text, tmp_path):
        result = run(text, "--out", target)
        assert result.exit_code == 2, result.output
    assert other.read_text(encoding="utf-8") == "mine = 1\n"
    assert text.read_text(encoding="utf-8") == TEXT
