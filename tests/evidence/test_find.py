"""A case is found by the name of an embedded one or by its folder, and else the nearest names are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from cenotaph.errors import CaseNotFound
from cenotaph.evidence import find
from cenotaph.evidence.find import embedded_cases, find_case
from evidence.builder import TinyCase


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch) -> Path:
    """Two embedded cases and a folder that is none."""
    for name in ("island-1900", "rock-1900"):
        TinyCase().write(tmp_path / "cases" / name)
    (tmp_path / "cases" / "notes").mkdir()
    monkeypatch.setattr(find, "CASES_FOLDER", tmp_path / "cases")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_embedded_cases_are_folders_with_a_case(shipped: Path) -> None:
    assert embedded_cases() == {n: shipped / "cases" / n for n in ("island-1900", "rock-1900")}


def test_no_embedded_cases_is_no_fault(shipped: Path, monkeypatch) -> None:
    monkeypatch.setattr(find, "CASES_FOLDER", shipped / "nowhere")
    assert embedded_cases() == {}


def test_the_package_ships_its_cases() -> None:
    assert find.CASES_FOLDER.is_dir()
    assert all((folder / "case.toml").is_file() for folder in embedded_cases().values())
    assert embedded_cases()


def test_found_by_name_by_folder_and_by_file(shipped: Path) -> None:
    own = TinyCase().write(shipped / "own")
    assert find_case("island-1900") == shipped / "cases" / "island-1900"
    assert find_case("own") == Path("own")
    assert find_case(own) == own
    assert find_case(str(own / "case.toml")) == own


def test_a_name_means_the_embedded_case_and_a_path_the_folder(shipped: Path) -> None:
    TinyCase().write(shipped / "island-1900")
    assert find_case("island-1900") == shipped / "cases" / "island-1900"
    assert find_case("./island-1900") == Path("island-1900")


@pytest.mark.parametrize("wrong", ["iland-1900", "Island-1900", "island"])
def test_the_nearest_names_are_told(wrong: str, shipped: Path) -> None:
    with pytest.raises(CaseNotFound) as refusal:
        find_case(wrong)
    text = str(refusal.value)
    assert f'"{wrong}" is neither an embedded case nor a folder' in text
    assert "Did you mean island-1900" in text
    assert "Embedded cases: island-1900, rock-1900." in text


def test_a_folder_without_a_case_is_told_as_such(shipped: Path) -> None:
    with pytest.raises(CaseNotFound, match=r"is a folder without a case\.toml"):
        find_case(str(shipped / "cases" / "notes"))


@pytest.mark.parametrize("wrong", ["", "x" * 5000, "a\0b", "\x1b[2J", "..", "/"])
def test_names_that_no_file_can_have(wrong: str, shipped: Path) -> None:
    with pytest.raises(CaseNotFound) as refusal:
        find_case(wrong)
    assert str(refusal.value).isprintable()
