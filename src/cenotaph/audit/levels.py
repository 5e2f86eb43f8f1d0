"""Implied mortality between counts against model life tables: does one level fit the survival of all cohorts?

Model tables are the log-quadratic model of Wilmoth et al. (2012), whose coefficients lie beside this file: a level
(5q0) and a shape of adult against child mortality. For each sex the level is found at which as many survive of all
cohorts together as were counted. What departs from it smoothly with age (a parabola) is another pattern of mortality; a
cohort is out of line when it departs from that too, whatever the shape. No life table of the case is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.audit.cohorts import FIVE, LARGE, USUAL_FIVE, judged, margins, of_pair
from cenotaph.audit.counts import Material
from cenotaph.audit.finding import SHAPES_OF_MODEL, Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import Cohorts, carried, moved
from cenotaph.audit.words import of_sexes, per_cent, span
from cenotaph.demography.lifetable import life_expectancy, single_year_hazard
from cenotaph.demography.model_tables import LogQuad, logquad_life_table
from cenotaph.demography.projection import time_steps

NAME = "implied mortality"
UNDER_FIVE = np.geomspace(0.003, 0.6, 30)  # 5q0 of the levels, from the lightest mortality known to beyond the heaviest
SHAPES = (-2.0, 0.0, 2.0)  # of adult against child mortality: most tables lie between (Wilmoth et al. 2012)
LEAST_GROUPS = 6
YOUNGEST = 5  # years at the earlier count


class Level(NamedTuple):
    """A sex of a pair: life expectancy of the level that fits all its cohorts (shape nought), counted less what it and
    the parabola leave, by shape and group, groups out of line, and the life expectancy at which each cohort by itself
    survives as counted (nan where none does)."""

    e0: float
    residual: Array
    odd: Array
    implied: Array


def comparisons(material: Material) -> int:
    return len(material.neighbours) * len(SEXES) * len(FIVE)


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding a pair of neighbouring counts. z : standard deviations of chance to exceed as well."""
    if not material.neighbours:
        yield Skipped(NAME, material.name, "needs two counts between one and sixty years apart")
    for pair in material.neighbours:
        k = of_pair(material, pair, FIVE)
        fit = adults(k)
        if not pair.earlier.by_sex or not pair.later.by_sex or fit.sum() < LEAST_GROUPS:
            why = f"needs {LEAST_GROUPS} cohorts by sex in groups of five years or less"
            yield Skipped(NAME, pair.name, f"{why} whose bounds fit the years between")
            continue
        found = levels(k, z)
        odd = np.array([level.odd for level in found])
        came, left = moved(material, pair)
        size = _size(found)
        fitted = ", ".join(f"{word} {level.e0:.0f}" for word, level in zip(("women", "men"), found, strict=True))
        if not odd.any() or size[0] <= max(came, left):
            why = f"one level of the model tables fits all cohorts (life expectancy {fitted} years)"
            yield Quiet(NAME, pair.name, f"{why} within {per_cent(USUAL_FIVE)} and what digit preference moves")
        else:
            yield _finding(k, found, size, fitted, max(came, left))


def adults(k: Cohorts) -> Array:
    """(group,), cohorts judged here: what child mortality is to that of adults differs too much between countries."""
    return judged(k) & (k.bounds[:-1] >= YOUNGEST)


@lru_cache(maxsize=1)
def model_hazards() -> tuple[Array, Array]:
    """(shape, level, sex, 101), hazards of the model tables, and (level, sex), life expectancy at shape nought."""
    text = (files("cenotaph.audit") / "logquad-2012.csv").read_text(encoding="utf-8")
    rows = [line.split(",") for line in text.splitlines() if line and not line.startswith(("#", "sex"))]
    made = np.empty((len(SHAPES), UNDER_FIVE.size, len(SEXES), N_AGES))
    for s, sex in enumerate(SEXES):
        own = np.array([[float(x) if x else np.nan for x in row[1:]] for row in rows if row[0] == sex]).T
        for i, shape in enumerate(SHAPES):
            table = logquad_life_table(LogQuad(*own), UNDER_FIVE, shape, sex=sex)
            high = table.age + table.width
            for j, nmx in enumerate(table.nmx):
                made[i, j, s] = single_year_hazard(table.age, high, "mx", nmx)
    return made, life_expectancy(made[SHAPES.index(0.0)])


def levels(k: Cohorts, z: float) -> list[Level]:
    """Women and men of a pair."""
    hazards, e0 = model_hazards()
    fit, pair = adults(k), k.pair
    ages = np.arange(N_AGES)
    masks = (ages >= k.bounds[:-1, None]) & (ages < k.bounds[1:, None])
    split = pair.earlier.population[None] * masks[:, None, :]
    steps = len(time_steps(pair.earlier.time, pair.later.time))
    people = np.broadcast_to(split, (*hazards.shape[:2], *split.shape)).copy()
    alive = carried(people, [hazards[:, :, None]] * steps, pair.earlier.time, pair.later.time).sum(axis=-1)
    margin = margins(k, USUAL_FIVE, z)
    return [_level(alive[..., s], k.opening[s], k.counted[s], margin[s], fit, e0[:, s]) for s in range(len(SEXES))]


def _level(alive: Array, opening: Array, counted: Array, margin: Array, fit: Array, e0: Array) -> Level:
    """Of one sex. alive : (shape, level, group), survivors."""
    place = np.arange(UNDER_FIVE.size, dtype=float)
    residual, middle = np.zeros((len(SHAPES), fit.size)), 0.0
    for i in range(len(SHAPES)):
        whole = alive[i][:, fit].sum(axis=-1)  # falls as mortality rises
        at = float(np.interp(counted[fit].sum(), whole[::-1], place[::-1]))
        residual[i] = counted - np.array([np.interp(at, place, alive[i, :, g]) for g in range(fit.size)])
        middle = at if SHAPES[i] == 0 else middle
    rest = np.array([own - _smooth(own / np.maximum(opening, 1.0), fit) * opening for own in residual])
    same = (rest > margin).all(axis=0) | (rest < -margin).all(axis=0)
    own = SHAPES.index(0.0)
    implied = np.array([
        np.interp(counted[g], alive[own, ::-1, g], e0[::-1], left=np.nan, right=np.nan) if fit[g] else np.nan
        for g in range(fit.size)
    ])  # fmt: skip
    return Level(float(np.interp(middle, place, e0)), rest, same & fit, implied)


def _smooth(shares: Array, fit: Array) -> Array:
    """(group,), a parabola through the shares of the judged groups, least absolute departures by reweighting: what is
    out of line should not bend it."""
    places = np.arange(fit.size, dtype=float)
    weights = fit.astype(float)
    for _ in range(30):
        line = np.polynomial.Polynomial.fit(places[fit], shares[fit], 2, w=np.sqrt(weights[fit]))(places)
        weights = 1 / np.maximum(np.abs(shares - line), 1e-4)
    return line


def _size(found: list[Level]) -> tuple[float, float]:
    """Persons of the groups out of line, of the larger side, from least to most over the shapes."""
    sides = [
        sum(np.where(level.odd, np.maximum(sign * level.residual, 0.0), 0.0).sum(axis=-1) for level in found)
        for sign in (1.0, -1.0)
    ]
    larger = max(sides, key=lambda side: side.max())
    return float(larger.min()), float(larger.max())


def _groups(k: Cohorts, found: list[Level], sign: float) -> str:
    return of_sexes(
        (sex, k.label(int(g))) for sex, level in zip(SEXES, found, strict=True)
        for g in np.flatnonzero(level.odd & (sign * level.residual.sum(axis=0) > 0))
    )  # fmt: skip


def _finding(k: Cohorts, found: list[Level], size: tuple[float, float], fitted: str, stated: float) -> Finding:
    pair = k.pair
    more, fewer = _groups(k, found, 1.0), _groups(k, found, -1.0)
    said = "; ".join(
        f"{word} than such a level leaves of {groups}" for word, groups in (("more", more), ("fewer", fewer)) if groups
    )
    people = sum(float(k.opening[s, level.odd].sum()) for s, level in enumerate(found))
    return Finding(
        f"implied-mortality-{pair.earlier.id}-{pair.later.id}", NAME, pair.name,
        f"no one level of mortality fits all ages (life expectancy {fitted})",
        "No level of the model life tables fits the survival of all cohorts from "
        f"{pair.earlier.id} to {pair.later.id}. At the level that fits them together (life expectancy {fitted} years) "
        f"{pair.later.id} counts {said} in {pair.earlier.id}, and of the ages beside them: {span(*size)} persons on "
        "the larger side. Either ages or coverage differ between the two counts, or mortality struck single ages.",
        max(size[0] - stated, 0.0), size[1], SHAPES_OF_MODEL, "strong" if size[0] > LARGE * people else "moderate",
        f"A cohort counts when it is out by more than {per_cent(USUAL_FIVE)}, migration, what digit preference moves "
        "and chance, from a smooth departure of all ages too, at every shape of the model from "
        f"{SHAPES[0]:g} to {SHAPES[-1]:g}.",
        ("deaths of a crisis, which strike some ages most", "ages stated otherwise in the two counts",
         "migration of some ages", "omission of some ages in one of the counts"),
        {"life_expectancy": dict(zip(SEXES, (level.e0 for level in found), strict=True)), "more": more, "fewer": fewer},
        pair.files,
    )  # fmt: skip


def level_rows(material: Material) -> list[dict]:
    """One row a neighbouring pair, sex and five-year cohort: the life expectancy at which it survives as counted."""
    rows = []
    for pair in material.neighbours:
        k = of_pair(material, pair, FIVE)
        if not (pair.earlier.by_sex and pair.later.by_sex) or adults(k).sum() < LEAST_GROUPS:
            continue
        for sex, level in zip(SEXES, levels(k, 0.0), strict=True):
            rows += [
                {"pair": pair.name, "sex": sex, "age_from": int(k.bounds[g]), "age_to": int(k.bounds[g + 1]),
                 "implied_e0": None if np.isnan(level.implied[g]) else float(level.implied[g]), "fitted_e0": level.e0}
                for g in np.flatnonzero(adults(k))
            ]  # fmt: skip
    return rows
