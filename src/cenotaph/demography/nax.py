"""Rules for nax: years lived in an age interval by those who die in it.

Shapes: (..., age), batch first; `sex` is one word or a sequence that lines up with the batch axes. In the
open interval every rule gives 1 / nmx. Pure and traceable, in the namespace of nmx.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cenotaph.arrays import SEXES, namespace
from cenotaph.demography.conversions import closed_width, is_open, replace_last, survivors
from cenotaph.demography.mortality_checks import as_finite, as_floats, check_rates, is_concrete
from cenotaph.errors import BadInput

Sex = str | Sequence[str]
SMALL = 1e-3
GRADUATION_STEPS = 3


def is_male(sex: Sex | None) -> Any:
    """Sex as a truth value or an array of them. Raises BadInput for words other than female and male.

    Source: definition.

    Examples
    --------
    >>> is_male(["female", "male"])
    array([False,  True])
    """
    names = [sex] if isinstance(sex, str) or sex is None else list(sex)
    if any(name not in SEXES for name in names):
        raise BadInput(
            f"got sex {sex!r}; this rule for nax needs 'female' or 'male', or one of them for each row.",
            remedy="For both sexes together make a table of each, or use nax='mid' or 'constant-hazard'.",
        )
    answers = np.array([name == "male" for name in names])
    return answers[0] if isinstance(sex, str) else answers


def life_after_open_age(nmx: Any) -> Any:
    """Life expectancy in the open interval, 1 / nmx; inf where the rate is zero: (..., age) -> (..., 1).

    Raises: nothing; `life_table` refuses the zero. Source: Preston, Heuveline and Guillot (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> life_after_open_age(np.array([0.1, 0.25]))
    array([4.])
    """
    xp = namespace(nmx)
    rate = nmx[..., -1:]
    return xp.where(rate > 0, 1.0 / xp.where(rate > 0, rate, 1.0), xp.inf)


def nax_mid(nmx: Any, width: Any) -> Any:
    """nax when deaths fall in the middle of each interval on average: n / 2; 1 / nmx when open.

    Right for deaths spread evenly; too high in infancy (most infants die in the first weeks), too low by
    some hundredths in wide intervals of adult age. nmx : (..., age), per person-year. width : (age,), years.
    Raises BadInput for rates that are negative or not finite. Source: Preston et al. (2001), ch. 3.

    Examples
    --------
    >>> import numpy as np
    >>> nax_mid(np.array([0.1, 0.25]), [5, np.inf])
    array([2.5, 4. ])
    """
    nmx = as_finite(nmx, "nmx")
    half = namespace(nmx).zeros_like(nmx) + closed_width(width) / 2
    return replace_last(half, life_after_open_age(nmx)) if is_open(width) else half


def nax_constant_hazard(nmx: Any, width: Any) -> Any:
    """nax when the hazard is constant inside each interval: n (1 / z - 1 / (exp(z) - 1)), z = n nmx.

    The rule for crisis mortality: nqx = 1 - exp(-n nmx) stays below 1 at any rate. Ignores that infants die
    early. nmx : (..., age), per person-year. width : (age,), years. Raises BadInput for rates that are negative or not
    finite. Source: Chiang (1984), The Life Table and its Applications, ch. 5 (the exponential case).

    Examples
    --------
    >>> import numpy as np
    >>> nax_constant_hazard(np.array([0.1, 0.25]), [5, np.inf]).round(4)
    array([2.2925, 4.    ])
    """
    nmx = as_finite(nmx, "nmx")
    xp = namespace(nmx)
    n = closed_width(width)
    z = n * nmx
    # the closed form cancels near zero, so a series stands in there; above 500 its exponential would overflow
    large = xp.clip(xp.where(z > SMALL, z, 1.0), 0.0, 500.0)
    nax = n * xp.where(z > SMALL, 1.0 / xp.where(z > SMALL, z, 1.0) - 1.0 / xp.expm1(large), 0.5 - z / 12 + z**3 / 720)
    return replace_last(nax, life_after_open_age(nmx)) if is_open(width) else nax


def nax_blended(nmx: Any, width: Any) -> Any:
    """nax of adult ages: the middle of the interval, passing to a constant hazard where most of a wide group dies.

    (1 - w) n / 2 + w nax_constant_hazard, with w = n nmx - 1/2 kept between 0 and 1; always n / 2 in intervals of
    a year or less. The middle alone lets more die than there are once nmx > 2 / n, as at 95-99.

    nmx : (..., age), per person-year. width : (age,), years.

    Source: none; the blend is this package's own convention, not a published rule. Checked against the nax implied by
    the UN model life tables (2021), where it is at most 0.5 years off from age 15 on (the middle alone up to 1.0);
    `nax_graduated` is nearer below 80.
    Raises BadInput for rates that are negative or not finite.

    Examples
    --------
    >>> import numpy as np
    >>> nax_blended(np.array([0.01, 0.2, 0.6, 0.8]), [5, 5, 5, np.inf]).round(3)
    array([2.5  , 2.295, 1.405, 1.25 ])
    """
    nmx = as_finite(nmx, "nmx")
    xp = namespace(nmx)
    n = closed_width(width)
    share = xp.where(n > 1.0, xp.clip(n * nmx - 0.5, 0.0, 1.0), 0.0)
    return (1.0 - share) * nax_mid(nmx, width) + share * nax_constant_hazard(nmx, width)


def a0_andreev_kingkade(m0: Any, sex: Sex) -> Any:
    """a0, years lived by those who die in infancy, from the infant death rate m0 and sex.

    Piecewise linear in m0, with three pieces for each sex, fitted to registered deaths by age in days.

    Parameters
    ----------
    m0 : (...), deaths per person-year at age 0. sex : "female", "male", or one for each row.

    Raises
    ------
    BadInput for another sex, or a rate that is negative or above 6 (per 1,000?). Fails above the last knot (m0
    over 0.08), where it is constant for want of data.

    Source
    ------
    Andreev and Kingkade (2015), Average age at death in infancy and infant mortality level, Demographic
    Research 33, 363-390; the version in m0 is that of the HMD Methods Protocol 6 (2017), section 7.1. The male
    middle slope is 3.26021 there and meets the last piece at its knot; some programs carry 3.26201, which does not.

    Examples
    --------
    >>> import numpy as np
    >>> a0_andreev_kingkade(np.array([0.01, 0.05, 0.2]), "female").round(5)
    array([0.12848, 0.24071, 0.31411])
    """
    m0 = _infant_rate(m0)
    xp = namespace(m0)
    male = xp.where(m0 < 0.02300, 0.14929 - 1.99545 * m0, xp.where(m0 < 0.08307, 0.02832 + 3.26021 * m0, 0.29915))
    female = xp.where(m0 < 0.01724, 0.14903 - 2.05527 * m0, xp.where(m0 < 0.06891, 0.04667 + 3.88089 * m0, 0.31411))
    return xp.where(is_male(sex), male, female)


def a0_coale_demeny(m0: Any, sex: Sex) -> Any:
    """a0, years lived by those who die in infancy: Coale and Demeny's West, as restated in m0.

    m0 : (...), per person-year. sex as above. Raises BadInput for another sex. Where infant mortality is
    very low Andreev and Kingkade (2015) find it too low.

    Source
    ------
    Coale, Demeny and Vaughan (1983); restated in m0 by Preston, Heuveline and Guillot (2001), table 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> a0_coale_demeny(np.array([0.05, 0.2]), "male").round(4)
    array([0.1792, 0.33  ])
    """
    m0 = _infant_rate(m0)
    xp = namespace(m0)
    male = xp.where(m0 < 0.107, 0.045 + 2.684 * m0, 0.330)
    female = xp.where(m0 < 0.107, 0.053 + 2.800 * m0, 0.350)
    return xp.where(is_male(sex), male, female)


def nax_1_4_coale_demeny(m0: Any, sex: Sex) -> Any:
    """4a1, years lived by those who die at ages 1-4: Coale and Demeny's West, from the infant rate m0.

    Arguments, errors and source as `a0_coale_demeny`. It looks at infants only: a famine that strikes children
    of two to four and spares infants has a higher 4a1.

    Examples
    --------
    >>> import numpy as np
    >>> nax_1_4_coale_demeny(np.array([0.05, 0.2]), "female").round(4)
    array([1.4461, 1.361 ])
    """
    m0 = _infant_rate(m0)
    xp = namespace(m0)
    male = xp.where(m0 < 0.107, 1.651 - 2.816 * m0, 1.352)
    female = xp.where(m0 < 0.107, 1.522 - 1.518 * m0, 1.361)
    return xp.where(is_male(sex), male, female)


def nax_coale_demeny(nmx: Any, age: Any, width: Any, sex: Sex) -> Any:
    """nax of a whole table: Coale-Demeny at 0 and 1-4, `nax_blended` elsewhere.

    nmx : (..., age); age, width : (age,). A table that begins above age 0 has `nax_blended` everywhere.
    Raises BadInput for another sex, or when ages 0-4 come as one interval. Source: as `a0_coale_demeny`.

    Examples
    --------
    >>> import numpy as np
    >>> nax_coale_demeny(np.array([0.1, 0.02, 0.1]), [0, 1, 5], [1, 4, np.inf], "female").round(4)
    array([ 0.333 ,  1.3702, 10.    ])
    """
    return _with_childhood(nmx, age, width, sex, a0_coale_demeny)


def nax_andreev_kingkade(nmx: Any, age: Any, width: Any, sex: Sex) -> Any:
    """nax of a whole table: Andreev-Kingkade at 0, Coale-Demeny at 1-4 if abridged, then `nax_blended`.

    With single years this is the HMD's rule (one half above age 0). Arguments and errors as `nax_coale_demeny`.
    Source: as the parts.

    Examples
    --------
    >>> import numpy as np
    >>> nax_andreev_kingkade(np.array([0.1, 0.02, 0.1]), [0, 1, 2], [1, 1, np.inf], "male").round(4)
    array([ 0.2992,  0.5   , 10.    ])
    """
    return _with_childhood(nmx, age, width, sex, a0_andreev_kingkade)


def _infant_rate(m0: Any) -> Any:
    m0 = as_floats(m0)
    if is_concrete(m0):
        check_rates(m0, "m0")
    return m0


def _with_childhood(nmx: Any, age: Any, width: Any, sex: Sex, infant_rule: Any) -> Any:
    nmx = as_floats(nmx)
    xp = namespace(nmx)
    age, width = np.asarray(age), np.asarray(width)
    adult = nax_blended(nmx, width)
    if age[0] != 0:
        return adult
    if width[0] != 1:
        raise BadInput(
            f"the first interval is 0 to {width[0]:g}; this rule needs infants (age 0) by themselves.",
            remedy="Split the group, or use nax='constant-hazard'.",
        )
    m0 = nmx[..., 0]
    rows = np.shape(is_male(sex))
    if rows and rows != m0.shape[-len(rows) :]:
        raise BadInput(f"got {rows[0]} sexes for rates of shape {nmx.shape}.", remedy="The last batch axis is sex.")
    parts = [infant_rule(m0, sex)[..., None]]
    if width[1] == 4:
        parts.append(nax_1_4_coale_demeny(m0, sex)[..., None])
    return xp.concat([*parts, adult[..., len(parts) :]], axis=-1)


def nax_graduated(nmx: Any, nax_start: Any, width: Any) -> Any:
    """nax from the table's own deaths: a parabola through three neighbouring groups, iterated.

    nax = n / 2 + (n / 24) (nd(x+n) - nd(x-n)) / ndx, with ndx recomputed three times (a fourth moves nax by less
    than 2e-5 year). Used where both neighbours have the same width and n nmx <= 1; elsewhere, and where the parabola
    would leave the interval, the start stays. (Above that, deaths fall off too fast inside a group for a parabola.)

    Parameters
    ----------
    nmx, nax_start : (..., age). width : (age,).

    Raises
    ------
    BadInput for rates or nax that are negative or not finite. Fails where deaths jump between groups (a war's ages):
    the parabola is then no picture.

    Source
    ------
    Keyfitz and Flieger (1971), Population: Facts and Methods of Demography; Preston, Heuveline and Guillot (2001),
    section 3.2 (graduation of ndx). Tests derive the formula from the integral of a parabola. Against the nax
    implied by the UN model life tables (2021) it is at most 0.07 years off at ages 15-74.

    Examples
    --------
    >>> import numpy as np
    >>> nmx, width = np.array([0.01, 0.02, 0.04, 0.1]), np.array([5, 5, 5, np.inf])
    >>> nax_graduated(nmx, nax_mid(nmx, width), width).round(3)
    array([ 2.5  ,  2.746,  2.5  , 10.   ])
    """
    nmx, nax_start = as_finite(nmx, "nmx"), as_floats(nax_start, "nax")
    as_finite(nax_start[..., :-1], "nax")
    xp = namespace(nmx)
    n = np.asarray(width, dtype=np.float64)
    fits = np.zeros(n.size, dtype=bool)
    fits[1:-1] = (n[:-2] == n[1:-1]) & (n[1:-1] == n[2:])
    size = closed_width(n)
    usable = fits & (size * nmx <= 1)
    edge = xp.zeros_like(nmx[..., :1])
    nax = nax_start
    for _ in range(GRADUATION_STEPS):
        nqx = size * nmx / (1.0 + (size - nax) * nmx)
        ndx = survivors(nqx) * nqx
        inner = ndx[..., 1:-1]
        ratio = (ndx[..., 2:] - ndx[..., :-2]) / xp.where(inner > 0, inner, xp.inf)
        moved = size / 2 + size / 24 * xp.concat([edge, ratio, edge], axis=-1)
        nax = xp.where(usable & (moved > 0) & (moved < size), moved, nax_start)
    return nax
