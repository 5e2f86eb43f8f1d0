"""Demography on arrays: counts by age examined, life tables, models, fertility, migration, projection.

Every name below is imported from here. Arrays have batch axes first, then sex (female, male) where there is one, age
last; rates are per person-year, ages exact years, the last open. What cannot be raises `cenotaph.errors.BadInput`.

In the order of a demographer's questions:

- What are the age groups? `AgeGrid`, `regroup`, `lower_open_interval`, `spread_unknown`.
- How good are the ages? `whipple`, `myers`, `bachi`, `coale_li`, `noumbissi`, `spoorenberg`, `kannisto`, `jdanov`,
  `sawtooth`, `roughness`; in five-year groups `age_ratio_score`, `sex_ratio_score`, `un_joint_score`.
- Single years from groups? `to_single_years`, `graduate_sprague`, `graduate_beers`, `graduate_grabill`,
  `graduate_pclm`.
- Smoother groups? `smooth_carrier_farrag`, `smooth_karup_king_newton`, `smooth_arriaga`, `smooth_strong`,
  `smooth_united_nations`.
- Who dies when? `life_table`, `life_table_from_counts`, `life_table_from_nqx`, `life_table_from_lx`; one column from
  another: `nqx_from_nmx` and its like; old age: `fit_law`, `close_rates`; `hmd_life_table`, `arriaga`.
- And without good registers? `logquad_life_table`, `brass_lx`, `model_family`. In a catastrophe? `famine_excess`,
  `epidemic_excess`, `war_excess`, `flat_excess`, `proportional_excess`.
- Who is born? `total_fertility_rate`, `net_reproduction_rate`, `relational_gompertz`, `coale_trussell`, `pf_ratios`,
  `own_children`, `reverse_survival_fertility`.
- Who moves? `census_survival_migration`, `rogers_castro`.
- What was the population then, what will it be? `project`, `reverse_survive`, `interpolate_cohorts`, `leslie_matrix`,
  `intrinsic_rate`, `stable_population`, `variable_r_life_table`.

>>> import numpy as np
>>> from cenotaph import demography
>>> counts = np.where(np.arange(100) % 10 == 0, 150.0, 100.0)  # half as many again at ages 0, 10, 20 ...
>>> print(demography.whipple(counts).round(3))
1.19
>>> age = [0, 1, 5, 10, 20, 40, 60, 80]
>>> table = demography.life_table(age, [0.18, 0.03, 0.006, 0.004, 0.009, 0.014, 0.045, 0.2], sex="female")
>>> print(table.e0.round(2))
44.54

Files are read in `cenotaph.evidence` (`read_hmd`, `read_wpp`, `read_tidy`, `from_frame`): this room knows none. Names
are loaded on first use, so the import takes no time. docs/demography.md: "I used X in DemoTools: here it is Y".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors; a test holds it equal to the table below
    from cenotaph.demography.accuracy import age_ratio_score as age_ratio_score
    from cenotaph.demography.accuracy import age_ratios as age_ratios
    from cenotaph.demography.accuracy import sex_ratio_score as sex_ratio_score
    from cenotaph.demography.accuracy import sex_ratios as sex_ratios
    from cenotaph.demography.accuracy import un_joint_score as un_joint_score
    from cenotaph.demography.ages import AgeGrid as AgeGrid
    from cenotaph.demography.ages import lower_open_interval as lower_open_interval
    from cenotaph.demography.ages import regroup as regroup
    from cenotaph.demography.ages import spread_unknown as spread_unknown
    from cenotaph.demography.backward import ReverseSurvival as ReverseSurvival
    from cenotaph.demography.backward import reverse_survive as reverse_survive
    from cenotaph.demography.census_survival import CensusMigration as CensusMigration
    from cenotaph.demography.census_survival import birth_survival_ratios as birth_survival_ratios
    from cenotaph.demography.census_survival import census_survival_migration as census_survival_migration
    from cenotaph.demography.census_survival import census_survival_ratios as census_survival_ratios
    from cenotaph.demography.closing import Law as Law
    from cenotaph.demography.closing import close_rates as close_rates
    from cenotaph.demography.closing import fit_law as fit_law
    from cenotaph.demography.closing import force_of_mortality as force_of_mortality
    from cenotaph.demography.closing import open_interval_rate as open_interval_rate
    from cenotaph.demography.cohort import Diagonals as Diagonals
    from cenotaph.demography.cohort import cohort_deaths_from_triangles as cohort_deaths_from_triangles
    from cenotaph.demography.cohort import cohort_from_period as cohort_from_period
    from cenotaph.demography.cohort import period_from_cohort as period_from_cohort
    from cenotaph.demography.cohort_component import Projection as Projection
    from cenotaph.demography.cohort_component import project as project
    from cenotaph.demography.conversions import Tx_from_nLx as Tx_from_nLx
    from cenotaph.demography.conversions import ex_from_Tx as ex_from_Tx
    from cenotaph.demography.conversions import lx_from_ndx as lx_from_ndx
    from cenotaph.demography.conversions import lx_from_nqx as lx_from_nqx
    from cenotaph.demography.conversions import nax_from_nmx_nqx as nax_from_nmx_nqx
    from cenotaph.demography.conversions import ndx_from_lx as ndx_from_lx
    from cenotaph.demography.conversions import nLx_from_lx as nLx_from_lx
    from cenotaph.demography.conversions import nmx_from_counts as nmx_from_counts
    from cenotaph.demography.conversions import nmx_from_nqx as nmx_from_nqx
    from cenotaph.demography.conversions import nqx_from_lx as nqx_from_lx
    from cenotaph.demography.conversions import nqx_from_nmx as nqx_from_nmx
    from cenotaph.demography.conversions import survivorship as survivorship
    from cenotaph.demography.crisis_shapes import SHAPES as SHAPES
    from cenotaph.demography.crisis_shapes import Shape as Shape
    from cenotaph.demography.crisis_shapes import epidemic_excess as epidemic_excess
    from cenotaph.demography.crisis_shapes import famine_excess as famine_excess
    from cenotaph.demography.crisis_shapes import flat_excess as flat_excess
    from cenotaph.demography.crisis_shapes import proportional_excess as proportional_excess
    from cenotaph.demography.crisis_shapes import scale_to_deaths as scale_to_deaths
    from cenotaph.demography.crisis_shapes import war_excess as war_excess
    from cenotaph.demography.decomposition import Contributions as Contributions
    from cenotaph.demography.decomposition import arriaga as arriaga
    from cenotaph.demography.decomposition import arriaga_symmetric as arriaga_symmetric
    from cenotaph.demography.fertility import asfr_from_births as asfr_from_births
    from cenotaph.demography.fertility import births_by_sex as births_by_sex
    from cenotaph.demography.fertility import births_from_rates as births_from_rates
    from cenotaph.demography.fertility import cumulated_fertility as cumulated_fertility
    from cenotaph.demography.fertility import female_share_at_birth as female_share_at_birth
    from cenotaph.demography.fertility import gross_reproduction_rate as gross_reproduction_rate
    from cenotaph.demography.fertility import mean_age_at_childbearing as mean_age_at_childbearing
    from cenotaph.demography.fertility import mean_age_of_net_maternity as mean_age_of_net_maternity
    from cenotaph.demography.fertility import net_reproduction_rate as net_reproduction_rate
    from cenotaph.demography.fertility import total_fertility_rate as total_fertility_rate
    from cenotaph.demography.fertility_models import CoaleTrussellFit as CoaleTrussellFit
    from cenotaph.demography.fertility_models import GompertzFit as GompertzFit
    from cenotaph.demography.fertility_models import coale_trussell as coale_trussell
    from cenotaph.demography.fertility_models import fit_coale_trussell as fit_coale_trussell
    from cenotaph.demography.fertility_models import fit_relational_gompertz as fit_relational_gompertz
    from cenotaph.demography.fertility_models import gompit as gompit
    from cenotaph.demography.fertility_models import relational_gompertz as relational_gompertz
    from cenotaph.demography.fertility_models import share_from_gompit as share_from_gompit
    from cenotaph.demography.graduation import to_single_years as to_single_years
    from cenotaph.demography.graduation_grabill import grabill_multipliers as grabill_multipliers
    from cenotaph.demography.graduation_grabill import graduate_grabill as graduate_grabill
    from cenotaph.demography.graduation_multipliers import beers_multipliers as beers_multipliers
    from cenotaph.demography.graduation_multipliers import sprague_multipliers as sprague_multipliers
    from cenotaph.demography.graduation_pclm import graduate_pclm as graduate_pclm
    from cenotaph.demography.graduation_sprague_beers import graduate_beers as graduate_beers
    from cenotaph.demography.graduation_sprague_beers import graduate_sprague as graduate_sprague
    from cenotaph.demography.group_roughness import roughness as roughness
    from cenotaph.demography.heaping import digit_shares as digit_shares
    from cenotaph.demography.heaping import modified_whipple as modified_whipple
    from cenotaph.demography.heaping import noumbissi as noumbissi
    from cenotaph.demography.heaping import spoorenberg as spoorenberg
    from cenotaph.demography.heaping import whipple as whipple
    from cenotaph.demography.heaping_ages import coale_li as coale_li
    from cenotaph.demography.heaping_ages import jdanov as jdanov
    from cenotaph.demography.heaping_ages import kannisto as kannisto
    from cenotaph.demography.heaping_ages import sawtooth as sawtooth
    from cenotaph.demography.heaping_blended import bachi as bachi
    from cenotaph.demography.heaping_blended import bachi_shares as bachi_shares
    from cenotaph.demography.heaping_blended import myers as myers
    from cenotaph.demography.heaping_blended import myers_blend as myers_blend
    from cenotaph.demography.hmd import hmd_death_rates as hmd_death_rates
    from cenotaph.demography.hmd import hmd_life_table as hmd_life_table
    from cenotaph.demography.intercensal import CohortInterpolation as CohortInterpolation
    from cenotaph.demography.intercensal import interpolate_arithmetic as interpolate_arithmetic
    from cenotaph.demography.intercensal import interpolate_cohorts as interpolate_cohorts
    from cenotaph.demography.intercensal import interpolate_exponential as interpolate_exponential
    from cenotaph.demography.leslie import leslie_growth_rate as leslie_growth_rate
    from cenotaph.demography.leslie import leslie_matrix as leslie_matrix
    from cenotaph.demography.leslie import leslie_stable_structure as leslie_stable_structure
    from cenotaph.demography.leslie import reproductive_value as reproductive_value
    from cenotaph.demography.migration import RogersCastro as RogersCastro
    from cenotaph.demography.migration import RogersCastroFit as RogersCastroFit
    from cenotaph.demography.migration import fit_rogers_castro as fit_rogers_castro
    from cenotaph.demography.migration import rogers_castro as rogers_castro
    from cenotaph.demography.model_families import ModelFamily as ModelFamily
    from cenotaph.demography.model_families import family_life_table as family_life_table
    from cenotaph.demography.model_families import model_family as model_family
    from cenotaph.demography.model_tables import LogQuad as LogQuad
    from cenotaph.demography.model_tables import brass_logit as brass_logit
    from cenotaph.demography.model_tables import brass_lx as brass_lx
    from cenotaph.demography.model_tables import brass_parameters as brass_parameters
    from cenotaph.demography.model_tables import logquad_k as logquad_k
    from cenotaph.demography.model_tables import logquad_life_table as logquad_life_table
    from cenotaph.demography.model_tables import logquad_q_0_5 as logquad_q_0_5
    from cenotaph.demography.nax import a0_andreev_kingkade as a0_andreev_kingkade
    from cenotaph.demography.nax import a0_coale_demeny as a0_coale_demeny
    from cenotaph.demography.nax import nax_1_4_coale_demeny as nax_1_4_coale_demeny
    from cenotaph.demography.nax import nax_andreev_kingkade as nax_andreev_kingkade
    from cenotaph.demography.nax import nax_blended as nax_blended
    from cenotaph.demography.nax import nax_coale_demeny as nax_coale_demeny
    from cenotaph.demography.nax import nax_constant_hazard as nax_constant_hazard
    from cenotaph.demography.nax import nax_graduated as nax_graduated
    from cenotaph.demography.nax import nax_mid as nax_mid
    from cenotaph.demography.parity import brass_multipliers as brass_multipliers
    from cenotaph.demography.parity import parity_equivalents as parity_equivalents
    from cenotaph.demography.parity import pf_ratios as pf_ratios
    from cenotaph.demography.past_fertility import PastBirths as PastBirths
    from cenotaph.demography.past_fertility import PastFertility as PastFertility
    from cenotaph.demography.past_fertility import own_children as own_children
    from cenotaph.demography.past_fertility import reverse_survival_fertility as reverse_survival_fertility
    from cenotaph.demography.past_fertility import reverse_survived_births as reverse_survived_births
    from cenotaph.demography.smoothing import smooth_arriaga as smooth_arriaga
    from cenotaph.demography.smoothing import smooth_carrier_farrag as smooth_carrier_farrag
    from cenotaph.demography.smoothing import smooth_karup_king_newton as smooth_karup_king_newton
    from cenotaph.demography.smoothing import smooth_strong as smooth_strong
    from cenotaph.demography.smoothing import smooth_united_nations as smooth_united_nations
    from cenotaph.demography.stable import StablePopulation as StablePopulation
    from cenotaph.demography.stable import intrinsic_rate as intrinsic_rate
    from cenotaph.demography.stable import stable_age_structure as stable_age_structure
    from cenotaph.demography.stable import stable_population as stable_population
    from cenotaph.demography.table import LifeTable as LifeTable
    from cenotaph.demography.table import life_table as life_table
    from cenotaph.demography.table import life_table_from_counts as life_table_from_counts
    from cenotaph.demography.table import life_table_from_lx as life_table_from_lx
    from cenotaph.demography.table import life_table_from_nqx as life_table_from_nqx
    from cenotaph.demography.variable_r import VariableRTable as VariableRTable
    from cenotaph.demography.variable_r import age_growth_rate as age_growth_rate
    from cenotaph.demography.variable_r import intercensal_survival as intercensal_survival
    from cenotaph.demography.variable_r import mean_population as mean_population
    from cenotaph.demography.variable_r import variable_r_life_table as variable_r_life_table

_NAMES = {
    # Ages and accuracy of counts
    "ages": "AgeGrid lower_open_interval regroup spread_unknown",
    "heaping": "digit_shares modified_whipple noumbissi spoorenberg whipple",
    "heaping_blended": "bachi bachi_shares myers myers_blend",
    "heaping_ages": "coale_li jdanov kannisto sawtooth",
    "group_roughness": "roughness",
    "accuracy": "age_ratio_score age_ratios sex_ratio_score sex_ratios un_joint_score",
    # Graduation and smoothing
    "graduation": "to_single_years",
    "graduation_grabill": "grabill_multipliers graduate_grabill",
    "graduation_multipliers": "beers_multipliers sprague_multipliers",
    "graduation_pclm": "graduate_pclm",
    "graduation_sprague_beers": "graduate_beers graduate_sprague",
    "smoothing": "smooth_arriaga smooth_carrier_farrag smooth_karup_king_newton smooth_strong smooth_united_nations",
    # Life tables
    "table": "life_table life_table_from_counts life_table_from_lx life_table_from_nqx LifeTable",
    "conversions": (
        "ex_from_Tx lx_from_ndx lx_from_nqx nax_from_nmx_nqx ndx_from_lx nLx_from_lx nmx_from_counts nmx_from_nqx "
        "nqx_from_lx nqx_from_nmx survivorship Tx_from_nLx"
    ),
    "nax": (
        "a0_andreev_kingkade a0_coale_demeny nax_1_4_coale_demeny nax_andreev_kingkade nax_blended "
        "nax_coale_demeny nax_constant_hazard nax_graduated nax_mid"
    ),
    "closing": "close_rates fit_law force_of_mortality Law open_interval_rate",
    "hmd": "hmd_death_rates hmd_life_table",
    "cohort": "cohort_deaths_from_triangles cohort_from_period Diagonals period_from_cohort",
    "decomposition": "arriaga arriaga_symmetric Contributions",
    # Model life tables and crises
    "model_tables": "brass_logit brass_lx brass_parameters LogQuad logquad_k logquad_life_table logquad_q_0_5",
    "model_families": "family_life_table model_family ModelFamily",
    "crisis_shapes": (
        "epidemic_excess famine_excess flat_excess proportional_excess scale_to_deaths Shape SHAPES war_excess"
    ),
    # Fertility
    "fertility": (
        "asfr_from_births births_by_sex births_from_rates cumulated_fertility female_share_at_birth "
        "gross_reproduction_rate mean_age_at_childbearing mean_age_of_net_maternity net_reproduction_rate "
        "total_fertility_rate"
    ),
    "fertility_models": (
        "coale_trussell CoaleTrussellFit fit_coale_trussell fit_relational_gompertz GompertzFit gompit "
        "relational_gompertz share_from_gompit"
    ),
    "parity": "brass_multipliers parity_equivalents pf_ratios",
    "past_fertility": "own_children PastBirths PastFertility reverse_survival_fertility reverse_survived_births",
    # Migration
    "migration": "fit_rogers_castro rogers_castro RogersCastro RogersCastroFit",
    "census_survival": "birth_survival_ratios census_survival_migration census_survival_ratios CensusMigration",
    # Populations over time
    "cohort_component": "project Projection",
    "backward": "reverse_survive ReverseSurvival",
    "intercensal": "CohortInterpolation interpolate_arithmetic interpolate_cohorts interpolate_exponential",
    "leslie": "leslie_growth_rate leslie_matrix leslie_stable_structure reproductive_value",
    "stable": "intrinsic_rate stable_age_structure stable_population StablePopulation",
    "variable_r": "age_growth_rate intercensal_survival mean_population variable_r_life_table VariableRTable",
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    """Names load with their module on first use. No name is also a module's, so neither hides the other."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
