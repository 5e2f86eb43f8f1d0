"""Digit preference in single-year counts, measured over all ages of a range.

Every function takes counts (..., age) by single year of completed age. The first is age `first_age`
(0 unless said). Age ranges name completed ages and include both ends, as this literature does. A zero
total in a denominator is an error for NumPy arrays; other arrays are not looked into. The index by
particular old ages and the saw-tooth between tens and fives are in heaping_ages.
"""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Integral

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import as_counts
from cenotaph.errors import BadInput

DIGITS = tuple(range(10))


def check_range(counts: Array, age_min: int, age_max: int, first_age: int) -> None:
    """The ages age_min ... age_max are whole and lie inside the counts."""
    _whole_ages(age_min, age_max, first_age)
    last = first_age + counts.shape[-1] - 1
    if not first_age <= age_min <= age_max <= last:
        raise BadInput(
            f"ages {age_min} to {age_max} asked for, single years {first_age} to {last} given.",
            remedy="Narrow the range (age_min, age_max) or give more single years.",
        )


def _whole_ages(*ages: int) -> None:
    if not all(isinstance(a, Integral) for a in ages):
        raise BadInput(f"ages {ages}.", remedy="Completed ages are whole numbers (20, not 20.0).")


def ratio(part: Array, whole: Array, what: str) -> Array:
    """part / whole, elementwise. Raises BadInput for a denominator of zero, named by `what`, where values can be seen.

    Source: definition.

    Examples
    --------
    >>> ratio(np.array([1.0, 3.0]), np.array([4.0, 4.0]), "an age")
    array([0.25, 0.75])
    """
    if isinstance(whole, np.ndarray | np.generic) and np.any(whole == 0):
        raise BadInput(f"nobody is counted in {what}.", remedy="Leave out empty populations, or take a wider range.")
    return part / whole


def _between(counts: Array, low: int, high: int, first_age: int) -> Array:
    """Persons of completed age low ... high, both included."""
    return namespace(counts).sum(counts[..., low - first_age : high - first_age + 1], axis=-1)


def _at_ages(counts: Array, ages: Sequence[int], first_age: int) -> Array:
    xp = namespace(counts)
    return xp.sum(counts[..., np.asarray(ages, dtype=int) - first_age], axis=-1)


def digit_shares(counts: Array, age_min: int = 20, age_max: int = 69, *, first_age: int = 0) -> Array:
    """Share of persons at each terminal digit of age, 0 ... 9.

    Persons at ages ending in d, age_min <= age <= age_max, over all persons of those ages.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0.
    age_min, age_max : completed ages, both included, a multiple of ten ages in all.

    Returns
    -------
    (..., 10), shares that sum to 1.

    Raises
    ------
    BadInput : ages outside the counts, not whole decades, or nobody in the range.

    Notes
    -----
    Low digits have more persons without any heaping, because populations thin out with age; Myers's
    blend and Bachi's index take that away.

    Source
    ------
    Shryock and Siegel (1973), The Methods and Materials of Demography, ch. 8.

    Examples
    --------
    >>> digit_shares(np.ones(100), 20, 69)[:3]
    array([0.1, 0.1, 0.1])
    """
    counts = as_counts(counts)
    check_range(counts, age_min, age_max, first_age)
    _whole_decades(age_min, age_max)
    xp = namespace(counts)
    each = [_at_ages(counts, [a for a in range(age_min, age_max + 1) if a % 10 == d], first_age) for d in DIGITS]
    total = _between(counts, age_min, age_max, first_age)
    return ratio(xp.stack(each, axis=-1), total[..., None], f"ages {age_min} to {age_max}")


def _whole_decades(age_min: int, age_max: int) -> None:
    if (age_max - age_min + 1) % 10:
        raise BadInput(
            f"ages {age_min} to {age_max} are {age_max - age_min + 1} single years.",
            remedy="Take a range of 10, 20, 30 ... ages, so that each digit comes equally often.",
        )


def whipple(
    counts: Array,
    age_min: int = 23,
    age_max: int = 62,
    digits: Sequence[int] | int = (0, 5),
    *,
    scale: float = 1.0,
    first_age: int = 0,
) -> Array:
    """Whipple's index: persons at ages with the preferred digits, relative to their even share.

    scale * (persons at ages of the digits / persons at all ages of the range) / (k / 10), k digits.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0.
    age_min, age_max : completed ages of the whole range, both included. Ages of the digits must make
        up exactly k in ten of it (23 to 62, 23 to 67, 20 to 69 for the digits 0 and 5).
    digits : terminal digits, each once; one number for one digit.
    scale : 1 gives 1 = no preference, 10 / k = everybody at the digits (5 for 0 and 5);
        100 gives the older printing, 100 and 500.

    Returns
    -------
    (...).

    Raises
    ------
    BadInput : ages outside the counts, digits not represented evenly, or nobody in the range.

    Notes
    -----
    Assumes that counts run straight over the range. Cohorts of a war or a famine do not, and a large
    cohort born in a year ending in the right digit reads as heaping.

    Source
    ------
    Shryock and Siegel (1973), The Methods and Materials of Demography, ch. 8 (ages 23 to 62). Single digits:
    Roger, Waltisperger and Corbille-Guitton (1981), p. 148.

    Examples
    --------
    >>> everybody_at_fives = np.where(np.arange(100) % 5 == 0, 1.0, 0.0)
    >>> float(whipple(everybody_at_fives)), float(whipple(np.ones(100), scale=100))
    (5.0, 100.0)
    """
    counts = as_counts(counts)
    check_range(counts, age_min, age_max, first_age)
    digits = (digits,) if np.ndim(digits) == 0 else tuple(digits)
    wanted = sorted(set(digits))
    ages = [a for a in range(age_min, age_max + 1) if a % 10 in wanted]
    if len(wanted) != len(digits) or not set(wanted) <= set(DIGITS) or not wanted:
        raise BadInput(f"digits {digits}.", remedy="Give terminal digits 0 to 9, each once.")
    if len(ages) * 10 != len(wanted) * (age_max - age_min + 1):
        raise BadInput(
            f"{len(ages)} of the {age_max - age_min + 1} ages {age_min} to {age_max} end in {tuple(wanted)}.",
            remedy=f"Take a range in which {len(wanted)} ages in ten do, for example any whole decades.",
        )
    share = ratio(
        _at_ages(counts, ages, first_age),
        _between(counts, age_min, age_max, first_age),
        f"ages {age_min} to {age_max}",
    )
    return scale * share * 10 / len(wanted)


def noumbissi(
    counts: Array, digit: int = 0, age_min: int | None = None, age_max: int | None = None, *, first_age: int = 0
) -> Array:
    """Noumbissi's index of one digit: persons at ages ending in it, relative to the five years around each.

    5 * sum of P(x) / sum of P(x-2 ... x+2), over ages x ending in the digit.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0; two single years beyond the range on each side.
    digit : 0 ... 9.
    age_min, age_max : completed ages x may take, both included; 20 + digit and thirty years later unless given.

    Returns
    -------
    (...): 1 = no preference, above 1 attraction, below 1 avoidance, 5 = everybody.

    Raises
    ------
    BadInput : ages outside the counts, no age ending in the digit, or nobody around them.

    Notes
    -----
    Assumes counts straight over each five years. A digit next to an attractive one is read low.

    Source
    ------
    Noumbissi (1992), Population 47, 1038-1041; Spoorenberg (2007), Population (English edition) 62(4), 729-741.

    Examples
    --------
    >>> float(noumbissi(np.arange(100.0, 0.0, -1.0), digit=7))
    1.0
    """
    counts = as_counts(counts)
    if digit not in DIGITS:
        raise BadInput(f"digit {digit}.", remedy="Give a terminal digit, 0 to 9.")
    age_min = 20 + digit if age_min is None else age_min
    age_max = age_min + 30 if age_max is None else age_max
    _whole_ages(age_min, age_max)
    ages = [a for a in range(age_min, age_max + 1) if a % 10 == digit]
    if not ages:
        raise BadInput(f"no age from {age_min} to {age_max} ends in {digit}.", remedy="Widen the range.")
    check_range(counts, ages[0] - 2, ages[-1] + 2, first_age)
    around = sum(_at_ages(counts, [a + step for a in ages], first_age) for step in range(-2, 3))
    return 5 * ratio(_at_ages(counts, ages, first_age), around, f"the ages around those ending in {digit}")


def modified_whipple(counts: Array, age_min: int = 20, age_max: int = 64, *, first_age: int = 0) -> Array:
    """Modified Whipple's index by digit: Noumbissi's index of each digit 0 ... 9 over one range.

    Parameters
    ----------
    counts : (..., age), persons by single year, >= 0; two single years beyond the range on each side.
    age_min, age_max : completed ages in the numerators, both included. With 20 to 64 the digits
        0 to 4 come five times and 5 to 9 four times.

    Returns
    -------
    (..., 10): 1 = no preference.

    Raises
    ------
    BadInput : as noumbissi.

    Notes
    -----
    As noumbissi: straight counts over five years are assumed.

    Source
    ------
    Spoorenberg (2007), Population (English edition) 62(4), 729-741.

    Examples
    --------
    >>> modified_whipple(np.ones(100))[[0, 9]]
    array([1., 1.])
    """
    counts = as_counts(counts)
    each = [noumbissi(counts, d, age_min, age_max, first_age=first_age) for d in DIGITS]
    return namespace(counts).stack(each, axis=-1)


def spoorenberg(counts: Array, age_min: int = 20, age_max: int = 64, *, first_age: int = 0) -> Array:
    """Spoorenberg's total modified Whipple's index: preference and avoidance of all ten digits.

    Sum over digits of |1 - modified Whipple's index of the digit|.

    Parameters
    ----------
    counts, age_min, age_max : as modified_whipple.

    Returns
    -------
    (...): 0 = no preference, 16 = everybody at 0 and 5.

    Raises
    ------
    BadInput : as noumbissi. A digit around which nobody is counted is an error, not a 0.

    Notes
    -----
    As noumbissi: straight counts over five years are assumed.

    Source
    ------
    Spoorenberg (2007), Population (English edition) 62(4), 729-741.

    Examples
    --------
    >>> float(spoorenberg(np.where(np.arange(100) % 5 == 0, 1.0, 0.0)))
    16.0
    """
    counts = as_counts(counts)
    xp = namespace(counts)
    return xp.sum(xp.abs(1 - modified_whipple(counts, age_min, age_max, first_age=first_age)), axis=-1)
