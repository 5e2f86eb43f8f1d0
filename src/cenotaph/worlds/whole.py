"""Draw an invented world in the shape of a case and write it as a case folder, the truth beside it."""

from __future__ import annotations

import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from cenotaph.errors import BadOutput, NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.province import refuse_provinces
from cenotaph.evidence.read import read_case
from cenotaph.evidence.tables import Event, Row
from cenotaph.worlds.draws import World, draw_world
from cenotaph.worlds.tables import SOURCE, Papers, border_row, label
from cenotaph.worlds.text import case_toml, sources_toml
from cenotaph.worlds.truth import README, truth_of, truth_tables
from cenotaph.worlds.wishes import Wishes

TRUTH = "truth"


@dataclass(frozen=True)
class Simulated:
    """folder : the case folder. truth : as in truth/truth.json. left_out : rows of the case without a drawn figure, by
    kind of table."""

    folder: Path
    truth: dict
    left_out: dict[str, int]


def simulate(case: Case, folder: Path, asked: Wishes | None = None) -> Simulated:
    """A world with known truth in the shape of a case, written to a folder that does not exist or is empty.

    The folder is a case like any other: same censuses, dates, territory and tables, every figure invented and saying
    so. `truth/` inside it holds what really happened; no run reads it. The same seed and wishes write the same bytes.

    Raises
    ------
    BadOutput when the folder holds anything or cannot be written; BadInput for wishes that the case cannot meet;
    NotEstimable when the case has too little for a world: an opening count by age and sex, and a life table; or when
    its counts are by province.

    Notes
    -----
    The simulator shares no code with the sampled model: it steps by five days, its crisis follows no power of normal
    mortality, people misstate ages for life, registers fail where the crisis strikes. Intervals need not hold here what
    they promise on worlds from the model's own prior; how often they do is in docs/planted.md.
    """
    asked = asked or Wishes()
    refuse_provinces(case)
    check_free(folder)
    world = draw_world(case, asked)
    rows = Papers(case, world).rows()
    truth = truth_of(case.name, world)
    partial = _partial(folder)
    try:
        _write(partial, case, asked, world, rows, truth)
        _must_be_sound(partial)
        partial.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        partial.rename(folder)
    except OSError as problem:
        raise BadOutput(f"cannot be written ({problem.strerror}).", where=str(folder), remedy="Try --out.") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    had, have = (Counter(p.row.kind for p in placed) for placed in (case.placed, [p for p, _ in rows]))
    return Simulated(folder, truth, dict(had - have))


def check_free(folder: Path) -> None:
    """Raises BadOutput when the folder holds anything."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BadOutput("exists and is not an empty folder.", where=str(folder), remedy="Choose another with --out.")


def _partial(folder: Path) -> Path:
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix=".cenotaph-simulate-", dir=folder.parent))
    except OSError as problem:
        raise BadOutput(f"cannot be made ({problem.strerror}).", where=str(folder), remedy="Try --out.") from None


def _write(home: Path, case: Case, asked: Wishes, world: World, rows: list, truth: dict) -> None:
    files: dict[str, list[Row]] = {}
    for placed, row in rows:
        files.setdefault(placed.file, []).append(row)
    of_border = {"evidence/migration-border.csv": border_row(case, world), "evidence/events.csv": _event(world)}
    files |= {name: [row] for name, row in of_border.items() if row is not None}
    (home / "evidence").mkdir()
    (home / TRUTH).mkdir()
    drawn = [row for own in files.values() for row in own]
    (home / "case.toml").write_text(case_toml(case, asked, drawn), encoding="utf-8")
    (home / "sources.toml").write_text(sources_toml(case, asked), encoding="utf-8")
    for name, own in files.items():
        cells = [{k: _cell(getattr(row, k)) for k in _columns(type(row))} for row in own]
        (home / name).write_text(_csv(cells), encoding="utf-8")
    (home / TRUTH / "README").write_text(README, encoding="utf-8")
    (home / TRUTH / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    for name, own in truth_tables(world).items():
        (home / TRUTH / name).write_text(_csv(own), encoding="utf-8")


def _event(world: World) -> Event | None:
    """A border change is known to have happened, whether or not its population is."""
    border = world.plan.wishes.border
    if border is None:
        return None
    went = "left the country" if border.share > 0 else "came to the country"
    size = "its population is stated in another table" if border.known else "its population is not known"
    return Event(
        date=str(int(border.year)), event=f"A territory {went}; {size}", category="border", source=(SOURCE,),
        locator=label(world.plan.wishes.seed), status="registered", reading="derived",
    )  # fmt: skip


def _columns(model: type[Row]) -> list[str]:
    """The id, what the row says, then where it is from."""
    tail = ("source", "locator", "status", "reading", "note")
    return ["id", *(k for k in model.model_fields if k not in ("id", *tail)), *tail]


def _cell(value: object) -> object:
    if isinstance(value, tuple):
        return ";".join(map(str, value))
    if isinstance(value, float) and value == int(value):
        return int(value)
    return "" if value is None else value


def _csv(rows: list[dict]) -> str:
    """Columns that some row fills, in their order."""
    columns = [name for name in rows[0] if any(row[name] != "" for row in rows)]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def _must_be_sound(folder: Path) -> None:
    """A shape that gives no sound case is told before anything is written in its place."""
    _, findings = read_case(folder)
    errors = [f for f in findings if f.severity == "error"]
    if errors:
        raise NotEstimable(
            f"A world in the shape of this case is no sound case: {errors[0].sentence()}",
            remedy="Ask for less to be missing, or mend the shape of the case.",
        )
