"""The columns of a life table from each other, one function for each identity.

Shapes: (..., age), batch first. `width` is (age,), plain numbers, the last inf when the table is open.
Every function works in the namespace of its argument (NumPy or JAX, traceable). NumPy input that is negative, not
finite or impossible by itself (probabilities above 1, survivors that rise, nax outside its interval) raises BadInput;
whether the columns fit each other is checked by `table.py`.
Source of all identities: Preston, Heuveline and Guillot (2001), Demography, ch. 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.mortality_checks import (
    as_finite,
    as_floats,
    as_shares,
    as_survivors,
    check_exposed,
    check_length,
    check_open_rate,
    check_rates,
    is_concrete,
)
from cenotaph.errors import BadInput


def width_from_age(age: Any) -> Array:
    """Length of each age interval, years, from lower bounds (age,); the last is open (inf).

    Raises BadInput for ages that do not rise. Source: definition.

    Examples
    --------
    >>> width_from_age([0, 1, 5, 10])
    array([ 1.,  4.,  5., inf])
    """
    age = as_floats(age, "ages")
    if age.ndim != 1 or not age.size or not (np.diff(age) > 0).all():
        raise BadInput(f"got ages {age.tolist()}; need one row of lower bounds that rise.")
    return np.append(np.diff(age), np.inf)


def is_open(width: Any) -> bool:
    """True when the last interval has no upper bound."""
    return not np.isfinite(np.asarray(width)[-1])


def closed_width(width: Any) -> Array:
    """Lengths with a 1 in place of the open interval's inf, so that products stay finite.

    Raises BadInput for lengths that are not above 0, and for an open interval before the last.
    """
    width = np.asarray(width, dtype=np.float64)
    if width.ndim != 1 or not (width > 0).all() or np.isinf(width[:-1]).any():
        raise BadInput(f"got widths {width.tolist()}; need one row above 0, inf only at the end.")
    return np.where(np.isfinite(width), width, 1.0)


def _years(nax: Any, width: Any) -> Any:
    """nax as an array; raises BadInput unless 0 <= nax <= n in the closed intervals (the open one is not looked at)."""
    nax, n = as_floats(nax, "nax"), closed_width(width)
    if is_concrete(nax):
        check_length(n, nax, "nax")
        closed, n = (nax[..., :-1], n[:-1]) if is_open(width) else (nax, n)
        as_finite(closed, "nax")
        if (closed > n).any():
            raise BadInput("nax exceeds the width of its interval.", remedy="nax is in years from the lower bound.")
    return nax


def replace_last(values: Any, last: Any) -> Any:
    """The array with its last age replaced: (..., age), (..., 1) -> (..., age)."""
    xp = namespace(values)
    return xp.concat([values[..., :-1], xp.broadcast_to(last, (*values.shape[:-1], 1))], axis=-1)


def nmx_from_counts(deaths: Any, exposure: Any) -> Any:
    """Death rate, per person-year: deaths / exposure.

    Parameters
    ----------
    deaths : (..., age), >= 0. exposure : (..., age), person-years, > 0.

    Raises
    ------
    BadInput for negative or missing deaths and for an exposure of zero (never NaN).

    Notes
    -----
    Misleads where deaths and exposure are not of the same persons, years and ages. Source: definition.

    Examples
    --------
    >>> nmx_from_counts([30, 2], [1000, 4000])
    array([0.03  , 0.0005])
    """
    deaths, exposure = as_floats(deaths, "deaths"), as_floats(exposure, "exposure")
    if is_concrete(deaths, exposure):
        check_exposed(deaths, exposure)
    return deaths / exposure


def nqx_from_nmx(nmx: Any, nax: Any, width: Any) -> Any:
    """Probability of dying in each age interval, from the death rate.

    nqx = n nmx / (1 + (n - nax) nmx); 1 in the open interval.

    Parameters
    ----------
    nmx : (..., age), deaths per person-year, >= 0. nax : (..., age), years, 0 <= nax <= width.
    width : (age,), years.

    Returns
    -------
    (..., age), probability. It exceeds 1 when nmx > 1 / nax in a closed interval: then nax is wrong for that rate
    and must be changed; `life_table` refuses it.

    Raises
    ------
    BadInput for rates that are negative, not finite or above 6 (per 1,000?), and for nax outside its interval.

    Source: Preston, Heuveline and Guillot (2001), Demography, ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nqx_from_nmx(np.array([0.25, 0.5]), np.array([2.5, 2.0]), [5, np.inf]).round(4)
    array([0.7692, 1.    ])
    """
    nmx, nax = as_floats(nmx, "nmx"), _years(nax, width)
    if is_concrete(nmx):
        check_rates(nmx)
    xp = namespace(nmx)
    n = closed_width(width)
    if is_open(width):  # there nqx is 1 whatever nax
        nax = replace_last(nax, namespace(nax).zeros_like(nax[..., -1:]))
    nqx = n * nmx / (1.0 + (n - nax) * nmx)
    return replace_last(nqx, xp.ones_like(nqx[..., -1:])) if is_open(width) else nqx


def nmx_from_nqx(nqx: Any, nax: Any, width: Any) -> Any:
    """Death rate from the probability of dying: nmx = nqx / (n - (n - nax) nqx); 1 / nax when open.

    nqx : (..., age), 0 to 1. nax : (..., age), years. width : (age,). Inverse of `nqx_from_nmx`. Raises BadInput for
    nqx above 1, nax outside its interval, and nqx 1 with nax 0 (all die at once). Misleads near nqx = 1, where the
    rate hangs on nax alone. Source: Preston, Heuveline and Guillot (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nmx_from_nqx(np.array([0.5, 1.0]), np.array([2.5, 2.0]), [5, np.inf]).round(4)
    array([0.1333, 0.5   ])
    """
    nqx, nax = as_shares(nqx, "nqx"), _years(nax, width)
    if is_open(width):
        as_finite(nax[..., -1:], "nax of the open interval")
    n = closed_width(width)
    lived = n - (n - nax) * nqx
    if is_open(width):  # there nqx is 1 and says nothing: the rate is 1 / nax
        lived = replace_last(lived, nax[..., -1:] * nqx[..., -1:])
    if is_concrete(lived) and (lived <= 0).any():
        raise BadInput("somebody dies in an interval in which nobody lives: nqx is 1 and nax 0.")
    return nqx / lived


def nax_from_nmx_nqx(nmx: Any, nqx: Any, width: Any) -> Any:
    """Years lived in the interval by those who die in it, from a table's own nmx and nqx.

    nax = n + 1 / nmx - n / nqx; 1 / nmx when open; n / 2 where nobody dies (any value would do).
    nmx : (..., age), >= 0. nqx : (..., age), 0 to 1. width : (age,). Raises BadInput for nqx above 1 and a rate of
    zero in the open interval. Fails where both are near zero or printed with few digits: the difference of two large
    numbers, which may then leave the interval; `life_table` refuses it. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nax_from_nmx_nqx(np.array([2 / 15, 0.5]), np.array([0.5, 1.0]), [5, np.inf]).round(4)
    array([2.5, 2. ])
    """
    nmx, nqx = as_finite(nmx, "nmx"), as_shares(nqx, "nqx")
    if is_open(width) and is_concrete(nmx):
        check_open_rate(nmx)
    xp = namespace(nmx)
    n = closed_width(width)
    some = (nmx > 0) & (nqx > 0)
    nax = xp.where(some, n + 1.0 / xp.where(some, nmx, 1.0) - n / xp.where(some, nqx, 1.0), n / 2)
    return replace_last(nax, 1.0 / nmx[..., -1:]) if is_open(width) else nax


def lx_from_nqx(nqx: Any, radix: float = 1.0) -> Any:
    """Survivors to each exact age: l0 = radix, l(x+n) = lx (1 - nqx).

    nqx : (..., age), probability; that of the last interval is not used. Returns (..., age), persons of the radix.
    Raises BadInput for nqx outside 0 to 1 and a radix that is not above 0. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> lx_from_nqx(np.array([0.2, 0.5, 1.0]), radix=100)
    array([100.,  80.,  40.])
    """
    nqx = as_floats(nqx, "nqx")
    as_shares(nqx[..., :-1], "nqx")
    if isinstance(radix, int | float) and not 0 < radix < np.inf:
        raise BadInput(f"got a radix of {radix}; it is a number above 0.")
    return survivors(nqx, radix)


def survivors(nqx: Any, radix: Any = 1.0) -> Any:
    """Survivors to each exact age, as lx_from_nqx but unchecked: for nqx on their way to a solution. Raises: nothing.

    nqx : (..., age). Returns (..., age), persons of the radix. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> survivors(np.array([0.2, 0.5, 1.0]), 100)
    array([100.,  80.,  40.])
    """
    xp = namespace(nqx)
    later = xp.cumulative_prod(1.0 - nqx[..., :-1], axis=-1)
    return radix * xp.concat([xp.ones_like(nqx[..., :1]), later], axis=-1)


def nqx_from_lx(lx: Any) -> Any:
    """Probability of dying from survivors: 1 - l(x+n) / lx; 1 in the last interval, taken as open.

    lx : (..., age), >= 0, any radix; by convention 1 where nobody is left. Raises BadInput where lx rises. A table
    printed to whole persons gives few digits in old age. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nqx_from_lx(np.array([100.0, 80.0, 40.0]))
    array([0.2, 0.5, 1. ])
    """
    lx = as_survivors(lx)
    xp = namespace(lx)
    alive = xp.where(lx > 0, lx, 1.0)
    nqx = xp.where(lx[..., :-1] > 0, (lx[..., :-1] - lx[..., 1:]) / alive[..., :-1], 1.0)
    return xp.concat([nqx, xp.ones_like(lx[..., -1:])], axis=-1)


def ndx_from_lx(lx: Any) -> Any:
    """Life-table deaths: lx - l(x+n), and all that are left in the last interval; they sum to l0.

    lx : (..., age), persons of the radix. Raises BadInput where lx rises. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> ndx_from_lx(np.array([100.0, 80.0, 40.0]))
    array([20., 40., 40.])
    """
    lx = as_survivors(lx)
    return namespace(lx).concat([lx[..., :-1] - lx[..., 1:], lx[..., -1:]], axis=-1)


def lx_from_ndx(ndx: Any) -> Any:
    """Survivors from life-table deaths: the sum of the deaths at that age and above.

    ndx : (..., age), >= 0, persons. Raises BadInput for negative values. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> lx_from_ndx(np.array([20.0, 40.0, 40.0]))
    array([100.,  80.,  40.])
    """
    return sum_from_age(as_finite(ndx, "ndx"))


def nLx_from_lx(lx: Any, nax: Any, width: Any) -> Any:
    """Person-years lived in each interval: n l(x+n) + nax ndx; nax lx in the open interval.

    lx : (..., age), persons of the radix. nax : (..., age), years; in the open interval the life expectancy there
    (1 / nmx). width : (age,). Raises BadInput where lx rises and for nax outside its interval. Source: Preston et al.
    (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nLx_from_lx(np.array([1.0, 0.8, 0.4]), np.array([0.5, 2.0, 10.0]), [1, 4, np.inf])
    array([0.9, 2.4, 4. ])
    """
    lx, nax = as_floats(lx, "lx"), as_finite(_years(nax, width), "nax")
    ndx = ndx_from_lx(lx)
    return closed_width(width) * (lx - ndx) + nax * ndx


def sum_from_age(values: Any) -> Any:
    """Sum of the values at each age and above: (..., age) -> (..., age).

    Raises: nothing, it only adds. Source: definition.

    Examples
    --------
    >>> import numpy as np
    >>> sum_from_age(np.array([1.0, 2.0, 4.0]))
    array([7., 6., 4.])
    """
    values = as_floats(values)
    xp = namespace(values)
    return xp.flip(xp.cumulative_sum(xp.flip(values, axis=-1), axis=-1), axis=-1)


def Tx_from_nLx(nLx: Any) -> Any:
    """Person-years lived above each exact age: the sum of nLx from there.

    nLx : (..., age), person-years. Raises BadInput for negative values. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> Tx_from_nLx(np.array([0.9, 2.4, 4.0]))
    array([7.3, 6.4, 4. ])
    """
    return sum_from_age(as_finite(nLx, "nLx"))


def ex_from_Tx(Tx: Any, lx: Any) -> Any:
    """Remaining life expectancy, years: Tx / lx; by convention 0 where nobody survives.

    Tx : (..., age), person-years. lx : (..., age), persons of the same radix. Raises BadInput for negative values.
    Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> ex_from_Tx(np.array([7.3, 6.4, 4.0]), np.array([1.0, 0.8, 0.4]))
    array([ 7.3,  8. , 10. ])
    """
    Tx, lx = as_finite(Tx, "Tx"), as_finite(lx, "lx")
    xp = namespace(Tx)
    return xp.where(lx > 0, Tx / xp.where(lx > 0, lx, 1.0), 0.0)


def survivorship(nLx: Any, width: Any, *, radix: float = 1.0) -> Any:
    """Share of an age group that lives to be in the next, nSx, for projection in steps of that width.

    With steps of n years: births to first group L0 / (n l0), then L(x+n) / Lx, and for the last group
    T(w) / T(w-n). Intervals inside the first step (0 and 1-4 with steps of five) are joined.

    Parameters
    ----------
    nLx : (..., age), person-years. width : (age,), equal but for a first step that is split; open at the end.
    radix : l0 of the table.

    Returns
    -------
    (..., group), the first entry from birth, the last into the open group; 0 where nobody is left to send.

    Raises
    ------
    BadInput when the widths are not a split first step followed by equal ones, or the radix is not above 0.

    Source
    ------
    Preston, Heuveline and Guillot (2001), ch. 6. Checked against the sx column of the UN tables (2021).

    Examples
    --------
    >>> import numpy as np
    >>> survivorship(np.array([0.9, 3.2, 3.5, 7.0]), [1, 4, 5, np.inf]).round(3)
    array([0.82 , 0.854, 0.667])
    """
    nLx = as_finite(nLx, "nLx")
    xp = namespace(nLx)
    width = np.asarray(width, dtype=np.float64)
    if width.size < 2 or not radix > 0:
        raise BadInput(f"got {width.size} widths and a radix of {radix}; need a closed interval and a radix above 0.")
    step = width[-2]
    inside = int(np.searchsorted(np.cumsum(width[:-1]), step)) + 1
    rest = width[inside:-1]
    if not is_open(width) or not np.isclose(width[:inside].sum(), step) or (rest != step).any():
        raise BadInput(f"widths {width.tolist()} do not fill equal steps of {step:g} years with an open end.")
    first = xp.sum(nLx[..., :inside], axis=-1, keepdims=True)
    groups = xp.concat([first, nLx[..., inside:]], axis=-1)
    senders = xp.concat([groups[..., :-2], groups[..., -2:-1] + groups[..., -1:]], axis=-1)
    later = xp.where(senders > 0, groups[..., 1:] / xp.where(senders > 0, senders, 1.0), 0.0)
    return xp.concat([first / (step * radix), later], axis=-1)
