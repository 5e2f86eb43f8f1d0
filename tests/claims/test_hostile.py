"""Hostile text is text: read to its end in time that grows with its length, never executed, never a traceback."""

from __future__ import annotations

import json
import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cenotaph.claims.extract import MOST_CLAIMS, propose
from cenotaph.claims.merging import merge_into
from cenotaph.claims.reading import read_claims_in, read_claims_of
from cenotaph.cli.main import app

UNITS = {
    "one word": "a",
    "digits": "1",
    "groups": "1,111,",
    "spaced": "111 ",
    "ranges": "1-",
    "scales": "five million ",
    "of": "of ",
    "quotes": '"',
    "brackets": "(",
    "overrides": "\u202e5\u202d million ",
    "NUL": "5\0 million died ",
    "combining": "е\u0301",
    "no stop": "and in 1933 about 5,000 people died of hunger in Kharkiv ",
    "hyphens": "two-",
    "half": "half a ",
    "between": "between 5 and ",
    "Cyrillic": "ы",
    "hedges": "about nearly over ",
    "every": "every third ",
    "dashes": "— ",
    "lines": "\n",
    "tabs": "5\t",
    "of them": "of them ",
    "tens of tens": "tens of ",
    "dates": "1932-33 ",
    "months": "in March ",
    "not": "not the ",
    "who": "who ",
    "tags": "<b>",
    "emoji": "💀 ",
}


def seconds(text: str) -> float:
    begin = time.process_time()
    propose(text)
    return time.process_time() - begin


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_time_grows_with_length_and_not_with_its_square(unit):
    propose(unit * 50)
    short, long = seconds(unit * (3_000 // len(unit))), seconds(unit * (24_000 // len(unit)))
    assert long < 0.5 + 8 * 4 * short  # eight times the text: a quadratic rule would take 64 times


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    for claim in read_claims_in(text).claims:
        assert text[slice(*claim.span)] == claim.words


FRAGMENTS = st.sampled_from(
    [
        "5",
        "1,000",
        "1932-33",
        "million",
        "тисяч",
        "миллионов",
        "died",
        "померло",
        "умерло",
        "of",
        "from",
        "з",
        "из",
        "in",
        "about",
        "понад",
        "не",
        "the",
        "between",
        "and",
        "to",
        "до",
        "—",
        ",",
        ".",
        ";",
        ":",
        "(",
        ")",
        '"',
        "every",
        "third",
        "каждый",
        "кожен",
        "%",
        "per",
        "cent",
        "half",
        "половина",
        "who",
        "не",
        "никто",
        "жоден",
        "Kharkiv",
        "Харків",
        "März",
        "1933",
        "году",
        "рр.",
        "-",
        "–",
        "than",
        "чем",
        "as",
        "many",
        "before",
        "до",
        "quota",
        "план",
        "fulfilled",
        "0",
        "00",
        "1e9",
        "½",
        "٣",
        "４",
        "1.2.3",
        "31.02.1933",
        "30",
        "February",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40), st.sampled_from(["en", "uk", "ru"]))
def test_any_order_of_the_words_of_the_grammar_is_read(parts, language):
    text = " ".join(parts)
    for claim in propose(text, language)[0]:
        assert text[slice(*claim.span)] == claim.words


@pytest.mark.parametrize(
    "text",
    [
        "\u202eIn 1933 5,000 people died\u202c in Ghent.",
        "In 1933 5,\u200b000 peo\u00adple died in Ghent.",
        "<script>alert(1)</script> In 1933 5,000 people died in Ghent.",
        "=cmd|' /C calc'!A0 In 1933 5,000 people died in Ghent.",
        "In 1933 5,000 people died in Ghent.\0\0",
    ],
)
def test_signs_that_hide_or_command_change_no_figure(text):
    (claim,) = propose(text)[0]
    assert (claim.quantity.low, claim.event, claim.period, claim.place) == (5000, "died", "1933", "Ghent")


@pytest.mark.slow
def test_proposals_of_a_text_have_a_limit_and_it_is_said():
    found = read_claims_in("In 1933 5,000 people died. " * (MOST_CLAIMS + 200))
    assert len(found.claims) == MOST_CLAIMS
    assert "Only the first" in found.plain.notes[0]


def test_hostile_words_survive_toml_and_json(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text('In 1933 5,000 "people"\\ \u202e\'\'\' """ died [[claim]] # in Ghent.\n', encoding="utf-8")
    found = read_claims_of(path)
    target = tmp_path / "claims.toml"
    merge_into(target, found.text, found.plain.text, found.claims)
    assert tomllib.loads(target.read_text(encoding="utf-8"))["claim"][0]["words"] == found.claims[0].words
    printed = CliRunner().invoke(app, ["claims", "extract", str(path), "--json"])
    assert json.loads(printed.stdout)["claims"][0]["words"] == found.claims[0].words


def test_a_terminal_gets_no_control_signs(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("In 1933 5,000 people \x1b[31m\u202edied in Ghent.", encoding="utf-8")
    printed = CliRunner().invoke(app, ["claims", "extract", str(path)])
    assert printed.exit_code == 0
    assert "\x1b" not in printed.output
    assert "\u202e" not in printed.output


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit", ["a", "five million ", "In 1933 5 million people died. ", "5\0 million died ", "1,111,", "\u202e5 "]
)
def test_ten_megabytes_in_one_line(unit):
    begin = time.process_time()
    propose(unit * (10_000_000 // len(unit)))
    assert time.process_time() - begin < 120
