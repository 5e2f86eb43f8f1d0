"""An audit as a folder: audit.json and audit.csv, written in one step like every output."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cenotaph.audit.tables import FINDING_COLUMNS
from cenotaph.audit.whole import FAMILY, Audit
from cenotaph.evidence.provenance import Run, software
from cenotaph.study.store import as_csv, as_json, check_free, put, seal

__all__ = ["check_free", "write_audit"]


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
