"""A typed claim: one checkable statement of a text, with the exact words that make it."""

from __future__ import annotations

import math
import re
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from cenotaph.evidence.dates import check_edtf

Status = Literal["proposed", "confirmed", "rejected"]
Language = Literal["en", "uk", "ru"]
Kind = Literal[
    "quantity", "share", "rate", "universal", "when", "duration", "sequence", "comparison", "superlative",
    "cause", "quota",
]  # fmt: skip
Hedge = Literal["none", "about", "nearly", "over", "under", "at_least", "at_most", "up_to"]
Vague = Literal[
    "", "tens", "dozens", "hundreds", "thousands", "tens of thousands", "hundreds of thousands", "millions",
    "tens of millions", "many", "most", "few", "several million", "countless",
]  # fmt: skip
EventName = Literal[
    "died", "starved", "killed", "executed", "arrested", "sentenced", "imprisoned", "deported", "fled", "returned",
    "missing", "not_born", "born", "counted", "ill", "hungry", "wounded", "requisitioned", "lost", "survived",
    "mobilised", "other",
]  # fmt: skip
EVENTS: tuple[str, ...] = get_args(EventName)
KINDS: tuple[str, ...] = get_args(Kind)

_SEASON_OR_DECADE = re.compile(r"[12]\d{3}-2[1-4]|[12]\d\dX|[12]\dXX", re.ASCII)
_OPEN = frozenset({"", ".."})
Short = Annotated[str, Field(max_length=400)]


def check_period(text: str) -> str:
    """The text itself when it is empty, an EDTF date, a season or an interval, open ends included.

    Raises
    ------
    ValueError, saying how to write it.
    """
    ends = text.split("/")
    if not text:
        return text
    if len(ends) > 2 or (len(ends) == 2 and set(ends) <= _OPEN):
        raise ValueError(f"{text[:40]!r} is not a period; write 1933, 1932/1933, ../1939 or 1932-24 for a winter")
    for end in ends:
        if not (_SEASON_OR_DECADE.fullmatch(end) or (len(ends) == 2 and end in _OPEN)):
            check_edtf(end)
    return text


Period = Annotated[str, Field(max_length=60)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Quantity(Frozen):
    """A figure as stated: a point (low = high), a range, or a word that stands for no figure (`vague`).

    low, high : full units (persons, not millions); shares as fractions of 1. Absent when vague.
    step : one unit of the last stated digit, in the same units; what the figure is precise to.
    """

    low: float | None = None
    high: float | None = None
    step: Annotated[float, Field(gt=0)] | None = None
    hedge: Hedge = "none"
    unit: Annotated[str, Field(min_length=1, max_length=80)] = "persons"
    vague: Vague = ""

    @model_validator(mode="after")
    def _figure_or_word(self) -> Quantity:
        figures = (self.low, self.high, self.step)
        if self.vague and any(f is not None for f in figures):
            raise ValueError(f"vague = {self.vague!r} stands for no figure; leave out low, high and step")
        if not self.vague and any(f is None for f in figures):
            raise ValueError("a quantity has low, high and step, or a vague word; write low = high for one figure")
        if any(f is not None and (f < 0 or not math.isfinite(f)) for f in figures):
            raise ValueError("low and high are counts or shares, 0 or more")
        return self

    def record(self) -> dict:
        """The quantity for TOML and JSON: whole numbers without a decimal point, hedge and unit never left out."""
        figures = {} if self.vague else {"low": self.low, "high": self.high, "step": self.step}
        whole = {k: int(v) if float(v).is_integer() and abs(v) < 2**53 else v for k, v in figures.items()}
        return whole | {"hedge": self.hedge, "unit": self.unit} | ({"vague": self.vague} if self.vague else {})


class At(Frozen):
    """Where a person finds the words: the file, and in it a line, a page or a time code."""

    text: Short = ""
    line: Annotated[int, Field(ge=1)] | None = None
    page: Annotated[int, Field(ge=1)] | None = None
    time: Annotated[str, Field(pattern=r"^(\d{1,3}:[0-5]\d:[0-5]\d)?$")] = ""

    def __str__(self) -> str:
        if self.time:
            return self.time
        if self.page is not None:
            return f"p. {self.page}"
        return f"line {self.line}" if self.line is not None else ""


class Claim(Frozen):
    """One checkable statement. Fields and their values are described in docs/claims.md.

    words, span : the exact characters, and [begin, end) of them in code points of the plain text.
    same, part_of : ids of claims on the same thing (a share and a count), and of the whole that this is a part of.
    reading : id of the estimate that a person says is meant; empty while nobody has.
    vanished : the words are no longer in the text; the claim is kept all the same.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,59}$")]
    status: Status = "proposed"
    language: Language = "en"
    words: Annotated[str, Field(min_length=1)]
    span: tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]] | None = None
    at: At = At()
    kind: Kind
    quantity: Quantity | None = None
    event: EventName = "other"
    group: Short = "people"
    place: Short = ""
    period: Period = ""
    base: Short = ""
    said_by: Short = ""
    said_in: Short = ""
    said_when: Period = ""
    negated: bool = False
    than: Short = ""
    cause: Short = ""
    fulfilled: Quantity | None = None
    same: Short = ""
    part_of: Short = ""
    reading: Short = ""
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    vanished: bool = False

    @field_validator("period", "said_when")
    @classmethod
    def _date(cls, value: str) -> str:
        return check_period(value)

    @model_validator(mode="after")
    def _whole(self) -> Claim:
        if self.kind in ("quantity", "share", "rate", "quota") and self.quantity is None:
            raise ValueError(f"a claim of kind {self.kind!r} has a quantity")
        if self.span is not None and self.span[1] <= self.span[0]:
            raise ValueError("span is [begin, end) with end after begin")
        return self

    def record(self) -> dict:
        """The claim for TOML and JSON: what is empty or as by default is left out, id, status and kind never."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        kept = {"id": self.id, "status": self.status, "language": self.language, **data}
        for name in ("quantity", "fulfilled"):
            if (found := getattr(self, name)) is not None:
                kept[name] = found.record()
        return kept
