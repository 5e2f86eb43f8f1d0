"""The face of the library: what is exported, that nothing is forgotten, and what every docstring must say."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cenotaph import demography, evidence

ROOMS = {"demography": demography, "evidence": evidence}
FOLDER = Path(demography.__file__).parent
READERS = ("hmd", "tidy", "wpp")  # modules of evidence for files that a user brings
WHENCE = r"\b1[5-9]\d\d\b|\b20[0-2]\d\b|`\w+`|\.org\b|\b([Dd]efinition|[Ii]dentity|convention|this package|as the)\b"
HELPERS = ("check_", "as_", "is_", "by_age")
EXEMPT = {
    "conversions": "closed_width replace_last sum_from_age survivors width_from_age",  # arithmetic of widths and sums
    "graduation": "sum_groups",  # regroup is the face
    "graduation_multipliers": "free_coefficients on_groups printed_coefficients roughness_of_ends",  # inside Beers
    "graduation_sprague_beers": "multiplier_matrix single_year_grid",  # inside the two methods
    "heaping": "ratio",
    "hmd": "smoothing_age",  # a step of hmd_death_rates
    "input_checks": "common_namespace",
    "cohort_component": "advance_groups",  # one step, of the five-year reconstruction
    "lifetable": "filled_hazard interval_hazard life_expectancy single_year_hazard",  # the reconstruction's own
    "nax": "life_after_open_age",
    "projection": "Step Stepped advance closing_cohorts overlap step_hazard time_steps whole_and_rest",  # the same
    "table": "nax_by_rule",  # life_table(nax=...) is the face
}
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
DOCUMENTED = [(room, name) for room, face in ROOMS.items() for name in face._HOMES if name != "load_case"]


def defined(room: str, module: str) -> dict[str, ast.AST]:
    """Public functions and classes of a module, by name."""
    tree = ast.parse((FOLDER.parent / room / f"{module}.py").read_text(encoding="utf-8"))
    kinds = ast.FunctionDef | ast.ClassDef
    return {node.name: node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")}


def to_export(room: str, module: str) -> set[str]:
    exempt = EXEMPT.get(module, "").split() if room == "demography" else []
    return {name for name in defined(room, module) if not name.startswith(HELPERS) and name not in exempt}


def imported_for_editors(room: str) -> dict[str, str]:
    """Names under TYPE_CHECKING and the module each comes from."""
    tree = ast.parse((FOLDER.parent / room / "__init__.py").read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If))
    return {alias.name: node.module.rsplit(".", 1)[1] for node in block.body for alias in node.names}


@pytest.mark.parametrize("room", ROOMS)
def test_every_exported_name_comes_from_the_module_the_table_says(room):
    face = ROOMS[room]
    assert sorted(face.__all__) == sorted(face._HOMES) == dir(face)
    assert imported_for_editors(room) == face._HOMES
    for name, module in face._HOMES.items():
        home = importlib.import_module(f"cenotaph.{room}.{module}")
        assert getattr(face, name) is getattr(home, name)


@pytest.mark.parametrize(("room", "module"), [("demography", m) for m in MODULES] + [("evidence", m) for m in READERS])
def test_nothing_public_is_forgotten(room, module):
    exported = {name for name, home in ROOMS[room]._HOMES.items() if home == module}
    assert to_export(room, module) <= exported, "export it in __init__.py, or say in EXEMPT why not"
    constants = {name for name in exported if name.isupper()}
    assert exported - constants <= to_export(room, module)


def test_a_forgotten_function_would_be_seen():
    assert "to_single_years" in to_export("demography", "graduation")
    assert "sum_groups" not in to_export("demography", "graduation")


def test_what_is_exempt_exists():
    for module, names in EXEMPT.items():
        assert set(names.split()) <= set(defined("demography", module))


def test_no_name_is_defined_twice_or_shared_with_a_module():
    """A module imported by its path becomes an attribute of the package and would replace a function of its name."""
    every = [name for module in MODULES for name in to_export("demography", module)]
    assert sorted(every) == sorted(set(every))
    assert not set(every) & set(MODULES)
    assert not set(evidence.__all__) & {path.stem for path in (FOLDER.parent / "evidence").glob("*.py")}


def test_the_face_loads_no_library_and_knows_no_other_name():
    code = "import sys, cenotaph.demography, cenotaph.evidence; print(*{'numpy', 'scipy', 'jax'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
    with pytest.raises(AttributeError, match="no attribute 'whippel'"):
        demography.whippel  # noqa: B018


def missing(text: str) -> list[str]:
    """What the docstring of a public function lacks; a source is a year, another function, or said to be none."""
    text = inspect.cleandoc(text or "")
    first, before = text.split("\n")[0], text.split("Examples\n----")[0]
    source = before.partition("Source")[2] or " ".join(re.findall(r"\bsource as `\w+`", before))
    found = {
        "a first line that names the quantity": 20 <= len(first) <= 120 and not first.startswith("Return"),
        "Raises": re.search(r"\bRaises\b|\b[Ee]rrors\b[^.;]* as (`|th)", text),
        "Source with a year, another function or a word for none": re.search(WHENCE, source),
        "Examples": re.search(r"Examples\n-{8}\n(.|\n)*>>> ", text),
    }
    return [what for what, there in found.items() if not there]


@pytest.mark.parametrize(("room", "name"), DOCUMENTED)
def test_every_function_says_what_it_is_what_it_refuses_whence_it_comes_and_how_it_runs(room, name):
    thing = getattr(ROOMS[room], name)
    if inspect.isfunction(thing):
        assert missing(thing.__doc__) == []
    elif inspect.isclass(thing):
        assert len(thing.__doc__ or "") > 40
        assert not thing.__doc__.startswith(f"{name}("), "the docstring that Python makes says nothing"


def test_a_docstring_without_its_parts_would_be_seen():
    full = "Myers's blended index.\n\nRaises BadInput. Source: Myers (1940).\n\nExamples\n--------\n>>> 1\n1\n"
    assert missing(full) == []
    for part, less in (("Myers's blended index.", "Index."), ("Raises", ""), ("(1940)", ""), (">>> ", "")):
        assert len(missing(full.replace(part, less))) == 1, part


@pytest.mark.parametrize(("room", "module"), [("demography", m) for m in MODULES] + [("evidence", m) for m in READERS])
def test_the_examples_of_every_module_run(room, module):
    result = doctest.testmod(importlib.import_module(f"cenotaph.{room}.{module}"), extraglobs={"np": np})
    assert result.failed == 0


def test_the_first_screen_names_what_is_there_and_its_examples_run():
    named = set(re.findall(r"`(\w+)`", demography.__doc__))
    assert len(named) > 50
    assert named <= {*demography.__all__, *evidence.__all__}
    result = doctest.testmod(demography)
    assert result.attempted > 5
    assert result.failed == 0
