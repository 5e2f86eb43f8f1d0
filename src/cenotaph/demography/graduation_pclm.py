"""Counts in any age groups to single years by the penalised composite link model. NumPy only."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.ages import AgeGrid, as_counts
from cenotaph.errors import BadInput, NotEstimable

STEPS = 200
# A Newton step that promises less log-likelihood than this is the last; more where rounding is coarser.
TOLERANCE = 1e-6
ROUNDING = 1e-12
# Means of empty groups fall towards this and no further.
LEAST = 1e-200
SMOOTHNESS = tuple(10.0 ** (k / 2) for k in range(-2, 15))


def graduate_pclm(
    counts: Array,
    grid: AgeGrid,
    *,
    last_age: int = 110,
    smoothness: float | None = None,
    keep_totals: bool = True,
) -> Array:
    """Persons or deaths by single year from any age groups, by the penalised composite link model.

    Group counts are Poisson with means C g, g = exp(h) by single year, C sums years to groups. h makes
    log-likelihood - smoothness / 2 * (sum of squares of its second differences) largest.

    Parameters
    ----------
    counts : (..., group), >= 0.
    grid : groups of whole years, of any width; an open last group is spread over its first age ... last_age - 1.
    last_age : exact age at which nobody is left in an open group, years.
    smoothness : >= 0; None chooses, for each row, the value of SMOOTHNESS with the least AIC among those
        at which the fit settles.
    keep_totals : multiply the years of each group so that they sum to its count. Without it the totals
        are those of the fitted means, close to the counts but smoothed.

    Returns
    -------
    (..., year), from the first age of the grid to last_age (open) or to the end of the last group. Never
    negative. Group totals are kept exactly with keep_totals, at the price of small steps between groups.

    Raises
    ------
    BadInput : bounds that are not whole years, fewer than three groups, last_age inside the closed
        groups, or nobody at all.
    NotEstimable : the fit does not settle; a larger smoothness helps.

    Notes
    -----
    AIC takes counts for Poisson. Heaped or very large census counts scatter more than that, so it
    chooses too little smoothness: then give one. The open group's shape is an extrapolation.

    Source
    ------
    Rizzi, Gampe and Eilers (2015), American Journal of Epidemiology 182(2), 138-147 (with the identity basis).

    Examples
    --------
    >>> singles = graduate_pclm(np.array([50.0, 45, 40, 35]), AgeGrid.from_bounds([0, 5, 10, 15], last_width=5))
    >>> bool(singles.min() > 0), singles.reshape(4, 5).sum(axis=1)
    (True, array([50., 45., 40., 35.]))
    """
    counts = as_counts(counts, length=len(grid))
    if not isinstance(counts, np.ndarray):
        counts = np.asarray(counts, dtype=np.float64)
    if len(grid) < 3 or any(a != int(a) for a in grid.bounds[:-1]):
        raise BadInput(f"{len(grid)} groups from age {grid.age[0]:g}.", remedy="Three groups of whole years or more.")
    end = last_age if grid.is_open else grid.bounds[-1]
    if end <= grid.age[-1] or end != int(end):
        raise BadInput(f"the last age {end:g}.", remedy=f"Whole years, above the last bound {grid.age[-1]:g}.")
    if smoothness is not None and not 0 <= smoothness < np.inf:
        raise BadInput(f"smoothness {smoothness}.", remedy="A finite number, not negative.")
    bounds = np.array([*grid.age, end], dtype=int)
    group_of = np.repeat(np.arange(len(grid)), np.diff(bounds))
    composite = (group_of == np.arange(len(grid))[:, None]).astype(float)
    flat = counts.reshape(-1, len(grid))
    rows = [_one(row, composite, group_of, smoothness, keep_totals) for row in flat]
    return np.reshape(rows, (*counts.shape[:-1], group_of.size))


def _one(row: Array, composite: Array, group_of: Array, smoothness: float | None, keep_totals: bool) -> Array:
    if row.sum() <= 0:
        raise BadInput("nobody in any group.", remedy="Leave out empty populations.")
    if smoothness is None:
        fits = [fit for s in SMOOTHNESS if (fit := _settled(row, composite, s)) is not None]
        fitted = min(fits, key=lambda fit: fit[1])[0] if fits else _fit(row, composite, SMOOTHNESS[-1])[0]
    else:
        fitted = _fit(row, composite, smoothness)[0]
    if keep_totals:
        fitted = fitted * (row / np.maximum(composite @ fitted, LEAST))[group_of]
    return fitted


def _settled(row: Array, composite: Array, smoothness: float) -> tuple[Array, float] | None:
    """The fit, or None where it does not settle: one smoothness of many may be left out of the choice."""
    try:
        return _fit(row, composite, smoothness)
    except NotEstimable:
        return None


def _unsettled(smoothness: float) -> NotEstimable:
    return NotEstimable(
        f"the composite link model did not settle in {STEPS} steps at smoothness {smoothness:g}.",
        remedy="Give a larger smoothness, or join empty groups.",
    )


def _fit(row: Array, composite: Array, smoothness: float) -> tuple[Array, float]:
    """Means by single year at one smoothness, and the AIC: by weighted least squares, step by step."""
    years = composite.shape[1]
    differences = np.diff(np.eye(years), 2, axis=0)
    penalty = smoothness * differences.T @ differences
    # A trace of a ridge, far below any real curvature, so that an unpenalised straight line is not singular.
    ridge = 1e-10 * row.sum() * np.eye(years) / years
    log_means = np.full(years, np.log(row.sum() / years))

    def objective(h: Array) -> float:
        means = np.maximum(composite @ np.exp(h), LEAST)
        return float(np.sum(row * np.log(means) - means) - 0.5 * h @ penalty @ h)

    reached, enough = objective(log_means), max(TOLERANCE, ROUNDING * row.sum())
    for _ in range(STEPS):
        each = np.exp(log_means)
        means = np.maximum(composite @ each, LEAST)
        gradient = ((composite * each).T @ (row / means - 1)) - penalty @ log_means
        link = composite * each
        information = link.T @ (link / means[:, None])
        try:
            step = np.linalg.solve(information + penalty + ridge, gradient)
        except np.linalg.LinAlgError:
            raise _unsettled(smoothness) from None
        # Only a rise can overflow; beside empty groups the logarithm has to fall without end.
        step *= min(1.0, 5.0 / max(step.max(), 1e-300))
        promised, length = float(gradient @ step) / 2, 1.0
        while (value := objective(log_means + length * step)) < reached - enough and length > 1e-6:
            length /= 2
        log_means, reached = log_means + length * step, value
        if promised <= enough:
            break
    else:
        raise _unsettled(smoothness)
    used = np.trace(np.linalg.solve(information + penalty + ridge, information))
    deviance = 2 * np.sum(np.where(row > 0, row * np.log(np.where(row > 0, row, 1) / means), 0) - row + means)
    return np.exp(log_means), float(deviance + 2 * used)
