"""Who says what: figures of the literature and of witnesses on the same thing. Shown beside a verdict, never in it,
but for "disputed", where nothing else in the case speaks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import EVERYBODY, Question, roles_of, table
from cenotaph.claims.verdict.places import placing
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Literature, Testimony

TOGETHER = 0.6  # of the years of two periods together: 1932 to 1933 against 1932 to 1934
Says = Literal["the same", "less", "more", "neither", "otherwise"]


@dataclass(frozen=True)
class Author:
    """What one author gives for the quantity, and how it lies to the statement: the author says the same, less, more,
    (of a bound that the statement keeps) neither, or (of a figure that the statement denies) otherwise. Ends that the
    author leaves open are infinite."""

    placed: Placed
    low: float
    high: float
    says: Says

    @property
    def name(self) -> str:
        return f"{self.placed.row.author} ({self.placed.row.year})"


def authors(asked: Question, said: Bounds, case: Case) -> list[Author]:
    """The literature of the same territory, definition and (about) the same period, on all people."""
    wanted = definitions(asked)
    found = []
    if asked.group != EVERYBODY:
        return found
    names = {t.id: t.name for t in case.spec.territory}
    for placed in case.places(Literature):
        row = placed.row
        given = [abs(v) if row.definition == "net_migration" else v for v in (row.low, row.central, row.high)
                 if v is not None]  # fmt: skip
        where = placing(asked.place, names.get(row.territory, row.territory))
        here = where == "same" or (where == "unsaid" and row.territory == case.spec.case.territory)
        if row.definition in wanted and given and here and _near(asked.period, row.period):
            low, high = _ends(row, given)
            found.append(Author(placed, low, high, position(said, low, high)))
    return found


def _ends(row: Literature, given: list[float]) -> tuple[float, float]:
    """The range that an author gives; open where only a bound is given."""
    turned = row.definition == "net_migration"  # departures have a minus sign, so that their bounds change places
    upper, lower = (row.low, row.high) if turned else (row.high, row.low)
    low = -float("inf") if lower is None and row.central is None else min(given)
    high = float("inf") if upper is None and row.central is None else max(given)
    return low, high


def definitions(asked: Question) -> frozenset[str]:
    """The literature's definitions that the event of a statement may be."""
    entry = table()["event"].get(asked.event, {})
    families = [f for f, role in roles_of(asked).items() if role in ("families", "also")]
    return frozenset(d for f in families for d in table()["literature"].get(f, ())) | set(entry.get("literature", ()))


def position(said: Bounds, low: float, high: float) -> Says:
    """How a stated range lies to what is said: it meets it, or lies below or above it."""
    if said.denied:
        outside = high < said.low or low > said.high
        return "the same" if outside else "neither" if math.isinf(low) or math.isinf(high) else "otherwise"
    if high < said.low or low > said.high:
        return "less" if high < said.low else "more"
    return "neither" if math.isinf(low) or math.isinf(high) else "the same"


def _near(period: times.Span | None, of: str) -> bool:
    if period is None:
        return True
    span = times.span(of)
    if times.relation(period, span) in ("same", "about"):
        return True
    shared = min(period.end, span.end) - max(period.begin, span.begin)
    return shared / (max(period.end, span.end) - min(period.begin, span.begin)) >= TOGETHER


def named(who: str, case: Case) -> list[Placed]:
    """Rows of testimony and literature by the person a statement is attributed to, by the last word of the name."""
    if not who.split():
        return []
    names = {word.strip(".,").casefold() for word in who.split()}
    found = []
    for placed in case.placed:
        if isinstance(placed.row, Testimony | Literature):
            own = placed.row.witness if isinstance(placed.row, Testimony) else placed.row.author.split(",")[0]
            last = own.split()[-1].strip(".,").casefold() if own.split() else ""
            if last and last in names:
                found.append(placed)
    return found
