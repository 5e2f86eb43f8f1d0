"""What a reconstruction is made from: initial estimates by period and age, counts, and how they are checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.demography.cohort_component import HIGHEST_FERTILITY
from cenotaph.errors import BadInput
from cenotaph.reconstruct.wheldon.priors import Priors, elicited

A_MONTH = 1 / 12


@dataclass(frozen=True)
class Count:
    """One census. date : decimal year. persons : (cell,), above 0. cells : (cell, sex, age), 0 or 1: which groups of
    the model a cell holds; none: one cell a sex and age group, in their order."""

    date: float
    persons: Array
    cells: Array | None = None


@dataclass(frozen=True)
class Inputs:
    """Checked arrays. Ages are groups of `width` years from 0, the last open; sexes (female,) or (female, male).

    start : year of the baseline. asfr : (period, age), births per woman-year. survival : (period, sex, age + 1):
    L(0) / (width l0), then from each group into the next, last of the open group. migration : (period, sex, age), net
    migrants of the whole period over persons at its start. baseline : (sex, age), persons. srb : (period,).
    counts : of censuses after the baseline. priors : of the departures from all these.
    """

    start: float
    width: float
    asfr: Array
    survival: Array
    migration: Array
    baseline: Array
    srb: Array
    counts: tuple[Count, ...]
    priors: Priors

    @property
    def periods(self) -> int:
        return self.asfr.shape[0]

    @property
    def sexes(self) -> tuple[str, ...]:
        return SEXES[: self.baseline.shape[0]]

    @property
    def period_starts(self) -> list[float]:
        return [self.start + self.width * t for t in range(self.periods)]

    @property
    def ages(self) -> list[int]:
        return [int(self.width * i) for i in range(self.baseline.shape[1])]


def checked_inputs(
    *,
    start: float,
    asfr: Any,
    survival: Any,
    baseline: Any,
    counts: Mapping[float, Any] | Sequence[Count],
    migration: Any = None,
    srb: Any = 1.05,
    width: float = 5.0,
    priors: Priors | None = None,
) -> Inputs:
    """Initial estimates and counts of a reconstruction, checked.

    One sex is the female one; arrays may then leave the sex axis out.

    Parameters
    ----------
    start : year of the baseline (1960, or 1960.5 for mid-year).
    asfr : (period, age), births per woman-year.
    survival : (period, [sex,] age + 1), proportions: L(0) / (width l0), L(x + width) / L(x), last of the open group.
    baseline : ([sex,] age), persons at `start`.
    counts : {year: ([sex,] age) persons} of censuses after it, or a sequence of Count where age groups are wider.
    migration : (period, [sex,] age), net migrants of the whole period over persons at its start; None states zero.
    srb : male births per female birth, a number or (period,); for two sexes an initial estimate, else fixed.
    width : years of a group and of a period.
    priors : hyperparameters; None: `elicited` with its defaults.

    Raises
    ------
    BadInput naming what does not fit: shapes, survival not strictly between 0 and 1, fertility negative or above 1, no
    births, counts that are not above 0, census dates outside the periods.

    Examples
    --------
    >>> found = checked_inputs(start=1960, asfr=[[0, 0.02, 0]], survival=[[0.9, 0.95, 0.9, 0.5]],
    ...                        baseline=[100, 80, 60], counts={1975: [90, 95, 70]}, width=15)
    >>> found.sexes, found.periods
    (('female',), 1)
    """
    if not (np.isfinite(start) and np.isfinite(width) and width > 0):
        raise BadInput(f"start is {start!r} and width {width!r}; they are a year and a number of years above 0.")
    asfr, baseline = _floats(asfr, "asfr", 2), _floats(baseline, "baseline", (1, 2))
    baseline = baseline[None] if baseline.ndim == 1 else baseline
    sexes, groups = baseline.shape
    periods = asfr.shape[0]
    if sexes not in (1, 2) or groups < 3:
        raise BadInput(f"got a baseline of shape {baseline.shape}; need (sex, age), 1 or 2 sexes and 3 groups or more.")
    survival = _by_sex(survival, "survival", (periods, sexes, groups + 1))
    migration = np.zeros((periods, sexes, groups)) if migration is None else migration
    migration = _by_sex(migration, "migration", (periods, sexes, groups))
    srb = np.broadcast_to(_floats(srb, "srb", (0, 1)), (periods,)) if np.size(srb) in (1, periods) else None
    if srb is None:
        raise BadInput(f"srb has not one value, nor one of each of {periods} periods.")
    if asfr.shape[1] != groups:
        raise BadInput(f"asfr has {asfr.shape[1]} age groups, and the baseline {groups}.")
    _check_values(asfr, survival, migration, baseline, srb)
    found = tuple(_count(c, sexes, groups, start, width, periods) for c in _listed(counts, sexes, groups))
    if not found:
        raise BadInput("there is no census after the baseline, so nothing to reconstruct from.")
    priors = elicited(survival) if priors is None else priors
    _check_priors(priors, sexes)
    return Inputs(float(start), float(width), asfr, survival, migration, baseline, srb, found, priors)


def _floats(values: Any, name: str, ndim: int | tuple[int, ...]) -> Array:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise BadInput(f"{name} is not an array of numbers.") from None
    wanted = (ndim,) if isinstance(ndim, int) else ndim
    if array.ndim not in wanted:
        raise BadInput(f"{name} has shape {array.shape}; need {' or '.join(map(str, wanted))} axes.")
    if not np.isfinite(array).all():
        raise BadInput(f"{name} has values that are missing or not finite.")
    return array


def _by_sex(values: Any, name: str, shape: tuple[int, int, int]) -> Array:
    array = _floats(values, name, (2, 3))
    array = array[:, None] if array.ndim == 2 and shape[1] == 1 else array
    if array.shape != shape:
        raise BadInput(f"{name} has shape {array.shape}; need (period, sex, age) {shape}.")
    return array


def _check_values(asfr: Array, survival: Array, migration: Array, baseline: Array, srb: Array) -> None:
    if asfr.min() < 0 or asfr.max() > HIGHEST_FERTILITY:
        raise BadInput(
            f"asfr goes from {asfr.min():.6g} to {asfr.max():.6g}; need births per woman-year.",
            remedy="If they are per 1,000, divide by 1,000.",
        )
    if (asfr[:, 0] > 0).any() or not (asfr > 0).any(axis=1).all():
        raise BadInput("asfr must have births in every period, and none in the first age group.")
    if not (survival.min() > 0 and survival.max() < 1):
        raise BadInput(
            f"survival goes from {survival.min():.6g} to {survival.max():.6g}; need proportions above 0 and below 1.",
            remedy="The open group needs one too: T(x + n) / T(x).",
        )
    if np.abs(migration).max() >= 1:
        raise BadInput(
            f"migration goes up to {np.abs(migration).max():.6g} of the persons at the start of the period.",
            remedy="Give net migrants of the period over persons, a proportion such as -0.05.",
        )
    if baseline.min() <= 0:
        raise BadInput("baseline has groups with nobody; their logarithm is needed.", remedy="Join them to others.")
    if srb.min() < 0.5 or srb.max() > 2:
        raise BadInput(
            f"srb goes from {srb.min():.6g} to {srb.max():.6g}.", remedy="Male births per female, about 1.05."
        )


def _check_priors(priors: Priors, sexes: int) -> None:
    for part in ("fertility", "survival", "migration", "population", *(("srb",) if sexes == 2 else ())):
        alpha, beta = priors.alpha.get(part, np.nan), priors.beta.get(part, np.nan)
        if not (alpha > 0 and beta > 0 and np.isfinite(alpha + beta)):
            raise BadInput(f"the prior of {part} has alpha {alpha:.6g} and beta {beta:.6g}; both are above 0.")


def _listed(counts: Any, sexes: int, groups: int) -> list[Count]:
    if not isinstance(counts, Mapping):
        return sorted(counts, key=lambda c: c.date)
    found = []
    for date, persons in sorted(counts.items()):
        persons = np.asarray(persons, dtype=np.float64)
        if persons.shape not in ((sexes, groups), *(((groups,),) if sexes == 1 else ())):
            raise BadInput(f"the census of {date} has shape {persons.shape}; need {(sexes, groups)}.")
        found.append(Count(float(date), persons.ravel()))
    return found


def _count(count: Count, sexes: int, groups: int, start: float, width: float, periods: int) -> Count:
    """The census, checked. A date within a month of a step's end is taken as it."""
    end = start + width * periods
    persons = _floats(count.persons, f"the census of {count.date:g}", 1)
    cells = np.eye(sexes * groups).reshape(-1, sexes, groups) if count.cells is None else np.asarray(count.cells, float)
    if cells.shape != (persons.size, sexes, groups):
        raise BadInput(f"the census of {count.date:g} has {persons.size} figures and cells of shape {cells.shape}.")
    if (cells.sum(axis=(1, 2)) < 1).any():
        raise BadInput(f"the census of {count.date:g} has a cell that holds no age group of the model.")
    if persons.min() <= 0:
        raise BadInput(
            f"the census of {count.date:g} has a cell with nobody; its logarithm is needed.",
            remedy="Join it to its neighbour.",
        )
    if not start + A_MONTH < count.date <= end + A_MONTH:
        raise BadInput(
            f"the census of {count.date:g} lies outside the periods, {start:g} to {end:g}.",
            remedy="The baseline itself is not given again as a count; add periods for later ones.",
        )
    nearest = start + width * round((count.date - start) / width)
    date = nearest if abs(count.date - nearest) <= A_MONTH else count.date
    return Count(date, persons, None if count.cells is None else cells)
