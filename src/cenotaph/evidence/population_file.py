"""A long table of counts that someone brings: year or date, sex, age, persons; every fault of it told at once.

Unlike `tidy`, which wants one full grid, it takes exact dates, persons of unknown age, and counts whose age groups
differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cenotaph.errors import BadEvidence
from cenotaph.evidence.dates import check_day
from cenotaph.evidence.files import MOST_TABLE_BYTES, read_text
from cenotaph.evidence.finding import Gathered, error, quote
from cenotaph.evidence.grid_in import read_lines
from cenotaph.evidence.table_in import records

SEX_WORDS = {
    "female": "female", "f": "female", "females": "female", "women": "female",
    "male": "male", "m": "male", "males": "male", "men": "male",
    "both": "both", "total": "both", "t": "both", "b": "both",
}  # fmt: skip
VALUES = ("value", "persons", "population", "count")
WIDEST_OPEN_AGE = 130
_AGE = re.compile(r"^(\d{1,3})(?:\s*[-–]\s*(\d{1,3})|(\+))?$", re.ASCII)
_NUMBER = re.compile(r"^\d+(\.\d*)?$", re.ASCII)
_YEAR = re.compile(r"^\d{4}$", re.ASCII)


class Entry(NamedTuple):
    """One figure: when is YYYY or YYYY-MM-DD; age_from None: unknown; age_to None: open."""

    line: int
    when: str
    sex: str
    age_from: int | None
    age_to: int | None
    persons: float


def read_population_file(path: Path) -> list[Entry]:
    """The figures of a file, ages tiled from 0 for every date and sex.

    Raises
    ------
    BadEvidence with every fault at once, each naming file and line; BadInput when a packed file cannot be unpacked.
    """
    gathered = Gathered()
    text = _text(path, gathered)
    entries: list[Entry] = []
    if text is not None:
        entries = _tidy(text, path.name, gathered)
    if not gathered.errors():
        entries = _tiled(entries, path.name, gathered)
    if gathered.errors():
        raise BadEvidence(gathered.findings(), str(path))
    return entries


def _text(path: Path, gathered: Gathered) -> str | None:
    """The text of a file, unpacked when its name ends in .gz; None after telling what is wrong."""
    if path.suffix == ".gz":
        return "\n".join(read_lines(path))
    content = read_text(path, path.name, MOST_TABLE_BYTES, gathered)
    return None if content is None else content.text


def _tidy(text: str, name: str, gathered: Gathered) -> list[Entry]:
    first = text.lstrip().split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = list(records(text, mark, name, gathered))
    if not rows:
        gathered.add(error("no-rows", name, found="holds no row", need="give a table of persons by age"))
        return []
    rows = [(line, [c.strip() for c in cells]) for line, cells in rows]
    line, header = rows[0]
    columns = [c.lower() for c in header]
    chosen = {
        "when": next((c for c in ("date", "year") if c in columns), None),
        "sex": "sex" if "sex" in columns else None,
        "age": next((c for c in ("age", "age_from") if c in columns), None),
        "value": next((c for c in VALUES if c in columns), None),
    }
    for what, column in chosen.items():
        if column is None:
            wanted = {"when": "date or year", "age": "age (or age_from and age_to)", "value": " or ".join(VALUES)}
            need = (
                "give a long table with the columns year (or date), sex, age and value, or a population file of the HMD"
            )
            found = f"there is no column {wanted.get(what, what)}"
            gathered.add(error("missing-column", name, line, found=found, need=need))
    if gathered.errors():
        return []
    found = []
    for line, cells in rows[1:]:
        if len(cells) != len(columns):
            what = f"the row has {len(cells)} cells under {len(columns)} columns"
            gathered.add(error("ragged-row", name, line, found=what, need="give every row all cells"))
            continue
        row = dict(zip(columns, cells, strict=True))
        when, sex, age, value = (row[chosen[k]] for k in ("when", "sex", "age", "value"))
        until = row.get("age_to", "") if chosen["age"] == "age_from" else ""
        bounded = chosen["age"] == "age_from" and "age_to" in columns
        age = f"{age}+" if bounded and age.isdecimal() and not until else age
        found.append(_entry(line, when, sex, age, until, value, name, gathered))
    return [e for e in found if e is not None]


def _entry(
    line: int, when: str, sex: str, age: str, until: str, value: str, name: str, gathered: Gathered
) -> Entry | None:
    """One figure, or None after telling what is wrong with it. A bare age has age_to -1 until tables are tiled."""
    before = gathered.errors()
    if not _YEAR.match(when) and not _day(when):
        _tell(gathered, "bad-date", name, line, "year", when, "write a year (1931) or a date (1931-01-01)")
    word = SEX_WORDS.get(sex.lower())
    if word is None:
        _tell(gathered, "unknown-word", name, line, "sex", sex, "write female, male or both")
    shape = _AGE.match(age)
    unknown = age.lower() in ("unknown", "unk", "tot_unk")
    if shape is None and not unknown:
        _tell(gathered, "not-a-number", name, line, "age", age, "write a completed age, 85+, 5-9 or unknown")
    if not _NUMBER.match(value):
        _tell(gathered, "not-a-number", name, line, "value", value, "write persons as a plain number, 0 or more")
    if gathered.errors() > before:
        return None
    if unknown:
        return Entry(line, when, word, None, None, float(value))
    low, high, plus = int(shape[1]), shape[2], shape[3]
    if until:
        if not until.isdecimal() or int(until) <= low:
            _tell(gathered, "ages-reversed", name, line, "age_to", until, "ages are exact: age_from < age_to")
            return None
        return Entry(line, when, word, low, int(until), float(value))
    end = None if plus else int(high) + 1 if high else -1
    return Entry(line, when, word, low, end, float(value))


def _day(when: str) -> bool:
    try:
        return bool(check_day(when))
    except ValueError:
        return False


def _tell(gathered: Gathered, rule: str, name: str, line: int, column: str, got: str, need: str) -> None:
    gathered.add(error(rule, name, line, column, found=f"{quote(got)} stands there", need=need))


def _tiled(entries: list[Entry], name: str, gathered: Gathered) -> list[Entry]:
    """Ages of each date and sex in order, a bare age ending where the next begins; holes and overlaps are told."""
    if not entries:
        gathered.add(error("no-rows", name, found="holds no figure", need="give a table of persons by age"))
        return []
    done = [e for e in entries if e.age_from is None]
    order = sorted((e for e in entries if e.age_from is not None), key=lambda e: (e.when, e.sex, e.age_from))
    tables = {key: list(rows) for key, rows in groupby(order, key=lambda e: (e.when, e.sex))}
    for (when, sex), rows in tables.items():
        done += _one_table(rows, f"{when}, {sex}", name, gathered)
    for when in dict.fromkeys(e.when for e in order):
        sexes = {sex for moment, sex in tables if moment == when}
        if sexes & {"female", "male"} and not {"female", "male"} <= sexes:
            line = next(e.line for e in order if e.when == when)
            found = f"{when} has persons of one sex only"
            gathered.add(error("sexes-incomplete", name, line, "sex", found=found, need="give both sexes"))
    return done


def _one_table(rows: list[Entry], what: str, name: str, gathered: Gathered) -> Iterator[Entry]:
    """The rows of one date and sex with their ages closed."""
    if sum(e.persons for e in rows) == 0:
        gathered.add(error("census-empty", name, rows[0].line, found=f"{what} counts nobody", need="leave it out"))
    if rows[0].age_from != 0:
        found = f"{what} begins at age {rows[0].age_from}"
        gathered.add(error("ages-start-late", name, rows[0].line, "age", found=found, need="begin with age 0"))
    for i, e in enumerate(rows):
        following = rows[i + 1].age_from if i + 1 < len(rows) else None
        end = following if e.age_to == -1 else e.age_to
        if following is not None and (end != following or following == e.age_from):
            rule = "age-overlap" if end is None or end >= following else "age-gap"
            found = f"{what}: the age before {following} is {'counted twice' if rule == 'age-overlap' else 'missing'}"
            need = "let each age group begin where the one before ends"
            gathered.add(error(rule, name, rows[i + 1].line, "age", found=found, need=need))
        if end is not None and end > WIDEST_OPEN_AGE:
            found = f"{what}: {quote(str(end))} is no age"
            gathered.add(error("out-of-range", name, e.line, "age", found=found, need="write 85+ for the open group"))
        yield e._replace(age_to=end)
