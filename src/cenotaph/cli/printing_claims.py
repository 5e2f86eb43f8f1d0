"""What `cenotaph claims check` and `ask` print: each claim with its verdict and reason, then what they rest on."""

from __future__ import annotations

import textwrap

from cenotaph.claims.claim import Claim
from cenotaph.claims.verdict import Checked, Judgement
from cenotaph.claims.verdict.conflict import Conflict
from cenotaph.claims.verdict.readings import Reading
from cenotaph.claims.verdict.reason import Recorded
from cenotaph.claims.verdict.rule import DISPUTED, MEANING, NOT_DECIDED
from cenotaph.evidence.finding import printable
from cenotaph.report import numbers, said
from cenotaph.report.sections.told import factor_words

WIDTH = 100
LONGEST = 160


def print_checked(checked: Checked, source: str, *, brief: bool = False, readings: bool = False) -> None:
    """Every claim; unless brief, its reason and what speaks beside it; definitions and the run at the end.

    readings : print how each claim is read, and every reading of it that is near.
    """
    for j in checked.judgements:
        print(_headline(j))
        if readings:
            _say(f"Read as {_typed(j.claim)}.")
        if not brief:
            _in_full(j, readings)
    if checked.conflicts and not brief:
        print("\nThe statements against each other")
        for c in checked.conflicts:
            _say(_conflict(c), "  ")
    if not brief:
        _definitions(checked)
    _tally(checked)
    _say(f"Estimates: {source}. No claim moved any of them.")


def _headline(j: Judgement) -> str:
    words = " ".join(j.claim.words.split())
    cut = words if len(words) <= LONGEST else words[:LONGEST] + "…"
    where = ", ".join(p for p in (j.claim.at.text, str(j.claim.at)) if p)
    mark = "" if j.claim.status == "confirmed" else ", unconfirmed reading"
    place = f"{j.claim.id}{f', {where}' if where else ''}{mark}"
    denied = "denied: " if j.is_denial else ""
    return _shown(f"{j.verdict.upper()}{_measured(j)}  {denied}“{cut}”  [{place}]")


def _typed(claim: Claim) -> str:
    """How a claim is read, field by field."""
    q = claim.quantity
    figure = ""
    if q is not None and not q.vague:
        figure = f": {said.said((q.low, q.high), q.unit)}, hedge {q.hedge}, last digit worth {numbers.plain(q.step)}"
    elif q is not None:
        figure = f": {q.vague} {q.unit}"
    fields = ("event", "group", "place", "period", "base", "than", "cause", "said_by", "said_in", "said_when")
    rest = [f"{name.replace('_', ' ')} {getattr(claim, name)}" for name in fields if getattr(claim, name)]
    denied = ["denied"] if claim.negated else []
    return "; ".join([f"{claim.kind}{figure}", *rest, *denied])


def _in_short(r: Reading) -> str:
    """A reading that the verdict does not rest on: its verdict, the estimate, the probabilities."""
    if r.estimate is None:
        return f"{r.verdict.capitalize()} if read as {said.plain(r.reason)}"
    e, c = r.estimate, r.chances
    known = f"{numbers.amount(e)}, {numbers.interval_words(e)}; {numbers.status_words(e.status)}"
    what = "denied" if r.said.denied else "said"
    odds = ""
    if c is not None:
        below, inside, above = (numbers.chance(v) for v in (c.below, c.inside, c.above))
        odds = f"; below what is {what} {below}, inside {inside}, above {above}"
    return f"{r.verdict.capitalize()} if read as {r.label}: {known}{odds}."


def _measured(j: Judgement) -> str:
    """The reading that the verdict is of, its probability and the factor that the claim is off by, if there are any."""
    if j.reading is None:
        return ""
    how = "bounded by" if j.is_bounded else "read as"
    parts = [] if j.reading.unit == "date" or j.verdict == DISPUTED else [f"{how} {j.reading.label}"]
    if j.probability is not None and not (j.is_bounded and j.verdict == NOT_DECIDED):
        parts.append(f"{numbers.chance(j.probability)} {j.side.removesuffix(' what is said')}")
    if j.off is not None:
        over = "recorded" if j.reading.kind == "record" else "estimated"
        parts.append(f"said over {over} {factor_words(j.off)}")
    return f" ({'; '.join(parts)})" if parts else ""


def _in_full(j: Judgement, readings: bool) -> None:
    _say(said.plain(j.reason))
    if j.apart and not readings and not j.depends:
        others = ", ".join(dict.fromkeys(f"{r.verdict} as {r.label}" for r in j.apart))
        _say(f"Read otherwise: {others}.")
    if readings:
        reach = 1 if j.reading is None else max(1, j.reading.distance)
        for r in j.readings:
            if r is not j.reading and r.distance <= reach:
                _say(_in_short(r), "  - ")
    told = {part.placed.place for part in j.reason if isinstance(part, Recorded)}
    authors = [a for a in j.authors if a.placed.place not in told]
    for says in dict.fromkeys(a.says for a in authors):
        rows = "; ".join(said.plain((Recorded(a.placed),)).rpartition(" [")[0] for a in authors if a.says == says)
        _say(f"Authors who say {says}: {rows}.")
    for placed in j.attributed:
        _say(f"In this case: {said.plain((Recorded(placed),))}")
    for placed in j.touching:
        _say(f"A dated fact that touches it: {said.plain((Recorded(placed),))}")
    if j.conflicts:
        others = dict.fromkeys(x for c in j.conflicts for x in c.claims if x != j.claim.id)
        _say(f"See below what it says together with {', '.join(others)}." if others else _conflict(j.conflicts[0]))
    if j.testable:
        _say(f"To test it: {j.testable}.")
    print()


def _conflict(c: Conflict) -> str:
    word = "Contradiction" if c.serious else "To know"
    return f"{word} ({c.rule}; {', '.join(c.claims)}): {said.plain(c.sentence)}"


def _definitions(checked: Checked) -> None:
    used = {}
    for j in checked.judgements:
        if j.reading is not None and j.reading.estimate is not None:
            what = j.reading.estimate.estimand
            used[what.id] = f"{what.label}: {what.definition} {what.who}; {what.unit}; {what.territory}."
    if used:
        print("Definitions")
    for text in used.values():
        _say(text, "  ")


def _tally(checked: Checked) -> None:
    found = [j.verdict for j in checked.judgements]
    counts = ", ".join(f"{found.count(v)} {v}" for v in MEANING if v in found)
    rejected = f"; {checked.rejected} rejected as misread, not judged" if checked.rejected else ""
    print(f"{len(found)} claim{'' if len(found) == 1 else 's'}: {counts or 'none'}{rejected}.")


def _say(text: str, indent: str = "  ") -> None:
    rest = " " * len(indent)
    for line in textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False):
        print(_shown(line))


def _shown(line: str) -> str:
    """A line for the terminal; the spaces that kept a number and its unit together have done so."""
    return printable(line.replace(numbers.NBSP, " "))
