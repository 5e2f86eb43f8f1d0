"""The examples of the pages run as they are printed, and give what a slow reckoning gives."""

from __future__ import annotations

import ast
import math
import re
from pathlib import Path

import numpy as np
import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def examples(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), flags=re.DOTALL)


def run(text: str) -> tuple[dict, object]:
    """The names an example leaves, and the value of its last line."""
    tree = ast.parse(text)
    last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
    names: dict = {}
    exec(compile(tree, "page", "exec"), names)
    return names, None if last is None else eval(compile(last, "page", "eval"), names)


def hazard(age: float, sex: int, year: int) -> float:
    return 0.0003 * (1 + 0.3 * sex) * math.exp(0.085 * age) + 0.08 * math.exp(-1.5 * age) * (1 + year - 1900)


def write(path: Path, title: str, figure) -> None:
    """As the HMD's program pads it: two lines of title, names, rows; the total last."""
    lines = [f"Utopia,  {title} (period 1x1), \tLast modified: 01 Jan 2020;  Methods Protocol: v6 (2017)", ""]
    lines.append("  Year          Age             Female            Male           Total")
    for year in (1900, 1901):
        for age in range(111):
            word = "110+" if age == 110 else f"{age}   "
            pair = [figure(age, sex, year) for sex in (0, 1)]
            lines.append(f"  {year}{word:>13}" + "".join(f"{v:18.2f}" for v in (*pair, sum(pair))))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def living(age: int, sex: int, year: int) -> float:
    return 1e6 * math.exp(-0.0004 * age**2)


def test_the_life_table_from_hmd_files(tmp_path, monkeypatch):
    """Files of a planted mortality give its life expectancy; with the sexes changed about they do not."""
    write(tmp_path / "Exposures_1x1.txt", "Exposure to risk", living)
    write(tmp_path / "Deaths_1x1.txt", "Deaths", lambda a, s, y: living(a, s, y) * hazard(a + 0.5, s, y))
    monkeypatch.chdir(tmp_path)
    names, e0 = run(examples("reading-hmd.md")[0])
    assert names["deaths"].columns == ("Female", "Male", "Total")
    assert e0.shape == (2, 2)
    for row, year in enumerate((1900, 1901)):
        for sex in (0, 1):
            alive, lived = 1.0, 0.0
            for age in range(111):  # a year at the rate of its middle, lived at a constant hazard
                rate = hazard(age + 0.5, sex, year)
                lived += alive * -math.expm1(-rate) / rate
                alive *= math.exp(-rate)
            assert e0[row, sex] == pytest.approx(lived, abs=0.1)  # infants' deaths fall early: Andreev and Kingkade
    assert (e0[:, 0] - e0[:, 1] > 1).all()
    assert e0[0, 0] - e0[1, 0] > 0.5


@pytest.mark.parametrize("page", ["demography-fertility.md", "demography-projections.md"])
def test_examples_run(page):
    for text in examples(page):
        _, value = run(text)
        assert all(np.isfinite(np.asarray(v)).all() for v in (value if isinstance(value, tuple) else (value,)))
