"""Populations of known size, and lists that meet or break what the methods take for granted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cenotaph.mse.overlap import Overlap

WHOLE = 2000
LISTS = ("a", "b", "c", "d", "e")
CHANCES = np.array([0.3, 0.25, 0.2, 0.15])


@dataclass(frozen=True)
class Design:
    """holds : models whose assumptions the design meets; draw : (person, list) of bool."""

    name: str
    text: str
    holds: tuple[str, ...]
    draw: Callable[[np.random.Generator], np.ndarray]


def _independent(rng: np.random.Generator) -> np.ndarray:
    return rng.random((WHOLE, 4)) < CHANCES


def _one_pair(rng: np.random.Generator) -> np.ndarray:
    on = _independent(rng)
    on[:, 1] = rng.random(WHOLE) < np.where(on[:, 0], 0.5, 0.2)  # who is on the first is sent on to the second
    return on


def _chain(rng: np.random.Generator) -> np.ndarray:
    on = _independent(rng)
    on[:, 1] = rng.random(WHOLE) < np.where(on[:, 0], 0.45, 0.2)
    on[:, 2] = rng.random(WHOLE) < np.where(on[:, 1], 0.35, 0.15)
    on[:, 3] = rng.random(WHOLE) < np.where(on[:, 2], 0.05, 0.2)  # who is on the third has no need of the fourth
    return on


def _two_classes(rng: np.random.Generator) -> np.ndarray:
    easy = rng.random(WHOLE) < 0.5
    chance = np.where(easy[:, None], [0.5, 0.45, 0.4, 0.35], [0.15, 0.1, 0.12, 0.08])
    return rng.random((WHOLE, 4)) < chance


def _two_classes_of_five(rng: np.random.Generator) -> np.ndarray:
    easy = rng.random(WHOLE) < 0.4
    chance = np.where(easy[:, None], [0.7, 0.6, 0.6, 0.5, 0.5], [0.25, 0.2, 0.2, 0.15, 0.15])
    return rng.random((WHOLE, 5)) < chance


def _hidden(rng: np.random.Generator) -> np.ndarray:
    """A third of all is almost out of reach of every list."""
    hidden = rng.random(WHOLE) < 1 / 3
    return rng.random((WHOLE, 4)) < np.where(hidden[:, None], 0.01, CHANCES + 0.1)


def _together(rng: np.random.Generator) -> np.ndarray:
    """All lists copy one source for some persons: an effect of all four, which every log-linear model leaves out."""
    copied = rng.random(WHOLE) < 0.08
    return _independent(rng) | copied[:, None]


ALL = ("graphs", "log-linear", "latent-classes")
DESIGNS = (
    Design(
        "independent", "Lists independent, everyone alike", ("graphs", "log-linear", "latent-classes"), _independent
    ),
    Design("one-pair", "The first list sends persons on to the second", ("graphs", "log-linear"), _one_pair),
    Design("chain", "Each list depends on the one before, the last negatively", ("graphs", "log-linear"), _chain),
    Design("two-classes", "Half of all are easily listed, half are not", ("latent-classes",), _two_classes),
    Design(
        "two-classes-five",
        "The same with five lists, two in five easily listed",
        ("latent-classes",),
        _two_classes_of_five,
    ),
    Design("hidden", "A third of all is almost out of reach (1 in 100 for each list)", (), _hidden),
    Design("copied", "8 in 100 stand on all lists, for these copy one source", (), _together),
)


def table(design: Design, seed: int) -> Overlap:
    """One table of a design."""
    on = design.draw(np.random.default_rng([seed, len(design.name)]))
    k = on.shape[1]
    counts = np.bincount(on @ (1 << np.arange(k)), minlength=2**k).astype(np.int64)
    counts[0] = 0
    return Overlap(LISTS[:k], counts)
