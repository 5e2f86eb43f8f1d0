"""The whole audit: every check over one case or file, ordered, with one family-wise level for chance.

Where a check can be misled by chance, its level is FAMILY over the number of comparisons of the whole audit
(Bonferroni), so that an audit of a population without fault raises any alarm by chance alone one time in twenty at
the most.
Deterministic findings need an effect above what careful counts show; each check states its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from cenotaph.audit import accuracy, balance, children, cohorts, contingents, digits, heaping, totals
from cenotaph.audit.counts import Material, counts_of_file, material_of_case
from cenotaph.audit.finding import Finding, Quiet, Skipped
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case

SCHEMA = "cenotaph/audit/1"
FAMILY = 0.05
ORDER = (
    balance.NAME, balance.REGISTERS, cohorts.NAME, children.NAME, accuracy.SEX, accuracy.JOIN, accuracy.SCORE,
    contingents.NAME, totals.NAME, heaping.NAME, heaping.CHANGE, digits.NAME, digits.REPEATED,
)  # fmt: skip
FINDING_COLUMNS = {
    "check": "", "subject": "", "what": "", "persons_low": "persons", "persons_high": "persons", "certainty": "",
    "basis": "", "explanations": "",
}  # fmt: skip


@dataclass(frozen=True)
class Audit:
    """What an audit says. findings : by check, the largest first; quiet : checks that found nothing; skipped : checks
    that could not be made. level : of one comparison, so that all of them together stay at FAMILY."""

    name: str
    findings: tuple[Finding, ...]
    quiet: tuple[Quiet, ...]
    skipped: tuple[Skipped, ...]
    comparisons: int
    level: float
    heaping: tuple[dict, ...] = ()
    survival: tuple[dict, ...] = ()
    inputs: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict:
        """The document written to audit.json."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "family_wise_level": FAMILY,
            "comparisons": self.comparisons,
            "level_of_one": self.level,
            "inputs": self.inputs,
            "findings": [f.as_dict() for f in self.findings],
            "quiet": [q.as_dict() for q in self.quiet],
            "skipped": [s.as_dict() for s in self.skipped],
        }

    def as_tables(self) -> dict[str, Table]:
        """Tables for a report: "findings", "heaping", "survival" (those that have rows)."""
        rows = [
            {name: getattr(f, name) for name in FINDING_COLUMNS if name != "explanations"}
            | {"explanations": "; ".join(f.explanations)}
            for f in self.findings
        ]
        made = {
            "findings": Table(
                "audit-findings", "What the audit finds, by check, the largest first", FINDING_COLUMNS, rows
            ),
            "heaping": Table("audit-heaping", "Age heaping by count and sex", _units(self.heaping), list(self.heaping)),
            "survival": Table(
                "audit-survival", "Survival of cohorts between counts", _units(self.survival), list(self.survival)
            ),
        }
        return {name: table for name, table in made.items() if table.rows}

    def __repr__(self) -> str:
        return (
            f"Audit({self.name}: {len(self.findings)} findings, {len(self.quiet)} quiet, {len(self.skipped)} not made)"
        )


_UNITS = {"myers": "per cent", "bachi": "per cent", "age_from": "years", "age_to": "years"}


def _units(rows: tuple[dict, ...]) -> dict[str, str]:
    names = rows[0] if rows else {}
    counted = ("displaced_low", "displaced_high", "opening", "counted")
    return {name: "persons" if name in counted else _UNITS.get(name, "") for name in names}


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
    from scipy.special import ndtri

    parts = (heaping, digits, cohorts, children, accuracy)
    comparisons = sum(part.comparisons(material) for part in parts)
    level = FAMILY / max(comparisons, 1)
    z = float(-ndtri(level / 2))
    said = [
        *balance.check(material), *cohorts.check(material, z), *children.check(material, z),
        *accuracy.check(material, z), *contingents.check(material), *totals.check(material),
        *heaping.check(material, level), *digits.check(material, level),
        *(Skipped("reading", material.name, text) for text in material.left_out),
    ]  # fmt: skip
    order = {name: place for place, name in enumerate(ORDER)}
    findings = sorted((s for s in said if isinstance(s, Finding)), key=lambda f: (order[f.check], -f.size))
    return Audit(
        material.name, tuple(findings), tuple(s for s in said if isinstance(s, Quiet)),
        tuple(s for s in said if isinstance(s, Skipped)), comparisons, level,
        tuple(heaping.heaping_rows(material)), tuple(cohorts.survival_rows(material)),
        dict(sorted(material.hashes.items())),
    )  # fmt: skip


def by_check(said: tuple) -> list[tuple[str, list]]:
    """Things said under the name of their check, in order."""
    return [(name, list(group)) for name, group in groupby(said, key=lambda s: s.check)]
