"""How the sampled model grows: time and memory of its gradient against ages, years, chains and regions, and the floor.

    python benchmarks/growth.py --report docs/growth.md

Each row is measured in a fresh process: processor time of one gradient inside a compiled loop (best of several), and
the memory that the process held at most. The model is that of the invented country of benchmarks/provinces, its arrays
cut to fewer ages or drawn out to more years: for time and memory what is in them does not matter.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
REPEATS, SECONDS = 5, 0.4
USUAL = (101, 10)
AGES, YEARS, CHAINS = (26, 51, 101), (5, 10, 13, 26, 52), (1, 2, 4, 8)
REGIONS = ((1, 1), (10, 10), (100, 10), (100, 25), (100, 100), (1000, 25), (1000, 100), (1000, 1000))
DEVICE_REGIONS = (1, 10, 100, 1000, 10_000)
ON_DEVICE = HERE / "growth_device.json"  # written by --device where JAX found an accelerator, shown by --report
EXPS, FLOPS, KEPT = 4, 60, 10  # of one age, sex and year, counted below


class Asked(NamedTuple):
    """One measurement. chunk : regions at once; the rest one chunk after another."""

    ages: int
    years: int
    regions: int
    chunk: int


def bundle(ages: int, years: int) -> tuple[Any, Any]:
    """Bundle and Shape of one invented province, cut or drawn out."""
    from provinces import country

    from cenotaph.evidence.read import load_case
    from cenotaph.reconstruct.provinces.groups import gather_groups, one_of

    rng = np.random.default_rng(0)
    first = country.opening_count(rng)
    second = np.full((2, len(country.SECOND_LOWS)), first.sum() / 2 / len(country.SECOND_LOWS)).round()
    registered = {e: dict.fromkeys(range(1900, 1910), 0.03 * first.sum()) for e in ("births", "deaths")}
    with tempfile.TemporaryDirectory() as folder:
        country.write(Path(folder), ["bal"], {"bal": (first, second)}, {"bal": registered})
        (group,), _ = gather_groups(load_case(Path(folder)))
    return _years(_ages(one_of(group.data, 0), ages), group.shape, years)


def _ages(data: Any, ages: int) -> Any:
    """The same with the first so many ages only."""
    closings = []
    for census in data.closings:
        cells = census.cells.reshape(-1, 2, 101)[..., :ages]
        empty = cells.sum(axis=(1, 2)) == 0
        cells[empty, 0, ages - 1] = 1.0
        closings.append(census._replace(cells=cells.reshape(len(cells), -1)))
    cut = lambda x: x[..., :ages]  # noqa: E731
    return data._replace(
        opening=data.opening._replace(counted=cut(data.opening.counted), basis=cut(data.opening.basis),
                                      patterns=cut(data.opening.patterns)),
        mortality=data.mortality._replace(log_table=cut(data.mortality.log_table),
                                          age_basis=cut(data.mortality.age_basis)),
        crises=tuple(c._replace(age_basis=cut(c.age_basis)) for c in data.crises),
        violence=data.violence._replace(share=cut(data.violence.share)),
        movers=tuple(m._replace(within=cut(m.within), age_basis=cut(m.age_basis)) for m in data.movers),
        closings=tuple(closings),
        counterfactual=data.counterfactual._replace(schedule=cut(data.counterfactual.schedule)),
    )  # fmt: skip


def _years(data: Any, shape: Any, years: int) -> tuple[Any, Any]:
    """The same for so many years: paths drawn out, a register's figure in each."""
    was = shape.years

    def longer(lines: np.ndarray) -> np.ndarray:
        """(year or year + 1, ...), drawn out along its first axis."""
        size = years + len(lines) - was
        at = np.linspace(0, len(lines) - 1, size)
        columns = lines.reshape(len(lines), -1).T
        return np.array([np.interp(at, np.arange(len(lines)), c) for c in columns]).T.reshape(size, *lines.shape[1:])

    def placed(rows: np.ndarray) -> np.ndarray:
        """(row, year), ones at the same places, in time where they still fit."""
        made = np.zeros((len(rows), years))
        made[np.arange(len(rows)), np.minimum(rows.argmax(axis=1), years - 1)] = 1.0
        return made

    registers = tuple(
        r._replace(years=np.eye(years), log_count=longer(r.log_count), rounding=longer(r.rounding), time=longer(r.time),
                   shift=longer(r.shift), year_sd=longer(r.year_sd))
        for r in data.registers
    )  # fmt: skip
    made = data._replace(
        mortality=data.mortality._replace(level_basis=longer(data.mortality.level_basis),
                                          fraction=longer(data.mortality.fraction)),
        crises=tuple(c._replace(years=placed(c.years)) for c in data.crises),
        violence=data.violence._replace(years=np.zeros((len(data.violence.years), years))),
        registers=registers, flow_years=np.full((len(data.flow_years), years), 1 / years),
    )  # fmt: skip
    sizes = tuple((n, (years,)) if n == "births" else (n, form) for n, form in shape.sizes)
    return made, shape._replace(years=years, closings=((years, 0.0),), sizes=sizes)


def one(asked: Asked) -> dict[str, float]:
    """Processor microseconds of a value and of a gradient of one region, memory, what XLA counts."""
    import jax
    import jax.numpy as jnp

    from cenotaph import engine  # noqa: F401
    from cenotaph.demography import projection
    from cenotaph.reconstruct.bayes.model import log_density

    # An accelerator is waited for, not counted in processor time.
    clock = time.process_time if jax.default_backend() == "cpu" else time.perf_counter
    data, shape = bundle(asked.ages, asked.years)
    projection._EXPONENT = projection._EXPONENT[: asked.ages]  # its age constants are of 101 ages
    single = jax.tree.map(jnp.asarray, data)
    many = jax.tree.map(lambda x: jnp.broadcast_to(x, (asked.regions, *x.shape)) + 0.0, single)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    def timed(function: Any) -> float:
        @partial(jax.jit, static_argnums=2)
        def loop(vectors: Any, data: Any, count: int) -> Any:
            def step(_: Any, v: Any) -> Any:
                return v + 1e-9 * jax.lax.map(lambda a: function(*a), (v, data), batch_size=asked.chunk)

            return jax.lax.fori_loop(0, count, step, vectors)

        start = jnp.zeros((asked.regions, shape.dimension)) + 0.01
        count = 1
        while True:
            loop(start, many, count).block_until_ready()
            began = clock()
            loop(start, many, count).block_until_ready()
            spent = clock() - began
            if spent > SECONDS / 4 or count > 20_000:
                break
            count = int(count * max(2.0, SECONDS / max(spent, 1e-4)))
        times = []
        for _ in range(REPEATS):
            began = clock()
            loop(start, many, count).block_until_ready()
            times.append(clock() - began)
        return min(times) / count / asked.regions * 1e6

    gradient = timed(lambda v, d: jax.grad(log_density)(v, d, shape))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, Any] = {"device": jax.devices()[0].device_kind, "jax": jax.__version__}
    if held := jax.devices()[0].memory_stats():
        told["device_megabytes"] = held["peak_bytes_in_use"] / 2**20
    if asked.regions == 1:
        compiled = jax.jit(jax.grad(log_density), static_argnums=2).lower(jnp.zeros(shape.dimension), single, shape)
        counted = compiled.compile().cost_analysis()
        told |= {name: counted.get(name, 0.0) for name in ("flops", "transcendentals", "bytes accessed")}
    return {"gradient": gradient, "megabytes": (peak - before) / 1024, "dimension": shape.dimension, **told}


def machine() -> dict[str, float]:
    """What the machine does at most on one core, nanoseconds: an exponential, a double-precision operation, a byte from
    or to memory (triad of arrays far larger than any cache)."""
    import jax
    import jax.numpy as jnp

    from cenotaph import engine  # noqa: F401

    def best(function: Any, *arguments: Any) -> float:
        compiled = jax.jit(function)
        compiled(*arguments).block_until_ready()
        times = []
        for _ in range(REPEATS):
            began = time.process_time()
            compiled(*arguments).block_until_ready()
            times.append(time.process_time() - began)
        return min(times)

    def repeated(step: Any, turns: int) -> Any:
        return lambda *given: jax.lax.fori_loop(0, turns, lambda _, x: step(x, *given[1:]), given[0])

    small, large = jnp.linspace(0.1, 1.0, 2048), jnp.linspace(0.1, 1.0, 20_000_000)
    turns = 4000
    exps = best(repeated(lambda x: jnp.exp(-x), turns), small)
    fused = best(
        repeated(lambda x: ((((x * 0.9 + 0.1) * 0.9 + 0.1) * 0.9 + 0.1) * 0.9 + 0.1) * 0.9 + 0.1, turns), small
    )
    triad = best(lambda x, y: y + 0.5 * x, large, large)
    return {
        "exp_ns": exps / turns / small.size * 1e9,
        "flop_ns": fused / turns / small.size / 10 * 1e9,
        "ns_per_byte": triad / large.size / 24 * 1e9,
    }


def floor(asked: Asked, peak: dict[str, float]) -> dict[str, float]:
    """Microseconds below which the gradient of one region cannot be on one core of this machine.

    Of each age, sex and year. Exponentials, forward: normal hazard, crisis pattern, the fall of a hazard below normal,
    survival; backward none, for they are kept. Operations: some twenty forward (hazards from level, shape and drift;
    crisis per person at risk; survival, deaths, ageing, migration), twice as many backward. Kept from forward to
    backward: ten numbers, written once and read once, which costs time where a chunk no longer fits the cache.
    """
    cells = 2 * asked.ages * asked.years
    sizes = {"exps": EXPS * cells, "flops": FLOPS * cells, "bytes": 2 * 8 * KEPT * cells}
    each = sizes["exps"] * peak["exp_ns"] + sizes["flops"] * peak["flop_ns"]
    return {**sizes, "us": each / 1000, "memory_us": sizes["bytes"] * peak["ns_per_byte"] / 1000}


def measured(*arguments: str) -> dict[str, float]:
    """One measurement in a process of its own."""
    command = [sys.executable, str(HERE / "growth.py"), *arguments]
    ran = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout.splitlines()[-1])


def row_of(asked: Asked) -> dict[str, float]:
    return measured("--one", *(str(n) for n in asked))


HEAD = """# How the sampled model grows

Written by `python benchmarks/growth.py --report docs/growth.md`. The gradient of the log density of one region
(invented country of `benchmarks/provinces`), processor time of one core inside a compiled loop, best of {repeats}; each
row in a fresh process. {cores} cores, {machine}, Python {python}, JAX {jax}; load average at the start {load:.1f}.

## What the machine does at most, on one core

An exponential {exp_ns:.2f} ns, an addition or multiplication {flop_ns:.3f} ns, a byte to or from memory
{ns_per_byte:.3f} ns (triad).

The floor counts, of each age, sex and year, {exps} exponentials and {flops} operations; beside it stands the time of
writing and reading {kept} numbers kept for the way back, were they all to go to memory. `benchmarks/growth.py` says
which they are.
"""


def page(load: float) -> str:
    """docs/growth.md, measured now."""
    import jax

    peak = measured("--machine")
    usual = Asked(*USUAL, 1, 1)
    lines = [
        HEAD.format(
            repeats=REPEATS, cores=os.cpu_count(), machine=platform.machine(), python=platform.python_version(),
            jax=jax.__version__, load=load, exps=EXPS, flops=FLOPS, kept=KEPT, **peak,
        )
    ]  # fmt: skip
    lines += _table("## Ages (10 years, one region)", [(f"{a}", Asked(a, 10, 1, 1)) for a in AGES], "ages", peak)
    lines += _table("## Years (101 ages, one region)", [(f"{y}", Asked(101, y, 1, 1)) for y in YEARS], "years", peak)
    lines += _table(
        "## Chains at once, of one region",
        [(f"{c}", usual._replace(regions=c, chunk=c)) for c in CHAINS],
        "chains",
        peak,
    )
    lines += _table(
        "## Regions, and how many of them at once",
        [(f"{n}, {c} at once", usual._replace(regions=n, chunk=c)) for n, c in REGIONS], "regions", peak,
    )  # fmt: skip
    return "\n".join([*lines, *_on_device()])


def _on_device() -> list[str]:
    """What an accelerator took, as it was measured where there was one."""
    if not ON_DEVICE.is_file():
        return ["## On an accelerator", "", "Not measured: none was at hand.", ""]
    rows = json.loads(ON_DEVICE.read_text(encoding="utf-8"))
    first = rows[0]
    lines = [
        "## On an accelerator", "",
        f"Wall time on one {first['device']}, JAX {first['jax']}, double precision, all regions at once "
        "(`benchmarks/growth.py --device`, kept in `benchmarks/growth_device.json`).", "",
        "| regions | us of wall time, a region | memory of the device, MB |", "|---|---|---|",
    ]  # fmt: skip
    for row in rows:
        lines.append(f"| {row['regions']} | {row['gradient']:.1f} | {row['device_megabytes']:.0f} |")
    return [*lines, ""]


def on_device() -> list[dict[str, Any]]:
    """Regions all at once on the device that JAX takes, one process each."""
    return [{"regions": n, **row_of(Asked(*USUAL, n, n))} for n in DEVICE_REGIONS]


def _table(title: str, asked: list[tuple[str, Asked]], head: str, peak: dict[str, float]) -> list[str]:
    lines = [
        title, "",
        f"| {head} | parameters | us of one core, a region | floor, us | times the floor |"
        " kept numbers by way of memory, us | memory beyond the data, MB | XLA counts: kflop, exp and log, kB |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for name, one_asked in asked:
        found, least = row_of(one_asked), floor(one_asked, peak)
        counted = ""
        if "flops" in found:
            parts = (found["flops"] / 1e3, found["transcendentals"], found["bytes accessed"] / 1e3)
            counted = ", ".join(f"{x:,.0f}" for x in parts)
        lines.append(
            f"| {name} | {found['dimension']} | {found['gradient']:.0f} | {least['us']:.0f} | "
            f"{found['gradient'] / least['us']:.1f} | {least['memory_us']:.0f} | {found['megabytes']:.0f} | {counted} |"
        )
    return [*lines, ""]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--report", type=Path, help="write the page here")
    parser.add_argument("--one", type=int, nargs=4, metavar=("AGES", "YEARS", "REGIONS", "CHUNK"))
    parser.add_argument("--machine", action="store_true")
    parser.add_argument("--device", type=Path, metavar="FILE", help="measure on JAX's accelerator, into this JSON file")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(one(Asked(*options.one))))
    elif options.machine:
        print(json.dumps(machine()))
    elif options.device:
        options.device.write_text(json.dumps(on_device(), indent=1), encoding="utf-8")
    else:
        text = page(os.getloadavg()[0])
        print(text)
        if options.report:
            options.report.write_text(text, encoding="utf-8")
