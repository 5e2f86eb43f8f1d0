"""Draws of what the provinces share, given the numbers of each: mean and spread of every pooled number by itself."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.provinces.density import Common, Stated, about_mean, of_common

REPEATS = 8
WIDE = (
    2.4  # proposals in conditional standard deviations, about the best for one dimension (Roberts and Rosenthal 2001)
)


def given_values(common: Common, values: Any, here: Any, priors: Stated) -> Any:
    """(number,), log density of mean and log spread given provinces' numbers (province, number) where `here`."""
    return jnp.sum(jnp.where(here, about_mean(values, common, priors), 0.0), axis=0) + of_common(common, priors)


def draw_common(key: Any, common: Common, values: Any, here: Any, priors: Stated) -> Common:
    """Metropolis steps for mean and log spread in turn, all numbers at once: they do not depend on each other here.

    The scale of a step is that of the conditional density of a normal, so that nothing is to be tuned: the spread over
    the root of the provinces for the mean, one over the root of twice their number for the log of the spread.
    """
    count = jnp.maximum(jnp.sum(here, axis=0), 1)

    def tried(key: Any, now: Common, then: Common) -> Common:
        gain = given_values(then, values, here, priors) - given_values(now, values, here, priors)
        taken = jnp.log(jax.random.uniform(key, gain.shape)) < gain
        return Common(*(jnp.where(taken, a, b) for a, b in zip(then, now, strict=True)))

    def repeat(now: Common, key: Any) -> tuple[Common, None]:
        keys = jax.random.split(key, 4)
        by = WIDE * jnp.exp(now.log_spread) / jnp.sqrt(count)
        now = tried(keys[0], now, now._replace(mean=now.mean + by * jax.random.normal(keys[1], by.shape)))
        by = WIDE / jnp.sqrt(2 * count)
        moved = now.log_spread + by * jax.random.normal(keys[3], by.shape)
        return tried(keys[2], now, now._replace(log_spread=moved)), None

    return jax.lax.scan(repeat, common, jax.random.split(key, REPEATS))[0]
