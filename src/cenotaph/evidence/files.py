"""The bytes of a case file as text: refused, with a reason, before anything reads meaning into them."""

from __future__ import annotations

import codecs
import hashlib
import stat
from pathlib import Path
from typing import NamedTuple

from cenotaph.evidence.finding import Finding, Gathered, error, note

MOST_TABLE_BYTES = 16 * 10**6
MOST_TOML_BYTES = 2 * 10**6  # tomllib takes a second a megabyte; figures belong into tables
_SAVE = "save it as UTF-8 (in a spreadsheet: Save as, CSV UTF-8; in an editor: Save with encoding, UTF-8)"
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_CYRILLIC_CODECS = {"cp1251": "Windows-1251", "koi8-r": "KOI8-R", "cp866": "DOS 866"}


class Content(NamedTuple):
    """A file that could be read: its text without byte-order mark, and the sha256 of its bytes."""

    text: str
    sha256: str


def read_text(path: Path, name: str, most_bytes: int, gathered: Gathered) -> Content | None:
    """The text of a file, or None after telling `gathered` why not. `name` is its path for people.

    Raises nothing. A file of more than `most_bytes` is refused by its size and not opened.
    """
    data = _read_bytes(path, name, most_bytes, gathered)
    if data is None:
        return None
    text = _decode(data, name, gathered)
    return None if text is None else Content(text, hashlib.sha256(data).hexdigest())


def _read_bytes(path: Path, name: str, most_bytes: int, gathered: Gathered) -> bytes | None:
    try:
        if path.is_symlink():
            if not path.exists():
                gathered.add(_refused("broken-link", name, "is a symbolic link to nothing", "put the file there"))
                return None
            gathered.add(
                note(
                    "symbolic-link",
                    name,
                    found="is a symbolic link",
                    need="copy the file in, so that the case is complete wherever it is taken",
                )
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "is a folder" if stat.S_ISDIR(status.st_mode) else "is not an ordinary file"
            gathered.add(_refused("not-a-file", name, what, "put a file of this name there or rename it"))
            return None
        if status.st_size > most_bytes:
            gathered.add(_too_large(name, status.st_size, most_bytes))
            return None
        with path.open("rb") as stream:
            data = stream.read(status.st_size + 1)
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        need = "give yourself the right to read it (chmod u+r) or copy it from a readable place"
        gathered.add(_refused("unreadable-file", name, f"cannot be read ({reason})", need))
        return None
    if len(data) != status.st_size:
        need = "wait until the program that writes it is done, then check again"
        gathered.add(_refused("unreadable-file", name, "changed while it was being read", need))
        return None
    return data


def _decode(data: bytes, name: str, gathered: Gathered) -> str | None:
    if not data.strip():
        gathered.add(_refused("empty-file", name, "is empty", "fill it or delete it"))
        return None
    wide = _wide_encoding(data)
    if wide:
        gathered.add(_refused("wrong-encoding", name, f"looks like {wide}, not UTF-8", _SAVE, line=1))
        return None
    nul = data.find(b"\0")
    if nul >= 0:
        need = "this is no text file, or a damaged one; export the table again"
        gathered.add(_refused("nul-bytes", name, "holds a NUL byte", need, line=_line_of(data, nul)))
        return None
    if data.startswith(codecs.BOM_UTF8):
        found = "begins with a byte-order mark, which was skipped"
        gathered.add(note("byte-order-mark", name, 1, found=found, need="nothing needs doing"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        guess = _one_byte_encoding(data)
        line = _line_of(data, failure.start)
        gathered.add(_refused("wrong-encoding", name, f"is not UTF-8 (it looks like {guess})", _SAVE, line=line))
        return None


def _refused(rule: str, name: str, found: str, need: str, line: int | None = None) -> Finding:
    return error(rule, name, line, found=f"the file {found}", need=need)


def _too_large(name: str, size: int, most_bytes: int) -> Finding:
    found = f"has {size / 1e6:,.0f} MB, over the limit of {most_bytes / 1e6:,.0f} MB"
    need = "split it into several files of the same kind or leave out what is not evidence"
    return _refused("file-too-large", name, found, need)


def _line_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32 by its mark, or by every other byte of the beginning being NUL; else ""."""
    for mark, label in _WIDE_MARKS:
        if data.startswith(mark):
            return label
    head = data[:1000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) / 2
    lopsided = max(even, odd) > 0.6 * half and min(even, odd) < 0.1 * half
    return "UTF-16 without its mark" if lopsided else ""


def _one_byte_encoding(data: bytes) -> str:
    """A guess for the message only: Cyrillic when high bytes form words, western when they stand alone."""
    head = data[:20_000]
    high = [i for i, byte in enumerate(head) if byte >= 0x80]
    beside = sum(1 for i in high if (i + 1 < len(head) and head[i + 1] >= 0x80) or (i and head[i - 1] >= 0x80))
    if beside * 2 < len(high):
        return "Windows-1252 or another western one-byte encoding"
    scores = {label: _lower_cyrillic(head.decode(c, "replace")) for c, label in _CYRILLIC_CODECS.items()}
    best = max(scores, key=scores.__getitem__)
    return f"{best}, a Cyrillic encoding" if scores[best] else "an encoding of another script"


def _lower_cyrillic(text: str) -> int:
    return sum(1 for letter in text if "а" <= letter <= "я" or letter in "іїєґё")
