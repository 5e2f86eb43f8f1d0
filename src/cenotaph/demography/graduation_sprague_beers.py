"""Five-year groups to single years by Sprague's and Beers's multipliers."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import AgeGrid, as_counts
from cenotaph.demography.graduation_multipliers import Kind, beers_multipliers, sprague_multipliers
from cenotaph.errors import BadInput

PANELS = 5


def multiplier_matrix(first_panels: Array, middle_panel: Array, groups: int) -> Array:
    """The whole table of multipliers for a number of five-year groups: (5 * groups, groups).

    The first two panels use the first five groups, the last two the last five, mirrored; every other
    panel the two groups on each side.

    first_panels : (10, 5). middle_panel : (5, 5). groups : five or more. Raises: nothing. Source: as the multipliers.

    Examples
    --------
    >>> multiplier_matrix(*sprague_multipliers(), 6)[:2].round(4)
    array([[ 0.3616, -0.2768,  0.1488, -0.0336,  0.    ,  0.    ],
           [ 0.264 , -0.096 ,  0.04  , -0.008 ,  0.    ,  0.    ]])
    """
    matrix = np.zeros((5 * groups, groups))
    matrix[:10, :PANELS] = first_panels
    matrix[-10:, -PANELS:] = first_panels[::-1, ::-1]
    for p in range(2, groups - 2):
        matrix[5 * p : 5 * p + 5, p - 2 : p + 3] = middle_panel
    return matrix


def single_year_grid(grid: AgeGrid) -> AgeGrid:
    """Single years of age over the closed groups of a grid, and its open group where it has one.

    Raises BadInput when there is no closed group. Source: definition.

    Examples
    --------
    >>> single_year_grid(AgeGrid.five_year(10)).labels()[-2:]
    ['9', '10+']
    """
    if len(grid) == grid.is_open:
        raise BadInput("no closed group.", remedy="Give the groups below the open one too.")
    top = grid.age[-1] if grid.is_open else grid.bounds[-1]
    years = range(int(grid.age[0]), int(top) + grid.is_open)
    return AgeGrid.from_bounds(years, last_width=np.inf if grid.is_open else 1.0)


def as_five_year_counts(counts: Array, grid: AgeGrid) -> tuple[Array, int]:
    """Checked counts in five-year groups, and how many of the groups are closed; BadInput for other groups."""
    counts = as_counts(counts, length=len(grid))
    closed = len(grid) - grid.is_open
    if any(n != 5 for n in grid.width[:closed]) or any(a != int(a) for a in grid.age):
        raise BadInput(
            f"groups {', '.join(grid.labels()[:4])} ...",
            remedy="Multipliers are for five-year groups: regroup 0 and 1-4 to 0-4 first, or use pclm.",
        )
    if closed < PANELS:
        raise BadInput(f"{closed} closed five-year groups.", remedy="The multipliers need five or more.")
    return counts, closed


def _spread(counts: Array, grid: AgeGrid, first_panels: Array, middle_panel: Array) -> Array:
    counts, closed = as_five_year_counts(counts, grid)
    xp = namespace(counts)
    matrix = xp.asarray(multiplier_matrix(first_panels, middle_panel, closed))
    singles = counts[..., :closed] @ matrix.T
    return xp.concat([singles, counts[..., closed:]], axis=-1) if grid.is_open else singles


def graduate_sprague(counts: Array, grid: AgeGrid) -> Array:
    """Persons by single year from five-year groups, by Sprague's fifth-difference osculatory formula.

    single year = sum of multiplier * group over five groups (sprague_multipliers).

    Parameters
    ----------
    counts : (..., group), persons or events, >= 0.
    grid : five-year groups, five or more closed; an open last group is handed through.

    Returns
    -------
    (..., year), on single_year_grid(grid). Group totals are kept exactly (to rounding).

    Raises
    ------
    BadInput : groups not five years wide, or fewer than five.

    Notes
    -----
    NOT always >= 0: next to a group several times smaller than its neighbour (old ages, a birth
    deficit) single years can be negative; to_single_years and pclm cannot. Heaping between groups stays.

    Source
    ------
    Sprague (1880), Journal of the Institute of Actuaries 22; Shryock and Siegel (1973), app. C.

    Examples
    --------
    >>> graduate_sprague(np.array([50.0, 45, 40, 35, 30, 99]), AgeGrid.five_year(25))[[0, 1, 24, 25]].round(9)
    array([10.4, 10.2,  5.6, 99. ])
    """
    return _spread(counts, grid, *sprague_multipliers())


def graduate_beers(counts: Array, grid: AgeGrid, kind: Kind = "ordinary", *, printed: bool = True) -> Array:
    """Persons by single year from five-year groups, by Beers's six-term minimised-difference formulas.

    single year = sum of multiplier * group over five groups (beers_multipliers).

    Parameters
    ----------
    counts : (..., group), persons or events, >= 0.
    grid : five-year groups, five or more closed; an open last group is handed through.
    kind : "ordinary" keeps group totals exactly; "modified" smooths and moves persons between groups.
    printed : multipliers as in every printed table; False takes the exact optimum of the criterion.

    Returns
    -------
    (..., year), on single_year_grid(grid). "modified" keeps the totals of the first and the last group
    and the sum of all closed groups only.

    Raises
    ------
    BadInput : groups not five years wide, fewer than five, or another kind.

    Notes
    -----
    NOT always >= 0, as graduate_sprague.

    Source
    ------
    Beers (1944, 1945), Record of the American Institute of Actuaries 33 and 34, 19-29, 59-60; Siegel and
    Swanson (2004), app. C.

    Examples
    --------
    >>> graduate_beers(np.array([50.0, 45, 40, 35, 30, 99]), AgeGrid.five_year(25))[[0, 1, 24, 25]].round(9)
    array([10.4, 10.2,  5.6, 99. ])
    """
    if kind not in ("ordinary", "modified"):
        raise BadInput(f'kind "{kind}".', remedy='Choose "ordinary" or "modified".')
    return _spread(counts, grid, *beers_multipliers(kind, printed=printed))
