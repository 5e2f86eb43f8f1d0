"""Counts in any age groups spread over single years, totals kept."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, OPEN_AGE, Array

OPEN_MEAN_YEARS = 5.0


def to_single_years(age_from: Array, age_to: Array, counts: Array) -> Array:
    """Persons by single year of age 0 ... 99, 100+, from counts in contiguous age groups.

    The cumulated count is interpolated by a monotone cubic through the group bounds, so every group
    keeps its total exactly, single-year groups keep their value, and nothing is negative. Heaping
    inside a group is smoothed; heaping between groups is not.

    Parameters
    ----------
    age_from, age_to : (group,), years, contiguous, starting at 0; the last age_to may be inf.
    counts : (group,), persons, >= 0.

    Returns
    -------
    (101,), persons. An open group that starts below 100 is spread by a geometric decline with a
    mean of five years above its lower bound.

    Source
    ------
    Fritsch and Carlson (1980), SIAM J. Numer. Anal. 17, 238-246 (the monotone cubic).
    """
    from scipy.interpolate import PchipInterpolator

    closed = np.isfinite(age_to)
    bounds = np.concatenate([age_from[closed][:1], age_to[closed]])
    cumulated = np.concatenate([[0.0], np.cumsum(counts[closed])])
    single = np.zeros(N_AGES)
    if bounds.size > 1:
        last = int(bounds[-1])
        at_ages = PchipInterpolator(bounds, cumulated)(np.arange(last + 1))
        at_ages[[0, -1]] = cumulated[[0, -1]]
        steps = np.maximum(np.diff(at_ages), 0.0)
        top = min(last, OPEN_AGE)
        single[:top] = steps[:top]
        single[OPEN_AGE] += steps[top:].sum()
    if not closed.all():
        single += _spread_open(float(counts[~closed][0]), int(age_from[~closed][0]))
    return single


def _spread_open(count: float, start: int) -> Array:
    single = np.zeros(N_AGES)
    start = min(start, OPEN_AGE)
    ages = np.arange(N_AGES - start)
    weights = np.exp(-ages / OPEN_MEAN_YEARS)
    single[start:] = count * weights / weights.sum()
    return single


def sum_groups(single: Array, age_from: Array, age_to: Array) -> Array:
    """Persons in each group [age_from, age_to), from single years; an infinite age_to is open.

    single : (..., 101) -> (..., group).
    """
    edges = np.concatenate([np.zeros((*single.shape[:-1], 1)), np.cumsum(single, axis=-1)], axis=-1)
    low = np.minimum(age_from, N_AGES).astype(int)
    high = np.where(np.isfinite(age_to), np.minimum(age_to, N_AGES), N_AGES).astype(int)
    high = np.where(age_to > OPEN_AGE, N_AGES, high)
    return edges[..., high] - edges[..., low]
