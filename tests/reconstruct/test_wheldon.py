"""The five-year reconstruction: against plain loops and SciPy's densities, on worlds drawn from its own prior."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cenotaph.demography.cohort_component import project
from cenotaph.errors import BadInput
from cenotaph.reconstruct.wheldon import before, fitting, quantities
from cenotaph.reconstruct.wheldon.inputs import Count, checked_inputs
from cenotaph.reconstruct.wheldon.long import arrays_from_tables
from cenotaph.reconstruct.wheldon.priors import Priors, elicited
from cenotaph.reconstruct.wheldon.projection import log_counts, projected
from cenotaph.reconstruct.wheldon.vector import PARTS, gather, rates
from reconstruct import burkina_faso
from reconstruct import invented_wheldon as made
from reconstruct import plain_wheldon as plain

SHORT = {"warmup": 100, "draws": 300, "chains": 2, "retry": False}
LONG = {
    "warmup": 200,
    "draws": 600,
    "target": 1 - (1 - 0.9) / 2,
    "moves": 4,
}  # what a second try after SHORT is: compiled once


def latent(given, seed=0, spread=0.15):
    """A latent vector near the initial estimates, with its data and shape."""
    data, shape = gather(given)
    vector = data.mean + spread * np.random.default_rng(seed).standard_normal(shape.dimension)
    return vector, data, shape


class TestProjection:
    @pytest.mark.parametrize("sexes", [1, 2])
    def test_agrees_with_a_plain_loop(self, sexes):
        vector, data, shape = latent(made.invented(sexes))
        own = rates(vector, data, shape)
        found = projected(own, shape.width)
        people, births, deaths = plain.population(*own, shape.width)
        np.testing.assert_allclose(found.population, people, rtol=1e-12)
        np.testing.assert_allclose(found.births, births, rtol=1e-12)
        np.testing.assert_allclose(found.deaths.sum(axis=-1), deaths, rtol=1e-9)

    def test_agrees_with_the_library_where_migrants_are_known(self):
        vector, data, shape = latent(made.invented(2))
        own = rates(vector, data, shape)
        found = projected(own, shape.width)
        library = project(
            own.baseline, own.survival, own.asfr, width=shape.width, srb=own.srb, net_migration=found.migrants,
            timing="half",
        )  # fmt: skip
        np.testing.assert_allclose(found.population, library.population, rtol=1e-13)

    def test_every_person_is_accounted_for(self):
        vector, data, shape = latent(made.invented(2))
        path = projected(rates(vector, data, shape), shape.width)
        change = np.diff(path.population.sum(axis=-1), axis=0)
        np.testing.assert_allclose(
            change, path.births - path.deaths.sum(axis=-1) + path.migrants.sum(axis=-1), rtol=1e-9
        )

    def test_a_census_between_two_steps_in_wider_groups(self):
        given = made.invented(2)
        given = made.invented(2, counts=made.coarse(given, [2e6, 1e6, 3e5]))
        vector, data, shape = latent(given)
        people = projected(rates(vector, data, shape), shape.width).population
        part = (1937 - 1930) / 15
        there = people[2] ** (1 - part) * people[3] ** part
        expected = [there[:, :2].sum(), there[:, 2:4].sum(), there[:, 4:].sum(), *people[3].ravel()]
        np.testing.assert_allclose(np.exp(log_counts(vector, data, shape)), expected, rtol=1e-12)

    def test_life_expectancy_follows_one_birth(self):
        survival = made.invented().survival[0, 0]
        assert quantities.life_expectancy(survival, 15.0) == pytest.approx(plain.life_expectancy(survival, 15.0), 1e-12)


class TestDensity:
    @pytest.mark.parametrize("sexes", [1, 2])
    def test_is_that_of_the_model(self, sexes):
        """Linear posterior times correction is the posterior bent, at any place: the difference is one constant."""
        import jax
        import jax.numpy as jnp

        from cenotaph.reconstruct.wheldon import posterior, reference
        from cenotaph.reconstruct.wheldon.bend import bent

        given = made.invented(sexes)
        plain_data, shape = gather(given)
        data = jax.tree.map(jnp.asarray, plain_data._replace(bend=0.7))
        linear = jax.tree.map(jnp.asarray, reference.reference_of(data, shape))
        rng, gaps, targets = np.random.default_rng(1), [], []
        for _ in range(5):
            v = 0.7 * rng.standard_normal(len(shape.parts))
            u = rng.standard_normal(shape.dimension + plain_data.counted.size)
            at = posterior.at_variances(jnp.asarray(v), data, linear)
            fit, place = posterior.correction(jnp.asarray(u), at, data, linear, shape)
            variance = np.asarray(at.variance)
            spread = np.diag(np.repeat(variance, shape.sizes))
            gain = spread @ np.asarray(linear.jacobian).T
            full = np.tensordot(variance, np.asarray(linear.spread), 1)
            mean = plain_data.mean + gain @ np.linalg.solve(full, np.asarray(at.gap))
            covariance = spread - gain @ np.linalg.solve(full, gain.T)
            x = np.asarray(place.straight)
            own = rates(np.asarray(place.vector), plain_data, shape)
            found = float(at.log_density) - np.sum(v**2) / 2 + float(fit)
            found += stats.multivariate_normal.logpdf(x, mean, (covariance + covariance.T) / 2, allow_singular=True)
            target = plain.log_posterior(*own, dict(zip(shape.parts, variance, strict=True)), given)
            target += np.linalg.slogdet(jax.jacfwd(lambda t: bent(t, data, shape)[0])(place.straight))[1]
            gaps.append(found - target)
            targets.append(target)
        assert np.ptp(gaps) < 1e-6 * np.ptp(targets)

    def test_bent_births_and_survival_are_linear(self):
        """Births of the first period exactly, log survival to the second order, which straight latents are not."""
        import jax.numpy as jnp

        from cenotaph.reconstruct.wheldon.bend import bent

        given = made.invented(2)
        plain_data, shape = gather(given)
        data, step = plain_data._replace(bend=1.0), 0.05
        way = np.random.default_rng(2).standard_normal((3, shape.dimension))

        def curved(block, of, bend):
            """Second difference of a quantity along a direction of one block, over the step's square."""
            for w in way:
                along = np.zeros(shape.dimension)
                along[shape.span(PARTS.index(block))] = w[shape.span(PARTS.index(block))]
                places = [jnp.asarray(data.mean + k * step * along) for k in (-1, 0, 1)]
                low, middle, high = (of(np.asarray(bent(x, data, shape)[0] if bend else x)) for x in places)
                yield np.max(np.abs(high - 2 * middle + low)) / step**2

        def births(x):
            return np.log(projected(rates(x, plain_data, shape), shape.width).births[0])

        def survival(x):
            return np.log(rates(x, plain_data, shape).survival)

        assert max(curved("fertility", births, True)) < 1e-9 < 1e-3 < min(curved("fertility", births, False))
        assert max(curved("survival", survival, True)) < 0.05 < 0.1 < min(curved("survival", survival, False))

    def test_survival_is_bent_where_counts_are_exact(self):
        """Straight where counts say little, in full where they say much, more in every step between."""
        from cenotaph.reconstruct.wheldon import reference
        from cenotaph.reconstruct.wheldon.bend import strength

        data, shape = gather(made.invented())
        _, slopes = reference.counts_and_slopes(data.mean, data, shape)
        variance = np.full(len(shape.parts), 0.01)
        found = []
        for error in 10.0 ** np.arange(3, -10, -2):
            variance[PARTS.index("population")] = error
            found.append(strength(np.asarray(slopes), variance, data, shape))
        assert 0 < found[0] < 0.01
        assert 0.99 < found[-1] < 1
        assert np.all(np.diff(found) > 0)

    def test_does_not_depend_on_the_reference(self, monkeypatch):
        """A reference far from the best one moves the draws elsewhere, and the posterior not at all."""
        one = fitting.fit(made.invented(), seed=1, **STEADY)
        spoil(monkeypatch)
        same_means(one, fitting.fit(made.invented(), seed=2, **STEADY))

    def test_second_attempts_keep_the_balance(self):
        """Going from a to b by a second attempt is as likely as going back, whatever the energies are."""
        from cenotaph.reconstruct.wheldon.sampler import WRONG, chances

        found = 0
        for a, b, beyond_a, beyond_b in 2 * WRONG * np.random.default_rng(3).standard_normal((400, 4)):

            def flow(here, there, refused_here, refused_there):
                first, second = chances(refused_here - here, there - here, refused_there - there)
                return float(np.exp(-here) * (1 - first) * second)

            there, back = flow(a, b, beyond_a, beyond_b), flow(b, a, beyond_b, beyond_a)
            assert there == pytest.approx(back, rel=1e-9)
            found += there > 0
        assert found > 40


STEADY = {"chains": 2, "retry": False} | LONG


def spoil(monkeypatch):
    """The reference far from the best one, in all that may be."""
    from cenotaph.reconstruct.wheldon import reference

    best = reference.reference_of

    def poor(data, shape):
        found = best(data, shape)
        errors = np.zeros_like(found.spread)
        errors[PARTS.index("population")] = np.eye(found.gap.size)
        return found._replace(
            offset=0 * found.offset, gap=found.gap + 0.02, jacobian=0.9 * found.jacobian, scale=1.3 * found.scale,
            spread=0.81 * (found.spread - errors) + errors,
        )  # fmt: skip

    monkeypatch.setattr(reference, "reference_of", poor)


def same_means(one, other):
    for name, values in one.listed.items():
        error = np.hypot(*(x.std() / np.sqrt(ess(x)) for x in (values, other.listed[name])))
        assert abs(values.mean() - other.listed[name].mean()) < 4 * error, name


def ess(values):
    from arviz_stats.base import array_stats

    return float(array_stats.ess(values, method="mean", chain_axis=0, draw_axis=1))


def world(given, seed):
    """A truth drawn from the prior of `given`, and inputs whose censuses were counted in it."""
    vector, log_variance = before.prior_vectors(given, 1, seed)
    data, shape = gather(given)
    truth = quantities.listed(quantities.of_vectors(vector[0], log_variance[0], data, shape), given)
    rng = np.random.default_rng(10_000 + seed)
    sd = np.exp(log_variance[0, PARTS.index("population")] / 2)
    counted = np.exp(log_counts(vector[0], data, shape) + sd * rng.standard_normal(data.counted.size))
    found, row = [], 0
    for count in given.counts:
        found.append(Count(count.date, counted[row : row + count.persons.size], count.cells))
        row += count.persons.size
    return truth, made.invented(len(given.sexes), counts=tuple(found))


def ranks(given, worlds, priors=None):
    """{name: (world,)} of where the truth lies among the draws, 0 to 1."""
    found = {}
    for seed in range(worlds):
        truth, seen = world(given, seed)
        if priors is not None:
            seen = made.invented(len(seen.sexes), counts=seen.counts, priors=priors)
        fit = fitting.fit(seen, seed=seed, **SHORT)
        for name, values in fit.listed.items():
            found.setdefault(name, []).append(np.mean(values < truth[name]))
    return {name: np.asarray(own) for name, own in found.items()}


def off(found):
    """Names whose ranks are not uniform: mean or mean square off by more than four standard errors."""
    wrong = []
    for name, own in found.items():
        for power, mean, variance in ((1, 1 / 2, 1 / 12), (2, 1 / 12, 1 / 180)):
            value = np.mean(own) if power == 1 else np.mean((own - 0.5) ** 2)
            if abs(value - mean) > 4 * np.sqrt(variance / own.size):
                wrong.append(name)
    return wrong


@pytest.mark.slow
class TestWorlds:
    @pytest.mark.parametrize("sexes", [1, 2])
    def test_known_truth_is_recovered_variances_too(self, sexes):
        given = made.invented(sexes)
        if sexes == 2:
            given = made.invented(2, counts=made.coarse(given, [2e6, 1e6, 3e5]))
        found = ranks(given, 30)
        assert {"sd|fertility", "e0|female|1900"} <= set(found)
        assert off(found) == []

    def test_a_wrong_prior_would_be_seen(self):
        narrow = Priors(made.ALPHA, {part: beta / 100 for part, beta in made.BETA.items()})
        assert off(ranks(made.invented(), 30, narrow))


class TestRefusal:
    def test_too_few_draws_give_no_interval(self):
        fit = fitting.fit(made.invented(), warmup=10, draws=20, chains=2, retry=False)
        assert "did not converge" in fit.refused

    def test_a_second_try_is_longer_and_passes(self):
        fit = fitting.fit(made.invented(), **SHORT | {"retry": True})
        assert len(fit.attempts) == 2
        assert fit.attempts[0]["failures"]
        assert fit.vector.shape[1] == LONG["draws"]
        assert not fit.refused

    def test_threads_of_linear_algebra_are_given_back(self):
        from cenotaph.reconstruct.wheldon import blas

        before = [get() for get, _ in blas._threads()]
        inside = []

        def fails():
            with blas.one_thread():
                inside.extend(get() for get, _ in blas._threads())
                raise BadInput("a fault inside")

        with pytest.raises(BadInput):
            fails()
        assert inside == [1] * len(before)
        assert [get() for get, _ in blas._threads()] == before

    def test_the_same_seed_gives_the_same_draws(self):
        one, other, third = (fitting.fit(made.invented(), seed=s, **SHORT).vector for s in (5, 5, 6))
        assert np.array_equal(one, other)
        assert not np.array_equal(one, third)


class TestPriors:
    def test_say_what_was_elicited(self):
        """Ninety per cent of the departures lie within the share that was stated, by drawing them."""
        found = elicited(np.array([0.8, 0.9, 0.95]), {"fertility": 0.2}, sure=0.8, alpha=2.0)
        rng = np.random.default_rng(0)
        variance = found.beta["fertility"] / rng.gamma(2.0, size=200_000)
        departure = np.sqrt(variance) * rng.standard_normal(200_000)
        within = np.mean(np.abs(departure) < -np.log1p(-0.2))
        assert within == pytest.approx(0.8, abs=4 * np.sqrt(0.8 * 0.2 / 200_000))

    def test_survival_is_stated_of_dying(self):
        """At the highest probability of dying, 0.2, the lower ninety per cent bound of dying is a tenth lower."""
        found = elicited(np.array([0.8, 0.9]), alpha=0.5)
        bound = np.sqrt(found.beta["survival"] / 0.5) * stats.t.ppf(0.95, 1)
        assert stats.logistic.cdf(stats.logistic.ppf(0.2) - bound) == pytest.approx(0.18, 1e-9)

    @pytest.mark.parametrize("wrong", [{"within": {"births": 0.1}}, {"within": {"fertility": 10}}, {"sure": 1.0}])
    def test_refuse_what_is_no_statement(self, wrong):
        with pytest.raises(BadInput):
            elicited(np.array([0.8]), **wrong)


class TestInputs:
    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"asfr": np.full((3, 6), 120.0)}, "per 1,000"),
            ({"asfr": np.zeros((3, 6))}, "births in every period"),
            ({"survival": np.ones((3, 1, 7))}, "above 0 and below 1"),
            ({"survival": np.full((3, 1, 6), 0.9)}, "need (period, sex, age)"),
            ({"baseline": np.array([1.0, 0, 1, 1, 1, 1])}, "nobody"),
            ({"baseline": np.array([1.0, np.nan, 1, 1, 1, 1])}, "not finite"),
            ({"migration": np.full((3, 1, 6), -5.0)}, "proportion"),
            ({"counts": {1900.0: np.ones((1, 6))}}, "lies outside"),
            ({"counts": {1960.0: np.ones((1, 6))}}, "lies outside"),
            ({"counts": {}}, "no census"),
            ({"counts": {1930.0: np.zeros((1, 6))}}, "nobody"),
            ({"counts": {1930.0: np.ones(4)}}, "has shape"),
            ({"srb": 105.0}, "srb"),
            ({"srb": [1.05, 1.05]}, "srb"),
            ({"priors": Priors({}, {})}, "prior of fertility"),
        ],
    )
    def test_a_fault_is_told_in_words(self, changed, words):
        with pytest.raises(BadInput, match=words.replace("(", r"\(").replace(")", r"\)")):
            made.invented(**changed)

    def test_a_mid_year_date_within_a_month_is_the_step(self):
        given = made.invented(counts={1930.05: np.full((1, 6), 1e5)})
        assert given.counts[0].date == 1930.0


def tables(given):
    """The long tables that an Inputs would have come from."""

    def long(array, years, ages):
        return [
            {"year": y, "sex": sex, "age": a, "value": float(array[i, s, j])}
            for i, y in enumerate(years)
            for s, sex in enumerate(given.sexes[: array.shape[1]])
            for j, a in enumerate(ages)
        ]

    full = [*given.ages, given.ages[-1] + given.width]
    counts = np.stack([c.persons.reshape(given.baseline.shape) for c in given.counts])
    return {
        "asfr": long(given.asfr[:, None], given.period_starts, given.ages),
        "survival": long(given.survival, given.period_starts, full),
        "migration": long(given.migration, given.period_starts, given.ages),
        "baseline": long(given.baseline[None], [given.start], given.ages),
        "counts": long(counts, [c.date for c in given.counts], given.ages),
    }


class TestTables:
    @pytest.mark.parametrize("kind", ["rows", "columns", "frame"])
    def test_give_the_arrays_they_hold(self, kind):
        import pandas as pd

        given = made.invented(2)
        shaped = {
            name: {
                "rows": rows,
                "columns": {key: [row[key] for row in rows] for key in rows[0]},
                "frame": pd.DataFrame(rows).sample(frac=1, random_state=1),
            }[kind]
            for name, rows in tables(given).items()
        }
        found = checked_inputs(**arrays_from_tables(**shaped), priors=given.priors)
        for name in ("asfr", "survival", "migration", "baseline"):
            np.testing.assert_array_equal(getattr(found, name), getattr(given, name))
        assert [c.date for c in found.counts] == [c.date for c in given.counts]
        np.testing.assert_array_equal(found.counts[1].persons, given.counts[1].persons)

    @pytest.mark.parametrize(
        ("table", "change", "words"),
        [
            ("asfr", lambda rows: rows[1:], "asfr lacks 1900, female, age 0"),
            ("asfr", lambda rows: [*rows, rows[0]], "a second time"),
            ("survival", lambda rows: [r for r in rows if r["age"] < 90], "survival lacks 1900, female, age 90"),
            ("counts", lambda rows: [*rows, rows[0] | {"age": 90}], "the other tables do not"),
            ("counts", lambda rows: [rows[0] | {"value": "n/a"}, *rows[1:]], "need a number"),
            ("baseline", lambda rows: [r | {"year": 1905} for r in rows], "the first period begins at 1900"),
            ("baseline", lambda rows: [r for r in rows if r["age"] != 15], "equal steps"),
            ("baseline", lambda rows: [{"age": 0, "value": 1}], "no column 'year'"),
            ("migration", lambda rows: [r | {"sex": "f"} for r in rows], "female or male"),
            ("migration", lambda rows: 3, "no table"),
        ],
    )
    def test_a_fault_is_told_with_its_place(self, table, change, words):
        own = tables(made.invented(2))
        with pytest.raises(BadInput, match=words):
            arrays_from_tables(**own | {table: change(own[table])})


class TestEstimates:
    def test_are_estimates_like_any_other(self):
        import cenotaph

        given = made.invented(2)
        arguments = arrays_from_tables(**tables(given))
        found = cenotaph.reconstruct_wheldon(**arguments, priors=given.priors, territory="Northland (1900)", seed=3)
        tfr = found["five-year-tfr-1900"]
        assert tfr.axis == "draw"
        assert tfr.estimand.period == "1900/1914"
        assert tfr.estimand.territory == "Northland (1900)"
        assert tfr.interval()["low"] < tfr.value < tfr.interval()["high"]
        a_year, whole = (found[f"five-year-net-migration{w}-male-1915"].value for w in ("-a-year", ""))
        assert a_year == pytest.approx(whole / 15, abs=0.01)
        assert "five-year-srb-1930" in found
        row = next(r for r in found.tables["five_year_periods"].rows if r["quantity"] == "tfr" and r["start"] == 1900)
        assert row["median"] == pytest.approx(tfr.value)
        assert {r["quantity"] for r in found.tables["five_year_ages"].rows} == {
            "asfr", "survival", "migration", "population",
        }  # fmt: skip
        assert found.run.diagnostics["sampler"]["refused"] == ""

    def test_are_without_numbers_where_the_sampler_did_not_converge(self):
        from cenotaph.reconstruct.wheldon.estimates import Setting, estimates
        from cenotaph.reconstruct.wheldon.estimates import tables as result_tables

        fit = fitting.fit(made.invented(), warmup=10, draws=20, chains=2, retry=False)
        found = estimates(fit, Setting())
        assert {e.status for e in found} == {"not_estimable"}
        assert all(e.interval() is None and "did not converge" in e.reason for e in found)
        assert result_tables(fit) == {}


@pytest.mark.slow
@burkina_faso.needs_reference
def test_burkina_faso_agrees_with_the_reference():
    given, runs = burkina_faso.inputs(), []
    for seed in (1, 2, 3):
        fit = fitting.fit(given, seed=seed, draws=20_000, retry=False)
        assert not fit.refused
        runs.append(fit.listed)
    burkina_faso.assert_agrees(burkina_faso.together(runs))
