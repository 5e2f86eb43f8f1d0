"""An invented country, Verenia: nothing in it is about any real place or time."""

from __future__ import annotations

from pathlib import Path

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.spec import CaseSpec, Source
from cenotaph.evidence.tables import KINDS
from report.invented_sampled import CLOSING, model

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
            {"id": "1907", "date": "1907-01-06", "label": "Census of 1907", "fate": "withheld by order"},
            {"id": "1909", "date": "1909-01-17", "label": "Census of 1909", "fate": "revised"},
        ],
        "balance": {"opening": "1901", "closing": list(CLOSING), "crisis": "1903/1904",
                    "crisis_reason": "The registers and the chronicle agree on the years."},
        "dimension": DIMENSIONS,
        "model": model(),
        "expectation": [{"literature": "plan", "census": "1909"}],
        "register_gap": [{"vital": "increase", "opening": "1901", "closing": "1907"}],
        "accepted": [
            {"rule": "total-differs", "where": "1907", "reason": "Soldiers apart.", "source": ["office"]}
        ],
    }  # fmt: skip
    return CaseSpec.model_validate(record | changes)


def sources() -> dict[str, Source]:
    return {
        "office": Source(citation="Statistical Office of Verenia, Collected Tables. Veren, 1910.",
                         access="machine-readable transcription", archive="VSA 12/3/45"),
        "annals": Source(citation="A. Inventa, 'Leaving Verenia', Annals of Nowhere 3 (1956): 12–40.",
                         access="print", language="Verenian"),
    }  # fmt: skip


def _row(kind: str, **fields) -> dict:
    return {"kind": kind, "source": ["office"], "locator": "table 4", "status": "registered", **fields}


def _counts() -> list[dict]:
    place = {"territory": "verenia-1901"}
    rows = [
        _row("population", id=f"pop-{year}", census=year, date=day, entry="total", sex="both", **place) | what
        for year, day, what in (
            ("1901", "1901-12-17", {"persons": 19_480_231, "status": "enumerated"}),
            ("1907", "1907-01-06", {"persons": 20_410_772, "status": "suppressed"}),
            ("1909", "1909-01-17", {"persons": 21_702_118, "status": "disputed"}),
        )
    ]
    moment = {
        "census": "1901",
        "date": "1901-12-17",
        "entry": "cell",
        "sex": "female",
        "status": "enumerated",
    }
    for age in range(0, 100, 5):
        cell = {"age_from": age, "age_to": age + 5, "persons": 1_200_000 - 11_000 * age}
        rows.append(_row("population", **moment, **cell, **place))
    return rows


def _flows() -> list[dict]:
    place = {"territory": "verenia-1901"}
    increase = {"event": "natural_increase", "measure": "count", "period": "1902/1906", "value": 2_300_000}
    births = {"event": "births", "measure": "per_1000", "period": "1901", "value": 43.7}
    left = {"flow": "police", "period": "1902/1906", "direction": "net", "persons": -120_000}
    return [
        _row("vital", id="increase", **increase, **place),
        _row("vital", **births, **place),
        _row("migration", id="flow", **left, **place, source=["annals"], locator="p. 14"),
    ]


def _books() -> list[dict]:
    rows = []
    for year in range(1902, 1908):
        for name, base in (("Prison farms", 20_000), ("Exile settlements", 55_000)):
            held, died = base + 9000 * (year - 1902), base // 20 + 3000 * (year == 1904)
            rows.append(_row("ledgers", institution=name, measure="stock", when=f"{year}-01-01", persons=held))
            rows.append(_row("ledgers", institution=name, measure="died", when=str(year), persons=died))
    rows.append(_row("ledgers", institution="Prison farms", measure="released", when="1905", persons=4200))
    for name, limit in (("Northern Province", 1500), ("Southern Province", 900)):
        order = {"order": "Order 9", "territory_name": name}
        for category, share in (("first", 1), ("second", 2)):
            which = {"date": "1905-07-30", "category": category, "stage": "limit", "persons": limit * share}
            rows.append(_row("quotas", **order, **which))
        raised = {"date": "1905-10", "category": "first", "stage": "raised_limit", "persons": limit // 2}
        rows.append(_row("quotas", **order, **raised))
    return rows


def _texts() -> list[dict]:
    rows = [
        _row("events", date=date, event=event, category=category)
        for date, event, category in (
            ("1901-12-17", "First census of Verenia", "census"),
            ("1903/1904", "Grain collections strip the southern villages", "famine"),
            ("1907-01-06", "Second census; its officers are arrested", "census"),
        )
    ]
    witness = {"witness": "A traveller", "role": "schoolteacher", "observed": "1903", "recorded": "1911"}
    saw = {"place": "Southern Province", "attests": "Abandoned villages along the railway line."}
    more = {"does_not_attest": "Any number of deaths.", "locator": "p. 31", "status": "recalled"}
    rows.append(_row("testimony", **witness, **saw, **more))
    return rows


def _literature() -> list[dict]:
    place = {"territory": "verenia-1901"}
    plan = {"author": "Planning Commission", "year": 1905, "period": "1909", "central": 24_000_000}
    rows = [_row("literature", id="plan", definition="expected_population", **plan, **place)]
    for author, year, low, central, high, status in (
        ("Inventa", 1956, 1.4e6, None, 2.1e6, "registered"),
        ("Fabula", 1974, None, 1.8e6, None, "registered"),
        ("Ficta and Commenta", 1993, 2.0e6, 2.4e6, 2.9e6, "adjusted"),
        ("Mendax", 1999, None, None, 5e6, "recalled"),
    ):
        figures = {"low": low, "central": central, "high": high, "status": status, "period": "1901/1908"}
        rows.append(_row("literature", author=author, year=year, definition="excess_deaths", **figures, **place))
    part = {"author": "Fabula", "year": 1974, "territory": "Southern Province", "period": "1903/1904"}
    rows.append(_row("literature", definition="excess_deaths", central=700_000, **part))
    moved = {"author": "Fabula", "year": 1974, "period": "1902/1908", "central": -150_000}
    rows.append(_row("literature", definition="net_migration", **moved, **place))
    return rows


def case(**changes) -> Case:
    """The invented case in memory."""
    placed, lines = [], {}
    for record in [*_counts(), *_flows(), *_books(), *_texts(), *_literature()]:
        kind = record.pop("kind")
        file = f"evidence/{kind}.csv"
        lines[file] = lines.get(file, 1) + 1
        placed.append(Placed(KINDS[kind].model_validate(record), file, lines[file]))
    return Case(Path("verenia-1901-1909"), spec(**changes), sources(), tuple(placed), {"case.toml": "ab" * 32})
