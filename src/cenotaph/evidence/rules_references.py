"""Rules about case.toml: what it names must exist in the evidence, and its dates must make sense."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import pairwise

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, quote, suggestion
from cenotaph.evidence.rules_rows import at
from cenotaph.evidence.spec import Dimension, Option
from cenotaph.evidence.tables import (
    Adjustment,
    Fertility,
    Ledger,
    LifeTable,
    Literature,
    Migration,
    Population,
    Row,
    Vital,
)
from cenotaph.evidence.toml_in import CASE_FILE

_in_case = partial(error, file=CASE_FILE)
_NEEDED = {"mortality": "life_table"}


def repeated_ids(case: Case) -> Iterator[Finding]:
    """Ids that two rows, territories, censuses, dimensions or options of one dimension share."""
    seen: dict[str, str] = {}
    for placed in case.placed:
        if placed.row.id and seen.setdefault(placed.row.id, placed.place) != placed.place:
            found = f"the id {quote(placed.row.id)} is already that of {seen[placed.row.id]}"
            yield at("duplicate-id", placed, "id", found, "give one of them another id")
    spec = case.spec
    lists = [("territory", spec.territory), ("census", spec.census), ("dimension", spec.dimension)]
    lists += [(f"dimension[{n}].option", d.option) for n, d in enumerate(spec.dimension, 1)]
    lists += [("lists.list", spec.lists.list)] if spec.lists is not None else []
    for path, things in lists:
        ids: set[str] = set()
        for n, thing in enumerate(things, 1):
            if thing.id in ids:
                found = f"the id {quote(thing.id)} is used twice"
                need = "give one of them another id"
                yield _in_case("duplicate-id", column=f"{path}[{n}].id", found=found, need=need)
            ids.add(thing.id)


def spec_references(case: Case) -> Iterator[Finding]:
    """Territory, sources, contingents, expectations and register gaps named in case.toml."""
    spec = case.spec
    yield from unknown_references("case.territory", [spec.case.territory], "territory", [t.id for t in spec.territory])
    if spec.balance is not None:
        path = "balance.sex_ratio_source"
        yield from unknown_references(path, spec.balance.sex_ratio_source, "source", case.sources)
    for n, census in enumerate(spec.census, 1):
        if census.residual:
            path = f"census[{n}].residual"
            groups = _contingents(case, census.id)
            yield from unknown_references(
                f"{path}.groups", census.residual.groups, f"contingent of {census.id}", groups
            )
            yield from unknown_references(f"{path}.source", census.residual.source, "source", case.sources)
            if census.residual.age_to <= census.residual.age_from:
                found = f"age_to {census.residual.age_to} is not above age_from {census.residual.age_from}"
                need = "write exact ages, age_from <= age < age_to"
                yield _in_case("ages-reversed", column=f"{path}.age_to", found=found, need=need)
    for n, accepted in enumerate(spec.accepted, 1):
        yield from unknown_references(f"accepted[{n}].source", accepted.source, "source", case.sources)
    for n, expectation in enumerate(spec.expectation, 1):
        path = f"expectation[{n}]"
        yield from unknown_references(
            f"{path}.literature", [expectation.literature], "literature row", _ids(case, Literature)
        )
        yield from unknown_references(f"{path}.census", [expectation.census], "census", _censuses(case))
    for n, gap in enumerate(spec.register_gap, 1):
        path = f"register_gap[{n}]"
        yield from unknown_references(f"{path}.vital", [gap.vital], "vital row", _ids(case, Vital))
        yield from unknown_references(f"{path}.opening", [gap.opening], "census", _censuses(case))
        yield from unknown_references(f"{path}.closing", [gap.closing], "census", _censuses(case))
        yield from _in_order(case, [(f"{path}.opening", gap.opening), (f"{path}.closing", gap.closing)])


def balance(case: Case) -> Iterator[Finding]:
    """The opening and closing censuses: known, in order of date, and counted by age."""
    spec = case.spec.balance
    if spec is None:
        return
    named = [("balance.opening", spec.opening), *(("balance.closing", closing) for closing in spec.closing)]
    counted = {p.row.census for p in case.places(Population) if p.row.entry == "cell"}
    for path, census in named:
        yield from unknown_references(path, [census], "census", _censuses(case))
        if census in _censuses(case) and census not in counted:
            found = f"the census {census} has no cells by age"
            need = "enter its age table in evidence/population.csv (entry cell), or name another census"
            yield _in_case("census-without-cells", column=path, found=found, need=need)
    yield from _in_order(case, named)


def dimensions(case: Case) -> Iterator[Finding]:
    """What the options of the dimensions name."""
    for d, dimension in enumerate(case.spec.dimension, 1):
        for o, option in enumerate(dimension.option, 1):
            yield from _option(case, f"dimension[{d}].option[{o}]", dimension, option)


def _option(case: Case, path: str, dimension: Dimension, option: Option) -> Iterator[Finding]:
    tables = {p.row.life_table for p in case.places(LifeTable)}
    schedules = {p.row.schedule for p in case.places(Fertility)}
    adjustments = {p.row.adjustment for p in case.places(Adjustment)}
    births = {p.row.id for p in case.places(Vital) if p.row.event == "births" and p.row.id}
    named = (
        ("source", "source", option.source, case.sources),
        ("census", "census", [option.census], _censuses(case)),
        ("life_table", "life table", [option.life_table], tables),
        ("towards", "life table", [option.towards], tables),
        ("factor_of", "vital row", option.factor_of or (), _ids(case, Vital)),
        ("adjustment", "adjustment", [option.adjustment], adjustments),
        ("flows", "migration row", option.flows, _ids(case, Migration)),
        ("schedule", "fertility schedule", [option.schedule], schedules),
        ("birth_rate", "vital row of births", [option.birth_rate], births),
        ("groups", "contingent", option.groups, _contingents(case)),
        ("ledgers", "ledger row", option.ledgers, _ids(case, Ledger)),
    )
    for field, what, names, known in named:
        yield from unknown_references(f"{path}.{field}", [name for name in names if name is not None], what, known)
    needed = _NEEDED.get(dimension.kind)
    if needed and getattr(option, needed) is None:
        found = f"the option {quote(option.id)} of the kind {dimension.kind} names no {needed}"
        need = f"add {needed} = ... to it"
        yield _in_case("option-incomplete", column=f"{path}.{needed}", found=found, need=need)


def unknown_references(path: str, names: Iterable[str], what: str, known: Iterable[str]) -> Iterator[Finding]:
    """A finding for each name that is not among the known ones."""
    known = set(known)
    for name in names:
        if name not in known:
            listed = ", ".join(sorted(known)[:8]) or f"none; the case has no {what} with a name"
            found = f"{quote(name)} names no {what} of this case"
            need = suggestion(name, known, f"enter it or use one that is there ({listed})")
            rule = f"unknown-{what}" if what in ("source", "census", "territory") else "unknown-reference"
            yield _in_case(rule, column=path, found=found, need=need)


def _in_order(case: Case, named: list[tuple[str, str]]) -> Iterator[Finding]:
    dates = {census.id: census.date for census in case.spec.census}
    dated = [(path, census, dates[census]) for path, census in named if census in dates]
    for (_, before, earlier), (path, after, later) in pairwise(dated):
        if later <= earlier:
            found = f"{after} ({later}) does not come after {before} ({earlier})"
            need = "name the censuses in the order of their dates, each once"
            yield _in_case("census-order", column=path, found=found, need=need)


def _censuses(case: Case) -> set[str]:
    return {census.id for census in case.spec.census}


def _ids(case: Case, model: type[Row]) -> set[str]:
    return {placed.row.id for placed in case.places(model) if placed.row.id}


def _contingents(case: Case, census: str = "") -> set[str]:
    rows = [p.row for p in case.places(Population) if p.row.entry == "contingent"]
    return {row.group for row in rows if row.group and census in ("", row.census)}
