"""[model.provinces] and the evidence must fit: provinces that were counted, priors that can be pooled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from pydantic import ValidationError

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, note, quote, suggestion
from cenotaph.evidence.model_spec import Model
from cenotaph.evidence.province import own_model, poolable, province, provinces
from cenotaph.evidence.provinces_spec import Own
from cenotaph.evidence.rules_model import model
from cenotaph.evidence.rules_model_fit import model_fits
from cenotaph.evidence.rules_references import unknown_references
from cenotaph.evidence.tables import Population
from cenotaph.evidence.toml_in import CASE_FILE

_in_case = partial(error, file=CASE_FILE)
_ONE_PLACE = {
    "violence": "a documented figure", "crude_rate": "a rate", "register_sum": "a sum", "corrected": "a series",
    "variant": "an alternative", "findable": "a record to be found",
}  # fmt: skip


# Keys that say which years or ages the numbers of a prior are of.
_GRIDS = ("years", "split", "knots", "age_knots", "period")


def model_of_provinces(case: Case) -> Iterator[Finding]:
    """Findings about provinces; none but those about `part_of` when the model is not of provinces."""
    known = [t.id for t in case.spec.territory]
    for n, territory in enumerate(case.spec.territory, 1):
        if territory.part_of:
            yield from unknown_references(f"territory[{n}].part_of", [territory.part_of], "territory", known)
    own = case.spec.model
    if own is None or own.provinces is None:
        return
    yield from _parts(case, own)
    yield from _pooled(own)
    broken = set()
    for finding in _own(case, own):
        broken.add(finding.subject)
        yield finding
    named = provinces(case)
    if not named:
        found = f"no [[territory]] is part of {quote(case.spec.case.territory)}"
        need = f'write part_of = "{case.spec.case.territory}" in each province'
        yield _in_case("province-uncounted", column="model.provinces", found=found, need=need)
    of_all = set(model_fits(case))
    for n, territory in enumerate(case.spec.territory, 1):
        if territory in named and territory.id not in broken:
            yield from _counted(case, f"territory[{n}]", territory.id, of_all)
    yield from _unused(case)


def _parts(case: Case, own: Model) -> Iterator[Finding]:
    """Parts of [model] that speak of one place, or in persons of no stated size."""
    for name, what in _ONE_PLACE.items():
        if getattr(own, name):
            found = f"{what} is of one place, and a model of provinces would use it in each"
            yield _in_case("province-model", column=f"model.{name}", found=found, need="leave it out")
    for n, flow in enumerate(own.flow, 1):
        if not flow.per_1000:
            found = f"the flow {quote(flow.id)} is in persons, and provinces differ in size"
            need = "state mean and sd for each 1,000 of the opening count, with per_1000 = true"
            yield _in_case("province-model", column=f"model.flow[{n}]", found=found, need=need)
    for n, census in enumerate(case.spec.census, 1):
        if census.residual:
            found = f"the residual of {census.id} is of the whole territory, and nothing says in which province it was"
            need = "enter those persons in the ages of the provinces, or leave them out"
            yield _in_case("province-model", column=f"census[{n}].residual", found=found, need=need)


def _pooled(own: Model) -> Iterator[Finding]:
    known, seen = poolable(own), set()
    for n, pooled in enumerate(own.provinces.pooled, 1):
        column = f"model.provinces.pooled[{n}].parameter"
        if pooled.parameter not in known:
            found = f"{quote(pooled.parameter)} is no prior of this [model] that can be pooled"
            need = suggestion(pooled.parameter, known, f"name one of {', '.join(known)}")
            yield _in_case("unknown-reference", column=column, found=found, need=need)
        whole = next((w.id for w in own.window if w.split and pooled.parameter == f"window.{w.id}.scale"), None)
        if whole is not None:
            found = f"the window {quote(whole)} departs as a whole (split), and such a size cannot be pooled"
            yield _in_case("province-model", column=column, found=found, need="leave split out, or do not pool it")
        if pooled.parameter in seen:
            found = f"{quote(pooled.parameter)} is pooled twice"
            yield _in_case("duplicate-id", column=column, found=found, need="keep one of them")
        seen.add(pooled.parameter)


def _own(case: Case, own: Model) -> Iterator[Finding]:
    """What a province states for itself; the finding's subject is the province."""
    names, seen = [t.id for t in provinces(case)], set()
    for n, part in enumerate(own.provinces.own, 1):
        here = partial(_in_case, column=f"model.provinces.own[{n}]", subject=part.territory)
        if part.territory not in names:
            need = suggestion(part.territory, names, "name a territory that is part_of the case's own")
            yield here("unknown-reference", found=f"{quote(part.territory)} is no province", need=need)
            continue
        if part.territory in seen:
            found, need = f"the province {quote(part.territory)} is named twice", "put its keys together"
            yield here("duplicate-id", found=found, need=need)
        seen.add(part.territory)
        shared = [p.parameter for p in own.provinces.pooled]
        for path in part.set:
            if any(path == s or path.startswith(f"{s}.") for s in shared):
                found = f"{quote(path)} belongs to a pooled prior, which is the same in every province"
                yield here("province-model", found=found, need="leave it out, or do not pool it")
        yield from _misplaced(part, shared, here)
        try:
            own_model(own, part.territory)
        except KeyError as missing:
            found = f"the key {quote(str(missing.args[0]))} leads nowhere in [model]"
            need = "write the dotted path of a value, list items by their id, census, event or year"
            yield here("unknown-reference", found=found, need=need)
        except ValidationError as failure:
            found = f"with its own keys the model of {part.territory} is none: {failure.errors()[0]['msg']}"
            yield here("province-model", found=found, need="give a value that can be")


def _misplaced(part: Own, shared: list[str], here: Callable[..., Finding]) -> Iterator[Finding]:
    """Keys that would let a pooled prior mean other years, ages or list items in this province than in the others."""
    for path in part.set:
        stem, _, last = path.rpartition(".")
        for name in (s for s in shared if last in _GRIDS and f"{s}.".startswith(f"{stem}.")):
            found = f"{quote(path)} changes the years or ages that the pooled prior {quote(name)} is of"
            yield here("province-model", found=found, need="leave it out, or do not pool that prior")
    for path in part.drop:
        head = path.partition(".")[0]
        for name in (s for s in shared if s.partition(".")[0] == head):
            found = f"{quote(path)} is left out of a list that the pooled prior {quote(name)} is in"
            yield here("province-model", found=found, need="keep it (a province may lack its figures), or do not pool")


def _counted(case: Case, column: str, name: str, of_all: set[Finding]) -> Iterator[Finding]:
    """A province's counts, and its model between those counts; what is found `of_all` is not said again of each."""
    balance = case.spec.balance
    counted = {r.census for r in case.rows(Population) if r.territory == name and r.entry == "cell"}
    here = partial(_in_case, "province-uncounted", column=column)
    if balance.opening not in counted:
        found = f"the province {quote(name)} has no cells by age at the opening census {quote(balance.opening)}"
        yield here(found=found, need="enter them in evidence/population.csv, or take its part_of away")
    elif not counted & set(balance.closing):
        found = f"the province {quote(name)} has no cells by age at any closing census ({', '.join(balance.closing)})"
        yield here(found=found, need="enter those of one of them, or take its part_of away")
    else:
        one = province(case, name)
        named = model(one) if any(o.territory == name for o in case.spec.model.provinces.own) else ()
        for finding in (*named, *model_fits(one)):
            if finding not in of_all:
                found = f"in the province {quote(name)} {finding.found}"
                yield _in_case(finding.rule, column=finding.column, found=found, need=finding.need)


def _unused(case: Case) -> Iterator[Finding]:
    named = {t.id for t in provinces(case)} | {case.spec.case.territory}
    others: dict[str, int] = {}
    for placed in case.places(Population):
        if placed.row.territory not in named and placed.row.territory not in others:
            others[placed.row.territory] = 1
            found = f"{quote(placed.row.territory)} is no province, so that its counts are not used"
            yield note("province-unused", placed.file, placed.line, "territory", found=found,
                       need=f'write part_of = "{case.spec.case.territory}" if it is one')  # fmt: skip
