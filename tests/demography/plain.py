"""A slow, plain twin of the projection: one loop a person-group, hazards by numeric quadrature."""

from __future__ import annotations

import math

SEPARATION = (0.70, 0.55)
POINTS = 4000


def share_of_hazard(age: int, reached: float) -> float:
    """Share of the hazard of a year of age met by exact age `age + reached`."""
    exponent = 1 / SEPARATION[age] - 1 if age < 2 else 1.0
    return reached**exponent


def mean_hazard(hazards: list[float], age: int, low: float, high: float, length: float) -> float:
    """Mean hazard met in `length` years by persons spread evenly over exact ages age+low ... age+high."""
    total = 0.0
    last = len(hazards) - 1
    for i in range(POINTS):
        u = low + (high - low) * (i + 0.5) / POINTS
        end = u + length
        if end <= 1:
            total += hazards[age] * (share_of_hazard(age, end) - share_of_hazard(age, u))
        else:
            nxt = min(age + 1, last)
            total += hazards[age] * (1 - share_of_hazard(age, u))
            # In the open age the next year of age is the open age itself.
            total += hazards[nxt] * share_of_hazard(age + 1, end - 1)
    return total / POINTS


def newborn_hazard(hazards: list[float], length: float) -> float:
    total = 0.0
    for i in range(POINTS):
        total += hazards[0] * share_of_hazard(0, length * (i + 0.5) / POINTS)
    return total / POINTS


def advance(
    population: list[float], births: float, hazards: list[float], length: float
) -> tuple[list[float], list[float], float]:
    """One sex, one step: population at the end, deaths by age at the start, deaths of newborns."""
    last = len(population) - 1
    after = [0.0] * len(population)
    deaths = [0.0] * len(population)
    for age, persons in enumerate(population):
        stay = persons * (1 - length)
        if stay:
            survive = math.exp(-mean_hazard(hazards, age, 0.0, 1 - length, length))
            after[age] += stay * survive
            deaths[age] += stay * (1 - survive)
        go = persons * length
        survive = math.exp(-mean_hazard(hazards, age, 1 - length, 1.0, length))
        after[min(age + 1, last)] += go * survive
        deaths[age] += go * (1 - survive)
    survive = math.exp(-newborn_hazard(hazards, length))
    after[0] += births * survive
    return after, deaths, births * (1 - survive)
