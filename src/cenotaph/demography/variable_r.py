"""Life table and survival of a closed population from two censuses, by the growth rate of each age (variable-r)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.demography.conversions import closed_width, sum_from_age, width_from_age
from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, check_ages, check_length, is_concrete
from cenotaph.errors import BadInput

STEADY = 1e-6  # change between the counts below which their logarithmic mean is taken from its expansion


FEWEST, MOST = 1e-100, 1e100  # persons at an age; a quotient of two such counts is still a number
LARGEST_GROWTH = 600.0  # growth summed over ages whose exponential is still a number


class VariableRTable(NamedTuple):
    """The life table of `variable_r_life_table`; (..., age) but for age and width, which are (age,).

    growth_rate : per person-year. nLx, lx, Tx : to a radix of 1 at the table's first age. ex : years.
    """

    age: Any
    width: Any
    growth_rate: Any
    nLx: Any
    lx: Any
    Tx: Any
    ex: Any


def age_growth_rate(first: Any, second: Any, years: float) -> Any:
    """Growth rate of each age between two censuses, per person-year: ln(P2 / P1) / years.

    first, second : (..., age), persons, above 0. years : between the censuses, any number above 0.
    Raises BadInput for an empty age, negative or non-finite counts, years not above 0. Misleads where the second count
    is more or less complete than the first: a difference of 1 per cent over ten years is a rate of 0.001.
    Source: Preston and Coale (1982), Population Index 48, 217-259. Tests: the formula; rates put in come back.

    Examples
    --------
    >>> age_growth_rate([100.0, 100.0], [200.0, 100.0], 10).round(4)
    array([0.0693, 0.    ])
    """
    first, second = _counts(first, second, years)
    return common_namespace(first, second).log(second / first) / years


def mean_population(first: Any, second: Any, years: float) -> Any:
    """Person-years lived per year between two censuses, each age growing at a constant rate: (P2 - P1) / (years r).

    first, second, years : as `age_growth_rate`. Returns (..., age), person-years per year; P1 where nothing changes.
    Errors as `age_growth_rate`. Misleads where numbers fell and rose between the counts. Source: Preston, Heuveline and
    Guillot (2001), Demography, ch. 1. Tests: the formula on both sides of its expansion.

    Examples
    --------
    >>> mean_population([100.0, 100.0], [200.0, 100.0], 10).round(3)
    array([144.27, 100.  ])
    """
    first, second = _counts(first, second, years)
    xp = common_namespace(first, second)
    change = xp.log(second / first)
    steady = abs(change) < STEADY
    return first * xp.where(steady, 1 + change / 2, xp.expm1(change) / xp.where(steady, 1.0, change))


def variable_r_life_table(
    first: Any, second: Any, years: float, age: Any, *, births: Any = None, open_ex: Any = None
) -> VariableRTable:
    """Life table of a closed population from two censuses, without deaths: its ages freed of growth, each by its own.

    nLx = N(x) exp(R(x)), R(x) = sum of n r(y) below x, and n r(x) / 2; N the mean population, r the growth rates. lx by
    linear interpolation between the middles of the groups on either side. Open group at age A, hazard and growth
    constant in it: T = Q (1 + r e(A)), Q = N(A) exp(R(A)).

    Parameters
    ----------
    first, second : (..., age), persons, above 0. years : between the censuses, of any length.
    age : (age,), lower bounds, the last of the open group; three closed groups or more.
    births : (...), persons born per year between the censuses, for a table from birth; ages then begin at 0. Without
        them the table begins at the second age, for nothing tells how many survive to the first.
    open_ex : (...), years, life expectancy at the last age where it is known; else it follows from the table.

    Returns
    -------
    VariableRTable, ages from birth (births given) or from the second age on.

    Raises
    ------
    BadInput: ages out of order, too few, or not from 0 with births; empty ages; negative or non-finite counts; an open
    group that grows too fast to have an end, or shrinks so fast that with open_ex nobody is left in it; growth that no
    years of so few can have; births or open_ex not above 0. JAX input is not checked and may be traced.

    Notes
    -----
    Migration and a change in how completely an age is counted go straight into the life table; so does heaping, which
    wide groups soften. lx may rise where the counts are bad: look, before using it. A crisis between the censuses is in
    the table as its mean. Assumptions that cost accuracy, measured on the simulated population of the tests: growth is
    steady between the censuses (the error grows with the square of the interval: 0.01 year of life expectancy at 2
    years, 0.1 at 5, 0.35 at 10); lx is linear from one group's middle to the next, which is wrong where children die
    fast (single years: e(1) to e(3) up to 0.7 year too low; five-year groups: e(5) 0.9; e(0) with births is not
    touched); the open group's hazard is constant (e(85) 0.5 too low where the group grew 2.8 per cent a year).

    Source
    ------
    Preston and Coale (1982), Age structure, growth, attrition and accession: a new synthesis, Population Index 48,
    217-259; Preston and Bennett (1983), A census-based method for estimating adult mortality, Population Studies 37,
    91-104. Their published open-group coefficients are not used. Checked on a simulated non-stable population.

    Examples
    --------
    >>> first, second = [90.0, 80.0, 60.0, 70.0], [99.5, 88.4, 66.3, 77.4]
    >>> found = variable_r_life_table(first, second, 10, [0, 5, 10, 15], births=20.0)
    >>> found.lx.round(3), found.ex.round(1)
    (array([1.   , 0.939, 0.811, 0.635]), array([17.6, 13.5, 10.1,  7.2]))
    """
    age = np.asarray(age, dtype=np.float64)
    check_ages(age)
    rate, people = age_growth_rate(first, second, years), mean_population(first, second, years)
    births = None if births is None else as_floats(births)
    check_length(age, people, "census")
    check_batches(census=(people, 1), births=(0.0 if births is None else births, 0))
    _check_table(age, births)
    xp = common_namespace(people, births, open_ex)
    width = width_from_age(age)
    grown = _cumulated(xp, rate, width)
    if is_concrete(grown) and np.abs(grown).max() > LARGEST_GROWTH:
        raise BadInput(f"ages grow by up to {np.abs(rate).max():.4g} a year.", remedy="Are the years between right?")
    nLx = people * xp.exp(grown)
    if births is not None:
        nLx = nLx / births[..., None]
    lx = _survivors(xp, nLx, width)
    nLx = xp.concat([nLx[..., :-1], _open_years(xp, nLx, lx, rate, open_ex)[..., None]], axis=-1)
    if births is not None:
        lx = xp.concat([xp.ones_like(lx[..., :1]), lx], axis=-1)
    else:
        age, width, rate, nLx = age[1:], width[1:], rate[..., 1:], nLx[..., 1:] / lx[..., :1]
        lx = lx / lx[..., :1]
    above = sum_from_age(nLx)
    return VariableRTable(age, width, rate, nLx, lx, above, above / lx)


def intercensal_survival(first: Any, second: Any, years: float, width: float) -> Any:
    """Survivorship from each age group to the next, from two censuses any number of years apart.

    S(x) = N(x+n) / N(x) exp(n (r(x) + r(x+n)) / 2) = L(x+n) / L(x): as if the censuses were one width apart.

    Parameters
    ----------
    first, second : (..., K), persons, above 0, closed groups of equal width (leave the open group out).
    years : between the censuses. width : years of each group.

    Returns
    -------
    (..., K - 1); above 1 where migration or the counts make a cohort grow.

    Raises
    ------
    BadInput as `age_growth_rate`, and for fewer than two groups or a width not above 0.

    Notes
    -----
    Migration and changes of coverage are in it as in `variable_r_life_table`; it misleads where growth within a group
    changes fast from age to age.

    Source
    ------
    Preston and Bennett (1983); Preston and Coale (1982). Checked on a simulated non-stable population.

    Examples
    --------
    >>> intercensal_survival([100.0, 90.0, 60.0], [110.0, 99.0, 66.0], 7, 5).round(3)
    array([0.963, 0.714])
    """
    rate, people = age_growth_rate(first, second, years), mean_population(first, second, years)
    check_above_zero(width, "width", "Years of each group.")
    if people.ndim < 1 or people.shape[-1] < 2:
        raise BadInput(f"got groups of shape {people.shape}; need two or more.")
    growth = common_namespace(people, rate).exp(width * (rate[..., :-1] + rate[..., 1:]) / 2)
    return people[..., 1:] / people[..., :-1] * growth


def _cumulated(xp: Any, rate: Any, width: Any) -> Any:
    """Growth summed from the first age to the middle of each group, and to the start of the open one."""
    grown = xp.asarray(closed_width(width)) * rate
    half = xp.asarray(np.append(np.full(width.size - 1, 0.5), 0.0))
    return xp.cumulative_sum(grown, axis=-1) - grown + half * grown


def _survivors(xp: Any, nLx: Any, width: Any) -> Any:
    """lx at every age but the first: between the middles of two groups, and beyond the last closed one on its slope."""
    n = width[:-1]
    level = nLx[..., :-1] / n
    near = n[1:] / (n[:-1] + n[1:])
    inner = level[..., :-1] * near + level[..., 1:] * (1 - near)
    fall = level[..., -1:] / level[..., -2:-1]
    last = level[..., -1:] * fall ** float(n[-1] / (n[-1] + n[-2]))
    return xp.concat([inner, last], axis=-1)


def _open_years(xp: Any, nLx: Any, lx: Any, rate: Any, open_ex: Any) -> Any:
    """T of the open group from Q (its nLx so far): Q (1 + r e), with e given or T / lx."""
    still, growth = nLx[..., -1], rate[..., -1]
    if open_ex is not None:
        open_ex = as_finite(open_ex, "open_ex")
        check_batches(census=(still, 0), open_ex=(open_ex, 0))
        more = as_floats(1 + growth * xp.asarray(open_ex))
        if is_concrete(more, open_ex) and ((open_ex <= 0) | (more <= 0)).any():
            raise BadInput(
                "open_ex is not above 0, or too long for an open group that shrinks as fast as this one.",
                remedy="Give the life expectancy at the last age, years, or begin the open group at an older age.",
            )
        return still * more
    left = as_floats(1 - growth * still / lx[..., -1])  # of one census NumPy makes a number, which would pass unseen
    if is_concrete(left) and (left <= 0).any():
        raise BadInput(
            "the open group grows too fast for its survivors to have an end.",
            remedy="Begin it at an older age, or give open_ex.",
        )
    return still / left


def _counts(first: Any, second: Any, years: float) -> tuple[Any, Any]:
    first, second = as_finite(first, "the first census"), as_finite(second, "the second census")
    check_above_zero(years, "years between the censuses")
    if first.shape[-1:] != second.shape[-1:]:
        raise BadInput(f"got censuses of shapes {first.shape} and {second.shape}; ages must agree.")
    check_batches(first=(first, 0), second=(second, 0))
    for counts, name in ((first, "first"), (second, "second")):
        if is_concrete(counts) and (counts <= 0).any():
            raise BadInput(f"an age is empty in the {name} census, so it has no growth rate.", remedy="Join ages.")
        if is_concrete(counts) and counts.size and (counts.min() < FEWEST or counts.max() > MOST):
            raise BadInput(f"the {name} census has {counts.min():.4g} to {counts.max():.4g} persons at an age.")
    return first, second


def _check_table(age: Any, births: Any) -> None:
    if age.size < 4:
        raise BadInput(f"got {age.size} ages; need three closed groups and the open one.")
    if births is None:
        return
    if age[0] != 0:
        raise BadInput(f"births are given and ages begin at {age[0]:g}.", remedy="Give ages from 0, or no births.")
    if is_concrete(births) and not ((births > 0) & (births < np.inf)).all():
        raise BadInput("births are not above zero and finite.", remedy="Give persons born per year.")
