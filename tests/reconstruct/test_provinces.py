"""Provinces: what is shared given the provinces, moves that lead back, registers with gaps, sums of draws, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.diagnose import diagnose
from cenotaph.errors import NotEstimable
from cenotaph.evidence.read import load_case
from reconstruct.invented_provinces import NAMES, write


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return load_case(write(tmp_path_factory.mktemp("country"), without={"bam": "births"}))


@pytest.fixture(scope="module")
def gathered(case):
    from cenotaph.reconstruct.provinces.groups import gather_groups

    return gather_groups(case)


@pytest.fixture(scope="module")
def fit(case, gathered):
    """A Fit of draws from nowhere: what is told of draws does not depend on where they come from."""
    from cenotaph.reconstruct.provinces.fitting import Drawn, Fit, whole

    groups, numbers = gathered
    rng = np.random.default_rng(0)

    def drawn(wide: float) -> Drawn:
        measures = {
            name: {
                "opening-population-1900": 1e6 + rng.standard_normal((4, 500)),
                "excess-window-crisis": rng.normal(3e4, wide, (4, 500)),
                "excess-deaths-rate-1910": rng.normal(3e4, wide, (4, 500)),
                "expected-births-1910": rng.normal(4e5, wide, (4, 500)),
                "birth-deficit-1910": rng.normal(2e4, wide, (4, 500)),
                "net-error-percent-1910": rng.normal(0, 1, (4, 500)),
                "residual": np.zeros((4, 500)),
            }
            for name in NAMES
        }
        shared = rng.standard_normal((4, 500, len(numbers)))
        return Drawn({}, shared, np.exp(0.2 * shared), measures, dict.fromkeys(NAMES, 0), 5.0, 0.8)

    pooled, alone = drawn(5e3), drawn(9e3)
    good = {name: diagnose(pooled.measures[name], 0) for name in NAMES} | {"": diagnose(whole(pooled), 0)}
    return Fit(case, 1, groups, numbers, pooled, alone, good, good, good[""])


def refused(fit, *names):
    from dataclasses import replace

    bad = diagnose({"a": np.random.default_rng(0).standard_normal((4, 500)) + np.arange(4)[:, None]}, 0)
    return replace(fit, diagnoses=fit.diagnoses | dict.fromkeys(names, bad))


class TestShared:
    def test_means_and_spreads_given_the_provinces_follow_their_density(self):
        """Against the density summed over a grid, for a normal number and for one with heavy tails."""
        import jax
        import jax.numpy as jnp

        from cenotaph.reconstruct.provinces.common import draw_common, given_values
        from cenotaph.reconstruct.provinces.density import Common, Stated

        rng = np.random.default_rng(1)
        values = jnp.asarray(np.stack([rng.normal(0.7, 0.4, 12), 0.5 + 0.3 * rng.standard_t(4, 12)], axis=1))
        here = jnp.asarray(np.arange(24).reshape(12, 2) != 5)
        priors = Stated(
            jnp.array([1e9, 4.0]), jnp.array([False, True]), jnp.array([True, False]), jnp.array([0.2, 0.0]),
            jnp.array([0.5, 1.0]), jnp.array([0.3, 0.4]), jnp.array([0.6, 0.5]),
        )  # fmt: skip
        start = Common(jnp.zeros(2), jnp.log(jnp.array([0.3, 0.3])))

        @jax.jit
        def chain(keys):
            return jax.lax.scan(lambda c, k: (draw_common(k, c, values, here, priors),) * 2, start, keys)[1]

        drawn = chain(jax.random.split(jax.random.key(0), 4000))
        mean, log_spread = np.meshgrid(np.linspace(-1, 2.5, 141), np.linspace(-3, 1.5, 121), indexing="ij")
        for k in range(2):
            grid = Common(*(jnp.asarray(np.stack([x.ravel()] * 2, axis=1)) for x in (mean, log_spread)))
            heights = np.asarray(jax.vmap(lambda c: given_values(c, values, here, priors))(grid))[:, k]
            weight = np.exp(heights - heights.max())
            weight = weight.reshape(mean.shape) / weight.sum()
            for draws, at in ((drawn.mean, mean), (drawn.log_spread, log_spread)):
                told = np.asarray(draws)[100:, k]
                middle, sd = (weight * at).sum(), np.sqrt((weight * at**2).sum() - (weight * at).sum() ** 2)
                assert told.mean() == pytest.approx(middle, abs=4 * sd / np.sqrt(1000))
                assert told.std() == pytest.approx(sd, rel=4 / np.sqrt(1000))

    def test_at_nought_and_one_a_province_is_as_its_model_says(self, gathered):
        import jax
        import jax.numpy as jnp

        from cenotaph.reconstruct.bayes.model import log_density
        from cenotaph.reconstruct.provinces.density import Common, form_of, numbers_of, of_province, stated
        from cenotaph.reconstruct.provinces.groups import one_of

        (group, *_), numbers = gathered
        data = jax.tree.map(jnp.asarray, one_of(group.data, 0))
        priors, form, count = stated(numbers), form_of(group), len(numbers)
        vectors = 0.3 * np.random.default_rng(0).standard_normal((2, group.shape.dimension))
        plain = Common(jnp.zeros(count), jnp.zeros(count))
        own = [float(of_province(v, data, plain, priors, form)) for v in vectors]
        alone = [float(log_density(v, data, group.shape)) for v in vectors]
        assert own[0] - own[1] == pytest.approx(alone[0] - alone[1], abs=1e-5)
        moved = Common(plain.mean.at[0].set(0.5), plain.log_spread.at[0].set(np.log(0.2)))
        z = [float(numbers_of(v, data, form)[0]) for v in vectors]
        assert [x == v[group.places[0]] for x, v in zip(z, vectors, strict=True)] == [True, True]
        change = [float(of_province(v, data, moved, priors, form)) - o for v, o in zip(vectors, own, strict=True)]
        expected = [-(((x - 0.5) / 0.2) ** 2) / 2 + x**2 / 2 - np.log(0.2) for x in z]
        np.testing.assert_allclose(change, expected, atol=1e-5)

    def test_every_pooled_number_has_its_shape_about_the_mean_of_all(self, gathered):
        """By hand, number by number: normal, Student t, heavy to one side, and the net error of a census."""
        import jax
        import jax.numpy as jnp

        from cenotaph.reconstruct.provinces.density import Common, form_of, numbers_of, of_province, stated
        from cenotaph.reconstruct.provinces.groups import one_of

        (group, *_), numbers = gathered
        data = jax.tree.map(jnp.asarray, one_of(group.data, 0))
        form, vector = form_of(group), 0.3 * np.random.default_rng(5).standard_normal(group.shape.dimension)
        values = np.asarray(numbers_of(vector, data, form))
        kinds = {(s.number.df < 100, s.number.one_sided, bool(s.number.census)) for s in numbers}
        assert {(False, False, False), (True, True, False), (True, False, True)} <= kinds

        def shape(x, one):
            df = one.number.df
            bell = -(df + 1) / df * x**2 / 2
            return bell if one.number.one_sided and x <= 0 else -(df + 1) / 2 * np.log1p(x**2 / df)

        at = {}
        for k, one in enumerate(numbers):
            for mean, spread in ((0.0, 1.0), (0.4, 0.5)):
                common = Common(
                    jnp.zeros(len(numbers)).at[k].set(mean), jnp.zeros(len(numbers)).at[k].set(np.log(spread))
                )
                at[mean] = float(of_province(vector, data, common, stated(numbers), form))
            expected = shape((values[k] - 0.4) / 0.5, one) - np.log(0.5) - shape(values[k], one)
            assert at[0.4] - at[0.0] == pytest.approx(expected, abs=1e-5), one.number.name

    def test_a_census_that_is_pooled_has_its_net_error_as_a_number(self, gathered):
        import jax
        import jax.numpy as jnp

        from cenotaph.reconstruct.provinces.density import form_of, numbers_of
        from cenotaph.reconstruct.provinces.groups import one_of
        from cenotaph.reconstruct.provinces.measures import measures

        (group, *_), numbers = gathered
        data = jax.tree.map(jnp.asarray, one_of(group.data, 0))
        k = next(i for i, s in enumerate(numbers) if s.number.census)
        vector = 0.2 * np.random.default_rng(0).standard_normal(group.shape.dimension)
        error = numbers[k].number.mean + numbers[k].number.sd * float(numbers_of(vector, data, form_of(group))[k])
        told = float(measures(vector, data, group.shape, ())["net-error-percent-1910"])
        assert 100 * np.expm1(error) == pytest.approx(told, rel=1e-9)


class TestGroups:
    def test_provinces_whose_registers_have_gaps_share_one_program(self, gathered):
        groups, _ = gathered
        assert [g.names for g in groups] == [tuple(NAMES)]

    def test_a_year_without_a_figure_says_nothing(self, gathered):
        from types import SimpleNamespace

        from cenotaph.reconstruct.bayes.model import register
        from cenotaph.reconstruct.provinces.groups import one_of

        (group, *_), _ = gathered
        data = one_of(group.data, NAMES.index("bam"))

        def said(births):
            years = SimpleNamespace(births=births[:, None] * np.array([0.5, 0.5]))
            p = SimpleNamespace(register_line=np.array([[2.0, 0.0], [1.0, 0.0]]))
            return float(register(0, SimpleNamespace(years=years), p, data))

        counted = float(data.opening.counted.sum())
        assert said(np.full(10, 0.01 * counted)) == pytest.approx(said(np.full(10, 0.06 * counted)), abs=1e-6)

    def test_a_case_without_provinces_is_told_so(self, case):
        from dataclasses import replace

        from cenotaph.reconstruct.provinces.groups import gather_groups

        model = case.spec.model.model_copy(update={"provinces": None})
        with pytest.raises(NotEstimable, match=r"no \[model.provinces\]"):
            gather_groups(replace(case, spec=case.spec.model_copy(update={"model": model})))


class TestMoves:
    @pytest.fixture
    def frame(self):
        from cenotaph.reconstruct.provinces.frame import Frame

        rng = np.random.default_rng(2)
        slopes = 0.4 * rng.standard_normal((3, 2, 5))
        cover = np.einsum("pkd,pld->pkl", slopes, slopes)
        return Frame(np.zeros((3, 5)), np.stack([np.eye(5)] * 3), rng.standard_normal((3, 2)), slopes,
                     np.swapaxes(slopes, 1, 2), cover, rng.uniform(0.2, 1.0, (3, 2)))  # fmt: skip

    def test_spreads_moved_and_moved_back_leave_all_as_it_was(self, frame):
        """And the volume is stretched by the sum of the powers: against a determinant from differences."""
        from cenotaph.reconstruct.provinces.together import stretched

        white = np.random.default_rng(3).standard_normal((3, 5))
        mean, by, step = np.array([0.3, -0.2]), np.array([0.7, -1.1]), 1e-6
        there = np.asarray(stretched(white, frame, mean, by))
        np.testing.assert_allclose(stretched(there, frame, mean, by, back=True), white, atol=1e-12)
        columns = [(np.asarray(stretched(white + step * d, frame, mean, by)) - there) / step for d in np.eye(5)]
        own = np.log(np.abs(np.linalg.det(np.stack(columns, axis=1))))
        np.testing.assert_allclose(own, frame.weights @ by, atol=1e-5)

    def test_numbers_are_stretched_one_after_another(self, frame):
        """The triangular system against the plain loop that it stands for."""
        from cenotaph.reconstruct.provinces.together import stretched

        white = np.random.default_rng(4).standard_normal((3, 5))
        mean, by = np.array([0.3, -0.2]), np.array([0.7, -1.1])
        for p, now in enumerate(white.copy()):
            for k in range(2):
                away = frame.values[p, k] + frame.slopes[p, k] @ now - mean[k]
                more = np.expm1(frame.weights[p, k] * by[k]) / frame.cover[p, k, k]
                now = now + more * away * frame.follow[p, :, k]
            np.testing.assert_allclose(stretched(white, frame, mean, by)[p], now, atol=1e-12)

    def test_narrowed_coordinates_are_the_inverse_root_of_the_precision(self, frame):
        from types import SimpleNamespace

        from cenotaph.reconstruct.provinces.sweep import _narrowed

        one = frame._replace(slopes=frame.slopes[0])
        now = SimpleNamespace(log_spread=np.log(np.array([0.2, 3.0])))
        root, middle = (np.asarray(x) for x in _narrowed(one, now, SimpleNamespace(log_spread=np.zeros(2))))
        taken = np.eye(5) + root @ middle @ root.T
        np.testing.assert_allclose(taken @ taken @ (np.eye(5) + root @ root.T), np.eye(5), atol=1e-10)
        np.testing.assert_allclose(root[:, 1], 0.0, atol=1e-12)

    def test_provinces_follow_the_means_as_their_normal_posterior_does(self, frame):
        """Expectation of white coordinates and precision of the means, against dense normal algebra."""
        from cenotaph.reconstruct.provinces.together import followed

        one = type(frame)(*(x[0] for x in frame))
        guessed, now = np.log(np.array([1.3, 1.1])), np.log(np.array([0.4, 2.0]))
        follow, said = (np.asarray(x) for x in followed(one, now, guessed))
        prior, before = np.diag(np.exp(-2 * now)), np.diag(np.exp(-2 * guessed))
        own = np.eye(5) - one.slopes.T @ before @ one.slopes  # precision of the province's evidence alone
        after = np.linalg.inv(own + one.slopes.T @ prior @ one.slopes)
        np.testing.assert_allclose(follow, after @ one.slopes.T @ prior, atol=1e-10)
        np.testing.assert_allclose(said, prior - prior @ one.slopes @ after @ one.slopes.T @ prior, atol=1e-10)


class TestEstimates:
    def test_the_whole_is_the_sum_of_the_provinces_in_every_draw(self, fit):
        from cenotaph.reconstruct.provinces import province_estimates

        made = {e.estimand.id: e for e in province_estimates(fit)}
        for measure in ("excess-deaths-rate-1910", "birth-deficit-1910", "excess-window-crisis"):
            total = sum(made[f"province-{name}-{measure}"].values for name in NAMES)
            np.testing.assert_allclose(made[f"provinces-{measure}"].values, total, atol=0.05)
        medians = sum(made[f"province-{name}-excess-deaths-rate-1910"].value for name in NAMES)
        assert abs(made["provinces-excess-deaths-rate-1910"].value - medians) > 0.1

    def test_shares_are_of_the_draw(self, fit):
        from cenotaph.reconstruct.provinces.estimates import of_whole

        found = of_whole(fit.pooled)
        lost, born = (sum(m[n] for m in fit.pooled.measures.values()) for n in
                      ("birth-deficit-1910", "expected-births-1910"))  # fmt: skip
        np.testing.assert_allclose(found["birth-deficit-share-1910"], 100 * lost / born)

    def test_a_province_that_did_not_converge_has_no_interval_and_nor_has_the_whole(self, fit):
        from cenotaph.reconstruct.provinces import province_estimates, province_tables

        made = {e.estimand.id: e for e in province_estimates(refused(fit, "bam"))}
        axes = {n: made[f"province-{n}-excess-deaths-rate-1910"].axis for n in NAMES}
        assert axes == {"bal": "draw", "bam": "none", "ban": "draw"}
        assert "bam" in made["provinces-excess-deaths-rate-1910"].reason
        rows = province_tables(refused(fit, "bam"))["provinces"].rows
        assert {r["territory"] for r in rows if r["median"] is None} == {"bam", "atlantis"}

    def test_every_estimate_is_whole(self, fit):
        from cenotaph.reconstruct.provinces import province_estimates

        made = province_estimates(fit)
        assert len({e.estimand.id for e in made}) == len(made)
        assert all(
            e.estimand.definition and e.estimand.unit and e.estimand.territory and e.estimand.period for e in made
        )
        assert {"shared-mortality.level-mean", "shared-net_error.1910-spread"} <= {e.estimand.id for e in made}

    def test_the_page_and_the_summary_tell_them(self, fit):
        from cenotaph.estimate import Estimates
        from cenotaph.evidence.provenance import Run
        from cenotaph.reconstruct.provinces import province_estimates, province_tables
        from cenotaph.report.page_provinces import provinces_page
        from cenotaph.report.summary_provinces import provinces_lines

        for told in (fit, refused(fit, "bam", "")):
            record = Run("atlantis", 1, {}, {}, diagnostics={"sampler": told.diagnostics()})
            found = Estimates(record, province_estimates(told), [], province_tables(told))
            page = provinces_page(told.case, found)
            assert "http" not in page.replace("http-equiv", "")
            assert 'class="contents"' in page  # the layout sets the text beside it
            lines = "\n".join(provinces_lines(told.case, found))
            assert ("not estimable" in lines) == (told is not fit)
            assert ("did not converge" in page) == (told is not fit)
