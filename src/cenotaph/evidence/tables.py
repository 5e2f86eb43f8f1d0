"""The kinds of evidence table: one model a row, one documented schema for all cases.

A file `evidence/<kind>.csv` or `evidence/<kind>-<anything>.csv` holds rows of that kind. Every row
names its source, the place in the source (locator) and its status. Ages are exact and half-open:
`age_from` <= age < `age_to`; an empty `age_to` is the open interval. Dates and periods are EDTF.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from cenotaph.evidence.dates import check_day, check_edtf

Status = Literal["registered", "enumerated", "adjusted", "suppressed", "disputed", "recalled"]
Reading = Literal["transcribed", "page", "collated", "checked", "recalled", "derived"]
Sex = Literal["female", "male", "both"]

STATUS_MEANING = {
    "registered": "entered in a register or an account book when it happened",
    "enumerated": "counted in a census",
    "adjusted": "a recorded figure corrected by an author who says how",
    "suppressed": "recorded, then withheld by the authority that recorded it",
    "disputed": "recorded, and contested by another record or by the literature",
    "recalled": "quoted from memory in the literature and not yet collated; never in a headline",
}
READING_MEANING = {
    "transcribed": "read in a machine-readable transcription and re-summed",
    "page": "read on a page or in a document excerpt",
    "collated": "read in two independent places",
    "checked": "quoted from memory, and passes an arithmetic test against figures that were read",
    "recalled": "quoted from memory, no check possible",
    "derived": "computed from other figures; the note gives the arithmetic",
}


def _blank_to_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _plain_number(value: object) -> object:
    """Refuse what int() and float() would take but no table prints (1_000, nan, inf, '١٢')."""
    if isinstance(value, str):
        text = value.strip()
        if not text.isascii() or "_" in text or text.lower().lstrip("+-") in {"nan", "inf", "infinity"}:
            raise ValueError(f"{text!r} is not a plain number")
        return text
    return value


def _id_list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    return value


Count = Annotated[int, BeforeValidator(_plain_number), Field(ge=0, le=10**11)]
Number = Annotated[float, BeforeValidator(_plain_number), Field(allow_inf_nan=False)]
Age = Annotated[int, BeforeValidator(_plain_number), Field(ge=0, le=130)]
AgeOrNone = Annotated[Age | None, BeforeValidator(_blank_to_none)]
NumberOrNone = Annotated[Number | None, BeforeValidator(_blank_to_none)]
Text = Annotated[str, Field(min_length=1)]
Day = Annotated[str, AfterValidator(check_day)]
Edtf = Annotated[str, AfterValidator(check_edtf)]
SourceIds = Annotated[tuple[str, ...], BeforeValidator(_id_list), Field(min_length=1)]


class Row(BaseModel):
    """What every row carries."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str] = ""
    key: ClassVar[tuple[str, ...]] = ()

    id: str = Field("", description="Optional name, unique in the case, by which texts point at this row.")
    source: SourceIds = Field(description="One or more ids from sources.toml, separated by ';'.")
    locator: Text = Field(description="Page, table or archival file inside the source.")
    status: Status = Field(description="; ".join(f"{k}: {v}" for k, v in STATUS_MEANING.items()))
    reading: Reading = Field("transcribed", description="; ".join(f"{k}: {v}" for k, v in READING_MEANING.items()))
    note: str = Field("", description="Anything a reader of the row must know.")


class Population(Row):
    """Persons counted at a moment: cells by sex and age, totals, groups counted apart."""

    kind: ClassVar[str] = "population"
    key: ClassVar[tuple[str, ...]] = ("census", "territory", "entry", "group", "sex", "age_from", "age_to")

    census: Text = Field(description="Id of the census or enumeration, as in case.toml.")
    date: Day = Field(description="The census moment, a full date.")
    territory: Text = Field(description="Id of a territory in case.toml (a name with its borders' date).")
    entry: Literal["cell", "single_age", "unknown_age", "total", "contingent"] = Field(
        description="cell: persons of an age; single_age: one year of age inside a wider cell, for heaping and "
        "cohorts, never added to it; unknown_age: age not stated; total: a printed total; contingent: a group "
        "counted apart (army, prisoners)."
    )
    group: str = Field("", description="Name of the contingent, or of the total (table, final).")
    sex: Sex
    age_from: AgeOrNone = None
    age_to: AgeOrNone = None
    persons: Count


class Adjustment(Row):
    """A published correction of a census: persons to add (or take off), by sex and age."""

    kind: ClassVar[str] = "adjustments"
    key: ClassVar[tuple[str, ...]] = ("adjustment", "census", "sex", "age_from", "age_to")

    adjustment: Text
    census: Text
    sex: Sex
    age_from: Age
    age_to: AgeOrNone = None
    persons: Annotated[int, BeforeValidator(_plain_number), Field(ge=-(10**11), le=10**11)]


class Vital(Row):
    """Vital events over a period: counts, crude rates, or sums over years."""

    kind: ClassVar[str] = "vital"
    key: ClassVar[tuple[str, ...]] = (
        "series", "event", "measure", "period", "territory", "sex", "age_from", "age_to",
    )  # fmt: skip

    series: str = Field("", description="Whose figures: empty for the register itself, else the correction.")
    event: Literal["births", "deaths", "natural_increase"]
    measure: Literal["count", "per_1000"] = Field(description="persons, or events per 1,000 a year")
    period: Edtf
    territory: Text
    sex: Sex = "both"
    age_from: AgeOrNone = None
    age_to: AgeOrNone = None
    value: Number
    rounding: NumberOrNone = Field(None, description="Half the last printed unit, in the row's unit.")


class LifeTable(Row):
    """One column of a life table: probabilities, central rates or survivors by age."""

    kind: ClassVar[str] = "life_tables"
    key: ClassVar[tuple[str, ...]] = ("life_table", "sex", "measure", "age_from")

    life_table: Text
    period: Edtf
    territory: Text
    sex: Literal["female", "male"]
    measure: Literal["qx", "mx", "lx"]
    age_from: Age
    age_to: AgeOrNone = None
    value: Annotated[Number, Field(ge=0)]


class Fertility(Row):
    """Births per 1,000 women a year, by age of the mother."""

    kind: ClassVar[str] = "fertility"
    key: ClassVar[tuple[str, ...]] = ("schedule", "age_from")

    schedule: Text
    period: Edtf
    territory: Text
    age_from: Age
    age_to: Age
    births_per_1000_women: Annotated[Number, Field(ge=0, le=1000)]


class Migration(Row):
    """Persons who crossed the borders of a territory in a period."""

    kind: ClassVar[str] = "migration"
    key: ClassVar[tuple[str, ...]] = ("flow", "period", "territory", "direction")

    flow: Text = Field(description="Name of the flow.")
    period: Edtf
    territory: Text
    direction: Literal["in", "out", "net"] = Field(description="net: arrivals minus departures")
    persons: Number
    rounding: NumberOrNone = None


class Survival(Row):
    """The proportion that lives from one age group into the next over a period, for a five-year case."""

    kind: ClassVar[str] = "survival"
    key: ClassVar[tuple[str, ...]] = ("survival", "sex", "age_reached")

    survival: Text = Field(description="Name of the table; one period a table.")
    period: Edtf
    territory: Text
    sex: Literal["female", "male"]
    age_reached: Age = Field(
        description="Lower age of the group they are in at the end of the period: 0 for those born in it, 5 for those "
        "of 0 to 5 at its start, ...; one step above the open group: what the open group keeps of its own."
    )
    proportion: Number = Field(description="Above 0 and below 1.")


class NetMigration(Row):
    """Net migrants of a period as a proportion of the persons of that age at its start, for a five-year case."""

    kind: ClassVar[str] = "net_migration"
    key: ClassVar[tuple[str, ...]] = ("net_migration", "sex", "age_from", "age_to")

    net_migration: Text = Field(description="Name of the table; one period a table.")
    period: Edtf
    territory: Text
    sex: Literal["female", "male"]
    age_from: Age
    age_to: AgeOrNone = None
    proportion: Number = Field(description="Arrivals minus departures of the whole period over persons; below 0: loss.")


class Ledger(Row):
    """An entry in the books of an institution: a stock at a date or a flow over a period."""

    kind: ClassVar[str] = "ledgers"
    key: ClassVar[tuple[str, ...]] = ("institution", "measure", "when", "source")

    institution: Text
    measure: Text = Field(description="stock, arrivals, departures, died, released, escaped, recaptured, ...")
    when: Edtf
    persons: Count


class Quota(Row):
    """A limit set by an order, its increase, a request, or its fulfilment."""

    kind: ClassVar[str] = "quotas"
    key: ClassVar[tuple[str, ...]] = ("order", "date", "territory_name", "category", "stage")

    order: Text
    date: Edtf
    territory_name: Text
    category: Text
    stage: Literal["limit", "raised_limit", "request", "fulfilled"]
    persons: Count


class Event(Row):
    """A dated fact."""

    kind: ClassVar[str] = "events"
    key: ClassVar[tuple[str, ...]] = ("date", "event")

    date: Edtf
    event: Text
    category: Text


class Testimony(Row):
    """What a witness attests, and what the witness does not."""

    kind: ClassVar[str] = "testimony"
    key: ClassVar[tuple[str, ...]] = ("witness", "observed", "place")

    witness: Text
    role: Text
    observed: Edtf
    recorded: Edtf
    place: Text
    attests: Text
    does_not_attest: Text


DEFINITIONS = {
    "excess_deaths": "deaths above a stated normal mortality",
    "cohort_deficit": "missing survivors among those alive at the opening census",
    "child_deficit": "missing children born since the opening census (unborn and dead together)",
    "famine_deaths": "deaths ascribed to famine and its diseases",
    "repression_deaths": "executions and deaths in custody",
    "violent_deaths": "persons killed in a conflict, listed by name or not",
    "birth_deficit": "births that did not happen",
    "total_deficit": "expected minus actual population, all components together",
    "net_migration": "arrivals minus departures",
    "expected_population": "population that was expected or announced",
    "true_population": "population at a census date after correction",
    "register_gap": "registered increase minus counted increase",
}


class History(Row):
    """How many persons stand on exactly these lists of the case, and on no other of them."""

    kind: ClassVar[str] = "histories"
    key: ClassVar[tuple[str, ...]] = ("territory", "period", "stratum", "lists")

    territory: Text
    period: Edtf
    lists: Annotated[tuple[str, ...], BeforeValidator(_id_list), Field(min_length=1)] = Field(
        description="Ids of lists of case.toml, separated by ';'."
    )
    stratum: str = Field("", description="Part of the whole (a region, a month, a sex); empty where there is one.")
    persons: Count


class Literature(Row):
    """What an author has estimated. Shown beside our figures, never an input."""

    kind: ClassVar[str] = "literature"
    key: ClassVar[tuple[str, ...]] = ("author", "year", "territory", "period", "definition", "note")

    author: Text
    year: Annotated[int, BeforeValidator(_plain_number), Field(ge=1500, le=2100)]
    territory: Text
    period: Edtf
    definition: Literal[
        "excess_deaths", "cohort_deficit", "child_deficit", "famine_deaths", "repression_deaths",
        "violent_deaths",
        "birth_deficit", "total_deficit", "net_migration", "expected_population", "true_population",
        "register_gap",
    ]  # fmt: skip
    low: NumberOrNone = Field(None, description="persons")
    central: NumberOrNone = Field(None, description="persons")
    high: NumberOrNone = Field(None, description="persons")


KINDS: dict[str, type[Row]] = {
    model.kind: model
    for model in (
        Population,
        Adjustment,
        Vital,
        LifeTable,
        Fertility,
        Migration,
        Survival,
        NetMigration,
        Ledger,
        Quota,
        Event,
        Testimony,
        History,
        Literature,
    )
}
