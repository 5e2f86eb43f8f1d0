"""`cenotaph mse`: of a table or a case, whole, by strata and over replicates; reasons in place of errors."""

from __future__ import annotations

import json

import numpy as np
import pytest
from typer.testing import CliRunner

from cenotaph.cli.main import app
from cenotaph.errors import BadInput
from cenotaph.mse.found import Found
from cenotaph.mse.methods import graphs, log_linear
from cenotaph.mse.overlap import Overlap
from cenotaph.mse.sensitivity import departures
from cenotaph.mse.strata import imputed, over_replicates, total
from cenotaph.study.document import as_document, as_estimates
from cenotaph.study.undocumented import run_mse
from mse.known import kosovo, of_counts

runner = CliRunner()
NO_LATENT = ("graphs", "log-linear")


def command(*args):
    return runner.invoke(app, ["mse", *map(str, args)])


@pytest.fixture(scope="module")
def found():
    return run_mse("kosovo-1999")


def test_the_embedded_case_is_the_published_table(found):
    assert found.overlap.counts.tolist() == kosovo().counts.tolist()
    assert found.question.who == "persons killed"


def test_every_method_stands_beside_the_others_and_none_alone(found):
    by_id = {e.estimand.id: e for e in found.estimates.estimates}
    names = ("graphs-1-16", "graphs-1", "log-linear", "threshold", "latent-classes")
    middle = {name: by_id[f"whole-{name}"].value for name in names}
    assert middle["graphs-1-16"] == pytest.approx(12595, rel=0.002)
    assert middle["graphs-1"] == pytest.approx(4617, abs=3)
    assert middle["log-linear"] == pytest.approx(10356.5, abs=0.05)
    assert middle["threshold"] == pytest.approx(13971, rel=0.01)  # Silverman, Chan and Vincent 2024: 14,000
    assert middle["latent-classes"] == pytest.approx(10382, rel=0.02)
    assert by_id["whole-log-linear"].interval()["kind"] == "equal-tailed confidence"
    assert "prior decides" in by_id["whole-graphs-1"].reason
    assert by_id["documented"].value == 4400
    for e in found.estimates.estimates:
        assert e.axis == "none" or e.estimand.id == "documented" or e.values.size == 2000
        assert e.estimand.definition
        assert e.estimand.period == "1999-03/1999-06"


def test_the_undocumented_are_the_whole_less_the_documented(found):
    whole, missing = (found.estimates[f"{part}-graphs-1-16"] for part in ("whole", "undocumented"))
    assert missing.values == pytest.approx(whole.values - 4400)


def test_what_it_rests_on_is_told(found):
    tables = found.estimates.tables
    assert {r["without"] for r in tables["left_out"].rows} == {"exh", "aba", "osce", "hrw"}
    half = next(r for r in tables["departures"].rows if r["method"] == "log-linear" and r["factor"] == 0.5)
    assert half["whole"] == pytest.approx(4400 + 0.5 * (10356.52 - 4400), abs=0.1)
    assert [r["probability"] for r in tables["reached"].rows] == [0.05, 0.1, 0.25]


def test_the_json_is_read_back(found):
    from cenotaph.study.document import Document

    document = json.loads(json.dumps(as_document(found.estimates)))
    again = as_estimates(Document.model_validate(document))
    assert again["whole-log-linear"].value == found.estimates["whole-log-linear"].value
    assert again["whole-log-linear"].interval() == found.estimates["whole-log-linear"].interval()


def test_the_command_prints_all_of_it(tmp_path):
    table = tmp_path / "lists.csv"
    table.write_text("a,b,c,count\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,12\n1,0,1,9\n0,1,1,8\n1,1,1,4\n")
    done = command(table, "--model", "graphs", "--model", "log-linear")
    assert done.exit_code == 0, done.output
    for said in ("3 lists: a 65, b 54, c 46; 128 documented", "Decomposable graphs, delta 1/8", "Log-linear",
                 "Chao, lower bound", "Chapman, a and b", "half as many, or twice as many", "without a"):  # fmt: skip
        assert said in done.output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b,count\n1,0,5\n0,1,5\n", "Not estimable: no two lists share anybody"),
        ("a,b,c,count\n1,0,0,5\n0,1,0,5\n0,0,1,4\n1,1,0,2\n", "c shares nobody with any other"),
    ],
)
def test_too_little_is_a_result(tmp_path, text, says):
    (tmp_path / "lists.csv").write_text(text)
    done = command(tmp_path / "lists.csv", "--model", "graphs")
    assert done.exit_code == 0
    assert says in done.output


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["nowhere"], "neither an embedded case"),
        (["nowhere.csv"], "nowhere.csv"),
        (["ussr-1926-1939"], "has no [lists]"),
        (["kosovo-1999", "--model", "magic"], "no model is called 'magic'"),
        (["kosovo-1999", "--by", "month"], "no column 'month'"),
    ],
)
def test_bad_input_is_told_in_a_line(args, says):
    done = command(*args)
    assert done.exit_code == 2
    assert says in done.output
    assert "Traceback" not in done.output


def test_a_case_of_lists_is_sent_to_its_command():
    done = runner.invoke(app, ["run", "kosovo-1999"])
    assert done.exit_code == 2
    assert "cenotaph mse kosovo-1999" in done.output


def strata():
    rng = np.random.default_rng(8)
    return [
        Overlap(("a", "b", "c"), np.array([0, *rng.poisson(m, 7)]), name) for name, m in (("north", 40), ("south", 60))
    ]


def test_a_sum_over_strata_is_a_sum_of_draws():
    parts = strata()
    found = total(parts, graphs, seed=1)
    assert found.whole == pytest.approx(sum(f.whole for f in found.by_stratum.values()))
    ends = [f.interval() for f in found.by_stratum.values()]
    low, high = np.quantile(found.whole, [0.05, 0.95])
    assert sum(e[0] for e in ends) < low < high < sum(e[1] for e in ends)  # ends do not add up


def test_a_stratum_that_says_too_little_stands_apart():
    alone = Overlap(("a", "b", "c"), np.array([0, 5, 4, 0, 3, 0, 0, 0]), "west")
    found = total([*strata(), alone], log_linear, seed=1)
    assert [name for name, _, _ in found.left] == ["west"]
    assert set(found.by_stratum) == {"north", "south"}


def test_persons_of_unknown_stratum_are_dealt_out_and_nobody_is_lost():
    known, unknown = strata(), Overlap(("a", "b", "c"), np.array([0, 20, 0, 10, 0, 0, 0, 5]), "")
    dealt = imputed([*known, unknown], np.random.default_rng(1))
    assert sum(o.counts for o in dealt).tolist() == sum(o.counts for o in (*known, unknown)).tolist()
    assert all((d.counts >= k.counts).all() for d, k in zip(dealt, known, strict=True))
    full = total([*known, unknown], graphs, seed=1)
    complete = total(known, graphs, seed=1)
    assert full.documented == complete.documented + 35
    assert np.median(full.whole) > np.median(complete.whole) + 35


def test_replicates_put_together_show_what_linkage_adds():
    one = [graphs(kosovo(), seed) for seed in (1, 2, 3)]
    same = over_replicates(one)
    assert same.linkage < 0.01 * same.within
    fewer = kosovo().counts.copy()
    fewer[3] -= 60  # sixty links missed: as many more on each list alone
    fewer[1] += 60
    fewer[2] += 60
    other = graphs(Overlap(kosovo().lists, fewer), 4)
    mixed = over_replicates([*one, other])
    assert mixed.linkage > 10 * same.linkage
    assert mixed.whole.var() == pytest.approx(mixed.linkage + mixed.within, rel=1e-9)


def test_replicates_of_a_file(tmp_path):
    rows = ["replicate,a,b,c,count"]
    for r, shift in ((1, 0), (2, 3)):
        rows += [f"{r},{h},{n + shift}" for h, n in
                 (("1,0,0", 40), ("0,1,0", 30), ("0,0,1", 25), ("1,1,0", 12), ("1,0,1", 9), ("0,1,1", 8))]  # fmt: skip
    (tmp_path / "linked.csv").write_text("\n".join(rows) + "\n")
    found = run_mse(str(tmp_path / "linked.csv"), models=NO_LATENT)
    parts = {r["method"]: r for r in found.estimates.tables["replicates"].rows}
    assert set(parts) == set(NO_LATENT)
    assert parts["graphs"]["linkage_share"] + parts["graphs"]["within_share"] == pytest.approx(1)


def test_departures_bend_only_those_on_no_list():
    found = Found("x", "x", "x", 100, np.array([150.0, 200.0, 250.0]))
    by_factor = {d.factor: d for d in departures(found)}
    assert by_factor[1.0].middle == 200
    assert by_factor[2.0].middle == 300
    assert by_factor[0.5].middle == 150


def test_chao_is_the_textbook_bound_where_lists_are_alike():
    """Every list of one size: (k - 1) / k times half of the square of those once over those twice."""
    from cenotaph.mse.checks import chao_bound

    alike = of_counts("abc", a=60, b=60, c=60, ab=30, ac=30, bc=30, abc=45)
    bound = chao_bound(alike)
    assert bound.missing == pytest.approx(180**2 / (2 * 90) * 2 / 3, rel=1e-6)


def test_sample_coverage_of_a_published_table():
    """Hepatitis A in Taiwan, Chao and others 2001: 971, of 271 documented on three lists."""
    from cenotaph.mse.checks import sample_coverage

    table = of_counts("pqe", pqe=28, pq=21, pe=17, p=69, qe=18, q=55, e=63)
    found = sample_coverage(table, seed=1)
    assert found.documented + found.missing == pytest.approx(971, abs=0.5)
    assert found.error == pytest.approx(925, rel=0.15)  # of tables drawn again, there as here
    alike = of_counts("abc", a=343, b=343, c=343, ab=147, ac=147, bc=147, abc=63)  # independent, 3 in 10 on each: 2,333
    good = sample_coverage(alike, seed=1)
    assert good.documented + good.missing == pytest.approx(1533 / (1 - 0.7**3), rel=0.001)
    assert "three lists" in sample_coverage(kosovo(), seed=1).reason


def test_chapman_by_its_formula():
    from cenotaph.mse.checks import chapman

    two = of_counts("ab", a=40, b=30, ab=6)
    found = chapman(two, 0, 1)
    assert found.documented + found.missing == pytest.approx(47 * 37 / 7 - 1)
    assert chapman(of_counts("abc", a=4, b=3, ac=1), 0, 1).reason == "a and b share nobody"
    assert (found.draws(500) > found.documented).all()


def test_an_unknown_model_is_refused():
    with pytest.raises(BadInput, match="There are graphs, log-linear, threshold, latent-classes"):
        run_mse("kosovo-1999", models=("magic",))
