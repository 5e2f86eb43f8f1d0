"""What each measure of a province is called and how it is defined."""

from __future__ import annotations

from cenotaph.reconstruct.bayes.words import WORDS, Words

# Measures that are a share: the part, and the whole that it is a share of.
SHARES = {
    "excess-share-": ("excess-deaths-rate-", "opening-population-"),
    "birth-deficit-share-": ("birth-deficit-", "expected-births-"),
}
MEASURES: dict[str, Words] = {
    name: WORDS[name]
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
        "interval", unit="per cent",
    ),
    "birth-deficit-share-": Words(
        "Birth deficit to {date}, per cent of the births without the crisis",
        "Births of the population projected without the crisis minus births, from {opening} to {date}, as a share of "
        "the former.", "interval", unit="per cent", who="children not born", status="extrapolated",
    ),
}  # fmt: skip
