"""Run a case: from its evidence to its Estimates, with provenance."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.provenance import Run, software
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.grid import estimates, run_grid
from cenotaph.reconstruct.tables import tables

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Study:
    """A case and what was estimated from it."""

    case: Case
    estimates: Estimates
    fit: Any = None


def run(case: str | Path, seed: int = 1, progress: Progress | None = None, sample: bool = False) -> Study:
    """Run an embedded case by name, or a case folder; `sample` adds the Bayesian population.

    Raises
    ------
    CaseNotFound, BadEvidence. A quantity that cannot be estimated is a result, not an error.
    """
    return run_case(load_case(find_case(str(case))), seed, progress, sample)


def run_case(case: Case, seed: int = 1, progress: Progress | None = None, sample: bool = False) -> Study:
    """The same for a case already read. The seed is recorded; the classical account draws nothing.

    Raises
    ------
    NotEstimable when sampling is asked of a case without [model]; MissingLibrary without its libraries.
    """
    if sample and case.spec.model is None:
        raise NotEstimable("This case states no [model] to sample.", remedy="Add one to case.toml (docs/case.md).")
    sampler = _sampler() if sample else None
    started = datetime.now(UTC).isoformat(timespec="seconds")
    wall, cpu = time.perf_counter(), time.process_time()
    grid = run_grid(case, progress)
    made = estimates(case, grid)
    scenarios = [{"scenario": s.name, **{d: o.id for d, o in s.choices.items()}} for s in grid.scenarios]
    made_tables = tables(case, grid, made)
    diagnostics: dict = {}
    fit = None
    if sampler is not None:
        fit = sampler.fit(case, seed, progress)
        made = (*made, *sampler.posterior_estimates(case, fit))
        made_tables |= sampler.posterior_tables(case, fit)
        diagnostics["sampler"] = fit.diagnostics()
    failed = sum("losses" in a.why for accounts in grid.accounts.values() for a in accounts)
    record = Run(
        case=case.name,
        seed=seed,
        parameters={"model": "classical balance", "scenarios": len(scenarios), "sample": sample},
        inputs=dict(sorted(case.hashes.items())),
        software=software(),
        started=started,
        wall_seconds=round(time.perf_counter() - wall, 3),
        cpu_seconds=round(time.process_time() - cpu, 3),
        diagnostics={"scenarios_that_cannot_be": failed, **diagnostics},
    )
    return Study(case, Estimates(record, made, scenarios, made_tables), fit)


def _sampler() -> Any:
    """The Bayesian room, asked for before any work is done, so that a missing library is named at once."""
    from cenotaph.reconstruct import bayes

    _ = bayes.fit
    return bayes
