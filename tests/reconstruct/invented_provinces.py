"""A small invented country as a case of provinces: what benchmarks/provinces writes, without its draws."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from provinces import country

NAMES = ["bal", "bam", "ban"]


def write(folder: Path, names: list[str] | None = None, without: dict[str, str] | None = None) -> Path:
    """A case of provinces of different sizes. without : {province: event}, registers that left nothing."""
    names = names or NAMES
    rng = np.random.default_rng(3)
    counts, events = {}, {}
    for name in names:
        first = country.opening_count(rng)
        second = np.array([[line[a:b].sum() for a, b in SECOND] for line in first]).round()
        counts[name] = (first, second)
        events[name] = {
            "births": {y: 0.036 * first.sum() for y in range(1900, 1910)},
            "deaths": {y: 0.025 * first.sum() for y in range(1900, 1910)},
        }
        if (without or {}).get(name):
            events[name][without[name]] = {}
    country.write(folder, names, counts, events)
    return folder


_STARTS = [country.LOWS.index(low) for low in country.SECOND_LOWS]
SECOND = list(zip(_STARTS, [*_STARTS[1:], len(country.LOWS)], strict=True))


def edited(folder: Path, *changes: tuple[str, str]) -> Path:
    """The case with texts of case.toml replaced."""
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return folder
