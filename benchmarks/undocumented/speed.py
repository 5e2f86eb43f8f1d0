"""How fast the methods are: `python -m undocumented.speed --report ../docs/mse-speed.md`, on an idle machine."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from cenotaph.evidence.lists_in import read_lists
from cenotaph.mse.graphs.average import average
from cenotaph.mse.graphs.chordal import decomposable_graphs
from cenotaph.mse.latent import classes
from cenotaph.mse.loglinear.bootstrap import bootstrap
from cenotaph.mse.loglinear.choice import by_bic, stepwise
from cenotaph.mse.overlap import Overlap, overlap_of
from cenotaph.mse.strata import overlaps
from cenotaph.study.undocumented import asked_of


def drawn(k: int) -> Overlap:
    """Lists of k projects, persons unlike each other."""
    rng = np.random.default_rng(3)
    ease = np.exp(0.5 * rng.normal(size=(8000, 1)))
    on = rng.random((8000, k)) < (0.1 + 0.3 * rng.random(k)) * ease
    found = Counter(tuple(int(x) for x in row) for row in on)
    found.pop((0,) * k)
    return overlap_of([f"list {j}" for j in range(k)], dict(found))


def clocked(work: Callable[[], object]) -> tuple[object, float, float]:
    """What it gives, wall and processor seconds."""
    wall, processor = time.perf_counter(), time.process_time()
    found = work()
    return found, time.perf_counter() - wall, time.process_time() - processor


def rows(shared: Path | None) -> list[str]:
    kosovo = overlaps(asked_of("kosovo-1999").table)[0]
    lines = []

    def line(what: str, wall: float, processor: float, note: str = "") -> None:
        lines.append(f"| {what} | {wall:.2f} | {processor:.2f} | {note} |")

    for k in (6, 7):
        decomposable_graphs.cache_clear()
        table = drawn(k)
        found, wall, processor = clocked(lambda table=table, k=k: average(table, 2.0**-k))
        line(f"graphs of {k} lists", wall, processor, f"{decomposable_graphs(k)[0].size:,} graphs, found anew")
    found, wall, processor = clocked(lambda: average(kosovo, 1 / 16))
    line("graphs, Kosovo", wall, processor)
    found, wall, processor = clocked(lambda: bootstrap(kosovo, lambda tables: by_bic(tables, 3)[1]))
    line("BIC of 113 models, BCa of 1,000 tables, Kosovo", wall, processor)
    if shared is not None:
        table = overlaps(read_lists(shared / "data" / "mse" / "uk2013_5lists.csv"))[0]
        found, wall, processor = clocked(lambda: bootstrap(table, lambda tables: stepwise(tables)[1]))
        line("stepwise, BCa of 1,000 tables, UK 2013, five lists", wall, processor)
    classes.latent_classes(kosovo, seed=99)  # compiles
    for seed in (1, 2, 3):
        found, wall, processor = clocked(lambda seed=seed: classes.latent_classes(kosovo, seed=seed))
        told = found.diagnostics
        rate = told["ess_bulk"] / told["sampling_seconds"]
        note = f"{told['ess_bulk']:,.0f} effective draws; {rate:,.0f} for a processor second of the sampling phase"
        line(f"latent classes, Kosovo, seed {seed}", wall, processor, note)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder that holds data/mse; without it the UK is left out")
    parser.add_argument("--report", type=Path, required=True)
    given = parser.parse_args()
    head = [
        "# How fast those on no list are estimated", "",
        "Written by `benchmarks/undocumented/speed.py`. Seconds of wall and of processor; compiled before.", "",
        "| what | wall, s | processor, s | |", "|---|---|---|---|",
    ]  # fmt: skip
    given.report.write_text("\n".join([*head, *rows(given.shared)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
