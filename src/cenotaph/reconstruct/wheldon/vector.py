"""The latent vector: departures of all initial estimates on their own scales, and the arrays the sampler is given.

Order: log fertility of the ages that bear, logit survival, migration proportions, log baseline counts, and for two
sexes the log sex ratio at birth. Each block has one variance; the variance of the counts is also that of the censuses.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from cenotaph.arrays import Array, namespace
from cenotaph.reconstruct.wheldon.inputs import Inputs
from cenotaph.reconstruct.wheldon.priors import PARTS

FERTILITY, SURVIVAL, POPULATION = (PARTS.index(part) for part in ("fertility", "survival", "population"))


class Shape(NamedTuple):
    """What a compiled program depends on. bearing : first and last + 1 of the age groups with births. whole : every
    census has the model's own age groups."""

    periods: int
    sexes: int
    groups: int
    bearing: tuple[int, int]
    whole: bool
    width: float

    @property
    def parts(self) -> tuple[str, ...]:
        return PARTS if self.sexes == 2 else PARTS[:-1]

    @property
    def forms(self) -> tuple[tuple[int, ...], ...]:
        """Shapes of the blocks."""
        low, high = self.bearing
        found = (
            (self.periods, high - low),
            (self.periods, self.sexes, self.groups + 1),
            (self.periods, self.sexes, self.groups),
            (self.sexes, self.groups),
        )
        return (*found, (self.periods,)) if self.sexes == 2 else found

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(int(np.prod(form)) for form in self.forms)

    @property
    def dimension(self) -> int:
        return sum(self.sizes)

    def span(self, part: int) -> slice:
        """Where a block stands in the latent vector."""
        return slice(sum(self.sizes[:part]), sum(self.sizes[: part + 1]))


class Data(NamedTuple):
    """Arguments of the compiled programs. mean : (dimension,), initial estimates. counted : (cell,), log persons.
    between : (census, step + 1), weights on the steps around a census. cells : (cell, census x sex x group), 0 or 1.
    bears : (period, bearing group), 1 where the initial estimate is above nought. shares : (period, bearing group), of
    the births by the initial estimates. bend : how far survival is bent, 0 to 1 (`bend`). srb : (period,), where it is
    fixed. alpha, beta : (part,)."""

    mean: Any
    counted: Any
    between: Any
    cells: Any
    bears: Any
    shares: Any
    bend: Any
    srb: Any
    alpha: Any
    beta: Any


class Rates(NamedTuple):
    """In natural units, leading axes kept: asfr (..., period, age), survival (..., period, sex, age + 1), migration
    (..., period, sex, age), baseline (..., sex, age), srb (..., period)."""

    asfr: Any
    survival: Any
    migration: Any
    baseline: Any
    srb: Any


def gather(given: Inputs) -> tuple[Data, Shape]:
    """The arrays and the shape of checked inputs."""
    bearing = np.flatnonzero((given.asfr > 0).any(axis=0))
    low, high = int(bearing[0]), int(bearing[-1]) + 1
    sexes, groups = given.baseline.shape
    whole = all(c.cells is None for c in given.counts)
    shape = Shape(given.periods, sexes, groups, (low, high), whole, given.width)
    bears = (given.asfr[:, low:high] > 0).astype(float)
    blocks = [
        np.log(np.where(bears > 0, given.asfr[:, low:high], 1.0)),
        np.log(given.survival) - np.log1p(-given.survival),
        given.migration,
        np.log(given.baseline),
        *([np.log(given.srb)] if sexes == 2 else []),
    ]
    data = Data(
        mean=np.concatenate([b.ravel() for b in blocks]),
        counted=np.log(np.concatenate([c.persons for c in given.counts])),
        between=np.stack([_between(c.date, given) for c in given.counts]),
        cells=_cells(given),
        bears=bears,
        shares=_shares(given)[:, low:high],
        bend=0.0,
        srb=given.srb,
        alpha=np.array([given.priors.alpha[p] for p in shape.parts]),
        beta=np.array([given.priors.beta[p] for p in shape.parts]),
    )
    return data, shape


def _between(date: float, given: Inputs) -> Array:
    """Weights on log population at the steps: all on one, or in proportion to time between two (constant growth)."""
    place = (date - given.start) / given.width
    low = min(int(np.floor(place)), given.periods - 1)
    weights = np.zeros(given.periods + 1)
    weights[low], weights[low + 1] = 1 - (place - low), place - low
    return weights


def _shares(given: Inputs) -> Array:
    """(period, group), share of the births of each age of women by the initial estimates."""
    from cenotaph.reconstruct.wheldon.projection import projected

    women = projected(Rates(*(getattr(given, name) for name in Rates._fields)), given.width).population[:, 0]
    there = women[:-1] * (1 + given.migration[:, 0] / 2)
    survival = given.survival[:, 0]
    # Those a group sends into the next bear there at the end of the period; the open one keeps its own.
    later = np.concatenate([0 * there[:, :1], there[:, :-1] * survival[:, 1:-1]], axis=1)
    later[:, -1] += there[:, -1] * survival[:, -1]
    births = given.asfr * (there + later)
    return births / births.sum(axis=1, keepdims=True)


def _cells(given: Inputs) -> Array:
    """(cell, census x sex x group); where every census has the model's groups, none is needed and it is empty."""
    if all(c.cells is None for c in given.counts):
        return np.zeros((0, 0))
    size = given.baseline.size
    found = np.zeros((sum(c.persons.size for c in given.counts), len(given.counts) * size))
    row = 0
    for n, count in enumerate(given.counts):
        own = np.eye(size) if count.cells is None else count.cells.reshape(count.persons.size, size)
        found[row : row + own.shape[0], n * size : (n + 1) * size] = own
        row += own.shape[0]
    return found


def rates(vector: Any, data: Data, shape: Shape) -> Rates:
    """Natural units from the latent vector (..., dimension)."""
    xp = namespace(vector)
    lead, start, blocks = vector.shape[:-1], 0, []
    for form, size in zip(shape.forms, shape.sizes, strict=True):
        blocks.append(vector[..., start : start + size].reshape((*lead, *form)))
        start += size
    low, high = shape.bearing
    before, after = (xp.zeros((*lead, shape.periods, n)) for n in (low, shape.groups - high))
    asfr = xp.concat([before, xp.exp(blocks[0]) * xp.asarray(data.bears), after], axis=-1)
    srb = xp.exp(blocks[4]) if shape.sexes == 2 else xp.asarray(data.srb)
    return Rates(asfr, 1 / (1 + xp.exp(-blocks[1])), blocks[2], xp.exp(blocks[3]), srb)
