"""`run --sample`: the Bayesian population beside the classical account, kept apart and verifiable."""

from __future__ import annotations

import json

import pytest

import cenotaph
from cenotaph.errors import MissingLibrary, NotEstimable
from cenotaph.reconstruct import bayes
from reconstruct.invented import EQUAL_SHARE, World


def test_a_case_without_a_model_says_so(tmp_path):
    folder = World().write(tmp_path, spec=EQUAL_SHARE)
    with pytest.raises(NotEstimable, match=r"no \[model\]"):
        cenotaph.run(folder, sample=True)


def test_a_missing_library_is_named_before_any_work(monkeypatch):
    monkeypatch.setattr(bayes, "_NEEDED", ("nosuchsampler",))
    seen = []
    with pytest.raises(MissingLibrary, match=r"nosuchsampler.*pip install"):
        cenotaph.run("ussr-1926-1939", sample=True, progress=lambda *stage: seen.append(stage))
    assert seen == []


@pytest.mark.slow
def test_the_embedded_case_samples_saves_and_verifies(tmp_path):
    """Classical figures stay what they are, draws come beside them, and the same seed gives the same draws."""
    from cenotaph.study.verify import verify

    plain = cenotaph.run("ussr-1926-1939", seed=1)
    result = cenotaph.run("ussr-1926-1939", seed=1, sample=True)
    for e in plain:
        assert result[e.estimand.id].as_dict() == e.as_dict()
    contrast = result["bayes-net-error-contrast-1937-1939"]
    assert contrast.axis == "draw"
    assert contrast.interval()["kind"] == "equal-tailed credible"
    result.save(tmp_path / "out")
    assert (tmp_path / "out" / "posterior.nc").stat().st_size > 1_000_000
    document = json.loads((tmp_path / "out" / "estimates.json").read_text())
    assert document["run"]["parameters"]["sample"] is True
    assert all(c.holds for c in verify(tmp_path / "out"))
