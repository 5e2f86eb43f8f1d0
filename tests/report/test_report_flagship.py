"""The page of the embedded case: what only a real case shows."""

from __future__ import annotations

import re

import pytest

from cenotaph.evidence.tables import Population
from cenotaph.report.page import build_page
from cenotaph.report.sections.people import _cohort_table
from cenotaph.study.run import run


@pytest.fixture(scope="module")
def study():
    return run("ussr-1926-1939", seed=1, sampling="off")


@pytest.fixture(scope="module")
def page(study):
    return build_page(study.case, study.estimates)


def test_decades_of_birth_add_up_to_the_census(study):
    """Every closed age group is in the table once, whatever decades it spans."""
    rows = [r for r in study.estimates.tables["cohorts"].rows if r["sex"] == "male"]
    table = _cohort_table(rows, [("1926", ""), ("1937", ""), ("1939", "")])
    for column, census in enumerate(("1926", "1937", "1939"), start=1):
        shown = sum(int(line[column].replace(",", "")) for line in table.rows if line[column])
        counted = sum(r["per_year"] * (r["birth_to"] - r["birth_from"]) for r in rows if r["census"] == census)
        assert shown == pytest.approx(counted, abs=len(table.rows))
    by_decade = {line[0][:4]: [int(c.replace(",", "")) if c else None for c in line[1:]] for line in table.rows}
    _, middle, last = by_decade["1900"]
    assert abs(last - middle) < 0.06 * middle


def test_register_gap_stands_beside_kurmans(page):
    section = page[page.index('id="fig-literature-register_gap"') :][:4000]
    assert "6.27 to 6.37" in section or "6.3 to 6.4" in section


def test_a_recalled_expectation_is_marked(page):
    gaps = page[page.index('class="plain gaps"') :][:6000]
    gosplan = gaps[gaps.index("Gosplan") :][:200]
    assert "recalled" in gosplan


def test_deaths_are_compared_over_the_registered_years_together(study):
    periods = {(r["event"], r["period"]) for r in study.estimates.tables["registers"].rows}
    assert ("deaths", "1931/1933") in periods
    assert not any(event == "deaths" and "/" not in period for event, period in periods)


def test_no_svg_text_is_wider_than_a_phone(page):
    """Headings are broken before they leave the narrow charts (measured by a mean width of letters)."""
    for narrow in re.findall(r'class="chart narrow">(<svg.*?</svg>)', page):
        width = float(re.search(r'viewBox="0 0 ([\d.]+)', narrow)[1])
        for text in re.findall(r'<text[^>]*font-weight="bold"[^>]*>([^<]*)</text>', narrow):
            assert 6.4 * len(text) <= width, text


def test_every_counted_person_of_known_age_is_in_the_pyramids(study):
    for census in ("1937", "1939"):
        rows = [r for r in study.estimates.tables["age_sex"].rows if r["census"] == census]
        cells = sum(r.persons for r in study.case.rows(Population) if r.census == census and r.entry == "cell")
        assert sum(r["counted"] for r in rows) >= cells
