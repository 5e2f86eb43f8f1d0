"""No number is typed into the report: not in a template, not in a sentence of its code."""

from __future__ import annotations

import ast
import re
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest

REPORT = Path(str(resources.files("cenotaph.report")))
TEMPLATES = sorted((REPORT / "templates").glob("*.j2"))
MODULES = sorted(REPORT.rglob("*.py"))
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)


class TextNodes(HTMLParser):
    """Collects what a reader would see."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def typed_numbers(template: str) -> list[str]:
    """Texts of a template that hold a digit of their own."""
    parser = TextNodes()
    parser.feed(JINJA.sub(" ", template))
    return [t.strip() for t in parser.texts if any(c.isdigit() for c in t)]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_types_a_number(path):
    assert typed_numbers(path.read_text(encoding="utf-8")) == []


def test_the_scan_finds_a_typed_number():
    assert typed_numbers("<p>About {{ x }} persons, or 5 million</p>") == ["About   persons, or 5 million"]


def test_templates_are_found():
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.name)
def test_no_sentence_in_code_types_a_number(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
    }
    sentences = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]
    plain = [s for s in sentences if not re.search(r"[<>\\^$]|http|translate|default-src", s)]
    typed = [s for s in plain if re.search(r"\b\d", s) and len(re.findall(r"[A-Za-z]{3,}", s)) > 2]
    assert [s for s in typed if "#" not in s and "{" not in s and "utf" not in s] == []
