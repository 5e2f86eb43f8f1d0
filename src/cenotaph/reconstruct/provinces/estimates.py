"""Draws as Estimates: of every province, of all of them together, and of what they share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import Array
from cenotaph.estimate import Estimand, Estimate, not_estimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.tables import Fertility, LifeTable, Population, Row, Vital
from cenotaph.reconstruct.bayes import estimates
from cenotaph.reconstruct.bayes.estimates import HUNDREDTH
from cenotaph.reconstruct.bayes.words import Words
from cenotaph.reconstruct.estimands import written
from cenotaph.reconstruct.grid import weakest
from cenotaph.reconstruct.provinces.fitting import Drawn, Fit, whole
from cenotaph.reconstruct.provinces.words import MEASURES, SHARES

KEPT_DRAWS = 1000
HEADLINES = ("excess-deaths-rate-", "birth-deficit-")


def province_estimates(fit: Fit) -> tuple[Estimate, ...]:
    """Of the whole, then of each province, then the means and spreads of what is pooled; without numbers where refused.

    At most 1,000 draws of each, the same ones for all: in each draw the whole is the sum over provinces.
    """
    found = list(_of_territory(fit, "", of_whole(fit.pooled)))
    for name in fit.names:
        found += _of_territory(fit, name, with_shares(fit.pooled.measures[name]))
    return (*found, *_shared(fit))


def with_shares(measures: dict[str, Array]) -> dict[str, Array]:
    """The measures and those that are shares of two of them, draw by draw."""
    found = {n: x for n, x in measures.items() if n != "residual"}
    opening = next((n for n in found if n.startswith("opening-population-")), "")
    for prefix, (part, share_of) in SHARES.items():
        for name in [n for n in found if n.startswith(part)]:
            census = name.removeprefix(part)
            of = opening if share_of == "opening-population-" else f"{share_of}{census}"
            if of in found:
                found[f"{prefix}{census}"] = 100 * found[name] / found[of]
    return found


def of_whole(drawn: Drawn) -> dict[str, Array]:
    """All provinces together: sums of draws, and shares of these sums."""
    return with_shares(whole(drawn))


def kept(values: Array) -> Array:
    """(draw,), of (chain, draw): fewer than of one territory, for provinces are many."""
    return estimates.kept(values, KEPT_DRAWS)


def _of_territory(fit: Fit, name: str, measures: dict[str, Array]) -> Iterator[Estimate]:
    territory = fit.case.territory(name or fit.case.spec.case.territory)
    of = next((c for g in fit.groups for n, c in zip(g.names, g.cases, strict=True) if n == name), fit.case)
    inputs, refused = _inputs(fit.case, name), refusal(fit, name)
    for measure, values in measures.items():
        prefix = max((p for p in MEASURES if measure.startswith(p)), key=len)
        words = MEASURES[prefix]
        what = _estimand(of, f"province-{name}-{measure}" if name else f"provinces-{measure}", words,
                         measure.removeprefix(prefix), f"{territory.name} ({territory.borders})")  # fmt: skip
        if refused:
            yield not_estimable(what, refused)
            continue
        drawn = kept(values)
        stored = np.round(drawn, HUNDREDTH) if what.unit == "persons" else drawn
        reason = f"Probability of more than nought: {np.mean(drawn > 0):.2f}." if prefix.startswith("excess") else ""
        headline = prefix in HEADLINES and not name
        yield Estimate(what, "draw", stored, status=words.status, weakest=weakest(of, inputs), inputs=inputs,
                       reason=reason, headline=headline)  # fmt: skip


def refusal(fit: Fit, name: str) -> str:
    """Why a province, or the whole (""), has no interval; empty when it has. A sum rests on all its parts."""
    if name:
        return fit.refused(name)
    failed = [n for n in fit.names if fit.refused(n)]
    if fit.common.failures or not failed:
        return fit.refused("")
    return f"{len(failed)} of {len(fit.names)} provinces did not converge: {', '.join(failed[:5])}."


def _estimand(case: Case, name: str, words: Words, rest: str, territory: str) -> Estimand:
    opening = case.census(case.spec.balance.opening).date
    what = {"rest": rest, "opening": written(opening)}
    if words.when == "window":
        own = next(w for w in (*case.spec.model.window, *case.spec.model.span) if w.id == rest)
        what["label"], period = own.label, own.years
    else:
        date = case.census(rest).date
        what["date"], period = written(date), date if words.when == "census" else f"{opening}/{date}"
    return Estimand(name, words.label.format(**what), words.definition.format(**what), words.unit, words.who, territory,
                    period)  # fmt: skip


def _inputs(case: Case, name: str) -> tuple[str, ...]:
    """Files that hold a row of the province (of any for the whole), or a table that all share."""
    model = case.spec.model
    own = {name} if name else {t.id for t in case.spec.territory} - {case.spec.case.territory}

    def given(row: Row) -> bool:
        match row:
            case Population() | Vital():
                return row.territory in own and row.status != "recalled"
            case LifeTable():
                return row.life_table == model.mortality.life_table
            case Fertility():
                return row.schedule == model.counterfactual.schedule
        return False

    return tuple(sorted({p.file for p in case.placed if given(p.row)}))


def _shared(fit: Fit) -> Iterator[Estimate]:
    """Mean and spread over provinces of every pooled number, in the units of [model]."""
    case, territory = fit.case, fit.case.territory(fit.case.spec.case.territory)
    period = case.spec.case.period
    for k, one in enumerate(fit.numbers):
        mean = one.number.mean + one.number.sd * fit.pooled.mean[..., k]
        for kind, values, says in (
            ("mean", mean, "Mean over the provinces of"),
            ("spread", one.number.sd * fit.pooled.spread[..., k], "Standard deviation over the provinces of"),
        ):
            heavy = "" if one.number.df > 1e6 or kind == "mean" else " Scale of a Student t: its tails are heavier."
            what = Estimand(
                f"shared-{one.number.name}-{kind}", f"{one.number.label}: {kind} over provinces",
                f"{says} this parameter of the model: {one.number.label}.{heavy}", one.number.unit, "provinces",
                f"{territory.name} ({territory.borders})", period,
            )  # fmt: skip
            if fit.common.failures:
                yield not_estimable(what, fit.refused(""))
                continue
            inputs = _inputs(case, "")
            yield Estimate(what, "draw", kept(values), weakest=weakest(case, inputs), inputs=inputs, headline=False)
