"""case.toml of an invented world: the case's questions and priors, without its history.

What is asked stays: territory, censuses, answers to be run, priors. Reasons, notes and labels of answers speak of real
records and authors and go; what refers to a row that was not drawn goes with the row.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import interval
from cenotaph.evidence.model_spec import Model, Variant, with_variant
from cenotaph.evidence.tables import (
    Adjustment,
    Fertility,
    Ledger,
    LifeTable,
    Migration,
    Population,
    Row,
    Vital,
)
from cenotaph.worlds.tables import BORDER_ROW, SOURCE, authors
from cenotaph.worlds.toml import as_toml
from cenotaph.worlds.wishes import Wishes

LONGEST_ID = 60
PROSE = ("text", "reason", "note", "crisis_reason", "bounds_reason", "deviation_reason", "year_sd_reason")
KNOWN_TO = 0.05  # the error that the model allows to the population of a territory handed over
KEPT_ACCEPTED = ("overlapping-periods", "duplicate-key")


def world_id(case: Case, seed: int) -> str:
    tail = f"-simulated-{seed}"
    return f"{case.name[: LONGEST_ID - len(tail)]}{tail}"


def sources_toml(case: Case, asked: Wishes) -> str:
    citation = f"Invented by cenotaph simulate, seed {asked.seed}, in the shape of the case {case.name}."
    access = "Drawn by a simulator: no figure of this case is a record of anything."
    return as_toml({SOURCE: {"citation": citation, "access": access}})


def case_toml(case: Case, asked: Wishes, rows: list[Row]) -> str:
    """The text of case.toml, for the rows that were drawn."""
    spec = _neutral(case.spec.model_dump(exclude_none=True, exclude_defaults=True, mode="json"), case.name)
    spec = {"schema_version": 1} | spec
    info = spec["case"]
    _anonymous(spec, authors(case))
    names = [*info.get("names", ()), case.name, *_answers(spec)]
    title = f"An invented world in the shape of {case.spec.case.title}"
    info |= {"id": world_id(case, asked.seed), "title": title, "names": names}
    info["summary"] = f"Every figure was invented by cenotaph simulate. Only the shape is that of {case.name}."
    for key in ("expectation", "accepted"):
        spec.pop(key, None)
    kept = [a for a in case.spec.accepted if a.rule in KEPT_ACCEPTED]
    if kept:
        spec["accepted"] = [{"rule": a.rule, "where": a.where, "reason": _as_in(case.name)} for a in kept]
    _prune(spec, rows)
    _sizes(spec, asked)
    border = next((r for r in rows if r.id == BORDER_ROW), None)
    if isinstance(border, Migration):
        _with_border(spec, border)
    if "model" in spec:
        _prune_variants(spec)
    return as_toml(spec)


def _as_in(name: str) -> str:
    return f"As in {name}, whose shape this invented world has."


def _neutral(part: Any, name: str) -> Any:
    """Prose replaced, sources pointed at the simulator, texts that pull in figures left out."""
    if isinstance(part, list):
        return [_neutral(item, name) for item in part]
    if not isinstance(part, dict):
        return part
    made = {}
    for key, value in part.items():
        if key in PROSE and isinstance(value, str):
            made[key] = _as_in(name)
        elif key == "fate":
            made[key] = "invented"
        elif key in ("source", "sex_ratio_source"):
            made[key] = [SOURCE] if value else []
        elif isinstance(value, str) and "{@" in value:
            made[key] = _as_in(name)
        else:
            made[key] = _neutral(value, name)
    return made


def _anonymous(spec: dict, series: dict[str, str]) -> None:
    """Answers and variants under their ids: labels name authors. Corrected series under an invented name."""
    model = spec.get("model", {})
    for answer in (*(o for d in spec.get("dimension", ()) for o in d["option"]), *model.get("variant", ())):
        answer["label"] = answer["id"].replace("-", " ")
    for corrected in model.get("corrected", ()):
        corrected["series"] = series.get(corrected["series"], corrected["series"])


def _answers(spec: dict) -> list[str]:
    """Labels of answers that hold digits, which prose may carry as names."""
    labels = dict.fromkeys(o["label"] for d in spec.get("dimension", ()) for o in d["option"])
    return [label for label in labels if any(letter.isdigit() for letter in label)]


def _prune(spec: dict, rows: list[Row]) -> None:
    """Leave out what refers to a row that is not there."""

    def of(model: type[Row], field: str = "id") -> set[str]:
        return {getattr(r, field) for r in rows if isinstance(r, model) and getattr(r, field)}

    vital, ledgers, flows = of(Vital), of(Ledger), of(Migration)
    groups = {r.group for r in rows if isinstance(r, Population) and r.entry == "contingent"}
    there = {
        "life_table": of(LifeTable, "life_table"), "towards": of(LifeTable, "life_table"), "birth_rate": vital,
        "factor_of": vital, "adjustment": of(Adjustment, "adjustment"), "flows": flows, "ledgers": ledgers,
        "schedule": of(Fertility, "schedule"), "groups": groups,
    }  # fmt: skip
    dimensions = []
    for dimension in spec.get("dimension", ()):
        options = [o for o in dimension["option"] if all(_names(o.get(k)) <= known for k, known in there.items())]
        if any(o.get("headline", True) for o in options):
            dimensions.append(dimension | {"option": options})
    spec["dimension"] = dimensions
    spec["register_gap"] = [g for g in spec.get("register_gap", ()) if g["vital"] in vital]
    _crisis_weights(spec, rows)
    model = spec.get("model")
    if model:
        series = of(Vital, "series")
        for key, field, known in (
            ("crude_rate", "vital", vital), ("register_sum", "vital", vital), ("corrected", "series", series),
        ):  # fmt: skip
            model[key] = [item for item in model.get(key, ()) if item[field] in known]
        model["violence"] = [v for v in model.get("violence", ()) if v.get("ledger") is None or v["ledger"] in ledgers]


def _names(value: str | list[str] | None) -> set[str]:
    return set() if value is None else {value} if isinstance(value, str) else set(value)


def _crisis_weights(spec: dict, rows: list[Row]) -> None:
    """Weights by registered deaths need the register of the crisis years and of the year before."""
    balance = spec["balance"]
    if balance.get("crisis_weights") != "registered" or not balance.get("crisis"):
        return
    low, high = (int(t) for t in interval(balance["crisis"]))
    counts = (r for r in rows if isinstance(r, Vital) and (r.event, r.measure, r.series) == ("deaths", "count", ""))
    years = {r.period for r in counts if r.age_from is None}
    if not {str(y) for y in range(low - 1, high)} <= years:
        balance["crisis_weights"] = "equal"


def _sizes(spec: dict, asked: Wishes) -> None:
    """Priors that are stated in persons, in a population of another size."""
    for flow in spec.get("model", {}).get("flow", ()):
        flow["mean"], flow["sd"] = flow["mean"] * asked.scale, flow["sd"] * asked.scale
    for event in spec.get("model", {}).get("violence", ()):
        if event.get("persons"):
            event["persons"] *= asked.scale


def _with_border(spec: dict, row: Migration) -> None:
    """A known population of a territory handed over enters every answer on migration, and the model."""
    answers = [d for d in spec["dimension"] if d["kind"] == "migration"]
    if not answers:
        label = "Territory handed over"
        one = {"id": "border", "label": label, "text": "Those who went with it are taken off.", "source": [SOURCE]}
        answers = [{"id": "migration", "kind": "migration", "question": "Who left?", "option": [one]}]
        spec["dimension"] += answers
    for option in answers[0]["option"]:
        option["flows"] = [*option.get("flows", ()), BORDER_ROW]
    if "model" in spec:
        flow = {"id": BORDER_ROW, "label": "Territory handed over", "period": row.period, "mean": row.persons}
        flow |= {"sd": abs(row.persons) * KNOWN_TO, "source": [SOURCE], "reason": "As its population was stated."}
        spec["model"]["flow"] = [*spec["model"].get("flow", ()), flow]


def _prune_variants(spec: dict) -> None:
    """Variants of what is no longer in the model go."""
    own = Model.model_validate({k: v for k, v in spec["model"].items() if k != "variant"})
    kept = []
    for written in spec["model"].get("variant", ()):
        try:
            with_variant(own, Variant.model_validate(written))
            kept.append(written)
        except (KeyError, ValidationError):
            continue
    spec["model"]["variant"] = kept
