"""Intervals are read from estimates by id and axis, scores follow their formulas, and a stopped run goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from worlds.calendar_grid import LAST, MIDDLE
from worlds.readout import CONTRAST, read
from worlds.score import interval_score, report, summary, wilson

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "worlds" / "run_worlds.py"
TRUTH = {
    "between": {c: {"births": 50e6, "deaths": 40e6, "excess_deaths": 5e6} for c in (MIDDLE, LAST)},
    "net_error": {"1906": -1e6, MIDDLE: -0.5e6, LAST: 2e6},
}


def estimate(axis, values):
    return SimpleNamespace(axis=axis, values=np.asarray(values, dtype=float))


def test_interval_score_is_width_inside_and_twenty_times_the_miss_outside():
    assert interval_score(1.0, 3.0, 2.0) == 2.0
    assert interval_score(1.0, 3.0, 0.5) == pytest.approx(2.0 + 20 * 0.5)
    assert interval_score(1.0, 3.0, 3.1) == pytest.approx(2.0 + 20 * 0.1)


def test_the_true_quantiles_have_the_best_mean_interval_score():
    draws = np.random.default_rng(5).normal(size=20_000)
    scores = {z: np.mean([interval_score(-z, z, t) for t in draws]) for z in (1.2, 1.645, 2.2)}
    assert min(scores, key=scores.get) == 1.645


def test_limits_of_a_share_hold_the_share():
    for hits in (0, 7, 24):
        low, high = wilson(hits, 24)
        assert 0 <= low <= hits / 24 + 1e-12
        assert hits / 24 - 1e-12 <= high <= 1


def test_ranges_of_scenarios_are_read_with_the_contrast_of_the_censuses():
    estimates = {
        f"excess-deaths-rate-{LAST}": estimate("scenario", [4e6, 9e6, 6e6]),
        f"census-error-{LAST}": estimate("scenario", [1e6, 2e6]),
        f"census-error-{MIDDLE}": estimate("scenario", [-3e6]),
        f"births-{LAST}": estimate("none", []),
    }
    found = read(estimates, TRUTH)["targets"]
    excess = found[f"excess-deaths-{LAST}"]
    assert (excess["low"], excess["high"], excess["truth"]) == (4e6, 9e6, 5e6)
    assert (found[CONTRAST]["low"], found[CONTRAST]["high"], found[CONTRAST]["truth"]) == (1e6, 3e6, 2.5e6)
    assert found[f"births-{LAST}"]["low"] is None


def _result(found, profile="misspecified", failed=""):
    lie = {"census": LAST, "share": 0.01, "pattern": "adults"}
    return {"seed": 1, "profile": profile, "lie": lie, "failed": failed, "seconds": 1.0} | found


def test_a_world_without_interval_counts_as_not_covered():
    estimates = {f"excess-deaths-rate-{LAST}": estimate("scenario", [4e6, 9e6])}
    rows = [_result(read(estimates, TRUTH)), _result(read({}, TRUTH))]
    scores = summary(rows, f"excess-deaths-{LAST}")
    assert (scores["covered"], scores["worlds"], scores["without"]) == (1, 2, 1)
    assert summary(rows, f"births-{LAST}") is None
    page = report([*rows, _result({"targets": {}}, failed="it broke")], [])
    assert "1/2" in page
    assert "it broke" in page


@pytest.mark.slow
def test_three_worlds_from_end_to_end_and_a_restart_runs_none_again(tmp_path):
    def harness(*more: str) -> str:
        command = [sys.executable, str(SCRIPT), "--out", str(tmp_path), *more]  # a later --out wins
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    first = harness("--worlds", "2", "--first-seed", "21")
    assert "2 worlds, 0 finished before" in first
    (tmp_path / "results" / "0021.json").write_text("{", encoding="utf-8")  # as if stopped half-way
    second = harness("--worlds", "3", "--first-seed", "21", "--report", str(tmp_path / "page.md"))
    assert "3 worlds, 1 finished before" in second
    assert "3 worlds, 3 finished before" in harness("--worlds", "3", "--first-seed", "21")
    made = harness("--made", str(tmp_path / "worlds"), "--out", str(tmp_path / "again"))
    assert "3 worlds, 0 finished before" in made
    results = [json.loads(p.read_text()) for p in sorted((tmp_path / "results").glob("*.json"))]
    assert [r["seed"] for r in results] == [21, 22, 23]
    assert all(not r["failed"] for r in results)
    assert all(r["targets"][f"excess-deaths-{LAST}"]["low"] is not None for r in results)
    assert (tmp_path / "page.md").read_text().startswith("# Planted truth")
    assert not list(tmp_path.rglob("*.part"))
