"""The classical account: it closes, finds a planted crisis again, and refuses what cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cenotaph.arrays import N_AGES
from cenotaph.demography.projection import step_hazard, time_steps
from cenotaph.errors import NotEstimable
from cenotaph.reconstruct.path import actual_path, crisis_steps
from cenotaph.study.run import run
from reconstruct.invented import EQUAL_SHARE, World, normal_hazard

PERSONS = hnp.arrays(float, (2, N_AGES), elements=st.floats(1, 1e6))


def steps_of(opening, start=1900.0, end=1910.0, exponent=1.0):
    hazard = normal_hazard()
    steps = [(t, step_hazard(hazard, n)) for t, n in time_steps(start, end)]
    weights = np.array([1.0 if 1904 <= t < 1906 else 0.0 for t, _ in steps])
    return crisis_steps(steps, [hazard] * len(steps), weights, opening, exponent)


def values(study) -> dict[str, tuple[float, float]]:
    return {
        e.estimand.id: (e.interval()["low"], e.interval()["high"])
        for e in study.estimates.estimates
        if e.axis != "none"
    }


@pytest.mark.parametrize("intensity", [0.0, 0.7, 3.0, 12.0])
def test_a_planted_crisis_is_found_again(tmp_path, intensity):
    """Told the crisis years' relative weight only by "equal" thirds, the total still comes out close."""
    world = World(intensity=intensity)
    found = values(run(world.write(tmp_path, spec=EQUAL_SHARE)))
    low, high = found["excess-deaths-rate-1910"]
    assert low == high
    assert low == pytest.approx(world.excess, rel=0.03, abs=60)
    assert found["births-1910"][0] == pytest.approx(sum(world.births), rel=0.02)
    assert found["deaths-1910"][0] == pytest.approx(sum(world.deaths), rel=0.02)


def test_a_wrong_account_would_be_seen(tmp_path):
    """Children dying at normal rates, in a world where they did not, misses the planted total."""
    world = World(intensity=6.0)
    spec = EQUAL_SHARE + 'children = "normal"\n'
    found = values(run(world.write(tmp_path, spec=spec)))
    assert found["excess-deaths-rate-1910"][0] < 0.9 * world.excess


def test_a_placebo_says_nearly_zero_and_may_go_below(tmp_path):
    world = World(intensity=0.0, crisis_fertility=1.0)
    found = values(run(world.write(tmp_path, spec=EQUAL_SHARE)))
    assert abs(found["excess-deaths-rate-1910"][0]) < 0.002 * sum(world.deaths)
    milder = World(intensity=-0.4, crisis_fertility=1.0)
    below = values(run(milder.write(tmp_path / "milder", spec=EQUAL_SHARE)))
    assert below["excess-deaths-rate-1910"][0] < 0
    assert below["excess-deaths-rate-1910"][0] == pytest.approx(milder.excess, rel=0.05)


def test_the_waterfall_closes_to_one_person(tmp_path):
    study = run(World().write(tmp_path, spec=EQUAL_SHARE))
    rows = [r for r in study.estimates.tables["waterfall"].rows if r["kind"] != "residual"]
    running = 0.0
    for row in rows:
        assert row["start"] == (0.0 if row["kind"] == "level" else running)
        if row["kind"] == "level" and running:
            assert row["value"] == pytest.approx(running, abs=1.0)
        running = row["end"]
    assert running == pytest.approx(World().end.sum(), abs=1.0)


def test_rate_based_figures_show_their_residual(tmp_path):
    study = run(World().write(tmp_path, spec=EQUAL_SHARE))
    found = values(study)
    residual = next(r for r in study.estimates.tables["waterfall"].rows if r["kind"] == "residual")
    by_hand = found["total-deficit-1910"][0] - found["excess-deaths-rate-1910"][0] - found["birth-deficit-1910"][0]
    assert residual["value"] == pytest.approx(by_hand, abs=1e-3)
    assert abs(residual["value"]) > 1


@given(PERSONS, PERSONS, st.sampled_from([1910.0, 1910.05, 1910.6]))
@settings(max_examples=60, deadline=None)
def test_whatever_the_censuses_the_books_close(opening, closing, end):
    """P1 = P0 + B - D by sex, or the account says why it cannot be."""
    try:
        path = actual_path(opening, closing, steps_of(opening, end=end))
    except NotEstimable:
        return
    left = opening.sum(axis=1) + path.births.sum(axis=0) - path.deaths.sum(axis=0)
    # Births survived back through an extreme crisis are many; the books close to their last digit.
    np.testing.assert_allclose(left, closing.sum(axis=1), rtol=1e-9, atol=1e-12 * path.births.sum())
    older = opening.sum(axis=1) - path.older_deaths
    assert (older <= opening.sum(axis=1)).all()


def test_a_cohort_that_grows_cannot_be():
    opening = np.full((2, N_AGES), 1000.0)
    with pytest.raises(NotEstimable, match="More female persons are counted"):
        actual_path(opening, 3 * opening, steps_of(opening))


def test_an_emptied_country_cannot_be_a_crisis_either():
    opening = np.full((2, N_AGES), 1000.0)
    closing = np.zeros((2, N_AGES))
    closing[:, 0] = 10.0
    with pytest.raises(NotEstimable, match="So few female persons"):
        actual_path(opening, closing, steps_of(opening))


def test_a_false_census_shows_as_fewer_deaths(tmp_path):
    """Two per cent added to the second census takes the added persons out of the dead and the unborn."""
    honest = values(run(World().write(tmp_path / "a", spec=EQUAL_SHARE)))
    false = values(run(World(false_share=0.02).write(tmp_path / "b", spec=EQUAL_SHARE)))
    added = false["true-population-1910"][0] - honest["true-population-1910"][0]
    assert honest["total-deficit-1910"][0] - false["total-deficit-1910"][0] == pytest.approx(added, abs=1)


def test_two_age_tables_alone_say_what_cannot_be_known(tmp_path):
    study = run(World().write(tmp_path, with_life_table=False))
    by_id = {e.estimand.id: e for e in study.estimates.estimates}
    assert by_id["counted-population-1900"].value == pytest.approx(World().start.sum())
    loss = by_id["excess-deaths-rate-1910"]
    assert loss.axis == "none"
    assert "life table" in loss.reason


def test_without_fertility_only_the_counterfactual_is_missing(tmp_path):
    folder = World().write(tmp_path)
    (folder / "evidence" / "fertility.csv").unlink()
    by_id = {e.estimand.id: e for e in run(folder).estimates.estimates}
    assert by_id["excess-deaths-rate-1910"].axis == "scenario"
    assert by_id["birth-deficit-1910"].axis == "none"
    assert "fertility schedule" in by_id["birth-deficit-1910"].reason


def test_migration_is_never_zero_in_silence(tmp_path):
    by_id = {e.estimand.id: e for e in run(World().write(tmp_path)).estimates.estimates}
    assert by_id["net-migration-loss-1910"].axis == "none"
    assert "Migration is not stated" in by_id["excess-deaths-rate-1910"].reason
