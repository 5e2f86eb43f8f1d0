"""Which folder a person means: an embedded case by its name, or any folder with a case.toml."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from cenotaph.errors import CaseNotFound
from cenotaph.evidence.finding import quote
from cenotaph.evidence.toml_in import CASE_FILE

CASES_FOLDER = Path(__file__).resolve().parent.parent / "cases"


def embedded_cases() -> dict[str, Path]:
    """The cases shipped with the package, by name, in the order of names."""
    if not CASES_FOLDER.is_dir():
        return {}
    return {path.name: path for path in sorted(CASES_FOLDER.iterdir()) if (path / CASE_FILE).is_file()}


def find_case(name_or_folder: str | Path) -> Path:
    """The folder of a case, from the name of an embedded case, a folder, or the path of a case.toml.

    A bare name means the embedded case where there is one; write ./name for a folder of the same name.

    Raises
    ------
    CaseNotFound, with the nearest embedded names and what to try.
    """
    embedded = embedded_cases()
    wanted = str(name_or_folder)
    if isinstance(name_or_folder, str) and wanted in embedded:
        return embedded[wanted]
    try:
        folder = Path(wanted)
        if folder.name == CASE_FILE and folder.is_file():
            folder = folder.parent
        if wanted and (folder / CASE_FILE).is_file():
            return folder
        is_folder = bool(wanted) and folder.is_dir()
    except (OSError, ValueError):  # a name too long, locked or unfit for a path
        is_folder = False
    what = (
        f"{quote(wanted)} is a folder without a {CASE_FILE}."
        if is_folder
        else f"{quote(wanted)} is neither an embedded case nor a folder with a {CASE_FILE}."
    )
    raise CaseNotFound(what, remedy=_remedy(wanted, list(embedded)))


def _remedy(wanted: str, names: list[str]) -> str:
    close = get_close_matches(wanted[:100].lower(), names, n=3, cutoff=0.4)
    meant = f"Did you mean {' or '.join(close)}? " if close else ""
    listed = f"Embedded cases: {', '.join(names)}. " if names else ""
    return f"{meant}{listed}Or give the path of a folder that holds {CASE_FILE}, sources.toml and evidence/."
