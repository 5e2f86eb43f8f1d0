"""Charts: valid against the schema, small, inert, and true to their numbers."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from cenotaph.evidence.tables import Literature
from cenotaph.report import figures, palette
from cenotaph.report.charts import charts
from cenotaph.report.charts_records import literature_reading
from cenotaph.report.drawing import shrink
from cenotaph.report.notebook import result_html


@pytest.fixture(scope="module")
def drawn(case, results):
    return charts(case, results)


def test_every_family_is_there(drawn):
    kinds = {name.split("-")[0] for name in drawn}
    expected = {"losses", "drivers", "pyramid", "cohorts", "waterfall", "errors", "registers", "variants"}
    assert expected | {"influence", "literature", "ledger", "timeline"} <= kinds


def test_charts_are_valid_and_draw_without_ids_or_references(drawn):
    for name, chart in drawn.items():
        picture = figures.svg(chart)
        root = ET.fromstring(picture)
        assert root.tag.endswith("svg"), name
        assert all("id" not in e.attrib for e in root.iter()), name
        assert "url(" not in picture, name
        assert "aria-" not in picture, name
        assert len(picture) < 60_000, name


def test_colours_are_tokens_of_the_palette(drawn):
    known = {light for light, _ in palette.COLOURS.values()} | {"none", "transparent"}
    for name, chart in drawn.items():
        root = ET.fromstring(figures.svg(chart))
        used = {e.attrib[a] for e in root.iter() for a in ("fill", "stroke") if a in e.attrib}
        assert used <= known, (name, used - known)


def test_light_and_dark_texts_have_contrast():
    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for scheme in (0, 1):
        paper = luminance(palette.COLOURS["paper"][scheme])
        for name, needed in {"ink": 7, "soft": 4.5, "link": 4.5, "loss": 4.5, "one": 3, "two": 3}.items():
            other = luminance(palette.COLOURS[name][scheme])
            ratio = (max(paper, other) + 0.05) / (min(paper, other) + 0.05)
            assert ratio >= needed, (name, scheme, ratio)


def test_shrinking_keeps_the_marks_and_their_titles():
    small = shrink(
        '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><g class="a" role="x">'
        '<path aria-label="first" d="M1,1h2v2Z" fill="#000"/><path d="M5,5h2v2Z" fill="#000"/></g></svg>'
    )
    assert "<title>first</title>" in small
    assert small.count("<path") == 2
    assert "role" not in small


def test_a_waterfall_step_is_as_long_as_its_value(case, results):
    rows = [r for r in results.tables["waterfall"].rows if r["scenario"] == "s001" and r["census"] == "1907"]
    chart = figures.waterfall_chart(rows).to_dict()
    points = next(iter(chart["datasets"].values())) if "datasets" in chart else chart["data"]["values"]
    for row, point in zip(rows, points, strict=True):
        if row["kind"] == "change":
            assert point["end"] - point["start"] == pytest.approx(row["value"] / 1e6)


@pytest.mark.parametrize(
    ("low", "central", "high", "text"),
    [
        (1.4e6, None, 2.1e6, "1.4 to 2.1 million"),
        (None, 7.3e6, None, "7.3 million"),
        (6.8e6, 9.8e6, 12.8e6, "9.8 million (6.8 to 12.8 million)"),
        (None, None, 4.8e6, "at most 4.8 million"),
        (900_000, None, 1.2e6, "900,000 to 1.2 million"),
        (None, None, None, "no figure"),
    ],
)
def test_authors_are_quoted_as_they_rounded(low, central, high, text):
    row = Literature(
        source=("x",), locator="p.", status="adjusted", author="A", year=1990, territory="t",
        period="1901/1907", definition="excess_deaths", low=low, central=central, high=high,
    )  # fmt: skip
    assert literature_reading(row).replace("\u00a0", " ") == text


def test_a_notebook_shows_headline_figures_as_a_table(results):
    html = result_html(results)
    assert html.startswith("<table>")
    assert "Excess deaths, rate-based" in html
