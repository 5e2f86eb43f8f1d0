"""Five-year reconstruction of Burkina Faso's women, 1960 to 2005: agreement with a long reference run, and speed.

    CENOTAPH_SHARED=DIR python benchmarks/wheldon.py [SEED ...] [--write]

DIR/data/popreconstruct holds the inputs and the reference; without it: "skipped: no data". `--write` puts the tables
into docs/wheldon.md. Speed is of whole processes of four chains of 1,000, the compiled programs in the cache; other
work on the machine is told as its load.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from scipy.stats import norm

SHARED = Path(os.environ.get("CENOTAPH_SHARED", "shared")) / "data" / "popreconstruct"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "wheldon.md"
BEGIN, END = "<!-- benchmarks/wheldon.py -->", "<!-- end -->"
NAMES = {
    "tfr": ("tfr|{}", "total fertility"), "e0": ("e0|female|{}", "life expectancy"),
    "netmig_annual": ("net_migration|female|{}", "net migration"), "totpop": ("population|female|{}", "population"),
    "births_both_sexes_5y": ("births|{}", "births"), "deaths_female_5y": ("deaths|female|{}", "deaths"),
}  # fmt: skip
LONG, SD95 = 20_000, 2 * norm.ppf(0.975)


def column(name: str) -> tuple[list[float], np.ndarray]:
    """First keys and (first key, age) values of one input table."""
    with (SHARED / "inputs" / f"bfa_females_{name}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))[1:]
    first, ages = sorted({float(r[0]) for r in rows}), sorted({int(r[1]) for r in rows})
    found = np.zeros((len(first), len(ages)))
    for year, age, value in rows:
        found[first.index(float(year)), ages.index(int(age))] = float(value)
    return first, found


def given():
    from cenotaph.reconstruct.wheldon import Priors, checked_inputs

    with (SHARED / "inputs" / "bfa_females_invgamma_hyperparameters.csv").open(encoding="utf-8") as stream:
        rows = {r["parameter"].split(" ")[0]: r for r in csv.DictReader(stream)}
    alpha, beta = ({part: float(r[key]) for part, r in rows.items()} for key in ("alpha", "beta"))
    years, counts = column("census_counts")
    return checked_inputs(
        start=1960, asfr=column("asfr")[1], survival=column("survival_proportions")[1],
        migration=column("migration_proportions")[1], baseline=column("baseline_1960")[1],
        counts={y: counts[[n]] for n, y in enumerate(years)}, priors=Priors(alpha, beta),
    )  # fmt: skip


def one(seed: int) -> dict:
    """One whole run in this process, as a user has it."""
    start = (time.perf_counter(), time.process_time())
    from cenotaph.reconstruct.bayes.diagnose import diagnose
    from cenotaph.reconstruct.wheldon import fit

    found = fit(given(), seed=seed)
    last = found.attempts[-1]
    cost = [b - a for a, b in zip(start, (time.perf_counter(), time.process_time()), strict=True)]
    rates = {k: v for k, v in found.listed.items() if not k.startswith("sd")}
    again = sampling_again(seed)
    plain = diagnose(rates, 0)
    return {
        "seed": seed, "load": os.getloadavg()[0], "wall": cost[0], "cpu": cost[1], "tries": len(found.attempts),
        "rhat": found.diagnosis.rhat, "worst": found.diagnosis.ess_bulk,
        "worst_of": found.diagnosis.ess_bulk_of.replace("|", " "),
        "tail": found.diagnosis.ess_tail, "rates": plain.ess_bulk, "rates_of": plain.ess_bulk_of,
        "first_cpu": last["cpu_seconds"], "sampling_cpu": again, "refused": found.refused,
    }  # fmt: skip


def sampling_again(seed: int) -> float:
    """Processor seconds of the sampling phase alone, warm-up included, the program loaded."""
    from cenotaph.reconstruct.wheldon import fit

    return fit(given(), seed=seed, retry=False).attempts[0]["cpu_seconds"]


def agreement() -> list[dict]:
    """Long run against the reference, by quantity: worst median shift in its sd, and widths over its widths."""
    from cenotaph.reconstruct.wheldon import fit

    found = fit(given(), seed=1, draws=LONG, retry=False)
    assert not found.refused, found.refused
    rows: dict[str, list] = {}
    with (SHARED / "results" / "bfa_females_posterior_summary.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["source"] == "hmc_reference" and row["quantity"] in NAMES:
                values = found.listed[NAMES[row["quantity"]][0].format(row["year_or_period_start"])]
                values = values / 5 if row["quantity"] == "netmig_annual" else values
                rows.setdefault(NAMES[row["quantity"]][1], []).append(compared(values, row))
    with (SHARED / "results" / "bfa_females_variance_parameters.csv").open(encoding="utf-8") as stream:
        parts = {"var_pop": "population", "var_surv": "survival", "var_fert": "fertility", "var_mig": "migration"}
        for row in csv.DictReader(stream):
            if row["source"] == "hmc_reference":
                part = parts[row["parameter"]]
                rows[f"variance, {part}"] = [compared(found.listed[f"sd|{part}"] ** 2, row)]
    return [
        {"what": what, "n": len(own), "shift": max(own, key=lambda o: abs(o[0]))[0], "low": min(o[1] for o in own),
         "mean": float(np.mean([o[1] for o in own])), "high": max(o[1] for o in own)}
        for what, own in rows.items()
    ]  # fmt: skip


def compared(values: np.ndarray, row: dict) -> tuple[float, float]:
    """Shift of the median in sd of the reference (95 per cent width over that of a normal), and width over width."""
    low, middle, high = np.quantile(values, [0.025, 0.5, 0.975])
    width = float(row["q97.5"]) - float(row["q2.5"])
    return float((middle - float(row["q50"])) * SD95 / width), float((high - low) / width)


def page(rows: list[dict], runs: list[dict]) -> str:
    lines = [
        f"Four chains of {LONG:,} draws against the reference (18,000 Hamiltonian draws). Shift: of medians, in "
        "standard deviations of the reference; width: of 95 per cent intervals, over the reference's.",
        "",
        "| quantity | figures | largest shift | width, least | mean | most |",
        "|---|---|---|---|---|---|",
        *(f"| {r['what']} | {r['n']} | {r['shift']:+.3f} | {r['low']:.3f} | {r['mean']:.3f} | {r['high']:.3f} |"
          for r in rows),
        "",
        "Four chains of 1,000 draws after 200 of warm-up, a process a row, compiled programs in the cache. Effective "
        "draws are of the worst listed quantity, the standard deviations included; *rates*: without them. *A second*: "
        "effective draws over processor seconds of the sampling phase, warm-up included.",
        "",
        "| seed | load | wall, whole run | processor s | R-hat | worst | tail | a second | rates | a second |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(f"| {r['seed']} | {r['load']:.1f} | {r['wall']:.1f} s | {r['cpu']:.1f} | {r['rhat']:.4f} | {r['worst']:.0f} "
          f"({r['worst_of']}) | {r['tail']:.0f} | {r['worst'] / r['sampling_cpu']:.0f} | {r['rates']:.0f} | "
          f"{r['rates'] / r['sampling_cpu']:.0f} |" for r in runs),
    ]  # fmt: skip
    return "\n".join(lines)


def main(arguments: list[str]) -> None:
    if not (SHARED / "inputs").is_dir():
        print("skipped: no data")
        return
    if arguments[:1] == ["--one"]:
        print(json.dumps(one(int(arguments[1]))))
        return
    seeds = [int(a) for a in arguments if a != "--write"] or [1, 2, 3, 4, 5]
    runs = []
    for seed in seeds:
        done = subprocess.run(
            [sys.executable, __file__, "--one", str(seed)], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    text = page(agreement(), runs)
    print(text)
    if "--write" in arguments:
        whole = PAGE.read_text(encoding="utf-8")
        before, rest = whole.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
