"""Columns of a table of lists as covariates, and the doubly robust estimate of every pair of lists given them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput
from cenotaph.evidence.grid_in import at_line
from cenotaph.evidence.lists_in import ListTable
from cenotaph.mse.checks import Bound
from cenotaph.mse.doubly_robust import doubly_robust
from cenotaph.mse.found import CONFIDENCE, DRAWS, Found
from cenotaph.mse.overlap import pairs

MOST_VALUES = 30  # of a category


def covariates_of(table: ListTable, names: tuple[str, ...]) -> tuple[Array, Array]:
    """(person, list) of 0 and 1, and (person, column): numbers as they are, words as columns of 0 and 1 but for the
    first word; a blank among words is a word of its own.

    Raises
    ------
    BadInput for a column that is not there, a blank among numbers, or more than thirty words.
    """
    on = np.repeat([row.history for row in table.rows], [row.count for row in table.rows], axis=0)
    columns = []
    for name in names:
        if name not in table.columns:
            known = ", ".join(table.columns) or "none"
            raise BadInput(f"no column {name!r} for a covariate.", where=table.name, remedy=f"It has: {known}.")
        place = table.columns.index(name)
        columns += _columns(table, name, [row.others[place] for row in table.rows])
    repeated = [np.repeat(column, [row.count for row in table.rows]) for column in columns]
    return on, np.column_stack(repeated)


def _columns(table: ListTable, name: str, cells: list[str]) -> list[Array]:
    numbers = [_number(cell) for cell in cells]
    if any(n is not None for n in numbers) and all(
        n is not None or c == "" for n, c in zip(numbers, cells, strict=True)
    ):
        for row, number in zip(table.rows, numbers, strict=True):
            if number is None:
                raise BadInput(f"{name} is blank.", where=at_line(table.name, row.line),
                               remedy="Enter it, or leave the column out: a number has no unknown.")  # fmt: skip
        return [np.array(numbers, dtype=float)]
    words = list(dict.fromkeys(cells))
    if len(words) > MOST_VALUES:
        raise BadInput(f"{name} has {len(words)} different words; at most {MOST_VALUES} can be told apart.",
                       where=table.name, remedy="Group them in a column of their own.")  # fmt: skip
    return [np.array([cell == word for cell in cells], dtype=float) for word in words[1:]] or [np.zeros(len(cells))]


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def given_covariates(table: ListTable, names: tuple[str, ...], seed: int) -> Iterator[Found]:
    """The doubly robust estimate of every pair of lists, of the persons on one of the two at least."""
    on, x = covariates_of(table, names)
    for i, j in pairs(len(table.lists)):
        two = on[:, [i, j]]
        listed = two.any(axis=1)
        first, second = table.lists[i], table.lists[j]
        label = f"Doubly robust, {first} and {second} given {', '.join(names)}"
        definition = (
            f"Two lists taken as independent among persons of the same {', '.join(names)}; other lists not looked at "
            "(cross-fitted multinomial logit, one-step correction)."
        )
        method = f"doubly-robust-{first}-{second}"
        found = doubly_robust(two[listed], x[listed], seed)
        if found.reason:
            yield Found(method, label, definition, found.documented, reason=found.reason, is_check=True)
            continue
        caution = f"{found.cut} persons stand for two hundred each at most." if found.cut else ""
        bound = Bound(found.documented, found.whole - found.documented, found.error)
        yield Found(method, label, definition, found.documented, bound.draws(DRAWS), CONFIDENCE, found.whole, caution,
                    is_check=True)  # fmt: skip
