"""A five-year case from its folder to its report: the arrays it holds, the draws they give, and what is refused."""

from __future__ import annotations

import tempfile
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import cenotaph
from cenotaph.diagnose import Limits
from cenotaph.errors import NotEstimable
from cenotaph.evidence.read import load_case, read_case
from cenotaph.evidence.rule_names import RULES
from cenotaph.evidence.rules import check
from cenotaph.reconstruct.wheldon import fitting, sensitivity
from cenotaph.reconstruct.wheldon.from_case import inputs_of, proportions
from cenotaph.reconstruct.wheldon.priors import PARTS
from cenotaph.reconstruct.wheldon.quantities import life_expectancy
from cenotaph.report.summary import summary
from cenotaph.study import store
from cenotaph.study.diff import diff
from cenotaph.study.explain import explain
from cenotaph.study.verify import verify
from evidence import faults_of_five_year as small
from evidence.builder import TinyCase
from reconstruct import burkina_faso
from reconstruct import invented_wheldon as made
from reconstruct.invented_five_year import written

DRAWS = 600


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return written(made.invented(), tmp_path_factory.mktemp("five-year"), draws=DRAWS)


@pytest.fixture(scope="module")
def done(folder):
    """One run; its fits under other priors are as long as the headline's and not tried twice, so that one program
    serves them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sensitivity, "BRIEF_DRAWS", DRAWS)
        patch.setattr(sensitivity, "fit", partial(fitting.fit, retry=False))
        return cenotaph.run(folder, seed=1)


@pytest.fixture(scope="module")
def out(done, tmp_path_factory):
    target = tmp_path_factory.mktemp("done") / "out"
    done.save(target)
    return target


def atoll(change, folder):
    case = small.atoll(TinyCase())
    change(case)
    return load_case(case.write(folder))


class TestArrays:
    @pytest.mark.parametrize("sexes", [1, 2])
    def test_are_those_that_were_written(self, sexes, tmp_path):
        given = made.invented(sexes)
        found = inputs_of(load_case(written(given, tmp_path)))
        for name in ("asfr", "survival", "migration", "baseline", "srb"):
            np.testing.assert_array_equal(getattr(found, name), getattr(given, name))
        for one, other in zip(found.counts, given.counts, strict=True):
            np.testing.assert_array_equal(one.persons, other.persons)
            assert (one.date, one.cells) == (other.date, None)
        parts = PARTS[: 3 + sexes]
        assert [found.priors.beta[p] for p in parts] == [given.priors.beta[p] for p in parts]
        assert [found.priors.alpha[p] for p in parts] == [given.priors.alpha[p] for p in parts]

    def test_a_count_may_join_groups_and_sexes(self, tmp_path):
        def joined(case):
            for _ in range(8):
                case.drop(small.POP, 10)
            for ages, persons in (("0,30", 900), ("30,", 700)):
                case.add(small.POP, f"second,1930-01-01,atoll,cell,both,{ages},{persons}{small.TAIL}")

        (count,) = inputs_of(atoll(joined, tmp_path)).counts
        np.testing.assert_array_equal(count.persons, [900, 700])
        np.testing.assert_array_equal(count.cells[:, 0], [[1, 1, 0, 0], [0, 0, 1, 1]])
        np.testing.assert_array_equal(count.cells[:, 0], count.cells[:, 1])

    def test_persons_of_unknown_age_have_the_ages_of_their_sex(self, tmp_path):
        row = "first,1900-01-01,atoll,unknown_age,{},,,{}" + small.TAIL

        def unknown(case):
            case.add(small.POP, row.format("female", 53) + row.format("both", 30))

        known = np.array([400.0, 310, 220, 130])
        women, men = known * (1 + 53 / known.sum()), known
        whole = 1 + 30 / (women.sum() + men.sum())
        found = inputs_of(atoll(unknown, tmp_path)).baseline
        np.testing.assert_allclose(found, np.stack([women, men]) * whole, rtol=1e-12)

    def test_survival_of_a_life_table_is_that_of_its_hazards(self):
        """By loops over single years of age; and life expectancy is that of the table."""
        hazard = np.concatenate([[0.1], np.full(59, 0.01), np.linspace(0.02, 0.3, 41)])
        alive, lived = 1.0, []
        for rate in hazard[:-1]:
            lived.append(alive * (1 - np.exp(-rate)) / rate)
            alive *= np.exp(-rate)
        lived.append(alive / hazard[-1])
        for width, groups in ((5, 18), (15, 6), (5, 20), (5, 21)):
            found = proportions(hazard, width, groups)
            by_group = [sum(lived[width * i : width * (i + 1)]) for i in range(groups - 1)]
            beyond = sum(lived[width * (groups - 1) :])
            own = found[-1] * beyond  # person-years beyond the first step of the open group
            expected = [by_group[0] / width, *(b / a for a, b in pairwise(by_group))]
            np.testing.assert_allclose(found[:-2], expected, rtol=1e-12)
            assert found[-2] == pytest.approx((beyond - own) / by_group[-1], rel=1e-12)
            assert life_expectancy(found, width) == pytest.approx(sum(lived), rel=1e-12)

    def test_life_tables_of_a_case_are_read(self, tmp_path):
        given = inputs_of(atoll(small.with_life_tables, tmp_path))
        assert given.survival.shape == (2, 2, 5)
        # of the born, 0.9 live to 1; from 15 to 45 four fifths, at one hazard or another
        assert 0.8 < given.survival[0, 0, 0] < 0.9
        assert given.survival[0, 0, 2] > 0.8 > given.survival[0, 0, 2] * given.survival[0, 0, 3]


CELLS = [
    "0", "1", "0.5", "-0.5", "15", "30", "45", "60", "", "7", "90", "1900", "1915/1929", "1900/1914", "both", "male",
    "female", "qx", "mx", "lx", "first", "second", "f1", "s2", "l1", "m1", "unknown_age", "total", "recalled", "0.0001",
    "999", "other",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.booleans(), st.booleans())
def test_what_checks_clean_gives_arrays(data, tables, women):
    """One to three cells or rows of a sound case changed: `check` bears it, and what it finds clean can be sampled."""
    case = small.atoll(TinyCase())
    for change in (small.with_life_tables,) * tables + (small.women,) * women:
        change(case)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from([small.POP, small.FER, small.SUR, small.MIG, small.LIFE]))
        lines = case.files[name].decode().count("\n")
        line = data.draw(st.integers(2, lines))
        if data.draw(st.integers(0, 4)) == 0 and lines > 3:
            case.drop(name, line)
        else:
            columns = case.files[name].decode().split("\n")[0].split(",")
            case.cell(name, line, data.draw(st.sampled_from(columns)), data.draw(st.sampled_from(CELLS)))
    with tempfile.TemporaryDirectory() as folder:
        read, findings = read_case(case.write(Path(folder)))
    if read is not None:
        assert {f.rule for f in check(read)} <= set(RULES)
    if not any(f.severity == "error" for f in findings):
        assert inputs_of(read).periods == 2


class TestRun:
    def test_gives_the_draws_of_the_arrays(self, done):
        alone = fitting.fit(made.invented(), seed=1, draws=DRAWS)
        assert np.array_equal(done.fit.vector, alone.vector)

    def test_estimates_say_what_they_are(self, done):
        e = done["five-year-tfr-1900"]
        assert e.estimand.territory == "The invented land (1900)"
        assert e.weakest == "enumerated"
        assert "evidence/fertility.csv" in e.inputs
        assert done.estimates.run.inputs == dict(sorted(done.case.hashes.items()))
        fans = {(r["quantity"], r["start"], r["when"]): r for r in done.estimates.tables["five_year_fans"].rows}
        after, before = (fans["tfr", 1900.0, when] for when in ("posterior", "prior"))
        assert after["median"] == pytest.approx(e.value)
        assert [after["p025"], after["p975"]] == pytest.approx(list(e.interval(0.95).values())[:2], rel=1e-9)
        assert before["median"] == pytest.approx(15 * 0.23, rel=0.02)

    def test_counts_stand_beside_what_is_modelled(self, done):
        rows = done.estimates.tables["five_year_counts"].rows
        assert [r["census"] for r in rows[::6]] == ["c1900", "c1930", "c1945"]
        people = done.fit.draws["population"].reshape(-1, 4, 1, 6)[:: 4 * DRAWS // 1200]
        for place, step in ((0, 0), (6, 2), (12, 3)):
            assert rows[place + 4]["median"] == pytest.approx(np.median(people[:, step, 0, 4]), rel=1e-9)
            given = done.fit.given.baseline[0] if step == 0 else done.fit.given.counts[step - 2].persons
            assert [r["counted"] for r in rows[place : place + 6]] == list(given)

    def test_other_priors_stand_beside_the_headline(self, done):
        rows = [
            r for r in done.estimates.tables["five_year_variants"].rows if r["estimate"] == "five-year-e0-female-1900"
        ]
        assert [r["variant"] for r in rows] == ["headline", "all-half", "all-twice"]
        headline, _, twice = rows
        assert twice["p95"] - twice["p05"] > headline["p95"] - headline["p05"]
        assert headline["median"] == pytest.approx(done["five-year-e0-female-1900"].value)

    def test_everything_is_written_read_back_and_verified(self, done, out):
        names = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
        assert {"report.html", "estimates.json", "estimates.csv", "posterior.nc", "tables/five_year_fans.csv"} <= names
        assert [c for c in verify(out) if not c.holds] == []
        again = cenotaph.load(out)
        assert summary(again.case, again.estimates) == summary(done.case, done.estimates)

    def test_posterior_holds_all_draws_by_name(self, out):
        import xarray as xr

        with xr.open_datatree(out / "posterior.nc", engine="h5netcdf") as tree:
            assert tree["posterior"]["tfr|1900"].shape == (4, DRAWS)
            assert tree["posterior"]["survival"].dims == ("chain", "draw", "period", "sex", "age_reached")
            assert list(tree["posterior"]["step"].values) == [1900, 1915, 1930, 1945]

    def test_the_page_has_a_table_beside_every_chart(self, done, out):
        page = (out / "report.html").read_text(encoding="utf-8")
        figures = page.split("<figure ")[1:]
        assert len(figures) == len(done.charts)
        assert all("<table" in f.split("</figure>")[0] for f in figures)
        for words in (
            "before and after the data",
            "The counts beside the model",
            "Can the draws be trusted?",
            "Invented.",
        ):
            assert words in page
        assert "scenario" not in page.split('id="cards"')[0]

    def test_a_changed_figure_is_named_by_diff(self, done, out, tmp_path):
        changed = written(made.invented(asfr=1.1 * made.invented().asfr), tmp_path / "case", draws=DRAWS)
        new = cenotaph.run(changed, seed=1, sampling="short")
        store.write(tmp_path / "new", new.case, new.estimates, "", new.fit)
        found = diff(out, tmp_path / "new")
        assert [c for c in found.causes if c.startswith("evidence/fertility.csv")]
        moved = next(m for m in found.moved if m.estimate == "five-year-tfr-1900")
        assert moved.unit == "births per woman"
        assert moved.new[0] > moved.old[0]
        assert "alone" in moved.because["evidence/fertility.csv"]
        assert "." in moved.because["evidence/fertility.csv"]

    def test_what_is_assumed_is_said_first(self, done):
        said = " ".join(a.text for a in explain(done.case))
        assert "Fertility rates: inverse gamma variance, alpha 8.0, beta 0.06. Invented." in said
        assert "no classical account" in said


class TestRefusal:
    @pytest.mark.parametrize(("asked", "words"), [({"sampling": "off"}, "no classical account"),
                                                  ({"influence": True}, "Sources are left out")])  # fmt: skip
    def test_what_a_five_year_case_has_not(self, folder, asked, words):
        with pytest.raises(NotEstimable, match=words):
            cenotaph.run(folder, **asked)

    def test_a_fit_that_did_not_converge_has_no_number(self, folder, monkeypatch, tmp_path):
        strict = partial(fitting.fit, retry=False, limits=Limits(rhat=1.0, ess=1e9))
        monkeypatch.setattr(fitting, "fit", strict)
        found = cenotaph.run(folder, seed=1)
        assert {e.status for e in found} == {"not_estimable"}
        assert not [name for name in found.estimates.tables if name.startswith("five_year")]
        page = found.save(tmp_path / "out").read_text()
        assert "Not estimable:" in page
        assert "did not converge" in repr(found)
        assert (tmp_path / "out" / "posterior.nc").is_file()

    def test_counts_that_contradict_the_initial_estimates(self, folder, monkeypatch, tmp_path):
        def contradicts(*_, **__):
            raise NotEstimable("Initial estimates and counts contradict each other.")

        monkeypatch.setattr(fitting, "fit", contradicts)
        found = cenotaph.run(folder, seed=1)
        assert {e.reason for e in found} == {"Initial estimates and counts contradict each other."}
        assert "five-year-tfr-1900" in found.estimates
        assert "contradict each other" in found.save(tmp_path / "out").read_text()


class TestOtherPriors:
    def test_halve_and_double_the_scale_of_every_departure(self):
        given = made.invented(2)
        named = {name: found for name, _, found in sensitivity.variants(given, each=True)}
        assert len(named) == 2 + 2 * len(PARTS)
        scale = {name: {p: np.sqrt(g.priors.beta[p] / g.priors.alpha[p]) for p in PARTS} for name, g in named.items()}
        own = {p: np.sqrt(given.priors.beta[p] / given.priors.alpha[p]) for p in PARTS}
        for part in PARTS:
            assert scale["all-half"][part] == pytest.approx(own[part] / 2)
            assert scale["all-twice"][part] == pytest.approx(own[part] * 2)
            assert scale["fertility-twice"][part] == pytest.approx(own[part] * (2 if part == "fertility" else 1))

    def test_of_each_part_apart_are_named(self, done, monkeypatch):
        monkeypatch.setattr(sensitivity, "fit", lambda *_, **__: done.fit)
        rows = sensitivity.sensitivity(done.fit, each=True).rows
        labels = list(dict.fromkeys(r["label"] for r in rows))
        assert labels[:3] == ["Headline run", "Every doubt half as large", "Every doubt twice as large"]
        assert "Doubt about the migration proportions twice as large" in labels
        assert len(labels) == 1 + 2 + 2 * 4
        assert {r["median"] - r["headline_median"] for r in rows} == {0.0}


@pytest.mark.slow
class TestWhole:
    def test_two_sexes_with_every_variant(self, tmp_path):
        folder = written(made.invented(2), tmp_path / "case", draws=1000)
        found = cenotaph.run(folder, seed=1, variants=True)
        assert {e.status for e in found} == {"estimated"}
        rows = found.estimates.tables["five_year_variants"].rows
        assert len({r["variant"] for r in rows}) == 1 + 2 + 2 * len(PARTS)
        page = found.save(tmp_path / "out").read_text()
        assert "Doubt about the migration proportions twice as large" in page
        assert [c for c in verify(tmp_path / "out") if not c.holds] == []

    @burkina_faso.needs_reference
    def test_burkina_faso_as_a_case_agrees_with_the_reference(self, tmp_path):
        folder, runs = written(burkina_faso.inputs(), tmp_path, "burkina-faso", draws=20_000), []
        for seed in (1, 2, 3):
            found = cenotaph.run(folder, seed=seed, sampling="short")
            assert not found.fit.refused
            runs.append(found.fit.listed)
        burkina_faso.assert_agrees(burkina_faso.together(runs))
