"""Sources left out and records added, on worlds of the small shape of the calibration."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.reconstruct.bayes import papers as told
from cenotaph.reconstruct.bayes.foreseen import replicates
from cenotaph.reconstruct.bayes.parameters import parameters
from cenotaph.reconstruct.bayes.population import actual, at_closing

DRAWS = 1500


@pytest.fixture(scope="module")
def world():
    from driven.worlds_of import world

    return world(60_001)


def plain(key, vector, data, shape, rng):
    """What a source would say, drawn as worlds are: figures as `replicates` tells them."""
    p = parameters(vector, data, shape)
    path = actual(p, data, shape)
    kind, _, name = key.partition(":")
    if kind in ("total", "ages"):
        index = shape.names.index(name)
        state, own = np.asarray(at_closing(path, shape, index)), data.closings[index]
        made = [np.log(told._count(state, own, p, rng).counted / own.counted) for _ in range(DRAWS // 10)]
        sums = np.array([[np.log(np.sum(np.exp(m) * own.counted) / own.counted.sum())] for m in made])
        return sums if kind == "total" else np.array([m[:-1] - m[-1] for m in made])
    if kind == "register":
        event = ("births", "deaths").index(name)
        own = data.registers[event]
        return np.array([told._register(event, path, p, data, rng).log_count - own.log_count for _ in range(DRAWS)])
    if kind == "rate":
        event = ("births", "deaths").index(name)
        own = data.rates[event]
        return np.array([[told._rate(event, path, p, data, rng).log_rate - own.log_rate] for _ in range(DRAWS)])
    own = data.sums[0]
    middle, sd = told.expected_sum(own, path, p, data)
    return float(middle) - own.persons + float(sd) * rng.standard_normal((DRAWS, 1))


SLOW_KEYS = [pytest.param(key, marks=pytest.mark.slow) for key in ("ages:1903", "total:1903", "rate:births", "sum:0")]


@pytest.mark.parametrize("key", ["register:deaths", *SLOW_KEYS])
def test_replicates_of_a_source_are_drawn_as_worlds_are(world, key):
    """At one vector, two programs: middle and spread of every figure within four standard errors."""
    _, data, shape, vector, _ = world
    rng = np.random.default_rng(5)
    slow = plain(key, vector, data, shape, rng)
    fast = replicates(np.repeat(vector[None], DRAWS, axis=0), data, shape, key, rng)
    assert fast.shape[1] == slow.shape[1]
    error = np.hypot(slow.std(axis=0) / np.sqrt(len(slow)), fast.std(axis=0) / np.sqrt(DRAWS))
    assert np.all(np.abs(slow.mean(axis=0) - fast.mean(axis=0)) < 4 * error)
    low, high = (np.quantile(x, [0.16, 0.84], axis=0) for x in (slow, fast))
    np.testing.assert_allclose(high[1] - high[0], low[1] - low[0], rtol=4 * 1.1 / np.sqrt(len(slow)))


def test_a_record_is_in_the_sum_that_contains_it_and_the_papers_of_before_have_none(world):
    from calibration.worlds_of import loaded
    from driven.records import RECORDS, found, with_record

    _, data, shape = loaded("small")
    _, before, _, vector, every = world
    for made, own in zip(before.registers, data.registers, strict=True):
        assert np.array_equal(made.years, own.years)
    np.testing.assert_array_equal(before.sums[0].unknown, data.sums[0].unknown)
    records = {f.record.id: f for f in found(vector, every, shape, 1)}
    assert set(records) == {r.id for r in RECORDS}
    papers, same = with_record(before, shape, records["deaths-1903"])
    assert same == shape
    year = 1903 - shape.first
    assert papers.sums[0].unknown[1, year] == 0 != before.sums[0].unknown[1, year]
    assert papers.sums[0].known == pytest.approx(before.sums[0].known - records["deaths-1903"].figure)
    counted, wider = with_record(before, shape, records["count-1904"])
    assert wider.closings[-1] == (1904 - shape.first, 0.0)
    assert counted.closings[-1].cells.sum() == 202


def test_a_count_added_is_a_source_of_its_total_alone(world):
    """Its density is that of the log of counted over true, and its single cell has no shares to tell."""
    import jax
    import jax.numpy as jnp
    from driven.records import found, with_record

    from cenotaph.reconstruct.bayes.model import evidence, log_density

    _, before, shape, vector, every = world
    new = next(f for f in found(vector, every, shape, 1) if f.record.id == "children-1904")
    data, wider = with_record(before, shape, new)
    said = evidence(jnp.asarray(vector), jax.tree.map(jnp.asarray, data), wider)
    path = actual(parameters(vector, before, shape), before, shape)
    children = float(np.asarray(path.years.start)[1904 - shape.first, :, :5].sum())
    z = np.log(new.figure / children) / new.record.log_sd
    assert float(said["total:children-1904"]) == pytest.approx(-(z**2) / 2, abs=1e-5)
    assert float(said["ages:children-1904"]) == pytest.approx(0.0, abs=1e-9)
    whole, less = (
        float(log_density(jnp.asarray(vector), jax.tree.map(jnp.asarray, given), form))
        for given, form in ((data, wider), (before, shape))
    )
    assert whole - less == pytest.approx(-(z**2) / 2, abs=1e-5)


@pytest.mark.slow
def test_a_record_found_narrows_by_about_what_was_expected():
    """A register of deaths in the crisis, in three worlds drawn from the prior; more worlds and records are in
    docs/influence.md. What comes differs from world to world by a tenth of the width, so that the mean of three is
    told to four standard errors of that; two sets of draws expect the same to four of the errors they state."""
    from driven.records import found
    from driven.worlds_of import fitted, narrowed, world

    gaps = []
    for seed in (60_101, 60_102, 60_103):
        case, papers, shape, vector, every = world(seed)
        register = [f for f in found(vector, every, shape, seed) if f.record.id == "deaths-1903"]
        rows = narrowed(fitted(case, papers, shape, seed), case, papers, shape, seed, register)
        row = next(r for r in rows if r["estimate"].startswith("excess-window"))
        assert not row["refused"]
        assert row["expected"] > 4 * row["error"]
        assert abs(row["expected"] - row["again"]) < 4 * np.hypot(row["error"], row["again_error"])
        gaps.append(row["had"] - row["expected"])
    assert abs(np.mean(gaps)) < 4 * 0.1 / np.sqrt(len(gaps))


def test_the_tables_are_written_between_their_marks_only():
    from driven.page import written

    text = "a\n<!-- found:begin -->\nold\n<!-- found:end -->\nb\n<!-- honest:begin -->\n<!-- honest:end -->\nc\n"
    row = {"record": "deaths-1903", "estimate": "excess-window-crisis", "refused": "", "error": 0.02, "again": 0.31,
           "again_error": 0.02}  # fmt: skip
    worlds = [
        {"failed": "", "refused": "", "records": [row | {"expected": 0.3, "had": 0.2 + 0.1 * i}],
         "foreseen": [{"source": "rate:births", "probability": 0.2 * i}]}
        for i in range(4)
    ]  # fmt: skip
    made = written(text, [*worlds, {"failed": "ValueError: x", "refused": ""}], None)
    assert "Worlds: 5, of which 4 with an answer" in made
    assert "| 1 | 30.0 | 20.0 | -10.0 |" in written(text, worlds[:1], None)  # one world has no standard error
    assert "30.0 ± 0.0 | 35.0 ± 6.5 | +5.0 ± 6.5 |" in made
    assert "| rate:births | 4 | 0.30 | 1 | 1 | 0 |" in made
    assert "old" not in made
    assert made.startswith("a\n<!-- found:begin -->")
    assert made.endswith("<!-- honest:end -->\nc\n")
    with pytest.raises(ValueError, match="found:begin"):
        written("no marks", worlds, None)
