"""One episode of a folder of known truth, as arrays. What an estimator may see and what it must find stay apart."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.graduation import to_single_years
from cenotaph.demography.lifetable import filled_hazard, single_year_hazard
from cenotaph.evidence.dates import decimal_year


@dataclass(frozen=True)
class Enumeration:
    """day : ISO date. lows : lower ages of its groups, the last one open. persons : (sex, group). single : the same by
    single age (sex, 101)."""

    day: str
    lows: tuple[int, ...]
    persons: Array

    @property
    def time(self) -> float:
        return decimal_year(date.fromisoformat(self.day))

    @property
    def single(self) -> Array:
        low = np.array(self.lows, dtype=float)
        return np.array([to_single_years(low, np.append(low[1:], np.inf), row) for row in self.persons])


@dataclass(frozen=True)
class Seen:
    """What an estimator may see. lows, rates : lower ages and death rates (sex, group) of `period` (years). births :
    {year: (female, male)}, empty where the folder has none."""

    name: str
    before: Enumeration
    after: Enumeration
    lows: tuple[int, ...]
    rates: Array
    period: tuple[int, int]
    births: dict[int, tuple[float, float]]

    @property
    def length(self) -> float:
        """Years between the enumerations."""
        return self.after.time - self.before.time

    @property
    def person_years(self) -> float:
        return self.length * float(self.before.persons.sum() + self.after.persons.sum()) / 2

    @property
    def hazard(self) -> Array:
        """(sex, 101), death rates of the table by single age, ages without a death filled from their neighbours."""
        low = np.array(self.lows, dtype=float)
        high = np.append(low[1:], np.inf)
        return filled_hazard(np.array([single_year_hazard(low, high, "mx", row) for row in self.rates]))

    @property
    def has_births(self) -> bool:
        """Whether the births of every year between the enumerations are there."""
        return {year for year, _, _ in self.pieces()} <= set(self.births)

    def pieces(self) -> list[tuple[int, float, float]]:
        """(calendar year, begin, end) of every year or part of one between the enumerations."""
        return pieces(self.before.time, self.after.time)

    def whole_years(self) -> tuple[int, ...]:
        """Calendar years that lie wholly between the enumerations."""
        return tuple(year for year, begin, end in self.pieces() if end - begin > 1 - 1 / 365)


@dataclass(frozen=True)
class Truth:
    """What must be found. deaths : {calendar year: persons}. exposure : {calendar year: (sex, 101), person-years}.
    crisis : calendar years; none in a placebo. summary : truth.json."""

    deaths: dict[int, float]
    exposure: dict[int, Array]
    crisis: tuple[int, ...]
    summary: dict


def pieces(start: float, stop: float) -> list[tuple[int, float, float]]:
    """(calendar year, begin, end) of every calendar year or part of one in [start, stop); parts below a day are left
    out."""
    years = range(int(np.floor(start + 1 / 365)), int(np.ceil(stop - 1 / 365)))
    return [(year, max(start, year), min(stop, year + 1)) for year in years]


def episodes(root: Path) -> list[str]:
    """Names of the episodes of a folder."""
    return sorted(path.parent.name for path in root.glob("*/enumeration_before.csv"))


def seen(home: Path) -> Seen:
    """The evidence of an episode. Nothing under truth/ is opened."""
    tables = rows_of(home / "rates_before.csv")
    lows, rates = _by_sex(tables, "mx")
    births = {}
    if (home / "births.csv").is_file():
        births = {int(r["year"]): (float(r["female"]), float(r["male"])) for r in rows_of(home / "births.csv")}
    before, after = (_enumeration(home / f"enumeration_{name}.csv") for name in ("before", "after"))
    years = [int(year) for year in re.findall(r"\d{4}", tables[0].get("period") or "")] or [int(before.time) - 1]
    return Seen(home.name, before, after, lows, rates, (years[0], years[-1]), births)


def truth(home: Path) -> Truth:
    """What an estimator must find."""
    by_year: dict[int, list[dict]] = {}
    for row in rows_of(home / "truth" / "deaths.csv"):
        by_year.setdefault(int(row["year"]), []).append(row)
    exposure = {}
    for year, rows in by_year.items():
        lows, persons = _by_sex(rows, "exposure")
        low = np.array(lows, dtype=float)
        exposure[year] = np.array([to_single_years(low, np.append(low[1:], np.inf), row) for row in persons])
    deaths = {year: sum(_number(row["deaths"]) for row in rows) for year, rows in by_year.items()}
    summary = json.loads((home / "truth" / "truth.json").read_text(encoding="utf-8"))
    return Truth(deaths, exposure, years_of(str(summary.get("crisis_years", ""))), summary)


def years_of(text: str) -> tuple[int, ...]:
    """Calendar years named in words such as 1846-1849, or 1918, or 1901-02, or 1870-1871 1873."""
    found: set[int] = set()
    for first, last in re.findall(r"(\d{4})(?:\s*[-–/]\s*(\d{4}|\d{2})(?!\d))?", text):
        end = first[: 4 - len(last)] + last
        found |= set(range(int(first), int(end) + 1))
    return tuple(sorted(found))


def rows_of(path: Path) -> list[dict]:
    """Rows of a CSV file by column."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _number(text: str) -> float:
    return float(text) if text.strip() not in ("", ".", "NA") else 0.0


def age_of(row: dict) -> int:
    """Lower age of a row."""
    return int(re.match(r"\d+", row["age_from" if "age_from" in row else "age"])[0])


def _by_sex(rows: list[dict], column: str) -> tuple[tuple[int, ...], Array]:
    """Lower ages, and (sex, group) of a column."""
    lows = sorted({age_of(row) for row in rows})
    values = np.zeros((len(SEXES), len(lows)))
    for row in rows:
        values[SEXES.index(row["sex"]), lows.index(age_of(row))] = _number(row[column])
    return tuple(lows), values


def _enumeration(path: Path) -> Enumeration:
    rows = rows_of(path)
    lows, persons = _by_sex(rows, "population")
    top = [low for low in lows if low < N_AGES]
    folded = np.concatenate([persons[:, : len(top) - 1], persons[:, len(top) - 1 :].sum(axis=1, keepdims=True)], axis=1)
    return Enumeration(rows[0]["date"], tuple(top), folded)
