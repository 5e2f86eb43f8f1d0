"""The three counts of Arvenia as printed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.counts import Count, Lie, coverage, filled, soldiers
from cenotaph.worlds.habits import Habit, draw_habit
from worlds.calendar_grid import LAST, MIDDLE, OPENING
from worlds.simulate import World

FALSE_PATTERNS = ("every age", "adults", "round ages")
# Chances of the planted falsification, the last census most often, as in the literature this shape comes from.
LIES = (("", 0.30), (LAST, 0.45), (MIDDLE, 0.25))


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
        forms = coverage(rng, census == OPENING)
        apart = soldiers(true, rng.uniform(1.3e6, 2.1e6)) if census == MIDDLE else np.zeros_like(true)
        unstated = rng.uniform(0.0002, 0.0008, 2)
        counts[census] = filled(census, true, forms, apart, unstated, lie, habit, elapsed)
        if census == MIDDLE:
            _muster(counts[census], rng)
    return Taken(lie, habit, counts)


def _muster(count: Count, rng: np.random.Generator) -> None:
    """The contingents as their own lists give them: army and guards, a little more than the residual."""
    guards = rng.uniform(0.08, 0.18)
    excess = 1 + rng.uniform(0.0, 0.03)
    count.contingents = {
        "army": np.rint(count.residual * (1 - guards)),
        "guards": np.rint(count.residual * guards * excess),
    }
