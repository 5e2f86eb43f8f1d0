"""Roughness of five-year groups: how far their steps stray from a local regression. NumPy only."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.ages import as_counts
from cenotaph.errors import BadInput

SPAN = 0.75
CELL = 0.2
# The box around the data is widened by this share of its length before it is cut into cells.
MARGIN = 0.005


def roughness(counts5: Array, age_min: int = 20) -> Array:
    """Roughness of counts in five-year groups: mean relative distance of their steps from a smooth line.

    d = differences of neighbouring groups from age_min on; s = d smoothed by local quadratic regression
    (span 0.75) and rescaled to the sum of d; roughness = mean of |d - s| / |s|.

    Parameters
    ----------
    counts5 : (..., group), persons in the groups 0-4, 5-9, ..., >= 0; at least ten groups from age_min on.
    age_min : a multiple of five.

    Returns
    -------
    (...), >= 0. Above about 0.2 smoothing is worth a look, above 0.5 it is needed (DemoTools' own advice).

    Raises
    ------
    BadInput : too few groups, or a smoothed step of exactly zero.

    Notes
    -----
    Where the population hardly thins out with age the smoothed steps come near zero and the index is
    large without any fault in the data. A NumPy array is needed.

    Source
    ------
    The definition is that of DemoTools' check_heaping_roughness. Local regression: Cleveland and Grosse (1991),
    Statistics and Computing 1, 47-62 (fit at the vertices of a k-d tree, blended by cubics), as R's loess does it.

    Examples
    --------
    >>> round(float(roughness(np.arange(30.0, 10.0, -1.0) ** 2)), 9)
    0.0
    """
    counts5 = as_counts(counts5, "five-year counts")
    if age_min < 0 or age_min % 5 or counts5.shape[-1] - age_min // 5 < 10 or age_min != int(age_min):
        raise BadInput(
            f"{counts5.shape[-1]} five-year groups, from age {age_min}.",
            remedy="Give a multiple of five with ten groups or more above it.",
        )
    steps = np.diff(counts5[..., age_min // 5 :], axis=-1)
    smooth = steps @ _local_quadratic(steps.shape[-1]).T
    total = np.sum(smooth, axis=-1, keepdims=True)
    if np.any(smooth == 0) or np.any(total == 0):
        raise BadInput("a smoothed step between groups is zero.", remedy="A level population has no roughness.")
    smooth = smooth * np.sum(steps, axis=-1, keepdims=True) / total
    return np.mean(np.abs(steps - smooth) / np.abs(smooth), axis=-1)


def _local_quadratic(size: int) -> Array:
    """Matrix that smooths `size` evenly spaced values: (size, size)."""
    at = np.arange(size, dtype=float)
    neighbours = int(size * SPAN + 1e-5)
    vertices = _vertices(at, int(size * SPAN * CELL))
    fits = np.stack([_fit_at(v, at, neighbours) for v in vertices])
    rows = []
    for x in at:
        k = min(int(np.searchsorted(vertices, x, side="left")) - 1, len(vertices) - 2)
        length = vertices[k + 1] - vertices[k]
        s = (x - vertices[k]) / length
        value = (1 - s) ** 2 * (1 + 2 * s) * fits[k, 0] + s**2 * (3 - 2 * s) * fits[k + 1, 0]
        slope = s * (1 - s) ** 2 * fits[k, 1] - s**2 * (1 - s) * fits[k + 1, 1]
        rows.append(value + length * slope)
    return np.stack(rows)


def _vertices(at: Array, points_in_cell: int) -> Array:
    """Cell bounds: the widened box, cut at its middle point until no cell holds more than the limit."""
    margin = MARGIN * (at[-1] - at[0])
    cuts = {at[0] - margin, at[-1] + margin}

    def cut(first: int, last: int) -> None:
        if last - first + 1 > points_in_cell:
            middle = (first + last) // 2
            if at[middle] not in cuts:
                cuts.add(at[middle])
                cut(first, middle)
                cut(middle + 1, last)

    cut(0, at.size - 1)
    return np.array(sorted(cuts))


def _fit_at(x: float, at: Array, neighbours: int) -> Array:
    """Weights on the data of the local quadratic's value and slope at x: (2, size)."""
    distance = np.abs(at - x)
    reach = np.sort(distance)[neighbours - 1]
    weight = np.where(distance < reach, (1 - np.minimum(distance / reach, 1) ** 3) ** 3, 0.0)
    design = np.stack([np.ones_like(at), at - x, (at - x) ** 2], axis=1)
    root = np.sqrt(weight)[:, None]
    return (np.linalg.pinv(design * root) * root.T)[:2]
