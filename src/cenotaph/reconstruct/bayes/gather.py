"""Evidence and priors of a case gathered into the Bundle that the model is given."""

from __future__ import annotations

from datetime import date

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.lifetable import filled_hazard
from cenotaph.errors import NotEstimable
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year, interval
from cenotaph.evidence.model_spec import Corrected, Flow, Model, Pattern, Prior, Register, Violence, Window
from cenotaph.evidence.tables import Ledger, Vital
from cenotaph.reconstruct import inputs
from cenotaph.reconstruct.bayes import bundle as b
from cenotaph.reconstruct.bayes import counts

NO_TAIL = 1e9
SIGNS = {"births": (1.0, 0.0), "deaths": (0.0, 1.0), "natural_increase": (1.0, -1.0)}
A_DAY = 1 / 366


def gather(case: Case, model: Model | None = None) -> tuple[b.Bundle, b.Shape]:
    """The bundle of a case, under its own [model] or a variant of it.

    Raises
    ------
    NotEstimable when the case has no [model], or it and the evidence do not fit together.
    """
    model = model or case.spec.model
    if model is None:
        raise NotEstimable("The case has no [model] section, so nothing says what the priors are.")
    if model.provinces is not None:
        raise NotEstimable("The model is of each province, not of the whole.", remedy="Try `cenotaph provinces CASE`.")
    form = _form(case)
    patterns = [(census, p) for p in model.pattern for census in p.census]
    opening = _opening(case, model, patterns)
    mortality = _mortality(case, model, form)
    normal_deaths = float((opening.counted * np.exp(mortality.log_table)).sum())
    registers = tuple(_register(case, model, event, form) for event in b.EVENTS)
    made = b.Bundle(
        opening=opening,
        coefficients=_normals([p for _, p in patterns]),
        mortality=mortality,
        crises=tuple(_crisis(w, form, normal_deaths) for w in model.window),
        violence=_violence(case, model.violence, form),
        births=b.Normal(
            np.array([np.log(model.births.start.median / 1000 * opening.counted.sum()), model.births.walk.mean]),
            np.array([model.births.start.log_sd, model.births.walk.sd]),
        ),
        sex_shares=_sex_shares(case),
        registers=registers,
        rates=tuple(_rate(case, model, event) for event in b.EVENTS),
        sums=tuple(_sum(case, s.vital, form, registers) for s in model.register_sum),
        told=tuple(_told(case, c, form) for c in model.corrected if c.used),
        flows=_flows(model, opening.counted.sum() / 1000),
        flow_years=np.array([_flow_years(f.period, form) for f in model.flow]).reshape(-1, form.years),
        flow_crisis=np.array([float(f.crisis) for f in model.flow]),
        movers=tuple(_movers(f) for f in model.flow),
        closings=tuple(
            counts.closing(
                case, census, model.closing.bounds, model.closing.deviation, patterns, _net_error(model, census)
            )
            for census in case.spec.balance.closing
        ),
        deviation_log_sd=np.array(model.closing.deviation_log_sd),
        counterfactual=_counterfactual(case, model, form),
        births_crisis=_births_crisis(model, form),
    )
    made = made._replace(weights=np.ones(2 * len(made.closings) + 2 * len(b.EVENTS) + len(made.sums) + len(made.told)))
    return made, form._replace(sizes=_sizes(made, form))


def _form(case: Case) -> b.Shape:
    balance = case.spec.balance
    start = _moment(case, balance.opening)
    first = int(np.ceil(start - A_DAY))
    closings = []
    for census in balance.closing:
        moment = _moment(case, census)
        whole = int(np.floor(moment + A_DAY))
        part = moment - whole
        closings.append((whole - first, part if part > A_DAY else 0.0))
    years = max(n for n, _ in closings)
    if years < 2:
        raise NotEstimable("The censuses lie less than two calendar years apart; the yearly model needs more.")
    lead = first - start
    cohorts = case.spec.model.closing.cohorts if case.spec.model else ()
    return b.Shape(
        first, years, lead if lead > A_DAY else 0.0, tuple(closings), (), balance.opening, balance.closing,
        cohorts=cohorts,
    )  # fmt: skip


def _moment(case: Case, census: str) -> float:
    return decimal_year(date.fromisoformat(case.census(census).date))


def _normals(priors: list) -> b.Normal:
    df = np.array([getattr(p, "df", None) or NO_TAIL for p in priors])
    return b.Normal(np.array([p.mean for p in priors]), np.array([p.sd for p in priors]), df)


def _flows(model: Model, thousands: float) -> b.Normal:
    """Persons, also of the flows stated for each thousand of the opening count."""
    stated = _normals(list(model.flow))
    size = np.array([thousands if f.per_1000 else 1.0 for f in model.flow])
    return stated._replace(mean=stated.mean * size, sd=stated.sd * size)


def _scalar(prior: Prior) -> b.Normal:
    return b.Normal(np.array(prior.mean), np.array(prior.sd), np.array(prior.df or NO_TAIL))


def _net_error(model: Model, census: str) -> b.Normal:
    found = [n for n in model.net_error if n.census == census]
    if not found:
        raise NotEstimable(f"No prior states the net error of the census {census}.", remedy="Add [[model.net_error]].")
    return _scalar(found[0])


def _sex_shares(case: Case) -> Array:
    ratio = case.spec.balance.sex_ratio_at_birth
    return np.array([1.0, ratio]) / (1.0 + ratio)


def _opening(case: Case, model: Model, patterns: list[tuple[str, Pattern]]) -> b.Opening:
    census = case.spec.balance.opening
    count = inputs.count(case, census)
    counted = count.population()
    cells = counts.opening_cells(case, census)
    basis, sd = counts.knots(cells, model.opening.deviation)
    weights = []
    for name, pattern in patterns:
        single = counts.single_weights(pattern, counted)
        if pattern.kernel is not None:
            # A group's count holds what its members state; inside a group nothing is known of it.
            single = counts.spread(counts.in_cells(single, counted, cells), cells)
        weights.append(single if name == census else np.zeros_like(single))
    shaped = np.array(weights).reshape(-1, len(SEXES), N_AGES)
    return b.Opening(counted, _scalar(model.opening.net_error), basis, sd, shaped)


def _mortality(case: Case, model: Model, form: b.Shape) -> b.Mortality:
    own = model.mortality
    printed, _ = inputs.hazard(case, own.life_table)
    if not (printed > 0).any(axis=1).all():
        raise NotEstimable(f"The life table {own.life_table} has no death rate above nought for one of the sexes.")
    hazard = filled_hazard(printed)  # nobody died at some ages of a small population: no sign of immortality
    years = form.first + np.arange(form.years + 1)
    at_knots = np.array([np.interp(years, own.knots, line) for line in np.eye(len(own.knots))]).T
    cumulated = np.tril(np.ones((len(own.knots),) * 2))
    means = [own.level.mean] + [own.increment.mean] * (len(own.knots) - 1)
    sds = [own.level.sd] + [own.increment.sd] * (len(own.knots) - 1)
    ages = np.arange(N_AGES)
    basis = np.array([np.interp(ages, own.age_knots, line) for line in np.eye(len(own.age_knots))])
    return b.Mortality(
        np.log(hazard), b.Normal(np.array(means), np.array(sds)), at_knots @ cumulated, basis,
        np.array(own.shape_sd), np.array(own.drift_sd), (years - form.first) / form.years,
    )  # fmt: skip


def _crisis(window: Window, form: b.Shape, normal_deaths: float) -> b.Crisis:
    years = _years_of(window, form)
    if not years:
        raise NotEstimable(f"The window {window.id} ({window.years}) holds no whole year between the censuses.")
    factors = {y.year: y.scale for y in window.year}
    meet = np.zeros((len(years), form.years))
    meet[np.arange(len(years)), np.array(years) - form.first] = 1.0
    factor = np.array([factors.get(y, 1.0) for y in years])
    unit = window.scale * factor * normal_deaths
    split = None
    if window.split is not None:
        unit, split = np.linalg.norm(unit, keepdims=True), b.Normal(np.log(factor), np.full(factor.size, window.split))
    pattern = _normals([window.exponent, window.sex])
    basis = _between_knots(window.ages.knots)
    return b.Crisis(unit, np.array(window.df), meet, pattern, basis, np.array(window.ages.sd), split)


def _between_knots(knots: tuple[int, ...]) -> Array:
    """(knot, age), weights that draw straight lines between knots."""
    return np.array([np.interp(np.arange(N_AGES), knots, line) for line in np.eye(len(knots))])


def _births_crisis(model: Model, form: b.Shape) -> b.BirthsCrisis | None:
    prior = model.births.crisis
    inside = sorted({y for w in model.window for y in _years_of(w, form)})
    if prior is None or not inside:
        return None
    size = len(inside)
    log_births = b.Normal(np.full(size, prior.mean), np.full(size, prior.sd))
    return b.BirthsCrisis(log_births, np.eye(form.years)[[y - form.first for y in inside]])


def _years_of(window: Window, form: b.Shape) -> list[int]:
    """Calendar years of a window that the model has."""
    low, high = (int(t) for t in interval(window.years))
    return [y for y in range(low, high) if form.first <= y < form.first + form.years]


def _violence(case: Case, events: tuple[Violence, ...], form: b.Shape) -> b.Violence:
    persons, share = [], np.zeros((len(events), len(SEXES), N_AGES))
    years = np.zeros((len(events), form.years))
    for i, event in enumerate(events):
        row = case.by_id(event.ledger).row if event.ledger else None
        persons.append(row.persons if isinstance(row, Ledger) else event.persons)
        if form.first <= event.year < form.first + form.years:
            years[i, event.year - form.first] = 1.0
        for s, part in enumerate((1 - event.male_share, event.male_share)):
            share[i, s, event.age_from : event.age_to] = part
    prior = b.Normal(np.log(np.array(persons, dtype=float)), np.array([e.log_sd for e in events]))
    return b.Violence(prior, years, share)


def _register(case: Case, model: Model, event: str, form: b.Shape) -> b.Register:
    found = [r for r in model.registration if r.event == event]
    counts_by_year = inputs.events_by_year(case, event)
    inside = sorted(y for y in counts_by_year if form.first <= y < form.first + form.years)
    own: Register | None = found[0] if found else None
    if own is None:
        if inside or event in _registered(case, model):
            raise NotEstimable(
                f"Registered {event} are used, and no [[model.registration]] says how complete they are."
            )
        return b.Register(
            b.Normal(np.zeros(2), np.ones(2)), np.zeros(form.years), np.ones(form.years),
            np.zeros((0, form.years)), np.zeros(0), np.zeros(0), np.zeros(form.years), np.array(0.0),
        )  # fmt: skip
    shift, sd = np.zeros(form.years), np.full(form.years, own.year_sd)
    for year in own.shift:
        if form.first <= year.year < form.first + form.years:
            shift[year.year - form.first] = year.mean
            sd[year.year - form.first] = np.hypot(own.year_sd, year.sd)
    line = b.Normal(np.array([own.level.mean, own.slope.mean]), np.array([own.level.sd, own.slope.sd]))
    middle = form.years / 2
    values = np.array([counts_by_year[y] for y in inside])
    rounding = np.array([inputs.rounding(case, event, [y]) for y in inside]) / np.maximum(values, 1.0)
    return b.Register(
        line, shift, sd, np.eye(form.years)[[y - form.first for y in inside]], np.log(values), rounding,
        (np.arange(form.years) + 0.5 - middle) / 10, np.array((-0.5 - middle) / 10),
    )  # fmt: skip


def _registered(case: Case, model: Model) -> set[str]:
    """Events whose register a crude rate or a sum rests on."""
    rates = {case.by_id(r.vital).row.event for r in model.crude_rate}
    sums = {case.by_id(s.vital).row.event for s in model.register_sum}
    return rates | sums | ({"births", "deaths"} if "natural_increase" in sums else set())


def _rate(case: Case, model: Model, event: str) -> b.Rate | None:
    for asked in model.crude_rate:
        row: Vital = case.by_id(asked.vital).row
        if row.event == event:
            rounding = (row.rounding or 0.0) / row.value / np.sqrt(3)
            return b.Rate(np.log(np.array(row.value / 1000)), np.hypot(asked.log_sd, rounding))
    return None


def _sum(case: Case, vital: str, form: b.Shape, registers: tuple[b.Register, ...]) -> b.RegisterSum:
    row: Vital = case.by_id(vital).row
    low, high = interval(row.period)
    years = np.arange(form.first, form.first + form.years)
    inside = (years >= low) & (years < high)
    if inside.sum() != round(high - low):
        raise NotEstimable(f"The sum {vital} ({row.period}) reaches beyond the years between the censuses.")
    signs = np.array(SIGNS[row.event])
    unknown = np.abs(signs)[:, None] * inside
    known = 0.0
    margin = (row.rounding or 0.0) ** 2
    for e, (register, sign) in enumerate(zip(registers, signs, strict=True)):
        for year, log_count, part in zip(register.years, register.log_count, register.rounding, strict=True):
            place = int(np.argmax(year))
            if inside[place]:
                unknown[e, place] = 0.0
                known += sign * np.exp(log_count)
                margin += (sign * part * np.exp(log_count)) ** 2
    if not unknown.any() and not margin:
        raise NotEstimable(
            f"The sum {vital} holds only years known one by one, and neither it nor they say how they were rounded.",
            remedy="Give the row its rounding, or leave the sum out.",
        )
    return b.RegisterSum(np.array(row.value), np.sqrt(np.array(margin) / 3), signs, unknown, np.array(known))


def _told(case: Case, own: Corrected, form: b.Shape) -> b.Told:
    found = inputs.events_by_year(case, own.event, own.series)
    inside = sorted(y for y in found if form.first <= y < form.first + form.years)
    if not inside:
        raise NotEstimable(f"The series {own.series} has no {own.event} of years between the censuses.")
    values = np.array([found[y] for y in inside])
    rounding = np.array([inputs.rounding(case, own.event, [y], own.series) for y in inside]) / values / np.sqrt(3)
    return b.Told(
        np.array([float(own.event == event) for event in b.EVENTS]),
        np.eye(form.years)[[y - form.first for y in inside]], np.log(values), np.array(own.log_sd),
        np.hypot(own.year_sd, rounding),
    )  # fmt: skip


def _flow_years(period: str, form: b.Shape) -> Array:
    low, high = interval(period)
    years = form.first + np.arange(form.years)
    parts = np.clip(np.minimum(years + 1, high) - np.maximum(years, low), 0.0, None)
    if parts.sum() < high - low - A_DAY:
        raise NotEstimable(
            f"The flow of {period} reaches beyond the whole years {form.first} to {form.first + form.years - 1}.",
            remedy="State the part of it that lies between the censuses.",
        )
    return parts / parts.sum()


def _movers(flow: Flow) -> b.Movers:
    ages = np.arange(N_AGES)
    within = ((ages >= flow.age_from) & (ages < flow.age_to)).astype(float)
    sex = None if flow.sex is None else b.Normal(np.array(flow.sex.mean), np.array(flow.sex.sd))
    if flow.ages is None:
        return b.Movers(within, sex, np.zeros((0, N_AGES)), np.array(0.0))
    return b.Movers(within, sex, _between_knots(flow.ages.knots), np.array(flow.ages.sd))


def _counterfactual(case: Case, model: Model, form: b.Shape) -> b.Counterfactual:
    own = model.counterfactual
    schedule = inputs.fertility(case, own.schedule)
    if own.births_per_woman is not None:
        stated = b.Normal(np.array(np.log(own.births_per_woman.median)), np.array(own.births_per_woman.log_sd))
        return b.Counterfactual(schedule / schedule.sum(), np.zeros((form.years, form.years)), stated)
    years = form.first + np.arange(form.years)
    before = np.isin(years, own.before) / len(own.before)
    after = np.isin(years, own.after) / len(own.after) if own.after else before
    fall = np.zeros(form.years)
    if own.rule == "between":
        centre, end = np.mean(own.before), np.mean(own.after)
        fall = np.clip((years - centre) / (end - centre), 0.0, 1.0)
    path = (1 - fall)[:, None] * before + fall[:, None] * after
    if not np.allclose(path.sum(axis=1), 1.0):
        raise NotEstimable("The years that set fertility without the crisis lie outside the interval.")
    return b.Counterfactual(schedule / schedule.sum(), path)


def _sizes(made: b.Bundle, form: b.Shape) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The blocks of the parameter vector, each standard normal before the data unless it is a crisis."""
    knots = made.opening.sd.size
    ages = made.mortality.age_basis.shape[0]
    sizes = [
        ("opening-error", ()), ("opening-deviation", (len(SEXES), knots)),
        ("pattern", (made.coefficients.mean.size,)), ("mortality-level", (made.mortality.level.mean.size,)),
        ("mortality-shape", (len(SEXES), ages)), ("mortality-drift", (ages,)),
        ("births", (form.years,)), ("flow", (made.flows.mean.size,)), ("violence", (made.violence.share.shape[0],)),
        ("births-register", (2,)), ("deaths-register", (2,)), ("closing-deviation", ()),
    ]  # fmt: skip
    if made.births_crisis is not None:
        sizes.append(("births-in-crisis", (made.births_crisis.years.shape[0],)))
    if made.counterfactual.stated is not None:
        sizes.append(("births-without-crisis", ()))
    for i, movers in enumerate(made.movers):
        free = movers.age_basis.shape[0] + (movers.sex is not None)
        sizes += [(f"flow-pattern-{i}", (free,))] if free else []
    for i, crisis in enumerate(made.crises):
        sizes += [(f"crisis-{i}", (crisis.unit.size,)), (f"crisis-pattern-{i}", (2 + crisis.age_basis.shape[0],))]
        if crisis.split is not None:
            sizes.append((f"crisis-split-{i}", (crisis.years.shape[0],)))
    return tuple(sizes)
