"""The Bayesian population: priors from the spec, gradients, identities, diagnosis and refusal."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from cenotaph.diagnose import diagnose
from cenotaph.errors import NotEstimable
from cenotaph.evidence.find import find_case
from cenotaph.evidence.model_spec import with_variant
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes.explain import crisis_quantile, priors
from cenotaph.reconstruct.bayes.gather import gather

WIDTHS = {"sd", "log_sd", "year_sd", "shape_sd", "drift_sd", "deviation_log_sd", "scale"}


def _widths(part, path=()):
    """Paths to every number of a model that is a width."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name in WIDTHS:
                yield (*path, name)
            elif name not in ("variant", "findable"):  # findable records are no priors of the fit
                yield from _widths(value, (*path, name))
    elif isinstance(part, (tuple, list)):
        for n, item in enumerate(part):
            yield from _widths(item, (*path, n))


def _doubled(model, path):
    data = json.loads(model.model_dump_json())
    place = data
    for part in path[:-1]:
        place = place[part]
    place[path[-1]] *= 2
    return type(model).model_validate(data)


@pytest.fixture(scope="module")
def case():
    return load_case(find_case("ussr-1926-1939"))


@pytest.fixture(scope="module")
def bundle(case):
    import jax

    from cenotaph import engine  # noqa: F401
    from cenotaph.reconstruct.bayes import mode  # noqa: F401

    data, shape = gather(case)
    return jax.tree.map(jax.numpy.asarray, data), shape


@pytest.fixture(scope="module")
def tiny(case):
    from cenotaph.reconstruct.bayes import fit

    return fit(case, seed=1, retry=False, chains=2, warmup=20, draws=10, depth=3)


class TestPriors:
    def test_come_from_the_spec_alone(self, case):
        model = case.spec.model
        suspect = with_variant(model, next(v for v in model.variant if v.id == "suspect-1939"))
        before, after = gather(case, model)[0], gather(case, suspect)[0]
        assert [float(c.net_error.sd) for c in before.closings] == [n.sd for n in model.net_error]
        assert float(after.closings[0].net_error.sd) == 0.005
        assert float(after.opening.net_error.sd) == float(before.opening.net_error.sd)

    def test_treat_the_closing_censuses_alike(self, case):
        first, *others = [(n.mean, n.sd, n.df) for n in case.spec.model.net_error]
        assert others
        assert all(other == first for other in others)

    def test_every_variant_is_a_model(self, case):
        for variant in case.spec.model.variant:
            changed, _ = gather(case, with_variant(case.spec.model, variant))
            assert changed.opening.counted.shape == (2, 101)

    def test_a_key_that_leads_nowhere_is_an_error(self, case):
        variant = case.spec.model.variant[0].model_copy(update={"set": {"net_error.1897.sd": 1.0}})
        with pytest.raises(KeyError, match="1897"):
            with_variant(case.spec.model, variant)

    def test_each_is_explained_with_a_reason(self, case):
        told = priors(case)
        assert all(p.of and p.says and p.reason for p in told)
        assert len({p.of for p in told}) == len(told)

    def test_nothing_with_a_width_is_left_out_of_them(self, case):
        """Every sd, scale and shift of [model] changes some sentence when it is changed."""
        model = case.spec.model
        before = {(p.of, p.says) for p in priors(case)}
        for path in _widths(model.model_dump()):
            changed = _doubled(model, path)
            assert {(p.of, p.says) for p in priors(case, changed)} != before, path

    def test_what_they_imply_is_in_persons(self, case):
        told = {p.of: p.implies for p in priors(case)}
        counted = {c: gather(case)[0].closings[i].counted.sum() for i, c in enumerate(case.spec.balance.closing)}
        implied = told["Net error of the census 1937"]
        assert f"of {counted['1937'] / 1e6:.1f} million counted" in implied
        assert "of 5.8 million registered in 1933" in told["Registered deaths in 1933, other years average"]

    def test_a_case_without_a_model_is_told_so(self, case):
        bare = replace(case, spec=case.spec.model_copy(update={"model": None}))
        with pytest.raises(NotEstimable, match="no \\[model\\]"):
            gather(bare)

    def test_prior_draws_have_the_stated_spread(self, bundle):
        import jax

        from cenotaph.reconstruct.bayes.fitting import PRIOR_DRAWS
        from cenotaph.reconstruct.bayes.parameters import prior_draws

        data, shape = bundle
        drawn = np.asarray(prior_draws(jax.random.key(0), PRIOR_DRAWS, data, shape))
        assert drawn[:, shape.labels().index("births[0]")].std() == pytest.approx(1.0, abs=0.1)
        crisis = drawn[:, [i for i, name in enumerate(shape.labels()) if name.startswith("crisis-0")]]
        for share in (0.05, 0.3, 0.5, 0.9, 0.99):
            below = np.mean(crisis < crisis_quantile(share, float(data.crises[0].df)))
            assert below == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / crisis.size))


class TestModel:
    def test_gradient_agrees_with_finite_differences(self, bundle):
        from cenotaph.reconstruct.bayes.mode import value_and_gradient

        data, shape = bundle
        rng = np.random.default_rng(0)
        for scale in (0.0, 0.4):
            at = scale * rng.standard_normal(shape.dimension)
            value, gradient = value_and_gradient(at, data, shape)
            assert np.isfinite(float(value))
            assert np.isfinite(gradient).all()
            direction = rng.standard_normal(shape.dimension)
            ahead, behind = (float(value_and_gradient(at + s * 1e-6 * direction, data, shape)[0]) for s in (1, -1))
            assert (ahead - behind) / 2e-6 == pytest.approx(float(gradient @ direction), rel=1e-5)

    def test_identities_hold_in_every_draw(self, tiny):
        counted = np.array([np.sum(c.counted) for c in tiny.data.closings])
        for q in (tiny.prior, {name: x.reshape(-1, *x.shape[2:]) for name, x in tiny.draws.items()}):
            assert q["residual"].max() < 1.0
            excess = q["deaths_to"] - q["expected_deaths_to"]
            unborn = q["expected_births_to"] - q["births_to"]
            left = q["expected_migration_to"] - q["migration_to"]
            np.testing.assert_allclose(excess + unborn + left, q["expected_to"] - q["true_to"], atol=1.0)
            errors = q["net_error"][:, 1:]
            np.testing.assert_allclose(errors + q["true_to"], np.broadcast_to(counted, errors.shape), atol=1.0)

    def test_crises_of_either_sign_are_possible(self, tiny):
        by_year = tiny.prior["excess"][:, 3:8].sum(axis=2)
        assert ((np.mean(by_year < 0, axis=0) > 0.3) & (np.mean(by_year < 0, axis=0) < 0.7)).all()

    def test_completeness_goes_on_smoothly_where_nothing_is_missing(self):
        from cenotaph.reconstruct.bayes.model import logit_completeness

        occurred = np.linspace(0.9, 1.5, 2001)
        logit, log_slope = (np.asarray(x) for x in logit_completeness(1.0, occurred))
        slope = np.gradient(logit, np.log(occurred))
        assert (np.diff(logit) < 0).all()
        np.testing.assert_allclose(-slope[2:-2], np.exp(log_slope)[2:-2], rtol=0.02)
        share = 1 / occurred[occurred > 1.12]
        np.testing.assert_allclose(logit[occurred > 1.12], np.log(share / (1 - share)), atol=0.01)

    def test_crisis_hazards_may_fall_but_stay_positive(self):
        from cenotaph.reconstruct.bayes.population import raised

        base = np.full(5, 0.02)
        found = np.asarray(raised(base, np.array([-1.0, -0.01, 0.0, 1e-9, 0.5])))
        assert (found > 0).all()
        assert (np.diff(found) > 0).all()
        assert found[2] == pytest.approx(0.02)
        assert found[4] == pytest.approx(0.52)

    def test_every_event_of_violence_meets_its_own_ages(self):
        """Two events in one year, of overlapping and of other ages: each adds its own deaths, up to depletion."""
        from cenotaph.reconstruct.bayes.population import violence

        rng = np.random.default_rng(0)
        population = rng.uniform(1e5, 2e5, (2, 101))
        share = np.zeros((3, 2, 101))
        share[0, 1, 18:65], share[0, 0, 18:65] = 0.95, 0.05
        share[1, :, 0:5] = 0.5
        share[2, 1, 20:30] = 1.0
        persons = np.array([3e3, 1e3, 5e2])
        deaths = np.asarray(violence(population, persons, share)) * population
        np.testing.assert_allclose(deaths.sum(), persons.sum())
        np.testing.assert_allclose(deaths[:, :5].sum(), persons[1])
        np.testing.assert_allclose(deaths[0, 18:65].sum(), 0.05 * persons[0])

    def test_the_age_composition_is_a_density_on_shares_that_sum_to_one(self):
        """Against the multivariate normal of all cells but one, given that the weighted deviations sum to nought."""
        from types import SimpleNamespace

        from scipy.stats import multivariate_normal

        from cenotaph.reconstruct.bayes.model import census_composition, composition

        rng = np.random.default_rng(1)
        population = rng.uniform(1.0, 2.0, (2, 2))
        share = population.ravel() / population.sum()

        def at(factor, counted):
            census = SimpleNamespace(
                cells=np.eye(4), counted=counted, sd=np.array([0.02, 0.03, 0.05, 0.04]), patterns=np.zeros((0, 4))
            )
            p = SimpleNamespace(deviation_factor=factor, coefficients=np.zeros(0))
            gap = np.asarray(composition(population, census, p))
            sd = census.sd * factor
            weighed = share * sd**2
            given = np.diag(sd**2) - np.outer(weighed, weighed) / (share @ weighed)
            return float(census_composition(population, census, p)), multivariate_normal.logpdf(
                gap[:3], cov=given[:3, :3]
            )

        counted = share * np.exp(1e-4 * rng.standard_normal(4))
        ours, dense = zip(*(at(factor, counted) for factor in (0.7, 1.0, 1.6)), strict=True)
        np.testing.assert_allclose(np.diff(ours), np.diff(dense), rtol=1e-3)

    def test_a_year_without_a_figure_has_a_completeness_of_its_own(self, tiny):
        from cenotaph.reconstruct.bayes.completeness import with_departures

        line = {f"completeness_{e}": np.full((400, tiny.shape.years), 0.8) for e in ("births", "deaths")}
        found = with_departures(line, tiny.data, 1)["completeness_deaths"]
        known = np.asarray(tiny.data.registers[1].years).sum(axis=0) > 0
        assert (found[:, known] == 0.8).all()
        logit = np.log(found / (1 - found))[:, ~known]
        sd = np.asarray(tiny.data.registers[1].year_sd)[~known]
        np.testing.assert_allclose(logit.std(axis=0), sd, rtol=4 / np.sqrt(800))

    def test_additions_less_omissions_are_the_net_error_in_every_draw(self, case, tiny):
        from cenotaph.reconstruct.bayes.estimates import posterior, prior

        for found in (posterior(tiny), prior(tiny)):
            for census in case.spec.balance.closing:
                net = found[f"additions-{census}"] - found[f"omissions-{census}"]
                np.testing.assert_allclose(net, found[f"net-error-{census}"], atol=1.0)

    def test_additions_are_persons_of_the_ages_stated_alone(self, tiny):
        """The coefficient of the pattern, on the persons counted at its ages, and no other coefficient."""
        names = [(census, p) for p in tiny.model.pattern for census in p.census]
        for i, (name, closing) in enumerate(zip(tiny.shape.names, tiny.data.closings, strict=True)):
            at = next(k for k, (census, p) in enumerate(names) if p.additions and census == name)
            weight = np.asarray(closing.patterns)[at]
            persons = np.sum(np.asarray(closing.counted)[weight > 0])
            factor = tiny.draws["coefficients"][..., at]
            np.testing.assert_allclose(tiny.draws["additions"][..., i], persons * -np.expm1(-factor), rtol=1e-6)

    def test_a_corrected_series_has_one_error_in_common_and_one_of_each_year(self, case, bundle):
        """The density with the common error integrated out is that of a multivariate normal."""
        import jax
        from scipy.stats import multivariate_normal

        from cenotaph.reconstruct.bayes.model import corrected, series_gap
        from cenotaph.reconstruct.bayes.parameters import parameters
        from cenotaph.reconstruct.bayes.population import actual

        variant = next(v for v in case.spec.model.variant if v.id == "adk-series")
        data, shape = gather(case, with_variant(case.spec.model, variant))
        data = jax.tree.map(jax.numpy.asarray, data)
        assert len(data.told) == 2
        assert len(bundle[0].told) == 0
        rng = np.random.default_rng(0)
        paths = [
            actual(parameters(0.1 * rng.standard_normal(shape.dimension), data, shape), data, shape) for _ in range(2)
        ]
        for told in data.told:
            sd = np.asarray(told.year_sd)
            covariance = np.diag(sd**2) + float(told.common_sd) ** 2
            dense = [multivariate_normal.logpdf(np.asarray(series_gap(told, p)), cov=covariance) for p in paths]
            ours = [float(corrected(told, p)) for p in paths]
            assert ours[0] - ours[1] == pytest.approx(dense[0] - dense[1], rel=1e-9)

    def test_a_census_without_net_error_is_taken_at_its_word(self, bundle):
        from cenotaph.reconstruct.bayes.model import census_total

        data, shape = bundle
        census = data.closings[0]
        short = 0.97 * np.sum(census.counted) * np.ones((2, 101)) / 202
        cost = [float(census_total(short, census, s)) for s in (shape, shape._replace(without=("net-error",)))]
        assert cost[0] > -10 > cost[1]


class TestDiagnosis:
    def test_good_chains_pass(self):
        rng = np.random.default_rng(0)
        assert diagnose({"a": rng.standard_normal((4, 1000))}, 0).failures == []

    def test_each_fault_is_named(self):
        rng = np.random.default_rng(0)
        apart = rng.standard_normal((4, 1000)) + np.arange(4)[:, None]
        assert any("R-hat" in f for f in diagnose({"a": apart}, 0).failures)
        slow = np.cumsum(rng.standard_normal((4, 1000)), axis=1)
        assert any("effective" in f for f in diagnose({"a": slow}, 0).failures)
        assert diagnose({"a": rng.standard_normal((4, 1000))}, 3).failures == ["3 divergent transitions"]

    def test_a_fit_that_did_not_converge_shows_no_interval(self, case, tiny):
        from cenotaph.reconstruct.bayes import posterior_estimates, posterior_tables

        assert tiny.refused
        assert tiny.vectors.shape[:2] == (2, 10)
        estimates = posterior_estimates(case, tiny)
        assert estimates
        assert all(e.axis == "none" and e.interval() is None and "converge" in e.reason for e in estimates)
        assert posterior_tables(case, tiny) == {}
        assert tiny.diagnostics()["refused"]

    def test_names_of_estimates_are_unique_and_apart_from_the_classical_ones(self, case, tiny):
        from cenotaph.reconstruct.bayes import posterior_estimates

        names = [e.estimand.id for e in posterior_estimates(case, tiny)]
        assert len(set(names)) == len(names)
        assert all(n.startswith("bayes-") for n in names)

    def test_draws_open_in_arviz(self, tiny, tmp_path):
        import xarray

        from cenotaph.reconstruct.bayes import write_posterior

        with xarray.open_datatree(write_posterior(tiny, tmp_path / "posterior.nc")) as tree:
            assert {"posterior", "prior", "sample_stats", "observed_data"} <= set(tree.children)
            assert tree["posterior"]["vector"].dims == ("chain", "draw", "parameter")
            assert "not converge" in tree.attrs["refused"]
