"""Which log-linear model: all hierarchical ones by BIC, or pairs of lists added one by one; of many tables at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from itertools import combinations

import numpy as np
from scipy.special import gammaln, ndtri

from cenotaph.arrays import Array
from cenotaph.errors import BadInput
from cenotaph.mse.estimability import Model, design, estimable
from cenotaph.mse.loglinear.likelihood import newton
from cenotaph.mse.overlap import Overlap, pairs, within

MOST_MODELS = 10_000
AT_ONCE = 1_000_000  # cells by effects of tables fitted in one go: as much as lies close to the processor
P_TO_ENTER = 0.02  # best over 28 scenarios of Chan, Silverman and Vincent 2021


@cache
def hierarchical_models(k: int, order: int) -> tuple[Model, ...]:
    """All models with an effect for each list and, of effects up to `order` lists, every part of an effect held.

    113 of four lists without that of all four; 6,893 of five.
    """
    every = [sum(1 << j for j in c) for size in range(2, order + 1) for c in combinations(range(k), size)]
    parts = {e: [e & ~(1 << j) for j in range(k) if e >> j & 1] for e in every}
    base = frozenset({0, *(1 << j for j in range(k))})
    found: list[frozenset[int]] = [base]
    for e in every:  # smaller effects come first, so the parts of one are decided before it
        found += [m | {e} for m in found if all(p in m for p in parts[e])]
        if len(found) > MOST_MODELS:
            raise BadInput(
                f"more than {MOST_MODELS:,} models of {k} lists with effects of up to {order}.",
                remedy="Ask for stepwise choice, or for effects of two lists only.",
            )
    return tuple(tuple(sorted(m, key=lambda e: (e.bit_count(), e))) for m in found)


@dataclass
class Tables:
    """Many tables of the same lists. counts : (table, 2 ** k); support decides which models have an estimate."""

    lists: tuple[str, ...]
    counts: Array
    _known: dict[tuple[Model, bytes], bool] = field(default_factory=dict)

    @property
    def k(self) -> int:
        return len(self.lists)

    def holds(self, table: int, effects: Model) -> bool:
        """Whether a model has an estimate: it depends only on which cells are empty."""
        support = self.counts[table] > 0
        key = (effects, support.tobytes())
        if key not in self._known:
            self._known[key] = estimable(Overlap(self.lists, support.astype(np.int64)), effects).holds
        return self._known[key]


def fit_tables(counts: Array, k: int, effects: Model, active: Array | None = None) -> tuple[Array, Array]:
    """One model of many tables, or of each table the effects that are `active` (table, effect).

    Returns
    -------
    (table,) those on no list; (table,) log-likelihoods. nan and minus infinity where the steps did not settle.
    """
    many = max(1, AT_ONCE // (2**k * len(effects)))
    parts = [slice(start, start + many) for start in range(0, max(len(counts), 1), many)]
    found = [_fit_part(counts[p], k, effects, None if active is None else active[p]) for p in parts]
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _fit_part(counts: Array, k: int, effects: Model, active: Array | None) -> tuple[Array, Array]:
    member = np.stack([within(k, e) for e in effects])[:, 1:]  # (effect, cell)
    y = counts[:, 1:].astype(float)
    on = np.ones((len(counts), len(effects)), dtype=bool) if active is None else active
    pairs_or_more = np.array([e.bit_count() > 1 for e in effects])
    gone = on & pairs_or_more & (y @ member.T == 0)
    x = design(effects, k)[1:]
    if active is None and not gone.any():
        # Tables of one bootstrap lie near their mean: two or three steps from its effects, not eight from nowhere.
        near, _, found = newton(x, y.mean(axis=0)[None])
        beta, value, done = newton(x, y, start=near[0] if found[0] else None)
    else:
        seen = ~((gone.astype(float) @ member.astype(float)) > 0)
        beta, value, done = newton(x[None] * (on & ~gone)[:, None, :], y, seen)
    likelihood = value - gammaln(y + 1).sum(axis=1)
    missing = np.where(done, np.exp(np.minimum(beta[:, 0], 700.0)), np.nan)
    return missing, np.where(done, likelihood, -np.inf)


def by_bic(tables: Tables, order: int, models: tuple[Model, ...] | None = None) -> tuple[list[Model | None], Array]:
    """Of every table the hierarchical model of least BIC among those with an estimate, and those on no list by it."""
    models = models or hierarchical_models(tables.k, order)
    missing = np.empty((len(models), len(tables.counts)))
    criterion = np.empty_like(missing)
    penalty = np.log(tables.counts.sum(axis=1))
    for m, effects in enumerate(models):
        missing[m], likelihood = fit_tables(tables.counts, tables.k, effects)
        criterion[m] = -2 * likelihood + len(effects) * penalty
    chosen: list[Model | None] = []
    value = np.full(len(tables.counts), np.nan)
    for t, order_of in enumerate(np.argsort(criterion, axis=0, kind="stable").T):
        best = next((m for m in order_of if np.isfinite(criterion[m, t]) and tables.holds(t, models[m])), None)
        chosen.append(None if best is None else models[best])
        if best is not None:
            value[t] = missing[best, t]
    return chosen, value


def stepwise(tables: Tables, p_to_enter: float = P_TO_ENTER) -> tuple[list[Model | None], Array]:
    """Of every table: no pair first, then, one at a time, the pair that lowers the deviance most while its test is
    below `p_to_enter`; models without an estimate are passed over (Chan, Silverman and Vincent 2021)."""
    k, n = tables.k, len(tables.counts)
    effects = (0, *(1 << j for j in range(k)), *((1 << i) | (1 << j) for i, j in pairs(k)))
    first, needed = 1 + k, float(ndtri(p_to_enter / 2)) ** 2  # of chi-squared with one degree of freedom
    active = np.zeros((n, len(effects)), dtype=bool)
    active[:, :first] = True
    missing, likelihood = fit_tables(tables.counts, k, effects, active)
    base = tuple(effects[:first])
    live = np.array([t for t in range(n) if tables.holds(t, base)], dtype=int)
    dead = np.setdiff1d(np.arange(n), live)
    missing[dead] = np.nan
    while live.size:
        table, added = np.nonzero(~active[live][:, first:])
        table, added = live[table], added + first
        trial = active[table]
        trial[np.arange(len(table)), added] = True
        found, value = fit_tables(tables.counts[table], k, effects, trial)
        gain = 2 * (value - likelihood[table])
        moved = []
        for t in live:
            own = np.flatnonzero(table == t)
            for c in own[np.argsort(-gain[own], kind="stable")]:
                if not gain[c] > needed:
                    break
                if tables.holds(t, _named(effects, trial[c])):
                    active[t], missing[t], likelihood[t] = trial[c], found[c], value[c]
                    moved.append(t)
                    break
        live = np.array(moved, dtype=int)
    return [None if t in set(dead) else _named(effects, active[t]) for t in range(n)], missing


def _named(effects: Model, active: Array) -> Model:
    return tuple(e for e, on in zip(effects, active, strict=True) if on)
