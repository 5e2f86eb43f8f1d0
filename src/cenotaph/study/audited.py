"""An audit as part of a run (its tables), and as a folder: audit.json and audit.csv, written in one step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cenotaph.audit.finding import Quiet, Skipped
from cenotaph.audit.tables import FINDING_COLUMNS
from cenotaph.audit.whole import FAMILY, Audit, audit
from cenotaph.errors import CenotaphError
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.provenance import Run, software
from cenotaph.study.store import as_csv, as_json, check_free, put, seal

__all__ = ["audit_tables", "audited", "check_free", "write_audit"]

QUIET, NOT_MADE = "audit-quiet", "audit-not-made"
CAPTIONS = {QUIET: "Checks that found nothing", NOT_MADE: "Checks that could not be made"}


def audited(case: Case) -> dict[str, Table]:
    """The tables of a case's audit; where counts cannot be audited at all, one row of "audit-not-made" says why, and
    the account stands without it."""
    try:
        return audit_tables(audit(case))
    except CenotaphError as problem:
        rows = (Skipped("the whole audit", case.name, str(problem)),)
        return {NOT_MADE: _said(NOT_MADE, rows)}


def audit_tables(found: Audit) -> dict[str, Table]:
    """Everything an audit says as tables of a run: its own, what was quiet, what was not made, what chance is allowed.

    "audit-quiet" and "audit-not-made" have a row for each check and what it concerns; "audit-level" has one row.
    """
    level = {
        "family_wise_level": FAMILY,
        "comparisons": found.level.comparisons,
        "level_of_one_test": found.level.test,
        "deviations_of_one_comparison": found.level.deviations,
    }
    made = (
        _said(QUIET, found.quiet),
        _said(NOT_MADE, found.skipped),
        Table("audit-level", "What chance is allowed in the audit", dict.fromkeys(level, ""), [level]),
    )
    return found.tables | {table.name: table for table in made}


def _said(name: str, said: tuple[Quiet, ...] | tuple[Skipped, ...]) -> Table:
    return Table(name, CAPTIONS[name], {"check": "", "subject": "", "why": ""}, [s.as_dict() for s in said])


def write_audit(out: Path, audit: Audit) -> Path:
    """Write audit.json (everything) and audit.csv (one row a finding) and a manifest with their hashes.

    Raises
    ------
    BadOutput when `out` holds anything that this program did not write, or cannot be written.
    """

    def fill(folder: Path) -> None:
        rows = audit.tables["audit-findings"].rows
        text = as_csv(rows) if rows else ",".join(FINDING_COLUMNS) + "\n"
        (folder / "audit.json").write_text(as_json(audit.as_dict()), encoding="utf-8", newline="")
        (folder / "audit.csv").write_text(text, encoding="utf-8", newline="")
        record = Run(
            case=audit.name,
            seed=0,
            parameters={"audit": True, "family_wise_level": FAMILY},
            inputs=audit.inputs,
            software=software(),
            started=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        seal(folder, record)

    return put(out, fill)
