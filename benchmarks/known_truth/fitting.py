"""One variant of one episode: its case written, checked, run by the public API, and its Estimates read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from known_truth import case
from known_truth.folder import Seen

IDS = {"deaths": "deaths-after", "excess": "excess-deaths-rate-after", "deficit": "birth-shortfall-after"}
MORE = {"births": "births-after", "emigration": "net-migration-loss-after", "error": "net-error-after"}
SHARE = 0.05
SEEDS = (1, 2)  # a fit that is refused for want of convergence is tried once more, as a user would


class Variant(NamedTuple):
    """births : seen or hidden. window : named or unknown; smooth is the second baseline, without a crisis."""

    births: str
    window: str

    @property
    def name(self) -> str:
        return f"{self.births}-{self.window}"


VARIANTS = tuple(Variant(b, w) for b in ("births", "hidden") for w in ("named", "unknown"))
SMOOTH = tuple(Variant(b, "smooth") for b in ("births", "hidden"))


def window(variant: Variant, crisis: tuple[int, ...], seen: Seen) -> tuple[int, ...] | None:
    """The years named: those of the crisis, or in a placebo, falsely, the middle third of the interval."""
    if variant.window != "named":
        return None
    if crisis:
        return crisis
    years = seen.whole_years()
    return years[len(years) // 3 : len(years) - len(years) // 3]


def run_one(seen: Seen, variant: Variant, crisis: tuple[int, ...], folder: Path, fast: bool) -> dict:
    """Write, check and run the case. What raises is a result that says so."""
    started = time.perf_counter()
    found: dict[str, Any] = {"episode": seen.name, "variant": variant.name, "failed": "", "refused": ""}
    try:
        named = window(variant, crisis, seen)
        case.write(seen, folder, variant.births == "births", named, variant.window == "smooth")
        found |= {"named": list(named or ())}
        for seed in SEEDS:
            found |= {"seed": seed, "refused": ""} | read(_run(folder, fast, seed))
            if not found["refused"]:
                break
    except Exception as problem:  # whatever it is, the other episodes go on and the page names it
        found["failed"] = f"{type(problem).__name__}: {' '.join(str(problem).split())[:400]}"
    return found | {"seconds": round(time.perf_counter() - started, 1)}


def _run(folder: Path, fast: bool, seed: int) -> Any:
    import cenotaph

    cenotaph.load_case(folder)  # what `cenotaph check` does: raises with every finding
    return cenotaph.run(folder, seed=seed, sampling="short" if fast else "full")


def read(result: Any) -> dict:
    """Medians and 90 % intervals of what is asked; the probability that more than a twentieth of deaths were excess."""
    sampler = result.estimates.run.diagnostics["sampler"]
    if sampler["refused"]:
        return {"refused": sampler["refused"]}
    found = {}
    for name, estimand in (IDS | MORE).items():
        if f"bayes-{estimand}" in result.estimates:
            estimate = result[f"bayes-{estimand}"]
            span = estimate.interval()
            found[name] = {"median": estimate.value, "low": span["low"], "high": span["high"]}
    draws = {}
    if "excess" in found:
        excess, deaths = (result[f"bayes-{IDS[name]}"].values for name in ("excess", "deaths"))
        draws = {"above": float(np.mean(excess > SHARE * deaths)), "said": result[f"bayes-{IDS['excess']}"].reason}
    worst = {name: sampler["headline"][name] for name in ("rhat", "ess_bulk", "divergences")}
    spent = {name: round(value, 1) for name, value in sampler["seconds"].items() if name.endswith("_wall")}
    worst["leapfrogs"] = sampler["attempts"][-1]["leapfrogs_per_draw"]
    return {"estimates": found, "sampler": worst | {"attempts": len(sampler["attempts"])}, "spent": spent} | draws
