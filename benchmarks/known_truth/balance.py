"""First baseline: the balance of people with migration nought, and its usual error.

Deaths are the opening count plus births less the closing count; births that are not seen are the children counted at
the closing, carried back at the rates before. Excess deaths are those less the deaths that the rates before give on a
population drawn straight between the counts. The birth deficit compares births with births per woman of the years
outside the crisis where these are known, of the children under five at the opening where they are not.

Its interval is the point plus or minus its usual error: how far the same method misses the truth on the other episodes
of the folder, root mean square per person-year, with the Student t of as many degrees of freedom. With fewer than three
others the error is what the case itself allows for migration and both counts.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm, t

from cenotaph.arrays import Array
from cenotaph.demography.projection import step_hazard
from known_truth.folder import Seen
from known_truth.priors import NET_ERROR, NET_ERROR_AFTER, NET_MIGRATION
from known_truth.rule import QUANTITIES, normal_years, schedule

CHILDREN, FEWEST, LEVEL = 5, 3, 0.9


def surviving(hazard: Array, ages: int) -> Array:
    """(sex, ages), share of a calendar year's births alive on the 1 January at which they are 0, 1, ... years old."""
    step = step_hazard(hazard)
    met = np.concatenate([step.newborn[:, None], step.passing[:, : ages - 1]], axis=1)
    return np.exp(-np.cumsum(met, axis=1))


def births_before(seen: Seen) -> float:
    """Births a year before the opening: its children under five, carried back at the rates before."""
    return float((seen.before.single[:, :CHILDREN] / surviving(seen.hazard, CHILDREN)).sum() / CHILDREN)


def tfr_before(seen: Seen) -> float:
    """Births per woman that these children mean for the women counted with them."""
    return births_before(seen) / float(schedule() @ seen.before.single[0])


def births_back(seen: Seen) -> dict[int, float]:
    """{calendar year or part of one: births} from the children of the closing count."""
    cohorts = int(np.ceil(seen.length - 1 / 365))
    born = (seen.after.single[:, :cohorts] / surviving(seen.hazard, cohorts)).sum(axis=0)
    found = {}
    for year, begin, end in seen.pieces():
        late, early = seen.after.time - begin, seen.after.time - end  # ages at the closing of those born then
        inside = [max(0.0, min(late, age + 1) - max(early, age)) for age in range(cohorts)]
        found[year] = float(np.dot(inside, born))
    return found


def points(seen: Seen, births_seen: bool, crisis: tuple[int, ...] | None) -> dict[str, float]:
    """{quantity: persons}. crisis : the years named, or None where they are unknown."""
    parts = {year: (end - begin, (begin + end) / 2) for year, begin, end in seen.pieces()}
    births = births_back(seen)
    if births_seen:
        births = {year: share * sum(seen.births[year]) for year, (share, _) in parts.items()}
    first, last = seen.before.single, seen.after.single
    passed = {y: (middle - seen.before.time) / seen.length for y, (_, middle) in parts.items()}
    between = {y: first + (last - first) * part for y, part in passed.items()}
    deaths = float(first.sum() - last.sum()) + sum(births.values())
    normal = sum(share * float((seen.hazard * between[y]).sum()) for y, (share, _) in parts.items())
    women = {y: share * float(schedule() @ between[y][0]) for y, (share, _) in parts.items()}
    quiet = normal_years(seen, crisis) if crisis is not None else ()
    held = np.exp(np.mean([np.log(births[y] / women[y]) for y in quiet])) if quiet else tfr_before(seen)
    return {"deaths": deaths, "excess": deaths - normal, "deficit": sum(held * women[y] - births[y] for y in parts)}


def usual_error(own: Seen, others: list[tuple[Seen, float]]) -> float:
    """Half the width of the interval. others : episodes and by how much the method missed there, persons."""
    if len(others) < FEWEST:
        people = own.person_years / own.length
        sd = people * np.sqrt((NET_MIGRATION * own.length) ** 2 + NET_ERROR**2 + NET_ERROR_AFTER**2)
        return float(norm.ppf((1 + LEVEL) / 2) * sd)
    rates = np.array([missed / seen.person_years for seen, missed in others])
    return float(t.ppf((1 + LEVEL) / 2, rates.size) * np.sqrt(np.mean(rates**2)) * own.person_years)


def intervals(
    asked: list[tuple[Seen, dict[str, float | None], dict[str, float]]],
) -> list[dict[str, dict[str, float]]]:
    """For each episode {quantity: median, low, high}. asked : (episode, truth, points) of one variant."""
    found = []
    for n, (seen, _, point) in enumerate(asked):
        own = {}
        for name in QUANTITIES:
            others = [
                (other, value[name] - true[name])
                for m, (other, true, value) in enumerate(asked)
                if m != n and true[name] is not None
            ]
            half = usual_error(seen, others)
            own[name] = {"median": point[name], "low": point[name] - half, "high": point[name] + half}
        found.append(own)
    return found
