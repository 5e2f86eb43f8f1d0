"""What the classical account estimates: every estimand with its definition, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cenotaph.estimate import Estimand, EstimateStatus
from cenotaph.evidence.case import Case


@dataclass(frozen=True)
class Kind:
    """A quantity of the account; {opening} and {closing} in the texts become the census dates."""

    name: str
    label: str
    definition: str
    status: EstimateStatus
    who: str = "both sexes, all ages"
    comparable: str = ""
    at_moment: bool = False


KINDS = (
    Kind(
        "excess-deaths-rate",
        "Excess deaths, rate-based",
        "Deaths between {opening} and {closing} minus the deaths that normal death rates give on the "
        "population as it was.",
        "estimated",
        comparable="excess_deaths",
    ),
    Kind(
        "excess-deaths-rate-female",
        "Excess deaths of women and girls, rate-based",
        "The rate-based excess deaths, female part.",
        "estimated",
        who="female, all ages",
    ),
    Kind(
        "excess-deaths-rate-male",
        "Excess deaths of men and boys, rate-based",
        "The rate-based excess deaths, male part.",
        "estimated",
        who="male, all ages",
    ),
    Kind(
        "excess-deaths-rate-born-since",
        "Excess deaths of children born since the opening census, rate-based",
        "The part of the rate-based excess deaths that fell on those born after {opening}.",
        "estimated",
        who="born after the opening census",
    ),
    Kind(
        "excess-deaths-projection",
        "Excess deaths, projection-based",
        "Deaths between {opening} and {closing} minus the deaths of the population projected without the "
        "crisis. Lower than the rate-based figure where unborn children would have died too.",
        "extrapolated",
    ),
    Kind(
        "birth-deficit",
        "Birth deficit",
        "Births of the population projected without the crisis minus actual births, {opening} to {closing}.",
        "extrapolated",
        who="children not born",
        comparable="birth_deficit",
    ),
    Kind(
        "net-migration-loss",
        "Net emigration",
        "Persons who left the territory minus those who came, {opening} to {closing}, as the scenario states.",
        "estimated",
        comparable="net_migration",
    ),
    Kind(
        "total-deficit",
        "Total deficit",
        "Population projected without the crisis minus the population taken as true at {closing}: "
        "projection-based excess deaths, birth deficit and net emigration together.",
        "extrapolated",
        comparable="total_deficit",
    ),
    Kind(
        "cohort-deficit",
        "Missing among those alive at the opening census",
        "Survivors at {closing} that normal mortality gives of those alive on {opening}, minus the survivors "
        "taken as true and those who emigrated. Persons who died in the crisis and would have died by then "
        "anyway are not in it.",
        "estimated",
        who="alive at the opening census",
        comparable="cohort_deficit",
    ),
    Kind(
        "child-deficit",
        "Missing children born since the opening census",
        "Children at {closing} of the population projected without the crisis, minus those taken as true "
        "and those who emigrated: the unborn and the dead together.",
        "extrapolated",
        who="born after the opening census",
        comparable="child_deficit",
    ),
    Kind(
        "births",
        "Births",
        "Births between {opening} and {closing} that give the children taken as true at the end.",
        "estimated",
        who="births",
    ),
    Kind(
        "deaths",
        "Deaths",
        "All deaths between {opening} and {closing}: opening population plus births minus net emigration "
        "minus closing population.",
        "estimated",
    ),
    Kind(
        "expected-population",
        "Population without the crisis",
        "The opening population carried to {closing} at normal mortality and fertility, without migration.",
        "extrapolated",
        at_moment=True,
    ),
    Kind(
        "true-population",
        "Population taken as true",
        "The population at {closing} under the scenario's answer to which census is true.",
        "estimated",
        comparable="true_population",
        at_moment=True,
    ),
    Kind(
        "census-error",
        "Net census error",
        "The census of {closing} minus the population at its date if another census is true: more than "
        "zero, the census counts too many.",
        "estimated",
        at_moment=True,
    ),
)

LOSSES = ("excess-deaths-rate", "excess-deaths-projection", "birth-deficit", "total-deficit")
NEED_COUNTERFACTUAL = frozenset(
    {"excess-deaths-projection", "birth-deficit", "total-deficit", "cohort-deficit", "child-deficit"}
    | {"expected-population"}
)


def written(day: str) -> str:
    """6 January 1937, from an ISO date."""
    moment = date.fromisoformat(day)
    return f"{moment.day} {moment:%B} {moment.year}"


def place(case: Case) -> str:
    """The territory of the case with the date of its borders."""
    territory = case.territory(case.spec.case.territory)
    return f"{territory.name} ({territory.borders})"


def estimand(case: Case, kind: Kind, closing: str) -> Estimand:
    """The estimand of a kind for one closing census."""
    start, end = case.census(case.spec.balance.opening).date, case.census(closing).date
    words = {"opening": written(start), "closing": written(end)}
    return Estimand(
        id=f"{kind.name}-{closing}",
        label=kind.label,
        definition=kind.definition.format(**words),
        unit="persons",
        who=kind.who,
        territory=place(case),
        period=end if kind.at_moment else f"{start}/{end}",
        comparable=kind.comparable,
    )
