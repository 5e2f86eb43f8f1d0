"""A table of lists divided into strata: by region, by year, by sex, or whatever its columns say."""

from __future__ import annotations

from collections import Counter

from cenotaph.errors import BadInput
from cenotaph.evidence.lists_in import ListTable
from cenotaph.mse.overlap import Overlap, overlap_of


def overlaps(table: ListTable, by: tuple[str, ...] = ()) -> list[Overlap]:
    """One overlap for each value of the columns `by`, in the order of first rows; of all persons without `by`.

    A stratum that is not known is "": its persons stand on lists all the same.

    Raises
    ------
    BadInput for a column that the table lacks.
    """
    for column in by:
        if column not in table.columns:
            known = ", ".join(table.columns) or "none"
            raise BadInput(f"no column {column!r} to divide by.", where=table.name, remedy=f"It has: {known}.")
    places = [table.columns.index(column) for column in by]
    found: dict[tuple[str, ...], Counter[tuple[int, ...]]] = {}
    for row in table.rows:
        key = tuple(row.others[p] for p in places)
        found.setdefault(key, Counter())[row.history] += row.count
    return [
        overlap_of(table.lists, dict(histories), ", ".join(v or "unknown" for v in key) if any(key) else "")
        for key, histories in found.items()
    ]
