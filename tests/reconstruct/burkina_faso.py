"""The reference problem of Wheldon et al. (2013), women of Burkina Faso 1960 to 2005, and how near a fit must come."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from cenotaph.reconstruct.wheldon.inputs import checked_inputs
from cenotaph.reconstruct.wheldon.priors import PARTS, Priors

REFERENCE = Path(os.environ.get("CENOTAPH_SHARED", "")) / "data" / "popreconstruct"
needs_reference = pytest.mark.skipif(
    not (REFERENCE / "inputs").is_dir(), reason="needs $CENOTAPH_SHARED/data/popreconstruct"
)
BETA = {"fertility": 0.0109, "survival": 0.0109, "migration": 0.0436, "population": 0.0109}
NAMES = {
    "tfr": "tfr|{}", "e0": "e0|female|{}", "netmig_annual": "net_migration|female|{}", "totpop": "population|female|{}",
}  # fmt: skip


def inputs():
    """The reference's inputs as arrays."""
    years, counted = _read("census_counts")
    return checked_inputs(
        start=1960, asfr=_read("asfr")[1], survival=_read("survival_proportions")[1],
        migration=_read("migration_proportions")[1], baseline=_read("baseline_1960")[1][0],
        counts={y: counted[[n]] for n, y in enumerate(years)}, priors=Priors(dict.fromkeys(PARTS, 1.0), BETA),
    )  # fmt: skip


def together(runs):
    """Draws of several runs, {quantity: draws}: the ends of an interval from one run of 80,000 alone move a width by
    half a per cent."""
    return {name: np.concatenate([listed[name] for listed in runs]) for name in runs[0]}


def assert_agrees(listed):
    """Medians within a tenth of the reference's standard deviation, widths within five per cent.

    listed : {quantity: draws}.
    """
    compared = 0
    with (REFERENCE / "results" / "bfa_females_posterior_summary.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["source"] != "hmc_reference" or row["quantity"] not in NAMES:
                continue
            values = listed[NAMES[row["quantity"]].format(row["year_or_period_start"])]
            values = values / 5 if row["quantity"] == "netmig_annual" else values
            low, middle, high = np.quantile(values, [0.025, 0.5, 0.975])
            width = float(row["q97.5"]) - float(row["q2.5"])
            assert abs(middle - float(row["q50"])) < 0.1 * width / (2 * stats.norm.ppf(0.975)), row
            assert (high - low) / width == pytest.approx(1, abs=0.05), row
            compared += 1
    assert compared == 37


def _read(name):
    """First keys and (first key, age) values of one input table."""
    with (REFERENCE / "inputs" / f"bfa_females_{name}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))[1:]
    first, ages = sorted({r[0] for r in rows}), sorted({int(r[1]) for r in rows})
    found = np.zeros((len(first), len(ages)))
    for year, age, value in rows:
        found[first.index(year), ages.index(int(age))] = float(value)
    return [float(y) for y in first], found
