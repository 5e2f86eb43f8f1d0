"""A result as it is held in a notebook: text, HTML, frames, charts, and the way back from disk."""

from __future__ import annotations

import pytest

import cenotaph
from cenotaph.errors import CaseNotFound, MissingLibrary
from reconstruct.invented import EQUAL_SHARE, World


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return cenotaph.run(World().write(tmp_path_factory.mktemp("atlantis"), spec=EQUAL_SHARE), seed=4)


def test_shown_as_text_and_as_html(result):
    assert "Excess deaths, rate-based" in repr(result)
    html = result._repr_html_()
    assert "<table" in html
    assert "Birth deficit" in html
    assert "one scenario" in html


def test_frames_of_estimates_and_of_every_table(result):
    frame = result.frame()
    assert len(frame) == len(result.estimates.estimates)
    row = frame[frame["id"] == "birth-deficit-1910"].iloc[0]
    assert row["low"] == result["birth-deficit-1910"].interval()["low"]
    assert row["unit"] == "persons"
    for name, table in result.estimates.tables.items():
        assert len(result.frame(name)) == len(table.rows)


def test_a_missing_frame_library_is_named(result):
    with pytest.raises(MissingLibrary, match="pip install"):
        result.frame(backend="nosuchframes")


def test_charts_are_altair_charts(result):
    assert result.charts
    for name in (result.charts[0], result.charts[-1]):  # all of them in tests/report, where they are drawn
        assert result.chart(name).to_dict()["$schema"].startswith("https://vega.github.io/schema/vega-lite")
    with pytest.raises(KeyError, match="no chart is called"):
        result.chart("none")


def test_saved_and_loaded_it_is_the_same(result, tmp_path):
    page = result.save(tmp_path / "out")
    assert page.read_text(encoding="utf-8") == result.html()
    again = cenotaph.load(tmp_path / "out")
    assert repr(again) == repr(result)
    assert again["deaths-1910"].value == result["deaths-1910"].value


def test_unknown_names_are_answered_with_the_known_ones(result):
    with pytest.raises(KeyError, match="excess-deaths-rate-1910"):
        result["excess-deaths"]
    with pytest.raises(CaseNotFound, match="ussr-1926-1939"):
        cenotaph.run("nowhere")
