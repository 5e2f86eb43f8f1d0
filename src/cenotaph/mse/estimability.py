"""What a table of overlaps can say at all, before anything is estimated.

A log-linear model of the lists has an estimate only where the counts hold it (existence) and tell its parameters apart
(identifiability). Where two lists share nobody the effect of the pair goes to minus infinity: the cells of both are
then nought for certain, and the question is put to the others (Fienberg and Rinaldo 2012, Annals of Statistics 40; as
applied to lists by Chan, Silverman and Vincent 2021, JASA 116).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.mse.overlap import Overlap, cells, pairs, within

Effect = int  # a set of lists as bits; effect 0 is the constant
Model = tuple[Effect, ...]
LEAST_POSITIVE = 1e-7  # share of the documented below which a cell of the best table counts as nought


@dataclass(frozen=True)
class Estimable:
    """What a model makes of a table.

    effects : those with a finite estimate. open_cells : (2 ** k,) of bool, cells not nought for certain; never cell 0.
    reason : why there is no estimate; empty where there is one.
    """

    effects: Model
    open_cells: Array
    reason: str

    @property
    def holds(self) -> bool:
        return not self.reason


def effects_of(margins: tuple[Effect, ...], k: int) -> Model:
    """All effects of a hierarchical model from its largest ones (every list has its own effect): [12, 3] has 1, 2, 12,
    3. Sorted by how many lists they join."""
    found = {0, *(1 << j for j in range(k))}
    for margin in margins:
        held = [j for j in range(k) if margin >> j & 1]
        for size in range(1, len(held) + 1):
            found |= {sum(1 << j for j in part) for part in combinations(held, size)}
    return tuple(sorted(found, key=lambda e: (e.bit_count(), e)))


def design(effects: Model, k: int) -> Array:
    """(2 ** k, effect), 1 where persons of a cell stand on all lists of an effect."""
    return np.stack([within(k, e) for e in effects], axis=1).astype(float)


def estimable(overlap: Overlap, effects: Model) -> Estimable:
    """Whether the most likely parameters of a model exist and are told apart by these counts."""
    k = overlap.k
    open_cells = cells(k) > 0
    empty = [e for e in effects if e and e.bit_count() > 1 and overlap.counts[within(k, e)].sum() == 0]
    for e in empty:
        open_cells &= ~within(k, e)
    left = tuple(e for e in effects if not any(e & gone == gone for gone in empty))
    x = design(left, k)[open_cells]
    if x.shape[0] < x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        return Estimable(left, open_cells, "the counts do not tell its effects apart")
    if not _exists(x, overlap.counts[open_cells]):
        return Estimable(left, open_cells, "no finite effects fit the counts best: cells are empty where it needs some")
    return Estimable(left, open_cells, "")


def _exists(x: Array, counts: Array) -> bool:
    """Whether a table with no empty cell has the same sums as the counts: the most likely parameters are finite then.

    The smallest cell of such a table is made as large as it can be; nought means that there is none.
    """
    if (counts > 0).all():
        return True
    from scipy.optimize import linprog  # half a second to load

    n_cells, n_effects = x.shape
    total = float(counts.sum())
    equal = np.column_stack([x.T, np.zeros(n_effects)])
    above = np.column_stack([-np.eye(n_cells), np.ones(n_cells)])
    goal = np.zeros(n_cells + 1)
    goal[-1] = -1.0
    found = linprog(
        goal,
        A_ub=above,
        b_ub=np.zeros(n_cells),
        A_eq=equal,
        b_eq=x.T @ counts / total,
        bounds=[(0, None)] * n_cells + [(None, None)],
        method="highs",
    )
    return bool(found.success and found.x[-1] > LEAST_POSITIVE)


@dataclass(frozen=True)
class Standing:
    """What the lists of a table have in common.

    sizes : persons of each list; shared : persons of each pair, in the order of `pairs`; alone : lists that share
    nobody with any other; reason : why nothing can be estimated, empty where something may be.
    """

    sizes: tuple[int, ...]
    shared: tuple[int, ...]
    empty_pairs: tuple[tuple[int, int], ...]
    alone: tuple[int, ...]
    reason: str


def standing(overlap: Overlap) -> Standing:
    """Overlaps first: lists, pairs, lists that cannot inform, and whether anything can be estimated."""
    k = overlap.k
    shared = tuple(overlap.both(i, j) for i, j in pairs(k))
    empty = tuple(p for p, s in zip(pairs(k), shared, strict=True) if not s)
    alone = tuple(j for j in range(k) if all(j not in p for p in pairs(k) if p not in empty))
    sizes = tuple(overlap.of(j) for j in range(k))
    reason = ""
    if overlap.documented == 0:
        reason = "nobody stands on any list"
    elif len(alone) == k:
        reason = "no two lists share anybody: nothing says how much each of them misses"
    elif k - sum(1 for s in sizes if s == 0) < 2:
        reason = "only one list holds anybody"
    return Standing(sizes, shared, empty, alone, reason)


def model_name(effects: Model, k: int) -> str:
    """[123,14,34]: the largest effects by the numbers of the lists, as is usual; lists from the tenth as letters."""
    tops = [e for e in effects if e and not any(e != o and e & o == e for o in effects)]
    signs = "123456789ABCDEF"
    names = sorted("".join(signs[j] for j in range(k) if e >> j & 1) for e in tops)
    return "[" + ",".join(names) + "]"
