"""Which evidence carries which result: every input made 1 per cent larger, one at a time.

An input is a file of counts, a life table, a schedule, or a single row of vital events, migration or deaths
in a ledger: rows of which two may enter as a ratio are moved apart, since moved together they would cancel.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Adjustment, Fertility, Ledger, LifeTable, Migration, Population, Row, Vital
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
    Ledger: "persons",
}
ROW_BY_ROW = (Vital, Migration, Ledger)


@dataclass(frozen=True)
class Influence:
    """change[estimate id][input]: largest relative change of the estimate for an input 1 per cent larger."""

    change: dict[str, dict[str, float]]

    def on(self, estimate: str) -> tuple[str, ...]:
        """Inputs that move the estimate by more than a thousandth, the strongest first."""
        effects = self.change.get(estimate, {})
        strong = [f for f, c in effects.items() if abs(c) > INFLUENTIAL]
        return tuple(sorted(strong, key=lambda f: -abs(effects[f])))


def input_of(placed: Placed) -> str:
    """The input a row belongs to: its id or place where rows stand alone, else its file."""
    if isinstance(placed.row, ROW_BY_ROW):
        return placed.row.id or placed.place
    return placed.file


def influences(
    case: Case, scenarios: list[Scenario], progress: Callable[[str, int, int], None] | None = None
) -> Influence:
    """Effects in the reference scenario and in each that differs from it by one answer."""
    chosen = _one_answer_changed(scenarios)
    closings = case.spec.balance.closing
    counts = Counts.of(case)
    base = {(s.name, c): account(case, counts, s, c) for s in chosen for c in closings}
    used = {row for s in chosen for o in s.choices.values() for row in o.ledgers}
    usable = [p for p in case.placed if type(p.row) in VALUE_COLUMN and p.row.status != "recalled"]
    inputs = sorted({input_of(p) for p in usable if not isinstance(p.row, Ledger) or p.row.id in used})
    change: dict[str, dict[str, float]] = {}
    for done, name in enumerate(inputs, start=1):
        nudged = _nudged(case, name)
        counts = Counts.of(nudged)
        for s in chosen:
            for c in closings:
                _record(change, name, base[s.name, c], account(nudged, counts, s, c))
        if progress:
            progress("influence of each source", done, len(inputs))
    return Influence(change)


def _one_answer_changed(scenarios: list[Scenario]) -> list[Scenario]:
    first = scenarios[0].choices
    return [s for s in scenarios if sum(s.choices[d] != o for d, o in first.items()) <= 1]


def _nudged(case: Case, name: str) -> Case:
    """The case with one input larger; a column of survivors is nudged in the hazards it implies."""
    radix = {(r.life_table, r.sex): r.value for r in case.rows(LifeTable) if r.measure == "lx" and r.age_from == 0}

    def larger(placed: Placed) -> Placed:
        row = placed.row
        column = VALUE_COLUMN.get(type(row))
        if column is None or input_of(placed) != name:
            return placed
        value = getattr(row, column)
        if isinstance(row, LifeTable) and row.measure == "lx":
            start = radix.get((row.life_table, row.sex), 1.0)
            value = start * (value / start) ** (1 + NUDGE)
        else:
            value *= 1 + NUDGE
        return replace(placed, row=row.model_copy(update={column: value}))

    return replace(case, placed=tuple(larger(p) for p in case.placed))


def _record(change: dict[str, dict[str, float]], name: str, before: Account, after: Account) -> None:
    """Keep the largest effect; where the nudged table contradicts the others there is none to keep."""
    for quantity, value in before.values.items():
        if quantity in after.values and value:
            effect = (after.values[quantity] - value) / abs(value)
            known = change.setdefault(f"{quantity}-{before.census}", {})
            if abs(effect) >= abs(known.get(name, 0.0)):
                known[name] = effect
