"""Period life tables by the protocol of the Human Mortality Database, from its deaths and exposures.

NumPy and SciPy only. Ages 0, 1, ..., 109, 110+.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.demography.closing import fit_law, force_of_mortality
from cenotaph.demography.mortality_checks import as_finite, as_floats, check_exposed
from cenotaph.demography.table import LifeTable, life_table
from cenotaph.errors import BadInput

HMD_AGES = 111
FIT_FROM = 80
SMOOTH_FROM_AT_MOST = 95
FEW_DEATHS = 100


def hmd_death_rates(deaths: Any, exposure: Any) -> Array:
    """Death rates by single year of age with the oldest smoothed as the HMD does: (..., 2, 111) -> (..., 2, 111).

    Below age Y deaths / exposure; from Y on Kannisto's law, fitted by Poisson likelihood to ages 80 and over of each
    sex, at age x + 1/2 (110.5 for 110+). Y is the first age at which women or men have 100 deaths or fewer, not
    below 80 nor above 95, the same for both sexes.

    Parameters
    ----------
    deaths, exposure : (..., sex, age), sexes female and male, ages 0 to 110+; person-years. Exposure may be zero
        above age 80, where deaths are zero too.

    Raises
    ------
    BadInput: other shapes; negative or missing counts; zero exposure below 80. NotEstimable: too few old persons.

    Source
    ------
    Wilmoth, Andreev, Jdanov, Glei and Riffe (2017), Methods Protocol for the HMD, version 6, section 7.1. The open
    interval is left out of the fit here and in it there (a handful of persons: e0 moves by less than 1e-5 year).

    Examples
    --------
    >>> age = np.arange(111.0)
    >>> exposure = np.full((2, 111), 1e4) * np.exp(-0.0005 * age**2)
    >>> rate = 0.0002 * np.exp(0.09 * age) + 0.0005
    >>> hmd_death_rates(exposure * rate, exposure)[0, [0, 79]].round(5)
    array([0.0007 , 0.24533])
    """
    deaths, exposure = as_floats(deaths), as_floats(exposure)
    _check_hmd(deaths, exposure)
    nmx = np.empty_like(deaths)
    age = np.arange(float(HMD_AGES))
    for at in np.ndindex(deaths.shape[:-2]):
        start = smoothing_age(deaths[at])
        for sex in range(len(SEXES)):
            here = (*at, sex)
            law = fit_law("kannisto", age[FIT_FROM:], deaths[here][FIT_FROM:], exposure[here][FIT_FROM:])
            nmx[here][start:] = force_of_mortality(law, age[start:] + 0.5)
            nmx[here][:start] = deaths[here][:start] / exposure[here][:start]
    return nmx


def smoothing_age(deaths: Any) -> int:
    """The age Y from which the HMD smooths: the first with 100 deaths or fewer of either sex, within 80 to 95.

    deaths : (2, 111), persons. Raises BadInput for another shape, negative or missing deaths. Source: as
    `hmd_death_rates`.

    Examples
    --------
    >>> deaths = np.full((2, 111), 500.0)
    >>> deaths[1, 88:] = 90
    >>> smoothing_age(deaths)
    88
    """
    deaths = as_finite(deaths, "deaths")
    if deaths.shape != (len(SEXES), HMD_AGES):
        raise BadInput(f"got deaths {deaths.shape}; need (2, 111): female and male, 0 to 110+.")
    few = (deaths[:, FIT_FROM:SMOOTH_FROM_AT_MOST] <= FEW_DEATHS).any(axis=0)
    return FIT_FROM + int(np.argmax(few)) if few.any() else SMOOTH_FROM_AT_MOST


def hmd_life_table(deaths: Any, exposure: Any, *, radix: float = 1.0) -> LifeTable:
    """Period life tables of both sexes by the HMD's protocol, from deaths and exposures by single year of age.

    Rates from `hmd_death_rates`; nax by Andreev and Kingkade at age 0 by sex, one half at 1 to 109, 1 / nmx at 110+.

    Parameters and errors as `hmd_death_rates`. Returns LifeTable, columns (..., 2, 111).

    Notes
    -----
    A table of both sexes together is not made here: the HMD weights the smoothed rates of the sexes by exposure.

    Source
    ------
    As `hmd_death_rates`. Tests: from the HMD's deaths and exposures of five crises and a quiet decade
    (../shared/data/truth) the life expectancies that the HMD publishes come back to 0.01 year.

    Examples
    --------
    >>> age = np.arange(111.0)
    >>> exposure = np.full((2, 111), 1e4) * np.exp(-0.0005 * age**2)
    >>> rate = np.where(age == 0, 0.1, 0.0002 * np.exp(0.09 * age) + 0.0005)
    >>> hmd_life_table(exposure * rate, exposure).e0.round(2)
    array([55.47, 55.47])
    """
    rates = hmd_death_rates(deaths, exposure)
    return life_table(np.arange(float(HMD_AGES)), rates, nax="andreev-kingkade", sex=SEXES, radix=radix)


def _check_hmd(deaths: Array, exposure: Array) -> None:
    if deaths.shape != exposure.shape or deaths.shape[-2:] != (len(SEXES), HMD_AGES):
        raise BadInput(
            f"got deaths {deaths.shape} and exposure {exposure.shape}; need (..., 2, 111): female and male, 0 to 110+.",
            remedy="For other ages see life_table_from_counts and closing.py.",
        )
    check_exposed(deaths[..., :FIT_FROM], exposure[..., :FIT_FROM])
