"""Where the reference data lie: beside the checkout, or where CENOTAPH_SHARED says. Not part of the package."""

from __future__ import annotations

import csv
import gzip
import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("CENOTAPH_SHARED", ROOT.parent / "shared"))


def shared_file(*parts: str) -> Path:
    path = SHARED.joinpath("data", *parts)
    if not path.exists():
        pytest.skip(f"the reference file {'/'.join(parts)} is not beside this checkout (set CENOTAPH_SHARED)")
    return path


@cache
def un_tables() -> dict[tuple[str, str], dict[str, Any]]:
    """The UN model life tables, abridged: (type, sex) -> age (age,), e0 (level,), mx, lx, Lx, sx (level, age)."""
    path = shared_file("model-life-tables", "un_extended_mlt_abridged.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    sexes = {"m": "male", "f": "female"}
    for kind, letter in sorted({(r["type"], r["sex"]) for r in rows}):
        mine = [r for r in rows if r["type"] == kind and r["sex"] == letter]
        mine.sort(key=lambda r: (float(r["e0"]), float(r["age"])))
        ages = sorted({float(r["age"]) for r in mine})
        columns = {c: np.array([float(r[c]) for r in mine]).reshape(-1, len(ages)) for c in ("mx", "lx", "Lx", "sx")}
        levels = np.array(sorted({float(r["e0"]) for r in mine}))
        found[kind, sexes[letter]] = {"age": np.array(ages), "e0": levels, **columns}
    return found
