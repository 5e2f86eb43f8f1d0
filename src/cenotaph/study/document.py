"""estimates.json and manifest.json as models: what is read back is checked before anything uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from cenotaph.errors import BadOutput
from cenotaph.estimate import SCHEMA, Estimate, Estimates, EstimateStatus, Table
from cenotaph.evidence.provenance import Run

MANIFEST_SCHEMA = "cenotaph/manifest/1"
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class RunRecord(_Record):
    case: str
    seed: int
    parameters: dict[str, Any]
    inputs: dict[str, Digest]
    software: dict[str, str]
    started: str
    wall_seconds: float
    cpu_seconds: float
    diagnostics: dict[str, Any]


class IntervalRecord(_Record):
    low: Finite
    high: Finite
    level: float | None
    kind: str


class EstimateRecord(_Record):
    id: Annotated[str, Field(min_length=1)]
    label: str
    definition: str
    unit: str
    who: str
    territory: str
    period: str
    comparable: str
    value: Finite | None
    interval: IntervalRecord | None
    axis: Literal["scenario", "draw", "confidence", "exact", "limits", "none"]
    values: list[Finite]
    labels: list[str]
    status: EstimateStatus
    weakest_evidence: str
    inputs: list[str]
    reason: str
    headline: bool

    @model_validator(mode="after")
    def _as_many_values_as_the_axis_says(self) -> EstimateRecord:
        size = len(self.values)
        if (self.axis == "none") != (size == 0) or (self.axis == "exact" and size != 1):
            raise ValueError(f"{size} values on the axis {self.axis!r}")
        return self


class TableRecord(_Record):
    caption: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]


class Document(_Record):
    """The whole of estimates.json."""

    schema_name: Literal[SCHEMA] = Field(alias="schema")  # type: ignore[valid-type]
    run: RunRecord
    scenarios: list[dict[str, Any]]
    estimates: Annotated[list[EstimateRecord], Field(min_length=1)]
    tables: dict[str, TableRecord]


class Manifest(_Record):
    """The whole of manifest.json."""

    schema_name: Literal["cenotaph/manifest/1"] = Field(alias="schema")
    run: RunRecord
    outputs: dict[str, Digest]


def as_document(estimates: Estimates) -> dict:
    """estimates.json: schema, run, scenarios, estimates, tables."""
    return {
        "schema": SCHEMA,
        "run": estimates.run.as_dict(),
        "scenarios": estimates.scenarios,
        "estimates": [e.as_dict() for e in estimates.estimates],
        "tables": {
            t.name: {"caption": t.caption, "columns": t.columns, "rows": t.rows} for t in estimates.tables.values()
        },
    }


def parsed(path: Path, model: type[_Record], remedy: str) -> Any:
    """A JSON file as its model.

    Raises
    ------
    BadOutput naming the file when it is missing, is no JSON, or is not what the model says.
    """
    try:
        return model.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        what = f"is damaged or of another version ({where}: {first['msg']})."
    except (OSError, ValueError, RecursionError):
        what = "is missing or damaged."
    raise BadOutput(what, where=str(path), remedy=remedy)


def as_estimates(document: Document) -> Estimates:
    """Estimates from a checked document."""
    return Estimates(
        run=Run(**document.run.model_dump()),
        estimates=tuple(Estimate.from_dict(e.model_dump()) for e in document.estimates),
        scenarios=document.scenarios,
        tables={name: Table(name, **t.model_dump()) for name, t in document.tables.items()},
    )
