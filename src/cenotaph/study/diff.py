"""Two runs compared: which headline moved, by how much, and which change of the inputs moved it."""

from __future__ import annotations

import csv
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from cenotaph.errors import CenotaphError
from cenotaph.estimate import Estimates
from cenotaph.evidence.read import is_said, load_case
from cenotaph.study import store
from cenotaph.study.run import Progress, run_case


@dataclass(frozen=True)
class Moved:
    """One estimate that differs: its old and new range, None where it was not estimable or absent."""

    estimate: str
    label: str
    old: tuple[float, float] | None
    new: tuple[float, float] | None
    because: dict[str, str] = field(default_factory=dict)
    unit: str = "persons"


@dataclass(frozen=True)
class Difference:
    """causes: sentences on what differs between the runs. moved: the estimates that differ."""

    causes: list[str]
    moved: list[Moved]


def diff(old: Path, new: Path, progress: Progress | None = None) -> Difference:
    """Compare two output folders.

    Each changed input file is put alone into the old case and the case run again, so that its share of
    the change is measured and not guessed. Changes that only work together show as unexplained. What is said
    about a case is no input of any estimate: its change is named, and nothing is run again for it.

    Raises
    ------
    BadOutput when either folder is no output.
    """
    _, before = store.read(old)
    _, after = store.read(new)
    files = changed_files(before, after)
    causes = [*_software_causes(before, after), *(_file_cause(old, new, f) for f in files)]
    alone: dict[str, Estimates | str] = {}
    files = [f for f in files if not is_said(f)]
    for done, file in enumerate(files, start=1):
        alone[file] = _with_one_file(old, new, file, before.run.seed)
        if progress:
            progress("effect of each change", done, len(files))
    return Difference(causes, _moved(before, after, alone))


def changed_files(before: Estimates, after: Estimates) -> list[str]:
    """Input files that were added, dropped or changed."""
    names = sorted(set(before.run.inputs) | set(after.run.inputs))
    return [n for n in names if before.run.inputs.get(n) != after.run.inputs.get(n)]


def _span(estimates: Estimates, name: str) -> tuple[float, float] | None:
    if name not in estimates:
        return None
    interval = estimates[name].interval()
    return None if interval is None else (interval["low"], interval["high"])


def span_text(span: tuple[float, float], unit: str) -> str:
    """A range in whole persons, or in the digits that its unit needs."""
    low, high = (f"{end:,.0f}" if unit.startswith("persons") else f"{end:,.4g}" for end in span)
    return low if low == high else f"{low} to {high}"


def _moved(before: Estimates, after: Estimates, alone: dict[str, Estimates | str]) -> list[Moved]:
    names = dict.fromkeys(e.estimand.id for e in (*before.estimates, *after.estimates))
    found = []
    for name in names:
        old, new = _span(before, name), _span(after, name)
        if old == new:
            continue
        what, because = (after if name in after else before)[name].estimand, {}
        for file, result in alone.items():
            if isinstance(result, str):
                because[file] = result
            elif (span := _span(result, name)) != old:
                because[file] = "makes it not estimable" if span is None else f"{span_text(span, what.unit)} alone"
        found.append(Moved(name, what.label, old, new, because, what.unit))
    return found


def _software_causes(before: Estimates, after: Estimates) -> list[str]:
    then, now = before.run.software, after.run.software
    causes = [f"{k}: {then.get(k)} then, {now.get(k)} now" for k in now if then.get(k) != now.get(k)]
    if before.run.case != after.run.case:
        causes.append(f"another case: {before.run.case} then, {after.run.case} now")
    if before.run.seed != after.run.seed:
        causes.append(f"seed: {before.run.seed} then, {after.run.seed} now")
    return causes


def _file_cause(old: Path, new: Path, name: str) -> str:
    then, now = old / "case" / name, new / "case" / name
    if not then.is_file():
        return f"{name}: new"
    if not now.is_file():
        return f"{name}: dropped"
    if not name.endswith(".csv"):
        return f"{name}: changed"
    old_rows, new_rows = _rows(then), _rows(now)
    gone, come = [r for r in old_rows if r not in new_rows], [r for r in new_rows if r not in old_rows]
    if len(gone) == len(come) == 1:
        cells = [f"{a!r} became {b!r}" for a, b in zip(gone[0], come[0], strict=False) if a != b]
        return f"{name}: row {new_rows.index(come[0]) + 1}: {', '.join(cells)}"
    return f"{name}: {len(come)} rows new or changed, {len(gone)} rows gone or changed"


def _rows(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def _with_one_file(old: Path, new: Path, name: str, seed: int) -> Estimates | str:
    with tempfile.TemporaryDirectory(prefix="cenotaph-diff-") as scratch:
        folder = Path(scratch) / "case"
        shutil.copytree(old / "case", folder)
        source, target = new / "case" / name, folder / name
        if source.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        else:
            target.unlink()
        try:
            case = load_case(folder)
            # the estimates of a five-year case are the same without its fits under other priors
            return run_case(case, seed, sampling="short" if case.spec.five_year is not None else None).estimates
        except CenotaphError:
            return "cannot run without the other changes"
