"""What each measure of a province is called and how it is defined."""

from __future__ import annotations

from typing import NamedTuple

from cenotaph.estimate import EstimateStatus
from cenotaph.reconstruct.bayes.words import WORDS


class Words(NamedTuple):
    """share_of : the measure that the share is of, for those that are shares of two measures (`part` over it)."""

    label: str
    definition: str
    when: str
    unit: str = "persons"
    who: str = "both sexes, all ages"
    status: EstimateStatus = "estimated"
    part: str = ""
    share_of: str = ""


def _of_one(prefix: str) -> Words:
    """The words of the single-region account."""
    own = WORDS[prefix]
    return Words(own.label, own.definition, own.when, own.unit, own.who, own.status)


MEASURES: dict[str, Words] = {
    name: _of_one(name)
    for name in (
        "excess-window-", "excess-deaths-rate-", "excess-deaths-projection-", "birth-deficit-", "births-", "deaths-",
        "net-error-percent-", "true-population-",
    )
}  # fmt: skip
MEASURES |= {
    "opening-population-": Words(
        "Population at {date}", "Persons living in the territory at the opening census, counted or not.", "census"
    ),
    "expected-births-": Words(
        "Births without the crisis, to {date}",
        "Births from {opening} to {date} of the opening population carried on without the crisis.", "interval",
        who="births", status="extrapolated",
    ),
    "excess-share-": Words(
        "Excess deaths, rate-based, to {date}, per cent of the population",
        "Excess deaths, rate-based, from {opening} to {date}, as a share of the persons living at the opening census.",
        "interval", unit="per cent", part="excess-deaths-rate-", share_of="opening-population-",
    ),
    "birth-deficit-share-": Words(
        "Birth deficit to {date}, per cent of the births without the crisis",
        "Births of the population projected without the crisis minus births, from {opening} to {date}, as a share of "
        "the former.", "interval", unit="per cent", who="children not born", status="extrapolated",
        part="birth-deficit-", share_of="expected-births-",
    ),
}  # fmt: skip
