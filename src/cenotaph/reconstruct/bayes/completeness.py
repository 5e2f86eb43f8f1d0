"""Completeness of a register in years of which it left no figure: its line, and the year's own departure from it."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle


def with_departures(draws: dict[str, Array], data: Bundle, seed: int) -> dict[str, Array]:
    """The draws with a departure of its own, from its prior, added to the completeness of every such year.

    `quantities` gives the line there. A sum over years bears a little on single departures; that is left out, so these
    intervals are a little too wide where a sum is all there is.
    """
    rng = np.random.default_rng([seed, 7001])
    found = dict(draws)
    for event, own in zip(EVENTS, data.registers, strict=True):
        line = np.array(draws[f"completeness_{event}"])
        without = np.asarray(own.years).sum(axis=0) == 0
        departure = np.asarray(own.year_sd)[without] * rng.standard_normal(line[..., without].shape)
        odds = line[..., without] / (1 - line[..., without]) * np.exp(departure)
        line[..., without] = odds / (1 + odds)
        found[f"completeness_{event}"] = line
    return found
