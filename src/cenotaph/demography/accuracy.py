"""Accuracy of age and sex in five-year groups: age ratios, sex ratios, and the joint score of the United Nations."""

from __future__ import annotations

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import AgeGrid, as_counts
from cenotaph.demography.heaping import ratio
from cenotaph.errors import BadInput


def _closed_groups(counts: Array, grid: AgeGrid, age_min: float, age_max: float | None) -> tuple[Array, AgeGrid]:
    """Counts in the closed five-year groups that lie wholly in [age_min, age_max), and their grid."""
    counts = as_counts(counts, length=len(grid))
    top = grid.age[-1] if grid.is_open else grid.bounds[-1]
    top = top if age_max is None else min(top, float(age_max))
    keep = [i for i, (a, n) in enumerate(zip(grid.age, grid.width, strict=True)) if age_min <= a and a + n <= top]
    if any(grid.width[i] != 5 for i in keep):
        raise BadInput("groups that are not five years wide.", remedy="Bring ages to five-year groups first (regroup).")
    if len(keep) < 3:
        raise BadInput(f"{len(keep)} closed five-year groups.", remedy="Three or more are needed: widen the range.")
    bounds = [grid.age[i] for i in keep]
    return counts[..., keep[0] : keep[-1] + 1], AgeGrid.from_bounds(bounds, last_width=5)


def age_ratios(counts: Array, grid: AgeGrid, age_min: float = 0, age_max: float | None = None) -> Array:
    """Age ratio of each five-year group: its count over the mean of the groups before and after.

    2 * P(x) / (P(x-5) + P(x+5)).

    Parameters
    ----------
    counts : (..., group of grid), persons, >= 0.
    grid : five-year groups inside the range; the open group is left out by itself.
    age_min, age_max : exact ages; the groups wholly inside are used. age_max None takes every closed group.

    Returns
    -------
    (..., groups used - 2): 1 = on the line of its neighbours. The first and the last group have none.

    Raises
    ------
    BadInput : groups not five years wide, fewer than three, or two empty neighbours.

    Notes
    -----
    A birth deficit, a war or migration moves age ratios without any error of the census.

    Source
    ------
    United Nations (1952), Population Bulletin 2, 59-79; United Nations (1955), Manual II: Methods of Appraisal of
    Quality of Basic Data for Population Estimates, ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> age_ratios(np.array([10.0, 12, 10, 8]), AgeGrid.five_year(15))
    array([1.2])
    """
    used, _ = _closed_groups(counts, grid, age_min, age_max)
    return 2 * ratio(used[..., 1:-1], used[..., :-2] + used[..., 2:], "two groups five years apart")


def age_ratio_score(counts: Array, grid: AgeGrid, age_min: float = 0, age_max: float | None = None) -> Array:
    """Age-ratio score: mean distance of the age ratios from 1, in per cent.

    100 * mean of |age ratio - 1|.

    Parameters
    ----------
    counts, grid, age_min, age_max : as age_ratios.

    Returns
    -------
    (...), per cent, >= 0.

    Raises
    ------
    BadInput : as age_ratios.

    Notes
    -----
    As age_ratios. The curve of a smooth population alone gives one or two per cent.

    Source
    ------
    United Nations (1952), Population Bulletin 2, 59-79.

    Examples
    --------
    >>> import numpy as np
    >>> float(age_ratio_score(np.array([10.0, 12, 10, 8]), AgeGrid.five_year(15)).round(9))
    20.0
    """
    ratios = age_ratios(counts, grid, age_min, age_max)
    xp = namespace(ratios)
    return 100 * xp.mean(xp.abs(ratios - 1), axis=-1)


def sex_ratios(counts: Array, grid: AgeGrid, age_min: float = 0, age_max: float | None = None) -> Array:
    """Sex ratio of each five-year group: males per female.

    Parameters
    ----------
    counts : (..., sex, group of grid), persons, >= 0, sex = (female, male).
    grid, age_min, age_max : as age_ratios.

    Returns
    -------
    (..., groups used), males per female (print 100 times this for males per 100 females).

    Raises
    ------
    BadInput : no axis of two sexes before age, groups as in age_ratios, or a group without females.

    Source
    ------
    Shryock and Siegel (1973), The Methods and Materials of Demography, ch. 7.

    Examples
    --------
    >>> import numpy as np
    >>> sex_ratios(np.array([[10.0, 10, 8, 5], [11.0, 10, 6, 4]]), AgeGrid.five_year(15))
    array([1.1 , 1.  , 0.75])
    """
    used, _ = _closed_groups(counts, grid, age_min, age_max)
    if used.ndim < 2 or used.shape[-2] != 2:
        raise BadInput(f"counts of shape {used.shape}.", remedy="The axis before age is sex: (female, male).")
    return ratio(used[..., 1, :], used[..., 0, :], "the females of a group")


def sex_ratio_score(counts: Array, grid: AgeGrid, age_min: float = 0, age_max: float | None = None) -> Array:
    """Sex-ratio score: mean step of the sex ratio between neighbouring groups, in males per 100 females.

    100 * mean of |sex ratio(x+5) - sex ratio(x)|.

    Parameters
    ----------
    counts, grid, age_min, age_max : as sex_ratios.

    Returns
    -------
    (...), >= 0.

    Raises
    ------
    BadInput : as sex_ratios.

    Notes
    -----
    Rises with male war losses, the army counted elsewhere, and sex-selective migration, which are no errors.

    Source
    ------
    United Nations (1952), Population Bulletin 2, 59-79.

    Examples
    --------
    >>> import numpy as np
    >>> counts = np.array([[10.0, 10, 8, 5], [11.0, 10, 6, 4]])
    >>> float(sex_ratio_score(counts, AgeGrid.five_year(15)).round(9))
    17.5
    """
    ratios = sex_ratios(counts, grid, age_min, age_max)
    xp = namespace(ratios)
    return 100 * xp.mean(xp.abs(ratios[..., 1:] - ratios[..., :-1]), axis=-1)


def un_joint_score(
    counts: Array, grid: AgeGrid, age_min: float = 0, age_max: float | None = None, *, adjust_small: bool = False
) -> Array:
    """United Nations age-sex accuracy index (joint score).

    3 * sex-ratio score + age-ratio score of males + age-ratio score of females.

    Parameters
    ----------
    counts : (..., sex, group of grid), persons, >= 0, sex = (female, male).
    grid, age_min, age_max : as age_ratios.
    adjust_small : where all persons given, the open group included, are under one million, take off
        3500 / sqrt(persons) - 3.5, the part that chance alone gives.

    Returns
    -------
    (...). The source calls below 20 accurate, 20 to 40 inaccurate, above 40 highly inaccurate.

    Raises
    ------
    BadInput : as sex_ratios.

    Notes
    -----
    Wars, famines and migration raise it too; it says nothing of who was missed evenly at all ages.

    Source
    ------
    United Nations (1952), Population Bulletin 2, 59-79; United Nations (1955), Manual II, ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> level = np.full((2, 17), 1000.0)
    >>> float(un_joint_score(level, AgeGrid.five_year(80)))
    0.0
    """
    sexes = age_ratio_score(counts, grid, age_min, age_max)
    xp = namespace(sexes)
    score = 3 * sex_ratio_score(counts, grid, age_min, age_max) + xp.sum(sexes, axis=-1)
    if not adjust_small:
        return score
    persons = xp.sum(as_counts(counts), axis=(-2, -1))
    return score - xp.where(persons < 1e6, 3500 / xp.sqrt(persons) - 3.5, 0.0)
