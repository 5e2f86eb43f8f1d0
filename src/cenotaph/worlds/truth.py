"""The truth of an invented world, as JSON and as tables: what no run may read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from cenotaph.worlds.draws import World
from cenotaph.worlds.grid import SEX_NAMES, TOP
from cenotaph.worlds.life import CAUSES

README = """\
The truth of an invented world. No command of cenotaph reads this folder.

truth.json         what was planted, and totals from the opening census to each later one
censuses.csv       counted and true persons of each census, its net error, the falsification in it, omissions
population.csv     true and stated persons by census, sex and age: ages given are heaped and misstated
births.csv         births by calendar year and sex
deaths.csv         deaths, and those above normal (excess), by calendar year, sex and age
excess.csv         deaths above normal by calendar year and cause
migration.csv      persons who left, net of those who came, and who went with a territory, by calendar year
completeness.csv   registered and true events by calendar year, whether or not the case prints them

Excess deaths are those that famine, epidemic and executions add to the normal hazards of the day, less those spared
because the weak had died before. Without the crisis: the same people, rates, migration and borders, no such deaths and
no fall of births; excess_deaths_projection and birth_deficit are differences from that.
"""


def truth_of(case_name: str, world: World) -> dict[str, Any]:
    """What really happened, in persons."""
    life, twin, asked = world.life, world.twin, world.plan.wishes
    opening = life.calendar.opening
    between = {}
    for census in life.calendar.moments:
        if census != opening:
            births, deaths = life.sum_between(life.births, census), life.sum_between(life.deaths, census)
            between[census] = {
                "births": births,
                "deaths": deaths,
                "excess_deaths": life.sum_between(life.excess, census),
                "net_emigration": life.sum_between(life.left, census),
                "handed_over": life.sum_between(life.ceded, census),
                "birth_deficit": twin.sum_between(twin.births, census) - births,
                "excess_deaths_projection": deaths - twin.sum_between(twin.deaths, census),
            }
    people = {c: float(life.population[c].sum()) for c in life.calendar.moments}
    counted = {c: count.total for c, count in world.counts.items()}
    return {
        "case": case_name,
        "asked": asdict(asked),
        "opening": opening,
        "between": between,
        "population": people,
        "counted": counted,
        "net_error": {c: counted[c] - people[c] for c in people},
        "falsified_persons": {c: count.added for c, count in world.counts.items()},
        "habit": asdict(world.habit),
        "plan": asdict(world.plan),
    }


def truth_tables(world: World) -> dict[str, list[dict]]:
    """{file: rows}."""
    life, calendar = world.life, world.life.calendar
    years = calendar.whole_years
    births = life.yearly(life.births).sum(axis=1)
    excess = life.yearly(life.excess).sum(axis=2)
    left, ceded = life.yearly(life.left), life.yearly(life.ceded)
    books = world.books
    registered = {"births": (books.births, books.true_births), "deaths": (books.deaths, books.true_deaths)}
    return {
        "censuses.csv": [
            {"census": c, "counted": n.total, "true": float(life.population[c].sum())}
            | {"net_error": n.total - float(life.population[c].sum()), "falsified": n.added}
            | {"omitted": float(n.omitted.sum())}
            for c, n in world.counts.items()
        ],
        "population.csv": [row for c in world.counts for row in _ages(world, c)],
        "births.csv": [
            {"year": y, "sex": sex, "births": float(births[i, s])}
            for i, y in enumerate(years)
            for s, sex in enumerate(SEX_NAMES)
        ],
        "deaths.csv": [
            {"year": y, "sex": sex, "age": age, "deaths": float(life.deaths_by_age[i, s, age])}
            | {"excess": float(life.excess_by_age[i, s, age])}
            for i, y in enumerate(years)
            for s, sex in enumerate(SEX_NAMES)
            for age in range(TOP)
        ],
        "excess.csv": [
            {"year": y}
            | {cause: float(excess[i, c]) for c, cause in enumerate(CAUSES)}
            | {"all": float(excess[i].sum())}
            for i, y in enumerate(years)
        ],
        "migration.csv": [
            {"year": y, "left": float(left[i]), "handed_over": float(ceded[i])} for i, y in enumerate(years)
        ],
        "completeness.csv": [
            {"year": y, "event": event, "registered": float(kept[i]), "true": float(all_[i])}
            | {"completeness": float(kept[i] / all_[i])}
            for event, (kept, all_) in registered.items()
            for i, y in enumerate(years)
        ],
    }


def _ages(world: World, census: str) -> list[dict]:
    """True persons by true age beside persons in the table by the age they gave; 100 is 100 and older."""
    true = world.life.population[census].sum(axis=0)
    folded = np.concatenate([true[:, :100], true[:, 100:].sum(axis=1, keepdims=True)], axis=1)
    stated = world.counts[census].cells
    return [
        {"census": census, "sex": sex, "age": age, "true": float(folded[s, age]), "stated": int(stated[s, age])}
        for s, sex in enumerate(SEX_NAMES)
        for age in range(folded.shape[1])
    ]
