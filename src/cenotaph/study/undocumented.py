"""Those on no list, as Estimates: of a table of lists or of a case, whole or by strata, every method side by side."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cenotaph.errors import BadInput, NotEstimable
from cenotaph.estimate import Estimand, Estimate, Estimates, Table, not_estimable
from cenotaph.evidence.find import find_case
from cenotaph.evidence.lists_in import ListTable, Row, read_lists
from cenotaph.evidence.provenance import Run, Stopwatch, sha256, software
from cenotaph.evidence.read import load_case
from cenotaph.evidence.tables import History, Literature
from cenotaph.mse import sensitivity
from cenotaph.mse.covariates import given_covariates
from cenotaph.mse.estimability import Standing, standing
from cenotaph.mse.found import DRAWS, Found
from cenotaph.mse.methods import MODELS, method_of, side_by_side
from cenotaph.mse.overlap import Overlap
from cenotaph.mse.strata import Total, over_replicates, overlaps, total
from cenotaph.study.explain import resolved

Progress = Callable[[str, int, int], None]
TABLES = (".csv", ".gz", ".tsv", ".txt")
POOLED = "pooled"
UNKNOWN = "unknown"
NOTHING = "On no list, and nothing known of them."


@dataclass(frozen=True)
class Question:
    """Of whom the lists are. name : for files; who, territory, period : of every estimate; lists : (id, what it is);
    counted : what makes a person one of them; sources : (id, citation, how it was read)."""

    name: str
    title: str
    who: str = "persons"
    territory: str = "as the lists"
    period: str = "as the lists"
    text: str = ""
    counted: str = ""
    lists: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Undocumented:
    """What was asked, the table, what its overlaps are, and what was estimated."""

    question: Question
    overlap: Overlap
    standing: Standing
    estimates: Estimates
    literature: tuple[tuple[str, float | None, float | None, float | None], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question with its table. hashes : of the files read. literature : (who says it, low, central, high)."""

    question: Question
    table: ListTable
    hashes: dict[str, str]
    literature: tuple[tuple[str, float | None, float | None, float | None], ...] = ()


def asked_of(what: str) -> Asked:
    """A table by its path, or a case of lists by its name or folder.

    Raises
    ------
    BadInput for a table that cannot be; CaseNotFound, BadEvidence for a case; NotEstimable for one without lists.
    """
    path = Path(what)
    if path.suffix.lower() in TABLES or (path.is_file() and path.suffix != ".toml"):
        return Asked(Question(path.stem, path.stem), read_lists(path), {path.name: sha256(path)})
    case = load_case(find_case(what))
    own = case.spec.lists
    if own is None:
        raise NotEstimable("The case has no [lists] that overlap.", where=case.name,
                           remedy="Give a case of lists, such as kosovo-1999, or a CSV of lists.")  # fmt: skip
    info = case.spec.case
    question = Question(
        case.name, info.title, own.who, case.territory(info.territory).name, info.period,
        resolved(case, info.question), resolved(case, own.text), tuple((each.id, each.label) for each in own.list),
        tuple((name, s.citation, s.access) for name, s in sorted(case.sources.items())),
    )  # fmt: skip
    names = tuple(each.id for each in own.list)
    rows = tuple(
        Row(p.line, tuple(int(n in p.row.lists) for n in names), p.row.persons, (p.row.stratum,))
        for p in case.places(History)
    )
    divided = any(row.others[0] for row in rows)
    table = ListTable("histories.csv", names, ("stratum",) if divided else (), rows, True)
    said = tuple((f"{r.author} {r.year}", r.low, r.central, r.high) for r in case.rows(Literature))
    return Asked(question, table, dict(sorted(case.hashes.items())), said)


def run_mse(
    what: str | Asked,
    by: tuple[str, ...] = (),
    models: tuple[str, ...] = MODELS,
    seed: int = 1,
    progress: Progress | None = None,
    covariates: tuple[str, ...] = (),
    pool: bool = False,
) -> Undocumented:
    """Estimate those on no list of a table.

    Parameters
    ----------
    what : as `asked_of` takes it. by : columns that divide the table into strata. covariates : columns given which
    every two lists are taken as independent, beside the other checks. pool : strata also together, sharing strength.

    Raises
    ------
    As `asked_of`; nothing for counts that say too little: their estimates have a reason.
    """
    watch = Stopwatch()
    found = what if isinstance(what, Asked) else asked_of(what)
    question, table = found.question, found.table
    asked = progress or (lambda *_: None)
    tables = table.replicates()
    if pool and not by:
        raise BadInput("strata share strength only where there are strata.", remedy="Add --by COLUMN.")
    if covariates and (by or len(tables) > 1):
        raise BadInput("covariates are of one table, whole.", where=table.name, remedy="Leave --by or replicates out.")
    if by and len(tables) > 1:
        raise BadInput("replicates by strata are not combined yet.", where=table.name, remedy="Give one of the two.")
    overlap = overlaps(tables[0])[0]
    if by:
        made, rows = _by_strata(question, table, by, models, seed, asked, pool)
    elif len(tables) > 1:
        made, rows = _of_replicates(question, tables, models, seed, asked)
    else:
        made, rows = _of_one(question, overlap, models, seed, asked)
        for answer in given_covariates(table, covariates, seed) if covariates else ():
            made += _estimates(question, answer)
    record = Run(
        case=question.name,
        seed=seed,
        parameters={
            "model": "mse",
            "models": list(models),
            "by": list(by),
            "covariates": list(covariates),
            "pool": pool,
        },
        inputs=found.hashes,
        software=software(),
        **watch.read(),
    )
    return Undocumented(
        question, overlap, standing(overlap), Estimates(record, tuple(made), [], rows), found.literature
    )


def _of_one(
    question: Question, overlap: Overlap, models: tuple[str, ...], seed: int, progress: Progress
) -> tuple[list[Estimate], dict[str, Table]]:
    progress("lists side by side", 0, 1)
    found = side_by_side(overlap, seed, models)
    made = [_documented(question, overlap.documented)]
    for answer in found:
        made += _estimates(question, answer)
    progress("without each list", 0, 1)
    rows = {"lists": _lists(overlap), "methods": _methods(found)}
    if not standing(overlap).reason:
        rows["departures"] = _departures([f for f in found if f.holds and not f.is_check])
        rows["left_out"] = _left_out(sensitivity.without_each(overlap, seed))
        rows["reached"] = _reached(found)
    return made, {name: table for name, table in rows.items() if table.rows}


def _of_replicates(
    question: Question, tables: list[ListTable], models: tuple[str, ...], seed: int, progress: Progress
) -> tuple[list[Estimate], dict[str, Table]]:
    """Every model on every replicate, the draws of all put together; the parts of the variance in a table."""
    replicates = [overlaps(t)[0] for t in tables]
    made, rows = [_documented(question, round(np.mean([o.documented for o in replicates])))], []
    for name in models:
        answers = []
        for n, overlap in enumerate(replicates):
            progress(f"{name}, replicates", n, len(replicates))
            answers.append(method_of(name)(overlap, seed + n))
        refused = [(n, a) for n, a in enumerate(answers, 1) if not a.holds]
        if refused:
            n, answer = refused[0]
            reason = f"{len(refused)} of {len(answers)} replicates have no answer; number {n}: {answer.reason}"
            made += _estimates(question, Found(name, answer.label, answer.definition, answer.documented, reason=reason))
            continue
        pooled = over_replicates(answers)
        first = answers[0]
        point = None if first.point is None else float(np.mean([a.point for a in answers]))
        made += _estimates(question, Found(name, first.label, first.definition, first.documented, pooled.whole,
                                           first.kind, point, told=first.told))  # fmt: skip
        whole = pooled.linkage + pooled.within
        rows.append({"method": name, "replicates": len(answers), "sd": float(np.sqrt(whole)),
                     "linkage_share": pooled.linkage / whole, "within_share": pooled.within / whole,
                     "model_share": pooled.model / whole if np.isfinite(pooled.model) else None})  # fmt: skip
    columns = {
        "method": "",
        "replicates": "tables",
        "sd": "persons",
        "linkage_share": "of the variance, between replicates",
        "within_share": "of the variance, of sampling and model",
        "model_share": "of the variance, between models that are averaged",
    }
    return made, {"replicates": Table("replicates", "What the variance of the whole is made of", columns, rows)}


def _by_strata(
    question: Question,
    table: ListTable,
    by: tuple[str, ...],
    models: tuple[str, ...],
    seed: int,
    progress: Progress,
    pool: bool,
) -> tuple[list[Estimate], dict[str, Table]]:
    """Each model in each stratum, and the sum of its draws; strata that cannot be estimated stand apart."""
    strata = overlaps(table, by)
    made, rows = [_documented(question, sum(o.documented for o in strata))], []
    for name in (*models, *((POOLED,) if pool else ())):
        progress(f"{name}, by stratum", 0, 1)
        found = _pooled(strata, seed) if name == POOLED else total(strata, method_of(name), seed)
        made.append(_sum(question, name, found))
        if found.left:
            made.append(_left(question, name, found))
        for stratum, answer in found.by_stratum.items():
            made += _estimates(question, answer, stratum)
            low, high = answer.interval()
            rows.append({"method": name, "stratum": stratum or UNKNOWN, "documented": answer.documented,
                         "whole": answer.middle, "p05": low, "p95": high, "reason": answer.reason})  # fmt: skip
        rows += [
            {"method": name, "stratum": s, "documented": n, "whole": None, "p05": None, "p95": None, "reason": reason}
            for s, n, reason in found.left
        ]
    columns = {"method": "", "stratum": ", ".join(by), "documented": "persons", "whole": "persons", "p05": "persons",
               "p95": "persons", "reason": ""}  # fmt: skip
    return made, {"strata": Table("strata", f"By {', '.join(by)}", columns, rows)}


def _pooled(strata: list[Overlap], seed: int) -> Total:
    from cenotaph.mse.pooled import pooled_total  # NumPyro takes a second to load

    return pooled_total(strata, seed)


def _estimand(question: Question, name: str, label: str, definition: str, who: str = "") -> Estimand:
    return Estimand(name, label, definition, "persons", who or question.who, question.territory, question.period)


def _documented(question: Question, number: int) -> Estimate:
    what = _estimand(question, "documented", "Documented", "Persons on at least one list.")
    return Estimate(what, "exact", np.array([float(number)]), status="documented")


def _estimates(question: Question, answer: Found, stratum: str = "") -> list[Estimate]:
    """The whole by a method, and those on no list."""
    suffix = f"-in-{slug(stratum)}" if stratum else ""
    where = f", {stratum}" if stratum else ""
    who = f"{question.who}, {stratum}" if stratum else ""
    whole = _estimand(
        question, f"whole-{slug(answer.method)}{suffix}", f"{answer.label}{where}", answer.definition, who
    )
    missing = _estimand(question, f"undocumented-{slug(answer.method)}{suffix}", f"{answer.label}{where}, on no list",
                        f"{NOTHING} {answer.definition}", who)  # fmt: skip
    if not answer.holds:
        reason = f"{answer.reason}; at least the {answer.documented:,} documented."
        return [replace(not_estimable(e, reason), headline=not answer.is_check) for e in (whole, missing)]
    rest = None if answer.point is None else answer.point - answer.documented
    headline = not answer.is_check
    return [
        Estimate(whole, answer.kind, answer.whole, reason=answer.reason, headline=headline, point=answer.point),
        Estimate(missing, answer.kind, answer.missing, reason=answer.reason, headline=False, point=rest),
    ]


def _sum(question: Question, name: str, found: Total) -> Estimate:
    definition = "Sum over strata, of draws; strata that cannot be estimated are left out and told apart."
    what = _estimand(question, f"whole-{name}", f"{name.capitalize()}, all strata", definition)
    if not found.by_stratum:
        return not_estimable(what, f"no stratum can be estimated; at least the {found.documented:,} documented.")
    first = next(iter(found.by_stratum.values()))
    points = [f.point for f in found.by_stratum.values()]
    point = None if any(p is None for p in points) else float(sum(points))
    what_left = "one stratum" if len(found.left) == 1 else f"{len(found.left)} strata"
    caution = f"Without {what_left} that cannot be estimated." if found.left else ""
    return Estimate(what, first.kind, found.whole[:DRAWS], reason=caution, point=point)


def _left(question: Question, name: str, found: Total) -> Estimate:
    definition = "Documented in strata that cannot be estimated: a lower bound of those there."
    what = _estimand(question, f"not-estimable-{name}", "Documented where nothing can be estimated", definition)
    return Estimate(what, "exact", np.array([float(sum(n for _, n, _ in found.left))]), status="documented")


def slug(text: str) -> str:
    """A text as part of an id."""
    return re.sub(r"[^\w]+", "-", text.lower()).strip("-") or "unknown"


def _lists(overlap: Overlap) -> Table:
    told = standing(overlap)
    rows = [{"list": name, "persons": n, "alone": j in told.alone}
            for j, (name, n) in enumerate(zip(overlap.lists, told.sizes, strict=True))]  # fmt: skip
    return Table("lists", "The lists", {"list": "", "persons": "persons", "alone": "shares nobody with another"}, rows)


def _methods(found: list[Found]) -> Table:
    rows = [
        {"method": f.method, "label": f.label, **{k: v for k, v in f.told.items() if k != "reached"}} for f in found
    ]
    return Table("methods", "What each method found besides", {"method": "", "label": ""}, rows)


def _departures(found: list[Found]) -> Table:
    rows = [{"method": f.method, "label": f.label, "factor": d.factor, "p05": d.low, "whole": d.middle, "p95": d.high}
            for f in found for d in sensitivity.departures(f)]  # fmt: skip
    columns = {"method": "", "label": "", "factor": "of those on no list", "p05": "persons", "whole": "persons",
               "p95": "persons"}  # fmt: skip
    caption = "The whole if those on no list are so many times what the model says"
    return Table("departures", caption, columns, rows)


def _left_out(found: dict[str, list[Found]]) -> Table:
    rows = []
    for name, answers in found.items():
        for f in answers:
            low, high = f.interval() if f.holds else (None, None)
            rows.append({"without": name, "method": f.method.partition("-1-")[0], "label": f.label,
                         "whole": f.middle if f.holds else None, "p05": low, "p95": high,
                         "reason": f.reason})  # fmt: skip
    columns = {"without": "list", "method": "", "label": "", "whole": "persons", "p05": "persons", "p95": "persons",
               "reason": ""}  # fmt: skip
    return Table("left_out", "The whole without each list", columns, rows)


def _reached(found: list[Found]) -> Table:
    """Of latent classes: how many have a probability above x to be on some list."""
    rows = [
        {"probability": x, "p05": low, "persons": middle, "p95": high}
        for f in found
        for x, (low, middle, high) in f.told.get("reached", {}).items()
    ]
    columns = {"probability": "to be on some list, above", "p05": "persons", "persons": "persons", "p95": "persons"}
    return Table("reached", "Persons that these lists can speak of", columns, rows)
