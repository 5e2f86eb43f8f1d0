"""Invented tables of what drives the answer in the invented country, in the form a run leaves behind."""

from __future__ import annotations

from cenotaph.estimate import Table

SOURCES = {
    "total:1909": "Census of 1909: its total",
    "ages:1909": "Census of 1909: its shares by age and sex",
    "register:deaths": "Registered deaths, year by year",
    "register:births": "Registered births, year by year",
}
# Median and half width with every source, as the invented draws have them.
FIGURES = {
    "excess-window-crisis": (1.7e6, 0.6e6), "excess-deaths-rate-1909": (1.9e6, 0.7e6),
    "birth-deficit-1909": (0.8e6, 0.4e6), "net-error-1909": (0.1e6, 0.9e6),
}  # fmt: skip
# By how much the median moves and the interval widens without a source, in widths.
MOVES = {"total:1909": (-0.05, 1.02), "register:deaths": (0.4, 1.6), "register:births": (0.1, 1.1)}
PULLS = {"total:1909": 2e4, "ages:1909": 3.1e5, "register:deaths": -4.4e5, "register:births": -1e4}
TOO_FAR = "importance weights are no guide here; it needs a fit of its own"
FOUND = {"deaths-1905": (0.31, 0.03), "count-1906": (0.01, 0.02)}
FINDABLE = [
    {"id": "deaths-1905", "label": "Registered deaths of 1905", "kind": "register", "event": "deaths", "years": "1905",
     "text": "The archive of the province may hold it, beside {@pop-1907}.", "source": ["annals"]},
    {"id": "count-1906", "label": "A count on 1 January 1906", "kind": "population", "year": 1906, "log_sd": 0.01},
    {"id": "deaths-1800", "label": "Registered deaths of 1800", "kind": "register", "event": "deaths", "years": "1800"},
]  # fmt: skip
OUTSIDE = "The record deaths-1800 is of 1800; the model's whole years are 1902 to 1908."


def _without(source: str, name: str) -> dict:
    middle, half = FIGURES[name]
    row = {"source": source, "label": SOURCES[source], "estimate": f"bayes-{name}", "p05": middle - half,
           "median": middle, "p95": middle + half}  # fmt: skip
    if source not in MOVES:
        ends = dict.fromkeys(("without_p05", "without_median", "without_p95", "moved", "wider"))
        return row | ends | {"method": "not made", "pareto_k": 1.4, "refused": TOO_FAR}
    moved, wider = MOVES[source]
    point = middle + 2 * half * moved
    return row | {
        "without_p05": point - half * wider, "without_median": point, "without_p95": point + half * wider,
        "moved": moved, "wider": wider, "method": "importance-weighted", "pareto_k": 0.31, "refused": "",
    }  # fmt: skip


def _conflicts(agreement: float) -> list[dict]:
    keys = list(SOURCES)
    return [
        {"first": a, "second": b, "first_label": SOURCES[a], "second_label": SOURCES[b],
         "agreement": agreement if (a, b) == ("ages:1909", "register:deaths") else 0.05}
        for i, a in enumerate(keys) for b in keys[i + 1 :]
    ]  # fmt: skip


def _value() -> list[dict]:
    rows = []
    for name, (_, half) in FIGURES.items():
        for record in FINDABLE:
            known = FOUND.get(record["id"])
            row = {"record": record["id"], "label": record["label"], "estimate": f"bayes-{name}", "width": 2 * half,
                   "effective_draws": 900 if known else None}  # fmt: skip
            rest = {"expected_width": None, "narrowing": None, "error": None, "refused": OUTSIDE}
            if known:
                share, error = known if name != "birth-deficit-1909" else (0.0, 0.03)
                rest = {"expected_width": 2 * half * (1 - share), "narrowing": share, "error": error, "refused": ""}
            rows.append(row | rest)
    return rows


def _registers() -> list[dict]:
    spreads = (("births", "prior", 0.9, 0.08), ("births", "posterior", 0.93, 0.02), ("deaths", "prior", 0.8, 0.12),
               ("deaths", "posterior", 0.74, 0.05))  # fmt: skip
    return [
        {"event": event, "years": 6, "first": 1902, "last": 1908, "when": when, "p05": m - w, "p25": m - 0.4 * w,
         "median": m, "p75": m + 0.4 * w, "p95": m + w}
        for event, when, m, w in spreads
    ]  # fmt: skip


def tables(agreement: float = -0.45, probability: float = 0.004) -> dict[str, Table]:
    """agreement : of the register of deaths with the ages of the last census. probability : that the others would have
    foreseen a register as far off as that of deaths."""
    foreseen = [
        {"source": key, "label": label, "probability": probability if key == "register:deaths" else 0.4, "refused": ""}
        for key, label in SOURCES.items()
        if key != "ages:1909"
    ]
    far = {"source": "ages:1909", "label": SOURCES["ages:1909"], "probability": None, "refused": TOO_FAR}
    pulls = [
        {"source": key, "label": SOURCES[key], "estimate": f"bayes-{name}", "pull": pull, "error": 2e4}
        for key, pull in PULLS.items() for name in FIGURES
    ]  # fmt: skip
    found = {
        "bayes_influence": [_without(source, name) for source in SOURCES for name in FIGURES],
        "bayes_conflicts": _conflicts(agreement), "bayes_foreseen": [*foreseen, far], "bayes_pulls": pulls,
        "bayes_value": _value(), "bayes_registers": _registers(),
    }  # fmt: skip
    return {name: Table(name, f"The table {name}.", {}, rows) for name, rows in found.items()}
