"""What an audit says: a Finding, a check that found nothing (Quiet), a check that could not be made (Skipped)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Certainty = Literal["certain", "strong", "moderate", "weak"]
CERTAINTY_MEANING = {
    "certain": "arithmetic of the printed figures",
    "strong": "beyond what the stated usual errors and normal mortality allow",
    "moderate": "beyond them under most readings, or resting on one comparison",
    "weak": "an oddity that has common innocent causes",
}


@dataclass(frozen=True)
class Finding:
    """One thing in the counts that cannot be taken as it stands, or that a reader must know.

    `what` is one sentence with its numbers; `persons_low`, `persons_high` its size (equal when exact, None
    where it has none); `basis` says why so sure: the test with p and power, or the usual error it exceeds;
    `explanations` are the innocent ones that remain; `figures` the numbers behind; `inputs` the files.
    """

    id: str
    check: str
    subject: str
    what: str
    persons_low: float | None
    persons_high: float | None
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
