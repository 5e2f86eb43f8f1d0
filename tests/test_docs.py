"""Documentation cannot drift: generated pages are what the code would write now."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path

import jsonschema
import pytest

import cenotaph
from cenotaph.study.document import as_document

ROOT = Path(__file__).parent.parent
spec = importlib.util.spec_from_file_location("docs_tool", ROOT / "tools" / "docs.py")
docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(docs)


@pytest.fixture(scope="module")
def pages():
    return docs.pages()


@pytest.mark.parametrize("name", ["docs/case.md", "docs/cli.md", "docs/schema/case.schema.json"])
def test_generated_pages_are_current(pages, name):
    assert (ROOT / name).read_text(encoding="utf-8") == pages[ROOT / name], "run `make docs`"


def summary_in_readme() -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text.split("<!-- summary:begin -->")[1].split("<!-- summary:end -->")[0].splitlines()


@pytest.fixture(scope="module")
def classical():
    return cenotaph.run("ussr-1926-1939", seed=1, sampling="off")


def test_the_readme_prints_the_classical_figures_of_now(classical):
    """Draws may differ in a last digit from machine to machine; what draws nothing is compared to the letter."""
    printed = repr(classical).splitlines()
    missing = [line for line in printed if line not in summary_in_readme()]
    assert not missing, "run `make docs`"


def test_the_readme_repeats_what_the_pages_of_known_truth_found():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert docs.with_block(text, "proof", docs.proof()) == text, "run `make docs`"
    assert "Coverage of 90 % intervals" in docs.proof()
    assert "Calibration, small shape" in docs.proof()


@pytest.mark.slow
def test_the_readme_prints_every_sampled_figure():
    def labels(lines: list[str]) -> list[str]:
        return [re.split(r"\s{2,}|[−+]?\d[\d.,]* (?:million|\()", line.strip())[0] for line in lines]

    printed = repr(cenotaph.run("ussr-1926-1939", seed=1)).splitlines()
    assert set(labels(printed)) <= set(labels(summary_in_readme())), "run `make docs`"


def test_links_between_pages_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} -> {target}"


def test_results_follow_their_published_schema(classical):
    schema = json.loads((ROOT / "docs" / "schema" / "estimates.schema.json").read_text())
    document = json.loads(json.dumps(as_document(classical.estimates)))
    jsonschema.Draft202012Validator(schema).validate(document)
    del document["estimates"][0]["unit"]
    assert not jsonschema.Draft202012Validator(schema).is_valid(document)
