"""What the parts of [model] are made of: names, priors, bands of ages, each with its reason."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from cenotaph.evidence.tables import Text

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
Positive = Annotated[float, Field(gt=0)]
Years = Annotated[tuple[int, ...], Field(min_length=1)]
Age = Annotated[int, Field(ge=0, le=130)]


def rising(values: tuple[int, ...]) -> bool:
    return all(b > a for a, b in pairwise(values))


class Part(BaseModel):
    """A part of [model]: no key beyond its own, and never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Reasoned(Part):
    """A part that says why it is what it is, and who says so."""

    reason: Text
    source: tuple[str, ...] = ()


class NormalPrior(Reasoned):
    """A normal prior."""

    mean: float
    sd: Positive


class Prior(NormalPrior):
    """A normal prior, or a Student t one when `df` is given (`sd` is then its scale)."""

    df: Annotated[float, Field(ge=1)] | None = Field(None, description="degrees of freedom; none: normal")


class Around(Reasoned):
    """A positive quantity: log-normal about a median."""

    median: Positive
    log_sd: Positive


class Band(Part):
    """Standard deviation, on the log scale, for the ages age_from <= age < age_to."""

    age_from: Annotated[int, Field(ge=0)]
    age_to: Annotated[int, Field(ge=1)] = 130
    sd: Positive
