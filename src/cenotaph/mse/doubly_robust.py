"""Two lists that are independent among persons of the same covariates: the doubly robust estimate.

Of a person with covariates x let q1, q2 and q12 be the probabilities, given that he is listed at all, to be on the
first list, the second, both. If the lists are independent given x, q12 / (q1 q2) is his probability to be listed, and
the whole is the sum over the listed of its inverse. The sum is corrected by how far the lists are from what the q say,
so that an error of the q counts only by its square (Das, Kennedy and Jewell 2023, Journal of the American Statistical
Association 118). The q are fitted on other persons than those they are used for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from cenotaph.arrays import Array

FOLDS = 5
RIDGE = 1e-3  # of a person's worth of likelihood: keeps a separable fit finite
LEAST = 0.005  # probability below which q12 is not taken: one person would stand for two hundred
_STEPS = 60


@dataclass(frozen=True)
class DoublyRobust:
    """whole : the estimate; error : its standard error, sampling of the listed included; documented : listed on either;
    cut : persons whose q12 was below what is taken; reason : why there is no estimate."""

    documented: int
    whole: float = np.nan
    error: float = np.nan
    cut: int = 0
    reason: str = ""


def doubly_robust(on: Array, covariates: Array, seed: int = 1, folds: int = FOLDS) -> DoublyRobust:
    """The whole from two lists.

    Parameters
    ----------
    on : (person, 2) of 0 and 1, everyone on one list at least. covariates : (person, covariate), numbers; categories as
    columns of 0 and 1. folds : parts, each served by the fit of the others; 1 fits and uses all.
    """
    kind = on[:, 0] + 2 * on[:, 1] - 1  # 0 the first only, 1 the second only, 2 both
    n = len(on)
    if (np.bincount(kind, minlength=3) < max(folds, 2)).any():
        return DoublyRobust(n, reason="hardly anybody stands on one of the lists alone, or on both")
    x = _design(covariates)
    part = np.random.default_rng(seed).permutation(n) % folds
    share = np.empty((n, 3))
    for fold in range(folds):
        test = part == fold
        train = ~test if folds > 1 else test
        share[test] = softmax(
            np.column_stack([np.zeros(test.sum()), x[test] @ _multinomial(x[train], kind[train])]), axis=1
        )
    q1, q2, q12 = share[:, 0] + share[:, 2], share[:, 1] + share[:, 2], share[:, 2]
    cut = int((q12 < LEAST).sum())
    q12 = np.maximum(q12, LEAST)
    inverse = q1 * q2 / q12 * (on[:, 0] / q1 + on[:, 1] / q2 - on[:, 0] * on[:, 1] / q12)
    mean = float(inverse.mean())
    if mean <= 1:
        return DoublyRobust(n, cut=cut, reason="the lists share more than independence given the covariates allows")
    # The spread of the listed, and that of how many of the whole are listed.
    return DoublyRobust(n, n * mean, float(np.sqrt(n * inverse.var() + n * mean * (mean - 1))), cut)


def _design(covariates: Array) -> Array:
    """Constant, covariates in units of their spread, and squares of those that take more than two values."""
    columns = [np.ones(len(covariates))]
    for column in np.asarray(covariates, dtype=float).T:
        spread = column.std()
        if spread == 0:
            continue
        scaled = (column - column.mean()) / spread
        columns.append(scaled)
        if np.unique(column).size > 2:
            columns.append(scaled**2)
    return np.column_stack(columns)


def _multinomial(x: Array, kind: Array) -> Array:
    """(column, 2), log odds of kinds 1 and 2 against 0, most likely under a slight ridge, by Newton steps."""
    n, p = x.shape
    hit = np.stack([kind == 1, kind == 2], axis=1).astype(float)
    beta = np.zeros((p, 2))
    for _ in range(_STEPS):
        share = softmax(np.column_stack([np.zeros(n), x @ beta]), axis=1)[:, 1:]
        gradient = x.T @ (hit - share) - RIDGE * beta
        curve = np.empty((2, p, 2, p))
        for a in range(2):
            for b in range(2):
                weight = share[:, a] * ((a == b) - share[:, b])
                curve[a, :, b, :] = (x * weight[:, None]).T @ x
        curve = curve.reshape(2 * p, 2 * p) + RIDGE * np.eye(2 * p)
        step = np.linalg.solve(curve, gradient.T.reshape(-1)).reshape(2, p).T
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    return beta
