"""An audit as part of a run (its tables), and as a folder: audit.json and audit.csv, written in one step."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cenotaph.audit.finding import Quiet, Skipped
from cenotaph.audit.tables import FINDING_COLUMNS
from cenotaph.audit.whole import FAMILY, Audit
from cenotaph.estimate import Table
from cenotaph.evidence.provenance import Run, software
from cenotaph.study.store import as_csv, as_json, check_free, put, seal

__all__ = ["audit_tables", "check_free", "write_audit"]


def audit_tables(audit: Audit) -> dict[str, Table]:
    """Everything an audit says as tables of a run: its own, what was quiet, what was not made, what chance is allowed.

    "audit-quiet" and "audit-not-made" have a row for each check and what it concerns; "audit-level" has one row.
    """
    level = {
        "family_wise_level": FAMILY,
        "comparisons": audit.level.comparisons,
        "level_of_one_test": audit.level.test,
        "deviations_of_one_comparison": audit.level.deviations,
    }
    made = (
        _said("audit-quiet", "Checks that found nothing", audit.quiet),
        _said("audit-not-made", "Checks that could not be made", audit.skipped),
        Table("audit-level", "What chance is allowed in the audit", dict.fromkeys(level, ""), [level]),
    )
    return audit.tables | {table.name: table for table in made}


def _said(name: str, caption: str, said: tuple[Quiet, ...] | tuple[Skipped, ...]) -> Table:
    return Table(name, caption, {"check": "", "subject": "", "why": ""}, [s.as_dict() for s in said])


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
