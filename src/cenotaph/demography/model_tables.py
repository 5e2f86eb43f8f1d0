"""Model life tables: log-quadratic, Brass's relational system, and families from a table the user supplies.

The package carries no coefficients and no tables: they are arguments. Shapes (..., age), batch first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.demography import conversions as of
from cenotaph.demography import mortality_checks as checks
from cenotaph.demography.nax import Sex, nax_1_4_coale_demeny
from cenotaph.demography.table import LifeTable, life_table, nax_by_rule
from cenotaph.errors import BadInput, NotEstimable

BISECTIONS = 60
WIDEST_K = 25.0


class LogQuad(NamedTuple):
    """Coefficients of the log-quadratic model for one sex, each (age,); those of ages 1-4 are not used (nan will do).

    age : lower bounds 0, 1, 5, 10, ..., the last open.
    ax, bx, cx, vx : log mx = ax + bx h + cx h^2 + vx k, with h = log 5q0.
    """

    age: Any
    ax: Any
    bx: Any
    cx: Any
    vx: Any


def logquad_life_table(
    coefficients: LogQuad, q_0_5: Any, k: Any = 0.0, *, sex: Sex, nax: str = "coale-demeny"
) -> LifeTable:
    """Model life table of given under-five mortality and shape k.

    log mx = ax + bx h + cx h^2 + vx k, h = log 5q0; at 1-4 what is left: 4q1 = 1 - (1 - 5q0) / (1 - 1q0).

    Parameters
    ----------
    coefficients : LogQuad of that sex. q_0_5 : (...), probability of dying before age 5, 0 < 5q0 < 1.
    k : (...), 0 for the usual relation of adult to child mortality; mostly -2 to 2 in the data it was fitted to.
    sex : "female" or "male", or one for each row. nax : a rule for nax (see `life_table`).

    Returns
    -------
    LifeTable, (..., age), whose probability of dying before 5 is q_0_5 exactly.

    Raises
    ------
    BadInput: 5q0 outside (0, 1), or so low or high that the model's 1q0 exceeds it.

    Notes
    -----
    Fitted to period life tables of the HMD: a famine's or a war's age pattern is outside what it can describe.

    Source
    ------
    Wilmoth, Zureick, Canudas-Romo, Inoue and Sawyer (2012), A flexible two-dimensional mortality model for use in
    indirect estimation, Population Studies 66, 1-28. Tests: identities (5q0, 1q0 and 45q15 come back), a slow loop.

    Examples
    --------
    >>> model = LogQuad([0, 1, 5], [-0.7, np.nan, -3.0], [0.8, np.nan, 0.5], [-0.03, np.nan, 0.0], [0, np.nan, 0.3])
    >>> table = logquad_life_table(model, 0.2, sex="female")
    >>> round(float(1 - table.lx[2]), 9)
    0.2
    """
    age = np.asarray(coefficients.age, dtype=np.float64)
    _check_logquad(age)
    nmx = _logquad_rates(coefficients, np.asarray(q_0_5, float), np.asarray(k, float), sex, nax)
    return life_table(age, nmx, nax=nax, sex=sex)


def logquad_q_0_5(coefficients: LogQuad, q_0_1: Any, *, sex: Sex, nax: str = "coale-demeny") -> Array:
    """5q0 at which the model has the given infant mortality 1q0, so that 1q0 may be the entry.

    log m0 = a + b h + c h^2 solved for h, on the branch where m0 rises with 5q0; m0 from 1q0 by the rule for a0.

    Parameters
    ----------
    q_0_1 : (...), probability of dying in the first year, 0 < 1q0 < 1. Others as `logquad_life_table`.

    Raises
    ------
    BadInput: 1q0 outside (0, 1). NotEstimable: no 5q0 below 1 gives it, or the model's shape k acts on infants.

    Source: Wilmoth et al. (2012), section on one-parameter entry. Tests: 1q0 comes back.

    Examples
    --------
    >>> model = LogQuad([0, 1, 5], [-0.7, np.nan, -3.0], [0.8, np.nan, 0.5], [-0.03, np.nan, 0.0], [0, np.nan, 0.3])
    >>> found = logquad_q_0_5(model, 0.1, sex="male")
    >>> round(float(logquad_life_table(model, found, sex="male").nqx[0]), 9)
    0.1
    """
    q_0_1 = np.asarray(q_0_1, dtype=np.float64)
    _check_share(q_0_1, "1q0")
    a, b, c, v = (float(np.asarray(column)[0]) for column in coefficients[1:])
    if v != 0:
        raise NotEstimable("k changes infant mortality in this model, so 1q0 alone does not give 5q0.")
    m0 = -np.log1p(-q_0_1)
    age, width = np.array([0.0, 1.0]), np.array([1.0, np.inf])
    for _ in range(40):
        a0 = nax_by_rule(nax, np.stack([m0, np.ones_like(m0)], axis=-1), age, width, sex)[..., 0]
        m0 = q_0_1 / (1.0 - (1.0 - a0) * q_0_1)
    inside = b * b - 4 * c * (a - np.log(m0))
    h = np.where(inside >= 0, (np.log(m0) - a) / b if c == 0 else (np.sqrt(np.maximum(inside, 0)) - b) / (2 * c), 1.0)
    if (h >= 0).any():
        raise NotEstimable(f"no 5q0 below 1 gives an infant mortality of {float(q_0_1.max()):.4g} in this model.")
    return np.exp(h)


def logquad_k(coefficients: LogQuad, q_0_5: Any, q_15_60: Any, *, sex: Sex, nax: str = "coale-demeny") -> Array:
    """k at which the model of given 5q0 has the given adult mortality 45q15.

    By bisection over k from -25 to 25, all rows at once; 45q15 rises with k because vx >= 0.

    Parameters
    ----------
    q_0_5, q_15_60 : (...), probabilities of dying before 5 and between exact ages 15 and 60, in (0, 1).

    Raises
    ------
    BadInput: values outside (0, 1), ages without 15 and 60. NotEstimable: no k in range gives that 45q15.

    Source: Wilmoth et al. (2012), two-parameter entry. Tests: 45q15 comes back.

    Examples
    --------
    >>> age = [0, 1, 5, 15, 60]
    >>> rows = [[-0.7, 0, -3, -3, -1], [0.8, 0, 1, 0.6, 0.1], [0.0] * 5, [0, 0, 0.2, 0.3, 0]]
    >>> model = LogQuad(age, *rows)
    >>> round(float(logquad_k(model, 0.2, 0.6, sex="male")), 3)
    0.095
    """
    q_0_5, q_15_60 = np.broadcast_arrays(np.asarray(q_0_5, float), np.asarray(q_15_60, float))
    _check_share(q_0_5, "5q0")
    _check_share(q_15_60, "45q15")
    age = np.asarray(coefficients.age, dtype=np.float64)
    _check_logquad(age)
    if not {15.0, 60.0} <= set(age.tolist()):
        raise BadInput("45q15 needs ages that begin at 15 and at 60.")
    adult = (age >= 15) & (age < 60)
    width = of.width_from_age(age)

    def adult_mortality(k: Array) -> Array:
        nmx = _logquad_rates(coefficients, q_0_5, k, sex, nax)
        years, n = nax_by_rule(nax, nmx, age, width, sex)[..., adult], width[adult]
        rate = nmx[..., adult]  # at the ends of the search it is no rate of this world, and is not checked
        return 1.0 - np.prod(1.0 - n * rate / (1.0 + (n - years) * rate), axis=-1)

    low, high = np.full(q_0_5.shape, -WIDEST_K), np.full(q_0_5.shape, WIDEST_K)
    if (adult_mortality(low) > q_15_60).any() or (adult_mortality(high) < q_15_60).any():
        raise NotEstimable(f"no k between {-WIDEST_K:g} and {WIDEST_K:g} gives that 45q15 with that 5q0.")
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = adult_mortality(middle) > q_15_60
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def brass_logit(lx: Any) -> Any:
    """Brass's logit of survivorship, Y = log((1 - lx) / lx) / 2, for lx strictly between 0 and 1.

    lx : (..., age), radix 1. Raises BadInput outside (0, 1) (leave out birth). Misleads where lx is printed with few
    digits and near 0 or 1. Source: Brass (1971), On the scale of
    mortality, in Biological Aspects of Demography.

    Examples
    --------
    >>> brass_logit(np.array([0.9, 0.5])).round(4)
    array([-1.0986,  0.    ])
    """
    lx = checks.as_floats(lx)
    if checks.is_concrete(lx):
        _check_share(lx, "lx (radix 1, without birth)")
    xp = namespace(lx)
    return 0.5 * (xp.log1p(-lx) - xp.log(lx))


def brass_lx(standard_lx: Any, alpha: Any, beta: Any) -> Any:
    """Survivorship related to a standard: Y(x) = alpha + beta Ys(x); lx = 1 / (1 + exp(2 Y)).

    Parameters
    ----------
    standard_lx : (age,) or (..., age), strictly between 0 and 1, without birth (l0 = 1 stays 1).
    alpha : (...), level, higher is higher mortality. beta : (...), > 0; above 1, adults die more relative to children.

    Raises
    ------
    BadInput: lx outside (0, 1); alpha not finite; beta not above 0. Fails at the ends for beta far from 1: crossing
    tables are not refused.

    Source: Brass (1971). Tests: `brass_parameters` undoes it; alpha 0 and beta 1 give the standard.

    Examples
    --------
    >>> brass_lx(np.array([0.9, 0.8, 0.5]), 0.3, 1.0).round(4)
    array([0.8316, 0.687 , 0.3543])
    """
    logit = brass_logit(standard_lx)
    xp = namespace(logit)
    alpha, beta = checks.as_floats(alpha, "alpha"), checks.as_floats(beta, "beta")
    if checks.is_concrete(alpha, beta) and not (
        np.isfinite(alpha).all() and (beta > 0).all() and (beta < np.inf).all()
    ):
        raise BadInput(f"got alpha {alpha} and beta {beta}; they are finite, and beta is above 0.")
    alpha, beta = (xp.asarray(v)[..., None] for v in (alpha, beta))
    return 1.0 / (1.0 + xp.exp(2.0 * (alpha + beta * logit)))


def brass_parameters(lx: Any, standard_lx: Any) -> tuple[Any, Any]:
    """alpha and beta that relate a table to a standard: the least-squares line of its logits on the standard's.

    lx, standard_lx : (..., age), strictly between 0 and 1, the same ages, at least two. Returns (...), (...).
    Raises BadInput outside (0, 1), for other shapes, and for a standard that is the same at all ages. All ages count
    alike: leave out those badly recorded. Source: Brass (1971).

    Examples
    --------
    >>> standard = np.array([0.9, 0.8, 0.5])
    >>> alpha, beta = brass_parameters(brass_lx(standard, 0.3, 1.1), standard)
    >>> round(float(alpha), 6), round(float(beta), 6)
    (0.3, 1.1)
    """
    logit, standard = brass_logit(lx), brass_logit(standard_lx)
    xp = namespace(logit)
    if logit.shape[-1:] != standard.shape[-1:]:
        raise BadInput(f"got lx of shape {logit.shape} and a standard of shape {standard.shape}; need the same ages.")
    centered = standard - xp.mean(standard, axis=-1, keepdims=True)
    spread = xp.sum(centered * centered, axis=-1)
    if checks.is_concrete(centered) and (standard.max(axis=-1) == standard.min(axis=-1)).any():
        raise BadInput("the standard is the same at every age, so nothing can be related to it; give two ages or more.")
    beta = xp.sum(centered * logit, axis=-1) / spread
    return xp.mean(logit, axis=-1) - beta * xp.mean(standard, axis=-1), beta


def _logquad_rates(coefficients: LogQuad, q_0_5: Array, k: Array, sex: Sex, nax: str) -> Array:
    """Rates of the model, ages 1-4 from what 5q0 leaves over; any k, however unlikely, gives finite rates."""
    _check_share(q_0_5, "5q0")
    ax, bx, cx, vx = (_coefficients(column, len(coefficients.age)) for column in coefficients[1:])
    h = np.log(q_0_5)[..., None]
    nmx = np.exp(ax + bx * h + cx * h * h + vx * k[..., None])
    age, width = np.array([0.0, 1.0]), np.array([1.0, np.inf])
    m0 = nmx[..., :1]
    a0 = nax_by_rule(nax, np.concatenate([m0, np.ones_like(m0)], axis=-1), age, width, sex)[..., :1]
    q_0_1 = m0 / (1.0 + (1.0 - a0) * m0)
    nqx = 1.0 - (1.0 - q_0_5[..., None]) / (1.0 - q_0_1)
    if (nqx <= 0).any():
        raise BadInput(
            f"at 5q0 = {float(q_0_5.min()):.4g} to {float(q_0_5.max()):.4g} the model's 1q0 exceeds 5q0.",
            remedy="Such a child mortality lies outside what the coefficients were fitted to.",
        )
    years = _years_1_4(nqx, m0, sex, nax)
    nmx[..., 1:2] = nqx / (4.0 - (4.0 - years) * nqx)
    return nmx


def _coefficients(column: Any, ages: int) -> Array:
    """One row of coefficients, that of ages 1-4 (not used) as 0."""
    column = np.array(checks.as_floats(column, "coefficients"))
    if column.shape != (ages,):
        raise BadInput(f"got coefficients of shape {column.shape} for {ages} ages.")
    column[1] = 0.0
    if not np.isfinite(column).all():
        raise BadInput("the coefficients have missing values at other ages than 1-4.")
    return column


def _years_1_4(nqx: Array, m0: Array, sex: Sex, nax: str) -> Array:
    """4a1 by the same rule that `life_table` will use, so that 5q0 comes back exactly."""
    if nax in ("coale-demeny", "andreev-kingkade", "graduated"):
        return nax_1_4_coale_demeny(m0[..., 0], sex)[..., None]
    rate = -np.log1p(-nqx) / 4.0
    if nax == "mid":
        return np.full_like(rate, 2.0)
    return nax_by_rule(nax, np.concatenate([rate, rate], axis=-1), [1.0, 5.0], [4.0, np.inf], None)[..., :1]


def _check_logquad(age: Array) -> None:
    checks.check_ages(age)
    if age.size < 3 or not np.array_equal(age[:3], [0.0, 1.0, 5.0]):
        raise BadInput(f"the log-quadratic model needs ages 0, 1, 5, ...; got {age[:3].tolist()}.")


def _check_share(values: Array, name: str) -> None:
    if not np.isfinite(values).all() or (values <= 0).any() or (values >= 1).any():
        raise BadInput(f"{name} must lie strictly between 0 and 1; got {values.min():.4g} to {values.max():.4g}.")
