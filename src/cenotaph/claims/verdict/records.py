"""What the evidence itself records of the same quantity: counts and registers; books and quotas are in `books`.

A record contradicts a statement only where it is of the same quantity, period and place; a record of a part (one
institution, a register that may miss events) bears out what it meets and contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import EVERYBODY, Question
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.readings import Reading, capital, stands_for
from cenotaph.claims.verdict.reason import Amount, Part, Recorded, Times
from cenotaph.claims.verdict.rule import CONTRADICTED, DISPUTED, NOT_DECIDED, SUPPORTED, Factor, Verdict
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Population, Vital

DOUBTED = frozenset({"disputed", "recalled"})
SEX_OF = {"men": "male", "women": "female", EVERYBODY: "both"}


@dataclass(frozen=True)
class Figure:
    """A recorded figure, or the sum of some. `partial` says why it covers only a part; empty where it covers all.

    may_be_part : the statement names no territory, so that it may speak of less than the record.
    """

    persons: float
    rows: tuple[Placed, ...]
    label: str
    partial: str = ""
    may_be_part: bool = False

    @property
    def doubted(self) -> bool:
        return any(p.row.status in DOUBTED for p in self.rows)


def counts_and_registers(asked: Question, case: Case) -> list[Figure]:
    """Totals of counts and registered events of the same quantity, period and place."""
    found = (*_counts(asked, case), *_registers(asked, case))
    return [replace(f, may_be_part=not asked.place) for f in found]


def against_record(said: Bounds, unit: str, figure: Figure) -> Reading:
    """The reading of a statement against a recorded figure."""
    below, inside, above = (float(w[0]) for w in said.weights([figure.persons]))
    borne_out = inside <= 0 if said.denied else inside >= 1
    if borne_out:
        verdict: Verdict = SUPPORTED
    elif figure.partial or (figure.may_be_part and (above > 0 or said.denied)):
        verdict = NOT_DECIDED
    else:
        verdict = DISPUTED if figure.doubted else CONTRADICTED
    nearest = float(said.nearest_said([figure.persons])[0])
    times_off = nearest / figure.persons if figure.persons > 0 else float("inf")
    off = None if said.denied else Factor(times_off, times_off, times_off, None)
    notes = (f"the record is of a part: {figure.partial}",) if figure.partial else ()
    if figure.doubted:
        notes = (*notes, f"the record is {' and '.join(sorted({p.row.status for p in figure.rows} & DOUBTED))}")
    return Reading(
        id="+".join(p.row.id or p.place for p in figure.rows), label=figure.label, kind="record",
        relation="part" if figure.partial else "same", distance=1 if figure.partial else 0, verdict=verdict,
        said=said, unit=unit, reason=tuple(_reason(said, unit, figure, verdict, below >= 1, times_off)),
        factor=off, of=tuple(p.row.id or p.place for p in figure.rows), notes=notes, usual=not figure.partial,
    )  # fmt: skip


def _reason(said: Bounds, unit: str, figure: Figure, verdict: Verdict, too_much: bool, off: float) -> Iterator[Part]:
    yield f"{capital(figure.label)}: "
    if len(figure.rows) > 1:
        yield Amount((figure.persons,), unit)
        yield ", the sum of "
    for i, placed in enumerate(figure.rows):
        yield ", " if i else ""
        yield Recorded(placed, float(getattr(placed.row, "persons", getattr(placed.row, "value", 0))), unit)
    yield ". What is said stands for "
    yield from stands_for(said, unit)
    if verdict == SUPPORTED:
        yield ": the record lies outside what is denied." if said.denied else ": the record lies inside."
        return
    yield f": the record lies {'inside what is denied' if said.denied else 'below that' if too_much else 'above that'}"
    if not said.denied and off != float("inf"):
        yield "; what is said is "
        yield Times(off)
        yield " the record"
    if figure.may_be_part and not figure.partial and verdict == NOT_DECIDED:
        yield ". The statement names no territory and may speak of a part of it"
    if figure.partial:
        yield f". It contradicts nothing, for it is of a part only: {figure.partial}"
    elif figure.doubted:
        yield ". The record is itself doubted, so that it does not settle the matter"
    yield "."


def _near(asked: Question, case: Case, territory: str) -> bool:
    """Whether a row of this territory id is of the place that is asked for (the case's own where none is named)."""
    name = next((t.name for t in case.spec.territory if t.id == territory), territory)
    if asked.place:
        return placing(asked.place, name) == "same"
    return territory == case.spec.case.territory


def _counts(asked: Question, case: Case) -> Iterator[Figure]:
    if asked.event != "counted" or asked.group not in SEX_OF or asked.period is None:
        return
    for placed in case.places(Population):
        row = placed.row
        if row.entry != "total" or row.sex != SEX_OF[asked.group] or not _near(asked, case, row.territory):
            continue
        if times.at_moment(asked.period, times.span(row.date).begin) in ("same", "about"):
            census = next((c.label for c in case.spec.census if c.id == row.census), row.census)
            yield Figure(row.persons, (placed,), f"{census}, total counted ({row.group or 'total'})")


def _registers(asked: Question, case: Case) -> Iterator[Figure]:
    event = {"died": "deaths", "born": "births"}.get(asked.event)
    if event is None or asked.group != EVERYBODY or asked.period is None or asked.cause:
        return
    rows = [
        p for p in case.places(Vital)
        if p.row.event == event and p.row.measure == "count" and p.row.sex == "both" and p.row.age_from is None
        and _near(asked, case, p.row.territory)
    ]  # fmt: skip
    for series in dict.fromkeys(p.row.series for p in rows):
        mine = [(p, p.row.period) for p in rows if p.row.series == series]
        who = f"as corrected by {series}" if series else "registered"
        why = "an author's correction" if series else "a register may miss events"
        for chosen in in_period(asked.period, mine):
            yield Figure(sum(p.row.value for p in chosen), chosen, f"{event.capitalize()}, {who}", why)


def in_period(period: times.Span, rows: list[tuple[Placed, str]]) -> Iterator[tuple[Placed, ...]]:
    """Rows of the same period, or of the calendar years that make it up."""
    for placed, when in rows:
        if times.relation(period, times.span(when)) in ("same", "about"):
            yield (placed,)
    years = times.whole_years(period)
    by_year = {when: placed for placed, when in reversed(rows)}
    if len(years) > 1 and period.length <= len(years) + times.SLACK and all(str(y) in by_year for y in years):
        yield tuple(by_year[str(y)] for y in years)
