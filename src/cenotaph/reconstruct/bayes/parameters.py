"""From the vector the sampler moves to the quantities of the story, and the prior density of that vector.

Every entry is a departure from its prior's mean in units of its sd: standard normal before the data, or
Student t where the case asks for a heavier tail; the departures of crisis years have a density of their own.

A window that departs as a whole is moved by w, its departure w + w**3 / 3. Where no record tells its years apart, data
may leave both "nothing happened" and "dozens of scales": a spike and a far hump, which become neighbours. (By the
inverse hyperbolic sine they are nearer still, but the far side of the hump is then a wall at which trajectories
diverge.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Crisis, Normal, Shape

Blocks = dict[str, Any]


class Parameters(NamedTuple):
    """In natural units. opening : (sex, age), persons at the opening census. log_level : (year + 1,).
    log_hazard : (year + 1, sex, age), baseline per person-year. births : (year,). crisis_deaths : (year,),
    persons. crisis_pattern : (year, sex, age), hazards of unit size. violent_deaths : (year, event), persons.
    migration : (year, flow), net persons. moving : (flow, sex, age), relative rates of moving. stated_births : log of
    births per woman without the crisis, nought where the years of the model tell them. coefficients : (coefficient,),
    log counted over true. register_line : (event, 2). deviation_factor : factor on the sd of closing cells.
    """

    opening: Any
    log_level: Any
    log_hazard: Any
    births: Any
    crisis_deaths: Any
    crisis_pattern: Any
    violent_deaths: Any
    migration: Any
    flows: Any
    moving: Any
    stated_births: Any
    coefficients: Any
    register_line: Any
    deviation_factor: Any


def blocks(vector: Any, shape: Shape) -> Blocks:
    """The vector (dimension,) cut into its named blocks."""
    found, start = {}, 0
    for name, form in shape.sizes:
        size = 1
        for length in form:
            size *= length
        found[name] = vector[start : start + size].reshape(form)
        start += size
    return found


def _value(prior: Normal, departure: Any) -> Any:
    return prior.mean + prior.sd * departure


def parameters(vector: Any, data: Bundle, shape: Shape) -> Parameters:
    """Natural units from departures."""
    z = blocks(vector, shape)
    coefficients = _value(data.coefficients, z["pattern"])
    level, hazard = _baseline(z, data)
    steps = data.births.mean[1] + data.births.sd[1] * z["births"][1:]
    first = data.births.mean[0] + data.births.sd[0] * z["births"][:1]
    deaths, pattern = _crises(z, data, hazard)
    persons = jnp.exp(_value(data.violence.log_persons, z["violence"]))
    flows = _value(data.flows, z["flow"])
    told = data.counterfactual.stated
    lines = [_value(r.line, z[f"{e}-register"]) for e, r in zip(EVENTS, data.registers, strict=True)]
    return Parameters(
        opening=_opening(z, data, coefficients),
        log_level=level,
        log_hazard=hazard,
        births=jnp.exp(jnp.cumsum(jnp.concatenate([first, steps])) + _births_in_crisis(z, data)),
        crisis_deaths=deaths,
        crisis_pattern=pattern,
        violent_deaths=persons * data.violence.years.T,
        migration=(flows[:, None] * data.flow_years).T,
        flows=flows,
        moving=_moving(z, data),
        stated_births=0.0 if told is None else _value(told, z["births-without-crisis"]),
        coefficients=coefficients,
        register_line=jnp.stack(lines),
        deviation_factor=jnp.exp(data.deviation_log_sd * z["closing-deviation"]),
    )


def _births_in_crisis(z: Blocks, data: Bundle) -> Any:
    """(year,) log of births over those of the walk: years after a crisis go on from the walk, not from its births."""
    if data.births_crisis is None:
        return 0.0
    return _value(data.births_crisis.log_births, z["births-in-crisis"]) @ data.births_crisis.years


def _opening(z: Blocks, data: Bundle, coefficients: Any) -> Any:
    """True persons: the count without its patterns, its deviations by age and its net error."""
    own = data.opening
    deviation = (own.sd * z["opening-deviation"]) @ own.basis
    deviation = deviation - jnp.sum(own.counted * deviation) / jnp.sum(own.counted)
    named = jnp.einsum("c,csa->sa", coefficients, own.patterns)
    net_error = _value(own.net_error, z["opening-error"])
    return own.counted * jnp.exp(-named - deviation - net_error)


def _baseline(z: Blocks, data: Bundle) -> tuple[Any, Any]:
    own = data.mortality
    level = own.level_basis @ _value(own.level, z["mortality-level"])
    shape = own.shape_sd * z["mortality-shape"] @ own.age_basis
    drift = own.drift_sd * z["mortality-drift"] @ own.age_basis
    by_year = level[:, None, None] + own.fraction[:, None, None] * drift
    return level, own.log_table + shape + by_year


def _crises(z: Blocks, data: Bundle, hazard: Any) -> tuple[Any, Any]:
    """Crisis deaths of each year in persons, of either sign, and the pattern by sex and age they follow."""
    years = data.mortality.fraction.size - 1
    deaths = jnp.zeros(years)
    pattern = jnp.exp(jnp.broadcast_to(data.mortality.log_table, (years, *data.mortality.log_table.shape)))
    for i, crisis in enumerate(data.crises):
        own = z[f"crisis-pattern-{i}"]
        exponent, sex = _value(crisis.pattern, own[:2])
        log_unit = exponent * data.mortality.log_table + crisis.age_sd * own[2:] @ crisis.age_basis
        log_unit = log_unit + sex / 2 * jnp.array([-1.0, 1.0])[:, None]
        own_deaths = crisis.unit * _departure(z[f"crisis-{i}"], crisis)
        if crisis.split is not None:
            own_deaths = own_deaths * jax.nn.softmax(_value(crisis.split, z[f"crisis-split-{i}"]))
        deaths = deaths + own_deaths @ crisis.years
        meets = crisis.years.sum(axis=0)[:, None, None]
        pattern = jnp.where(meets > 0, jnp.exp(log_unit), pattern)
    return deaths, pattern


def _moving(z: Blocks, data: Bundle) -> Any:
    """(flow, sex, age), how much more some sexes and ages move than others: one, but where the case leaves it open."""
    found = []
    for i, movers in enumerate(data.movers):
        own = z.get(f"flow-pattern-{i}", jnp.zeros(0))
        knots = own[own.size - movers.age_basis.shape[0] :]
        sex = 0.0 if movers.sex is None else _value(movers.sex, own[0])
        log_rate = movers.age_sd * knots @ movers.age_basis + sex / 2 * jnp.array([-1.0, 1.0])[:, None]
        found.append(movers.within * jnp.exp(log_rate))
    return jnp.stack(found) if found else jnp.zeros((0, *data.mortality.log_table.shape))


def _departure(moved: Any, crisis: Crisis) -> Any:
    """Departures in scales, from what the sampler moves."""
    return moved if crisis.split is None else moved + moved**3 / 3


def _moved(departure: Any) -> Any:
    """The inverse for a window that departs as a whole."""
    return 2 * jnp.sinh(jnp.arcsinh(1.5 * departure) / 3)


def log_prior(vector: Any, data: Bundle, shape: Shape) -> Any:
    """Log density of the vector before the data, up to a constant."""
    z = blocks(vector, shape)
    tails = _tails(data)
    total = 0.0
    for name, value in z.items():
        if name in tails:
            total = total + jnp.sum(student(value, tails[name]))
        elif _is_crisis(name):
            total = total + jnp.sum(_crisis_prior(value, data.crises[int(name.removeprefix("crisis-"))]))
        else:
            total = total - jnp.sum(value**2) / 2
    return total


def _tails(data: Bundle) -> dict[str, Any]:
    """Degrees of freedom of the blocks that have heavier tails than a normal on both sides."""
    return {"opening-error": data.opening.net_error.df, "pattern": data.coefficients.df, "flow": data.flows.df}


def student(departure: Any, df: Any) -> Any:
    """Log density of a Student t up to a constant; very many degrees of freedom make it a normal."""
    return -(df + 1) / 2 * jnp.log1p(departure**2 / df)


def _is_crisis(name: str) -> bool:
    """Whether a block holds the departures of a window, by year or as a whole."""
    return name.startswith("crisis-") and not name.startswith(("crisis-pattern", "crisis-split"))


def crisis_year(departure: Any, df: Any) -> Any:
    """Log density of one year's departure, up to a constant: a Student t above nought, a normal of the same
    curvature below. Deaths may be many times normal ones; they cannot fall by more than all of them.

    Each year has a tail of its own. One tail for all years of a window (a multivariate t) would let the quiet
    years speak against a single terrible one, and a famine is mostly one or two years.
    """
    below = -(df + 1) / df * departure**2 / 2
    return jnp.where(departure > 0, student(departure, df), below)


def _crisis_prior(moved: Any, crisis: Crisis) -> Any:
    """`crisis_year` of the departures, as a density of what the sampler moves."""
    stretch = 0.0 if crisis.split is None else jnp.log1p(moved**2)
    return crisis_year(_departure(moved, crisis), crisis.df) + stretch


def _crisis_draws(key: Any, form: tuple[int, ...], df: Any) -> Any:
    """Draws from the density of `crisis_year`."""
    side, size, tail = jax.random.split(key, 3)
    above = jnp.sqrt(df) / 2 * jnp.exp(jax.scipy.special.betaln(0.5, df / 2))
    sd = jnp.sqrt(df / (df + 1))
    below = sd * jnp.sqrt(jnp.pi / 2)
    normal = jnp.abs(jax.random.normal(size, form))
    heavy = normal / jnp.sqrt(2 * jax.random.gamma(tail, df / 2, form) / df)
    return jnp.where(jax.random.uniform(side, form) < above / (above + below), heavy, -sd * normal)


def prior_draws(key: Any, count: int, data: Bundle, shape: Shape) -> Any:
    """(count, dimension), vectors from the prior alone."""
    tails = _tails(data)
    parts = []
    for name, form in shape.sizes:
        key, one, two = jax.random.split(key, 3)
        drawn = jax.random.normal(one, (count, *form))
        if name in tails:
            df = jnp.broadcast_to(tails[name], form)
            drawn = drawn / jnp.sqrt(2 * jax.random.gamma(two, df / 2, (count, *form)) / df)
        if _is_crisis(name):
            crisis = data.crises[int(name.removeprefix("crisis-"))]
            drawn = _crisis_draws(one, (count, *form), crisis.df)
            drawn = drawn if crisis.split is None else _moved(drawn)
        parts.append(drawn.reshape(count, -1))
    return jnp.concatenate(parts, axis=1)
