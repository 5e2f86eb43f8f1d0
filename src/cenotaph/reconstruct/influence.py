"""Which evidence carries which result: every input table made 1 per cent larger, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Adjustment, Fertility, LifeTable, Migration, Population, Row, Vital
from cenotaph.reconstruct.account import Account, Counts, account
from cenotaph.reconstruct.scenario import Scenario

NUDGE = 0.01
INFLUENTIAL = 0.001
VALUE_COLUMN: dict[type[Row], str] = {
    Population: "persons",
    Adjustment: "persons",
    Vital: "value",
    LifeTable: "value",
    Fertility: "births_per_1000_women",
    Migration: "persons",
}


@dataclass(frozen=True)
class Influence:
    """change[estimate id][file]: largest relative change of the estimate for a table 1 per cent larger."""

    change: dict[str, dict[str, float]]

    def on(self, estimate: str) -> tuple[str, ...]:
        """Files that move the estimate by more than a thousandth, the strongest first."""
        effects = self.change.get(estimate, {})
        strong = [f for f, c in effects.items() if abs(c) > INFLUENTIAL]
        return tuple(sorted(strong, key=lambda f: -abs(effects[f])))


def influences(
    case: Case, scenarios: list[Scenario], progress: Callable[[str, int, int], None] | None = None
) -> Influence:
    """Effects in the reference scenario and in each that differs from it by one answer."""
    chosen = _one_answer_changed(scenarios)
    closings = case.spec.balance.closing
    counts = Counts.of(case)
    base = {(s.name, c): account(case, counts, s, c) for s in chosen for c in closings}
    files = sorted({p.file for p in case.placed if type(p.row) in VALUE_COLUMN and p.row.status != "recalled"})
    change: dict[str, dict[str, float]] = {}
    for done, file in enumerate(files, start=1):
        nudged = _nudged(case, file)
        counts = Counts.of(nudged)
        for s in chosen:
            for c in closings:
                _record(change, file, base[s.name, c], account(nudged, counts, s, c))
        if progress:
            progress("influence of each source", done, len(files))
    return Influence(change)


def _one_answer_changed(scenarios: list[Scenario]) -> list[Scenario]:
    first = scenarios[0].choices
    return [s for s in scenarios if sum(s.choices[d] != o for d, o in first.items()) <= 1]


def _nudged(case: Case, file: str) -> Case:
    def larger(placed: Placed) -> Placed:
        column = VALUE_COLUMN.get(type(placed.row))
        if placed.file != file or column is None:
            return placed
        value = getattr(placed.row, column) * (1 + NUDGE)
        return replace(placed, row=placed.row.model_copy(update={column: value}))

    return replace(case, placed=tuple(larger(p) for p in case.placed))


def _record(change: dict[str, dict[str, float]], file: str, before: Account, after: Account) -> None:
    """Keep the largest effect; where the nudged table contradicts the others there is none to keep."""
    for name, value in before.values.items():
        if name in after.values and value:
            effect = (after.values[name] - value) / abs(value)
            known = change.setdefault(f"{name}-{before.census}", {})
            if abs(effect) >= abs(known.get(file, 0.0)):
                known[file] = effect
