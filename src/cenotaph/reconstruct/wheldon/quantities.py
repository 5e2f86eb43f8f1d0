"""What is read off the draws, by period and sex: fertility, life expectancy, migrants, births, deaths, populations."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.priors import PARTS
from cenotaph.reconstruct.wheldon.projection import projected
from cenotaph.reconstruct.wheldon.vector import Data, Rates, Shape, rates

Draws = dict[str, Array]


def life_expectancy(survival: Array, width: float) -> Array:
    """Life expectancy at birth from survival proportions: years lived in the stationary population of one birth.

    e0 = n (s0 + s0 s1 + ... + s0 ... s(K-1) / (1 - sK)): each L is n times the proportions up to it, and the open group
    keeps sK of its members a step.

    survival : (..., age + 1), above 0 and below 1: L(0) / (n l0), L(x + n) / L(x), last of the open group. width : n.
    Returns (...), years. Misleads where the open group begins early: its share of deaths is then taken as constant.

    Source: Preston, Heuveline and Guillot (2001), section 3.6; as in popReconstruct.

    Examples
    --------
    >>> round(float(life_expectancy(np.array([0.9, 0.9, 0.8, 0.5]), 15.0)), 3)
    45.09
    """
    lived = np.cumprod(survival[..., :-1], axis=-1)
    return width * (lived[..., :-1].sum(axis=-1) + lived[..., -1] / (1 - survival[..., -1]))


def of_vectors(vector: Array, log_variance: Array, data: Data, shape: Shape) -> Draws:
    """{name: (..., what it is by)} of latent vectors (..., dimension) and log variances (..., part), in NumPy.

    tfr, srb, births (..., period); e0, deaths, net_migration (..., period, sex); population_total (..., step, sex);
    asfr, survival, migration, population: by age too; sd (..., part). Net migrants are of the whole period.
    """
    plain = Data(*(np.asarray(x) for x in data))
    found: Rates = rates(vector, plain, shape)
    path = projected(found, shape.width)
    return {
        "tfr": shape.width * found.asfr.sum(axis=-1),
        "e0": life_expectancy(found.survival, shape.width),
        "srb": np.broadcast_to(found.srb, (*vector.shape[:-1], shape.periods)),
        "births": path.births.sum(axis=-1) * (1 + found.srb if shape.sexes == 1 else 1),
        "deaths": path.deaths.sum(axis=-1),
        "net_migration": path.migrants.sum(axis=-1),
        "population_total": path.population.sum(axis=-1),
        "sd": np.exp(log_variance / 2),
        "asfr": found.asfr,
        "survival": found.survival,
        "migration": found.migration,
        "population": path.population,
    }


def listed(draws: Draws, given: Inputs) -> Draws:
    """{name-sex-year: (...)} of everything that is checked and told: all but the figures by age."""
    found: Draws = {}
    for t, start in enumerate(given.period_starts):
        for name in ("tfr", "births"):
            found[f"{name}|{start:g}"] = draws[name][..., t]
        if len(given.sexes) == 2:
            found[f"srb|{start:g}"] = draws["srb"][..., t]
        for s, sex in enumerate(given.sexes):
            for name in ("e0", "deaths", "net_migration"):
                found[f"{name}|{sex}|{start:g}"] = draws[name][..., t, s]
    for t in range(given.periods + 1):
        for s, sex in enumerate(given.sexes):
            found[f"population|{sex}|{given.start + t * given.width:g}"] = draws["population_total"][..., t, s]
    for n in range(draws["sd"].shape[-1]):
        found[f"sd|{PARTS[n]}"] = draws["sd"][..., n]
    return found
