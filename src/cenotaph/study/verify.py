"""Does an output still hold? Hashes of what went in and came out, and the run repeated from its record."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cenotaph.errors import CenotaphError
from cenotaph.estimate import Estimates
from cenotaph.evidence.provenance import sha256, software
from cenotaph.study import store
from cenotaph.study.document import Manifest
from cenotaph.study.provinces import MODEL, run_provinces
from cenotaph.study.run import Progress, run_case

ELSEWHERE = 1e-9
EFFECTIVE_DRAWS = 400  # what a fit must have to show an interval at all


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it holds, and what was seen."""

    what: str
    holds: bool
    seen: str


def verify(out: Path, progress: Progress | None = None) -> list[Check]:
    """All checks of an output folder.

    The rerun uses the snapshot of the case in the folder. With the same software on the same kind of
    machine every value must be identical; elsewhere the last digits of floating-point arithmetic may
    differ (relative 1e-9; the classical account draws nothing at random).

    Raises
    ------
    BadOutput when the folder is no output at all.
    """
    manifest = store.read_manifest(out)
    checks = [_outputs(out, manifest), _inputs(out, manifest)]
    try:
        case, recorded = store.read(out)
        asked = recorded.run.parameters
        # Fits without a source, or with other priors of a five-year case, move no estimate: they are not repeated.
        if asked.get("model") == MODEL:
            effort = {name: value for name, value in asked.items() if name != "model"}
            again = run_provinces(case, recorded.run.seed, progress, **effort)
        elif case.spec.five_year is not None:
            again = run_case(case, recorded.run.seed, progress, "short")
        else:
            again = run_case(case, recorded.run.seed, progress, asked.get("sampling"), bool(asked.get("variants")))
    except CenotaphError as problem:
        return [*checks, Check("rerun from the recorded provenance", False, str(problem))]
    same = recorded.run.software == software()
    return [
        *checks,
        _software(recorded, same),
        _values(recorded, again.estimates, 0.0 if same else ELSEWHERE),
    ]


def _outputs(out: Path, manifest: Manifest) -> Check:
    known = manifest.outputs
    present = {p.relative_to(out).as_posix(): p for p in out.rglob("*") if p.is_file()}
    missing = sorted(set(known) - set(present))
    changed = sorted(n for n, h in known.items() if n in present and sha256(present[n]) != h)
    added = sorted(set(present) - set(known) - {store.MANIFEST})
    parts = [("missing", missing), ("changed", changed), ("not written by cenotaph", added)]
    seen = "; ".join(f"{word}: {', '.join(names)}" for word, names in parts if names)
    return Check("hashes of outputs", not seen, seen or f"{len(known)} files as written")


def _inputs(out: Path, manifest: Manifest) -> Check:
    wanted = manifest.run.inputs
    changed = [
        name
        for name, digest in wanted.items()
        if not (out / "case" / name).is_file() or sha256(out / "case" / name) != digest
    ]
    seen = f"changed or missing: {', '.join(changed)}" if changed else f"{len(wanted)} files as recorded"
    return Check("hashes of inputs", not changed, seen)


def _software(recorded: Estimates, same: bool) -> Check:
    then, now = recorded.run.software, software()
    differs = [f"{k} {then.get(k)} then, {now.get(k)} now" for k in now if then.get(k) != now.get(k)]
    return Check("software", True, "the same as recorded" if same else "; ".join(differs))


def _values(recorded: Estimates, again: Estimates, tolerance: float) -> Check:
    what = "rerun from the recorded provenance"
    then = {e.estimand.id: e for e in recorded.estimates}
    now = {e.estimand.id: e for e in again.estimates}
    if set(then) != set(now):
        return Check(what, False, f"other estimates: {', '.join(sorted(set(then) ^ set(now)))}")
    for name, old in then.items():
        new = now[name]
        if old.axis != new.axis or old.values.size != new.values.size:
            return Check(what, False, f"{name} has another shape")
        if old.axis == "draw" and tolerance:
            if not _same_within_monte_carlo(old.values, new.values):
                return Check(what, False, f"{name} moved by more than Monte Carlo error")
            continue
        for a, b in zip(old.values, new.values, strict=True):
            if not (a == b or math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)):
                return Check(what, False, f"{name} was {a!r} and is {b!r}")
    kind = "identical" if tolerance == 0 else f"equal within a relative {tolerance:g}"
    return Check(what, True, f"{len(then)} estimates {kind}")


def _same_within_monte_carlo(old: np.ndarray, new: np.ndarray) -> bool:
    """Whether two sets of draws have the same mean, within four standard errors of a few hundred
    effective draws each: on another machine a chain takes another path."""
    error = np.hypot(old.std(), new.std()) / math.sqrt(EFFECTIVE_DRAWS)
    return bool(abs(old.mean() - new.mean()) <= 4 * error)
