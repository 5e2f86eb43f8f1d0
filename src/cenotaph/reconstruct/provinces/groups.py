"""Provinces gathered into groups of one form, so that one compiled program serves all of a group."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.province import province, provinces
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Register, Shape
from cenotaph.reconstruct.bayes.gather import gather
from cenotaph.reconstruct.provinces.pooled import Shared, shared

UNLIMITED = 1e6  # half-unit, relative, of a figure that says nothing


class Group(NamedTuple):
    """Provinces of one form. cases : each as a case. data : a Bundle with a leading axis of provinces. places : of each
    shared number in the vector, or -1. closings : its closing census, or -1. Both -1: not in this group."""

    names: tuple[str, ...]
    cases: tuple[Case, ...]
    data: Bundle
    shape: Shape
    places: tuple[int, ...]
    closings: tuple[int, ...]


def gather_groups(case: Case) -> tuple[tuple[Group, ...], tuple[Shared, ...]]:
    """All provinces of a case in groups, and what they share.

    Raises
    ------
    NotEstimable when the case has no [model.provinces], or a province and the model do not fit together.
    """
    if case.spec.model is None or case.spec.model.provinces is None:
        raise NotEstimable("The case has no [model.provinces].", remedy="Add it to case.toml (docs/provinces.md).")
    found: dict[tuple, list[tuple[Case, Bundle, Shape]]] = {}
    for territory in provinces(case):
        one = province(case, territory.id)
        try:
            data, shape = gather(one)
        except NotEstimable as problem:
            raise NotEstimable(f"The province {territory.id}: {problem}") from None
        data = data._replace(registers=tuple(_padded(r, e, data, shape) for e, r in zip(EVENTS, data.registers,
                                                                                        strict=True)))  # fmt: skip
        found.setdefault(_form(data, shape), []).append((one, data, shape))
    longest = max((shape for members in found.values() for _, _, shape in members), key=lambda s: s.years)
    numbers = shared(case.spec.model, longest)
    return tuple(_group(members, numbers) for members in found.values()), numbers


def _padded(own: Register, event: str, data: Bundle, shape: Shape) -> Register:
    """A register with a figure in every year: where it left none, one rounded without limit, which says nothing.

    Its density is then the same whatever happened, so that provinces whose registers have gaps share one program.
    """
    known = np.asarray(own.years).sum(axis=0) > 0
    usual = np.exp(data.births.mean[0]) if event == "births" else _normal_deaths(data)
    log_count, rounding = np.full(shape.years, np.log(usual / 2)), np.full(shape.years, UNLIMITED)
    log_count[known], rounding[known] = (
        np.asarray(own.years).T[known] @ own.log_count,
        own.years.T[known] @ own.rounding,
    )
    return own._replace(years=np.eye(shape.years), log_count=log_count, rounding=rounding)


def _normal_deaths(data: Bundle) -> float:
    return float((data.opening.counted * np.exp(data.mortality.log_table)).sum())


def _form(data: Bundle, shape: Shape) -> tuple:
    """What has to be alike for provinces to be stacked."""
    import jax

    leaves, tree = jax.tree.flatten(data)
    return shape, tree, tuple(np.shape(leaf) for leaf in leaves)


def _group(members: list[tuple[Case, Bundle, Shape]], numbers: tuple[Shared, ...]) -> Group:
    import jax

    cases, bundles, (shape, *_) = zip(*members, strict=True)
    data = jax.tree.map(lambda *leaves: np.stack(leaves), *bundles)
    closings = tuple(shape.names.index(s.number.census) if s.number.census in shape.names else -1 for s in numbers)
    places = tuple(_place(s, shape) for s in numbers)
    return Group(tuple(c.spec.case.territory for c in cases), cases, data, shape, places, closings)


def _place(one: Shared, shape: Shape) -> int:
    """Where the vector holds a shared number; -1 where it does not."""
    start = 0
    for name, form in shape.sizes:
        size = int(np.prod(form))
        if name == one.number.block:
            return start + one.number.index if one.number.index < size else -1
        start += size
    return -1


def one_of(data: Bundle, index: int) -> Any:
    """The Bundle of one province of a group."""
    import jax

    return jax.tree.map(lambda leaf: leaf[index], data)
