"""A period with what stands before it: by, after, from and to; and two dates that are one period."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cenotaph.claims.lexicon import Mark
from cenotaph.claims.scene import Scene
from cenotaph.claims.words import words

_RANGE = frozenset("–-—‐‑−/")


@dataclass(frozen=True)
class Date:
    """A period. begin, end: token indexes, prepositions included; year: whether the text itself says a year."""

    edtf: str
    begin: int
    end: int
    year: int | None = None
    relation: str = ""  # by, after, or none

    @property
    def last(self) -> str:
        return self.edtf.rpartition("/")[2]


def with_preposition(scene: Scene, date: Date) -> Date:
    """by 1939 is ../1939, after 1945 is 1945/..; "the end of" between them is passed over."""
    if not date.edtf:
        return date
    begin = date.begin
    for name in ("at_end", "at_start", "early", "late", "mid"):
        for gap in (0, 1):
            mark = scene.ending(begin - gap, f"when:{name}")
            if mark is not None and (gap == 0 or scene.low(begin - 1) in ("of", "the", "-")):
                begin = min(begin, mark.begin)
    while scene.low(begin - 1) in words("determiners_of_dates"):
        begin -= 1
    while scene.low(begin - 1) in words("parts_of_months"):
        begin -= 1
    ranged = "/" in date.edtf or date.edtf.endswith("X")
    if scene.low(begin - 1) == "the":
        begin -= 1
    by, after = scene.ending(begin, "when:by"), scene.ending(begin, "when:after")
    if by is None and after is None:
        by, after = _named_limit(scene, begin, "when:by"), _named_limit(scene, begin, "when:after")
        after = (
            after
            if after is not None and scene.low(after.begin) in ("after", "since", "following", "після", "после")
            else None
        )
        by = by if by is not None and scene.low(by.begin) in ("before",) else None
    if by is not None and scene.low(by.begin) == "по" and scene.tokens[date.begin].suffix in ("му", "ому", "м", "ім"):
        return replace(date, edtf=f"{date.edtf}/..", begin=by.begin, relation="after")
    if by is not None:
        if not date.edtf.endswith("X") and not (ranged and scene.low(by.begin) in ("to", "по", "до")):
            edtf = f"../{date.last}"
            return replace(date, edtf=edtf, begin=by.begin, relation="by")
        return replace(date, begin=by.begin, relation="by")
    if after is not None and not ranged:
        relation = "after"
        if scene.low(after.begin) in words("since"):
            relation = "from"
        if scene.low(after.begin) == "по":
            return replace(date, begin=after.begin)
        return replace(date, edtf=f"{date.edtf}/..", begin=after.begin, relation=relation)
    while begin > 0 and (mark := scene.ending(begin, "when:in")) is not None:
        begin = mark.begin
    return replace(date, begin=begin)


def _named_limit(scene: Scene, begin: int, category: str) -> Mark | None:
    """After the amnesty of 27 March 1953: a preposition before the event that the date belongs to."""
    for k in range(begin - 1, max(-1, begin - 5), -1):
        if scene.tokens[k].kind != "word":
            return None
        mark = scene.ending(k, category)
        if mark is not None:
            named = any(scene.at(j, "phrase:catastrophe") for j in range(k, begin))
            return mark if named else None
    return None


def joined(scene: Scene, found: list[Date]) -> list[Date]:
    """From X to Y, between August and December 1994, з серпня 1937 по листопад 1938: one period."""
    joined: list[Date] = []
    for date in found:
        before = joined[-1] if joined else None
        dated = before is not None and before.edtf and date.edtf
        if before is not None and dated and date.begin - before.end <= 1 and _is_range(scene, before, date):
            first = before.edtf.removesuffix("/..").rpartition("..")[2].lstrip("/")
            last = date.last if date.last != ".." else date.edtf.partition("/")[0]
            if before.year is None and len(first) > 4 and date.year:
                first = f"{date.year:04}{first[4:]}"
            if first <= last:
                joined[-1] = Date(f"{first}/{last}", before.begin, date.end, date.year)
                continue
        joined.append(date)
    return joined


def _is_range(scene: Scene, before: Date, date: Date) -> bool:
    opens = (
        before.relation in ("from", "after")
        or scene.low(before.begin) in ("between", "між", "между")
        or scene.low(before.begin - 1) in ("between", "між", "между")
    )
    between = [scene.low(k) for k in range(before.end, date.end) if k < date.begin + 2]
    joins = any(w in words("between_dates") for w in between)
    same_kind = len(before.edtf.strip("./")) > 4 and scene.low(before.end) in _RANGE
    return joins and (opens or same_kind)
