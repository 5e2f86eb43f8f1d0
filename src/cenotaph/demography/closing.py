"""Laws of old-age mortality (Gompertz, Makeham, Kannisto): fitted by likelihood, used to close a table.

NumPy and SciPy only, one population at a time (the fit is an optimisation). Rates per person-year.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.conversions import width_from_age
from cenotaph.demography.mortality_checks import as_finite, as_floats, by_age, check_ages, check_rates
from cenotaph.errors import BadInput, NotEstimable

LAWS = ("gompertz", "makeham", "kannisto")
HIGHEST_SLOPE = 1.0  # the force of mortality never rises e-fold in a year at ages where a law is fitted
OPEN_YEARS = 150.0
OPEN_STEPS = 15_000
LARGEST_EXPONENT = 600.0


class Law(NamedTuple):
    """A fitted law. With t = x - origin, the force of mortality at exact age x is

    gompertz : a exp(b t); makeham : c + a exp(b t); kannisto : a exp(b t) / (1 + a exp(b t)).
    """

    name: str
    a: float
    b: float
    c: float
    origin: float


def force_of_mortality(law: Law, x: Any) -> Array:
    """Force of mortality, per year, at exact ages x (...), under a law.

    Raises BadInput for a law of another name, ages or parameters that are negative or not finite. Kannisto's never
    exceeds 1; Gompertz's and Makeham's have no bound and overstate mortality above 95 or so. Source:
    Thatcher, Kannisto and Vaupel (1998), The Force of Mortality at Ages 80 to 120, ch. 2.

    Examples
    --------
    >>> force_of_mortality(Law("kannisto", 0.1, 0.1, 0.0, 80.0), [80.0, 100.0]).round(4)
    array([0.0909, 0.4249])
    """
    _check_name(law.name)
    as_finite(law[1:], "the parameters of a law")
    # Near e^700 a double ends; Kannisto's force is 1 long before, and nobody lives under the others.
    risen = law.a * np.exp(np.minimum(law.b * (as_finite(x, "ages") - law.origin), LARGEST_EXPONENT))
    if law.name == "kannisto":
        return risen / (1.0 + risen)
    return risen + law.c


def fit_law(name: str, age: Any, deaths: Any, exposure: Any) -> Law:
    """The law that makes the deaths likeliest, deaths being Poisson with mean exposure x force at mid-interval.

    Maximises sum(D log mu - E mu) over a > 0, 0 <= b <= 1 and, for Makeham, c >= 0.

    Parameters
    ----------
    name : "gompertz", "makeham" or "kannisto".
    age : (age,), lower bounds; the ages to fit, usually 80 and over. The last is the open interval and is left out
        (where its deaths lie inside it is not known). deaths : (age,), >= 0. exposure : (age,), person-years, >= 0;
        ages with neither deaths nor exposure say nothing and are allowed.

    Returns
    -------
    Law, with `origin` the first age.

    Raises
    ------
    BadInput: bad ages or counts, deaths without exposure. NotEstimable: fewer than three ages with exposure, or
    no deaths.

    Notes
    -----
    In groups of five years the force at the middle stands for the mean of the group: some per cent off at 95.
    Makeham's c and a are hard to tell apart when only old ages are given.

    Source
    ------
    Wilmoth et al. (2017), Methods Protocol for the HMD 6, section 7.1 (Kannisto by Poisson likelihood); Thatcher et
    al. (1998). Tests: the law is recovered, the likelihood's own equations hold, every neighbour is worse.

    Examples
    --------
    >>> age = np.arange(80.0, 111.0)
    >>> exposure = 1e6 * np.exp(-0.2 * (age - 80))
    >>> deaths = exposure * force_of_mortality(Law("gompertz", 0.08, 0.1, 0.0, 80.0), age + 0.5)
    >>> law = fit_law("gompertz", age, deaths, exposure)
    >>> round(law.a, 5), round(law.b, 5)
    (0.08, 0.1)
    """
    from scipy.optimize import minimize

    _check_name(name)
    age, deaths, exposure = (as_floats(v) for v in (age, deaths, exposure))
    check_ages(age)
    _check_fit(age, deaths, exposure)
    width = width_from_age(age)
    use = np.isfinite(width) & (exposure > 0)
    if use.sum() < 3 or deaths[use].sum() <= 0:
        raise NotEstimable(
            f"a law needs three closed ages with exposure, and deaths in them; got {int(use.sum())} ages and "
            f"{deaths[use].sum():g} deaths.",
            remedy="Begin the fit at a younger age.",
        )
    origin, middle = float(age[0]), (age + np.where(np.isfinite(width), width, 0.0) / 2)[use]
    d, e = deaths[use], exposure[use]
    center = float((d * middle).sum() / d.sum())  # level and slope are nearly independent about the mean age at death
    start = _start(middle - center, d, e)
    scale = np.array([1.0, 0.1, d.sum() / e.sum()])[: 3 if name == "makeham" else 2]
    answer = minimize(
        _loss,
        (np.array([*start, 0.01 * scale[-1]])[: scale.size]) / scale,
        args=(name, middle - center, d, e, scale),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), (0.0, HIGHEST_SLOPE / 0.1), (0.0, None)][: scale.size],
        options={"maxiter": 2000, "ftol": 1e-15, "gtol": 1e-9},
    )
    found = answer.x * scale
    a = float(np.exp(found[0] + found[1] * (origin - center)))
    return Law(name, a, float(found[1]), float(found[2]) if scale.size == 3 else 0.0, origin)


def open_interval_rate(law: Law, age: float) -> float:
    """Death rate of the open interval from exact age `age`, per person-year: 1 / life expectancy under the law.

    e = integral over t of exp(-H(t)), H the cumulated force, by the trapezoid on 150 years in hundredths; whoever is
    left after them lives on at the force reached. Raises BadInput for an unknown law, an age or parameters that are
    negative or not finite, and a force of zero. Source: definition.

    Examples
    --------
    >>> round(open_interval_rate(Law("gompertz", 0.25, 0.0, 0.0, 80.0), 85.0), 6)
    0.25
    """
    t = np.linspace(0.0, OPEN_YEARS, OPEN_STEPS + 1)
    force = force_of_mortality(law, age + t)
    step = t[1]
    cumulated = np.concatenate([[0.0], np.cumsum((force[1:] + force[:-1]) * step / 2)])
    alive = np.exp(-cumulated)
    if force[-1] <= 0:
        raise BadInput("under this law nobody dies, so life in the open interval has no end.")
    # within a step alive falls almost exponentially, so the trapezoid errs by (force step)^2 / 12
    return float(1.0 / (np.trapezoid(alive, dx=step) + alive[-1] / force[-1]))


def close_rates(age: Any, nmx: Any, law: Law, *, from_age: float, last_age: float = 110.0) -> tuple[Array, Array]:
    """Ages and death rates, with the law's from `from_age` on, up to an open interval at `last_age`.

    Closed intervals have the width of the last closed one given, and the force at their middle; the open interval
    has `open_interval_rate`.

    Parameters
    ----------
    age : (age,), years. nmx : (..., age), per person-year. from_age : one of the ages.
    last_age : years, above from_age.

    Returns
    -------
    age, nmx of the closed table, (age',) and (..., age').

    Raises
    ------
    BadInput: bad ages or rates; from_age not among them; last_age not a whole number of intervals above.

    Notes
    -----
    Rates step where the observed ones end and the law begins, as far as the law does not fit them there.

    Source
    ------
    Thatcher, Kannisto and Vaupel (1998), The Force of Mortality at Ages 80 to 120 (the laws carried upward).

    Examples
    --------
    >>> law = Law("kannisto", 0.1, 0.1, 0.0, 80.0)
    >>> age, nmx = close_rates([70, 75, 80], [0.03, 0.05, 0.2], law, from_age=80, last_age=90)
    >>> age, nmx.round(3)
    (array([70., 75., 80., 85., 90.]), array([0.03 , 0.05 , 0.114, 0.175, 0.273]))
    """
    age, nmx = by_age(age, nmx, "nmx")
    kept = age < from_age
    check_rates(nmx[..., kept] if kept.any() else nmx)
    step = age[-1] - age[-2]
    number = (last_age - from_age) / step
    if from_age not in age or not 1 <= number < np.inf or number != round(number):
        raise BadInput(
            f"from_age {from_age:g} must be one of the ages, and last_age {last_age:g} a whole number of intervals of "
            f"{step:g} years above it."
        )
    old = from_age + step * np.arange(round(number) + 1)
    rates = force_of_mortality(law, old + step / 2)
    rates[-1] = open_interval_rate(law, float(old[-1]))
    spread = np.broadcast_to(rates, (*nmx.shape[:-1], rates.size))
    return np.concatenate([age[kept], old]), np.concatenate([nmx[..., kept], spread], axis=-1)


def _check_name(name: str) -> None:
    if name not in LAWS:
        raise BadInput(f"no law is called {name!r}.", remedy=f"Try one of {', '.join(LAWS)}.")


def _check_fit(age: Array, deaths: Array, exposure: Array) -> None:
    for values, name in ((deaths, "deaths"), (exposure, "exposure")):
        if values.shape != age.shape:
            raise BadInput(f"got {name} of shape {values.shape} for {age.size} ages; one population at a time.")
        if not np.isfinite(values).all() or (values < 0).any():
            raise BadInput(f"{name} has values that are negative or not finite.")
    if (deaths[:-1] > 0)[exposure[:-1] <= 0].any():
        raise BadInput("deaths where nobody was exposed.", remedy="Exposure is in person-years at the same ages.")


def _start(t: Array, d: Array, e: Array) -> tuple[float, float]:
    """A line through the logarithm of the rates, weighted by deaths."""
    seen = d > 0
    if seen.sum() < 2:
        return float(np.log(d.sum() / e.sum())), 0.05
    slope, level = np.polyfit(t[seen], np.log(d[seen] / e[seen]), 1, w=np.sqrt(d[seen]))
    return float(level), float(np.clip(slope, 0.001, 0.5))


def _loss(scaled: Array, name: str, t: Array, d: Array, e: Array, scale: Array) -> tuple[float, Array]:
    """Minus the mean log-likelihood of a death, and its gradient in the scaled (log a, b, c)."""
    p = scaled * scale
    log_risen = np.clip(p[0] + p[1] * t, -700.0, 700.0)
    if name == "kannisto":
        mu = 1.0 / (1.0 + np.exp(-log_risen))
        d_log = mu * (1.0 - mu)
    else:
        d_log = np.exp(log_risen)
        mu = d_log + (p[2] if p.size == 3 else 0.0)
    pull = (e - d / mu) / d.sum()
    gradient = np.array([(pull * d_log).sum(), (pull * d_log * t).sum(), pull.sum()])[: p.size]
    return float((e * mu - d * np.log(mu)).sum() / d.sum()), gradient * scale
