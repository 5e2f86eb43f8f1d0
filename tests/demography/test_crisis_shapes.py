"""Crisis patterns: closed forms, and which of them comes nearest to the excess of registered crises (HMD)."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from scipy.optimize import least_squares

from cenotaph.demography.crisis_shapes import (
    SHAPES,
    epidemic_excess,
    famine_excess,
    flat_excess,
    proportional_excess,
    scale_to_deaths,
    war_excess,
)
from cenotaph.errors import BadInput
from demography.reference_tables import shared_file

GROUPS = np.array([0, 1, *range(5, 80, 5)])
MIDDLE = np.array([0.5, 3.0, *np.arange(7.5, 80, 5)])


def excess_rates(
    episode: str, crisis: list[int], normal: list[int], sex: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Excess rates of groups 0, 1-4, ..., 75-79, their normal rates, and the weight (exposure) of each."""
    totals = np.zeros((2, 2, 111))
    with shared_file("truth", episode, "truth", "deaths.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for i, years in enumerate((crisis, normal)):
                if row["sex"] == sex and int(row["year"]) in years:
                    totals[i, :, int(row["age"])] += float(row["deaths"]), float(row["exposure"])
    grouped = np.add.reduceat(totals[..., :80], GROUPS, axis=-1)
    rates = grouped[:, 0] / grouped[:, 1]
    return rates[0] - rates[1], rates[1], grouped[0, 1]


def misfit(function, start, target, weight, **fixed):
    """Least weighted squares of a shape over its parameters (positive), as a share of those of no shape at all."""
    names, scale = list(start), np.sqrt(weight / weight.sum())

    def residual(log_parameters):
        parameters = dict(zip(names, np.exp(log_parameters), strict=True))
        return scale * (function(**fixed, **parameters) - target)

    fit = least_squares(residual, np.log(list(start.values())), max_nfev=400)
    share = float((fit.fun**2).sum() / (scale**2 * target**2).sum())
    return share, dict(zip(names, np.exp(fit.x), strict=True))


SILER = {"infant": 0.05, "infant_decline": 0.5, "adult": 0.002, "old": 0.001, "old_rise": 0.05}
HUMP = {"peak": 0.01, "peak_age": 25.0, "peak_width": 0.4}


def compare(episode, crisis, normal, sex):
    target, usual, weight = excess_rates(episode, crisis, normal, sex)
    at = {"age": MIDDLE}
    return {
        "famine": misfit(famine_excess, SILER, target, weight, **at),
        "war": misfit(war_excess, HUMP, target, weight, **at),
        "epidemic": misfit(epidemic_excess, SILER | HUMP, target, weight, **at),
        "flat": misfit(flat_excess, {"level": 0.01}, target, weight, **at),
        "proportional": misfit(proportional_excess, {"factor": 1.0}, target, weight, nmx=usual, power=1.0),
    }


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_famine_of_sweden_in_1773_is_a_siler_curve(sex):
    found = compare("SWE1773", [1773], [1770, 1771, 1775], sex)
    assert found["famine"][0] < 0.1
    assert found["famine"][0] < found["proportional"][0]
    assert found["famine"][0] < 0.5 * min(found["war"][0], found["flat"][0])


@pytest.mark.parametrize("sex", ["female", "male"])
def test_the_influenza_of_spain_in_1918_has_its_hump(sex):
    found = compare("ESP1918", [1918], [1914, 1915, 1916, 1917], sex)
    share, parameters = found["epidemic"]
    assert share < 0.1
    assert share < 0.5 * min(found[name][0] for name in ("famine", "war", "flat", "proportional"))
    assert 22 < parameters["peak_age"] < 34


def test_the_war_of_finland_in_1940_is_a_hump_of_men():
    found = compare("FIN1939", [1940], [1936, 1937, 1938], "male")
    share, parameters = found["war"]
    assert share < 0.1
    assert share < 0.25 * min(found[name][0] for name in ("famine", "flat", "proportional"))
    assert 20 < parameters["peak_age"] < 30
    women = excess_rates("FIN1939", [1940], [1936, 1937, 1938], "female")[0]
    men = excess_rates("FIN1939", [1940], [1936, 1937, 1938], "male")[0]
    assert men[6] > 20 * abs(women[6])


def test_forms_by_hand():
    age = np.array([0.0, 1.0, 25.0, 60.0])
    got = famine_excess(age, infant=0.3, infant_decline=1.0, adult=0.02, old=0.001, old_rise=0.06)
    want = [0.3 * np.e ** (-x) + 0.02 + 0.001 * np.e ** (0.06 * x) for x in age]
    np.testing.assert_allclose(got, want, rtol=1e-12)
    hump = war_excess(age, peak=0.1, peak_age=25.0, peak_width=0.3)
    assert hump[2] == pytest.approx(0.1)
    assert hump[0] == 0.0
    # Heligman and Pollard write it D exp(-E (log x - log F)^2)
    np.testing.assert_allclose(
        hump[1:], [0.1 * np.exp(-(np.log(x / 25) ** 2) / (2 * 0.09)) for x in age[1:]], rtol=1e-9
    )
    both = epidemic_excess(
        age, infant=0.3, infant_decline=1.0, adult=0.02, old=0.001, old_rise=0.06, peak=0.1, peak_age=25, peak_width=0.3
    )
    np.testing.assert_allclose(both, got + hump, rtol=1e-12)
    assert (war_excess(age, peak=[0.1, 0.2], peak_age=25, peak_width=0.3)[1] == 2 * hump).all()
    np.testing.assert_allclose(proportional_excess(age / 100, factor=2, power=0.5), 2 * np.sqrt(age / 100), rtol=1e-12)


def test_scaled_patterns_cost_the_lives_they_are_scaled_to():
    rng = np.random.default_rng(5)
    excess, exposure = rng.uniform(0, 1, (3, 20)), rng.uniform(1, 100, (3, 20))
    got = scale_to_deaths(excess, exposure, [10.0, 0.0, 300.0])
    np.testing.assert_allclose((got * exposure).sum(axis=1), [10, 0, 300], rtol=1e-12)
    np.testing.assert_allclose(
        got[2] / got[0], (excess[2] / excess[0]) * got[2, 0] / got[0, 0] * excess[0, 0] / excess[2, 0]
    )


def test_every_shape_is_named_and_says_what_it_assumes():
    for shape in SHAPES.values():
        assert shape.assumes.endswith(".")
        assert "Assumed:" in shape.function.__doc__
        assert "Source" in shape.function.__doc__


def test_bad_input_is_refused():
    with pytest.raises(BadInput, match="not negative"):
        flat_excess([0, 1], level=-0.1)
    with pytest.raises(BadInput, match="above zero"):
        war_excess([0, 1], peak=0.1, peak_age=0.0, peak_width=0.3)
    with pytest.raises(BadInput, match="per 1,000"):
        proportional_excess([100.0, 10.0], factor=0.5)
    with pytest.raises(BadInput, match="no deaths"):
        scale_to_deaths([0.0, 0.0], [1.0, 1.0], 5.0)


def test_a_level_of_zero_is_zero_however_steep():
    """0 exp(1500) was nan."""
    got = famine_excess([0, 30], infant=0.2, infant_decline=0.5, adult=0.01, old=0, old_rise=50)
    np.testing.assert_allclose(got, [0.21, 0.01 + 0.2 * np.exp(-15)])


def test_shapes_run_in_jax():
    jax = pytest.importorskip("jax")
    age = np.arange(0.5, 80)
    with jax.enable_x64(True):
        got = war_excess(jax.numpy.asarray(age), peak=0.1, peak_age=25.0, peak_width=0.3)
    np.testing.assert_allclose(got, war_excess(age, peak=0.1, peak_age=25.0, peak_width=0.3), rtol=1e-12)
