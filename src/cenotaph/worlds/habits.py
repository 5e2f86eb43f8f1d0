"""What age people give: round ages, even ages of children, years added in old age; partly one belief for life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.worlds.grid import TOP


@dataclass(frozen=True)
class Habit:
    """round_ages: share of adults drawn to round ages at 40, by sex; belief: share who keep a birth year for life."""

    round_ages: tuple[float, float]
    even_ages: float
    added_years: float
    belief: float


def draw_habit(rng: np.random.Generator) -> Habit:
    men = rng.uniform(0.05, 0.14)
    women = men * rng.uniform(1.1, 1.6)
    return Habit((women, men), rng.uniform(0.02, 0.08), rng.uniform(0.04, 0.15), rng.uniform(0.4, 0.8))


def rounding(habit: Habit, sex: int) -> np.ndarray:
    """(true age, reported age), rows sum to 1: adults drawn to tens within four years and fives within two."""
    matrix = np.zeros((TOP, TOP))
    for age in range(TOP):
        matrix[age, age] = 1.0
        ten, five = 10 * round(age / 10), 5 * round(age / 5)
        strength = habit.round_ages[sex] * float(np.clip((age - 13) / 27, 0, 2.0))
        choices = ((ten, 0.65, 4), (five, 0.35, 2)) if age > 13 else ()
        targets = [(target, weight) for target, weight, reach in choices if 0 < abs(target - age) <= reach]
        if 6 <= age <= 13 and age % 2:
            targets, strength = [(age - 1, 0.5), (age + 1, 0.5)], habit.even_ages
        for target, weight in targets:
            moved = min(strength * weight, 0.45)
            matrix[age, min(target, TOP - 1)] += moved
            matrix[age, age] -= moved
    return matrix


def exaggeration(habit: Habit) -> np.ndarray:
    """(true age, reported age): from 58 on some add one to five years, more of them the older they are."""
    matrix = np.eye(TOP)
    for age in range(58, TOP - 5):
        share = habit.added_years * min((age - 55) / 20, 1.5)
        matrix[age, age] -= share
        matrix[age, age + 1 : age + 6] += share / 5
    return matrix


def reported(habit: Habit, sex: int, elapsed: int) -> np.ndarray:
    """(true age, reported age) at a count `elapsed` years after the opening one.

    Those who keep a birth year carry the rounding they had at the opening count along with their cohort.
    """
    fresh = rounding(habit, sex)
    made = fresh.copy()
    for age in range(elapsed + 14, TOP):
        kept = np.zeros(TOP)
        kept[elapsed:] = fresh[age - elapsed, : TOP - elapsed]
        kept[TOP - 1] += fresh[age - elapsed, TOP - elapsed :].sum()
        made[age] = habit.belief * kept + (1 - habit.belief) * fresh[age]
    return made @ exaggeration(habit)
