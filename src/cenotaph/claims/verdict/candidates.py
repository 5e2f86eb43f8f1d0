"""Which estimates of a run a statement may mean, and how near each is to what it says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib import resources

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.derived import Made, as_is, summed
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.times import Span
from cenotaph.estimate import Estimate, Estimates

EVERYBODY, CHILDREN = "people", "children"
AGES_OF_CHILDREN = ("children under five", "children of five to fourteen")
ROLES = ("families", "also", "within", "around")
DAY = 1 / 366


@dataclass(frozen=True)
class Measure:
    """A row of readings.toml: the family of an estimate, whom it speaks of, whether it is a calendar year's, of a
    moment, or (at_end) of those missing at the end of its period."""

    family: str
    group: str = EVERYBODY
    by_year: bool = False
    moment: bool = False
    at_end: bool = False


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
    """An estimate that a statement may mean. `relation`: same, about, unsaid, part or wider; `notes` say why.

    may_be_part : the statement leaves open whether it speaks of all of it, so that it cannot be understated.
    usual : whether such a statement usually means it.
    anywhere : it names neither territory nor period, so that it may be of another event and can only be borne out.
    """

    made: Made
    family: str
    relation: str
    span: Span
    notes: tuple[str, ...] = field(default=())
    may_be_part: bool = False
    anywhere: bool = False
    usual: bool = True

    @property
    def estimate(self) -> Estimate:
        return self.made.estimate

    @property
    def distance(self) -> int:
        """0 for the same quantity, in the same period or about it; 1 for one left open by the statement; 2 for a bound.

        Some weeks at the ends of a period must not put all deaths before those above normal, or the other way round.
        """
        return {"same": 0, "about": 0, "unsaid": 1}.get(self.relation, 2)


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


@lru_cache(maxsize=4096)
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
    roles = roles_of(asked)
    found = []
    for estimate in run.estimates:
        measure = measure_of(estimate.estimand.id)
        if estimate.axis == "none" or measure is None or measure.family not in roles:
            continue
        if measure.by_year and asked.period is None:
            continue
        found.append(_candidate(asked, as_is(estimate), measure, roles[measure.family]))
    for family, role in roles.items():
        found += [_candidate(asked, made, Measure(family), role) for made in sums(asked.period, run, family)]
        if asked.group == CHILDREN:
            found += [_candidate(asked, made, Measure(family, CHILDREN), role) for made in children(run, family)]
    order = {f: i for i, f in enumerate(roles)}
    known = [c for c in found if c is not None]
    known.sort(key=lambda c: (c.distance, c.estimate.axis not in ("draw", "exact", "limits"), order[c.family]))
    return _tightest(known, asked.period is None)


def roles_of(asked: Question) -> dict[str, str]:
    """{family of estimates: what it is to the event of a statement, one of ROLES}, the usual meanings first."""
    events, name = table()["event"], asked.event
    of_hunger = any(word in asked.cause.casefold() for word in table()["hunger"])
    if name == "killed" and of_hunger:
        name = "starved"
    entry = events.get(name, {})
    roles = {f: role for role in ROLES for f in entry.get(role, ())}
    if asked.cause:
        roles.pop("deaths", None)  # deaths of a cause are not deaths of all causes
    if asked.cause and not of_hunger and name in table()["deadly"]:
        return dict.fromkeys(roles, "within")  # the dead of one disease are some of the dead
    return roles


def _candidate(asked: Question, made: Made, measure: Measure, role: str) -> Candidate | None:
    span = span_of(made.estimate, measure.moment)
    when = times.at_moment(asked.period, span.begin) if measure.moment else times.relation(asked.period, span)
    short = asked.period is not None and asked.period.length <= 1 + times.SLACK
    if measure.at_end and short and times.at_moment(asked.period, span.end - DAY) != "apart":
        when = "same"
    where = placing(asked.place, made.estimate.estimand.territory)
    who = _grouping(asked.group, measure.group)
    what = {"within": "part", "around": "wider"}.get(role, "same")
    if when in ("apart", "overlapping") or where == "apart" or who == "apart":
        return None
    sides = {r for r in (when, where, who, what) if r in ("part", "wider")}
    if len(sides) > 1:  # a part in one respect and wider in another bounds nothing
        return None
    relation = sides.pop() if sides else when
    may_be_part = where == "unsaid"
    notes = _notes(when, where, who, what)
    if "part" in (when, where, who, what) and measure.family.startswith("excess-deaths"):
        notes.append("a bound as long as the rest did not have fewer deaths than normal")
    anywhere = where == "unsaid" and asked.period is None
    return Candidate(made, measure.family, relation, span, tuple(notes), may_be_part, anywhere, role != "also")


def _grouping(said: str, of: str) -> str:
    if said == of:
        return "same"
    if of == EVERYBODY:
        return "part"
    if said == EVERYBODY:
        return "apart"  # a statement on all is not bounded usefully by one sex or age: the whole is at hand
    if said == "infants" and of in (CHILDREN, *AGES_OF_CHILDREN):
        return "part"
    return "wider" if said == CHILDREN and of in AGES_OF_CHILDREN else "apart"


_SAID = {
    ("when", "unsaid"): "the statement names no period",
    ("when", "about"): "the periods are about the same",
    ("when", "part"): "the statement speaks of a part of the period",
    ("when", "wider"): "the statement speaks of a longer period",
    ("where", "unsaid"): "the statement names no territory; that of the case, or a part of it, is meant",
    ("where", "part"): "the statement speaks of a part of the territory",
    ("where", "wider"): "the statement speaks of a wider territory",
    ("who", "part"): "the statement speaks of a part of the people",
    ("who", "wider"): "the estimate is of some ages of those whom the statement speaks of",
    ("what", "part"): "what the statement speaks of is one part of it",
    ("what", "wider"): "the estimate is of departures less returns, the statement of departures",
}


def _notes(when: str, where: str, who: str, what: str) -> list[str]:
    given = {"when": when, "where": where, "who": who, "what": what}
    return [_SAID[item] for item in given.items() if item in _SAID]


def years_of(run: Estimates, family: str) -> dict[int, Estimate]:
    """{calendar year: its estimate} of a family, those with draws."""
    found = {
        int(e.estimand.period): e
        for e in run.estimates
        if e.axis == "draw" and (m := measure_of(e.estimand.id)) is not None and m.family == family and m.by_year
    }
    return dict(sorted(found.items()))


def sums(period: Span | None, run: Estimates, family: str) -> list[Made]:
    """Sums of calendar years that make up a period, cover it, or are those of it that the run has."""
    if period is None or period.is_open:
        return []
    by_year = years_of(run, family)
    taken = {
        tuple(times.whole_years(span_of(e, False)))
        for e in run.estimates
        if (m := measure_of(e.estimand.id)) is not None and m == Measure(family) and e.axis == "draw"
    }
    whole = tuple(times.whole_years(period))
    known = tuple(y for y in whole if y in by_year)
    found = []
    for years in dict.fromkeys((whole, tuple(times.covering_years(period)), known)):
        gapless = years == tuple(range(years[0], years[-1] + 1)) if years else False
        if len(years) < 2 or years in taken or not gapless or any(y not in by_year for y in years):
            continue
        label = f"{by_year[years[0]].estimand.label.removesuffix(f' in {years[0]}')}, sum of the years"
        made = summed([by_year[y] for y in years], f"{label} {years[0]} to {years[-1]}", f"{years[0]}/{years[-1]}")
        if made is not None:
            found.append(made)
    return found


def children(run: Estimates, family: str) -> list[Made]:
    """Children under fifteen: the sum of the two groups of ages that a run has, period by period."""
    by_period: dict[str, dict[str, Estimate]] = {}
    for e in run.estimates:
        measure = measure_of(e.estimand.id)
        if e.axis == "draw" and measure is not None and measure.family == family and measure.group in AGES_OF_CHILDREN:
            by_period.setdefault(e.estimand.period, {})[measure.group] = e
    both = ((p, ages) for p, ages in by_period.items() if len(ages) == len(AGES_OF_CHILDREN))
    made = (summed(list(ages.values()), "Excess deaths at ages under 15, whole years", p) for p, ages in both)
    return [replace(m, estimate=_of_whom(m.estimate, "both sexes, under 15")) for m in made if m is not None]


def _of_whom(estimate: Estimate, who: str) -> Estimate:
    return replace(estimate, estimand=replace(estimate.estimand, who=who))


def _tightest(found: list[Candidate], any_time: bool) -> list[Candidate]:
    """Of the estimates that only bound the statement, the nearest one a family and kind of estimate.

    any_time : the statement names no period, so that only the longest whole bounds it.
    """
    kept, best = [], {}
    for c in found:
        if c.relation not in ("part", "wider"):
            kept.append(c)
            continue
        key = (c.family, c.relation, c.estimate.axis, measure_of(c.made.of[0]).group)
        longest = (c.relation == "wider") != any_time
        length = -c.span.length if longest else c.span.length
        if key not in best or length < best[key][0]:
            best[key] = (length, c)
    return kept + [c for _, c in best.values()]
