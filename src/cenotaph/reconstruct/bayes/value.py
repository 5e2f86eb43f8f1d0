"""What a record would be worth: how far an interval would narrow if it were found.

Each posterior draw says what the record would read if that draw were true. Draws in which it reads alike are what would
be left once it is read; the mean width of their intervals, over all readings, is the width to be expected. This is the
expected value of sample information for interval width, by the draws at hand (Strong, Oakley, Brennan and Breeze 2015,
Medical Decision Making 35, do the same for decisions).
"""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.diagnose import effective_draws
from cenotaph.errors import NotEstimable
from cenotaph.evidence.dates import interval
from cenotaph.evidence.findable_spec import Findable
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Shape
from cenotaph.reconstruct.bayes.estimates import LEVEL, posterior
from cenotaph.reconstruct.bayes.fitting import Fit
from cenotaph.reconstruct.bayes.parameters import parameters
from cenotaph.reconstruct.bayes.population import actual

GROUPS = 40  # of draws in which the record reads alike
LEAST_DRAWS = 5 * GROUPS  # effective ones: with fewer a group has no width to speak of
SHUFFLES = 20
BATCH = 50


def value_rows(fit: Fit, findable: tuple[Findable, ...], names: tuple[str, ...]) -> list[dict]:
    """One row a record and estimand: the width of the interval now, that to be expected, and by how much less.

    narrowing : 1 - expected width / width, and its Monte Carlo standard error; below nought by chance only.
    effective_draws : how many independent draws those of the record and of the figure are worth. refused : why a record
    cannot be judged.
    """
    values = {name: x for name, x in posterior(fit).items() if name in names}
    rows = []
    for record in findable:
        try:
            read, why = reading(fit, record), ""
        except NotEstimable as problem:
            read, why = None, str(problem)
        for name, x in values.items():
            now = float(np.subtract(*np.quantile(x, [(1 + LEVEL) / 2, (1 - LEVEL) / 2])))
            row = {"record": record.id, "label": record.label, "estimate": name, "width": now, "expected_width": None,
                   "narrowing": None, "error": None, "effective_draws": None}  # fmt: skip
            rows.append(row | ({"refused": why} if read is None else _judged(x, read, now)))
    return rows


def _judged(x: Array, read: Array, now: float) -> dict:
    """Of a figure (chain, draw) and a record (draw, its figures): the narrowing, or why there are too few draws."""
    effective = min(_effective(x), _effective(told(x.reshape(-1), read).reshape(x.shape)))
    found = {"effective_draws": round(effective)}
    if effective < LEAST_DRAWS:
        return found | {"refused": f"The draws are worth {effective:.0f} independent ones; {LEAST_DRAWS} are needed: "
                                  "sample longer chains."}  # fmt: skip
    share, error = narrowing(x.reshape(-1), read)
    error *= max(np.sqrt(x.size / effective), 1.0)
    return found | {"expected_width": now * (1 - share), "narrowing": share, "error": error, "refused": ""}


def _effective(x: Array) -> float:
    """How many independent draws those of (chain, draw) are worth, for the ends of an interval."""
    low, high = np.quantile(x, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return min(effective_draws((x < low).astype(float)), effective_draws((x > high).astype(float)))


def narrowing(values: Array, record: Array, seed: int = 1) -> tuple[float, float]:
    """Share by which the interval of `values` (draw,) is expected to narrow once `record` (draw,) or (draw, figure) is
    read, and its standard error.

    Inside a group of draws the record still varies; the straight line through them takes out what it says there. The
    same groups of a shuffled record, which says nothing, are the measure: few draws in a group do not look like news.

    >>> rng = np.random.default_rng(1)
    >>> truth = rng.normal(size=4000)
    >>> [round(narrowing(truth, truth + sd * rng.normal(size=4000))[0], 1) for sd in (100.0, 1.0, 0.1)]
    [0.0, 0.3, 0.9]
    """
    rng = np.random.default_rng(seed)
    widths = _widths(values, told(values, record))
    nothing = np.array([_widths(values, told(values, rng.permutation(record))).mean() for _ in range(SHUFFLES)])
    ratio = widths.mean() / nothing.mean()
    error = ratio * np.hypot(
        widths.std(ddof=1) / widths.mean() / np.sqrt(GROUPS), nothing.std(ddof=1) / nothing.mean() / np.sqrt(SHUFFLES)
    )
    return float(1 - ratio), float(error)


def told(values: Array, record: Array) -> Array:
    """(draw,), a record as one number: itself, or of several figures (draw, figure) the best straight-line guess of
    `values` from them. The line of one half of the draws serves the other, so that many figures that say nothing say
    nothing here too; halves are runs of draws, for neighbours resemble each other."""
    if record.ndim == 1:
        return record
    centred = np.column_stack([np.ones(len(record)), record - record.mean(axis=0)])
    half = len(record) // 2
    first, second = slice(None, half), slice(half, None)
    guess = np.empty(len(record))
    for ours, other in ((first, second), (second, first)):
        line = np.linalg.lstsq(centred[other], values[other], rcond=None)[0]
        guess[ours] = centred[ours] @ line
    return guess


def _widths(values: Array, record: Array) -> Array:
    found = []
    for group in np.array_split(np.argsort(record, kind="stable"), GROUPS):
        x, y = values[group], record[group] - record[group].mean()
        spread = float(y @ y)
        rest = x - (float(x @ y) / spread if spread > 0 else 0.0) * y
        low, high = np.quantile(rest, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        found.append(high - low)
    return np.array(found)


def reading(fit: Fit, record: Findable) -> Array:
    """(draw,), of a table (draw, figure): log of what the record would read if each draw were true, its errors drawn.

    Raises
    ------
    NotEstimable for years or days outside the model's, years registered already, an event without a register.
    """
    rng = np.random.default_rng([fit.seed, 4040])
    made = {"register": _register, "population": _population, "violence": _violence}[record.kind](fit, record)
    if record.kind != "population":
        return np.log(made) + record.log_sd * rng.standard_normal(made.shape)
    # The error of each figure moves shares of a whole that errs by itself, as in a census of the model.
    each = made * np.exp((record.cell_log_sd or 0.0) * rng.standard_normal(made.shape))
    whole = made.sum(axis=1, keepdims=True) * np.exp(record.log_sd * rng.standard_normal((len(made), 1)))
    figures = np.log(whole * each / each.sum(axis=1, keepdims=True))
    return figures if record.is_table else figures[:, 0]


def _register(fit: Fit, record: Findable) -> Array:
    low, high = (int(t) for t in interval(record.years))
    shape, event = fit.shape, EVENTS.index(record.event)
    if low < shape.first or high > shape.first + shape.years:
        inside = f"{shape.first} to {shape.first + shape.years - 1}"
        raise NotEstimable(f"The record {record.id} is of {record.years}; the model's whole years are {inside}.")
    own = fit.data.registers[event]
    there = np.asarray(own.years).sum(axis=0)[low - shape.first : high - shape.first] > 0
    if there.any():
        raise NotEstimable(
            f"Registered {record.event} of {low + int(np.argmax(there))} are among the evidence already."
        )
    if not any(r.event == record.event for r in fit.model.registration):
        raise NotEstimable(f"Nothing says how complete registered {record.event} would be.")
    years = slice(low - shape.first, high - shape.first)
    happened = fit.draws[record.event].sum(axis=-1)[..., years]
    return (happened * fit.draws[f"completeness_{record.event}"][..., years]).sum(axis=-1).reshape(-1)


@partial(jax.jit, static_argnames=("shape", "year"))
def _on_day(vectors: Any, data: Bundle, cells: Any, shape: Shape, year: int) -> Any:
    """(draw, cell), persons of each cell (cell, sex, age) on 1 January."""

    def one(vector: Any) -> Any:
        years = actual(parameters(vector, data, shape), data, shape).years
        state = years.end[-1] if year == shape.years else years.start[year]
        return jnp.sum(cells * state, axis=(1, 2))

    return jax.lax.map(one, vectors, batch_size=BATCH)


def _population(fit: Fit, record: Findable) -> Array:
    shape = fit.shape
    if not shape.first <= record.year <= shape.first + shape.years:
        inside = f"{shape.first} to {shape.first + shape.years}"
        raise NotEstimable(f"The record {record.id} is of 1 January {record.year}; the model has those of {inside}.")
    flat = jnp.asarray(fit.vectors.reshape(-1, shape.dimension))
    data = jax.tree.map(jnp.asarray, fit.data)
    return np.asarray(_on_day(flat, data, jnp.asarray(cells_of(record)), shape, record.year - shape.first))


def cells_of(record: Findable) -> Array:
    """(cell, sex, age), 1 where a figure of a findable count includes persons."""
    starts = record.age_groups or (record.age_from,)
    ends = (*starts[1:], N_AGES if record.age_groups else record.age_to)
    sexes = {"both": [[0, 1]], "each": [[0], [1]]}.get(record.sex) or [[SEXES.index(record.sex)]]
    cells = np.zeros((len(sexes), len(starts), len(SEXES), N_AGES))
    for s, who in enumerate(sexes):
        for a, (low, high) in enumerate(zip(starts, ends, strict=True)):
            cells[s, a, who, low:high] = 1.0
    return cells.reshape(-1, len(SEXES), N_AGES)


def _violence(fit: Fit, record: Findable) -> Array:
    place = [v.id for v in fit.model.violence].index(record.event_id)
    flat = jnp.asarray(fit.vectors.reshape(-1, fit.shape.dimension))
    data = jax.tree.map(jnp.asarray, fit.data)
    persons = jax.lax.map(
        lambda v: parameters(v, data, fit.shape).violent_deaths[:, place].sum(), flat, batch_size=BATCH
    )
    return np.asarray(persons)
