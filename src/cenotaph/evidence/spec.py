"""What a case asks: the models of case.toml and sources.toml. Data only; nothing here computes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from cenotaph.evidence.five_year_spec import WHELDON, FiveYear
from cenotaph.evidence.model_spec import Model
from cenotaph.evidence.tables import Day, Edtf, Text

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=60)]


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Spec):
    """One bibliographic source; `access` says how its figures were reached."""

    citation: Text
    access: Text = Field(description="How the figures were read: the print itself, a transcription, ...")
    archive: str = Field("", description="Archival reference, when there is one.")
    licence: str = ""
    language: str = ""


class Territory(_Spec):
    """A name together with the date of its borders."""

    id: Id
    name: Text
    borders: Edtf
    part_of: str = Field("", description="id of the territory that it is a province of")
    note: str = ""


class Residual(_Spec):
    """Persons inside a census total and outside its age table, and where to put them."""

    groups: Annotated[tuple[Text, ...], Field(min_length=1, description="contingents it is made of")]
    age_from: Annotated[int, Field(ge=0, le=120)]
    age_to: Annotated[int, Field(ge=1, le=130)]
    reason: Text
    source: tuple[str, ...] = ()


class Census(_Spec):
    """A count of the population, and what is known about it."""

    id: Id
    date: Day
    label: Text
    fate: Text = Field(description="published, suppressed, archival, ... in the case's words")
    residual: Residual | None = None
    note: str = ""


class Accepted(_Spec):
    """A contradiction inside the evidence that is known and explained: shown, not hidden."""

    rule: Text = Field(description="code of the finding, as `check` prints it")
    where: Text = Field(description="file, or file:row, or census id, as `check` prints it")
    reason: Text
    source: tuple[str, ...] = ()


class Option(_Spec):
    """One answer to the question of a dimension. Which fields count depends on the dimension's kind."""

    id: Id
    label: Text
    text: Text = Field(description="the assumption in a sentence")
    source: tuple[str, ...] = ()
    headline: bool = Field(True, description="false: a named variant, kept out of the headline range")
    census: Id | None = Field(None, description="true_census: the count taken as true; none: each one as counted")
    life_table: str | None = Field(None, description="mortality: the table that states normal mortality")
    towards: str | None = Field(None, description="mortality: a later table normal mortality moves to")
    factor: Annotated[float, Field(gt=0, le=10)] = Field(1.0, description="mortality: multiplies death rates")
    factor_of: tuple[str, str] | None = Field(
        None, description="mortality: the factor as the first of two vital rows over the second"
    )
    adjustment: str | None = Field(None, description="undercount: persons added to the opening census")
    flows: tuple[str, ...] = Field((), description="migration: ids of migration rows")
    schedule: str | None = Field(None, description="fertility: the age pattern of births")
    birth_rate: str | None = Field(None, description="fertility: id of the vital row that sets its level")
    trend: Literal["constant", "towards-last-census"] = Field("constant", description="fertility")
    children: Literal["normal", "crisis", "registers"] = Field(
        "crisis",
        description="children: how those born since the opening census died. normal: at baseline rates; "
        "crisis: raised like everyone's; registers: births taken from the register where it exists",
    )
    exponent: Annotated[float, Field(ge=0, le=2)] = Field(
        1.0,
        description="children: crisis death rates are added in proportion to normal ones to this power; "
        "1 raises all ages alike, less spares the ages whose normal rates are high",
    )
    groups: tuple[str, ...] = Field(
        (), description="contingents: groups added to the census total, at all ages in proportion to those counted"
    )
    ledgers: tuple[str, ...] = Field(
        (), description="recorded_deaths: ids of ledger rows, deaths beyond normal mortality between two closings"
    )
    age_from: Annotated[int, Field(ge=0, le=120)] = Field(0, description="recorded_deaths: of whom")
    age_to: Annotated[int, Field(ge=1, le=130)] = Field(130, description="recorded_deaths: of whom")
    sex: Literal["female", "male", "both"] = Field("both", description="recorded_deaths: of whom")


class Dimension(_Spec):
    """One question the evidence leaves open, with the answers to be run. The first is the reference."""

    id: Id
    kind: Literal[
        "true_census",
        "mortality",
        "undercount",
        "migration",
        "fertility",
        "children",
        "contingents",
        "recorded_deaths",
    ]
    question: Text
    option: Annotated[tuple[Option, ...], Field(min_length=1)]


class Balance(_Spec):
    """The classical account: which census opens it, which close it, when the crisis was."""

    opening: Id
    closing: Annotated[tuple[Id, ...], Field(min_length=1)]
    crisis: Edtf | None = Field(None, description="calendar years of the crisis, e.g. 1932/1933")
    crisis_reason: str = ""
    crisis_weights: Literal["equal", "registered"] = Field(
        "equal", description="registered: in proportion to registered deaths above the year before"
    )
    sex_ratio_at_birth: Annotated[float, Field(gt=0.8, lt=1.3)] = 1.05
    sex_ratio_source: tuple[str, ...] = ()


class NameList(_Spec):
    """A list of named persons, of which only the overlap with others is entered."""

    id: Id
    label: Text
    source: Annotated[tuple[str, ...], Field(min_length=1)]
    note: str = ""


class Lists(_Spec):
    """Lists that overlap, of which the case asks how many persons stand on none."""

    who: Text = Field(description="whom the lists are of: persons killed, ...")
    text: Text = Field(description="what makes a person one of them, and what two lists share, in a sentence")
    source: tuple[str, ...] = Field((), description="of the overlaps")
    list: Annotated[tuple[NameList, ...], Field(min_length=2)]


class Expectation(_Spec):
    """A population that someone expected at a date, held against the count."""

    literature: Text = Field(description="id of the literature row")
    census: Id


class Gap(_Spec):
    """A register's own increase held against the counted increase between two censuses."""

    vital: Text = Field(description="id of the vital row with the summed natural increase")
    opening: Id
    closing: Id


class CaseInfo(_Spec):
    id: Id
    title: Text
    question: Text
    territory: Id
    period: Edtf
    summary: str = ""
    names: tuple[str, ...] = Field((), description="proper names with digits that prose may carry")


def _table_or_name(value: object, table: ValidatorFunctionWrapHandler) -> Model | None:
    """[model] as a table; by its name, the model whose priors stand in [five_year]."""
    if value == WHELDON:
        return None
    if isinstance(value, str):
        raise PydanticCustomError(
            "unknown-word", 'found "{value}"; write model = "{known}", or a table [model]',
            {"value": value[:60], "known": WHELDON},
        )  # fmt: skip
    return table(value)


class CaseSpec(_Spec):
    """The whole of case.toml."""

    schema_version: Literal[1]
    case: CaseInfo
    territory: Annotated[tuple[Territory, ...], Field(min_length=1)]
    census: tuple[Census, ...] = Field((), description="two or more, but in a case of lists, which needs none")
    balance: Balance | None = Field(
        None, description="required, but in a case with [five_year] or of [lists], which have none"
    )
    lists: Lists | None = Field(None, description="lists that overlap: `cenotaph mse` estimates those on none")
    dimension: tuple[Dimension, ...] = ()
    expectation: tuple[Expectation, ...] = ()
    register_gap: tuple[Gap, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    model: Annotated[
        Model | None, WrapValidator(_table_or_name, json_schema_input_type=Model | Literal["wheldon2013"] | None)
    ] = Field(
        None,
        description='[model], the priors of the Bayesian account; none: the classical one alone; "wheldon2013": '
        "the reconstruction that [five_year] states",
    )
    five_year: FiveYear | None = Field(None, description='the reconstruction in wide steps, `model = "wheldon2013"`')
