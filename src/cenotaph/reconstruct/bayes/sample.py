"""NUTS in whitened coordinates: warm-up and draws of all chains in one compiled program.

Data, priors, mode and whitening are arguments of that program, so variants and simulated worlds of the
same shape share it, and the persistent cache serves every later run.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.model import log_density


class Effort(NamedTuple):
    """How long and how carefully to sample."""

    chains: int = 4
    warmup: int = 300
    draws: int = 1000
    target: float = 0.9
    depth: int = 8


def more_careful(effort: Effort) -> Effort:
    """For a second try: smaller steps, longer to adapt, and twice the draws."""
    return effort._replace(
        target=1 - (1 - effort.target) / 5,
        warmup=3 * effort.warmup // 2,
        draws=2 * effort.draws,
        depth=effort.depth + 1,
    )


class Chains(NamedTuple):
    """white : (chain, draw, dimension). diverging : (chain, draw). steps : (chain, draw), leapfrogs.
    log_density : (chain, draw)."""

    white: Any
    diverging: Any
    steps: Any
    log_density: Any


@partial(jax.jit, static_argnames=("shape", "effort"))
def nuts(key: Any, data: Bundle, mode: Any, scale: Any, shape: Shape, effort: Effort) -> Chains:
    """Draws of every chain; each starts near the mode, scattered by half a standard deviation."""
    from numpyro.infer.hmc import hmc

    def potential(white: Any) -> Any:
        return -log_density(mode + scale @ white, data, shape)

    init, step = hmc(potential_fn=potential, algo="NUTS")

    def chain(key: Any) -> Chains:
        place, walk = jax.random.split(key)
        start = 0.5 * jax.random.normal(place, mode.shape)
        state = init(
            start, num_warmup=effort.warmup, step_size=0.3, target_accept_prob=effort.target,
            max_tree_depth=effort.depth, rng_key=walk,
        )  # fmt: skip
        state = jax.lax.fori_loop(0, effort.warmup, lambda _, s: step(s), state)

        def draw(state: Any, _: None) -> tuple[Any, Chains]:
            state = step(state)
            return state, Chains(state.z, state.diverging, state.num_steps, -state.potential_energy)

        return jax.lax.scan(draw, state, None, length=effort.draws)[1]

    keys = jax.random.split(key, effort.chains)
    devices = jax.devices()
    several = max(n for n in range(1, len(devices) + 1) if effort.chains % n == 0)
    if several == 1:
        return jax.vmap(chain)(keys)
    # Each device walks its own chains; nothing passes between them.
    mesh = jax.sharding.Mesh(devices[:several], ("device",))
    rows = jax.sharding.PartitionSpec("device")
    return jax.shard_map(jax.vmap(chain), mesh=mesh, in_specs=rows, out_specs=rows, check_vma=False)(keys)


@partial(jax.jit, static_argnames=())
def unwhiten(white: Any, mode: Any, scale: Any) -> Any:
    """(..., dimension), the model's own vector."""
    return mode + jnp.einsum("ij,...j->...i", scale, white)
