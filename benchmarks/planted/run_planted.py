"""Planted truth for the Bayesian population: worlds whose truth is known, fitted as `run` fits a case, and scored.

    python benchmarks/planted/run_planted.py --out out/planted
    python benchmarks/planted/run_planted.py --out out/planted --report docs/planted.md

Half the worlds come from the model's own prior, half from the simulator in benchmarks/worlds; a few of the first half
are read again by a model broken on purpose, which the scores must show. Each finished world is
a file OUT/results/HALF-SEED.json and is not run again; a run that is stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run as a script: the packages lie beside no installed one

from worlds.run_worlds import profile_of, write_whole  # noqa: E402

from planted.page import page  # noqa: E402

HALVES = ("well-specified", "independent")
BROKEN = "broken"
FIRST_SEED = {"well-specified": 101, "independent": 2001, BROKEN: 101}
NOT_OF_THE_FIT = {"run_planted.py", "page.py", "run_worlds.py", "score.py", "readout.py"}
OF_THE_FIT = (
    "bundle", "completeness", "counts", "fitting", "gather", "headline", "mode", "model", "papers", "parameters",
    "population", "quantities", "sample",
)  # fmt: skip


def fingerprint() -> str:
    """Of everything a result depends on: both simulators, the model with its engine, the flagship's folder."""
    import cenotaph
    from planted.worlds_of import flagship

    package = Path(cenotaph.__file__).parent
    files = [
        p
        for root in (HERE, HERE.parent / "worlds", package / "worlds")
        for p in root.glob("*.py")
        if p.name not in NOT_OF_THE_FIT
    ]
    files += [package / "reconstruct" / "bayes" / f"{name}.py" for name in OF_THE_FIT]
    files += [package / "demography" / f"{name}.py" for name in ("projection", "lifetable", "graduation")]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda p: (p.name, p.parent.name)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(flagship()[0].hashes, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def run_one(half: str, index: int, out: Path) -> dict:
    """Draw a world, fit it, score it. What raises is a result that says so."""
    from planted.worlds_of import broken, independent, scored, well_specified

    seed = FIRST_SEED[half] + index
    profile = profile_of(index, "mixed") if half == "independent" else "well-specified"
    started = time.perf_counter()
    found: dict = {"half": half, "seed": seed, "profile": profile, "failed": "", "refused": ""}
    try:
        if half == "independent":
            fit, truth = independent(seed, profile, out / "worlds" / f"{seed:04d}")
        else:
            fit, truth = well_specified(seed) if half == HALVES[0] else broken(seed)
        found |= {"refused": fit.refused, "attempts": list(fit.attempts), **scored(fit, truth)}
    except Exception as problem:  # whatever it is, the other worlds go on and the page names it
        found["failed"] = f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}"
    return found | {"seconds": round(time.perf_counter() - started, 1)}


def finished(path: Path, mark: str, keep: bool) -> bool:
    """Whether a result is there that needs no new run."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    return keep or found["fingerprint"] == mark


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=30, help="of each half")
    parser.add_argument("--broken", type=int, default=10, help="well-specified worlds read by a broken model")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep", action="store_true", help="accept results of other versions of the code")
    parser.add_argument("--report", type=Path, help="write the scores to this Markdown page")
    asked = parser.parse_args()
    mark = fingerprint()
    jobs = [(half, i) for i in range(asked.worlds) for half in HALVES]  # in turn, so that a stopped run has both
    jobs += [(BROKEN, i) for i in range(asked.broken)]
    paths = {job: asked.out / "results" / f"{job[0]}-{FIRST_SEED[job[0]] + job[1]:04d}.json" for job in jobs}
    left = [job for job in jobs if not finished(paths[job], mark, asked.keep)]
    print(f"{len(jobs)} worlds, {len(jobs) - len(left)} finished before", flush=True)
    for n, job in enumerate(left, 1):
        found = run_one(*job, asked.out) | {"fingerprint": mark}
        write_whole(paths[job], json.dumps(found, indent=1))
        state = found["failed"] or found["refused"] or "done"
        print(f"{n}/{len(left)} {found['half']} {found['seed']}: {state} ({found['seconds']} s)", flush=True)
    results = [json.loads(path.read_text(encoding="utf-8")) for path in paths.values()]
    text = page(results)
    if asked.report:
        write_whole(asked.report, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
