"""Digit preference with the slope of the age distribution taken out: Myers's blend and Bachi's index.

Counts (..., age) by single year as in heaping; ages are completed ages, both ends included.
"""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import as_counts
from cenotaph.demography.heaping import DIGITS, _whole_decades, check_range, digit_shares, ratio
from cenotaph.errors import BadInput


def myers_blend(counts: Array, age_min: int = 23, age_max: int = 82, *, first_age: int = 0) -> Array:
    """Myers's blended population by terminal digit 0 ... 9, as shares.

    The persons at each digit are summed over ten windows that begin at age_min, ..., age_min + 9 and
    are each ten years shorter than the range, so every digit leads once and the slope cancels.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0.
    age_min, age_max : completed ages, both included, 20, 30 ... ages in all. The last of them is
        in no window: with 23 to 82 the windows are 23-72 ... 32-81.

    Returns
    -------
    (..., 10), shares that sum to 1; 0.1 each without preference.

    Raises
    ------
    BadInput : ages outside the counts, not whole decades or fewer than two, or nobody in the range.

    Notes
    -----
    Exact on a straight line of counts; a bend in the age distribution reads as a little heaping.

    Source
    ------
    Myers (1940), Transactions of the Actuarial Society of America 41, 402-407; Shryock and Siegel (1973), ch. 8.

    Examples
    --------
    >>> myers_blend(np.ones(100))[[0, 9]]
    array([0.1, 0.1])
    """
    counts = as_counts(counts)
    check_range(counts, age_min, age_max, first_age)
    _whole_decades(age_min, age_max)
    if age_max - age_min + 1 < 20:
        raise BadInput(f"ages {age_min} to {age_max}.", remedy="The blend needs two decades or more.")
    ages = np.arange(age_min, age_max + 1)
    place, position = (ages - age_min) // 10, (ages - age_min) % 10
    # Windows that hold the age: all ten in the middle decades, fewer in the first and the last.
    windows = np.full(ages.size, 10.0)
    windows[place == 0] = position[place == 0] + 1
    windows[place == place[-1]] = 9 - position[place == place[-1]]
    xp = namespace(counts)
    weighted = counts[..., age_min - first_age : age_max - first_age + 1] * xp.asarray(windows)
    each = xp.stack([xp.sum(weighted[..., np.flatnonzero(ages % 10 == d)], axis=-1) for d in DIGITS], axis=-1)
    return ratio(each, xp.sum(each, axis=-1)[..., None], f"ages {age_min} to {age_max}")


def myers(counts: Array, age_min: int = 23, age_max: int = 82, *, first_age: int = 0) -> Array:
    """Myers's blended index: per cent of persons who would have to change digit.

    50 * sum over digits of |share in the blend - 0.1|.

    Parameters
    ----------
    counts, age_min, age_max : as myers_blend.

    Returns
    -------
    (...), per cent: 0 = no preference, 90 = everybody at one digit. Some print twice this.

    Raises
    ------
    BadInput : as myers_blend.

    Notes
    -----
    As myers_blend.

    Source
    ------
    Myers (1940), Transactions of the Actuarial Society of America 41, 402-407; Shryock and Siegel (1973), ch. 8.

    Examples
    --------
    >>> round(float(myers(np.where(np.arange(100) % 10 == 0, 1.0, 0.0))), 9)
    90.0
    """
    xp = namespace(as_counts(counts))
    return 50 * xp.sum(xp.abs(myers_blend(counts, age_min, age_max, first_age=first_age) - 0.1), axis=-1)


def bachi_shares(counts: Array, age_min: int = 23, age_max: int = 77, *, first_age: int = 0) -> Array:
    """Bachi's shares: the mean share of each digit in two windows centred on its ages.

    For the digits d and d + 5 the windows begin at the age in age_min ... age_min + 4 that ends in one
    of them, and one year later; both have the largest whole number of decades that fits for all digits.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0.
    age_min, age_max : completed ages, both included: 15 or more. With 23 to 77 the windows have fifty
        years: 25-74 and 26-75 for 0 and 5, and 27-76 and 28-77 for the last pair, 2 and 7.

    Returns
    -------
    (..., 10); 0.1 each without preference. Each is a share of other windows: the sum is near 1, not 1.

    Raises
    ------
    BadInput : ages outside the counts, no decade inside, or nobody in a window.

    Notes
    -----
    On a straight line of counts the shares are 0.1 only nearly: the two windows hold different numbers.

    Source
    ------
    Bachi (1951), Bulletin of the International Statistical Institute 33(4), 195-222; Shryock and Siegel (1973), ch. 8.

    Examples
    --------
    >>> bachi_shares(np.ones(100))[[0, 9]]
    array([0.1, 0.1])
    """
    counts = as_counts(counts)
    check_range(counts, age_min, age_max, first_age)
    years = (age_max - age_min - 4) // 10 * 10
    if years < 10:
        raise BadInput(f"ages {age_min} to {age_max}.", remedy="Bachi's index needs 15 ages or more.")
    starts = {a % 5: a for a in range(age_min, age_min + 5)}
    each = []
    for digit in DIGITS:
        first = starts[digit % 5]
        both = [
            digit_shares(counts, low, low + years - 1, first_age=first_age)[..., digit] for low in (first, first + 1)
        ]
        each.append((both[0] + both[1]) / 2)
    return namespace(counts).stack(each, axis=-1)


def bachi(counts: Array, age_min: int = 23, age_max: int = 77, *, first_age: int = 0) -> Array:
    """Bachi's index of age heaping: per cent of persons at the digits preferred.

    50 * sum over digits of |mean share of the digit - 0.1|.

    Parameters
    ----------
    counts, age_min, age_max : as bachi_shares.

    Returns
    -------
    (...), per cent: 0 = no preference, 90 = everybody at one digit.

    Raises
    ------
    BadInput : as bachi_shares.

    Notes
    -----
    As bachi_shares.

    Source
    ------
    Bachi (1951), Bulletin of the International Statistical Institute 33(4), 195-222; Shryock and Siegel (1973), ch. 8.

    Examples
    --------
    >>> round(float(bachi(np.where(np.arange(100) % 10 == 0, 1.0, 0.0))), 9)
    90.0
    """
    xp = namespace(as_counts(counts))
    return 50 * xp.sum(xp.abs(bachi_shares(counts, age_min, age_max, first_age=first_age) - 0.1), axis=-1)
