"""Figures as an audit's sentences print them."""

from __future__ import annotations

from collections.abc import Iterable


def persons(value: float) -> str:
    """A number of persons with about three figures: 1.88 million, 46,900, 216."""
    size = abs(value)
    if size >= 999_500:
        return f"{value / 1e6:.2f} million" if size < 1e7 else f"{value / 1e6:.1f} million"
    if size >= 10_000:
        return f"{round(value, -2):,.0f}"
    return f"{value:,.0f}"


def span(low: float, high: float) -> str:
    """Two ends, or one where they print alike: 1.01 to 2.75 million."""
    first, last = persons(low), persons(high)
    if first == last:
        return first
    unit = " million"
    if first.endswith(unit) and last.endswith(unit):
        first = first.removesuffix(unit)
    return f"{first} to {last}"


def per_cent(share: float) -> str:
    """A share in per cent with one decimal."""
    return f"{100 * share:.1f} per cent"


def years(low: float, high: float) -> str:
    """An age group by completed years: 20-24, 0."""
    return f"{low:g}" if high - low == 1 else f"{low:g}-{high - 1:g}"


def listed(words: Iterable[object]) -> str:
    """one, two and three."""
    parts = [str(w) for w in words]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def of_sexes(groups: Iterable[tuple[str, str]]) -> str:
    """women aged 20-24; men and boys aged 5-9 and 30-34: from (sex, ages), in the order of ages."""
    found: dict[str, list[str]] = {"female": [], "male": []}
    for sex, ages in groups:
        found[sex].append(ages)
    parts = []
    for sex, adults, children in (("female", "women", "girls"), ("male", "men", "boys")):
        ages = sorted(found[sex], key=lambda a: int(a.split("-")[0]))
        if ages:
            young, old = (any(test(int(a.split("-")[0])) for a in ages) for test in (_young, _old))
            noun = f"{adults} and {children}" if young and old else children if young else adults
            parts.append(f"{noun} aged {listed(ages)}")
    return "; ".join(parts)


def _young(age: int) -> bool:
    return age < 15


def _old(age: int) -> bool:
    return age >= 15
