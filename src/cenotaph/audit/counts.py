"""What an audit looks at: counts by sex and age with all that is said beside them, as arrays.

Sexes are (female, male) and ages 0 ... 99, 100+, as in `cenotaph.arrays`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, pairwise

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.ages import spread_unknown
from cenotaph.demography.graduation import to_single_years
from cenotaph.evidence.case import Case

FINE = 5  # years: in wider groups the place of a cohort inside is a guess


@dataclass(frozen=True)
class Cell:
    """One figure as printed: ages age_from <= age < age_to, None open."""

    sex: str
    age_from: int
    age_to: int | None
    persons: float


@dataclass(frozen=True)
class Counted:
    """One count.

    single : (sex, 101), persons by stated age, groups graduated. width : (101,), years in the printed group that holds
    each age, inf where it is open. cells : every printed figure. unknown, residual : (sex,), of unknown age; inside the
    final total and outside the table, placed at residual_ages. by_sex : false when both sexes stand together.
    """

    id: str
    label: str
    time: float
    single: Array
    width: Array
    cells: tuple[Cell, ...]
    unknown: Array = field(default_factory=lambda: np.zeros(len(SEXES)))
    residual: Array = field(default_factory=lambda: np.zeros(len(SEXES)))
    residual_ages: tuple[int, int] = (0, N_AGES)
    residual_groups: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    by_sex: bool = True

    @property
    def sexes(self) -> tuple[str, ...]:
        """The sexes as printed: each, or both together."""
        return SEXES if self.by_sex else ("both",)

    @property
    def printed(self) -> Array:
        """(101,), which single years of age are printed for both sexes."""
        return self.width == 1

    def fine(self, low: float, high: float) -> bool:
        """Groups of at most FINE years are printed over ages low ... high, none of them open."""
        ages = self.width[max(0, int(np.floor(low))) : int(np.ceil(high))]
        return high <= N_AGES and bool((ages <= FINE).all())

    def has_bounds(self, ages: Iterable[int]) -> bool:
        """A printed group of each sex begins at each of these ages."""
        return all({c.age_from for c in self.cells if c.sex == sex} >= set(ages) for sex in self.sexes)

    @property
    def in_table(self) -> Array:
        """(sex, 101), the table with persons of unknown age spread over it; those outside the table left out."""
        return spread_unknown(self.single, self.unknown)

    @property
    def population(self) -> Array:
        """(sex, 101), everyone: those counted apart at the ages they are said to have, like those counted there."""
        low, high = self.residual_ages
        inside = self.in_table
        among = np.zeros_like(inside)
        among[:, low:high] = inside[:, low:high]
        there = among.sum(axis=-1, keepdims=True)
        return inside + among * (self.residual[:, None] / np.where(there > 0, there, 1.0))

    @property
    def total(self) -> float:
        return float(self.population.sum())

    @property
    def whole(self) -> bool:
        """All printed figures are whole numbers, as enumerated persons are."""
        return all(float(c.persons).is_integer() for c in self.cells)


@dataclass(frozen=True)
class Increase:
    """A register's natural increase over [start, end), decimal years; `half` is half its last printed unit."""

    start: float
    end: float
    persons: float
    half: float
    file: str


@dataclass(frozen=True)
class Births:
    """Registered births of both sexes over [start, end), decimal years, from least to most; `how` they are known."""

    start: float
    end: float
    least: float
    most: float
    how: str
    file: str


@dataclass(frozen=True)
class Pair:
    """Two counts, the earlier first."""

    earlier: Counted
    later: Counted

    @property
    def name(self) -> str:
        return f"{self.earlier.id} to {self.later.id}"

    @property
    def length(self) -> float:
        return self.later.time - self.earlier.time

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.earlier.files, *self.later.files)))


@dataclass(frozen=True)
class Material:
    """All that is audited. tables : hazards (sex, 101) and the middle of its period by life table. flows : (start,
    end, persons who arrived less those who left). left_out : what was not read, in sentences. territory : in words.
    case : None for a file."""

    name: str
    counts: tuple[Counted, ...]
    territory: str = ""
    tables: dict[str, tuple[Array, float]] = field(default_factory=dict)
    increases: tuple[Increase, ...] = ()
    births: tuple[Births, ...] = ()
    flows: tuple[tuple[float, float, float], ...] = ()
    left_out: tuple[str, ...] = ()
    case: Case | None = None
    table_files: tuple[str, ...] = ()
    hashes: dict[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[Pair]:
        """Every pair of counts at least a year and at most sixty apart."""
        pairs = [Pair(a, b) for a, b in combinations(self.counts, 2)]
        return [p for p in pairs if 1 <= p.length <= 60]

    @property
    def neighbours(self) -> list[Pair]:
        """Each count with the next one."""
        return [p for p in (Pair(a, b) for a, b in pairwise(self.counts)) if 1 <= p.length <= 60]


def arrays_of(cells: list[Cell], years: list[Cell]) -> tuple[Array, Array, bool]:
    """(sex, 101) by stated age; (101,) years of age in the printed group that holds each age, inf where it is open, the
    wider of the sexes; and whether the sexes stand apart. `years` are single years printed beside the groups."""
    by_sex = any(c.sex in SEXES for c in cells)
    single, width = np.zeros((len(SEXES), N_AGES)), np.ones(N_AGES)
    for index, sex in enumerate(SEXES):
        own = sorted((c for c in cells if c.sex == (sex if by_sex else "both")), key=lambda c: c.age_from)
        low = np.array([c.age_from for c in own], dtype=float)
        high = np.array([np.inf if c.age_to is None else c.age_to for c in own], dtype=float)
        single[index] = to_single_years(low, high, np.array([c.persons for c in own], dtype=float))
        single[index] /= 1 if by_sex else len(SEXES)
        own_width = np.full(N_AGES, np.inf)
        for a, b in zip(low, high, strict=True):
            own_width[int(a) : int(min(b, N_AGES))] = b - a
        for c in years:
            if c.sex == sex and c.age_from < N_AGES - 1:
                single[index, c.age_from] = c.persons
                own_width[c.age_from] = 1
        width = np.maximum(width, own_width)
    return single, width, by_sex
