"""The whole by latent classes: several chains from dispersed starts, and a refusal where they do not agree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from cenotaph.arrays import Array
from cenotaph.mse.converged import convergence, refusal
from cenotaph.mse.latent.density import (
    CLASSES,
    Table,
    classes_of,
    dimension,
    off_all_lists,
    table_of,
    trajectory,
)
from cenotaph.mse.latent.hamiltonian import Sampled, sample
from cenotaph.mse.overlap import Overlap

CHAINS = 16
WARMUP = 300
DRAWS = 500
ACCEPTED = (0.8, 0.9, 0.95)  # asked in each try, which has twice the draws of the one before
PROBABILITIES = (0.05, 0.1, 0.25)  # to be on some list


@dataclass(frozen=True)
class Latent:
    """What latent classes say of a table.

    whole : (chain, draw) of N. reached : {x: (chain, draw)}, of N those with a probability above x to be on some list.
    refused : why there is no interval; empty where there is one. diagnostics : R-hat, effective sizes, divergences, and
    the medians of chains that began at few and at many missing.
    """

    whole: Array
    reached: dict[float, Array]
    refused: str
    diagnostics: dict[str, float]


def latent_classes(overlap: Overlap, seed: int = 1, classes: int = CLASSES, chains: int = CHAINS) -> Latent:
    """Fit latent classes; longer again from where the chains ended while they do not agree, and refuse in the end."""
    rng = np.random.default_rng(seed)
    table, lists = table_of(overlap), overlap.k
    move = partial(_moved, table=table, classes=classes)
    position = _uphill(_dispersed(lists, classes, chains, rng), overlap.documented, table, classes)
    for attempt, accept in enumerate(ACCEPTED):
        sampled = sample(move, position, WARMUP * 2**attempt, DRAWS * 2**attempt, rng, accept)
        position = sampled.draws[-1]
        found = _told(overlap, sampled, classes, rng)
        if not found.refused:
            break
    return found


def _told(overlap: Overlap, sampled: Sampled, classes: int, rng: np.random.Generator) -> Latent:
    draws, _, chains = sampled.draws.shape
    flat = sampled.draws.transpose(1, 2, 0).reshape(-1, chains * draws)  # (dimension, chain and draw)
    odds = off_all_lists(flat, overlap.k, classes).reshape(chains, draws)
    n = overlap.documented
    # Those on no list are negative binomial: Poisson of a gamma. Above 1e15 nobody counts.
    whole = n + rng.poisson(np.minimum(rng.gamma(n, odds), 1e15)).astype(float)
    told = _diagnosed(whole, sampled.divergences, chains) | {"step": sampled.step, "accept": sampled.accept}
    told["sampling_seconds"] = sampled.seconds
    return Latent(whole, _reached(flat, whole, overlap.k, classes), _refusal(told, whole.size), told)


def _moved(position: Array, momentum: Array, epsilon: Array, steps: int, *, table: Table, classes: int) -> tuple:
    return trajectory(position, momentum, epsilon, steps, 1.0, table, classes)


def _uphill(position: Array, documented: int, table: Table, classes: int) -> Array:
    """Every chain from its far start to the heights of its own side, by steps with friction; small against the curve
    that so many persons give the density. One that ran away stays where it began."""
    step = np.full(position.shape[1], 0.5 / np.sqrt(1 + documented / 4))
    steps = int(12 / step[0])
    _, found, _, value = trajectory(position, np.zeros_like(position), step, steps, 0.9, table, classes)
    return np.where(np.isfinite(np.asarray(value)), np.asarray(found), position)


def _dispersed(lists: int, classes: int, chains: int, rng: np.random.Generator) -> Array:
    """(dimension, chain): the prior's spread of classes; half the chains begin where few are missing, half where many
    are, so that a second mode is found from one side."""
    start = rng.standard_normal((dimension(lists, classes), chains))
    start[: classes * lists] = rng.logistic(size=(classes * lists, chains))
    start[: classes * lists] += np.where(np.arange(chains) < chains // 2, 0.5, -2.5)
    return start


def _diagnosed(whole: Array, divergences: int, chains: int) -> dict[str, float]:
    few, many = whole[: chains // 2], whole[chains // 2 :]
    medians = {"median_from_few": float(np.median(few)), "median_from_many": float(np.median(many))}
    return convergence({"whole": np.log(whole)}, divergences) | medians


def _refusal(told: dict[str, float], draws: int) -> str:
    """Why the draws are not to be trusted; empty where they are."""
    apart = (
        f"chains that began at few missing have a median of {told['median_from_few']:,.0f}, those at many of "
        f"{told['median_from_many']:,.0f}"
    )
    return refusal(told, draws, apart)


def _reached(flat: Array, whole: Array, lists: int, classes: int) -> dict[float, Array]:
    """{x: (chain, draw)}: N times the share of persons whose class is listed with a probability above x. Of the others
    these lists say next to nothing (Johndrow, Lum and Manrique-Vallier 2019, Annals of Applied Statistics 13)."""
    pi, lam = classes_of(flat, lists, classes)
    listed = 1 - np.prod(1 - lam, axis=1)
    return {x: (pi * (listed > x)).sum(axis=0).reshape(whole.shape) * whole for x in PROBABILITIES}
