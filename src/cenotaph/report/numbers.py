"""Figures as people read them: millions with sensible precision, signs, ranges, shares, an estimate's text.

Every number on the page goes through here, so the same estimate reads the same in text, chart and table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from cenotaph.estimate import Estimate

MINUS = "\u2212"
NBSP = "\u00a0"
NOT_ESTIMABLE = "not estimable"
_SHARES = ("share", "ratio of persons")
_COUNTED = ("persons", "persons a year", "deaths", "births", "women", "men", "children", "families")


def count(value: float, signed: bool = False) -> str:
    """A whole number with thousands separators: 162,003,225; with `signed`, +1,200 or −1,200."""
    rounded = round(value)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,}"


def decimal(value: float, places: int, signed: bool = False) -> str:
    """A number with a fixed number of decimals and a true minus sign; never "−0.0"."""
    rounded = round(value, places)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return f"{sign}{abs(rounded):,.{places}f}"


def plain(value: float, digits: int = 3) -> str:
    """A number of no counted unit to `digits` significant digits, e.g. a rate."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = decimal(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def recorded(value: float) -> str:
    """A recorded count: to the person, or in millions when the record itself is rounded to ten thousand."""
    if abs(value) >= 1e6 and value % 10_000 == 0:
        text = f"{abs(value) / 1e6:.2f}".rstrip("0").rstrip(".")
        return f"{MINUS if value < 0 else ''}{text}{NBSP}million"
    return count(value) if float(value).is_integer() else plain(value, 4)


def share(value: float, signed: bool = False) -> str:
    """A ratio as a percentage: 0.104 reads 10.4 %."""
    return f"{decimal(100 * value, 1, signed)}{NBSP}%"


def chance(value: float) -> str:
    """A probability from a finite number of draws: none of them is no proof, and neither are all."""
    if value < 0.0005 or value >= 0.9995:  # would print as nought or a hundred
        return f"{'under' if value < 0.5 else 'over'} {share(0.001 if value < 0.5 else 0.999)}"
    return share(value)


def _million_places(values: Sequence[float]) -> int:
    """Decimals of a figure in millions: one, unless the range is narrower than a decimal can show."""
    width = max(values) - min(values)
    if len(values) == 1 or width == 0:
        return 2 if abs(values[0]) < 10e6 else 1
    return 1 if width >= 0.25e6 else 2 if width >= 0.05e6 else 3


def _step(values: Sequence[float]) -> int:
    """What a figure below a million is rounded to: a hundredth of its size, at most a thousand."""
    biggest = max(abs(v) for v in values)
    return 1000 if biggest >= 100_000 else 100 if biggest >= 10_000 else 1


def persons(*values: float, signed: bool = False) -> str:
    """One number or a range of persons at the precision its width deserves, without the unit.

    persons(6_120_000, 12_310_000) is "6.1 to 12.3 million". Once a range goes below zero both ends
    carry their sign.
    """
    texts, word = _scaled(values, values, signed)
    if len(set(texts)) == 1:
        return texts[0] + word
    return " to ".join(texts) + word


def _scaled(values: Sequence[float], span: Sequence[float], signed: bool = False) -> tuple[list[str], str]:
    """Persons at the scale and the decimals that `span` deserves, and the word for the scale."""
    signed = signed or (min(span) < 0 < max(span))
    if max(abs(v) for v in span) >= 1e6:
        places = _million_places(span)
        return [decimal(v / 1e6, places, signed) for v in values], f"{NBSP}million"
    step = _step(span)
    return [count(step * round(v / step), signed) for v in values], ""


def quantity(values: Sequence[float], unit: str) -> str:
    """A number or a range with its unit."""
    if unit in _COUNTED:
        return f"{persons(*values)} {unit}"
    if unit in _SHARES:
        return " to ".join(dict.fromkeys(share(v) for v in values))
    texts = list(dict.fromkeys(plain(v) for v in values))
    return f"{' to '.join(texts)} {unit}".strip()


def middle(value: float, low: float, high: float, unit: str = "persons", told: bool = True) -> str:
    """A median and its interval at one precision: "6.0 million persons (3.0 to 9.8)"; `told` says the unit."""
    if unit in _COUNTED:
        texts, word = _scaled((value, low, high), (low, high))
        return f"{texts[0]}{word}{f' {unit}' if told else ''} ({texts[1]} to {texts[2]})"
    inside = unit if unit in _SHARES else ""
    return f"{quantity([value], unit if told else inside)} ({quantity([low, high], inside)})"


def amount(estimate: Estimate, told: bool = True) -> str:
    """What an estimate says, with its unit where `told`: a range, an exact value, a median with interval, or
    that it is not estimable."""
    text, unit = _amount(estimate, told), estimate.estimand.unit
    return text if told else text.removesuffix(f" {unit}")


def _amount(estimate: Estimate, told: bool) -> str:
    found = estimate.interval()
    unit = estimate.estimand.unit
    if found is None:
        return NOT_ESTIMABLE
    if estimate.axis in ("draw", "confidence") and estimate.value is not None:
        return middle(estimate.value, found["low"], found["high"], unit, told)
    if estimate.axis == "exact":
        value = found["low"]
        whole = unit in _COUNTED and abs(value - round(value)) < 0.01
        return f"{count(value)} {unit}" if whole else quantity([value], unit)
    return quantity([found["low"], found["high"]], unit)


def level_words(level: float = 0.9) -> str:
    """The level of the intervals in a table of quantiles, as a heading: 90 % interval."""
    return f"{share(level).replace('.0', '')} interval"


def interval_words(estimate: Estimate) -> str:
    """The kind of an estimate's interval and its level, as words."""
    found = estimate.interval()
    if found is None:
        return "no interval"
    if found["level"] is None:
        return str(found["kind"])
    return f"{share(found['level']).replace('.0', '')} {found['kind']} interval"


def status_words(status: str) -> str:
    """A status as words: not_estimable reads "not estimable"."""
    return status.replace("_", " ")


def figure(estimate: Estimate) -> str:
    """The printed figure of an estimate: amount, kind of interval, status."""
    if estimate.axis == "none":
        return f"{NOT_ESTIMABLE}: {estimate.reason}"
    return f"{amount(estimate)} ({interval_words(estimate)}; {status_words(estimate.status)})"


def scale_of(values: Sequence[float]) -> tuple[float, str]:
    """What to divide the values of a chart axis by, and its name: (1e6, "million") for large ones."""
    biggest = max((abs(v) for v in values), default=0.0)
    if biggest >= 1e6:
        return 1e6, "million"
    return (1e3, "thousand") if biggest >= 1e4 else (1.0, "")
