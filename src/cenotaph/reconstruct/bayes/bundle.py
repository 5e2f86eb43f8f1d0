"""What the model is given: evidence and priors as plain arrays, so that one compiled program serves all.

Nothing here is JAX. `Bundle` holds arrays only (a pytree by being NamedTuples); `Shape` holds what fixes
the form of the computation and is hashable. Axes: sex (2), age (101), year (calendar years), knot, cell.
"""

from __future__ import annotations

from typing import NamedTuple

from cenotaph.arrays import Array

EVENTS = ("births", "deaths")
NEAR_WHOLE = 0.1


class Normal(NamedTuple):
    """Means and standard deviations; df where the prior may have heavier tails (infinite: normal)."""

    mean: Array
    sd: Array
    df: Array | None = None


class Opening(NamedTuple):
    """counted : (sex, age), persons. net_error : scalars. basis : (knot, age), from deviations at the
    cells' centres to single ages. sd : (knot,). patterns : (coefficient, sex, age), log counted / true."""

    counted: Array
    net_error: Normal
    basis: Array
    sd: Array
    patterns: Array


class Mortality(NamedTuple):
    """log_table : (sex, age). level : first level, then increments (knot,). level_basis : (year + 1, knot).
    age_basis : (age knot, age). fraction : (year + 1,), 0 at the first year and 1 at the last."""

    log_table: Array
    level: Normal
    level_basis: Array
    age_basis: Array
    shape_sd: Array
    drift_sd: Array
    fraction: Array


class Crisis(NamedTuple):
    """One window. unit : (years of it,), persons that one unit of its t vector means; (1,) where it departs as a whole.
    years : (year of it, year), 1 where they meet. pattern : exponent, sex. age_basis : (knot, age), from log factors at
    knots to single ages; age_sd their sd. split : log shares of its years (years of it,), or None: each on its own."""

    unit: Array
    df: Array
    years: Array
    pattern: Normal
    age_basis: Array
    age_sd: Array
    split: Normal | None = None


class Movers(NamedTuple):
    """Who moves in one flow. within : (age,), 1 at its ages. sex : prior of the log of male over female rates, or None:
    alike. age_basis : (knot, age), from log factors at knots to single ages, none where all its ages move alike;
    age_sd : their sd."""

    within: Array
    sex: Normal | None
    age_basis: Array
    age_sd: Array


class Violence(NamedTuple):
    """log_persons : mean and sd (event,). years : (event, year). share : (event, sex, age), 1 at its ages
    times the share of the sex."""

    log_persons: Normal
    years: Array
    share: Array


class Register(NamedTuple):
    """One event's register. line : level and slope priors (2,). shift, year_sd : (year,), each year's own.
    years : (registered, year), 1 where they meet (a gather's gradient is slow on a CPU). log_count, rounding :
    (registered,), log of events, relative half-unit.
    time : (year,), decades from the middle year. before : decades of the year before the interval."""

    line: Normal
    shift: Array
    year_sd: Array
    years: Array
    log_count: Array
    rounding: Array
    time: Array
    before: Array


class Rate(NamedTuple):
    """A crude registered rate of the year before: log of events per person, and its sd."""

    log_rate: Array
    sd: Array


class RegisterSum(NamedTuple):
    """persons : the sum. rounding : sd of its error and of that of the single figures in it. signs : (2,), how births
    and deaths enter (natural increase: 1, -1). unknown : (2, year), the years of it without a single figure, births
    then deaths; known : persons in the single figures, signed."""

    persons: Array
    rounding: Array
    signs: Array
    unknown: Array
    known: Array


class Told(NamedTuple):
    """An author's corrected series. event : (2,), 1 for births or for deaths. years : (told, year), 1 where they
    meet. log_count : (told,). common_sd, year_sd : of the errors, log scale; rounding is part of year_sd (told,)."""

    event: Array
    years: Array
    log_count: Array
    common_sd: Array
    year_sd: Array


class Closing(NamedTuple):
    """One closing census. counted : (cell,), persons. cells : (cell, sex * age), 1 where a state belongs to a
    cell. net_error : prior. sd : (cell,). patterns : (coefficient, cell). additions : (coefficient,), 1 for the
    pattern that splits the net error into additions and omissions, if the case states one."""

    counted: Array
    cells: Array
    net_error: Normal
    sd: Array
    patterns: Array
    additions: Array


class Counterfactual(NamedTuple):
    """schedule : (age,), sums to 1. path : (year, year), weights that turn the log births per woman
    of the model's years into those without the crisis; noughts where these are stated. stated : prior of their log, or
    None."""

    schedule: Array
    path: Array
    stated: Normal | None = None


class BirthsCrisis(NamedTuple):
    """Departures of births in the years of windows. log_births : mean and sd (departure,). years : (departure, year), 1
    where they meet."""

    log_births: Normal
    years: Array


class Bundle(NamedTuple):
    """Everything the model rests on, priors included. weights : (source,), 1 where a source is used and 0 where it is
    left out, by the sorted keys of `model.evidence`; None uses all of them."""

    opening: Opening
    coefficients: Normal
    mortality: Mortality
    crises: tuple[Crisis, ...]
    violence: Violence
    births: Normal
    sex_shares: Array
    registers: tuple[Register, Register]
    rates: tuple[Rate | None, Rate | None]
    sums: tuple[RegisterSum, ...]
    told: tuple[Told, ...]
    flows: Normal
    flow_years: Array
    flow_crisis: Array
    movers: tuple[Movers, ...]
    closings: tuple[Closing, ...]
    deviation_log_sd: Array
    counterfactual: Counterfactual
    births_crisis: BirthsCrisis | None = None
    weights: Array | None = None


class Shape(NamedTuple):
    """What fixes the form: all hashable.

    first : first whole calendar year. years : their number. lead : length of the part of a year before it.
    closings : (whole years before, length of the part after) of each closing census. sizes : the blocks
    of the parameter vector. opening, names : the censuses. without : parts left out on purpose (controls).
    cohorts : age intervals at a closing census that are followed to the next one.
    """

    first: int
    years: int
    lead: float
    closings: tuple[tuple[int, float], ...]
    sizes: tuple[tuple[str, tuple[int, ...]], ...]
    opening: str
    names: tuple[str, ...]
    without: tuple[str, ...] = ()
    cohorts: tuple[tuple[int, int], ...] = ()

    def years_apart(self, index: int) -> int | None:
        """Whole years from one closing census to the next; None where the dates lie no whole years apart."""
        (first, part), (second, other) = self.closings[index], self.closings[index + 1]
        apart = second + other - first - part
        return round(apart) if abs(apart - round(apart)) < NEAR_WHOLE else None

    @property
    def dimension(self) -> int:
        return sum(_product(shape) for _, shape in self.sizes)

    def labels(self) -> list[str]:
        """A name for every parameter, block by block."""
        found = []
        for name, shape in self.sizes:
            found += [f"{name}[{i}]" for i in range(_product(shape))] if shape else [name]
        return found


def _product(shape: tuple[int, ...]) -> int:
    result = 1
    for length in shape:
        result *= length
    return result
