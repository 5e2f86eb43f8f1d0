"""No number is typed into the prose of case.toml: figures come from rows, through {@row-id}."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, printable, quote, suggestion
from cenotaph.evidence.toml_in import CASE_FILE

_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря"
)
_DAY = r"[0-3]?\d(?:st|nd|rd|th)?"
_BINDING = re.compile(r"\{@([^{}]*)\}")
_ALLOWED = (
    re.compile(r"(?<![\d.])[12]\d{3}-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?![\d-])"),
    re.compile(rf"\b(?:{_DAY}\s*[-–]\s*)?{_DAY}\s+(?:{_MONTHS})\b", re.IGNORECASE),
    re.compile(rf"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)"
               rf"\s+{_DAY}\b(?!\d)"),
    # a year, a decade (1930s), or a span of years (1932-33, 1932/1933); never 1500.5, 1,500 or 1500 %
    re.compile(r"(?<![\d.,])[12]\d{3}(?:s\b|[-–/]\d{2}(?:\d{2})?(?!\d))?(?![\d%‰]|[.,]\d|\s[%‰])"),
)  # fmt: skip


def prose(case: Case) -> Iterator[Finding]:
    """Digits in titles, texts, labels, reasons and notes that are no date, name or binding."""
    ids = {placed.row.id for placed in case.placed if placed.row.id}
    for path, text in _texts(case):
        for bound in _BINDING.findall(text):
            if bound not in ids:
                found = f"{quote('{@' + bound + '}')} is bound to no row"
                need = suggestion(bound, ids, "give the row that holds the figure this id")
                yield error("unknown-binding", CASE_FILE, column=path, found=found, need=need)
        if "{@" in _BINDING.sub("", text):
            found = "a {@ is never closed, or closes over another brace"
            yield error("unknown-binding", CASE_FILE, column=path, found=found, need="write {@id}")
        for number in typed_numbers(text, case.spec.case.names):
            found = f"the number {quote(number)} is typed into the text"
            need = "give the row that holds it an id and write {@id}, or list a proper name in case.names"
            yield error("typed-number", CASE_FILE, column=path, found=found, need=need)


def typed_numbers(text: str, names: tuple[str, ...] = ()) -> list[str]:
    """Words of a text with digits that are neither years 1000 to 2999, dates, known names nor bindings."""
    for name in sorted((name for name in names if name), key=len, reverse=True):
        text = text.replace(name, " ")
    text = _BINDING.sub(" ", text)
    for allowed in _ALLOWED:
        text = allowed.sub(" ", text)
    return [printable(word) for word in text.split() if any(letter.isdigit() for letter in word)]


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    """Every prose text of case.toml with its key path."""
    spec = case.spec
    yield from ((f"case.{key}", getattr(spec.case, key)) for key in ("title", "question", "summary"))
    for n, territory in enumerate(spec.territory, 1):
        yield from ((f"territory[{n}].{key}", getattr(territory, key)) for key in ("name", "note"))
    for n, census in enumerate(spec.census, 1):
        yield from ((f"census[{n}].{key}", getattr(census, key)) for key in ("label", "fate", "note"))
        if census.residual:
            yield f"census[{n}].residual.reason", census.residual.reason
    if spec.balance is not None:
        yield "balance.crisis_reason", spec.balance.crisis_reason
    if spec.five_year is not None:
        yield "five_year.text", spec.five_year.text
    if spec.lists is not None:
        yield "lists.text", spec.lists.text
        for n, each in enumerate(spec.lists.list, 1):
            yield from ((f"lists.list[{n}].{key}", getattr(each, key)) for key in ("label", "note"))
    for d, dimension in enumerate(spec.dimension, 1):
        yield f"dimension[{d}].question", dimension.question
        for o, option in enumerate(dimension.option, 1):
            yield from ((f"dimension[{d}].option[{o}].{key}", getattr(option, key)) for key in ("label", "text"))
    for n, accepted in enumerate(spec.accepted, 1):
        yield f"accepted[{n}].reason", accepted.reason
