"""What nobody can mean is refused in a sentence, and never becomes NaN, a negative number or another error."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.demography import fertility as f
from cenotaph.demography import fertility_models as models
from cenotaph.demography import parity
from cenotaph.demography import past_fertility as own
from cenotaph.demography.backward import reverse_survive
from cenotaph.demography.census_survival import (
    birth_survival_ratios,
    census_survival_migration,
    census_survival_ratios,
)
from cenotaph.demography.cohort_component import project
from cenotaph.demography.input_checks import check_above_zero, check_batches
from cenotaph.demography.intercensal import interpolate_arithmetic, interpolate_cohorts, interpolate_exponential
from cenotaph.demography.leslie import (
    leslie_growth_rate,
    leslie_matrix,
    leslie_stable_structure,
    reproductive_value,
)
from cenotaph.demography.migration import RogersCastro, rogers_castro
from cenotaph.demography.stable import intrinsic_rate, stable_age_structure, stable_population
from cenotaph.demography.variable_r import age_growth_rate, intercensal_survival, variable_r_life_table
from cenotaph.errors import BadInput

NAN, INF = np.nan, np.inf
GOMPITS, WIDTHS = [-1.5, 0.0, 1.5], [5, 5, 5, 5]
N_A, V_A = [0.4, 0.3], [0.0, -1.0]
RC = RogersCastro(a1=0.02, alpha1=0.1, a2=0.06, alpha2=0.1, mu2=20, lambda2=0.4, c=0.003)
WOMEN = {"first_age": 20, "child_survival": [0.9, 0.9], "women_nLx": np.ones(6)}
LESLIE = leslie_matrix([0.9, 0.95, 0.5], [0.0, 0.1, 0.0], width=15, srb=1.0)
NLX, MATERNITY, AGE = [13.8, 13.5, 13.0, 30.0], [0.0, 0.08, 0.02, 0.0], [0, 15, 30, 45]
CENSUSES = ([90.0, 80, 60, 70], [99.0, 88, 66, 77], 10, [0, 5, 10, 15])
BACK = ([90.0, 80, 60, 30], [[4.5, 4, 3, 3]], [0, 5, 10, 15])
PEOPLE = (np.full((2, 4), 100.0), np.full((2, 2, 4), 0.9), np.array([[0, 0.1, 0.1, 0]]))


def test_what_is_used_below_is_good():
    """The controls: each call below differs from one of these in one thing."""
    models.relational_gompertz(GOMPITS, 0.1, 1.0, 4.0, WIDTHS)
    models.coale_trussell(N_A, V_A, 0.5, 1.0)
    rogers_castro([0.0, 20.0], RC)
    own.own_children(np.ones((2, 6)), np.ones(6), **WOMEN)
    own.reverse_survival_fertility([9.0, 8.0], np.ones(6), np.ones(4), child_survival=[0.9, 0.9], women_nLx=np.ones(6))
    census_survival_migration([100, 80, 60], [90, 98, 90], [0.9, 0.5])
    project(*PEOPLE, width=5, srb=1.05)
    reverse_survive(*BACK, width=5)
    leslie_growth_rate(LESLIE, 15)
    leslie_stable_structure(LESLIE)
    reproductive_value(LESLIE)
    stable_population(NLX, MATERNITY, AGE, open_ex=32.0)
    intrinsic_rate(NLX, MATERNITY, AGE, width=15)
    variable_r_life_table(*CENSUSES, open_ex=10.0)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: f.asfr_from_births([1, 2, 3], [10, 20]), "ages must agree"),
        (lambda: f.births_from_rates([[0.1, 0.2]] * 2, [[1, 2]] * 3), "do not broadcast"),
        (lambda: f.births_by_sex([1.0, 2.0], [1.05] * 3), "do not broadcast"),
        (lambda: f.births_by_sex(100.0, [1.05, NAN]), "ratio at birth of nan"),
        (lambda: f.net_reproduction_rate([0.1], [4.5], 1.05, radix=NAN), "for the radix"),
        (lambda: f.mean_age_at_childbearing([0.1, 0.1], [15, 20], [10, 10]), "overlap"),
        (lambda: models.share_from_gompit([NAN]), "no numbers"),
        (lambda: models.relational_gompertz(GOMPITS, NAN, 1.0, 4.0, WIDTHS), "alpha"),
        (lambda: models.relational_gompertz(GOMPITS, 0.0, NAN, 4.0, WIDTHS), "beta"),
        (lambda: models.relational_gompertz(GOMPITS, 0.0, 1.0, 4000.0, WIDTHS), "per 1,000"),
        (lambda: models.relational_gompertz(GOMPITS, 0.0, 1.0, 4.0, [-5] * 4), "closed"),
        (lambda: models.relational_gompertz(GOMPITS, [0.0] * 2, [1.0] * 3, 4.0, WIDTHS), "do not broadcast"),
        (lambda: models.fit_relational_gompertz([0.1] * 4, WIDTHS, [GOMPITS] * 2), "one row"),
        (lambda: models.coale_trussell(N_A, V_A, 0.5, NAN), "control"),
        (lambda: models.coale_trussell(N_A, [0.0, 1.0], 0.5, 1.0), "Turn its sign"),
        (lambda: models.coale_trussell(N_A, V_A, 0.5, -1e6), "births per woman-year"),
        (lambda: parity.pf_ratios([[1] * 7] * 2, [[0.1, 0.2, 0.2, 0.2, 0.1, 0.05, 0.02]] * 3), "do not broadcast"),
        (lambda: own.own_children(np.ones((2, 6)), np.ones(6), **{**WOMEN, "first_age": NAN}), "first_age"),
        (lambda: own.own_children(np.ones((2, 6)), np.ones(6), **{**WOMEN, "first_age": -5}), "first_age"),
        (lambda: own.own_children(np.ones((3, 2, 6)), np.ones((2, 6)), **WOMEN), "do not broadcast"),
        (lambda: own.reverse_survival_fertility(9.0, [1], [1], child_survival=0.9, women_nLx=[1]), "got children"),
        (
            lambda: own.reverse_survival_fertility(
                [9.0, 8.0], np.ones(6), np.ones((3, 4)), child_survival=[0.9, 0.9], women_nLx=np.ones(6)
            ),
            "shape of fertility",
        ),
        (lambda: rogers_castro([0, 20], {"a1": 0.02}), r"RogersCastro\(a1"),
        (lambda: rogers_castro([-5, 20], RC), "ages are negative"),
        (lambda: rogers_castro([0, 20], RC._replace(a1=[0.1] * 2, c=[0.1] * 3)), "do not broadcast"),
        (lambda: census_survival_migration([[1, 1, 1]] * 2, [[1, 1, 1]] * 3, [0.9, 0.5]), "do not broadcast"),
        (lambda: census_survival_ratios([0.95, 3.8, 4.7, 4.6, 20.0]), "join 0 and 1-4"),
        (lambda: census_survival_ratios([4.5, 4.0, 3.0], 1.5), "got 1.5 steps"),
        (lambda: birth_survival_ratios([4.5, 4.0], 5.0, 0), "got 0 steps"),
        (lambda: birth_survival_ratios([4.5, 4.0], 5.0, 3), "got 3 steps"),
        (lambda: birth_survival_ratios([4.5, 4.0], 0.0), "for the width"),
        (lambda: project(*PEOPLE, width=-5, srb=1.05), "for the width"),
        (lambda: project(*PEOPLE, width=NAN, srb=1.05), "for the width"),
        (lambda: project(PEOPLE[0], PEOPLE[1][:0], PEOPLE[2], width=5, srb=1.05), "no step"),
        (lambda: reverse_survive(*BACK, width=0), "for the width"),
        (lambda: reverse_survive(*BACK, width=5, radix=NAN), "for the radix"),
        (lambda: reverse_survive(BACK[0], [[4.5e5, 4e5, 3e5, 3e5]], BACK[2], width=5), "radix=100000"),
        (lambda: reverse_survive(BACK[0], np.zeros((0, 4)), BACK[2], width=5), "0 steps back"),
        (lambda: reverse_survive([BACK[0]] * 2, [BACK[1]] * 3, BACK[2], width=5), "do not broadcast"),
        (lambda: interpolate_arithmetic(1.0, 2.0, 0.0, 1.0, [0.5]), "need 1 axes"),
        (lambda: interpolate_exponential([1.0], [2.0], "a", 1.0, 0.5), "decimal years"),
        (lambda: interpolate_arithmetic([[1.0]] * 2, [[2.0]] * 3, 0.0, 1.0, 0.5), "do not broadcast"),
        (lambda: interpolate_cohorts([[1.0] * 3] * 2, [[1.0] * 3] * 3, [[0.9] * 3], [1.0]), "do not broadcast"),
        (lambda: leslie_matrix([0.9, 0.95, 0.5], [0, 0.1, 0], width=0, srb=1.0), "for the width"),
        (lambda: leslie_matrix([0.9, 0.95, 0.5], [0, 0.1, 0], width=5, srb=[1.0, 1.1]), "one number"),
        (lambda: leslie_growth_rate(LESLIE, -15), "for the width"),
        (lambda: leslie_growth_rate([[1, 2, 3], [4, 5, 6], [7, 8, 9]], 5), "from leslie_matrix"),
        (lambda: leslie_stable_structure(LESLIE.T), "from leslie_matrix"),
        (lambda: leslie_growth_rate([[0, 0, 1.0], [0.5, 0, 0], [0, 0, 0.5]], 5), "no births that survive"),
        (lambda: reproductive_value([[0, 0, 1.0], [0, 0, 0], [0, 0.5, 0.5]]), "no births that survive"),
        (lambda: intrinsic_rate(NLX, MATERNITY, AGE, width=15, radix=0), "for the radix"),
        (lambda: intrinsic_rate(NLX, MATERNITY, AGE, width=15, radix=1e5), "radix=100000"),
        (lambda: intrinsic_rate(1e5 * np.array(NLX), MATERNITY, AGE, width=15), "radix=100000"),
        (lambda: intrinsic_rate(NLX, MATERNITY, AGE, width=40), "overlap"),
        (lambda: intrinsic_rate(NLX, MATERNITY, AGE, width=[15, 15]), "one for each"),
        (lambda: intrinsic_rate([NLX] * 2, [MATERNITY] * 3, AGE, width=15), "do not broadcast"),
        (lambda: stable_age_structure([0.0] * 4, 0.01, AGE, open_ex=30.0), "nobody lives"),
        (lambda: stable_population(NLX, MATERNITY, AGE, open_ex=32.0, radix=-1), "for the radix"),
        (lambda: variable_r_life_table(*CENSUSES, open_ex=0.0), "open_ex is not above 0"),
        (lambda: variable_r_life_table(CENSUSES[0], [99.0, 88, 66, 7], *CENSUSES[2:], open_ex=20.0), "shrinks as fast"),
        (lambda: variable_r_life_table(CENSUSES[0], [99.0, 88, 66, 7000], *CENSUSES[2:]), "grows too fast"),
        (lambda: variable_r_life_table(*CENSUSES[:2], 0.001, CENSUSES[3]), "ages grow by"),
        (lambda: age_growth_rate([1.0], [1.0], "ten"), "for the years"),
        (lambda: age_growth_rate([1e-300], [1e300], 10), "persons at an age"),
        (lambda: intercensal_survival([2.0, 1.0], [2.0, 1.0], 5, INF), "for the width"),
    ],
)
def test_refused(call, says):
    with pytest.raises(BadInput, match=says):
        call()


def test_checks_pass_what_is_good_and_what_is_traced():
    import jax

    check_above_zero(np.float64(5), "width")
    check_above_zero(np.array(5), "width")
    assert jax.jit(lambda x: check_above_zero(x, "width") or x)(5.0) == 5
    assert check_batches(a=(np.ones((3, 1, 4)), 1), b=(np.ones((2, 7)), 1)) == (3, 2)
    with pytest.raises(BadInput, match="for the width"):
        check_above_zero([5, 5], "width")
    with pytest.raises(BadInput, match="2 axes or more"):
        check_batches(a=(np.ones(3), 2))
