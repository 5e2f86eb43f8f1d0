"""Run a case: from its evidence to its Estimates, with provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.provenance import Run, Stopwatch, software
from cenotaph.evidence.province import refuse_provinces
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.grid import estimates, run_grid
from cenotaph.reconstruct.tables import tables
from cenotaph.study.audited import audited
from cenotaph.study.claimed import claims_of
from cenotaph.study.five_year import reconstructed, settled_five_year
from cenotaph.study.sampled import Sampling, sample, settled

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Study:
    """A case and what was estimated from it."""

    case: Case
    estimates: Estimates
    fit: Any = None


def run(
    case: str | Path, seed: int = 1, progress: Progress | None = None, sampling: Sampling | None = None,
    variants: bool = False, influence: bool = False,
) -> Study:  # fmt: skip
    """Run an embedded case by name, or a case folder.

    Parameters
    ----------
    sampling : of the Bayesian population: "full", "short" (approximate, seconds) or "off"; when not given, in full
        where the case states a model. A five-year case has nothing else, so that "off" is refused.
    variants : fit all named alternatives of the model, not only those that belong beside the headline.
    influence : fit again without each source whose importance weights are no guide, about half a minute each.

    Raises
    ------
    CaseNotFound, BadEvidence, BadClaims; NotEstimable when sampling is asked of a case without a model. A quantity
    that cannot be estimated is a result, not an error.
    """
    loaded = load_case(find_case(str(case)))
    claims_of(loaded)  # a fault in claims.toml is told before the work, not when the report is written after it
    return run_case(loaded, seed, progress, sampling, variants, influence)


def run_case(
    case: Case, seed: int = 1, progress: Progress | None = None, sampling: Sampling | None = None,
    variants: bool = False, influence: bool = False,
) -> Study:  # fmt: skip
    """The same for a case already read. The seed is of the sampler; the classical account draws nothing."""
    _refuse_lists(case)
    refuse_provinces(case)
    if case.spec.five_year is not None:
        made, fit = reconstructed(case, seed, progress, settled_five_year(sampling, influence), variants)
        return Study(case, made, fit)
    chosen = settled(case, sampling, variants, influence)
    watch = Stopwatch()
    checked = audited(case)
    grid = run_grid(case, progress)
    made = estimates(case, grid)
    scenarios = [{"scenario": s.name, **{d: o.id for d, o in s.choices.items()}} for s in grid.scenarios]
    drawn = sample(case, seed, chosen, variants, progress, influence)
    failed = sum("losses" in a.why for accounts in grid.accounts.values() for a in accounts)
    record = Run(
        case=case.name,
        seed=seed,
        parameters={
            "model": "classical balance" if chosen == "off" else "classical balance; sampled population",
            "scenarios": len(scenarios),
            "sampling": chosen,
            "variants": variants,
            "influence": influence,
        },
        inputs=dict(sorted(case.hashes.items())),
        software=software(),
        diagnostics={"scenarios_that_cannot_be": failed, **drawn.diagnostics},
        **watch.read(),
    )
    all_tables = tables(case, grid, made) | drawn.tables | checked
    return Study(case, Estimates(record, (*made, *drawn.estimates), scenarios, all_tables), drawn.fit)


def _refuse_lists(case: Case) -> None:
    """Nothing for a case of counts.

    Raises
    ------
    NotEstimable for a case of [lists], which asks how many stand on none.
    """
    if case.spec.lists is not None:
        raise NotEstimable("It asks how many persons stand on none of its lists.", where=case.name,
                           remedy=f"Try `cenotaph mse {case.name}`.")  # fmt: skip
