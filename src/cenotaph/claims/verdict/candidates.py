"""Which estimates of a run a statement may mean, and how near each is to what it says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.derived import Made, as_is, summed
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.times import Span
from cenotaph.estimate import Estimate, Estimates

EVERYBODY = "people"


@dataclass(frozen=True)
class Measure:
    """A row of readings.toml: the family of an estimate, whom it speaks of, whether it is a calendar year's."""

    family: str
    group: str = EVERYBODY
    by_year: bool = False
    moment: bool = False


@dataclass(frozen=True)
class Question:
    """What a statement asks of a run: event, whom, where, when; `cause` narrows deaths to those above normal."""

    event: str
    group: str = EVERYBODY
    place: str = ""
    period: Span | None = None
    cause: str = ""


@dataclass(frozen=True)
class Candidate:
    """An estimate that a statement may mean. `relation`: same, about, unsaid, part or wider; `notes` say why."""

    made: Made
    family: str
    relation: str
    span: Span
    notes: tuple[str, ...] = field(default=())

    @property
    def estimate(self) -> Estimate:
        return self.made.estimate

    @property
    def distance(self) -> int:
        """0 for the same quantity, 1 for about the same or one that the statement leaves open, 2 for a bound."""
        return {"same": 0, "about": 1, "unsaid": 1}.get(self.relation, 2)


@cache
def table() -> dict:
    """readings.toml."""
    text = resources.files("cenotaph.claims.verdict").joinpath("readings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _prefixes() -> dict[str, Measure]:
    found = {}
    for entry in table()["measure"]:
        measure = Measure(**{k: v for k, v in entry.items() if k != "prefix"})
        found.update(dict.fromkeys(entry["prefix"], measure))
    return found


def measure_of(estimate_id: str) -> Measure | None:
    """The measure that an estimate is one of, by the longest prefix of its id; None where readings.toml has none."""
    fitting = [p for p in _prefixes() if estimate_id.startswith(p)]
    return _prefixes()[max(fitting, key=len)] if fitting else None


def span_of(estimate: Estimate, moment: bool) -> Span:
    """The period of an estimate; for a stock its moment, with no length."""
    found = times.span(estimate.estimand.period)
    if not moment:
        return found
    # A stock at the end of an interval carries the interval; at a day, the day.
    at = times.span(estimate.estimand.period.rpartition("/")[2]).begin
    return Span(at, at)


def candidates(asked: Question, run: Estimates) -> list[Candidate]:
    """Every estimate the statement may mean, the nearest first; bounds only by the nearest whole or part."""
    entry = table()["event"].get(asked.event, {})
    families = [*entry.get("families", ()), *entry.get("within", ())]
    if asked.cause and "excess-deaths" in families:
        families = [f for f in families if f != "deaths"]  # deaths of a cause are not deaths of all causes
    within = frozenset(entry.get("within", ()))
    found = []
    for estimate in run.estimates:
        measure = measure_of(estimate.estimand.id)
        if estimate.axis == "none" or measure is None or measure.family not in families:
            continue
        if measure.by_year and asked.period is None:
            continue
        one = _candidate(asked, as_is(estimate), measure, measure.family in within)
        if one is not None:
            found.append(one)
    found += [c for family in families for c in _sums(asked, run, family, family in within)]
    order = {f: i for i, f in enumerate(families)}
    found.sort(key=lambda c: (c.distance, c.estimate.axis not in ("draw", "exact", "limits"), order[c.family]))
    return _tightest(found)


def _candidate(asked: Question, made: Made, measure: Measure, within: bool) -> Candidate | None:
    span = span_of(made.estimate, measure.moment)
    when = times.at_moment(asked.period, span.begin) if measure.moment else times.relation(asked.period, span)
    where = placing(asked.place, made.estimate.estimand.territory)
    who = _grouping(asked.group, measure.group)
    if when in ("apart", "overlapping") or where == "apart" or who == "apart":
        return None
    sides = {r for r in (when, where, who, "part" if within else "same") if r in ("part", "wider")}
    if len(sides) > 1:  # a part in one respect and wider in another bounds nothing
        return None
    relation = sides.pop() if sides else when
    return Candidate(made, measure.family, relation, span, tuple(_notes(when, where, who, within, measure)))


def _grouping(said: str, of: str) -> str:
    if said == of:
        return "same"
    if of == EVERYBODY:
        return "part"
    if said == EVERYBODY:
        return "apart"  # a statement on all is not bounded usefully by one sex or age: the whole is at hand
    if said == "infants" and of == "children":
        return "part"
    return "apart"


def _notes(when: str, where: str, who: str, within: bool, measure: Measure) -> list[str]:
    notes = []
    if when == "unsaid":
        notes.append("the statement names no period")
    if when == "about":
        notes.append("the periods are about the same")
    if when == "part":
        notes.append("the statement speaks of a part of the period")
    if when == "wider":
        notes.append("the statement speaks of a longer period")
    if where == "unsaid":
        notes.append("the statement names no territory; that of the case is meant")
    if where == "part":
        notes.append("the statement speaks of a part of the territory")
    if where == "wider":
        notes.append("the statement speaks of a wider territory")
    if who == "part":
        notes.append("the statement speaks of a part of the people")
    if within:
        notes.append("what the statement speaks of is one part of it")
    bounded = "part" in (when, where, who) or within
    if bounded and measure.family.startswith("excess-deaths"):
        notes.append("a bound as long as the rest did not have fewer deaths than normal")
    return notes


def _sums(asked: Question, run: Estimates, family: str, within: bool) -> list[Candidate]:
    """Sums of calendar years that make up the period of the statement, or cover it."""
    if asked.period is None or asked.period.is_open:
        return []
    by_year = {
        int(e.estimand.period): e
        for e in run.estimates
        if (m := measure_of(e.estimand.id)) is not None and m.family == family and m.by_year and e.axis == "draw"
    }
    taken = {
        tuple(times.whole_years(span_of(e, False)))
        for e in run.estimates
        if (m := measure_of(e.estimand.id)) is not None and m == Measure(family) and e.axis == "draw"
    }
    found = []
    for years in dict.fromkeys(map(tuple, (times.whole_years(asked.period), times.covering_years(asked.period)))):
        if len(years) < 2 or years in taken or any(y not in by_year for y in years):
            continue
        label = f"{by_year[years[0]].estimand.label.removesuffix(f' in {years[0]}')}, sum of the years"
        made = summed([by_year[y] for y in years], label, f"{years[0]}/{years[-1]}")
        one = made and _candidate(asked, made, Measure(family), within)
        if one:
            found.append(one)
    return found


def _tightest(found: list[Candidate]) -> list[Candidate]:
    """Of the estimates that only bound the statement, the nearest one a family and kind of estimate."""
    kept, best = [], {}
    for c in found:
        if c.relation not in ("part", "wider"):
            kept.append(c)
            continue
        key = (c.family, c.relation, c.estimate.axis, measure_of(c.made.of[0]).group)
        length = c.span.length if c.relation == "part" else -c.span.length
        if key not in best or length < best[key][0]:
            best[key] = (length, c)
    return kept + [c for _, c in best.values()]
