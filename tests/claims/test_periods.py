"""Periods are read as EDTF: years, ranges, months, days, seasons, decades, open ends, and from the sentence before."""

from __future__ import annotations

import pytest

from cenotaph.claims.claim import check_period
from cenotaph.claims.extract import propose


def periods(text: str) -> list[str]:
    return [c.period for c in propose(text)[0]]


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        ("In 1933", "1933"),
        ("In 1932-33", "1932/1933"),
        ("In 1932–1933", "1932/1933"),
        ("From 1929 to 1933", "1929/1933"),
        ("Between 1931 and 1934", "1931/1934"),
        ("In the 1930s", "193X"),
        ("In the early 1930s", "1930/1933"),
        ("In the mid-1930s", "1934/1936"),
        ("In the late 1930s", "1936/1939"),
        ("In September 1937", "1937-09"),
        ("On 5 August 1937", "1937-08-05"),
        ("On August 5, 1937", "1937-08-05"),
        ("In the winter of 1932-33", "1932-24"),
        ("In the spring of 1933", "1933-21"),
        ("From the winter of 1932 to the spring of 1933", "1932-24/1933-21"),
        ("By 1939", "../1939"),
        ("By the end of July 1994", "../1994-07"),
        ("After 1945", "1945/.."),
        ("Since 1945", "1945/.."),
        ("Between August and December 1994", "1994-08/1994-12"),
        ("From August 1937 to November 1938", "1937-08/1938-11"),
    ],
)
def test_english(when, edtf):
    assert periods(f"{when}, 5,000 people were shot.") == [edtf]
    assert check_period(edtf) == edtf


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        ("У 1933 році", "1933"),
        ("У 1932–1933 рр.", "1932/1933"),
        ("У 1937-му", "1937"),
        ("У 1930-ті роки", "193X"),
        ("На початку 1930-х років", "1930/1933"),
        ("Узимку 1932–33 років", "1932-24"),
        ("Навесні 1933 року", "1933-21"),
        ("У грудні 1941 року", "1941-12"),
        ("20 січня 1930 року", "1930-01-20"),
        ("До 1939 року", "../1939"),
        ("До кінця травня 1933-го", "../1933-05"),
        ("З серпня 1937 по листопад 1938 року", "1937-08/1938-11"),
        ("Після 1945 року", "1945/.."),
    ],
)
def test_ukrainian(when, edtf):
    assert periods(f"{when} розстріляно 5 тисяч людей.") == [edtf]


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        ("В 1933 году", "1933"),
        ("В 1932–1933 гг.", "1932/1933"),
        ("В 1937-м", "1937"),
        ("В 1930-е годы", "193X"),
        ("В середине 1930-х годов", "1934/1936"),
        ("Осенью 1937 года", "1937-23"),
        ("29 февраля 1944 года", "1944-02-29"),
        ("К весне 1933-го", "../1933-21"),
        ("К ноябрю 1937-го", "../1937-11"),
        ("С августа 1937-го по ноябрь 1938-го", "1937-08/1938-11"),
        ("После 1945 года", "1945/.."),
    ],
)
def test_russian(when, edtf):
    assert periods(f"{when} расстреляно 5 тысяч человек.") == [edtf]


def test_place_and_period_are_handed_on_within_a_paragraph_only():
    text = "In 1933 the famine reached Kharkiv. In March 412 people died.\n\n786 people died."
    first, second = [c for c in propose(text)[0] if c.kind == "quantity"]
    assert (first.place, first.period) == ("Kharkiv", "1933-03")
    assert (second.place, second.period) == ("", "")


def test_spring_after_a_winter_is_that_of_the_second_year():
    text = "In the winter of 1932-33 there was hunger. "
    text += "By April 500 people had died, and in November 1932 already 40 had starved."
    found = [c for c in propose(text)[0] if c.kind == "quantity"]
    assert [c.period for c in found] == ["../1933-04", "1932-11"]


@pytest.mark.parametrize(
    "period", ["1932-33", "33", "tomorrow", "1933/1932/1931", "../..", "193", "1933-13", "x" * 100]
)
def test_what_is_no_period_is_refused(period):
    with pytest.raises(ValueError, match=r"write|longer"):
        check_period(period)
