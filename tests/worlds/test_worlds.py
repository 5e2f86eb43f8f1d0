"""The simulator's own books close, its cases are sound, and nothing of the truth lies in a case folder."""

from __future__ import annotations

import ast
import json
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from worlds.calendar_grid import AGES, CELLS, LAST, MIDDLE, MOMENT, OPENING, SPAN
from worlds.count import FALSE_PATTERNS, take
from worlds.draw import draw
from worlds.simulate import live, simulate
from worlds.write import make

from cenotaph.evidence.read import read_case
from cenotaph.evidence.tables import Population, Vital
from cenotaph.worlds.counts import HONEST, Lie
from cenotaph.worlds.life import CAUSES
from worlds import rates

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "benchmarks" / "worlds"
ENGINE = ("grid", "life", "patterns", "paths", "habits", "counts", "office")  # of the package's room
SIMULATOR = sorted(p for p in HOME.glob("*.py") if p.name != "run_worlds.py")
SIMULATOR += [ROOT / "src" / "cenotaph" / "worlds" / f"{name}.py" for name in ENGINE]
ITS_OWN = {f"cenotaph.worlds.{name}" for name in ENGINE} | {"cenotaph.worlds"}


@pytest.fixture(scope="module")
def world():
    return simulate(11)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(folder, truth) of a misspecified world and a placebo."""
    found = []
    for seed, profile in ((11, "misspecified"), (13, "placebo")):
        home = tmp_path_factory.mktemp(f"world-{seed}")
        found.append((home, make(seed, profile, home)))
    return found


@pytest.mark.parametrize("path", SIMULATOR, ids=lambda p: p.name)
def test_the_simulator_imports_numpy_the_standard_library_and_itself_only(path):
    import sys

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        for name in names:
            root = name.split(".")[0]
            assert name in ITS_OWN or root in {"numpy", "worlds"} or root in sys.stdlib_module_names, name


def test_files_and_functions_of_the_simulator_stay_small():
    for path in HOME.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno - node.lineno < 60, (path.name, node.name)


@pytest.mark.parametrize("census", [MIDDLE, LAST])
def test_population_is_births_less_deaths_less_net_emigration(world, census):
    grown = world.sum_between(world.births, census) - world.sum_between(world.deaths, census)
    expected = world.population[OPENING].sum() + grown - world.sum_between(world.left, census)
    assert world.population[census].sum() == pytest.approx(expected, abs=0.5)


def test_deaths_by_age_and_births_by_mother_are_all_deaths_and_births(world):
    assert world.deaths_by_age.sum() == pytest.approx(world.deaths.sum(), abs=0.5)
    assert world.mothers.sum() == pytest.approx(world.births.sum(), abs=0.5)


def test_the_same_seed_is_the_same_world_and_another_is_not(world):
    again = simulate(11)
    assert np.array_equal(world.deaths, again.deaths)
    for census, count in take(world).counts.items():
        assert np.array_equal(count.cells, take(again).counts[census].cells)
    assert draw(11, "misspecified") != draw(12, "misspecified")


def test_a_placebo_has_no_excess_death_at_all(made):
    truth = made[1][1]
    assert truth["profile"] == "placebo"
    assert all(between["excess_deaths"] == 0 for between in truth["between"].values())


def test_an_unknown_profile_is_refused():
    with pytest.raises(ValueError, match="profile"):
        draw(1, "well-specified")


def test_excess_is_what_a_world_without_the_shock_hazards_lacks():
    """At a small famine the same world without it lacks the excess, less those who would have died later."""
    plan = draw(11, "placebo")
    shocked = live(replace(plan, famine=replace(plan.famine, size=1e4)))
    until = int((plan.famine.waves[-1][0] + 1.0) * CELLS)
    more = shocked.deaths[:until].sum() - live(plan).deaths[:until].sum()
    excess = shocked.excess[:, CAUSES.index("famine")].sum()
    assert excess == pytest.approx(1e4, rel=0.25)
    assert 0.8 * excess < more < excess


def test_without_deaths_and_migrants_a_cohort_is_its_births(monkeypatch):
    """Persons of three completed years at a step are the births of the 73 steps that began four years before."""
    monkeypatch.setattr(rates, "normal_hazard", lambda plan: np.zeros((2, AGES.size)))
    lived = live(replace(draw(11, "placebo"), burst=(0.0, 6.0), steady_arrivals=0.0))
    assert lived.deaths.sum() == 0
    for census in (MIDDLE, LAST):
        born = lived.births[MOMENT[census] - 4 * CELLS : MOMENT[census] - 3 * CELLS].sum(axis=0)
        assert lived.population[census][:, :, 3] == pytest.approx(born)


@pytest.mark.parametrize("pattern", FALSE_PATTERNS)
@pytest.mark.parametrize("census", [MIDDLE, LAST])
def test_a_planted_inflation_is_in_the_counts(world, census, pattern):
    honest = take(world, HONEST).counts
    false = take(world, Lie(census, 0.02, pattern)).counts
    for name in (OPENING, MIDDLE, LAST):
        planted = 0.02 * world.population[name].sum() if name == census else 0.0
        assert false[name].total - honest[name].total == pytest.approx(planted, abs=150)  # cells are rounded
    added = false[census].cells - honest[census].cells
    if pattern == "adults":
        assert added[:, :14].sum() == pytest.approx(0, abs=30)
    if pattern == "round ages":
        assert added[:, 20:61:5].sum() == pytest.approx(added.sum(), rel=0.01)


def test_misreporting_moves_persons_and_loses_none(world):
    taken = take(world, HONEST)
    for census, count in taken.counts.items():
        forms = world.population[census].sum() - count.omitted.sum()
        assert count.total == pytest.approx(forms, abs=150)
    women = taken.counts[OPENING].cells[0]
    assert women[40] > 1.1 * (women[39] + women[41]) / 2


def test_every_written_case_is_read_without_any_finding(made):
    for home, truth in made:
        case, findings = read_case(home / "case")
        assert not findings
        totals = {r.census: r.persons for r in case.rows(Population) if r.entry == "total" and r.sex == "both"}
        assert totals == truth["counted"]


def test_registers_are_rounded_and_short_of_the_truth(made):
    for home, truth in made:
        case, _ = read_case(home / "case")
        for row in case.rows(Vital):
            if row.measure == "count" and row.event in ("births", "deaths"):
                assert row.value % 100_000 == 0
                true = truth["by_year"][row.event][row.period]
                share = truth["by_year"][f"{row.event}_completeness"][row.period]
                assert 0.2 < share < 1
                assert row.value == pytest.approx(true * share, abs=50_001)


def test_the_truth_is_not_in_the_case_folder(made):
    for home, truth in made:
        assert not list((home / "case").rglob("*truth*"))
        text = "\n".join(p.read_text(encoding="utf-8") for p in (home / "case").rglob("*") if p.is_file())
        tomllib.loads((home / "case" / "case.toml").read_text(encoding="utf-8"))
        hidden = [truth["between"][LAST]["excess_deaths"], truth["population"][LAST], truth["lie"]["persons"]]
        for number in hidden:
            if number:
                assert f"{abs(number):.0f}" not in text
        for word in ("misspecified", "placebo", "falsif", "completeness"):
            assert word not in text
        assert json.loads((home / "truth.json").read_text(encoding="utf-8")) == json.loads(json.dumps(truth))


def test_yearly_truth_adds_up_to_the_interval(world, made):
    truth = made[0][1]
    assert sum(truth["by_year"]["deaths"].values()) == pytest.approx(world.deaths[: 13 * CELLS].sum())
    parts = sum(truth["by_year"][f"excess_{cause}"]["1913"] for cause in CAUSES)
    assert truth["by_year"]["excess_deaths"]["1913"] == pytest.approx(parts)
    assert truth["between"][LAST]["excess_deaths"] == pytest.approx(world.excess[SPAN[LAST]].sum())
    assert MOMENT[OPENING] == 70
