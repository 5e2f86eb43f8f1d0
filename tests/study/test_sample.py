"""The Bayesian population in a run: on where a case states a model, off when asked, kept apart and verifiable."""

from __future__ import annotations

import json
import re

import pytest

import cenotaph
from cenotaph.errors import NotEstimable
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from cenotaph.study.sampled import settled
from reconstruct.invented import EQUAL_SHARE, World
from reconstruct.invented_model import MODEL, write

FLAGSHIP = "ussr-1926-1939"


def test_a_case_without_a_model_is_run_without_sampling_and_says_so_when_asked(tmp_path):
    folder = World().write(tmp_path, spec=EQUAL_SHARE)
    result = cenotaph.run(folder)
    assert result.estimates.run.parameters["sampling"] == "off"
    for asked in ({"sampling": "full"}, {"sampling": "short"}, {"variants": True}, {"influence": True}):
        with pytest.raises(NotEstimable, match=r"no \[model\]"):
            cenotaph.run(folder, **asked)


def test_what_is_sampled_is_settled_before_any_work():
    case = load_case(find_case(FLAGSHIP))
    assert settled(case, None, False) == "full"
    assert settled(case, "off", False) == "off"
    assert settled(case, "short", True, True) == "short"
    with pytest.raises(NotEstimable, match="Sources are left out"):
        settled(case, "off", False, True)
    with pytest.raises(NotEstimable, match="Variants"):
        settled(case, "off", True)
    with pytest.raises(ValueError, match="'quick'"):
        settled(case, "quick", False)


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    return cenotaph.run(write(World(intensity=2.0), tmp_path_factory.mktemp("world")), sampling="short")


@pytest.mark.slow
def test_a_short_run_is_labelled_approximate_wherever_it_speaks(short):
    drawn = [e for e in short if e.axis == "draw"]
    assert drawn
    assert all(e.reason.startswith("Approximate") for e in drawn)
    assert "approximate" in short.estimates.run.diagnostics["sampler"]["method"]
    assert "approximate" in repr(short)
    assert "approximate" in short.html().lower()


@pytest.mark.slow
def test_a_run_keeps_what_drives_it_beside_the_classical_influence(short, tmp_path):
    tables = short.estimates.tables
    assert set(tables["influence"].rows[0]) == {"estimate", "input", "change_percent"}  # of the classical account
    known = {e.estimand.id for e in short}
    for name in ("bayes_influence", "bayes_pulls"):
        assert {r["estimate"] for r in tables[name].rows} <= known, name
    sources = {"total:1910", "ages:1910", "register:births", "register:deaths"}
    assert {r["source"] for r in tables["bayes_influence"].rows} == {*sources, "census:1910", "registers"}
    assert {r["method"] for r in tables["bayes_influence"].rows} <= {"importance-weighted", "not made"}
    assert {r["source"] for r in tables["bayes_foreseen"].rows} == sources
    assert "bayes_value" not in tables  # the case lists no record that might be found
    assert short.estimates.run.parameters["influence"] is False
    short.save(tmp_path / "out")
    again = cenotaph.load(tmp_path / "out")
    assert again.estimates.tables["bayes_influence"].rows == tables["bayes_influence"].rows
    assert 'id="driven"' in again.html()


@pytest.mark.slow
def test_completeness_before_and_after_is_that_of_the_registered_years(short):
    import numpy as np

    rows = {(r["event"], r["when"]): r for r in short.estimates.tables["bayes_registers"].rows}
    assert set(rows) == {(event, when) for event in ("births", "deaths") for when in ("prior", "posterior")}
    for event in ("births", "deaths"):
        after, before = rows[event, "posterior"], rows[event, "prior"]
        assert (after["years"], after["first"], after["last"]) == (10, 1900, 1909)
        assert after["median"] == pytest.approx(np.median(short.fit.draws[f"completeness_{event}"].mean(-1)), abs=0.01)
        assert after["p95"] - after["p05"] < before["p95"] - before["p05"]


@pytest.mark.slow
def test_influence_fits_again_what_weights_cannot_leave_out_and_moves_no_estimate(short, tmp_path):
    from cenotaph.study.verify import verify

    result = cenotaph.run(short.case.folder, sampling="short", influence=True)
    assert [e.as_dict() for e in result] == [e.as_dict() for e in short]
    rows = result.estimates.tables["bayes_influence"].rows
    assert all(r["method"] in ("importance-weighted", "fitted again") for r in rows)
    light = {r["source"] for r in short.estimates.tables["bayes_influence"].rows if r["method"] == "not made"}
    assert {r["source"] for r in rows if r["method"] == "fitted again"} == light
    assert result.estimates.run.parameters["influence"] is True
    result.save(tmp_path / "out")
    assert all(c.holds for c in verify(tmp_path / "out"))


@pytest.mark.slow
def test_a_short_run_holds_every_identity_to_a_person(short):
    end = "1910"
    parts = ("excess-deaths-projection", "birth-deficit")  # the world's one flow has nothing to do with its crisis
    total = sum(short[f"bayes-{part}-{end}"].values for part in parts)
    assert abs(total - short[f"bayes-total-deficit-{end}"].values).max() < 1
    assert short["bayes-total-deficit-1910"].values.size == 1000


@pytest.mark.slow
def test_the_smallest_model_has_no_window_no_flow_and_no_register(tmp_path):
    """Parts that a case leaves out are left out; what is left is still sampled, shown and saved."""
    parts = re.split(r"\n(?=\[)", MODEL)
    gone = ("[[model.window]]", "[[model.registration]]", "[[model.flow]]")
    spec = "\n".join(p for p in parts if not p.strip().startswith(gone)).replace("[model]\n", "[model]\nflow = []\n")
    result = cenotaph.run(World(intensity=0.5).write(tmp_path / "case", spec=spec), sampling="short")
    assert result["bayes-net-error-1910"].axis == "draw"
    # No window, no death above normal rates; of two projections fewer births still leave fewer deaths.
    excess = {e.estimand.id for e in result if e.estimand.id.startswith("bayes-excess")}
    assert excess == {"bayes-excess-deaths-projection-1910"}
    assert "The losses, with probabilities" in result.html()
    result.save(tmp_path / "out")


@pytest.mark.slow
def test_the_embedded_case_samples_saves_and_verifies(tmp_path):
    """Classical figures stay what they are, draws come beside them, and the same seed gives the same draws."""
    from cenotaph.study.verify import verify

    plain = cenotaph.run(FLAGSHIP, seed=1, sampling="off")
    result = cenotaph.run(FLAGSHIP, seed=1)
    for e in plain:
        assert result[e.estimand.id].as_dict() == e.as_dict()
    contrast = result["bayes-net-error-contrast-1937-1939"]
    assert contrast.axis == "draw"
    assert contrast.interval()["kind"] == "equal-tailed credible"
    beside = {row["variant"] for row in result.estimates.tables["bayes_variants"].rows}
    assert beside == {"headline", *(v.id for v in result.case.spec.model.variant if v.beside)}
    assert {"suspect-1939", "suspect-1937"} <= beside
    result.save(tmp_path / "out")
    assert (tmp_path / "out" / "posterior.nc").stat().st_size > 1_000_000
    document = json.loads((tmp_path / "out" / "estimates.json").read_text())
    assert document["run"]["parameters"]["sampling"] == "full"
    assert all(c.holds for c in verify(tmp_path / "out"))


@pytest.mark.slow
def test_what_drives_a_short_run_is_told_for_every_source(short):
    """Quick half of tests/reconstruct/test_influence.py: the density adds up by source, and all tables have rows."""
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.influence import log_evidence
    from cenotaph.reconstruct.bayes.mode import value_and_gradient
    from cenotaph.reconstruct.bayes.parameters import log_prior
    from cenotaph.study.influence import influence_tables

    fit = short.fit
    said = log_evidence(fit)
    assert set(said) == {"total:1910", "ages:1910", "register:births", "register:deaths"}
    first = jnp.asarray(fit.vectors[0, 0])
    whole = float(value_and_gradient(first, fit.data, fit.shape)[0])
    assert whole == pytest.approx(float(log_prior(first, fit.data, fit.shape)) + sum(x[0] for x in said.values()))
    made = influence_tables(short.case, fit, ("excess-deaths-rate-1910", "net-error-1910"), refit=False)
    assert {r["source"] for r in made["influence"].rows} == {*said, "census:1910", "registers"}
    assert all((r["moved"] is None) == bool(r["refused"]) for r in made["influence"].rows)
    assert len(made["conflicts"].rows) == 6
    assert len(made["pulls"].rows) == 8
