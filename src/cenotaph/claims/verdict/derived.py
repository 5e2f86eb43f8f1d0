"""Estimates made from estimates of the same run: sums of years, shares of a population, rates. Draw by draw.

The draws of a run are the same ones in the same order for every estimand, so that a sum of estimates is the sum of
their draws and never of the ends of their intervals.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cenotaph.estimate import Estimate

DAYS_A_YEAR = 365.25
PER = {
    "persons a hour": DAYS_A_YEAR * 24, "persons a day": DAYS_A_YEAR, "persons a week": DAYS_A_YEAR / 7,
    "persons a month": 12.0, "persons a year": 1.0, "persons a decade": 0.1,
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """An estimate and the ids of those it is, or is made from."""

    estimate: Estimate
    of: tuple[str, ...]


def as_is(estimate: Estimate) -> Made:
    """An estimate of the run as it stands."""
    return Made(estimate, (estimate.estimand.id,))


def summed(parts: list[Estimate], label: str, period: str) -> Made | None:
    """The sum of estimates; None where they do not share their draws."""
    if not parts or any(e.axis != "draw" or e.values.size != parts[0].values.size for e in parts):
        return None
    first, ids = parts[0], tuple(e.estimand.id for e in parts)
    what = replace(
        first.estimand, id="+".join(ids), label=label, period=period,
        definition=f"Sum, draw by draw, of: {'; '.join(e.estimand.label for e in parts)}.",
    )  # fmt: skip
    return Made(_of(first, what, np.sum([e.values for e in parts], axis=0), parts), ids)


def share(part: Made, base: Estimate) -> Made | None:
    """A quantity as a share of a population, draw by draw; None where the two cannot be divided."""
    above, below = part.estimate, base
    if below.axis == "exact":
        values = above.values / below.values[0]
    elif above.axis == below.axis and above.values.size == below.values.size and above.labels == below.labels:
        values = above.values / below.values
    else:
        return None
    what = replace(
        above.estimand, id=f"{above.estimand.id}/{below.estimand.id}", unit="share",
        label=f"{above.estimand.label}, as a share of: {below.estimand.label}",
        definition=f"{above.estimand.definition} Divided by: {below.estimand.definition}",
    )  # fmt: skip
    return Made(_of(above, what, values, [above, below]), (*part.of, below.estimand.id))


def rate(total: Made, years: float, unit: str) -> Made:
    """The mean rate of a total over its period, e.g. in persons a day."""
    above = total.estimate
    what = replace(
        above.estimand, id=f"{above.estimand.id} {unit}", unit=unit, label=f"{above.estimand.label}, mean {unit}",
        definition=f"{above.estimand.definition} Divided by the length of the period.",
    )  # fmt: skip
    return Made(_of(above, what, above.values / (years * PER[unit]), [above]), total.of)


def ratio(above: Made, below: Made) -> Made | None:
    """One quantity over another, draw by draw; None where the two cannot be divided."""
    one, other = above.estimate, below.estimate
    if one.axis != other.axis or one.values.size != other.values.size or np.any(other.values <= 0):
        return None
    what = replace(
        one.estimand, id=f"{one.estimand.id}/{other.estimand.id}", unit="times",
        label=f"{one.estimand.label} over {other.estimand.label}",
        definition=f"{one.estimand.definition} Over: {other.estimand.definition}",
    )  # fmt: skip
    return Made(_of(one, what, one.values / other.values, [one, other]), (*above.of, *below.of))


def _of(first: Estimate, what: object, values: np.ndarray, parts: list[Estimate]) -> Estimate:
    """An estimate made from others: as weak as the weakest that enters."""
    order = ("documented", "estimated", "extrapolated", "disputed")
    status = max((e.status for e in parts), key=lambda s: order.index(s) if s in order else len(order))
    inputs = tuple(sorted({i for e in parts for i in e.inputs}))
    return replace(first, estimand=what, values=values, status=status, inputs=inputs, reason="", headline=False)
