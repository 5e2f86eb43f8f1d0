"""[[model.findable]]: a record that is not among the evidence and might be found, for `cenotaph value`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cenotaph.evidence.tables import Edtf, Text

OLDEST = 100


class Findable(BaseModel):
    """A record somebody might find: a register's figure, a count of persons on a day, a number of violent deaths."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
    label: Text
    kind: Literal["register", "population", "violence"]
    event: Literal["births", "deaths"] | None = Field(None, description="register: what it registers")
    years: Edtf | None = Field(None, description="register: the calendar years whose sum it gives")
    year: int | None = Field(None, description="population: the year on whose 1 January persons are counted")
    sex: Literal["female", "male", "both"] = "both"
    age_from: Annotated[int, Field(ge=0, le=OLDEST)] = 0
    age_to: Annotated[int, Field(ge=1)] = 130
    event_id: str | None = Field(None, description="violence: the id of a [[model.violence]]")
    log_sd: Annotated[float, Field(ge=0)] = Field(
        0.0, description="error of the figure beyond the register's own incompleteness, log scale; 0: none"
    )
    text: Text | None = Field(None, description="where it might lie, and what is known of it")
    source: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _what_its_kind_needs(self) -> Findable:
        needed = {"register": ("event", "years"), "population": ("year",), "violence": ("event_id",)}
        for kind, names in needed.items():
            for name in names:
                given = getattr(self, name) is not None
                if given != (kind == self.kind):
                    word = "needs" if kind == self.kind else "has no"
                    raise ValueError(f"a findable {self.kind} {word} `{name}`")
        if self.kind != "register" and self.log_sd <= 0:
            raise ValueError(f"a findable {self.kind} needs `log_sd`, the error of its figure")
        if self.kind != "population" and (self.sex, self.age_from, self.age_to) != ("both", 0, 130):
            raise ValueError("only a findable population has a sex or ages")
        if self.age_from >= self.age_to:
            raise ValueError("age_from must be below age_to")
        return self
