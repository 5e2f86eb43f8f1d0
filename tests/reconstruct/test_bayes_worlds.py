"""Whole fits: invented worlds whose truth is known, negative controls, and the flagship at three seeds."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from reconstruct.invented import World
from reconstruct.invented_model import write

pytestmark = pytest.mark.slow


def fitted(world: World, folder, without: tuple[str, ...] = ()):
    from cenotaph.reconstruct.bayes.fitting import fit_bundle
    from cenotaph.reconstruct.bayes.gather import gather

    case = load_case(write(world, folder))
    data, shape = gather(case)
    return fit_bundle(case.spec.model, data, shape._replace(without=without), seed=1)


def excess(fit) -> np.ndarray:
    from cenotaph.reconstruct.bayes.estimates import posterior

    return posterior(fit)["excess-window-crisis"].ravel()


def test_a_planted_crisis_is_found_again(tmp_path):
    world = World(intensity=2.0)
    fit = fitted(world, tmp_path)
    assert not fit.refused
    low, high = np.quantile(excess(fit), [0.05, 0.95])
    assert low < world.excess < high
    assert np.mean(excess(fit) > 0) > 0.99


def test_a_placebo_says_nought(tmp_path):
    fit = fitted(World(intensity=0.0, crisis_fertility=1.0), tmp_path)
    assert not fit.refused
    low, high = np.quantile(excess(fit), [0.05, 0.95])
    assert low < 0 < high
    assert 0.05 < np.mean(excess(fit) > 0) < 0.95


def test_a_falsified_census_is_seen_and_a_model_without_net_error_is_worse(tmp_path):
    world = World(intensity=2.0, false_share=0.05)
    honest, blind = fitted(world, tmp_path / "a"), fitted(world, tmp_path / "b", without=("net-error",))
    error = honest.draws["net_error_log"][..., 1].ravel()
    assert np.mean(error > 0) > 0.9
    miss = [abs(np.median(excess(f)) - world.excess) for f in (honest, blind)]
    assert miss[0] < miss[1]
    assert not np.quantile(excess(blind), 0.05) < world.excess < np.quantile(excess(blind), 0.95)


def test_a_model_that_may_not_have_a_crisis_cannot_reproduce_the_registers(tmp_path):
    """The predictive check lets the model pass on a planted crisis, and not the same model without its window."""
    from cenotaph.reconstruct.bayes.fitting import fit_bundle
    from cenotaph.reconstruct.bayes.gather import gather
    from cenotaph.reconstruct.bayes.predictive import check

    case = load_case(write(World(intensity=4.0), tmp_path))
    data, shape = gather(case)
    none = tuple(c._replace(unit=1e-4 * c.unit) for c in data.crises)
    with_crisis, without = (fit_bundle(case.spec.model, d, shape, seed=1) for d in (data, data._replace(crises=none)))
    failed = [{row["source"] for row in check(f) if not row["fits"]} for f in (with_crisis, without)]
    assert failed[0] == set()
    assert "register of deaths" in failed[1]


def test_short_chains_say_how_far_they_may_be_off(tmp_path):
    """Median and ends of the short run differ from those of the full one by what it says, in nearly all estimates."""
    from cenotaph.reconstruct.bayes import fit, fit_short
    from cenotaph.reconstruct.bayes.estimates import posterior, width

    case = load_case(write(World(intensity=2.0), tmp_path))
    full, short = posterior(fit(case, seed=1)), posterior(fit_short(case, seed=2))
    off = [abs(np.median(short[n]) - np.median(full[n])) / width(full[n]) for n in full]
    assert np.quantile(off, 0.9) < 0.1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_flagship_converges(seed):
    from cenotaph.reconstruct.bayes import fit

    found = fit(load_case(find_case("ussr-1926-1939")), seed=seed)
    assert found.diagnosis.failures == []
    assert found.draws["residual"].max() < 1.0
    contrast = found.draws["net_error"][..., 2] - found.draws["net_error"][..., 1]
    assert 2.0e6 < np.median(contrast) < 4.5e6
