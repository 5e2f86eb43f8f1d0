"""[model.provinces]: one model for many provinces, and which of its priors are learned from all of them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from cenotaph.evidence.model_parts import Name, NormalPrior, Part, Positive, Reasoned
from cenotaph.evidence.tables import Text


class Pooled(Reasoned):
    """A prior of [model] that the provinces share: its mean and its spread over them are learned.

    Where the prior has heavy tails, so have the provinces about their mean; `spread` is of their scale.
    """

    parameter: Text = Field(description='dotted path of the prior in [model], such as "mortality.level"')
    spread: Positive = Field(
        description="median of the prior of the standard deviation over provinces, in the units of the prior itself"
    )
    spread_log_sd: Positive = Field(description="sd of the log of that standard deviation: its prior is log-normal")
    mean: NormalPrior | None = Field(None, description="prior of the mean over provinces; none: the one in [model]")


class Own(Reasoned):
    """What differs in one province: dotted keys of [model] as in a variant."""

    territory: Name
    set: dict[str, bool | float | int | str | tuple[int, ...]] = Field({}, description="values in place of [model]'s")
    drop: tuple[str, ...] = Field((), description='list items left out, e.g. "registration.births"')


class Provinces(Part):
    """The provinces are the territories that are `part_of` the territory of the case; all are fitted by [model]."""

    text: Text = Field(description="what is pooled and why, in two or three sentences, for the report")
    pooled: Annotated[tuple[Pooled, ...], Field(min_length=1)]
    own: tuple[Own, ...] = ()
