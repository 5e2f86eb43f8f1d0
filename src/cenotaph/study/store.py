"""The output folder: written in one piece, never over anything of somebody else's, read back whole."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cenotaph.errors import BadOutput
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.provenance import Run, sha256
from cenotaph.evidence.read import load_case
from cenotaph.evidence.schema import data_package
from cenotaph.study.document import MANIFEST_SCHEMA, Document, Manifest, as_document, as_estimates, parsed

MANIFEST = "manifest.json"
PAGE, PROVINCES_PAGE, MSE_PAGE = "report.html", "provinces.html", "mse.html"
PARTIAL, REPLACED = ".cenotaph-partial-", ".cenotaph-replaced-"


def flat(estimates: Estimates) -> list[dict]:
    """One row an estimate, as in estimates.csv."""
    rows = []
    for e in estimates.estimates:
        record = e.as_dict()
        span = record["interval"] or {"low": None, "high": None, "level": None, "kind": "not estimable"}
        keep = ("id", "label", "unit", "who", "territory", "period", "status", "weakest_evidence", "headline")
        rows.append(
            {name: record[name] for name in keep}
            | {"value": record["value"], **span}
            | {"inputs": " ".join(record["inputs"]), "definition": record["definition"]}
            | {"reason": record["reason"]}
        )
    return rows


def as_csv(rows: list[dict]) -> str:
    """Rows as CSV text, columns in the order of their first use."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def as_json(document: dict) -> str:
    """A document as JSON text; a number that is not finite is an error."""
    return json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write(out: Path, case: Case, estimates: Estimates, page: str, fit: Any = None, name: str = PAGE) -> Path:
    """Write everything beside `out`, then move it there in one step. Returns `out`. name : of the page's file.

    Raises
    ------
    BadOutput when `out` exists and is not an untouched output of this program, or cannot be written.
    """
    return put(out, lambda partial: _fill(partial, case, estimates, {name: page}, fit))


def put(out: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write a folder beside `out`, then move it there in one step. Returns `out`; raises as `write`."""
    check_free(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=PARTIAL, dir=out.parent))
    except OSError as problem:
        raise BadOutput(f"cannot write here ({problem.strerror}).", where=str(out), remedy="Try --out DIR.") from None
    try:
        fill(partial)
        partial.chmod(0o755)
        _swap(partial, out)
    except OSError as problem:
        raise BadOutput(f"cannot write here ({problem.strerror}).", where=str(out), remedy="Try --out DIR.") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return out


def write_estimates(out: Path, estimates: Estimates, pages: dict[str, str]) -> Path:
    """Estimates that no whole case stands behind, with their tables and pages. Returns `out`; raises as `write`."""

    def fill(folder: Path) -> None:
        _write_texts(folder, estimates, pages)
        seal(folder, estimates.run)

    return put(out, fill)


def _fill(folder: Path, case: Case, estimates: Estimates, pages: dict[str, str], fit: Any) -> None:
    _write_texts(folder, estimates, pages | {"datapackage.json": as_json(data_package(case))})
    for name in case.hashes:
        target = folder / "case" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(case.folder / name, target)
    if fit is not None:
        if case.spec.five_year is not None:
            from cenotaph.reconstruct.wheldon.store import write_posterior
        else:
            from cenotaph.reconstruct.bayes import write_posterior
        write_posterior(fit, folder / "posterior.nc")
    seal(folder, estimates.run)


def _write_texts(folder: Path, estimates: Estimates, others: dict[str, str]) -> None:
    files = others | {
        "estimates.json": as_json(as_document(estimates)),
        "estimates.csv": as_csv(flat(estimates)),
    }
    files |= {f"tables/{t.name}.csv": as_csv(t.rows) for t in estimates.tables.values() if t.rows}
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def seal(folder: Path, record: Run) -> None:
    """Write the manifest: what made the folder, and the hash of every file in it."""
    written = sorted(p for p in folder.rglob("*") if p.is_file())
    manifest = {
        "schema": MANIFEST_SCHEMA,
        "run": record.as_dict(),
        "outputs": {p.relative_to(folder).as_posix(): sha256(p) for p in written},
    }
    (folder / MANIFEST).write_text(as_json(manifest), encoding="utf-8")


def _swap(partial: Path, out: Path) -> None:
    if not out.exists():
        partial.rename(out)
        return
    replaced = Path(tempfile.mkdtemp(prefix=REPLACED, dir=out.parent))
    os.rename(out, replaced / out.name)
    try:
        partial.rename(out)
    except BaseException:
        os.rename(replaced / out.name, out)
        raise
    finally:
        shutil.rmtree(replaced, ignore_errors=True)


def check_free(out: Path) -> None:
    """Nothing when `out` can be written: absent, empty, or an output nobody has added to or changed.

    Raises
    ------
    BadOutput naming the file that stands in the way.
    """
    remedy = "Move it away or choose another folder with --out."
    if out.is_symlink():
        raise BadOutput("is a symbolic link.", where=str(out), remedy="Give the folder itself with --out.")
    try:
        taken = out.is_dir() and any(out.iterdir())
        home = next(p for p in out.absolute().parents if p.exists())
    except OSError as problem:
        raise BadOutput(f"cannot be read ({problem.strerror}).", where=str(out), remedy=remedy) from None
    if out.exists() and not out.is_dir():
        raise BadOutput("is not a folder.", where=str(out), remedy=remedy)
    try:  # asking for the right to write is not enough: a system may refuse even those who have it
        with tempfile.TemporaryDirectory(prefix=PARTIAL, dir=home):
            pass
    except OSError as problem:
        raise BadOutput(f"cannot write here ({problem.strerror}).", where=str(out), remedy=remedy) from None
    if not taken:
        return
    if not (out / MANIFEST).is_file():
        raise BadOutput("holds files and is no output of cenotaph.", where=str(out), remedy=remedy)
    known = read_manifest(out).outputs
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if (path.is_dir() and not path.is_symlink()) or name == MANIFEST:
            continue
        if name not in known:
            raise BadOutput("was not written by cenotaph and would be lost.", where=str(path), remedy=remedy)
        if sha256(path) != known[name]:
            raise BadOutput("was changed since cenotaph wrote it.", where=str(path), remedy=remedy)


def read_manifest(out: Path) -> Manifest:
    """The manifest of an output folder.

    Raises
    ------
    BadOutput when there is none or it cannot be read.
    """
    path = out / MANIFEST
    remedy = "Give the folder that `cenotaph run` wrote."
    if not path.is_file():
        raise BadOutput(f"has no {MANIFEST}, so it is no output of cenotaph.", where=str(out), remedy=remedy)
    return parsed(path, Manifest, remedy)


def read(out: Path) -> tuple[Case, Estimates]:
    """The case snapshot and the estimates of an output folder.

    Raises
    ------
    BadOutput when either cannot be read; BadEvidence when the snapshot was spoilt.
    """
    read_manifest(out)
    document = parsed(out / "estimates.json", Document, "Run the case again.")
    return load_case(out / "case"), as_estimates(document)
