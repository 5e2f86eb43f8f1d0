"""A family of model life tables from a table the user supplies, entered by life expectancy. NumPy only."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography import conversions as of
from cenotaph.demography import mortality_checks as checks
from cenotaph.demography.nax import Sex
from cenotaph.demography.table import LifeTable, life_table, life_table_from_lx
from cenotaph.errors import BadInput, NotEstimable

BISECTIONS = 60
SCALES = ("log-mx", "logit-lx")
LARGEST_GAP = 0.5


class ModelFamily(NamedTuple):
    """Tables of one family by level: age (age,), e0 (level,) as printed and rising, nmx and nax (level, age).

    gap : (level,), the e0 of the tables as computed less as printed; rounding of the print, or another rule for nax.
    """

    age: Array
    e0: Array
    nmx: Array
    nax: Array
    gap: Array


def model_family(age: Any, e0: Any, nmx: Any, *, nax: Any = "andreev-kingkade", sex: Sex | None = None) -> ModelFamily:
    """Family of model life tables, checked, from death rates by level and age.

    Parameters
    ----------
    age : (age,). e0 : (level,), printed life expectancies, rising. nmx : (level, age), per person-year, > 0.
    nax : a rule, or the family's own years (level, age), for instance from `nax_from_nmx_nqx`. sex : for the rules.

    Returns
    -------
    ModelFamily, with the difference between the e0 that the rates give and the one printed as `gap`, years.

    Raises
    ------
    BadInput: as `life_table`; levels that do not rise; rates of zero; an e0 computed more than half a year from the
    printed one (the columns do not belong together, or nax is another).

    Source: Coale, Demeny and Vaughan (1983), Regional Model Life Tables and Stable Populations (tables by level).

    Examples
    --------
    >>> rates = np.array([[0.3, 0.05, 0.05], [0.1, 0.02, 0.03]])
    >>> family = model_family([0, 1, 5], [15.7, 32.3], rates, nax="constant-hazard")
    >>> family.gap.round(2)
    array([-0.02, -0.03])
    """
    age, e0, nmx = np.asarray(age, dtype=np.float64), checks.as_floats(e0), checks.as_floats(nmx)
    if nmx.ndim != 2 or e0.shape != nmx.shape[:1] or e0.size < 2 or (np.diff(e0) <= 0).any():
        raise BadInput(f"got {e0.size} levels for rates of shape {nmx.shape}; need (level, age), e0 rising.")
    if (nmx <= 0).any():
        raise BadInput("a rate of zero has no logarithm.", remedy="Join ages, or give the rates with more digits.")
    table = life_table(age, nmx, nax=nax, sex=sex)
    gap = table.e0 - e0
    if np.abs(gap).max() > LARGEST_GAP:
        worst = int(np.abs(gap).argmax())
        raise BadInput(
            f"the table printed with e0 = {e0[worst]:g} has e0 = {table.e0[worst]:.2f} by its rates.",
            remedy="Give nax of the family itself, or another rule; are the rates of that level?",
        )
    return ModelFamily(age, e0, nmx, table.nax, gap)


def family_life_table(family: ModelFamily, e0: Any, *, scale: str = "log-mx") -> LifeTable:
    """Life table of the family at any life expectancy between its lowest and highest level.

    Between the two nearest levels "log-mx" interpolates log nmx, "logit-lx" Brass's logit of lx (and the logarithm of
    the open interval's rate); nax linearly. The weight is not that of e0: it is solved so that the table has that e0.

    Parameters
    ----------
    family : from `model_family`. e0 : (...), years. scale : "log-mx" or "logit-lx".

    Returns
    -------
    LifeTable, (..., age). At a printed level it is that level's table; between levels its e0 is the one asked for,
    plus the interpolated `gap` of the family.

    Raises
    ------
    NotEstimable outside the levels: UN tables end at e0 = 20, and famine years lie below. BadInput: another scale.

    Notes
    -----
    A family's age pattern at a level is all it knows; a year of crisis has the level of a bad table and another age
    pattern (see crisis_shapes.py).

    Source
    ------
    Coale, Demeny and Vaughan (1983), Regional Model Life Tables and Stable Populations (tables by level). Tests: the UN
    tables (2021) at every level, and at levels left out.

    Examples
    --------
    >>> rates = np.array([[0.3, 0.05, 0.05], [0.1, 0.02, 0.03]])
    >>> family = model_family([0, 1, 5], [15.68, 32.27], rates, nax="constant-hazard")
    >>> round(float(family_life_table(family, 25.0).e0), 2)
    25.0
    """
    if scale not in SCALES:
        raise BadInput(f"got scale {scale!r}; it is 'log-mx' or 'logit-lx'.")
    target = np.asarray(e0, dtype=np.float64)
    if not ((target >= family.e0[0]) & (target <= family.e0[-1])).all():
        raise NotEstimable(
            f"e0 {target.min():g} to {target.max():g} lies outside the family, {family.e0[0]:g} to {family.e0[-1]:g}.",
            remedy="Below the lowest level add a crisis pattern to a table; a family cannot be extrapolated there.",
        )
    below = np.clip(np.searchsorted(family.e0, target, side="right") - 1, 0, family.e0.size - 2)
    low, high = np.zeros_like(target), np.ones_like(target)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        gap = (1 - middle) * family.gap[below] + middle * family.gap[below + 1]
        under = _between(family, below, middle, scale).e0 - gap < target
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    weight = np.where(target == family.e0[below], 0.0, np.where(target == family.e0[below + 1], 1.0, (low + high) / 2))
    return _between(family, below, weight, scale)


def _between(family: ModelFamily, below: Array, weight: Array, scale: str) -> LifeTable:
    w = weight[..., None]
    nmx = np.exp((1 - w) * np.log(family.nmx[below]) + w * np.log(family.nmx[below + 1]))
    nax = (1 - w) * family.nax[below] + w * family.nax[below + 1]
    if scale == "log-mx":
        return life_table(family.age, nmx, nax=nax)
    width = of.width_from_age(family.age)
    ends = [of.lx_from_nqx(of.nqx_from_nmx(family.nmx[i], family.nax[i], width))[..., 1:] for i in (below, below + 1)]
    logits = [np.log1p(-lx) - np.log(lx) for lx in ends]
    lx = 1.0 / (1.0 + np.exp((1 - w) * logits[0] + w * logits[1]))
    return life_table_from_lx(
        family.age, np.concatenate([np.ones_like(lx[..., :1]), lx], axis=-1), nax=nax, open_nax=1.0 / nmx[..., -1]
    )
