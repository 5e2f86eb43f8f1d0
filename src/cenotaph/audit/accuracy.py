"""Age and sex accuracy: the joint score, sex ratios and age groups out of line with the same cohort elsewhere.

A hollow in one count is an error or a cohort. The same cohort in the other counts tells which: a cohort born in a war
or a famine is hollow in all of them, a group omitted or joined wrongly in one.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import Finding, Quiet, Said, Skipped
from cenotaph.audit.survival import heaping_factor
from cenotaph.audit.words import listed, per_cent, persons, span
from cenotaph.demography.accuracy import un_joint_score
from cenotaph.demography.ages import AgeGrid
from cenotaph.demography.graduation import sum_groups

SCORE, SEX, JOIN = "age-sex accuracy", "sex ratios of cohorts", "age groups of cohorts"
INACCURATE, HIGHLY = 20.0, 40.0  # the United Nations' reading of the joint score
SMALL = 1e6  # below so many persons chance alone raises the score, and the source takes it off
TOP = 75  # the ages that the score and the comparisons use end here
GROUPS = tuple(range(15, 50, 5))  # older, digit preference differs by sex far above its mean, and men die sooner
# Men and women of a cohort die at rates that differ: over ten years of calm the sex ratio of a group of adults moves by
# two or three per cent. A tenth is more than that and the usual omissions of young men together.
USUAL_SEX, USUAL_AGE = 0.10, 0.10
SOON = 5.0  # years in which deaths alone do not move a sex ratio by that much
HEAPING_TIMES = 2.0  # digit preference of some ages is twice that of the mean of all
HOLLOW_AGES = 15
HOLLOW = 0.15  # births swing by some per cent a year; a sixth below the cohorts around is a catastrophe or an omission
AROUND = 4  # years of age to either side


def comparisons(material: Material) -> int:
    return len(material.counts) * len(GROUPS) * 3 + len(material.counts) * HOLLOW_AGES


def check(material: Material, z: float) -> Iterator[Said]:
    """Findings by count. z : standard deviations of chance that a difference must exceed as well."""
    for count in material.counts:
        if not count.by_sex:
            yield Skipped(SCORE, count.id, "needs the sexes apart")
            continue
        yield _score(count)
        others = [o for o in material.counts if o.by_sex and o is not count and 1 <= abs(o.time - count.time) <= 40]
        if not others:
            yield Skipped(SEX, count.id, "needs another count of the same cohorts, one to forty years away")
            continue
        yield _sex_ratios(count, others, z) if _told_apart(count, others) else Skipped(
            SEX, count.id, f"the other counts lie on one side and more than {SOON:g} years away: deaths of men between "
            "would read like men too many here; see cohort survival",
        )  # fmt: skip
        yield _age_groups(count, others, z)


def _told_apart(count: Counted, others: list[Counted]) -> bool:
    """Others before and after, or one so near that deaths between cannot move sex ratios."""
    before, after = (any((o.time < count.time) == side for o in others) for side in (True, False))
    return (before and after) or min(abs(o.time - count.time) for o in others) <= SOON


def _score(count: Counted) -> Said:
    bounds = np.arange(0.0, TOP + 5, 5)
    five = sum_groups(count.single, bounds, np.append(bounds[1:], np.inf))
    score = float(un_joint_score(five, AgeGrid.five_year(TOP), adjust_small=bool(five.sum() < SMALL)))
    if score < INACCURATE:
        return Quiet(SCORE, count.id, f"joint score {score:.1f}, below {INACCURATE:g} (accurate)")
    reading = "highly inaccurate" if score > HIGHLY else "inaccurate"
    return Finding(
        f"joint-score-{count.id}", SCORE, count.id,
        f"The joint score of ages and sexes in {count.id} is {score:.1f}, which the United Nations read as {reading}.",
        None, None, "weak",
        f"Below {INACCURATE:g} accurate, to {HIGHLY:g} inaccurate, above highly inaccurate. The score does not tell "
        "errors from cohorts that war, famine or migration made uneven.",
        ("cohorts hollowed by war, famine or a fall of births", "losses of men", "migration of one sex"),
        {"joint_score": score}, count.files,
    )  # fmt: skip


def in_group(single: Array, low: float) -> Array:
    """(...), persons of exact ages low ... low + 5; a bound inside a year takes its share of it. (..., 101) given."""
    edges = np.concatenate([np.zeros((*single.shape[:-1], 1)), np.cumsum(single, axis=-1)], axis=-1)
    ages = np.arange(edges.shape[-1])
    ends = [np.apply_along_axis(lambda e, a=a: np.interp(a, ages, e), -1, edges) for a in (low, low + 5)]
    return ends[1] - ends[0]


def _preference(count: Counted, low: float) -> Array:
    """(sex,), logarithm of how far digit preference raises a five-year group."""
    return np.log(heaping_factor(count, np.arange(round(low), round(low) + 5)))


def _in_line(differences: list[float], limits: list[float]) -> float | None:
    """The smallest of differences of one sign that all exceed their limits; None otherwise."""
    down = all(d < -m for d, m in zip(differences, limits, strict=True))
    up = all(d > m for d, m in zip(differences, limits, strict=True))
    return min(differences, key=abs) if differences and (down or up) else None


def _sex_ratios(count: Counted, others: list[Counted], z: float) -> Said:
    found = []
    table = count.in_table
    for low in GROUPS:
        women, men = in_group(table, low)
        seen = [(o, in_group(o.in_table, low + o.time - count.time)) for o in others]
        seen = [(o, g) for o, g in seen if 5 <= low + o.time - count.time <= TOP - 5]
        if not seen or min(women, men) <= 0:
            continue
        ratios = [g[1] / g[0] for _, g in seen]
        differences = [float(np.log(men / women / r)) for r in ratios]
        limits = [
            USUAL_SEX
            + HEAPING_TIMES * float(np.abs(_tilt(count, low) - _tilt(o, low + o.time - count.time)))
            + z * float(np.sqrt(1 / men + 1 / women + 1 / g[0] + 1 / g[1]))
            for o, g in seen
        ]
        if _in_line(differences, limits) is not None:
            gaps = sorted(women * r - men for r in ratios)
            found.append((low, men / women, ratios, float(gaps[0]), float(gaps[-1]), [o.id for o, _ in seen]))
    if not found:
        return Quiet(
            SEX, count.id, f"no group's men per woman differ by {USUAL_SEX:g} (logarithm) from all other counts"
        )
    return _sex_finding(count, found, len(others))


def _tilt(count: Counted, low: float) -> float:
    women, men = _preference(count, low)
    return float(men - women)


def _sex_finding(count: Counted, found: list[tuple], others: int) -> Finding:
    few = [f for f in found if f[4] > 0]
    chosen = (
        few
        if sum(f[4] for f in few) >= sum(-f[3] for f in found if f not in few)
        else [f for f in found if f not in few]
    )
    fewer = chosen is few
    ends = [(f[3], f[4]) if fewer else (-f[4], -f[3]) for f in chosen]
    low, high = sum(e[0] for e in ends), sum(e[1] for e in ends)
    ages = listed(f"{f[0]}-{f[0] + 4}" for f in chosen)
    shown = "; ".join(
        f"{f[1]:.2f} men per woman at {f[0]}-{f[0] + 4}, the same cohort "
        + listed(f"{r:.2f} in {o}" for r, o in zip(f[2], f[5], strict=True))
        for f in chosen
    )
    apart = float(count.residual[1])
    what = (
        f"{span(low, high)} {'men are missing from' if fewer else 'women are missing from (or men too many in)'} the "
        f"age table of {count.id} at ages {ages}: {shown}."
    )
    basis = (
        f"Beyond {USUAL_SEX:g} (logarithm), what digit preference moves and chance, against every other count "
        f"({others}) in one direction."
    )
    explanations = ("men counted apart (army, prisoners) or abroad", "migration of one sex between the counts",
                    "deaths of one sex between the counts")  # fmt: skip
    if fewer and apart > 0:
        a, b = count.residual_ages
        what += (
            f" The {persons(apart)} men whom the case takes to be counted apart ({', '.join(count.residual_groups)}, "
            f"placed at ages {a}-{b - 1}) {'cover' if apart >= low else 'do not cover'} the gap."
        )
        explanations = (f"the contingents counted apart ({', '.join(count.residual_groups)})", *explanations[1:])
    return Finding(
        f"sex-ratio-{count.id}", SEX, count.id, what, low, high, "strong" if others > 1 else "moderate", basis,
        explanations,
        {"groups": [{"age_from": f[0], "ratio": float(f[1]), "persons": [f[3], f[4]],
                     "elsewhere": dict(zip(f[5], map(float, f[2]), strict=True))} for f in found],
         "counted_apart_men": apart},
        count.files,
    )  # fmt: skip


def _age_groups(count: Counted, others: list[Counted], z: float) -> Said:
    """Hollow or crowded groups of this count's women (whom armies do not take away), and hollow children."""
    joins = _joins(count, others, z)
    hollow = _hollow(count, others, z)
    if joins:
        return _join_finding(count, joins, hollow)
    if hollow:
        return _hollow_finding(count, hollow)
    return Quiet(JOIN, count.id, f"no group is {USUAL_AGE:g} (logarithm) off the same cohort elsewhere, and no year of "
                 f"birth {per_cent(HOLLOW)} below those around it")  # fmt: skip


def _log_ratio(single: Array, low: float) -> float:
    """Logarithm of the age ratio of five years from `low` against those around."""
    middle, before, after = in_group(single, low), in_group(single, low - 5), in_group(single, low + 5)
    return float(np.log(2 * middle / (before + after)))


def _joins(count: Counted, others: list[Counted], z: float) -> list[tuple]:
    found = []
    women = count.single[0]
    for low in GROUPS:
        seen = [(o, low + o.time - count.time) for o in others if 10 <= low + o.time - count.time <= TOP - 10]
        if not seen or in_group(women, low) <= 0 or any(in_group(o.single[0], a) <= 0 for o, a in seen):
            continue
        here = _log_ratio(women, low)
        there = [_log_ratio(o.single[0], a) for o, a in seen]
        limits = [
            USUAL_AGE + HEAPING_TIMES * float(abs(_preference(count, low)[0]) + abs(_preference(o, a)[0]))
            + 2 * z / float(np.sqrt(in_group(women, low)))
            for o, a in seen
        ]  # fmt: skip
        if _in_line([here - t for t in there], limits) is not None:
            persons_off = [float(in_group(women, low) * np.expm1(here - t)) for t in there]
            found.append(
                (low, float(np.exp(here)), [float(np.exp(t)) for t in there], persons_off, [o.id for o, _ in seen])
            )
    return found


def _join_finding(count: Counted, joins: list[tuple], hollow: list[tuple]) -> Finding:
    sizes = [sorted(abs(p) for p in j[3]) for j in joins]
    low, high = sum(s[0] for s in sizes), sum(s[-1] for s in sizes)
    shown = "; ".join(
        f"at {j[0]}-{j[0] + 4} {j[1]:.2f} of the groups around, the same cohort "
        + listed(f"{t:.2f} in {o}" for t, o in zip(j[2], j[4], strict=True))
        for j in joins
    )
    return Finding(
        f"join-{count.id}", JOIN, count.id,
        f"Women's age groups in {count.id} are out of line by {span(low, high)} persons, as their cohorts are in no "
        f"other count: {shown}.",
        low, high, "moderate",
        f"Beyond {USUAL_AGE:g} (logarithm), twice what digit preference moves and chance, against every other count.",
        ("ages stated otherwise (papers, a birth date asked)", "groups joined or cut by the office",
         "persons counted apart"),
        {"groups": [{"age_from": j[0], "ratio": j[1], "elsewhere": dict(zip(j[4], j[2], strict=True))} for j in joins],
         "hollow": [h[:3] for h in hollow]},
        count.files,
    )  # fmt: skip


def _hollow(count: Counted, others: list[Counted], z: float) -> list[tuple]:
    """(age, share of those around, {other: share}, persons) of children's years hollow here and in a later count."""
    both = count.in_table.sum(axis=0)
    later = [o for o in others if o.time > count.time and HOLLOW_AGES + o.time - count.time <= 20]
    if not count.printed[: HOLLOW_AGES + AROUND + 1].all() or not later:
        return []
    found = []
    for age in range(1, HOLLOW_AGES):
        here = _share(both, age)
        there = {o.id: min(_share(o.in_table.sum(axis=0), a) for a in _same(age, o.time - count.time)) for o in later}
        chance = 2 * z / np.sqrt(max(both[age], 1.0))
        if here < 1 - HOLLOW - chance and all(t < 1 - HOLLOW / 2 for t in there.values()):
            found.append((age, here, there, float(both[age] * (1 / here - 1))))
    return found


def _same(age: int, later: float) -> tuple[int, ...]:
    """Single years of age in which a cohort of this age is found so many years later."""
    return tuple(sorted({int(np.floor(age + later)), int(np.ceil(age + later - 1e-9))}))


def _share(both: Array, age: int) -> float:
    """Persons of an age over the median of the ages around it."""
    around = np.concatenate([both[max(0, age - AROUND) : age], both[age + 1 : age + AROUND + 1]])
    return float(both[age] / np.median(around))


def _hollow_finding(count: Counted, hollow: list[tuple]) -> Finding:
    missing = sum(h[3] for h in hollow)
    ages = listed(h[0] for h in hollow)
    births = listed(sorted({int(np.floor(count.time - h[0] - 0.5)) for h in hollow}))
    return Finding(
        f"hollow-{count.id}", JOIN, count.id,
        f"Children aged {ages} in {count.id}, born about {births}, are {persons(missing)} fewer than the cohorts "
        f"around them, and are as few in {listed(hollow[0][2])}: a real hollow, of births that did not happen and of "
        f"deaths, not an error of one count.",
        missing, missing, "strong",
        f"A finding when a year of age is {per_cent(HOLLOW)} below the median of the {AROUND} ages on either side and "
        "the same cohort is hollow in every later count that still has it as children.",
        ("a fall of births without deaths", "heaping on the ages around"),
        {"ages": [{"age": h[0], "share": h[1], "later": h[2], "persons": h[3]} for h in hollow]},
        count.files,
    )  # fmt: skip
