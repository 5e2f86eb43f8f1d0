"""Run the coverage study: `python -m undocumented --out DIR --worlds 60 --report ../docs/mse-coverage.md`.

One JSON file a world; what is in it is not run again.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np

from cenotaph.mse.methods import graphs, latent, log_linear
from cenotaph.mse.overlap import Overlap
from undocumented.designs import DESIGNS, WHOLE, Design, table

REPLICATES = 500
MODELS = ("graphs", "log-linear", "latent-classes")


def answer(name: str, overlap: Overlap, seed: int) -> dict:
    """Median or estimate and 90 % interval of a model, its seconds, or why there is none."""
    method = {"graphs": graphs, "log-linear": partial(log_linear, replicates=REPLICATES), "latent-classes": latent}[
        name
    ]
    began = time.process_time()
    found = method(overlap, seed)
    low, high = found.interval() if found.holds else (None, None)
    return {"middle": found.middle if found.holds else None, "low": low, "high": high, "reason": found.reason,
            "seconds": round(time.process_time() - began, 2)}  # fmt: skip


def run(out: Path, worlds: int) -> None:
    for seed in range(1, worlds + 1):
        for design in DESIGNS:
            path = out / f"{design.name}-{seed}.json"
            overlap = table(design, seed)
            record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"answers": {}}
            missing = [name for name in MODELS if name not in record["answers"]]
            for name in missing:
                record["answers"][name] = answer(name, overlap, seed)
            if missing:
                partial_file = path.with_suffix(".partial")
                partial_file.write_text(json.dumps(record), encoding="utf-8")
                os.replace(partial_file, path)


def rows(out: Path, design: Design) -> Iterator[str]:
    records = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(out.glob(f"{design.name}-[0-9]*.json"))]
    for name in MODELS:
        given = [r["answers"][name] for r in records]
        known = [a for a in given if a["middle"] is not None]
        held = sum(a["low"] <= WHOLE <= a["high"] for a in known)
        share = f"{100 * held / len(known):.0f} %" if known else ""
        error = f" ± {100 * np.sqrt(held / len(known) * (1 - held / len(known)) / len(known)):.0f}" if known else ""
        middle = f"{np.median([a['middle'] for a in known]):,.0f}" if known else ""
        width = f"{np.median([a['high'] - a['low'] for a in known]):,.0f}" if known else ""
        met = "yes" if name in design.holds else "no"
        seconds = f"{np.mean([a['seconds'] for a in given]):.1f}"
        answered = f"{len(known)} of {len(given)}"
        yield f"| {design.text} | {name} | {met} | {answered} | {share}{error} | {middle} | {width} | {seconds} |"


def page(out: Path) -> str:
    lines = [
        "# How often the intervals of those on no list hold", "",
        f"Written by `benchmarks/undocumented` (`python -m undocumented`). Populations of {WHOLE:,} persons, four or",
        "five lists; every world is drawn anew, every method runs as `cenotaph mse` runs it (500 bootstrap tables).",
        "*met*: whether the assumptions of the method are met. *answered*: the others were refused.",
        "*held*: of the answers, how many 90 % intervals hold the truth, with a standard error; where they are",
        "met, 80 to 97 in 100 are asked. Where they are not, the table shows what that costs: no interval knows of it.",
        "Two classes are told apart by five lists better than by four: there the prior of the classes (few of them,",
        "any chance as probable as another) still draws them together, and the intervals miss.",
        "",
        "| design | method | met | answered | held | median estimate | median width | processor s |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for design in DESIGNS:
        lines += rows(out, design)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--worlds", type=int, default=60)
    parser.add_argument("--report", type=Path)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    run(given.out, given.worlds)
    if given.report:
        given.report.write_text(page(given.out), encoding="utf-8")


if __name__ == "__main__":
    main()
