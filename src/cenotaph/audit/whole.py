"""The whole audit: every check over one case or file, ordered, with one family-wise level for chance.

Half of FAMILY is spent on the tests that rest on chance alone (digit preference, last digits, repeated figures and
columns), half on the comparisons that must exceed chance as well as what careful counts show; each half is divided
evenly among its comparisons (Bonferroni). An audit of a population without fault thus raises any alarm by chance alone
one time in twenty at the most. What careful counts show is stated by each check.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from cenotaph.audit import (
    accuracy,
    age_groups,
    balance,
    child_woman,
    children,
    cohorts,
    contingents,
    copies,
    digits,
    empty,
    heaping,
    hollow,
    levels,
    sex_ratios,
    totals,
)
from cenotaph.audit.counts import Material
from cenotaph.audit.finding import Finding, Quiet, Said, Skipped
from cenotaph.audit.from_case import material_of_case
from cenotaph.audit.from_file import counts_of_file
from cenotaph.audit.tables import tables_of
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case

SCHEMA = "cenotaph/audit/1"
FAMILY = 0.05
BY_CHANCE = (heaping, digits, copies)
BEYOND_CHANCE = (cohorts, levels, children, child_woman, hollow, sex_ratios, age_groups)
ORDER = (
    balance.NAME, balance.REGISTERS, cohorts.NAME, levels.NAME, children.NAME, child_woman.NAME, hollow.NAME,
    sex_ratios.NAME, age_groups.NAME, contingents.NAME, totals.NAME, empty.NAME, accuracy.NAME, heaping.NAME,
    heaping.CHANGE, digits.NAME, digits.REPEATED, copies.NAME,
)  # fmt: skip


@dataclass(frozen=True)
class Level:
    """What chance is allowed. comparisons : in all. test : level of one test that rests on chance alone.
    deviations : standard deviations that a comparison must exceed, two-sided."""

    comparisons: int
    test: float
    deviations: float


@dataclass(frozen=True)
class Audit:
    """What an audit says. territory : of the counts, in words. findings : by check, the largest first; quiet : checks
    that found nothing; skipped : checks that could not be made; tables : what stands behind them, by name."""

    name: str
    territory: str
    findings: tuple[Finding, ...]
    quiet: tuple[Quiet, ...]
    skipped: tuple[Skipped, ...]
    level: Level
    tables: dict[str, Table] = field(default_factory=dict, repr=False)
    inputs: dict[str, str] = field(default_factory=dict, repr=False)

    def as_dict(self) -> dict:
        """The document written to audit.json."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "territory": self.territory,
            "unit": "persons",
            "family_wise_level": FAMILY,
            "comparisons": self.level.comparisons,
            "level_of_one_test": self.level.test,
            "deviations_of_one_comparison": self.level.deviations,
            "inputs": self.inputs,
            "findings": [f.as_dict() for f in self.findings],
            "quiet": [q.as_dict() for q in self.quiet],
            "skipped": [s.as_dict() for s in self.skipped],
            "tables": {name: table.rows for name, table in self.tables.items() if name != "audit-findings"},
        }

    def __repr__(self) -> str:
        made = f"{len(self.findings)} findings, {len(self.quiet)} quiet, {len(self.skipped)} not made"
        return f"Audit({self.name}: {made})"


def audit(case_or_file: str | Path | Case) -> Audit:
    """Audit an embedded case by name, a case folder, or a population table.

    Raises
    ------
    CaseNotFound when it is none of them; BadEvidence with every fault of its evidence.

    Examples
    --------
    >>> audit("ussr-1926-1939").findings[0].check
    'balance at normal mortality'
    """
    if isinstance(case_or_file, Case):
        return of_material(material_of_case(case_or_file))
    path = Path(case_or_file)
    if path.is_file() and path.suffix.lower() != ".toml":
        return of_material(counts_of_file(path))
    return of_material(material_of_case(load_case(find_case(case_or_file))))


def of_material(material: Material) -> Audit:
    """The audit of counts already read."""
    level = _level(material)
    said: list[Said] = [
        *balance.check(material), *contingents.check(material), *totals.check(material), *empty.check(material),
        *accuracy.check(material),
        *(s for part in BY_CHANCE for s in part.check(material, level.test)),
        *(s for part in BEYOND_CHANCE for s in part.check(material, level.deviations)),
        *(Skipped("reading", material.name, text) for text in material.left_out),
    ]  # fmt: skip
    place = {name: i for i, name in enumerate((*ORDER, "reading"))}
    said.sort(key=lambda s: place[s.check])
    findings = sorted((s for s in said if isinstance(s, Finding)), key=lambda f: (place[f.check], -f.size))
    return Audit(
        material.name, material.territory, tuple(findings), tuple(s for s in said if isinstance(s, Quiet)),
        tuple(s for s in said if isinstance(s, Skipped)), level, tables_of(material, findings),
        dict(sorted(material.hashes.items())),
    )  # fmt: skip


def _level(material: Material) -> Level:
    from scipy.special import ndtri

    alone, beside = (sum(p.comparisons(material) for p in parts) for parts in (BY_CHANCE, BEYOND_CHANCE))
    half = FAMILY / 2
    return Level(alone + beside, half / max(alone, 1), float(-ndtri(half / max(beside, 1) / 2)))


def by_check(said: tuple) -> list[tuple[str, list]]:
    """Things said under the name of their check, in order."""
    return [(name, list(group)) for name, group in groupby(said, key=lambda s: s.check)]
