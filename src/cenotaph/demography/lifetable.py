"""From a life table's printed column to death hazards by single year of age, and life expectancy."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, OPEN_AGE, Array, namespace
from cenotaph.errors import BadInput

SURE_DEATH = 1 - 1e-6


def interval_hazard(measure: str, values: Array, width: Array) -> Array:
    """Cumulated hazard over each age interval, from qx, mx or lx.

    Parameters
    ----------
    measure : "qx" (probability of dying in the interval), "mx" (deaths per person-year) or "lx".
    values, width : (interval,); the last width may be inf, and its hazard is then per year: the
        printed mx, or with qx and lx (which say nothing beyond "all die") that of the interval before.

    Returns
    -------
    (interval,), >= 0. Deaths are spread at a constant hazard inside an interval, so qx and mx of
    one table need not agree to the last digit.
    """
    if measure == "mx":
        return np.where(np.isfinite(width), values * np.where(np.isfinite(width), width, 1.0), values)
    if measure == "lx":
        values = np.append(1 - values[1:] / values[:-1], 1.0)
    hazard = -np.log1p(-np.minimum(values, SURE_DEATH))
    if not np.isfinite(width[-1]) and hazard.size > 1:
        hazard[-1] = hazard[-2] / width[-2]
    return hazard


def single_year_hazard(age_from: Array, age_to: Array, measure: str, values: Array) -> Array:
    """Hazard in each single year of age 0 ... 99, 100+, per year, from a table in any age groups.

    Inside wide groups the cumulated hazard is interpolated by a monotone cubic, so survival over
    every printed interval is kept exactly.

    Returns
    -------
    (101,), per person-year.
    """
    from scipy.interpolate import PchipInterpolator

    width = age_to - age_from
    hazard = interval_hazard(measure, values, width)
    closed = np.isfinite(width)
    bounds = np.concatenate([age_from[:1], age_to[closed]])
    cumulated = np.concatenate([[0.0], np.cumsum(hazard[closed])])
    last = min(int(bounds[-1]), N_AGES)
    single = np.empty(N_AGES)
    single[:last] = np.diff(PchipInterpolator(bounds, cumulated)(np.arange(last + 1)))
    single[last:] = hazard[-1] if not closed.all() else single[last - 1]
    return np.maximum(single, 0.0)


def filled_hazard(hazard: Array) -> Array:
    """Hazards by age with the noughts filled: exponential (straight in logarithms) between the nearest ages at which
    somebody died, and held beyond the first and the last of them.

    hazard : (..., age), per person-year, >= 0; same shape back, ages above nought unchanged. A table of a small
    population has ages at which nobody died; the logarithm of its rates is then lost, and nobody there is immortal.
    What is filled in is a convenience: where deaths and persons are known, smooth those instead.

    Raises BadInput for a negative rate or one that is no number, and where a row has no rate above nought.

    Examples
    --------
    >>> filled_hazard(np.array([0.04, 0.0, 0.01, 0.0])).round(4)
    array([0.04, 0.02, 0.01, 0.01])
    """
    if not (np.isfinite(hazard) & (hazard >= 0)).all():
        raise BadInput("Death rates must be numbers of nought or more.")
    if not (hazard > 0).any(axis=-1).all():
        raise BadInput("A row of death rates has none above nought, so nothing can be filled in from its neighbours.")
    ages = np.arange(hazard.shape[-1])
    rows = hazard.reshape(-1, ages.size)
    filled = [np.exp(np.interp(ages, ages[row > 0], np.log(row[row > 0]))) for row in rows]
    return np.where(hazard > 0, hazard, np.reshape(filled, hazard.shape))


def life_expectancy(hazard: Array) -> Array:
    """Life expectancy at birth, years, from hazards by single year of age: (..., 101) -> (...).

    Person-years in a year of age are those of a constant hazard; the open age lives 1 / hazard.
    """
    xp = namespace(hazard)
    closed = hazard[..., :OPEN_AGE]
    start = xp.exp(-(xp.cumulative_sum(closed, axis=-1) - closed))
    safe = xp.where(closed > 0, closed, 1.0)
    lived = xp.where(closed > 0, start * -xp.expm1(-closed) / safe, start)
    open_start = xp.exp(-xp.sum(closed, axis=-1))
    return xp.sum(lived, axis=-1) + open_start / xp.where(hazard[..., OPEN_AGE] > 0, hazard[..., OPEN_AGE], xp.inf)
