"""What an audit says: a Finding, a check that found nothing (Quiet), a check that could not be made (Skipped)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from cenotaph.audit.words import span

Certainty = Literal["certain", "strong", "moderate", "weak"]
CERTAINTY_MEANING = {
    "certain": "arithmetic of the printed figures",
    "strong": "beyond what usual errors, chance and normal mortality allow, by a wide margin or by several comparisons",
    "moderate": "beyond them, by less or by one comparison",
    "weak": "an oddity that often has innocent causes",
}


# What the two ends of a size are.
EXACT = "exact arithmetic of printed figures"
BAND = "from one end of normal mortality to the other"
ROUNDING = "over the rounding and the ends of the registers' sums, and the migration stated"
RIVALS = "over the counts it is held against"
INDICES = "over two indices, and over the digits named and all above a tenth"
ONE_ESTIMATE = "one estimate, without ends"
NO_SIZE = "no size in persons"


@dataclass(frozen=True)
class Finding:
    """One thing in the counts that cannot be taken as it stands, or that a reader must know.

    `title` names it in a few words; `what` is a sentence or two with the numbers; `persons_low`, `persons_high` its
    size (equal when exact, None where it has none), `kind` what its two ends are: never a probability; `basis` says
    why so sure: the test with p and power, or the usual error it exceeds; `explanations` are the innocent ones that
    remain; `figures` the numbers behind; `inputs` the files.
    """

    id: str
    check: str
    subject: str
    title: str
    what: str
    persons_low: float | None
    persons_high: float | None
    kind: str
    certainty: Certainty
    basis: str
    explanations: tuple[str, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
    inputs: tuple[str, ...] = ()

    @property
    def size(self) -> float:
        """The larger end of its size in persons, by which findings are ordered; -1 without one."""
        return -1.0 if self.persons_high is None else abs(self.persons_high)

    def as_dict(self) -> dict:
        """The record written to audit.json."""
        return asdict(self)


@dataclass(frozen=True)
class Quiet:
    """A check that was made and found nothing above its threshold; `why` gives the figure and the threshold."""

    check: str
    subject: str
    why: str

    def as_dict(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Skipped:
    """A check that could not be made, and what is missing."""

    check: str
    subject: str
    why: str

    def as_dict(self) -> dict:
        return asdict(self)


Said = Finding | Quiet | Skipped


def size_in_words(low: float | None, high: float | None, kind: str) -> str:
    """A size in persons as printed: to the person where it is exact, a span otherwise, "" where there is none."""
    if low is None or high is None:
        return ""
    return f"{high:,.0f}" if kind == EXACT else span(low, high)
