"""Every prior in natural units, with its source and what it implies, in plain rows. No JAX: `explain` is quick."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cenotaph.evidence.model_spec import Model, Pattern, Prior, Window

QUANTILE_95 = 1.6449


@dataclass(frozen=True)
class PriorText:
    """What the prior is of, what it says in natural units, why, and who says so."""

    of: str
    says: str
    reason: str
    source: tuple[str, ...] = ()


def priors(model: Model) -> list[PriorText]:
    """Every stated prior of the model."""
    found = [_percent("Net error of the opening census, beyond its named patterns", model.opening.net_error)]
    found += [_percent(f"Net error of the census {n.census}", n) for n in model.net_error]
    found += [_pattern(p) for p in model.pattern]
    m = model.mortality
    found += [
        _percent(f"Death rates of {m.knots[0]} over the life table {m.life_table}", m.level),
        _percent(f"Change of death rates between {', '.join(map(str, m.knots))}", m.increment),
    ]
    for w in model.window:
        says = (
            f"{w.years}: each year centred near none; one time in ten deaths are raised by more than "
            f"{w.scale * _crisis_quantile(0.9, w.df):.0%} of normal ones, one in a hundred by more than "
            f"{w.scale * _crisis_quantile(0.99, w.df):.0%}, one in ten lowered by more than "
            f"{-w.scale * _crisis_quantile(0.1, w.df):.0%}{_year_scales(w)}"
        )
        found.append(PriorText(w.label, says, w.reason, w.source))
        found.append(
            PriorText(
                f"{w.label}: power of normal death rates", _span(w.exponent), w.exponent.reason, w.exponent.source
            )
        )
        of = f"{w.label}: ages {', '.join(map(str, w.ages.knots))} beside that power"
        found.append(PriorText(of, f"times {_low_high(0.0, w.ages.sd)} each", w.ages.reason, w.ages.source))
        found.append(_factor(f"{w.label}: men against women", w.sex))
    for v in model.violence:
        says = f"the documented figure times {_low_high(0.0, v.log_sd)}, {v.male_share:.0%} men"
        found.append(PriorText(v.label, says, v.reason, v.source))
    start = model.births.start
    low, high = (start.median * math.exp(s * QUANTILE_95 * start.log_sd) for s in (-1, 1))
    found.append(
        PriorText("Births of the first year", f"{low:.0f} to {high:.0f} per 1,000", start.reason, start.source)
    )
    found.append(_percent("Change of births from year to year", model.births.walk))
    for r in model.registration:
        low, high = (_logistic(r.level.mean + s * QUANTILE_95 * r.level.sd) for s in (-1, 1))
        found.append(
            PriorText(f"Registered {r.event}, share of all", f"{low:.0%} to {high:.0%}", r.level.reason, r.level.source)
        )
        for shift in r.shift:
            low, high = (_logistic(r.level.mean + shift.mean + s * QUANTILE_95 * shift.sd) for s in (-1, 1))
            found.append(
                PriorText(
                    f"The same in {shift.year}, other years average",
                    f"{low:.0%} to {high:.0%}",
                    shift.reason,
                    shift.source,
                )
            )
    for f in model.flow:
        q = _t_quantile(0.95, f.df) if f.df else QUANTILE_95
        says = f"{f.mean - q * f.sd:,.0f} to {f.mean + q * f.sd:,.0f} persons (arrivals minus departures), {f.period}"
        found.append(PriorText(f.label, says, f.reason, f.source))
    c = model.counterfactual
    found.append(
        PriorText(
            "Fertility without the crisis", f"{c.rule}, from {c.before} to {c.after or c.before}", c.reason, c.source
        )
    )
    return found


def _t_quantile(probability: float, df: float | None) -> float:
    from scipy.stats import norm, t

    return float(t.ppf(probability, df) if df else norm.ppf(probability))


def _crisis_quantile(probability: float, df: float) -> float:
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


def _percent(of: str, prior: Prior) -> PriorText:
    """A log ratio as the per cent change its middle nine tenths span."""
    q = _t_quantile(0.95, prior.df)
    low, high = (100 * math.expm1(prior.mean + s * q * prior.sd) for s in (-1, 1))
    tail = ", heavy-tailed" if prior.df and prior.df < 30 else ""
    return PriorText(of, f"{low:+.1f} to {high:+.1f} per cent{tail}", prior.reason, prior.source)


def _pattern(pattern: Pattern) -> PriorText:
    of = f"{pattern.label} ({', '.join(pattern.census)})"
    if pattern.kernel is None:
        return _percent(f"{of}, counted over true", pattern)
    low, high = (100 * (pattern.mean + s * QUANTILE_95 * pattern.sd) for s in (-1, 1))
    return PriorText(
        of, f"{low:.0f} to {high:.0f} per cent of the ages concerned moved", pattern.reason, pattern.source
    )


def _factor(of: str, prior: Prior) -> PriorText:
    return PriorText(of, f"times {_low_high(prior.mean, prior.sd)}", prior.reason, prior.source)


def _low_high(mean: float, sd: float) -> str:
    low, high = (math.exp(mean + s * QUANTILE_95 * sd) for s in (-1, 1))
    return f"{low:.2f} to {high:.2f}"


def _span(prior: Prior) -> str:
    return f"{prior.mean - QUANTILE_95 * prior.sd:.2f} to {prior.mean + QUANTILE_95 * prior.sd:.2f}"


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))
