"""The section [model] of case.toml: every prior of the Bayesian account as data, with its reason.

Units are those a reader would use: shares as logarithms of a ratio where the field is called a log, persons
as persons. Nothing here computes. `reason` says why the prior is what it is, `source` who says so.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cenotaph.evidence.findable_spec import OLDEST, Findable
from cenotaph.evidence.model_parts import (
    Age,
    Around,
    Band,
    Name,
    NormalPrior,
    Part,
    Positive,
    Prior,
    Reasoned,
    Years,
    rising,
)
from cenotaph.evidence.provinces_spec import Provinces
from cenotaph.evidence.tables import Edtf, Text


class Opening(Part):
    """The population at the opening census: the count, its net error, and its errors by age and sex."""

    net_error: Prior = Field(description="log of counted over true, all ages")
    deviation: Annotated[tuple[Band, ...], Field(min_length=1)]
    deviation_reason: Text


class Closing(Part):
    """How the closing censuses are compared with the model by age and sex, their totals set apart."""

    bounds: Annotated[tuple[int, ...], Field(min_length=2, description="lower ages of the groups compared")]
    bounds_reason: Text
    deviation: Annotated[tuple[Band, ...], Field(min_length=1)]
    deviation_reason: Text
    deviation_log_sd: Positive = Field(description="sd of the log of a common factor on these deviations")
    cohorts: tuple[tuple[Age, Age], ...] = Field(
        (), description="age intervals at a closing census whose persons are followed to the next one, in the report"
    )

    @model_validator(mode="after")
    def _groups(self) -> Closing:
        if self.bounds[0] != 0 or not rising(self.bounds) or self.bounds[-1] > OLDEST:
            raise ValueError(f"bounds must begin at 0, rise, and end at {OLDEST} or below")
        if any(high <= low for low, high in self.cohorts):
            raise ValueError("a cohort ends above the age at which it begins")
        return self


class NetError(Prior):
    """Prior of one closing census's net error: log of counted over true, all ages."""

    census: Name


class Pattern(Prior):
    """A named error of counts by age: log of counted over true is the coefficient times a weight by age.

    The weight is 1 at age_from <= age < age_to, or `weights` age by age, or that of a kernel:
    round-ages: a share moves from ages ending in 8, 9, 1 and 2 to the age ending in nought between them;
    neighbours: a share moves to the two neighbouring ages. Each census named has its own coefficient.
    """

    id: Name
    label: Text
    census: Annotated[tuple[Name, ...], Field(min_length=1)]
    sexes: tuple[Literal["female", "male"], ...] = ("female", "male")
    age_from: Annotated[int, Field(ge=0)] = 0
    age_to: Annotated[int, Field(ge=1)] = 130
    weights: tuple[float, ...] = Field((), description="weights of age_from, age_from + 1, ...")
    kernel: Literal["round-ages", "neighbours"] | None = None
    additions: bool = Field(
        False,
        description="true: what splits a census's net error into persons added at these ages and persons omitted "
        "at all ages alike; one such pattern a census",
    )

    @model_validator(mode="after")
    def _ages(self) -> Pattern:
        if self.age_from >= self.age_to or self.age_from > OLDEST:
            raise ValueError(f"age_from must be below age_to and at most {OLDEST}")
        if self.weights and self.age_from + len(self.weights) > OLDEST + 1:
            raise ValueError(f"there are more weights than ages from age_from to {OLDEST}")
        if len(set(self.census)) < len(self.census):
            raise ValueError("a census is named twice")
        if self.additions and (self.kernel is not None or self.weights):
            raise ValueError("additions fall on ages alike: leave out kernel and weights")
        return self


class Mortality(Reasoned):
    """Baseline death rates: a life table, its level over time, its shape by age, and their drift."""

    life_table: Text
    knots: Years = Field(description="years between which the log level moves in straight lines")
    level: NormalPrior = Field(description="log of death rates over the table's at the first knot")
    increment: NormalPrior = Field(description="change of the log level from knot to knot")
    age_knots: Annotated[tuple[int, ...], Field(min_length=2)]
    shape_sd: Positive = Field(description="sd of the log departure from the table at an age knot, by sex")
    drift_sd: Positive = Field(description="sd of its change at an age knot over the whole interval")

    @model_validator(mode="after")
    def _knots(self) -> Mortality:
        if not rising(self.knots) or not rising(self.age_knots):
            raise ValueError("knots and age_knots must rise")
        return self


class YearScale(Part):
    year: int
    scale: Positive


class AgeShape(Reasoned):
    """Log factors at the ages `knots`, each about nought with `sd`, in straight lines between them."""

    knots: Annotated[tuple[Annotated[int, Field(ge=0, le=110)], ...], Field(min_length=2)]
    sd: Positive

    @model_validator(mode="after")
    def _knots(self) -> AgeShape:
        if not rising(self.knots):
            raise ValueError("knots must rise")
        return self


class Window(Reasoned):
    """Years in which mortality may depart from the baseline, in either direction.

    The departure of each year is a Student t above zero and a normal of the same curvature below (deaths can
    be many times normal ones, and cannot fall by more than all of them): `scale` is the scale of a year as a
    share of a normal year's deaths, times the year's own factor in `year`.
    """

    id: Name
    label: Text
    years: Edtf
    scale: Positive
    df: Annotated[float, Field(ge=1)]
    year: tuple[YearScale, ...] = ()
    split: Positive | None = Field(
        None,
        description="where no record tells the years apart: the window departs as a whole, by the sum of its years (of "
        "the scale that independent years give it), and this is the sd of the log of a year's share, about its factor",
    )
    exponent: NormalPrior = Field(description="crisis death rates are proportional to normal ones to this power")
    ages: AgeShape = Field(description="departures of the pattern by age from that power")
    sex: NormalPrior = Field(description="log of male over female crisis death rates")


class Violence(Reasoned):
    """Documented violent deaths of one year: persons from a row of the ledgers, or stated."""

    id: Name
    label: Text
    year: int
    ledger: str | None = Field(None, description="id of the ledger row that holds the figure")
    persons: Positive | None = None
    log_sd: Positive
    male_share: Annotated[float, Field(ge=0, le=1)]
    age_from: Age
    age_to: Age

    @model_validator(mode="after")
    def _one_figure(self) -> Violence:
        if (self.ledger is None) == (self.persons is None):
            raise ValueError("give either `ledger` (the id of a row) or `persons`")
        if self.age_from >= self.age_to:
            raise ValueError("age_from must be below age_to")
        return self


class Births(Part):
    start: Around = Field(description="births of the first year per 1,000 of the opening count")
    walk: NormalPrior = Field(description="change of log births from year to year (mean and sd)")
    crisis: NormalPrior | None = Field(None, description="departure of log births from that walk in a year of a window")


class Shift(Reasoned):
    """A year's own departure of completeness, on the logit scale."""

    year: int
    mean: float
    sd: Positive


class Register(Part):
    """Completeness of a register: registered over all events, on the logit scale."""

    event: Literal["births", "deaths"]
    level: NormalPrior = Field(description="logit of completeness in the middle year")
    slope: NormalPrior = Field(description="its change over ten years")
    year_sd: Positive = Field(description="sd of a year about that line")
    year_sd_reason: Text
    shift: tuple[Shift, ...] = ()


class CrudeRate(Reasoned):
    """A registered crude rate of the year before the interval, held against the model's first year."""

    vital: Name
    log_sd: Positive


class RegisterSum(Reasoned):
    """A register's own sum over years (births, deaths, or births minus deaths), some of which may also be known one
    by one."""

    vital: Name


class Corrected(Reasoned):
    """An author's corrected births or deaths by year, held against the model's: one error common to the series and
    one of each year. A series of recalled figures may be used in variants only."""

    id: Name
    series: Text = Field(description="as in the vital rows")
    event: Literal["births", "deaths"]
    log_sd: Positive = Field(description="sd of the error common to all years, on the log scale")
    year_sd: Positive = Field(description="sd of each year's own error, on the log scale")
    used: bool = Field(False, description="true: it is part of the likelihood")


class Span(Part):
    """Calendar years whose excess deaths are summed, for instance those that the literature speaks of."""

    id: Name
    label: Text
    years: Edtf


class Flow(Reasoned):
    """Net migration (arrivals minus departures) over a period: mean and sd, in persons or per 1,000."""

    id: Name
    label: Text
    period: Edtf
    mean: float
    sd: Positive
    df: Annotated[float, Field(ge=1)] | None = None
    per_1000: bool = Field(False, description="true: mean and sd are persons per 1,000 of the opening count")
    crisis: bool = Field(False, description="true: it would not have happened without the crisis")
    age_from: Age = Field(0, description="youngest age of those who moved; they are spread like the population there")
    age_to: Annotated[int, Field(ge=1)] = Field(130, description="the age below which they were")
    ages: AgeShape | None = Field(None, description="which of these ages moved more, where that is not known")
    sex: NormalPrior | None = Field(None, description="log of male over female rates of moving; none: equal")

    @model_validator(mode="after")
    def _ages(self) -> Flow:
        if self.age_from >= self.age_to or self.age_from > OLDEST:
            raise ValueError(f"age_from must be below age_to and at most {OLDEST}")
        return self


class Counterfactual(Reasoned):
    """Fertility without the crisis: by the births per woman that the model itself finds in other years, or stated."""

    schedule: Text
    rule: Literal["held", "between", "stated"] = Field(
        description="held: the mean of the years before; between: a straight line from the mean of the years before to "
        "that of the years after; stated: `births_per_woman`, where no year is known to be free of the crisis"
    )
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    births_per_woman: Around | None = Field(None, description="stated: births per woman without the crisis")

    @model_validator(mode="after")
    def _what_the_rule_needs(self) -> Counterfactual:
        if self.rule == "stated" and (self.births_per_woman is None or self.before or self.after):
            raise ValueError("the rule `stated` needs births_per_woman, and no years")
        if self.rule != "stated" and (self.births_per_woman is not None or not self.before):
            raise ValueError(f"the rule `{self.rule}` needs the years `before`, and no births_per_woman")
        if self.rule == "between" and not self.after:
            raise ValueError("the rule `between` needs the years `after`")
        return self


class Variant(Part):
    """A named alternative: dotted keys of [model] and their values. A list item is chosen by its id,
    census, event, vital or year: "net_error.1937.sd"."""

    id: Name
    label: Text
    text: Text
    source: tuple[str, ...] = ()
    set: dict[str, bool | float | int | str | tuple[int, ...]] = Field({})
    drop: tuple[str, ...] = Field((), description='list items left out, e.g. "register_sum.ten-years"')
    beside: bool = Field(False, description="fitted in every sampled run and printed beside the headline")


class Model(Part):
    """The whole of [model]."""

    text: Text = Field(description="the model in two or three sentences, for the report")
    opening: Opening
    closing: Closing
    net_error: Annotated[tuple[NetError, ...], Field(min_length=1)]
    pattern: tuple[Pattern, ...] = ()
    mortality: Mortality
    window: tuple[Window, ...] = ()
    violence: tuple[Violence, ...] = ()
    births: Births
    registration: tuple[Register, ...] = ()
    crude_rate: tuple[CrudeRate, ...] = ()
    register_sum: tuple[RegisterSum, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    span: tuple[Span, ...] = ()
    flow: tuple[Flow, ...] = Field(description="migration, never left out in silence; [] states none at all")
    counterfactual: Counterfactual
    variant: tuple[Variant, ...] = ()
    findable: tuple[Findable, ...] = ()
    provinces: Provinces | None = Field(None, description="the model is of each province, some of its priors learned")


_KEYS = ("id", "census", "event", "vital", "year")


def with_variant(model: Model, variant: Variant) -> Model:
    """The model with the variant's values in place of its own, validated again.

    Raises
    ------
    KeyError naming the dotted key that leads nowhere; pydantic.ValidationError for a value that cannot be.
    """
    data = model.model_dump()
    for path, value in variant.set.items():
        place, last = _walk(data, path)
        if not isinstance(place, dict) or last not in place:
            raise KeyError(path)
        place[last] = value
    for path in variant.drop:
        place, last = _walk(data, path)
        if not isinstance(place, list) or not all(isinstance(item, dict) for item in place):
            raise KeyError(path)
        kept = [item for item in place if not _named(item, last)]
        if len(kept) == len(place):
            raise KeyError(path)
        place[:] = kept
    return Model.model_validate(data)


def _walk(data: dict, path: str) -> tuple[dict | list, str]:
    """The container that the last part of a dotted path is looked up in; tuples become lists on the way."""
    *parents, last = path.split(".")
    place: dict | list = data
    for part in parents:
        if isinstance(place, dict) and part in place:
            if isinstance(place[part], tuple):
                place[part] = list(place[part])
            place = place[part]
        elif isinstance(place, list):
            found = [item for item in place if isinstance(item, dict) and _named(item, part)]
            if not found:
                raise KeyError(path)
            place = found[0]
        else:
            raise KeyError(path)
    return place, last


def _named(item: dict, name: str) -> bool:
    """True when the item goes by this name under any of the keys that name items, `id` first."""
    known = next((item[key] for key in _KEYS if item.get(key) is not None), None)
    return str(known) == name
