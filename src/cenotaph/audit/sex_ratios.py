"""Men per woman of a cohort against the same cohort in the other counts.

An age at which men are few in every count lost them; an age at which they are few in one count alone has them counted
elsewhere (an army, prisons), or has women too many.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import RIVALS, Finding, Quiet, Said, Skipped
from cenotaph.audit.same_cohort import GROUPS, HEAPING_TIMES, in_group, in_line, others, preference
from cenotaph.audit.words import listed, persons, span

NAME = "sex ratios of cohorts"
# Men and women of a cohort die at rates that differ: over ten years of calm the sex ratio of a group of adults moves by
# two or three per cent. A tenth is more than that and the usual omissions of young men together.
USUAL = 0.10
SOON = 5.0  # years in which deaths alone do not move a sex ratio by that much
AGES = (5, 70)  # of the cohort in the other count


class Odd(NamedTuple):
    """A group out of line: its first age, men per woman there and by other count, men missing by each (below 0: women
    missing, or men too many)."""

    age: int
    ratio: float
    elsewhere: dict[str, float]
    missing: tuple[float, ...]

    @property
    def ages(self) -> str:
        return f"{self.age}-{self.age + 4}"


def comparisons(material: Material) -> int:
    return len(material.counts) * len(GROUPS)


def check(material: Material, z: float) -> Iterator[Said]:
    """A finding a count. z : standard deviations of chance that a difference must exceed as well."""
    for count in material.counts:
        rivals = others(material, count)
        if not count.by_sex:
            yield Skipped(NAME, count.id, "needs the sexes apart")
        elif not rivals:
            yield Skipped(NAME, count.id, "needs another count of the same cohorts, one to forty years away")
        else:
            yield _of_count(count, rivals, z)


def _told_apart(count: Counted, rivals: list[Counted]) -> bool:
    """Others before and after, or one so near that deaths between cannot move sex ratios in calm years."""
    return _on_both_sides(count, rivals) or any(abs(o.time - count.time) <= SOON for o in rivals)


def _on_both_sides(count: Counted, rivals: list[Counted]) -> bool:
    return len({o.time < count.time for o in rivals}) > 1


def _of_count(count: Counted, rivals: list[Counted], z: float) -> Said:
    judged = [(low, _seen(count, rivals, low)) for low in GROUPS]
    if not any(seen for _, seen in judged):
        why = (
            "needs groups of five years or less at the ages of the same cohort, both before and after or within "
            f"{SOON:g} years: over more, deaths of men would read like an error here; see cohort survival"
        )
        return Skipped(NAME, count.id, why)
    found = [odd for low, seen in judged if seen and (odd := _odd(count, low, seen, z)) is not None]
    if found:
        return _finding(count, found, rivals)
    return Quiet(NAME, count.id, f"no group's men per woman differ by {USUAL:g} (logarithm) from all other counts")


def _seen(count: Counted, rivals: list[Counted], low: int) -> list[tuple[Counted, float]]:
    """Other counts in which the cohort can be read, with its first age there; none where it cannot be read here."""
    if not count.fine(low, low + 5) or in_group(count.in_table, low).min() <= 0:
        return []
    there = [(o, low + o.time - count.time) for o in rivals]
    seen = [
        (o, age) for o, age in there
        if AGES[0] <= age <= AGES[1] and o.fine(age, age + 5) and in_group(o.in_table, age).min() > 0
    ]  # fmt: skip
    return seen if _told_apart(count, [o for o, _ in seen]) else []


def _odd(count: Counted, low: int, seen: list[tuple[Counted, float]], z: float) -> Odd | None:
    women, men = in_group(count.in_table, low)
    there = [in_group(o.in_table, age) for o, age in seen]
    ratios = [float(m / w) for w, m in there]
    limits = [
        USUAL + HEAPING_TIMES * abs(_tilt(count, low) - _tilt(o, age))
        + z * float(np.sqrt(1 / men + 1 / women + 1 / w + 1 / m))
        for (o, age), (w, m) in zip(seen, there, strict=True)
    ]  # fmt: skip
    if not in_line([float(np.log(men / women / r)) for r in ratios], limits):
        return None
    elsewhere = {o.id: r for (o, _), r in zip(seen, ratios, strict=True)}
    return Odd(low, float(men / women), elsewhere, tuple(float(women * r - men) for r in ratios))


def _tilt(count: Counted, low: float) -> float:
    women, men = preference(count, low)
    return float(men - women)


def _finding(count: Counted, found: list[Odd], rivals: list[Counted]) -> Finding:
    """Of men missing, or of women missing where that is more."""
    few = [o for o in found if o.missing[0] > 0]
    many = [o for o in found if o.missing[0] <= 0]
    fewer = sum(max(o.missing) for o in few) >= sum(-min(o.missing) for o in many)
    chosen = few if fewer else many
    low, high = (sum(pick(abs(m) for m in o.missing) for o in chosen) for pick in (min, max))
    ages = listed(o.ages for o in chosen)
    shown = "; ".join(
        f"{o.ratio:.2f} men per woman at {o.ages}, the same cohort "
        + listed(f"{r:.2f} in {name}" for name, r in o.elsewhere.items())
        for o in chosen
    )
    whom = "men are missing from" if fewer else "women are missing from (or men too many in)"
    what = f"{span(low, high)} {whom} the age table of {count.id} at ages {ages}: {shown}."
    explanations = ("men counted apart (army, prisoners) or abroad", "migration of one sex between the counts",
                    "deaths of one sex between the counts")  # fmt: skip
    apart = float(count.residual[1])
    if fewer and apart > 0:
        named = ", ".join(count.residual_groups)
        a, b = count.residual_ages
        what += (
            f" The {persons(apart)} men whom the case takes to be counted apart ({named}, placed at ages {a}-{b - 1}) "
            f"{'cover' if apart >= low else 'do not cover'} the gap."
        )
        explanations = (f"the contingents counted apart ({named})", *explanations[1:])
    return Finding(
        f"sex-ratio-{count.id}", NAME, count.id, f"{'men' if fewer else 'women'} missing at {ages}", what, low, high,
        RIVALS, "strong" if _on_both_sides(count, rivals) else "moderate",
        f"Beyond {USUAL:g} (logarithm), what digit preference moves and chance, against every other count "
        f"({len(rivals)}) in one direction; strong where they lie before and after, as no deaths between explain.",
        explanations, {"groups": [o._asdict() for o in found], "counted_apart_men": apart}, count.files,
    )  # fmt: skip


def ratio_rows(material: Material) -> list[dict]:
    """One row a count and five-year group: men per woman in its table."""
    rows = []
    for c in material.counts:
        for low in range(0, 75, 5):
            women, men = in_group(c.in_table, low)
            if c.by_sex and c.fine(low, low + 5) and women > 0:
                rows.append({"count": c.id, "age_from": low, "age_to": low + 5, "men_per_woman": float(men / women)})
    return rows
