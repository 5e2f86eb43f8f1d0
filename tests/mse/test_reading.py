"""Tables of lists are read as meant, or refused in a sentence that says where and what to do."""

from __future__ import annotations

import numpy as np
import pytest

from cenotaph.errors import BadInput
from cenotaph.evidence.lists_in import read_lists
from cenotaph.mse.overlap import overlap_of
from cenotaph.mse.strata import overlaps
from mse.known import kosovo


def table(tmp_path, text):
    path = tmp_path / "lists.csv"
    path.write_text(text, encoding="utf-8")
    return read_lists(path)


def test_counts_and_persons_give_the_same_overlap(tmp_path):
    counts = overlaps(table(tmp_path, "parish,court,count\n1,0,2\n0,1,1\n1,1,1\n"))[0]
    persons = overlaps(table(tmp_path, "name,parish,court\nA. Vov,1,0\nB. Vov,1,0\nC. Hai,0,1\nD. Hai,1,1\n"))[0]
    assert counts.lists == persons.lists == ("parish", "court")
    assert counts.counts.tolist() == persons.counts.tolist() == [0, 2, 1, 1]


def test_ages_are_no_list_with_faults(tmp_path):
    read = table(tmp_path, "a,b,age\n1,0,0\n0,1,1\n1,1,37\n1,0,5\n0,1,80\n1,0,44\n")
    assert read.lists == ("a", "b")
    assert read.columns == ("age",)


def test_strata_in_their_order_and_an_unknown_one_is_kept(tmp_path):
    read = table(tmp_path, "region,a,b\nnorth,1,0\n,1,1\nsouth,0,1\nnorth,1,1\n")
    found = overlaps(read, ("region",))
    assert [(o.stratum, o.documented) for o in found] == [("north", 2), ("", 1), ("south", 1)]
    assert sum(o.documented for o in found) == overlaps(read)[0].documented
    with pytest.raises(BadInput, match=r"no column 'year'.*region"):
        overlaps(read, ("year",))


def test_replicates_are_tables_of_their_own(tmp_path):
    read = table(tmp_path, "replicate,a,b,count\n1,1,0,5\n1,1,1,2\n2,1,0,6\n2,1,1,1\n")
    first, second = (overlaps(t)[0] for t in read.replicates())
    assert first.counts.tolist() == [0, 5, 0, 2]
    assert second.counts.tolist() == [0, 6, 0, 1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b,count\n1,0,3\n0,0,5\n", r"line 3: 5 persons stand on no list"),
        ("name,a,b\nX,0,0\nY,1,0\nZ,1,1\nW,0,1\n", r"line 2: a person stands on no list"),
        ("a,b,count\n1,0,3\n1,0,5\n", r"line 3: the history 10 stands in line 2 already"),
        ("a,count\n1,3\n0,0\n", r"only a is a list; two lists or more"),
        ("a,b,count\n1,0,3.5\n0,1,2\n1,1,1\n", r"line 2: count is '3.5'; a whole number"),
        ("a,b,count\n1,0,-3\n0,1,2\n1,1,1\n", r"line 2: count is '-3'"),
        ("a,b,count\n1,0,\n0,1,2\n1,1,1\n", r"line 2: count is 'blank'|line 2: count is blank"),
        ("a,b,count\n1,2,3\n0,1,2\n1,1,1\n", r"line 2: b is '2'; a list has 1"),
        ("a,b,count\n1,0\n", r"line 2: 2 cells under 3 names"),
        ("a,a,count\n1,0,1\n", r"column 'a' stands twice"),
        ("a,b,count\n", r"a first line and nothing under it"),
        ("a,b,count\n1,0,0\n0,1,0\n", r"nobody stands on any list"),
        ("", r"no table of lists"),
        ('a,b,count\n"1,0,3\n', r"not readable as CSV"),
    ],
)
def test_bad_input_is_told_in_a_sentence(tmp_path, text, says):
    with pytest.raises(BadInput, match=says):
        table(tmp_path, text)


def test_an_overlap_knows_its_margins():
    found = kosovo()
    assert found.documented == 4400
    assert [found.of(j) for j in range(4)] == [1910, 1528, 1786, 685]
    assert found.both(0, 1) == 177 + 181 + 18 + 27
    fewer = found.without(3)
    assert fewer.documented == 4400 - 306
    assert fewer.counts[0b001] == 1131 + 106
    assert found.only((0, 2)).counts.tolist() == [0, 1910 - 478, 1786 - 478, 478]


@pytest.mark.parametrize("history", [{(1, 0, 1): 2}, {(1, 0): -1}, {(1, 0): 0.5}, {(0, 0): 3}, {(2, 0): 1}])
def test_histories_that_cannot_be(history):
    with pytest.raises(BadInput):
        overlap_of(["a", "b"], history)


def test_counts_are_whole_numbers():
    assert kosovo().counts.dtype == np.int64
