"""claims.toml: read with errors that name claim, key and line; written so that a person's edits survive."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from cenotaph.claims.claim import Claim, Frozen, Language
from cenotaph.errors import BadClaims
from cenotaph.evidence.finding import printable, quote
from cenotaph.evidence.toml_in import key_lines, key_path
from cenotaph.evidence.wording import word

MOST_BYTES = 8 * 10**6
MOST_FAULTS_SHOWN = 5
HEAD = """\
# What a text says, as typed claims. Nothing counts until a person has compared the words with the reading:
# set status = "confirmed" (mend any field that was misread) or status = "rejected".
# Claims are kept when the text is read again; new ones are added at the end.
"""
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class Text(Frozen):
    """A text that was read: its file as the claims name it, the sha256 of its bytes, its language."""

    file: Annotated[str, Field(min_length=1, max_length=400)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    language: Language | None = None


@dataclass(frozen=True)
class ClaimsFile:
    """All texts and claims of a claims.toml, in its order."""

    texts: tuple[Text, ...] = ()
    claims: tuple[Claim, ...] = ()


def read_claims(path: Path) -> ClaimsFile:
    """The claims of a file.

    Raises
    ------
    BadClaims, which names file, claim, key and line of every fault (of the first few, when there are many).
    """
    return parse_claims(_text_of(path), str(path))


def parse_claims(text: str, name: str) -> ClaimsFile:
    """The claims of a TOML text; `name` is its file for people. Raises as `read_claims`."""
    data = _parsed(text, name)
    lines = key_lines(text)
    faults: list[str] = []
    unknown = sorted(set(data) - {"text", "claim"})
    faults += [f"{name}, line {lines.get(k, 1)}: key {quote(k)} is unknown; a file holds [[text]] and [[claim]]."
               for k in unknown]  # fmt: skip
    texts = [_one(Text, entry, ("text", i), lines, name, faults) for i, entry in _entries(data, "text", name)]
    claims = [_one(Claim, entry, ("claim", i), lines, name, faults) for i, entry in _entries(data, "claim", name)]
    found = [c for c in claims if c is not None]
    faults += _references(found, name)
    if faults:
        more = len(faults) - MOST_FAULTS_SHOWN
        shown = "\n".join(faults[:MOST_FAULTS_SHOWN]) + (f"\n... and {more} more." if more > 0 else "")
        raise BadClaims(printable(shown) if "\n" not in shown else "\n".join(map(printable, shown.split("\n"))))
    return ClaimsFile(tuple(t for t in texts if t is not None), tuple(found))


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            remedy = "Keep one file of claims for each text."
            raise BadClaims(f"is larger than {MOST_BYTES // 10**6} MB.", where=str(path), remedy=remedy)
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadClaims("is not UTF-8.", where=str(path), remedy="Save it as UTF-8.") from None
    except OSError as problem:
        raise BadClaims(f"cannot be read ({problem.strerror}).", where=str(path)) from None


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise BadClaims("is nested too deeply to be read.", where=name) from None
    except ValueError as failure:
        place = _AT_LINE.search(str(failure))
        line = int(place[1]) if place else text.rstrip().count("\n") + 1
        what = re.sub(r"\s*\(at [^)]*\)$", "", str(failure))[:120]
        remedy = "Mend this line; texts stand between quotes, each claim begins with [[claim]]."
        raise BadClaims(f"is not TOML: {what}.", where=f"{name}, line {line}", remedy=remedy) from None


def _entries(data: dict[str, Any], kind: str, name: str) -> list[tuple[int, Any]]:
    found = data.get(kind, [])
    if not isinstance(found, list):
        raise BadClaims(f"{kind} is one table.", where=name, remedy=f"Begin each {kind} with [[{kind}]].")
    return list(enumerate(found))


def _one(
    model: type[Frozen], entry: Any, loc: tuple[str, int], lines: dict[str, int], name: str, faults: list[str]
) -> Any:
    try:
        return model.model_validate(entry)
    except ValidationError as failure:
        who = entry.get("id") if isinstance(entry, dict) else None
        named = f"claim {quote(who)}" if loc[0] == "claim" and who else f"{loc[0]} {loc[1] + 1}"
        for detail in failure.errors(include_url=False):
            key = key_path(detail["loc"]) if detail["loc"] else ""
            path = key_path((*loc, *detail["loc"]))
            while path not in lines and path:
                path = path[: max(path.rfind("."), path.rfind("["), 0)]
            place = f"{name}, line {lines[path]}, {named}" if path else f"{name}, {named}"
            if detail["type"] == "value_error":
                sentence = str(detail["ctx"]["error"])
            else:
                _, found, need = word(detail, model)
                sentence = "; ".join(part for part in (found, need) if part)
            faults.append(f"{place}{f', key {key}' if key else ''}: {sentence}.")
        return None


def _references(claims: Sequence[Claim], name: str) -> list[str]:
    """Ids given twice, and links to claims that are not there."""
    faults, ids = [], set()
    for claim in claims:
        if claim.id in ids:
            faults.append(f"{name}, claim {quote(claim.id)}: the id is given twice; give each claim its own.")
        ids.add(claim.id)
    for claim in claims:
        for key in ("same", "part_of"):
            target = getattr(claim, key)
            if target and target not in ids:
                faults.append(f"{name}, claim {quote(claim.id)}, key {key}: no claim has the id {quote(target)}.")
            elif target == claim.id:
                faults.append(f"{name}, claim {quote(claim.id)}, key {key}: a claim cannot be linked to itself.")
    return faults


def write_text(path: Path, text: str) -> None:
    """Put a text in place in one step, so that nothing half-written is ever there. Raises BadClaims."""
    partial = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()
        handle, partial = tempfile.mkstemp(prefix=".cenotaph-partial-", dir=target.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        os.chmod(partial, target.stat().st_mode & 0o777 if target.exists() else 0o644)
        os.replace(partial, target)
    except OSError as problem:
        raise BadClaims(f"cannot be written ({problem.strerror}).", where=str(path), remedy="Try --out FILE.") from None
    finally:
        if partial is not None and os.path.exists(partial):
            os.unlink(partial)
