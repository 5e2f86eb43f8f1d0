"""Measure the life table on this machine, one core: python benchmarks/life_tables.py [--repeats 9].

10,000 abridged tables (22 ages) of made-up populations in one call, by each rule for nax. The floor of issue 4 is
50 ms on one core; element-wise NumPy uses one core. Timings are never asserted in tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import time

import numpy as np

from cenotaph.demography.table import NAX_RULES, life_table

AGE = np.concatenate([[0.0, 1.0], np.arange(5.0, 101.0, 5.0)])
FLOOR_MS = 50.0


def made_up_rates(number: int, seed: int = 1) -> np.ndarray:
    """Death rates (number, 22): an infant term and a Gompertz rise of changing level."""
    rng = np.random.default_rng(seed)
    infants = rng.uniform(0.02, 0.25, (number, 1)) * np.exp(-1.2 * AGE)
    level, slope = rng.uniform(-10.5, -9.2, (number, 1)), rng.uniform(0.075, 0.085, (number, 1))
    return infants + np.exp(level + slope * AGE)


def milliseconds(nmx: np.ndarray, rule: str, repeats: int) -> np.ndarray:
    """Wall and processor time of each repeat, (repeats, 2), after one that is not counted."""
    taken = []
    for _ in range(repeats + 1):
        began, began_cpu = time.perf_counter(), time.process_time()
        life_table(AGE, nmx, nax=rule, sex="female")
        taken.append((time.perf_counter() - began, time.process_time() - began_cpu))
    return 1000 * np.array(taken[1:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--repeats", type=int, default=9)
    options = parser.parse_args()
    rates = made_up_rates(options.tables)
    print(
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, numpy {np.__version__}, "
        f"load average {os.getloadavg()[0]:.1f}"
    )
    print(
        f"{options.tables:,} abridged life tables of {AGE.size} ages, {options.repeats} repeats, floor {FLOOR_MS:g} ms"
    )
    for name in NAX_RULES:
        wall, cpu = milliseconds(rates, name, options.repeats).T
        print(
            f"{name:18} wall: median {np.median(wall):6.1f} ms, {wall.min():.1f} to {wall.max():.1f}; "
            f"processor: median {np.median(cpu):6.1f} ms"
        )
