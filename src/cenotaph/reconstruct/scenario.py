"""The grid of named scenarios: every combination of the headline answers, and the named variants."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from cenotaph.evidence.case import Case
from cenotaph.evidence.spec import Dimension, Option
from cenotaph.evidence.tables import Fertility, LifeTable, Vital


@dataclass(frozen=True)
class Scenario:
    """One answer to every question. `choices` maps dimension id to option; `by_kind` kind to option."""

    name: str
    choices: dict[str, Option]
    by_kind: dict[str, Option]
    headline: bool = True

    def option(self, kind: str) -> Option | None:
        """The answer to the question of this kind; None when the case does not ask it."""
        return self.by_kind.get(kind)


def dimensions(case: Case) -> tuple[Dimension, ...]:
    """The questions of the case, with those it does not state answered by the only thing they can be."""
    stated = list(case.spec.dimension)
    kinds = {d.kind for d in stated}
    # What the case does not choose is chosen for it only among rows that may carry a headline.
    tables = sorted({r.life_table for r in case.rows(LifeTable) if r.status != "recalled"})
    schedules = sorted({r.schedule for r in case.rows(Fertility) if r.status != "recalled"})
    implied = []
    if "true_census" not in kinds:
        text = "Every census is taken as counted."
        option = Option(id="as-counted", label="as counted", text=text)
        implied.append(_implied("truth", "true_census", option))
    if "mortality" not in kinds and tables:
        text = "Normal mortality is that of the first life table in the evidence."
        option = Option(id="table", label=tables[0], text=text, life_table=tables[0])
        implied.append(_implied("mortality", "mortality", option))
    if "fertility" not in kinds and schedules:
        rates = [
            r.id
            for r in case.rows(Vital)
            if r.event == "births" and r.measure == "per_1000" and r.id and r.status != "recalled"
        ]
        text = "Normal fertility is that of the first schedule in the evidence."
        rate = rates[0] if rates else None
        option = Option(id="schedule", label=schedules[0], text=text, schedule=schedules[0], birth_rate=rate)
        implied.append(_implied("fertility", "fertility", option))
    return (*stated, *implied)


def _implied(name: str, kind: str, option: Option) -> Dimension:
    return Dimension(id=name, kind=kind, question="Not asked by the case.", option=(option,))


def _scenario(name: str, dims: tuple[Dimension, ...], options: tuple[Option, ...], headline: bool) -> Scenario:
    return Scenario(
        name,
        {d.id: o for d, o in zip(dims, options, strict=True)},
        {d.kind: o for d, o in zip(dims, options, strict=True)},
        headline,
    )


def headline_grid(case: Case) -> list[Scenario]:
    """All combinations of the headline options; the first is the reference (first option everywhere)."""
    dims = dimensions(case)
    answers = [[o for o in d.option if o.headline] for d in dims]
    combinations = itertools.product(*answers)
    return [_scenario(f"s{i:03d}", dims, c, True) for i, c in enumerate(combinations, start=1)]


def variants(case: Case) -> list[tuple[Scenario, Option, Dimension]]:
    """Each named variant alone: the reference scenario with one answer changed."""
    dims = dimensions(case)
    first = [next(o for o in d.option if o.headline) for d in dims]
    found = []
    for i, dimension in enumerate(dims):
        for option in dimension.option:
            if not option.headline:
                options = (*first[:i], option, *first[i + 1 :])
                name = f"{dimension.id}:{option.id}"
                found.append((_scenario(name, dims, options, False), option, dimension))
    return found
