"""The columns of a life table from each other, one function for each identity.

Shapes: (..., age), batch first. `width` is (age,), plain numbers, the last inf when the table is open.
Every function works in the namespace of its argument (NumPy or JAX, traceable). NumPy input that is negative or not
finite raises BadInput; whether the columns fit each other is checked by `table.py`.
Source of all identities: Preston, Heuveline and Guillot (2001), Demography, ch. 3.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography.mortality_checks import (
    as_finite,
    as_floats,
    check_counts,
    check_open_rate,
    check_rates,
    is_concrete,
)
from cenotaph.errors import BadInput


def width_from_age(age: Any) -> Array:
    """Length of each age interval, years, from lower bounds; the last is open (inf).

    Source: definition.

    Examples
    --------
    >>> width_from_age([0, 1, 5, 10])
    array([ 1.,  4.,  5., inf])
    """
    return np.append(np.diff(np.asarray(age, dtype=np.float64)), np.inf)


def is_open(width: Any) -> bool:
    """True when the last interval has no upper bound."""
    return not np.isfinite(np.asarray(width)[-1])


def closed_width(width: Any) -> Array:
    """Lengths with a 1 in place of the open interval's inf, so that products stay finite."""
    width = np.asarray(width, dtype=np.float64)
    return np.where(np.isfinite(width), width, 1.0)


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

    Examples
    --------
    >>> nmx_from_counts([30, 2], [1000, 4000])
    array([0.03  , 0.0005])
    """
    deaths, exposure = as_floats(deaths), as_floats(exposure)
    if is_concrete(deaths, exposure):
        check_counts(deaths, exposure)
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
    BadInput for rates that are negative, not finite or above 6 (per 1,000?).

    Examples
    --------
    >>> import numpy as np
    >>> nqx_from_nmx(np.array([0.25, 0.5]), np.array([2.5, 2.0]), [5, np.inf]).round(4)
    array([0.7692, 1.    ])
    """
    nmx = as_floats(nmx)
    if is_concrete(nmx):
        check_rates(nmx)
    xp = namespace(nmx)
    n = closed_width(width)
    nqx = n * nmx / (1.0 + (n - nax) * nmx)
    return replace_last(nqx, xp.ones_like(nqx[..., -1:])) if is_open(width) else nqx


def nmx_from_nqx(nqx: Any, nax: Any, width: Any) -> Any:
    """Death rate from the probability of dying: nmx = nqx / (n - (n - nax) nqx); 1 / nax when open.

    nqx, nax : (..., age). Inverse of `nqx_from_nmx`. Raises BadInput where nqx is 1 and nax 0 (all die at once).

    Examples
    --------
    >>> import numpy as np
    >>> nmx_from_nqx(np.array([0.5, 1.0]), np.array([2.5, 2.0]), [5, np.inf]).round(4)
    array([0.1333, 0.5   ])
    """
    nqx, nax = as_finite(nqx, "nqx"), as_floats(nax)
    n = closed_width(width)
    lived = n - (n - nax) * nqx
    if is_open(width):  # there nqx is 1 and says nothing: the rate is 1 / nax
        lived = replace_last(lived, nax[..., -1:] * nqx[..., -1:])
    if is_concrete(lived) and (lived <= 0).any():
        raise BadInput("somebody dies in an interval in which nobody lives: nqx is 1 and nax 0, or nqx above 1.")
    return nqx / lived


def nax_from_nmx_nqx(nmx: Any, nqx: Any, width: Any) -> Any:
    """Years lived in the interval by those who die in it, from a table's own nmx and nqx.

    nax = n + 1 / nmx - n / nqx; 1 / nmx when open; n / 2 where nobody dies (any value would do).
    nmx, nqx : (..., age), >= 0. Raises BadInput for a rate of zero in the open interval.
    Fails where both are near zero or printed with few digits: the difference of two large numbers.

    Examples
    --------
    >>> import numpy as np
    >>> nax_from_nmx_nqx(np.array([2 / 15, 0.5]), np.array([0.5, 1.0]), [5, np.inf]).round(4)
    array([2.5, 2. ])
    """
    nmx, nqx = as_finite(nmx, "nmx"), as_finite(nqx, "nqx")
    if is_open(width) and is_concrete(nmx):
        check_open_rate(nmx)
    xp = namespace(nmx)
    n = closed_width(width)
    some = (nmx > 0) & (nqx > 0)
    nax = xp.where(some, n + 1.0 / xp.where(some, nmx, 1.0) - n / xp.where(some, nqx, 1.0), n / 2)
    return replace_last(nax, 1.0 / nmx[..., -1:]) if is_open(width) else nax


def lx_from_nqx(nqx: Any, radix: float = 1.0) -> Any:
    """Survivors to each exact age: l0 = radix, l(x+n) = lx (1 - nqx).

    nqx : (..., age), probability. Returns (..., age), persons of the radix.

    Examples
    --------
    >>> import numpy as np
    >>> lx_from_nqx(np.array([0.2, 0.5, 1.0]), radix=100)
    array([100.,  80.,  40.])
    """
    nqx = as_finite(nqx, "nqx")
    xp = namespace(nqx)
    later = xp.cumulative_prod(1.0 - nqx[..., :-1], axis=-1)
    return radix * xp.concat([xp.ones_like(nqx[..., :1]), later], axis=-1)


def nqx_from_lx(lx: Any) -> Any:
    """Probability of dying from survivors: 1 - l(x+n) / lx; 1 in the last interval, taken as open.

    lx : (..., age), >= 0, any radix; by convention 1 where nobody is left. A table printed to whole
    persons gives few digits in old age.

    Examples
    --------
    >>> import numpy as np
    >>> nqx_from_lx(np.array([100.0, 80.0, 40.0]))
    array([0.2, 0.5, 1. ])
    """
    lx = as_finite(lx, "lx")
    xp = namespace(lx)
    alive = xp.where(lx > 0, lx, 1.0)
    nqx = xp.where(lx[..., :-1] > 0, (lx[..., :-1] - lx[..., 1:]) / alive[..., :-1], 1.0)
    return xp.concat([nqx, xp.ones_like(lx[..., -1:])], axis=-1)


def ndx_from_lx(lx: Any) -> Any:
    """Life-table deaths: lx - l(x+n), and all that are left in the last interval; they sum to l0.

    Examples
    --------
    >>> import numpy as np
    >>> ndx_from_lx(np.array([100.0, 80.0, 40.0]))
    array([20., 40., 40.])
    """
    lx = as_finite(lx, "lx")
    return namespace(lx).concat([lx[..., :-1] - lx[..., 1:], lx[..., -1:]], axis=-1)


def lx_from_ndx(ndx: Any) -> Any:
    """Survivors from life-table deaths: the sum of the deaths at that age and above.

    Examples
    --------
    >>> import numpy as np
    >>> lx_from_ndx(np.array([20.0, 40.0, 40.0]))
    array([100.,  80.,  40.])
    """
    return sum_from_age(as_finite(ndx, "ndx"))


def nLx_from_lx(lx: Any, nax: Any, width: Any) -> Any:
    """Person-years lived in each interval: n l(x+n) + nax ndx; nax lx in the open interval.

    lx, nax : (..., age). In the open interval nax is the life expectancy there (1 / nmx).

    Examples
    --------
    >>> import numpy as np
    >>> nLx_from_lx(np.array([1.0, 0.8, 0.4]), np.array([0.5, 2.0, 10.0]), [1, 4, np.inf])
    array([0.9, 2.4, 4. ])
    """
    lx, nax = as_floats(lx), as_finite(nax, "nax")
    ndx = ndx_from_lx(lx)
    return closed_width(width) * (lx - ndx) + nax * ndx


def sum_from_age(values: Any) -> Any:
    """Sum of the values at each age and above: (..., age) -> (..., age)."""
    xp = namespace(values)
    return xp.flip(xp.cumulative_sum(xp.flip(values, axis=-1), axis=-1), axis=-1)


def Tx_from_nLx(nLx: Any) -> Any:
    """Person-years lived above each exact age: the sum of nLx from there.

    Examples
    --------
    >>> import numpy as np
    >>> Tx_from_nLx(np.array([0.9, 2.4, 4.0]))
    array([7.3, 6.4, 4. ])
    """
    return sum_from_age(as_finite(nLx, "nLx"))


def ex_from_Tx(Tx: Any, lx: Any) -> Any:
    """Remaining life expectancy, years: Tx / lx; by convention 0 where nobody survives.

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
    BadInput when the widths are not a split first step followed by equal ones.

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
