"""Sprague's and Beers's multipliers, derived from the conditions that define them. NumPy only.

Both interpolate the cumulated persons W(0), W(1), ... at the bounds of five-year groups, and a single
year is the difference of two neighbouring interpolated values. A panel is one five-year group; the
first two panels and, mirrored, the last two have formulas of their own, all others share one.

Tables are written on the groups: (year, group), so that single year = sum of multiplier * group count.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from cenotaph.arrays import Array

Kind = Literal["ordinary", "modified"]
FIFTHS = np.arange(6) / 5
FOURTH = np.array([1.0, -4.0, 6.0, -4.0, 1.0])

# The free coefficients as Beers printed them, in ten-thousandths, for the two end panels: on the fourth
# difference W(0) ... W(4) and on W(1) ... W(5), at ages 1-4 and 6-9. His ordinary ends are exact for
# quartics, which leaves one number an age. He solved by hand: the criterion at his numbers is within two
# per cent of its least value (free_coefficients gives that; a test compares). Siegel and Swanson (2004), app. C.
PRINTED_ENDS = {
    "ordinary": (None, (-283, -328, -244, -115, 68, 81, 53, 15)),
    "modified": ((-52, -61, -44, -18, -6, -49, -137, -269), (22, 28, 23, 12, -9, -13, -10, -3)),
}
PRINTED_MIDDLE = {"ordinary": (0, 27, 87, 137, 117, 0), "modified": (0, -13, -56, -141, -270, -430)}


def on_groups(cumulated: Array) -> Array:
    """Multipliers of single years on five groups, (year, 5), from weights on W(0) ... W(5), (year + 1, 6).

    A year is the difference of W at its bounds, and W(j) the sum of the groups before j. Raises: nothing. Source: an
    identity.

    Examples
    --------
    >>> on_groups(np.array([[0, 0, 1.0, 0, 0, 0], [0, 0, 0, 1.0, 0, 0]]))
    array([[0., 0., 1., 0., 0.]])
    """
    steps = np.diff(cumulated, axis=0)
    # W(j) is the sum of groups before j, so a group meets every W above it.
    return np.stack([steps[:, g + 1 :].sum(axis=1) for g in range(5)], axis=1)


def _lagrange(points: int, at: Array, order: int = 0) -> Array:
    """Weights on W(0) ... W(points - 1) of the polynomial through them, or its derivative, at `at`: (at, 6)."""
    rows = np.zeros((np.size(at), 6))
    for j in range(points):
        others = [k for k in range(points) if k != j]
        poly = np.polynomial.Polynomial.fromroots(others)
        rows[:, j] = (poly.deriv(order) if order else poly)(np.asarray(at)) / poly(j)
    return rows


@cache
def sprague_multipliers() -> tuple[Array, Array]:
    """Sprague's multipliers of the first two panels and of a middle panel: (10, 5) and (5, 5).

    A middle panel, from W(2) to W(3), is the fifth-degree polynomial that has at each end the value,
    slope and curvature of the fourth-degree polynomial through the five W centred there; so neighbouring
    panels osculate. The first two panels are the fourth-degree polynomial through W(0) ... W(4).

    Returns
    -------
    Shares of the five groups: the sum over the years of a panel is 1 for its own group and 0 for others.

    Raises
    ------
    Nothing.

    Source
    ------
    Sprague (1880), Journal of the Institute of Actuaries 22; Shryock and Siegel (1973), app. C, whose
    printed multipliers these are.

    Examples
    --------
    >>> sprague_multipliers()[1][2].round(4)
    array([ 0.0064, -0.0336,  0.2544, -0.0336,  0.0064])
    """
    centred_at_3 = [np.roll(_lagrange(5, [2.0], order), 1, axis=1) for order in range(3)]
    conditions = np.concatenate([_lagrange(5, [2.0], order) for order in range(3)] + centred_at_3)
    powers = np.array(
        [[np.polynomial.Polynomial.basis(p).deriv(order)(s) for p in range(6)] for s in (0, 1) for order in range(3)]
    )
    middle = FIFTHS[:, None] ** np.arange(6) @ np.linalg.solve(powers, conditions)
    return on_groups(_lagrange(5, np.arange(11) / 5)), on_groups(middle)


def _middle_panel(free: Array) -> Array:
    """Weights on W(0) ... W(5) between W(2) and W(3): Everett's formula, exact for cubics, and free fourth differences.

    W(2+s) = s W(3) + t W(2) + s(s^2-1)/6 D2 W(3) + t(t^2-1)/6 D2 W(2) + F(s) D4 W(3) + F(t) D4 W(2), t = 1 - s.
    """
    weights = np.zeros((6, 6))
    for i, s in enumerate(FIFTHS):
        for centre, share, f in ((3, s, free[i]), (2, 1 - s, free[5 - i])):
            weights[i, centre] += share
            weights[i, centre - 1 : centre + 2] += share * (share**2 - 1) / 6 * np.array([1, -2, 1])
            weights[i, centre - 2 : centre + 3] += f * FOURTH
    return weights


def _end_panels(first: Array, second: Array) -> Array:
    """Weights on W(0) ... W(5) from W(0) to W(2): the cubic through W(0) ... W(3), and free fourth differences."""
    on_first, on_second = np.append(FOURTH, 0), np.append(0, FOURTH)
    return _lagrange(4, np.arange(11) / 5) + np.outer(first, on_first) + np.outer(second, on_second)


def _quartic_part(at: Array) -> Array:
    """Newton's coefficient of the fourth difference, which makes a cubic interpolation exact for quartics."""
    return at * (at - 1) * (at - 2) * (at - 3) / 24


def _quartic_everett() -> Array:
    return FIFTHS * (FIFTHS**2 - 1) * (FIFTHS**2 - 4) / 120


@cache
def free_coefficients(kind: Kind) -> tuple[Array, Array, Array]:
    """Beers's free coefficients at their optimum: F of a middle panel (6), and the two of the end panels (11 each).

    Of all formulas that are exact for cubics (ordinary: for quartics, and through every W; modified: through
    W(0) and W(1) only), those whose interpolated values have the least sum of squares of differences of order
    5 (ordinary) or 4 (modified), each difference written on the fourth differences of the W. The middle
    panel is solved first; then the end panels, with the middle one beside them as printed.

    Raises
    ------
    Nothing.

    Source
    ------
    Beers (1944, 1945), Record of the American Institute of Actuaries 33 and 34, 19-29, 59-60. The criterion was
    recovered from his printed coefficients, which it gives to four decimals for the ordinary middle panel.

    Examples
    --------
    >>> free_coefficients("ordinary")[0].round(4)
    array([0.    , 0.0027, 0.0087, 0.0137, 0.0117, 0.    ])
    """
    if kind == "ordinary":
        base, moves = _quartic_everett(), [np.eye(6)[1] - np.eye(6)[4], np.eye(6)[2] - np.eye(6)[3]]
        order = 5
    else:
        base, moves, order = np.zeros(6), list(np.eye(6)[1:]), 4
    middle = _least(lambda f: _roughness_of_middle(f, order), base, moves)
    # Whole numbers of fifths: W(0) and W(1) stay, and W(2) belongs to the middle panel.
    free = [1, 2, 3, 4, 6, 7, 8, 9]
    start = np.zeros((2, 11))
    beside = _middle_panel(np.array(PRINTED_MIDDLE[kind]) / 1e4)
    if kind == "ordinary":
        start[0] = _quartic_part(np.arange(11) / 5)
        moves = [np.stack([-np.eye(11)[i], np.eye(11)[i]]) for i in free]
    else:
        start[0, 10] = PRINTED_MIDDLE[kind][-1] / 1e4
        moves = [np.stack([a * np.eye(11)[i], (1 - a) * np.eye(11)[i]]) for i in free for a in (1, 0)]
    ends = _least(lambda e: roughness_of_ends(e, beside, order), start, moves)
    return middle, ends[0], ends[1]


def _least(function, base: Array, moves: list[Array]) -> Array:
    """base + the combination of moves that makes the squares of the linear `function` least."""
    at_base = function(base)
    slopes = np.stack([function(base + m) - at_base for m in moves], axis=1)
    chosen = np.linalg.lstsq(slopes, -at_base, rcond=None)[0]
    return base + np.tensordot(chosen, np.stack(moves), axes=1)


def _on_fourth(rows: Array) -> Array:
    """Rows that vanish on cubics, written on the fourth differences."""
    size = rows.shape[1]
    fourth = np.diff(np.eye(size), 4, axis=0)
    return np.linalg.lstsq(fourth.T, rows.T, rcond=None)[0].T.ravel()


def _roughness_of_middle(free: Array, order: int) -> Array:
    """Differences that begin in one panel among four middle panels, on fourth differences of the W."""
    panel = _middle_panel(free)
    values = np.zeros((21, 9))
    for p in range(4):
        values[5 * p : 5 * p + 6, p : p + 6] = panel
    return _on_fourth(np.diff(values, order, axis=0)[6:11])


def roughness_of_ends(ends: Array, middle_panel: Array, order: int) -> Array:
    """Roughness of the end panels and of their join with a middle panel: differences, on fourth differences of the W.

    Their sum of squares is what Beers's criterion makes least. ends : (2, 11), middle_panel : (6, 6), order : 5
    (ordinary) or 4 (modified). Raises: nothing. Source: as free_coefficients.

    Examples
    --------
    >>> middle, *ends = free_coefficients("ordinary")
    >>> rough = [np.sum(roughness_of_ends(np.stack(ends) * factor, _middle_panel(middle), 5) ** 2) for factor in (1, 2)]
    >>> bool(rough[0] < rough[1])
    True
    """
    values = np.concatenate([_end_panels(ends[0], ends[1]), middle_panel[1:]])
    return _on_fourth(np.diff(values, order, axis=0)[:10])


def printed_coefficients(kind: Kind) -> tuple[Array, Array, Array]:
    """Beers's free coefficients as printed, laid out as free_coefficients.

    Raises: nothing. Source: Siegel and Swanson (2004), The Methods and Materials of Demography, 2nd ed., app. C.

    Examples
    --------
    >>> printed_coefficients("ordinary")[0]
    array([0.    , 0.0027, 0.0087, 0.0137, 0.0117, 0.    ])
    """
    middle = np.array(PRINTED_MIDDLE[kind]) / 1e4
    first, second = np.zeros(11), np.zeros(11)
    at = [1, 2, 3, 4, 6, 7, 8, 9]
    printed_first, printed_second = PRINTED_ENDS[kind]
    second[at] = np.array(printed_second) / 1e4
    if printed_first is None:
        first = _quartic_part(np.arange(11) / 5) - second
    else:
        first[at] = np.array(printed_first) / 1e4
        first[10] = middle[-1]
    return middle, first, second


@cache
def beers_multipliers(kind: Kind = "ordinary", *, printed: bool = True) -> tuple[Array, Array]:
    """Beers's multipliers of the first two panels and of a middle panel: (10, 5) and (5, 5).

    Parameters
    ----------
    kind : "ordinary" (least fifth differences, group totals kept) or "modified" (least fourth
        differences; the pivotal W are smoothed too, so group totals move).
    printed : the coefficients as Beers printed them, to four decimals, which every table in use has;
        False takes the exact optimum of his criterion, up to 0.005 away at the first ages.

    Returns
    -------
    Multipliers on the five groups.

    Raises
    ------
    Nothing.

    Source
    ------
    Beers (1944, 1945), Record of the American Institute of Actuaries 33 and 34, 19-29, 59-60; Siegel and
    Swanson (2004), The Methods and Materials of Demography, 2nd ed., app. C.

    Examples
    --------
    >>> beers_multipliers("ordinary")[1][2].round(4)
    array([ 0.005, -0.028,  0.246, -0.028,  0.005])
    """
    middle, first, second = (printed_coefficients if printed else free_coefficients)(kind)
    return on_groups(_end_panels(first, second)), on_groups(_middle_panel(middle))
