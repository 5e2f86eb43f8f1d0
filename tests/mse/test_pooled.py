"""Strata that share strength: planted dependence that all have, strata too small to show it by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.errors import BadInput, NotEstimable
from cenotaph.mse.converged import refusal
from cenotaph.mse.overlap import Overlap
from cenotaph.mse.pooled import CHAINS, DRAWS, pooled_total
from cenotaph.study.undocumented import run_mse


def world(seed, sizes=(80, 80, 150, 150, 300, 300, 800, 800)):
    """Three lists, the second fed by the first everywhere; sizes of lists differ by stratum."""
    rng, strata = np.random.default_rng(seed), []
    for n, size in enumerate(sizes):
        p = 1 / (1 + np.exp(-rng.normal([-0.8, -1.0, -1.2], 0.3)))
        first = rng.random(size) < p[0]
        second = rng.random(size) < np.where(first, min(2 * p[1], 0.9), 0.8 * p[1])
        cell = first + 2 * second + 4 * (rng.random(size) < p[2])
        counts = np.bincount(cell, minlength=8).astype(np.int64)
        counts[0] = 0
        strata.append(Overlap(("a", "b", "c"), counts, f"part {n}"))
    return strata, dict(zip((o.stratum for o in strata), sizes, strict=True))


@pytest.mark.slow
def test_planted_strata_come_back_and_small_ones_gain():
    strata, truth = world(1)
    found = pooled_total(strata, seed=1)
    assert not found.left
    held = sum(f.interval()[0] <= truth[name] <= f.interval()[1] for name, f in found.by_stratum.items())
    assert held >= 6
    low, high = np.quantile(found.whole, [0.05, 0.95])
    assert low <= sum(truth.values()) <= high
    assert found.whole == pytest.approx(sum(f.whole for f in found.by_stratum.values()))
    from cenotaph.mse.methods import log_linear

    alone = [log_linear(o, 1, replicates=300) for o in strata[:4]]
    together = [found.by_stratum[o.stratum] for o in strata[:4]]
    width = [np.median([np.diff(f.interval())[0] for f in own if f.holds]) for own in (alone, together)]
    assert width[1] < width[0]


def test_chains_that_do_not_agree_are_refused():
    good = {"rhat": 1.001, "ess_bulk": 900.0, "ess_tail": 800.0, "divergences": 0.0}
    assert not refusal(good, CHAINS * DRAWS)
    assert "do not agree" in refusal(good | {"rhat": 1.2}, CHAINS * DRAWS)
    assert "independent" in refusal(good | {"ess_tail": 50.0}, CHAINS * DRAWS)
    assert "ran away" in refusal(good | {"divergences": 300.0}, CHAINS * DRAWS)


def test_what_cannot_be_pooled_is_told():
    strata, _ = world(2)
    with pytest.raises(NotEstimable, match="2 strata of 3 lists"):
        pooled_total(strata[:2], seed=1)
    with pytest.raises(NotEstimable, match="not known"):
        pooled_total([*strata, Overlap(("a", "b", "c"), strata[0].counts, "")], seed=1)
    with pytest.raises(BadInput, match="only where there are strata"):
        run_mse("kosovo-1999", pool=True)
