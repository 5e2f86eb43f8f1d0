"""Every scenario of the case accounted for, and its results gathered as Estimates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cenotaph.estimate import Estimand, Estimate, not_estimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.spec import Dimension, Option
from cenotaph.evidence.tables import Literature
from cenotaph.reconstruct.account import Account, Counts, account
from cenotaph.reconstruct.estimands import KINDS, NEED_COUNTERFACTUAL, Kind, estimand, written
from cenotaph.reconstruct.influence import Influence, influences
from cenotaph.reconstruct.scenario import Scenario, headline_grid, variants

Progress = Callable[[str, int, int], None]
MIGRATION_UNKNOWN = "Migration is not stated by the case: net emigration, if any, is inside the figure."
NOT_BY_SEX = "A census is not given by sex: half of each age is taken as female."
WEAKNESS = ("enumerated", "registered", "adjusted", "suppressed", "disputed", "recalled")


@dataclass(frozen=True)
class Grid:
    """accounts[closing] holds one Account a headline scenario, in the order of `scenarios`."""

    scenarios: list[Scenario]
    accounts: dict[str, list[Account]]
    variants: list[tuple[Option, Dimension, dict[str, Account]]]
    influence: Influence
    counts: Counts

    @property
    def by_sex(self) -> bool:
        """Whether every census gives its ages by sex."""
        return all(c.by_sex for c in self.counts.by_id.values())

    def values(self, name: str, closing: str) -> dict[str, float]:
        """{scenario: value} over the scenarios that stand: computable, and not against a record."""
        found = {}
        for a in self.accounts[closing]:
            if name == "census-error" and taken_as_true(a):
                continue
            if name in a.values and not a.against_record:
                found[a.scenario.name] = a.values[name]
        return found


def taken_as_true(a: Account) -> bool:
    """Whether the scenario takes the census of this account as counted, so that it has no error."""
    option = a.scenario.option("true_census")
    return option is None or option.census in (None, a.census)


def run_grid(case: Case, progress: Progress | None = None) -> Grid:
    """All accounts of the case. `progress(stage, done, of)` is called as the work goes on."""
    counts = Counts.of(case)
    scenarios = headline_grid(case)
    closings = case.spec.balance.closing
    accounts: dict[str, list[Account]] = {c: [] for c in closings}
    for i, scenario in enumerate(scenarios, start=1):
        for closing in closings:
            accounts[closing].append(account(case, counts, scenario, closing))
        if progress:
            progress("scenarios", i, len(scenarios))
    named = [
        (option, dimension, {c: account(case, counts, scenario, c) for c in closings})
        for scenario, option, dimension in variants(case)
    ]
    return Grid(scenarios, accounts, named, influences(case, scenarios, progress), counts)


def estimates(case: Case, grid: Grid) -> tuple[Estimate, ...]:
    """Every estimand of the account for every closing census, then the documented comparisons."""
    found = [_of_kind(case, grid, kind, c) for c in case.spec.balance.closing for kind in KINDS]
    return (*found, *_counted(case, grid), *_expectation_gaps(case, grid), *_register_gaps(case, grid))


def _of_kind(case: Case, grid: Grid, kind: Kind, closing: str) -> Estimate:
    what = estimand(case, kind, closing)
    values = grid.values(kind.name, closing)
    accounts = grid.accounts[closing]
    silent = accounts[0].scenario.option("migration") is None
    if kind.who.startswith(("female", "male")) and not grid.by_sex:
        return not_estimable(what, NOT_BY_SEX)
    if silent and kind.name == "net-migration-loss":
        return not_estimable(what, "The case states no migration, and the censuses alone cannot show it.")
    if not values:
        return not_estimable(what, _why_none(accounts, kind))
    inputs = grid.influence.on(f"{kind.name}-{closing}")
    return Estimate(
        what,
        "scenario",
        np.array(list(values.values())),
        labels=tuple(values),
        status=kind.status,
        weakest=weakest(case, inputs),
        inputs=inputs,
        reason=" ".join(filter(None, [set_aside(accounts), *caveats(grid, silent)])),
    )


def caveats(grid: Grid, silent: bool) -> list[str]:
    """What a reader of any loss must know of the evidence as a whole."""
    found = [MIGRATION_UNKNOWN] if silent else []
    return found if grid.by_sex else [*found, NOT_BY_SEX]


def set_aside(accounts: list[Account]) -> str:
    """Which scenarios are out of the range and why, in a sentence; empty when all stand."""
    reasons = [a.why.get("losses") or a.against_record for a in accounts]
    out = [r for r in reasons if r]
    if not out:
        return ""
    causes = "; ".join(f"{out.count(r)}: {r.rstrip('.')}" for r in dict.fromkeys(out))
    return f"{len(out)} of {len(accounts)} scenarios are set aside because they cannot be ({causes})."


def _why_none(accounts: list[Account], kind: Kind) -> str:
    """Why no scenario yields this quantity."""
    if all(a.against_record or "losses" in a.why for a in accounts):
        return accounts[0].why["losses"] if all("losses" in a.why for a in accounts) else set_aside(accounts)
    if kind.name in NEED_COUNTERFACTUAL:
        return next((a.why["counterfactual"] for a in accounts if "counterfactual" in a.why), "")
    if kind.name == "census-error" and not all(taken_as_true(a) for a in accounts):
        return set_aside(accounts)
    if kind.name == "census-error":
        return "Every scenario takes this census as true, so nothing is held against it."
    return "The account does not reach this quantity."


def weakest(case: Case, inputs: tuple[str, ...]) -> str:
    """The weakest status among the rows of these inputs. Recalled rows of a file are never read from it."""
    named = {p.row.status for p in case.placed if p.row.id in inputs or p.place in inputs}
    filed = {p.row.status for p in case.placed if p.file in inputs and p.row.status != "recalled"}
    return max(named | filed, key=WEAKNESS.index, default="")


def _counted(case: Case, grid: Grid) -> list[Estimate]:
    """The censuses as counted: exact, and as weak as their status."""
    found = []
    balance = case.spec.balance
    kind = Kind(
        "counted-population", "Population counted", "Persons in the census of {closing}, as recorded.",
        "documented", at_moment=True,
    )  # fmt: skip
    for census in (balance.opening, *balance.closing):
        files = grid.counts.by_id[census].inputs
        status = weakest(case, files)
        total = float(round(grid.counts.by_id[census].population().sum()))
        found.append(
            Estimate(
                estimand(case, kind, census),
                "exact",
                np.array([total]),
                status="disputed" if status == "disputed" else "documented",
                weakest=status,
                inputs=files,
            )
        )
    return found


def _expectation_gaps(case: Case, grid: Grid) -> list[Estimate]:
    """What someone expected minus what was counted."""
    found = []
    for asked in case.spec.expectation:
        placed = case.by_id(asked.literature)
        row: Literature = placed.row
        counted = grid.counts.by_id[asked.census]
        kind = Kind(
            "expectation-gap",
            f"Expected minus counted ({row.author})",
            f"Population expected ({row.author}, {row.year}) minus the census of {{closing}}. A shortfall against a "
            "forecast, not a count of deaths.",
            "documented",
            at_moment=True,
        )
        what = estimand(case, kind, asked.census)
        named = {name: getattr(row, name) for name in ("low", "central", "high")}
        values = {k: v - round(counted.population().sum()) for k, v in named.items() if v is not None}
        inputs = (*counted.inputs, row.id)
        found.append(
            Estimate(
                _renamed(what, f"expectation-gap-{row.id}", f"Expected minus counted ({row.author})"),
                "exact" if len(values) == 1 else "limits",
                np.array(list(values.values())),
                labels=tuple(values),
                status="disputed",
                weakest=weakest(case, inputs),
                inputs=inputs,
                headline=row.status != "recalled",
            )
        )
    return found


def _register_gaps(case: Case, grid: Grid) -> list[Estimate]:
    """The register's own increase minus the increase counted between two censuses."""
    found = []
    for asked in case.spec.register_gap:
        placed = case.by_id(asked.vital)
        opening, closing = grid.counts.by_id[asked.opening], grid.counts.by_id[asked.closing]
        gap = placed.row.value - round(closing.population().sum()) + round(opening.population().sum())
        kind = Kind("register-gap", "", "", "documented", comparable="register_gap")
        what = estimand(case, kind, asked.closing)
        dates = written(case.census(asked.opening).date), written(case.census(asked.closing).date)
        what = _renamed(
            what,
            f"register-gap-{asked.vital}",
            "Registered increase minus counted increase",
            f"Natural increase in the register ({placed.row.period}) minus the growth between the censuses of "
            f"{dates[0]} and {dates[1]}. Unregistered deaths, emigration and census errors all enter it.",
        )
        inputs = (*opening.inputs, *closing.inputs, placed.row.id)
        margin = placed.row.rounding or 0.0
        found.append(
            Estimate(
                what,
                "limits" if margin else "exact",
                np.array([gap - margin, gap + margin] if margin else [gap]),
                labels=("rounded down", "rounded up") if margin else (),
                status="documented",
                weakest=weakest(case, inputs),
                inputs=inputs,
                headline=placed.row.status != "recalled",
            )
        )
    return found


def _renamed(what: Estimand, name: str, label: str, definition: str = "") -> Estimand:
    return replace(what, id=name, label=label, definition=definition or what.definition)
