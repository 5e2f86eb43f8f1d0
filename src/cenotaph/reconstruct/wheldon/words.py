"""What each estimand of the five-year reconstruction is called and how it is defined."""

from __future__ import annotations

from typing import NamedTuple

PREFIX = "five-year-"
SEX_WORDS = {"female": "women and girls", "male": "men and boys"}
PART_WORDS = {
    "fertility": "logarithms of fertility rates",
    "survival": "logits of survival proportions",
    "migration": "migration proportions",
    "population": "logarithms of counts, the baseline's and the censuses'",
    "srb": "logarithms of the sex ratio at birth",
}


class Words(NamedTuple):
    """when: "period", "day" or "" (the whole of the reconstruction)."""

    label: str
    definition: str
    unit: str
    when: str = "period"


WORDS = {
    "tfr": Words(
        "Total fertility, {period}", "Births that a woman would bear through life at the age-specific rates of the "
        "period: the sum of the rates times the years of an age group.", "births per woman",
    ),
    "births": Words("Births, {period}", "Live births of both sexes in the period, to all women there.", "persons"),
    "srb": Words("Sex ratio at birth, {period}", "Male births per female birth.", "male births per female birth"),
    "e0": Words(
        "Life expectancy at birth, {sex}, {period}", "Years lived per birth in the stationary population of the "
        "period's survival proportions.", "years",
    ),
    "deaths": Words(
        "Deaths, {sex}, {period}", "Deaths in the period, of those there at its start, born in it, or come in it.",
        "persons",
    ),
    "net_migration": Words(
        "Net migration, {sex}, {period}", "Arrivals minus departures over the whole period: proportion by age times "
        "persons of that age at its start.", "persons",
    ),
    "net_migration_a_year": Words(
        "Net migration a year, {sex}, {period}", "Arrivals minus departures over the whole period, divided by its "
        "years.", "persons a year",
    ),
    "population": Words("Population, {sex}, {day}", "Persons alive at the moment, all ages.", "persons", "day"),
    "sd": Words(
        "Standard deviation of the {part}", "Standard deviation of the departures of the {part} from their initial "
        "estimates.", "on that scale", "",
    ),
}  # fmt: skip
