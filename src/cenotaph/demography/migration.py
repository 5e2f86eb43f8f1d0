"""Model migration schedules of Rogers and Castro, with 7, 9, 11 or 13 parameters, and their fit."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.input_checks import check_batches, common_namespace
from cenotaph.demography.mortality_checks import as_floats, is_concrete
from cenotaph.errors import BadInput, NotEstimable

# e to the 600th is still a number.
STEEPEST = 600.0
# Which humps a schedule of so many parameters has, besides the children, the labour force and the constant.
HUMPS = {7: (), 9: ("rise",), 11: ("retirement",), 13: ("retirement", "rise")}


class RogersCastro(NamedTuple):
    """Parameters of a migration schedule; a hump whose height is 0 is not there.

    a1, alpha1 : height and yearly descent of children's migration.
    a2, alpha2, mu2, lambda2 : height, descent, place and ascent of the labour force hump.
    c : the constant.
    a3, alpha3, mu3, lambda3 : the same of a retirement hump (11 and 13 parameters).
    a4, lambda4 : height and yearly rise of the slope after retirement (9 and 13 parameters).
    """

    a1: Any
    alpha1: Any
    a2: Any
    alpha2: Any
    mu2: Any
    lambda2: Any
    c: Any
    a3: Any = 0.0
    alpha3: Any = 0.0
    mu3: Any = 0.0
    lambda3: Any = 0.0
    a4: Any = 0.0
    lambda4: Any = 0.0


class RogersCastroFit(NamedTuple):
    """The parameters found, the rates they give at the ages, and the root mean square of what they leave, per year."""

    parameters: RogersCastro
    fitted: Array
    residual: float


def rogers_castro(age: Any, parameters: RogersCastro) -> Any:
    """Migration rate by age, per person-year, of a Rogers-Castro schedule.

    m(x) = a1 exp(-alpha1 x) + a2 exp(-alpha2 (x - mu2) - exp(-lambda2 (x - mu2)))
         + a3 exp(-alpha3 (x - mu3) - exp(-lambda3 (x - mu3))) + a4 exp(lambda4 x) + c

    Parameters
    ----------
    age : (age,), exact ages; for age groups their middles.
    parameters : RogersCastro, each a number or (...), heights >= 0.

    Returns
    -------
    (..., age), per person-year, or in the unit of the heights: divide by the sum for a share by age.

    Raises
    ------
    BadInput: ages or parameters not finite, a negative age or height, parameters that are no RogersCastro, or a rate
    beyond what a number can hold.

    Notes
    -----
    Made for migration within a country in peace. Flight and deportation take whole families or whole villages; their
    ages are those of the population, not of this schedule.

    Source
    ------
    Rogers and Castro (1981), Model Migration Schedules, IIASA Research Report RR-81-30. Known answer: ten rates printed
    with R's rcbayes. Tests: a loop by hand; the peak where its derivative is zero.

    Examples
    --------
    >>> young = RogersCastro(a1=0.02, alpha1=0.1, a2=0.06, alpha2=0.1, mu2=20, lambda2=0.4, c=0.003)
    >>> rogers_castro([0, 20, 60], young).round(4)
    array([0.023 , 0.0278, 0.0041])
    """
    if not isinstance(parameters, tuple) or len(parameters) != len(RogersCastro._fields):
        raise BadInput(f"got parameters {parameters!r}.", remedy="Give RogersCastro(a1=..., alpha1=..., ...).")
    age = as_floats(age)
    values = RogersCastro(*(as_floats(v) for v in parameters))
    _check(age, values)
    xp = common_namespace(age, *values)
    age = xp.asarray(age)
    p = RogersCastro(*(xp.asarray(v)[..., None] for v in values))
    children = p.a1 * xp.exp(-p.alpha1 * age)
    labour = _hump(xp, age, p.a2, p.alpha2, p.mu2, p.lambda2)
    retirement = _hump(xp, age, p.a3, p.alpha3, p.mu3, p.lambda3)
    return children + labour + retirement + p.a4 * xp.exp(p.lambda4 * age) + p.c


def fit_rogers_castro(age: Any, rates: Any, *, parameters: int = 7, weights: Any = None) -> RogersCastroFit:
    """Rogers-Castro schedule nearest to migration rates by age, by least squares. NumPy and SciPy only.

    The rates are divided by their mean; the sum of weights * (observed - fitted)^2 is made small from 12 starting
    points spread over where the labour force hump may lie, and the best end is kept; no chance is in it.

    Parameters
    ----------
    age : (age,), middles of single years or of groups, rising. rates : (age,), per person-year, >= 0, one schedule.
    parameters : 7, 9 (adds a rise at the end), 11 (a retirement hump) or 13 (both).
    weights : (age,), >= 0, persons behind each rate; all alike when not given.

    Returns
    -------
    RogersCastroFit in the unit of the rates.

    Raises
    ------
    BadInput: another number of parameters; rates negative, not finite, for other ages, or zero everywhere.
    NotEstimable: fewer ages with a weight than parameters, or no start led to an end.

    Notes
    -----
    The curve is found well, its parameters less: children's slope and the constant trade places, and small retirement
    humps take whatever noise there is. Compare `residual` of 7 with that of 11 before believing a hump. The 7 are
    searched within heights 0 to 20 times the mean rate, slopes 0 to 3, the hump at 15 to 45; retirement at 50 to 80.

    Source
    ------
    Rogers and Castro (1981). Tests: schedules of 7, 9, 11 and 13 parameters come back as curves.

    Examples
    --------
    >>> young = RogersCastro(a1=0.02, alpha1=0.1, a2=0.06, alpha2=0.1, mu2=20, lambda2=0.4, c=0.003)
    >>> age = np.arange(0.5, 80)
    >>> fit = fit_rogers_castro(age, rogers_castro(age, young))
    >>> round(float(fit.parameters.mu2), 2), fit.residual < 1e-6
    (20.0, True)
    """
    from scipy.optimize import least_squares

    age, rates = np.asarray(age, dtype=np.float64), np.asarray(rates, dtype=np.float64)
    weights = np.ones_like(rates) if weights is None else np.asarray(weights, dtype=np.float64)
    _check_fit(age, rates, weights, parameters)
    names, low, high = _bounds(parameters)
    scale = rates.mean()
    root = np.sqrt(weights / weights.mean())

    def left(at: Array) -> Array:
        return root * (rogers_castro(age, RogersCastro(**dict(zip(names, at, strict=True)))) - rates / scale)

    best = None
    for start in _starts(names, low, high, age, rates / scale):
        found = least_squares(left, start, bounds=(low, high), x_scale="jac", xtol=1e-13, ftol=1e-13, gtol=1e-13)
        if np.isfinite(found.cost) and (best is None or found.cost < best.cost):
            best = found
        if best is not None and best.cost < 1e-18:
            break
    if best is None:
        raise NotEstimable("no start of the search led to a schedule.")
    heights = {"a1", "a2", "a3", "a4", "c"}
    values = {n: float(v * scale if n in heights else v) for n, v in zip(names, best.x, strict=True)}
    schedule = RogersCastro(**values)
    fitted = rogers_castro(age, schedule)
    return RogersCastroFit(schedule, fitted, float(np.sqrt(((fitted - rates) ** 2).mean())))


def _hump(xp: Any, age: Any, height: Any, descent: Any, place: Any, ascent: Any) -> Any:
    """Double exponential; the inner exponent is cut where the hump has long been nil, so that nothing overflows."""
    inner = xp.exp(xp.minimum(-ascent * (age - place), STEEPEST * xp.ones_like(age)))
    return height * xp.exp(-descent * (age - place) - inner)


def _bounds(parameters: int) -> tuple[list[str], Array, Array]:
    """Names, lowest and highest values, heights in units of the mean rate."""
    limits = {
        "a1": (0, 20),
        "alpha1": (0, 3),
        "a2": (0, 20),
        "alpha2": (0, 3),
        "mu2": (15, 45),
        "lambda2": (0.01, 3),
        "c": (0, 5),
    }
    if "retirement" in HUMPS[parameters]:
        limits |= {"a3": (0, 20), "alpha3": (0, 3), "mu3": (50, 80), "lambda3": (0.01, 3)}
    if "rise" in HUMPS[parameters]:
        limits |= {"a4": (0, 5), "lambda4": (0, 0.2)}
    return (
        list(limits),
        np.array([v[0] for v in limits.values()], float),
        np.array([v[1] for v in limits.values()], float),
    )


def _starts(names: list[str], low: Array, high: Array, age: Array, rates: Array) -> list[Array]:
    """Twelve starting points: where the hump may lie, how steep its sides; the rest read off the rates."""
    floor = rates.min()
    peak = float(np.clip(age[age >= 15][rates[age >= 15].argmax()] if (age >= 15).any() else 22.0, 16, 44))
    found = []
    for place in (peak - 3, peak, peak + 3):
        for descent, ascent in ((0.1, 0.4), (0.05, 0.2), (0.2, 0.8), (0.1, 0.1)):
            guess = {
                "a1": max(rates[0] - floor, 0.05),
                "alpha1": 0.1,
                "a2": 2 * max(rates.max() - floor, 0.05),
                "alpha2": descent,
                "mu2": place,
                "lambda2": ascent,
                "c": max(floor, 0.01),
                "a3": 0.1,
                "alpha3": 0.3,
                "mu3": 65.0,
                "lambda3": 0.3,
                "a4": 0.01,
                "lambda4": 0.03,
            }
            found.append(np.clip([guess[n] for n in names], low + 1e-6, high - 1e-6))
    return found


def _check(age: Any, values: RogersCastro) -> None:
    if len(np.shape(age)) != 1 or np.shape(age)[0] == 0:
        raise BadInput(f"got ages of shape {np.shape(age)}; need one row of exact ages.")
    check_batches(**{name: (value, 0) for name, value in values._asdict().items()})
    if is_concrete(age) and not (age >= 0).all():
        raise BadInput("ages are negative or not finite.")
    if not is_concrete(age, *values):
        return
    if not np.isfinite(age).all() or not all(np.isfinite(v).all() for v in values):
        raise BadInput("ages or parameters are not finite.")
    for name in ("a1", "a2", "a3", "a4", "c"):
        if (getattr(values, name) < 0).any():
            raise BadInput(f"{name} is negative; heights are 0 or above.")
    p = RogersCastro(*(v[..., None] for v in values))
    rises = (-p.alpha1 * age, -p.alpha2 * (age - p.mu2), -p.alpha3 * (age - p.mu3), p.lambda4 * age)
    if max(rise.max(initial=0.0) for rise in rises) > STEEPEST:
        raise BadInput("the schedule grows beyond all bounds within these ages.", remedy="Slopes are per year of age.")


def _check_fit(age: Array, rates: Array, weights: Array, parameters: int) -> None:
    if parameters not in HUMPS:
        raise BadInput(f"a schedule of {parameters} parameters; there are those of 7, 9, 11 and 13.")
    if age.ndim != 1 or rates.shape != age.shape or weights.shape != age.shape:
        raise BadInput(
            f"got ages {age.shape}, rates {rates.shape}, weights {weights.shape}; need one schedule, (age,)."
        )
    if not np.isfinite(age).all() or (np.diff(age) <= 0).any() or (age < 0).any():
        raise BadInput("ages must be finite, not negative, and rise.")
    if not np.isfinite(rates).all() or (rates < 0).any() or not rates.sum() > 0:
        raise BadInput("rates must be finite, not negative, and not all zero; net migration has no such schedule.")
    if not np.isfinite(weights).all() or (weights < 0).any() or not weights.sum() > 0:
        raise BadInput("weights must be finite, not negative, and not all zero.")
    if (weights > 0).sum() < parameters:
        raise NotEstimable(f"{int((weights > 0).sum())} ages cannot tell {parameters} parameters.")
