"""Invented worlds in the shape of a case: books balance, the case is sound, and what was asked is there."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

import cenotaph
from cenotaph.errors import BadInput, BadOutput, NotEstimable
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case, read_case
from cenotaph.evidence.tables import Event, Ledger, Migration, Population, Vital
from cenotaph.study.new import new_case
from cenotaph.worlds.draws import draw_world
from cenotaph.worlds.toml import as_toml
from cenotaph.worlds.whole import simulate
from cenotaph.worlds.wishes import wishes

FLAGSHIP = "ussr-1926-1939"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The case of `cenotaph new`."""
    folder = tmp_path_factory.mktemp("small") / "northland"
    new_case(folder)
    return load_case(folder)


@pytest.fixture(scope="module")
def honest(small):
    return draw_world(small, wishes(seed=5))


@pytest.fixture(scope="module")
def true_ages(small):
    """The same world with every age as it was."""
    return draw_world(small, wishes(seed=5, heaping="none"))


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """(case, what was written) of the flagship's shape, with everything asked at once."""
    case = load_case(find_case(FLAGSHIP))
    asked = wishes(seed=7, falsify=["1939=+2:20-59"], missing=["deaths:1933"], border="1934-06=-3", scale=0.1)
    return case, simulate(case, tmp_path_factory.mktemp("large") / "world", asked)


def table(folder: Path, name: str) -> list[dict]:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_books_balance_exactly(large):
    _, made = large
    people, opening = made.truth["population"], made.truth["opening"]
    for census, between in made.truth["between"].items():
        grown = between["births"] - between["deaths"] - between["net_emigration"] - between["handed_over"]
        assert people[opening] + grown == pytest.approx(people[census], rel=1e-12)
    for truth in (made.truth, json.loads((made.folder / "truth" / "truth.json").read_text())):
        for census, counted in truth["counted"].items():
            assert truth["net_error"][census] == pytest.approx(counted - people[census])


def test_tables_of_the_truth_agree_with_one_another(large, honest):
    _, made = large
    home = made.folder / "truth"
    deaths, excess = table(home, "deaths.csv"), table(home, "excess.csv")
    kept = {(r["event"], r["year"]): float(r["true"]) for r in table(home, "completeness.csv")}
    for row in excess:
        of_year = [r for r in deaths if r["year"] == row["year"]]
        assert sum(float(r["deaths"]) for r in of_year) == pytest.approx(kept["deaths", row["year"]])
        assert sum(float(r["excess"]) for r in of_year) == pytest.approx(float(row["all"]), abs=1e-3)
    for census, people in made.truth["population"].items():
        of_census = [r for r in table(home, "population.csv") if r["census"] == census]
        assert sum(float(r["true"]) for r in of_census) == pytest.approx(people)
    assert honest.life.excess_by_age.sum() == pytest.approx(honest.life.excess.sum())
    assert honest.life.deaths_by_age.sum() == pytest.approx(honest.life.deaths.sum())


def test_the_written_case_checks_clean_and_has_the_shape_of_its_model(large):
    case, made = large
    found, findings = read_case(made.folder)
    assert [f for f in findings if f.severity == "error"] == []
    assert found.spec.balance.model_dump(exclude={"crisis_reason", "crisis_weights"}) == case.spec.balance.model_dump(
        exclude={"crisis_reason", "crisis_weights"}
    )
    assert [(c.id, c.date) for c in found.spec.census] == [(c.id, c.date) for c in case.spec.census]
    key = Population.key

    def keys(of):
        return [tuple(getattr(r, k) for k in key) for r in of.rows(Population)]

    assert keys(found) == keys(case)
    assert found.spec.model.model_dump()["window"][0]["scale"] == case.spec.model.window[0].scale
    assert not any(name.startswith("truth") for name in found.hashes)


def test_every_figure_says_that_it_is_invented_and_no_author_or_reason_is_left(large):
    _, made = large
    found = load_case(made.folder)
    assert all(p.row.source == ("SIMULATED",) and p.row.locator.endswith("seed 7") for p in found.placed)
    assert "Invented by cenotaph simulate, seed 7" in found.sources["SIMULATED"].citation
    text = "".join(p.read_text(encoding="utf-8") for p in made.folder.rglob("*.*"))
    for word in ("Andreev", "Isaev", "annulled", "authors raise", "Zemskov"):
        assert word not in text


def test_the_same_seed_writes_the_same_bytes_and_another_does_not(small, tmp_path):
    files = []
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        simulate(small, tmp_path / name, wishes(seed=seed, crisis="4"))
        home = tmp_path / name
        files.append({p.relative_to(home).as_posix(): p.read_bytes() for p in home.rglob("*") if p.is_file()})
    assert files[0] == files[1]
    assert files[0].keys() == files[2].keys()
    assert files[0]["evidence/vital.csv"] != files[2]["evidence/vital.csv"]


@pytest.mark.parametrize(
    ("word", "share", "ages"),
    [("1910=+3", 0.03, None), ("1910=-2:even", -0.02, None), ("1910=+2.5:20-59", 0.025, (20, 60)),
     ("1900=+1:adults", 0.01, (16, 60)), ("1910=2:round-ages", 0.02, "round")],
)  # fmt: skip
def test_a_falsified_census_is_off_by_what_was_asked_and_no_other_is(small, honest, true_ages, word, share, ages):
    census, true = word[:4], true_ages
    false = draw_world(small, wishes(seed=5, falsify=[word], heaping="none"))
    people = true.life.population[census].sum()
    added = false.counts[census].cells - true.counts[census].cells
    assert false.counts[census].total - true.counts[census].total == pytest.approx(share * people, abs=110)
    assert false.counts[census].added == pytest.approx(share * people)
    if ages == "round":
        assert added[:, 20:61:5].sum() == pytest.approx(added.sum(), abs=110)
    elif ages is not None:
        outside = np.r_[0 : ages[0], ages[1] : 101]
        assert np.abs(added[:, outside]).sum() < 110  # cells are rounded
    other = "1900" if census == "1910" else "1910"
    assert (false.counts[other].cells == true.counts[other].cells).all()
    assert (false.life.population[census] == honest.life.population[census]).all()


def test_missing_registers_are_missing_and_the_sum_stays(large):
    case, made = large
    found = load_case(made.folder)
    ids = {r.id for r in found.rows(Vital)}
    assert "deaths-1933" not in ids
    assert {r.id for r in case.rows(Vital)} - ids == {"deaths-1933"}
    assert "natural-increase-1927-1936" in ids
    assert found.spec.balance.crisis_weights == "equal"  # the crisis's own year is gone
    assert made.left_out["vital"] == 1


def test_heaping_is_as_strong_as_asked(small, true_ages):
    def at_tens(word: str) -> float:
        world = true_ages if word == "none" else draw_world(small, wishes(seed=5, heaping=word))
        cells = world.counts["1910"].cells.sum(axis=0)
        return float(cells[30:71:10].sum() / ((cells[29:70:10] + cells[31:72:10]).sum() / 2))

    none, ordinary, strong = (at_tens(word) for word in ("none", "ordinary", "strong"))
    assert none == pytest.approx(1.0, abs=0.02)
    assert 1.1 < ordinary < strong


def test_without_crisis_there_is_no_death_above_normal_and_with_one_there_are_as_many_as_asked(small):
    calm = draw_world(small, wishes(seed=5, crisis="none"))
    assert calm.life.excess.sum() == 0
    assert (calm.life.deaths == calm.twin.deaths).all()
    assert (calm.life.births == calm.twin.births).all()
    hard = draw_world(small, wishes(seed=5, crisis="4"))
    excess = hard.life.sum_between(hard.life.excess, "1910")
    assert excess == pytest.approx(0.04 * hard.life.population["1900"].sum(), rel=0.006)
    assert hard.life.births.sum() < hard.twin.births.sum()
    placebo = load_case(find_case(FLAGSHIP))
    assert draw_world(placebo, wishes(seed=5, crisis="none", scale=1e-3)).plan.executions == ()


@pytest.mark.parametrize("seeds", [range(6, 7), pytest.param(range(7, 12), marks=pytest.mark.slow)])
def test_those_spared_afterwards_are_no_more_than_a_small_crisis_can_have_weakened(small, seeds):
    for seed in seeds:
        mild = draw_world(small, wishes(seed=seed, crisis="0.1"))
        excess = mild.life.sum_between(mild.life.excess, "1910")
        assert excess == pytest.approx(0.001 * mild.life.population["1900"].sum(), rel=0.006)


def test_a_calm_world_of_the_flagships_shape_is_a_case_without_executions(tmp_path):
    made = simulate(load_case(find_case(FLAGSHIP)), tmp_path / "calm", wishes(seed=5, crisis="none"))
    found = load_case(made.folder)
    assert found.rows(Ledger) == []
    assert found.spec.model.violence == ()
    assert all(b["excess_deaths"] == 0 for b in made.truth["between"].values())


def test_a_border_change_takes_its_people_and_is_told_only_where_known(small, tmp_path, large):
    _, made = large
    told = next(r for r in load_case(made.folder).rows(Migration) if r.id == "border-change")
    gone = made.truth["between"]["1939"]["handed_over"]
    assert gone == pytest.approx(0.03 * made.truth["population"]["1937"], rel=0.1)
    assert -told.persons == pytest.approx(gone, rel=0.05)
    spec = load_case(made.folder).spec
    assert all("border-change" in o.flows for d in spec.dimension if d.kind == "migration" for o in d.option)
    assert spec.model.flow[-1].mean == told.persons
    hidden = simulate(small, tmp_path / "hidden", wishes(seed=5, border="1904=-10:unknown"))
    found = load_case(hidden.folder)
    assert hidden.truth["between"]["1910"]["handed_over"] > 0.08 * hidden.truth["population"]["1900"]
    assert found.rows(Migration) == []
    assert "not known" in found.rows(Event)[-1].event


def test_rows_of_another_territory_are_left_out_and_those_of_moved_borders_are_not(small, tmp_path):
    from dataclasses import replace

    def at(row, territory, **more):
        return row.model_copy(update={"territory": territory, **more})

    later = [replace(p, row=at(p.row, "later")) if getattr(p.row, "census", "") == "1910" else p for p in small.placed]
    vital = [p for p in small.placed if p.row.kind == "vital"]
    elsewhere = [replace(p, row=at(p.row, "elsewhere", id=f"x-{p.row.id}")) for p in vital]
    first = small.spec.territory[0]
    others = (first.model_copy(update={"id": name}) for name in ("later", "elsewhere"))
    spec = small.spec.model_copy(update={"territory": (first, *others)})
    made = simulate(replace(small, spec=spec, placed=(*later, *elsewhere)), tmp_path / "world", wishes(seed=5))
    found = load_case(made.folder)
    assert {r.territory for r in found.rows(Population)} == {"northland-1900", "later"}
    assert {r.territory for r in found.rows(Vital)} == {"northland-1900"}
    assert made.left_out["vital"] == len(elsewhere)


def test_a_world_of_another_size_is_the_same_world(small, honest):
    tenth = draw_world(small, wishes(seed=5, scale=0.1))
    for census, people in honest.life.population.items():
        assert tenth.life.population[census] == pytest.approx(0.1 * people, rel=1e-9)
    assert tenth.books.deaths / tenth.books.true_deaths == pytest.approx(honest.books.deaths / honest.books.true_deaths)


def test_registers_lie_below_the_truth_and_are_rounded_as_in_the_case(large):
    _, made = large
    found = load_case(made.folder)
    kept = {(r["event"], r["year"]): r for r in table(made.folder / "truth", "completeness.csv")}
    rows = [r for r in found.rows(Vital) if not r.series and r.measure == "count" and r.event != "natural_increase"]
    assert rows
    for row in rows:
        truth = kept[row.event, row.period]
        assert float(truth["registered"]) < float(truth["true"])
        assert row.value % (2 * row.rounding) == 0
        assert row.value == pytest.approx(float(truth["registered"]), abs=row.rounding + 1)


def test_a_run_takes_the_case_and_never_the_truth(small, tmp_path):
    made = simulate(small, tmp_path / "world", wishes(seed=5))
    first = cenotaph.run(made.folder)
    for path in (made.folder / "truth").iterdir():
        path.write_text("nothing")
    second = cenotaph.run(made.folder)
    assert [e.values.tolist() for e in first] == [e.values.tolist() for e in second]
    assert first.estimates.run.inputs == second.estimates.run.inputs


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"falsify": ["1939"]}, "as in 1939"),
        ({"falsify": ["1939=0"]}, "not nought"),
        ({"falsify": ["1939=80"]}, "80 per cent"),
        ({"falsify": ["1939=2:old"]}, "no ages"),
        ({"falsify": ["1939=2:60-20"]}, "no ages"),
        ({"falsify": ["1939=-2:round-ages"]}, "never taken away"),
        ({"falsify": ["1939=2", "1939=3"]}, "falsified twice"),
        ({"missing": ["weddings"]}, "names no register"),
        ({"missing": ["deaths:1932-33"]}, "1932/1933"),
        ({"heaping": "huge"}, "strength of heaping"),
        ({"heaping": "nan"}, "strength of heaping"),
        ({"crisis": "-1"}, "size of a crisis"),
        ({"crisis": "nan"}, "size of a crisis"),
        ({"border": "1935"}, "no date and per cent"),
        ({"border": "1935=-3:maybe"}, "no date and per cent"),
        ({"seed": -1}, "seed"),
        ({"scale": 0.0}, "no size"),
        ({"scale": float("nan")}, "no size"),
    ],
)
def test_wishes_that_cannot_be_are_told_with_an_example(asked, says):
    with pytest.raises(BadInput, match=says):
        wishes(**asked)


@pytest.mark.parametrize(
    "asked", [{"falsify": ["1905=2"]}, {"falsify": ["1910=-9:90-100"]}, {"border": "1890=-3"}, {"border": "1912=-3"}]
)
def test_wishes_that_the_case_cannot_meet_are_told_and_nothing_is_written(small, tmp_path, asked):
    with pytest.raises(BadInput):
        simulate(small, tmp_path / "none", wishes(**asked))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(small, tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BadOutput, match="not an empty folder"):
        simulate(small, tmp_path, wishes())
    assert (tmp_path / "mine").read_text() == "mine"


def test_a_case_without_life_table_gives_no_world(small, tmp_path):
    from dataclasses import replace

    bare = replace(small, placed=tuple(p for p in small.placed if p.row.kind != "life_tables"))
    with pytest.raises(NotEstimable, match="life table"):
        simulate(bare, tmp_path / "none", wishes())


def test_toml_reads_back_as_it_was():
    data = {
        "a": 1, "text": 'a "quoted" \\ word\nand 2 lines', "on": True, "few": [1, 2.5], "none": [],
        "table": {"x": {"a.b": 0.1, "y": "ї"}}, "list": [{"k": 1, "inner": {"z": 1e-9}}, {"k": 2, "in": [{"q": "r"}]}],
    }  # fmt: skip
    assert tomllib.loads(as_toml(data)) == data


@pytest.mark.slow
def test_the_sampled_model_finds_a_planted_crisis_in_a_world_of_the_flagships_shape(tmp_path):
    made = simulate(load_case(find_case(FLAGSHIP)), tmp_path / "world", wishes(seed=11, crisis="4"))
    done = {e.estimand.id: e for e in cenotaph.run(made.folder, sampling="short")}
    values = done["bayes-excess-deaths-rate-1939"].values
    truth = made.truth["between"]["1939"]["excess_deaths"]
    low, high = np.quantile(values, [0.05, 0.95])
    assert low - (high - low) < truth < high + (high - low)  # one world: within twice the interval
    assert np.mean(values > 0) > 0.9
