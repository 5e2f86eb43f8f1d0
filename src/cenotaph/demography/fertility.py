"""Fertility by age of woman: rates, total and net reproduction, births.

Age is the last axis and closed: 15-19 ... 45-49, or single years. The sex ratio at birth, `srb`, is boys per girl,
about 1.05: never per 100, never girls per boy. Works in the namespace of the argument; NumPy input is checked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, check_ages, check_length, is_concrete
from cenotaph.errors import BadInput

# Married women aged 20-24 of the most fertile populations known had about 0.6 births a year.
HIGHEST_RATE = 1.0
SRB_BETWEEN = (0.8, 1.5)


def asfr_from_births(births: Any, women: Any) -> Any:
    """Fertility rate by age, births per woman-year: births / women.

    Parameters
    ----------
    births : (..., age), by age of mother, >= 0. women : (..., age), person-years of women, > 0.

    Raises
    ------
    BadInput: negative or missing numbers, no women at an age, more births than woman-years, ages that differ.

    Notes
    -----
    Misleads where births and women are of different places or years, or where births are by the mother's age at
    the end of the year: the rates then stand half a year too old.

    Source
    ------
    Preston, Heuveline and Guillot (2001), Demography, ch. 5. Tests: `births_from_rates` undoes it.

    Examples
    --------
    >>> asfr_from_births([30, 100], [1000, 500])
    array([0.03, 0.2 ])
    """
    births, women = as_finite(births, "births"), as_finite(women, "women")
    _check_same_ages(births, women, "births", "women")
    if is_concrete(women) and (women <= 0).any():
        raise BadInput(
            f"there are no women in {int((women <= 0).sum())} cells; a rate there has no meaning.",
            remedy="Join ages until somebody lives in each.",
        )
    rates = births / women
    check_asfr(rates)
    return rates


def births_from_rates(asfr: Any, women: Any) -> Any:
    """Births by age of mother, persons: asfr * women.

    asfr : (..., age), births per woman-year. women : (..., age), person-years (a mid-year number for a year's births).
    Raises BadInput for numbers that are negative or not finite, rates that look per 1,000 and ages that differ.
    Misleads where `women` is a number at one end of a year in which it changed fast.
    Source: definition; Preston et al. (2001), ch. 5. Tests: a loop.

    Examples
    --------
    >>> births_from_rates([0.03, 0.2], [1000, 500])
    array([ 30., 100.])
    """
    asfr, women = as_finite(asfr, "asfr"), as_finite(women, "women")
    check_asfr(asfr)
    _check_same_ages(asfr, women, "asfr", "women")
    return asfr * women


def births_by_sex(births: Any, srb: Any) -> Any:
    """Births by sex of child, persons: (...) -> (..., 2), girls first, as sexes are ordered everywhere.

    girls = births / (1 + srb), boys = births - girls. births : (...), persons. srb : boys per girl, (...).
    Raises BadInput for births negative or not finite and an srb outside 0.8 to 1.5. Misleads for few births, whose
    sexes vary by chance. Source: Preston et al. (2001), ch. 6. Tests: the parts sum to births and their ratio is srb.

    Examples
    --------
    >>> births_by_sex(2050.0, 1.05)
    array([1000., 1050.])
    """
    births = as_finite(births, "births")
    check_batches(births=(births, 0), srb=(as_floats(srb), 0))
    xp = common_namespace(births, srb)
    girls = births * female_share_at_birth(srb)
    return xp.stack([girls, births - girls], axis=-1)


def female_share_at_birth(srb: Any) -> Any:
    """Share of girls among births, 1 / (1 + srb), from the sex ratio at birth in boys per girl.

    srb : (...), about 1.05. Raises BadInput outside 0.8 to 1.5 (105 means boys per 100 girls, 0.49 a share of girls).
    Fails to see girls per boy: 0.95 is within what is accepted. Source: definition.

    Examples
    --------
    >>> float(female_share_at_birth(1.0))
    0.5
    """
    srb = as_floats(srb)
    if is_concrete(srb) and not ((srb >= SRB_BETWEEN[0]) & (srb <= SRB_BETWEEN[1])).all():
        wrong = srb[~((srb >= SRB_BETWEEN[0]) & (srb <= SRB_BETWEEN[1]))]
        raise BadInput(
            f"a sex ratio at birth of {float(wrong.flat[0]):g}; need boys per girl, about 1.05.",
            remedy="Divide boys per 100 girls by 100; from a share of girls g take (1 - g) / g.",
        )
    return 1.0 / (1.0 + srb)


def total_fertility_rate(asfr: Any, width: Any) -> Any:
    """Total fertility rate, children per woman who lives to the end of childbearing: sum of n * asfr.

    Parameters
    ----------
    asfr : (..., age), births per woman-year. width : (age,), years, finite.

    Raises
    ------
    BadInput: rates negative, not finite or above 1 (per 1,000?), an open age group.

    Notes
    -----
    A period's TFR is no woman's number of children; births put off in a crisis and made up later move it both ways.

    Source
    ------
    Preston, Heuveline and Guillot (2001), ch. 5. Tests: TFR, GRR and NRR of Kuwait 1982 as printed (PAPP103).

    Examples
    --------
    >>> float(total_fertility_rate([0.1, 0.2, 0.1], [5, 5, 5]).round(6))
    2.0
    """
    asfr, width = _rates_and_width(asfr, width)
    xp = namespace(asfr)
    return xp.sum(asfr * xp.asarray(width), axis=-1)


def cumulated_fertility(asfr: Any, width: Any) -> Any:
    """Children per woman by the end of each age group, cumulated n * asfr: (..., age) -> (..., age).

    The last value is the total fertility rate. Errors as `total_fertility_rate`, and it misleads as that does.
    asfr : (..., age), births per woman-year. width : (age,), years. Source: definition; Preston et al. (2001), ch. 5.

    Examples
    --------
    >>> cumulated_fertility([0.1, 0.2, 0.1], [5, 5, 5])
    array([0.5, 1.5, 2. ])
    """
    asfr, width = _rates_and_width(asfr, width)
    xp = namespace(asfr)
    return xp.cumulative_sum(asfr * xp.asarray(width), axis=-1)


def gross_reproduction_rate(asfr: Any, width: Any, srb: Any) -> Any:
    """Gross reproduction rate, daughters per woman who lives to the end of childbearing: TFR / (1 + srb).

    asfr : (..., age), births per woman-year. width : (age,), years. srb : boys per girl, one number or (...), the same
    at all ages. Errors as `total_fertility_rate` and `female_share_at_birth`. Misleads as the TFR does; it leaves out
    mortality (`net_reproduction_rate`). Source: Preston et al. (2001), ch. 5. Tests: Kuwait 1982 as printed.

    Examples
    --------
    >>> float(gross_reproduction_rate([0.1, 0.2, 0.11], [5, 5, 5], 1.05).round(6))
    1.0
    """
    total = total_fertility_rate(asfr, width)
    check_batches(asfr=(total, 0), srb=(as_floats(srb), 0))
    return total * female_share_at_birth(srb)


def net_reproduction_rate(asfr: Any, nLx: Any, srb: Any, *, radix: float = 1.0) -> Any:
    """Net reproduction rate, daughters per newborn girl: sum of asfr * nLx / l0, divided by 1 + srb.

    Parameters
    ----------
    asfr : (..., age), births per woman-year. nLx : (..., age), person-years of women in the same age groups.
    srb : boys per girl. radix : l0 of the life table (100,000 where it is printed so).

    Raises
    ------
    BadInput: rates or nLx negative or not finite; other ages; nLx above 100 years with this radix.

    Notes
    -----
    Of a period, it is what its rates would do if they stayed; in a famine year it says little about replacement.

    Source
    ------
    Preston, Heuveline and Guillot (2001), ch. 5. Tests: NRR of Kuwait 1982 as printed (PAPP103).

    Examples
    --------
    >>> float(net_reproduction_rate([0.1, 0.2, 0.11], [4.5, 4.5, 4.5], 1.05).round(6))
    0.9
    """
    daughters = _sum_over_age(_maternity(asfr, nLx, radix))
    check_batches(asfr=(daughters, 0), srb=(as_floats(srb), 0))
    return daughters * female_share_at_birth(srb)


def mean_age_at_childbearing(asfr: Any, age: Any, width: Any) -> Any:
    """Mean age at childbearing of the rates, years: sum of (x + n/2) n asfr / sum of n asfr.

    Parameters
    ----------
    asfr : (..., age). age, width : (age,), lower bounds and lengths, years.

    Raises
    ------
    BadInput: as `total_fertility_rate`; ages that do not fit or groups that overlap; no births at all.

    Notes
    -----
    The mean of the rates, not of the mothers: it does not depend on how many women there are of each age.

    Source
    ------
    Preston, Heuveline and Guillot (2001), ch. 5. Tests: a loop; shifting all ages shifts the mean.

    Examples
    --------
    >>> float(mean_age_at_childbearing([0.1, 0.2, 0.1], [20, 25, 30], [5, 5, 5]).round(6))
    27.5
    """
    asfr, width = _rates_and_width(asfr, width)
    return _mean_age(asfr * namespace(asfr).asarray(width), age, width)


def mean_age_of_net_maternity(asfr: Any, nLx: Any, age: Any, width: Any, *, radix: float = 1.0) -> Any:
    """Mean age of mothers in the stationary population, years: sum of (x + n/2) asfr nLx / sum of asfr nLx.

    The usual approximation to the length of a generation; it misleads where growth is fast (`stable_population` has
    the length itself). asfr, nLx, radix : as `net_reproduction_rate`. age, width : as `mean_age_at_childbearing`.
    Errors as those two. Source: Preston et al. (2001), ch. 7. Tests: a loop.

    Examples
    --------
    >>> float(mean_age_of_net_maternity([0.1, 0.1], [4.0, 1.0], [20, 25], [5, 5]).round(6))
    23.5
    """
    width = np.asarray(width, dtype=np.float64)
    check_closed(width)
    return _mean_age(_maternity(asfr, nLx, radix, width), age, width)


def check_asfr(asfr: Any) -> None:
    """Raises BadInput for fertility rates that are negative, not finite or above 1 birth per woman-year."""
    if not is_concrete(asfr):
        return
    if asfr.size == 0 or asfr.ndim == 0:
        raise BadInput(f"got rates of shape {asfr.shape}; age is the last axis and has at least one group.")
    if not np.isfinite(asfr).all() or (asfr < 0).any():
        raise BadInput("asfr has values that are negative or not finite.")
    if asfr.max() > HIGHEST_RATE:
        raise BadInput(
            f"asfr goes up to {asfr.max():.6g}; need births per woman-year.",
            remedy="If they are per 1,000, divide by 1,000.",
        )


def check_closed(width: Array) -> None:
    """Raises BadInput unless the age groups are closed and wider than nothing."""
    if width.ndim != 1 or not np.isfinite(width).all() or (width <= 0).any():
        raise BadInput(
            f"got widths {width.tolist()}; fertility needs closed age groups.",
            remedy="Give 15-19 ... 45-49; births to older women go to the last group, or to one of their own.",
        )


def _sum_over_age(values: Any) -> Any:
    """Sum over age in the namespace of the argument."""
    return namespace(values).sum(values, axis=-1)


def _rates_and_width(asfr: Any, width: Any) -> tuple[Any, Array]:
    asfr, width = as_floats(asfr), np.asarray(width, dtype=np.float64)
    check_asfr(asfr)
    check_closed(width)
    check_length(width, asfr, "asfr")
    return asfr, width


def _maternity(asfr: Any, nLx: Any, radix: float, width: Array | None = None) -> Any:
    """asfr * nLx / l0, checked."""
    asfr, nLx = as_floats(asfr), as_finite(nLx, "nLx")
    check_asfr(asfr)
    _check_same_ages(asfr, nLx, "asfr", "nLx")
    check_above_zero(radix, "radix", "It is l0 of the life table, 1 or 100,000.")
    if is_concrete(nLx):
        longest = 100.0 if width is None else width
        if (nLx > longest * radix * (1 + 1e-9)).any():
            raise BadInput(
                f"nLx goes up to {nLx.max():.6g} with a radix of {radix:g}.",
                remedy="Give radix=100000 where l0 is 100,000.",
            )
    return asfr * nLx / radix


def _check_same_ages(first: Any, second: Any, name: str, other: str) -> None:
    """Raises BadInput unless both have the same last axis and batches that broadcast."""
    if np.shape(first)[-1:] != np.shape(second)[-1:]:
        raise BadInput(
            f"got {name} of shape {np.shape(first)} and {other} of shape {np.shape(second)}; ages must agree."
        )
    check_batches(**{name: (first, 0), other: (second, 0)})


def _mean_age(weights: Any, age: Any, width: Array) -> Any:
    age = np.asarray(age, dtype=np.float64)
    check_ages(age)
    check_length(age, width, "width")
    check_length(age, weights, "asfr")
    if (age[:-1] + width[:-1] > age[1:] * (1 + 1e-12)).any():
        raise BadInput(
            f"ages {age.tolist()} with widths {width.tolist()} overlap.", remedy="Give the width of each group."
        )
    total = _sum_over_age(weights)
    if is_concrete(weights) and (total <= 0).any():
        raise BadInput("there are no births at any age, so they have no mean age.")
    return _sum_over_age(weights * namespace(weights).asarray(age + width / 2)) / total
