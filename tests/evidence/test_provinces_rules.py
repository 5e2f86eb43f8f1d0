"""[model.provinces]: every way it can be wrong ends in a sentence that says what to do."""

from __future__ import annotations

import pytest

from cenotaph.errors import NotEstimable
from cenotaph.evidence.province import poolable, province, provinces
from cenotaph.evidence.read import load_case, read_case
from cenotaph.evidence.tables import Population, Vital
from cenotaph.study.explain import explain
from cenotaph.study.run import run_case
from cenotaph.worlds.whole import simulate
from reconstruct.invented_provinces import NAMES, edited, write

OWN = '[[model.provinces.own]]\nterritory = "bam"\nreason = "invented"\n'
TERRITORY = '[[territory]]\nid = "atlantis"'


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path)


def found(folder):
    return [f for f in read_case(folder)[1] if f.severity == "error"]


def test_a_right_case_has_no_finding(folder):
    assert read_case(folder)[1] == []


WRONG = [
    (('"mortality.level"', '"mortality.levels"'), "unknown-reference", "mortality.level"),
    (('parameter = "births.start"', 'parameter = "mortality.level"'), "duplicate-id", "keep one"),
    (("per_1000 = true", "per_1000 = false"), "province-model", "per_1000 = true"),
    (('id = "ban"\nname = "Ban"\nborders = "1900/1910"\npart_of = "atlantis"',
      'id = "ban"\nname = "Ban"\nborders = "1900/1910"\npart_of = "atlantic"'), "unknown-territory", "atlantis"),
    ((TERRITORY, '[[model.variant]]\nid = "v"\nlabel = "v"\ntext = "v"\n' + TERRITORY), "province-model",
     "leave it out"),
    ((TERRITORY, OWN.replace("bam", "bum") + TERRITORY), "unknown-reference", "bam"),
    ((TERRITORY, OWN + OWN + TERRITORY), "duplicate-id", "together"),
    ((TERRITORY, OWN + 'set = { "mortality.level.mean" = 0.1 }\n' + TERRITORY), "province-model", "do not pool"),
    ((TERRITORY, OWN + 'set = { "mortality.lewel" = 0.1 }\n' + TERRITORY), "unknown-reference", "dotted path"),
    ((TERRITORY, OWN + 'set = { "window.crisis.scale" = -1 }\n' + TERRITORY), "province-model", "do not pool"),
    ((TERRITORY, OWN + 'set = { "mortality.shape_sd" = -1.0 }\n' + TERRITORY), "province-model", "value that can be"),
    ((TERRITORY, OWN + 'set = { "mortality.knots" = [1900, 1904, 1910] }\n' + TERRITORY), "province-model",
     "changes the years or ages"),
    ((TERRITORY, OWN + 'set = { "window.crisis.years" = "1906/1907" }\n' + TERRITORY), "province-model",
     "changes the years or ages"),
    ((TERRITORY, OWN + 'drop = ["flow.any"]\n' + TERRITORY), "province-model", "left out of a list"),
    ((TERRITORY, OWN + 'drop = ["mortality.level"]\n' + TERRITORY), "unknown-reference", "dotted path"),
    (("scale = 0.5\ndf = 4\n", "scale = 0.5\ndf = 4\nsplit = 1.5\n"), "province-model", "departs as a whole"),
    ((TERRITORY, OWN + 'set = { "mortality.life_table" = "after" }\n' + TERRITORY), "unknown-reference", "before"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "rule", "says"), WRONG, ids=[f"{rule}-{i}" for i, (_, rule, _) in enumerate(WRONG)])
def test_a_wrong_spec_is_named(folder, change, rule, says):
    mine = [f for f in found(edited(folder, change)) if f.rule == rule]
    assert mine, [f.sentence() for f in found(folder)]
    assert any(says in f.sentence() for f in mine), [f.sentence() for f in mine]
    assert all(f.line for f in mine)


@pytest.mark.parametrize(("census", "says"), [("1900", "opening census"), ("1910", "any closing census")])
def test_a_province_that_was_not_counted_is_named(folder, census, says):
    path = folder / "evidence" / "population.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(f"{census},{census}-01-01,bam")))
    mine = [f for f in found(folder) if f.rule == "province-uncounted"]
    assert [("bam" in f.sentence(), says in f.sentence()) for f in mine] == [(True, True)]


def test_counts_of_no_province_are_told_of(folder):
    edited(folder, ('name = "Ban"\nborders = "1900/1910"\npart_of = "atlantis"', 'name = "Ban"\nborders = "1900/1910"'))
    notes = [f for f in read_case(folder)[1] if f.rule == "province-unused"]
    assert [f.severity for f in notes] == ["note"]
    assert notes[0].line


def test_a_province_is_a_case_of_its_own_rows(folder):
    edited(folder, (TERRITORY, OWN + 'set = { "births.walk.sd" = 0.07 }\n' + TERRITORY))
    case = load_case(folder)
    assert [t.id for t in provinces(case)] == NAMES
    one = province(case, "bam")
    rows = [r for r in (*one.rows(Population), *one.rows(Vital))]
    assert {r.territory for r in rows} == {"bam"}
    assert one.spec.case.territory == "bam"
    assert one.spec.model.births.walk.sd == 0.07
    assert province(case, "bal").spec.model.births.walk.sd == 0.1


def test_what_can_be_pooled_is_a_prior_of_the_model(folder):
    model = load_case(folder).spec.model
    assert len(set(poolable(model))) == len(poolable(model))
    assert {p.parameter for p in model.provinces.pooled} <= set(poolable(model))


def test_commands_of_one_territory_send_on_to_that_of_provinces(folder, tmp_path):
    case = load_case(folder)
    for command in (run_case, lambda c: simulate(c, tmp_path / "world")):
        with pytest.raises(NotEstimable, match="cenotaph provinces"):
            command(case)


def test_what_is_pooled_is_explained(folder):
    edited(folder, (TERRITORY, OWN + 'set = { "births.walk.sd" = 0.07 }\n' + TERRITORY))
    told = "\n".join(a.text for a in explain(load_case(folder)))
    for parameter in ("mortality.level", "net_error.1910", "flow.any"):
        assert f"{parameter}: mean and spread over provinces are learned" in told
    assert "births.walk.sd = 0.07" in told
