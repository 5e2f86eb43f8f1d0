"""Coordinates of the latent vector in which the counts are nearly linear; the vector itself is a bend of them.

Births of a period are a sum over ages: in logarithms they are linear in the rates only while their shares stay as they
are. So the log rates of a period are moved together by what the sum is off, c:

    log f = t - c,   c = log sum(share exp(t - m)) - sum(share (t - m)),

and log births are then linear in t. c does not change when all t move together, so that the determinant is 1. Logits of
survival are bent one by one, so that, bent in full (b = 1), log survival is linear in t to the second order:

    logit s = m + d + b s(m) d^2 / (2 sqrt(1 + d^2)),   d = t - m,

which rises everywhere. Priors are stated of the vector: the bend changes no result, only how fast it is reached.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from cenotaph import engine
from cenotaph.arrays import Array
from cenotaph.reconstruct.wheldon.vector import FERTILITY, POPULATION, SURVIVAL, Data, Shape

import jax.numpy as jnp  # isort: skip  (after engine, which sets it up)

_ = engine


def bent(straight: Any, data: Data, shape: Shape) -> tuple[Any, Any]:
    """The latent vector (dimension,) at coordinates (dimension,), and the log of the determinant of its slopes."""
    away = straight - data.mean
    births, living = shape.span(FERTILITY), shape.span(SURVIVAL)
    rates = away[births].reshape(shape.forms[FERTILITY])
    off = jnp.log(jnp.sum(data.shares * jnp.exp(rates), axis=1)) - jnp.sum(data.shares * rates, axis=1)
    less = (off[:, None] * data.bears).reshape(-1)
    d = away[living]
    root = jnp.sqrt(1 + d**2)
    pull = data.bend / (1 + jnp.exp(-data.mean[living])) / 2
    vector = straight.at[births].add(-less).at[living].add(pull * d**2 / root)
    return vector, jnp.sum(jnp.log1p(pull * d * (d**2 + 2) / root**3))


def strength(slopes: Array, variance: Array, data: Data, shape: Shape) -> float:
    """b, 0 to 1: how far to bend survival, that the two errors it trades make the least sum of squares.

    Left straight, log counts are off by the curvature of log survival, which counts in units of the censuses' errors;
    bent, the normal prior of the logits is off by a cubic. slopes : (cell, dimension), of log counts at the straight
    vector. variance : (part,).
    """
    logits = data.mean[shape.span(SURVIVAL)]
    survival = 1 / (1 + np.exp(-logits))
    curvature = np.sum((slopes[:, shape.span(SURVIVAL)] * survival) ** 2)
    straight = curvature * variance[SURVIVAL] ** 2 / (2 * variance[POPULATION])
    in_full = np.sum(survival**2) * variance[SURVIVAL] * 7 / 4  # of (z^3 - 2 z) / 2: the prior and the determinant
    return float(straight / (straight + in_full))
