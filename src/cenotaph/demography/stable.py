"""The stable population: Lotka's intrinsic rate, and the births, deaths and ages that fixed rates lead to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, by_age, check_ages, check_length, is_concrete
from cenotaph.errors import BadInput

NEWTON_STEPS = 30  # the logarithm of Lotka's sum is convex and nearly straight: five would do for human rates
FLAT = 1e-7  # growth below which ln(NRR) / r is the quotient of two roundings, and its expansion is exact


# Net reproduction of people: beyond these the radix is not that of nLx.
MOST_DAUGHTERS, FEWEST_DAUGHTERS = 20.0, 1 / 400


class StablePopulation(NamedTuple):
    """What a life table and maternity rates lead to; (...) but for age_structure, (..., age).

    growth_rate, birth_rate, death_rate : per person-year. nrr : daughters per newborn girl. generation_length :
    ln(NRR) / r, years. mean_age_childbearing : of mothers in the stable population, years. mean_age : of the
    population, years. age_structure : shares, which sum to 1.
    """

    growth_rate: Any
    birth_rate: Any
    death_rate: Any
    nrr: Any
    generation_length: Any
    mean_age_childbearing: Any
    mean_age: Any
    age_structure: Any


def intrinsic_rate(nLx: Any, maternity: Any, age: Any, *, width: Any, radix: float = 1.0) -> Any:
    """Intrinsic growth rate r, per year, from Lotka's equation: 1 = sum of exp(-r (x + n/2)) m(x) nLx / l0.

    Solved by Newton's method on the logarithm of the sum, which is convex and falls, so every start arrives.

    Parameters
    ----------
    nLx : (..., age), person-years of women. maternity : (..., age), daughters per woman-year (asfr / (1 + srb)).
    age : (age,), lower bounds; the ages of childbearing are enough. width : years, a number or (age,); inf allowed
        where maternity is zero. radix : l0 of the table.

    Returns
    -------
    (...), per person-year; zero exactly where NRR is 1.

    Raises
    ------
    BadInput: ages out of order, lengths that differ, negative or non-finite input, maternity above 1 (per 1,000?),
    births in an open interval, no births at all, groups that overlap, a radix not above 0 or with which a woman has
    more than 20 daughters or fewer than 1 in 400. JAX input is not checked and may be traced.

    Notes
    -----
    Within an interval all are placed at its middle: from single years to five-year groups r moved by up to
    3e-6 on made-up rates, more where fertility changes fast inside a group. Assumes that women alone decide the births.

    Source
    ------
    Lotka (1939), Théorie analytique des associations biologiques; Preston, Heuveline and Guillot (2001), Demography,
    eq. 7.10b. Known answers: boxes 7.1 and 7.2 there, and Kuwait 1982 of the IUSSP's course.

    Examples
    --------
    >>> r = intrinsic_rate([4.5, 4.4, 4.3], [0.06, 0.15, 0.10], [15, 25, 35], width=10)
    >>> float(r.round(5))
    0.00994
    """
    nLx, maternity, middle = _checked(nLx, maternity, age, width, radix)
    xp = common_namespace(nLx, maternity)
    return _newton(xp, nLx * maternity / radix, xp.asarray(middle))


def stable_age_structure(nLx: Any, growth_rate: Any, age: Any, *, open_ex: Any) -> Any:
    """Shares of a stable population by age, from a life table and a growth rate of any origin.

    c(x) = exp(-r (x + n/2)) nLx / their sum; the open group stands at x + e(x), its mean age if stationary.

    Parameters
    ----------
    nLx : (..., age), person-years, any radix; the last is open (Tx). growth_rate : (...), per year.
    age : (age,), lower bounds, rising. open_ex : (...), life expectancy at the last age, years.

    Returns
    -------
    (..., age), shares that sum to 1.

    Raises
    ------
    BadInput: ages out of order, lengths that differ, nLx negative, not finite or zero at every age, a growth rate above
    0.5 (per cent?), open_ex not above zero. JAX input is not checked and may be traced. Fails in the open group where r
    e(x) is large.

    Source
    ------
    Preston et al. (2001), section 7.2 and box 7.2 (known answer, open group included).

    Examples
    --------
    >>> stable_age_structure([4.0, 4.0, 8.0], 0.02, [0, 5, 10], open_ex=10.0).round(3)
    array([0.302, 0.273, 0.425])
    """
    age, nLx = by_age(age, as_finite(nLx, "nLx"), "nLx")
    growth_rate, open_ex = as_floats(growth_rate), as_floats(open_ex)
    if is_concrete(growth_rate) and not (np.abs(growth_rate) < 0.5).all():
        raise BadInput("the growth rate is not between -0.5 and 0.5.", remedy="Give it per person-year, not per cent.")
    _check_open_ex(open_ex)
    check_batches(nLx=(nLx, 1), growth_rate=(growth_rate, 0), open_ex=(open_ex, 0))
    if is_concrete(nLx) and (nLx.sum(axis=-1) <= 0).any():
        raise BadInput("nLx is zero at every age: nobody lives.")
    xp = common_namespace(nLx, growth_rate, open_ex)
    weights = nLx * _discount(xp, growth_rate, age, open_ex)
    return weights / xp.sum(weights, axis=-1, keepdims=True)


def stable_population(nLx: Any, maternity: Any, age: Any, *, open_ex: Any, radix: float = 1.0) -> StablePopulation:
    """Stable population of a life table and maternity rates: growth, births, deaths, ages, length of a generation.

    r from `intrinsic_rate`; b = 1 / sum of exp(-r (x + n/2)) nLx / l0; d = b - r; T = ln(NRR) / r.

    Parameters
    ----------
    nLx : (..., age), from birth to the open interval. maternity : (..., age), daughters per woman-year, zero in the
        open interval. age : (age,), beginning at 0. open_ex : (...), life expectancy at the last age, years.
        radix : l0. From a `LifeTable` t: nLx=t.nLx, age=t.age, open_ex=t.ex[..., -1].

    Returns
    -------
    StablePopulation. d is by definition b - r; the deaths of the table, sum of c(x) nmx, agree with it only as far as
    the middle of an interval stands for all of it (within 4e-4 of d on made-up single years).

    Raises
    ------
    BadInput as `intrinsic_rate` and `stable_age_structure`, and when ages do not begin at 0.

    Notes
    -----
    It is what the rates would lead to if they stayed for generations, not a forecast; after a crisis its ages mislead
    for decades. Women alone decide the births.

    Source
    ------
    Preston et al. (2001), ch. 7. Known answer: box 7.2 (r, b, c, mean age of childbearing); the rest identities.

    Examples
    --------
    >>> found = stable_population([13.8, 13.5, 13.0, 30.0], [0.0, 0.08, 0.02, 0.0], [0, 15, 30, 45], open_ex=32.0)
    >>> found.nrr, found.growth_rate.round(4), found.birth_rate.round(4), found.death_rate.round(4)
    (np.float64(1.34), np.float64(0.0116), np.float64(0.0229), np.float64(0.0113))
    """
    age = np.asarray(age, dtype=np.float64)
    check_ages(age)
    if age[0] != 0:
        raise BadInput(f"ages begin at {age[0]:g}; a birth rate needs everybody from 0.")
    nLx, maternity, middle = _checked(nLx, maternity, age, np.append(np.diff(age), np.inf), radix)
    open_ex = as_floats(open_ex)
    xp = common_namespace(nLx, maternity, open_ex)
    _check_open_ex(open_ex)
    check_batches(nLx=(nLx, 1), maternity=(maternity, 1), open_ex=(open_ex, 0))
    net, middle = nLx * maternity / radix, xp.asarray(middle)
    r = _newton(xp, net, middle)
    nrr = xp.sum(net, axis=-1)
    weights = nLx * _discount(xp, r, age, open_ex) / radix
    births = 1.0 / xp.sum(weights, axis=-1)
    structure = weights * births[..., None]
    mothers = net * xp.exp(-r[..., None] * middle)
    return StablePopulation(
        growth_rate=r,
        birth_rate=births,
        death_rate=births - r,
        nrr=nrr,
        generation_length=_generation(xp, net, middle, nrr, r),
        mean_age_childbearing=xp.sum(mothers * middle, axis=-1) / xp.sum(mothers, axis=-1),
        mean_age=xp.sum(structure * _positions(xp, age, open_ex), axis=-1),
        age_structure=structure,
    )


def _newton(xp: Any, net: Any, middle: Any) -> Any:
    """Root of log(sum of net exp(-r a)): its slope is minus the mean age of mothers, so the step is log / mean age."""
    r = xp.zeros_like(net[..., 0])
    for _ in range(NEWTON_STEPS):
        mothers = net * xp.exp(-r[..., None] * middle)
        total = xp.sum(mothers, axis=-1)
        r = r + xp.log(total) * total / xp.sum(mothers * middle, axis=-1)
    return r


def _generation(xp: Any, net: Any, middle: Any, nrr: Any, r: Any) -> Any:
    """ln(NRR) / r; near r = 0 its expansion, mean age of net maternity less r / 2 times the variance."""
    mean = xp.sum(net * middle, axis=-1) / nrr
    variance = xp.sum(net * (middle - mean[..., None]) ** 2, axis=-1) / nrr
    flat = abs(r) < FLAT
    return xp.where(flat, mean - r * variance / 2, xp.log(nrr) / xp.where(flat, 1.0, r))


def _positions(xp: Any, age: Any, open_ex: Any) -> Any:
    """Age at which each group stands: its middle, and x + e(x) for the open one."""
    last = xp.asarray(open_ex)[..., None] + age[-1]
    middle = xp.asarray((age[:-1] + age[1:]) / 2)
    return xp.concat([xp.broadcast_to(middle, (*last.shape[:-1], middle.size)), last], axis=-1)


def _discount(xp: Any, growth_rate: Any, age: Any, open_ex: Any) -> Any:
    return xp.exp(-xp.asarray(growth_rate)[..., None] * _positions(xp, age, open_ex))


def _check_open_ex(open_ex: Any) -> None:
    if is_concrete(open_ex) and not ((open_ex > 0) & (open_ex < np.inf)).all():
        raise BadInput("open_ex is not above zero and finite.", remedy="Give the life expectancy at the last age.")


def _check_nrr(nrr: Any) -> None:
    if (nrr <= 0).any():
        raise BadInput("nobody bears a daughter, so there is no intrinsic rate.", remedy="Is maternity all zero?")
    if (nrr > MOST_DAUGHTERS).any() or (nrr < FEWEST_DAUGHTERS).any():
        raise BadInput(
            f"the net reproduction rate goes from {nrr.min():.6g} to {nrr.max():.6g} daughters.",
            remedy="Give radix=100000 where l0 is 100,000, and 1 where it is 1.",
        )


def _widths(age: Any, width: Any) -> Any:
    """Width of each group. Raises BadInput when they do not fit the ages."""
    width = np.asarray(width, dtype=np.float64)
    if width.shape not in ((), age.shape):
        raise BadInput(f"got widths of shape {width.shape} for {age.size} ages; need one number, or one for each.")
    width = np.broadcast_to(width, age.shape)
    ends = age + np.where(np.isfinite(width), width, 0.0)
    if (ends[:-1] > age[1:] * (1 + 1e-12)).any():
        raise BadInput(
            f"ages {age.tolist()} with widths {width.tolist()} overlap.", remedy="Give the width of each group."
        )
    return width


def _checked(nLx: Any, maternity: Any, age: Any, width: Any, radix: float) -> tuple[Any, Any, Any]:
    nLx, maternity = as_finite(nLx, "nLx"), as_finite(maternity, "maternity")
    age = np.asarray(age, dtype=np.float64)
    check_ages(age)
    check_above_zero(radix, "radix", "It is l0 of the life table, 1 or 100,000.")
    width = _widths(age, width)
    check_batches(nLx=(nLx, 1), maternity=(maternity, 1))
    check_length(age, nLx, "nLx")
    check_length(age, maternity, "maternity")
    if (np.isnan(width) | (width <= 0)).any():
        raise BadInput("a width is not above zero.", remedy="Give the years of each age group.")
    if is_concrete(maternity):
        if maternity.max() > 1:
            raise BadInput(
                f"maternity goes up to {maternity.max():.6g}; need daughters per woman-year.",
                remedy="If they are per 1,000, divide by 1,000.",
            )
        if (maternity[..., ~np.isfinite(width)] > 0).any():
            raise BadInput("maternity has births in the open interval.", remedy="Begin it above the ages of mothers.")
        if is_concrete(nLx):
            _check_nrr(np.sum(nLx * maternity, axis=-1) / radix)
    return nLx, maternity, age + np.where(np.isfinite(width), width, 0.0) / 2
