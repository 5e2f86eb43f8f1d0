"""The quantities whose convergence decides whether intervals may be shown: every headline estimand."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.evidence.dates import interval
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes.bundle import EVENTS, Shape
from cenotaph.reconstruct.bayes.quantities import BROAD_AGES

BY_YEAR = ("births", "deaths", "excess")


def headlines(draws: dict[str, Array], shape: Shape, windows: dict[str, range] | None = None) -> dict[str, Array]:
    """{name: (..., draw)} from the arrays of `quantities`; names are those of the estimands without prefix.

    windows : {id: calendar years}, whose excess deaths are summed.
    """
    windows = windows or {}
    years = range(shape.first, shape.first + shape.years)
    found: dict[str, Array] = {}
    for i, year in enumerate(years):
        for name in BY_YEAR:
            found[f"{name}-in-{year}"] = draws[name][..., i, :].sum(axis=-1)
        found[f"tfr-in-{year}"] = draws["tfr"][..., i]
        for event in EVENTS:
            found[f"completeness-{event}-in-{year}"] = draws[f"completeness_{event}"][..., i]
        for s, sex in enumerate(SEXES):
            found[f"e0-{sex}-in-{year}"] = draws["e0"][..., i, s]
        found[f"infant-mortality-in-{year}"] = draws["infant_mortality"][..., i]
    for i in range(shape.years + 1):
        found[f"population-on-{shape.first + i}"] = draws["population"][..., i]
    for i, flow in enumerate(np.moveaxis(draws["flows"], -1, 0) if "flows" in draws else ()):
        found[f"flow-{i}"] = flow
    for name, of in windows.items():
        inside = [i for i, year in enumerate(years) if year in of]
        found[f"excess-window-{name}"] = draws["excess"][..., inside, :].sum(axis=(-1, -2))
    return found | _censuses(draws, shape) | _intervals(draws, shape)


def windows_of(model: Model) -> dict[str, range]:
    """{id: calendar years} of the named windows and spans."""
    return {w.id: range(*(int(t) for t in interval(w.years))) for w in (*model.window, *model.span)}


def _censuses(draws: dict[str, Array], shape: Shape) -> dict[str, Array]:
    """Net errors; opening first. The contrast is that of each closing census with the first one, per cent."""
    found = {}
    for i, census in enumerate((shape.opening, *shape.names)):
        found[f"net-error-{census}"] = draws["net_error"][..., i]
        found[f"net-error-percent-{census}"] = 100 * np.expm1(draws["net_error_log"][..., i])
    for i, census in enumerate(shape.names):
        added = draws["additions"][..., i]
        if np.any(added != 0):
            found[f"additions-{census}"] = added
            found[f"omissions-{census}"] = added - draws["net_error"][..., i + 1]
    for i, census in enumerate(shape.names[1:], start=2):
        found[f"net-error-contrast-{shape.names[0]}-{census}"] = draws["net_error"][..., i] - draws["net_error"][..., 1]
    return found


def _intervals(draws: dict[str, Array], shape: Shape) -> dict[str, Array]:
    found = {}
    for i, census in enumerate(shape.names):
        whole = shape.closings[i][0]
        deaths, births, expected = (draws[n][..., i] for n in ("deaths_to", "births_to", "expected_to"))
        true = draws["true_to"][..., i]
        migration = draws["expected_migration_to"][..., i] - draws["migration_to"][..., i]
        rate = draws["excess_to"][..., i, :]
        found |= {
            f"excess-deaths-rate-{census}": rate.sum(axis=-1),
            f"excess-deaths-projection-{census}": deaths - draws["expected_deaths_to"][..., i],
            f"birth-deficit-{census}": draws["expected_births_to"][..., i] - births,
            f"birth-shortfall-{census}": draws["births_held_to"][..., i] - births,
            f"crisis-emigration-{census}": migration,
            f"net-migration-loss-{census}": -draws["migration_to"][..., i],
            f"total-deficit-{census}": expected - true,
            f"births-{census}": births,
            f"deaths-{census}": deaths,
            f"expected-population-{census}": expected,
            f"true-population-{census}": true,
        }
        for s, sex in enumerate(SEXES):
            found[f"excess-deaths-rate-{sex}-{census}"] = rate[..., s]
        ages = draws["excess_ages"][..., :whole, :].sum(axis=-2)
        for g, low in enumerate(BROAD_AGES):
            found[f"excess-deaths-rate-age-{low}-{census}"] = ages[..., g]
    return found
