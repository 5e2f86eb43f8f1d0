"""Why a statement is no matter of the evidence, and what it would take to test it."""

from __future__ import annotations

from cenotaph.claims.verdict import times
from cenotaph.claims.verdict.candidates import EVERYBODY, measure_of, roles_of, table
from cenotaph.claims.verdict.derived import PER
from cenotaph.claims.verdict.facts import ENOUGH_WORDS, event_rows, stems
from cenotaph.claims.verdict.order import is_before
from cenotaph.claims.verdict.ordered import sides
from cenotaph.claims.verdict.places import is_known, placing
from cenotaph.claims.verdict.reason import Part, Sentence, Years
from cenotaph.claims.verdict.stated import LONGEST, Stated
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.tables import Event

DATED = ("when", "sequence", "duration")
FEW = 5
FIGURELESS = frozenset({"when", "sequence", "cause", "superlative", "comparison", "universal", "duration"})


def too_vague(s: Stated) -> bool:
    """Whether a statement of how many or how much names no figure that can be tested."""
    return s.claim.kind not in FIGURELESS and s.bounds is None and not s.is_reversed


def uncovered(s: Stated, case: Case, run: Estimates) -> Sentence:
    """One sentence: what keeps the evidence from speaking of it."""
    asked, own = s.asked, case.territory(case.spec.case.territory)
    if s.claim.kind == "cause":
        return ("Counts say how many, not why: what caused it is not in them.",)
    if s.claim.kind in DATED:
        return _undated(s, case)
    if placing(asked.place, own.name) in ("apart", "wider"):
        unknown = "" if is_known(asked.place) else ", and whether that lies in it is not known here"
        return (f"It speaks of {asked.place}; this case is about {own.name}{unknown}.",)
    period = times.span(case.spec.case.period)
    if s.claim.kind in ("superlative", "comparison") and placing(asked.place, own.name) == "part":
        return (f"It compares within {asked.place}; years can be compared here only for {own.name}.",)
    if s.claim.kind == "superlative":
        return ("Only which calendar year of the whole had most deaths can be told here, and that is not said.",)
    if s.claim.kind == "comparison":
        return ("No ratio of deaths or births of two calendar years of the whole, which could be computed, is stated.",)
    if asked.period is not None and times.relation(asked.period, period) == "apart":
        return ("It speaks of ", Years(s.claim.period), "; this case covers ", Years(case.spec.case.period), ".")
    if s.unit not in ("persons", "share", "times", "years", "months", "days") and s.unit not in PER:
        return (f"It counts in the unit {s.unit}; the estimates of this case count persons.",)
    families = table()["event"].get(asked.event, {})
    if not families and asked.event not in table()["ledger"]:
        return (f"No estimate and no record of this case is of what it speaks of ({asked.event or 'no event'}).",)
    if s.is_share and not s.of_everybody:
        base = s.claim.base or asked.group
        return (f"How many there were of its base ({base}) is not known in this case.",)
    if s.is_share:
        return ("No estimate of this case is of a loss of that kind, place and period, whose share could be taken.",)
    if asked.group != EVERYBODY:
        return (f"No estimate and no record of this case is of {asked.group} apart.",)
    if asked.period is None and not families.get("families"):
        return ("It names no period in which records could be looked up.",)
    near = other_periods(s, run) if asked.period is not None else []
    if near:
        start = "The estimates of this case that come nearest are of other periods, which bound it on neither side: "
        return (start, *near, ".")
    return ("No estimate and no record of this case is of that quantity, territory and period.",)


def _undated(s: Stated, case: Case) -> Sentence:
    """Why no date of the case speaks of a statement of when, in what order, or how long."""
    if s.claim.kind == "duration":
        return ("No record of this case has the beginning and the end of what is said to have lasted so long.",)
    if s.claim.kind == "when":
        found = event_rows(s, case)
        if len(found) > 1:
            return ("Several dated facts of this case fit it alike.",)
        if found:
            return ("It names no date that the dated fact could be held against.",)
        return ("No dated fact of this case shares enough words with it.",)
    lacking = [name for name, rows in zip(("its subject", "its other side"), sides(s, case), strict=True) if not rows]
    if lacking:
        return (f"No dated fact of this case shares enough words with {' and '.join(lacking)}.",)
    if is_before(s) is None:
        return ("Its words do not say which came first.",)
    return ("Several dated facts of this case fit a side of it alike.",)


def touching(s: Stated, case: Case) -> list[Placed]:
    """Dated facts that share words with a statement, to be read beside it: the nearest, few, and no verdict on it."""
    if s.claim.kind not in (*DATED, "universal", "cause", "superlative"):
        return []
    wanted = stems(f"{s.claim.words[:LONGEST]} {s.claim.than[:LONGEST]}")
    shared = [(len(wanted & stems(p.row.event)), i, p) for i, p in enumerate(case.places(Event))]
    found = sorted((x for x in shared if x[0] >= ENOUGH_WORDS), key=lambda x: (-x[0], x[1]))
    return [p for _, _, p in found[:FEW]]


def other_periods(s: Stated, run: Estimates) -> list[Part]:
    """The periods of estimates that the event may mean, where none of them fits that of the statement."""
    families = roles_of(s.asked)
    found = dict.fromkeys(
        e.estimand.period
        for e in run.estimates
        if e.axis != "none" and (m := measure_of(e.estimand.id)) is not None and m.family in families and not m.by_year
    )
    parts: list[Part] = []
    for period in found:
        parts += [", " if parts else "", Years(period)]
    return parts


def testable(s: Stated) -> str:
    """What the statement would have to say, or the evidence to hold, for a test."""
    kind = s.claim.kind
    if kind == "universal":
        return f"a list of all {s.asked.group} meant, with what became of each"
    if kind == "cause":
        return "nothing that counts persons; a comparison of places or years with and without the cause"
    if kind in ("superlative", "comparison"):
        return "the quantity meant, for both sides, with territory and period"
    if kind in ("when", "sequence", "duration"):
        rows = "both rows" if kind == "sequence" else "the row"
        return f"dated facts in evidence/events.csv; name {rows} with `reading` in claims.toml"
    missing = [] if s.bounds is not None else ["a figure or a range"]
    if not s.claim.place:
        missing.append("a territory")
    if not s.claim.period:
        missing.append("a period")
    if s.is_share and not s.claim.base:
        missing.append("what it is a share of")
    if missing:
        return ", ".join(missing)
    return "evidence of that event, territory, period and group in the case"
