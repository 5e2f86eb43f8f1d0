"""The published shape of a case, generated from the models: JSON Schema and Data Package descriptors."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic.fields import FieldInfo
from pydantic.json_schema import models_json_schema

from cenotaph.evidence.case import Case
from cenotaph.evidence.dates import check_day, check_edtf
from cenotaph.evidence.spec import CaseSpec, Source
from cenotaph.evidence.table_in import HEAD, separator_of
from cenotaph.evidence.tables import KINDS
from cenotaph.evidence.toml_in import CASE_FILE, SOURCES_FILE

SCHEMA_ID = "cenotaph/case/1"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
_EDTF = "An EDTF date or interval: 1933, 1933-06, 1933-06-01 or 1932/1933."
# pydantic leaves its own words where a validator stands before the limit
_LIMITS = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
_CONSTRAINTS = ("minimum", "maximum", "enum", "pattern")


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a whole case.

    The instance it describes has a property for each file: `case.toml`, `sources.toml` (each as TOML
    reads it) and, for each kind of table, a list of rows with their cells converted.
    """
    models = [CaseSpec, Source, *KINDS.values()]
    _, definitions = models_json_schema([(model, "validation") for model in models], ref_template="#/$defs/{model}")
    tables = {kind: {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}} for kind, model in KINDS.items()}
    return {
        "$schema": _DIALECT,
        "$id": SCHEMA_ID,
        "title": "A cenotaph case",
        "type": "object",
        "required": [CASE_FILE, SOURCES_FILE],
        "properties": {
            CASE_FILE: {"$ref": "#/$defs/CaseSpec"},
            SOURCES_FILE: {"type": "object", "additionalProperties": {"$ref": "#/$defs/Source"}},
            **tables,
        },
        "$defs": _standard(definitions["$defs"]),
    }


def table_schema(kind: str) -> dict[str, Any]:
    """Table Schema (Data Package v2) of a kind of table: columns with type, meaning and constraints.

    Raises
    ------
    KeyError, for a kind that is not in `tables.KINDS`.
    """
    model = KINDS[kind]
    properties = _standard(model.model_json_schema()["properties"])
    return {
        "$schema": _SCHEMA_PROFILE,
        "title": kind,
        "description": " ".join((model.__doc__ or "").split()),
        "fieldsMatch": "superset",  # columns in any order; those with a default may be left out
        "missingValues": [""],
        "fields": [_field(name, field, properties[name]) for name, field in model.model_fields.items()],
        "uniqueKeys": [list(model.key)],
    }


def data_package(case: Case) -> dict[str, Any]:
    """Data Package v2 descriptor of a case: its files with schema, sources and sha256.

    Every file that was read is a resource; those with a table carry the schema of their kind and the
    sources that their rows name.

    Raises
    ------
    OSError, when a table is no longer there.
    """
    info = case.spec.case
    return {
        "$schema": _PACKAGE_PROFILE,
        "name": info.id,
        "title": info.title,
        "description": info.question,
        "sources": _sources(case, case.sources),
        "resources": [_resource(case, path) for path in case.hashes],
    }


def _resource(case: Case, path: str) -> dict[str, Any]:
    stem, _, suffix = path.rpartition(".")
    common = {
        "name": stem.replace("/", "-").lower(),
        "path": path,
        "format": suffix.lower(),
        "encoding": "utf-8",
        "hash": f"sha256:{case.hashes[path]}",
    }
    if suffix.lower() != "csv":
        return {**common, "mediatype": "application/toml"}
    named = dict.fromkeys(name for placed in case.placed if placed.file == path for name in placed.row.source)
    kind = kind_of(path)
    with (case.folder / path).open(encoding="utf-8-sig") as stream:
        separator = separator_of(stream.read(HEAD), KINDS[kind])
    return {
        **common,
        "type": "table",
        "mediatype": "text/csv",
        **({"dialect": {"delimiter": separator}} if separator != "," else {}),
        "schema": table_schema(kind),
        "sources": _sources(case, named),
    }


def _standard(node: Any) -> Any:
    """A piece of JSON Schema with every limit under its standard word."""
    if isinstance(node, list):
        return [_standard(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        _LIMITS.get(key, key) if isinstance(value, int | float) else key: _standard(value)
        for key, value in node.items()
    }


def kind_of(path: str) -> str:
    """The kind of table that a file name states: evidence/population-1926.csv holds population."""
    return path.rpartition("/")[2].rpartition(".")[0].split("-")[0]


def _sources(case: Case, names: Iterable[str]) -> list[dict[str, str]]:
    return [{"title": case.sources[name].citation, "id": name} for name in names if name in case.sources]


def _field(name: str, field: FieldInfo, described: dict[str, Any]) -> dict[str, Any]:
    """One column, from what the model's JSON Schema says about it."""
    shape = next((s for s in described.get("anyOf", ()) if s.get("type") != "null"), described)
    checks = {getattr(part, "func", None) for part in field.metadata}
    column = {"name": name, "type": "string", "description": field.description or ""}
    if check_day in checks:
        column["type"] = "date"
    elif check_edtf in checks:
        column["description"] = f"{column['description']} {_EDTF}".strip()
    elif shape.get("type") in ("integer", "number"):
        column["type"] = shape["type"]
    elif shape.get("type") == "array":
        column |= {"type": "list", "delimiter": ";"}
    constraints = {name: shape[name] for name in _CONSTRAINTS if name in shape}
    if field.is_required():
        constraints["required"] = True
    return column | ({"constraints": constraints} if constraints else {})
