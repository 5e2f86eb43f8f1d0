"""Imports point one way, and files and functions stay small enough to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).parent.parent / "src" / "cenotaph"
FLOORS = (
    {"errors", "arrays", "engine", "diagnose"},
    {"evidence", "demography"},
    {"estimate"},
    {"reconstruct", "audit", "worlds", "ledgers", "lists", "mse", "claims"},
    {"study"},
    {"report"},
    {"result"},
    {"web"},
    {"cli"},
)
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
SIBLINGS = [{"evidence", "demography"}, {"reconstruct", "audit", "worlds", "ledgers", "lists", "mse", "claims"}]


def imported_rooms(path: Path) -> set[str]:
    """Rooms of this package that a file imports, late and type-only imports included."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "cenotaph" and len(parts) > 1 and parts[1] in FLOOR:
                found.add(parts[1])
    return found


def files() -> list[Path]:
    return [p for p in sorted(SRC.rglob("*.py")) if p.parent != SRC or p.name not in ("__init__.py", "__main__.py")]


def room_of(path: Path) -> str:
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def violations(room: str, imports: set[str]) -> list[str]:
    up = [f"{room} -> {other}" for other in imports if FLOOR[other] > FLOOR[room]]
    beside = [
        f"{room} -> {other}" for other in imports for group in SIBLINGS if other != room and {other, room} <= group
    ]
    return up + beside


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SRC)))
def test_imports_point_one_way(path):
    assert room_of(path) in FLOOR, f"{room_of(path)} has no floor in the house"
    assert violations(room_of(path), imported_rooms(path)) == []


def test_an_import_upward_or_between_siblings_would_be_seen():
    assert violations("evidence", {"report"})
    assert violations("evidence", {"demography"})
    assert violations("claims", {"reconstruct"})
    assert violations("report", {"estimate", "evidence"}) == []


@pytest.mark.parametrize("path", files(), ids=lambda p: str(p.relative_to(SRC)))
def test_files_and_functions_stay_small(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            if body:
                assert node.end_lineno - body[0].lineno + 1 <= 60, node.name


def test_only_evidence_reads_the_tables_of_a_case():
    """No other room opens a CSV: store and diff only copy and compare outputs; wpp, tidy and lists read a user's."""
    readers = {
        p.relative_to(SRC).as_posix()
        for p in files()
        if "csv.reader" in p.read_text() or "csv.DictReader" in p.read_text()
    }
    assert readers <= {
        "evidence/table_in.py",
        "evidence/lists_in.py",
        "evidence/wpp.py",
        "evidence/tidy.py",
        "study/diff.py",
    }
