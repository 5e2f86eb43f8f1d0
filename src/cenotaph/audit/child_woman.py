"""Children per woman from one count to the next: fertility seldom moves by half in a few years.

The youngest of the last count have no later one to be held against. What can be said without registers is whether women
would have had to bear half as many more children, or fewer, than those of the neighbouring count.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.audit.counts import Counted, Material, Pair
from cenotaph.audit.finding import ONE_ESTIMATE, Finding, Quiet, Said, Skipped
from cenotaph.audit.words import persons

NAME = "children per woman"
CHILDREN, WOMEN = ((0, 5), (5, 10)), (15, 45)
MOVED = (
    1.6  # fertility has halved in a decade of war or famine; over few years it seldom moves by more than this factor
)
LONGEST = 15.0  # years apart


def comparisons(material: Material) -> int:
    return len(_pairs(material)) * len(CHILDREN)


def _pairs(material: Material) -> list[Pair]:
    return [p for p in material.neighbours if p.length <= LONGEST]


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding a pair and age of children. z : standard deviations of chance to exceed as well."""
    for pair in _pairs(material):
        both = (pair.earlier, pair.later)
        if not all(c.by_sex and c.reads(0, 5) and c.reads(5, 10) and c.reads(*WOMEN) for c in both):
            yield Skipped(NAME, pair.name, "needs the sexes apart, and groups that begin at 0, 5, 10, 15 and 45")
            continue
        found = [said for ages in CHILDREN if (said := _judged(pair, ages, z)) is not None]
        yield from found or [Quiet(NAME, pair.name, f"children per woman move by less than a factor of {MOVED:g}")]


def _ratio(count: Counted, ages: tuple[int, int]) -> tuple[float, float, float]:
    """Children per woman, children, women (older women where the children are older)."""
    older = ages[0]
    children = float(count.population[:, ages[0] : ages[1]].sum())
    women = float(count.population[0, WOMEN[0] + older : WOMEN[1] + older].sum())
    return children / max(women, 1.0), children, women


def _judged(pair: Pair, ages: tuple[int, int], z: float) -> Finding | None:
    (then, n, _), (now, m, women) = _ratio(pair.earlier, ages), _ratio(pair.later, ages)
    limit = np.log(MOVED) + z * np.sqrt(1 / max(n, 1.0) + 1 / max(m, 1.0))
    moved = float(np.log(max(now, 1e-9) / max(then, 1e-9)))
    if abs(moved) <= limit:
        return None
    size, word = abs(m - then * women), "more" if moved > 0 else "fewer"
    span = f"{ages[0]} to {ages[1] - 1}"
    return Finding(
        f"children-per-woman-{pair.earlier.id}-{pair.later.id}-{ages[0]}", NAME, pair.name,
        f"children {span} per woman {'rose' if moved > 0 else 'fell'} by a factor of {np.exp(abs(moved)):.1f}",
        f"{pair.later.id} has {now:.2f} children aged {span} per woman of the ages of their mothers, {pair.earlier.id} "
        f"{then:.2f}: {persons(size)} {word} than at the ratio of {pair.earlier.id}. Either {word} were born, or "
        f"{word} lived, or one of the two counts has too many or too few of them.",
        size, size, ONE_ESTIMATE, "weak",
        f"A finding beyond a factor of {MOVED:g} and chance, between counts at most {LONGEST:g} years apart.",
        ("births that rose or fell", "a crisis, or its end", "children omitted, or counted with another age"),
        {"earlier": then, "later": now, "ages": list(ages)},
        pair.files,
    )  # fmt: skip
