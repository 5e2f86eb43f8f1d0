"""Period and cohort along the diagonals of the Lexis diagram, by single years of age and time.

Axes: (..., year, age) for periods, (..., cohort, age) for cohorts; a cohort is named by its year of birth and is
aged x in the years c + x and c + x + 1. Pure, in the namespace of the argument.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.mortality_checks import as_finite
from cenotaph.errors import BadInput


class Diagonals(NamedTuple):
    """Values of cohorts, (..., cohort, age), with the years of birth (cohort,) and which cells were observed.

    `is_observed` is (cohort, age); a cell that was not observed holds 0 and must not be read as one.
    """

    cohort: Any
    values: Any
    is_observed: Any


def cohort_from_period(rates: Any, first_year: int, *, crossing: str = "mean") -> Diagonals:
    """Rates of birth cohorts, read along diagonals from rates by calendar year and single year of age.

    "mean": m(c, x) = (M(c + x, x) + M(c + x + 1, x)) / 2, for a cohort lives its age x half in each of two years.
    "first": m(c, x) = M(c + x, x), the year in which the birthdays fall; needs one year less.

    Parameters
    ----------
    rates : (..., year, age), per person-year, years first_year, first_year + 1, ..., ages 0, 1, ...
    first_year : calendar year of the first row.

    Returns
    -------
    Diagonals; cohorts first_year - (ages - 1) to the last year. Cut to what a table needs with `is_observed`.

    Raises
    ------
    BadInput for another crossing, fewer than two axes, negative or missing rates.

    Notes
    -----
    In a crisis year the mean smears a year's shock over two ages of a cohort; exact cohort rates need deaths by
    Lexis triangle (`cohort_deaths_from_triangles`). The open age cannot be followed: it holds many cohorts.

    Source
    ------
    Vandeschrick (2001), The Lexis diagram, a misnomer, Demographic Research 4, 97-124 (the cells); Preston et al.
    (2001), ch. 2. Tests: a slow walk down each diagonal, and `period_from_cohort` undoes "first".

    Examples
    --------
    >>> import numpy as np
    >>> found = cohort_from_period(np.array([[0.2, 0.02], [0.1, 0.04]]), 1930, crossing="first")
    >>> found.cohort, found.values[1]
    (array([1929, 1930, 1931]), array([0.2 , 0.04]))
    """
    if crossing not in ("mean", "first"):
        raise BadInput(f"got crossing {crossing!r}; it is 'mean' or 'first'.")
    rates = as_finite(rates, "rates")
    xp = namespace(rates)
    years, ages = _two_axes(rates)
    cohort = np.arange(first_year - ages + 1, first_year + years)
    row = cohort[:, None] + np.arange(ages) - first_year  # the year in which the cohort turns x
    seen = (row >= 0) & (row < years)
    values = _diagonal(xp, rates, row, years, ages)
    if crossing == "mean":
        seen = seen & (row + 1 < years)
        values = (values + _diagonal(xp, rates, row + 1, years, ages)) / 2
    return Diagonals(cohort, xp.where(seen, values, 0.0), seen)


def period_from_cohort(values: Any, first_cohort: int) -> Diagonals:
    """Values by calendar year from values by cohort: M(c + x, x) = m(c, x); undoes crossing "first".

    values : (..., cohort, age), >= 0. Returns Diagonals with `cohort` holding the calendar years. Raises BadInput for
    fewer than two axes, negative or missing values. Source: as `cohort_from_period`.

    Examples
    --------
    >>> import numpy as np
    >>> period_from_cohort(np.array([[0.2, 0.02], [0.1, 0.04]]), 1930).values[1]
    array([0.1 , 0.02])
    """
    values = as_finite(values, "values")
    xp = namespace(values)
    cohorts, ages = _two_axes(values)
    year = np.arange(first_cohort, first_cohort + cohorts + ages - 1)
    row = year[:, None] - np.arange(ages) - first_cohort
    seen = (row >= 0) & (row < cohorts)
    return Diagonals(year, xp.where(seen, _diagonal(xp, values, row, cohorts, ages), 0.0), seen)


def cohort_deaths_from_triangles(lower: Any, upper: Any, first_year: int) -> Diagonals:
    """Deaths of birth cohorts by completed age, from deaths by Lexis triangle.

    D(c, x) = lower(c + x, x) + upper(c + x + 1, x): the lower triangle holds those who died at age x in the year in
    which they turned x, the upper those who died at that age in the year after.

    Parameters
    ----------
    lower, upper : (..., year, age), persons, by calendar year and completed age.

    Returns
    -------
    Diagonals; each death of the triangles that belong to a fully observed cell is in it once.

    Raises
    ------
    BadInput for fewer than two axes, different shapes, negative or missing deaths. Source: Wilmoth et al. (2017), HMD
    Methods Protocol 6, section on Lexis triangles.

    Examples
    --------
    >>> import numpy as np
    >>> lower, upper = np.array([[5.0, 1.0], [6.0, 2.0]]), np.array([[3.0, 1.0], [4.0, 1.5]])
    >>> found = cohort_deaths_from_triangles(lower, upper, 1930)
    >>> float(found.values[1, 0])
    9.0
    """
    lower, upper = as_finite(lower, "lower"), as_finite(upper, "upper")
    if lower.shape != upper.shape:
        raise BadInput(f"got triangles of shapes {lower.shape} and {upper.shape}; they must agree.")
    xp = namespace(lower)
    years, ages = _two_axes(lower)
    cohort = np.arange(first_year - ages + 1, first_year + years)
    row = cohort[:, None] + np.arange(ages) - first_year
    seen = (row >= 0) & (row + 1 < years)
    both = _diagonal(xp, lower, row, years, ages) + _diagonal(xp, upper, row + 1, years, ages)
    return Diagonals(cohort, xp.where(seen, both, 0.0), seen)


def _two_axes(values: Any) -> tuple[int, int]:
    if len(values.shape) < 2:
        raise BadInput(f"got an array of shape {values.shape}; need (..., year, age).")
    return values.shape[-2], values.shape[-1]


def _diagonal(xp: Any, values: Any, row: Any, rows: int, ages: int) -> Any:
    """values[..., row, age], with rows outside taken from the edge (the caller blanks them)."""
    flat = np.clip(row, 0, rows - 1) * ages + np.arange(ages)
    joined = xp.reshape(values, (*values.shape[:-2], rows * ages))
    return xp.reshape(xp.take(joined, xp.asarray(flat.ravel()), axis=-1), (*values.shape[:-2], *row.shape))
