"""Every prior in natural units, with its source and what it implies, in plain rows. No JAX: `explain` is quick."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import N_AGES, SEXES
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import interval
from cenotaph.evidence.model_spec import Band, Model, NormalPrior, Pattern, Prior, Register, Window
from cenotaph.evidence.tables import Ledger
from cenotaph.reconstruct import inputs

QUANTILE_95 = 1.6449


@dataclass(frozen=True)
class PriorText:
    """What the prior is of, what its middle nine tenths say in natural units, what that implies in persons (or
    nothing), why, and who says so."""

    of: str
    says: str
    reason: str
    source: tuple[str, ...] = ()
    implies: str = ""


@dataclass(frozen=True)
class Scale:
    """What turns shares into persons. counted : by census, all ages. by_age : (sex, age) of each census.
    normal_deaths : of a year, the opening count at the table's rates."""

    counted: dict[str, float]
    by_age: dict[str, np.ndarray]
    normal_deaths: float


def scale_of(case: Case, model: Model) -> Scale:
    """The counts of the balance and the deaths that the baseline table gives on the first of them."""
    balance = case.spec.balance
    by_age = {c: inputs.count(case, c).population() for c in (balance.opening, *balance.closing)}
    hazard, _ = inputs.hazard(case, model.mortality.life_table)
    deaths = float((by_age[balance.opening] * hazard).sum())
    return Scale({c: float(n.sum()) for c, n in by_age.items()}, by_age, deaths)


def priors(case: Case, model: Model | None = None) -> list[PriorText]:
    """Every stated prior of the case's model (or of a variant of it), in the order of the model's story."""
    model = model or case.spec.model
    scale = scale_of(case, model)
    return [
        *_opening(case, model, scale),
        *_mortality(model, scale),
        *_births(model, scale),
        *(text for window in model.window for text in _window(window, scale)),
        *_violence(case, model),
        *_flows(model, scale.counted[case.spec.balance.opening]),
        *_closings(model, scale),
        *(text for register in model.registration for text in _register(case, register)),
        *_other_records(model),
        _counterfactual(model),
    ]


def _opening(case: Case, model: Model, scale: Scale) -> Iterator[PriorText]:
    census = case.spec.balance.opening
    of = f"Net error of the opening census ({census}), beyond its named patterns"
    yield _percent(of, model.opening.net_error, scale.counted[census])
    yield from (_pattern(p, census, scale) for p in model.pattern if census in p.census)
    own = model.opening
    yield PriorText(f"Other errors of the ages of {census}", _bands(own.deviation), own.deviation_reason)


def _mortality(model: Model, scale: Scale) -> Iterator[PriorText]:
    m = model.mortality
    yield _percent(f"Death rates of {m.knots[0]} over the life table {m.life_table}", m.level, scale.normal_deaths,
                   "deaths of a normal year")  # fmt: skip
    yield _percent(f"Change of death rates between {', '.join(map(str, m.knots))}", m.increment)
    ages = ", ".join(map(str, m.age_knots))
    yield PriorText(
        f"Death rates at ages {ages} beside the table", f"times {_low_high(0.0, m.shape_sd)} each", m.reason, m.source
    )
    of = "Change of that shape by age over the whole interval"
    yield PriorText(of, f"times {_low_high(0.0, m.drift_sd)} at each of these ages", m.reason, m.source)


def _births(model: Model, scale: Scale) -> Iterator[PriorText]:
    start, walk = model.births.start, model.births.walk
    low, high = (start.median * math.exp(s * QUANTILE_95 * start.log_sd) for s in (-1, 1))
    opening = next(iter(scale.counted.values()))
    implied = f"{_persons(low / 1000 * opening, high / 1000 * opening)} births"
    yield PriorText(
        "Births of the first year", f"{low:.0f} to {high:.0f} per 1,000", start.reason, start.source, implied
    )
    decade = _low_high(10 * walk.mean, math.sqrt(10) * walk.sd)
    found = _percent("Change of births from year to year", walk)
    yield PriorText(found.of, found.says, found.reason, found.source, f"over ten years, times {decade}")
    if model.births.crisis is not None:
        yield _percent("Births in a year of a window, beside that walk", model.births.crisis)


def _window(w: Window, scale: Scale) -> Iterator[PriorText]:
    often, rarely, lowered = (w.scale * crisis_quantile(p, w.df) for p in (0.9, 0.99, 0.1))
    if w.split is not None:
        low, high = (int(t) for t in interval(w.years))
        factors = {y.year: y.scale for y in w.year}
        of_sum = math.hypot(*(factors.get(year, 1.0) for year in range(low, high)))
        often, rarely, lowered = of_sum * often, of_sum * rarely, of_sum * lowered
    what, unit = ("the sum of its years", "time") if w.split is not None else ("each year", "year")
    says = (
        f"{w.years}: {what} centred near none; one time in ten deaths are raised by more than {often:.0%} of "
        f"normal ones, one in a hundred by more than {rarely:.0%}, one in ten lowered by more than {-lowered:.0%}"
        f"{_year_scales(w)}"
    )
    implied = (
        f"one {unit} in ten more than {_persons(often * scale.normal_deaths)} deaths, one in a hundred more than "
        f"{_persons(rarely * scale.normal_deaths)}"
    )
    yield PriorText(_capital(w.label), says, w.reason, w.source, implied)
    if w.split is not None:
        shares = f"times {_low_high(0.0, w.split)} each, beside the others"
        yield PriorText(f"{_capital(w.label)}: a year's share of the sum", shares, w.reason, w.source)
    power = f"{_capital(w.label)}: power of normal death rates"
    yield PriorText(power, _span(w.exponent), w.exponent.reason, w.exponent.source)
    of = f"{_capital(w.label)}: ages {', '.join(map(str, w.ages.knots))} beside that power"
    yield PriorText(of, f"times {_low_high(0.0, w.ages.sd)} each", w.ages.reason, w.ages.source)
    sex = f"{_capital(w.label)}: men against women"
    yield PriorText(sex, f"times {_low_high(w.sex.mean, w.sex.sd)}", w.sex.reason, w.sex.source)


def _violence(case: Case, model: Model) -> Iterator[PriorText]:
    for v in model.violence:
        row = case.by_id(v.ledger).row if v.ledger else None
        persons = row.persons if isinstance(row, Ledger) else v.persons
        low, high = (persons * math.exp(s * QUANTILE_95 * v.log_sd) for s in (-1, 1))
        says = f"the documented figure times {_low_high(0.0, v.log_sd)}, {v.male_share:.0%} men"
        yield PriorText(v.label, says, v.reason, v.source, f"{_persons(low, high)} deaths")


def _flows(model: Model, opening: float) -> Iterator[PriorText]:
    for f in model.flow:
        q, size = _t_quantile(0.95, f.df), opening / 1000 if f.per_1000 else 1.0
        low, high = size * (f.mean - q * f.sd), size * (f.mean + q * f.sd)
        says = f"{_persons(low, high, signed=True)} persons (arrivals minus departures)"
        without = "not there without the crisis" if f.crisis else "there without the crisis too"
        ages = "" if (f.age_from, f.age_to) == (0, 130) else f" of {f.age_from} to {min(f.age_to, N_AGES) - 1} years"
        yield PriorText(f.label, f"{says}{ages}, {f.period}, {without}", f.reason, f.source)
        if f.ages is not None:
            of = f"{f.label}: rates of moving at ages {', '.join(map(str, f.ages.knots))}"
            yield PriorText(of, f"times {_low_high(0.0, f.ages.sd)} each", f.ages.reason, f.ages.source)
        if f.sex is not None:
            of = f"{f.label}: men against women"
            yield PriorText(of, f"times {_low_high(f.sex.mean, f.sex.sd)}", f.sex.reason, f.sex.source)


def _closings(model: Model, scale: Scale) -> Iterator[PriorText]:
    for n in model.net_error:
        yield _percent(f"Net error of the census {n.census}", n, scale.counted[n.census])
        yield from (_pattern(p, n.census, scale) for p in model.pattern if n.census in p.census)
    own = model.closing
    yield PriorText("Other errors of the ages of closing censuses", _bands(own.deviation), own.deviation_reason)
    of = "A common factor on these errors"
    yield PriorText(of, f"times {_low_high(0.0, own.deviation_log_sd)}", own.deviation_reason)


def _register(case: Case, r: Register) -> Iterator[PriorText]:
    registered = inputs.events_by_year(case, r.event)

    def implied(low: float, high: float, year: int) -> str:
        happened = _persons(registered[year] / high, registered[year] / low)
        return f"of {_persons(registered[year])} registered in {year}, {happened} happened"

    low, high = (_logistic(r.level.mean + s * QUANTILE_95 * r.level.sd) for s in (-1, 1))
    first = min(registered, default=None)
    told = implied(low, high, first) if first is not None else ""
    of = f"Registered {r.event}, share of all"
    yield PriorText(of, f"{low:.0%} to {high:.0%}", r.level.reason, r.level.source, told)
    odds = f"odds times {_low_high(r.slope.mean, r.slope.sd)} over ten years"
    yield PriorText(f"Change of that share, {r.event}", odds, r.slope.reason, r.slope.source)
    of = f"A year's own departure from that share, {r.event}"
    yield PriorText(of, f"odds times {_low_high(0.0, r.year_sd)}", r.year_sd_reason)
    for shift in r.shift:
        sd = math.hypot(r.year_sd, shift.sd)
        low, high = (_logistic(r.level.mean + shift.mean + s * QUANTILE_95 * sd) for s in (-1, 1))
        told = implied(low, high, shift.year) if shift.year in registered else ""
        of = f"Registered {r.event} in {shift.year}, other years average"
        yield PriorText(of, f"{low:.0%} to {high:.0%}", shift.reason, shift.source, told)


def _other_records(model: Model) -> Iterator[PriorText]:
    for rate in model.crude_rate:
        says = f"the first year's rate times {_low_high(0.0, rate.log_sd)}, and its own incompleteness"
        yield PriorText(f"The rate {rate.vital}", says, rate.reason, rate.source)
    for known in model.register_sum:
        yield PriorText(
            f"The sum {known.vital}", "exact but for its rounding and completeness", known.reason, known.source
        )
    for c in model.corrected:
        says = f"all years times {_low_high(0.0, c.log_sd)}, each times {_low_high(0.0, c.year_sd)}"
        used = "" if c.used else "not used in the headline run"
        yield PriorText(f"{c.series}: {c.event}", says, c.reason, c.source, used)


def _counterfactual(model: Model) -> PriorText:
    c = model.counterfactual
    if c.births_per_woman is not None:
        own = c.births_per_woman
        low, high = (own.median * math.exp(s * QUANTILE_95 * own.log_sd) for s in (-1, 1))
        says = f"{low:.2f} to {high:.2f} births per woman, stated"
        return PriorText("Fertility without the crisis", says, f"{c.reason} {own.reason}", (*c.source, *own.source))
    says = f"{c.rule}, from {_years(c.before)} to {_years(c.after or c.before)}"
    return PriorText("Fertility without the crisis", says, c.reason, c.source)


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))


def _pattern(pattern: Pattern, census: str, scale: Scale) -> PriorText:
    of = f"{pattern.label} ({census})"
    rows = [SEXES.index(sex) for sex in pattern.sexes]
    persons = float(scale.by_age[census][rows, pattern.age_from : min(pattern.age_to, N_AGES)].sum())
    if pattern.kernel is None:
        last = min(pattern.age_to, N_AGES) - 1
        ages = f"ages {pattern.age_from} to {last}" if last > pattern.age_from else f"age {last}"
        return _percent(f"{of}, counted over true", pattern, persons, ages=f" at {ages}")
    q = _t_quantile(0.95, pattern.df)
    low, high = (100 * (pattern.mean + s * q * pattern.sd) for s in (-1, 1))
    says = f"{low:.0f} to {high:.0f} per cent of the ages concerned moved"
    return PriorText(of, says, pattern.reason, pattern.source)


def _bands(bands: tuple[Band, ...]) -> str:
    parts = [
        f"times {_low_high(0.0, band.sd)} at {band.age_from} to {band.age_to - 1}"
        if band.age_to < N_AGES
        else f"times {_low_high(0.0, band.sd)} from {band.age_from} on"
        for band in bands
    ]
    return ", ".join(parts)


def _percent(
    of: str, prior: NormalPrior, persons: float | None = None, what: str = "persons", ages: str = ""
) -> PriorText:
    """A log ratio as the per cent change its middle nine tenths span, and as persons where a base is given."""
    q = _t_quantile(0.95, _df(prior))
    ends = [math.expm1(prior.mean + s * q * prior.sd) for s in (-1, 1)]
    tail = ", heavy-tailed" if (_df(prior) or 30) < 30 else ""
    says = f"{100 * ends[0]:+.1f} to {100 * ends[1]:+.1f} per cent{tail}"
    implied = ""
    if persons is not None and what == "persons":
        wrong = _persons(*(persons * e / (1 + e) for e in ends), signed=True)
        implied = f"{wrong} of {_persons(persons)} counted{ages}"
    elif persons is not None:
        implied = f"{_persons(*(persons * (1 + e) for e in ends))} {what}"
    return PriorText(of, says, prior.reason, prior.source, implied)


def _persons(*values: float, signed: bool = False) -> str:
    """Persons in millions, or to the thousand below one."""
    sign = "+" if signed else ""
    if max(map(abs, values)) >= 1e6:
        return " to ".join(f"{v / 1e6:{sign}.1f}" for v in values) + " million"
    return " to ".join(f"{round(v, -3):{sign},.0f}" for v in values)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _t_quantile(probability: float, df: float | None) -> float:
    from scipy.stats import norm, t

    return float(t.ppf(probability, df) if df else norm.ppf(probability))


def crisis_quantile(probability: float, df: float) -> float:
    """Of the density of one crisis year (`parameters.crisis_year`): Student t above nought, normal below."""
    from scipy.special import beta
    from scipy.stats import norm, t

    sd = math.sqrt(df / (df + 1))
    above, below = math.sqrt(df) * float(beta(0.5, df / 2)) / 2, sd * math.sqrt(math.pi / 2)
    share = below / (above + below)
    if probability < share:
        return sd * float(norm.ppf(probability / share / 2))
    return float(t.ppf(0.5 + (probability - share) / (1 - share) / 2, df))


def _year_scales(w: Window) -> str:
    told = ", ".join(f"{y.year} {y.scale:g}" for y in w.year)
    return f"; years of another scale, times: {told}" if told else ""


def _low_high(mean: float, sd: float) -> str:
    low, high = (math.exp(mean + s * QUANTILE_95 * sd) for s in (-1, 1))
    return f"{low:.2f} to {high:.2f}"


def _df(prior: NormalPrior) -> float | None:
    return prior.df if isinstance(prior, Prior) else None


def _span(prior: NormalPrior) -> str:
    q = _t_quantile(0.95, _df(prior))
    return f"{prior.mean - q * prior.sd:.2f} to {prior.mean + q * prior.sd:.2f}"


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))
