"""Last digits and figures that repeat: invention found, its absence quiet, the power stated as it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from audit.invented_counts import ALPHA, counted, found, material, people, said
from cenotaph.audit import digits
from cenotaph.audit.counts import Cell, Counted
from cenotaph.audit.digits import seen_share
from cenotaph.audit.finding import EXACT, Quiet, Skipped


def rewritten(count: Counted, change) -> Counted:
    """The count with its cells as `change` writes them."""
    return replace(count, cells=tuple(change(c) for c in count.cells))


def half_of_digits(cell: Cell) -> Cell:
    """An inventor who ends every figure in 0 to 4."""
    last = cell.persons % 10
    return replace(cell, persons=cell.persons - last + last % 5)


def of_digits(count: Counted):
    return [s for s in said(digits, material([count])) if s.check == digits.NAME]


def test_true_counts_have_even_digits_and_say_what_would_have_been_seen():
    made = of_digits(counted(0, people(0)))
    assert [type(s) for s in made] == [Quiet, Quiet]
    assert all("it sees, four times in five" in s.why for s in made)


def test_figures_that_end_in_half_of_the_digits_are_found():
    made = found(digits, material([rewritten(counted(0, people(0)), half_of_digits)]))
    assert [f.subject for f in made] == ["1880, female", "1880, male"]
    for f in made:
        assert f.persons_low is None
        assert f.figures["digits"][5:] == [0] * 5
        assert f.figures["p"] < 1e-6
        assert f.certainty == "moderate"
        assert f"it sees, four times in five, {100 * f.figures['seen_half_of_digits']:.0f} per cent" in f.basis


def test_a_rounded_table_is_not_judged():
    rounded = rewritten(counted(0, people(0)), lambda c: replace(c, persons=float(round(c.persons, -1))))
    assert all(isinstance(s, Skipped) and "rounded" in s.why for s in of_digits(rounded))


def test_figures_that_are_not_whole_were_not_counted():
    halves = rewritten(counted(0, people(0)), lambda c: replace(c, persons=c.persons + 0.5))
    assert all("not whole numbers" in s.why for s in of_digits(halves))


def test_sexes_printed_together_are_judged_as_they_stand():
    made = of_digits(counted(0, people(0), together=True))
    assert [(type(s), s.subject) for s in made] == [(Quiet, "1880, both")]


@pytest.mark.parametrize("alpha", [0.05, ALPHA])
@pytest.mark.parametrize("cells", [50, 85, 200])
def test_the_power_stated_is_that_of_a_simulation_of_cells(cells, alpha):
    """Every cell drawn on its own here: invented or true, then its digit. The share stated is the least, in steps of
    0.02, that is seen four times in five: it is seen so, and one step less is not, to five points."""
    for share, choice in zip(seen_share(cells, alpha), (np.arange(5), np.zeros(1, dtype=int)), strict=True):
        assert power(share, cells, alpha, choice) > digits.WANTED_POWER - 0.05
        assert power(share - digits.STEP, cells, alpha, choice) < digits.WANTED_POWER + 0.05


def power(share: float, cells: int, alpha: float, choice: np.ndarray) -> float:
    """How often a table is found uneven of which a share of cells ends in digits of one's choice."""
    rng, tables = np.random.default_rng(1), 3000
    last = rng.integers(10, size=(tables, cells))
    last = np.where(rng.random((tables, cells)) < share, rng.choice(choice, size=last.shape), last)
    counts = np.stack([(last == d).sum(axis=1) for d in range(10)], axis=-1)
    return float((((counts - cells / 10) ** 2).sum(axis=-1) / (cells / 10) > chi2.isf(alpha, 9)).mean())


def test_the_test_keeps_its_level_on_even_digits():
    """Uneven in at most twice ALPHA of true tables of 84 cells, by simulation: chi-square is a guide here."""
    rng = np.random.default_rng(2)
    counts = rng.multinomial(84, np.full(10, 0.1), size=20_000)
    uneven = (((counts - 8.4) ** 2).sum(axis=-1) / 8.4 > chi2.isf(ALPHA, 9)).mean()
    assert uneven < 2 * ALPHA


def repeats(counts: list[Counted]):
    (one,) = [s for s in said(digits, material(counts)) if s.check == digits.REPEATED]
    return one


def test_figures_copied_from_one_sex_to_the_other_are_found_with_their_persons():
    count = counted(0, people(0))
    women = {c.age_from: c.persons for c in count.cells if c.sex == "female"}
    copied = rewritten(
        count, lambda c: replace(c, persons=women[c.age_from]) if c.sex == "male" and 30 <= c.age_from < 36 else c
    )
    finding = repeats([copied])
    assert finding.kind == EXACT
    planted = {str(int(women[a])) for a in range(30, 36)}
    assert planted <= set(finding.figures["figures"])
    assert all(finding.figures["figures"][v] == ["1880, female", "1880, male"] for v in planted)
    chance = sum(float(v) for v in set(finding.figures["figures"]) - planted)
    assert finding.persons_low == finding.persons_high == sum(women[a] for a in range(30, 36)) + chance


def test_true_figures_repeat_no_more_than_chance_lets_them():
    assert isinstance(repeats([counted(y, people(y)) for y in (0, 5, 10)]), Quiet)


def test_a_table_printed_twice_is_found():
    twice = repeats([counted(0, people(0)), counted(9, people(0))])
    assert twice.persons_low > 0.9 * people(0)[:, :60].sum()


def test_small_figures_may_repeat():
    """Twelve persons of two ages, or 1,500, are no sign of anything: only figures from 10,000 on are compared."""
    count = counted(0, people(0))
    alike = rewritten(count, lambda c: replace(c, persons=1500.0) if 86 <= c.age_from < 92 else c)
    assert isinstance(repeats([alike]), Quiet)
