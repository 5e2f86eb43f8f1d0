"""What pydantic refuses, in words for a person who knows the table and not the program."""

from __future__ import annotations

import re
from typing import NamedTuple, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from cenotaph.evidence.finding import printable, quote, suggestion
from cenotaph.evidence.rule_names import RULES

_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:[,.'’\s]\d{3})+")
_FRACTION = re.compile(r"[+-]?\d*\.\d+")
_LONGEST = 160
_NUMBER_TYPES = {
    "int_parsing", "int_parsing_size", "int_from_float", "int_type", "float_parsing", "float_type",
    "finite_number",
}  # fmt: skip
_BOUNDS = {
    "greater_than_equal": ("ge", "{} or more"),
    "less_than_equal": ("le", "{} or less"),
    "greater_than": ("gt", "more than {}"),
    "less_than": ("lt", "less than {}"),
}


class Wording(NamedTuple):
    """The rule that was broken and the two clauses of its sentence."""

    rule: str
    found: str
    need: str


def word(detail: ErrorDetails, model: type[BaseModel]) -> Wording:
    """One pydantic error about a row or a TOML file as rule, found, need. `model` is what was validated."""
    kind, value = detail["type"], detail["input"]
    if kind in RULES:  # a validator of ours that names its rule: "found; need"
        found, _, need = detail["msg"].partition("; ")
        return Wording(kind, printable(found), need)
    if kind == "missing":
        return Wording("empty-cell", "is missing or empty", "fill it in; the schema requires it")
    if kind in ("string_too_short", "too_short"):
        return Wording("empty-cell", "is empty", "fill it in; the schema requires it")
    if kind == "extra_forbidden":
        return _unknown_key(detail, model)
    if kind == "literal_error":
        return _unknown_word(detail)
    if kind in _BOUNDS:
        return _out_of_bounds(detail)
    if kind in _NUMBER_TYPES:
        return _not_a_number(value, whole=kind.startswith("int"))
    if kind == "value_error":
        message = str(detail.get("ctx", {}).get("error", detail["msg"]))
        return _not_a_number(value, whole=False) if "plain number" in message else _bad_date(message)
    if kind in ("string_pattern_mismatch", "string_too_long"):
        need = "use up to 60 lower-case letters, digits, points and hyphens, beginning with a letter or digit"
        return Wording("bad-id", f"{quote(value)} is not an id", need)
    return Wording("wrong-type", f"found {quote(value)}", _plain(detail["msg"]))


def model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel] | None:
    """The model that a path inside another model leads to; None when the path leaves the models."""
    here: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, int):
            continue
        if here is None or part not in here.model_fields:
            return None
        here = _model_within(here.model_fields[part].annotation)
    return here


def _model_within(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_within(arg))), None)


def _unknown_key(detail: ErrorDetails, model: type[BaseModel]) -> Wording:
    parent = model_at(model, detail["loc"][:-1])
    known = list(parent.model_fields) if parent else []
    key = str(detail["loc"][-1])
    need = suggestion(key, known, f"remove it or use one of: {', '.join(known)}")
    return Wording("unknown-key", f"{quote(key)} is not a key of this table", need)


def _unknown_word(detail: ErrorDetails) -> Wording:
    allowed = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
    listed = f"use one of: {', '.join(allowed)}" if allowed else _plain(detail["msg"])
    need = suggestion(str(detail["input"]), allowed, listed)
    return Wording("unknown-word", f"found {quote(detail['input'])}, which is not a word of this column", need)


def _out_of_bounds(detail: ErrorDetails) -> Wording:
    name, phrase = _BOUNDS[detail["type"]]
    limit = detail.get("ctx", {}).get(name)
    value = detail["input"]
    if name == "ge" and limit == 0:
        found = f"found {quote(value)}, a negative number"
        return Wording("negative-number", found, "write 0 or more; a reduction needs a table that has one")
    return Wording("out-of-range", f"found {quote(value)}", f"write {phrase.format(limit)}")


def _not_a_number(value: object, whole: bool) -> Wording:
    text = value.strip() if isinstance(value, str) else str(value)
    if len(text) > 40:
        return Wording("not-a-number", f"found {quote(value)}, which is not a number", "write digits only")
    if _THOUSANDS.fullmatch(text):
        joined = re.sub(r"[^\d+-]", "", text)
        found = f"found {quote(value)}, with marks between its digits"
        otherwise = "a whole number" if whole else "a decimal point"
        need = f"write {joined} if they part thousands, and otherwise {otherwise}"
        return Wording("thousands-separator", found, need)
    if _DECIMAL_COMMA.fullmatch(text):
        found = f"found {quote(value)}, with a decimal comma"
        return Wording("decimal-comma", found, f"write {text.replace(',', '.')}, with a point")
    if whole and _FRACTION.fullmatch(text):
        return Wording("fractional-number", f"found {quote(value)}, a fraction", "write a whole number")
    need = "write digits only; leave the row out when the figure is not known"
    return Wording("not-a-number", f"found {quote(value)}, which is not a number", need)


def _bad_date(message: str) -> Wording:
    found, _, need = message.partition("; ")
    remedy = need or "write 1933, 1933-06, 1933-06-01 or 1932/1933, the earlier date first"
    return Wording("bad-date", found if len(found) <= _LONGEST else found[:_LONGEST] + "…", remedy)


def _plain(message: str) -> str:
    return message[:1].lower() + message[1:].replace("Input should", "it should")
