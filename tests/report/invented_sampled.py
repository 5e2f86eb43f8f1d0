"""Invented draws of the invented country, in the form the sampled account leaves behind."""

from __future__ import annotations

import tomllib

import numpy as np

from cenotaph.estimate import Estimand, Estimate, Table, not_estimable
from reconstruct.invented_model import MODEL
from report.invented_driven import FINDABLE

CLOSING = ("1907", "1909")
CENSUSES = ("1901", *CLOSING)
DAYS = {"1901": "1901-12-17", "1907": "1907-01-06", "1909": "1909-01-17"}
VARIANTS = ("suspect-1909", "suspect-1907")
LABELS = {"headline": "Headline run", "suspect-1909": "The count of 1909 is suspected",
          "suspect-1907": "The count of 1907 is suspected"}  # fmt: skip
REFUSAL = "The sampler did not converge: R-hat 1.03 (deaths-in-1903) is not below 1.01."
# Medians and widths under each variant: the contrast stands in all of them, the counts in none.
ERRORS = {
    "net-error-1907": {"headline": (-1.1e6, 0.9e6), "suspect-1909": (-0.2e6, 0.8e6), "suspect-1907": (-1.2e6, 0.7e6)},
    "net-error-1909": {"headline": (0.1e6, 0.9e6), "suspect-1909": (1.0e6, 0.6e6), "suspect-1907": (0.0, 0.5e6)},
    "net-error-contrast-1907-1909": {name: (1.2e6, 0.4e6) for name in LABELS},
}
LOSSES = {"excess-window-crisis": (1.7e6, 0.6e6), "excess-deaths-rate-1909": (1.9e6, 0.7e6),
          "birth-deficit-1909": (0.8e6, 0.4e6), "net-error-1901": (-0.2e6, 0.3e6),
          "additions-1909": (0.3e6, 0.3e6), "omissions-1909": (0.2e6, 0.3e6)}  # fmt: skip


def model() -> dict:
    """A [model] whose variants belong beside the headline."""
    found = tomllib.loads(MODEL)["model"]
    found["net_error"] = [found["net_error"][0] | {"census": c} for c in CLOSING]
    found["window"] = [found["window"][0] | {"years": "1903/1904"}]
    found["variant"] = [{"id": v, "label": LABELS[v], "text": "Invented.", "beside": True, "set": {}} for v in VARIANTS]
    found["findable"] = FINDABLE
    return found


def draws(rng: np.random.Generator) -> list[Estimate]:
    shown = {**LOSSES, **{name: by["headline"] for name, by in ERRORS.items()}}
    return [
        Estimate(
            Estimand(f"bayes-{name}", f"Sampled {name}", f"Sampled {name}, invented.", "persons", "both sexes",
                     "Verenia (1901)", f"1901-12-17/{DAYS.get(name[-4:], '1909-01-17')}"),
            "draw", rng.normal(middle, width / 1.6449, 500), status="estimated", weakest="disputed",
            inputs=("evidence/vital.csv",),
        )
        for name, (middle, width) in shown.items()
    ]  # fmt: skip


def _fan(middle: float, width: float) -> dict:
    return {"p05": middle - width, "p25": middle - 0.4 * width, "median": middle, "p75": middle + 0.4 * width,
            "p95": middle + width}  # fmt: skip


def _years() -> list[dict]:
    shapes = {"births": (8e5, 4e4), "deaths": (5e5, 9e4), "tfr": (5.1, 0.4), "e0-female": (38.0, 3.0),
              "e0-male": (35.0, 3.0), "completeness-deaths": (0.8, 0.1)}  # fmt: skip
    rows = [
        {"quantity": name, "year": year, **_fan(middle, width), "positive": 1.0}
        for name, (middle, width) in shapes.items()
        for year in range(1902, 1909)
    ]
    crisis = ((1903, -1e4, 1e5, 0.4), (1904, 9e5, 3e5, 1.0), (1907, 1e5, 2e4, 1.0))
    return rows + [{"quantity": "excess", "year": y, **_fan(m, w), "positive": p} for y, m, w, p in crisis]


def tables() -> dict[str, Table]:
    errors = [
        {"census": name.removeprefix("net-error-"), "when": when, **_fan(*spread), "positive": 0.5}
        for name, by in ERRORS.items()
        for when, spread in (("prior", (0.0, 1.4e6)), ("posterior", by["headline"]))
    ]
    readings = [
        {"when": when, "1907": one, "1909": other, "probability": p}
        for when, one, other, p in (("prior", "right", "right", 0.6), ("prior", "too few", "right", 0.4),
                                    ("posterior", "too few", "right", 0.9), ("posterior", "right", "too many", 0.1))
    ]  # fmt: skip
    widths = [
        {"estimate": f"bayes-{name}", "p05": -1.0, "median": 0.0, "p95": 1.0, "prior_p05": -2.0, "prior_p95": 2.0,
         "share": share, "mostly_prior": share > 0.8}
        for name, share in (("net-error-1901", 0.93), ("excess-deaths-rate-1909", 0.4))
    ]  # fmt: skip
    checks = [
        {"source": source, "figure": figure, "departure_sd": departure, "probability": p, "fits": p > 0.01}
        for source, figure, departure, p in (
            ("register of deaths", "all", 0.1, 0.7), ("census 1909, ages", "male 6", 4.2, 0.0),
        )
    ]  # fmt: skip
    cohorts = [
        {"sex": sex, "first": "1907", "second": "1909", "years": 2, "age_from": 28, "age_to": 48,
         "counted_first": 2_117_129.0,
         "counted_second": 2_144_450.0, "counted_ratio": 1.0129, "model_p05": 0.98, "model_median": 0.984,
         "model_p95": 0.987}
        for sex in ("female", "male")
    ]  # fmt: skip
    loss = "excess-deaths-rate-1909"
    spreads = {**ERRORS, loss: {v: LOSSES[loss] for v in LABELS}}
    variants = [
        {"estimate": f"bayes-{name}", "variant": variant, "label": LABELS[variant], "refused": "",
         "p05": middle - width, "median": middle, "p95": middle + width, "headline_median": by["headline"][0],
         "method": "NUTS", "too_low": 0.25, "too_high": 0.5}
        for name, by in spreads.items()
        for variant, (middle, width) in by.items()
    ]  # fmt: skip
    steps = (("Expected without the crisis", 23.4e6, 6e5), ("Excess deaths (projection-based)", -1.5e6, 5e5))
    waterfall = [{"census": c, "step": step, **_fan(m, w)} for c in CLOSING for step, m, w in steps]
    found = {
        "bayes_waterfall": waterfall, "bayes_years": _years(), "bayes_census_error": errors, "bayes_readings": readings,
        "bayes_prior_width": widths, "bayes_predictive": checks, "bayes_cohorts": cohorts, "bayes_variants": variants,
    }  # fmt: skip
    return {name: Table(name, f"The table {name}.", {}, rows) for name, rows in found.items()}


def diagnostics(refused: str = "", method: str = "NUTS") -> dict:
    worst = {"rhat": 1.03 if refused else 1.004, "rhat_of": "deaths-in-1903", "ess_bulk": 812.0,
             "ess_bulk_of": "excess-in-1904", "ess_tail": 640.0, "ess_tail_of": "excess-in-1904", "divergences": 0,
             "limits": {"rhat": 1.01, "ess": 400.0}}  # fmt: skip
    attempts = [{"wall_seconds": 12.0, "cpu_seconds": 21.0}] * (2 if refused else 1)
    return {"sampler": {"method": method, "refused": refused, "headline": worst, "attempts": attempts, "chains": 4,
                        "draws": 1000, "parameters": 90, "largest_identity_residual_persons": 2e-7}}  # fmt: skip


def refused() -> list[Estimate]:
    """The same estimands of a run that did not converge."""
    return [not_estimable(e.estimand, REFUSAL) for e in draws(np.random.default_rng(2))]
