"""The three counts as printed: omissions, double entries, a planted falsification, soldiers apart, ages as given."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from worlds.calendar_grid import FEMALE, LAST, MALE, MIDDLE, OPENING, TOP
from worlds.misreporting import Habit, draw_habit, reported
from worlds.simulate import World

FALSE_PATTERNS = ("every age", "adults", "round ages")
# Chances of the planted falsification, the last census most often, as in the literature this shape comes from.
LIES = (("", 0.30), (LAST, 0.45), (MIDDLE, 0.25))
OPEN_AGE = 100


@dataclass(frozen=True)
class Lie:
    """Which census is falsified ("" for none), by what share of its true total, and at which ages."""

    census: str
    share: float
    pattern: str


@dataclass
class Count:
    """A census. cells (sex, 101) whole persons by age as given; unknown (sex,); contingents by name (sex,).

    residual (sex,): inside the final total, outside the table. added: the planted falsification in persons.
    omitted (sex, 111): persons of whom no form was made, by true age.
    """

    census: str
    cells: np.ndarray
    unknown: np.ndarray
    residual: np.ndarray
    contingents: dict[str, np.ndarray] = field(default_factory=dict)
    added: float = 0.0
    omitted: np.ndarray | None = None

    @property
    def total(self) -> int:
        return int(self.cells.sum() + self.unknown.sum() + self.residual.sum())


def draw_lie(rng: np.random.Generator) -> Lie:
    """The falsification of a world: the last census only ever inflated, the middle one either way."""
    census = str(rng.choice([c for c, _ in LIES], p=[p for _, p in LIES]))
    size = rng.uniform(0.005, 0.03)
    pattern = str(rng.choice(FALSE_PATTERNS))
    sign = -1.0 if census == MIDDLE and rng.random() < 0.7 else 1.0
    if sign < 0 and pattern == "round ages":
        pattern = "adults"  # forms are added at round ages, not taken away there
    return Lie(census, sign * size, pattern) if census else Lie("", 0.0, "")


@dataclass(frozen=True)
class Taken:
    """All three counts, the falsification planted in them, and how people give their ages."""

    lie: Lie
    habit: Habit
    counts: dict[str, Count]


def take(world: World, lie: Lie | None = None) -> Taken:
    """All three counts of a world; `lie` replaces the falsification that the seed draws, and nothing else."""
    rng = np.random.default_rng([world.plan.seed, 7003])
    drawn, habit = draw_lie(rng), draw_habit(rng)
    lie = drawn if lie is None else lie
    counts = {}
    for census, elapsed in ((OPENING, 0), (MIDDLE, 10), (LAST, 12)):
        true = world.population[census].sum(axis=0)
        counts[census] = _count(census, true, coverage(rng, census), lie, habit, elapsed, rng)
    return Taken(lie, habit, counts)


def coverage(rng: np.random.Generator, census: str) -> np.ndarray:
    """(sex, 111), forms made per person by true age, without any falsification."""
    ages = np.arange(TOP)
    forms = np.full((2, TOP), 1.0 + rng.normal(0.0, 0.004))
    infants = {OPENING: (0.04, 0.12), MIDDLE: (0.01, 0.04), LAST: (0.01, 0.04)}[census]
    young = rng.uniform(*infants) * np.array([1.0, rng.uniform(0.6, 1.0), rng.uniform(0.4, 0.9)])
    forms[:, :3] -= young
    if census == OPENING:
        forms[FEMALE] -= rng.uniform(0.005, 0.03) * ((ages >= 8) & (ages < 28))
    else:  # one night, and men who travel for work
        forms[MALE] -= rng.uniform(0.0, 0.02) * ((ages >= 18) & (ages < 35))
    return forms


def _count(census, true, forms, lie: Lie, habit: Habit, elapsed: int, rng) -> Count:
    counted = true * forms
    omitted = true - counted
    soldiers = _soldiers(true, rng) if census == MIDDLE else np.zeros_like(true)
    at_home = counted - soldiers
    added = lie.share * true.sum() if census == lie.census else 0.0
    by_age = added * _false_ages(at_home, lie.pattern) if added and lie.pattern != "round ages" else 0.0
    given = np.stack([(at_home + by_age)[s] @ reported(habit, s, elapsed) for s in (FEMALE, MALE)])
    if added and lie.pattern == "round ages":  # invented forms carry their ages as invented
        given = given + added * _false_ages(given, lie.pattern)
    unstated = rng.uniform(0.0002, 0.0008, 2)
    unknown = np.rint(given.sum(axis=1) * unstated)
    given = given * (1 - unstated[:, None])
    cells = np.concatenate([given[:, :OPEN_AGE], given[:, OPEN_AGE:].sum(axis=1, keepdims=True)], axis=1)
    count = Count(census, np.rint(cells), unknown, np.rint(soldiers.sum(axis=1)), added=float(added), omitted=omitted)
    if census == MIDDLE:
        _muster(count, rng)
    return count


def _soldiers(true: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(sex, 111), persons under arms: conscripts of 20 to 24, some older men, very few women."""
    conscripts = np.zeros(TOP)
    conscripts[19:25] = (0.03, 0.12, 0.29, 0.29, 0.17, 0.10)
    older = np.zeros(TOP)
    older[25:40] = 1 / 15
    size = rng.uniform(1.3e6, 2.1e6)
    men = np.minimum(size * (0.85 * conscripts + 0.15 * older), 0.5 * true[MALE])
    return np.stack([0.004 * men, men])


def _muster(count: Count, rng: np.random.Generator) -> None:
    """The contingents as their own lists give them: army and guards, a little more than the residual."""
    guards = rng.uniform(0.08, 0.18)
    excess = 1 + rng.uniform(0.0, 0.03)
    count.contingents = {
        "army": np.rint(count.residual * (1 - guards)),
        "guards": np.rint(count.residual * guards * excess),
    }


def _false_ages(base: np.ndarray, pattern: str) -> np.ndarray:
    """(sex, age), where added persons are put, summing to 1."""
    ages = np.arange(base.shape[1])
    if pattern == "every age":
        weight = base
    elif pattern == "adults":
        weight = base * ((ages >= 16) & (ages < 60))
    else:
        weight = base * ((ages >= 20) & (ages <= 60) & (ages % 5 == 0))
    return weight / weight.sum()
