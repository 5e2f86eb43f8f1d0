"""The tables of results behind the charts of a report."""

from __future__ import annotations

from datetime import date

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.demography.graduation import sum_groups
from cenotaph.estimate import Estimate, Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year
from cenotaph.evidence.tables import Population
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.account import Account
from cenotaph.reconstruct.estimands import KINDS, LOSSES
from cenotaph.reconstruct.grid import Grid, taken_as_true
from cenotaph.reconstruct.scenario import dimensions


def tables(case: Case, grid: Grid, estimates: tuple[Estimate, ...]) -> dict[str, Table]:
    """All of them, by name."""
    made = (
        _age_sex(case, grid), _cohorts(case, grid), _scenarios(case, grid), _drivers(case, grid),
        _waterfall(case, grid), _variants(case, grid), _influence(grid), _registers(case, grid),
    )  # fmt: skip
    return {table.name: table for table in made}


def _groups(case: Case, census: str) -> tuple[Array, Array]:
    rows = [r for r in case.rows(Population) if r.census == census and r.entry == "cell" and r.sex == SEXES[0]]
    rows.sort(key=lambda r: r.age_from)
    low = np.array([r.age_from for r in rows], dtype=float)
    return low, np.array([np.inf if r.age_to is None else r.age_to for r in rows], dtype=float)


def _expected(grid: Grid, closing: str) -> list[Account]:
    accounts = grid.accounts.get(closing, [])
    return [a for a in accounts if a.expected is not None and not a.against_record]


def _age_rows(case: Case, grid: Grid, census: str) -> list[dict]:
    low, high = _groups(case, census)
    opening = census == case.spec.balance.opening
    first = grid.accounts[case.spec.balance.closing[0] if opening else census][0]
    counted = sum_groups(first.opening if opening else first.counted, low, high)
    expected = np.array([sum_groups(a.expected.population, low, high) for a in _expected(grid, census)])
    rows = []
    for s, sex in enumerate(SEXES):
        for g in range(low.size):
            band = expected[:, s, g] if expected.size else None
            rows.append(
                {
                    "census": census,
                    "date": case.census(census).date,
                    "sex": sex,
                    "age_from": int(low[g]),
                    "age_to": None if np.isinf(high[g]) else int(high[g]),
                    "width": 1 if np.isinf(high[g]) else int(high[g] - low[g]),
                    "counted": round(float(counted[s, g])),
                    "expected_low": None if band is None else round(float(band.min())),
                    "expected_high": None if band is None else round(float(band.max())),
                    "expected_reference": None if band is None else round(float(band[0])),
                }
            )
    return rows


def _age_sex(case: Case, grid: Grid) -> Table:
    balance = case.spec.balance
    rows = [r for c in (balance.opening, *balance.closing) for r in _age_rows(case, grid, c)]
    return Table(
        "age_sex",
        "Persons counted at each census by sex and age, and persons expected without the crisis "
        "(lowest and highest scenario, and the reference scenario).",
        {"counted": "persons", "expected_low": "persons", "expected_high": "persons"},
        rows,
    )


def _cohorts(case: Case, grid: Grid) -> Table:
    rows = []
    for row in _age_sex(case, grid).rows:
        if row["age_to"] is None:
            continue
        time = decimal_year(date.fromisoformat(row["date"]))
        width = row["width"]
        per = {k: None if row[k] is None else row[k] / width for k in ("counted", "expected_low", "expected_high")}
        rows.append(
            {
                "census": row["census"],
                "sex": row["sex"],
                "birth_from": round(time - row["age_to"], 3),
                "birth_to": round(time - row["age_from"], 3),
                "per_year": per["counted"],
                "expected_low": per["expected_low"],
                "expected_high": per["expected_high"],
            }
        )
    return Table(
        "cohorts",
        "The same birth cohorts in each census: persons per single year of birth.",
        {"per_year": "persons per year of birth"},
        rows,
    )


def _scenarios(case: Case, grid: Grid) -> Table:
    rows = []
    for i, scenario in enumerate(grid.scenarios):
        row: dict = {"scenario": scenario.name, **{d: o.id for d, o in scenario.choices.items()}}
        for closing, accounts in grid.accounts.items():
            a = accounts[i]
            row[f"set-aside-{closing}"] = a.why.get("losses") or a.against_record
            for kind in KINDS:
                none = kind.name == "census-error" and taken_as_true(a)
                row[f"{kind.name}-{closing}"] = None if none else a.values.get(kind.name)
        rows.append(row)
    return Table("scenarios", "Every headline scenario: its answers and its results.", {}, rows)


def _drivers(case: Case, grid: Grid) -> Table:
    rows = []
    for closing in case.spec.balance.closing:
        for name in (*LOSSES, "census-error"):
            values = grid.values(name, closing)
            for dimension in dimensions(case):
                options = [o for o in dimension.option if o.headline]
                for option in options if len(options) > 1 else []:
                    held = [
                        values[s.name]
                        for s in grid.scenarios
                        if s.name in values and s.choices[dimension.id].id == option.id
                    ]
                    if held:
                        rows.append(
                            {
                                "estimate": f"{name}-{closing}",
                                "dimension": dimension.id,
                                "question": dimension.question,
                                "option": option.id,
                                "label": option.label,
                                "mean": float(np.mean(held)),
                                "low": min(held),
                                "high": max(held),
                            }
                        )
    return Table(
        "drivers",
        "What moves the answer: for each answer to each question, the mean, lowest and highest result over "
        "all scenarios that hold it.",
        {"mean": "persons", "low": "persons", "high": "persons"},
        rows,
    )


STEPS = (
    ("Expected without the crisis", "expected-population", "level"),
    ("Excess deaths (projection-based)", "excess-deaths-projection", "change"),
    ("Birth deficit", "birth-deficit", "change"),
    ("Net emigration", "net-migration-loss", "change"),
    ("Taken as true", "true-population", "level"),
    ("Net census error", "census-error", "change"),
    ("Counted", "counted-population", "level"),
)


def waterfall_rows(a: Account, label: str) -> list[dict]:
    """One account as a waterfall from the expected to the counted population, in persons."""
    rows, running = [], 0.0
    for step, name, kind in STEPS:
        value = a.values[name]
        if kind == "change" and name != "census-error":
            value = -value
        start = 0.0 if kind == "level" else running
        running = value if kind == "level" else running + value
        rows.append(
            {
                "scenario": a.scenario.name,
                "label": label,
                "census": a.census,
                "step": step,
                "kind": kind,
                "value": value,
                "start": start,
                "end": running,
            }
        )
    residual = a.values["total-deficit"] - sum(
        a.values[n] for n in ("excess-deaths-rate", "birth-deficit", "net-migration-loss")
    )
    rows.append(rows[-1] | {"step": "Residual if rate-based", "kind": "residual", "value": residual})
    return rows


def _waterfall(case: Case, grid: Grid) -> Table:
    """The reference scenario under each answer to "which census is true"."""
    rows: list[dict] = []
    first = grid.scenarios[0]
    for _closing, accounts in grid.accounts.items():
        for a in accounts:
            differs = [d for d, o in a.scenario.choices.items() if o != first.choices[d]]
            truths = [d.id for d in dimensions(case) if d.kind == "true_census"]
            if set(differs) <= set(truths) and a.expected is not None:
                option = a.scenario.option("true_census")
                rows += waterfall_rows(a, option.label if option else "")
    return Table(
        "waterfall",
        "From the population expected without the crisis to the population counted, in the reference "
        "scenario under each answer to which census is true.",
        {"value": "persons"},
        rows,
    )


def _variants(case: Case, grid: Grid) -> Table:
    rows = []
    for option, dimension, accounts in grid.variants:
        for closing, a in accounts.items():
            reference = grid.accounts[closing][0]
            against = f" Against the record: {a.against_record}." if a.against_record else ""
            for name in (*LOSSES, "census-error"):
                if name in a.values and name in reference.values:
                    rows.append(
                        {
                            "variant": f"{dimension.id}: {option.label}",
                            "label": option.text + against,
                            "estimate": f"{name}-{closing}",
                            "reference": reference.values[name],
                            "value": a.values[name],
                            "set_aside": a.against_record,
                        }
                    )
    return Table(
        "variants",
        "Named variants kept out of the headline: the reference scenario with one answer changed.",
        {"reference": "persons", "value": "persons"},
        rows,
    )


def _influence(grid: Grid) -> Table:
    rows = [
        {"estimate": estimate, "input": file, "change_percent": 100 * change}
        for estimate, effects in grid.influence.change.items()
        for file, change in effects.items()
        if estimate.rsplit("-", 1)[0] in (*LOSSES, "census-error")
    ]
    return Table(
        "influence",
        "What carries the result: change of each estimate when one input table is made 1 per cent larger "
        "(the largest effect over the scenarios that differ from the reference by one answer).",
        {"change_percent": "per cent"},
        rows,
    )


def _registers(case: Case, grid: Grid) -> Table:
    """Registered events beside those of the account: births by year, deaths over all their years together.

    The account dates all deaths beyond normal to the crisis years, so that single years of deaths would
    compare an assumption with a record.
    """
    rows = []
    closing = case.spec.balance.closing[0]
    accounts = [a for a in grid.accounts[closing] if a.path is not None and not a.against_record]
    for event in ("births", "deaths"):
        by_year = inputs.events_by_year(case, event)
        years = [y for y in sorted(by_year) if accounts and accounts[0].path.in_year(event, y) is not None]
        spans = [years] if event == "deaths" else [*([y] for y in years), years]
        for span in spans if years else []:
            made = [sum(a.path.in_year(event, y) for y in span) for a in accounts]
            rows.append(
                {
                    "period": str(span[0]) if len(span) == 1 else f"{span[0]}/{span[-1]}",
                    "event": event,
                    "registered": sum(by_year[y] for y in span),
                    "path_low": min(made),
                    "path_high": max(made),
                }
            )
    return Table(
        "registers",
        "Registered births and deaths beside those of the account up to the first closing census.",
        {"registered": "persons", "path_low": "persons", "path_high": "persons"},
        rows,
    )
