"""Draws as Estimates: every estimand of the fit with its definition, its interval, and how much is prior."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import N_AGES, Array
from cenotaph.estimate import Estimand, Estimate, not_estimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model, Pattern
from cenotaph.evidence.tables import Fertility, Ledger, LifeTable, Population, Row, Vital
from cenotaph.reconstruct.bayes.bundle import EVENTS
from cenotaph.reconstruct.bayes.fitting import Fit
from cenotaph.reconstruct.bayes.headline import headlines, windows_of
from cenotaph.reconstruct.bayes.words import PREFIX, WORDS, Words
from cenotaph.reconstruct.estimands import place, written
from cenotaph.reconstruct.grid import weakest

KEPT_DRAWS = 2000
HUNDREDTH = 2
MOSTLY_PRIOR = 0.8
LEVEL = 0.9


def posterior_estimates(case: Case, fit: Fit) -> tuple[Estimate, ...]:
    """One Estimate an estimand, its draws on the axis "draw"; without numbers where the fit is refused.

    At most 2,000 draws of each, the same ones for all, so that sums of estimands are sums of draws; all of them
    are in posterior.nc. Persons are rounded to hundredths: identities hold to a person still.
    """
    draws = posterior(fit)
    before = prior(fit)
    inputs = _inputs(case, fit.model)
    found = []
    for name, values in draws.items():
        what, words = estimand(case, fit, name)
        if fit.refused:
            found.append(not_estimable(what, fit.refused))
            continue
        flat = kept(values)
        stored = np.round(flat, HUNDREDTH) if what.unit == "persons" else flat
        found.append(
            Estimate(
                what, "draw", stored, status=words.status, weakest=weakest(case, inputs), inputs=inputs,
                reason=_reason(fit, values, before.get(name), name), headline=words.stands_alone,
            )
        )  # fmt: skip
    return tuple(found)


def kept(values: Array, most: int = KEPT_DRAWS) -> Array:
    """(draw,), every so many draws of (chain, draw): at most `most`."""
    return values.reshape(-1)[:: max(1, -(-values.size // most))]


def posterior(fit: Fit) -> dict[str, Array]:
    """{name: (chain, draw)} of every estimand, quantities that cannot vary left out."""
    named = headlines(fit.draws, fit.shape, windows_of(fit.model))
    return {name: x for name, x in named.items() if np.ptp(x) > 0}


def prior(fit: Fit) -> dict[str, Array]:
    """{name: (draw,)} before the data. What the data fix has the prior that is stated for it."""
    found = headlines(fit.prior, fit.shape, windows_of(fit.model))
    rng = np.random.default_rng(fit.seed)
    size = fit.prior["births"].shape[0]
    errors = []
    for census, name in zip(fit.data.closings, fit.shape.names, strict=True):
        own = census.net_error
        error = float(own.mean) + float(own.sd) * rng.standard_t(min(float(own.df), 1e6), size)
        errors.append(float(np.sum(census.counted)) * -np.expm1(-error))
        found[f"net-error-{name}"], found[f"net-error-percent-{name}"] = errors[-1], 100 * np.expm1(error)
        if f"additions-{name}" in found:
            found[f"omissions-{name}"] = found[f"additions-{name}"] - errors[-1]
    for name, error in zip(fit.shape.names[1:], errors[1:], strict=True):
        found[f"net-error-contrast-{fit.shape.names[0]}-{name}"] = error - errors[0]
    for event, register in zip(EVENTS, fit.data.registers, strict=True):
        level, slope = (np.asarray(register.line.mean)[:, None] + np.asarray(register.line.sd)[:, None]
                        * rng.standard_normal((2, size)))  # fmt: skip
        for i in range(fit.shape.years):
            own = float(register.shift[i]) + float(register.year_sd[i]) * rng.standard_normal(size)
            logit = level + slope * float(register.time[i]) + own
            found[f"completeness-{event}-in-{fit.shape.first + i}"] = 1 / (1 + np.exp(-logit))
    return found


def width(values: Array) -> float:
    """Width of the central interval."""
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(high - low)


def prior_share(values: Array, before: Array | None) -> float | None:
    """Width after the data over width before them; None when nothing is known before."""
    if before is None or width(before) <= 0:
        return None
    return width(values) / width(before)


def _reason(fit: Fit, values: Array, before: Array | None, name: str) -> str:
    share = prior_share(values, before)
    parts = [_few(values, name)] if fit.approximate else []
    if share is not None:
        parts.append(f"The interval is {100 * min(share, 9.99):.0f} per cent as wide as before the data.")
        if share > MOSTLY_PRIOR:
            parts.append("Mostly prior: the evidence narrows it little, or not at all.")
    if name.startswith(("excess", "net-error")):
        parts.append(f"Probability of more than nought: {np.mean(values > 0):.2f}.")
    return " ".join(parts)


def _few(values: Array, name: str) -> str:
    """What few draws leave open: two Monte Carlo standard errors of the median and of the worse end."""
    from arviz_stats.base import array_stats

    ends, width_of = (0.05, 0.5, 0.95), width(values)
    low, middle, high = (
        2 * float(array_stats.mcse(values, method="quantile", prob=p, chain_axis=0, draw_axis=1)) / width_of
        for p in ends
    )
    return (
        f"Approximate, from short chains: the median is known to {100 * middle:.0f} per cent of the interval's width, "
        f"its ends to {100 * max(low, high):.0f} per cent."
    )


def _ages(pattern: Pattern) -> str:
    of = "" if len(pattern.sexes) > 1 else f", {pattern.sexes[0]}"
    return f"{pattern.age_from} to {min(pattern.age_to, N_AGES) - 1}{of}"


def _inputs(case: Case, model: Model) -> tuple[str, ...]:
    """Files that hold a row the model is given."""
    balance = case.spec.balance
    ledgers = {v.ledger for v in model.violence}
    used = {c.series for c in model.corrected if c.used}

    def given(row: Row) -> bool:
        match row:
            case Population():
                return row.census in (balance.opening, *balance.closing) and row.entry != "single_age"
            case Vital():
                return row.series in used if row.series else row.status != "recalled"
            case LifeTable():
                return row.life_table == model.mortality.life_table
            case Fertility():
                return row.schedule == model.counterfactual.schedule
        return isinstance(row, Ledger) and row.id in ledgers

    return tuple(sorted({p.file for p in case.placed if given(p.row)}))


def estimand(case: Case, fit: Fit, name: str) -> tuple[Estimand, Words]:
    """The estimand of a name such as deaths-in-1933 or net-error-1937, and the words it is made of."""
    prefix = max((p for p in WORDS if name.startswith(p)), key=len)
    words, rest = WORDS[prefix], name.removeprefix(prefix)
    balance = case.spec.balance
    opening = case.census(balance.opening).date
    what = {"rest": rest, "opening": written(opening)}
    period = rest
    if words.when == "census":
        period, what["date"] = case.census(rest).date, written(case.census(rest).date)
        added = next((p for p in fit.model.pattern if p.additions and rest in p.census), None)
        what["ages"] = _ages(added) if added else ""
    elif words.when == "day":
        period = f"{rest}-01-01"
    elif words.when == "interval":
        period, what["date"] = f"{opening}/{case.census(rest).date}", written(case.census(rest).date)
    elif words.when == "pair":
        first, second = fit.shape.names[0], rest.removeprefix(f"{fit.shape.names[0]}-")
        period = f"{case.census(first).date}/{case.census(second).date}"
        what |= {"first": written(case.census(first).date), "date": written(case.census(second).date)}
    elif words.when == "window":
        own = next(w for w in (*fit.model.window, *fit.model.span) if w.id == rest)
        period, what["label"] = own.years, own.label
    elif words.when == "flow":
        own = fit.model.flow[int(rest)]
        period, what["label"], rest = own.period, own.label, own.id
    return Estimand(
        id=f"{PREFIX}{prefix}{rest}",
        label=words.label.format(**what),
        definition=words.definition.format(**what),
        unit=words.unit,
        who=words.who.format(**what),
        territory=place(case),
        period=period,
        comparable=words.comparable,
    ), words
