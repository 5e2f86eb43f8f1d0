"""A world as files: the case folder as a historian would find it, and the truth outside of it."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from cenotaph.worlds.counts import Count
from cenotaph.worlds.life import CAUSES
from cenotaph.worlds.office import Register, register
from worlds import office
from worlds.calendar_grid import CENSUSES, LAST, MIDDLE, OPENING, SEX_NAMES, SPAN, YEAR_0, YEARS
from worlds.case_text import SOURCES, case_toml
from worlds.count import Taken, take
from worlds.simulate import World, simulate, without_crisis

COUNTRY = "arvenia"
GROUPS = [(a, a + 1) for a in range(20)] + [(a, a + 5) for a in range(20, 100, 5)] + [(100, None)]
FROM_OFFICE = {"source": "OFFICE", "locator": "invented", "status": "enumerated"}
FROM_REGISTER = {"source": "OFFICE", "locator": "invented", "status": "registered"}
FROM_AUTHOR = {"source": "AUTHOR", "locator": "invented", "status": "adjusted"}


def make(seed: int, profile: str, home: Path, more: str = "") -> dict:
    """Simulate a seed and write home/case and home/truth.json; returns the truth."""
    world = simulate(seed, profile)
    return write(world, take(world), without_crisis(seed, profile), home, more)


def write(world: World, taken: Taken, twin: World, home: Path, more: str = "") -> dict:
    """The files of a world already simulated. `twin`: the same plan without the crisis."""
    counts, habit = taken.counts, taken.habit
    rng = np.random.default_rng([world.plan.seed, 7004])
    books = register(world, rng)
    folder = home / "case"
    evidence = folder / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    (folder / "case.toml").write_text(case_toml(more), encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    author = office.author(world, books, counts[OPENING], rng)
    for census, count in counts.items():
        _table(evidence / f"population-{census}.csv", _population(census, count))
    _table(evidence / "vital.csv", _vital(world, books, counts[OPENING], author))
    first = office.life_table(world, books, counts[OPENING], habit, (0, 1), 1.0)
    last = office.life_table(world, books, counts[LAST], habit, (12,), 1 - 0.5 * 0.015)
    _table(
        evidence / "life_tables.csv",
        [*_life(first, "1906/1907", "office-1906"), *_life(last, "1918", "office-1918")],
    )
    schedule = office.fertility_schedule(world, counts[OPENING], rng)
    _table(evidence / "fertility.csv", [_fertility(age, rate) for age, rate in schedule])
    _table(evidence / "migration.csv", [_migration(author.emigrants)])
    _table(evidence / "adjustments.csv", [_adjustment(*row) for row in author.omitted])
    truth = truth_of(world, taken, books, twin)
    (home / "truth.json").write_text(json.dumps(truth, indent=1), encoding="utf-8")
    return truth


def truth_of(world: World, taken: Taken, books: Register, twin: World) -> dict:
    """What really happened, in persons; nothing of it is in the case folder."""
    excess, counts = world.excess.sum(axis=2), taken.counts
    people = {c: float(world.population[c].sum()) for c in CENSUSES}
    between = {}
    for census in (MIDDLE, LAST):
        span = SPAN[census]
        deaths, births = world.deaths[span].sum(), world.births[span].sum()
        between[census] = {
            "births": float(births),
            "deaths": float(deaths),
            "excess_deaths": float(excess[span].sum()),
            "net_emigration": float(world.left[span].sum()),
            "birth_deficit": float(twin.births[span].sum() - births),
            "excess_deaths_projection": float(deaths - twin.deaths[span].sum()),
        }
    years = {
        "births": books.true_births,
        "deaths": books.true_deaths,
        "excess_deaths": world.yearly(excess.sum(axis=1)),
        "net_emigration": world.yearly(world.left),
        "births_completeness": books.births / books.true_births,
        "deaths_completeness": books.deaths / books.true_deaths,
    }
    years |= {f"excess_{cause}": world.yearly(excess[:, i]) for i, cause in enumerate(CAUSES)}
    return {
        "seed": world.plan.seed,
        "profile": world.plan.profile,
        "lie": asdict(taken.lie) | {"persons": sum(c.added for c in counts.values())},
        "between": between,
        "population": people,
        "counted": {c: counts[c].total for c in CENSUSES},
        "net_error": {c: counts[c].total - people[c] for c in CENSUSES},
        "by_year": {name: dict(zip(map(str, YEARS), map(float, v), strict=True)) for name, v in years.items()},
        "plan": asdict(world.plan),
    }


def _table(path: Path, rows: list[dict]) -> None:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _population(census: str, count: Count) -> list[dict]:
    head = {"id": "", "census": census, "date": CENSUSES[census], "territory": COUNTRY}

    def row(entry: str, sex: str, persons: float, group: str = "", low="", high="", name: str = "") -> dict:
        ages = {"group": group, "sex": sex, "age_from": low, "age_to": high}
        return head | {"id": name, "entry": entry} | ages | {"persons": int(persons)} | FROM_OFFICE

    rows = []
    for s, sex in enumerate(SEX_NAMES):
        for low, high in GROUPS:
            persons = count.cells[s, low:high].sum()
            rows.append(row("cell", sex, persons, "", low, "" if high is None else high))
        rows.append(row("unknown_age", sex, count.unknown[s]))
    table = count.cells.sum(axis=1) + count.unknown
    group = "table" if count.contingents else "final"
    rows += [row("total", sex, table[s], group) for s, sex in enumerate(SEX_NAMES)]
    rows.append(row("total", "both", count.total, "final", name=f"total-{census}"))
    for name, persons in count.contingents.items():
        rows += [row("contingent", sex, persons[s], name) for s, sex in enumerate(SEX_NAMES)]
    return rows


def _vital(world: World, books: Register, opening: Count, author: office.Author) -> list[dict]:
    rows = []

    def add(name: str, event: str, measure: str, period: str, value: float, half: float, series="", tail=FROM_REGISTER):
        row = {"id": name, "series": series, "event": event, "measure": measure, "period": period}
        rows.append(row | {"territory": COUNTRY, "sex": "both", "value": value, "rounding": half} | tail)

    people = opening.total
    for event, events in (("births", books.births), ("deaths", books.deaths)):
        add(f"{event}-rate-1906", event, "per_1000", "1906", round(1000 * events[0] / people, 1), 0.05)
    add("deaths-rate-1906-author", "deaths", "per_1000", "1906", author.death_rate, 0.05, "Author", FROM_AUTHOR)
    for year in office.PRINTED_YEARS:
        for event, events in (("births", books.births), ("deaths", books.deaths)):
            persons = int(round(events[year - YEAR_0], -5))
            add(f"{event}-{year}", event, "count", str(year), persons, 50_000)
    growth = int(round(office.natural_increase(books), -5))
    add("natural-increase-1907-1916", "natural_increase", "count", "1907/1916", growth, 50_000)
    return rows


def _life(table: np.ndarray, period: str, name: str) -> list[dict]:
    rows = []
    for s, sex in enumerate(SEX_NAMES):
        for age, q in enumerate(table[s]):
            head = {"life_table": name, "period": period, "territory": COUNTRY, "sex": sex, "measure": "qx"}
            ages = {"age_from": age, "age_to": "" if age == 100 else age + 1}
            rows.append(head | ages | {"value": "1" if age == 100 else f"{min(q, 0.99):.5f}"} | FROM_REGISTER)
    return rows


def _fertility(age: int, rate: float) -> dict:
    head = {"schedule": "office-1906", "period": "1906", "territory": COUNTRY}
    return head | {"age_from": age, "age_to": age + 5, "births_per_1000_women": rate} | FROM_REGISTER


def _migration(emigrants: int) -> dict:
    name = "emigration-author"
    head = {"id": name, "flow": name, "period": "1912/1914", "territory": COUNTRY, "direction": "net"}
    return head | {"persons": -emigrants} | FROM_AUTHOR


def _adjustment(sex: str, low: int, high: int, persons: int) -> dict:
    head = {"adjustment": "author-1906", "census": OPENING, "sex": sex, "age_from": low, "age_to": high}
    return head | {"persons": persons} | FROM_AUTHOR
