"""The overlap of lists: how many persons stand on exactly which of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput

MOST_LISTS = 12


@dataclass(frozen=True)
class Overlap:
    """Counts of the documented by the lists they stand on.

    lists : names of the k lists. counts : (2 ** k,) of int64; the number of a cell has bit j set where its persons
    stand on list j. Cell 0, of those on no list, holds nought: it is what is to be estimated. stratum : what part of
    the whole these are; empty where there is one.

    >>> two = overlap_of(["parish", "court"], {(1, 0): 40, (0, 1): 30, (1, 1): 6})
    >>> two.documented, two.both(0, 1), two.of(0)
    (76, 6, 46)
    """

    lists: tuple[str, ...]
    counts: Array
    stratum: str = ""

    @property
    def k(self) -> int:
        """How many lists."""
        return len(self.lists)

    @property
    def documented(self) -> int:
        """Persons on at least one list."""
        return int(self.counts.sum())

    def of(self, j: int) -> int:
        """Persons on list j, whatever others they stand on."""
        return int(self.counts[(cells(self.k) >> j) & 1 == 1].sum())

    def both(self, i: int, j: int) -> int:
        """Persons on lists i and j, whatever others they stand on."""
        return int(self.counts[within(self.k, (1 << i) | (1 << j))].sum())

    def without(self, j: int) -> Overlap:
        """The same without a list; who stands on no other is on none."""
        low = (cells(self.k) & ((1 << j) - 1)) | ((cells(self.k) >> (j + 1)) << j)
        counts = np.bincount(low, weights=self.counts, minlength=2 ** (self.k - 1)).astype(np.int64)
        counts[0] = 0
        return Overlap(self.lists[:j] + self.lists[j + 1 :], counts, self.stratum)

    def only(self, keep: tuple[int, ...]) -> Overlap:
        """The same of some of the lists alone."""
        found = self
        for j in reversed([j for j in range(self.k) if j not in keep]):
            found = found.without(j)
        return found

    def of_stratum(self, stratum: str) -> Overlap:
        return replace(self, stratum=stratum)


def cells(k: int) -> Array:
    """(2 ** k,), the numbers of all cells."""
    return np.arange(2**k)


def within(k: int, lists: int) -> Array:
    """(2 ** k,) of bool: whether persons of a cell stand on all lists whose bits are set."""
    return (cells(k) & lists) == lists


def membership(k: int) -> Array:
    """(2 ** k, list), 1 where persons of a cell stand on a list."""
    return (cells(k)[:, None] >> np.arange(k) & 1).astype(float)


def pairs(k: int) -> list[tuple[int, int]]:
    return list(combinations(range(k), 2))


def overlap_of(lists: list[str] | tuple[str, ...], histories: dict[tuple[int, ...], int], stratum: str = "") -> Overlap:
    """The overlap from capture histories, (1, 0, 1) for the first and the third list, with their counts.

    Raises
    ------
    BadInput for fewer than two lists or too many, or a history of another length, of nobody's, or with less than none.
    """
    if not 2 <= len(lists) <= MOST_LISTS:
        few = "One list says nothing of those it lacks." if len(lists) < 2 else "Merge lists of one origin."
        raise BadInput(f"{len(lists)} lists; 2 to {MOST_LISTS} are needed.", remedy=few)
    counts = np.zeros(2 ** len(lists), dtype=np.int64)
    for history, count in histories.items():
        if len(history) != len(lists) or any(h not in (0, 1) for h in history):
            raise BadInput(f"The history {history} is not one 0 or 1 for each of {len(lists)} lists.")
        if count < 0 or count != int(count):
            raise BadInput(f"The history {history} has {count} persons; a whole number, 0 or more, is needed.")
        counts[sum(h << j for j, h in enumerate(history))] += int(count)
    if counts[0]:
        raise BadInput(
            f"{counts[0]} persons stand on no list.", remedy="Leave that row out: it is what is to be estimated."
        )
    return Overlap(tuple(lists), counts, stratum)
