"""Planted truth: draw worlds by seed, run a method on each, score it. Resumable: finished worlds are not run again.

    python benchmarks/worlds/run_worlds.py --worlds 30 --out out/worlds
    python benchmarks/worlds/run_worlds.py --worlds 30 --out out/worlds --report docs/worlds.md

Worlds lie in OUT/worlds/SEED (case/ and truth.json), results in OUT/results/SEED.json. Give --made its own
--out: results are named by seed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run as a script: the package `worlds` lies beside no installed one

from worlds.draw import PROFILES  # noqa: E402
from worlds.readout import read  # noqa: E402
from worlds.score import report  # noqa: E402
from worlds.write import make  # noqa: E402

AFTER_THE_RUN = {"run_worlds.py", "score.py"}  # what a stored result does not depend on
EVERY_FIFTH = 5


@dataclass(frozen=True)
class Job:
    """What one world needs. home: where it lies or will lie.

    drawn: whether the world is drawn here, or was made by another simulator and is only run.
    options: keywords for cenotaph.run.
    """

    seed: int
    profile: str
    home: Path
    drawn: bool
    out: Path
    options: str
    fingerprint: str

    @property
    def result(self) -> Path:
        return self.out / "results" / f"{self.seed:04d}.json"


def fingerprint(options: str) -> str:
    """What a result depends on: the simulator's, the reader's and the package's sources, and the options."""
    import cenotaph

    digest = hashlib.sha256()
    for root in (HERE, Path(cenotaph.__file__).parent):
        for path in sorted(root.rglob("*.py")):
            if path.parent == HERE and path.name in AFTER_THE_RUN:
                continue
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(options.encode())
    return digest.hexdigest()[:16]


def profile_of(index: int, asked: str) -> str:
    """Every fifth world of a mixed run is a placebo."""
    if asked != "mixed":
        return asked
    return "placebo" if index % EVERY_FIFTH == EVERY_FIFTH - 1 else "misspecified"


def write_whole(path: Path, text: str) -> None:
    """Write a file in one piece: a run that is stopped leaves no half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def finished(job: Job, keep: bool, retry: bool) -> bool:
    """Whether a result is there that needs no new run."""
    try:
        found = json.loads(job.result.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    if found["profile"] != job.profile or (retry and found["failed"]):
        return False
    return keep or found["fingerprint"] == job.fingerprint


def run_one(job: Job) -> dict:
    """Make a world, run the method, store the result. A run that raises is a result that says so."""
    import cenotaph

    if job.drawn:
        truth = make(job.seed, job.profile, job.home)
    else:
        truth = json.loads((job.home / "truth.json").read_text(encoding="utf-8"))
    started = time.perf_counter()
    scored: dict = {"targets": {}}
    failed = ""
    try:
        done = cenotaph.run(job.home / "case", **json.loads(job.options))
        scored = read({e.estimand.id: e for e in done}, truth)
    except Exception as problem:  # whatever it is, the other worlds go on and the page names it
        failed = f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}"
    head = {"seed": job.seed, "profile": job.profile, "fingerprint": job.fingerprint}
    seconds = round(time.perf_counter() - started, 2)
    found = head | {"lie": truth["lie"], "seconds": seconds, "failed": failed} | scored
    write_whole(job.result, json.dumps(found, indent=1))
    return found


def run_all(jobs: list[Job], workers: int) -> None:
    """Run jobs, telling each one's end."""
    if workers == 1:
        for n, job in enumerate(jobs, 1):
            _tell(run_one(job), n, len(jobs))
        return
    # spawned, not forked: a forked child may inherit threads of a numerical library in the middle of their work
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(run_one, job) for job in jobs]
        for n, future in enumerate(as_completed(waiting), 1):
            _tell(future.result(), n, len(jobs))


def _tell(found: dict, n: int, of: int) -> None:
    state = found["failed"] or "done"
    print(f"{n}/{of} seed {found['seed']} {found['profile']}: {state} ({found['seconds']:.1f} s)", flush=True)


def notes(jobs: list[Job], results: list[dict], command: str) -> list[str]:
    """What the page says about how it came about."""
    seconds = sum(r["seconds"] for r in results)
    said = [f"Made by `{command}`: {len(results)} of {len(jobs)} worlds, {seconds:.0f} s of runs."]
    if len({r["fingerprint"] for r in results}) > 1:
        said.append("Results of more than one version of the code are mixed (--keep).")
    return said


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=30)
    parser.add_argument("--first-seed", type=int, default=1001)
    parser.add_argument("--profile", choices=("mixed", *PROFILES), default="mixed")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--made", type=Path, help="run worlds that lie in this folder instead of drawing any")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--options", default="{}", help="JSON keywords for cenotaph.run, e.g. '{\"seed\": 2}'")
    parser.add_argument("--keep", action="store_true", help="accept results of other versions of the code")
    parser.add_argument("--retry", action="store_true", help="run worlds again that failed")
    parser.add_argument("--report", type=Path, help="write the scores to this Markdown page")
    return parser.parse_args()


def drawn_worlds(asked: argparse.Namespace) -> list[tuple[int, str, Path, bool]]:
    """(seed, profile, home, drawn) of worlds to draw."""
    seeds = range(asked.first_seed, asked.first_seed + asked.worlds)
    homes = [asked.out / "worlds" / f"{seed:04d}" for seed in seeds]
    return [(s, profile_of(i, asked.profile), h, True) for i, (s, h) in enumerate(zip(seeds, homes, strict=True))]


def made_worlds(folder: Path) -> list[tuple[int, str, Path, bool]]:
    """The same of worlds that lie in a folder as WORLD/case and WORLD/truth.json, whoever made them."""
    found = []
    for path in sorted(folder.glob("*/truth.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        found.append((truth["seed"], truth["profile"], path.parent, False))
    return found


def main() -> int:
    asked = arguments()
    mark = fingerprint(asked.options)
    worlds = made_worlds(asked.made) if asked.made else drawn_worlds(asked)
    jobs = [Job(*world, asked.out, asked.options, mark) for world in worlds]
    left = [job for job in jobs if not finished(job, asked.keep, asked.retry)]
    print(f"{len(jobs)} worlds, {len(jobs) - len(left)} finished before", flush=True)
    run_all(left, asked.jobs)
    results = [json.loads(job.result.read_text(encoding="utf-8")) for job in jobs]
    which = "--made DIR" if asked.made else f"--worlds {asked.worlds} --first-seed {asked.first_seed}"
    shown = f"run_worlds.py {which}"
    page = report(results, notes(jobs, results, shown))
    if asked.report:
        write_whole(asked.report, page)
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
