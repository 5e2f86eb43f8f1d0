"""Tables that tests share: published counts, and the place of tables that stay outside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cenotaph.evidence.lists_in import read_lists
from cenotaph.mse.overlap import Overlap, overlap_of
from cenotaph.mse.strata import overlaps

# Ball, Betts, Scheuren, Dudukovich and Asher 2002, Killings and Refugee Flow in Kosovo: exhumations, ABA, OSCE, HRW.
KOSOVO = (1131, 845, 177, 936, 228, 217, 181, 306, 106, 31, 18, 123, 42, 32, 27)


def kosovo() -> Overlap:
    lists = ("EXH", "ABA", "OSCE", "HRW")
    return overlap_of(lists, {tuple(cell >> j & 1 for j in range(4)): n for cell, n in enumerate(KOSOVO, start=1)})


def of_counts(lists: str, **counts: int) -> Overlap:
    """of_counts("abc", a=40, ab=6): persons on exactly these lists."""
    return overlap_of(list(lists), {tuple(int(x in on) for x in lists): n for on, n in counts.items()})


# Ball, Shin and Yang 2018: women held at Palembang, by three lists.
KOREA = of_counts("bcd", d=41, c=5, b=5, bc=54, bd=6, bcd=12)


def shared(name: str) -> Overlap:
    """A published table that is read where it is, not carried by the project."""
    folder = Path(os.environ.get("CENOTAPH_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "data" / "mse"
    if not (folder / name).is_file():
        pytest.skip(f"{name} is not here: set CENOTAPH_SHARED to the folder that holds data/mse")
    return overlaps(read_lists(folder / name))[0]


def model(text: str, k: int) -> tuple[int, ...]:
    """model("123,14,34", 4): its effects as bits."""
    from cenotaph.mse.estimability import effects_of

    return effects_of(tuple(sum(1 << int(c) - 1 for c in margin) for margin in text.split(",")), k)
