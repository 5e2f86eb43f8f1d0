"""One CSV table: text to checked rows, with every fault of every row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from pydantic import ValidationError

from cenotaph.evidence.case import Placed
from cenotaph.evidence.finding import Gathered, error, note, quote, suggestion
from cenotaph.evidence.tables import Row
from cenotaph.evidence.wording import word

HEAD = 10_000  # characters in which a header is looked for
_MOST_COLUMNS = 100
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def read_table(text: str, name: str, model: type[Row], gathered: Gathered) -> list[Placed]:
    """The rows of a table that satisfy `model`; everything else is told to `gathered`. Raises nothing.

    The first row that is not blank is the header; columns may stand in any order. An empty cell means
    the column's default. Cells lose white space at their ends; a cell that looks like a formula is text.
    """
    found = records(text, _separator(text, name, model, gathered), name, gathered)
    first = next(found, None)
    if first is None:
        gathered.add(error("no-rows", name, found="holds no row", need="enter the evidence or delete the file"))
        return []
    header_line, header = first[0], [cell.strip() for cell in first[1]]
    if not _check_header(header, header_line, name, model, gathered):
        return []
    placed, empty = [], True
    for line, cells in found:
        empty = False
        if _fits(cells, header, name, line, gathered):
            row = _row(dict(zip(header, cells, strict=False)), name, line, model, gathered)
            if row is not None:
                placed.append(Placed(row, name, line))
    if empty:
        need = "enter the evidence below the header or delete the file"
        gathered.add(error("no-rows", name, header_line, found="has a header and no rows", need=need))
    return placed


def separator_of(text: str, model: type[Row]) -> str:
    """The separator under which the header shows most known columns; a comma unless another does better."""
    header = re.split(r"[\r\n]", text.lstrip()[:HEAD], maxsplit=1)[0]
    columns = model.model_fields
    return max(_SEPARATORS, key=lambda mark: sum(cell.strip(' "') in columns for cell in header.split(mark)))


def _separator(text: str, name: str, model: type[Row], gathered: Gathered) -> str:
    separator = separator_of(text, model)
    if separator != ",":
        found = f"is separated by {_SEPARATORS[separator]}, and was read so"
        need = "save it with commas, so that every program reads it alike"
        gathered.add(note("other-separator", name, 1, found=found, need=need))
    return separator


def records(text: str, separator: str, name: str, gathered: Gathered) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row of a CSV that is not blank; a row that is none is told to `gathered` and left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            if "unexpected end" in str(failure):
                found = "a quoted cell that begins in this row is never closed"
                gathered.add(error("open-quote", name, line, found=found, need='write its closing quote (")'))
            elif "field larger" in str(failure):
                found = f"a cell of this row has over {csv.field_size_limit():,} characters"
                need = 'look for a quote (") that is never closed, or shorten the cell'
                gathered.add(error("cell-too-long", name, line, found=found, need=need))
                if reader.line_num > line:  # the quote swallowed rows: what follows would be read askew
                    return
            else:
                found = "a quoted cell of this row goes on after its closing quote"
                gathered.add(
                    error(
                        "broken-quotes",
                        name,
                        line,
                        found=found,
                        need='write a quote inside a cell twice ("")',
                    )
                )
            continue
        if any(cell and not cell.isspace() for cell in cells):
            yield line, cells


def _check_header(header: list[str], line: int, name: str, model: type[Row], gathered: Gathered) -> bool:
    """Tell what is wrong with the header; False when the rows below it cannot be read at all."""
    columns = model.model_fields
    if len(header) > _MOST_COLUMNS:
        found = f"the header has {len(header):,} columns"
        gathered.add(error("unknown-column", name, line, found=found, need=f"keep to these: {', '.join(columns)}"))
        return False
    unknown = list(dict.fromkeys(cell for cell in header if cell not in columns))
    missing = [column for column, field in columns.items() if field.is_required() and column not in header]
    for cell in unknown:
        need = suggestion(cell, missing or columns, f"remove it; {model.kind} has {', '.join(columns)}")
        found = f"{quote(cell)} is not a column of {model.kind}"
        gathered.add(error("unknown-column", name, line, quote(cell).strip('"'), found=found, need=need))
    for column in missing:
        found = f"the column {column} is missing"
        need = f"add it to the header ({columns[column].description or 'required in every row'})"
        gathered.add(error("missing-column", name, line, column, found=found, need=need))
    for column in dict.fromkeys(cell for cell in header if cell in columns and header.count(cell) > 1):
        found = f"the column {column} stands {header.count(column)} times"
        gathered.add(error("repeated-column", name, line, column, found=found, need="keep one of them"))
    return any(cell in columns for cell in header)


def _fits(cells: list[str], header: list[str], name: str, line: int, gathered: Gathered) -> bool:
    """Whether a row has a cell for each column; empty cells beyond the last one do no harm."""
    if len(cells) == len(header) or (len(cells) > len(header) and not any(c.strip() for c in cells[len(header) :])):
        return True
    found = f"the row has {len(cells)} cells under {len(header)} columns"
    need = (
        "put a cell that holds a separator between quotes, and write decimals with a point"
        if len(cells) > len(header)
        else "add the empty cells that are missing"
    )
    gathered.add(error("ragged-row", name, line, found=found, need=need))
    return False


def _row(cells: dict[str, str], name: str, line: int, model: type[Row], gathered: Gathered) -> Row | None:
    columns = model.model_fields
    filled = {c: v for c, cell in cells.items() if c in columns and (v := cell.strip())}
    try:
        return model.model_validate(filled)
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            column = str(detail["loc"][0])
            if detail["type"] == "missing" and column not in cells:
                continue  # said once, at the header
            rule, found, need = word(detail, model)
            gathered.add(error(rule, name, line, column, found=found, need=need))
        return None
