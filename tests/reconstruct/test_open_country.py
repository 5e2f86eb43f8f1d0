"""What a case of two counts and a life table needs: migrants of stated ages, fertility stated, tables with noughts."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from cenotaph.demography.lifetable import filled_hazard
from cenotaph.errors import BadInput
from cenotaph.evidence.model_spec import Counterfactual, Flow
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes.gather import gather
from reconstruct.invented import World
from reconstruct.invented_model import write

YOUNG = 'reason = "invented"\nage_from = 15\nage_to = 40\n[model.counterfactual]'
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

    from cenotaph.reconstruct.bayes import engine  # noqa: F401

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
    moved = np.asarray(with_migrants(population, np.array([20.0, -4.0]), ages))
    np.testing.assert_allclose(moved, population * [1.1, 1.0, 1.1, 1.1])
    assert moved.sum() == pytest.approx(population.sum() + 16)


def test_the_account_of_people_closes_with_migrants_of_stated_ages(gathered):
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.quantities import of_draws

    data, shape = gathered
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
