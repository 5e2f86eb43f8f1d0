"""Countries with known truth through the public command: coverage and width, pooled and alone, time and memory.

    cd benchmarks && python -m provinces --out ../out/provinces --sizes 20 100 --report ../docs/provinces.md

Each country is drawn, written as a case and run by `cenotaph provinces` in a process of its own; a finished one is a
file OUT/SIZE-SEED.json and is not run again. The page is docs/provinces.intro.md with the tables of all finished ones.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from provinces.page import page

MEASURES = ("excess-deaths-rate-1910", "birth-deficit-1910", "net-error-percent-1910")


def run_one(folder: Path, size: int, seed: int) -> dict:
    """Draw a country, run the command on it, hold what it says against the truth."""
    from provinces.country import draw_country

    country = draw_country(folder / "case", size, seed)
    load, began = os.getloadavg()[0], time.perf_counter()
    command = [sys.executable, "-m", "cenotaph", "provinces", str(folder / "case"), "--out", str(folder / "out")]
    subprocess.run([*command, "--seed", str(seed)], check=True)
    wall = time.perf_counter() - began
    told = json.loads((folder / "out" / "estimates.json").read_text(encoding="utf-8"))
    run = told["run"]["diagnostics"]["sampler"]
    rows = told["tables"]["provinces"]["rows"]
    return {
        "size": size, "seed": seed, "wall": wall, "cpu": told["run"]["cpu_seconds"], "load": load,
        "megabytes": run["peak_megabytes"], "draws": run["draws"], "chains": run["chains"], "groups": run["groups"],
        "parameters": run["parameters"], "refused": len(run["refused_provinces"]), "shared": run["shared"],
        "worst_rhat": run["worst_rhat"]["rhat"], "seconds": run["seconds"], "machine": run["machine"],
        "scores": {m: _scores(rows, m, country.truth) for m in MEASURES},
        "whole": _whole(rows, country.truth), "common": _common(told["tables"]["shared"]["rows"], country),
    }  # fmt: skip


def _scores(rows: list[dict], measure: str, truth: dict) -> dict:
    """Of the provinces with an interval, together and alone: how many intervals hold the truth, their mean width in per
    cent of the persons at the opening census (of net errors: as it is), and how far medians are from the truth."""
    found = {}
    for kind, prefix in (("together", ""), ("alone", "alone_")):
        own = [r for r in rows if r["measure"] == measure and not r["whole"] and r[f"{prefix}median"] is not None]
        size = [1.0 if "percent" in measure else truth[r["territory"]]["opening-population-1900"] / 100 for r in own]
        real = [truth[r["territory"]][measure] for r in own]
        found[kind] = {
            "count": len(own),
            "held": sum(r[f"{prefix}p05"] <= t <= r[f"{prefix}p95"] for r, t in zip(own, real, strict=True)),
            "width": _mean([(r[f"{prefix}p95"] - r[f"{prefix}p05"]) / s for r, s in zip(own, size, strict=True)]),
            "off": _mean([abs(r[f"{prefix}median"] - t) / s for r, t, s in zip(own, real, size, strict=True)]),
        }
    return found


def _mean(values: list[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _whole(rows: list[dict], truth: dict) -> dict:
    measure = MEASURES[0]
    row = next(r for r in rows if r["measure"] == measure and r["whole"])
    return row | {"truth": sum(t[measure] for t in truth.values())}


def _common(rows: list[dict], country: object) -> list[dict]:
    """Every mean and spread with its truth."""
    found = []
    for k, one in enumerate(country.numbers):
        number = one.number
        real = {"mean": number.mean + number.sd * country.mean[k], "spread": number.sd * country.spread[k]}
        found += [r | {"truth": float(real[r["kind"]])} for r in rows if r["parameter"] == number.name]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="*", default=[20, 100])
    parser.add_argument("--seeds", type=int, nargs="*", default=[1])
    parser.add_argument("--two-stages", type=int, metavar="SIZE", help="also measure what two stages would leave")
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for size in asked.sizes:
        for seed in asked.seeds:
            kept = asked.out / f"{size}-{seed}.json"
            if not kept.is_file():
                kept.write_text(json.dumps(run_one(asked.out / f"{size}-{seed}", size, seed)), encoding="utf-8")
    stages = asked.out / "two-stages"
    if asked.two_stages and not stages.is_file():
        from provinces.two_stages import left_of_first_stage

        stages.write_text(json.dumps(left_of_first_stage(asked.out / "stages", asked.two_stages, 1)), encoding="utf-8")
    found = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(asked.out.glob("*.json"))]
    if asked.report:
        left = json.loads(stages.read_text(encoding="utf-8")) if stages.is_file() else None
        asked.report.write_text(page(found, left), encoding="utf-8")


if __name__ == "__main__":
    main()
