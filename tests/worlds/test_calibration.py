"""The rules of calibration accept uniform ranks and refuse shifted, narrow and wide ones; a world is ranked as told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from calibration.rules import FAMILY_WISE, LEAST_WORLDS, judge, p_values, uniform
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "calibration" / "run_calibration.py"
DRAWS, NAMES = 99, [f"q{i}" for i in range(40)]


def results(worlds: int, shift: float = 0.0, width: float = 1.0, off: int = 40, seed: int = 3) -> list[dict]:
    """Truth and draws from the same normal, but for the first `off` quantities; a factor common to all of a world."""
    rng = np.random.default_rng(seed)
    common = rng.standard_normal((worlds, 1, 1))
    truth = 0.6 * common + 0.8 * rng.standard_normal((worlds, 40, 1))
    draws = rng.standard_normal((worlds, 40, DRAWS))
    draws[:, :off] = shift + width * draws[:, :off]
    ranks = (draws < truth).sum(axis=-1)
    return [
        {"seed": i, "failed": "", "refused": "", "ranks": dict(zip(NAMES, map(int, r), strict=True))}
        for i, r in enumerate(ranks)
    ]


@pytest.mark.parametrize("worlds", [40, 60, 200])
def test_uniform_ranks_pass(worlds):
    assert judge(results(worlds), DRAWS).passed


@pytest.mark.parametrize(("shift", "width", "rule"), [(0.6, 1.0, "middle"), (0.0, 0.5, "in 90 %"), (0.0, 2.5, "shape")])
def test_one_quantity_shifted_too_narrow_or_too_wide_is_refused_and_named(shift, width, rule):
    found = judge(results(200, shift, width, off=1), DRAWS)
    assert not found.passed
    assert {quantity for _, quantity, _ in found.failures} == {"q0"}
    assert rule in {rule for rule, _, _ in found.failures}


def test_all_a_little_too_narrow_is_seen_by_the_rule_on_everything():
    found = judge(results(200, width=0.85), DRAWS)
    assert "together" in {rule for rule, _, _ in found.failures}


def test_a_right_model_is_refused_in_at_most_a_hundredth_of_runs():
    rng = np.random.default_rng(7)
    for worlds, runs in ((40, 300), (200, 300)):
        refused = 0
        for _ in range(runs):
            p = p_values(rng.random((worlds, 40)), tuple(NAMES))
            refused += min(p.values()) < FAMILY_WISE / len(p)
        assert refused <= runs * FAMILY_WISE + 4 * np.sqrt(runs * FAMILY_WISE)


def test_unanswered_worlds_fail_a_run_and_few_worlds_are_not_judged():
    many = results(100)
    assert judge(many, DRAWS).passed
    for r in many[:6]:
        r["refused"] = "The sampler did not converge."
    assert not judge(many, DRAWS).passed
    few = judge(results(LEAST_WORLDS - 1), DRAWS)
    assert not few.judged
    assert not few.passed


def test_quantities_of_the_same_rank_count_once_and_places_are_spread_inside_a_step():
    own = results(50)
    for r in own:
        r["ranks"]["again"] = r["ranks"]["q3"]
    names, places = uniform(own, DRAWS)
    assert "again" not in names
    assert names == tuple(NAMES)
    ranks = np.array([list(r["ranks"].values())[:40] for r in own])
    assert (np.floor(places * (DRAWS + 1)) == ranks).all()
    assert stats.kstest((places * (DRAWS + 1) % 1).ravel(), "uniform").pvalue > 1e-4


def test_a_rank_is_the_number_of_draws_below_the_truth():
    from calibration.worlds_of import rank

    draws = np.random.default_rng(1).random((4, 300))
    assert rank(draws, -1.0) == 0
    assert rank(draws, 2.0) == DRAWS
    assert abs(rank(draws, 0.5) / DRAWS - 0.5) < 4 * 0.5 / np.sqrt(DRAWS)


def test_parameters_in_natural_units_are_those_of_the_model():
    """Also of a broken one: the truth of a register's line is the same number whatever the model thinks of it."""
    from calibration.worlds_of import loaded, natural, registers_complete

    from cenotaph.reconstruct.bayes.parameters import parameters

    _, data, shape = loaded("small")
    vector = np.random.default_rng(2).standard_normal(shape.dimension)
    for given in (data, registers_complete(data)):
        found, p = natural(vector, given, shape), parameters(vector, given, shape)
        assert [found[f"parameter deaths-register[{i}]"] for i in (0, 1)] == pytest.approx(
            np.asarray(p.register_line[1])
        )
        assert [found[f"parameter flow[{i}]"] for i in (0, 1)] == pytest.approx(np.asarray(p.flows))
        assert len(found) == shape.dimension


def test_each_broken_model_changes_what_it_says_and_nothing_else():
    from calibration.worlds_of import MODELS, loaded

    _, data, _ = loaded("small")
    sds = {name: float(np.asarray(read(data).opening.net_error.sd)) for name, (_, read) in MODELS.items()}
    assert sds["net-errors-halved"] == sds["right"] / 2
    assert len(set(sds.values())) == 2
    for name in ("net-errors-halved", "later-net-errors-halved"):
        made = MODELS[name][1](data)
        assert [float(c.net_error.sd) for c in made.closings] == [float(c.net_error.sd) / 2 for c in data.closings]
        assert made._replace(opening=data.opening, closings=data.closings) == data
    made = MODELS["registers-complete"][1](data)
    assert all(r.log_count is own.log_count for r, own in zip(made.registers, data.registers, strict=True))


def test_a_fault_too_slight_to_be_asked_is_told_and_a_broken_model_that_passes_is_an_error():
    from calibration.page import page
    from calibration.run_calibration import exit_code

    own = [r | {"model": "right", "cpu": 1.0, "fingerprint": "x"} for r in results(60)]
    verdict = judge(own, DRAWS)
    made = {("small", name): own for name in ("right", "broken", "slight")}
    verdicts = dict.fromkeys(made, verdict)
    words = {"right": "the model", "broken": "broken", "slight": "slightly off"}
    text = page(made, verdicts, DRAWS, words, {"slight"})
    assert "passes, as it must" in text
    assert "passes: NOT AS IT MUST" in text
    assert "passes: too slight a fault to be asked" in text
    assert exit_code({("small", "right"): verdict}) == 0
    assert exit_code(verdicts) == 1


@pytest.mark.slow
def test_two_worlds_of_the_small_shape_from_end_to_end_and_a_restart_runs_none_again(tmp_path):
    def harness(*more: str) -> str:
        command = [sys.executable, str(SCRIPT), "--shape", "small", "--out", str(tmp_path), "--worlds", "2", *more]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    first = harness("--broken", "1", "--report", str(tmp_path / "page.md"))
    assert "small: 6 worlds, 0 finished before" in first
    assert "small: 6 worlds, 6 finished before" in harness("--broken", "1")
    text = (tmp_path / "page.md").read_text()
    assert "too few to judge" in text
    assert "| small | the model | 2 | 100% |" in text


@pytest.mark.slow
def test_worlds_are_drawn_from_the_density_that_is_fitted():
    """The gradient of the log density by the parameters, at the truth and its own papers, is nought on average over
    worlds, in all parameters together (Hotelling): no fit is needed, and a fault of a twentieth of a standard deviation
    in generator or density shows. A model whose counts are of a population a year too old must fail."""
    import jax
    import jax.numpy as jnp
    from calibration.worlds_of import MODELS, loaded

    from cenotaph.reconstruct.bayes.model import log_density
    from cenotaph.reconstruct.bayes.papers import draw_world

    case, data, shape = loaded("small")
    gradient = jax.jit(jax.grad(log_density), static_argnames=("shape",))
    worlds = 500
    scores: dict[str, list] = {"right": [], "year-of-age": []}
    for seed in range(worlds):
        vector, papers = draw_world(910_000 + seed, case, data, shape)
        for name, own in scores.items():
            given = jax.tree.map(jnp.asarray, MODELS[name][1](papers))
            own.append(np.asarray(gradient(jnp.asarray(vector), given, shape)))
    p = {}
    for name, own in scores.items():
        found = np.array(own)
        far = worlds * found.mean(axis=0) @ np.linalg.solve(np.cov(found.T), found.mean(axis=0))
        size = shape.dimension
        p[name] = stats.f.sf(far * (worlds - size) / (size * (worlds - 1)), size, worlds - size)
    assert p["right"] > 1e-3
    assert p["year-of-age"] < 1e-6
