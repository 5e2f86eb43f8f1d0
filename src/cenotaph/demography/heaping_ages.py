"""Heaping at chosen ages: Coale-Li, Kannisto, Jdanov; and the saw-tooth it leaves in five-year groups.

Counts (..., age) by single year as in heaping; ages are completed ages, both ends included.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import as_counts
from cenotaph.demography.heaping import DIGITS, check_range, ratio
from cenotaph.errors import BadInput


def _moving_average(counts: Array, terms: int) -> Array:
    """Centred mean of `terms` neighbours: (..., age) -> (..., age - terms + 1)."""
    size = counts.shape[-1] - terms + 1
    return sum(counts[..., i : i + size] for i in range(terms)) / terms


def coale_li(
    counts: Array, digit: int = 0, age_min: int = 60, age_max: int | None = None, *, terms: int = 5, first_age: int = 0
) -> Array:
    """Coale and Li's index of a digit: counts at its ages relative to a twice smoothed course.

    Mean over ages x ending in the digit of P(x) / moving average of the moving average at x.

    Parameters
    ----------
    counts : (..., age), persons or deaths by single year (or rates), >= 0.
    digit : 0 ... 9.
    age_min, age_max : completed ages x may take, both included; the last age given unless stated.
        Ages without terms - 1 single years on both sides have no reference and are left out.
    terms : odd, 5.

    Returns
    -------
    (...): 1 = no preference.

    Raises
    ------
    BadInput : no age of the digit has a reference, or nobody is counted around one.

    Notes
    -----
    The double mean reaches four years to each side: heaps at fives raise the reference of tens. An open
    last age enters the reference of the ages just below it; give closed single years.

    Source
    ------
    Coale and Li (1991), Demography 28(2), 293-301. The averaging is described there in words only.

    Examples
    --------
    >>> round(float(coale_li(np.ones(100))), 12)
    1.0
    """
    counts = as_counts(counts)
    last = first_age + counts.shape[-1] - 1
    age_max = last if age_max is None else age_max
    check_range(counts, age_min, age_max, first_age)
    if digit not in DIGITS or terms < 3 or terms % 2 == 0:
        raise BadInput(f"digit {digit}, {terms} terms.", remedy="Give a digit 0 to 9 and an odd number of terms.")
    reach = terms - 1
    low, high = max(age_min, first_age + reach), min(age_max, last - reach)
    ages = np.array([a for a in range(low, high + 1) if a % 10 == digit], dtype=int) - first_age
    if ages.size == 0:
        raise BadInput(
            f"no age ending in {digit} between {age_min} and {age_max} has {reach} single years on both sides.",
            remedy="Give more single years or widen the range.",
        )
    reference = _moving_average(_moving_average(counts, terms), terms)[..., ages - reach]
    return namespace(counts).mean(ratio(counts[..., ages], reference, "the neighbourhood of an age"), axis=-1)


def kannisto(counts: Array, age: int = 90, *, first_age: int = 0) -> Array:
    """Kannisto's index at one old age: its count relative to the geometric mean of five.

    P(x) / exp(mean of ln P(x-2), ..., ln P(x+2)).

    Parameters
    ----------
    counts : (..., age), deaths or persons by single year, > 0 in the five years.
    age : completed age x.

    Returns
    -------
    (...): 1 = the count follows its neighbours. Slightly above 1 where the logarithm of counts bends down.

    Raises
    ------
    BadInput : the five years are not all given, or one of them is empty (its logarithm is not finite).

    Source
    ------
    Kannisto (1999), Assessing the Information on Age at Death of Old Persons in National Vital Statistics, in
    Validation of Exceptional Longevity, Odense Monographs on Population Aging 6.

    Examples
    --------
    >>> round(float(kannisto(0.9 ** np.arange(100.0))), 12)
    1.0
    """
    counts = as_counts(counts)
    check_range(counts, age - 2, age + 2, first_age)
    five = counts[..., age - 2 - first_age : age + 3 - first_age]
    if isinstance(five, np.ndarray) and (five == 0).any():
        raise BadInput(f"nobody is counted at one of the ages {age - 2} to {age + 2}.", remedy="Take a younger age.")
    xp = namespace(counts)
    return five[..., 2] / xp.exp(xp.mean(xp.log(five), axis=-1))


def jdanov(
    counts: Array, ages: Sequence[int] | int = (95, 100, 105), *, scale: float = 1.0, first_age: int = 0
) -> Array:
    """Jdanov's index of old-age heaping: counts at chosen ages relative to the five years around each.

    scale * 5 * sum of P(x) / sum of P(x-2 ... x+2), over the ages x.

    Parameters
    ----------
    counts : (..., age), deaths by single year, >= 0.
    ages : completed ages x. Those above the last single year given are left out with their five years.
    scale : 1 gives 1 = no preference; 100 gives the printing of the source.

    Returns
    -------
    (...).

    Raises
    ------
    BadInput : an age below the first given, no age among those given, or nobody around the ages.

    Notes
    -----
    Where the single years end inside the five around an age, those missing count nobody. If the last age
    given is an open group, its persons count as if of that age. Give single years to 107.

    Source
    ------
    Jdanov, Jasilionis, Soroko, Rau and Vaupel (2008), Beyond the Kannisto-Thatcher Database on Old Age Mortality,
    MPIDR Working Paper WP-2008-013.

    Examples
    --------
    >>> float(jdanov(np.ones(111))), float(jdanov(np.ones(111), scale=100))
    (1.0, 100.0)
    """
    counts = as_counts(counts)
    ages = (ages,) if np.ndim(ages) == 0 else tuple(ages)
    size = counts.shape[-1]
    if not ages:
        raise BadInput("no ages.", remedy="Give one age or more.")
    if min(ages) - 2 < first_age:
        raise BadInput(f"ages {tuple(ages)}, single years from {first_age} given.", remedy="Take older ages.")
    xp = namespace(counts)
    at = [a - first_age for a in ages if a - first_age < size]
    if not at:
        raise BadInput(f"ages {tuple(ages)}, none among the single years given.", remedy="Take younger ages.")
    around = [a + step for a in at for step in range(-2, 3) if a + step < size]
    persons = xp.sum(counts[..., np.asarray(at, dtype=int)], axis=-1)
    return scale * 5 * ratio(persons, xp.sum(counts[..., np.asarray(around, dtype=int)], axis=-1), f"ages {ages}")


def sawtooth(counts5: Array, age_min: int = 40, age_max: int = 89) -> Array:
    """Saw-tooth of five-year groups: how far groups with the tens stand above groups with the fives.

    Each group over the mean of its two neighbours; the mean of these ratios over groups that begin at
    ..0, divided by the mean over groups that begin at ..5.

    Parameters
    ----------
    counts5 : (..., group), persons in the groups 0-4, 5-9, ..., >= 0.
    age_min, age_max : completed ages, both included, whole decades (40 to 89). The groups below and above
        must be given too.

    Returns
    -------
    (...): 1 = no saw-tooth, above 1 a preference for tens that five-year groups do not remove.

    Raises
    ------
    BadInput : not whole decades, groups missing, or nobody in two neighbours or in the groups of fives.

    Notes
    -----
    One large cohort can do the same. The last group should be closed and five years wide.

    Source
    ------
    Feeney (1979), Asian and Pacific Census Forum 5(3), 12-14, has the zigzag; the ratio is that of DemoTools'
    check_heaping_sawtooth.

    Examples
    --------
    >>> float(sawtooth(np.ones(20)))
    1.0
    """
    counts5 = as_counts(counts5, "five-year counts")
    low, groups = age_min // 5, (age_max + 1 - age_min) // 5
    if age_min % 10 or (age_max + 1) % 10 or groups < 2:
        raise BadInput(f"ages {age_min} to {age_max}.", remedy="Take whole decades, for example 40 to 89.")
    if low < 1 or low + groups >= counts5.shape[-1]:
        raise BadInput(
            f"{counts5.shape[-1]} groups given; ages {age_min} to {age_max} need one below and one above.",
            remedy="Narrow the range.",
        )
    middle = counts5[..., low : low + groups]
    beside = (counts5[..., low - 1 : low + groups - 1] + counts5[..., low + 1 : low + groups + 1]) / 2
    each = ratio(middle, beside, "two neighbouring groups")
    xp = namespace(counts5)
    return ratio(xp.mean(each[..., 0::2], axis=-1), xp.mean(each[..., 1::2], axis=-1), "the groups beginning at ..5")
