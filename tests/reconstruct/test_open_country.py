"""What a case of two counts and a life table needs: migrants of stated ages, fertility stated, tables with noughts."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from cenotaph.demography.lifetable import filled_hazard
from cenotaph.errors import BadInput
from cenotaph.evidence.model_spec import AgeShape, Counterfactual, Flow, NormalPrior
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes.gather import gather
from reconstruct.invented import World
from reconstruct.invented_model import write

YOUNG = 'reason = "invented"\nage_from = 15\nage_to = 40\n[model.counterfactual]'
FALL = '[model.births]\ncrisis = { mean = -0.1, sd = 0.15, reason = "invented" }\n'
STATED = """[model.counterfactual]
schedule = "before"
rule = "stated"
births_per_woman = { median = 4.0, log_sd = 0.1, reason = "invented" }
reason = "invented"
"""


@pytest.fixture(scope="module")
def open_country(tmp_path_factory):
    """The invented case, its migrants young adults, its fertility stated, and two ages at which nobody died."""
    folder = write(World(), tmp_path_factory.mktemp("open") / "case")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    text = text.replace('reason = "invented"\n[model.counterfactual]', YOUNG)
    text = text[: text.index("[model.counterfactual]")] + STATED
    text = text.replace("[model.births]\n", FALL)
    text = text.replace("scale = 0.5\ndf = 2\n", "scale = 0.5\ndf = 2\nsplit = 1.5\n")
    (folder / "case.toml").write_text(text, encoding="utf-8")
    table = folder / "evidence" / "life_tables.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    names = lines[0].split(",")
    age, value = names.index("age_from"), names.index("value")
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        if row[age] in ("11", "99"):
            row[value] = "0"
    table.write_text("\n".join([lines[0], *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    assert age >= 0
    assert sum(row[value] == "0" for row in rows) == 4
    return load_case(folder)


@pytest.fixture(scope="module")
def gathered(open_country):
    import jax

    from cenotaph import engine  # noqa: F401

    data, shape = gather(open_country)
    return jax.tree.map(jax.numpy.asarray, data), shape


def test_ages_at_which_nobody_died_take_the_rates_of_their_neighbours(gathered):
    log_table = np.asarray(gathered[0].mortality.log_table)
    np.testing.assert_allclose(log_table[:, 11], (log_table[:, 10] + log_table[:, 12]) / 2)
    assert np.isfinite(log_table).all()


def test_filled_hazard_leaves_known_rates_alone_and_refuses_what_cannot_be_filled():
    rates = np.array([[0.2, 0.0, 0.05], [0.0, 0.1, 0.0]])
    np.testing.assert_allclose(filled_hazard(rates), [[0.2, 0.1, 0.05], [0.1, 0.1, 0.1]])
    with pytest.raises(BadInput, match="none above nought"):
        filled_hazard(np.zeros((2, 3)))
    with pytest.raises(BadInput, match="nought or more"):
        filled_hazard(np.array([0.1, -0.1]))


def test_migrants_of_stated_ages_leave_the_others_alone():
    from cenotaph.reconstruct.bayes.population import with_migrants

    population = np.ones((2, 4)) * [10.0, 20.0, 30.0, 40.0]
    ages = np.array([[1.0, 1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 0.0]])
    moving = np.broadcast_to(ages[:, None], (2, 2, 4))
    moved = np.asarray(with_migrants(population, np.array([20.0, -4.0]), moving))
    np.testing.assert_allclose(moved, population * [1.1, 1.0, 1.1, 1.1])
    assert moved.sum() == pytest.approx(population.sum() + 16)


def test_those_who_move_are_spread_by_their_rates():
    from cenotaph.reconstruct.bayes.population import with_migrants

    population, moving = np.array([[100.0, 300.0], [100.0, 200.0]]), np.array([[[1.0, 0.0], [2.0, 0.5]]])
    gone = population - np.asarray(with_migrants(population, np.array([-80.0]), moving))
    weights = population * moving[0]
    np.testing.assert_allclose(gone, 80 * weights / weights.sum())


def test_rates_of_moving_are_straight_lines_between_knots_and_men_against_women(open_country, gathered):
    """Against a plain loop; and a case that does not leave them open has not one number more."""
    from cenotaph.reconstruct.bayes.parameters import parameters

    assert not [name for name, _ in gathered[1].sizes if name.startswith("flow-pattern")]
    data, shape = gather(open_country, unsure_who_moved(open_country))
    assert dict(shape.sizes)["flow-pattern-0"] == (4,)
    vector = np.zeros(shape.dimension)
    at = shape.labels().index("flow-pattern-0[0]")
    vector[at : at + 4] = [1.0, -1.0, 0.5, 2.0]
    found = np.asarray(parameters(vector, data, shape).moving)
    for age in range(101):
        line = np.interp(age, [15, 25, 40], [0.4 * -1.0, 0.4 * 0.5, 0.4 * 2.0])
        for sex, sign in enumerate((-1, 1)):
            expected = np.exp(line + sign * (0.1 + 0.3 * 1.0) / 2) if 15 <= age < 40 else 0.0
            np.testing.assert_allclose(found[0, sex, age], expected)


def unsure_who_moved(case):
    """The case's model, with rates of moving left open."""
    model = case.spec.model
    ages = AgeShape(knots=(15, 25, 40), sd=0.4, reason="invented")
    sex = NormalPrior(mean=0.1, sd=0.3, reason="invented")
    return model.model_copy(update={"flow": (model.flow[0].model_copy(update={"ages": ages, "sex": sex}),)})


def test_the_priors_say_who_may_have_moved(open_country):
    from cenotaph.reconstruct.bayes.explain import priors

    said = {text.of: text.says for text in priors(open_country, unsure_who_moved(open_country))}
    assert any("rates of moving at ages 15, 25, 40" in what for what in said)
    found = [says for what, says in said.items() if what.endswith("men against women") and "crisis" not in what.lower()]
    assert "times 0.67 to 1.81" in found


@pytest.mark.parametrize("unsure", [False, True])
def test_the_account_of_people_closes_with_migrants_of_stated_ages(gathered, open_country, unsure):
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.quantities import of_draws

    data, shape = gathered
    if unsure:
        data, shape = gather(open_country, unsure_who_moved(open_country))
        data = jax.tree.map(jnp.asarray, data)
    vector = jnp.asarray(np.random.default_rng(1).normal(0, 0.5, (3, shape.dimension)))
    found = of_draws(vector, data, shape)
    assert float(np.max(found["residual"])) < 1e-6
    assert np.abs(np.asarray(found["migration_to"])).min() > 1


def test_stated_fertility_is_that_of_every_year_and_no_figure_moves_it(gathered):
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.parameters import blocks, parameters
    from cenotaph.reconstruct.bayes.population import actual
    from cenotaph.reconstruct.bayes.quantities import _fertility_without_crisis

    data, shape = gathered
    place = [name for name, form in shape.sizes for _ in range(int(np.prod(form)))].index("births-without-crisis")
    vector = np.random.default_rng(2).normal(0, 0.3, shape.dimension)
    vector[place] = 1.5
    assert float(blocks(jnp.asarray(vector), shape)["births-without-crisis"]) == 1.5
    p = parameters(jnp.asarray(vector), data, shape)
    rates = np.asarray(_fertility_without_crisis(actual(p, data, shape), p, data))
    np.testing.assert_allclose(rates.sum(axis=1), 4.0 * np.exp(0.15))


def _departure(w):
    return w + w**3 / 3


def _cubic(departure):
    """The only real root w of w + w**3 / 3 = departure."""
    roots = np.roots([1 / 3, 0, 1, -departure])
    return float(roots[np.abs(roots.imag) < 1e-9].real[0])


def test_a_window_that_departs_as_a_whole_is_divided_over_its_years(gathered):
    """One departure, of the scale that independent years would give their sum; shares by the softmax of their logs."""
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.parameters import parameters

    data, shape = gathered
    names = [name for name, form in shape.sizes for _ in range(int(np.prod(form)))]
    vector = np.zeros(shape.dimension)
    vector[names.index("crisis-0")] = _cubic(2.0)
    first = names.index("crisis-split-0")
    vector[first] = np.log(3) / 1.5
    assert names.count("crisis-0") == 1
    assert names.count("crisis-split-0") == 2
    deaths = np.asarray(parameters(jnp.asarray(vector), data, shape).crisis_deaths)
    normal = float((data.opening.counted * jnp.exp(data.mortality.log_table)).sum())
    total = 2.0 * 0.5 * np.sqrt(2) * normal
    np.testing.assert_allclose(deaths[5:7], [0.75 * total, 0.25 * total])
    assert not deaths[:5].any()
    assert not deaths[7:].any()


def test_the_prior_of_a_divided_window_is_that_of_one_departure(gathered):
    """Its draws follow the density that the sampler is given: a Student t above nought, the shares normal."""
    import jax

    from cenotaph.reconstruct.bayes.parameters import blocks, crisis_year, log_prior, prior_draws

    data, shape = gathered
    draws = np.asarray(prior_draws(jax.random.key(3), 4000, data, shape))
    cut = [blocks(draw, shape) for draw in draws]
    shares = np.array([z["crisis-split-0"] for z in cut])
    assert abs(shares.std() - 1) < 0.05
    moved = draws[0].copy()
    names = [name for name, form in shape.sizes for _ in range(int(np.prod(form)))]
    moved[names.index("crisis-0")] = _cubic(3.0)
    moved[names.index("crisis-split-0")] = 0.5
    change = float(log_prior(moved, data, shape) - log_prior(draws[0], data, shape))
    before, after = _departure(float(cut[0]["crisis-0"][0])), float(cut[0]["crisis-split-0"][0])
    by_hand = float(crisis_year(np.array(3.0), 2.0) - crisis_year(np.array(before), 2.0)) - (0.5**2 - after**2) / 2
    # What is moved is w, the departure w + w**3 / 3: its density is that of the departure times 1 + w**2.
    by_hand += np.log(1 + _cubic(3.0) ** 2) - np.log(1 + float(cut[0]["crisis-0"][0]) ** 2)
    assert change == pytest.approx(by_hand)
    departures = _departure(np.array([z["crisis-0"][0] for z in cut]))
    grid = np.linspace(-60, 600, 660_001)
    density = np.exp(np.asarray(crisis_year(grid, 2.0)))
    below = np.cumsum(density) / density.sum()
    for share in (0.1, 0.5, 0.9):
        assert np.mean(departures < grid[np.searchsorted(below, share)]) == pytest.approx(share, abs=0.025)


def test_births_fall_in_the_years_of_a_window_and_the_walk_goes_on_without_them(gathered):
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.parameters import parameters

    data, shape = gathered
    names = [name for name, form in shape.sizes for _ in range(int(np.prod(form)))]
    vector = np.zeros(shape.dimension)
    before = np.asarray(parameters(jnp.asarray(vector), data, shape).births)
    np.testing.assert_allclose(before[5:7] / before[4], np.exp(-0.1))
    np.testing.assert_allclose(before[7:], before[4])
    vector[names.index("births-in-crisis") + 1] = 2.0
    after = np.asarray(parameters(jnp.asarray(vector), data, shape).births)
    np.testing.assert_allclose(np.log(after / before), [0, 0, 0, 0, 0, 0, 0.3, 0, 0, 0], atol=1e-12)
    assert names.count("births-in-crisis") == 2


def test_the_shortfall_of_births_is_that_of_the_women_as_they_were(gathered):
    """By hand from births, births per woman of each year, and the stated ones."""
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.headline import headlines
    from cenotaph.reconstruct.bayes.quantities import of_draws

    data, shape = gathered
    vectors = np.random.default_rng(4).normal(0, 0.3, (2, shape.dimension))
    found = {name: np.asarray(x) for name, x in of_draws(jnp.asarray(vectors), data, shape).items()}
    names = [name for name, form in shape.sizes for _ in range(int(np.prod(form)))]
    stated = 4.0 * np.exp(0.1 * vectors[:, names.index("births-without-crisis")])
    births = found["births"].sum(axis=-1)
    by_hand = (births * (stated[:, None] / found["tfr"] - 1)).sum(axis=-1)
    np.testing.assert_allclose(headlines(found, shape)["birth-shortfall-1910"], by_hand, rtol=1e-9)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rule": "stated"},
        {"rule": "held"},
        {"rule": "between", "before": (1901,)},
        {"rule": "held", "before": (1901,), "births_per_woman": {"median": 4, "log_sd": 0.1, "reason": "x"}},
        {"rule": "stated", "before": (1901,), "births_per_woman": {"median": 4, "log_sd": 0.1, "reason": "x"}},
    ],
)
def test_a_rule_for_fertility_says_what_it_needs(wrong):
    with pytest.raises(ValidationError, match="needs"):
        Counterfactual(schedule="before", reason="x", **wrong)


def test_ages_of_a_flow_must_rise():
    with pytest.raises(ValidationError, match="age_from must be below age_to"):
        Flow(id="a", label="A", period="1900/1909", mean=0, sd=1, reason="x", age_from=40, age_to=15)


def test_what_is_assumed_is_told_in_words(open_country):
    from cenotaph.study.explain import explain

    told = " ".join(a.text for a in explain(open_country))
    assert "births per woman, stated" in told
    assert "of 15 to 39 years" in told
    assert "the sum of its years centred near none" in told
    assert "a year's share of the sum" in told
    assert "Births in a year of a window, beside that walk" in told
