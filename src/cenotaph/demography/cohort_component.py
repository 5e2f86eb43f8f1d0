"""Cohort-component projection in equal age groups and steps, one or two sexes, any number of populations at once.

`projection.py` is another thing: hazards by single year over parts of a year, for the reconstruction. Here rates are
survivorship ratios (`conversions.survivorship`) and the step is as long as an age group is wide, one year or five.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import namespace
from cenotaph.demography.input_checks import check_above_zero, common_namespace
from cenotaph.demography.mortality_checks import as_finite, as_floats, is_concrete
from cenotaph.errors import BadInput

TIMINGS = ("end", "half", "spread")
HIGHEST_FERTILITY = 1.0  # births per woman-year; no group of women has ever borne more
CHUNK = 48  # populations worked on together: what one step touches then stays in the processor's cache


class Projection(NamedTuple):
    """What `project` found; the last group is open and K is the number of groups.

    population : (..., step + 1, sex, K), persons, the first as given. births : (..., step, sex).
    deaths : (..., step, sex, K + 1): of those born in the step, then of each group by age at its start; arrivals and
    leavers are counted with the cohort they belong to. migrants : (..., step, sex, K), as given, by age when moving.
    In each step population[t + 1] = population[t] + births - deaths + migrants in total, and by cohort.
    """

    population: Any
    births: Any
    deaths: Any
    migrants: Any


def project(
    population: Any,
    survivorship: Any,
    asfr: Any,
    *,
    width: float,
    srb: Any,
    net_migration: Any = None,
    timing: str | None = None,
) -> Projection:
    """Population by age and sex at the end of every step, with its births, deaths and migrants.

    P(x+n, t+n) = P(x, t) S(x); births B = n sum of f(x) (W(x, t) + W(x, t+n)) / 2 over women W aged n and above; the
    births survive into the first group by S(birth); the last two groups join in the open one.

    Parameters
    ----------
    population : (..., sex, K), persons at the start; sex is (female, male) or female alone; the last group is open.
    survivorship : (..., step, sex, K or K + 1), 0 to 1: from birth into the first group, from each group into the
        next. With K the last ratio serves both the last closed and the open group (as `survivorship` gives it); with
        K + 1 the open group has its own, the last. For constant rates broadcast them over the steps.
    asfr : (..., step or 1, K), births per woman-year; the first group has none.
    width : years, of every group but the last, and of the step.
    srb : male births per female birth, a number or (..., step or 1).
    net_migration : (..., step or 1, sex, K), persons in the step, arrivals less departures, by age when moving.
    timing : of the migrants, required with them. "end": all move at the last moment and neither die nor bear here.
        "half": half at the start, half at the end. "spread": evenly over the step: half of a group then passes into
        the next by the end, with n / 3 years here behind it, half stays, with 2n / 3; both die at the ratios of their
        cohort over those years (S^(2/3) of passers, S^(1/3) of stayers) and bear for half the step on average.

    Returns
    -------
    Projection. The batch shapes of all arguments broadcast.

    Raises
    ------
    BadInput: shapes that do not fit; counts negative; survivorship outside [0, 1]; fertility negative, above 1 (per
    1,000?) or in the first group; srb outside 0.5 to 2 (per 100?); a width not above 0; migrants without a timing; more
    leaving than there are. JAX input is not checked and may be traced; the loop over steps is unrolled.

    Notes
    -----
    In "spread", children who arrive in the step they were born in die at S(birth)^(1/3), which takes too many of them
    where infants die fast. Fails as every projection by the step's mean ratios does when a shock is shorter than it.

    Source
    ------
    Preston, Heuveline and Guillot (2001), Demography, ch. 6 ("half" and the births as there). "spread" is this
    package's convention. Known answer: Box 6.1 (Sweden 1993); a plain loop in tests/demography/plain_projection.py.

    Examples
    --------
    >>> women = np.array([[100.0, 80.0, 60.0]])
    >>> found = project(women, [[[0.9, 0.95, 0.5]]], [[0.0, 0.02, 0.0]], width=15, srb=1.05)
    >>> found.population[1].round(2), found.births.round(2)
    (array([[11.52, 95.  , 70.  ]]), array([[12.8]]))
    """
    population = as_floats(population)
    survivorship, asfr, srb = as_floats(survivorship), as_floats(asfr), as_floats(srb)
    net_migration = None if net_migration is None else as_floats(net_migration)
    check_shapes(population, survivorship, asfr, srb, net_migration)
    check_timing(net_migration, timing)
    check_above_zero(width, "width", "Years of a group and of a step.")
    check_values(population, survivorship, asfr, srb, net_migration)
    xp = common_namespace(population, survivorship, asfr, srb, net_migration)
    rates = _Rates(survivorship, asfr, _by_step(srb), net_migration, width, timing)
    batch = _batch(population, rates)
    if isinstance(population, np.ndarray) and len(batch) and all(is_concrete(a) for a in rates.arrays()):
        found = _in_chunks(population, rates, batch)
    else:
        found = _run(xp, population, rates, batch)
    if net_migration is not None and is_concrete(found.population):
        check_nobody_below_zero(found)
    return found


class _Rates(NamedTuple):
    survivorship: Any
    asfr: Any
    srb: Any
    migration: Any
    width: float
    timing: str | None

    def arrays(self) -> list[Any]:
        return [a for a in self[:4] if a is not None]

    def at(self, t: int) -> tuple[Any, ...]:
        """The rates of step t, without the step axis; survivorship with a ratio of its own for the open group.

        The ratio is added here, not to all steps at once: a copy of the largest array there is would be made first.
        """
        moving = None if self.migration is None else _pick(self.migration, t, 3)
        ratios = _own_open_ratio(_pick(self.survivorship, t, 3), self.asfr.shape[-1])
        return ratios, _pick(self.asfr, t, 2), _pick(self.srb, t, 1), moving

    def rows(self, low: int, high: int, depth: int) -> _Rates:
        """The rates of some populations of the first batch axis; depth is the number of batch axes."""

        def cut(array: Any, own: int) -> Any:
            full = array is not None and array.ndim == own + depth and array.shape[0] > 1
            return array[low:high] if full else array

        return _Rates(cut(self.survivorship, 3), cut(self.asfr, 2), cut(self.srb, 1), cut(self.migration, 3), *self[4:])


def _pick(array: Any, t: int, own: int) -> Any:
    """Step t of an array whose step axis is `own` from the end; one step serves all."""
    at = t if array.shape[-own] > 1 else 0
    return array[(..., at, *(slice(None),) * (own - 1))]


def _by_step(srb: Any) -> Any:
    return srb[..., None] if srb.ndim == 0 else srb


def _own_open_ratio(ratios: Any, groups: int) -> Any:
    if ratios.shape[-1] == groups + 1:
        return ratios
    return namespace(ratios).concat([ratios, ratios[..., -1:]], axis=-1)


def _batch(population: Any, rates: _Rates) -> tuple[int, ...]:
    owned = ((rates.survivorship, 3), (rates.asfr, 2), (rates.srb, 1), (rates.migration, 3))
    shapes = [population.shape[:-2], *(a.shape[: a.ndim - own] for a, own in owned if a is not None)]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        raise BadInput(f"batch shapes {shapes} do not broadcast.", remedy="Give every argument the same.") from None


def _run(xp: Any, population: Any, rates: _Rates, batch: tuple[int, ...]) -> Projection:
    steps, sexes, groups = rates.survivorship.shape[-3], *population.shape[-2:]
    now = xp.broadcast_to(population, (*batch, sexes, groups))
    people, births, deaths = [now], [], []
    for t in range(steps):
        now, born, dead = advance_groups(xp, now, *rates.at(t), rates.width, rates.timing)
        people.append(now)
        births.append(born)
        deaths.append(dead)
    stacked = xp.stack(people, axis=-3), xp.stack(births, axis=-2), xp.stack(deaths, axis=-3)
    return Projection(*stacked, _migrants(xp, rates, (*batch, steps, sexes, groups)))


def _in_chunks(population: Any, rates: _Rates, batch: tuple[int, ...]) -> Projection:
    """As `_run`, on some populations at a time, into arrays made once: several times as fast in NumPy."""
    steps, sexes, groups = rates.survivorship.shape[-3], *population.shape[-2:]
    start = np.broadcast_to(population, (*batch, sexes, groups))
    people = np.empty((*batch, steps + 1, sexes, groups))
    births, deaths = np.empty((*batch, steps, sexes)), np.empty((*batch, steps, sexes, groups + 1))
    people[..., 0, :, :] = start
    for low in range(0, batch[0], CHUNK):
        rows = slice(low, low + CHUNK)
        part, now = rates.rows(low, low + CHUNK, len(batch)), start[rows]
        for t in range(steps):
            now, born, dead = advance_groups(np, now, *part.at(t), rates.width, rates.timing)
            people[rows][..., t + 1, :, :] = now
            births[rows][..., t, :] = born
            deaths[rows][..., t, :, :] = dead
    return Projection(people, births, deaths, _migrants(np, rates, (*batch, steps, sexes, groups)))


def _migrants(xp: Any, rates: _Rates, shape: tuple[int, ...]) -> Any:
    return xp.broadcast_to(xp.zeros((1,)) if rates.migration is None else rates.migration, shape)


def advance_groups(
    xp: Any, start: Any, ratios: Any, asfr: Any, srb: Any, moving: Any, width: float, timing: str | None
) -> tuple[Any, Any, Any]:
    """Population at the end of one step of `project`, births by sex and deaths: for loops whose migrants depend on it.

    xp : array namespace. start : (..., sex, K), persons. ratios : (..., sex, K + 1), survivorship. asfr : (..., K),
    births per woman-year. srb : male births per female birth. moving : (..., sex, K), net migrants of the step, or
    None. Returns (..., sex, K), (..., sex) and (..., sex, K + 1). Checks nothing and may be
    traced; fails as `project` does.

    Source: as `project`, of which it is the step.

    Examples
    --------
    >>> end, births, deaths = advance_groups(np, np.array([[100.0, 80.0, 60.0]]), np.array([[0.9, 0.95, 0.5, 0.5]]),
    ...     np.array([0.0, 0.02, 0.0]), 1.05, None, 15.0, None)
    >>> end.round(2), births.round(2)
    (array([[11.52, 95.  , 70.  ]]), array([12.8]))
    """
    if moving is not None and timing == "half":
        start = start + moving / 2
    survivors = start * ratios[..., 1:]
    dead = start - survivors
    stay = stay_dead = None
    if moving is not None and timing == "spread":
        passing, stay, stay_dead = _spread(xp, moving / 2, ratios)
        survivors = survivors + passing
        dead = dead + (moving / 2 - passing)
    older = survivors[..., :-1] if stay is None else survivors[..., :-1] + stay[..., 1:]
    women = start[..., 0, 1:] + older[..., 0, :]
    last = survivors[..., 0, -1]
    births = width / 2 * (xp.sum(asfr[..., 1:] * women, axis=-1) + asfr[..., -1] * last)
    girls = births / (1 + srb)
    shares = [girls] if start.shape[-2] == 1 else [girls, births - girls]
    born = xp.stack(shares, axis=-1)
    first = born * ratios[..., 0]
    born_dead = born - first
    if stay is not None:
        first = first + stay[..., 0]
    end = xp.concat([first[..., None], older[..., :-1], older[..., -1:] + survivors[..., -1:]], axis=-1)
    dead = xp.concat([born_dead[..., None], dead], axis=-1)
    if stay_dead is not None:
        dead = dead + stay_dead
    if moving is not None and timing != "spread":
        end = end + (moving / 2 if timing == "half" else moving)
    return end, born, dead


def _spread(xp: Any, half: Any, ratios: Any) -> tuple[Any, Any, Any]:
    """Half of the arrivals passing a group's end, half staying: both as they survive, and the dead by cohort.

    Those who stay in the open group belong to it from the start; in every other group, to the group below.
    """
    third = ratios ** (1 / 3)  # one power, the dearest thing in a step
    passing = half * (third[..., 1:] * third[..., 1:])
    stay = half * xp.concat([third[..., :-2], third[..., -1:]], axis=-1)
    lost = half - stay
    none = xp.zeros_like(lost[..., :1])
    return passing, stay, xp.concat([lost[..., :-1], none, lost[..., -1:]], axis=-1)


def check_shapes(population: Any, survivorship: Any, asfr: Any, srb: Any, migration: Any) -> None:
    """Raises BadInput unless sexes, groups and steps agree."""
    if population.ndim < 2 or population.shape[-2] not in (1, 2) or population.shape[-1] < 3:
        raise BadInput(f"got a population of shape {population.shape}; need (..., sex, group), 1 or 2 sexes, 3 groups.")
    sexes, groups = population.shape[-2:]
    if survivorship.ndim < 3 or survivorship.shape[-2] != sexes or survivorship.shape[-1] not in (groups, groups + 1):
        raise BadInput(
            f"got survivorship of shape {survivorship.shape}; need (..., step, {sexes}, {groups} or {groups + 1}).",
            remedy="Constant rates: np.broadcast_to(ratios, (steps, sexes, groups)).",
        )
    steps = survivorship.shape[-3]
    if steps < 1:
        raise BadInput("got survivorship for no step at all.")
    if asfr.ndim < 2 or asfr.shape[-1] != groups or asfr.shape[-2] not in (1, steps):
        raise BadInput(f"got asfr of shape {asfr.shape}; need (..., {steps} or 1, {groups}).")
    if srb.ndim and srb.shape[-1] not in (1, steps):
        raise BadInput(f"got srb of shape {srb.shape}; need a number or (..., {steps} or 1).")
    if migration is not None and (
        migration.ndim < 3 or migration.shape[-2:] != (sexes, groups) or migration.shape[-3] not in (1, steps)
    ):
        raise BadInput(f"got net migration of shape {migration.shape}; need (..., {steps} or 1, {sexes}, {groups}).")


def check_timing(migration: Any, timing: str | None) -> None:
    """Raises BadInput unless migrants come with one of TIMINGS."""
    if migration is not None and timing not in TIMINGS:
        raise BadInput(f"got migrants and timing {timing!r}.", remedy=f"Name one of {', '.join(TIMINGS)}.")
    if migration is None and timing is not None:
        raise BadInput(f"got timing {timing!r} without migrants.", remedy="Give net_migration, or no timing.")


def check_nobody_below_zero(found: Projection) -> None:
    """Raises BadInput when departures leave an age with fewer than nobody, or with fewer than no deaths."""
    for name, values, first in (("population", found.population, -1), ("deaths", found.deaths, 0)):
        if values.size and values.min() < 0:
            place = np.unravel_index(int(values.argmin()), values.shape)
            raise BadInput(
                f"{name} falls to {values[place]:.6g} in step {place[-3] + first}, group {place[-1]}: more leave there "
                "than live there.",
                remedy="Cut the departures, or move them to other ages.",
            )


def check_shares(survivorship: Any) -> None:
    """Raises BadInput unless survivorship ratios lie between 0 and 1."""
    if not is_concrete(survivorship) or not survivorship.size:
        return
    low, high = survivorship.min(), survivorship.max()  # the largest array there is: read it twice, not more
    if not (low >= 0 and high <= 1):
        raise BadInput(
            f"survivorship goes from {low:.6g} to {high:.6g}; it is a share, 0 to 1.",
            remedy="Give L(x+n) / L(x), not person-years or ratios per 1,000.",
        )


def check_values(population: Any, survivorship: Any, asfr: Any, srb: Any, migration: Any) -> None:
    """Raises BadInput for counts, ratios and rates that cannot be; looks at NumPy arrays only."""
    as_finite(population, "population")
    check_shares(survivorship)
    as_finite(asfr, "asfr")
    if is_concrete(asfr):
        if asfr.size and asfr.max() > HIGHEST_FERTILITY:
            raise BadInput(
                f"asfr goes up to {asfr.max():.6g}; need births per woman-year.",
                remedy="If they are per 1,000, divide by 1,000; if of a whole group's years, divide by its width.",
            )
        if (asfr[..., 0] != 0).any():
            raise BadInput("asfr has births in the first age group.", remedy="Put fertility into the groups it is of.")
    if is_concrete(srb) and not ((srb > 0.5) & (srb < 2)).all():
        raise BadInput("srb is not between 0.5 and 2.", remedy="Give male births per female birth, about 1.05.")
    if migration is not None and is_concrete(migration) and not np.isfinite(migration).all():
        raise BadInput("net migration has values that are not finite.")
