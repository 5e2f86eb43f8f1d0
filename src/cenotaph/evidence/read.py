"""A case folder into memory: every file read, hashed and checked, every fault gathered at once."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from cenotaph.errors import BadEvidence
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.files import MOST_TABLE_BYTES, MOST_TOML_BYTES, Content, read_text
from cenotaph.evidence.finding import Finding, Gathered, error, note, printable, quote, suggestion
from cenotaph.evidence.rules import check
from cenotaph.evidence.spec import CaseSpec, Source
from cenotaph.evidence.table_in import read_table
from cenotaph.evidence.tables import KINDS, Literature, Row
from cenotaph.evidence.toml_in import CASE_FILE, SOURCES_FILE, at_key, key_lines, read_sources, read_spec

TABLES_FOLDER = "evidence"
LITERATURE_FILE = "literature.csv"
CLAIMS_FILE = "claims.toml"
SCRIPTS = "script.*.md"


def read_case(folder: Path) -> tuple[Case | None, list[Finding]]:
    """What a folder holds and everything there is to say about it; raises nothing for bad input.

    Returns
    -------
    The case, or None when case.toml or sources.toml cannot be used; with any finding of severity "error"
    rows may be missing from it (`load_case` refuses such a case). And the findings, by file and line:
    all are counted, the first 200 of each file and severity are listed.
    """
    folder, gathered = Path(folder), Gathered()
    hashes: dict[str, str] = {}
    spec, lines = _spec(folder, gathered, hashes)
    sources = _sources(folder, gathered, hashes)
    placed = _tables(folder, gathered, hashes)
    texts = _texts(folder, gathered, hashes)
    if spec is None or sources is None:
        return None, gathered.findings()
    case = Case(folder, spec, sources, tuple(placed), hashes, texts)
    complete = gathered.errors() == 0
    gathered.extend(
        at_key(finding, lines) if finding.file == CASE_FILE else finding for finding in check(case, complete)
    )
    return case, gathered.findings()


def load_case(folder: Path) -> Case:
    """The case in a folder, all its evidence checked.

    Raises
    ------
    BadEvidence, with every finding at once, when there is any error.
    """
    case, findings = read_case(folder)
    if case is None or any(finding.severity == "error" for finding in findings):
        raise BadEvidence(findings, case.name if case else str(folder))
    return case


def _spec(folder: Path, gathered: Gathered, hashes: dict[str, str]) -> tuple[CaseSpec | None, dict[str, int]]:
    content = _required(folder, CASE_FILE, "what the case asks", gathered, hashes)
    return (read_spec(content.text, gathered), key_lines(content.text)) if content else (None, {})


def _sources(folder: Path, gathered: Gathered, hashes: dict[str, str]) -> dict[str, Source] | None:
    content = _required(folder, SOURCES_FILE, "where every figure comes from", gathered, hashes)
    return read_sources(content.text, gathered) if content else None


def _required(folder: Path, name: str, purpose: str, gathered: Gathered, hashes: dict[str, str]) -> Content | None:
    path = folder / name
    if not _exists(path):
        need = f"write it ({purpose}), or point at the folder that holds it"
        gathered.add(error("missing-file", name, found=f"is not in the folder {printable(str(folder))}", need=need))
        return None
    return _content(path, name, MOST_TOML_BYTES, gathered, hashes)


def _content(path: Path, name: str, most_bytes: int, gathered: Gathered, hashes: dict[str, str]) -> Content | None:
    content = read_text(path, name, most_bytes, gathered)
    if content is not None:
        hashes[name] = content.sha256
    return content


def _exists(path: Path) -> bool:
    """Whether something of this name is there, a broken link and a locked folder included."""
    try:
        return path.is_symlink() or path.exists()
    except PermissionError:
        return True  # reading it will say what is wrong
    except OSError:
        return False


def _tables(folder: Path, gathered: Gathered, hashes: dict[str, str]) -> list[Placed]:
    placed: list[Placed] = []
    files = _table_files(folder, gathered)
    for path, name, model in files:
        content = _content(path, name, MOST_TABLE_BYTES, gathered, hashes)
        if content is not None:
            placed += read_table(content.text, name, model, gathered)
    return placed


def is_said(name: str) -> bool:
    """Whether a file of a case is of what is said about it, which no model is given, and not of the evidence."""
    return name == CLAIMS_FILE or fnmatch(name, SCRIPTS)


def _texts(folder: Path, gathered: Gathered, hashes: dict[str, str]) -> dict[str, str]:
    """What is said: claims.toml and script.<language>.md, each where there is one."""
    try:
        names = sorted(p.name for p in folder.iterdir() if is_said(p.name))
    except (OSError, ValueError):  # the folder's own fault is told with the files that every case has
        return {}
    texts = {}
    for name in names:
        content = _content(folder / name, name, MOST_TOML_BYTES, gathered, hashes)
        if content is not None:
            texts[name] = content.text
    return texts


def _table_files(folder: Path, gathered: Gathered) -> list[tuple[Path, str, type[Row]]]:
    """Every table of the case with its kind, in the order of names, the literature last."""
    found: list[tuple[Path, str, type[Row]]] = []
    for path in _listed(folder / TABLES_FOLDER, gathered):
        name = f"{TABLES_FOLDER}/{printable(path.name)}"
        if path.name.startswith((".", "~")):
            continue  # of the editor or the system, never evidence
        if path.suffix.lower() != ".csv":
            need = "save a table as CSV (comma-separated, UTF-8); keep anything else outside evidence/"
            gathered.add(note("file-not-read", name, found="is not a .csv file and was not read", need=need))
            continue
        kind = path.stem.split("-")[0]
        if kind in KINDS:
            found.append((path, name, KINDS[kind]))
        else:
            need = suggestion(
                kind,
                KINDS,
                f"name it <kind>.csv or <kind>-<anything>.csv, of a kind among {', '.join(KINDS)}",
            )
            gathered.add(error("unknown-kind", name, found=f"{quote(kind)} is not a kind of table", need=need))
    literature = folder / LITERATURE_FILE
    if _exists(literature):
        found.append((literature, LITERATURE_FILE, Literature))
    return found


def _listed(tables: Path, gathered: Gathered) -> list[Path]:
    try:
        listed = sorted(tables.iterdir())
    except FileNotFoundError:
        listed = []
    except (OSError, ValueError) as failure:  # ValueError: the folder's name holds a NUL
        found = f"cannot be listed ({getattr(failure, 'strerror', None) or type(failure).__name__})"
        need = f"make {TABLES_FOLDER} a folder that you may read"
        gathered.add(error("unreadable-file", TABLES_FOLDER, found=found, need=need))
        return []
    if not any(path.suffix.lower() == ".csv" for path in listed):
        need = f"put the tables there as <kind>.csv, of a kind among {', '.join(KINDS)}"
        gathered.add(error("no-evidence", TABLES_FOLDER, found="there is no table in this folder", need=need))
    return listed
