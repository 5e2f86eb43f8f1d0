"""[model] and the evidence must fit: what it takes from rows is of the right kind, and lies between the censuses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from functools import partial
from itertools import combinations

from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.finding import Finding, error, quote
from cenotaph.evidence.model_spec import Model
from cenotaph.evidence.tables import Ledger, Vital
from cenotaph.evidence.toml_in import CASE_FILE

A_DAY = 1 / 365
_in_case = partial(error, file=CASE_FILE)


def model_fits(case: Case) -> Iterator[Finding]:
    """Findings about what [model] takes from the evidence; none when the case has no such section."""
    own = case.spec.model
    if own is None:
        return
    yield from _stated_twice(own)
    yield from _windows(own)
    yield from _vital(case, own)
    yield from _recalled(case, own)
    ends = _ends(case)
    if ends is not None:
        yield from _between(own, *ends)


def _ends(case: Case) -> tuple[float, float] | None:
    """Decimal years of the opening and of the last closing census; None where the balance names none that exist."""
    dates = {c.id: c.date for c in case.spec.census}
    balance = case.spec.balance
    known = [dates[c] for c in (balance.opening, *balance.closing) if c in dates]
    if len(known) < 2:
        return None
    first, last = (decimal_year(date.fromisoformat(day)) for day in (known[0], known[-1]))
    return first, last


def _stated_twice(own: Model) -> Iterator[Finding]:
    """Two priors for one thing, of which only one could be used; ids that two things of one kind share."""
    stated = {
        "registration": [r.event for r in own.registration],
        "net_error": [n.census for n in own.net_error],
        "pattern.additions": [c for p in own.pattern if p.additions for c in p.census],
        "crude_rate": [r.vital for r in own.crude_rate],
    }
    named = {
        "window and model.span": (*own.window, *own.span),  # they name estimates together
        "pattern": own.pattern, "violence": own.violence, "flow": own.flow, "variant": own.variant,
        "corrected": own.corrected,
    }  # fmt: skip
    for path, names in stated.items():
        yield from _twice(path, names, "{} is stated twice", "keep one of them")
    for path, things in named.items():
        yield from _twice(path, [t.id for t in things], "the id {} is used twice", "give one of them another id")


def _twice(path: str, names: list[str], found: str, need: str) -> Iterator[Finding]:
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield _in_case("duplicate-id", column=f"model.{path}", found=found.format(quote(name)), need=need)


def _windows(own: Model) -> Iterator[Finding]:
    """No calendar year in two windows, and factors only of years that are in theirs."""
    years = [set(range(*(int(t) for t in interval(w.years)))) for w in own.window]
    for (a, first), (b, second) in combinations(enumerate(years), 2):
        if first & second:
            found = f"{own.window[a].id} and {own.window[b].id} both hold {min(first & second)}"
            need = "give each year to one window: a year has one pattern by age"
            yield _in_case("out-of-range", column=f"model.window[{b + 1}].years", found=found, need=need)
    for n, (window, inside) in enumerate(zip(own.window, years, strict=True), 1):
        for factor in window.year:
            if factor.year not in inside:
                found = f"{factor.year} is not in {window.years}"
                yield _in_case("out-of-range", column=f"model.window[{n}].year", found=found, need="leave it out")


def _between(own: Model, first: float, last: float) -> Iterator[Finding]:
    """What is dated must lie in the whole calendar years between the censuses."""
    low_year, high_year = math.ceil(first - A_DAY), math.floor(last + A_DAY)
    span = f"the whole years {low_year} to {high_year - 1} between the censuses"

    def outside(path: str, text: str, low: float, high: float) -> Iterator[Finding]:
        if low < low_year - A_DAY or high > high_year + A_DAY:
            yield _in_case("out-of-range", column=f"model.{path}", found=f"{text} reaches beyond {span}",
                           need="state the part that lies between them, or leave it out")  # fmt: skip

    for kind, things in (("window", own.window), ("span", own.span)):
        for n, thing in enumerate(things, 1):
            low, high = interval(thing.years)
            yield from outside(f"{kind}[{n}].years", thing.years, low, high)
            if low != int(low) or high != int(high):
                found = f"{thing.years} is not whole calendar years"
                need = "write a year or two of them, as in 1932/1933"
                yield _in_case("out-of-range", column=f"model.{kind}[{n}].years", found=found, need=need)
    for n, flow in enumerate(own.flow, 1):
        yield from outside(f"flow[{n}].period", flow.period, *interval(flow.period))
    for n, event in enumerate(own.violence, 1):
        yield from outside(f"violence[{n}].year", str(event.year), event.year, event.year + 1)
    for n, register in enumerate(own.registration, 1):
        for shift in register.shift:
            yield from outside(f"registration[{n}].shift", str(shift.year), shift.year, shift.year + 1)


def _vital(case: Case, own: Model) -> Iterator[Finding]:
    """Crude rates are rates and sums are sums, of the register itself."""
    rows = {r.id: r for r in case.rows(Vital) if r.id}
    rates = [rows[r.vital] for r in own.crude_rate if r.vital in rows]
    for n, asked in enumerate(own.crude_rate, 1):
        row = rows.get(asked.vital)
        if row is not None and (row.measure != "per_1000" or row.series or row.event == "natural_increase"):
            found = f"{quote(asked.vital)} is {row.event}, {row.measure}, of {row.series or 'the register'}"
            need = "name a rate of births or of deaths, per 1,000, of the register itself (its series is empty)"
            yield _in_case("unknown-reference", column=f"model.crude_rate[{n}].vital", found=found, need=need)
        elif row is not None and sum(r.event == row.event for r in rates) > 1:
            found = f"more than one rate of {row.event} is named"
            yield _in_case("duplicate-id", column=f"model.crude_rate[{n}].vital", found=found, need="keep one of them")
    for n, asked in enumerate(own.register_sum, 1):
        row = rows.get(asked.vital)
        if row is not None and (row.measure != "count" or row.series):
            found = f"{quote(asked.vital)} is {row.measure} of {row.series or 'the register'}"
            need = "name a count of the register itself (its series is empty)"
            yield _in_case("unknown-reference", column=f"model.register_sum[{n}].vital", found=found, need=need)


def _recalled(case: Case, own: Model) -> Iterator[Finding]:
    """Figures quoted from memory that the headline run would rest on."""
    status = {p.row.id: p.row.status for p in case.placed if p.row.id and isinstance(p.row, Vital | Ledger)}
    named = [(f"crude_rate[{n}].vital", r.vital) for n, r in enumerate(own.crude_rate, 1)]
    named += [(f"register_sum[{n}].vital", r.vital) for n, r in enumerate(own.register_sum, 1)]
    named += [(f"violence[{n}].ledger", v.ledger) for n, v in enumerate(own.violence, 1) if v.ledger]
    for path, name in named:
        if status.get(name) == "recalled":
            found = f"{quote(name)} is a recalled figure, and the headline run would rest on it"
            need = "collate the figure and say so in its status, or leave it out"
            yield _in_case("recalled-in-headline", column=f"model.{path}", found=found, need=need)
    for n, told in enumerate(own.corrected, 1):
        rows = [r for r in case.rows(Vital) if (r.series, r.event) == (told.series, told.event)]
        if told.used and any(r.status == "recalled" for r in rows):
            found = f"the series {quote(told.series)} holds recalled figures and is used in the headline run"
            need = "write used = false, and a [[model.variant]] that sets it true"
            yield _in_case("recalled-in-headline", column=f"model.corrected[{n}].used", found=found, need=need)
