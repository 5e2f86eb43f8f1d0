"""Run a case of provinces: every province and the whole, what they share, with provenance; and write it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.provenance import Run, software
from cenotaph.evidence.read import load_case
from cenotaph.evidence.schema import data_package
from cenotaph.study import store
from cenotaph.study.document import as_document

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
    started = datetime.now(UTC).isoformat(timespec="seconds")
    wall, cpu = time.perf_counter(), time.process_time()
    fit = provinces.fit(read, seed, progress, **effort)
    made = provinces.province_estimates(fit)
    tables = provinces.province_tables(fit)
    record = Run(
        case=read.name,
        seed=seed,
        parameters={"model": MODEL, **effort},
        inputs=dict(sorted(read.hashes.items())),
        software=software(),
        started=started,
        wall_seconds=round(time.perf_counter() - wall, 3),
        cpu_seconds=round(time.process_time() - cpu, 3),
        diagnostics={"sampler": fit.diagnostics()},
    )
    return Provinces(read, Estimates(record, made, [], tables))


def write_provinces(out: Path, found: Provinces, page: str) -> Path:
    """Write the page, estimates and tables, a snapshot of the case and a manifest with their hashes, in one step.

    Raises
    ------
    BadOutput when `out` holds anything that this program did not write, or cannot be written.
    """
    estimates = found.estimates
    files = {
        "provinces.html": page,
        "estimates.json": store.as_json(as_document(estimates)),
        "estimates.csv": store.as_csv(store.flat(estimates)),
        "datapackage.json": store.as_json(data_package(found.case)),
    }
    files |= {f"tables/{t.name}.csv": store.as_csv(t.rows) for t in estimates.tables.values() if t.rows}

    def fill(folder: Path) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
        store.snapshot(folder, found.case)
        store.seal(folder, estimates.run)

    return store.put(out, fill)
