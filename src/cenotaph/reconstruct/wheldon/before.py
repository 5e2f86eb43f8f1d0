"""The same quantities before the data: how wide an interval is because of the counts, and how wide by prior alone."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.quantities import Draws, listed, of_vectors
from cenotaph.reconstruct.wheldon.vector import gather

LARGEST_LOG_VARIANCE = 4.0  # a Cauchy draw beyond it is off every scale already, and would only overflow


def prior_vectors(given: Inputs, count: int, seed: int) -> tuple[Array, Array]:
    """Latent vectors (draw, dimension) and log variances (draw, part) from the prior alone.

    given : from `checked_inputs`. count, seed : numbers.
    Log variances above 4 are cut off. Source: Wheldon et al. (2013).

    Examples
    --------
    >>> from cenotaph.reconstruct.wheldon import checked_inputs
    >>> given = checked_inputs(start=1960, asfr=[[0, 0.02, 0]], survival=[[0.9, 0.95, 0.9, 0.5]],
    ...                        baseline=[100, 80, 60], counts={1975: [90, 95, 70]}, width=15)
    >>> prior_vectors(given, 10, 1)[0].shape
    (10, 11)
    """
    data, shape = gather(given)
    rng = np.random.default_rng(seed)
    log_variance = np.log(data.beta) - np.log(rng.gamma(data.alpha, size=(count, len(data.alpha))))
    log_variance = np.minimum(log_variance, LARGEST_LOG_VARIANCE)
    sd = np.repeat(np.exp(log_variance / 2), shape.sizes, axis=1)
    return data.mean + sd * rng.standard_normal((count, shape.dimension)), log_variance


def prior_draws(given: Inputs, count: int = 2000, seed: int = 1) -> Draws:
    """{name: (draw,)} of everything `quantities.listed` names, before the data. Heavy-tailed: read quantiles only."""
    data, shape = gather(given)
    vector, log_variance = prior_vectors(given, count, seed)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return listed(of_vectors(vector, log_variance, data, shape), given)
