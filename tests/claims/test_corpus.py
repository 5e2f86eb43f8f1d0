"""The development texts are read as well as promised; no text is read in a way that pleases only the counting."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cenotaph.claims.claim import Claim
from cenotaph.claims.extract import propose
from claims.score import passages, score, score_passage

CORPUS = Path(__file__).parent / "corpus"


@pytest.fixture(scope="module")
def scores():
    return score(CORPUS / "dev")


@pytest.mark.parametrize("language", ["all", "en", "uk", "ru"])
def test_floors(scores, language):
    found = scores[language]
    assert found.figures_right >= 0.95, found.faults
    assert found.figures_wrong <= 0.02, found.faults
    assert found.recall >= 0.9, found.faults
    assert found.spurious_per_200_words <= 1, found.faults
    for name in ("group", "place", "period"):
        assert found.share(name) >= 0.85, found.faults


def test_the_corpus_keeps_its_own_rules():
    for passage in passages(CORPUS / "dev"):
        for claim in passage.claims:
            begin, end = claim["span"]
            assert passage.text[begin:end] == claim["words"], (passage.id, claim["words"])


def test_a_wrong_reading_and_a_spurious_one_are_seen():
    passage = next(p for p in passages(CORPUS / "dev") if p.id == "en-007")
    (right,) = propose(passage.text)[0]
    wrong = right.model_copy(
        update={"quantity": right.quantity.model_copy(update={"hedge": "over"}), "place": "Russia"}
    )
    spurious = Claim(id="c9", words="In", span=(0, 2), kind="when")
    judged = score_passage(passage, [wrong, spurious])
    assert (judged.wrong, judged.spurious, judged.met) == (1, 1, 1)
    assert judged.share("place") == 0
    assert score_passage(passage, [right]).right == 1
    assert score_passage(passage, []).recall == 0


def test_records_are_json():
    for passage in list(passages(CORPUS / "dev"))[:20]:
        for claim in propose(passage.text)[0]:
            assert Claim.model_validate(json.loads(json.dumps(claim.record()))) == claim
