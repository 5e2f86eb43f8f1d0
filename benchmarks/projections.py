"""Measure the projection on this machine, one core: python benchmarks/projections.py [--repeats 3].

10,000 projections of made-up populations, 101 single years of age, two sexes, 50 years, in one call; once with rates of
their own for each (mortality and fertility differ by population and year, 1.3 GB of input), once with one set of rates
for all. The floor of issue 4 is 5 s on one core; element-wise NumPy uses one core. Timings are never asserted in tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

import numpy as np

from cenotaph.demography.cohort_component import project

AGES, YEARS = 101, 50
FLOOR_S = 5.0


def made_up(number: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Populations (number, 2, 101), ratios (number, 50, 2, 101) and fertility (number, 50, 101)."""
    rng = np.random.default_rng(seed)
    age = np.arange(AGES)
    level = rng.uniform(-10.5, -9.0, (number, YEARS, 2, 1))
    ratios = np.exp(0.09 * age + level)
    ratios += rng.uniform(0.02, 0.2, (number, YEARS, 2, 1)) * np.exp(-1.2 * age)
    np.exp(np.negative(ratios, out=ratios), out=ratios)
    shape = np.where((age >= 15) & (age < 50), np.exp(-(((age - 28) / 8) ** 2)), 0.0)
    asfr = rng.uniform(0.1, 0.3, (number, YEARS, 1)) * shape
    return rng.uniform(0.5, 1.5, (number, 2, AGES)) * 1e6 * np.exp(-0.03 * age), ratios, asfr


def seconds(arguments: tuple[np.ndarray, ...], repeats: int, **more: object) -> np.ndarray:
    """Wall and processor time of each repeat, (repeats, 2)."""
    taken = []
    for _ in range(repeats):
        began, began_cpu = time.perf_counter(), time.process_time()
        project(*arguments, width=1, srb=1.05, **more)
        taken.append((time.perf_counter() - began, time.process_time() - began_cpu))
    return np.array(taken)


def processor() -> str:
    """The processor's name where Linux tells it."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projections", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    people, ratios, asfr = made_up(options.projections)
    print(
        f"{os.cpu_count()} cores, {processor()}, Python {platform.python_version()}, numpy {np.__version__}, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{options.projections:,} projections, {AGES} ages, 2 sexes, {YEARS} years, {options.repeats} repeats, "
        f"floor {FLOOR_S:g} s"
    )
    movers = np.full((1, 2, AGES), 10.0)
    for name, arguments, more in (
        ("rates of their own", (people, ratios, asfr), {}),
        ("the same, migrants half", (people, ratios, asfr), {"net_migration": movers, "timing": "half"}),
        ("the same, migrants spread", (people, ratios, asfr), {"net_migration": movers, "timing": "spread"}),
        ("one set of rates", (people, ratios[0], asfr[0]), {}),
    ):
        wall, cpu = seconds(arguments, options.repeats, **more).T
        print(
            f"{name:26} wall: median {np.median(wall):5.2f} s, {wall.min():.2f} to {wall.max():.2f}; "
            f"processor: median {np.median(cpu):5.2f} s, first call {cpu[0]:5.2f} s"
        )
