"""What drives the answer, tried on simulated worlds, and the same of the flagship.

    python benchmarks/driven/run_driven.py --out out/driven --report docs/influence.md
    python benchmarks/driven/run_driven.py --out out/driven --worlds 0 --flagship --report docs/influence.md

Worlds are drawn from the prior of the small shape of the calibration and read by the same model. In each, records that
might be found are first judged (`value`), then added one at a time, and the model fitted again; and each source, honest
all of them, is left out and held against what the rest foresaw (`influence`). Finished worlds are files
OUT/world-SEED.json and are not run again. --flagship runs `influence` on the flagship into OUT/flagship.json. --report
writes the tables between their marks in a page.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))  # run as a script: the packages lie beside no installed one

from worlds.run_worlds import write_whole  # noqa: E402

from driven.page import written  # noqa: E402

FIRST_SEED = 60_001
WORLDS = 16
FLAGSHIP = "ussr-1926-1939"


def run_one(seed: int) -> dict:
    """Draw, fit, add, leave out. What raises is a result that says so."""
    from driven.worlds_of import tried

    started = time.process_time()
    found: dict = {"seed": seed, "failed": "", "refused": ""}
    try:
        found |= tried(seed)
    except Exception as problem:  # whatever it is, the other worlds go on and the page names it
        found["failed"] = f"{type(problem).__name__}: {' '.join(str(problem).split())[:300]}"
    return found | {"cpu": round(time.process_time() - started, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--worlds", type=int, default=WORLDS, help="0: only write what is there")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--flagship", action="store_true", help="run `influence` on the flagship: some five minutes")
    parser.add_argument("--report", type=Path, help="the page whose tables are written")
    asked = parser.parse_args()
    for seed in range(FIRST_SEED, FIRST_SEED + asked.worlds):
        path = asked.out / f"world-{seed}.json"
        if not path.exists():
            found = run_one(seed)
            write_whole(path, json.dumps(found))
            print(f"{seed}: {found['failed'] or found['refused'] or 'done'} ({found['cpu']} s)", flush=True)
    if asked.flagship:
        from cenotaph.study.influence import influence

        write_whole(asked.out / "flagship.json", json.dumps(influence(FLAGSHIP).as_dict(), ensure_ascii=False))
    if asked.report:
        worlds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted(asked.out.glob("world-*.json"))]
        own = asked.out / "flagship.json"
        flagship = json.loads(own.read_text(encoding="utf-8")) if own.exists() else None
        write_whole(asked.report, written(asked.report.read_text(encoding="utf-8"), worlds, flagship))


if __name__ == "__main__":
    main()
