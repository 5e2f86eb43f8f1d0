"""Simulation-based calibration: worlds drawn from the model's own prior, fitted, the truth ranked among the draws.

    python benchmarks/calibration/run_calibration.py --shape small --out out/calibration
    python benchmarks/calibration/run_calibration.py --shape flagship --out out/calibration
    python benchmarks/calibration/run_calibration.py --out out/calibration --worlds 0 --report docs/calibration.md

200 worlds of the small shape, 40 of the flagship's, and 60 of the small shape for each model broken on purpose, unless
asked otherwise. Each finished world is a file OUT/SHAPE/MODEL-SEED.json and is not run again; a run that is stopped
goes on where it was. Exit code 1 when the right model fails a rule, or a broken one passes them all.
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

from worlds.run_worlds import write_whole  # noqa: E402

from calibration.page import page  # noqa: E402
from calibration.rules import Verdict, judge  # noqa: E402

FIRST_SEED = 30_001
WORLDS = {"small": 200, "flagship": 40}
BROKEN_WORLDS = {"small": 60, "flagship": 0}
OF_THE_FIT = (
    "bundle", "completeness", "counts", "estimates", "fitting", "gather", "headline", "mode", "model", "papers",
    "parameters", "population", "quantities", "sample", "short",
)  # fmt: skip


def fingerprint(shape: str) -> str:
    """Of everything a result depends on: the model with its engine, the worlds' shape."""
    import cenotaph
    from calibration.worlds_of import loaded

    package = Path(cenotaph.__file__).parent
    files = [package / "reconstruct" / "bayes" / f"{name}.py" for name in OF_THE_FIT]
    files += [package / "demography" / f"{name}.py" for name in ("projection", "lifetable", "graduation")]
    files += [HERE / "worlds_of.py"]
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(json.dumps(loaded(shape)[0].hashes, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def run_one(shape: str, model: str, seed: int) -> dict:
    """Draw, fit, rank. What raises is a result that says so."""
    from calibration.worlds_of import ranked

    started = time.perf_counter(), time.process_time()
    found: dict = {"shape": shape, "model": model, "seed": seed, "failed": "", "refused": "", "ranks": {}}
    try:
        found |= ranked(shape, model, seed)
    except Exception as problem:  # whatever it is, the other worlds go on and the page names it
        found["failed"] = f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}"
    wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
    return found | {"wall": round(wall, 1), "cpu": round(cpu, 1)}


def stored(path: Path, mark: str, keep: bool) -> dict | None:
    """A result that needs no new run."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return None
    return found if keep or found["fingerprint"] == mark else None


def all_stored(out: Path, marks: dict[str, str], keep: bool) -> dict[tuple[str, str], list[dict]]:
    """{(shape, model): results} of the present version of the code (with `keep` of any), the right model first."""
    found: dict[tuple[str, str], list[dict]] = {}
    for shape, mark in marks.items():
        for path in sorted((out / shape).glob("*.json")):
            result = stored(path, mark, keep)
            if result is not None:
                found.setdefault((shape, result["model"]), []).append(result)
    return dict(sorted(found.items(), key=lambda of: (list(marks).index(of[0][0]), of[0][1] != "right")))


def main() -> int:
    from calibration.worlds_of import DRAWS, FORMS, MAY_PASS, MODELS

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=(*FORMS, "both"), default="both")
    parser.add_argument("--worlds", type=int, help="read by the right model; 0: only judge what is there")
    parser.add_argument("--broken", type=int, help="read by each broken model")
    parser.add_argument("--model", choices=tuple(MODELS), help="only the worlds read by this one")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep", action="store_true", help="accept results of other versions of the code")
    parser.add_argument("--report", type=Path, help="write the results to this Markdown page")
    asked = parser.parse_args()
    shapes = tuple(FORMS) if asked.shape == "both" else (asked.shape,)
    marks = {shape: fingerprint(shape) for shape in FORMS}
    for shape in shapes:
        right = WORLDS[shape] if asked.worlds is None else asked.worlds
        broken = (BROKEN_WORLDS[shape] if asked.worlds != 0 else 0) if asked.broken is None else asked.broken
        models = (asked.model,) if asked.model else tuple(MODELS)
        jobs = [(model, i) for model in models for i in range(right if model == "right" else broken)]
        paths = {job: asked.out / shape / f"{job[0]}-{FIRST_SEED + job[1]}.json" for job in jobs}
        left = [job for job in jobs if stored(paths[job], marks[shape], asked.keep) is None]
        print(f"{shape}: {len(jobs)} worlds, {len(jobs) - len(left)} finished before", flush=True)
        for n, (model, index) in enumerate(left, 1):
            found = run_one(shape, model, FIRST_SEED + index) | {"fingerprint": marks[shape]}
            write_whole(paths[model, index], json.dumps(found))
            state = found["failed"] or found["refused"] or "done"
            print(f"{n}/{len(left)} {shape} {model} {found['seed']}: {state} ({found['wall']} s)", flush=True)
    results = all_stored(asked.out, marks, asked.keep)
    verdicts = {key: judge(own, DRAWS) for key, own in results.items()}
    text = page(results, verdicts, DRAWS, {name: words for name, (words, _) in MODELS.items()}, MAY_PASS)
    if asked.report:
        write_whole(asked.report, text)
    print(text)
    return exit_code({key: verdict for key, verdict in verdicts.items() if key[1] not in MAY_PASS})


def exit_code(verdicts: dict[tuple[str, str], Verdict]) -> int:
    """0 when the right model passes and every broken one that was judged fails."""
    wrong = [key for key, verdict in verdicts.items() if verdict.judged and verdict.passed != (key[1] == "right")]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
