"""case.toml and sources.toml: text to models, with every fault and the line it stands on."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace

from pydantic import ValidationError

from cenotaph.evidence.finding import Finding, Gathered, error, quote
from cenotaph.evidence.rules_account import CASE_FILE, one_account
from cenotaph.evidence.spec import CaseSpec, Source
from cenotaph.evidence.wording import word

SOURCES_FILE = "sources.toml"
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]\]?")
_KEY = re.compile(r"\s*(\"[^\"]*\"|[A-Za-z0-9_-]+)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
_ID_MISUSE = re.compile(r"[;\s]")


def read_spec(text: str, gathered: Gathered) -> CaseSpec | None:
    """The spec of a case, or None after telling `gathered` everything that is wrong with it."""
    data = _parse(text, CASE_FILE, gathered)
    if data is None:
        return None
    lines = key_lines(text)
    faults = [at_key(finding, lines) for finding in one_account(data)]
    gathered.extend(faults)
    try:
        spec = CaseSpec.model_validate(data)
        return None if faults else spec
    except ValidationError as failure:
        for detail in failure.errors(include_url=False):
            key = key_path(detail["loc"])
            rule, found, need = word(detail, CaseSpec)
            rule = "missing-key" if rule == "empty-cell" else rule
            gathered.add(at_key(error(rule, CASE_FILE, column=key, found=found, need=need), lines))
        return None


def read_sources(text: str, gathered: Gathered) -> dict[str, Source] | None:
    """Sources by id, or None when the file is no TOML.

    A source with a fault stays in under its id, without its content: the fault is an error already, and
    rows that cite it are not to blame.
    """
    data = _parse(text, SOURCES_FILE, gathered)
    if data is None:
        return None
    lines = key_lines(text)
    sources: dict[str, Source] = {}
    for name, entry in data.items():
        sources[name] = Source(citation="unreadable", access="unreadable")
        if _ID_MISUSE.search(name) or not name:
            found = f"{quote(name)} cannot be cited in a table"
            need = "give the source an id without spaces and semicolons"
            gathered.add(at_key(error("bad-id", SOURCES_FILE, column=name, found=found, need=need), lines))
        elif not isinstance(entry, dict):
            need = f"give each source its own table: [{name}] with citation and access"
            found = f"found {quote(entry)} where a source should be"
            gathered.add(at_key(error("wrong-type", SOURCES_FILE, column=name, found=found, need=need), lines))
        else:
            try:
                sources[name] = Source.model_validate(entry)
            except ValidationError as failure:
                gathered.extend(_source_faults(name, failure, lines))
    return sources


def _source_faults(name: str, failure: ValidationError, lines: dict[str, int]) -> list[Finding]:
    faults = []
    for detail in failure.errors(include_url=False):
        rule, found, need = word(detail, Source)
        rule = "missing-key" if rule == "empty-cell" else rule
        key = key_path((name, *detail["loc"]))
        faults.append(at_key(error(rule, SOURCES_FILE, column=key, found=found, need=need), lines))
    return faults


def _parse(text: str, name: str, gathered: Gathered) -> dict | None:
    try:
        return tomllib.loads(text)
    except RecursionError:
        need = "flatten its nested arrays"
        gathered.add(error("toml-syntax", name, found="is nested too deeply to be read", need=need))
    except ValueError as failure:  # TOMLDecodeError, or int() refusing thousands of digits
        message = str(failure)
        place = _AT_LINE.search(message)
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        what = re.sub(r"\s*\(at [^)]*\)$|;.*", "", message)
        column = f" (character {place[2]})" if place else " at its end"
        found = f"is not TOML{column}: {what[:1].lower()}{what[1:120]}"
        need = "mend this line; texts stand between quotes, tables begin with [name] or [[name]]"
        gathered.add(error("toml-syntax", name, line, found=found, need=need))
    return None


def key_path(loc: tuple[int | str, ...]) -> str:
    """A place in TOML for people: ("dimension", 1, "option", 0, "label") is dimension[2].option[1].label."""
    path = ""
    for part in loc:
        path += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def key_lines(text: str) -> dict[str, int]:
    """The line where each key path is written. For messages only: values are always read by tomllib."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            *parents, last = (part.strip().strip('"') for part in header[2].split("."))
            path = ""
            for part in parents:
                path = f"{path}.{part}" if path else part
                path += f"[{counts[path]}]" if path in counts else ""
            path = f"{path}.{last}" if path else last
            if header[1] == "[[":
                lines.setdefault(path, number)
                counts[path] = counts.get(path, 0) + 1
                path += f"[{counts[path]}]"
            lines.setdefault(path, number)
            prefix = path
        elif key := _KEY.match(line):
            name = key[1].strip('"')
            lines.setdefault(f"{prefix}.{name}" if prefix else name, number)
    return lines


def at_key(finding: Finding, lines: dict[str, int]) -> Finding:
    """The finding with the line of its key, or of the nearest table around it."""
    path = finding.column
    while path and path not in lines:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return replace(finding, line=lines[path]) if path and finding.line is None else finding
