"""Measure what the README promises of speed, on this machine: python benchmarks/speed.py [--write].

Each command is run five times in a fresh process; the median wall time is given, with the machine. Timings
are never asserted in tests.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "speed.md"
CASE = "ussr-1926-1939"
FLOORS = {"run": 20.0, "check": 2.0, "--help": 0.3}


def measure(arguments: list[str], times: int) -> tuple[float, float]:
    """Median wall seconds and the spread (max - min) of a command."""
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "cenotaph", *arguments], check=True, capture_output=True)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), max(seconds) - min(seconds)


def table(times: int) -> str:
    """The page: one row a command."""
    load = os.getloadavg()[0]
    lines = [
        "# Speed",
        "",
        f"Written by `benchmarks/speed.py`: median of {times} runs in fresh processes, wall seconds.",
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
        f"numpy {version('numpy')}, scipy {version('scipy')}; load average at the start {load:.1f}.",
        "",
        "| command | median s | spread s | promised s |",
        "|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        out = str(Path(scratch) / "out")
        commands = {"run": ["run", CASE, "--out", out], "check": ["check", CASE], "--help": ["--help"]}
        commands |= {"explain": ["explain", CASE], "verify": ["verify", out]}
        for name, arguments in commands.items():
            median, spread = measure(arguments, times)
            lines.append(f"| `{name}` | {median:.2f} | {spread:.2f} | {FLOORS.get(name, '')} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    text = table(options.times)
    print(text)
    if options.write:
        PAGE.write_text(text, encoding="utf-8")
