"""Rules about use: what is well formed by itself, and yet no account could be drawn from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, quote
from cenotaph.evidence.rules_ages import by
from cenotaph.evidence.rules_rows import at
from cenotaph.evidence.tables import LifeTable, Population
from cenotaph.evidence.toml_in import CASE_FILE

LONGEST_YEARS = 90
_in_case = partial(error, file=CASE_FILE)


def life_table_sexes(case: Case) -> Iterator[Finding]:
    """Every life table for both sexes: the account needs the two, unless it is a reconstruction of women alone."""
    if case.spec.five_year is not None:
        return
    for table, rows in by(case.places(LifeTable), lambda r: r.life_table).items():
        found = {p.row.sex for p in rows}
        if len(found) == 1:
            (sex,) = found
            other = "male" if sex == "female" else "female"
            need = f"add its rows for the {other} sex"
            yield at("life-table-one-sex", rows[0], "sex", f"the life table {quote(table)} is {sex} only", need)


def empty_counts(case: Case) -> Iterator[Finding]:
    """Age tables in which nobody is counted."""
    cells = [p for p in case.places(Population) if p.row.entry == "cell"]
    for (census, sex), rows in by(cells, lambda r: (r.census, r.sex)).items():
        if sum(p.row.persons for p in rows) == 0:
            found = f"the {sex} cells of {census} count nobody"
            yield at("census-empty", rows[0], "persons", found, "enter the counts, or leave the census out")


def interval_length(case: Case) -> Iterator[Finding]:
    """Intervals longer than a life: no cohort of the opening census is alive at the closing one."""
    spec = case.spec.balance
    if spec is None:
        return
    dates = {c.id: date.fromisoformat(c.date) for c in case.spec.census}
    for n, closing in enumerate(spec.closing, 1):
        if spec.opening in dates and closing in dates:
            years = (dates[closing] - dates[spec.opening]).days / 365.25
            if years > LONGEST_YEARS:
                found = f"{closing} lies {years:.0f} years after {spec.opening}"
                need = f"name censuses at most {LONGEST_YEARS} years apart"
                yield _in_case("interval-too-long", column=f"balance.closing[{n}]", found=found, need=need)


def answers(case: Case) -> Iterator[Finding]:
    """Dimensions that leave the headline no answer, ask what another asks, or trust the opening census."""
    kinds: dict[str, str] = {}
    for d, dimension in enumerate(case.spec.dimension, 1):
        path = f"dimension[{d}]"
        if not any(option.headline for option in dimension.option):
            found = f"no option of {quote(dimension.id)} may stand in the headline"
            need = "take headline = false away from one of them: it is the reference"
            yield _in_case("no-headline-answer", column=path, found=found, need=need)
        if dimension.kind in kinds:
            found = f"{quote(dimension.id)} and {quote(kinds[dimension.kind])} are both of the kind {dimension.kind}"
            yield _in_case("kind-twice", column=f"{path}.kind", found=found, need="join their options in one dimension")
        kinds.setdefault(dimension.kind, dimension.id)
        for o, option in enumerate(dimension.option, 1):
            if dimension.kind == "true_census" and option.census == case.spec.balance.opening:
                found = f"{quote(option.census)} opens the balance and cannot be the closing count taken as true"
                need = f"name one of {', '.join(case.spec.balance.closing)}"
                yield _in_case("true-census-opening", column=f"{path}.option[{o}].census", found=found, need=need)
