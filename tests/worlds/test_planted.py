"""Worlds from the model's own prior: papers are drawn as the model reads them, and scores say what they should."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "planted" / "run_planted.py"


@pytest.fixture(scope="module")
def drawn():
    """(case, shape, priors' bundle, [(vector, papers)]) of a few worlds of the flagship's form."""
    from planted.worlds_of import flagship

    from cenotaph.reconstruct.bayes.papers import draw_world

    case, data, shape = flagship()
    return case, shape, data, [draw_world(seed, case, data, shape) for seed in range(1, 9)]


def test_what_a_world_draws_is_what_the_model_derives_from_it(drawn):
    """Net errors, deviations by age and completeness, as the model derives them at the truth, are prior draws."""
    from cenotaph.reconstruct.bayes.model import composition, events, logit_completeness, net_error
    from cenotaph.reconstruct.bayes.parameters import parameters
    from cenotaph.reconstruct.bayes.population import actual, at_closing

    _, shape, _, worlds = drawn
    deviations, logits, errors = [], [], []
    for vector, papers in worlds:
        p = parameters(vector, papers, shape)
        path = actual(p, papers, shape)
        for i, census in enumerate(papers.closings):
            population = at_closing(path, shape, i)
            gap = np.asarray(composition(population, census, p)) / (census.sd * float(p.deviation_factor))
            deviations.append(gap)
            errors.append(float((net_error(population, census) - census.net_error.mean) / census.net_error.sd))
        for event, own in enumerate(papers.registers):
            logit, _ = logit_completeness(np.exp(own.log_count), own.years @ events(event, path))
            line = p.register_line[event, 0] + p.register_line[event, 1] * own.time + own.shift
            logits.append((np.asarray(logit) - own.years @ line) / (own.years @ own.year_sd))
    deviations, logits = np.concatenate(deviations), np.concatenate(logits)
    for values in (deviations, logits):
        error = 4 / np.sqrt(values.size)
        assert abs(values.mean()) < error
        assert abs(values.std() - 1) < error
    assert len({round(e, 6) for e in errors}) == len(errors)
    assert max(map(abs, errors)) < 30


def test_an_authors_series_is_off_by_its_common_error_and_those_of_years(drawn):
    from cenotaph.evidence.model_spec import with_variant
    from cenotaph.reconstruct.bayes.gather import gather
    from cenotaph.reconstruct.bayes.model import series_gap
    from cenotaph.reconstruct.bayes.papers import draw_world
    from cenotaph.reconstruct.bayes.parameters import parameters
    from cenotaph.reconstruct.bayes.population import actual

    case = drawn[0]
    variant = next(v for v in case.spec.model.variant if v.id == "adk-series")
    data, shape = gather(case, with_variant(case.spec.model, variant))
    assert len(data.told) == 2
    common, single = [], []
    for seed in range(1, 13):
        vector, papers = draw_world(seed, case, data, shape)
        path = actual(parameters(vector, papers, shape), papers, shape)
        for series in papers.told:
            gap = np.asarray(series_gap(series, path))
            sd = np.sqrt(float(series.common_sd) ** 2 + float(np.mean(series.year_sd**2)) / gap.size)
            common.append(gap.mean() / sd)
            single.append((gap - gap.mean()) / series.year_sd / np.sqrt(1 - 1 / gap.size))
    single = np.concatenate(single)
    assert abs(np.std(common) - 1) < 4 / np.sqrt(2 * len(common))
    assert abs(single.std() - 1) < 4 / np.sqrt(2 * single.size)
    assert abs(np.mean(common)) < 4 / np.sqrt(len(common))


def test_papers_stay_as_patchy_as_the_real_ones(drawn):
    _, _, data, worlds = drawn
    for _, papers in worlds:
        for real, made in zip(data.registers, papers.registers, strict=True):
            assert np.array_equal(real.years, made.years)
            units = np.exp(made.log_count) / (2 * np.asarray(real.rounding) * np.exp(np.asarray(real.log_count)))
            assert np.allclose(units, np.rint(units), atol=1e-6)
        for real, made in zip(data.closings, papers.closings, strict=True):
            assert made.counted.shape == real.counted.shape
            assert made.cells is real.cells


def test_the_invented_country_gets_the_flagships_priors():
    from planted.model_text import model_text

    text = model_text()
    assert "19" in text
    assert not any(word in text for word in ("1926", "1937", "1939", "source =", "[[model.variant]]"))
    assert "scale = 0.5" in text


def test_a_case_of_the_invented_country_is_one_the_model_takes(tmp_path):
    from planted.model_text import model_text
    from worlds.write import make

    from cenotaph.evidence.read import load_case
    from cenotaph.reconstruct.bayes.gather import gather

    make(2001, "misspecified", tmp_path, f"\n{model_text()}")
    case = load_case(tmp_path / "case")
    _, shape = gather(case)
    assert shape.names == case.spec.balance.closing
    assert [s.years for s in case.spec.model.span] == ["1912/1913"]


def result(truth: float, low: float, high: float, half: str = "independent", refused: str = "") -> dict:
    middle = (low + high) / 2
    one = {"truth": truth, "low": low, "quarter": middle, "median": middle, "three_quarters": middle, "high": high}
    told = {"estimates": {"excess-deaths-rate-last": one | {"rank": 0.5, "prior_width": 4e6}}, "readings": {}}
    head = {"half": half, "seed": 1, "profile": "misspecified", "failed": "", "refused": refused, "seconds": 1.0}
    return head | told | {"fingerprint": "x"}


def test_a_refused_world_counts_as_not_covered():
    from planted.page import page

    text = page(
        [result(5e6, 4e6, 6e6), result(5e6, 4e6, 6e6, refused="The sampler did not converge."), result(9e6, 4e6, 6e6)]
    )
    assert "| excess-deaths-rate-last | 1/3 |" in text
    assert "| 1/2 | 0 / 1 |" in text
    assert "did not converge" in text


def test_a_broken_model_stands_beside_the_same_worlds_read_right():
    from planted.page import page

    whole = [result(5e6, 4e6, 6e6, half="well-specified"), result(9e6, 4e6, 6e6, half="well-specified") | {"seed": 2}]
    text = page([*whole, result(9e6, 4e6, 6e6, half="broken")])
    assert "| the model | 1 of 1 | 100% |" in text
    assert "| broken | 1 of 1 | 0% |" in text


def test_the_broken_model_counts_persons_a_year_of_age_off(drawn):
    from planted.worlds_of import off_by_one

    _, _, _, worlds = drawn
    papers = worlds[0][1]
    for right, wrong in zip(papers.closings, off_by_one(papers).closings, strict=True):
        ages = np.asarray(right.cells).reshape(-1, 2, 101) @ np.arange(101)
        shifted = np.asarray(wrong.cells).reshape(-1, 2, 101) @ np.arange(101)
        single = np.asarray(right.cells).sum(axis=1) == 1  # one age, one sex
        assert (shifted[single].sum(axis=1) == ages[single].sum(axis=1) + 1).all()
        assert (np.asarray(wrong.cells).sum(axis=1) > 0).all()
        assert np.array_equal(right.counted, wrong.counted)


@pytest.mark.slow
def test_two_worlds_of_each_half_from_end_to_end_and_a_restart_runs_none_again(tmp_path):
    def harness(*more: str) -> str:
        command = [sys.executable, str(SCRIPT), "--out", str(tmp_path), "--worlds", "2", "--broken", "0", *more]
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout

    assert "4 worlds, 0 finished before" in harness("--report", str(tmp_path / "page.md"))
    assert "4 worlds, 4 finished before" in harness()
    results = [json.loads(p.read_text()) for p in sorted((tmp_path / "results").glob("*.json"))]
    assert not any(r["failed"] for r in results)
    own = [r for r in results if r["half"] == "well-specified" and not r["refused"]]
    held = [f["low"] <= f["truth"] <= f["high"] for r in own for f in r["estimates"].values()]
    assert np.mean(held) > 0.6  # two worlds: their quantities hang together
    assert "## Well-specified worlds (2)" in (tmp_path / "page.md").read_text()
