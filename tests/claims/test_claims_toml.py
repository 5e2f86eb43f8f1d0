"""claims.toml: errors that name claim and key; a person's decisions survive a second reading."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cenotaph.claims.claim import At, Claim, Quantity
from cenotaph.claims.claims_toml import Text, parse_claims, read_claims
from cenotaph.claims.merging import fresh_toml, merge_into, name_beside
from cenotaph.claims.reading import read_claims_in
from cenotaph.errors import BadClaims

FILE = Text(file="a.txt", sha256="0" * 64, language="en")
PLAIN = "In 1933 5,000 people died in Ghent. In 1934 300 priests were shot."


def proposals(plain: str) -> tuple[Claim, ...]:
    return tuple(c.model_copy(update={"at": At(text="a.txt", line=1)}) for c in read_claims_in(plain).claims)


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "claims.toml"
    merge_into(target, FILE, PLAIN, proposals(PLAIN))
    return target


def test_what_was_written_is_read_back(path):
    found = read_claims(path)
    assert found.texts == (FILE,)
    assert found.claims == proposals(PLAIN)
    assert fresh_toml(FILE, found.claims) == path.read_text(encoding="utf-8")


def test_decisions_comments_and_edits_survive(path):
    text = path.read_text(encoding="utf-8")
    text = text.replace('status = "proposed"', 'status = "confirmed"  # compared with the page', 1)
    text = text.replace('group = "priests"', 'group = "clergy of the town"', 1) + "# the end\n"
    path.write_text(text, encoding="utf-8")
    merged = merge_into(path, FILE, PLAIN, proposals(PLAIN))
    assert (merged.added, merged.kept, merged.vanished) == (0, 2, 0)
    assert path.read_text(encoding="utf-8") == text


def test_new_claims_come_at_the_end_and_lost_ones_are_marked(path):
    new = "At first. In 1933 5,000 people died in Ghent. In 1935 40 teachers were arrested."
    merged = merge_into(path, FILE, new, proposals(new))
    assert (merged.added, merged.kept, merged.vanished) == (1, 1, 1)
    first, second, third = read_claims(path).claims
    assert (first.id, first.span[0], first.vanished) == ("c1", 18, False)
    assert (second.id, second.vanished, second.quantity.low) == ("c2", True, 300)
    assert (third.id, third.quantity.low, third.status) == ("c3", 40, "proposed")
    again = merge_into(path, FILE, PLAIN, proposals(PLAIN))
    assert (again.added, again.vanished) == (0, 1)
    assert [c.vanished for c in read_claims(path).claims] == [False, False, True]


def test_a_claim_whose_words_a_person_cut_is_not_proposed_again(path):
    text = path.read_text(encoding="utf-8").replace('words = "5,000 people died"', 'words = "5,000 people"')
    path.write_text(text.replace('status = "proposed"', 'status = "rejected"', 1), encoding="utf-8")
    assert merge_into(path, FILE, PLAIN, proposals(PLAIN)).added == 0


def test_claims_of_other_texts_are_left_alone(path):
    other = Text(file="b.txt", sha256="1" * 64)
    found = tuple(c.model_copy(update={"at": At(text="b.txt")}) for c in proposals(PLAIN))
    assert merge_into(path, other, PLAIN, found).added == 2
    assert [c.at.text for c in read_claims(path).claims] == ["a.txt", "a.txt", "b.txt", "b.txt"]
    assert [c.id for c in read_claims(path).claims] == ["c1", "c2", "c3", "c4"]
    assert len(read_claims(path).texts) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[[claim]]\nid = "a"\nkind = "quantit"\nwords = "x"\n',
            r'line 3, claim "a", key kind: .*did you mean "quantity"',
        ),
        ('[[claim]]\nid = "a"\nkind = "when"\nwords = "x"\nperiod = "1932-33"\n', r"line 5, claim .*1932/1933"),
        ('[[claim]]\nid = "a"\nkind = "when"\nwords = "x"\nfoo = 1\n', r'line 5.*"foo" is not a key'),
        ('[[claim]]\nid = "a"\nkind = "quantity"\nwords = "x"\n', r"has a quantity"),
        (
            '[[claim]]\nid = "a"\nkind = "quantity"\nwords = "x"\nquantity = {low = 1, high = 2}\n',
            r"low, high and step",
        ),
        (
            '[[claim]]\nid = "a"\nkind = "quantity"\nwords = "x"\nquantity = {low = 1, vague = "many"}\n',
            r"no figure",
        ),
        ('[[claim]]\nid = "a"\nkind = "when"\nwords = "x"\npart_of = "b"\n', r'no claim has the id "b"'),
        ('[[claim]]\nid = "a"\nkind = "when"\nwords = "x"\nsame = "a"\n', r"linked to itself"),
        ('[[claim]]\nid = "a"\nkind = "when"\nwords = "x"\n' * 2, r"given twice"),
        ('[claim]\nid = "a"\n', r"\[\[claim\]\]"),
        ("a = [", r"line 1: is not TOML"),
        ("b = 1\n", r'"b" is unknown'),
        ('[[text]]\nfile = "a"\nsha256 = "x"\n', r"line 3, text 1, key sha256"),
    ],
)
def test_faults_name_claim_and_key(text, said):
    with pytest.raises(BadClaims) as problem:
        parse_claims(text, "claims.toml")
    assert re.search(said, str(problem.value)), str(problem.value)
    assert "claims.toml" in str(problem.value)


def test_a_file_that_cannot_be_read_stays_as_it_was(tmp_path):
    path = tmp_path / "claims.toml"
    path.write_text("[[claim]]\nid = 1\n", encoding="utf-8")
    with pytest.raises(BadClaims):
        merge_into(path, FILE, PLAIN, proposals(PLAIN))
    assert path.read_text(encoding="utf-8") == "[[claim]]\nid = 1\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_text_itself_is_never_written_over(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(PLAIN, encoding="utf-8")
    with pytest.raises(BadClaims, match="is the text itself"):
        name_beside(path, path)
    assert name_beside(path, tmp_path / "claims.toml") == "a.txt"
    assert name_beside(path, tmp_path / "out" / "claims.toml") == "a.txt"


@settings(max_examples=60, deadline=None)
@given(
    words=st.text(min_size=1, max_size=60).filter(
        lambda t: "\0" not in t and not any(0xD800 <= ord(c) < 0xE000 for c in t)
    ),
    low=st.floats(min_value=0, max_value=1e12),
)
def test_any_words_survive_toml(words, low):
    quantity = Quantity(low=low, high=low, step=1)
    claim = Claim(id="c1", words=words, span=(0, 5), kind="quantity", quantity=quantity, at=At(text="a.txt"))
    assert parse_claims(fresh_toml(FILE, [claim]), "claims.toml").claims == (claim,)
