"""What drives the answer: sources left out, pulls, conflicts, and the worth of records not yet found."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.errors import NotEstimable
from cenotaph.evidence.findable_spec import Findable
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes.value import narrowing, reading, value_rows
from cenotaph.study.influence import influence_tables, main_names, value
from reconstruct.invented import World
from reconstruct.invented_model import write

FINDABLE = """
[[model.findable]]
id = "deaths-1907"
label = "Registered deaths of 1907"
kind = "register"
event = "deaths"
years = "1907"
[[model.findable]]
id = "count-1906"
label = "A count on 1 January 1906"
kind = "population"
year = 1906
log_sd = 0.001
"""


def lost(folder, years):
    """The case with the registered deaths of some years struck out, and records that might be found."""
    path = folder / "evidence" / "vital.csv"
    kept = [
        line
        for line in path.read_text().splitlines(keepends=True)
        if not any(f"deaths,count,{y}" in line for y in years)
    ]
    path.write_text("".join(kept))
    spec = folder / "case.toml"
    spec.write_text(spec.read_text() + FINDABLE)
    return folder


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return load_case(lost(write(World(intensity=2.0), tmp_path_factory.mktemp("world")), [1906, 1907]))


@pytest.fixture(scope="module")
def fit(case):
    from cenotaph.reconstruct.bayes import fit

    return fit(case, seed=1, retry=False, chains=2, warmup=200, draws=600)


@pytest.fixture(scope="module")
def names(fit):
    from cenotaph.reconstruct.bayes.estimates import posterior

    return main_names(fit, tuple(posterior(fit)))


def weighted(fit, **weights):
    """The log density with some sources weighted otherwise, at a few draws."""
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.influence import _keys
    from cenotaph.reconstruct.bayes.model import log_density

    each = jnp.array([weights.get(key.replace(":", "_"), 1.0) for key in _keys(fit)])
    data = jax.tree.map(jnp.asarray, fit.data)._replace(weights=each)
    return np.array([float(log_density(jnp.asarray(v), data, fit.shape)) for v in fit.vectors[0, :5]])


@pytest.mark.slow
def test_the_density_is_the_prior_and_what_each_source_says(fit):
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.influence import log_evidence
    from cenotaph.reconstruct.bayes.parameters import log_prior

    said = log_evidence(fit)
    assert set(said) == {"total:1910", "ages:1910", "register:births", "register:deaths"}
    prior = np.array([float(log_prior(jnp.asarray(v), fit.data, fit.shape)) for v in fit.vectors[0, :5]])
    np.testing.assert_allclose(weighted(fit), prior + sum(x[:5] for x in said.values()), rtol=1e-9)
    for key, log in said.items():
        np.testing.assert_allclose(weighted(fit, **{key.replace(":", "_"): 0.0}), weighted(fit) - log[:5], rtol=1e-9)


@pytest.mark.slow
def test_a_source_left_out_by_weights_is_a_source_left_out_by_a_fit(case, fit, names):
    from cenotaph.reconstruct.bayes import influence

    said = influence.log_evidence(fit)
    source = influence.sources(case, fit, tuple(said))["total:1910"]
    light = influence.without(fit, source, said, refit=False)
    assert light.method == "importance-weighted"
    assert light.weights.sum() == pytest.approx(1.0)
    k, influence.PARETO_LIMIT = influence.PARETO_LIMIT, -np.inf
    try:
        again = influence.without(fit, source, said, refit=True)
        assert influence.without(fit, source, said, refit=False).refused
    finally:
        influence.PARETO_LIMIT = k
    assert again.method == "fitted again"
    for name in ("excess-deaths-rate-1910", "net-error-1910"):
        by_weights, by_fit = (influence._quantiles(w.draws[name], w.weights) for w in (light, again))
        width = by_fit[2] - by_fit[0]
        np.testing.assert_allclose(by_weights, by_fit, atol=0.25 * width)
    # Its prior was the only thing that held the count to the truth.
    width = np.subtract(*np.quantile(fit.draws["net_error"][..., 1], [0.95, 0.05]))
    assert again.draws["net-error-1910"].std() > 0.9 * width / 3.29


@pytest.mark.slow
def test_every_source_and_estimand_has_its_row(case, fit, names):
    tables = influence_tables(case, fit, names, refit=False)
    rows = tables["influence"].rows
    assert {r["source"] for r in rows} == {
        "total:1910", "ages:1910", "census:1910", "register:births", "register:deaths", "registers",
    }  # fmt: skip
    assert {r["estimate"] for r in rows} == set(names)
    for r in rows:
        assert (r["moved"] is None) == bool(r["refused"])
        assert r["p05"] <= r["median"] <= r["p95"]
    pairs = tables["conflicts"].rows
    assert len(pairs) == 6
    assert all(-1 <= r["agreement"] <= 1 for r in pairs)
    told = tables["foreseen"].rows
    assert {r["source"] for r in told} == {"total:1910", "ages:1910", "register:births", "register:deaths"}
    assert all((r["probability"] is None) == bool(r["refused"]) for r in told)


@pytest.mark.slow
def test_a_pull_is_the_change_of_the_mean_by_a_source_s_weight(case, fit, names):
    """The derivative of a posterior mean by a weight is a covariance: tried by reweighting the draws a little."""
    from cenotaph.reconstruct.bayes.estimates import posterior
    from cenotaph.reconstruct.bayes.influence import log_evidence, pull_rows

    said = log_evidence(fit)
    x = posterior(fit)["excess-deaths-rate-1910"].reshape(-1)
    for row in (r for r in pull_rows(case, fit, names) if r["estimate"] == "excess-deaths-rate-1910"):
        step = 1e-3
        weights = np.exp(step * (said[row["source"]] - said[row["source"]].mean()))
        moved = (np.average(x, weights=weights) - x.mean()) / step
        assert row["pull"] == pytest.approx(moved, rel=0.05, abs=0.01 * x.std())


@pytest.mark.slow
def test_a_record_that_contradicts_the_rest_is_not_foreseen_and_an_honest_one_is(case, fit):
    """The posterior without the register of deaths, held against it and against one that leaves most of a year out."""
    from dataclasses import replace

    from cenotaph.reconstruct.bayes import influence

    said = influence.log_evidence(fit)
    source = influence.sources(case, fit, tuple(said))["register:deaths"]
    left = influence.left_out(case, fit, refit=False) | {
        "register:deaths": influence.without(fit, source, said, refit=True)
    }
    deaths = fit.data.registers[1]
    false = deaths._replace(
        log_count=np.asarray(deaths.log_count) - np.array([1.5] + [0.0] * (deaths.log_count.size - 1))
    )
    wrong = replace(fit, data=fit.data._replace(registers=(fit.data.registers[0], false)))
    honest, lying = (
        next(r for r in influence.foreseen_rows(case, f, left) if r["source"] == "register:deaths")["probability"]
        for f in (fit, wrong)
    )
    assert honest > 0.01  # the world is what the model thinks it is
    assert lying < 0.01


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.8, 0.95])
def test_narrowing_is_that_of_the_normal_case(correlation):
    """Two normals: knowing one leaves sqrt(1 - r ** 2) of the other's width, whatever it reads."""
    rng = np.random.default_rng(3)
    known, other = rng.normal(size=(2, 4000))
    asked = correlation * known + np.sqrt(1 - correlation**2) * other
    share, error = narrowing(asked, np.exp(known / 3))
    assert share == pytest.approx(1 - np.sqrt(1 - correlation**2), abs=4 * error + 0.01)
    assert error < 0.05


def test_narrowing_sees_a_bend():
    rng = np.random.default_rng(4)
    known = rng.normal(size=4000)
    share, _ = narrowing(known**2 + 0.1 * rng.normal(size=4000), known)
    assert share > 0.75


def test_narrowing_by_a_table_is_that_of_the_normal_case():
    """Four figures of which two say something, and ten that say nothing: closed form, and no news from noise."""
    rng = np.random.default_rng(4)
    parts = rng.normal(size=(4000, 2))
    figures = np.column_stack([parts + [1.0, 0.5] * rng.normal(size=(4000, 2)), rng.normal(size=(4000, 10))])
    share, error = narrowing(parts.sum(axis=1), figures)
    left = (1 - 1 / 2) + (1 - 1 / 1.25)  # of a variance of two
    assert share == pytest.approx(1 - np.sqrt(left / 2), abs=max(4 * error, 0.02))
    nothing, error = narrowing(parts.sum(axis=1), figures[:, 2:])
    assert abs(nothing) < 4 * error


@pytest.mark.slow
def test_an_age_table_reads_what_the_draws_say_and_sums_to_its_count(fit):
    table = Findable(id="x", label="X", kind="population", year=1906, sex="each", age_groups=(0, 5, 40), log_sd=1e-6,
                     cell_log_sd=1e-6)  # fmt: skip
    read = np.exp(reading(fit, table))
    assert read.shape == (fit.vectors.shape[0] * fit.vectors.shape[1], 6)
    np.testing.assert_allclose(read.sum(axis=1), fit.draws["population"][..., 6].ravel(), rtol=1e-4)
    children = Findable(id="y", label="Y", kind="population", year=1906, age_to=5, log_sd=1e-6)
    np.testing.assert_allclose(read[:, [0, 3]].sum(axis=1), np.exp(reading(fit, children)), rtol=1e-4)
    (row,) = value_rows(fit, (table,), ("deaths-in-1907",))
    assert row["narrowing"] is not None


@pytest.mark.slow
def test_what_a_record_would_read_is_what_the_draws_say(fit):
    deaths, count = fit.model.findable
    read = np.exp(reading(fit, deaths)).reshape(fit.vectors.shape[:2])
    year = 7
    np.testing.assert_allclose(
        read, fit.draws["deaths"].sum(axis=-1)[..., year] * fit.draws["completeness_deaths"][..., year]
    )
    counted = np.exp(reading(fit, count)).reshape(fit.vectors.shape[:2])
    np.testing.assert_allclose(counted, fit.draws["population"][..., 6], rtol=0.01)


@pytest.mark.slow
def test_a_lost_register_is_worth_most_for_its_own_year(fit):
    rows = value_rows(fit, fit.model.findable, ("deaths-in-1907", "births-in-1901"))
    by = {(r["record"], r["estimate"]): r["narrowing"] for r in rows}
    assert by["deaths-1907", "deaths-in-1907"] > by["deaths-1907", "births-in-1901"]


REFUSED = {
    "outside the years": ({"kind": "register", "event": "deaths", "years": "1880"}, "whole years are 1900 to 1909"),
    "there already": ({"kind": "register", "event": "deaths", "years": "1903"}, "1903 are among the evidence already"),
    "no such day": ({"kind": "population", "year": 1950, "log_sd": 0.1}, "1 January 1950"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_judged_says_why(fit, name):
    fields, why = REFUSED[name]
    record = Findable(id="x", label="X", **fields)
    with pytest.raises(NotEstimable, match=why):
        reading(fit, record)
    (row,) = value_rows(fit, (record,), ("deaths-in-1907",))
    assert row["narrowing"] is None
    assert why in row["refused"]


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"kind": "register", "years": "1907"}, "needs `event`"),
        ({"kind": "population", "year": 1907}, "needs `log_sd`"),
        ({"kind": "register", "event": "deaths", "years": "1907", "year": 1907}, "has no `year`"),
        ({"kind": "population", "year": 1906, "log_sd": 0.1, "age_groups": (0, 5)}, "needs `cell_log_sd`"),
        ({"kind": "population", "year": 1906, "log_sd": 0.1, "cell_log_sd": 0.1}, "a single figure has none"),
        ({"kind": "population", "year": 1906, "log_sd": 0.1, "cell_log_sd": 0.1, "age_groups": (5, 0)}, "must rise"),
        (
            {"kind": "population", "year": 1906, "log_sd": 0.1, "cell_log_sd": 0.1, "age_groups": (0, 5), "age_to": 9},
            "in place of age_from",
        ),
        ({"kind": "register", "event": "deaths", "years": "1907", "age_to": 5}, "only a findable population"),
        ({"kind": "population", "year": 1907, "log_sd": 0.1, "age_from": 9, "age_to": 5}, "below age_to"),
    ],
)
def test_a_findable_record_needs_what_its_kind_needs(fields, why):
    with pytest.raises(ValueError, match=why):
        Findable(id="x", label="X", **fields)


def test_a_case_without_findable_records_or_model_is_told_so(tmp_path):
    with pytest.raises(NotEstimable, match="lists no record"):
        value(write(World(), tmp_path / "a"))
    World().write(tmp_path / "b")
    with pytest.raises(NotEstimable, match=r"no \[model\]"):
        value(tmp_path / "b")


@pytest.mark.parametrize(("wide", "figures"), [(0.0, 6), (10.0, 1), (10.0, 6)])
def test_an_honest_source_is_foreseen_as_often_as_it_is_said_to_be(wide, figures):
    """Normal truths, however little the rest knows of them: the probability is even. Squared departures from each
    draw's own expectation would call nearly every source that tells something new a contradiction."""
    from scipy.stats import chi2, kstest

    from cenotaph.reconstruct.bayes.foreseen import as_far

    rng = np.random.default_rng(11)
    places, own = [], []
    for _ in range(200):
        draws = wide * rng.standard_normal((300, figures)) @ np.tri(figures)  # the rest: known together, or not at all
        recorded = wide * rng.standard_normal(figures) @ np.tri(figures) + rng.standard_normal(figures)
        places.append(as_far(draws + rng.standard_normal(draws.shape) - recorded))
        own.append(np.mean(chi2.sf(((draws - recorded) ** 2).sum(axis=1), figures)))
    assert kstest(places, "uniform").pvalue > 1e-3
    if wide:
        assert kstest(own, "uniform").pvalue < 1e-6


def test_a_source_off_in_a_direction_that_the_rest_knows_is_not_foreseen():
    """Two figures that the rest knows only together: a recorded sum far off is chance, a difference far off is not."""
    from cenotaph.reconstruct.bayes.foreseen import as_far

    rng = np.random.default_rng(12)
    rest = 10 * rng.standard_normal((999, 1)) + rng.standard_normal((999, 2))
    assert as_far(rest - [8.0, 8.0]) > 0.1
    assert as_far(rest - [8.0, 0.0]) < 0.01


def test_worth_is_told_with_its_error_and_refused_for_too_few_draws():
    from cenotaph.reconstruct.bayes.value import LEAST_DRAWS, _judged

    rng = np.random.default_rng(14)
    x = rng.standard_normal((4, 500))
    known = _judged(x, (x + rng.standard_normal(x.shape)).reshape(-1), 3.3)
    assert known["narrowing"] == pytest.approx(1 - np.sqrt(0.5), abs=4 * known["error"])
    assert known["expected_width"] == pytest.approx(3.3 * (1 - known["narrowing"]))
    nothing = _judged(x, rng.standard_normal(x.size), 3.3)
    assert abs(nothing["narrowing"]) < 4 * nothing["error"]  # not cut off at nought: the mean over records is right
    slow = np.repeat(x[:, :20], 25, axis=1)  # as many draws, each 25 times
    few = _judged(slow, (slow + rng.standard_normal(x.shape)).reshape(-1), 3.3)
    assert few["effective_draws"] < LEAST_DRAWS
    assert f"{LEAST_DRAWS} are needed" in few["refused"]
    assert "narrowing" not in few


def test_weights_that_leave_a_datum_out_give_back_the_prior():
    """A normal prior and one datum: without it the draws have the prior's mean and spread, not those of a datum counted
    twice. Four standard errors of the weighted mean, by its effective draws."""
    from cenotaph.reconstruct.bayes.influence import leaving_out

    draws = np.random.default_rng(7).normal(0.25, 0.5, 4000)  # prior N(0, 1/3), datum 1 of variance 1
    said = -((1 - draws) ** 2) / 2
    weights, k = leaving_out(said)
    error = np.sqrt((weights**2) @ (draws - weights @ draws) ** 2)
    assert k < 0.7
    assert abs(weights @ draws) < 4 * error
    assert abs(np.average(draws, weights=np.exp(said - said.max()))) > 4 * error  # the reverse must fail


def test_a_weak_source_left_out_moves_the_mean_against_its_pull():
    """Weight one less is the pull times minus one, to first order."""
    from cenotaph.reconstruct.bayes.influence import leaving_out

    draws = np.random.default_rng(8).normal(size=4000)
    said = 0.05 * draws
    weights, _ = leaving_out(said)
    pull = np.cov(draws, said)[0, 1]
    assert weights @ draws - draws.mean() == pytest.approx(-pull, rel=0.1)
