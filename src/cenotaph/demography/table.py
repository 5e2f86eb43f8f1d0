"""The life table: every column at once, from rates, probabilities, survivors, or deaths and exposure.

Single years or any age groups, any number of tables at once, batch axes first. NumPy input is checked; JAX
input is not and may be traced. `lifetable.py` is another thing: hazards by single year for the reconstruction.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography import conversions as of
from cenotaph.demography import mortality_checks as checks
from cenotaph.demography.nax import (
    Sex,
    nax_andreev_kingkade,
    nax_blended,
    nax_coale_demeny,
    nax_constant_hazard,
    nax_graduated,
    nax_mid,
)
from cenotaph.errors import BadInput

NAX_RULES = ("andreev-kingkade", "coale-demeny", "mid", "constant-hazard", "graduated")
FIXED_POINT_STEPS = 20  # each shrinks the error at least tenfold at rates below one


class LifeTable(NamedTuple):
    """All columns of a life table; (..., age) but for age and width, which are (age,).

    age : exact lower bound, years. width : years, inf for the open interval.
    nmx : deaths per person-year. nax : years lived in the interval by those who die in it.
    nqx : probability of dying in the interval. lx : survivors to exact age x.
    ndx : deaths. nLx : person-years in the interval. Tx : person-years above x. ex : life expectancy, years.
    """

    age: Any
    width: Any
    nmx: Any
    nax: Any
    nqx: Any
    lx: Any
    ndx: Any
    nLx: Any
    Tx: Any
    ex: Any

    @property
    def e0(self) -> Any:
        """Life expectancy at the first age of the table: (...)."""
        return self.ex[..., 0]


def nax_by_rule(rule: str, nmx: Any, age: Any, width: Any, sex: Sex | None) -> Any:
    """nax by the name of its rule, one of NAX_RULES, years: (..., age).

    "graduated" begins from Andreev-Kingkade when the table begins at birth, else from `nax_blended`.
    nmx : (..., age), per person-year. age, width : (age,), years. Raises BadInput for another name, and as the rule.
    Source: as the rule.

    Examples
    --------
    >>> import numpy as np
    >>> nax_by_rule("mid", np.array([0.1, 0.2]), [50, 60], [10, np.inf], None)
    array([5., 5.])
    """
    if rule == "mid":
        return nax_mid(nmx, width)
    if rule == "constant-hazard":
        return nax_constant_hazard(nmx, width)
    if rule == "coale-demeny":
        return nax_coale_demeny(nmx, age, width, sex)
    if rule == "andreev-kingkade":
        return nax_andreev_kingkade(nmx, age, width, sex)
    if rule == "graduated":
        start = nax_andreev_kingkade(nmx, age, width, sex) if age[0] == 0 else nax_blended(nmx, width)
        return nax_graduated(nmx, start, width)
    raise BadInput(f"no rule for nax is called {rule!r}.", remedy=f"Try one of {', '.join(NAX_RULES)}, or an array.")


def life_table(
    age: Any, nmx: Any, *, nax: Any = "andreev-kingkade", sex: Sex | None = None, radix: float = 1.0
) -> LifeTable:
    """Life table from death rates.

    nqx = n nmx / (1 + (n - nax) nmx), lx by survival, nLx = n l(x+n) + nax ndx, ex = Tx / lx; the last interval
    is open, with life expectancy 1 / nmx.

    Parameters
    ----------
    age : (age,), years, exact lower bounds that rise; the last begins the open interval.
    nmx : (..., age), deaths per person-year, 0 <= nmx <= 6.
    nax : a rule ("andreev-kingkade", "coale-demeny", "mid", "constant-hazard", "graduated") or years, (..., age);
        of an array the last entry is ignored: the open interval always has 1 / nmx.
    sex : "female", "male", or one for each row; needed by the rules with infants in them.
    radix : l0.

    Raises
    ------
    BadInput: ages out of order; rates negative, not finite, or above 6 (per 1,000?); nobody dying in the open
    interval; a closed interval in which more die than there are (rate and nax do not fit).

    Source
    ------
    Preston, Heuveline and Guillot (2001), Demography, ch. 3. Checked against the UN model life tables (2021).

    Examples
    --------
    >>> table = life_table([0, 1, 5, 10], [0.1, 0.02, 0.005, 0.02], sex="female")
    >>> table.lx.round(4)
    array([1.    , 0.9064, 0.8375, 0.8168])
    >>> round(float(table.e0), 2)
    49.36
    """
    age, nmx = checks.by_age(age, nmx, "nmx")
    if checks.is_concrete(nmx):
        checks.check_rates(nmx)
        checks.check_open_rate(nmx)
    width = of.width_from_age(age)
    if isinstance(nax, str):
        nax = nax_by_rule(nax, nmx, age, width, sex)
    else:
        xp = namespace(nmx)
        nax = of.replace_last(xp.broadcast_to(_checked_nax(nax, age), nmx.shape), 1.0 / nmx[..., -1:])
    nqx = of.nqx_from_nmx(nmx, nax, width)
    if checks.is_concrete(nqx):
        checks.check_probabilities(nqx, nmx)
    return _assemble(age, width, nmx, nax, nqx, of.lx_from_nqx(nqx, radix))


def life_table_from_counts(
    age: Any,
    deaths: Any,
    exposure: Any,
    *,
    nax: Any = "andreev-kingkade",
    sex: Sex | None = None,
    radix: float = 1.0,
) -> LifeTable:
    """Life table from deaths and person-years of exposure: nmx = deaths / exposure, then as `life_table`.

    deaths : (..., age), >= 0; exposure : (..., age), person-years, > 0. Raises BadInput as `life_table`, and for
    negative deaths or zero exposure. Fails where a few deaths make the oldest rates jump: see closing.py, hmd.py.
    Source: Preston, Heuveline and Guillot (2001), ch. 3.

    Examples
    --------
    >>> table = life_table_from_counts([0, 50], [10, 40], [1000, 1000], nax="constant-hazard")
    >>> round(float(table.e0), 3)
    54.51
    """
    nmx = of.nmx_from_counts(deaths, exposure)
    return life_table(age, nmx, nax=nax, sex=sex, radix=radix)


def life_table_from_nqx(
    age: Any,
    nqx: Any,
    *,
    nax: Any = "andreev-kingkade",
    sex: Sex | None = None,
    radix: float = 1.0,
    open_nax: Any = None,
) -> LifeTable:
    """Life table from probabilities of dying; nmx and nax are found together, by fixed point.

    Parameters
    ----------
    age : (age,). nqx : (..., age), probability; the last entry is the open interval's and is taken as 1.
    nax, sex, radix : as `life_table`.
    open_nax : life expectancy in the open interval, years. Without it (and without an array for nax) the death
        rate of the last closed interval goes on: nqx alone says nothing beyond "all die".

    Raises
    ------
    BadInput: ages out of order; a closed nqx outside [0, 1); nothing to give the open interval a life expectancy, or
    one that is not above 0.

    Notes
    -----
    Misleads above the last closed age: the life expectancy of the open interval is an assumption there.

    Source
    ------
    Preston, Heuveline and Guillot (2001), ch. 3.

    Examples
    --------
    >>> table = life_table_from_nqx([0, 1, 5], [0.1, 0.05, 1.0], sex="male", open_nax=50.0)
    >>> table.lx.round(3), round(float(table.e0), 3)
    (array([1.   , 0.9  , 0.855]), 47.161)
    """
    age, nqx = checks.by_age(age, nqx, "nqx")
    if checks.is_concrete(nqx):
        checks.check_probabilities(nqx)
    xp = namespace(nqx)
    nqx = of.replace_last(nqx, xp.ones_like(nqx[..., -1:]))
    width = of.width_from_age(age)
    nmx, nax = _rates_of_probabilities(nqx, age, width, nax, sex, open_nax)
    return _assemble(age, width, nmx, nax, nqx, of.lx_from_nqx(nqx, radix))


def life_table_from_lx(
    age: Any, lx: Any, *, nax: Any = "andreev-kingkade", sex: Sex | None = None, open_nax: Any = None
) -> LifeTable:
    """Life table from survivors; the radix is the first lx, and lx comes back as given.

    lx : (..., age), > 0, never rising. Other arguments, errors, failings and source as `life_table_from_nqx`.

    Examples
    --------
    >>> life_table_from_lx([0, 1, 5], [1000, 900, 855], sex="male", open_nax=50.0).ndx
    array([100.,  45., 855.])
    """
    age, lx = checks.by_age(age, lx, "lx")
    if checks.is_concrete(lx):
        checks.check_survivors(lx)
    width = of.width_from_age(age)
    nqx = of.nqx_from_lx(lx)
    nmx, nax = _rates_of_probabilities(nqx, age, width, nax, sex, open_nax)
    return _assemble(age, width, nmx, nax, nqx, lx)


def _assemble(age: Any, width: Any, nmx: Any, nax: Any, nqx: Any, lx: Any) -> LifeTable:
    ndx = of.ndx_from_lx(lx)
    nLx = of.nLx_from_lx(lx, nax, width)
    Tx = of.Tx_from_nLx(nLx)
    return LifeTable(age, width, nmx, nax, nqx, lx, ndx, nLx, Tx, of.ex_from_Tx(Tx, lx))


def _rates_of_probabilities(
    nqx: Any, age: Any, width: Any, nax: Any, sex: Sex | None, open_nax: Any
) -> tuple[Any, Any]:
    """nmx and nax that belong together and to nqx; the open interval as `life_table_from_nqx` says."""
    xp = namespace(nqx)
    if not isinstance(nax, str):
        years = xp.broadcast_to(_checked_nax(nax, age), nqx.shape)
        if open_nax is not None:
            years = of.replace_last(years, _column(xp, open_nax))
        elif checks.is_concrete(years) and not (years[..., -1] > 0).all():
            raise BadInput("the last nax, the life expectancy in the open interval, is not above 0.")
        return of.nmx_from_nqx(nqx, years, width), years
    hazard = -xp.log1p(-nqx[..., :-1]) / width[:-1]
    last = 1.0 / _column(xp, open_nax) if open_nax is not None else hazard[..., -1:]
    nmx = xp.concat([hazard, xp.broadcast_to(last, (*hazard.shape[:-1], 1))], axis=-1)
    if checks.is_concrete(nmx):
        checks.check_open_rate(nmx)
    years = nax_by_rule(nax, nmx, age, width, sex)
    if nax == "constant-hazard":
        return nmx, years
    for _ in range(1 if nax == "mid" else FIXED_POINT_STEPS):
        nmx = of.nmx_from_nqx(nqx, years, width)
        years = nax_by_rule(nax, nmx, age, width, sex)
    return nmx, years


def _column(xp: Any, years: Any) -> Any:
    years = checks.as_finite(years, "open_nax")
    if checks.is_concrete(years) and (years <= 0).any():
        raise BadInput("open_nax, the life expectancy in the open interval, is not above 0.")
    return xp.asarray(years)[..., None]


def _checked_nax(nax: Any, age: Any) -> Any:
    nax = checks.as_floats(nax, "nax")
    checks.check_length(age, nax, "nax")
    if checks.is_concrete(nax):
        closed = nax[..., :-1]
        if not np.isfinite(closed).all() or (closed < 0).any() or (closed > np.diff(age)).any():
            raise BadInput("nax must lie between 0 and the width of its interval.", remedy="nax is in years.")
    return nax
