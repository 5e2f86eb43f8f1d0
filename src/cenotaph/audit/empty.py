"""Age groups with nobody in them, between groups that are full."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.audit.counts import Cell, Counted, Material
from cenotaph.audit.finding import ONE_ESTIMATE, Finding, Quiet, Said
from cenotaph.audit.words import listed, persons, years

NAME = "empty age groups"
OLDEST = 70  # above, groups of small populations are empty by chance
FULL = 30  # persons a year of age in the groups beside: chance empties such a group less than once in 10 ** 13


def check(material: Material) -> Iterator[Said]:
    """A finding for each count with such groups."""
    for count in material.counts:
        found = [(cell, about) for sex in count.sexes for cell, about in _empty(count, sex)]
        if not found:
            yield Quiet(
                NAME, count.id, f"every group to {OLDEST} whose neighbours hold {FULL} a year of age has somebody"
            )
            continue
        size = sum(about for _, about in found)
        said = listed(f"{c.sex} {years(c.age_from, c.age_to)}" for c, _ in found[:6])
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        yield Finding(
            f"empty-{count.id}", NAME, count.id, "age groups with nobody in them",
            f"{count.id} has nobody aged {said}{more}, between groups that are full: by these, about {persons(size)} "
            "persons are left out.",
            size, size, ONE_ESTIMATE, "strong",
            f"The groups beside hold {FULL} persons a year of age or more; the mean of both is taken.",
            ("a figure left out in printing or transcription", "a group counted with another"),
            {"groups": [[c.sex, c.age_from, c.age_to] for c, _ in found]}, count.files,
        )  # fmt: skip


def _empty(count: Counted, sex: str) -> Iterator[tuple[Cell, float]]:
    """Empty groups and the persons to be expected in them."""
    own = sorted((c for c in count.cells if c.sex == sex), key=lambda c: c.age_from)
    closed = [c for c in own if c.age_to is not None]
    for cell in closed:
        if cell.persons == 0 and cell.age_from < OLDEST:
            width = cell.age_to - cell.age_from
            beside = [
                next((c for c in reversed(closed) if c.age_to <= cell.age_from and c.persons > 0), None),
                next((c for c in closed if c.age_from >= cell.age_to and c.persons > 0), None),
            ]
            dense = [c.persons / (c.age_to - c.age_from) for c in beside if c is not None]
            if beside[1] is not None and min(dense) >= FULL:
                yield cell, width * sum(dense) / len(dense)
