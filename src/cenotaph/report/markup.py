"""Small pieces of HTML: anchors, links, a figure with its popover. All text is escaped here or by Jinja."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Protocol

from markupsafe import Markup, escape

from cenotaph.estimate import Estimate
from cenotaph.report import numbers

# Letters that reorder or hide what surrounds them, and controls that no text needs: shown as a mark
# of replacement, so that a name cannot pass for another.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\u200b\u2060\ufeff\ufffe\uffff]")
_PLAIN = re.compile(r"[A-Za-z0-9._-]")


def visible(text: str) -> str:
    """The text with direction overrides, zero-width and control characters replaced by U+FFFD."""
    return _UNSEEN.sub("\ufffd", text)


def anchor(prefix: str, name: str) -> str:
    """An HTML id from any name: letters that an address cannot carry become their code point."""
    return f"{prefix}-" + "".join(c if _PLAIN.match(c) else f"_{ord(c):x}_" for c in name)


def link(target: str, text: str, title: str = "") -> Markup:
    """A link to an id of the page; `title` is shown on hover."""
    if title:
        return Markup('<a href="#{}" title="{}">{}</a>').format(target, visible(title), visible(text))
    return Markup('<a href="#{}">{}</a>').format(target, visible(text))


def figure_link(estimate: Estimate, text: str, button: bool) -> Markup:
    """The printed figure, a link to its card; with `button`, a small button opens the popover beside it."""
    name = estimate.estimand.id
    shown = escape(visible(text))
    linked = Markup('<a class="fig" href="#{}">{}</a>').format(anchor("est", name), shown)
    if not button:
        return linked
    why = Markup(
        '<button type="button" class="why" popovertarget="{}" aria-label="About this figure: {}">i</button>'
    ).format(anchor("pop", name), visible(f"{estimate.estimand.label}, {text}"))
    return Markup('<span class="figure">{}{}</span>').format(linked, why)


def amount_without_unit(estimate: Estimate) -> str:
    """The printed amount where a heading already names the unit."""
    return numbers.amount(estimate, told=False)


@dataclass
class DataTable:
    """A table of the page: what it holds, headings, rows of text, which columns are numbers (0-based)."""

    caption: str | Markup
    columns: list[str]
    rows: list[list[str | Markup]]
    numeric: set[int] = field(default_factory=set)
    anchors: list[str] = field(default_factory=list)
    row_heads: bool = True

    @property
    def classes(self) -> str:
        """CSS classes that align the columns of numbers, so that no cell needs one."""
        return " ".join(f"n{i + 1}" for i in sorted(self.numeric))


class HasHTML(Protocol):
    """What a template can place: text that knows its own HTML."""

    def __html__(self) -> str: ...


@dataclass
class Figure:
    """A chart of the page in two widths, with the tables that say the same in text."""

    id: str
    wide: HasHTML
    narrow: HasHTML
    tables: list[DataTable]
