"""A count as printed: omissions, double entries, a planted falsification, persons counted apart, ages as given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np

from cenotaph.worlds.grid import FEMALE, MALE, TOP
from cenotaph.worlds.habits import Habit, reported

OPEN_AGE = 100
ADULTS = (16, 60)
EVERY_AGE, ROUND_AGES = "every age", "round ages"
_AGES = re.compile(r"(\d{1,3})-(\d{1,3})")


@dataclass(frozen=True)
class Lie:
    """Which census is falsified ("" for none), by what share of its true total, and at which ages: every age, adults,
    round ages, or completed years of age such as 20-59."""

    census: str
    share: float
    pattern: str


HONEST = Lie("", 0.0, "")


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


def filled(
    census: str, true: np.ndarray, forms: np.ndarray, apart: np.ndarray, unstated: np.ndarray, lie: Lie, habit: Habit,
    elapsed: int,
) -> Count:  # fmt: skip
    """The count that comes of true persons (sex, 111).

    forms : (sex, 111), forms made per person. apart : (sex, 111), persons counted outside the table. unstated : (sex,),
    share of those in the table whose age is not known. elapsed : years since the opening count.
    """
    counted = true * forms
    at_home = counted - apart
    added = lie.share * true.sum() if census == lie.census else 0.0
    on_true_ages = added and lie.pattern != ROUND_AGES
    by_age = added * false_ages(at_home, lie.pattern) if on_true_ages else 0.0
    given = np.stack([(at_home + by_age)[s] @ reported(habit, s, elapsed) for s in (FEMALE, MALE)])
    if added and lie.pattern == ROUND_AGES:  # invented forms carry their ages as invented
        given = given + added * false_ages(given, lie.pattern)
    unknown = np.rint(given.sum(axis=1) * unstated)
    given = given * (1 - unstated[:, None])
    cells = np.concatenate([given[:, :OPEN_AGE], given[:, OPEN_AGE:].sum(axis=1, keepdims=True)], axis=1)
    residual = np.rint(apart.sum(axis=1))
    return Count(census, np.rint(cells), unknown, residual, added=float(added), omitted=true - counted)


def false_ages(base: np.ndarray, pattern: str) -> np.ndarray:
    """(sex, age), where added persons are put, or taken from, summing to 1."""
    ages = np.arange(base.shape[1])
    if pattern == EVERY_AGE:
        weight = base
    elif pattern == ROUND_AGES:
        weight = base * ((ages >= 20) & (ages <= 60) & (ages % 5 == 0))
    else:
        low, high = ADULTS if pattern == "adults" else span_of(pattern)
        weight = base * ((ages >= low) & (ages < high))
    return weight / weight.sum()


def span_of(pattern: str) -> tuple[int, int]:
    """Half-open ages of completed years such as 20-59. ValueError where they are none."""
    found = _AGES.fullmatch(pattern)
    if found is None or not int(found[1]) <= int(found[2]) < TOP:
        raise ValueError(f"{pattern!r} are no ages")
    return int(found[1]), int(found[2]) + 1


def soldiers(true: np.ndarray, size: float) -> np.ndarray:
    """(sex, 111), persons under arms: conscripts of 20 to 24, some older men, very few women."""
    conscripts = np.zeros(TOP)
    conscripts[19:25] = (0.03, 0.12, 0.29, 0.29, 0.17, 0.10)
    older = np.zeros(TOP)
    older[25:40] = 1 / 15
    men = np.minimum(size * (0.85 * conscripts + 0.15 * older), 0.5 * true[MALE])
    return np.stack([0.004 * men, men])


def coverage(rng: np.random.Generator, first: bool) -> np.ndarray:
    """(sex, 111), forms made per person by true age, without any falsification. first : of an opening count."""
    ages = np.arange(TOP)
    forms = np.full((2, TOP), 1.0 + rng.normal(0.0, 0.004))
    infants = (0.04, 0.12) if first else (0.01, 0.04)
    young = rng.uniform(*infants) * np.array([1.0, rng.uniform(0.6, 1.0), rng.uniform(0.4, 0.9)])
    forms[:, :3] -= young
    if first:
        forms[FEMALE] -= rng.uniform(0.005, 0.03) * ((ages >= 8) & (ages < 28))
    else:  # one night, and men who travel for work
        forms[MALE] -= rng.uniform(0.0, 0.02) * ((ages >= 18) & (ages < 35))
    return forms
