"""From a case's shape, wishes and a seed to a setting: everything that the seed decides, drawn once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cenotaph.errors import BadInput
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import interval
from cenotaph.evidence.tables import Ledger, Migration
from cenotaph.worlds import patterns
from cenotaph.worlds.grid import AGES, CELLS, DT, TOP, logistic
from cenotaph.worlds.life import Setting, Shock, scaled
from cenotaph.worlds.paths import Fertility, level_of_births, ordinary_level
from cenotaph.worlds.patterns import Famine
from cenotaph.worlds.shape import Shape
from cenotaph.worlds.wishes import Wishes

GROWTH = 0.012
USUAL_CRISIS, LARGEST_CRISIS = 3.0, 8.0  # per cent of the population
OUTWARD = {"out": 1.0, "net": -1.0, "in": -1.0}


@dataclass(frozen=True)
class Drift:
    """Normal mortality over time; see `paths.Ordinary`."""

    level: float
    trend: float
    trend_young: float
    kink: float
    years: tuple[float, ...]
    years_young: tuple[float, ...]
    summer: float
    winter: float


@dataclass(frozen=True)
class Flow:
    """Persons who left, net, between two decimal years. rows : migration rows that speak of it, and by what factor of
    the truth each does."""

    persons: float
    low: float
    high: float
    rows: dict[int, float]


@dataclass(frozen=True)
class Execution:
    """Deaths of a ledger row: the truth, and the row's place among the case's ledger rows."""

    persons: float
    low: float
    high: float
    row: int


@dataclass(frozen=True)
class Plan:
    """A world before it happens. Times count years from 1 January of year 0; sizes are persons."""

    wishes: Wishes
    drift: Drift
    famine: Famine
    fertility: Fertility
    epidemic: tuple[float, float, float, bool]
    executions: tuple[Execution, ...]
    flows: tuple[Flow, ...]
    steady_leaving: float
    core_share: float
    past: tuple[float, ...]


def draw(case: Case, shape: Shape, asked: Wishes) -> Plan:
    """The plan of a seed.

    Raises
    ------
    BadInput for a border change outside the censuses, or a census that is not there.
    """
    _check(case, shape, asked)
    rng = np.random.default_rng([asked.seed, 9001])
    people = shape.counted.sum() * asked.scale
    years = -(-shape.calendar.steps // CELLS)
    famine = _famine(rng, shape, asked, people)
    calm = famine.size == 0
    begin = famine.waves[0][0]
    return Plan(
        wishes=asked,
        drift=_drift(rng, years),
        famine=famine,
        fertility=_fertility(rng, shape, years, calm),
        epidemic=(
            0.0 if calm or rng.random() < 0.5 else famine.size * rng.uniform(0.02, 0.15),
            begin + rng.uniform(0.1, 0.9), rng.uniform(0.15, 0.4), rng.random() < 0.5,
        ),
        executions=() if calm else _executions(rng, case, asked.scale),
        flows=_flows(rng, case, asked.scale),
        steady_leaving=rng.normal(0.0, 1e-4) * people,
        core_share=rng.uniform(0.18, 0.34),
        past=tuple(rng.normal(0.0, 0.03, 23)),
    )  # fmt: skip


def _check(case: Case, shape: Shape, asked: Wishes) -> None:
    moments = shape.calendar.moments
    for lie in asked.falsified:
        if lie.census not in moments:
            raise BadInput(f"there is no census {lie.census} to falsify.", where="--falsify",
                           remedy=f"Take one of {', '.join(moments)}.")  # fmt: skip
    if asked.border is not None:
        step = shape.calendar.step(asked.border.year)
        if not min(moments.values()) < step < max(moments.values()):
            raise BadInput("the border moves before the first census or after the last.", where="--border",
                           remedy="Name a date between two censuses.")  # fmt: skip


def _drift(rng: np.random.Generator, years: int) -> Drift:
    return Drift(
        level=rng.normal(0.08, 0.07),  # the printed table rests on registers that miss deaths
        trend=rng.normal(-0.008, 0.008),
        trend_young=rng.normal(-0.006, 0.008),
        kink=rng.normal(0.0, 0.006),
        years=tuple(rng.normal(0, 0.025, years)),
        years_young=tuple(rng.normal(0, 0.04, years)),
        summer=rng.uniform(0.1, 0.4),
        winter=rng.uniform(0.05, 0.25),
    )


def _famine(rng: np.random.Generator, shape: Shape, asked: Wishes, people: float) -> Famine:
    """One wave in each year of the crisis, one of them the worst; where no years are named, one year in the middle."""
    usual = min(USUAL_CRISIS * np.exp(rng.normal(0.0, 0.5)), LARGEST_CRISIS)
    size = (usual if asked.crisis is None else asked.crisis) / 100 * people
    low, high = shape.crisis or (0.0, 0.0)
    if shape.crisis is None:
        first, last = shape.calendar.moments[shape.calendar.opening], shape.calendar.steps
        low = shape.calendar.year_0 + np.floor(DT * (first + (last - first) * rng.uniform(0.4, 0.6)))
        high = low + 1
    years = [y - shape.calendar.year_0 for y in range(int(low), max(int(np.ceil(high)), int(low) + 1))]
    worst = rng.integers(max(len(years) - 2, 0), len(years))
    waves = tuple(
        (y + rng.uniform(0.3, 0.7), rng.uniform(0.3, 0.5), 1.0 if i == worst else rng.uniform(0.1, 0.5))
        for i, y in enumerate(years)
    )
    relief = rng.uniform(0.0, 0.1) * (rng.random() < 0.5)
    relief = relief * min(1.0, 100 * size / (USUAL_CRISIS * people))  # a small famine weakens fewer
    return Famine(size=size, waves=waves, relief=relief, **patterns.draw_pattern(rng))


def _fertility(rng: np.random.Generator, shape: Shape, years: int, calm: bool) -> Fertility:
    drift = [0.0]
    for shock in rng.normal(0, 0.02, years):
        drift.append(0.6 * drift[-1] + shock)
    return Fertility(
        level=shape.children * np.exp(rng.normal(0.05, 0.04)),  # some births go unregistered
        trend=rng.uniform(-0.03, 0.0),
        years=tuple(drift[1:]),
        early=0.0,
        late=0.0,
        core=rng.uniform(0.94, 1.12),
        fall=0.0 if calm else rng.uniform(0.3, 0.65),
        rest_share=rng.uniform(0.3, 0.7),
        rebound=0.0 if calm else rng.uniform(0.0, 0.12),
        policy=0.0,
        policy_from=0.0,
        boys_per_girl=rng.uniform(1.045, 1.065),
    )


def used_ledgers(case: Case) -> set[str]:
    """Ids of the ledger rows that the case counts as deaths."""
    named = {v.ledger for v in case.spec.model.violence if v.ledger} if case.spec.model else set()
    return named | {ledger for d in case.spec.dimension for o in d.option for ledger in o.ledgers}


def _executions(rng: np.random.Generator, case: Case, scale: float) -> tuple[Execution, ...]:
    used = used_ledgers(case)
    found = []
    for place, row in enumerate(case.rows(Ledger)):
        if row.id in used and row.persons:
            found.append(Execution(row.persons * scale * np.exp(rng.normal(0, 0.2)), *interval(row.when), place))
    return tuple(found)


def _flows(rng: np.random.Generator, case: Case, scale: float) -> tuple[Flow, ...]:
    """Rows whose periods overlap speak of one flow, as authors do; each is off by some tenths."""
    left = [(i, row, *interval(row.period)) for i, row in enumerate(case.rows(Migration)) if row.persons]
    found = []
    while left:
        _, first, low, high = left[0]
        same = [f for f in left if f[1].direction == first.direction and f[2] < high and f[3] > low]
        left = [f for f in left if f not in same]
        sizes = np.array([OUTWARD[row.direction] * row.persons for _, row, *_ in same])
        persons = float(sizes.mean() * scale * np.exp(rng.normal(0, 0.3)))
        off = np.exp(rng.normal(0, 0.2, len(same)))
        told = {i: float(size / sizes.mean() * e) for (i, *_), size, e in zip(same, sizes, off, strict=True)}
        found.append(Flow(persons, low, high, told))
    return tuple(found)


def resized(plan: Plan, factor: float) -> Plan:
    """The same plan, every cause of deaths above normal so many times as large."""
    size, *course = plan.epidemic
    return replace(
        plan,
        famine=replace(plan.famine, size=plan.famine.size * factor),
        epidemic=(size * factor, *course),
        executions=tuple(replace(e, persons=e.persons * factor) for e in plan.executions),
    )


def setting(shape: Shape, plan: Plan, crisis: bool = True) -> Setting:
    """The plan as the simulator takes it; without the crisis: no death above normal and no fall of births."""
    calendar = shape.calendar
    regions = np.array([1.05, 1.0])[:, None, None]
    people = starting_people(shape, plan)
    fertility = plan.fertility if crisis else replace(plan.fertility, fall=0.0, rebound=0.0)
    border = plan.wishes.border
    return Setting(
        calendar=calendar,
        people=people,
        normal=lambda k: shape.normal * ordinary_level(plan.drift, calendar.times[k]) * regions,
        births=shape.births,
        fertility=level_of_births(fertility, plan.famine, calendar.times),
        boys_per_girl=plan.fertility.boys_per_girl,
        shocks=_shocks(shape, plan, people) if crisis else [],
        flows=_courses(shape, plan),
        ceded={} if border is None else {calendar.step(border.year): border.share},
    )


def starting_people(shape: Shape, plan: Plan) -> np.ndarray:
    """(region, sex, fine age) on 1 January of year 0: the opening count without its heaps, uneven in another way."""
    calendar = shape.calendar
    single = np.repeat(shape.counted / CELLS, CELLS, axis=1)
    window = 5 * CELLS
    padded = np.pad(single, ((0, 0), (window // 2, window // 2)), mode="edge")
    smooth = np.array([np.convolve(line, np.ones(window) / window, mode="valid")[: single.shape[1]] for line in padded])
    grown_up = logistic(AGES, 12, 1.5)
    fine = single * (1 - grown_up) + smooth * grown_up
    fine = fine * np.exp(np.interp(AGES, np.linspace(0, TOP, len(plan.past)), plan.past))
    elapsed = calendar.moments[calendar.opening] * DT
    fine = fine * (shape.counted.sum() * plan.wishes.scale * (1 - GROWTH * elapsed) / fine.sum())
    share = np.clip(plan.core_share + 0.03 * np.exp(-AGES / 20), 0, 1)
    return np.array([fine * share, fine * (1 - share)])


def _shocks(shape: Shape, plan: Plan, people: np.ndarray) -> list[Shock]:
    f, times = plan.famine, shape.calendar.times
    exposure = np.array([1.0, f.rest_exposure])[:, None, None]
    made = []
    if f.size > 0:
        course = patterns.famine_course(f, times)
        made.append(scaled("famine", f.size, course, patterns.famine_pattern(f) * exposure, people))
    size, centre, width, of_children = plan.epidemic
    course = patterns.bump(times, centre, width)
    if size > 0 and course.any():
        pattern = patterns.epidemic_pattern(of_children) * np.array([1.3, 0.9])[:, None, None]
        made.append(scaled("epidemic", size, course, pattern, people))
    for of in plan.executions:
        course = _during(shape, of.low, of.high)
        if course.any():
            made.append(
                scaled("repression", of.persons, course, patterns.repression_pattern() * np.ones((2, 1, 1)), people)
            )
    if f.relief > 0:
        spared = (patterns.OLD + patterns.YOUNG).clip(0, 1) * np.array([1.0, 0.4])[:, None, None]
        made.append(Shock("relief", f.relief * patterns.bump(times, patterns.famine_end(f) + 0.7, 0.7), spared))
    return made


def _during(shape: Shape, low: float, high: float) -> np.ndarray:
    """(step,), 1 in the steps between two decimal years."""
    middle = shape.calendar.year_0 + shape.calendar.times
    return ((middle >= low) & (middle < high)).astype(float)


def _courses(shape: Shape, plan: Plan) -> list[tuple[np.ndarray, np.ndarray]]:
    """(persons a step, pattern (region, sex, age)) of every flow; the unrecorded one is everywhere at all times."""
    everywhere = patterns.migration_pattern(True) * np.ones((2, 1, 1))
    made = [(np.full(shape.calendar.steps, plan.steady_leaving * DT), everywhere)]
    for flow in plan.flows:
        course = _during(shape, flow.low, flow.high)
        if course.any():
            made.append((course * flow.persons * DT / (flow.high - flow.low), everywhere))
    return made
