"""A claim as the check reads it: what it asks of the evidence, what its figure stands for, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from cenotaph.claims.claim import Claim, Quantity
from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds, bounds, precision, vague_bounds
from cenotaph.claims.verdict.candidates import EVERYBODY, Question, table
from cenotaph.claims.verdict.derived import PER

LONGEST = 2000  # characters of a claim that are looked through for words
COUNTED = frozenset({"persons", "person", "people", ""})


@dataclass(frozen=True)
class Stated:
    """A claim with what follows from its fields alone. `within` is the period of the case, which closes open ones."""

    claim: Claim
    within: times.Span | None = None

    @property
    def id(self) -> str:
        return self.claim.id

    @cached_property
    def period(self) -> times.Span | None:
        return times.closed(times.span(self.claim.period), self.within)

    @cached_property
    def asked(self) -> Question:
        c = self.claim
        event = c.event
        if c.kind == "superlative" and event == "other" and self._says(table()["superlative_of_deaths"]):
            event = "died"
        return Question(event, c.group or EVERYBODY, c.place, self.period, c.cause if c.kind != "cause" else "")

    def _says(self, beginnings: list[str]) -> bool:
        """Whether a word of the claim begins so."""
        return any(w.startswith(tuple(beginnings)) for w in self.claim.words[:LONGEST].casefold().split())

    @property
    def is_of_a_count(self) -> bool | None:
        """Whether the figure is said to be that of a census (True) or of the people themselves; None if neither."""
        if self.claim.event != "counted" or self._says(table()["enumerated"]):
            return self.claim.event == "counted"
        return False if self._says(table()["populated"]) else None

    @property
    def quantity(self) -> Quantity | None:
        """The figure; that of a universal statement is one, or nought where it says "no one"."""
        return self.claim.quantity

    @property
    def is_reversed(self) -> bool:
        """Whether the ends of the stated range are the wrong way round."""
        q = self.quantity
        return q is not None and q.low is not None and q.high is not None and q.low > q.high

    @property
    def unit(self) -> str:
        """The unit of the figure; "persons" for any word for persons."""
        if self.claim.kind == "universal":
            return "share"
        q = self.quantity
        return "persons" if q is None or q.unit in COUNTED else q.unit

    @cached_property
    def bounds(self) -> Bounds | None:
        """What the figure stands for; None without a figure, for a vague word that has none, or reversed ends."""
        c, q = self.claim, self.quantity
        if c.kind == "universal":
            # "No one returned": the share is nought, which is what the claim says, not a denial of all.
            value = 0.0 if c.negated else 1.0
            return bounds(value, value, 0.01, "none")
        if q is None or self.is_reversed:
            return None
        if q.vague == "most" and self.is_share:
            return bounds(0.5, 0.5, 0.0, "over", c.negated)
        if q.vague:
            return vague_bounds(q.vague, q.hedge, c.negated)
        if q.low is None or q.high is None:
            return None
        step = precision(q.low, q.step) if q.low == q.high else q.step
        return bounds(q.low, q.high, step, q.hedge, c.negated)

    @property
    def is_count(self) -> bool:
        return self.claim.kind == "quantity" and self.unit == "persons"

    @property
    def is_share(self) -> bool:
        return self.claim.kind in ("share", "universal") or self.unit == "share"

    @property
    def is_rate(self) -> bool:
        return self.unit in PER

    @property
    def of_everybody(self) -> bool:
        """Whether a share is one of the whole population, said or implied."""
        base = self.claim.base.casefold()
        return "population" in base or (not base and self.asked.group == EVERYBODY)
