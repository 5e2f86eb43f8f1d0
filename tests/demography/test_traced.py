"""Any one argument may be traced beside NumPy's others, and the result is the same."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.demography.backward import reverse_survive
from cenotaph.demography.census_survival import census_survival_migration
from cenotaph.demography.cohort_component import project
from cenotaph.demography.fertility import (
    asfr_from_births,
    births_by_sex,
    gross_reproduction_rate,
    mean_age_of_net_maternity,
    net_reproduction_rate,
)
from cenotaph.demography.intercensal import interpolate_arithmetic, interpolate_cohorts, interpolate_exponential
from cenotaph.demography.leslie import leslie_matrix
from cenotaph.demography.past_fertility import own_children, reverse_survival_fertility, reverse_survived_births
from cenotaph.demography.stable import intrinsic_rate, stable_age_structure, stable_population
from cenotaph.demography.variable_r import intercensal_survival, variable_r_life_table

# Each call with its arrays: made-up numbers that it takes.
CALLS = {
    "asfr_from_births": (lambda a, b: asfr_from_births(a, b), [np.array([1.0, 2]), np.array([10.0, 20])]),
    "births_by_sex": (lambda a, b: births_by_sex(a, b), [np.array(100.0), np.array(1.05)]),
    "grr": (lambda a, b: gross_reproduction_rate(a, [5, 5], b), [np.array([0.1, 0.2]), np.array(1.05)]),
    "nrr": (lambda a, b, c: net_reproduction_rate(a, b, c), [np.array([0.1, 0.2]), np.array([4.0, 4]), np.array(1.05)]),
    "mean_net": (
        lambda a, b: mean_age_of_net_maternity(a, b, [20, 25], [5, 5]),
        [np.array([0.1, 0.2]), np.array([4.0, 4])],
    ),
    "reverse_births": (lambda a, b: reverse_survived_births(a, b), [np.array([9.0, 8]), np.array([0.9, 0.8])]),
    "own": (
        lambda a, b, c, d: own_children(a, b, first_age=20, child_survival=c, women_nLx=d).tfr,
        [np.ones((2, 6)), np.ones(6) * 9, np.array([0.9, 0.9]), np.ones(6)],
    ),
    "rsf": (
        lambda a, b, c, d, e: reverse_survival_fertility(a, b, c, child_survival=d, women_nLx=e).tfr,
        [np.array([9.0, 8]), np.ones(6) * 9, np.ones(4), np.array([0.9, 0.9]), np.ones(6)],
    ),
    "csm": (
        lambda a, b, c, d, e: census_survival_migration(a, b, c, births=d, birth_survival=e).net_migration,
        [np.array([100.0, 80, 60]), np.array([90.0, 98, 90]), np.array([0.9, 0.5]), np.array([10.0]), np.array([0.9])],
    ),
    "project": (
        lambda a, b, c, d, e: project(a, b, c, width=5, srb=d, net_migration=e, timing="spread").population,
        [
            np.full((2, 4), 100.0),
            np.full((2, 2, 4), 0.9),
            np.array([[0, 0.1, 0.1, 0]]),
            np.array(1.05),
            np.ones((2, 2, 4)),
        ],
    ),
    "back": (
        lambda a, b, c: reverse_survive(a, b, [0, 5, 10, 15], width=5, net_migration=c, timing="spread").births,
        [np.array([90.0, 80, 60, 30]), np.array([[4.5, 4, 3, 3]]), np.ones((1, 4))],
    ),
    "arith": (lambda a, b: interpolate_arithmetic(a, b, 0.0, 1.0, [0.5]), [np.array([1.0, 2]), np.array([2.0, 3])]),
    "expo": (lambda a, b: interpolate_exponential(a, b, 0.0, 1.0, [0.5]), [np.array([1.0, 2]), np.array([2.0, 3])]),
    "coh": (
        lambda a, b, c, d: interpolate_cohorts(a, b, c, d).population,
        [np.ones(3), np.ones(3), np.array([[0.9] * 3]), np.array([1.0])],
    ),
    "leslie": (
        lambda a, b: leslie_matrix(a, b, width=5, srb=1.05),
        [np.array([0.9, 0.95, 0.5]), np.array([0, 0.1, 0])],
    ),
    "r": (
        lambda a, b: intrinsic_rate(a, b, [0, 15, 30, 45], width=15),
        [np.array([13.8, 13.5, 13, 30]), np.array([0, 0.08, 0.02, 0])],
    ),
    "stable": (
        lambda a, b, c: stable_population(a, b, [0, 15, 30, 45], open_ex=c).age_structure,
        [np.array([13.8, 13.5, 13, 30]), np.array([0, 0.08, 0.02, 0]), np.array(32.0)],
    ),
    "sas": (
        lambda a, b, c: stable_age_structure(a, b, [0, 15, 30, 45], open_ex=c),
        [np.array([13.8, 13.5, 13, 30]), np.array(0.01), np.array(32.0)],
    ),
    "vr": (
        lambda a, b, c, d: variable_r_life_table(a, b, 10, [0, 5, 10, 15], births=c, open_ex=d).ex,
        [np.array([90.0, 80, 60, 70]), np.array([99.0, 88, 66, 77]), np.array(20.0), np.array(10.0)],
    ),
    "is": (
        lambda a, b: intercensal_survival(a, b, 10, 5),
        [np.array([90.0, 80, 60, 70]), np.array([99.0, 88, 66, 77])],
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_one_traced_argument_is_enough(name):
    import jax

    call, arguments = CALLS[name]
    want = np.asarray(call(*arguments))
    with jax.enable_x64(True):
        for place in range(len(arguments)):

            def of_one(traced, place=place):
                return call(*(traced if i == place else a for i, a in enumerate(arguments)))

            np.testing.assert_allclose(np.asarray(jax.jit(of_one)(arguments[place])), want, rtol=1e-10)
        np.testing.assert_allclose(np.asarray(jax.jit(call)(*arguments)), want, rtol=1e-10)
