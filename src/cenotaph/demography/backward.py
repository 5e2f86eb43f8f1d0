"""Reverse survival: a population carried back to earlier dates in equal groups and steps, and its births."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.cohort_component import check_timing
from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, check_ages, check_length, is_concrete
from cenotaph.errors import BadInput


class ReverseSurvival(NamedTuple):
    """What `reverse_survive` found.

    population : a tuple, entry k is the population k steps earlier, (..., K - k): each step back the open group begins
    one group lower. births : (..., step), persons born in each step, the latest step first.
    """

    population: tuple[Any, ...]
    births: Any


def reverse_survive(
    population: Any,
    nLx: Any,
    age: Any,
    *,
    width: float,
    radix: float = 1.0,
    net_migration: Any = None,
    timing: str | None = None,
) -> ReverseSurvival:
    """Populations at earlier dates, and the births since, from one by age and the life tables of the time between.

    P(x, t) = (P(x+n, t+n) - A(x+n)) L(x) / L(x+n); births = (P(0, t+n) - A(0)) n l0 / L(0); A are the migrants of the
    step who are alive at its end. Undoes `cohort_component.project` in every closed group.

    Parameters
    ----------
    population : (..., K), persons in groups of `width` years from 0, the last open. Other axes (sex) are batch.
    nLx : (..., step, age), person-years, the latest step first; the last interval is open (Tx).
    age : (age,), lower bounds of the table, with every bound of the population among them (0, 1, 5, 10, ... will do).
    width : years, of the groups and the steps. radix : l0 of the tables.
    net_migration : (..., step, K), persons in each step by age when moving, the latest first. timing : as `project`.

    Returns
    -------
    ReverseSurvival. With s steps back, K - s groups remain.

    Raises
    ------
    BadInput: ages that do not fit the groups, more steps than groups allow, negative or non-finite input, a width or
    radix that is not above 0 or that nLx denies, a table in which nobody lives in some group, migrants who outnumber
    the living. JAX input is not checked.

    Notes
    -----
    The dead of the past must be in the table: a famine's survivors carried back by ordinary rates give too few people
    and too few births. The open group fails: who of it was in which group before cannot be known, so it is carried
    back whole, by Tx ratios, as if its ages were those of the stationary population, and begins lower each step; in
    old age small errors of mortality are magnified (P / S with small S).

    Source
    ------
    United Nations (1983), Manual X, ch. VIII (reverse survival of children); Preston, Heuveline and Guillot (2001),
    ch. 8. Identities only: a projection comes back.

    Examples
    --------
    >>> now = np.array([90.0, 80.0, 60.0, 30.0])
    >>> past = reverse_survive(now, [[4.5, 4.0, 3.0, 3.0]], [0, 5, 10, 15], width=5)
    >>> past.population[1].round(2), past.births
    (array([90., 80., 60.]), array([100.]))
    """
    population, nLx = as_finite(population, "population"), as_finite(nLx, "nLx")
    net_migration = None if net_migration is None else as_floats(net_migration)
    check_timing(net_migration, timing)
    age = np.asarray(age, dtype=np.float64)
    check_above_zero(width, "width", "Years of a group and of a step.")
    check_above_zero(radix, "radix", "It is l0 of the life tables, 1 or 100,000.")
    groups = population.shape[-1] if population.ndim else 0
    _check_fit(age, nLx, groups, width)
    _check_migrants(net_migration, nLx.shape[-2], groups)
    moving = {} if net_migration is None else {"net_migration": (net_migration, 2)}
    check_batches(population=(population, 1), nLx=(nLx, 2), **moving)
    xp = common_namespace(population, nLx, net_migration)
    lived = nLx @ xp.asarray(_grouping(age, groups, width)) / radix
    if is_concrete(lived) and (lived[..., 0] > width * (1 + 1e-9)).any():
        raise BadInput(
            f"nLx of the first group goes up to {lived[..., 0].max():.6g} years with a radix of {radix:g}.",
            remedy="Give radix=100000 where l0 is 100,000.",
        )
    if is_concrete(lived) and (lived <= 0).any():
        raise BadInput(
            "the table has nobody living in some age group, so nobody there can be carried back.",
            remedy="Begin the open group at the last age somebody reaches.",
        )
    now, found, births = population, [population], []
    for step in range(nLx.shape[-2]):
        size = groups - step
        years = _open_at(xp, lived[..., step, :], size)
        if net_migration is not None:
            now = now - _alive_at_end(xp, _open_at(xp, net_migration[..., step, :], size), years, width, timing)
        births.append(now[..., 0] * width / years[..., 0])
        before = xp.concat([years[..., : size - 2], years[..., -2:-1] + years[..., -1:]], axis=-1)
        now = now[..., 1:] * before / years[..., 1:]
        found.append(now)
        if is_concrete(now) and (now.min() < 0 or births[-1].min() < 0):
            raise BadInput(f"in step {step} back more migrants are to be taken away than there are persons.")
    return ReverseSurvival(tuple(found), xp.stack(births, axis=-1))


def _alive_at_end(xp: Any, moving: Any, years: Any, width: float, timing: str | None) -> Any:
    """Migrants of a step by their age at its end, under the timings of `project`."""
    if timing == "end":
        return moving
    joined = years[..., -1:] / (years[..., -2:-1] + years[..., -1:])
    leaving = xp.concat([years[..., 1:-1] / years[..., :-2], joined, joined], axis=-1)
    passing, staying = moving / 2 * leaving, moving / 2
    if timing == "spread":
        own = xp.concat([years[..., :1] / width, leaving[..., :-2], leaving[..., -1:]], axis=-1)
        passing, staying = moving / 2 * leaving ** (2 / 3), moving / 2 * own ** (1 / 3)
    top = passing[..., -2:-1] + passing[..., -1:]
    return staying + xp.concat([xp.zeros_like(top), passing[..., :-2], top], axis=-1)


def _open_at(xp: Any, values: Any, size: int) -> Any:
    """Groups from `size` on joined into the last."""
    return xp.concat([values[..., : size - 1], xp.sum(values[..., size - 1 :], axis=-1, keepdims=True)], axis=-1)


def _grouping(age: Array, groups: int, width: float) -> Array:
    """(age, K): one where an interval of the table lies in a group."""
    place = np.minimum((age / width + 1e-9).astype(int), groups - 1)
    return (place[:, None] == np.arange(groups)).astype(np.float64)


def _check_fit(age: Array, nLx: Any, groups: int, width: float) -> None:
    check_ages(age)
    check_length(age, nLx, "nLx")
    if nLx.ndim < 2:
        raise BadInput(f"got nLx of shape {nLx.shape}; need (..., step, age).", remedy="Give one row for each step.")
    missing = [b for b in np.arange(groups) * width if not np.isclose(age, b, rtol=0, atol=1e-9).any()]
    if missing:
        raise BadInput(f"the table has no age {missing[0]:g}, where a group of the population begins.")
    if not 1 <= nLx.shape[-2] <= groups - 2:
        raise BadInput(
            f"{nLx.shape[-2]} steps back from {groups} groups: none, or nothing left but an open group.",
            remedy=f"Go back at most {groups - 2} steps, and one at least, or begin the open group at an older age.",
        )


def _check_migrants(migration: Any, steps: int, groups: int) -> None:
    if migration is None:
        return
    if migration.ndim < 2 or migration.shape[-2:] != (steps, groups):
        raise BadInput(f"got net migration of shape {migration.shape}; need (..., {steps}, {groups}).")
    if is_concrete(migration) and not np.isfinite(migration).all():
        raise BadInput("net migration has values that are not finite.")
