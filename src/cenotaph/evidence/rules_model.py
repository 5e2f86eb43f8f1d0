"""What the section [model] of case.toml names must be there: censuses, tables, rows, sources, variants' keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from pydantic import BaseModel, ValidationError

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, quote
from cenotaph.evidence.model_spec import Model, with_variant
from cenotaph.evidence.rules_references import unknown_references
from cenotaph.evidence.tables import Fertility, Ledger, LifeTable, Vital
from cenotaph.evidence.toml_in import CASE_FILE

_in_case = partial(error, file=CASE_FILE)


def model(case: Case) -> Iterator[Finding]:
    """Findings about [model]; none when the case has no such section."""
    own = case.spec.model
    if own is None:
        return
    yield from _named(case, own)
    for path, sources in cited(own, "model"):
        yield from unknown_references(f"{path}.source", sources, "source", case.sources)
    for n, variant in enumerate(own.variant, 1):
        try:
            with_variant(own, variant)
        except KeyError as missing:
            found = f"the key {quote(str(missing.args[0]))} leads nowhere in [model]"
            need = "write the dotted path of a value, list items by their id, census, event, vital or year"
            yield _in_case("unknown-reference", column=f"model.variant[{n}]", found=found, need=need)
        except ValidationError as failure:
            found = f"with the variant {quote(variant.id)} the model is none: {failure.errors()[0]['msg']}"
            need = "give it a value that can be"
            yield _in_case("out-of-range", column=f"model.variant[{n}]", found=found, need=need)


def _named(case: Case, own: Model) -> Iterator[Finding]:
    closing, censuses = set(case.spec.balance.closing), {c.id for c in case.spec.census}
    stated = {n.census for n in own.net_error}
    vital = {r.id for r in case.rows(Vital) if r.id}
    ledgers = {r.id for r in case.rows(Ledger) if r.id}
    asked = [
        ("model.net_error", [n.census for n in own.net_error], "census", censuses),
        ("model.pattern", [c for p in own.pattern for c in p.census], "census", censuses),
        ("model.mortality.life_table", [own.mortality.life_table], "life table",
         {r.life_table for r in case.rows(LifeTable)}),
        ("model.counterfactual.schedule", [own.counterfactual.schedule], "fertility schedule",
         {r.schedule for r in case.rows(Fertility)}),
        ("model.crude_rate", [r.vital for r in own.crude_rate], "vital row", vital),
        ("model.register_sum", [r.vital for r in own.register_sum], "vital row", vital),
        ("model.corrected.series", [c.series for c in own.corrected], "series of vital rows",
         {r.series for r in case.rows(Vital) if r.series}),
        ("model.violence", [v.ledger for v in own.violence if v.ledger], "ledger row", ledgers),
        ("model.findable.event_id", [f.event_id for f in own.findable if f.event_id], "[[model.violence]]",
         {v.id for v in own.violence}),
    ]  # fmt: skip
    for path, names, what, there in asked:
        yield from unknown_references(path, names, what, there)
    for census in sorted(closing - stated):
        found = f"no prior states the net error of the census {quote(census)}"
        yield _in_case("option-incomplete", column="model.net_error", found=found, need="add [[model.net_error]]")


def cited(part: BaseModel, path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every `source` inside the section, with the path of what cites it."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name == "source":
            yield path, value
        elif isinstance(value, BaseModel):
            yield from cited(value, f"{path}.{name}")
        elif isinstance(value, tuple):
            for n, item in enumerate(value, 1):
                if isinstance(item, BaseModel):
                    yield from cited(item, f"{path}.{name}[{n}]")
