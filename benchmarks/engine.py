"""Time of the Bayesian engine on the flagship: gradient, draws, effective draws, cold and warm.

Run: python benchmarks/engine.py [SEED ...]. The first fit meets the compilation cache as it is; point
$CENOTAPH_CACHE at an empty folder for a cold one. Results belong into docs/engine.md with the machine.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from functools import partial

LOOPS, REPEATS = 1000, 5


def gradient_microseconds(data, shape, chains: int) -> float:
    """Best processor time of one gradient of `chains` chains at once, inside a compiled loop."""
    import jax
    import jax.numpy as jnp

    from cenotaph.reconstruct.bayes.model import log_density

    @partial(jax.jit, static_argnums=2)
    def loop(vectors, data, shape):
        gradient = jax.vmap(lambda v: jax.grad(log_density)(v, data, shape))
        return jax.lax.fori_loop(0, LOOPS, lambda _, v: v + 1e-9 * gradient(v), vectors)

    start = jnp.zeros((chains, shape.dimension)) + 0.01
    loop(start, data, shape).block_until_ready()
    times = []
    for _ in range(REPEATS):
        began = time.process_time()
        loop(start, data, shape).block_until_ready()
        times.append(time.process_time() - began)
    return min(times) / LOOPS * 1e6


def main(seeds: list[int]) -> None:
    began = time.perf_counter(), time.process_time()
    from cenotaph import engine  # noqa: F401
    from cenotaph.evidence.find import find_case
    from cenotaph.evidence.read import load_case
    from cenotaph.reconstruct.bayes.fitting import fit

    case = load_case(find_case("ussr-1926-1939"))
    for seed in seeds:
        found = fit(case, seed)
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
        told = found.diagnostics()
        sampler = told["attempts"][-1]["cpu_seconds"]
        print(json.dumps({"seed": seed, "wall": round(wall, 1), "cpu": round(cpu, 1), **told}, indent=1))
        print(f"draws a second: {told['headline']['draws'] / told['attempts'][-1]['wall_seconds']:.0f}")
        print(f"least effective draws a processor second: {told['headline']['ess_bulk'] / sampler:.0f}")
        began = time.perf_counter(), time.process_time()
    import jax

    data = jax.tree.map(jax.numpy.asarray, found.data)
    for chains in (1, 2, 4):
        print(
            f"gradient, {chains} chains at once: {gradient_microseconds(data, found.shape, chains):.0f} us of processor"
        )
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB at most")


if __name__ == "__main__":
    main([int(s) for s in sys.argv[1:]] or [1])
