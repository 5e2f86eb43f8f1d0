"""What the evidence itself records of the same quantity: counts, registers, books of institutions, quotas.

A record contradicts a statement only where it is of the same quantity, period and place; a record of a part (one
institution, a register that may miss events) bears out what it meets and contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.bounds import Bounds
from cenotaph.claims.verdict.candidates import EVERYBODY, Question, table
from cenotaph.claims.verdict.places import placing
from cenotaph.claims.verdict.readings import Reading, capital, stands_for
from cenotaph.claims.verdict.reason import Amount, Part, Recorded, Times
from cenotaph.claims.verdict.rule import CONTRADICTED, DISPUTED, NOT_DECIDED, SUPPORTED, Factor, Verdict
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Ledger, Population, Quota, Vital

DOUBTED = frozenset({"disputed", "recalled"})
SEX_OF = {"men": "male", "women": "female", EVERYBODY: "both"}
NOT_NEAR = frozenset({"apart", "overlapping", "part", "wider"})


@dataclass(frozen=True)
class Figure:
    """A recorded figure, or the sum of some. `partial` says why it covers only a part; empty where it covers all."""

    persons: float
    rows: tuple[Placed, ...]
    label: str
    partial: str = ""

    @property
    def doubted(self) -> bool:
        return any(p.row.status in DOUBTED for p in self.rows)


def figures(asked: Question, case: Case) -> list[Figure]:
    """Every recorded figure of the same quantity, period and place, or of a part of it."""
    return [*_counts(asked, case), *_registers(asked, case), *_books(asked, case)]


def against_record(said: Bounds, unit: str, figure: Figure) -> Reading:
    """The reading of a statement against a recorded figure."""
    below, inside, _ = (float(w[0]) for w in said.weights([figure.persons]))
    if inside >= 1:
        verdict: Verdict = SUPPORTED
    elif figure.partial:
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
        factor=off, of=tuple(p.row.id or p.place for p in figure.rows), notes=notes,
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
        yield ": the record lies inside."
        return
    yield ": the record lies " + ("below" if too_much else "outside" if said.denied else "above") + " that"
    if not said.denied and off != float("inf"):
        yield "; what is said is "
        yield Times(off)
        yield " the record"
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
        for chosen in _in_period(asked.period, mine):
            yield Figure(sum(p.row.value for p in chosen), chosen, f"{event.capitalize()}, {who}", why)


def _in_period(period: times.Span, rows: list[tuple[Placed, str]]) -> Iterator[tuple[Placed, ...]]:
    """Rows of the same period, or of the calendar years that make it up."""
    for placed, when in rows:
        if times.relation(period, times.span(when)) in ("same", "about"):
            yield (placed,)
    years = times.whole_years(period)
    by_year = {when: placed for placed, when in reversed(rows)}
    if len(years) > 1 and period.length <= len(years) + times.SLACK and all(str(y) in by_year for y in years):
        yield tuple(by_year[str(y)] for y in years)


def _books(asked: Question, case: Case) -> Iterator[Figure]:
    entry = table()["ledger"].get(asked.event)
    if entry is None or asked.period is None or placing(asked.place, _own(case)) not in ("same", "unsaid"):
        return
    rows = [p for p in case.places(Ledger) if p.row.measure in entry["measures"]]
    for institution in dict.fromkeys(p.row.institution for p in rows):
        held = _holds(institution, asked.group)
        if not held and asked.group not in entry.get("whole_for", ()):
            continue
        mine = [p for p in rows if p.row.institution == institution]
        whole = asked.group in entry.get("whole_for", ())
        partial = "" if whole else f"the book of one institution, {institution}"
        if "stock" in entry["measures"]:
            chosen = [(p,) for p in mine if times.at_moment(asked.period, times.span(p.row.when).begin) == "same"]
        else:
            chosen = list(_in_period(asked.period, [(p, p.row.when) for p in mine]))
        for some in chosen:
            measure = some[0].row.measure.replace("_", " ")
            yield Figure(sum(p.row.persons for p in some), some, f"{institution}, {measure}", partial)


def _own(case: Case) -> str:
    return case.territory(case.spec.case.territory).name


def _holds(institution: str, group: str) -> bool:
    words = table()["institution"].get(group, ())
    return any(word in institution.casefold() for word in words)


def quota_figures(asked: Question, case: Case, stages: tuple[str, ...]) -> list[Figure]:
    """The quotas of a place at the stages asked for: each category, and their sum where there are several."""
    place = asked.place or _own(case)
    rows = [
        p for p in case.places(Quota)
        if p.row.stage in stages and placing(place, p.row.territory_name) == "same"
        and (asked.period is None or times.relation(asked.period, times.span(p.row.date)) not in ("apart",))
    ]  # fmt: skip
    found = []
    for key in dict.fromkeys((p.row.order, p.row.date, p.row.stage) for p in rows):
        mine = [p for p in rows if (p.row.order, p.row.date, p.row.stage) == key]
        name = f"Order {key[0]}, {key[2].replace('_', ' ')}, {mine[0].row.territory_name}"
        found += [Figure(p.row.persons, (p,), f"{name}, {p.row.category.replace('_', ' ')}") for p in mine]
        if len(mine) > 1:
            found.append(Figure(sum(p.row.persons for p in mine), tuple(mine), f"{name}, all categories"))
    return found
