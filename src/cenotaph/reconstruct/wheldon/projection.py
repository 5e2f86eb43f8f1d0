"""The population carried from the baseline to the last step, and what the censuses should have counted."""

from __future__ import annotations

from typing import Any, NamedTuple

from cenotaph.arrays import namespace
from cenotaph.demography.cohort_component import advance_groups
from cenotaph.reconstruct.wheldon.vector import Data, Rates, Shape, rates


class Projected(NamedTuple):
    """population : (..., step + 1, sex, age), persons. births : (..., step, sex). deaths : (..., step, sex, age + 1),
    of those born in the step, then by group at its start. migrants : (..., step, sex, age), net, of the whole step."""

    population: Any
    births: Any
    deaths: Any
    migrants: Any


def projected(given: Rates, width: float) -> Projected:
    """Population by step, sex and age with its births, deaths and migrants, at the given rates.

    Net migrants are the proportion times the persons at the start of the step, once a step, half of them there from its
    start and half added at its end; women of both ends bear; both sexes are born to women.

    given : `Rates`, shapes as there. width : years. Returns `Projected`. Checks nothing and may be traced: proportions
    below -2 give fewer persons than none.

    Source: Wheldon et al. (2013), section 2.1, and (2015), section 3.1, after Preston, Heuveline and Guillot (2001),
    ch. 6. A plain loop in tests/reconstruct/plain_wheldon.py agrees to 1e-12.

    Examples
    --------
    >>> import numpy as np
    >>> given = Rates(np.array([[0.0, 0.02, 0.0]]), np.array([[[0.9, 0.95, 0.9, 0.5]]]), np.zeros((1, 1, 3)),
    ...               np.array([[100.0, 80.0, 60.0]]), np.array([1.05]))
    >>> projected(given, 15.0).population[-1].round(2)
    array([[ 11.52,  95.  , 102.  ]])
    """
    xp = namespace(given.baseline)
    now, people, births, deaths, migrants = given.baseline, [given.baseline], [], [], []
    for t in range(given.asfr.shape[-2]):
        moving = given.migration[..., t, :, :] * now
        now, born, dead = advance_groups(
            xp, now, given.survival[..., t, :, :], given.asfr[..., t, :], given.srb[..., t], moving, width, "half"
        )
        for kept, found in ((people, now), (births, born), (deaths, dead), (migrants, moving)):
            kept.append(found)
    return Projected(
        xp.stack(people, axis=-3), xp.stack(births, axis=-2), xp.stack(deaths, axis=-3), xp.stack(migrants, axis=-3)
    )


def log_counts(vector: Any, data: Data, shape: Shape) -> Any:
    """(cell,), log of the persons in every cell of every census, from the latent vector (dimension,).

    Between two steps each age grows at a constant rate, as in popReconstruct.
    """
    xp = namespace(vector)
    people = projected(rates(vector, data, shape), shape.width).population
    at_census = data.between @ xp.log(people).reshape(people.shape[0], -1)
    if shape.whole:
        return at_census.reshape(-1)
    return xp.log(data.cells @ xp.exp(at_census.reshape(-1)))
