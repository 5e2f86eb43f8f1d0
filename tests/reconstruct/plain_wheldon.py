"""Plain twins of the five-year reconstruction: loops over ages and years, densities by SciPy, cell by cell."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats


def population(asfr, survival, migration, baseline, srb, width):
    """[step][sex][age], with births [step][sex] and deaths [step][sex], by the female-dominant projection of
    Wheldon et al. (2013): survival rows from birth, into each group, of the open group; half of the migrants first."""
    sexes, groups = len(baseline), len(baseline[0])
    people, births, deaths = [[list(map(float, b)) for b in baseline]], [], []
    for t in range(len(asfr)):
        now = people[-1]
        half = [[migration[t][s][a] * now[s][a] / 2 for a in range(groups)] for s in range(sexes)]
        there = [[now[s][a] + half[s][a] for a in range(groups)] for s in range(sexes)]
        born = 0.0
        for a in range(groups):
            last = a == groups - 1
            later = asfr[t][a] * survival[t][0][groups] if last else asfr[t][a + 1] * survival[t][0][a + 1]
            born += width / 2 * there[0][a] * (asfr[t][a] + later)
        shares = [born / (1 + srb[t]), born * srb[t] / (1 + srb[t])][:sexes]
        after, dead = [], []
        for s in range(sexes):
            row = [shares[s] * survival[t][s][0]]
            row += [there[s][a] * survival[t][s][a + 1] for a in range(groups - 1)]
            row[-1] += there[s][groups - 1] * survival[t][s][groups]
            dead.append(shares[s] + sum(there[s]) - sum(row))
            after.append([row[a] + half[s][a] for a in range(groups)])
        people.append(after)
        births.append(shares)
        deaths.append(dead)
    return people, births, deaths


def log_posterior(asfr, survival, migration, baseline, srb, variances, given):
    """Log density of log rates, logits, proportions, log counts and log variances, cell by cell, up to a constant.

    variances : {part: number}. given : Inputs whose counts have the model's own groups and fall on its steps.
    """
    total = 0.0

    def normal(value, mean, part):
        return stats.norm.logpdf(value, mean, math.sqrt(variances[part]))

    for index in np.ndindex(*given.asfr.shape):
        if given.asfr[index] > 0:
            total += normal(math.log(asfr[index]), math.log(given.asfr[index]), "fertility")
    for index in np.ndindex(*given.survival.shape):
        value, mean = survival[index], given.survival[index]
        total += normal(math.log(value / (1 - value)), math.log(mean / (1 - mean)), "survival")
    for index in np.ndindex(*given.migration.shape):
        total += normal(migration[index], given.migration[index], "migration")
    for index in np.ndindex(*given.baseline.shape):
        total += normal(math.log(baseline[index]), math.log(given.baseline[index]), "population")
    if len(given.sexes) == 2:
        for t in range(given.periods):
            total += normal(math.log(srb[t]), math.log(given.srb[t]), "srb")
    people, _, _ = population(asfr, survival, migration, baseline, srb, given.width)
    for count in given.counts:
        step = round((count.date - given.start) / given.width)
        for value, true in zip(count.persons, np.ravel(people[step]), strict=True):
            total += normal(math.log(value), math.log(true), "population")
    for part, variance in variances.items():
        density = stats.invgamma.logpdf(variance, given.priors.alpha[part], scale=given.priors.beta[part])
        total += density + math.log(variance)  # of the log variance
    return total


def life_expectancy(survival, width):
    """Years lived by one birth, followed group by group until hardly anybody is left."""
    alive, years = 1.0, 0.0
    for into in range(len(survival) - 1):
        alive *= survival[into]
        years += width * alive
    while alive > 1e-18:
        alive *= survival[-1]
        years += width * alive
    return years
