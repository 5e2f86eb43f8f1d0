"""Run a case of provinces: every province and the whole, and what they share, with provenance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.provenance import Run, Stopwatch, software
from cenotaph.evidence.read import load_case

Progress = Callable[[str, int, int], None]
MODEL = "provinces"


@dataclass(frozen=True)
class Provinces:
    """A case and what was estimated of its provinces."""

    case: Case
    estimates: Estimates


def run_provinces(case: str | Path | Case, seed: int = 1, progress: Progress | None = None, **effort: int) -> Provinces:
    """Fit every province of a case together.

    Parameters
    ----------
    effort : chains, warmup, draws, most, where they differ from those of `reconstruct.provinces.fitting.Effort`.

    Raises
    ------
    CaseNotFound, BadEvidence; NotEstimable for a case without [model.provinces], or where priors and evidence of a
    province conflict. Draws that do not converge yield estimates without numbers, never an error.
    """
    from cenotaph.reconstruct import provinces

    read = case if isinstance(case, Case) else load_case(find_case(str(case)))
    watch = Stopwatch()
    fit = provinces.fit(read, seed, progress, **effort)
    made = provinces.province_estimates(fit)
    tables = provinces.province_tables(fit)
    record = Run(
        case=read.name,
        seed=seed,
        parameters={"model": MODEL, **effort},
        inputs=dict(sorted(read.hashes.items())),
        software=software(),
        diagnostics={"sampler": fit.diagnostics()},
        **watch.read(),
    )
    return Provinces(read, Estimates(record, made, [], tables))
