"""Markdown and HTML as a reader sees them: markup dropped, scripts and styles not read."""

from __future__ import annotations

from html.parser import HTMLParser

from cenotaph.claims.text_in import Piece

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "table",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "dl",
        "dt",
        "dd",
        "form",
        "fieldset",
        "address",
        "hr",
        "details",
        "summary",
        "caption",
        "body",
        "html",
        "center",
    ]
)
_UNREAD = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "math",
        "textarea",
        "select",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
    ]
)
_VOID = frozenset(
    ["br", "img", "input", "meta", "link", "hr", "area", "base", "col", "embed", "source", "track", "wbr"]
)


class _Builder:
    """Plain text that grows by pieces, each with its line."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._tail = ""
        self.pieces: list[Piece] = []

    def add(self, text: str, line: int | None) -> None:
        if not text:
            return
        if not self.pieces or self.pieces[-1].line != line:
            self.pieces.append(Piece(self._length, line=line))
        self._parts.append(text)
        self._length += len(text)
        self._tail = text[-2:] if len(text) > 1 else (self._tail + text)[-2:]

    def paragraph(self) -> None:
        """An empty line, unless there is one or nothing stands before it."""
        if self._length and self._tail != "\n\n":
            self.add("\n" if self._tail.endswith("\n") else "\n\n", self.pieces[-1].line)

    @property
    def ends_with_space(self) -> bool:
        return not self._length or self._tail[-1:].isspace()

    def text(self) -> str:
        return "".join(self._parts)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out = _Builder()
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.append(tag)
            return
        if tag in _UNREAD and tag not in _VOID:
            self._unread.append(tag)
        elif tag == "br":
            self.out.add("\n", self.getpos()[0])
        elif tag in _BLOCKS:
            self.out.paragraph()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unread and tag == "br":
            self.out.add("\n", self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        if self._unread:
            if tag == self._unread[-1]:
                self._unread.pop()
            elif tag == "html":
                self._unread.clear()
        elif tag in _BLOCKS:
            self.out.paragraph()

    def handle_data(self, data: str) -> None:
        if self._unread:
            return
        line = self.getpos()[0]
        for i, part in enumerate(data.split("\n")):
            words = " ".join(part.split(" ")).replace("\t", " ")
            while "  " in words:
                words = words.replace("  ", " ")
            if i and not self.out.ends_with_space:
                words = " " + words.lstrip(" ")
            if self.out.ends_with_space:
                words = words.lstrip(" ")
            self.out.add(words, line + i)


def html_text(source: str) -> tuple[str, list[Piece]]:
    """(visible text, its pieces by line) of an HTML page."""
    parser = _Visible()
    parser.feed(source)
    parser.close()
    return parser.out.text(), parser.out.pieces


def markdown_text(source: str) -> tuple[str, list[Piece]]:
    """(visible text, its pieces by line) of a Markdown text; code is not read, raw HTML is read as HTML."""
    from markdown_it import MarkdownIt

    out = _Builder()
    for token in MarkdownIt("commonmark").enable("table").parse(source):
        line = token.map[0] + 1 if token.map else (out.pieces[-1].line if out.pieces else 1)
        if token.type == "inline":
            out.paragraph()
            _inline(out, token.children or [], line)
        elif token.type == "html_block":
            out.paragraph()
            out.add(html_text(token.content)[0], line)
        elif token.type.endswith("_close"):
            out.paragraph()
    return out.text(), out.pieces


def _inline(out: _Builder, children: list, line: int) -> None:
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            out.add("\n", line)
            line += 1
        elif child.type in ("text", "code_inline", "text_special"):
            out.add(child.content, line)
