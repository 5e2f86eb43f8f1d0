"""Populations between two censuses: by arithmetic, by exponential growth, or along cohorts with mortality."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.cohort_component import check_shares
from cenotaph.demography.input_checks import check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, is_concrete
from cenotaph.errors import BadInput


class CohortInterpolation(NamedTuple):
    """What `interpolate_cohorts` found, at the first census and the end of every step: both (..., step + 1, K).

    population : passes through both censuses. expected : the first census carried forward with the births and the
    mortality alone; second census less expected[-1] is what migration and the errors of both counts must explain.
    """

    population: Any
    expected: Any


def interpolate_arithmetic(first: Any, second: Any, start: float, end: float, date: Any) -> Any:
    """Population at a date between two censuses, each age changing by the same number of persons a year.

    P(t) = P1 + (P2 - P1) (t - t1) / (t2 - t1).

    Parameters
    ----------
    first, second : (..., age), persons. start, end : decimal years of the two, start < end.
    date : decimal years, a number or (date,), from start to end.

    Returns
    -------
    (..., age), or (..., date, age). Totals are interpolated as their ages are.

    Raises
    ------
    BadInput: dates out of order or outside, negative or non-finite counts. Fails across a crisis: the path between two
    counts is assumed, not found, and an age is followed, not a cohort (see `interpolate_cohorts`).

    Source
    ------
    Shryock and Siegel (1971), The Methods and Materials of Demography, ch. 13. Identities only.

    Examples
    --------
    >>> interpolate_arithmetic([100.0, 50.0], [200.0, 50.0], 1926.0, 1936.0, [1926.0, 1931.0])
    array([[100.,  50.],
           [150.,  50.]])
    """
    first, second, share = _prepared(first, second, start, end, date)
    return first + (second - first) * share


def interpolate_exponential(first: Any, second: Any, start: float, end: float, date: Any) -> Any:
    """Population at a date between two censuses, each age changing at a constant rate.

    P(t) = P1 (P2 / P1)^((t - t1) / (t2 - t1)); 0 where both are 0.

    first, second : (..., age), persons. start, end : decimal years of the two, start < end. date : decimal years, a
    number or (date,). Returns (..., age) or (..., date, age). It misleads where `interpolate_arithmetic` does; the ages
    do not sum to the total interpolated by itself.

    Raises
    ------
    BadInput as `interpolate_arithmetic`, and for an age empty in one census only: no rate leads from or to zero.

    Source
    ------
    Shryock and Siegel (1971), ch. 13; Preston, Heuveline and Guillot (2001), ch. 1. Identities only.

    Examples
    --------
    >>> interpolate_exponential([100.0, 0.0], [400.0, 0.0], 1926.0, 1936.0, 1931.0)
    array([200.,   0.])
    """
    first, second, share = _prepared(first, second, start, end, date)
    if is_concrete(first, second) and ((first > 0) != (second > 0)).any():
        raise BadInput(
            "an age is empty in one census and not in the other, so no rate leads from one to the other.",
            remedy="Join ages, or use interpolate_arithmetic.",
        )
    xp = common_namespace(first, second)
    some = first > 0
    growth = xp.log(xp.where(some, second, 1.0) / xp.where(some, first, 1.0))
    return first * xp.exp(growth * share)


def interpolate_cohorts(first: Any, second: Any, survivorship: Any, births: Any) -> CohortInterpolation:
    """Populations at every step between two censuses, following each cohort through its mortality.

    The first census and the births are carried forward by survivorship. What then differs from the second census is
    spread over each cohort's time at a constant rate: expected times (P2 / expected at the second census)^share, with
    share the part of the cohort's time passed (of those born meanwhile, from the middle of their step).

    Parameters
    ----------
    first, second : (..., K), persons of one sex in groups as wide as a step, the last open; second counted a whole
        number of steps later. Cut the interval to whole steps first (interpolate the nearer census to the date).
    survivorship : (..., step, K or K + 1), 0 to 1, as `cohort_component.project`: from birth, then from each group.
    births : (..., step), persons of that sex born in each step.

    Returns
    -------
    CohortInterpolation; its ends are the two censuses exactly. Cohorts of the open group share its difference in
    proportion.

    Raises
    ------
    BadInput: shapes that do not fit, negative or non-finite input, a cohort counted that nobody was expected in, steps
    as many as the groups. JAX input is not checked and may be traced.

    Notes
    -----
    Deaths must be in the survivorship, by step: a famine left out of it is spread evenly over the interval as if people
    had left. The difference is of migration and of both counts; it is not an estimate of either.

    Source
    ------
    Cohort component of intercensal estimates: Shryock and Siegel (1971), ch. 23; the constant rate along cohorts is
    this package's convention. Identities only.

    Examples
    --------
    >>> found = interpolate_cohorts([100.0, 80.0, 60.0], [90.0, 81.0, 70.0], [[0.9, 0.9, 0.5]], [100.0])
    >>> found.expected[1], found.population[1]
    (array([90., 90., 70.]), array([90., 81., 70.]))
    """
    first, second, births = as_finite(first, "first"), as_finite(second, "second"), as_finite(births, "births")
    survivorship = as_finite(survivorship, "survivorship")
    _check_fit(first, second, survivorship, births)
    check_batches(first=(first, 1), second=(second, 1), survivorship=(survivorship, 2), births=(births, 1))
    check_shares(survivorship)
    xp = common_namespace(first, second, survivorship, births)
    if survivorship.shape[-1] == first.shape[-1]:
        survivorship = xp.concat([survivorship, survivorship[..., -1:]], axis=-1)
    expected = _forward(xp, first, survivorship, births)
    last = expected[-1]
    if is_concrete(last, second) and ((last <= 0) & (second > 0)).any():
        raise BadInput(
            "the second census counts a cohort of which nobody was expected to live.",
            remedy="Give births to every step, and begin the open group where somebody survives.",
        )
    found = last > 0
    ratio = xp.where(found, second / xp.where(found, last, 1.0), 1.0)
    steps, groups = len(expected) - 1, first.shape[-1]
    people = []
    for t, carried in enumerate(expected):
        group = np.arange(groups)
        reached = xp.take(ratio, xp.asarray(np.minimum(group + steps - t, groups - 1)), axis=-1)
        born = group < t  # in step t - 1 - group, and so with half a step less behind them
        share = np.where(born, (group + 0.5) / (steps - t + group + 0.5), t / steps)
        people.append(carried * reached ** xp.asarray(share))
    return CohortInterpolation(xp.stack(people, axis=-2), xp.stack(expected, axis=-2))


def _forward(xp: Any, first: Any, survivorship: Any, births: Any) -> list[Any]:
    shape = np.broadcast_shapes(first.shape[:-1], survivorship.shape[:-2], births.shape[:-1])
    found = [xp.broadcast_to(first, (*shape, first.shape[-1]))]
    for t in range(births.shape[-1]):
        ratios = survivorship[..., t, :]
        alive = found[-1] * ratios[..., 1:]
        young = (births[..., t] * ratios[..., 0])[..., None]
        top = alive[..., -2:-1] + alive[..., -1:]
        found.append(xp.concat([xp.broadcast_to(young, top.shape), alive[..., :-2], top], axis=-1))
    return found


def _prepared(first: Any, second: Any, start: float, end: float, date: Any) -> tuple[Any, Any, Any]:
    first, second = as_finite(first, "the first census"), as_finite(second, "the second census")
    if first.shape[-1:] != second.shape[-1:]:
        raise BadInput(f"got censuses of shapes {first.shape} and {second.shape}; ages must agree.")
    try:
        date, start, end = np.asarray(date, dtype=np.float64), float(start), float(end)
    except (TypeError, ValueError):
        raise BadInput(f"got the dates {start!r}, {end!r} and {date!r}; need decimal years.") from None
    check_batches(first=(first, 1 if date.ndim else 0), second=(second, 1 if date.ndim else 0))
    if not (np.isfinite([start, end]).all() and start < end):
        raise BadInput(f"the censuses are of {start:g} and {end:g}; the first must be earlier.")
    if date.ndim > 1 or not ((date >= start) & (date <= end)).all():
        raise BadInput(f"a date lies outside {start} to {end}.", remedy="Between two censuses only; project beyond.")
    share = (date - start) / (end - start)
    if date.ndim == 0:
        return first, second, share
    return first[..., None, :], second[..., None, :], namespace(first).asarray(share[:, None])


def _check_fit(first: Any, second: Any, survivorship: Any, births: Any) -> None:
    groups = first.shape[-1] if first.ndim else 0
    if groups < 3 or second.shape[-1:] != (groups,):
        raise BadInput(f"got censuses of shapes {first.shape} and {second.shape}; need (..., group), 3 groups or more.")
    if survivorship.ndim < 2 or survivorship.shape[-1] not in (groups, groups + 1):
        raise BadInput(f"got survivorship of shape {survivorship.shape}; need (..., step, {groups} or {groups + 1}).")
    steps = survivorship.shape[-2]
    if births.shape[-1:] != (steps,):
        raise BadInput(f"got births of shape {births.shape}; need (..., {steps}), one for each step.")
    if not 0 < steps < groups:
        raise BadInput(f"{steps} steps between censuses of {groups} groups.", remedy="Need 1 step to groups - 1.")
