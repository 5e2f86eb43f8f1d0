"""A whole invented world in memory: what happened, what it would have been without the crisis, and what was counted."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cenotaph.errors import BadInput
from cenotaph.evidence.case import Case
from cenotaph.evidence.spec import Census
from cenotaph.evidence.tables import Population
from cenotaph.worlds import life as lives
from cenotaph.worlds.counts import HONEST, Count, Lie, coverage, false_ages, filled
from cenotaph.worlds.grid import SEX_NAMES, TOP
from cenotaph.worlds.habits import Habit, draw_habit
from cenotaph.worlds.office import Register, register
from cenotaph.worlds.plan import Plan, draw, resized, setting
from cenotaph.worlds.shape import Shape, day_of, shape_of
from cenotaph.worlds.wishes import Wishes

MOST_APART = 0.5  # of those of an age, however large the army of the case is
MOST_TRIES, NEAR = 4, 0.005  # to give a crisis its size
MOST_TAKEN = 0.8  # of those counted at the ages at which forms are taken away


@dataclass(frozen=True)
class World:
    """life : what happened. twin : the same plan without crisis. counts : the opening census and all later ones.
    books : the registers."""

    shape: Shape
    plan: Plan
    life: lives.Life
    twin: lives.Life
    habit: Habit
    counts: dict[str, Count]
    books: Register

    @property
    def boys(self) -> float:
        return self.plan.fertility.boys_per_girl


def draw_world(case: Case, asked: Wishes) -> World:
    """The world of a seed. Raises what `shape_of` and `plan.draw` raise."""
    shape = shape_of(case)
    plan, life = _of_the_size_asked(shape, draw(case, shape, asked))
    twin = lives.live(setting(shape, plan, crisis=False))
    habit, counts = take(case, life, asked)
    books = register(life, np.random.default_rng([asked.seed, 9003]))
    return World(shape, plan, life, twin, habit, counts, books)


def _of_the_size_asked(shape: Shape, plan: Plan) -> tuple[Plan, lives.Life]:
    """A crisis that was asked in per cent has that many deaths above normal, of all causes, from first to last census.

    Shocks are sized on the people of the start, who grow and die, so they are sized again by what came.
    """
    life = lives.live(setting(shape, plan))
    if not plan.wishes.crisis:
        return plan, life
    last = max(life.calendar.moments, key=life.calendar.moments.__getitem__)
    target = plan.wishes.crisis / 100 * float(life.population[life.calendar.opening].sum())
    for _ in range(MOST_TRIES):
        came = life.sum_between(life.excess, last)
        if abs(came / target - 1) < NEAR:
            break
        plan = resized(plan, target / came)
        life = lives.live(setting(shape, plan))
    return plan, life


def take(case: Case, life: lives.Life, asked: Wishes) -> tuple[Habit, dict[str, Count]]:
    """How people give their ages, and every census from the opening one on."""
    rng = np.random.default_rng([asked.seed, 9002])
    drawn = draw_habit(rng)
    women, men = drawn.round_ages
    habit = replace(
        drawn,
        round_ages=(women * asked.heaping, men * asked.heaping),
        even_ages=drawn.even_ages * asked.heaping,
        added_years=drawn.added_years * asked.heaping,
    )
    lies = {lie.census: lie for lie in asked.falsified}
    opening = life.calendar.opening
    made = {}
    for census in life.calendar.moments:
        true = life.population[census].sum(axis=0)
        forms = coverage(rng, census == opening)
        apart = _apart(case, case.census(census), true, asked.scale)
        has_unknown = any(r.census == census and r.entry == "unknown_age" for r in case.rows(Population))
        unstated = rng.uniform(0.0002, 0.0008, 2) * has_unknown
        elapsed = round(day_of(case, census) - day_of(case, opening))
        _takes_no_more_than_there_are(true * forms - apart, true, lies.get(census, HONEST))
        made[census] = filled(census, true, forms, apart, unstated, lies.get(census, HONEST), habit, elapsed)
        _muster(case, made[census], rng)
    return habit, made


def _takes_no_more_than_there_are(at_home: np.ndarray, true: np.ndarray, lie: Lie) -> None:
    there = float(at_home[false_ages(at_home, lie.pattern) > 0].sum()) if lie.share < 0 else np.inf
    if -lie.share * true.sum() > MOST_TAKEN * there:
        found = (
            f"the census {lie.census} counts only {100 * there / true.sum():.1f} per cent of the people at these ages."
        )
        raise BadInput(found, where="--falsify", remedy="Take off less, or at more ages.")


def _apart(case: Case, census: Census, true: np.ndarray, scale: float) -> np.ndarray:
    """(sex, 111), those whom the case's census counted outside its age table, at the ages that it says."""
    made = np.zeros((2, TOP))
    if census.residual is None:
        return made
    ages = np.arange(TOP)
    inside = (ages >= census.residual.age_from) & (ages < census.residual.age_to)
    for s, sex in enumerate(SEX_NAMES):
        persons = scale * sum(
            r.persons * (1.0 if r.sex == sex else 0.5)
            for r in case.rows(Population)
            if (r.census, r.entry) == (census.id, "contingent") and r.group in census.residual.groups
            and r.sex in (sex, "both")
        )  # fmt: skip
        among = true[s] * inside
        made[s] = np.minimum(persons * among / max(among.sum(), 1e-9), MOST_APART * true[s])
    return made


def _muster(case: Case, count: Count, rng: np.random.Generator) -> None:
    """Contingents as their own lists give them: together a little more than those missing from the table."""
    residual = case.census(count.census).residual
    if residual is None:
        return
    sizes = np.array([_size(case, count.census, group) for group in residual.groups], dtype=float)
    shares = sizes / max(sizes.sum(), 1e-9)
    excess = 1 + rng.uniform(0.0, 0.03)
    count.contingents = {
        group: np.ceil(count.residual * share * excess) for group, share in zip(residual.groups, shares, strict=True)
    }


def _size(case: Case, census: str, group: str) -> int:
    rows = (r for r in case.rows(Population) if (r.census, r.entry, r.group) == (census, "contingent", group))
    return sum(r.persons for r in rows)
