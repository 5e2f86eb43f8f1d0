"""A text file as plain text, with where in the file each part of it stands."""

from __future__ import annotations

import codecs
import hashlib
import stat
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from cenotaph.claims.claim import At
from cenotaph.errors import BadText

MOST_BYTES = 64 * 10**6  # of a PDF, which is mostly not text
MOST_TEXT_BYTES = 16 * 10**6  # some books; reading takes seconds a megabyte
FORMS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".srt": "srt",
    ".vtt": "vtt",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODINGS = ["cp1251", "koi8_r", "koi8_u", "cp866", "cp1252", "latin_1", "mac_cyrillic", "iso8859_5"]
_NAMES = {
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "cp866": "DOS 866",
    "cp1252": "Windows-1252",
    "latin_1": "Latin-1",
    "mac_cyrillic": "Macintosh Cyrillic",
    "iso8859_5": "ISO 8859-5",
}


@dataclass(frozen=True)
class Piece:
    """Plain text from code point `begin` on: its line or page in the file, or the time code at which it is said."""

    begin: int
    line: int | None = None
    page: int | None = None
    time: str = ""


@dataclass(frozen=True)
class Plain:
    """A text without markup. notes: what a person should know about how it was read."""

    name: str
    text: str
    sha256: str
    form: str
    pieces: tuple[Piece, ...] = ()
    notes: tuple[str, ...] = ()
    _begins: tuple[int, ...] = field(default=(), repr=False)

    def at(self, point: int) -> At:
        """Where a person finds a code point of the text."""
        if not self.pieces:
            return At(text=self.name)
        begins = self._begins or tuple(p.begin for p in self.pieces)
        piece = self.pieces[max(0, bisect_right(begins, point) - 1)]
        return At(text=self.name, line=piece.line, page=piece.page, time=piece.time)


def read_text(path: Path, name: str | None = None) -> Plain:
    """The plain text of a file: txt, Markdown, HTML, PDF, SRT or VTT, by the ending of its name.

    Raises
    ------
    BadText when it is missing, too large, no text, or broken beyond reading.
    """
    data = _bytes_of(path)
    form = FORMS.get(path.suffix.lower()) or _form_of(data)
    if form != "pdf" and len(data) > MOST_TEXT_BYTES:
        what = f"is larger than {MOST_TEXT_BYTES // 10**6} MB."
        raise BadText(what, where=str(path), remedy="Give it in parts, a chapter or a book each.")
    shown = name or path.name
    digest = hashlib.sha256(data).hexdigest()
    if form == "pdf" or data[:5] == b"%PDF-":
        from cenotaph.claims.pdf_in import pdf_text

        text, pieces, notes = pdf_text(data, str(path))
        form = "pdf"
    else:
        decoded, notes = decode(data, str(path))
        text, pieces, more = _plain(decoded, form, str(path))
        notes = [*notes, *more]
    if not text.strip():
        remedy = "A scanned page needs text recognition first." if form == "pdf" else "Give a file that holds text."
        raise BadText("holds no text.", where=str(path), remedy=remedy)
    return Plain(shown, text, digest, form, tuple(pieces), tuple(notes), tuple(p.begin for p in pieces))


def plain_of(text: str, name: str = "") -> Plain:
    """A text that is at hand already, such as a sentence of the command line."""
    pieces = line_pieces(text)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Plain(name, text, digest, "text", tuple(pieces), (), tuple(p.begin for p in pieces))


def line_pieces(text: str, first: int = 1) -> list[Piece]:
    """One piece a line."""
    pieces, begin, line = [Piece(0, line=first)], 0, first
    while (end := text.find("\n", begin)) != -1:
        begin, line = end + 1, line + 1
        pieces.append(Piece(begin, line=line))
    return pieces


def _bytes_of(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise BadText("is a folder.", where=str(path), remedy="Name one text file.")
        if not stat.S_ISREG(status.st_mode):
            raise BadText("is not an ordinary file.", where=str(path), remedy="Name one text file.")
        if status.st_size > MOST_BYTES:
            raise BadText(f"is larger than {MOST_BYTES // 10**6} MB.", where=str(path), remedy="Give it in parts.")
        return path.read_bytes()
    except FileNotFoundError:
        raise BadText("there is no such file.", where=str(path), remedy="Look for a slip in its name.") from None
    except (OSError, ValueError) as problem:
        why = getattr(problem, "strerror", None) or str(problem)
        raise BadText(f"cannot be read ({why}).", where=str(path)[:200]) from None


def _form_of(data: bytes) -> str:
    head = data[:2000].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "vtt" if head.startswith(b"webvtt") else "text"


def decode(data: bytes, where: str) -> tuple[str, list[str]]:
    """(text, notes): UTF-8, UTF-16 and UTF-32 by their marks, old Cyrillic encodings by what their letters spell."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _even(data.decode(encoding)), []
            except UnicodeDecodeError:
                text = data.decode(encoding, errors="replace")
                return _even(text), [f"Some bytes are no {encoding.upper()} and were read as {chr(0xFFFD)}."]
    try:
        return _even(data.decode("utf-8")), []
    except UnicodeDecodeError as problem:
        if data.count(b"\0") > len(data) // 20:
            remedy = "Give a text: txt, Markdown, HTML, PDF, SRT or VTT."
            raise BadText("is not text.", where=where, remedy=remedy) from None
        return _guessed(data, problem.start)


def _guessed(data: bytes, fault: int) -> tuple[str, list[str]]:
    from charset_normalizer import from_bytes

    sample = data[max(0, fault - 2000) : fault + 100_000]
    broken = sample.decode("utf-8", errors="replace")
    if broken.count("\ufffd") * 50 < len(broken):  # a few broken bytes in a text that is UTF-8 otherwise
        return _even(data.decode("utf-8", errors="replace")), ["A few bytes are not UTF-8 and were read as \ufffd."]
    best = from_bytes(sample, cp_isolation=_ENCODINGS, threshold=0.9).best()
    encoding = best.encoding if best is not None else "cp1251"
    text = data.decode(encoding, errors="replace")
    name = _NAMES.get(encoding, encoding)
    return _even(text), [f"Not UTF-8: read as {name}. If letters look wrong, save the text as UTF-8."]


def _even(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _plain(text: str, form: str, where: str) -> tuple[str, list[Piece], list[str]]:
    if form in ("srt", "vtt"):
        from cenotaph.claims.subtitles_in import subtitle_text

        return subtitle_text(text, form, where)
    if form in ("markdown", "html"):
        from cenotaph.claims.markup_in import html_text, markdown_text

        return (*(markdown_text(text) if form == "markdown" else html_text(text)), [])
    return text, line_pieces(text), []
