"""P/F ratios: average parities against the parities that current fertility would give (Brass). NumPy only.

Seven groups of women, 15-19 ... 45-49. The multipliers are not a table here: they are computed from the polynomial
that Brass took for the shape of fertility, f(a) = c (a - s) (s + 33 - a)^2 for s <= a <= s + 33.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.fertility import check_asfr
from cenotaph.demography.input_checks import check_batches
from cenotaph.demography.mortality_checks import as_finite
from cenotaph.errors import BadInput, NotEstimable

AGES = np.arange(15.0, 55.0, 5.0)
SPAN = 33.0
SHIFT = 0.5
_STARTS = np.arange(6.0, 22.0, 0.005)


def pf_ratios(parity: Any, asfr: Any, *, shifted: bool = True) -> Array:
    """P/F ratios by age of women: average parity over the parity equivalent of current fertility.

    P(i) / F(i), F from `parity_equivalents`. Near 1 and level: reports agree and fertility was constant. Level but
    above 1: births of the year are underreported in that proportion. Rising with age: fertility fell.

    Parameters
    ----------
    parity : (..., 7), children ever born per woman, women 15-19 ... 45-49 at the census.
    asfr, shifted : as `parity_equivalents`.

    Returns
    -------
    (..., 7). The ratio of 20-24, or the mean of 20-24 and 25-29, is the usual factor for the rates.

    Raises
    ------
    BadInput: other shapes, negative or missing numbers, rates above 1. NotEstimable: as `brass_multipliers`.

    Notes
    -----
    Fails where fertility has changed and in the years after a crisis: cohorts and the current year then differ in
    truth. Parities of women over 35 are often underreported.

    Source
    ------
    Brass and Coale (1968), Methods of analysis and estimation, in The Demography of Tropical Africa, 88-139; United
    Nations (1983), Manual X, ch. II. Tests: 1 in a constant population that follows the polynomial; multipliers below.

    Examples
    --------
    >>> pf_ratios([0.3, 1.5, 3.0, 4.3, 5.2, 5.8, 6.1], [0.11, 0.24, 0.23, 0.2, 0.15, 0.07, 0.03]).round(2)
    array([1.19, 1.21, 1.23, 1.22, 1.19, 1.18, 1.19])
    """
    parity = as_finite(parity, "parity")
    if parity.shape[-1:] != (7,):
        raise BadInput(f"got parities of shape {parity.shape}; need (..., 7), women 15-19 to 45-49.")
    expected = parity_equivalents(asfr, shifted=shifted)
    check_batches(parity=(parity, 1), asfr=(expected, 1))
    if (expected <= 0).any():
        raise BadInput("no births are expected of some age group, so P / F has no meaning there.")
    return parity / expected


def parity_equivalents(asfr: Any, *, shifted: bool = True) -> Array:
    """Average parity F by age of women that current fertility rates would give, children per woman.

    F(i) = 5 (f(1) + ... + f(i-1)) + k(i) f(i), k from `brass_multipliers`.

    Parameters
    ----------
    asfr : (..., 7), births per woman-year, 15-19 ... 45-49.
    shifted : True when births of the twelve months before a census are by the mother's age at the census, so that
        women were half a year younger; False when by her age at the birth.

    Raises
    ------
    BadInput, NotEstimable: as `brass_multipliers`.

    Notes
    -----
    Misleads where the shape of fertility is far from Brass's polynomial: late, or stopped early by choice.

    Source
    ------
    Brass and Coale (1968); UN (1983), Manual X, ch. II. Tests: exact for rates of the polynomial.

    Examples
    --------
    >>> parity_equivalents([0.11, 0.24, 0.23, 0.2, 0.15, 0.07, 0.03]).round(2)
    array([0.25, 1.24, 2.45, 3.52, 4.39, 4.9 , 5.13])
    """
    asfr = np.asarray(asfr, dtype=np.float64)
    multipliers = brass_multipliers(asfr, shifted=shifted)
    before = 5.0 * (np.cumsum(asfr, axis=-1) - asfr)
    return before + multipliers * asfr


def brass_multipliers(asfr: Any, *, shifted: bool = True) -> Array:
    """Multipliers k by age of women, years: how much of the group's own rate its average parity contains.

    k(i) = (mean over the group of F(a) - 5 * sum of rates before it) / f(i), for the polynomial starting at s. For
    15-29 s is the one with the observed f(1) / f(2), for 30-49 the one with the observed mean age of the rates.

    Parameters
    ----------
    asfr : (..., 7), births per woman-year. shifted : as `parity_equivalents`.

    Returns
    -------
    (..., 7), years, mostly 1 to 5. 5 for 45-49 where the polynomial has no births after the start of that group.

    Raises
    ------
    BadInput: rates of another shape, negative, not finite or above 1, or none at 20-24. NotEstimable: f(1) / f(2) or
    the mean age lies outside what the polynomial can have (0 to 2.3, and 21.4 to 35 years).

    Notes
    -----
    The mean age compared is that of the groups (middles of groups weighted by rates), of the data and of the
    polynomial alike, so that the age shift and the width of the groups enter both.

    Source
    ------
    Brass and Coale (1968), table of multipliers. Tests: every printed multiplier comes back to 0.005, the table's
    last step.

    Examples
    --------
    >>> brass_multipliers([0.11, 0.24, 0.23, 0.2, 0.15, 0.07, 0.03]).round(2)
    array([2.3 , 2.89, 3.03, 3.12, 3.24, 3.5 , 4.37])
    """
    asfr = np.asarray(asfr, dtype=np.float64)
    check_asfr(asfr)
    if asfr.shape[-1:] != (7,):
        raise BadInput(f"got rates of shape {asfr.shape}; need (..., 7), women 15-19 to 45-49.")
    if (asfr[..., 1] <= 0).any():
        raise BadInput("nobody bears children at 20-24, so f(1) / f(2) has no meaning.")
    rates = _polynomial_rates(_STARTS, shifted)
    ratio, mean = rates[:, 0] / np.maximum(rates[:, 1], 1e-300), _mean_age(rates)
    early = _start(asfr[..., 0] / asfr[..., 1], ratio, "f(1) / f(2)")
    late = _start(_mean_age(asfr), mean, "the mean age of the rates")
    young, old = _multipliers_at(early, shifted), _multipliers_at(late, shifted)
    return np.concatenate([young[..., :3], old[..., 3:]], axis=-1)


def _start(observed: Array, of_polynomial: Array, name: str) -> Array:
    """Age s at which the polynomial starts, by interpolation between the tabled starts."""
    usable = np.concatenate([np.diff(of_polynomial) != 0, [True]])
    x, y = of_polynomial[usable], _STARTS[usable]
    order = np.argsort(x)
    x, y = x[order], y[order]
    if (observed < x[0]).any() or (observed > x[-1]).any():
        raise NotEstimable(
            f"{name} is {float(observed.min()):.3g} to {float(observed.max()):.3g}; the polynomial has "
            f"{x[0]:.3g} to {x[-1]:.3g}."
        )
    return np.interp(observed, x, y)


def _mean_age(rates: Array) -> Array:
    return (rates * (AGES[:-1] + 2.5)).sum(axis=-1) / rates.sum(axis=-1)


def _multipliers_at(start: Array, shifted: bool) -> Array:
    """k(1) ... k(7) of the polynomial that starts at the given ages, (...) -> (..., 7)."""
    rates = _polynomial_rates(start, shifted)
    parity = np.diff(_births_lived(AGES, start), axis=-1) / 5.0
    before = 5.0 * (np.cumsum(rates, axis=-1) - rates)
    with_births = rates > 1e-9 * rates.max(axis=-1, keepdims=True)
    return np.where(with_births, (parity - before) / np.where(with_births, rates, 1.0), 5.0)


def _polynomial_rates(start: Array, shifted: bool) -> Array:
    """Rates of the seven groups, TFR 1; births before the first group and after the last are in those."""
    bounds = AGES[1:-1] - (SHIFT if shifted else 0.0)
    inside = _births_by(bounds, start)
    ends = np.zeros_like(inside[..., :1])
    return np.diff(np.concatenate([ends, inside, ends + 1.0], axis=-1), axis=-1) / 5.0


def _births_by(age: Array, start: Array) -> Array:
    """Integral of the polynomial up to each age, TFR 1: (...), (age,) -> (..., age)."""
    x = np.clip((age - np.asarray(start)[..., None]) / SPAN, 0.0, 1.0)
    return x * x * (6.0 - 8.0 * x + 3.0 * x * x)


def _births_lived(age: Array, start: Array) -> Array:
    """Integral of `_births_by` up to each age: the sum of parities over ages, years times children."""
    past = (age - np.asarray(start)[..., None]) / SPAN
    x = np.clip(past, 0.0, 1.0)
    return SPAN * (x**3 * (2.0 - 2.0 * x + 0.6 * x * x) + np.maximum(past - 1.0, 0.0))
