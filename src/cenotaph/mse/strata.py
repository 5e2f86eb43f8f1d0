"""A table of lists divided into strata: by region, by year, by sex, or whatever its columns say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from cenotaph.arrays import Array
from cenotaph.errors import BadInput, NotEstimable
from cenotaph.evidence.lists_in import ListTable
from cenotaph.mse.found import Found
from cenotaph.mse.overlap import Overlap, overlap_of

DEALS = 10


def overlaps(table: ListTable, by: tuple[str, ...] = ()) -> list[Overlap]:
    """One overlap for each value of the columns `by`, in the order of first rows; of all persons without `by`.

    A stratum that is not known is "": its persons stand on lists all the same.

    Raises
    ------
    BadInput for a column that the table lacks.
    """
    for column in by:
        if column not in table.columns:
            known = ", ".join(table.columns) or "none"
            raise BadInput(f"no column {column!r} to divide by.", where=table.name, remedy=f"It has: {known}.")
    places = [table.columns.index(column) for column in by]
    found: dict[tuple[str, ...], Counter[tuple[int, ...]]] = {}
    for row in table.rows:
        key = tuple(row.others[p] for p in places)
        found.setdefault(key, Counter())[row.history] += row.count
    return [
        overlap_of(table.lists, dict(histories), ", ".join(v or "unknown" for v in key) if any(key) else "")
        for key, histories in found.items()
    ]


def imputed(strata: list[Overlap], rng: np.random.Generator) -> list[Overlap]:
    """The same tables with the persons of unknown stratum (stratum "") dealt out to the known ones.

    Of those with the same capture history the shares of the strata are drawn from what the known ones say (Dirichlet,
    half a person added to each), then the unknown are dealt by them: missing at random given the lists. One draw; an
    interval needs several.
    """
    unknown = [o for o in strata if not o.stratum]
    known = [o for o in strata if o.stratum]
    if not unknown or not known:
        return strata
    counts = np.stack([o.counts for o in known])
    dealt = np.zeros_like(counts)
    for cell in np.flatnonzero(unknown[0].counts):
        shares = rng.dirichlet(counts[:, cell] + 0.5)
        dealt[:, cell] = rng.multinomial(unknown[0].counts[cell], shares)
    return [Overlap(o.lists, o.counts + more, o.stratum) for o, more in zip(known, dealt, strict=True)]


@dataclass(frozen=True)
class Total:
    """A sum over strata. whole : (draw,) over those that could be estimated, documented included; documented : in all
    strata; left : (stratum, documented, reason) of those that could not, whose documented are a lower bound."""

    whole: Array
    documented: int
    by_stratum: dict[str, Found]
    left: tuple[tuple[str, int, str], ...]


def total(strata: list[Overlap], method: Callable[[Overlap, int], Found], seed: int, deals: int = DEALS) -> Total:
    """A method on every stratum, and their sum: of draws, not of the ends of intervals.

    Where the stratum of some persons is unknown they are dealt out `deals` times and the draws of all deals are put
    together.
    """
    rng = np.random.default_rng(seed)
    rounds = deals if any(not o.stratum for o in strata) and len(strata) > 1 else 1
    drawn: dict[str, list[Found]] = {}
    for turn in range(rounds):
        for n, overlap in enumerate(imputed(strata, rng)):
            drawn.setdefault(overlap.stratum, []).append(method(overlap, seed + 1000 * turn + n))
    found, left = {}, []
    for stratum, answers in drawn.items():
        if all(a.holds for a in answers):
            pooled = rng.permutation(np.concatenate([a.whole for a in answers]))
            documented = round(np.mean([a.documented for a in answers]))
            found[stratum] = replace(answers[0], whole=pooled, documented=documented, point=_point(answers))
        else:
            reason = next(a.reason for a in answers if not a.holds)
            left.append((stratum, round(np.mean([a.documented for a in answers])), reason))
    return total_of(strata, found, tuple(left))


def total_of(strata: list[Overlap], found: dict[str, Found], left: tuple[tuple[str, int, str], ...]) -> Total:
    """The sum of the strata that were found, draw by draw."""
    size = min((f.whole.size for f in found.values()), default=0)
    whole = sum((f.whole[:size] for f in found.values()), np.zeros(size))
    return Total(whole, sum(o.documented for o in strata), found, left)


def _point(answers: list[Found]) -> float | None:
    return None if answers[0].point is None else float(np.mean([a.point for a in answers]))


@dataclass(frozen=True)
class Pooled:
    """Draws over replicate tables, and what their variance is made of. linkage : between the means of replicates;
    within : the mean variance inside one, of sampling and of the model; model : of that, between the models that a
    method averages over, nan for a method that does not tell."""

    whole: Array
    linkage: float
    within: float
    model: float = np.nan


def over_replicates(found: list[Found]) -> Pooled:
    """Answers of one method on replicate tables (draws of a linkage or an imputation) as one: all draws together.

    Raises
    ------
    NotEstimable where a replicate has no answer.
    """
    for number, answer in enumerate(found, 1):
        if not answer.holds:
            raise NotEstimable(f"replicate {number}: {answer.reason}.")
    means = np.array([f.whole.mean() for f in found])
    within = float(np.mean([f.whole.var() for f in found]))
    model = float(np.mean([f.told.get("model_share", np.nan) * f.whole.var() for f in found]))
    return Pooled(np.concatenate([f.whole for f in found]), float(means.var()), within, model)
