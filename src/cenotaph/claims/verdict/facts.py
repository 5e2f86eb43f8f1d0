"""Statements without a count: when something happened, which year was the worst, how many times more."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import Candidate, roles_of, span_of, years_of
from cenotaph.claims.verdict.derived import Made, as_is, ratio, summed
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.readings import Reading, against
from cenotaph.claims.verdict.reason import Chance, Part, Recorded, Years
from cenotaph.claims.verdict.rule import (
    CONTRADICTED,
    DISPUTED,
    INSIDE,
    NOT_DECIDED,
    OUTSIDE,
    OVERSTATED,
    SUPPORTED,
    Chances,
    Verdict,
)
from cenotaph.claims.verdict.stated import Stated
from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Event

ENOUGH_WORDS = 2
STEM = 5  # letters of a word that are compared, so that "annulled" meets "annuls"
_WORD = re.compile(r"[^\W\d_]{4,}")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_OF_YEARS = re.compile(r"\b(?:years?|рік|року|роком|роки|год|года|году|годом)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(?:least|lowest|fewest|smallest|найменш|наименьш)", re.IGNORECASE)
DEADLY = frozenset({"died", "starved", "killed"})
_COMMON = frozenset({"soviet", "stalin", "state", "union", "which", "their", "there", "after", "before", "during"})
NO_SAID = Bounds(0.0, 0.0, (0.0, 0.0))


def stems(text: str) -> frozenset[str]:
    """Beginnings of the words of a text that say what it is about."""
    words = {w.casefold() for w in _WORD.findall(text)}
    return frozenset(w[:STEM] for w in words - _COMMON)


def event_rows(s: Stated, case: Case) -> list[Placed]:
    """The dated facts that a statement speaks of: the one it names, else those that share most of its words."""
    rows = case.places(Event)
    fixed = [p for p in rows if s.claim.reading and s.claim.reading in (p.row.id, p.place)]
    if fixed:
        return fixed
    wanted = stems(s.claim.words)
    scored = [(len(wanted & stems(p.row.event)), p) for p in rows]
    best = max((n for n, _ in scored), default=0)
    return [p for n, p in scored if n == best] if best >= ENOUGH_WORDS else []


def dated(s: Stated, case: Case) -> Iterator[Reading]:
    """A date against the dated facts of the case."""
    rows = event_rows(s, case)
    if s.period is None or len(rows) != 1:  # two facts that fit alike are no match
        return
    placed, row = rows[0], rows[0].row
    when = times.span(row.date)
    verdict = _date_verdict(s, when, row.status in ("disputed", "recalled"), bool(s.claim.reading))
    said: Part = Years(s.claim.period)
    how = {SUPPORTED: "which agrees", CONTRADICTED: "which is another time",
           DISPUTED: "which is another time, by a record that is itself doubted"}  # fmt: skip
    notes = () if s.claim.reading else ("matched by the words they share; fix it with `reading` in claims.toml",)
    yield Reading(
        id=row.id or placed.place, label=row.event, kind="record", relation="same", distance=0, verdict=verdict,
        said=NO_SAID, unit="date", of=(row.id or placed.place,), notes=notes,
        reason=("The evidence has: ", Recorded(placed), ". The statement says ", said, ", ",
                how.get(verdict, "which the record neither confirms nor excludes"), "."),
    )  # fmt: skip


def _date_verdict(s: Stated, when: times.Span, doubted: bool, fixed: bool) -> Verdict:
    relation = times.relation(s.period, when)
    agrees, excluded = relation in ("same", "wider"), relation == "apart"
    if s.claim.negated:
        agrees, excluded = excluded, agrees
    if agrees:
        return SUPPORTED
    if not excluded:
        return NOT_DECIDED
    if doubted:
        return DISPUTED
    # Words in common are a weaker tie than a name: half a year apart it may be another fact of the same kind.
    return CONTRADICTED if fixed or len(stems(s.claim.words)) > ENOUGH_WORDS else NOT_DECIDED


def worst_year(s: Stated, run: Estimates) -> Iterator[Reading]:
    """ "The deadliest year was 1933": the probability that it was, among the years of the run."""
    one_year = s.period is not None and len(times.whole_years(s.period)) == 1
    of_years = _OF_YEARS.search(s.claim.words) and not _LEAST.search(s.claim.words)
    if not one_year or not of_years or s.asked.event not in DEADLY:
        return
    year = times.whole_years(s.period)[0]
    for family, role in roles_of(s.asked).items():
        yearly = years_of(run, family)
        if role not in ("families", "also") or year not in yearly or len(yearly) < 2 or not _of_place(s, yearly[year]):
            continue
        values = np.array([e.values for e in yearly.values()])
        first = float(np.mean(values.argmax(axis=0) == list(yearly).index(year)))
        verdict: Verdict = SUPPORTED if first >= INSIDE else OVERSTATED if first <= 1 - OUTSIDE else NOT_DECIDED
        label = f"{yearly[year].estimand.label}, the highest of {min(yearly)} to {max(yearly)}"
        yield Reading(
            id=f"{yearly[year].estimand.id} highest", label=label, kind="estimate", relation="same", distance=0,
            verdict=verdict, said=NO_SAID, unit="rank", of=tuple(e.estimand.id for e in yearly.values()),
            chances=Chances(1 - first, first, 0.0), estimate=yearly[year], usual=role == "families",
            reason=(f"{label}: the probability is ", Chance(first), "."),
        )  # fmt: skip


def _of_place(s: Stated, estimate: Estimate) -> bool:
    """Whether a statement is of the whole territory: what is true of the whole says nothing of a part here."""
    return placing(s.asked.place, estimate.estimand.territory) in ("same", "unsaid")


def times_more(s: Stated, said: Bounds, run: Estimates) -> Iterator[Reading]:
    """ "Twice as many as in 1926", "three deaths to a birth": a ratio of estimates of the run, draw by draw."""
    family = {"died": "deaths", "born": "births"}.get(s.asked.event)
    if family is None or s.asked.group != "people" or s.period is None:
        return
    yearly, years = years_of(run, family), times.whole_years(s.period)
    named = _YEAR.findall(s.claim.than)
    other_family = {"births": "births", "deaths": "deaths", "народжень": "births", "рождений": "births"}
    against_family = next((f for w, f in other_family.items() if w in s.claim.than.casefold()), None)
    if len(named) == 1 and years:
        one, other = years[-1], int(named[0])
        if one == other or one not in yearly or other not in yearly:
            return
        made = ratio(as_is(yearly[one]), as_is(yearly[other]))
    elif against_family and years:
        made = _over(run, family, against_family, years)
    else:
        return
    if made is not None and _of_place(s, made.estimate):
        yield against(said, "times", Candidate(made, family, "same", span_of(made.estimate, False)))


def _over(run: Estimates, family: str, other: str, years: range) -> Made | None:
    totals = []
    for name in (family, other):
        yearly = years_of(run, name)
        if any(y not in yearly for y in years):
            return None
        label, period = f"{name.capitalize()}, {years[0]} to {years[-1]}", f"{years[0]}/{years[-1]}"
        one = as_is(yearly[years[0]])
        totals.append(one if len(years) == 1 else summed([yearly[y] for y in years], label, period))
    return None if None in totals else ratio(*totals)
