"""Which ages a difference in life expectancy comes from."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.mortality_checks import is_concrete
from cenotaph.demography.table import LifeTable
from cenotaph.errors import BadInput


class Contributions(NamedTuple):
    """Years of life expectancy, (..., age), that the difference in each age's mortality accounts for.

    direct : from years lived inside the age. indirect : from the survivors it hands on, interaction included.
    total : their sum; over ages it adds up to the second e0 less the first.
    """

    direct: Any
    indirect: Any
    total: Any


def arriaga(first: LifeTable, second: LifeTable) -> Contributions:
    """Contribution of each age to the difference in life expectancy between two tables, second less first.

    direct = (lx1 / l0) (nLx2 / lx2 - nLx1 / lx1); indirect = (T2(x+n) / l0) (lx1 / lx2 - l1(x+n) / l2(x+n)), with
    every column of radix 1; the open interval has only a direct part.

    Parameters
    ----------
    first, second : LifeTable with the same ages; batch axes may broadcast.

    Returns
    -------
    Contributions, years, (..., age).

    Raises
    ------
    BadInput when the ages differ, or so few survive in one of the tables that an lx is 0.

    Notes
    -----
    Not symmetric: from second to first is not minus this, age by age (the sums are). `arriaga_symmetric` averages
    both directions.

    Source
    ------
    Arriaga (1984), Measuring and explaining the change in life expectancies, Demography 21, 83-96; the form of
    Preston, Heuveline and Guillot (2001), section 3.10. Tests: it adds up, and equals replacing one table's rates by
    the other's age by age from the oldest down.

    Examples
    --------
    >>> from cenotaph.demography.table import life_table
    >>> before = life_table([0, 1, 5, 50], [0.2, 0.04, 0.01, 0.05], sex="male")
    >>> crisis = life_table([0, 1, 5, 50], [0.4, 0.08, 0.01, 0.05], sex="male")
    >>> arriaga(before, crisis).total.round(2)
    array([-5.53, -5.12,  0.  ,  0.  ])
    """
    if not np.array_equal(first.age, second.age):
        raise BadInput("the two tables have different ages.", remedy="Regroup one of them first.")
    if any(is_concrete(table.lx) and (table.lx <= 0).any() for table in (first, second)):
        raise BadInput("nobody is left at the last ages of a table.", remedy="Begin the open interval earlier.")
    xp = namespace(first.lx)
    l1, l2 = first.lx / first.lx[..., :1], second.lx / second.lx[..., :1]
    L1, L2 = first.nLx / first.lx[..., :1], second.nLx / second.lx[..., :1]
    above = second.Tx[..., 1:] / second.lx[..., :1]
    direct = l1 * (L2 / l2 - L1 / l1)
    ratio = l1 / l2
    handed = above * (ratio[..., :-1] - ratio[..., 1:])
    indirect = xp.concat([handed, xp.zeros_like(direct[..., :1])], axis=-1)
    return Contributions(direct, indirect, direct + indirect)


def arriaga_symmetric(first: LifeTable, second: LifeTable) -> Contributions:
    """Mean of Arriaga's contributions in both directions: swapping the tables changes only the sign.

    Arguments, errors and source as `arriaga`; Ponnapalli (2005), Demographic Research 12, 141-172, shows that the
    symmetric forms of the usual methods agree.

    Examples
    --------
    >>> from cenotaph.demography.table import life_table
    >>> before = life_table([0, 1, 5, 50], [0.2, 0.04, 0.01, 0.05], sex="male")
    >>> crisis = life_table([0, 1, 5, 50], [0.4, 0.08, 0.01, 0.05], sex="male")
    >>> arriaga_symmetric(before, crisis).total.round(2)
    array([-5.95, -4.7 ,  0.  ,  0.  ])
    """
    there, back = arriaga(first, second), arriaga(second, first)
    return Contributions(*((a - b) / 2 for a, b in zip(there, back, strict=True)))
