"""The posterior of latent classes, with the whole, the classes of persons and the concentration integrated out.

A person belongs to class k with probability pi_k, stands on list j with probability lambda_kj, the lists independent
given the class (Manrique-Vallier 2016, Biometrics 72). The pi are broken off a stick, the k-th piece a share v_k ~
Beta(1, alpha) of what is left, alpha ~ Gamma(a, rate b); the lambda are uniform; the whole N is as probable as 1/N.

Given pi and lambda only the shares of the seen cells speak: with prior 1/N the sum over N of the multinomial is that of
the documented alone. With w_k = -log(1 - v_k) the integral over alpha is (b + sum w) ^ -(a + K - 1). What is left to be
sampled is smooth: logits of lambda and logs of w. Chains stand last, so that one instruction serves several.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from scipy.special import expit, logsumexp

from cenotaph import engine  # noqa: F401  before the first array of JAX
from cenotaph.arrays import Array, namespace
from cenotaph.mse.overlap import Overlap, membership

CLASSES = 10
SHAPE = RATE = 0.25  # of the prior of alpha, as in Manrique-Vallier 2016


class Table(NamedTuple):
    """What a density is of. member : (cell, list), of all cells but that of nobody; counts : (cell,)."""

    member: Any
    counts: Any


def table_of(overlap: Overlap) -> Table:
    return Table(jnp.asarray(membership(overlap.k)[1:]), jnp.asarray(overlap.counts[1:].astype(float)))


def dimension(lists: int, classes: int) -> int:
    return classes * lists + classes - 1


def split(position: Any, lists: int, classes: int) -> tuple[Any, Any]:
    """(class, list, chain) logits of lambda and (class - 1, chain) logs of w, of (dimension, chain)."""
    cut = classes * lists
    return position[:cut].reshape(classes, lists, -1), position[cut:]


def log_pi(w: Any) -> Any:
    """(class, chain), from w (class - 1, chain), an array of JAX or NumPy."""
    xp = namespace(w)
    none = xp.zeros((1, w.shape[1]))
    before = xp.concatenate([none, xp.cumsum(w, axis=0)])
    return xp.concatenate([xp.log(-xp.expm1(-w)), none]) - before


def density(position: Any, table: Table, classes: int) -> tuple[Any, Any]:
    """(chain,) log density, up to a constant, and (dimension, chain) its gradient, written out: half the work of
    differentiating by machine."""
    logits, t = split(position, table.member.shape[1], classes)
    w = jnp.exp(t)
    small = jnp.exp(-jnp.abs(logits))
    softplus = jnp.maximum(logits, 0) + jnp.log1p(small)
    lam = jnp.where(logits > 0, 1, small) / (1 + small)
    base = log_pi(w) - softplus.sum(axis=1)
    each = base[:, None] + jnp.einsum("kjc,sj->ksc", logits, table.member)
    top = each.max(axis=0)
    mass = jnp.exp(each - top)
    in_cell = mass.sum(axis=0)
    log_p = jnp.log(in_cell) + top
    highest = log_p.max(axis=0)
    share = jnp.exp(log_p - highest)
    seen = share.sum(axis=0)
    n = table.counts.sum()
    total, power = RATE + w.sum(axis=0), SHAPE + classes - 1
    value = table.counts @ log_p - n * (jnp.log(seen) + highest)
    value += (logits - 2 * softplus).sum(axis=(0, 1)) + t.sum(axis=0) - power * jnp.log(total)
    pull = mass / in_cell * (table.counts[:, None] - n * share / seen)
    of_class = pull.sum(axis=1)
    d_logits = jnp.einsum("ksc,sj->kjc", pull, table.member) - of_class[:, None] * lam + 1 - 2 * lam
    after = jnp.cumsum(of_class[::-1], axis=0)[::-1][1:]
    d_t = 1 + w * (of_class[:-1] / jnp.expm1(w) - after - power / total)
    return value, jnp.concatenate([d_logits.reshape(-1, position.shape[1]), d_t])


@partial(jax.jit, static_argnames="classes")
def trajectory(
    position: Any, momentum: Any, epsilon: Any, steps: int, keep: float, table: Table, classes: int
) -> tuple[Any, Any, Any, Any]:
    """Leapfrog steps of all chains: log density before; position, momentum and log density after. keep : the share of
    momentum kept from step to step, 1 where energy is kept; less runs uphill and comes to rest."""
    before, gradient = density(position, table, classes)

    def one(_: Any, state: tuple) -> tuple:
        q, p, _, g = state
        p = keep * p + 0.5 * epsilon * g
        q = q + epsilon * p
        value, g = density(q, table, classes)
        return q, p + 0.5 * epsilon * g, value, g

    end = jax.lax.fori_loop(0, steps, one, (position, momentum, before, gradient))
    return before, end[0], end[1], end[2]


def off_all_lists(position: Array, lists: int, classes: int) -> Array:
    """(chain,), the odds to be on no list: p0 / (1 - p0)."""
    logits, t = split(position, lists, classes)
    base = _quiet_log_pi(t) - np.logaddexp(0.0, logits).sum(axis=1)
    on = [logsumexp(base + np.tensordot(m, logits, axes=(0, 1)), axis=0) for m in membership(lists)[1:]]
    return np.exp(logsumexp(base, axis=0) - logsumexp(on, axis=0))


def classes_of(position: Array, lists: int, classes: int) -> tuple[Array, Array]:
    """pi (class, chain) and lambda (class, list, chain)."""
    logits, t = split(position, lists, classes)
    return np.exp(_quiet_log_pi(t)), expit(logits)


def _quiet_log_pi(t: Array) -> Array:
    with np.errstate(divide="ignore"):  # a class that has underflowed holds nobody
        return log_pi(np.exp(t))
