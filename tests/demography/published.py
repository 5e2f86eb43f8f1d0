"""Where the numbers that tests compare with come from: the shared folder, or known_*.toml beside this file."""

from __future__ import annotations

import csv
import os
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared(*parts: str) -> Path:
    """A file of the shared evidence, which is never copied into the project."""
    folder = Path(os.environ.get("CENOTAPH_SHARED", ROOT.parent / "shared"))
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"The shared evidence {path} is not on this machine; set CENOTAPH_SHARED to its folder.")
    return path


def rows(*parts: str) -> list[dict[str, str]]:
    with shared(*parts).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def known(name: str) -> dict:
    """A table of printed values, with its source, beside the tests."""
    return tomllib.loads((Path(__file__).parent / f"known_{name}.toml").read_text(encoding="utf-8"))
