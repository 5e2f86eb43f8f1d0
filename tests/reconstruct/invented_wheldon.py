"""Invented populations in few wide groups, for the five-year reconstruction: quick to fit, every branch used."""

from __future__ import annotations

import numpy as np

from cenotaph.reconstruct.wheldon.inputs import Count, Inputs, checked_inputs
from cenotaph.reconstruct.wheldon.priors import Priors

WIDTH, GROUPS, PERIODS, START = 15.0, 6, 3, 1900.0
ALPHA = {"fertility": 8.0, "survival": 8.0, "migration": 8.0, "population": 8.0, "srb": 8.0}
BETA = {"fertility": 0.06, "survival": 0.06, "migration": 0.01, "population": 0.01, "srb": 0.002}


def invented(sexes=1, priors=None, counts=None, **changed) -> Inputs:
    """Three periods of fifteen years, six groups, two censuses."""
    one = np.array([0.85, 0.95, 0.93, 0.85, 0.6, 0.35, 0.1])
    survival = np.stack([np.stack([one * (1 - 0.02 * s) + 0.005 * t for s in range(sexes)]) for t in range(PERIODS)])
    asfr = np.zeros((PERIODS, GROUPS))
    asfr[:, 1:3] = [[0.14, 0.09], [0.13, 0.085], [0.12, 0.08]]
    baseline = 1000.0 * np.array([[400, 300, 200, 130, 60, 20]] * sexes) * np.array([[1.0], [1.03]])[:sexes]
    migration = np.full((PERIODS, sexes, GROUPS), -0.01)
    counts = {1930.0: 1.5 * baseline, 1945.0: 1.8 * baseline} if counts is None else counts
    if isinstance(counts, dict) and sexes == 1:
        counts = {date: np.reshape(persons, (1, -1)) for date, persons in counts.items()}
    arguments = {
        "start": START, "width": WIDTH, "asfr": asfr, "survival": survival, "migration": migration,
        "baseline": baseline, "counts": counts, "srb": 1.05,
        "priors": Priors(ALPHA, BETA) if priors is None else priors,
    } | changed  # fmt: skip
    return checked_inputs(**arguments)


def coarse(given: Inputs, persons) -> tuple[Count, ...]:
    """Two censuses: one between two steps with both sexes together in wider groups, one as the model has it."""
    sexes = len(given.sexes)
    cells = np.zeros((3, sexes, GROUPS))
    cells[0, :, :2], cells[1, :, 2:4], cells[2, :, 4:] = 1, 1, 1
    return Count(1937.0, np.asarray(persons), cells), Count(1945.0, 1.8 * given.baseline.ravel())
