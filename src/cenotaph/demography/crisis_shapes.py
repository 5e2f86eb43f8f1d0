"""Named age patterns of excess mortality: pure functions of exact age, parameters given by the user.

Each gives excess deaths per person-year at exact ages x, to be added to normal rates. No parameter has a default:
the forms are published, the numbers of one catastrophe are not those of another. What each form assumes is in its
docstring and in SHAPES. For an age group take the value at its middle, or the mean over its single years.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.mortality_checks import as_floats, check_exposed, check_rates, is_concrete
from cenotaph.errors import BadInput

LARGEST_EXPONENT = 700.0  # beyond e^700 a double ends, and a level of zero would give no number


def famine_excess(age: Any, *, infant: Any, infant_decline: Any, adult: Any, old: Any, old_rise: Any) -> Any:
    """Excess death rate of a famine: Siler's three competing hazards, high in infancy and in old age.

    infant exp(-infant_decline x) + adult + old exp(old_rise x).

    Assumed: a famine kills where normal mortality is high, along the same J-shaped curve; nothing in it tells the
    sexes apart (men die more in most famines: give each sex its own level), and births that fail are not deaths.

    Parameters
    ----------
    age : (age,), exact years. infant, adult, old : (...), per person-year, >= 0. infant_decline, old_rise : (...),
        per year, >= 0.

    Returns
    -------
    (..., age), per person-year.

    Raises
    ------
    BadInput for negative parameters or ages.

    Source
    ------
    Form: Siler (1979), A competing-risk model for animal mortality, Ecology 60, 750-757. That famine deaths follow the
    normal age pattern: Watkins and Menken (1985), Famines in historical perspective, Population and Development
    Review 11, 647-675. Tests: on Sweden 1773 (HMD) it leaves the least
    unexplained of the shapes without a hump.

    Examples
    --------
    >>> famine_excess([0, 30], infant=0.2, infant_decline=0.5, adult=0.01, old=0.001, old_rise=0.05).round(4)
    array([0.211 , 0.0145])
    """
    xp, x, (a1, b1, a2, a3, b3) = _ready(age, infant, infant_decline, adult, old, old_rise)
    return a1 * xp.exp(-b1 * x) + a2 + a3 * xp.exp(xp.clip(b3 * x, None, LARGEST_EXPONENT))


def proportional_excess(nmx: Any, *, factor: Any, power: Any = 1.0) -> Any:
    """Excess death rate as a multiple of a power of normal mortality: factor nmx^power.

    Assumed: who is likeliest to die in a normal year is likeliest to die in the crisis; power 1 is one relative risk
    for every age, below 1 the crisis is flatter than normal mortality, 0 strikes all alike.

    Parameters
    ----------
    nmx : (..., age), normal rates, per person-year, >= 0. factor, power : (...), >= 0.

    Raises
    ------
    BadInput for negative parameters, and for rates that are negative, not finite or above 6 (per 1,000?).

    Source
    ------
    Proportional hazards: Cox (1972), Regression models and life-tables, JRSS B 34, 187-220. The power is a
    convenience of this package with no source: it is linear in logarithms. With power 1 it fits none of the
    registered crises of the tests well (28 to 92 per cent of the excess by age is left over): a crisis raises the
    low rates of children and adults relatively more than those of infants.

    Examples
    --------
    >>> proportional_excess([0.1, 0.01], factor=0.5).round(4)
    array([0.05 , 0.005])
    """
    _, rates, (factor, power) = _ready(nmx, factor, power)
    if is_concrete(rates):
        check_rates(rates)
    return factor * rates**power


def epidemic_excess(
    age: Any,
    *,
    infant: Any,
    infant_decline: Any,
    adult: Any,
    old: Any,
    old_rise: Any,
    peak: Any,
    peak_age: Any,
    peak_width: Any,
) -> Any:
    """Excess death rate of an epidemic with a W: Siler's curve with a hump of young adults, as in 1918.

    famine_excess + peak exp(-(log(x / peak_age) / peak_width)^2 / 2).

    Assumed: the hump is symmetric in the logarithm of age and adds to a U. Most epidemics have no hump (peak = 0):
    cholera, typhus and smallpox have ages of their own that no single form describes.

    Parameters
    ----------
    As `famine_excess`, and peak : (...), per person-year; peak_age : years, > 0; peak_width : spread of log age, > 0.

    Raises
    ------
    BadInput for negative parameters or ages.

    Source
    ------
    The hump: the accident term of Heligman and Pollard (1980), The age pattern of mortality, Journal of the Institute
    of Actuaries 107, 49-80 (their E is 1 / (2 peak_width^2)). That influenza deaths of autumn 1918 have one: Viboud et
    al. (2013), Age- and sex-specific mortality associated with the 1918-1919 influenza pandemic in Kentucky, Journal
    of Infectious Diseases 207 (maxima in infancy and at 24-26, minima at 9-10 and 56-59). Tests: on
    Spain 1918 (HMD) it leaves less than half as much unexplained as any other shape, its peak between 22 and 34.

    Examples
    --------
    >>> shape = {"infant": 0.02, "infant_decline": 1.0, "adult": 0.0, "old": 0.0005, "old_rise": 0.04}
    >>> epidemic_excess([0, 10, 27], **shape, peak=0.02, peak_age=27, peak_width=0.4).round(4)
    array([0.0205, 0.0017, 0.0215])
    """
    xp, x, (height, center, spread) = _ready(age, peak, peak_age, peak_width)
    siler = famine_excess(age, infant=infant, infant_decline=infant_decline, adult=adult, old=old, old_rise=old_rise)
    return siler + _hump(xp, x, height, center, spread)


def war_excess(age: Any, *, peak: Any, peak_age: Any, peak_width: Any) -> Any:
    """Excess death rate of a war among those of military age: one hump, symmetric in the logarithm of age.

    peak exp(-(log(x / peak_age) / peak_width)^2 / 2).

    Assumed: soldiers; civilians of all ages need `flat_excess` or `famine_excess` beside it. Usually men only: the
    function does not know the sex. Age limits of conscription are sharp, the hump is not.

    Parameters
    ----------
    age : (age,), exact years. peak : (...), per person-year, >= 0. peak_age : years, > 0. peak_width : > 0.

    Raises
    ------
    BadInput for negative parameters or ages, peak_age or peak_width of zero.

    Source
    ------
    Form: the accident term of Heligman and Pollard (1980), as in `epidemic_excess`. That war deaths take it is an
    assumption; tests: on the men of Finland 1940 (HMD) it leaves less than a quarter as much
    unexplained as the shapes without a hump, with the peak between 20 and 30.

    Examples
    --------
    >>> war_excess([0, 12, 24, 48], peak=0.05, peak_age=24, peak_width=0.4).round(4)
    array([0.    , 0.0111, 0.05  , 0.0111])
    """
    xp, x, (height, center, spread) = _ready(age, peak, peak_age, peak_width)
    return _hump(xp, x, height, center, spread)


def flat_excess(age: Any, *, level: Any) -> Any:
    """Excess death rate that is the same at every age: a massacre, a bombardment, an indiscriminate epidemic.

    Assumed: the event does not look at age, so the age of the dead is that of the living ("catastrophic profile").

    Parameters
    ----------
    age : (age,), exact years. level : (...), per person-year, >= 0.

    Raises
    ------
    BadInput for negative values.

    Source
    ------
    Margerison and Knüsel (2002), Paleodemographic comparison of a catastrophic and an attritional death assemblage,
    American Journal of Physical Anthropology 119, 134-143 (a cemetery of the Black Death beside an ordinary one).

    Examples
    --------
    >>> flat_excess([0, 50], level=0.2)
    array([0.2, 0.2])
    """
    xp, x, (level,) = _ready(age, level)
    return level + xp.zeros_like(x)


def scale_to_deaths(excess: Any, exposure: Any, deaths: Any) -> Any:
    """The pattern scaled so that it costs a given number of lives: excess deaths / sum(excess exposure).

    Parameters
    ----------
    excess : (..., age), any level, >= 0. exposure : (..., age), person-years, > 0. deaths : (...), excess deaths, >= 0.

    Returns
    -------
    (..., age), per person-year. The exposure is taken as given: in a heavy crisis it falls with the deaths, and the
    scaled rates are then too low for it.

    Raises
    ------
    BadInput for exposures of zero, or a pattern that kills nobody. Source: definition.

    Examples
    --------
    >>> scale_to_deaths([1.0, 2.0], [100.0, 100.0], 30.0)
    array([0.1, 0.2])
    """
    excess, exposure, deaths = as_floats(excess), as_floats(exposure), as_floats(deaths)
    xp = namespace(excess)
    cost = xp.sum(excess * exposure, axis=-1)
    if is_concrete(excess, exposure, deaths):
        check_exposed(deaths, np.ones(1))
        check_exposed(excess, exposure)
        if (cost <= 0).any():
            raise BadInput("the pattern has no deaths at any age, so it cannot be scaled.")
    return excess * (xp.asarray(deaths) / cost)[..., None]


class Shape(NamedTuple):
    """A named age pattern: its function, and in a sentence what it assumes."""

    function: Callable[..., Any]
    assumes: str


SHAPES = {
    "famine": Shape(famine_excess, "The famine kills along the J of normal mortality: infants and the old most."),
    "proportional": Shape(proportional_excess, "The risk of each age is multiplied by the same factor (power 1)."),
    "epidemic": Shape(epidemic_excess, "A U of infants and the old, with a hump of young adults as in 1918."),
    "war": Shape(war_excess, "Only those about one age die, as soldiers do; the caller chooses the sex."),
    "flat": Shape(flat_excess, "The event does not look at age: a massacre, a bombardment."),
}


def _ready(age: Any, *parameters: Any) -> tuple[Any, Any, list[Any]]:
    """Namespace, ages and parameters as (..., 1), refused when negative."""
    x = as_floats(age)
    xp = namespace(x)
    values = [as_floats(p) for p in parameters]
    for value in (x, *values):
        if is_concrete(value) and (not np.isfinite(value).all() or (value < 0).any()):
            raise BadInput("ages and parameters of a crisis pattern must be finite and not negative.")
    return xp, x, [xp.asarray(value)[..., None] for value in values]


def _hump(xp: Any, x: Any, peak: Any, peak_age: Any, peak_width: Any) -> Any:
    if is_concrete(peak_age, peak_width) and ((peak_age <= 0).any() or (peak_width <= 0).any()):
        raise BadInput("peak_age and peak_width must be above zero.")
    log_age = xp.log(xp.where(x > 0, x, 1e-9))  # at birth the logarithm has no value, and the hump none either
    return peak * xp.exp(-(((log_age - xp.log(peak_age)) / peak_width) ** 2) / 2)
