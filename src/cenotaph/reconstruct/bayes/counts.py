"""Censuses for the model: counts by cell, what they were compared in, and named error patterns by age."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Band, Pattern
from cenotaph.evidence.tables import Population
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.bayes.bundle import Closing, Normal

LAST_KNOT_AGE = 85
MERGED_FROM = 0.01
ROUND_TO, REACH = 10, 2


def placed(count: inputs.Count) -> Array:
    """(sex, age), persons, unknown ages in proportion to known ones; the residual is left out."""
    known = count.cells.sum(axis=-1, keepdims=True)
    return count.cells * (1 + count.unknown[:, None] / known)


def many_apart(count: inputs.Count, table: Array) -> Array:
    """(sex,), whether the residual is more than a hundredth of those whom the table has at its ages."""
    low, high = count.residual_ages
    return count.residual > MERGED_FROM * table[:, low:high].sum(axis=1)


def opening_cells(case: Case, census: str) -> list[tuple[int, int]]:
    """Age intervals of a census's own table, the last one open at N_AGES; old cells are taken together."""
    lows = sorted({r.age_from for r in case.rows(Population) if r.census == census and r.entry == "cell"})
    lows = [low for low in lows if low <= LAST_KNOT_AGE]
    return list(zip(lows, [*lows[1:], N_AGES], strict=True))


def knots(cells: list[tuple[int, int]], bands: tuple[Band, ...]) -> tuple[Array, Array]:
    """basis (knot, age), from deviations at the centres of cells to single ages in straight lines; sd (knot,)."""
    centres = np.array([(low + high - 1) / 2 if high < N_AGES else low + 2.0 for low, high in cells])
    basis = np.array([np.interp(np.arange(N_AGES), centres, line) for line in np.eye(len(cells))])
    return basis, by_age(bands, centres)


def by_age(bands: tuple[Band, ...], ages: Array) -> Array:
    """The sd of the band that each age lies in.

    Raises
    ------
    NotEstimable when an age lies in no band.
    """
    found = np.full(ages.shape, np.nan)
    for band in bands:
        found = np.where((ages >= band.age_from) & (ages < band.age_to), band.sd, found)
    if np.isnan(found).any():
        age = ages[np.isnan(found)][0]
        raise NotEstimable(f"No deviation is stated for age {age:g}.", remedy="Extend the bands in [model].")
    return found


def single_weights(pattern: Pattern, counted: Array) -> Array:
    """(sex, age), change of log counted over true in each age for a coefficient of 1."""
    weights = np.zeros((len(SEXES), N_AGES))
    low, high = pattern.age_from, min(pattern.age_to, N_AGES)
    rows = [SEXES.index(sex) for sex in pattern.sexes]
    if pattern.kernel is None:
        values = np.array(pattern.weights) if pattern.weights else np.ones(high - low)
        weights[rows, low : low + values.size] = values
        return weights
    move = _to_round_ages(low, high) if pattern.kernel == "round-ages" else _to_neighbours(low, high)
    moved = counted @ move
    weights[rows] = (moved / np.maximum(counted, 1e-9) - 1.0)[rows]
    return weights


def _to_round_ages(low: int, high: int) -> Array:
    """(age, age), where persons of an age are counted when all within reach state the round age."""
    move = np.eye(N_AGES)
    for age in range(low, min(high, N_AGES)):
        goal = ROUND_TO * round(age / ROUND_TO)
        if 0 < abs(goal - age) <= REACH and goal < N_AGES:
            move[age, age], move[age, goal] = 0.0, 1.0
    return move


def _to_neighbours(low: int, high: int) -> Array:
    move = np.eye(N_AGES)
    for age in range(low, high):
        near = [n for n in (age - 1, age + 1) if low <= n < high]
        move[age, age] = 1 - len(near) / 2
        move[age, near] = 0.5
    return move


def in_cells(weights: Array, counted: Array, cells: list[tuple[int, int]]) -> Array:
    """(sex, cell), weights by single age averaged over the persons of each cell."""
    return np.stack(
        [(weights[:, a:b] * counted[:, a:b]).sum(axis=1) / counted[:, a:b].sum(axis=1) for a, b in cells], axis=1
    )


def spread(weights: Array, cells: list[tuple[int, int]]) -> Array:
    """(sex, age), a cell's weight at each of its ages."""
    found = np.zeros((weights.shape[0], N_AGES))
    for index, (low, high) in enumerate(cells):
        found[:, low:high] = weights[:, index : index + 1]
    return found


def closing(
    case: Case, census: str, bounds: tuple[int, ...], bands: tuple[Band, ...],
    patterns: list[tuple[str, Pattern]], net_error: Normal,
) -> Closing:  # fmt: skip
    """One closing census in the groups it is compared in.

    Persons counted outside the age table (the residual) are put into one group over their ages, together
    with those counted there: which of these ages they had is not known. A residual of less than a
    hundredth of those counted there is spread over them instead.
    """
    count = inputs.count(case, census)
    table = placed(count)
    cells: list[Array] = []
    counted, ages, weights = [], [], []
    apart = many_apart(count, table)
    each = [single_weights(p, table) if name == census else np.zeros_like(table) for name, p in patterns]
    for s in range(len(SEXES)):
        low, high = count.residual_ages
        merged = bool(apart[s])
        if not merged and count.residual[s]:
            table[s, low:high] *= 1 + count.residual[s] / table[s, low:high].sum()
        for a, b in _groups(bounds, (low, high) if merged else None):
            mask = np.zeros((len(SEXES), N_AGES))
            mask[s, a:b] = 1.0
            cells.append(mask.ravel())
            extra = count.residual[s] if merged and a <= low and b >= high else 0.0
            counted.append(table[s, a:b].sum() + extra)
            ages.append((a + b - 1) / 2 if b < N_AGES else a + 2.0)
            weights.append([in_cells(w[s : s + 1], table[s : s + 1], [(a, b)])[0, 0] for w in each])
    shape = (len(cells), len(patterns))
    return Closing(
        np.array(counted), np.array(cells), net_error, by_age(bands, np.array(ages)),
        np.array(weights).reshape(shape).T, np.array([float(p.additions and name == census) for name, p in patterns]),
    )  # fmt: skip


def _groups(bounds: tuple[int, ...], merged: tuple[int, int] | None) -> list[tuple[int, int]]:
    groups = list(zip(bounds, [*bounds[1:], N_AGES], strict=True))
    if merged is None:
        return groups
    touched = [g for g in groups if g[0] < merged[1] and g[1] > merged[0]]
    one = (touched[0][0], touched[-1][1])
    kept = [g for g in groups if g not in touched]
    return sorted([*kept, one])
