"""Hidden registers: every episode of a folder of known truth as a user's case, fitted, and held against its truth.

    python -m benchmarks.known_truth DIR --out out/known-truth
    python -m benchmarks.known_truth DIR --out out/known-truth --report docs/known-truth.md

DIR is laid out as the README of the folder of truth says: one folder an episode, with the two enumerations,
rates_before.csv, perhaps births.csv, and truth/. Each finished fit is a file OUT/results/EPISODE-VARIANT.json, and is
not made again unless code or evidence changed (--keep accepts those of other versions); a run that is stopped goes on
where it was. --fast samples short chains into files of their own. The cases stay in OUT/cases, for `cenotaph` to open.
Placebos are also fitted with a decade of emigration planted in them (`emigration.py`), scored apart from the others.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run as a script: the packages lie beside no installed one

from worlds.run_worlds import write_whole  # noqa: E402

from known_truth import emigration, fitting, folder, page  # noqa: E402

NOT_OF_THE_FIT = {"page.py", "score.py", "emigration.py", "__main__.py"}
EVERY = (*fitting.VARIANTS, *fitting.SMOOTH)


def fingerprint(home: Path) -> str:
    """Of everything a result depends on: the package, the case's text, the evidence. Not of the truth but for the years
    of the crisis, which the case is told in one variant."""
    import cenotaph

    package = Path(cenotaph.__file__).parent
    rooms = ("demography", "evidence", "reconstruct", "study")
    files = [p for room in rooms for p in (package / room).rglob("*.py")] + list(package.glob("*.py"))
    files += [p for p in HERE.glob("*.py") if p.name not in NOT_OF_THE_FIT] + list(home.glob("*.csv"))
    digest = hashlib.sha256(str(folder.truth(home).crisis).encode())
    for path in sorted(files, key=lambda p: (p.name, p.parent.name)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def finished(path: Path, mark: str, keep: bool) -> bool:
    """Whether a result is there that needs no new run. What failed is tried again; what was refused is an answer."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    return not found["failed"] and (keep or found["fingerprint"] == mark)


def jobs(
    homes: dict[str, Path], variants: tuple[fitting.Variant, ...], out: Path, fast: bool
) -> dict[tuple[str, fitting.Variant], Path]:
    """{(episode, variant): file of its result}; variants with births seen only where the folder has births."""
    found = {}
    for variant in variants:
        for name, home in homes.items():
            if variant.births == "births" and not folder.seen(home).has_births:
                continue
            found[name, variant] = out / ("fast" if fast else "results") / f"{name}-{variant.name}.json"
    return found


def run(
    homes: dict[str, Path], out: Path, fast: bool = False, keep: bool = False,
    variants: tuple[fitting.Variant, ...] = EVERY,
) -> list[dict]:  # fmt: skip
    """Every result asked for, made where it is missing. homes : {episode: its folder}."""
    marks = {name: fingerprint(home) for name, home in homes.items()}
    asked = jobs(homes, variants, out, fast)
    left = {job: path for job, path in asked.items() if not finished(path, marks[job[0]], keep)}
    print(f"{len(asked)} fits, {len(asked) - len(left)} finished before", flush=True)
    for n, ((name, variant), path) in enumerate(left.items(), 1):
        seen, crisis = folder.seen(homes[name]), folder.truth(homes[name]).crisis
        case = out / "cases" / f"{name}-{variant.name}"
        found = fitting.run_one(seen, variant, crisis, case, fast) | {"fingerprint": marks[name], "fast": fast}
        write_whole(path, json.dumps(found, indent=1))
        if "jax" in sys.modules:  # a process that keeps the programs of many fits has no memory left for the next ones
            sys.modules["jax"].clear_caches()
        state = found["failed"] or found["refused"] or "done"
        print(f"{n}/{len(left)} {name} {variant.name}: {state} ({found['seconds']} s)", flush=True)
    return [json.loads(path.read_text(encoding="utf-8")) for path in asked.values()]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.known_truth", description=__doc__.splitlines()[0])
    parser.add_argument("root", type=Path, metavar="DIR", help="folder of episodes")
    parser.add_argument("--out", type=Path, default=Path("out/known-truth"))
    parser.add_argument("--only", nargs="+", metavar="EPISODE", help="these episodes alone")
    parser.add_argument("--fast", action="store_true", help="short chains: a look, not a result")
    parser.add_argument("--keep", action="store_true", help="accept results of other versions of the code")
    parser.add_argument("--report", type=Path, help="write the scores to this Markdown page")
    asked = parser.parse_args()
    names = [name for name in folder.episodes(asked.root) if not asked.only or name in asked.only]
    if not names:
        parser.error(f"{asked.root} holds no episode: a folder with enumeration_before.csv")
    how = (asked.out, asked.fast, asked.keep)
    results = run({name: asked.root / name for name in names}, *how)
    planted = emigration.planted(asked.root, names, asked.out)
    lost = run(planted, *how, emigration.VARIANTS)
    text = page.page(asked.root, names, results, planted, lost)
    if asked.report:
        write_whole(asked.report, text)
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
