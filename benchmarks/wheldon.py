"""Five-year reconstruction of Burkina Faso's women, 1960 to 2005: agreement with a long reference run, and speed.

    CENOTAPH_SHARED=DIR python benchmarks/wheldon.py [SEED ...] [--write]

DIR/data/popreconstruct holds the inputs and the reference; without it: "skipped: no data". `--write` puts the tables
into docs/wheldon.md. Speed is of whole processes of four chains of 1,000, the compiled programs in the cache; other
work on the machine is told as its load. Two problems are harder: priors as elicited by default, and both sexes, for
which men are invented from the women.
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
HARDER = ("default elicitation", "both sexes")
LONG, LONG_SEEDS, SD95 = 20_000, (1, 2, 3), 2 * norm.ppf(0.975)


def column(name: str) -> tuple[list[float], np.ndarray]:
    """First keys and (first key, age) values of one input table."""
    with (SHARED / "inputs" / f"bfa_females_{name}.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))[1:]
    first, ages = sorted({float(r[0]) for r in rows}), sorted({int(r[1]) for r in rows})
    found = np.zeros((len(first), len(ages)))
    for year, age, value in rows:
        found[first.index(float(year)), ages.index(int(age))] = float(value)
    return first, found


def given(problem: str = "women"):
    """Inputs of one of PROBLEMS."""
    from cenotaph.reconstruct.wheldon import Priors, checked_inputs, elicited

    with (SHARED / "inputs" / "bfa_females_invgamma_hyperparameters.csv").open(encoding="utf-8") as stream:
        rows = {r["parameter"].split(" ")[0]: r for r in csv.DictReader(stream)}
    alpha, beta = ({part: float(r[key]) for part, r in rows.items()} for key in ("alpha", "beta"))
    years, counts = column("census_counts")
    rates = {name: column(f"{name}_proportions")[1][:, None] for name in ("survival", "migration")}
    rates["baseline"] = column("baseline_1960")[1]
    counts = {y: counts[[n]] for n, y in enumerate(years)}
    priors = elicited(rates["survival"]) if problem.startswith("default") else Priors(alpha, beta)
    if problem == "both sexes":
        rates, counts, priors = both(rates, counts, priors)
    return checked_inputs(start=1960, asfr=column("asfr")[1], counts=counts, priors=priors, **rates)


def both(rates: dict, counts: dict, priors):
    """Women with invented men: odds of surviving lower by a tenth of a logarithm, as many at the baseline, counts three
    per cent lower and off by five per cent."""
    survival = rates["survival"]
    odds = survival / (1 - survival) * np.exp(-0.1)
    rng = np.random.default_rng(5)
    found = {name: np.concatenate([a, a], axis=-2) for name, a in rates.items()}
    found["survival"] = np.concatenate([survival, odds / (1 + odds)], axis=1)
    counts = {y: np.concatenate([c, 0.97 * c * np.exp(0.05 * rng.standard_normal(c.shape))]) for y, c in counts.items()}
    return found, counts, priors._replace(alpha=priors.alpha | {"srb": 1.0}, beta=priors.beta | {"srb": 0.0005})


def one(seed: int, problem: str = "women") -> dict:
    """One whole run in this process, as a user has it."""
    start = (time.perf_counter(), time.process_time())
    from cenotaph.diagnose import diagnose
    from cenotaph.reconstruct.wheldon import fit

    found = fit(given(problem), seed=seed)
    cost = [b - a for a, b in zip(start, (time.perf_counter(), time.process_time()), strict=True)]
    rates = {k: v for k, v in found.listed.items() if not k.startswith("sd")}
    # Processor seconds of the sampling phase alone, warm-up included, the programs loaded.
    again = fit(given(problem), seed=seed)
    plain, last = diagnose(rates, 0), again.attempts[-1]
    return {
        "seed": seed, "problem": problem, "load": os.getloadavg()[0], "wall": cost[0], "cpu": cost[1],
        "tries": len(found.attempts), "rhat": found.diagnosis.rhat, "worst": found.diagnosis.ess_bulk,
        "worst_of": found.diagnosis.ess_bulk_of.replace("|", " "), "lost": last["lost_moves"],
        "tail": found.diagnosis.ess_tail, "rates": plain.ess_bulk, "draws": found.diagnosis.draws,
        "sampling_cpu": sum(a["cpu_seconds"] for a in again.attempts), "refused": found.refused,
    }  # fmt: skip


def agreement() -> list[dict]:
    """Long runs against the reference, by quantity: worst median shift in its sd, and widths over its widths."""
    from cenotaph.reconstruct.wheldon import fit

    found: dict[str, np.ndarray] = {}
    for seed in LONG_SEEDS:
        own = fit(given(), seed=seed, draws=LONG, retry=False)
        assert not own.refused, own.refused
        found = {name: np.concatenate([found[name], x]) if found else x for name, x in own.listed.items()}
    rows: dict[str, list] = {}
    with (SHARED / "results" / "bfa_females_posterior_summary.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            if row["source"] == "hmc_reference" and row["quantity"] in NAMES:
                values = found[NAMES[row["quantity"]][0].format(row["year_or_period_start"])]
                values = values / 5 if row["quantity"] == "netmig_annual" else values
                rows.setdefault(NAMES[row["quantity"]][1], []).append(compared(values, row))
    with (SHARED / "results" / "bfa_females_variance_parameters.csv").open(encoding="utf-8") as stream:
        parts = {"var_pop": "population", "var_surv": "survival", "var_fert": "fertility", "var_mig": "migration"}
        for row in csv.DictReader(stream):
            if row["source"] == "hmc_reference":
                part = parts[row["parameter"]]
                rows[f"variance, {part}"] = [compared(found[f"sd|{part}"] ** 2, row)]
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


def page(rows: list[dict], runs: list[dict], harder: list[dict]) -> str:
    lines = [
        f"{4 * len(LONG_SEEDS)} chains of {LONG:,} draws against the reference (18,000 Hamiltonian draws, 326 of them "
        "effective for the variance of survival). Shift: of medians, in standard deviations of the reference; width: "
        "of 95 per cent intervals, over the reference's.",
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
        "",
        "Harder problems, likewise: the same women with priors as elicited by default (alpha 0.5; the error of counts "
        "then goes below one per cent), and both sexes, men invented. *Processor s* of sampling, all tries together; "
        "moves *lost*, of as many as draws are kept, in the last try.",
        "",
        "| problem | seed | load | tries | processor s | R-hat | worst | tail | a second | lost | answered |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *map(hard_row, harder),
    ]  # fmt: skip
    return "\n".join(lines)


def hard_row(r: dict) -> str:
    cost, worst = r["sampling_cpu"], f"{r['worst']:.0f} of {r['draws']:,} ({r['worst_of']})"
    return (
        f"| {r['problem']} | {r['seed']} | {r['load']:.1f} | {r['tries']} | {cost:.1f} | {r['rhat']:.4f} | {worst} | "
        f"{r['tail']:.0f} | {r['worst'] / cost:.0f} | {r['lost']} | {'no' if r['refused'] else 'yes'} |"
    )


def apart(seed: int, problem: str) -> dict:
    """`one` in a process of its own."""
    asked = [sys.executable, __file__, "--one", str(seed), problem]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> None:
    if not (SHARED / "inputs").is_dir():
        print("skipped: no data")
        return
    if arguments[:1] == ["--one"]:
        print(json.dumps(one(int(arguments[1]), arguments[2])))
        return
    seeds = [int(a) for a in arguments if a != "--write"] or [1, 2, 3, 4, 5]
    runs, *rest = ([apart(seed, problem) for seed in seeds] for problem in ("women", *HARDER))
    text = page(agreement(), runs, [run for own in rest for run in own])
    print(text)
    if "--write" in arguments:
        whole = PAGE.read_text(encoding="utf-8")
        before, after = whole.split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
