"""An invented world with a known crisis, written as a case folder: what the account must find again."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cenotaph.arrays import N_AGES, SEXES
from cenotaph.demography.projection import advance, step_hazard

AGES = np.arange(N_AGES)


def normal_hazard() -> np.ndarray:
    """(sex, age), an invented pre-modern schedule."""
    base = 0.004 + 0.00004 * np.exp(0.09 * AGES)
    base[0], base[1:5] = 0.18, [0.05, 0.03, 0.02, 0.012]
    return np.array([0.95 * base, 1.05 * base])


def fertility() -> np.ndarray:
    rates = np.zeros(N_AGES)
    rates[15:50] = np.repeat([0.03, 0.17, 0.22, 0.19, 0.14, 0.06, 0.01], 5)
    return rates


@dataclass
class World:
    """Ten years from 1 January 1900, with the truth that the case must not be told."""

    intensity: float = 2.0
    exponent: float = 0.5
    crisis_fertility: float = 0.8
    false_share: float = 0.0
    start: np.ndarray = field(init=False)
    end: np.ndarray = field(init=False)
    births: list[float] = field(default_factory=list)
    deaths: list[float] = field(default_factory=list)
    excess: float = 0.0

    def __post_init__(self) -> None:
        hazard, rates = normal_hazard(), fertility()
        size = np.array([[30_000.0], [30_500.0]])
        shape = np.exp(-np.cumsum(np.c_[np.zeros(2), hazard[:, :-1]], axis=1) - 0.012 * AGES)
        self.start = np.round(size * shape)
        scale = (self.start * hazard).sum(1) / (self.start * hazard**self.exponent).sum(1)
        crisis = hazard**self.exponent * scale[:, None]
        population = self.start
        for year in range(1900, 1910):
            share = {1905: 0.5, 1906: 1.0}.get(year, 0.0)
            level = self.crisis_fertility if year == 1906 else 1.0
            added = self.intensity * share * crisis
            born = level * (rates @ population[0]) * np.array([1.0, 1.05]) / 2.05
            self._year(population, born, hazard, added)
            population = self._after
        self.end = np.round(population * (1 + self.false_share))

    def _year(self, population, born, hazard, added) -> None:
        total, normal = step_hazard(hazard + added), step_hazard(hazard)
        moved = advance(population, born, total)
        deaths = moved.deaths.sum() + moved.newborn_deaths.sum()
        at_normal_rates = (moved.deaths * normal.passing / total.passing).sum()
        at_normal_rates += (moved.newborn_deaths * normal.newborn / total.newborn).sum()
        self.births.append(float(born.sum()))
        self.deaths.append(float(deaths))
        self.excess += float(deaths - at_normal_rates)
        self._after = moved.population

    def write(self, folder: Path, with_life_table: bool = True, spec: str = "") -> Path:
        (folder / "evidence").mkdir(parents=True, exist_ok=True)
        (folder / "case.toml").write_text(SPEC + spec, encoding="utf-8")
        (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
        self._population(folder)
        if with_life_table:
            self._life_table(folder)
            self._fertility(folder)
        return folder

    def _population(self, folder: Path) -> None:
        rows = [
            {"census": year, "date": f"{year}-01-01", "territory": "atlantis", "entry": "cell", "sex": sex}
            | {"age_from": a, "age_to": "" if a == 100 else a + 1, "persons": int(count[s, a])}
            | TAIL
            for year, count in ((1900, self.start), (1910, self.end))
            for s, sex in enumerate(SEXES)
            for a in AGES
        ]
        _table(folder / "evidence" / "population.csv", rows)

    def _life_table(self, folder: Path) -> None:
        rows = [
            {
                "life_table": "before",
                "period": "1895/1899",
                "territory": "atlantis",
                "sex": sex,
                "measure": "mx",
            }
            | {"age_from": a, "age_to": "" if a == 100 else a + 1, "value": f"{value:.12g}"}
            | TAIL
            for sex, line in zip(SEXES, normal_hazard(), strict=True)
            for a, value in zip(AGES, line, strict=True)
        ]
        _table(folder / "evidence" / "life_tables.csv", rows)

    def _fertility(self, folder: Path) -> None:
        rows = [
            {
                "schedule": "before",
                "period": "1895/1899",
                "territory": "atlantis",
                "age_from": a,
                "age_to": a + 5,
            }
            | {"births_per_1000_women": 1000 * fertility()[a]}
            | TAIL
            for a in range(15, 50, 5)
        ]
        _table(folder / "evidence" / "fertility.csv", rows)


TAIL = {"source": "office", "locator": "invented", "status": "enumerated"}
SOURCES = '[office]\ncitation = "Office of an invented country"\naccess = "invented"\n'
SPEC = """
schema_version = 1
[case]
id = "atlantis"
title = "Atlantis"
question = "How many?"
territory = "atlantis"
period = "1900-01-01/1910-01-01"
[[territory]]
id = "atlantis"
name = "Atlantis"
borders = "1900/1910"
[[census]]
id = "1900"
date = "1900-01-01"
label = "First"
fate = "published"
[[census]]
id = "1910"
date = "1910-01-01"
label = "Second"
fate = "published"
[balance]
opening = "1900"
closing = ["1910"]
crisis = "1905/1906"
"""
EQUAL_SHARE = """
[[dimension]]
id = "children"
kind = "children"
question = "How did children die?"
[[dimension.option]]
id = "famine"
label = "famine"
text = "As in a famine."
exponent = 0.5
"""

MIGRATION = """
[[dimension]]
id = "who"
kind = "migration"
question = "Who left?"
[[dimension.option]]
id = "nobody"
label = "nobody"
text = "Nobody left."
[[dimension.option]]
id = "boats"
label = "boats"
text = "Boats left."
flows = ["boats"]
"""


def _table(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
