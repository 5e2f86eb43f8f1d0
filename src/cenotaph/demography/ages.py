"""Age groups as an object, counts moved between groups, and the checks the other modules share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.errors import BadInput


@dataclass(frozen=True)
class AgeGrid:
    """Age groups [age, age + width), contiguous; the last width is inf where the group is open.

    Parameters
    ----------
    age : lower bounds, exact years, rising, >= 0.
    width : years, > 0, one for each bound; inf only in the last place.

    Raises
    ------
    BadInput : empty, out of order, overlapping, with a hole, negative, not finite, or open in the middle.

    Source
    ------
    Preston, Heuveline and Guillot (2001), Demography, ch. 3 (x and n of an age interval).

    Examples
    --------
    >>> grid = AgeGrid.from_bounds([0, 1, 5, 10])
    >>> grid.width
    (1.0, 4.0, 5.0, inf)
    >>> grid.labels()
    ['0', '1-4', '5-9', '10+']
    """

    age: tuple[float, ...]
    width: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "age", tuple(float(a) for a in self.age))
        object.__setattr__(self, "width", tuple(float(n) for n in self.width))
        check_ages(self.age, self.width)

    @classmethod
    def from_bounds(cls, age: Sequence[float], *, last_width: float = np.inf) -> AgeGrid:
        """Groups from their lower bounds; the last is open unless `last_width` is given.

        Errors and source as the class.

        Examples
        --------
        >>> AgeGrid.from_bounds([0, 5, 15], last_width=10).labels()
        ['0-4', '5-14', '15-24']
        """
        bounds = [float(a) for a in age]
        return cls(tuple(bounds), (*np.diff(bounds), last_width))

    @classmethod
    def single_years(cls, open_age: int = 100) -> AgeGrid:
        """0, 1, ..., open_age - 1, open_age+. Errors and source as the class.

        Examples
        --------
        >>> AgeGrid.single_years(2).labels()
        ['0', '1', '2+']
        """
        return cls.from_bounds(range(open_age + 1))

    @classmethod
    def five_year(cls, open_age: int = 85) -> AgeGrid:
        """0-4, 5-9, ..., open_age+. Raises BadInput unless open_age is a multiple of five. Source as the class.

        Examples
        --------
        >>> AgeGrid.five_year(10).labels()
        ['0-4', '5-9', '10+']
        """
        _check_fives(open_age)
        return cls.from_bounds(range(0, open_age + 1, 5))

    @classmethod
    def abridged(cls, open_age: int = 85) -> AgeGrid:
        """0, 1-4, 5-9, ..., open_age+. Raises BadInput unless open_age is a multiple of five. Source as the class.

        Examples
        --------
        >>> AgeGrid.abridged(10).labels()
        ['0', '1-4', '5-9', '10+']
        """
        _check_fives(open_age)
        return cls.from_bounds([0, 1, *range(5, open_age + 1, 5)])

    def __len__(self) -> int:
        return len(self.age)

    @property
    def is_open(self) -> bool:
        """The last group has no upper bound."""
        return bool(np.isinf(self.width[-1]))

    @property
    def bounds(self) -> tuple[float, ...]:
        """Every bound, the last included: inf for an open grid."""
        return (*self.age, self.age[-1] + self.width[-1])

    def labels(self) -> list[str]:
        """Labels by completed age: '0', '1-4', '85+'."""
        return [_label(a, n) for a, n in zip(self.age, self.width, strict=True)]


def _check_fives(open_age: int) -> None:
    if open_age < 5 or open_age % 5:
        raise BadInput(f"an open age of {open_age}.", remedy="In five-year groups it is a multiple of five, 5 or more.")


def _label(age: float, width: float) -> str:
    if np.isinf(width):
        return f"{age:g}+"
    return f"{age:g}" if width == 1 else f"{age:g}-{age + width - 1:g}"


def check_ages(age: Sequence[float], width: Sequence[float]) -> None:
    """Bounds and widths describe contiguous groups, else BadInput names the first place that does not."""
    if len(age) == 0 or len(age) != len(width):
        raise BadInput(f"{len(age)} ages and {len(width)} widths.", remedy="Give one width for each lower bound.")
    if not np.isfinite(age).all() or min(age) < 0:
        raise BadInput(f"lower bounds of age {list(age)}.", remedy="Ages are finite and not below 0.")
    for i, (a, n) in enumerate(zip(age, width, strict=True)):
        last = i == len(age) - 1
        if not last and age[i + 1] <= a:
            raise BadInput(f"age {age[i + 1]:g} follows age {a:g}.", remedy="Sort the groups by age, each once.")
        if np.isnan(n) or n <= 0:
            raise BadInput(f"the group from age {a:g} is {n:g} years wide.", remedy="Widths are above 0.")
        if not last and not np.isclose(a + n, age[i + 1], rtol=0, atol=1e-9):
            raise BadInput(
                f"the group from age {a:g} is {n:g} years wide but the next begins at {age[i + 1]:g}.",
                remedy="Groups touch without hole or overlap, and only the last may be open.",
            )


def as_floats(values: Any, what: str = "values") -> Any:
    """The argument as a float64 array of its own namespace; numbers, NumPy's among them, and lists become NumPy."""
    if hasattr(values, "__array_namespace__") and not isinstance(values, np.ndarray | np.generic):
        return values
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{what} that are not numbers in rows of one length: {error}.") from error


def check_values(values: Any, what: str, remedy: str = "") -> None:
    """Values are finite and not negative, else BadInput names the first that is not; only NumPy's are looked into."""
    if not isinstance(values, np.ndarray) or not values.size or (values.min() >= 0 and values.max() < np.inf):
        return  # A traced array has no values to look at.
    bad = ~(np.isfinite(values) & (values >= 0))
    place = tuple(int(i) for i in np.argwhere(bad)[0])
    word = "negative" if values[place] < 0 else "not finite"
    at = f" at position {place}" if place else ""
    raise BadInput(f"{what} has values that are {word}: {values[place]:g}{at}.", remedy=remedy)


def check_counts(counts: Array, what: str = "counts", length: int | None = None) -> None:
    """Counts are finite, not negative and as many as the ages; arrays of other libraries are not looked into."""
    shape = tuple(counts.shape)
    if len(shape) == 0 or shape[-1] == 0:
        raise BadInput(f"{what} of shape {shape}.", remedy="Age is the last axis and has at least one group.")
    if length is not None and shape[-1] != length:
        raise BadInput(f"{what} for {shape[-1]} ages, where {length} are needed.", remedy="Age is the last axis.")
    check_values(counts, what, "Give every age a count of 0 or more; spread unknown ages first (spread_unknown).")


def as_counts(counts: Any, what: str = "counts", length: int | None = None) -> Array:
    """Checked float64 counts; a list becomes NumPy, an array of another library stays one."""
    counts = as_floats(counts, what)
    check_counts(counts, what, length)
    return counts


def regroup(counts: Array, grid: AgeGrid, onto: AgeGrid) -> Array:
    """Counts in coarser age groups: the sums of the finer ones, nothing split, nobody lost.

    Parameters
    ----------
    counts : (..., group of grid), persons or events, >= 0.
    grid, onto : the groups given and wanted; every bound of `onto` is a bound of `grid`, and both
        begin and end at the same age.

    Returns
    -------
    (..., group of onto). A group that stays as it is keeps its value to the last bit.

    Raises
    ------
    BadInput : a bound of `onto` lies inside a group of `grid` (that would be a guess: graduate instead),
        or the two do not cover the same ages.

    Source
    ------
    An identity: counts add.

    Examples
    --------
    >>> regroup(np.array([1.0, 2, 3, 4]), AgeGrid.from_bounds([0, 1, 5, 10]), AgeGrid.from_bounds([0, 5]))
    array([3., 7.])
    """
    counts = as_counts(counts, length=len(grid))
    missing = [b for b in onto.bounds if b not in grid.bounds and grid.bounds[0] < b < grid.bounds[-1]]
    if missing:
        raise BadInput(
            f"the bound {missing[0]:g} lies inside a group of the given ages.",
            remedy="Regrouping only adds; to split a group use a graduation (sprague, beers, pclm, to_single_years).",
        )
    if (onto.bounds[0], onto.bounds[-1]) != (grid.bounds[0], grid.bounds[-1]):
        raise BadInput(
            f"counts cover ages {grid.bounds[0]:g} to {grid.bounds[-1]:g}, the groups wanted "
            f"{onto.bounds[0]:g} to {onto.bounds[-1]:g}.",
            remedy="Both must begin and end at the same age, or persons would be lost.",
        )
    at = [grid.bounds.index(b) for b in onto.bounds]
    xp = namespace(counts)
    return xp.stack([xp.sum(counts[..., i:j], axis=-1) for i, j in pairwise(at)], axis=-1)


def lower_open_interval(counts: Array, grid: AgeGrid, open_age: float) -> tuple[Array, AgeGrid]:
    """Counts with the open interval moved down to `open_age`, and their grid.

    Parameters
    ----------
    counts : (..., group of grid); the last group is open.
    open_age : a lower bound of the grid.

    Returns
    -------
    (..., groups up to open_age+), and the AgeGrid they stand on. The total is kept.

    Raises
    ------
    BadInput : the grid is closed, or `open_age` is not one of its bounds.

    Source
    ------
    An identity: counts add. Moving the interval up needs a model; nothing here does it.

    Examples
    --------
    >>> moved, shorter = lower_open_interval(np.array([5.0, 4, 3, 2]), AgeGrid.from_bounds([0, 5, 10, 15]), 10)
    >>> moved, shorter.labels()
    (array([5., 4., 5.]), ['0-4', '5-9', '10+'])
    """
    if not grid.is_open:
        raise BadInput("the grid has no open interval.", remedy="Give the grid with its last width inf.")
    if float(open_age) not in grid.age:
        raise BadInput(f"{open_age:g} is not a lower bound of the grid.", remedy="Choose one of its bounds.")
    shorter = AgeGrid.from_bounds([a for a in grid.age if a <= open_age])
    return regroup(counts, grid, shorter), shorter


def spread_unknown(counts: Array, unknown: Array) -> Array:
    """Counts by age with the persons of unknown age given to the known ages in proportion.

    counts * (1 + unknown / sum of counts over age).

    Parameters
    ----------
    counts : (..., age), >= 0.
    unknown : (...), persons of unknown age, >= 0: one number for each row of counts; fewer leading axes are repeated.

    Returns
    -------
    (..., age); the sum over age is that of counts plus unknown.

    Raises
    ------
    BadInput : persons of unknown age and nobody of known age; shapes that do not fit.

    Notes
    -----
    Right only where not knowing the age is equally likely at every age. Elderly persons, infants found
    and persons in institutions are often over-represented: then the ends of the pyramid are too low.

    Source
    ------
    Shryock and Siegel (1973), The Methods and Materials of Demography, ch. 8.

    Examples
    --------
    >>> spread_unknown(np.array([30.0, 60, 10]), np.array(5.0))
    array([31.5, 63. , 10.5])
    """
    counts = as_counts(counts)
    xp = namespace(counts)
    unknown = xp.asarray(as_floats(unknown, "persons of unknown age"), dtype=counts.dtype)
    rows = tuple(counts.shape[:-1])
    if tuple(unknown.shape) != rows[len(rows) - unknown.ndim :] or unknown.ndim > len(rows):
        raise BadInput(
            f"unknown ages of shape {unknown.shape}, counts of shape {counts.shape}.",
            remedy="No age axis: one number for each row of counts, or for the last of its axes.",
        )
    known = xp.sum(counts, axis=-1)
    if isinstance(counts, np.ndarray):
        check_values(unknown, "persons of unknown age")
        if np.any((known == 0) & (unknown > 0)):
            raise BadInput("persons of unknown age, and nobody of known age.", remedy="Nothing to take shares from.")
    factor = 1.0 + unknown / xp.where(known > 0, known, 1.0)
    return counts * factor[..., None]
