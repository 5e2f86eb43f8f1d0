"""What is asked of each province, draw by draw: losses, births, deaths, the error of each count."""

from __future__ import annotations

from functools import partial
from typing import Any

from cenotaph import engine
from cenotaph.reconstruct.bayes.bundle import Bundle, Shape
from cenotaph.reconstruct.bayes.quantities import BATCH, quantities

import jax  # isort: skip  (after engine, which sets it up)
import jax.numpy as jnp  # isort: skip

_ = engine
Windows = tuple[tuple[str, range], ...]
SUMMED = (
    "excess-window-", "excess-deaths-rate-", "excess-deaths-projection-", "birth-deficit-", "expected-births-",
    "births-", "deaths-", "true-population-", "opening-population-",
)  # fmt: skip
"""Beginnings of the names of what is summed over provinces: persons."""


def measures(vector: Any, data: Bundle, shape: Shape, windows: Windows) -> dict[str, Any]:
    """{name: scalar} of one draw. Persons, but net errors in per cent of those living; windows are of whole years."""
    found = quantities(vector, data, shape)
    years = range(shape.first, shape.first + shape.years)
    made = {f"opening-population-{shape.opening}": jnp.sum(data.opening.counted) - found["net_error"][0]}
    for i, census in enumerate((shape.opening, *shape.names)):
        made[f"net-error-percent-{census}"] = 100 * jnp.expm1(found["net_error_log"][i])
    for name, of in windows:
        inside = [i for i, year in enumerate(years) if year in of]
        made[f"excess-window-{name}"] = jnp.sum(found["excess"][jnp.array(inside, dtype=int)])
    for i, census in enumerate(shape.names):
        made |= {
            f"excess-deaths-rate-{census}": jnp.sum(found["excess_to"][i]),
            f"excess-deaths-projection-{census}": found["deaths_to"][i] - found["expected_deaths_to"][i],
            f"birth-deficit-{census}": found["expected_births_to"][i] - found["births_to"][i],
            f"expected-births-{census}": found["expected_births_to"][i],
            f"births-{census}": found["births_to"][i],
            f"deaths-{census}": found["deaths_to"][i],
            f"true-population-{census}": found["true_to"][i],
        }
    return made | {"residual": found["residual"]}


@partial(jax.jit, static_argnames=("shape", "windows"))
def of_provinces(vectors: Any, data: Bundle, shape: Shape, windows: Windows) -> dict[str, Any]:
    """{name: (province, draw)} from vectors (province, draw, dimension): provinces shared out over the devices."""

    def one(given: tuple[Any, Bundle]) -> dict[str, Any]:
        own, bundle = given
        return jax.lax.map(lambda v: measures(v, bundle, shape, windows), own, batch_size=BATCH)

    devices = jax.devices()
    several = max(n for n in range(1, len(devices) + 1) if vectors.shape[0] % n == 0)
    if several == 1:
        return jax.lax.map(one, (vectors, data))
    mesh = jax.sharding.Mesh(devices[:several], ("device",))
    rows = jax.sharding.PartitionSpec("device")
    return jax.shard_map(partial(jax.lax.map, one), mesh=mesh, in_specs=(rows,), out_specs=rows, check_vma=False)(
        (vectors, data)
    )
