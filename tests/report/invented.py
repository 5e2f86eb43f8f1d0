"""An invented country, Verenia, and invented results: nothing in it is about any real place or time."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cenotaph.estimate import Estimand, Estimate, Estimates, Table, not_estimable
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.provenance import Run
from cenotaph.evidence.spec import CaseSpec, Source
from cenotaph.evidence.tables import KINDS

CLOSING = ("1907", "1909")
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
DIMENSIONS = [
    {
        "id": "truth", "kind": "true_census", "question": "Which census is true?",
        "option": [
            {"id": "c1907", "label": "the withheld census of 1907", "census": "1907", "source": ["office"],
             "text": "The census of 1907, which counted {@pop-1907} persons and was withheld, is right."},
            {"id": "c1909", "label": "the published census of 1909", "census": "1909", "source": ["office"],
             "text": "The census of 1909 is right."},
        ],
    },
    {
        "id": "mortality", "kind": "mortality", "question": "What was normal mortality?",
        "option": [
            {"id": "table", "label": "the life table of the opening years", "life_table": "v1900",
             "text": "Normal mortality stays at the official table.", "source": ["office"]},
            {"id": "higher", "label": "one tenth above that table", "life_table": "v1900", "factor": 1.1,
             "text": "Registers missed a tenth of deaths, so normal mortality was higher."},
            {"id": "declining", "label": "falling towards the later table", "life_table": "v1900",
             "text": "Normal mortality would have gone on falling."},
        ],
    },
    {
        "id": "migration", "kind": "migration", "question": "How many persons left?",
        "option": [
            {"id": "few", "label": "few: the border police count", "text": "{@flow} persons left.",
             "flows": ["flow"], "source": ["office"]},
            {"id": "many", "label": "many: what the neighbours registered", "text": "Many more left.",
             "source": ["annals"]},
            {"id": "none", "label": "nobody", "text": "Nobody left.", "headline": False},
        ],
    },
    {
        "id": "children", "kind": "children", "question": "How did the youngest die?",
        "option": [
            {"id": "crisis", "label": "like everyone in the crisis", "text": "Raised like everyone's."},
            {"id": "normal", "label": "at baseline rates", "text": "At baseline rates."},
        ],
    },
]  # fmt: skip


def spec(**changes) -> CaseSpec:
    """The invented case.toml; keywords replace whole tables."""
    record = {
        "schema_version": 1,
        "case": {
            "id": "verenia-1901-1909", "title": "Verenia, 1901–1909",
            "question": "How many persons did the hungry years cost Verenia?",
            "territory": "verenia-1901", "period": "1901-12-17/1909-01-17",
            "summary": "An invented country. Its census of the second date counted {@pop-1907} persons; the "
            "account finds {=excess-deaths-rate-1909} above normal mortality.",
        },
        "territory": [{"id": "verenia-1901", "name": "Verenia", "borders": "1901", "note": "Invented."}],
        "census": [
            {"id": "1901", "date": "1901-12-17", "label": "Census of 1901", "fate": "published"},
            {"id": "1907", "date": "1907-01-06", "label": "Census of 1907", "fate": "withheld, its officers arrested"},
            {"id": "1909", "date": "1909-01-17", "label": "Census of 1909", "fate": "published after revision"},
        ],
        "balance": {"opening": "1901", "closing": list(CLOSING), "crisis": "1903/1904",
                    "crisis_reason": "The registers and the chronicle agree on the years."},
        "dimension": DIMENSIONS,
        "expectation": [{"literature": "plan", "census": "1909"}],
        "register_gap": [{"vital": "increase", "opening": "1901", "closing": "1907"}],
        "accepted": [
            {"rule": "total-differs", "where": "1907", "reason": "Soldiers were counted apart.", "source": ["office"]}
        ],
    }  # fmt: skip
    return CaseSpec.model_validate(record | changes)


def sources() -> dict[str, Source]:
    return {
        "office": Source(citation="Statistical Office of Verenia, Collected Tables. Veren: Office Press, 1910.",
                         access="machine-readable transcription", archive="VSA 12/3/45"),
        "annals": Source(citation="A. Inventa, 'Leaving Verenia', Annals of Nowhere 3 (1956): 12–40.",
                         access="print", language="Verenian"),
    }  # fmt: skip


def _row(kind: str, **fields) -> dict:
    return {"kind": kind, "source": ["office"], "locator": "table 4", "status": "registered", **fields}


def _records() -> list[dict]:
    rows = [
        _row(
            "population",
            id=f"pop-{year}",
            census=year,
            date=day,
            territory="verenia-1901",
            entry="total",
            sex="both",
            persons=persons,
            status=status,
        )
        for year, day, persons, status in (
            ("1901", "1901-12-17", 19_480_231, "enumerated"),
            ("1907", "1907-01-06", 20_410_772, "suppressed"),
            ("1909", "1909-01-17", 21_702_118, "disputed"),
        )
    ]
    for age in range(0, 100, 5):
        rows.append(
            _row(
                "population",
                census="1901",
                date="1901-12-17",
                territory="verenia-1901",
                entry="cell",
                sex="female",
                age_from=age,
                age_to=age + 5,
                persons=1_200_000 - 11_000 * age,
                status="enumerated",
            )
        )
    rows += [
        _row(
            "vital",
            id="increase",
            event="natural_increase",
            measure="count",
            period="1902/1906",
            territory="verenia-1901",
            value=2_300_000,
        ),
        _row(
            "vital", event="births", measure="per_1000", period="1901", territory="verenia-1901", value=43.7
        ),
        _row(
            "migration",
            id="flow",
            flow="police",
            period="1902/1906",
            territory="verenia-1901",
            direction="net",
            persons=-120_000,
            source=["annals"],
            locator="p. 14",
        ),
    ]
    for year in range(1902, 1908):
        for place, base in (("Prison farms", 20_000), ("Exile settlements", 55_000)):
            rows.append(
                _row(
                    "ledgers",
                    institution=place,
                    measure="stock",
                    when=f"{year}-01-01",
                    persons=base + 9000 * (year - 1902),
                )
            )
            rows.append(
                _row(
                    "ledgers",
                    institution=place,
                    measure="died",
                    when=str(year),
                    persons=base // 20 + 3000 * (year == 1904),
                )
            )
    for name, limit in (("Northern Province", 1500), ("Southern Province", 900)):
        for category in ("first", "second"):
            rows.append(
                _row(
                    "quotas",
                    order="Order 9",
                    date="1905-07-30",
                    territory_name=name,
                    category=category,
                    stage="limit",
                    persons=limit * (1 + (category == "second")),
                )
            )
        rows.append(
            _row(
                "quotas",
                order="Order 9",
                date="1905-10",
                territory_name=name,
                category="first",
                stage="raised_limit",
                persons=limit // 2,
            )
        )
    rows += [
        _row("events", date="1901-12-17", event="First census of Verenia", category="census"),
        _row(
            "events",
            date="1903/1904",
            event="Grain collections strip the southern villages",
            category="famine",
        ),
        _row(
            "events", date="1907-01-06", event="Second census; its officers are arrested", category="census"
        ),
        _row(
            "testimony",
            witness="A traveller",
            role="schoolteacher",
            observed="1903",
            recorded="1911",
            place="Southern Province",
            attests="Abandoned villages along the railway line.",
            does_not_attest="Any number of deaths.",
            source=["annals"],
            locator="p. 31",
            status="recalled",
        ),
        _row(
            "literature",
            id="plan",
            author="Planning Commission",
            year=1905,
            territory="verenia-1901",
            period="1909",
            definition="expected_population",
            central=24_000_000,
        ),
    ]
    for author, year, low, central, high, status in (
        ("Inventa", 1956, 1.4e6, None, 2.1e6, "registered"),
        ("Fabula", 1974, None, 1.8e6, None, "registered"),
        ("Ficta and Commenta", 1993, 2.0e6, 2.4e6, 2.9e6, "adjusted"),
        ("Mendax", 1999, None, None, 5e6, "recalled"),
    ):
        rows.append(
            _row(
                "literature",
                author=author,
                year=year,
                territory="verenia-1901",
                period="1901/1908",
                definition="excess_deaths",
                low=low,
                central=central,
                high=high,
                status=status,
            )
        )
    rows.append(
        _row(
            "literature",
            author="Fabula",
            year=1974,
            territory="verenia-1901",
            period="1902/1908",
            definition="net_migration",
            central=-150_000,
        )
    )
    return rows  # fmt: skip


def case(**changes) -> Case:
    """The invented case in memory."""
    placed, lines = [], {}
    for record in _records():
        kind = record.pop("kind")
        file = f"evidence/{kind}.csv"
        lines[file] = lines.get(file, 1) + 1
        placed.append(Placed(KINDS[kind].model_validate(record), file, lines[file]))
    return Case(
        Path("verenia-1901-1909"), spec(**changes), sources(), tuple(placed), {"case.toml": "ab" * 32}
    )


def _scenarios(case: Case) -> list[dict]:
    found: list[dict] = [{}]
    for dimension in case.spec.dimension:
        found = [{**s, dimension.id: o.id} for s in found for o in dimension.option if o.headline]
    return [{"scenario": f"s{i:03d}", **s} for i, s in enumerate(found, start=1)]


def _estimand(
    name: str, label: str, comparable: str = "", day: str = "1909-01-17", moment: bool = False
) -> Estimand:
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
        found.append(
            Estimate(counted, "exact", np.array([total]), status="documented", inputs=(f"pop-{closing}",))
        )
        other = [i for i, s in enumerate(scenarios) if s["truth"] != f"c{closing}"]
        error = _estimand(f"census-error-{closing}", "Net census error", "", day, True)
        found.append(
            Estimate(error, "scenario", 0.9e6 * (shift[other] + 0.4), tuple(labels[i] for i in other))
        )
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
                held = [
                    v for v, s in zip(estimate.values, scenarios, strict=True) if s[dimension.id] == option.id
                ]
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
            rows.append(
                {"step": "Population taken as true", "kind": "level", "value": at, "start": at, "end": at}
            )
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
            ("1902", "births", 810_000.0, 820_000.0, 850_000.0), ("1903", "births", 640_000.0, 690_000.0, 790_000.0),
            ("1902", "deaths", 410_000.0, 420_000.0, 470_000.0), ("1903", "deaths", 900_000.0, 1.3e6, 1.9e6),
            ("1902/1906", "deaths", 3_100_000.0, 3.9e6, 4.6e6),
        )
    ]  # fmt: skip
    found = {
        "age_sex": ages, "cohorts": _cohorts(ages), "scenarios": wide,
        "drivers": _drivers(case, scenarios, estimates), "waterfall": _waterfall(case),
        "variants": _variants(), "influence": influence, "registers": registers,
    }  # fmt: skip
    return {
        name: Table(name, f"The table {name}.", {k: "" for k in rows[0]}, rows)
        for name, rows in found.items()
    }


def run() -> Run:
    return Run("verenia-1901-1909", 1, {"level": 0.9}, {"case.toml": "ab" * 32, "evidence/vital.csv": "cd" * 32},
               {"cenotaph": "0", "python": "3"}, "2000-01-01T00:00:00Z", 1.25, 1.5, {})  # fmt: skip


def estimates(case: Case) -> Estimates:
    """Invented results of the invented case; the same every time."""
    scenarios = _scenarios(case)
    found = _estimates(case, scenarios, np.random.default_rng(1))
    return Estimates(run(), tuple(found), scenarios, tables(case, scenarios, found))


def nothing(case: Case) -> Estimates:
    """Results of a case whose evidence answers nothing."""
    reason = "No life table states what normal mortality was."
    found = [
        not_estimable(_estimand(f"{name}-{closing}", label, comparable), reason)
        for closing in CLOSING
        for name, (label, _, _, comparable) in FAMILIES.items()
    ]
    return Estimates(run(), tuple(found), [], {})
