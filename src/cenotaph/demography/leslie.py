"""The Leslie matrix of women in equal age groups: projection as a product, growth rate, stable structure, values."""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.cohort_component import check_shapes, check_values
from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats
from cenotaph.errors import BadInput


def leslie_matrix(survivorship: Any, asfr: Any, *, width: float, srb: float) -> Any:
    """Leslie matrix: women by age n years later are the matrix times women by age now.

    Row 0 holds daughters alive at the end for each woman at the start,
    S(birth) / (1 + srb) n / 2 (f(x) + f(x+n) S(x)); below the diagonal stands S(x); the open group also stays.
    The same conventions as `cohort_component.project`, so the product equals its projection to rounding.

    Parameters
    ----------
    survivorship : (..., K or K + 1), as in `project`: from birth, then from each group; the last into the open one.
    asfr : (..., K), births of both sexes per woman-year, none in the first group.
    width : years, of the groups and the step. srb : male births per female birth.

    Returns
    -------
    (..., K, K), rows the group at the end, columns the group at the start.

    Raises
    ------
    BadInput as `project`, and for an srb by step. JAX input is not checked and may be traced.

    Notes
    -----
    For women alone. It misleads where rates change from step to step: a matrix is one step's rates for ever.

    Source
    ------
    Leslie (1945), On the use of matrices in certain population mathematics, Biometrika 33; Preston, Heuveline and
    Guillot (2001), section 6.3. Checked against `project`, and Sweden 1993 as printed.

    Examples
    --------
    >>> leslie_matrix(np.array([0.9, 0.95, 0.5]), np.array([0.0, 0.02, 0.0]), width=15, srb=1.0).round(4)
    array([[0.0641, 0.0675, 0.    ],
           [0.95  , 0.    , 0.    ],
           [0.    , 0.5   , 0.5   ]])
    """
    survivorship, asfr = as_floats(survivorship), as_floats(asfr)
    check_batches(survivorship=(survivorship, 1), asfr=(asfr, 1))
    check_above_zero(width, "width", "Years of a group and of a step.")
    if np.ndim(srb):
        raise BadInput(f"got srb of shape {np.shape(srb)}; need one number.", remedy="Make one matrix for each.")
    groups = asfr.shape[-1]
    people = np.ones((1, groups))
    check_shapes(people, survivorship[..., None, None, :], asfr[..., None, :], as_floats(srb), None)
    check_values(people, survivorship, asfr, as_floats(srb), None)
    xp = common_namespace(survivorship, asfr)
    if survivorship.shape[-1] == groups:
        survivorship = xp.concat([survivorship, survivorship[..., -1:]], axis=-1)
    leaving = survivorship[..., 1:]
    next_rate = xp.concat([asfr[..., 1:], asfr[..., -1:]], axis=-1)
    daughters = survivorship[..., :1] / (1 + srb) * (width / 2) * (asfr + next_rate * leaving)
    first, below, corner = np.zeros((groups, groups)), np.eye(groups, k=-1), np.zeros((groups, groups))
    first[0], corner[-1, -1] = 1.0, 1.0
    matrix = xp.asarray(first) * daughters[..., None, :]
    return matrix + xp.asarray(below + corner) * leaving[..., None, :]


def leslie_growth_rate(matrix: Array, width: float) -> Array:
    """Intrinsic growth rate of a Leslie matrix, per year: log of the dominant eigenvalue of its fertile part, over n.

    Women past childbearing cannot move the rate, so a childless open group's staying is set aside: where those above
    die more slowly than the young dwindle, the rate is still that of the births. NumPy only.

    Parameters
    ----------
    matrix : (..., K, K), from `leslie_matrix`. width : years of a step.

    Raises
    ------
    BadInput: not square, negative, with numbers where a Leslie matrix has none, without births that survive to bear; a
    width not above 0.

    Notes
    -----
    It says nothing of the years to come unless the rates stay; the population grows at it only once its ages are
    stable.

    Source
    ------
    Caswell (2001), Matrix Population Models, ch. 4 (Perron and Frobenius); Preston et al. (2001), section 7.
    Checked: Sweden 1993 and United States 1991 as worked by Rodríguez.

    Examples
    --------
    >>> matrix = leslie_matrix(np.array([0.9, 0.95, 0.5]), np.array([0.0, 0.1, 0.0]), width=15, srb=1.0)
    >>> leslie_growth_rate(matrix, 15).round(4)
    np.float64(-0.0193)
    """
    check_above_zero(width, "width", "Years of a step.")
    return np.log(_dominant(_checked(matrix))) / width


def leslie_stable_structure(matrix: Array) -> Array:
    """Stable age structure of a Leslie matrix: shares of each group, which sum to 1, once growth is steady.

    w(0) = 1, w(x+n) = w(x) S(x) / lambda; open group w S / (lambda - S(open)). NumPy only.

    Parameters
    ----------
    matrix : (..., K, K), from `leslie_matrix`.

    Returns
    -------
    (..., K), shares.

    Raises
    ------
    BadInput as `leslie_growth_rate`, and where the open group outlasts the population (lambda <= its survival): its
    share then never settles. Begin the open group at an older age.

    Notes
    -----
    Misleads where the open group outlasts nearly all others: its share is then reached very slowly.

    Source
    ------
    Preston et al. (2001), section 7; Caswell (2001), ch. 4. Checked as `leslie_growth_rate`.

    Examples
    --------
    >>> matrix = leslie_matrix(np.array([0.9, 0.95, 0.5]), np.array([0.0, 0.1, 0.0]), width=15, srb=1.0)
    >>> leslie_stable_structure(matrix).round(3)
    array([0.208, 0.263, 0.529])
    """
    matrix = _checked(matrix)
    root = _dominant(matrix)[..., None]
    below, staying = np.diagonal(matrix, -1, -2, -1), matrix[..., -1, -1:]
    if (root <= staying).any():
        raise BadInput(
            f"the open group keeps {staying.max():.4g} of its members a step, and the population only "
            f"{root.min():.4g}: there is no stable structure.",
            remedy="Begin the open group at an older age.",
        )
    closed = np.cumprod(below[..., :-1] / root, axis=-1)
    weights = np.concatenate([np.ones_like(root), closed], axis=-1)
    weights = np.concatenate([weights, weights[..., -1:] * below[..., -1:] / (root - staying)], axis=-1)
    return weights / weights.sum(axis=-1, keepdims=True)


def reproductive_value(matrix: Array) -> Array:
    """Reproductive value by age group: daughters still to come, discounted by growth, a newborn group counting 1.

    v(x) = (daughters(x) + S(x) v(x+n)) / lambda, from the oldest down: v M = lambda v, divided by v(0). NumPy only.

    matrix : (..., K, K), from `leslie_matrix`. Returns (..., K). Raises BadInput as `leslie_growth_rate`, and where
    women of the open group bear for ever. Misleads as `leslie_growth_rate` does: it is of rates that stay.

    Source
    ------
    Fisher (1930), The Genetical Theory of Natural Selection; Caswell (2001), ch. 4. Identities only.

    Examples
    --------
    >>> matrix = leslie_matrix(np.array([0.9, 0.95, 0.5]), np.array([0.0, 0.1, 0.0]), width=15, srb=1.0)
    >>> reproductive_value(matrix).round(3)
    array([1.   , 0.451, 0.   ])
    """
    matrix = _checked(matrix)
    root = _dominant(matrix)
    first, below, staying = matrix[..., 0, :], np.diagonal(matrix, -1, -2, -1), matrix[..., -1, -1]
    bearing = first[..., -1] > 0
    if (bearing & (root <= staying)).any():
        raise BadInput(
            "the open group bears and keeps as many of its women as the population grows to: no value is finite."
        )
    last = np.where(bearing, first[..., -1] / np.where(bearing, root - staying, 1.0), 0.0)
    values = [last]
    for group in range(matrix.shape[-1] - 2, -1, -1):
        values.append((first[..., group] + below[..., group] * values[-1]) / root)
    found = np.stack(values[::-1], axis=-1)
    return found / found[..., :1]


def _dominant(matrix: Array) -> Array:
    """Largest eigenvalue with a childless open group's staying taken out: real and positive for a Leslie matrix."""
    bare = matrix.copy()
    bare[..., -1, -1] = np.where(matrix[..., 0, -1] > 0, matrix[..., -1, -1], 0.0)
    roots = np.abs(np.linalg.eigvals(bare)).max(axis=-1)
    reached = np.cumprod(np.diagonal(matrix, -1, -2, -1), axis=-1)  # share of the first group alive in each later one
    if ((matrix[..., 0, 0] + (matrix[..., 0, 1:] * reached).sum(axis=-1)) <= 0).any() or (roots <= 0).any():
        raise BadInput("the matrix has no births that survive, so no growth rate.", remedy="Is asfr all zero?")
    return roots


def _checked(matrix: Any) -> Array:
    matrix = as_finite(np.asarray(matrix, dtype=np.float64), "the matrix")
    if matrix.ndim < 2 or matrix.shape[-1] != matrix.shape[-2] or matrix.shape[-1] < 3:
        raise BadInput(f"got a matrix of shape {matrix.shape}; need (..., K, K) of at least 3 groups.")
    groups = matrix.shape[-1]
    allowed = np.eye(groups, k=-1, dtype=bool)
    allowed[0], allowed[-1, -1] = True, True
    if (matrix[..., ~allowed] != 0).any():
        raise BadInput(
            "the matrix has numbers outside its first row, the line below the diagonal and the last corner.",
            remedy="Give one from leslie_matrix: rows are groups at the end of the step, columns at its start.",
        )
    if (matrix[..., 0, :].sum(axis=-1) <= 0).any():
        raise BadInput("the matrix has no births in its first row.", remedy="Is asfr all zero?")
    return matrix
