"""Measure how long fifty claims take once a run is finished: python benchmarks/claims_check.py OUT.

OUT is a folder written by `cenotaph run ussr-1926-1939`. The claims are made here, of every kind that is computed;
loading the estimates and judging are timed apart, the median of five. Timings are never asserted in tests.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

from cenotaph.claims.claim import Claim, Quantity
from cenotaph.claims.verdict import check
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from cenotaph.study.claimed import finished

TIMES = 5


def fifty() -> list[Claim]:
    """Counts, shares and rates on several periods and places."""
    found = []
    for i in range(50):
        event = ("starved", "died", "missing", "executed", "counted")[i % 5]
        period = ("1932/1933", "1933", "1937", "1926/1939", "1937/1938")[(i // 5) % 5]
        place = ("Soviet Union", "Ukraine", "", "Belgium")[i % 4]
        if i % 7 == 3:
            kind, figure = "share", Quantity(low=0.1, high=0.1, step=0.01, unit="share")
        elif i % 7 == 5:
            kind, figure = "rate", Quantity(low=2e4, high=2e4, step=1e3, unit="persons a day")
        else:
            kind, figure = "quantity", Quantity(low=(i + 1) * 1e5, high=(i + 1) * 1e5, step=1e5)
        found.append(
            Claim(id=f"c{i}", words=f"claim {i}", kind=kind, quantity=figure, event=event, period=period, place=place)
        )
    return found


def timed(action: object) -> tuple[object, float]:
    """What an action returns, and the median of its wall seconds."""
    seconds, result = [], None
    for _ in range(TIMES):
        began = time.perf_counter()
        result = action()
        seconds.append(time.perf_counter() - began)
    return result, statistics.median(seconds)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    case, reading = timed(lambda: load_case(find_case("ussr-1926-1939")))
    found, loading = timed(lambda: finished(case, out))
    if found.run is None:
        raise SystemExit(found.why)
    checked, judging = timed(lambda: check(fifty(), case, found.run))
    print(f"case read {reading:.2f} s, estimates loaded {loading:.2f} s")
    print(f"{len(checked.judgements)} claims judged {judging:.2f} s")
