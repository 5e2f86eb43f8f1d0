"""A new case folder: one of two small commented skeletons that run, on invented figures."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from cenotaph.errors import BadOutput

SKELETON, FIVE_YEAR = (Path(__file__).resolve().parent / name for name in ("skeleton", "skeleton_five_year"))


def new_case(folder: Path, five_year: bool = False) -> list[str]:
    """Write a skeleton into a folder that does not exist or is empty; the names of the files written.

    five_year : of a reconstruction in steps of five years instead of one year by year.

    Raises
    ------
    BadOutput when the folder holds anything, or cannot be written.
    """
    remedy = "Choose a new folder."
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadOutput("exists and is not an empty folder.", where=str(folder), remedy=remedy)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=".cenotaph-new-", dir=folder.parent))
    except OSError as problem:
        raise BadOutput(f"cannot be made ({problem.strerror}).", where=str(folder), remedy=remedy) from None
    try:
        shutil.copytree(FIVE_YEAR if five_year else SKELETON, partial, dirs_exist_ok=True)
        partial.chmod(0o755)
        partial.rename(folder)
    except OSError as problem:
        raise BadOutput(f"cannot be written ({problem.strerror}).", where=str(folder), remedy=remedy) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
