"""Cohort survival between counts: groups that grow, groups that lose more than normal mortality takes.

A cohort is closed but for death and migration. Five-year groups are judged first; where none of them stands out, wide
groups are, since an addition spread over all ages is small in each and digit preference averages out in wide ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.audit.counts import Material, Pair
from cenotaph.audit.finding import BAND, ONE_ESTIMATE, Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import Cohorts, break_even, cohorts, in_words
from cenotaph.audit.words import of_sexes, per_cent, persons, span

NAME = "cohort survival"
FIVE = (*range(0, 90, 5), N_AGES)
WIDE = (0, 5, 20, 35, 50, 65, N_AGES)
# Ages of neighbouring five-year groups are misstated into each other, and coverage differs between them: careful
# counts of the same cohorts agree to two per cent in five-year groups, to one in wide ones.
USUAL_FIVE, USUAL_WIDE = 0.02, 0.01
UNSTATED = 0.001  # a year: net migration of a cohort in a country whose sources speak of none
HEAPING_TIMES = 2.0  # digit preference of some ages is twice that of the mean of all
OLDEST = 70  # ages above are overstated, and no count of them is careful
MIGRATION = "migration that the case does not state"


class Odd(NamedTuple):
    """A group of one sex out of line: its label, persons by the reading that leaves least and by that which leaves
    most, relative size, and the five numbers behind it."""

    sex: str
    ages: str
    low: float
    high: float
    share: float
    opening: float
    counted: float
    most: float
    fewest: float | None
    grows: bool


def comparisons(material: Material) -> int:
    """How many groups are judged."""
    return len(material.pairs) * len(SEXES) * (len(FIVE) + len(WIDE)) * 2


def check(material: Material, z: float) -> Iterator[Said]:
    """Findings for each pair of counts. z : standard deviations of chance a difference must exceed as well."""
    if not material.pairs:
        yield Skipped(NAME, material.name, "needs two counts between one and sixty years apart")
    for pair in material.pairs:
        if not any(judged(of_pair(material, pair, bounds)).any() for bounds in (FIVE, WIDE)):
            yield Skipped(NAME, pair.name, "needs groups of five years or less at the ages of the same cohorts in both")
            continue
        found = [(of_pair(material, pair, FIVE), USUAL_FIVE), (of_pair(material, pair, WIDE), USUAL_WIDE)]
        said = False
        for above in (True, False):
            odd = []
            for groups, usual in found:
                taken = {(o.sex, o.ages) for o in odd}
                odd += [o for o in _odd(groups, usual, z, above) if not _holds(o, taken)]
            if odd:
                yield (_excess if above else _loss)(material, found[0][0], odd)
                said = True
        if not said:
            ends = "no more than survive normal mortality, no fewer"
            if found[0][0].fewest is None:
                ends = "no cohort grew (how many of it died cannot be judged without a life table)"
            yield Quiet(NAME, pair.name, f"{ends}, beyond {per_cent(USUAL_FIVE)} in five-year groups and what digit "
                        f"preference moves, {per_cent(USUAL_WIDE)} in wide ones")  # fmt: skip


def of_pair(material: Material, pair: Pair, bounds: tuple[int, ...]) -> Cohorts:
    """Cohorts of a pair; groups in which persons counted apart were placed are taken together."""
    edges = list(bounds)
    for count, back in ((pair.earlier, 0.0), (pair.later, pair.length)):
        if count.residual.any():
            low, high = (round((a - back) / 5) * 5 for a in count.residual_ages)
            inside = [i for i in range(len(edges) - 1) if edges[i] < high and edges[i + 1] > low]
            edges = [e for i, e in enumerate(edges) if i not in inside[1:]]
    return cohorts(material, pair, edges)


def _holds(wide: Odd, taken: set[tuple[str, str]]) -> bool:
    """A wide group holds one already taken of its sex."""
    low, _, high = wide.ages.partition("-")
    return any(sex == wide.sex and int(low) <= int(ages.split("-")[0]) <= int(high or low) for sex, ages in taken)


def judged(k: Cohorts) -> Array:
    """(group,), which cohorts are printed finely enough in both counts, and young enough, to be judged."""
    ends = [(float(k.bounds[g]), float(k.bounds[g + 1])) for g in range(len(k.bounds) - 1)]
    ages = np.array([
        high + k.pair.length <= OLDEST + 5 and k.pair.earlier.fine(low, high)
        and k.pair.later.fine(low + k.pair.length, high + k.pair.length)
        for low, high in ends
    ])  # fmt: skip
    return ages & (k.opening > 0).all(axis=0)


def _odd(k: Cohorts, usual: float, z: float, above: bool) -> list[Odd]:
    found = []
    chance = z * np.sqrt(k.opening + k.counted)
    margin = k.opening * (usual + UNSTATED * k.pair.length + HEAPING_TIMES * k.by_heaping) + chance
    for s, sex in enumerate(SEXES):
        for g in np.flatnonzero(judged(k)):
            opening, counted, most = (float(x[s, g]) for x in (k.opening, k.counted, k.most))
            fewest = None if k.fewest is None else float(k.fewest[s, g])
            if k.by_heaping[s, g] >= 1:  # digit preference alone could fill or empty it
                continue
            if above:
                low, high = counted - most, counted - (most if fewest is None else fewest)
            elif fewest is None:
                continue
            else:
                low, high = fewest - counted, most - counted
            if low > margin[s, g]:
                found.append(Odd(sex, k.label(g), low, high, low / max(opening, 1.0), opening, counted, most, fewest,
                                 counted > opening))  # fmt: skip
    return found


def _ages(odd: list[Odd]) -> str:
    return of_sexes((o.sex, o.ages) for o in odd)


def _figures(odd: list[Odd], k: Cohorts) -> dict:
    return {"groups": [o._asdict() for o in odd], "years": round(k.pair.length, 3)}


def _excess(material: Material, k: Cohorts, odd: list[Odd]) -> Finding:
    pair, low, high = k.pair, sum(o.low for o in odd), sum(o.high for o in odd)
    grown = [o for o in odd if o.grows]
    also = f", and {_ages(grown)} even grew" if grown else ""
    what = (
        f"Cohorts count {span(low, high)} persons more in {pair.later.id} than can be alive of those counted in "
        f"{pair.earlier.id}: {_ages(odd)} in {pair.earlier.id}{also}. Either {pair.later.id} counts so many too many "
        f"of them, or {pair.earlier.id} so many too few."
    )
    factor = _factor(material, pair, odd)
    return Finding(
        f"cohort-excess-{pair.earlier.id}-{pair.later.id}", NAME, pair.name,
        f"more in {pair.later.id} than can be alive of {pair.earlier.id}",
        what + in_words(factor, " of these groups"), low, high, BAND if k.fewest is not None else ONE_ESTIMATE,
        "strong" if grown else "moderate",
        _basis(material, k) + " A cohort without immigration cannot grow.",
        (
            "ages stated otherwise in the two counts", f"omission of these ages in {pair.earlier.id}",
            "immigration" if not material.flows else MIGRATION,
            *_placed(pair),
        ),
        _figures(odd, k) | {"mortality_factor_that_balances": factor}, (*pair.files, *material.table_files),
    )  # fmt: skip


def _loss(material: Material, k: Cohorts, odd: list[Odd]) -> Finding:
    pair, low, high = k.pair, sum(o.low for o in odd), sum(o.high for o in odd)
    worst = max(odd, key=lambda o: o.share)
    factor = _factor(material, pair, odd)
    what = (
        f"Cohorts lost {span(low, high)} persons more between {pair.earlier.id} and {pair.later.id} than normal "
        f"mortality takes: {_ages(odd)} in {pair.earlier.id}; most, by share, {_ages([worst])} "
        f"({persons(worst.opening)} counted, {persons(worst.counted)} later, {persons(worst.fewest)} at least "
        f"expected). Either they died or left, or {pair.later.id} omits them, or {pair.earlier.id} has too many."
    )
    return Finding(
        f"cohort-loss-{pair.earlier.id}-{pair.later.id}", NAME, pair.name, "more lost than normal mortality takes",
        what + in_words(factor, " of these groups"), low, high, BAND, "strong",
        _basis(material, k),
        ("deaths of a crisis between the counts", "emigration" if not material.flows else MIGRATION,
         f"omission of these ages in {pair.later.id}", "ages stated otherwise in the two counts", *_placed(pair)),
        _figures(odd, k) | {"mortality_factor_that_balances": factor}, (*pair.files, *material.table_files),
    )  # fmt: skip


def _placed(pair: Pair) -> list[str]:
    """What the case infers about the ages of persons counted apart may be wrong."""
    return [
        f"other ages than {c.residual_ages[0]}-{c.residual_ages[1] - 1} of the {persons(c.residual.sum())} persons "
        f"counted apart in {c.id} ({', '.join(c.residual_groups)})"
        for c in (pair.earlier, pair.later) if c.residual.any()
    ]  # fmt: skip


def _factor(material: Material, pair: Pair, odd: list[Odd]) -> float | None:
    """The break-even factor of the groups found."""
    taken = np.zeros((len(SEXES), N_AGES))
    for o in odd:
        low, _, high = o.ages.partition("-")
        taken[SEXES.index(o.sex), int(low) : int(high or low) + 1] = 1
    return break_even(material, pair, pair.earlier.population * taken, sum(o.counted for o in odd))


def _basis(material: Material, k: Cohorts) -> str:
    normal = (
        "Normal mortality is a band around the life tables of the case; a"
        if k.fewest is not None
        else "No life table is given, so nobody is assumed to have died; a"
    )
    return (
        f"{normal} group counts when it lies outside by more than {per_cent(USUAL_FIVE)} (wide groups "
        f"{per_cent(USUAL_WIDE)}), a tenth of one a year for migration that no source states, "
        "what digit preference moves and chance, at the family-wise level."
    )


def survival_rows(material: Material) -> list[dict]:
    """One row a pair, sex and five-year group: persons then and later, survival, the normal ends."""
    rows = []
    for pair in material.pairs:
        k = of_pair(material, pair, FIVE)
        fit = judged(k)
        for s, sex in enumerate(SEXES):
            for g in range(len(k.bounds) - 1):
                if k.opening[s, g] > 0:
                    implied, normal = k.counted[s, g] / k.opening[s, g], k.most[s, g] / k.opening[s, g]
                    rows.append({
                        "pair": pair.name, "sex": sex, "age_from": int(k.bounds[g]), "age_to": int(k.bounds[g + 1]),
                        "opening": float(k.opening[s, g]), "counted": float(k.counted[s, g]),
                        "survival": float(implied), "normal_highest": float(normal),
                        "normal_lowest": None if k.fewest is None else float(k.fewest[s, g] / k.opening[s, g]),
                        "by_heaping": float(k.by_heaping[s, g]), "judged": bool(fit[g]),
                    })  # fmt: skip
    return rows
