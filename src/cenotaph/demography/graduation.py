"""Counts in any age groups spread over single years, totals kept."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, OPEN_AGE, Array
from cenotaph.demography.ages import as_counts, as_floats, check_ages
from cenotaph.errors import BadInput

OPEN_MEAN_YEARS = 5.0


def to_single_years(age_from: Array, age_to: Array, counts: Array) -> Array:
    """Persons by single year of age 0 ... 99, 100+, from counts in contiguous age groups. NumPy only.

    The cumulated count is interpolated by a monotone cubic through the group bounds, so every group
    keeps its total (to rounding), single-year groups keep their value, and nothing is negative. Heaping
    inside a group is smoothed; heaping between groups is not.

    Parameters
    ----------
    age_from, age_to : (group,), whole years, contiguous, starting at 0; the last age_to may be inf. No groups at all
        are nobody at any age.
    counts : (..., group), persons, >= 0.

    Returns
    -------
    (..., 101), persons. An open group that starts below 100 is spread by a geometric decline with a
    mean of five years above its lower bound: this package's convention. Ages above the last group are 0.

    Raises
    ------
    BadInput : groups that do not start at 0, touch, rise and have whole years; negative or missing counts.

    Notes
    -----
    Not a parabola inside a group: a straight line of counts comes back to half a per cent. Steps at the bounds of
    groups of very different density stay visible.

    Source
    ------
    Fritsch and Carlson (1980), SIAM J. Numer. Anal. 17, 238-246 (the monotone cubic).

    Examples
    --------
    >>> single = to_single_years([0, 1, 5], [1, 5, 10], [30.0, 100.0, 110.0])
    >>> single[0].round(9), single[1:5].sum().round(9), single[10:].sum()
    (np.float64(30.0), np.float64(100.0), np.float64(0.0))
    """
    from scipy.interpolate import PchipInterpolator

    age_from, age_to = as_floats(age_from, "ages"), as_floats(age_to, "ages")
    if not age_from.size:
        return np.zeros((*np.shape(counts)[:-1], N_AGES))
    counts = as_counts(counts, length=age_from.size)
    _check_groups(age_from, age_to)
    closed = np.isfinite(age_to)
    bounds = np.concatenate([age_from[closed][:1], age_to[closed]])
    none = np.zeros((*counts.shape[:-1], 1))
    cumulated = np.concatenate([none, np.cumsum(counts[..., closed], axis=-1)], axis=-1)
    single = np.zeros((*counts.shape[:-1], N_AGES))
    if bounds.size > 1:
        last = int(bounds[-1])
        at_ages = PchipInterpolator(bounds, cumulated, axis=-1)(np.arange(last + 1))
        at_ages[..., [0, -1]] = cumulated[..., [0, -1]]
        steps = np.maximum(np.diff(at_ages, axis=-1), 0.0)
        top = min(last, OPEN_AGE)
        single[..., :top] = steps[..., :top]
        single[..., OPEN_AGE] += steps[..., top:].sum(axis=-1)
    if not closed.all():
        start = min(int(age_from[-1]), OPEN_AGE)
        weights = np.exp(-np.arange(N_AGES - start) / OPEN_MEAN_YEARS)
        single[..., start:] += counts[..., -1:] * weights / weights.sum()
    return single


def _check_groups(age_from: Array, age_to: Array) -> None:
    if age_from.ndim != 1 or age_from.shape != age_to.shape or not np.isfinite(age_from).all():
        raise BadInput(
            f"groups from {age_from.tolist()} to {age_to.tolist()}.", remedy="One bound of each for a group."
        )
    check_ages(age_from, age_to - age_from)
    whole = np.where(np.isfinite(age_to), age_to, 0.0)
    if age_from[0] != 0 or (age_from % 1).any() or (whole % 1).any():
        raise BadInput(
            f"groups from {age_from.tolist()} to {age_to.tolist()}.",
            remedy="Groups begin at age 0 and have whole years; add a group for the ages below the first.",
        )


def sum_groups(single: Array, age_from: Array, age_to: Array) -> Array:
    """Persons in each group [age_from, age_to), from single years 0 ... 99, 100+; an infinite age_to is open.

    single : (..., 101), persons. age_from, age_to : (group,), whole years, in any order; groups may overlap.
    Returns (..., group). The ages above 100 are one: a group that begins at 100 or contains it has all of 100+, one
    that begins above has nobody. Raises BadInput for another number of ages and for bounds that are not whole years.
    Source: an identity, counts add.

    Examples
    --------
    >>> sum_groups(np.ones(101), [0, 5, 90], [5, 15, np.inf])
    array([ 5., 10., 11.])
    """
    single, age_from, age_to = as_floats(single), as_floats(age_from, "ages"), as_floats(age_to, "ages")
    if single.shape[-1:] != (N_AGES,):
        raise BadInput(f"single years of shape {single.shape}.", remedy="Give ages 0 to 99 and 100+ on the last axis.")
    whole = np.where(np.isposinf(age_to), 0.0, age_to)
    if not (age_from >= 0).all() or not (age_to > age_from).all() or (age_from % 1).any() or (whole % 1).any():
        raise BadInput(
            f"groups from {age_from.tolist()} to {age_to.tolist()}.", remedy="Whole years, each bound above the other."
        )
    edges = np.concatenate([np.zeros((*single.shape[:-1], 1)), np.cumsum(single, axis=-1)], axis=-1)
    low = np.minimum(age_from, N_AGES).astype(int)
    high = np.where(age_to > OPEN_AGE, N_AGES, age_to).astype(int)
    return edges[..., high] - edges[..., low]
