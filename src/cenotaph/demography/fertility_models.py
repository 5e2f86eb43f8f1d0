"""Model fertility schedules: the relational Gompertz model and Coale and Trussell's marital fertility.

The package carries no standard: the gompits of a standard, n(a) and v(a) are arguments. Shapes (..., age).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.fertility import check_asfr, check_closed, cumulated_fertility
from cenotaph.demography.input_checks import check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, is_concrete
from cenotaph.errors import BadInput, NotEstimable

# e to the 700th is still a number; a gompit of -700 is a share of 0 long before.
LARGEST_EXPONENT = 700.0


class GompertzFit(NamedTuple):
    """alpha, beta, total fertility, and the root mean square of what the line leaves of the gompits, each (...)."""

    alpha: Any
    beta: Any
    tfr: Any
    residual: Any


class CoaleTrussellFit(NamedTuple):
    """level M, control m, and the root mean square of what the line leaves of the logarithms, each (...)."""

    level: Any
    control: Any
    residual: Any


def gompit(share: Any) -> Any:
    """Gompit of a share of fertility reached by an age, Y = -log(-log F), for F strictly between 0 and 1.

    share : (..., age). Raises BadInput outside (0, 1). Misleads near 0 and 1, where a small error of the share is a
    large one of its gompit. Source: Brass (1981), The use of the Gompertz relational model to estimate fertility, IUSSP
    Conference Manila 3, 345-362. Tests: `share_from_gompit` undoes it.

    Examples
    --------
    >>> gompit(np.array([0.25, 0.5, 0.75])).round(4)
    array([-0.3266,  0.3665,  1.2459])
    """
    share = as_floats(share)
    if is_concrete(share) and not ((share > 0) & (share < 1)).all():
        raise BadInput(
            f"shares from {share.min():.6g} to {share.max():.6g}; a gompit needs 0 < F < 1.",
            remedy="Leave out ages by which no birth or every birth has happened.",
        )
    xp = namespace(share)
    return -xp.log(-xp.log(share))


def share_from_gompit(gompits: Any) -> Any:
    """Share of fertility reached by an age, F = exp(-exp(-Y)).

    gompits : (..., age), Y; minus and plus infinity are the shares 0 and 1. Raises BadInput for a Y that is not a
    number. Misleads where the line of gompits is read far beyond the ages it was fitted to. Source: Brass (1981), as
    `gompit`.

    Examples
    --------
    >>> float(share_from_gompit(np.array([0.0])).round(4)[0])
    0.3679
    """
    gompits = as_floats(gompits)
    if is_concrete(gompits) and np.isnan(gompits).any():
        raise BadInput("gompits has values that are no numbers.")
    xp = namespace(gompits)
    return xp.exp(-xp.exp(xp.minimum(-gompits, LARGEST_EXPONENT * xp.ones_like(gompits))))


def relational_gompertz(standard: Any, alpha: Any, beta: Any, tfr: Any, width: Any) -> Any:
    """Fertility rates related to a standard, births per woman-year.

    Y(x) = alpha + beta Ys(x) at the bounds between the age groups; F = exp(-exp(-Y)), 0 at the lower end of the first
    group and 1 at the upper end of the last; asfr = TFR * (F(x + n) - F(x)) / n.

    Parameters
    ----------
    standard : (age - 1,) or (..., age - 1), gompits of a standard at the bounds inside, for example Booth's at exact
        ages 15, 20, ..., 45 for groups 10-14 ... 45-49.
    alpha : (...), 0 for the timing of the standard, higher is earlier. beta : (...), > 0, higher is more concentrated.
    tfr : (...), children per woman. width : (age,), years.

    Returns
    -------
    (..., age), with sum of n * asfr = tfr exactly.

    Raises
    ------
    BadInput: alpha not finite, beta not finite and above 0, a TFR that is negative or not finite, widths that are not
    closed or do not fit the standard, rates above 1 (a TFR per 1,000?), batches that do not broadcast.

    Notes
    -----
    Everything before the first bound is put into the first group, and after the last into the last. Fails for
    schedules of two humps, and misleads far from the standard, where the gompits of real schedules bend.

    Source
    ------
    Brass (1981); Booth (1984), Transforming Gompertz's function for fertility analysis, Population Studies 38, 495-506.
    Tests: alpha 0 and beta 1 give the standard (Booth's); `fit_relational_gompertz` finds alpha and beta again.

    Examples
    --------
    >>> relational_gompertz([-0.5, 1.0], 0.0, 1.0, 4.0, [5, 10, 10]).round(4)
    array([0.1538, 0.2   , 0.1231])
    """
    standard, tfr = as_floats(standard), as_finite(tfr, "tfr")
    alpha, beta, width = as_floats(alpha), as_floats(beta), np.asarray(width, dtype=np.float64)
    _check_standard(standard, width.size)
    check_closed(width)
    if is_concrete(alpha) and not np.isfinite(alpha).all():
        raise BadInput("alpha has values that are not finite.")
    if is_concrete(beta) and not ((beta > 0) & (beta < np.inf)).all():
        raise BadInput(
            f"beta goes down to {beta.min():g}; it must be finite and above 0, or fertility would fall with age."
        )
    check_batches(standard=(standard, 1), alpha=(alpha, 0), beta=(beta, 0), tfr=(tfr, 0))
    xp = common_namespace(standard, alpha, beta, tfr)
    standard = xp.asarray(standard)
    share = share_from_gompit(xp.asarray(alpha)[..., None] + xp.asarray(beta)[..., None] * standard)
    ends = xp.zeros_like(share[..., :1])
    share = xp.concat([ends, share, ends + 1.0], axis=-1)
    asfr = xp.asarray(tfr)[..., None] * (share[..., 1:] - share[..., :-1]) / xp.asarray(width)
    check_asfr(asfr)
    return asfr


def fit_relational_gompertz(asfr: Any, width: Any, standard: Any, *, weights: Any = None) -> GompertzFit:
    """alpha and beta that relate a fertility schedule to a standard, by least squares on gompits. NumPy only.

    F(x) = children per woman by x / TFR; the line of gompit F on the standard's gompits.

    Parameters
    ----------
    asfr : (..., age), births per woman-year; the TFR is theirs. width : (age,), years.
    standard : (age - 1,), gompits of a standard at the bounds inside, as in `relational_gompertz`.
    weights : (age - 1,), >= 0, how much each bound counts; all alike when not given.

    Returns
    -------
    GompertzFit. Bounds by which no birth or every birth has happened have no gompit and do not count.

    Raises
    ------
    BadInput: rates refused by `total_fertility_rate`, a standard that is not one row, does not rise or does not fit the
    ages, weights that are negative or do not fit.
    NotEstimable: fewer than two bounds are left.

    Notes
    -----
    The level is taken as given. Where births or ages are misreported use parities too (`parity.pf_ratios`); the ends,
    where the standard bends most, decide alpha and beta: give them a small weight if they are poorly reported.

    Source
    ------
    Brass (1981); Booth (1984). Tests: parameters come back; a standard fitted to itself gives 0 and 1.

    Examples
    --------
    >>> fit = fit_relational_gompertz([0.1538, 0.2, 0.1231], [5, 10, 10], [-0.5, 1.0])
    >>> abs(float(fit.alpha)) < 0.001, round(float(fit.beta), 3), round(float(fit.tfr), 3)
    (True, 1.0, 4.0)
    """
    standard, width = np.asarray(standard, dtype=np.float64), np.asarray(width, dtype=np.float64)
    cumulated = cumulated_fertility(asfr, width)
    _check_standard(standard, width.size)
    if standard.ndim != 1:
        raise BadInput(f"got a standard of shape {standard.shape}; need one row of gompits.")
    tfr = cumulated[..., -1]
    if (tfr <= 0).any():
        raise BadInput("there are no births at any age, so the schedule has no shape.")
    share = cumulated[..., :-1] / tfr[..., None]
    usable = (share > 0) & (share < 1 - 1e-12)
    y = gompit(np.where(usable, share, 0.5))
    weights = usable * _weights(weights, y.shape)
    alpha, beta, residual = _line(np.broadcast_to(standard, y.shape), y, weights)
    return GompertzFit(alpha, beta, tfr, residual)


def coale_trussell(natural: Any, deviation: Any, level: Any, control: Any) -> Any:
    """Marital fertility rates of Coale and Trussell's model, births per married woman-year: M n(a) exp(m v(a)).

    Parameters
    ----------
    natural : (age,), n(a), natural fertility, births per woman-year. deviation : (age,), v(a), 0 or below in the
        published schedules (there are those of 1974 and of 1978: take both n and v from one source).
    level : (...), M, >= 0. control : (...), m, 0 where nothing is done to stop having children.

    Returns
    -------
    (..., age), births per married woman-year.

    Raises
    ------
    BadInput: n(a) that look per 1,000, a level that is negative or not finite, a control that is not finite, schedules
    of different ages, a v(a) above 0 (its sign turned), rates that come out above 1 birth per woman-year.

    Notes
    -----
    Fails where births are spaced rather than stopped, and below 20: the model has the ages of marriage outside itself.

    Source
    ------
    Coale and Trussell (1974), Model fertility schedules, Population Index 40, 185-258. Tests: a loop; the fitted rates
    of Broström (1985); `fit_coale_trussell` finds M and m again.

    Examples
    --------
    >>> coale_trussell([0.4, 0.3], [0.0, -1.0], 0.5, 1.0).round(4)
    array([0.2   , 0.0552])
    """
    natural, deviation = as_floats(natural), as_floats(deviation)
    level, control = as_finite(level, "level"), as_floats(control)
    _check_schedules(natural, deviation)
    check_batches(level=(level, 0), control=(control, 0))
    if is_concrete(control) and not np.isfinite(control).all():
        raise BadInput("control has values that are not finite.")
    xp = common_namespace(natural, deviation, level, control)
    exponent = xp.asarray(control)[..., None] * xp.asarray(deviation)
    asfr = xp.asarray(level)[..., None] * xp.asarray(natural) * xp.exp(xp.minimum(exponent, LARGEST_EXPONENT))
    check_asfr(asfr)
    return asfr


def fit_coale_trussell(rates: Any, natural: Any, deviation: Any, *, weights: Any = None) -> CoaleTrussellFit:
    """M and m of Coale and Trussell's model by weighted least squares on logarithms. NumPy only.

    log(r(a) / n(a)) = log M + m v(a).

    Parameters
    ----------
    rates : (..., age), births per married woman-year. natural, deviation : (age,), n(a) and v(a).
    weights : (age,) or (..., age), >= 0; births by age make it nearly the Poisson fit. All alike when not given.

    Returns
    -------
    CoaleTrussellFit. Ages without births have no logarithm and do not count.

    Raises
    ------
    BadInput: rates negative, not finite or above 1. NotEstimable: fewer than two ages, or v(a) the same at all of them.

    Notes
    -----
    15-19 is usually left out (weight 0): it holds premarital conceptions. A small m (below 0.2) cannot be told from
    natural fertility. Least squares on logarithms gives ages with few births as much say as others unless weighted.

    Source
    ------
    Coale and Trussell (1978), Technical note: finding the two parameters that specify a model schedule of marital
    fertility, Population Index 44, 203-213; on weights Brostrom (1985), Demography 22, 625-631.
    Known answer: Broström's example, the line without weights as printed by Rodríguez. Tests: M and m come back; a
    Poisson likelihood maximised by a search is near the fit weighted by births.

    Examples
    --------
    >>> fit = fit_coale_trussell([0.2, 0.0552], [0.4, 0.3], [0.0, -1.0])
    >>> round(float(fit.level), 3), round(float(fit.control), 2)
    (0.5, 1.0)
    """
    rates = np.asarray(rates, dtype=np.float64)
    natural, deviation = np.asarray(natural, dtype=np.float64), np.asarray(deviation, dtype=np.float64)
    check_asfr(rates)
    _check_schedules(natural, deviation)
    if rates.shape[-1:] != natural.shape:
        raise BadInput(f"got rates of shape {rates.shape} for {natural.size} ages of n(a); the last axis must be age.")
    usable = rates > 0
    y = np.log(np.where(usable, rates / natural, 1.0))
    weights = usable * _weights(weights, rates.shape)
    log_level, control, residual = _line(np.broadcast_to(deviation, y.shape), y, weights)
    return CoaleTrussellFit(np.exp(log_level), control, residual)


def _line(x: Any, y: Any, weights: Any) -> tuple[Any, Any, Any]:
    """Intercept, slope and root mean square residual of weighted least-squares lines along the last axis."""
    if ((weights > 0).sum(axis=-1) < 2).any():
        raise NotEstimable("two parameters need at least two ages with births and with a weight above 0.")
    total = weights.sum(axis=-1)
    mean_x, mean_y = (weights * x).sum(axis=-1) / total, (weights * y).sum(axis=-1) / total
    away = x - mean_x[..., None]
    spread = (weights * away * away).sum(axis=-1)
    if (spread <= 1e-12 * total).any():
        raise NotEstimable("the standard is the same at every age that counts, so no slope can be found.")
    slope = (weights * away * y).sum(axis=-1) / spread
    left = y - mean_y[..., None] - slope[..., None] * away
    return mean_y - slope * mean_x, slope, np.sqrt((weights * left * left).sum(axis=-1) / total)


def _weights(weights: Any, shape: tuple[int, ...]) -> Any:
    if weights is None:
        return np.ones(shape)
    weights = as_finite(weights, "weights")
    if weights.shape[-1:] != shape[-1:]:
        raise BadInput(f"got weights of shape {weights.shape} for {shape[-1]} ages.")
    check_batches(rates=(np.empty(shape), 1), weights=(weights, 1))
    return weights


def _check_standard(standard: Any, ages: int) -> None:
    if np.shape(standard)[-1:] != (ages - 1,):
        raise BadInput(
            f"got a standard of shape {np.shape(standard)} for {ages} age groups.",
            remedy="Give its gompits at the bounds between the groups, one fewer than there are groups.",
        )
    if is_concrete(standard) and not (np.isfinite(standard).all() and (np.diff(standard, axis=-1) > 0).all()):
        raise BadInput(
            "the gompits of the standard are not finite or do not rise with age.",
            remedy="Leave out the ends, where the share is 0 or 1; shares become gompits by gompit().",
        )


def _check_schedules(natural: Any, deviation: Any) -> None:
    if np.shape(natural) != np.shape(deviation) or len(np.shape(natural)) != 1:
        raise BadInput(f"got n(a) of shape {np.shape(natural)} and v(a) of shape {np.shape(deviation)}; need (age,).")
    check_asfr(natural)
    if is_concrete(natural, deviation) and ((natural <= 0).any() or not np.isfinite(deviation).all()):
        raise BadInput("n(a) must be above 0 and v(a) finite at every age.")
    if is_concrete(deviation) and (deviation > 0).any():
        raise BadInput("v(a) is above 0; it is 0 or below, so that control lowers fertility.", remedy="Turn its sign.")
