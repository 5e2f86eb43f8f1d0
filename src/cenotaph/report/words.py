"""Words for ids and codes: dates and periods, families of estimates, sexes, definitions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cenotaph.errors import CenotaphError
from cenotaph.evidence import dates
from cenotaph.evidence.tables import DEFINITIONS

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Family:
    """Estimates that ask the same question at each closing census; their id is `{prefix}-{census}`."""

    prefix: str
    label: str


LOSSES = (
    Family("excess-deaths-rate", "Excess deaths, rate-based"),
    Family("excess-deaths-projection", "Excess deaths, projection-based"),
    Family("birth-deficit", "Births that did not happen"),
    Family("net-migration-loss", "Net emigration"),
    Family("total-deficit", "Total deficit of persons"),
)
PARTS = (
    Family("excess-deaths-rate-male", "Excess deaths, rate-based, of men and boys"),
    Family("excess-deaths-rate-female", "Excess deaths, rate-based, of women and girls"),
    Family("excess-deaths-rate-born-since", "Excess deaths, rate-based, of those born since the opening census"),
    Family("cohort-deficit", "Missing survivors of those alive at the opening census"),
    Family("child-deficit", "Missing children, unborn and dead together"),
)
FLOWS = (
    Family("deaths", "Deaths"),
    Family("births", "Births"),
    Family("expected-population", "Population expected without the crisis"),
    Family("true-population", "Population at the census, as the account has it"),
    Family("counted-population", "Population counted"),
)
ERRORS = (Family("census-error", "Net error of the count"),)
SEXES = {"female": "women and girls", "male": "men and boys", "both": "both sexes"}
KIND_WORDS = {
    "population": "Populations", "adjustments": "Corrections of censuses", "vital": "Births and deaths",
    "life_tables": "Life tables", "fertility": "Fertility", "migration": "Migration",
    "survival": "Survival proportions", "net_migration": "Net migration by age", "ledgers": "Ledgers",
    "quotas": "Quotas", "events": "Events", "testimony": "Testimony", "literature": "Literature",
}  # fmt: skip


def definition(name: str) -> str:
    """A literature definition in words; the name itself when it is not known."""
    return DEFINITIONS.get(name, name.replace("_", " "))


def day_text(day: date) -> str:
    """17 December 1926."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _one(text: str) -> str:
    """A single EDTF date; marks of doubt (~ ? %) are said in words."""
    doubt = "about " if text[-1:] in "~%" else ""
    doubt += "perhaps " if text[-1:] in "?%" else ""
    bare = text.rstrip("~?%")
    parts = bare.split("-")
    if not all(p.isdigit() for p in parts) or len(parts) > 3:
        return text
    if len(parts) == 3:
        return doubt + day_text(date.fromisoformat(bare))
    if len(parts) == 2 and 1 <= int(parts[1]) <= 12:
        return f"{doubt}{MONTHS[int(parts[1]) - 1]} {int(parts[0])}"
    return doubt + bare if len(parts) == 1 else text


def period_text(edtf: str) -> str:
    """An EDTF date or interval as a person writes it: 1932–1933, 17 December 1926 to 17 January 1939."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _one(edtf)
    if first.isdigit() and last.isdigit():
        return f"{first}–{last}"
    return f"{_one(first) or 'an unknown date'} to {_one(last) or 'an unknown date'}"


def years_of(edtf: str) -> tuple[float, float]:
    """Half-open decimal years that an EDTF text covers; CenotaphError when it is no date."""
    try:
        return dates.interval(edtf)
    except ValueError as problem:
        raise CenotaphError(str(problem), remedy="Mend the date in the evidence.") from None


def same_period(one: str, other: str, slack: float = 1.1) -> bool:
    """Whether two periods begin and end within about a year of each other."""
    a, b = years_of(one), years_of(other)
    return abs(a[0] - b[0]) <= slack and abs(a[1] - b[1]) <= slack


def heading(name: str) -> str:
    """A column name as words, first letter raised."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
