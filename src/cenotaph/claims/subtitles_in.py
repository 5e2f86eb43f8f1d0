"""Subtitles: what is said, with the time code at which it is said."""

from __future__ import annotations

import re
from collections.abc import Iterable

from cenotaph.claims.text_in import Piece
from cenotaph.errors import BadText

PAUSE = 4.0  # seconds without a word after which a new paragraph begins: what was named before is no longer meant
MOST_CUE = 20_000  # code points of one caption; a longer one is no caption, and is read in parts of this size
_TAGS = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|<\d\d:\d\d[^<>\n]{0,20}>|\{\\[^{}\n]{0,100}\}")


def subtitle_text(source: str, form: str, where: str) -> tuple[str, list[Piece], list[str]]:
    """(text, pieces with time codes, notes).

    Raises
    ------
    BadText when the file holds no caption with a time code.
    """
    cues = list(_srt(source) if form == "srt" else _vtt(source, where))
    if not cues:
        remedy = (
            "A caption needs a line such as 00:14:32,000 --> 00:14:35,000; rename the file to .txt to read it as text."
        )
        raise BadText("holds no captions with time codes.", where=where, remedy=remedy)
    parts: list[str] = []
    pieces: list[Piece] = []
    length, last = 0, None
    for begin, end, words in cues:
        words = _TAGS.sub("", words).strip("\n")
        if not words.strip():
            continue
        if parts:
            gap = "\n\n" if last is not None and begin - last > PAUSE else "\n"
            parts.append(gap)
            length += len(gap)
        pieces.append(Piece(length, time=time_code(begin)))
        words = re.sub(r"\n\s*\n", "\n", words)
        parts.append(words)
        length += len(words)
        last = end
    return "".join(parts), pieces, []


def time_code(seconds: float) -> str:
    """Hours, minutes and seconds: 00:14:32."""
    whole = max(0, int(seconds))
    return f"{min(whole // 3600, 999):02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _srt(source: str) -> Iterable[tuple[float, float, str]]:
    import srt

    if "-->" not in source:
        return
    for cue in srt.parse(source, ignore_errors=True):
        yield cue.start.total_seconds(), cue.end.total_seconds(), cue.content


def _vtt(source: str, where: str) -> Iterable[tuple[float, float, str]]:
    import io

    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        for cue in webvtt.from_buffer(io.StringIO(source)).captions:
            yield _seconds(cue.start), _seconds(cue.end), cue.raw_text
    except (MalformedCaptionError, MalformedFileError) as problem:
        remedy = "It should begin with the line WEBVTT."
        raise BadText(
            f"is no WebVTT: {str(problem)[:80] or 'its head is missing'}.", where=where, remedy=remedy
        ) from None


def _seconds(code: str) -> float:
    parts = [float(p) for p in code.replace(",", ".").split(":")]
    return sum(value * 60**i for i, value in enumerate(reversed(parts)))
