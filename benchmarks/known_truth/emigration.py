"""A decade of emigration that nobody wrote down: a placebo whose closing count lacks part of its young people.

Without registers the balance cannot tell those who left from those who died. The people taken out leave on the last
day, so that hidden deaths and exposures stay true: no death is in excess, however many are gone. An honest method
answers with a wide interval that holds nought, and finds the emigrants by their ages.
"""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np

from known_truth import folder
from known_truth.fitting import Variant

VARIANTS = (Variant("births", "unknown"), Variant("hidden", "unknown"))
SHARES = (0.03, 0.07)  # of the people of the closing count
PEAK, SPREAD, FIRST, CHILDREN = 25, 9.0, 15, 0.15


def planted(root: Path, names: list[str], out: Path) -> dict[str, Path]:
    """{episode: folder}: each placebo among `names` once for each of SHARES, written anew under OUT."""
    found = {}
    for name in names:
        if folder.truth(root / name).crisis:
            continue
        for share in SHARES:
            episode = f"{name}-less-{share:.0%}".replace("%", "")
            found[episode] = plant(root / name, out / "planted" / episode, share)
    return found


def plant(home: Path, target: Path, share: float) -> Path:
    """A copy of an episode without so large a share of the people counted last; truth.json names them as lost."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(home, target)
    path = target / "enumeration_after.csv"
    rows = folder.rows_of(path)
    counted = np.array([float(row["population"]) for row in rows])
    gone = share * counted.sum() * leaving(counted, np.array([folder.age_of(row) for row in rows]))
    for row, left in zip(rows, counted - gone, strict=True):
        row["population"] = f"{left:.1f}"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    summary = target / "truth" / "truth.json"
    told = json.loads(summary.read_text(encoding="utf-8"))
    before = float(told.get("net_migration_and_error", 0.0))
    told |= {"planted_emigration": float(gone.sum()), "net_migration_and_error": before - float(gone.sum())}
    summary.write_text(json.dumps(told), encoding="utf-8")
    return target


def leaving(counted: np.ndarray, lows: np.ndarray) -> np.ndarray:
    """Shares of those who leave by row, sum 1: young adults around 25, and the children of some of them."""
    rate = np.where(lows < FIRST, CHILDREN, np.exp(-(((lows - PEAK) / SPREAD) ** 2) / 2))
    return counted * rate / (counted * rate).sum()
