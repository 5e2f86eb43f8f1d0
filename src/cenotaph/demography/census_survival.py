"""Net migration between two censuses as the residual of survival: forward, backward, average.

Cohorts are followed from group to group: everyone moves `steps` groups up between the censuses, so the interval is
`steps` times the width of a group (ten years and five-year groups: two steps). The last group is open and receives
all who were in it or reach it. Works in the namespace of the argument; NumPy input is checked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.input_checks import check_above_zero, check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, is_concrete
from cenotaph.errors import BadInput

METHODS = ("forward", "backward", "average")


class CensusMigration(NamedTuple):
    """Account of each cohort between two censuses, by its age group at the second, (..., group), persons.

    start - deaths + net_migration = end, for every cohort, by definition.

    start : persons at the first census, or births of cohorts born since. end : persons at the second census.
    deaths : deaths that the method implies. net_migration : arrivals less departures.
    """

    start: Any
    deaths: Any
    net_migration: Any
    end: Any


def census_survival_migration(
    first: Any,
    second: Any,
    survival: Any,
    *,
    births: Any = None,
    birth_survival: Any = None,
    method: str = "average",
) -> CensusMigration:
    """Net migration by cohort between two censuses, persons.

    forward:  end - survival * start, as if all moved at the end and none died before moving.
    backward: end / survival - start, as if all moved at the beginning and died like those who stayed.
    average:  the mean of the two, as if they moved in the middle.

    Parameters
    ----------
    first, second : (..., group), persons at the two censuses in the same age groups, the last open.
    survival : (..., group - steps), share of the cohort that lives from the first to the second census, by group at
        the first, the last for all who end in the open group; from `census_survival_ratios`. Its length says how many
        steps the interval has.
    births : (..., steps), births between the censuses by group of age at the second, the youngest first, and
    birth_survival : (..., steps), share of them alive at the second. Without them the youngest groups are left out.
    method : "forward", "backward" or "average".

    Returns
    -------
    CensusMigration, (..., group) with births, else (..., group - steps).

    Raises
    ------
    BadInput: counts negative or not finite, survival outside (0, 1], shapes that do not fit, another method, births
    without their survival.

    Notes
    -----
    All errors of both censuses and of the survival are in the residual: a better second census looks like arrivals,
    deaths of a crisis not in the survival like departures. Over a famine this measures the two together.

    Source
    ------
    United Nations (1970), Manual VI, Methods of measuring internal migration, ch. II; Siegel and Hamilton (1952),
    Some considerations in the use of the residual method, JASA 47, 475-500. Tests: the account closes; migrants put
    in at the end, the beginning, come back exactly by the method that assumes it; a slow loop.

    Examples
    --------
    >>> account = census_survival_migration([100, 80, 60], [90, 98, 90], [0.9, 0.5], method="forward")
    >>> account.net_migration, account.deaths
    (array([ 8., 20.]), array([10., 70.]))
    """
    if method not in METHODS:
        raise BadInput(f"got method {method!r}; it is 'forward', 'backward' or 'average'.")
    first, second = as_finite(first, "first"), as_finite(second, "second")
    survival = as_finite(survival, "survival")
    steps = _steps(first, second, survival)
    batch = check_batches(first=(first, 1), second=(second, 1), survival=(survival, 1))
    xp = common_namespace(first, second, survival, births, birth_survival)
    groups = np.shape(first)[-1]
    opened = xp.sum(first[..., groups - 1 - steps :], axis=-1, keepdims=True)
    start, end = xp.concat([first[..., : groups - 1 - steps], opened], axis=-1), second[..., steps:]
    if births is not None:
        births, alive = _births(births, birth_survival, steps)
        batch = np.broadcast_shapes(
            batch, check_batches(counts=(np.empty((*batch, 1)), 1), births=(births, 1), s=(alive, 1))
        )
        start, end = _joined(xp, births, start, batch), second
        survival = _joined(xp, alive, survival, batch)
    elif birth_survival is not None:
        raise BadInput("got birth_survival without births.")
    forward, backward = end - survival * start, end / survival - start
    share = {"forward": 1.0, "backward": 0.0, "average": 0.5}[method]
    net = share * forward + (1.0 - share) * backward
    return CensusMigration(start, start + net - end, net, end)


def census_survival_ratios(nLx: Any, steps: int = 1) -> Any:
    """Share of each age group that lives `steps` groups on, from a life table of equal groups, the last open.

    L(x + k n) / Lx, and for those who end in the open group its T over the T of all who can reach it.

    Parameters
    ----------
    nLx : (..., group), person-years in groups of equal width, the last open; join 0 and 1-4 first. steps : k, >= 1.

    Returns
    -------
    (..., group - steps), above 0 and at most 1.

    Raises
    ------
    BadInput: steps below 1 or as many as groups; nLx zero, negative, not finite, or more in a later group (0 and 1-4
    not joined?).

    Notes
    -----
    The ratio of the open group is that of the stationary population of the table; it misleads where the oldest of the
    census are another mix of ages.

    Source
    ------
    Preston, Heuveline and Guillot (2001), Demography, ch. 6. Tests: equals `conversions.survivorship` at one step, and
    products of it at two.

    Examples
    --------
    >>> census_survival_ratios([5.0, 4.0, 3.0, 2.0], 1).round(2)
    array([0.8 , 0.75, 0.4 ])
    """
    nLx = as_finite(nLx, "nLx")
    groups = np.shape(nLx)[-1] if len(np.shape(nLx)) else 0
    if not isinstance(steps, int | np.integer) or not 1 <= steps < groups:
        raise BadInput(f"got {steps} steps for {groups} groups; need at least one, and fewer than there are groups.")
    if is_concrete(nLx) and (nLx <= 0).any():
        raise BadInput("nLx is zero somewhere: nobody lives there to be followed.")
    xp = namespace(nLx)
    reach = xp.sum(nLx[..., groups - 1 - steps :], axis=-1, keepdims=True)
    ratios = xp.concat([nLx[..., steps : groups - 1] / nLx[..., : groups - 1 - steps], nLx[..., -1:] / reach], axis=-1)
    if is_concrete(ratios) and ratios.max() > 1:
        raise BadInput(
            f"nLx rises with age: {ratios.max():.6g} of a group would live {steps} groups on.",
            remedy="Give groups of equal width, the last open; join 0 and 1-4.",
        )
    return ratios


def birth_survival_ratios(nLx: Any, width: float, steps: int = 1, *, radix: float = 1.0) -> Any:
    """Share of the births between two censuses alive at the second, by age group then: nLx / (n l0).

    nLx : (..., group), as `census_survival_ratios`. width : n, years. steps : groups of births wanted, youngest first.
    radix : l0. Returns (..., steps). Raises BadInput for shares above 1 (radix?) or not above 0, and for steps that nLx
    does not have. Misleads for years when infants died otherwise than in the table. Source: Preston et al. (2001), ch.
    6. Tests: the first is that of `conversions.survivorship`.

    Examples
    --------
    >>> birth_survival_ratios([4.5, 4.0, 3.0], 5.0, 2)
    array([0.9, 0.8])
    """
    nLx = as_finite(nLx, "nLx")
    check_above_zero(width, "width")
    check_above_zero(radix, "radix")
    groups = np.shape(nLx)[-1] if len(np.shape(nLx)) else 0
    if not isinstance(steps, int | np.integer) or not 1 <= steps <= groups:
        raise BadInput(f"got {steps} steps for {groups} groups; need one to as many as there are groups.")
    share = nLx[..., :steps] / (width * radix)
    _check_survival(share)
    return share


def _steps(first: Any, second: Any, survival: Any) -> int:
    groups = np.shape(first)[-1] if len(np.shape(first)) else 0
    steps = groups - (np.shape(survival)[-1] if len(np.shape(survival)) else 0)
    if np.shape(second)[-1:] != (groups,) or not 1 <= steps < groups:
        raise BadInput(
            f"got censuses of shapes {np.shape(first)} and {np.shape(second)} and survival of {np.shape(survival)}.",
            remedy="Both censuses in the same groups, and survival shorter by the groups that a cohort moves up.",
        )
    _check_survival(survival)
    return steps


def _births(births: Any, birth_survival: Any, steps: int) -> tuple[Any, Any]:
    if birth_survival is None:
        raise BadInput("got births without birth_survival.", remedy="See birth_survival_ratios.")
    births, alive = as_finite(births, "births"), as_finite(birth_survival, "birth_survival")
    if np.shape(births)[-1:] != (steps,) or np.shape(alive)[-1:] != (steps,):
        raise BadInput(
            f"got births {np.shape(births)} and survival {np.shape(alive)}; the interval has {steps} groups."
        )
    _check_survival(alive)
    return births, alive


def _joined(xp: Any, young: Any, old: Any, batch: tuple[int, ...]) -> Any:
    """Both along age, each repeated over the batch where it is given once."""
    return xp.concat([xp.broadcast_to(xp.asarray(v), (*batch, v.shape[-1])) for v in (young, old)], axis=-1)


def _check_survival(survival: Any) -> None:
    if is_concrete(survival) and ((survival <= 0).any() or (survival > 1).any()):
        raise BadInput(
            f"survival goes from {survival.min():.6g} to {survival.max():.6g}; need shares above 0 and at most 1.",
            remedy="Give the radix, or the ratio of L at the later age to L at the earlier.",
        )
