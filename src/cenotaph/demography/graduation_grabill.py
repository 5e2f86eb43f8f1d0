"""Five-year groups to single years under strong smoothing, by Grabill's multipliers."""

from __future__ import annotations

from functools import cache

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import AgeGrid
from cenotaph.demography.graduation_multipliers import sprague_multipliers
from cenotaph.demography.graduation_sprague_beers import PANELS, as_five_year_counts, multiplier_matrix

# A middle panel as printed, the first three ages; the last two mirror the first two. Shryock, Siegel and
# Larmon (1973), The Methods and Materials of Demography, app. C, as quoted in DemoTools 01.13.87, R/graduate.R.
PRINTED_MIDDLE = (
    (0.0111, 0.0816, 0.0826, 0.0256, -0.0009),
    (0.0049, 0.0673, 0.0903, 0.0377, -0.0002),
    (0.0015, 0.0519, 0.0932, 0.0519, 0.0015),
)
# Ages on each side that the mean over ten years, taken twice, reaches.
REACH = 9


@cache
def grabill_multipliers(*, printed: bool = True) -> Array:
    """Grabill's multipliers of a middle panel on its five groups: (5, 5).

    The single years that Sprague's multipliers give from five groups alone (his end panels included), under a
    mean over ten ages taken twice: weights 1, 2, ..., 10, ..., 2, 1 hundredths.

    Parameters
    ----------
    printed : the multipliers as printed, to four decimals; False takes the exact weights above, which they agree
        with to less than 0.0001 (the print is fitted so that each age sums to 0.2000).

    Returns
    -------
    (age, group). Each age sums to 0.2, so a level population stays as it is; the columns sum to 1.

    Raises
    ------
    Nothing.

    Source
    ------
    Shryock, Siegel and Larmon (1973), The Methods and Materials of Demography, app. C, as quoted in DemoTools. The
    definition was recovered from the printed numbers (a mean over nine or eleven ages misses them by 0.01).

    Examples
    --------
    >>> grabill_multipliers()[2]
    array([0.0015, 0.0519, 0.0932, 0.0519, 0.0015])
    >>> grabill_multipliers(printed=False)[2].round(5)
    array([0.00152, 0.05192, 0.09312, 0.05192, 0.00152])
    """
    if printed:
        upper = np.array(PRINTED_MIDDLE)
        return np.concatenate([upper, upper[1::-1, ::-1]])
    sprague = multiplier_matrix(*sprague_multipliers(), PANELS)
    once = np.full(REACH + 1, 1.0 / (REACH + 1))
    weights = np.convolve(once, once)
    return np.stack([weights @ sprague[age - REACH : age + REACH + 1] for age in range(10, 15)])


def graduate_grabill(counts: Array, grid: AgeGrid, *, printed: bool = True, keep_totals: bool = False) -> Array:
    """Persons by single year from five-year groups, strongly smoothed across the groups, by Grabill's multipliers.

    Middle groups: single year = sum of multiplier * group over five groups (grabill_multipliers), all multiplied by
    one factor near 1 that keeps their total. The first two and the last two closed groups: graduate_sprague.

    Parameters
    ----------
    counts : (..., group), persons or events, >= 0.
    grid : five-year groups, five or more closed; an open last group is handed through.
    printed : multipliers as printed; False takes their exact definition.
    keep_totals : multiply the years of each group so that they sum to its count, at the price of steps between groups.

    Returns
    -------
    (..., year), on single_year_grid(grid). The first two and the last two groups keep their totals, and so does the
    whole (to rounding); each middle group only with keep_totals.

    Raises
    ------
    BadInput : groups not five years wide, or fewer than five.

    Notes
    -----
    Moves persons across group bounds: for heaped or otherwise poor counts. True notches (a birth deficit, a war)
    are smoothed away too. Exact on straight lines (to the printed decimals); peaks come out lower, hollows higher.
    Only multipliers for middle panels were published: Sprague at the ends leaves a step where the two meet, as large
    as the smoothing. DemoTools blends the two there. Like Sprague's, a year can be negative.

    Source
    ------
    Shryock, Siegel and Larmon (1973), The Methods and Materials of Demography, app. C.

    Examples
    --------
    >>> line = np.array([50.0, 45, 40, 35, 30, 99])
    >>> graduate_grabill(line, AgeGrid.five_year(25))[[0, 12, 24, 25]].round(9)
    array([10.4,  8. ,  5.6, 99. ])
    >>> heaped = np.array([500.0, 540, 400, 430, 300, 310, 200])
    >>> singles = graduate_grabill(heaped, AgeGrid.from_bounds(range(0, 35, 5), last_width=5))
    >>> singles.reshape(7, 5).sum(axis=1).round(1)
    array([500. , 540. , 429.9, 374.5, 325.6, 310. , 200. ])
    """
    counts, closed = as_five_year_counts(counts, grid)
    xp = namespace(counts)
    first, middle = sprague_multipliers()[0], grabill_multipliers(printed=printed)
    years = counts[..., :closed] @ xp.asarray(multiplier_matrix(first, middle, closed)).T
    inner, smooth = counts[..., 2 : closed - 2], years[..., 10:-10]
    if keep_totals:
        panels = xp.reshape(smooth, (*inner.shape, 5))
        smooth = xp.reshape(panels * _factor(inner, panels), smooth.shape)
    else:
        smooth = smooth * _factor(xp.sum(inner, axis=-1), smooth)
    parts = [years[..., :10], smooth, years[..., -10:], counts[..., closed:]]
    return xp.concat(parts, axis=-1)


def _factor(wanted: Array, years: Array) -> Array:
    """wanted / sum of the years, (..., 1). The sum has no negative weight: where it is 0 nobody is wanted either."""
    xp = namespace(years)
    found = xp.sum(years, axis=-1)
    return (wanted / xp.where(found > 0, found, 1.0))[..., None]
