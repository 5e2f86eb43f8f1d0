"""What each estimand of the Bayesian account is called and how it is defined."""

from __future__ import annotations

from typing import NamedTuple

from cenotaph.arrays import OPEN_AGE
from cenotaph.estimate import EstimateStatus

PREFIX = "bayes-"
AGES = {0: "under 5", 5: "5 to 14", 15: "15 to 59", 60: f"60 to {OPEN_AGE} and over"}
SEX_WORDS = {"female": "women and girls", "male": "men and boys"}


class Words(NamedTuple):
    """when: how the rest of the name is read: a calendar year, a census, an interval to a census, ..."""

    label: str
    definition: str
    when: str
    unit: str = "persons"
    who: str = "both sexes, all ages"
    status: EstimateStatus = "estimated"
    comparable: str = ""
    headline: bool = True

    @property
    def stands_alone(self) -> bool:
        """Whether it is one of the main figures: those by year are read as a table."""
        return self.headline and self.when not in ("year", "day")


_RATE = "Deaths minus the deaths that baseline death rates give on the population as it was"
_TO = "from {opening} to {date}"
_COMPLETE = "Registered over all {event} of the year; in years without a figure, as the model expects it."

WORDS: dict[str, Words] = {
    "births-in-": Words("Births in {rest}", "Live births of the calendar year, registered or not.", "year"),
    "deaths-in-": Words("Deaths in {rest}", "Deaths of the calendar year, registered or not.", "year"),
    "excess-in-": Words("Excess deaths in {rest}", f"{_RATE}, in the calendar year.", "year"),
    "tfr-in-": Words(
        "Total fertility in {rest}", "Births per woman at the rates of the year, age pattern as in the case.", "year",
        unit="births per woman", who="women",
    ),
    "e0-female-in-": Words(
        "Life expectancy at birth, women, {rest}", "At the death rates of the year, crisis included.", "year",
        unit="years", who="female",
    ),
    "e0-male-in-": Words(
        "Life expectancy at birth, men, {rest}", "At the death rates of the year, crisis included.", "year",
        unit="years", who="male",
    ),
    "infant-mortality-in-": Words(
        "Infant mortality in {rest}", "Deaths under one year per 1,000 births at the rates of the year.", "year",
        unit="per 1,000 births", who="under 1",
    ),
    "completeness-births-in-": Words(
        "Completeness of registered births, {rest}", _COMPLETE.format(event="births"), "year", unit="share",
    ),
    "completeness-deaths-in-": Words(
        "Completeness of registered deaths, {rest}", _COMPLETE.format(event="deaths"), "year", unit="share",
    ),
    "population-on-": Words("Population on 1 January {rest}", "Persons in the territory.", "day"),
    "excess-window-": Words(
        "Excess deaths, {label}", f"{_RATE}, in these calendar years.", "window", comparable="excess_deaths",
    ),
    "flow-": Words("{label}", "Arrivals minus departures over the period.", "flow", headline=False),
    "net-error-": Words(
        "Net error of the census of {date}", "Persons counted minus persons living in the territory.", "census",
    ),
    "additions-": Words(
        "Persons added to the census of {date}, ages {ages}, if additions fell on these ages alone",
        "Persons counted at ages {ages} above the share that the population gives to them, under the stated pattern: "
        "additions at these ages only, omissions at all ages alike. Below nought: more omitted there than elsewhere.",
        "census", who="ages {ages}", headline=False,
    ),
    "omissions-": Words(
        "Persons omitted from the census of {date}, if additions fell on ages {ages} alone",
        "Persons added under the stated pattern, minus the net error: both together are the net error in every draw.",
        "census", headline=False,
    ),
    "net-error-percent-": Words(
        "Net error of the census of {date}, per cent", "The net error as a share of the persons living.", "census",
        unit="per cent",
    ),
    "net-error-contrast-": Words(
        "Net error of the census of {date}, less that of {first}",
        "Persons counted too many at the later census, minus those at the earlier.", "pair",
    ),
    "excess-deaths-rate-": Words(
        "Excess deaths, rate-based, to {date}", f"{_RATE}, {_TO}.", "interval", comparable="excess_deaths",
    ),
    "excess-deaths-projection-": Words(
        "Excess deaths, projection-based, to {date}",
        f"Deaths {_TO} minus the deaths of the population projected without the crisis.", "interval",
        status="extrapolated",
    ),
    "birth-deficit-": Words(
        "Birth deficit to {date}", f"Births of the population projected without the crisis minus births, {_TO}.",
        "interval", who="children not born", status="extrapolated", comparable="birth_deficit",
    ),
    "birth-shortfall-": Words(
        "Birth deficit on the women as they were, to {date}",
        "Births that the women of the population as it was would have borne at the fertility of the counterfactual, "
        f"minus births, {_TO}; women whom the crisis killed are not put back.", "interval",
        who="children not born", headline=False,
    ),
    "crisis-emigration-": Words(
        "Net emigration due to the crisis, to {date}",
        f"Net emigration {_TO} beyond that of the population projected without the crisis.", "interval",
    ),
    "net-migration-loss-": Words(
        "Net emigration to {date}", f"Departures minus arrivals, {_TO}.", "interval",
    ),
    "total-deficit-": Words(
        "Total deficit at {date}",
        "Population projected without the crisis minus population: projection-based excess deaths, birth deficit "
        "and crisis emigration together.", "interval", status="extrapolated", comparable="total_deficit",
    ),
    "births-": Words("Births to {date}", f"Live births {_TO}.", "interval"),
    "deaths-": Words("Deaths to {date}", f"Deaths {_TO}.", "interval"),
    "expected-population-": Words(
        "Population without the crisis at {date}",
        "The opening population carried on at baseline death rates and the fertility of the counterfactual.",
        "interval", status="extrapolated",
    ),
    "true-population-": Words(
        "Population at {date}", "Persons living in the territory at the census date.", "interval",
        comparable="true_population",
    ),
}  # fmt: skip

for _sex, _of in SEX_WORDS.items():
    WORDS[f"excess-deaths-rate-{_sex}-"] = WORDS["excess-deaths-rate-"]._replace(
        label=f"Excess deaths of {_of}, rate-based, to {{date}}", who=f"{_sex}, all ages", comparable=""
    )
for _low, _of in AGES.items():
    WORDS[f"excess-deaths-rate-age-{_low}-"] = WORDS["excess-deaths-rate-"]._replace(
        label=f"Excess deaths at ages {_of}, whole years to {{date}}", who=f"both sexes, {_of}", comparable=""
    )
