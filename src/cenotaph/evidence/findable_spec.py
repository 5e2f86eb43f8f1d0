"""[[model.findable]]: a record that is not among the evidence and might be found, for `cenotaph value`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from cenotaph.evidence.tables import Edtf, Text

OLDEST = 100


class Findable(BaseModel):
    """A record somebody might find: figures of a register, a count or an age table of persons, violent deaths."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]
    label: Text
    kind: Literal["register", "population", "violence"]
    event: Literal["births", "deaths"] | None = Field(None, description="register: what it registers")
    years: Edtf | None = Field(None, description="register: the calendar years whose sum it gives")
    year: int | None = Field(None, description="population: the year on whose 1 January persons are counted")
    sex: Literal["female", "male", "both", "each"] = Field(
        "both", description="population: who is counted; each: both, as figures of their own"
    )
    age_from: Annotated[int, Field(ge=0, le=OLDEST)] = 0
    age_to: Annotated[int, Field(ge=1)] = 130
    age_groups: tuple[Annotated[int, Field(ge=0, le=OLDEST)], ...] = Field(
        (), description="population: a table by age; the ages at which its groups start, the last one open"
    )
    event_id: str | None = Field(None, description="violence: the id of a [[model.violence]]")
    log_sd: Annotated[float, Field(ge=0)] = Field(
        0.0, description="error of the figure beyond the register's own incompleteness, log scale; 0: none"
    )
    cell_log_sd: Annotated[float, Field(gt=0)] | None = Field(
        None, description="a table: error of each figure's share of the whole, log scale; log_sd is that of the whole"
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
        if self.kind != "population" and (self.sex, self.age_from, self.age_to, self.age_groups) != (
            "both",
            0,
            130,
            (),
        ):
            raise ValueError("only a findable population has a sex or ages")
        if self.age_from >= self.age_to:
            raise ValueError("age_from must be below age_to")
        if list(self.age_groups) != sorted(set(self.age_groups)):
            raise ValueError("age_groups must rise")
        if self.age_groups and (self.age_from, self.age_to) != (0, 130):
            raise ValueError("a table has `age_groups` in place of age_from and age_to")
        if self.is_table != (self.cell_log_sd is not None):
            raise ValueError("a table, by age_groups or of each sex, needs `cell_log_sd`; a single figure has none")
        return self

    @property
    def is_table(self) -> bool:
        """Whether it holds several figures of one day."""
        return bool(self.age_groups) or self.sex == "each"
