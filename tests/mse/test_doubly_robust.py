"""Two lists with covariates: the stratified textbook answer, planted truth, and what plain Chapman makes of it."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from cenotaph.cli.main import app
from cenotaph.mse.doubly_robust import LEAST, doubly_robust
from cenotaph.study.undocumented import run_mse


def world(rng, size=3000):
    """Age and sex move both lists the same way: independent only among alike."""
    age, woman = rng.normal(40, 15, size), rng.random(size) < 0.5
    ease = 0.04 * (age - 40) - 0.8 * woman
    on = rng.random((size, 2)) < 1 / (1 + np.exp(-np.stack([ease - 0.3, ease - 0.1], axis=1)))
    listed = on.any(axis=1)
    return on[listed].astype(int), np.column_stack([age, woman])[listed]


def test_of_a_category_it_is_the_sum_of_the_textbook_over_its_values():
    """Fitted in full on one column of 0 and 1 it is Lincoln's n1 n2 / m of each half, summed."""
    rng = np.random.default_rng(1)
    kind, place = rng.choice(3, 4000, p=[0.5, 0.3, 0.2]), rng.random(4000) < 0.4
    kind[place] = rng.choice(3, place.sum(), p=[0.2, 0.3, 0.5])
    on = np.stack([kind != 1, kind != 0], axis=1).astype(int)
    textbook = sum(
        on[half, 0].sum() * on[half, 1].sum() / (on[half, 0] & on[half, 1]).sum() for half in (place, ~place)
    )
    assert doubly_robust(on, place[:, None], folds=1).whole == pytest.approx(textbook, rel=1e-4)


def test_planted_truth_comes_back_where_two_lists_alone_mislead():
    found = [doubly_robust(*world(np.random.default_rng(seed)), seed=seed) for seed in range(20)]
    wholes = np.array([f.whole for f in found])
    assert wholes.mean() == pytest.approx(3000, abs=4 * wholes.std() / np.sqrt(20) + 15)
    blind = [
        doubly_robust(on, np.zeros((len(on), 1))).whole
        for on, _ in (world(np.random.default_rng(s)) for s in range(20))
    ]
    assert np.mean(blind) < 2750  # everyone alike: too few
    assert wholes.std() == pytest.approx(np.mean([f.error for f in found]), rel=0.45)


@pytest.mark.slow
def test_ninety_in_a_hundred_intervals_hold():
    held = 0
    for seed in range(200):
        found = doubly_robust(*world(np.random.default_rng(1000 + seed)), seed=seed)
        held += abs(found.whole - 3000) <= 1.645 * found.error
    assert 0.84 <= held / 200 <= 0.955


def test_too_few_are_a_reason():
    on = np.array([[1, 0]] * 50 + [[0, 1]] * 40)
    assert "both" in doubly_robust(on, np.zeros((90, 1))).reason


def test_nobody_stands_for_more_than_is_told():
    rng = np.random.default_rng(2)
    on, x = world(rng)
    assert doubly_robust(on, x).cut == 0
    far = np.where(on.sum(axis=1) == 2, 0.0, 50.0)[:, None]
    found = doubly_robust(on, far)
    assert found.cut > 0
    assert LEAST == 0.005


def persons(tmp_path, text):
    path = tmp_path / "persons.csv"
    path.write_text(text)
    return path


def test_the_command_takes_covariates(tmp_path):
    on, x = world(np.random.default_rng(3), size=1500)
    rows = [f"{a},{b},{age:.1f},{'woman' if w else 'man'}" for (a, b), (age, w) in zip(on, x, strict=True)]
    path = persons(tmp_path, "\n".join(["first,second,age,sex", *rows]) + "\n")
    args = ["mse", str(path), "--model", "log-linear", "--covariate", "age", "--covariate", "sex"]
    done = CliRunner().invoke(app, args)
    assert done.exit_code == 0, done.output
    assert "Doubly robust, first and second given age, sex" in done.output
    found = run_mse(str(path), models=("log-linear",), covariates=("age", "sex"))
    low, high = (found.estimates["whole-doubly-robust-first-second"].interval()[end] for end in ("low", "high"))
    assert low < 1500 < high
    assert found.estimates["whole-log-linear"].interval()["high"] < 1500  # everyone alike


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("height", "no column 'height' for a covariate"),
        ("age", "line 3: age is blank"),
        ("name", "40 different words"),
    ],
)
def test_bad_covariates_are_told(tmp_path, column, says):
    rows = [f"{n % 2},{(n + 1) % 2 or n % 3 == 0:d},{'' if n == 1 else n},N{n}" for n in range(40)]
    path = persons(tmp_path, "\n".join(["a,b,age,name", *rows]) + "\n")
    done = CliRunner().invoke(app, ["mse", str(path), "--model", "graphs", "--covariate", column])
    assert done.exit_code == 2
    assert says in done.output
