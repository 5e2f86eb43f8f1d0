"""claims check and ask as a person types them, the run they use, JSON, ClaimReview and the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cenotaph.claims.claim import At
from cenotaph.claims.verdict import check
from cenotaph.cli.main import app
from cenotaph.evidence.read import load_case
from cenotaph.report.page import build_page, dangling
from cenotaph.report.sections.told import context
from cenotaph.report.view import View
from cenotaph.study import store
from claims.planted import claim, planted, quantity, run_of, tiny, vague
from reconstruct.invented import EQUAL_SHARE, World
from report import invented, invented_results

runner = CliRunner()
HOSTILE = '<script>alert(1)</script> \u202e=HYPERLINK("x") {{ 7*7 }}'


def cenotaph(*args: object) -> object:
    return runner.invoke(app, [str(a) for a in args])


def toml(*claims) -> str:
    """Claims as a claims.toml."""

    def value(v: object) -> str:
        if isinstance(v, dict):
            return "{" + ", ".join(f"{k} = {value(x)}" for k, x in v.items()) + "}"
        return json.dumps(v, ensure_ascii=True)

    return "\n".join(
        "[[claim]]\n" + "\n".join(f"{k} = {value(v)}" for k, v in c.record().items()) + "\n" for c in claims
    )


SAID = (
    claim("c1", quantity=quantity(150, step=10), words="150 died"),
    claim("c2", quantity=quantity(300, step=10), group="peasants", words="300 peasants died"),
    claim("c3", quantity=vague("many"), words="many died", status="proposed"),
)


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tiny().write(tmp_path / "verenia")
    (folder / "claims.toml").write_text(toml(*SAID))
    return folder


@pytest.fixture
def out(folder, tmp_path) -> Path:
    """A finished run of the case, with planted draws in it."""
    case = load_case(folder)
    run = run_of(planted("bayes-excess-window-storms", np.full(100, 150.0)), inputs=dict(case.hashes))
    return store.write(tmp_path / "out", case, run, "<p>page</p>")


def test_check_prints_verdict_reason_definition_and_run(folder, out):
    done = cenotaph("claims", "check", folder, "--run", out)
    assert done.exit_code == 1  # c2 does not stand
    supported = "SUPPORTED (read as Planted bayes-excess-window-storms; over 99.9 % inside"
    for text in (supported, "OVERSTATED", "TOO VAGUE", "unconfirmed reading", "Definitions",
                 "90 % equal-tailed credible interval", "Planted.", f"the finished run in {out}"):  # fmt: skip
        assert text in " ".join(done.stdout.split())
    brief = cenotaph("claims", "check", folder, "--run", out, "--brief")
    assert "Definitions" not in brief.stdout
    assert len(brief.stdout.splitlines()) < len(done.stdout.splitlines())


def test_the_exit_code_is_of_confirmed_claims_alone(folder, out):
    (folder / "claims.toml").write_text(toml(SAID[0], SAID[1].model_copy(update={"status": "proposed"})))
    done = cenotaph("claims", "check", folder, "--run", out)
    assert "OVERSTATED" in done.stdout
    assert done.exit_code == 0


def test_json_holds_everything_and_no_number_that_is_not_finite(folder, out):
    (folder / "claims.toml").write_text(toml(*SAID, claim("c4", quantity=quantity(3, hedge="at_least"))))
    found = json.loads(cenotaph("claims", "check", folder, "--run", out, "--json").stdout)
    assert found["schema"] == "cenotaph/verdicts/1"
    assert [c["verdict"] for c in found["claims"]] == ["supported", "overstated", "too vague", "supported"]
    first = found["claims"][0]
    assert (first["chances"]["inside"], first["confirmed"], first["factor"]["middle"]) == (1.0, True, 1.0)
    assert first["readings"][0]["estimate"]["definition"] == "Planted."
    assert found["claims"][3]["readings"][0]["stands_for"]["high"] is None
    assert "\u00a0" not in json.dumps(found, ensure_ascii=False)


def test_a_run_of_other_evidence_is_refused_and_other_claims_are_not(folder, out):
    (folder / "claims.toml").write_text(toml(SAID[0]))
    assert cenotaph("claims", "check", folder, "--run", out).exit_code == 0
    table = folder / "evidence" / "ledgers.csv"
    table.write_text(table.read_text().replace(",7,", ",8,"))
    done = cenotaph("claims", "check", folder, "--run", out)
    assert done.exit_code == 2
    assert "of other evidence (evidence/ledgers.csv)" in done.stderr


def test_estimates_that_somebody_edited_are_refused(folder, out):
    path = out / "estimates.json"
    path.write_text(path.read_text().replace("150.0", "900.0"))
    done = cenotaph("claims", "check", folder, "--run", out)
    assert done.exit_code == 2
    assert "not as the run wrote it" in done.stderr


def test_without_a_finished_run_the_case_is_run_and_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = World().write(tmp_path / "atlantis", spec=EQUAL_SHARE)
    said = claim("c1", quantity=quantity(10, hedge="over"), place="Atlantis", period="1900/1910")
    (folder / "claims.toml").write_text(toml(said))
    done = cenotaph("claims", "check", folder, "--brief")
    assert "a new run, kept in out/atlantis" in " ".join(done.stdout.split())
    again = cenotaph("claims", "check", folder, "--brief")
    assert "the finished run in out/atlantis" in " ".join(again.stdout.split())
    assert (tmp_path / "out" / "atlantis" / "case" / "claims.toml").is_file()
    table = folder / "evidence" / "population.csv"
    table.write_text(table.read_text().replace(",30000,", ",30001,"))
    other = cenotaph("claims", "check", folder, "--brief")
    assert "a new run, not kept" in " ".join(other.stdout.split())


def test_claimreview_holds_confirmed_claims_and_says_how_poor_it_is(folder, out, tmp_path):
    target = tmp_path / "review.json"
    done = cenotaph("claims", "check", folder, "--run", out, "--claimreview", target)
    assert "loses what the check says" in done.stderr
    assert "1 unconfirmed claims left out" in done.stderr
    found = json.loads(target.read_text())
    assert [r["reviewRating"]["alternateName"] for r in found["@graph"]] == ["supported", "overstated"]
    assert found["@graph"][0]["reviewRating"]["ratingValue"] == 5
    assert all("loses what the check says" in r["reviewBody"] for r in found["@graph"])
    again = cenotaph("claims", "check", folder, "--run", out, "--claimreview", target)
    assert again.exit_code == 2
    assert json.loads(target.read_text()) == found


def test_a_denial_is_marked_as_one_wherever_its_words_are_shown(folder, out, tmp_path):
    denied = claim("c1", quantity=quantity(900, step=10), words="900 died", negated=True)
    (folder / "claims.toml").write_text(toml(denied))
    done = cenotaph("claims", "check", folder, "--run", out, "--claimreview", tmp_path / "r.json")
    assert "over 99.9 % outside what is denied)  denied: “900 died”" in done.stdout
    review = json.loads((tmp_path / "r.json").read_text())["@graph"][0]
    assert review["claimReviewed"] == review["itemReviewed"]["text"] == "It is denied that: “900 died”"
    found = json.loads(cenotaph("claims", "check", folder, "--run", out, "--json").stdout)["claims"][0]
    assert (found["verdict"], found["denied"], found["side"]) == ("supported", True, "outside what is denied")
    assert (found["chances"]["inside"], found["probability"], found["factor"]) == (0.0, 1.0, None)
    (folder / "claims.toml").write_text(toml(denied.model_copy(update={"quantity": quantity(150, step=10)})))
    wrong = cenotaph("claims", "check", folder, "--run", out)
    assert "CONTRADICTED BY THE ESTIMATE" in wrong.stdout
    assert wrong.exit_code == 1


def test_how_the_run_was_sampled_is_told(folder, tmp_path):
    for sampling, says in (("short", "probabilities are approximate"), ("off", "without probability"), ("full", "")):
        run = run_of(planted("bayes-excess-window-storms", np.full(100, 150.0)), inputs=dict(load_case(folder).hashes))
        run.run.parameters["sampling"] = sampling
        out = store.write(tmp_path / sampling, load_case(folder), run, "<p>page</p>")
        last = cenotaph("claims", "check", folder, "--run", out).stdout.partition("Estimates:")[2]
        assert says in " ".join(last.split())
        assert says or ", sampled" not in last


def test_a_verdict_that_decides_nothing_has_no_rating(folder, out, tmp_path):
    (folder / "claims.toml").write_text(toml(claim("c1", quantity=quantity(5), place="Belgium")))
    cenotaph("claims", "check", folder, "--run", out, "--claimreview", tmp_path / "r.json")
    rating = json.loads((tmp_path / "r.json").read_text())["@graph"][0]["reviewRating"]
    assert "ratingValue" not in rating


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[claim]", "is not TOML"), ('[[claim]]\nid = "c1"\nwords = "x"\nkind = "quantity"\n', "has a quantity"),
        ('[[claim]]\nid = "c1"\nwords = "x"\nkind = "when"\nperiod = "1932-33"\n', "1932/1933"),
    ],
)  # fmt: skip
def test_faults_of_claims_toml_are_told_by_check_and_before_any_run(folder, out, text, says, monkeypatch):
    monkeypatch.setattr("cenotaph.study.run.run_case", lambda *_, **__: pytest.fail("work was done first"))
    (folder / "claims.toml").write_text(text)
    told = cenotaph("check", folder)
    assert told.exit_code == 1
    assert says in told.stdout
    for command in (("claims", "check", folder, "--run", out), ("run", folder, "--out", out.parent / "new")):
        done = cenotaph(*command)
        assert done.exit_code == 2
        assert says in done.stderr
        assert "Traceback" not in done.output


def test_words_that_are_not_in_the_script_are_told_by_check(folder):
    (folder / "script.en.md").write_text("# A script\n\nIt is said that **150**\n*died* that year.\n")
    at = {"at": At(text="script.en.md", line=3), "span": (20, 30)}
    (folder / "claims.toml").write_text(toml(SAID[0].model_copy(update=at)))
    assert cenotaph("check", folder).exit_code == 0
    (folder / "script.en.md").write_text("# A script\n\nNothing of the kind.\n")
    told = cenotaph("check", folder)
    assert told.exit_code == 1
    assert "unknown-words" in told.stdout


EVIL = claim("c2", words="x" + HOSTILE, place=HOSTILE[:60], said_by=HOSTILE[:40], quantity=quantity(5), than=HOSTILE)
FILM = f"# A film\n\nIn those years **9.9**\nmillion died in Verenia.\n\n{EVIL.words}\n\n{HOSTILE}\0\n"


@pytest.fixture(scope="module")
def section() -> tuple[str, str]:
    """(the whole page, its section on what is said) of an invented case with a script and two claims."""
    died = {"words": "9.9 million died", "period": "1901/1909", "quantity": quantity(9.9e6, step=1e5)}
    case = invented.case()
    texts = {"claims.toml": toml(claim("c1", **died), EVIL), "script.en.md": FILM}
    case = type(case)(case.folder, case.spec, case.sources, case.placed, case.hashes, texts)
    html = build_page(case, invented_results.estimates(invented.case()))
    return html, re.search(r'<section id="told".*?</section>', html, re.S)[0]


def test_the_page_shows_the_script_beside_its_verdicts_with_links(section):
    html, told = section
    assert '<a class="claimed" href="#claim-c1" title="overstated">9.9 million died</a>' in told
    assert 'href="#est-bayes-excess-deaths-rate-1909"' in told
    assert '<blockquote class="script" lang="en">' in told
    assert 'href="#told"' in html
    assert dangling(html) == []


def test_hostile_claims_and_scripts_are_inert_on_the_page(section):
    html, told = section
    assert "<script" not in html
    assert not set("\u202e\0") & set(html)
    assert "{{ 7*7 }}" in told


def test_a_case_without_claims_has_no_such_section():
    case = invented.case()
    view = View(case, invented_results.estimates(case), drawn=False)
    assert context(view) is None
    view.close()


def test_hostile_claims_are_inert_on_the_terminal(folder, out):
    (folder / "claims.toml").write_text(toml(EVIL))
    done = cenotaph("claims", "check", folder, "--run", out)
    assert "\u202e" not in done.stdout
    assert "Traceback" not in done.output


def test_ten_megabytes_of_words_are_judged():
    """One pass over the words: what a claim holds is text, and nothing in it is searched more than once."""
    long = claim("c1", kind="when", words="storm and census " * 600_000, period="1904", quantity=None)
    case = invented.case()
    found = check([long], case, invented_results.estimates(case))
    assert found.judgements[0].verdict in ("not a matter of this evidence", "supported")
