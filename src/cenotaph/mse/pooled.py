"""Strata that share strength: how long each list is and which pairs go together varies about a common middle.

In every stratum the counts of a capture history are Poisson with the log mean of a log-linear model of the lists and
their pairs, without effects of three lists or more; the effects of a stratum are normal about those of all, the spreads
learned too. A stratum of few persons takes most of its dependence from the others, one of many keeps its own. By
Hamiltonian Monte Carlo (NUTS, NumPyro), written so that spreads near nought hold nothing up.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from cenotaph import engine  # noqa: F401  before the first array of JAX
from cenotaph.arrays import Array
from cenotaph.errors import NotEstimable
from cenotaph.mse.converged import convergence, refusal
from cenotaph.mse.estimability import design
from cenotaph.mse.found import Found
from cenotaph.mse.overlap import Overlap, pairs
from cenotaph.mse.strata import Total, total_of

CHAINS, WARMUP, DRAWS = 4, 600, 600
LEAST_STRATA = 3  # of two a spread is not learned
DEFINITION = (
    "Persons listed and unlisted by a log-linear model of lists and pairs of lists in every stratum, its effects "
    "normal about common ones (priors: effects of pairs within 1 of nought, spreads within 0.5), everyone of a "
    "stratum alike."
)


def _model(x: Array, counts: Array, lists: int) -> None:
    """x : (cell, effect), constant first, then lists, then pairs; counts : (stratum, cell)."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from jax.scipy.special import logsumexp

    strata, effects = counts.shape[0], x.shape[1]
    size = jnp.log(counts.sum(axis=1) + 1.0)
    scale = jnp.concatenate([2.0 * jnp.ones(lists), jnp.ones(effects - 1 - lists)])
    centre = jnp.concatenate([-1.0 * jnp.ones(lists), jnp.zeros(effects - 1 - lists)])
    common = numpyro.sample("common", dist.Normal(centre, scale).to_event(1))
    spread = numpyro.sample("spread", dist.HalfNormal(jnp.where(jnp.arange(effects - 1) < lists, 1.0, 0.5)).to_event(1))
    own = numpyro.sample("own", dist.Normal(0, 1).expand((strata, effects - 1)).to_event(2))
    # The persons expected on any list are nearly known; the constant is what is left of them, and is not sampled
    # itself: it would have to follow every move of the effects.
    seen = numpyro.sample("seen", dist.Normal(size, 3.0).to_event(1))
    shape = (common + spread * own) @ x[:, 1:].T
    constant = numpyro.deterministic("constant", seen - logsumexp(shape, axis=1))
    log_mean = constant[:, None] + shape
    numpyro.sample("counts", dist.Poisson(jnp.exp(log_mean)).to_event(2), obs=counts)


def pooled_strata(strata: list[Overlap], seed: int) -> dict[str, Found]:
    """{stratum: answer}, all of the same draws, so that their sum is a sum draw by draw.

    Raises
    ------
    NotEstimable for fewer than three strata or lists; nothing for chains that do not agree: the answers say so.
    """
    k = strata[0].k
    if len(strata) < LEAST_STRATA or k < 3:
        raise NotEstimable(f"{len(strata)} strata of {k} lists; three of each are needed to share strength.",
                           remedy="Estimate each by itself.")  # fmt: skip
    effects = (0, *(1 << j for j in range(k)), *((1 << i) | (1 << j) for i, j in pairs(k)))
    constant, told = _sampled(design(effects, k)[1:], np.stack([o.counts[1:] for o in strata]), k, seed)
    refused = refusal(told, CHAINS * DRAWS)
    rng = np.random.default_rng(seed)
    found = {}
    for s, overlap in enumerate(strata):
        blank = Found("pooled", "Strata that share strength", DEFINITION, overlap.documented, told=told)
        if refused:
            found[overlap.stratum] = replace(blank, reason=refused)
            continue
        missing = rng.poisson(np.exp(np.minimum(constant[..., s].reshape(-1), 30.0)))
        found[overlap.stratum] = replace(blank, whole=(overlap.documented + missing).astype(float))
    return found


def pooled_total(strata: list[Overlap], seed: int) -> Total:
    """The sum over strata that share strength; raises as `pooled_strata`, and where a stratum is not known."""
    if any(not o.stratum for o in strata):
        raise NotEstimable("the stratum of some persons is not known.",
                           remedy="Enter it, or leave --pool out: then they are dealt out.")  # fmt: skip
    found = pooled_strata(strata, seed)
    left = tuple((name, f.documented, f.reason) for name, f in found.items() if not f.holds)
    return total_of(strata, {name: f for name, f in found.items() if f.holds}, left)


def _sampled(x: Array, counts: Array, lists: int, seed: int) -> tuple[Array, dict[str, float]]:
    """(chain, draw, stratum) of the log mean of those on no list, and what tells whether to trust it."""
    import jax
    from numpyro.infer import MCMC, NUTS

    sampler = MCMC(NUTS(_model, target_accept_prob=0.9), num_warmup=WARMUP, num_samples=DRAWS, num_chains=CHAINS,
                   chain_method="vectorized", progress_bar=False)  # fmt: skip
    sampler.run(jax.random.key(seed), x, counts, lists, extra_fields=("diverging",))
    constant = np.asarray(sampler.get_samples(group_by_chain=True)["constant"])
    diverged = int(np.asarray(sampler.get_extra_fields()["diverging"]).sum())
    told = convergence({f"stratum {s}": constant[..., s] for s in range(constant.shape[-1])}, diverged)
    return constant, told
