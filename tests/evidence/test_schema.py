"""The published schema says what the reader accepts, and describes every file of a case."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from cenotaph.evidence.find import find_case
from cenotaph.evidence.read import load_case
from cenotaph.evidence.schema import data_package, json_schema, kind_of, table_schema
from cenotaph.evidence.tables import KINDS
from evidence.builder import POPULATION, TinyCase

TYPES = {"string", "integer", "number", "date", "list"}


def whole(case: TinyCase) -> dict:
    return {name: tomllib.loads(case.files[name].decode()) for name in ("case.toml", "sources.toml")}


def test_json_schema_accepts_the_tiny_case_and_refuses_a_wrong_one(tiny: TinyCase) -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(whole(tiny))
    tiny.swap("case.toml", 'kind = "mortality"', 'kind = "morality"')
    with pytest.raises(ValidationError, match="morality"):
        validator.validate(whole(tiny))


def test_json_schema_describes_the_rows_of_every_kind(tiny: TinyCase, tmp_path: Path) -> None:
    validator = Draft202012Validator(json_schema())
    case = load_case(tiny.write(tmp_path))
    rows: dict = {}
    for placed in (*case.placed, *load_case(find_case("kosovo-1999")).placed):  # histories are of cases of lists
        rows.setdefault(type(placed.row).kind, []).append(placed.row.model_dump(mode="json"))
    assert set(rows) == set(KINDS)
    validator.validate({**whole(tiny), **rows})
    rows["population"][0]["persons"] = -1
    assert [list(fault.path) for fault in validator.iter_errors({**whole(tiny), **rows})] == [
        ["population", 0, "persons"]
    ]


def test_json_schema_can_be_printed() -> None:
    assert json.loads(json.dumps(json_schema())) == json_schema()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_table_schema_names_every_column_once_with_type_and_meaning(kind: str) -> None:
    schema = table_schema(kind)
    columns = {column["name"]: column for column in schema["fields"]}
    assert list(columns) == list(KINDS[kind].model_fields)
    assert {column["type"] for column in schema["fields"]} <= TYPES
    required = {name for name, field in KINDS[kind].model_fields.items() if field.is_required()}
    assert {name for name, c in columns.items() if c.get("constraints", {}).get("required")} == required
    assert all(set(key) <= set(columns) for key in schema["uniqueKeys"])


def test_table_schema_carries_types_and_limits() -> None:
    columns = {column["name"]: column for column in table_schema("population")["fields"]}
    assert columns["persons"]["type"] == "integer"
    assert columns["persons"]["constraints"]["minimum"] == 0
    assert columns["age_to"]["type"] == "integer"
    assert "required" not in columns["age_to"]["constraints"]
    assert columns["date"]["type"] == "date"
    assert columns["source"] | {"description": ""} == {
        "name": "source", "type": "list", "delimiter": ";", "description": "",
        "constraints": {"required": True},
    }  # fmt: skip
    assert columns["sex"]["constraints"]["enum"] == ["female", "male", "both"]
    assert "EDTF" in {c["name"]: c for c in table_schema("vital")["fields"]}["period"]["description"]
    with pytest.raises(KeyError):
        table_schema("populations")


def test_data_package_describes_every_file_with_its_hash_and_sources(tiny: TinyCase, tmp_path: Path) -> None:
    package = data_package(load_case(tiny.write(tmp_path)))
    assert package["name"] == "island"
    assert len(package["sources"]) == 2
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert set(resources) == set(tiny.files)
    assert len({resource["name"] for resource in package["resources"]}) == len(resources)
    for path, data in tiny.files.items():
        assert resources[path]["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
    population = resources["evidence/population.csv"]
    header = next(csv.reader(io.StringIO(POPULATION)))
    assert set(header) <= {column["name"] for column in population["schema"]["fields"]}
    assert {source["id"] for source in population["sources"]} == {"count", "register"}
    assert [source["id"] for source in resources["literature.csv"]["sources"]] == ["count"]
    assert "dialect" not in population
    assert json.loads(json.dumps(package)) == package


def test_data_package_states_another_separator(tiny: TinyCase, tmp_path: Path) -> None:
    text = POPULATION.replace("count;register", "count").replace(",", ";")
    tiny.files["evidence/population.csv"] = text.encode("utf-8-sig")
    package = data_package(load_case(tiny.write(tmp_path)))
    dialects = {r["path"]: r["dialect"] for r in package["resources"] if "dialect" in r}
    assert dialects == {"evidence/population.csv": {"delimiter": ";"}}


def test_kind_is_what_the_name_begins_with() -> None:
    assert kind_of("evidence/life_tables-1926-urban.csv") == "life_tables"
    assert kind_of("literature.csv") == "literature"
