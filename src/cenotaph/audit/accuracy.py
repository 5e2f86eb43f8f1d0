"""The joint score of the United Nations: how uneven ages and sexes of a count are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cenotaph.arrays import Array
from cenotaph.audit.counts import Counted, Material
from cenotaph.audit.finding import NO_SIZE, Finding, Quiet, Said, Skipped
from cenotaph.demography.accuracy import un_joint_score
from cenotaph.demography.ages import AgeGrid
from cenotaph.demography.graduation import sum_groups

NAME = "age-sex accuracy"
INACCURATE, HIGHLY = 20.0, 40.0  # the United Nations' reading of the joint score
SMALL = 1e6  # below so many persons chance alone raises the score, and the source takes it off
TOP = 75  # the ages that the score uses end here


def check(material: Material) -> Iterator[Said]:
    """A finding for each count whose score is at or above the limit."""
    for count in material.counts:
        if not count.by_sex:
            yield Skipped(NAME, count.id, "needs the sexes apart")
        elif not count.has_bounds(range(0, TOP + 1, 5)):
            yield Skipped(NAME, count.id, f"needs groups that begin at 0, 5, 10 ... {TOP}")
        elif (_five(count)[:, :-1] <= 0).any():
            yield Skipped(NAME, count.id, f"needs women and men in every five-year group to {TOP}")
        else:
            yield _score(count)


def _five(count: Counted) -> Array:
    """(sex, group), persons in five-year groups, those of TOP and over last."""
    bounds = np.arange(0.0, TOP + 5, 5)
    return sum_groups(count.single, bounds, np.append(bounds[1:], np.inf))


def _score(count: Counted) -> Said:
    five = _five(count)
    score = float(un_joint_score(five, AgeGrid.five_year(TOP), adjust_small=bool(five.sum() < SMALL)))
    if score < INACCURATE:
        return Quiet(NAME, count.id, f"joint score {score:.1f}, below {INACCURATE:g} (accurate)")
    reading = "highly inaccurate" if score > HIGHLY else "inaccurate"
    return Finding(
        f"joint-score-{count.id}", NAME, count.id, f"joint score {score:.1f}: {reading}",
        f"The joint score of ages and sexes in {count.id} is {score:.1f}, which the United Nations read as {reading}.",
        None, None, NO_SIZE, "weak",
        f"Below {INACCURATE:g} accurate, to {HIGHLY:g} inaccurate, above highly inaccurate. The score does not tell "
        "errors from cohorts that war, famine or migration made uneven.",
        ("cohorts hollowed by war, famine or a fall of births", "losses of men", "migration of one sex"),
        {"joint_score": score}, count.files,
    )  # fmt: skip
