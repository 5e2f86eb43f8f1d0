"""The classical account of one scenario: balance, counterfactual, losses, census errors."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.demography.projection import Step, advance, closing_cohorts, overlap, whole_and_rest
from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import interval
from cenotaph.evidence.spec import Option
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.baseline import BirthRates, Mortality, birth_rates, mortality
from cenotaph.reconstruct.path import ActualPath, actual_path, crisis_steps, survivors
from cenotaph.reconstruct.scenario import Scenario

OLDEST_POOLED = 90
# Births a year per person of the opening population. The highest crude birth rates on record are below
# 0.06; growth over an interval allows for somewhat more.
HIGHEST_BIRTH_RATE = 0.09


@dataclass(frozen=True)
class Projected:
    """The population without the crisis: (sex, 101) at the end; births, deaths (step, sex)."""

    population: Array
    births: Array
    deaths: Array


@dataclass(frozen=True)
class Account:
    """One scenario, one closing census: what was, what would have been, in persons.

    true : (sex, 101), the population taken as true at the closing date. counted : the census as taken.
    values : the losses by estimand name; absent names are not estimable, `why` says why.
    against_record : a record that this account contradicts (fewer deaths or births than registered).
    """

    scenario: Scenario
    census: str
    opening: Array
    true: Array
    counted: Array
    path: ActualPath | None = None
    expected: Projected | None = None
    values: dict[str, float] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    against_record: str = ""


@dataclass(frozen=True)
class Counts:
    """All censuses of the case as arrays, read once for all scenarios.

    `solved` keeps the crisis intensities found so far, by the answers they depend on: scenarios that
    differ only in fertility or in the births of the interval share one.
    """

    by_id: dict[str, inputs.Count]
    solved: dict[tuple, Array] = field(default_factory=dict)
    normal: dict[Option | None, Mortality | None] = field(default_factory=dict)

    def mortality(self, case: Case, scenario: Scenario) -> Mortality | None:
        """The scenario's normal mortality, read from the evidence once for each answer."""
        option = scenario.option("mortality")
        if option not in self.normal:
            self.normal[option] = mortality(case, scenario)
        return self.normal[option]

    @classmethod
    def of(cls, case: Case) -> Counts:
        balance = case.spec.balance
        return cls({c: inputs.count(case, c) for c in (balance.opening, *balance.closing)})


def project(opening: Array, births: BirthRates, steps: list[tuple[float, Step]], at_birth: float) -> Projected:
    """The opening population carried on at normal mortality and fertility, without migration.

    at_birth : boys per girl. Births of a step are the rates times the women's mean number over it, so
    the end of the step is taken first without births (no woman of the year is born in it).
    """
    shares = np.array([1.0, at_birth]) / (1.0 + at_birth)
    all_births, all_deaths = [], []
    population = opening
    for begin, step in steps:
        grown = advance(population, np.zeros(len(SEXES)), step).population
        rates = births.at(begin + step.length / 2)
        born = shares * (rates @ (population[0] + grown[0]) / 2 * step.length)
        moved = advance(population, born, step)
        population = moved.population
        all_births.append(born)
        all_deaths.append(moved.deaths.sum(axis=-1) + moved.newborn_deaths)
    return Projected(population, np.array(all_births), np.array(all_deaths))


def crisis_weights(case: Case, steps: list[tuple[float, Step]]) -> Array:
    """(step,), how much of the crisis falls in each step, 1 at its height; all 1 when no years are named."""
    balance = case.spec.balance
    if balance.crisis is None:
        return np.ones(len(steps))
    low, high = interval(balance.crisis)
    years = {year: 1.0 for year in range(int(np.floor(low)), int(np.ceil(high)))}
    if balance.crisis_weights == "registered":
        deaths = inputs.events_by_year(case, "deaths")
        before = deaths.get(min(years) - 1)
        if before is not None and all(year in deaths for year in years):
            above = {year: max(deaths[year] - before, 0.0) for year in years}
            # Where the register shows no rise there is nothing to be in proportion to.
            years = above if any(above.values()) else years
    weights = np.array(
        [sum(w * overlap(t, s.length, max(low, y), min(high, y + 1)) for y, w in years.items()) for t, s in steps]
    )
    if weights.max() <= 0:
        raise NotEstimable(
            f"The crisis years {balance.crisis} lie outside the interval between the censuses.",
            remedy="Mend balance.crisis in case.toml.",
        )
    return weights / weights.max()


def registered_births(case: Case, steps: list[tuple[float, Step]], at_birth: float) -> Array | None:
    """(step, sex), registered births, nan in steps that the register does not cover almost whole."""
    years = inputs.events_by_year(case, "births")
    if not years:
        return None
    shares = np.array([1.0, at_birth]) / (1.0 + at_birth)
    result = np.full((len(steps), len(SEXES)), np.nan)
    for i, (begin, step) in enumerate(steps):
        parts = {y: overlap(begin, step.length, y, y + 1) for y in years}
        covered = sum(parts.values())
        if covered > 0.9:
            result[i] = shares * sum(years[y] * p for y, p in parts.items()) / covered * step.length
    return result


def true_population(
    case: Case, counts: Counts, scenario: Scenario, closing: str, normal: Mortality, extra: dict[str, Array]
) -> Array:
    """(sex, 101), the population at a closing date under the scenario's answer to "which census is true".

    Another census than the one taken as true is replaced by the true one carried to its date at normal
    mortality, forward or backward, cohort by cohort; recorded deaths that the scenario names come on top.
    Children born between the two are taken as counted.
    """
    own = counts.by_id[closing]
    counted = own.population(extra.get(closing))
    option = scenario.option("true_census")
    if option is None or option.census in (None, closing):
        return counted
    true = counts.by_id[option.census]
    start, end = sorted((own.time, true.time))
    steps = normal.steps(start, end)
    whole, length = whole_and_rest([s.length for _, s in steps])
    hazards = [step for _, step in steps]
    violent = scenario.option("recorded_deaths")
    if true.time < own.time:
        carried = survivors(true.population(extra.get(true.census)), hazards)
        older, _ = closing_cohorts(counted, length, whole)
        return carried - inputs.recorded_deaths(case, violent, start, end, carried) + (counted - older)
    older, _ = closing_cohorts(true.population(extra.get(true.census)), length, whole)
    older = older + inputs.recorded_deaths(case, violent, start, end, older)
    return _carried_back(counted, older, hazards, whole)


def _carried_back(counted: Array, later: Array, hazards: list[Step], whole: int) -> Array:
    """(sex, 101), the earlier population whose survivors at normal rates are the later count.

    Each age of the earlier census is scaled by later count over survivors of the earlier count, with the
    cohorts that meet in the same later age sharing one ratio; the oldest ages are pooled.
    """
    ahead = survivors(counted, hazards)
    ratio = np.ones_like(counted)
    top = OLDEST_POOLED
    ratio[:, whole : top + 1] = later[:, whole : top + 1] / ahead[:, whole : top + 1]
    ratio[:, top + 1 :] = (later[:, top + 1 :].sum(axis=1) / ahead[:, top + 1 :].sum(axis=1))[:, None]
    _, length = whole_and_rest([s.length for s in hazards])
    shifted = np.concatenate([ratio[:, whole:], np.repeat(ratio[:, -1:], whole, axis=1)], axis=1)
    beyond = np.concatenate([shifted[:, 1:], shifted[:, -1:]], axis=1)
    earlier = counted * ((1 - length) * shifted + length * beyond)
    exact = later.sum(axis=1) / survivors(earlier, hazards).sum(axis=1)
    return earlier * exact[:, None]


def account(case: Case, counts: Counts, scenario: Scenario, closing: str) -> Account:
    """The whole account of one scenario up to one closing census."""
    balance = case.spec.balance
    normal = counts.mortality(case, scenario)
    first, last = counts.by_id[balance.opening], counts.by_id[balance.closing[-1]]
    groups = scenario.option("contingents")
    extra = {c: inputs.contingent(case, c, groups.groups) for c in counts.by_id} if groups else {}
    opening = first.population(extra.get(balance.opening))
    undercount = scenario.option("undercount")
    if undercount is not None and undercount.adjustment is not None:
        opening = opening + inputs.adjustment(case, undercount.adjustment, first.cells)
    counted = counts.by_id[closing].population(extra.get(closing))
    result = Account(scenario, closing, opening, counted, counted)
    if normal is None:
        reason = "No life table states what normal mortality was. Add one to evidence/life_tables.csv."
        return replace(result, why={"losses": reason})
    try:
        true = true_population(case, counts, scenario, closing, normal, extra)
        result = replace(result, true=true)
        return _losses(case, counts, scenario, result, normal, first, last)
    except NotEstimable as problem:
        return replace(result, why={"losses": str(problem)})


def _losses(
    case: Case, counts: Counts, scenario: Scenario, partial: Account, normal: Mortality,
    first: inputs.Count, last: inputs.Count,
) -> Account:  # fmt: skip
    balance = case.spec.balance
    end = counts.by_id[partial.census].time
    steps = normal.steps(first.time, end)
    weights = crisis_weights(case, steps)
    migration = scenario.option("migration")
    flows = migration.flows if migration is not None else ()
    away, left = inputs.emigrants(case, flows, first.time, end, partial.true)
    # Those who left and those whose violent death is recorded would be there otherwise: they are put back
    # before the crisis is solved for, and the recorded deaths then counted for what they are.
    violent = scenario.option("recorded_deaths")
    killed = inputs.recorded_deaths(case, violent, first.time, end, partial.true)
    stayed = partial.true + away + killed
    option = scenario.option("children")
    kind, exponent = ("crisis", 1.0) if option is None else (option.children, option.exponent)
    registered = registered_births(case, steps, balance.sex_ratio_at_birth)
    hazards = [normal.at(begin + step.length / 2) for begin, step in steps]
    crisis = crisis_steps(steps, hazards, weights, partial.opening, exponent)
    shared = ("true_census", "mortality", "undercount", "migration", "contingents", "recorded_deaths")
    key = (partial.census, exponent, *((o := scenario.option(k)) and o.id for k in shared))
    path = actual_path(partial.opening, stayed, crisis, kind, registered, counts.solved.get(key))
    counts.solved[key] = path.intensity
    partial = replace(partial, against_record=_against_record(case, path, partial.opening.sum()))
    values = _actual_values(partial, path, left, killed)
    rates = birth_rates(case, scenario, partial.opening, first.time, last, normal)
    if rates is None:
        reason = (
            "No fertility schedule states what normal fertility was. "
            "Add one to evidence/fertility.csv and a birth rate to evidence/vital.csv."
        )
        return replace(partial, path=path, values=values, why={"counterfactual": reason})
    expected = project(partial.opening, rates, steps, balance.sex_ratio_at_birth)
    values |= _counterfactual_values(values, expected, partial.true + away, steps)
    return replace(partial, path=path, expected=expected, values=values)


def _against_record(case: Case, path: ActualPath, population: float) -> str:
    """What the account contradicts: a register that holds more events, or the limits of human fertility.

    A register may miss an event; it does not invent one. All its single years are taken together, since
    how the crisis is spread over its years is an assumption; rounding of the print is allowed for.
    """
    for event in ("deaths", "births"):
        years = inputs.events_by_year(case, event)
        made = {y: path.in_year(event, y) for y in years}
        covered = [y for y, v in made.items() if v is not None]
        registered = sum(years[y] for y in covered)
        margin = inputs.rounding(case, event, covered)
        if covered and sum(made[y] for y in covered) < registered - margin:
            return f"fewer {event} than the register holds in {covered[0]}-{covered[-1]}"
    most = float((path.births.sum(axis=-1) / path.lengths).max()) / population
    return "more births than any population has had" if most > HIGHEST_BIRTH_RATE else ""


def _actual_values(partial: Account, path: ActualPath, left: float, killed: Array) -> dict[str, float]:
    """What happened, in persons; recorded violent deaths (sex, 101) are excess deaths whatever the rates."""
    excess = path.deaths.sum(axis=0) - path.baseline_deaths.sum(axis=0)
    older = path.older_deaths - path.older_baseline
    female, male = (float(v) for v in excess + killed.sum(axis=1))
    return {
        "births": float(path.births.sum()),
        "deaths": float(path.deaths.sum() + killed.sum()),
        "excess-deaths-rate": female + male,
        "excess-deaths-rate-female": female,
        "excess-deaths-rate-male": male,
        "excess-deaths-rate-born-since": float((excess - older).sum()),
        "net-migration-loss": left,
        "true-population": float(partial.true.sum()),
        "counted-population": float(partial.counted.sum()),
        "census-error": float(partial.counted.sum() - partial.true.sum()),
    }


def _counterfactual_values(
    values: dict[str, float], expected: Projected, stayed: Array, steps: list[tuple[float, Step]]
) -> dict[str, float]:
    """Losses against the population without the crisis; they add up to the total deficit exactly."""
    whole, length = whole_and_rest([s.length for _, s in steps])
    older_expected, born_expected = closing_cohorts(expected.population, length, whole)
    older_stayed, born_stayed = closing_cohorts(stayed, length, whole)
    return {
        "expected-population": float(expected.population.sum()),
        "expected-births": float(expected.births.sum()),
        "expected-deaths": float(expected.deaths.sum()),
        "birth-deficit": float(expected.births.sum() - values["births"]),
        "excess-deaths-projection": values["deaths"] - float(expected.deaths.sum()),
        "total-deficit": float(expected.population.sum()) - values["true-population"],
        "cohort-deficit": float(older_expected.sum() - older_stayed.sum()),
        "child-deficit": float(born_expected.sum() - born_stayed.sum()),
    }
