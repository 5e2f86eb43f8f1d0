"""The section [five_year] of case.toml: a reconstruction in wide steps from tables by period, `model = "wheldon2013"`.

Initial estimates of fertility, survival and migration by period and age, a baseline and later counts, and how far each
may be wrong. Nothing here computes.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cenotaph.evidence.model_parts import Name, Part, Positive, Reasoned
from cenotaph.evidence.tables import Text

WHELDON = "wheldon2013"
Share = Annotated[float, Field(gt=0, lt=1)]
Names = tuple[Text, ...]


class Doubt(Reasoned):
    """How far the initial estimates of a part may be wrong: within a share, or the inverse gamma prior itself."""

    share: Share | None = Field(
        None,
        description="the truth lies within this share of the initial estimate with the probability `sure`; for "
        "survival, a share of the probability of dying where it is highest; for migration, of the population",
    )
    alpha: Positive | None = Field(None, description="of the inverse gamma prior of the variance; with `share`: 0.5")
    beta: Positive | None = Field(None, description="the same; only without `share`")

    @model_validator(mode="after")
    def _one_statement(self) -> Doubt:
        if (self.share is None) == (self.beta is None) or (self.beta is not None and self.alpha is None):
            given = ", ".join(k for k in ("share", "alpha", "beta") if getattr(self, k) is not None) or "none of them"
            raise PydanticCustomError(
                "option-incomplete",
                "of share, alpha and beta it gives {given}; write share = 0.1 for ten per cent, or alpha and beta",
                {"given": given},
            )
        return self


class Within(Part):
    """The doubt about each part, with its reason."""

    fertility: Doubt = Field(description="age-specific rates")
    survival: Doubt = Field(description="survival proportions, on the logit scale")
    migration: Doubt = Field(description="net migrants as a proportion; needed also where no table gives any")
    population: Doubt = Field(description="the counts, the baseline's and the later ones")
    srb: Doubt | None = Field(None, description="sex ratio at birth; of a case of two sexes only")


class FiveYear(Part):
    """The whole of [five_year]: one name a period in every list of tables, in the order of the periods."""

    text: str = Field("", description="the case's own words about the reconstruction, for the report")
    start: Annotated[float, Field(ge=1000, le=2500, description="year of the baseline: 1960, or 1960.5 for mid-year")]
    width: Annotated[int, Field(ge=1, le=30)] = Field(5, description="years of a period and of an age group")
    baseline: Name = Field(description="id of the count that opens it, at the start of the first period")
    counts: Annotated[tuple[Name, ...], Field(min_length=1, description="ids of the later counts")]
    fertility: Annotated[Names, Field(min_length=1, description="a schedule of fertility.csv for each period")]
    life_tables: Names = Field((), description="a life table for each period; or `survival`")
    survival: Names = Field((), description="a table of survival.csv for each period; or `life_tables`")
    migration: Names = Field((), description="a table of net_migration.csv for each period; none: initially nought")
    sex_ratio_at_birth: Annotated[float, Field(gt=0.8, lt=1.3)] = Field(1.05, description="boys per girl")
    sex_ratio_source: tuple[str, ...] = ()
    sure: Share = Field(0.9, description="probability that goes with every `share`")
    within: Within
    draws: Annotated[int, Field(ge=100, le=100_000)] = Field(1000, description="kept of each of the four chains")

    @property
    def end(self) -> float:
        """Decimal year of the end of the last period."""
        return self.start + self.width * len(self.fertility)
