"""Sections two and four: the censuses as pyramids, and cohorts followed from one census to the next."""

from __future__ import annotations

from datetime import date

from markupsafe import Markup

from cenotaph.report import figures, numbers
from cenotaph.report.markup import DataTable, Figure
from cenotaph.report.view import View
from cenotaph.report.words import SEXES, day_text, years_of


def _ages(row: dict) -> str:
    if row["age_to"] is None:
        return f"{row['age_from']} and over"
    return str(row["age_from"]) if row["age_to"] - row["age_from"] == 1 else f"{row['age_from']} to {row['age_to']}"


def _pyramid_table(rows: list[dict]) -> DataTable:
    """Ages down; for each sex the count and the range expected without the crisis."""
    by_age: dict[tuple, dict[str, dict]] = {}
    for row in rows:
        by_age.setdefault((row["age_from"], row["age_to"]), {})[row["sex"]] = row
    expected = any(r["expected_low"] is not None for r in rows)
    heads, body = ["Exact age"], []
    for sex in ("male", "female"):
        heads += [f"{SEXES[sex].capitalize()}, counted"] + (
            [f"{SEXES[sex].capitalize()}, expected"] if expected else []
        )
    for sexes in (by_age[k] for k in sorted(by_age, key=lambda k: k[0])):
        line: list[str | Markup] = [_ages(next(iter(sexes.values())))]
        for sex in ("male", "female"):
            row = sexes.get(sex)
            line.append(numbers.count(row["counted"]) if row else "")
            if expected:
                known = row is not None and row["expected_low"] is not None
                line.append(
                    f"{numbers.count(row['expected_low'])} to {numbers.count(row['expected_high'])}" if known else ""
                )
        body.append(line)
    return DataTable("Persons by exact age", heads, body, set(range(1, len(heads))))


def _pyramids(view: View) -> list[dict]:
    found = []
    rows = view.rows("age_sex")
    if not rows:
        return []
    biggest = figures.longest_bar(rows)
    for census in view.case.spec.census:
        mine = [r for r in rows if r["census"] == census.id]
        if not mine:
            continue
        counted = view.find(f"counted-population-{census.id}")
        found.append(
            {
                "label": census.label,
                "fate": view.text(census.fate),
                "day": "" if (day := day_text(date.fromisoformat(census.date))) in census.label else day,
                "total": view.figure(counted)
                if counted
                else f"{numbers.count(sum(r['counted'] for r in mine))} persons",
                "expected": any(r["expected_low"] is not None for r in mine),
                "figure": view.chart(
                    f"pyramid-{census.id}",
                    lambda width, mine=mine: figures.pyramid_chart(mine, width, biggest),
                    _pyramid_table(mine),
                ),
            }
        )
    return found


def _cohort_table(rows: list[dict], names: list[tuple[str, str]]) -> DataTable:
    """Decades of birth down, censuses across. A group that spans two decades is divided by its years in
    each, since the censuses cut the same cohorts at different birthdays."""
    decades: dict[int, dict[str, float]] = {}
    for r in rows:
        first, last = int(r["birth_from"] // 10) * 10, int(r["birth_to"] // 10) * 10
        for decade in range(first, last + 10, 10):
            years = min(r["birth_to"], decade + 10) - max(r["birth_from"], decade)
            if years > 0:
                cell = decades.setdefault(decade, {})
                cell[r["census"]] = cell.get(r["census"], 0.0) + r["per_year"] * years
    body: list[list[str | Markup]] = [
        [f"{d}–{d + 9}", *(numbers.count(c[i]) if i in c else "" for i, _ in names)] for d, c in sorted(decades.items())
    ]
    heads = ["Born", *(label for _, label in names)]
    return DataTable("Persons by decade of birth (the open age group left out)", heads, body, set(range(1, len(heads))))


def _cohorts(view: View) -> list[tuple[str, Figure]]:
    rows = view.rows("cohorts")
    present = {r["census"] for r in rows}
    ordered = sorted(view.case.spec.census, key=lambda c: years_of(c.date))
    names = [(c.id, c.label) for c in ordered if c.id in present]
    found = []
    for sex in ("male", "female", "both"):
        mine = [r for r in rows if r["sex"] == sex]
        if mine and len(names) > 1:
            chart = view.chart(
                f"cohorts-{sex}",
                lambda width, sex=sex: figures.cohorts_chart(rows, names, sex, width),
                _cohort_table(mine, names),
            )
            found.append((SEXES[sex], chart))
    return found


def context(view: View) -> dict:
    """Values of sections two and four."""
    return {"pyramids": _pyramids(view), "cohorts": _cohorts(view)}
