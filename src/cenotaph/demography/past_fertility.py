"""Fertility of past years from one census: own children, and reverse survival of children by age alone.

Single years of age. Year t, counted backwards, is the year from t to t + 1 before the census: its births are the
children aged t (completed) at the census. A woman aged y at the census was y - t or y - t - 1 at such a birth, each
for half of the births; equally the women aged a in that year are half of those aged a + t and half of those aged
a + t + 1 at the census, brought back to life. Works in the namespace of the argument; NumPy input is checked.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.demography.input_checks import check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, is_concrete
from cenotaph.errors import BadInput


class PastFertility(NamedTuple):
    """Fertility of the years before a census, the last year first.

    age : (age,), completed age of mothers at the birth.
    births, women, asfr : (..., year, age), persons; person-years; births per woman-year.
    tfr : (..., year), children per woman, over the ages given.
    """

    age: Any
    births: Any
    women: Any
    asfr: Any
    tfr: Any


class PastBirths(NamedTuple):
    """Births, (..., year), and total fertility rate, (..., year), the last year before the census first."""

    births: Any
    tfr: Any


def reverse_survived_births(children: Any, survival: Any) -> Any:
    """Births of each past year, persons: children of an age over their chance to be alive at the census.

    births(t) = children(t) / survival(t).

    Parameters
    ----------
    children : (..., year), persons of completed age 0, 1, 2, ... at the census.
    survival : (year,) or (..., year), share of births alive at completed age t: L(t) / l0 of a life table of the years
        in which they lived; for a crisis that of the cohort, not of any period.

    Raises
    ------
    BadInput: counts negative or not finite, survival outside (0, 1], ages that differ. Survival may rise with age: a
    younger cohort can have been the one that a crisis struck.

    Notes
    -----
    Children missed by the census or entered under another age are missed here; those who moved away too.

    Source
    ------
    Cho, Retherford and Choe (1986), The Own-Children Method of Fertility Estimation; an identity of survival. Tests:
    the births of a made-up population come back.

    Examples
    --------
    >>> reverse_survived_births([90.0, 80.0], [0.9, 0.8])
    array([100., 100.])
    """
    children, survival = as_finite(children, "children"), as_finite(survival, "survival")
    _check_survival(survival)
    _check_last(children, survival, "children", "survival")
    check_batches(children=(children, 1), survival=(survival, 1))
    return children / survival


def own_children(
    children: Any, women: Any, *, first_age: int, child_survival: Any, women_nLx: Any, unmatched: Any = None
) -> PastFertility:
    """Fertility of past years by age of mother, from children by age and age of mother at a census.

    births(t, a) = (C(t, a + t) + C(t, a + t + 1)) / 2 / S(t), times all children over matched children of age t;
    women(t, a) = (W(a + t) La / L(a + t) + W(a + t + 1) La / L(a + t + 1)) / 2; asfr = births / women.

    Parameters
    ----------
    children : (..., year, mother), own children of completed age t by age of the mother they live with.
    women : (..., mother), all women by completed age, first_age, first_age + 1, ..., at the census.
    first_age : completed age of the youngest women given; 10 rather than 15, or births to girls fall out.
    child_survival : (year,) or (..., year), share of births alive at age t, as in `reverse_survived_births`.
    women_nLx : (mother,) or (..., mother), person-years of women by the same ages; any radix.
    unmatched : (..., year), children of each age whose mother is not with them; spread as the matched are.

    Returns
    -------
    PastFertility for ages first_age to the last age of women less the number of years.

    Raises
    ------
    BadInput: shapes that do not fit; counts negative or not finite; survival outside (0, 1]; nLx that is zero or rises;
    no women at an age that is needed; an age of children with none matched to spread the unmatched by.

    Notes
    -----
    Each rate takes a quarter from either neighbouring age of mother, by the two halvings; the TFR keeps its size as
    long as women by age are level. The mortality of past years is put in, not found: a famine that killed children
    and is not in `child_survival` appears as missing births. Women and children who moved count where they now live.

    Source
    ------
    Cho, Retherford and Choe (1986), ch. 2-3. Tests: a slow loop; the TFR of a constant population comes back, so do
    births and women put in.

    Examples
    --------
    >>> children = np.full((2, 6), 9.0)
    >>> past = own_children(children, np.full(6, 100.0), first_age=20, child_survival=[0.9, 0.9], women_nLx=np.ones(6))
    >>> past.age, past.tfr.round(6)
    (array([20, 21, 22, 23]), array([0.4, 0.4]))
    """
    children, women = as_finite(children, "children"), as_finite(women, "women")
    survival, nLx = as_finite(child_survival, "child_survival"), as_finite(women_nLx, "women_nLx")
    _check_own(children, women, survival, nLx)
    check_batches(children=(children, 2), women=(women, 1), survival=(survival, 1), nLx=(nLx, 1))
    if not isinstance(first_age, int | np.integer) or not 0 <= first_age < 120:
        raise BadInput(f"got first_age {first_age!r}; need the completed age of the youngest women, 10 or 15.")
    xp = common_namespace(children, women, survival, nLx)
    years, mothers = children.shape[-2:]
    ages = mothers - years
    ever = reverse_survived_births(_with_unmatched(children, unmatched), survival[..., :, None])
    births, exposure = [], []
    for t in range(years):
        births.append((ever[..., t, t : t + ages] + ever[..., t, t + 1 : t + 1 + ages]) / 2)
        alive = [women[..., k : k + ages] * nLx[..., :ages] / nLx[..., k : k + ages] for k in (t, t + 1)]
        exposure.append((alive[0] + alive[1]) / 2)
    births, exposure = xp.stack(births, axis=-2), xp.stack(exposure, axis=-2)
    if is_concrete(exposure) and (exposure <= 0).any():
        raise BadInput("there are no women at some age; a rate there has no meaning.", remedy="Cut or fill those ages.")
    asfr = births / exposure
    return PastFertility(np.arange(first_age, first_age + ages), births, exposure, asfr, xp.sum(asfr, axis=-1))


def reverse_survival_fertility(
    children: Any, women: Any, shape: Any, *, child_survival: Any, women_nLx: Any
) -> PastBirths:
    """Births and TFR of past years from children by age and women by age, when mothers are not known.

    births(t) = children(t) / S(t); TFR(t) = births(t) / sum over a of g(t, a) women(t, a), women as in `own_children`.

    Parameters
    ----------
    children : (..., year), persons of completed age t. child_survival : as in `reverse_survived_births`.
    women : (..., mother), women by single year of age from the first age of `shape` on, and `year` ages beyond it.
    shape : (age,) or (year, age), g, rates by single age of mother in any unit: only their form counts.
    women_nLx : (mother,) or (..., mother), person-years of women, any radix.

    Returns
    -------
    PastBirths, (..., year).

    Raises
    ------
    BadInput: as `own_children`; a shape that is zero at all ages; fewer women than shape and years need.

    Notes
    -----
    The form of fertility by age matters little: the TFR moves by a few per cent between an early and a late one. What
    `own_children` says of survival, of children not counted and of those who moved holds here too.

    Source
    ------
    Timaeus and Moultrie (2013), Estimation of fertility by reverse survival, in Tools for Demographic Estimation; Cho,
    Retherford and Choe (1986). Tests: agrees with `own_children` given the true shape; a slow loop.

    Examples
    --------
    >>> found = reverse_survival_fertility([36.0, 36.0], np.full(6, 100.0), np.ones(4), child_survival=[0.9, 0.9],
    ...                                    women_nLx=np.ones(6))
    >>> found.births, found.tfr.round(6)
    (array([40., 40.]), array([0.4, 0.4]))
    """
    children, women = as_finite(children, "children"), as_finite(women, "women")
    shape, nLx = as_finite(shape, "shape"), as_finite(women_nLx, "women_nLx")
    _check_shape(children, shape)
    births = reverse_survived_births(children, child_survival)
    check_batches(children=(births, 1), women=(women, 1), women_nLx=(nLx, 1))
    xp = common_namespace(births, women, shape, nLx)
    years, ages = children.shape[-1], shape.shape[-1]
    _check_women(women, nLx, ages + years)
    total = xp.sum(shape, axis=-1, keepdims=True)
    if is_concrete(total) and (total <= 0).any():
        raise BadInput("the shape of fertility is zero at every age.")
    form = xp.broadcast_to(shape / total, (years, ages))
    each = []
    for t in range(years):
        alive = [women[..., k : k + ages] * nLx[..., :ages] / nLx[..., k : k + ages] for k in (t, t + 1)]
        each.append(xp.sum(form[t] * (alive[0] + alive[1]) / 2, axis=-1))
    exposed = xp.stack(each, axis=-1)
    if is_concrete(exposed) and (exposed <= 0).any():
        raise BadInput("there are no women at the ages of childbearing in some year.")
    return PastBirths(births, births / exposed)


def _with_unmatched(children: Any, unmatched: Any) -> Any:
    """Own children raised so that each age sums to all children, matched or not."""
    if unmatched is None:
        return children
    unmatched = as_finite(unmatched, "unmatched")
    xp = common_namespace(children, unmatched)
    matched = xp.sum(children, axis=-1)
    check_batches(children=(matched, 1), unmatched=(unmatched, 1))
    if np.shape(unmatched)[-1:] != np.shape(matched)[-1:]:
        raise BadInput(f"got unmatched children of shape {np.shape(unmatched)} for {np.shape(matched)[-1]} years.")
    if is_concrete(matched, unmatched) and ((matched <= 0) & (unmatched > 0)).any():
        raise BadInput("an age has unmatched children and no matched ones to spread them by.")
    safe = xp.where(matched > 0, matched, 1.0)
    return children * (1.0 + unmatched / safe)[..., None]


def _check_shape(children: Any, shape: Any) -> None:
    if len(np.shape(children)) < 1 or np.shape(children)[-1] < 1:
        raise BadInput(f"got children of shape {np.shape(children)}; need (..., year), one age at least.")
    if len(np.shape(shape)) not in (1, 2) or (
        len(np.shape(shape)) == 2 and shape.shape[0] not in (1, children.shape[-1])
    ):
        raise BadInput(f"got a shape of fertility {np.shape(shape)}; need (age,) or ({children.shape[-1]}, age).")


def _check_last(first: Any, second: Any, name: str, other: str) -> None:
    if np.shape(first)[-1:] != np.shape(second)[-1:] and np.shape(second)[-1:] != (1,):
        raise BadInput(f"got {name} of shape {np.shape(first)} and {other} of shape {np.shape(second)}; ages differ.")


def _check_survival(survival: Any) -> None:
    if is_concrete(survival) and ((survival <= 0).any() or (survival > 1).any()):
        raise BadInput(
            f"survival goes from {survival.min():.6g} to {survival.max():.6g}; need shares of births alive, in (0, 1].",
            remedy="Divide L(t) by the radix l0.",
        )


def _check_women(women: Any, nLx: Any, needed: int) -> None:
    if np.shape(women)[-1:] != (needed,) or np.shape(nLx)[-1:] != (needed,):
        raise BadInput(
            f"got women of shape {np.shape(women)} and nLx of shape {np.shape(nLx)}; {needed} ages are needed.",
            remedy="As many ages beyond the last age of childbearing as there are past years.",
        )
    if is_concrete(nLx) and ((nLx <= 0).any() or (np.diff(nLx, axis=-1) > 1e-12 * nLx.max()).any()):
        raise BadInput("nLx of women is zero or rises with age; need single years of a life table, after infancy.")


def _check_own(children: Any, women: Any, survival: Any, nLx: Any) -> None:
    if len(np.shape(children)) < 2 or children.shape[-1] <= children.shape[-2]:
        raise BadInput(
            f"got children of shape {np.shape(children)}; need (..., year, mother), more ages of mothers than years."
        )
    if np.shape(survival)[-1:] != (children.shape[-2],):
        raise BadInput(f"got survival of shape {np.shape(survival)} for {children.shape[-2]} ages of children.")
    _check_women(women, nLx, children.shape[-1])
