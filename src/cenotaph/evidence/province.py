"""One province of a case as a case of its own: its counts and registers, the shared tables, the model with its keys."""

from __future__ import annotations

from dataclasses import replace

from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model, Variant, with_variant
from cenotaph.evidence.spec import Territory
from cenotaph.evidence.tables import Population, Vital


def provinces(case: Case) -> tuple[Territory, ...]:
    """The territories that are part of the case's own, in the order of case.toml."""
    return tuple(t for t in case.spec.territory if t.part_of == case.spec.case.territory)


def province(case: Case, name: str) -> Case:
    """A province as a case. Closing censuses that did not count it are left out of its balance.

    Raises
    ------
    KeyError for a dotted key of [[model.provinces.own]] that leads nowhere; pydantic.ValidationError for a value
    that cannot be.
    """
    kept = tuple(p for p in case.placed if not isinstance(p.row, Population | Vital) or p.row.territory == name)
    counted = {p.row.census for p in kept if isinstance(p.row, Population) and p.row.entry == "cell"}
    spec = case.spec
    closing = tuple(c for c in spec.balance.closing if c in counted)
    changed = {
        "case": spec.case.model_copy(update={"territory": name, "title": case.territory(name).name}),
        "balance": spec.balance.model_copy(update={"closing": closing}),
        "model": own_model(spec.model, name) if spec.model else None,
    }
    return replace(case, spec=spec.model_copy(update=changed), placed=kept)


def refuse_provinces(case: Case) -> None:
    """Nothing for a case of one territory.

    Raises
    ------
    NotEstimable for a case of provinces, whose counts are of many.
    """
    if case.spec.model is not None and case.spec.model.provinces is not None:
        raise NotEstimable("Its model and its counts are by province.", where=case.name,
                           remedy=f"Try `cenotaph provinces {case.folder}`.")  # fmt: skip


def own_model(model: Model, name: str) -> Model:
    """[model] as it is of one province; raises as `province`."""
    bare = model.model_copy(update={"provinces": None})
    for own in model.provinces.own if model.provinces else ():
        if own.territory == name:
            bare = with_variant(bare, Variant(id=name, label=name, text=own.reason, set=own.set, drop=own.drop))
    return bare


def poolable(model: Model) -> tuple[str, ...]:
    """Dotted paths of the priors whose mean and spread over provinces can be learned."""
    found = ["opening.net_error", "mortality.level", "mortality.increment", "births.start", "births.walk"]
    found += [f"window.{w.id}.{part}" for w in model.window for part in ("scale", "exponent", "sex", "ages")]
    found += [f"registration.{r.event}.{part}" for r in model.registration for part in ("level", "slope")]
    found += [f"net_error.{n.census}" for n in model.net_error]
    found += [f"flow.{f.id}" for f in model.flow]
    return (*found, *(f"pattern.{p.id}" for p in model.pattern))
