"""Hyperparameters: how far the initial estimates may be wrong, said as a person would say it.

Every departure from an initial estimate is normal with a variance that is itself inverse gamma (alpha, beta), so that
before the data a departure over sqrt(beta / alpha) is Student t with 2 alpha degrees of freedom.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput

PARTS = ("fertility", "survival", "migration", "population", "srb")
WITHIN = {"fertility": 0.1, "survival": 0.1, "migration": 0.2, "population": 0.1, "srb": 0.1}
SURE = 0.9
ALPHA = 0.5
MOST_SURVIVAL = float(np.log(2.0))


class Priors(NamedTuple):
    """alpha, beta : {part: number} of the inverse gamma variances; parts are those of PARTS, srb for two sexes only."""

    alpha: dict[str, float]
    beta: dict[str, float]


def elicited(
    survival: Array,
    within: dict[str, float] | None = None,
    sure: float = SURE,
    alpha: float = ALPHA,
) -> Priors:
    """Inverse gamma hyperparameters from "sure that the truth lies within so many per cent of the initial estimate".

    beta = alpha (d / t)^2, where t is the quantile (1 + sure) / 2 of Student t with 2 alpha degrees of freedom and d
    the departure on the scale of the parameter: -log(1 - share) for fertility, counts and the sex ratio at birth, the
    share itself (a proportion of the population in the step) for migration. For survival the share is of the
    probability of dying, at the age where that is highest, and d the logit departure that makes it; it is kept between
    log(1 + share) and log 2.

    Parameters
    ----------
    survival : any shape, initial survival proportions. within : {part: share}, 0 to 1, where they differ from 10 per
        cent (migration 20). sure : probability, 0 to 1. alpha : shape of the inverse gamma.

    Raises
    ------
    BadInput for a part that is none, or a share or probability outside 0 to 1.

    Notes
    -----
    alpha 0.5 makes the departures Cauchy before the data: the tails are heavy on purpose.

    Source
    ------
    Wheldon et al. (2013), section 3; defaults and the rule for survival as make.hyper.params of popReconstruct
    1.0-6.9000.

    Examples
    --------
    >>> elicited(np.array([0.8, 0.95])).beta["fertility"].__round__(7)
    0.0001392
    """
    shares = WITHIN | (within or {})
    unknown = sorted(set(shares) - set(PARTS))
    if unknown:
        raise BadInput(f"there is no prior of {unknown[0]!r}.", remedy=f"Parts are {', '.join(PARTS)}.")
    for name, value in (*shares.items(), ("sure", sure)):
        if not 0 < value < 1:
            raise BadInput(f"{name} is {value!r}; it is a share, above 0 and below 1.", remedy="Write 0.1 for 10 %.")
    if not alpha > 0:
        raise BadInput(f"alpha is {alpha!r}; it is above 0.")
    from scipy.stats import t as student

    quantile = float(student.ppf((1 + sure) / 2, 2 * alpha))
    departure = {name: -float(np.log1p(-share)) for name, share in shares.items()}
    departure["migration"] = shares["migration"]
    departure["survival"] = survival_departure(float(1 - np.min(survival)), shares["survival"])
    beta = {name: alpha * (d / quantile) ** 2 for name, d in departure.items()}
    return Priors(dict.fromkeys(PARTS, float(alpha)), beta)


def survival_departure(dying: float, share: float) -> float:
    """Departure of a logit that moves the probability `dying` by `share` of itself: down to a half, up above.

    Kept between log(1 + share) and log 2, as popReconstruct does. Source: make.hyper.params of popReconstruct.

    Examples
    --------
    >>> round(survival_departure(0.2, 0.1), 4)
    0.1301
    """
    logit = np.log(dying) - np.log1p(-dying)
    end = dying * (1 - share) if dying <= 0.5 else dying * (1 + share)
    found = np.inf if end >= 1 else abs(np.log(end) - np.log1p(-end) - logit)
    return float(np.clip(found, np.log1p(share), MOST_SURVIVAL))
