"""An invented country of provinces, drawn from the hierarchical prior itself and written as a case without the truth.

What the provinces share is drawn first (mean and spread of every pooled number, from the priors that the case states),
then each province about it, then its papers: a count by age and sex before and after, registers with a completeness of
their own. The truth is what the drawn vector says happened.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cenotaph.arrays import N_AGES, SEXES
from cenotaph.evidence.read import load_case
from cenotaph.reconstruct.bayes import papers as drawn_papers
from cenotaph.reconstruct.provinces.groups import Group, gather_groups, one_of
from cenotaph.reconstruct.provinces.measures import measures
from cenotaph.reconstruct.provinces.pooled import Shared

FIRST, LAST = 1900, 1910
LOWS = (0, 1, *range(5, 86, 5))
SECOND_LOWS = (0, 1, *range(5, 66, 5), 70, 80)  # the groups in which case.toml compares the second count
AGES = np.arange(N_AGES)
TAIL = {"source": "office", "locator": "invented", "status": "enumerated"}
REGISTERED = TAIL | {"status": "registered"}


@dataclass(frozen=True)
class Country:
    """A case folder and what is true of it. mean, spread : (number,), in units of each number's own prior. truth :
    {province: {measure: value}}, named as `measures` names them."""

    folder: Path
    numbers: tuple[Shared, ...]
    mean: np.ndarray
    spread: np.ndarray
    truth: dict[str, dict[str, float]]


def hazard() -> np.ndarray:
    """(sex, age), normal death rates of the country's table."""
    base = 0.004 + 0.00004 * np.exp(0.09 * AGES)
    base[0], base[1:5] = 0.18, [0.05, 0.03, 0.02, 0.012]
    return np.array([0.95 * base, 1.05 * base])


def draw_country(folder: Path, provinces: int, seed: int) -> Country:
    """Draw and write a country: a tenth of its provinces have no register of births, others gaps in that of deaths."""
    rng = np.random.default_rng([seed, 77])
    names = [f"{a}{b}{c}" for a in "bdgklmnprst" for b in "aeiou" for c in "lmnrst"][:provinces]
    opening = {name: opening_count(rng) for name in names}
    years = {name: _registered(rng) for name in names}
    guess = {name: {event: dict.fromkeys(own, 1000.0) for event, own in years[name].items()} for name in names}
    placeholder = np.full((len(SEXES), len(SECOND_LOWS)), 1000.0)
    write(folder, names, {n: (opening[n], placeholder) for n in names}, guess)
    groups, numbers = gather_groups(load_case(folder))
    mean, spread = _shared(rng, numbers)
    counts, events, truth = {}, {}, {}
    for group in groups:
        for i, name in enumerate(group.names):
            found = _province(rng, group, i, numbers, mean, spread, years[name])
            counts[name], events[name], truth[name] = (opening[name], found[0]), found[1], found[2]
    write(folder, names, counts, events)
    return Country(folder, numbers, mean, spread, truth)


def opening_count(rng: np.random.Generator) -> np.ndarray:
    """(sex, cell), persons of a first count: sizes from some thirty thousand to three million."""
    alive = np.exp(-np.cumsum(np.c_[np.zeros(2), hazard()[:, :-1]], axis=1) - rng.normal(0.012, 0.003) * AGES)
    single = np.exp(rng.uniform(np.log(1000), np.log(100_000))) * alive
    return np.round(np.add.reduceat(single, LOWS, axis=1))


def _registered(rng: np.random.Generator) -> dict[str, list[int]]:
    """Years of each register that left a figure."""
    years = list(range(FIRST, LAST))
    births = [] if rng.random() < 0.1 else years
    deaths = [] if rng.random() < 0.1 else years
    if deaths and rng.random() < 0.3:
        deaths = [y for y in years if y not in (1905, 1906)]
    return {"births": births, "deaths": deaths}


def _shared(rng: np.random.Generator, numbers: tuple[Shared, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Mean and spread of every number from the priors that the case states."""
    mean = [rng.normal(*s.centre) if s.centre else _about_nought(rng, s) for s in numbers]
    return np.array(mean), np.array([s.spread * np.exp(rng.normal(0.0, s.spread_log_sd)) for s in numbers])


def _about_nought(rng: np.random.Generator, one: Shared) -> float:
    """A departure from a prior's mean in its own units: normal, Student t, or the density of a crisis year."""
    df = min(one.number.df, 1e6)
    if not one.number.one_sided:
        return float(rng.standard_t(df))
    # A t above and a normal of the same curvature below, each in proportion to its integral: by rejection from t.
    while True:
        drawn = rng.standard_t(df)
        if drawn > 0 or rng.random() < np.exp(-(df + 1) / df * drawn**2 / 2) * (1 + drawn**2 / df) ** ((df + 1) / 2):
            return float(drawn)


def _province(rng: np.random.Generator, group: Group, index: int, numbers: tuple[Shared, ...], mean: np.ndarray,
              spread: np.ndarray, years: dict[str, list[int]]) -> tuple:  # fmt: skip
    """Second count (sex, cell), events by year, and the truth of one province."""
    import jax

    from cenotaph.reconstruct.bayes.parameters import prior_draws

    data, case = one_of(group.data, index), group.cases[index]
    vector = np.array(prior_draws(jax.random.key(int(rng.integers(2**31))), 1, data, group.shape)[0])
    closings = list(data.closings)
    for k, one in enumerate(numbers):
        if group.places[k] >= 0:
            vector[group.places[k]] = mean[k] + spread[k] * _about_nought(rng, one)
        elif group.closings[k] >= 0:
            own = closings[group.closings[k]].net_error
            moved = own._replace(mean=own.mean + own.sd * mean[k], sd=own.sd * spread[k])
            closings[group.closings[k]] = closings[group.closings[k]]._replace(net_error=moved)
    told = data._replace(
        closings=tuple(closings), registers=tuple(r._replace(rounding=0 * r.rounding) for r in data.registers)
    )
    papers = drawn_papers.papers_of(vector, rng, case, told, group.shape)
    counted = np.round(np.asarray(papers.closings[0].counted).reshape(len(SEXES), -1))
    events = {
        event: {y: float(np.exp(own.log_count[y - FIRST])) for y in years[event]}
        for event, own in zip(("births", "deaths"), papers.registers, strict=True)
    }
    windows = (("crisis", range(1905, 1907)),)
    truth = {n: float(v) for n, v in measures(vector, papers, group.shape, windows).items()}
    return counted, events, truth


def write(folder: Path, names: list[str], counts: dict, events: dict) -> None:
    """The case folder. counts : {province: both counts (sex, cell)}; events : {province: {event: {year: number}}}."""
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    territories = "".join(
        f'[[territory]]\nid = "{n}"\nname = "{n.capitalize()}"\nborders = "1900/1910"\npart_of = "atlantis"\n'
        for n in names
    )
    text = (Path(__file__).parent / "case.toml").read_text(encoding="utf-8")
    (folder / "case.toml").write_text(text + territories, encoding="utf-8")
    office = '[office]\ncitation = "Office of an invented country"\naccess = "invented"\n'
    (folder / "sources.toml").write_text(office, encoding="utf-8")
    _table(folder, "population", [
        {"census": year, "date": f"{year}-01-01", "territory": name, "entry": "cell", "sex": sex, "age_from": low,
         "age_to": high, "persons": int(counts[name][at][s, c])} | TAIL
        for name in names for at, (year, lows) in enumerate(((FIRST, LOWS), (LAST, SECOND_LOWS)))
        for s, sex in enumerate(SEXES) for c, (low, high) in enumerate(zip(lows, (*lows[1:], ""), strict=True))
    ])  # fmt: skip
    _table(folder, "vital", [
        {"event": event, "measure": "count", "period": year, "territory": name, "value": round(value), "rounding": 0.5}
        | REGISTERED
        for name in names for event, own in events[name].items() for year, value in own.items()
    ])  # fmt: skip
    _table(folder, "life_tables", [
        {"life_table": "before", "period": "1895/1899", "territory": "atlantis", "sex": sex, "measure": "mx",
         "age_from": a, "age_to": "" if a == N_AGES - 1 else a + 1, "value": f"{value:.12g}"} | TAIL
        for sex, line in zip(SEXES, hazard(), strict=True) for a, value in zip(AGES, line, strict=True)
    ])  # fmt: skip
    _table(folder, "fertility", [
        {"schedule": "before", "period": "1895/1899", "territory": "atlantis", "age_from": a, "age_to": a + 5,
         "births_per_1000_women": rate} | TAIL
        for a, rate in zip(range(15, 50, 5), (30, 170, 220, 190, 140, 60, 10), strict=True)
    ])  # fmt: skip


def _table(folder: Path, name: str, rows: list[dict]) -> None:
    with (folder / "evidence" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
