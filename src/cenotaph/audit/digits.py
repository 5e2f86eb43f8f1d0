"""Last digits of enumerated cells, and figures that repeat: what invented numbers might betray.

Last digits of large true counts are even. The test sees invention only where it is a large share of the cells, so its
power is always stated; and it sees nothing of an addition made by a factor or to a total.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import EXACT, NO_SIZE, Finding, Quiet, Said, Skipped
from cenotaph.audit.words import listed

NAME, REPEATED = "last digits", "repeated figures"
LEAST_COUNT = 1000  # below, last digits of smooth counts are not yet even
LEAST_CELLS = 50  # five expected at each digit, or chi-square is no guide
LARGE = 10_000  # a figure this large has no business standing twice
NEAR = 0.1  # figures within a tenth of each other could have coincided
WANTED_POWER = 0.8
DRAWS, STEP = 1000, 0.02  # tables drawn for each share of invented cells, and the step of that share
ROUNDED = 0.5  # a table in which half the cells end in 0 was rounded, and says so


def comparisons(material: Material) -> int:
    return sum(_values(c, sex).size >= LEAST_CELLS for c in material.counts for sex in c.sexes) + 1


def _values(count: Counted, sex: str) -> np.ndarray:
    """The finest printed figures of a sex, large enough, whole numbers; empty when any is not whole."""
    if not count.whole:
        return np.empty(0, dtype=int)
    single = {c.age_from for c in count.cells if c.sex == sex and c.age_to == c.age_from + 1}
    own = [c for c in count.cells if c.sex == sex and c.persons >= LEAST_COUNT]
    wide = [c for c in own if c.age_to is not None and c.age_to > c.age_from + 1]
    summed = [c for c in wide if set(range(c.age_from, c.age_to)) <= single]
    return np.array([c.persons for c in own if c not in summed], dtype=int)


@lru_cache(maxsize=64)
def seen_share(cells: int, alpha: float) -> tuple[float, float]:
    """Shares of invented cells that the test sees with WANTED_POWER at level alpha: by an inventor who uses only half
    of the digits, and by one who ends every figure in 0. By simulation (DRAWS tables for each share, in steps of STEP);
    nan where it would not see even a table wholly invented.

    >>> seen_share(100, 0.05)
    (0.4, 0.16)
    """
    from scipy.special import chdtri

    critical = float(chdtri(9, alpha))
    rng = np.random.default_rng(9)
    half, zero = np.repeat([0.2, 0.0], 5), np.eye(10)[0]
    return _least(cells, critical, half, rng), _least(cells, critical, zero, rng)


def _least(cells: int, critical: float, invented: np.ndarray, rng: np.random.Generator) -> float:
    """The least share of cells with digits so invented that is seen often enough."""
    expected = cells / 10
    for share in np.arange(STEP, 1 + STEP / 2, STEP):
        digits = rng.multinomial(cells, (1 - share) / 10 + share * invented, size=DRAWS)
        if (((digits - expected) ** 2).sum(axis=-1) / expected > critical).mean() >= WANTED_POWER:
            return round(float(share), 2)
    return float("nan")


def check(material: Material, alpha: float) -> Iterator[Said]:
    """One test a count and sex, and one of repeated figures. alpha : level of one test."""
    for count in material.counts:
        for sex in count.sexes:
            yield _last_digits(count, sex, alpha)
    yield _repeats(material, alpha)


def _last_digits(count: Counted, sex: str, alpha: float) -> Said:
    from scipy.special import chdtrc

    values, subject = _values(count, sex), f"{count.id}, {sex}"
    if values.size < LEAST_CELLS:
        why = f"{values.size} cells of whole numbers from {LEAST_COUNT} on; {LEAST_CELLS} are needed"
        return Skipped(
            NAME, subject, why if count.whole else "figures are not whole numbers, so nobody enumerated them"
        )
    shares = np.bincount(values % 10, minlength=10)
    expected = values.size / 10
    chi2 = float(((shares - expected) ** 2 / expected).sum())
    p = float(chdtrc(9, chi2))
    half, zeros = seen_share(values.size, alpha)
    power = _power(values.size, half, zeros)
    if shares[0] >= ROUNDED * values.size:
        return Skipped(NAME, subject, f"{shares[0]} of {values.size} cells end in 0: the table is rounded")
    if p >= alpha:
        return Quiet(NAME, subject, f"chi-square {chi2:.1f}, p {p:.2g}; {power}")
    odd = [int(d) for d in np.argsort(-np.abs(shares - expected))[:2]]
    return Finding(
        f"last-digits-{count.id}-{sex}", NAME, subject, "last digits are uneven",
        f"Last digits of the {values.size} cells of {count.id}, {sex}, are uneven: "
        f"{listed(f'{shares[d]} end in {d}' for d in odd)}, where {expected:.1f} would be even.",
        None, None, NO_SIZE, "moderate" if p < alpha / 10 else "weak",
        f"Chi-square {chi2:.1f} with 9 degrees of freedom, p {p:.2g} (level {alpha:.2g}); {power}.",
        ("rounding of some cells by the office", "estimates among the cells", "a misreading in the transcription"),
        {"digits": shares.tolist(), "chi_square": chi2, "p": p, "cells": int(values.size),
         "seen_half_of_digits": half, "seen_zeros": zeros}, count.files,
    )  # fmt: skip


def _power(cells: int, half: float, zeros: float) -> str:
    """What the test would have seen."""
    seen = [
        f"{100 * share:.0f} per cent of cells {how}"
        for share, how in ((half, "invented with half of the digits only"), (zeros, "made to end in 0"))
        if np.isfinite(share)
    ]
    if not seen:
        return f"with {cells} cells it would not see even a table wholly invented"
    return f"with {cells} cells it sees, four times in five, {' or '.join(seen)}"


def _repeats(material: Material, alpha: float) -> Said:
    from scipy.special import pdtrc

    labelled = [
        (v, f"{c.id}, {sex}") for c in material.counts for sex in c.sexes for v in _values(c, sex) if v >= LARGE
    ]
    if len(labelled) < LEAST_CELLS:
        why = f"{len(labelled)} whole numbers from {LARGE:,} on; {LEAST_CELLS} are needed"
        return Skipped(REPEATED, material.name, why)
    values = np.sort(np.array([v for v, _ in labelled], dtype=float))
    near = np.searchsorted(values, values * (1 + NEAR), side="right") - np.arange(values.size) - 1
    # Two true figures that near each other agree to the last unit about once in the width of the neighbourhood.
    expected = float((near / (values * NEAR)).sum())
    counted = np.unique(values, return_counts=True)
    twice = {int(v): int(n) for v, n in zip(*counted, strict=True) if n > 1}
    pairs = sum(n * (n - 1) // 2 for n in twice.values())
    p = float(pdtrc(pairs - 1, expected)) if pairs else 1.0
    said = f"{pairs} pairs of equal figures from {LARGE:,} on, {expected:.2g} expected by chance"
    if p >= alpha:
        return Quiet(REPEATED, material.name, f"{said}, p {p:.2g}")
    where = {v: [w for n, w in labelled if n == v] for v in twice}
    size = float(sum(v * (n - 1) for v, n in twice.items()))
    return Finding(
        "repeated-figures", REPEATED, material.name, "the same figure stands more than once",
        f"The same figure stands more than once: {listed(f'{v:,} ({listed(where[v])})' for v in list(twice)[:5])}.",
        size, size, EXACT, "moderate", f"{said}; Poisson p {p:.2g} (level {alpha:.2g}).",
        ("a slip of the transcription", "a table printed twice", "coincidence of rounded figures"),
        {"figures": {str(v): where[v] for v in twice}, "expected_pairs": expected, "p": p},
        tuple(dict.fromkeys(f for c in material.counts for f in c.files)),
    )  # fmt: skip
