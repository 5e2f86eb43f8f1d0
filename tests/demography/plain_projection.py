"""The cohort-component projection by loops over single cells, from the textbook's words: the oracle of the fast one."""

from __future__ import annotations


def project(population, survivorship, asfr, width, srb, migration=None, timing=None):
    """One population: lists [sex][group], [step][sex][group + 1], [step][group], [step]; migrants [step][sex][group].

    Returns populations [step + 1][sex][group], births [step][sex], deaths [step][sex] (all ages together).
    """
    people, all_births, all_deaths = [population], [], []
    for t in range(len(survivorship)):
        now, ended, fallen = people[-1], [], []
        for sex in range(len(now)):
            moving = migration[t][sex] if migration else [0.0] * len(now[sex])
            after, dead, exposed = one_sex(now[sex], survivorship[t][sex], moving, timing)
            ended.append(after)
            fallen.append(dead)
            if sex == 0:
                women = exposed
        total = 0.0
        for group in range(1, len(women)):
            total += asfr[t][group] * width * women[group]
        born = [total / (1 + srb[t]), total * srb[t] / (1 + srb[t])][: len(now)]
        for sex in range(len(now)):
            alive = born[sex] * survivorship[t][sex][0]
            ended[sex][0] += alive
            fallen[sex] += born[sex] - alive
            if migration and timing in ("end", "half"):
                share = 1.0 if timing == "end" else 0.5
                for group in range(len(now[sex])):
                    ended[sex][group] += share * migration[t][sex][group]
        people.append(ended)
        all_births.append(born)
        all_deaths.append(fallen)
    return people, all_births, all_deaths


def one_sex(now, ratios, moving, timing):
    """Survivors at the end without the newborn and late arrivals, deaths, and mean women of each group."""
    top = len(now) - 1
    start = [n + m / 2 if timing == "half" else n for n, m in zip(now, moving, strict=True)]
    after, dead = [0.0] * len(now), 0.0
    for group, number in enumerate(start):
        after[min(group + 1, top)] += number * ratios[group + 1]
        dead += number * (1 - ratios[group + 1])
    if timing == "spread":
        for group, number in enumerate(moving):
            passes = number / 2 * ratios[group + 1] ** (2 / 3)
            cohort = top + 1 if group == top else group
            stays = number / 2 * ratios[cohort] ** (1 / 3)
            after[min(group + 1, top)] += passes
            after[group] += stays
            dead += number - passes - stays
    return after, dead, [(a + b) / 2 for a, b in zip(start, after, strict=True)]
