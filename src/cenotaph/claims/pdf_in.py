"""PDF: the text of each page, with its number."""

from __future__ import annotations

import io
import logging
import re

from cenotaph.claims.text_in import Piece
from cenotaph.errors import BadText

# A broken file makes the library stumble in many ways; each means the same here.
_STUMBLES = (
    OSError, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, AssertionError,
    OverflowError, NotImplementedError, ZeroDivisionError, MemoryError,
)  # fmt: skip
_HYPHENATED = re.compile(r"(?<=[a-zа-яіїєґё])-\n(?=[a-zа-яіїєґё])")


def pdf_text(data: bytes, where: str) -> tuple[str, list[Piece], list[str]]:
    """(text, pieces by page, notes). Words divided at the end of a line are put together again.

    Raises
    ------
    BadText when the file is encrypted, or no PDF that can be read.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    parts: list[str] = []
    pieces: list[Piece] = []
    length, empty = 0, 0
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise BadText("is encrypted.", where=where, remedy="Save a copy without password.")
        for number, page in enumerate(reader.pages, 1):
            words = _HYPHENATED.sub("", (page.extract_text() or "").replace("\r\n", "\n"))
            empty += not words.strip()
            gap = "\n" if parts and not parts[-1].rstrip().endswith((".", "!", "?", "…")) else "\n\n" if parts else ""
            parts += [gap, words]
            pieces.append(Piece(length + len(gap), page=number))
            length += len(gap) + len(words)
    except BadText:
        raise
    except (PyPdfError, *_STUMBLES) as problem:
        what = f"is no PDF that can be read ({type(problem).__name__})."
        raise BadText(
            what, where=where, remedy="Open it in a viewer and save it again, or give its text as txt."
        ) from None
    notes = (
        [f"{empty} of {len(pieces)} pages hold no text; a scanned page needs text recognition first."] if empty else []
    )
    return "".join(parts), pieces, notes
