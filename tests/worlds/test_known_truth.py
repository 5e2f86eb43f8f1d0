"""Hidden registers: the arithmetic of truth, baselines and scores by hand, and cases that any layout must yield."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

LOWS = (0, 1, *range(5, 90, 5))
RATE = {low: 0.2 if low == 0 else 0.05 if low == 1 else 0.01 + 0.0001 * low for low in LOWS}
PEOPLE, BIRTHS, LOST, SHORT = 1000.0, 600.0, 70.0, 200.0
YEARS, CRISIS = range(1900, 1905), (1902,)


def table(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def enumeration(day, persons=PEOPLE, lows=LOWS):
    spans = zip(lows, [*lows[1:], ""], strict=True)
    return [
        {"date": day, "sex": sex, "age_from": low, "age_to": high, "population": persons}
        for low, high in spans
        for sex in ("female", "male")
    ]


def write_episode(home, first="1900-01-01", last="1905-01-01", lows=LOWS, births=True, crisis="1902"):
    """Every age has the same persons, so deaths at the rates before are their sum; normal years have nine tenths of
    them, the crisis LOST deaths more and SHORT births fewer."""
    table(home / "enumeration_before.csv", enumeration(first, lows=lows))
    table(home / "enumeration_after.csv", enumeration(last, 1.02 * PEOPLE, lows=lows))
    rates = [{"sex": s, "age": a, "mx": RATE[a], "period": "1895-1899"} for s in ("female", "male") for a in LOWS]
    table(home / "rates_before.csv", rates)
    if births:
        born = {y: BIRTHS - SHORT * (y in CRISIS) for y in range(1896, 1906)}
        table(home / "births.csv", [{"year": y, "female": n / 2, "male": n / 2} for y, n in born.items()])
    deaths = [
        {"year": y, "sex": s, "age": a, "exposure": PEOPLE}
        | {"deaths": 0.9 * PEOPLE * RATE[a] + (LOST if (y in CRISIS, s, a) == (True, "male", 20) else 0.0)}
        for y in (*YEARS, 1905)
        for s in ("female", "male")
        for a in LOWS
    ]
    table(home / "truth" / "deaths.csv", deaths)
    told = {"crisis_years": crisis} if crisis else {}
    (home / "truth" / "truth.json").write_text(json.dumps(told), encoding="utf-8")
    return home


@pytest.fixture
def home(tmp_path):
    return write_episode(tmp_path / "INV1902")


@pytest.fixture
def both(home):
    from known_truth import folder

    return folder.seen(home), folder.truth(home)


def at_rates(exposure):
    """Deaths a year at the rates before, by hand: groups of equal rates, two sexes."""
    return 2 * sum(exposure * rate for rate in RATE.values())


class TestFolder:
    def test_reads_ages_dates_rates_and_births(self, both):
        seen, told = both
        assert seen.before.lows == LOWS
        assert seen.period == (1895, 1899)
        assert seen.births[1902] == (200.0, 200.0)
        assert seen.length == pytest.approx(5.0)
        assert told.crisis == (1902,)
        assert seen.before.single.sum() == pytest.approx(2 * PEOPLE * len(LOWS))

    def test_opens_nothing_of_the_truth_for_what_may_be_seen(self, home, both):
        from known_truth import folder

        shutil.rmtree(home / "truth")
        assert folder.seen(home).births == both[0].births

    @pytest.mark.parametrize(
        ("text", "years"),
        [
            ("1846-1849", (1846, 1847, 1848, 1849)),
            ("1918", (1918,)),
            ("1901-02", (1901, 1902)),
            ("1870-1871 1873", (1870, 1871, 1873)),
            ("", ()),
        ],
    )
    def test_reads_the_years_of_a_crisis(self, text, years):
        from known_truth import folder

        assert folder.years_of(text) == years

    def test_folds_ages_beyond_the_oldest_of_the_library(self, tmp_path):
        from known_truth import folder

        home = write_episode(tmp_path / "OLD", lows=(*LOWS, 90, 95, 100, 105, 110))
        count = folder.seen(home).before
        assert count.lows[-1] == 100
        assert count.persons[0, -1] == 3 * PEOPLE

    def test_knows_whether_births_are_there(self, tmp_path):
        from known_truth import folder

        assert not folder.seen(write_episode(tmp_path / "A", births=False)).has_births
        assert not folder.seen(write_episode(tmp_path / "B", last="1907-01-01")).has_births
        assert folder.seen(write_episode(tmp_path / "C")).has_births


class TestRule:
    def test_finds_the_factor_of_the_normal_years(self, both):
        from known_truth import rule

        seen, told = both
        flat = replace(seen, rates=np.full_like(seen.rates, 0.02))
        by_hand = 0.9 * at_rates(PEOPLE) / (0.02 * 2 * PEOPLE * len(LOWS))
        assert rule.level(flat, told) == pytest.approx(by_hand)
        assert rule.level(seen, told) == pytest.approx(0.9, rel=0.02)  # single ages are filled in: not quite by hand

    def test_excess_is_what_the_crisis_added(self, both):
        from known_truth import rule

        found = rule.of_truth(*both)
        assert found["deaths"] == pytest.approx(5 * 0.9 * at_rates(PEOPLE) + LOST)
        assert found["excess"] == pytest.approx(LOST)

    def test_a_placebo_has_no_excess_whatever_the_factor(self, home):
        from known_truth import folder, rule

        told = replace(folder.truth(home), crisis=())
        assert rule.of_truth(folder.seen(home), told)["excess"] == pytest.approx(0.0, abs=1e-6)

    def test_deficit_is_what_was_not_born_in_the_crisis(self, both):
        from known_truth import rule

        assert rule.of_truth(*both)["deficit"] == pytest.approx(SHORT)

    def test_deficit_is_unknown_without_births(self, tmp_path):
        from known_truth import folder, rule

        home = write_episode(tmp_path / "A", births=False)
        assert rule.of_truth(folder.seen(home), folder.truth(home))["deficit"] is None

    def test_parts_of_a_year_count_as_parts(self, tmp_path):
        from known_truth import folder, rule

        home = write_episode(tmp_path / "PART", "1900-07-02", "1905-04-01")
        seen, told = folder.seen(home), folder.truth(home)
        years = seen.after.time - seen.before.time
        assert years == pytest.approx(4.75, abs=0.01)
        assert seen.whole_years() == (1901, 1902, 1903, 1904)
        assert rule.of_truth(seen, told)["deaths"] == pytest.approx(years * 0.9 * at_rates(PEOPLE) + LOST)

    def test_the_schedule_is_brass_s(self):
        from known_truth import rule

        ages = np.arange(101) + 0.5
        assert rule.schedule().sum() == pytest.approx(1.0)
        assert (rule.schedule() * ages).sum() == pytest.approx(16 + 13.2, abs=0.05)


class TestBalance:
    def test_deaths_are_what_the_counts_leave(self, both):
        from known_truth import balance

        found = balance.points(both[0], True, CRISIS)
        births = 5 * BIRTHS - SHORT
        assert found["deaths"] == pytest.approx(births - 0.02 * 2 * PEOPLE * len(LOWS))
        assert found["deficit"] == pytest.approx(SHORT, rel=0.02)  # women grow by a fiftieth meanwhile

    def test_children_counted_are_carried_back_to_their_births(self, both):
        from known_truth import balance, folder

        from cenotaph.arrays import N_AGES

        seen, _ = both
        alive = balance.surviving(seen.hazard, 5)
        single = np.full((2, N_AGES), 10.0)
        born = np.array([500.0, 400.0, 600.0, 550.0, 450.0])  # of those aged 0, 1, ... at the second count
        single[:, :5] = born / 2 * alive
        after = folder.Enumeration("1905-01-01", tuple(range(N_AGES)), single)
        found = balance.births_back(replace(seen, after=after))
        assert found == pytest.approx({1904: 500.0, 1903: 400.0, 1902: 600.0, 1901: 550.0, 1900: 450.0})

    def test_usual_error_is_that_of_the_other_episodes(self, both):
        from known_truth import balance
        from scipy.stats import t

        seen, _ = both
        others = [(seen, 300.0), (seen, -400.0), (seen, 0.0)]
        by_hand = t.ppf(0.95, 3) * np.sqrt((300**2 + 400**2) / 3)
        assert balance.usual_error(seen, others) == pytest.approx(by_hand)

    def test_with_few_others_it_is_what_the_case_allows(self, both):
        from known_truth import balance, priors

        seen, _ = both
        people = seen.person_years / seen.length
        allowed = (5 * priors.NET_MIGRATION) ** 2 + priors.NET_ERROR**2 + priors.NET_ERROR_AFTER**2
        assert balance.usual_error(seen, [(seen, 1e9)]) == pytest.approx(1.644854 * people * np.sqrt(allowed), rel=1e-5)

    def test_an_episode_s_own_truth_is_not_in_its_interval(self, both):
        from known_truth import balance

        seen, _ = both
        point = {"deaths": 100.0, "excess": 0.0, "deficit": 0.0}
        true = [{"deaths": d, "excess": 0.0, "deficit": None} for d in (0.0, 90.0, 90.0, 90.0)]
        found = balance.intervals([(seen, own, point) for own in true])
        alone = balance.intervals([(seen, own, point) for own in ({**true[0], "deaths": 99.0}, *true[1:])])
        assert found[0] == alone[0]
        assert found[1]["deaths"]["high"] > found[0]["deaths"]["high"]


LAYOUTS = {
    "five-year ages": {},
    "single ages": {"lows": tuple(range(111))},
    "no births": {"births": False},
    "other dates": {"first": "1900-07-02", "last": "1905-04-01"},
    "no crisis": {"crisis": ""},
}


class TestCase:
    @pytest.mark.parametrize("layout", LAYOUTS)
    def test_every_layout_and_variant_is_a_case_that_stands(self, layout, tmp_path):
        from known_truth import case, fitting, folder

        import cenotaph
        from cenotaph.reconstruct.bayes.gather import gather

        home = write_episode(tmp_path / "INV", **LAYOUTS[layout])
        seen, crisis = folder.seen(home), folder.truth(home).crisis
        for variant in (*fitting.VARIANTS, *fitting.SMOOTH):
            if variant.births == "births" and not seen.has_births:
                continue
            named = fitting.window(variant, crisis, seen)
            smooth = variant.window == "smooth"
            written = case.write(seen, tmp_path / variant.name, variant.births == "births", named, smooth)
            made = cenotaph.load_case(written)
            data, _ = gather(made)
            assert data.closings[0].counted.sum() == pytest.approx(seen.after.persons.sum(), rel=1e-3)
            assert len(data.crises) == (0 if smooth else 1)
            assert bool(data.registers[0].log_count.size) == (variant.births == "births")
            assert (data.counterfactual.stated is None) == (variant.window == "named")

    def test_a_table_without_deaths_at_some_ages_stands(self, tmp_path, home):
        from known_truth import case, folder

        import cenotaph
        from cenotaph.reconstruct.bayes.gather import gather

        seen = folder.seen(home)
        rates = seen.rates.copy()
        rates[:, 3] = 0.0
        data, _ = gather(cenotaph.load_case(case.write(replace(seen, rates=rates), tmp_path / "c", True, None)))
        assert np.isfinite(data.mortality.log_table).all()

    def test_the_case_holds_nothing_that_is_hidden(self, tmp_path, both):
        from known_truth import case

        written = case.write(both[0], tmp_path / "case", False, None)
        assert not (written / "evidence" / "vital.csv").exists()
        told = (written / "case.toml").read_text(encoding="utf-8").replace(both[0].name.lower(), "")
        assert "1902" not in told.replace("year = 1902", "")  # the middle of the interval, not of the crisis

    def test_a_case_without_births_is_the_same_whether_the_folder_has_them_or_not(self, tmp_path, home):
        from known_truth import case, folder

        texts = []
        for seen in (folder.seen(home), replace(folder.seen(home), births={})):
            written = case.write(seen, tmp_path / str(len(seen.births)), False, (1902,))
            texts.append({p.name: p.read_bytes() for p in written.rglob("*") if p.is_file()})
        assert texts[0] == texts[1]

    def test_mortality_is_expected_to_fall_only_where_the_rise_has_begun(self, both):
        from known_truth import case

        from cenotaph.demography.lifetable import life_expectancy

        seen, _ = both
        high = replace(seen, rates=1.5 * seen.rates)
        assert life_expectancy(high.hazard).mean() < 45
        assert case.fall_a_year(high) == 0.0
        low = replace(seen, rates=seen.rates / 5)
        fall = case.fall_a_year(low)
        later = life_expectancy(low.hazard * (1 - fall)).mean() - life_expectancy(low.hazard).mean()
        assert later == pytest.approx((0.243 + 0.222) / 2, rel=0.02)

    def test_in_a_placebo_the_middle_years_are_named(self, both):
        from known_truth import fitting

        assert fitting.window(fitting.Variant("births", "named"), (), both[0]) == (1901, 1902, 1903)
        assert fitting.window(fitting.Variant("births", "unknown"), (1902,), both[0]) is None


def stub(low, median, high):
    span = {"median": median, "low": low, "high": high}
    return {
        "estimates": dict.fromkeys(("deaths", "excess", "deficit", "births", "emigration"), span),
        "above": 0.25,
        "said": "Mostly prior.",
    }


class TestEmigration:
    def test_the_people_planted_as_gone_are_young_and_the_truth_says_how_many(self, tmp_path, home):
        from known_truth import emigration, folder

        was = folder.seen(home).after
        target = emigration.plant(home, tmp_path / "LESS", 0.07)
        found, told = folder.seen(target), folder.truth(target)
        gone = was.persons - found.after.persons
        assert gone.sum() == pytest.approx(0.07 * was.persons.sum(), rel=1e-4)
        assert told.summary["net_migration_and_error"] == pytest.approx(-gone.sum(), rel=1e-4)
        assert (gone >= 0).all()
        assert (found.after.persons > 0).all()
        ages = np.array(was.lows)
        assert gone[:, (ages >= 15) & (ages < 45)].sum() > 0.7 * gone.sum()
        assert found.before.persons.sum() == folder.seen(home).before.persons.sum()
        assert told.deaths == folder.truth(home).deaths


class TestScores:
    def test_a_line_s_score_and_the_pooled_ones_by_hand(self):
        from known_truth.score import Line, comparable, pooled

        hit = Line("A", "births-named", "deaths", "model", 10.0, 12.0, 5.0, 15.0, 1000.0)
        miss = hit._replace(episode="B", truth=20.0, people=100.0)
        silent = hit._replace(low=None, high=None, median=None)
        assert (hit.covered, miss.covered, silent.covered) == (True, False, False)
        assert (hit.score, silent.score) == (10.0, None)
        assert miss.score == pytest.approx(10 + 20 * 5)
        found = pooled([hit, miss, silent])
        assert (found.lines, found.covered, found.answered) == (3, 1, 2)
        other = silent._replace(variant="hidden-named")
        assert comparable([hit, miss, other]) == {hit[:3], miss[:3]}
        assert pooled([hit, miss], {hit[:3]})[:3] == (2, 1, 1)
        assert found.bias == pytest.approx((0.2 - 8) / 2)
        assert found.score == pytest.approx((1.0 + 110.0) / 2)

    def test_a_run_is_resumed_scored_and_made_a_page(self, tmp_path, monkeypatch):
        from known_truth import __main__ as command
        from known_truth import emigration, fitting, page

        root, out = tmp_path / "root", tmp_path / "out"
        write_episode(root / "INV")
        write_episode(root / "QUIET", births=False, crisis="")
        made = []

        def one(seen, variant, crisis, folder, fast):
            made.append((seen.name, variant.name))
            refused = {"refused": "no", "failed": ""} if variant.name == "hidden-smooth" else {}
            base = {"episode": seen.name, "variant": variant.name, "failed": "", "refused": "", "seconds": 1.0}
            named = {"named": list(fitting.window(variant, crisis, seen) or ())}
            return base | named | (refused or stub(-100.0, 10.0, 120.0))

        monkeypatch.setattr(fitting, "run_one", one)
        names = ["INV", "QUIET"]
        homes = {name: root / name for name in names}
        results = command.run(homes, out)
        assert len(made) == 6 + 3  # without births nothing can be seen of them
        command.run(homes, out)
        assert len(made) == 9
        births = root / "INV" / "births.csv"
        births.write_text(births.read_text(encoding="utf-8").replace("300.0", "301.0"), encoding="utf-8")
        command.run(homes, out)
        assert len(made) == 9 + 6
        planted = emigration.planted(root, names, out)
        assert list(planted) == ["QUIET-less-3", "QUIET-less-7"]
        lost = command.run(planted, out, variants=emigration.VARIANTS)
        assert made[-2:] == [("QUIET-less-3", "hidden-unknown"), ("QUIET-less-7", "hidden-unknown")]
        text = page.page(root, names, results, planted, lost)
        assert "| QUIET-less-7 | hidden-unknown | 3 | 0 (0 to 0) * | 0 (0 to 0) | 0.25 |" in text
        assert "| INV | 1900-01-01 to 1905-01-01 | 1902 to 1902 |" in text
        assert "Placebo QUIET, hidden-unknown: the interval of excess deaths contains nought" in text
        assert "Placebo QUIET, hidden-named: told, falsely, of a crisis in 1901 to 1903" in text
        assert "hidden-smooth: no" in text
        assert "no interval" in text

    def test_the_smooth_baseline_counts_excess_against_the_rates_before(self, both):
        from known_truth import balance
        from known_truth.score import smooth

        seen, _ = both
        normal = balance.points(seen, False, None)
        found = smooth(seen, stub(900.0, 1000.0, 1100.0)["estimates"])["excess"]
        assert found["median"] == pytest.approx(1000 - (normal["deaths"] - normal["excess"]))
        assert found["high"] - found["low"] == pytest.approx(200)


@pytest.mark.slow
def test_an_invented_famine_is_found_with_its_registers_hidden(tmp_path):
    """A country of the reconstruction's tests, written in this layout and run by the public API, short chains."""
    from known_truth import __main__ as command
    from known_truth import folder, rule

    from cenotaph.arrays import N_AGES
    from reconstruct.invented import World, normal_hazard

    world, home = World(), tmp_path / "root" / "ATL"
    for name, day, count in (("before", "1900-01-01", world.start), ("after", "1910-01-01", world.end)):
        rows = [
            {"date": day, "sex": s, "age_from": a, "age_to": a + 1 if a < 100 else "", "population": count[i, a]}
            for i, s in enumerate(("female", "male"))
            for a in range(N_AGES)
        ]
        table(home / f"enumeration_{name}.csv", rows)
    hazard = normal_hazard()
    rates = [
        {"sex": s, "age": a, "mx": hazard[i, a], "period": "1895-1899"}
        for i, s in enumerate(("female", "male"))
        for a in range(N_AGES)
    ]
    table(home / "rates_before.csv", rates)
    born = [{"year": 1900 + i, "female": n / 2.05, "male": n * 1.05 / 2.05} for i, n in enumerate(world.births)]
    table(home / "births.csv", born)
    deaths = [
        {
            "year": 1900 + i,
            "sex": s,
            "age": a,
            "deaths": n / 2 / N_AGES,
            "exposure": (world.start + world.end)[j, a] / 2,
        }
        for i, n in enumerate(world.deaths)
        for j, s in enumerate(("female", "male"))
        for a in range(N_AGES)
    ]
    table(home / "truth" / "deaths.csv", deaths)
    (home / "truth" / "truth.json").write_text('{"crisis_years": "1905-1906"}', encoding="utf-8")
    results = {r["variant"]: r for r in command.run({"ATL": home}, tmp_path / "out", fast=True)}
    assert set(results) == {f"{b}-{w}" for b in ("births", "hidden") for w in ("named", "unknown", "smooth")}
    assert not [r["failed"] for r in results.values() if r["failed"]]
    answered = [r for r in results.values() if not r["refused"]]
    assert len(answered) >= 4
    true = rule.of_truth(folder.seen(home), folder.truth(home))
    for r in answered:
        if r["variant"].startswith("births"):
            assert r["estimates"]["deaths"]["low"] < true["deaths"] < r["estimates"]["deaths"]["high"], r["variant"]
