"""Texts and sentences read now and judged: what a person decided stands, everything else is a proposal."""

from __future__ import annotations

import numpy as np
import pytest
from typer.testing import CliRunner

from cenotaph.cli.main import app
from cenotaph.evidence.read import load_case
from cenotaph.study import store
from cenotaph.study.judged import with_decisions
from claims.planted import claim, planted, quantity, run_of, tiny

runner = CliRunner()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(case folder, finished run) with planted deaths above normal in 1904 and 1905."""
    root = tmp_path_factory.mktemp("texts")
    folder = tiny().write(root / "verenia")
    run = run_of(planted("bayes-excess-window-storms", np.full(100, 150.0)), inputs=dict(load_case(folder).hashes))
    return folder, store.write(root / "out", load_case(folder), run, "<p>page</p>")


def test_decisions_stand_and_proposals_get_ids_of_their_own():
    at = {"text": "film.txt"}
    decided = [claim("c1", words="150 died", at=at, quantity=quantity(150)),
               claim("c2", words="not in the text now", at=at, status="rejected", quantity=quantity(1)),
               claim("c3", words="of another text", at={"text": "other.txt"}, quantity=quantity(2))]  # fmt: skip
    tenth = {"words": "a tenth", "kind": "share", "same": "c1", "quantity": quantity(0.1, unit="share")}
    read = [claim("c1", words="150  died", status="proposed", quantity=quantity(999)),
            claim("c2", status="proposed", **tenth)]  # fmt: skip
    found = with_decisions(decided, read, "film.txt")
    assert [(c.id, c.status) for c in found] == [("c1", "confirmed"), ("new1", "proposed"), ("c2", "rejected")]
    assert found[0].quantity.low == 150
    assert found[1].same == "c1"


def test_words_that_a_person_widened_are_not_judged_twice():
    at = {"text": "film.txt"}
    decided = [claim("c1", words="In Verenia 150 died of hunger", at=at, quantity=quantity(150))]
    for figure, ids in ((150, ["c1"]), (151, ["new1", "c1"])):
        read = [claim("c1", words="150 died", status="proposed", quantity=quantity(figure))]
        assert [c.id for c in with_decisions(decided, read, "film.txt")] == ids


def test_ask_says_how_the_sentence_was_read_and_judges_it(made):
    folder, out = made
    said = "Three hundred people died of hunger in 1904 and 1905."
    done = runner.invoke(app, ["claims", "ask", str(folder), said, "--run", str(out)])
    assert done.exit_code == 0, done.output
    assert "Read as quantity: 300 persons" in " ".join(done.stdout.split())
    assert "unconfirmed reading" in done.stdout
    nothing = runner.invoke(app, ["claims", "ask", str(folder), "It was a quiet evening.", "--run", str(out)])
    assert nothing.exit_code == 0
    assert "No claim that could be checked" in nothing.output


def test_a_text_is_read_and_judged_and_its_file_left_alone(made, tmp_path):
    folder, out = made
    text = tmp_path / "film.txt"
    text.write_text("In 1904 and 1905 at least 9,000 people starved.\n\nA quiet evening followed.\n")
    before = text.read_bytes()
    done = runner.invoke(app, ["claims", "check", str(folder), "--text", str(text), "--run", str(out)])
    assert done.exit_code == 0, done.output  # nobody has confirmed it
    assert "film.txt, line 1, unconfirmed reading" in " ".join(done.stdout.split())
    assert text.read_bytes() == before
    text.unlink()
    missing = runner.invoke(app, ["claims", "check", str(folder), "--text", str(text), "--run", str(out)])
    assert missing.exit_code == 2
    assert "Traceback" not in missing.output


def test_a_claims_file_beside_the_case_is_judged_in_its_place(made, tmp_path):
    folder, out = made
    other = tmp_path / "mine.toml"
    said = 'words = "x"\nkind = "quantity"\nevent = "starved"\nplace = "Verenia"\nperiod = "1904/1905"\n'
    other.write_text(f'[[claim]]\nid = "c9"\nstatus = "confirmed"\n{said}quantity = {{low = 9, high = 9, step = 1}}\n')
    done = runner.invoke(app, ["claims", "check", str(folder), "--text", str(other), "--run", str(out)])
    assert done.exit_code == 1
    assert "UNDERSTATED" in done.stdout
