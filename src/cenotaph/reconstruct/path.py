"""The population as it was: from the opening census to a closing one, through the crisis years.

Among those alive at the opening census the survivors are known from the closing one, by sex. One number
for each sex, the crisis intensity, adds to (or takes from) baseline death rates in the crisis years so
that the survivors come out. Children born since meet the mean of the two. Deaths, and the births of the
years between, then follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.arrays import SEXES, Array
from cenotaph.demography.projection import Step, advance, closing_cohorts, overlap, step_hazard, whole_and_rest
from cenotaph.errors import NotEstimable

LARGEST_INTENSITY = 1e3
SMALLEST_SHARE = 1e-12
LEAST_SURVIVAL = -np.log(1e-6)


@dataclass(frozen=True)
class CrisisStep:
    """One step: when it begins, baseline hazards, the crisis hazards of unit intensity, its weight."""

    begin: float
    normal: Step
    crisis: Step
    weight: float

    def hazards(self, intensity: Array) -> Step:
        """Baseline plus crisis, never below (almost) zero. intensity : (sex,)."""
        added = np.asarray(intensity) * self.weight
        base, more = self.normal, self.crisis
        return Step(
            np.maximum(base.staying + added[:, None] * more.staying, SMALLEST_SHARE * base.staying),
            np.maximum(base.passing + added[:, None] * more.passing, SMALLEST_SHARE * base.passing),
            np.maximum(base.newborn + added * more.newborn, SMALLEST_SHARE * base.newborn),
            base.length,
        )


@dataclass(frozen=True)
class ActualPath:
    """What happened between two censuses, in persons.

    births, deaths, baseline_deaths : (step, sex), the last being those that baseline rates give on the
    same persons. older_deaths, older_baseline : (sex,), the same among those alive at the opening.
    intensity : (sex,), crisis deaths over baseline deaths at the height of the crisis, in the opening
    population. times, lengths : (step,), decimal years and years.
    """

    births: Array
    deaths: Array
    baseline_deaths: Array
    older_deaths: Array
    older_baseline: Array
    intensity: Array
    times: Array
    lengths: Array

    def in_year(self, event: str, year: int) -> float | None:
        """Births or deaths of a calendar year, from the steps that touch it; None if not wholly covered."""
        shares = [overlap(t, n, year, year + 1) for t, n in zip(self.times, self.lengths, strict=True)]
        if abs(float(np.dot(shares, self.lengths)) - 1) > 0.01:
            return None
        return float(np.dot(shares, getattr(self, event).sum(axis=-1)))


def crisis_steps(
    steps: list[tuple[float, Step]], hazards: list[Array], weights: Array, opening: Array, exponent: float
) -> list[CrisisStep]:
    """Baseline steps with their crisis part: hazards added in proportion to baseline ** exponent.

    exponent 1 raises every age alike; below 1 the old and the newborn, whose baseline is high, are
    raised by a smaller factor than youths and adults, the usual shape of a famine. The scale is such that
    intensity 1 adds as many deaths as the baseline has in the opening population (sex, 101).
    """
    made = []
    for (begin, normal), hazard, weight in zip(steps, hazards, weights, strict=True):
        shape = hazard**exponent
        scale = (opening * hazard).sum(axis=-1) / (opening * shape).sum(axis=-1)
        crisis = step_hazard(shape * scale[:, None], normal.length)
        made.append(CrisisStep(begin, normal, crisis, float(weight)))
    return made


def survivors(opening: Array, hazards: list[Step]) -> Array:
    """(sex, 101), survivors of the opening population after these steps."""
    none = np.zeros(len(SEXES))
    for step in hazards:
        opening = advance(opening, none, step).population
    return opening


def crisis_intensity(opening: Array, older: Array, steps: list[CrisisStep]) -> Array:
    """(sex,), the intensity that leaves as many survivors as were counted.

    opening : (sex, 101) at the start. older : (sex,), counted survivors.

    Raises
    ------
    NotEstimable when the count exceeds the survivors of a crisis without any death, or falls below
    those of any crisis: the censuses contradict each other under these assumptions.
    """
    from scipy.optimize.elementwise import bracket_root, find_root

    def surplus(intensity: Array) -> Array:
        return survivors(opening, [s.hazards(intensity) for s in steps]).sum(axis=-1) - older

    lowest, highest = np.full(2, -LARGEST_INTENSITY), np.full(2, LARGEST_INTENSITY)
    for index, sex in enumerate(SEXES):
        if surplus(lowest)[index] < 0:
            raise NotEstimable(
                f"More {sex} persons are counted at the closing census than could survive even with no death "
                "at all in the crisis years."
            )
        if surplus(highest)[index] >= 0:
            raise NotEstimable(
                f"So few {sex} persons are left at the closing census that no crisis mortality accounts for it.",
                remedy="Check the closing table, or name the migration.",
            )

    def of_sex(intensity: Array, index: Array) -> Array:
        # The solver drops a sex once it is found; the other one's value does not matter here.
        trial = np.zeros(len(SEXES))
        trial[index.astype(int)] = intensity
        return surplus(trial)[index.astype(int)]

    sexes = (np.arange(len(SEXES), dtype=float),)
    bracket = bracket_root(of_sex, np.full(2, -0.5), np.full(2, 8.0), xmin=lowest, xmax=highest, args=sexes)
    return find_root(of_sex, bracket.bracket, args=sexes).x


def cohort_hazards(hazards: list[Step]) -> Array:
    """(cohort, step, sex), hazard that the births of each step meet in each step; 0 before they are born.

    In whole steps a birth cohort has a single age. In a last, partial step part of it passes a birthday
    and part does not; the hazard is then that of the two parts together.
    """
    met = np.zeros((len(hazards), len(hazards), len(SEXES)))
    for j, step in enumerate(hazards):
        met[j, j] = step.newborn
        for i in range(j):
            age = j - i - 1
            stay = (1 - step.length) * np.exp(-step.staying[:, age])
            met[i, j] = -np.log(stay + step.length * np.exp(-step.passing[:, age]))
    return met


def actual_path(
    opening: Array,
    closing: Array,
    steps: list[CrisisStep],
    children: str = "crisis",
    registered: Array | None = None,
    intensity: Array | None = None,
) -> ActualPath:
    """The account of one interval.

    Parameters
    ----------
    opening, closing : (sex, 101), persons; migrants are put back into the closing population first.
    children : how those born in the interval died ("normal", "crisis", "registers").
    registered : (step, sex), registered births, nan where there is no register.
    intensity : (sex,), when it is known already from the same populations and steps.

    Returns
    -------
    ActualPath; opening + births - deaths = closing for each sex, exactly.
    """
    whole, length = whole_and_rest([s.normal.length for s in steps])
    older, born = closing_cohorts(closing, length, whole)
    born = born.T
    if intensity is None:
        intensity = crisis_intensity(opening, older.sum(axis=-1), steps)
    hazards = [s.hazards(intensity) for s in steps]
    # Children of both sexes meet one intensity: what men alone suffered (war, prison) is not a boy's, and
    # must not come out as births of boys who never were.
    shared = [s.hazards(np.full(len(SEXES), intensity.mean())) for s in steps]
    normal, total = cohort_hazards([s.normal for s in steps]), cohort_hazards(shared)
    if (total.sum(axis=1) > LEAST_SURVIVAL).any():
        raise NotEstimable(
            "The crisis that the older cohorts need leaves no child of its years alive, yet children are counted "
            "at the closing census.",
            remedy="Choose an age pattern that spares children (exponent below 1), or check the tables.",
        )
    births = born * np.exp((normal if children == "normal" else total).sum(axis=1))
    if children == "registers" and registered is not None:
        known = ~np.isnan(registered)
        least = born * np.exp(normal.sum(axis=1))
        births = np.where(known, np.maximum(registered, least), births)
    older_deaths, older_base = _older_deaths(opening, steps, hazards)
    child_deaths, child_base = _child_deaths(births, born, normal, total - normal)
    return ActualPath(
        births,
        older_deaths + child_deaths,
        older_base + child_base,
        older_deaths.sum(axis=0),
        older_base.sum(axis=0),
        intensity,
        np.array([s.begin for s in steps]),
        np.array([s.normal.length for s in steps]),
    )


def _older_deaths(opening: Array, steps: list[CrisisStep], hazards: list[Step]) -> tuple[Array, Array]:
    """(step, sex) deaths among those alive at the opening, and the part of them at baseline rates.

    Where two hazards run together in a constant proportion, each causes its share of the deaths.
    """
    deaths, base = np.zeros((len(steps), len(SEXES))), np.zeros((len(steps), len(SEXES)))
    none = np.zeros(len(SEXES))
    for i, (crisis, step) in enumerate(zip(steps, hazards, strict=True)):
        stay, go = opening * (1 - step.length), opening * step.length
        stay_dead, go_dead = stay * -np.expm1(-step.staying), go * -np.expm1(-step.passing)
        deaths[i] = (stay_dead + go_dead).sum(axis=-1)
        base[i] = (go_dead * _share(crisis.normal.passing, step.passing)).sum(axis=-1)
        base[i] += (stay_dead * _share(crisis.normal.staying, step.staying)).sum(axis=-1)
        opening = advance(opening, none, step).population
    return deaths, base


def _child_deaths(births: Array, born: Array, normal: Array, crisis: Array) -> tuple[Array, Array]:
    """(step, sex) deaths among those born in the interval, and the part of them at baseline rates.

    births, born : (cohort, sex), at birth and at the closing; normal, crisis : (cohort, step, sex), the
    hazards they meet. What a cohort lost beyond baseline is spread over its steps like the crisis it met,
    or, where it met none, like its baseline hazards.
    """
    alive = born > 0
    lost = np.log(np.where(alive, births, 1.0) / np.where(alive, born, 1.0))
    beyond = lost - normal.sum(axis=1)
    met = crisis.sum(axis=1)
    shape = np.where((np.abs(met) > SMALLEST_SHARE)[:, None], crisis, normal)
    summed = shape.sum(axis=1)
    extra = shape * _share(beyond, summed)[:, None] * (np.abs(summed) > 0)[:, None]
    hazard = normal + extra
    after = np.cumsum(hazard, axis=1)
    started = births[:, None] * np.exp(-(after - hazard)) * alive[:, None]
    deaths = started * -np.expm1(-hazard)
    base = deaths * _share(normal, hazard)
    # A cohort of which nobody is left died in the step of its birth.
    deaths[np.arange(len(births)), np.arange(len(births))] += births * ~alive
    return deaths.sum(axis=0), base.sum(axis=0)


def _share(part: Array, whole: Array) -> Array:
    """part / whole, and 1 where both are nought (no hazard, no deaths to share)."""
    none = whole == 0
    return np.where(none, 1.0, part / np.where(none, 1.0, whole))
