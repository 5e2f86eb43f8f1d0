"""A five-year case as the arrays of a reconstruction."""

from __future__ import annotations

from datetime import date

import numpy as np

from cenotaph.arrays import Array
from cenotaph.demography.conversions import survivorship
from cenotaph.demography.lifetable import single_year_hazard
from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import decimal_year
from cenotaph.evidence.five_year_rows import counted, grid_of, life_table_column, named, used
from cenotaph.evidence.five_year_spec import Doubt, FiveYear
from cenotaph.reconstruct.estimands import place
from cenotaph.reconstruct.grid import weakest
from cenotaph.reconstruct.wheldon.estimates import Setting
from cenotaph.reconstruct.wheldon.inputs import Count, Inputs, checked_inputs
from cenotaph.reconstruct.wheldon.priors import ALPHA, PARTS, Priors, elicited


def inputs_of(case: Case) -> Inputs:
    """The checked arrays of a case with [five_year].

    Life tables become survival proportions: L(0) / (n l0), L(x + n) / L(x), and T(w + n) / T(w) of the open group from
    age w; inside wide intervals deaths are spread as in every life table here (`single_year_hazard`). Persons of
    unknown age are given the ages of the others of their sex.

    Raises
    ------
    BadInput where figures that `check` found clean still cannot be used, such as a proportion that rounds to 1.
    """
    own = case.spec.five_year
    sexes, ages = grid_of(case, own)
    asfr = np.zeros((len(own.fertility), len(ages)))
    for t, name in enumerate(own.fertility):
        for placed in named(case, "fertility", name):
            if placed.row.births_per_1000_women > 0:
                asfr[t, placed.row.age_from // own.width] = placed.row.births_per_1000_women / 1000
    survival = _survival(case, own, sexes, len(ages))
    migration = np.zeros((len(own.fertility), len(sexes), len(ages)))
    for t, name in enumerate(own.migration):
        for placed in named(case, "migration", name):
            migration[t, sexes.index(placed.row.sex), placed.row.age_from // own.width] = placed.row.proportion
    baseline = _count(case, own.baseline, own.width, sexes, len(ages))
    shape = (len(sexes), len(ages))
    return checked_inputs(
        start=own.start, width=own.width, asfr=asfr, survival=survival, migration=migration,
        baseline=baseline.persons.reshape(shape), srb=own.sex_ratio_at_birth, priors=_priors(own, survival),
        counts=[_plain(_count(case, c, own.width, sexes, len(ages))) for c in own.counts],
    )  # fmt: skip


def setting_of(case: Case) -> Setting:
    """Territory with its borders, and the rows that everything rests on."""
    files = tuple(dict.fromkeys(p.file for p in used(case, case.spec.five_year)))
    return Setting(place(case), files, weakest(case, files))


def _survival(case: Case, own: FiveYear, sexes: tuple[str, ...], groups: int) -> Array:
    """(period, sex, age + 1), proportions as entered, or of the life tables."""
    found = np.zeros((len(own.fertility), len(sexes), groups + 1))
    for t, name in enumerate(own.survival):
        for placed in named(case, "survival", name):
            found[t, sexes.index(placed.row.sex), placed.row.age_reached // own.width] = placed.row.proportion
    for t, name in enumerate(own.life_tables):
        rows = named(case, "life_tables", name)
        for s, sex in enumerate(sexes):
            column = [p.row for p in life_table_column(rows, sex)]
            low = np.array([r.age_from for r in column], dtype=float)
            high = np.array([np.inf if r.age_to is None else r.age_to for r in column], dtype=float)
            hazard = single_year_hazard(low, high, column[0].measure, np.array([r.value for r in column]))
            found[t, s] = proportions(hazard, own.width, groups)
    return found


def proportions(hazard: Array, width: int, groups: int) -> Array:
    """(group + 1,), survival proportions from hazards by single year of age, the last held in the ages beyond.

    The groups are 0, n, 2n, ... and the last is open. L(0) / (n l0), then L(x + n) / L(x) into each group, the open
    one's first n years included, and T(w + n) / T(w) of the open group itself: life expectancy is kept.
    """
    closed = np.concatenate([hazard, np.full(max(0, width * groups - hazard.size), hazard[-1])])[: width * groups]
    alive = np.exp(-np.concatenate([[0.0], np.cumsum(closed)]))
    safe = np.where(closed > 0, closed, 1.0)
    lived = np.where(closed > 0, alive[:-1] * -np.expm1(-closed) / safe, alive[:-1])
    beyond = hazard[width * groups :] if hazard.size > width * groups else hazard[-1:]
    rest = _open_years(alive[-1], beyond)
    by_group = np.append(lived.reshape(groups, width).sum(axis=-1), rest)
    return survivorship(by_group, [*[width] * groups, np.inf])


def _open_years(alive: float, hazard: Array) -> float:
    """Person-years beyond an age that `alive` reach: single years of age, the last one open."""
    survivors = alive * np.exp(-np.concatenate([[0.0], np.cumsum(hazard[:-1])]))
    safe = np.where(hazard > 0, hazard, 1.0)
    lived = np.where(hazard > 0, survivors * -np.expm1(-hazard) / safe, survivors)
    return float(lived[:-1].sum() + survivors[-1] / hazard[-1])


def _count(case: Case, census: str, width: int, sexes: tuple[str, ...], groups: int) -> Count:
    """The cells of one count, in the order of sex and age, with the groups that each holds."""
    order = {"both": -1} | {sex: s for s, sex in enumerate(sexes)}
    rows = sorted((p.row for p in counted(case, census)), key=lambda r: (order[r.sex], r.age_from))
    persons = np.array([r.persons for r in rows], dtype=float)
    for unknown in (p.row for p in counted(case, census, "unknown_age")):
        among = np.array([r.sex == unknown.sex or "both" in (r.sex, unknown.sex) for r in rows])
        if among.any():
            persons = persons + np.where(among, persons, 0.0) * (unknown.persons / persons[among].sum())
    cells = np.zeros((len(rows), len(sexes), groups))
    for n, row in enumerate(rows):
        ages = slice(row.age_from // width, groups if row.age_to is None else row.age_to // width)
        cells[n, slice(None) if row.sex == "both" else order[row.sex], ages] = 1
    return Count(decimal_year(date.fromisoformat(case.census(census).date)), persons, cells)


def _plain(count: Count) -> Count:
    """Without the cells where they are the model's own groups, one each."""
    size = count.cells[0].size
    own = count.persons.size == size and np.array_equal(count.cells.reshape(-1, size), np.eye(size))
    return Count(count.date, count.persons) if own else count


def _priors(own: FiveYear, survival: Array) -> Priors:
    """Inverse gamma parameters from what is said of each part."""
    alpha, beta = {}, {}
    for part in PARTS:
        doubt: Doubt | None = getattr(own.within, part)
        if doubt is None:  # the sex ratio at birth, where it is fixed
            continue
        alpha[part] = ALPHA if doubt.alpha is None else doubt.alpha
        beta[part] = doubt.beta
        if doubt.share is not None:
            beta[part] = elicited(survival, {part: doubt.share}, own.sure, alpha[part]).beta[part]
    return Priors(alpha, beta)
