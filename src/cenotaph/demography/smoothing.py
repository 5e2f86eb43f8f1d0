"""Five-year counts smoothed by the published ten-year methods.

Every function takes counts (..., group) in five-year groups that begin at age 0, the last of them
open or closed, and gives back the same groups. Groups a method does not reach keep their counts, and
so does the open group: the docstrings say which. All of them can give a negative count next to a very
small ten-year group, except Carrier-Farrag.
"""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.ages import AgeGrid, as_counts
from cenotaph.errors import BadInput


def _decades(counts: Array, grid: AgeGrid, needed: int) -> tuple[Array, Array, Array]:
    """Checked counts, persons in the whole closed ten-year groups, and the groups above them."""
    counts = as_counts(counts, length=len(grid))
    closed = len(grid) - grid.is_open
    if grid.age[0] != 0 or any(n != 5 for n in grid.width[:closed]):
        raise BadInput(f"groups {', '.join(grid.labels()[:4])} ...", remedy="Smoothing takes five-year groups from 0.")
    whole = closed // 2
    if whole < needed:
        raise BadInput(f"{whole} closed ten-year groups.", remedy=f"This method needs {needed} or more.")
    inside = counts[..., : 2 * whole]
    return counts, inside[..., 0::2] + inside[..., 1::2], counts[..., 2 * whole :]


def _halves(older: Array, decades: Array, above: Array) -> Array:
    """Five-year counts from the older half of each ten-year group; the younger half is what remains."""
    xp = namespace(decades)
    pairs = xp.stack([decades - older, older], axis=-1)
    return xp.concat([xp.reshape(pairs, (*decades.shape[:-1], 2 * decades.shape[-1])), above], axis=-1)


def _keep_ends(smooth: Array, counts: Array, groups: int) -> Array:
    """The first and last `groups` of `smooth` ten-year groups as they were counted."""
    xp = namespace(counts)
    return xp.concat([counts[..., :2], smooth, counts[..., 2 + 2 * groups :]], axis=-1)


def _split_interior(older: Array, decades: Array, counts: Array) -> Array:
    inner = decades[..., 1:-1]
    return _keep_ends(_halves(older, inner, inner[..., :0]), counts, inner.shape[-1])


def smooth_carrier_farrag(counts: Array, grid: AgeGrid) -> Array:
    """Five-year counts smoothed by Carrier and Farrag: ten-year groups split by a geometric course.

    Older half of a ten-year group T = T / (1 + (T before / T after)^(1/4)).

    Parameters
    ----------
    counts : (..., group), persons, >= 0, > 0 in the ten-year groups used.
    grid : five-year groups from age 0.

    Returns
    -------
    (..., group). Ten-year totals are kept and nothing is negative. The first and the last closed ten-year
    group, and what lies above, keep their five-year counts.

    Raises
    ------
    BadInput : groups not five years wide, fewer than three ten-year groups, or an empty one.

    Notes
    -----
    Smooths away true notches such as birth deficits as readily as heaping.

    Source
    ------
    Carrier and Farrag (1959), Population Studies 12(3), 242-260; Arriaga (1994), Population Analysis with
    Microcomputers, vol. 1, ch. 2.

    Examples
    --------
    >>> smooth_carrier_farrag(np.array([9.0, 7, 8, 8, 4, 5, 9]), AgeGrid.five_year(30)).round(3)
    array([9.   , 7.   , 8.574, 7.426, 4.   , 5.   , 9.   ])
    """
    counts, decades, _ = _decades(counts, grid, 3)
    before, inner, after = decades[..., :-2], decades[..., 1:-1], decades[..., 2:]
    if isinstance(decades, np.ndarray) and (decades == 0).any():
        raise BadInput("a ten-year group without persons.", remedy="Use another method, or stop below that age.")
    return _split_interior(inner / (1 + (before / after) ** 0.25), decades, counts)


def smooth_karup_king_newton(counts: Array, grid: AgeGrid) -> Array:
    """Five-year counts smoothed by Karup, King and Newton: ten-year groups split by a quadratic.

    Younger half of a ten-year group T = T / 2 + (T before - T after) / 16.

    Parameters
    ----------
    counts, grid : as smooth_carrier_farrag; empty groups are allowed.

    Returns
    -------
    (..., group). Ten-year totals are kept. The first and the last closed ten-year group, and what lies
    above, keep their five-year counts.

    Raises
    ------
    BadInput : groups not five years wide, or fewer than three ten-year groups.

    Notes
    -----
    Exact where the density of persons is a quadratic in age. Negative where a ten-year group is under an
    eighth of the difference of its neighbours.

    Source
    ------
    Carrier and Farrag (1959), Population Studies 12(3), 242-260; Arriaga (1994), vol. 1, ch. 2.

    Examples
    --------
    >>> smooth_karup_king_newton(np.array([9.0, 7, 8, 8, 4, 4, 9]), AgeGrid.five_year(30))
    array([9. , 7. , 8.5, 7.5, 4. , 4. , 9. ])
    """
    counts, decades, _ = _decades(counts, grid, 3)
    before, inner, after = decades[..., :-2], decades[..., 1:-1], decades[..., 2:]
    return _split_interior(inner / 2 - (before - after) / 16, decades, counts)


def _arriaga_older(decades: Array) -> Array:
    """Older half of each ten-year group under a parabola through three counts at mid-ages; one-sided at the ends."""
    xp = namespace(decades)
    first, second, third = decades[..., :1], decades[..., 1:2], decades[..., 2:3]
    last, before, two_before = decades[..., -1:], decades[..., -2:-1], decades[..., -3:-2]
    return xp.concat(
        [
            (8 * first + 5 * second - third) / 24,
            (-decades[..., :-2] + 11 * decades[..., 1:-1] + 2 * decades[..., 2:]) / 24,
            last - (8 * last + 5 * before - two_before) / 24,
        ],
        axis=-1,
    )


def smooth_arriaga(counts: Array, grid: AgeGrid) -> Array:
    """Five-year counts smoothed by Arriaga's light method: ten-year groups split under a parabola.

    Older half = (-T before + 11 T + 2 T after) / 24. In the first ten-year group (8 T + 5 T after - T two
    after) / 24; in the last the younger half mirrors that.

    Parameters
    ----------
    counts, grid : as smooth_carrier_farrag; empty groups are allowed.

    Returns
    -------
    (..., group). Ten-year totals are kept. A closed five-year group left over and the open group keep their counts.

    Raises
    ------
    BadInput : groups not five years wide, or fewer than three ten-year groups.

    Notes
    -----
    The parabola runs through the counts as if they were ordinates at mid-ages, so the method is exact for
    a straight line, not for a parabola of persons. Negative next to a very small ten-year group.

    Source
    ------
    Arriaga (1968), New Life Tables for Latin American Populations, app. 3; Arriaga (1994), vol. 1, ch. 2.

    Examples
    --------
    >>> smooth_arriaga(np.array([8.0, 8, 7, 5, 5, 3, 9]), AgeGrid.five_year(30))
    array([8.5, 7.5, 6.5, 5.5, 4.5, 3.5, 9. ])
    """
    _, decades, above = _decades(counts, grid, 3)
    return _halves(_arriaga_older(decades), decades, above)


def smooth_strong(counts: Array, grid: AgeGrid) -> Array:
    """Five-year counts under strong smoothing: ten-year groups smoothed among themselves, then split by Arriaga.

    T' = (T before + 2 T + T after) / 4 in the ten-year groups between the first and the last, rescaled to
    their joint total; each is then split as in smooth_arriaga.

    Parameters
    ----------
    counts, grid : as smooth_carrier_farrag; empty groups are allowed.

    Returns
    -------
    (..., group). The total, the first and the last ten-year group keep their persons, the ten-year groups
    between do not. A closed five-year group left over and the open group keep their counts.

    Raises
    ------
    BadInput : groups not five years wide, or fewer than three ten-year groups.

    Notes
    -----
    Moves persons across ten-year groups: only for very poor age statements. With an open group above 80
    DemoTools rescales ages 10 to 69 only and so changes the total; here all smoothed groups are rescaled.

    Source
    ------
    Arriaga (1994), Population Analysis with Microcomputers, vol. 1, ch. 2.

    Examples
    --------
    >>> smooth_strong(np.array([8.0, 8, 7, 5, 5, 3, 9]), AgeGrid.five_year(30))
    array([8.5, 7.5, 6.5, 5.5, 4.5, 3.5, 9. ])
    """
    _, decades, above = _decades(counts, grid, 3)
    xp = namespace(decades)
    inner = decades[..., 1:-1]
    smooth = (decades[..., :-2] + 2 * inner + decades[..., 2:]) / 4
    total = xp.sum(smooth, axis=-1, keepdims=True)
    # All zero only where the middle and its neighbours are empty: then there is nothing to rescale.
    smooth = smooth * xp.sum(inner, axis=-1, keepdims=True) / xp.where(total > 0, total, 1.0)
    decades = xp.concat([decades[..., :1], smooth, decades[..., -1:]], axis=-1)
    return _halves(_arriaga_older(decades), decades, above)


def smooth_united_nations(counts: Array, grid: AgeGrid) -> Array:
    """Five-year counts smoothed by the United Nations formula: a moving mean of five groups.

    (-P(x-10) + 4 P(x-5) + 10 P(x) + 4 P(x+5) - P(x+10)) / 16.

    Parameters
    ----------
    counts, grid : as smooth_carrier_farrag; empty groups are allowed.

    Returns
    -------
    (..., group). No total is kept. The first two and the last two closed groups and the open group keep
    their counts.

    Raises
    ------
    BadInput : groups not five years wide, or fewer than five closed.

    Notes
    -----
    Exact where counts are a cubic in age. Rescale to a known total if one is needed.

    Source
    ------
    Carrier and Farrag (1959), Population Studies 12(3), 242-260; Arriaga (1994), vol. 1, ch. 2.

    Examples
    --------
    >>> smooth_united_nations(np.array([8.0, 8, 16, 8, 8, 8, 9]), AgeGrid.five_year(30))
    array([ 8.,  8., 13., 10.,  8.,  8.,  9.])
    """
    counts, _, _ = _decades(counts, grid, 2)
    closed = len(grid) - grid.is_open
    if closed < 5:
        raise BadInput(f"{closed} closed five-year groups.", remedy="This method needs five or more.")
    p = counts[..., :closed]
    middle = (-p[..., :-4] + 4 * p[..., 1:-3] + 10 * p[..., 2:-2] + 4 * p[..., 3:-1] - p[..., 4:]) / 16
    return namespace(counts).concat([counts[..., :2], middle, counts[..., closed - 2 :]], axis=-1)
