"""The tables behind an audit: for files and for the report's charts."""

from __future__ import annotations

from cenotaph.arrays import SEXES
from cenotaph.audit.cohorts import survival_rows
from cenotaph.audit.counts import Material
from cenotaph.audit.finding import Finding
from cenotaph.audit.heaping import heaping_rows
from cenotaph.audit.sex_ratios import ratio_rows
from cenotaph.estimate import Table

FINDING_COLUMNS = {
    "check": "", "subject": "", "title": "", "what": "", "persons_low": "persons", "persons_high": "persons",
    "kind": "", "certainty": "", "basis": "", "explanations": "", "id": "", "inputs": "",
}  # fmt: skip
CAPTIONS = {
    "audit-heaping": "Digit preference by count and sex",
    "audit-survival": "Survival of cohorts between counts, beside normal mortality",
    "audit-sex-ratios": "Men per woman by age",
    "audit-ages": "Persons by single year of stated age, where printed",
}
UNITS = {
    "myers": "per cent", "bachi": "per cent", "age": "years", "age_from": "years", "age_to": "years",
    "opening": "persons", "counted": "persons", "displaced_low": "persons", "displaced_high": "persons",
    "persons": "persons",
}  # fmt: skip


def tables_of(material: Material, findings: list[Finding]) -> dict[str, Table]:
    """ "audit-findings", then those of CAPTIONS that have rows."""
    rows = [
        {name: getattr(f, name) for name in FINDING_COLUMNS}
        | {"explanations": "; ".join(f.explanations), "inputs": "; ".join(f.inputs)}
        for f in findings
    ]
    made = {"audit-findings": Table("audit-findings", "What the audit finds, by check", FINDING_COLUMNS, rows)}
    behind = (heaping_rows(material), survival_rows(material), ratio_rows(material), age_rows(material))
    for (name, caption), rows in zip(CAPTIONS.items(), behind, strict=True):
        if rows:
            made[name] = Table(name, caption, {column: UNITS.get(column, "") for column in rows[0]}, rows)
    return made


def age_rows(material: Material) -> list[dict]:
    """One row a count, sex and single year of age that is printed."""
    return [
        {"count": c.id, "sex": sex, "age": age, "persons": float(c.single[s, age])}
        for c in material.counts if c.by_sex for s, sex in enumerate(SEXES)
        for age in range(c.single.shape[-1] - 1) if c.printed[age]
    ]  # fmt: skip
