"""Invented results of the invented country: made by a formula, the same every time."""

from __future__ import annotations

import numpy as np

from cenotaph.estimate import Estimand, Estimate, Estimates, Table, not_estimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.provenance import Run
from report import invented_audit, invented_driven, invented_sampled
from report.invented import CLOSING

FAMILIES = {
    "excess-deaths-rate": ("Excess deaths, rate-based", 1.9e6, 0.5e6, "excess_deaths"),
    "excess-deaths-projection": ("Excess deaths, projection-based", 1.5e6, 0.45e6, ""),
    "birth-deficit": ("Birth deficit", 0.9e6, 0.3e6, "birth_deficit"),
    "net-migration-loss": ("Net emigration", 0.2e6, 0.1e6, "net_migration"),
    "total-deficit": ("Total deficit", 2.6e6, 0.7e6, "total_deficit"),
    "cohort-deficit": ("Missing among those alive at the opening census", 1.2e6, 0.4e6, "cohort_deficit"),
    "child-deficit": ("Missing children born since the opening census", 1.3e6, 0.4e6, "child_deficit"),
    "deaths": ("Deaths", 5.1e6, 0.4e6, ""),
    "births": ("Births", 6.4e6, 0.3e6, ""),
    "expected-population": ("Population without the crisis", 23.4e6, 0.6e6, ""),
    "true-population": ("Population taken as true", 20.8e6, 0.4e6, "true_population"),
    "excess-deaths-rate-male": ("Excess deaths of men and boys, rate-based", 1.1e6, 0.3e6, ""),
    "excess-deaths-rate-female": ("Excess deaths of women and girls, rate-based", 0.8e6, 0.2e6, ""),
    "excess-deaths-rate-born-since": ("Excess deaths of children born since, rate-based", 0.7e6, 0.2e6, ""),
}


def _scenarios(case: Case) -> list[dict]:
    found: list[dict] = [{}]
    for dimension in case.spec.dimension:
        found = [{**s, dimension.id: o.id} for s in found for o in dimension.option if o.headline]
    return [{"scenario": f"s{i:03d}", **s} for i, s in enumerate(found, start=1)]


def _estimand(name: str, label: str, comparable: str = "", day: str = "1909-01-17", moment: bool = False) -> Estimand:
    period = day if moment else f"1901-12-17/{day}"
    return Estimand(name, label, f"{label}, in an invented country.", "persons", "both sexes, all ages",
                    "Verenia (1901)", period, comparable)  # fmt: skip


def _estimates(case: Case, scenarios: list[dict], rng: np.random.Generator) -> list[Estimate]:
    labels = tuple(s["scenario"] for s in scenarios)
    shift = np.array([{"c1907": 0.6, "c1909": -0.6}[s["truth"]] for s in scenarios])
    shift += np.array([{"table": 0.3, "higher": 0.0, "declining": 0.5}[s["mortality"]] for s in scenarios])
    found = []
    for closing, day in zip(CLOSING, ("1907-01-06", "1909-01-17"), strict=True):
        for name, (label, centre, spread, comparable) in FAMILIES.items():
            moment = name.endswith("population")
            values = centre + spread * (shift + rng.uniform(-0.3, 0.3, len(labels)))
            what = _estimand(f"{name}-{closing}", label, comparable, day, moment)
            found.append(
                Estimate(
                    what,
                    "scenario",
                    values,
                    labels,
                    "estimated",
                    "disputed",
                    (f"pop-{closing}", "evidence/vital.csv"),
                    headline="deficit" not in name,
                )
            )
        counted = _estimand(f"counted-population-{closing}", "Population counted", "", day, True)
        total = float(case.by_id(f"pop-{closing}").row.persons)
        found.append(Estimate(counted, "exact", np.array([total]), status="documented", inputs=(f"pop-{closing}",)))
        other = [i for i, s in enumerate(scenarios) if s["truth"] != f"c{closing}"]
        error = _estimand(f"census-error-{closing}", "Net census error", "", day, True)
        found.append(Estimate(error, "scenario", 0.9e6 * (shift[other] + 0.4), tuple(labels[i] for i in other)))
    gap = _estimand("expectation-gap-plan", "Expected minus counted", "expected_population", moment=True)
    found.append(Estimate(gap, "exact", np.array([2_297_882.0]), status="documented", inputs=("plan",)))
    gap = _estimand("register-gap-increase", "Registered minus counted increase", "register_gap")
    found.append(Estimate(gap, "exact", np.array([1_369_459.0]), status="documented", inputs=("increase",)))
    return found  # fmt: skip


def _age_sex() -> list[dict]:
    rows = []
    for census, day, dip in (
        ("1901", "1901-12-17", None),
        ("1907", "1907-01-06", 3),
        ("1909", "1909-01-17", 5),
    ):
        for sex in ("female", "male"):
            for age in range(0, 81):
                smooth = 340_000 * np.exp(-age / 34) * (1.0 if sex == "female" else 0.97 - age / 900)
                lost = 0.0 if dip is None else 0.04 + 0.4 * np.exp(-(((age - dip) / 1.6) ** 2))
                counted = smooth * (1 - lost) * (1.06 if age % 10 == 0 and age > 20 else 1)
                open_end = age == 80
                rows.append(
                    {
                        "census": census,
                        "date": day,
                        "sex": sex,
                        "age_from": age,
                        "age_to": None if open_end else age + 1,
                        "width": 20 if open_end else 1,
                        "counted": counted * (8 if open_end else 1),
                        "expected_low": None if dip is None else 0.98 * smooth * (8 if open_end else 1),
                        "expected_high": None if dip is None else 1.04 * smooth * (8 if open_end else 1),
                        "expected_reference": None if dip is None else smooth * (8 if open_end else 1),
                    }
                )
    return rows  # fmt: skip


def _cohorts(ages: list[dict]) -> list[dict]:
    moments = {"1901": 1901.96, "1907": 1907.01, "1909": 1909.04}
    return [
        {"census": r["census"], "sex": r["sex"], "birth_from": moments[r["census"]] - (r["age_to"] or 100),
         "birth_to": moments[r["census"]] - r["age_from"], "per_year": r["counted"] / r["width"],
         "expected_low": r["expected_low"] and r["expected_low"] / r["width"],
         "expected_high": r["expected_high"] and r["expected_high"] / r["width"]}
        for r in ages
    ]  # fmt: skip


def _drivers(case: Case, scenarios: list[dict], estimates: list[Estimate]) -> list[dict]:
    rows = []
    for estimate in estimates:
        if estimate.axis != "scenario" or len(estimate.values) != len(scenarios):
            continue
        for dimension in case.spec.dimension:
            for option in dimension.option:
                held = [v for v, s in zip(estimate.values, scenarios, strict=True) if s[dimension.id] == option.id]
                if held:
                    rows.append(
                        {
                            "estimate": estimate.estimand.id,
                            "dimension": dimension.id,
                            "question": dimension.question,
                            "option": option.id,
                            "label": option.label,
                            "mean": float(np.mean(held)),
                            "low": float(min(held)),
                            "high": float(max(held)),
                        }
                    )
    return rows  # fmt: skip


def _waterfall(case: Case) -> list[dict]:
    rows = []
    for scenario, label in (
        ("s001", "The withheld census is true"),
        ("s009", "The published census is true"),
    ):
        for census in CLOSING:
            level, true = 23_400_000.0, 20_900_000.0 if scenario == "s001" else 21_300_000.0
            counted = float(case.by_id(f"pop-{census}").row.persons)
            steps = [("Excess deaths, projection-based", -1_480_000.0), ("Birth deficit", -800_000.0)]
            steps.append(("Net emigration", true - level + 2_280_000.0))
            rows.append(
                {
                    "step": "Population without the crisis",
                    "kind": "level",
                    "value": level,
                    "start": level,
                    "end": level,
                }
            )
            at = level
            for step, value in steps:
                rows.append({"step": step, "kind": "change", "value": value, "start": at, "end": at + value})
                at += value
            rows.append({"step": "Population taken as true", "kind": "level", "value": at, "start": at, "end": at})
            rows.append(
                {
                    "step": "Net census error",
                    "kind": "change",
                    "value": counted - at,
                    "start": at,
                    "end": counted,
                }
            )
            rows.append(
                {
                    "step": "Population counted",
                    "kind": "level",
                    "value": counted,
                    "start": counted,
                    "end": counted,
                }
            )
            rows[-7:] = [{"scenario": scenario, "label": label, "census": census, **r} for r in rows[-7:]]
    return rows  # fmt: skip


def _variants() -> list[dict]:
    return [
        {
            "variant": name,
            "label": label,
            "estimate": f"{estimate}-{closing}",
            "reference": 1.9e6,
            "value": value,
        }
        for closing in CLOSING
        for estimate in ("excess-deaths-rate", "total-deficit")
        for name, label, value in (
            ("migration: nobody", "Nobody left, whatever {@flow} says.", 2.05e6),
            ("truth: neither", "Both censuses count too few.", 1.35e6),
        )
    ]


def tables(case: Case, scenarios: list[dict], estimates: list[Estimate]) -> dict[str, Table]:
    ages = _age_sex()
    wide = [
        {**s, **{e.estimand.id: float(e.values[i]) for e in estimates if len(e.values) == len(scenarios)}}
        for i, s in enumerate(scenarios)
    ]
    influence = [
        {"estimate": f"excess-deaths-rate-{closing}", "input": name, "change_percent": change}
        for closing in CLOSING
        for name, change in (("opening census", 9.1), ("census of 1909", -10.4), ("life table v1900", -2.2))
    ]
    registers = [
        {"period": period, "event": event, "registered": registered, "path_low": low, "path_high": high}
        for period, event, registered, low, high in (
            ("1902", "births", 810_000.0, 820_000.0, 850_000.0),
            ("1903", "births", 640_000.0, 690_000.0, 790_000.0),
            ("1902", "deaths", 410_000.0, 420_000.0, 470_000.0),
            ("1903", "deaths", 900_000.0, 1.3e6, 1.9e6),
            ("1902/1906", "deaths", 3_100_000.0, 3.9e6, 4.6e6),
        )
    ]  # fmt: skip
    found = {
        "age_sex": ages, "cohorts": _cohorts(ages), "scenarios": wide,
        "drivers": _drivers(case, scenarios, estimates), "waterfall": _waterfall(case),
        "variants": _variants(), "influence": influence, "registers": registers,
    }  # fmt: skip
    return {name: Table(name, f"The table {name}.", {k: "" for k in rows[0]}, rows) for name, rows in found.items()}


def run(sampler: dict | None = None) -> Run:
    inputs = {"case.toml": "ab" * 32, "evidence/vital.csv": "cd" * 32}
    software = {"cenotaph": "0", "python": "3"}
    return Run("verenia-1901-1909", 1, {"level": 0.9}, inputs, software, "2000-01-01T00:00:00Z", 1.25, 1.5,
               sampler or {})  # fmt: skip


def estimates(case: Case) -> Estimates:
    """Invented results of the invented case; the same every time."""
    scenarios = _scenarios(case)
    found = _estimates(case, scenarios, np.random.default_rng(1))
    drawn = invented_sampled.draws(np.random.default_rng(2))
    made = tables(case, scenarios, found) | invented_sampled.tables() | invented_audit.faulty()
    made |= invented_driven.tables()
    return Estimates(run(invented_sampled.diagnostics()), (*found, *drawn), scenarios, made)


def nothing(case: Case) -> Estimates:
    """Results of a case whose evidence answers nothing."""
    reason = "No life table states what normal mortality was."
    found = [
        not_estimable(_estimand(f"{name}-{closing}", label, comparable), reason)
        for closing in CLOSING
        for name, (label, _, _, comparable) in FAMILIES.items()
    ]
    return Estimates(run(), tuple(found), [], {})
