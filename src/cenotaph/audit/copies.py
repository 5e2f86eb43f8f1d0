"""Columns that repeat each other cell by cell: a table printed twice, or one sex in the place of the other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import EXACT, Finding, Quiet, Said, Skipped

NAME = "copied columns"
LEAST = 100  # persons: smaller cells are often equal by chance
LEAST_CELLS = 5
ROUNDED = 0.5  # a column in which half the cells end in 0 was rounded: equal cells are no wonder


def comparisons(material: Material) -> int:
    return max(1, len(list(combinations(_columns(material), 2))))


def check(material: Material, alpha: float) -> Iterator[Said]:
    """A finding for each pair of columns with a run of equal cells that chance does not make. alpha : of one pair."""
    columns = _columns(material)
    if len(columns) < 2:
        yield Skipped(NAME, material.name, f"needs two columns of cells of at least {LEAST} persons")
        return
    found = [
        finding for (one, a), (other, b) in combinations(columns.items(), 2)
        if (finding := _copied(one, a, other, b, alpha, material)) is not None
    ]  # fmt: skip
    yield from found or [Quiet(NAME, material.name, f"no run of {LEAST_CELLS} equal cells in {len(columns)} columns")]


def _columns(material: Material) -> dict[tuple[Counted, str], dict]:
    """{(count, sex): {(age_from, age_to): persons}}, large cells only."""
    found = {}
    for count in material.counts:
        for sex in count.sexes:
            cells = {(c.age_from, c.age_to): c.persons for c in count.cells if c.sex == sex and c.persons >= LEAST}
            rounded = np.mean([c.persons % 10 == 0 for c in count.cells if c.sex == sex] or [True]) >= ROUNDED
            if len(cells) >= LEAST_CELLS and not rounded:
                found[count.id, sex] = cells
    return found


def _copied(
    one: tuple[str, str], a: dict, other: tuple[str, str], b: dict, alpha: float, material: Material
) -> Finding | None:
    """The longest run of equal neighbours, if two true columns would hardly have it: two counts of about n persons that
    chance alone tells apart are equal once in the square root of 4 pi n."""
    ages = sorted(set(a) & set(b), key=lambda age: age[0])
    best: list[tuple] = []
    run: list[tuple] = []
    for age in ages:
        run = [*run, age] if a[age] == b[age] else []
        best = max(best, run, key=len)
    if len(best) < LEAST_CELLS:
        return None
    p = len(ages) * float(np.prod([1 / np.sqrt(4 * np.pi * a[age]) for age in best]))
    if p >= alpha:
        return None
    persons = float(sum(a[age] for age in best))
    names = [f"{count}, {sex}" for count, sex in (one, other)]
    low, high = best[0][0], best[-1][1]
    span = f"{low} and over" if high is None else f"{low} to {high - 1}"
    return Finding(
        f"copied-{one[0]}-{one[1]}-{other[0]}-{other[1]}", NAME, " and ".join(names), "columns repeat each other",
        f"{len(best)} neighbouring cells of {names[0]} and of {names[1]}, ages {span}, are equal to the last person.",
        persons, persons, EXACT, "strong",
        f"Two true columns would have such a run with probability {p:.1g} at the most (level {alpha:.2g}).",
        ("a slip of the transcription", "a table printed twice"),
        {"ages": [list(age) for age in best], "p": p},
        tuple(dict.fromkeys(f for c in material.counts if c.id in (one[0], other[0]) for f in c.files)),
    )  # fmt: skip
