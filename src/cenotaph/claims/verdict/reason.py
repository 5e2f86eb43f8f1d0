"""The sentence of reason as parts: words, and figures that lead somewhere. Who prints it decides how a figure reads.

No number is typed into the words: each comes from the claim, from an Estimate or from a row of the evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from cenotaph.estimate import Estimate
from cenotaph.evidence.case import Placed


@dataclass(frozen=True)
class Amount:
    """Figures of a statement or of arithmetic on them: one, or the two ends of a range; infinite where open."""

    values: tuple[float, ...]
    unit: str = "persons"


@dataclass(frozen=True)
class Estimated:
    """An estimate's figure. `of` are the ids on the page that it is, or is summed or divided from."""

    estimate: Estimate
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recorded:
    """A row of the evidence, with the figure taken from it (None: it has none, and is named only)."""

    placed: Placed
    persons: float | None = None
    unit: str = "persons"


@dataclass(frozen=True)
class Chance:
    """A probability."""

    value: float


@dataclass(frozen=True)
class Years:
    """A period, in EDTF."""

    edtf: str


@dataclass(frozen=True)
class Times:
    """The factor that something is off by."""

    value: float


Part = str | Amount | Estimated | Recorded | Chance | Years | Times
Sentence = tuple[Part, ...]
