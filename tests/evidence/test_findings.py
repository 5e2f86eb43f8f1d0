"""Each class of bad input is told in one sentence: where, what was found, what to do."""

from __future__ import annotations

import ast
import itertools
import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest

from cenotaph import evidence as package
from cenotaph.errors import BadEvidence
from cenotaph.evidence.finding import MOST_SHOWN, Finding, Gathered, error, note, printable
from cenotaph.evidence.read import load_case, read_case
from cenotaph.evidence.rule_names import RULES
from cenotaph.evidence.rules import ACCEPTABLE
from cenotaph.evidence.tables import Literature, Population
from evidence import faults_of_cases, faults_of_five_year, faults_of_reading
from evidence.builder import POPULATION, Fault, TinyCase

FAULTS = faults_of_reading.FAULTS + faults_of_cases.FAULTS + faults_of_five_year.FAULTS
POP, VIT, CASE = "evidence/population.csv", "evidence/vital.csv", "case.toml"
# Faults that no change of a file's content brings about; each has its own test below.
APART = {"symbolic-link", "broken-link", "not-a-file", "unreadable-file", "file-too-large"}
APART |= {"province-model", "province-uncounted", "province-unused"}  # of a larger case: test_provinces_rules.py
ACCEPTED = '\n[[accepted]]\nrule = "{}"\nwhere = "{}"\nreason = "Printed\\nso."\n'


def of_rule(findings: list[Finding], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_the_tiny_case_has_no_finding(tiny: TinyCase, tmp_path: Path) -> None:
    case, findings = read_case(tiny.write(tmp_path))
    assert findings == []
    assert case is not None
    assert set(case.hashes) == set(tiny.files)
    assert len(case.places(Population)) == POPULATION.count("\n") - 1
    assert case.by_id("total-early").line == 9


@pytest.mark.parametrize(
    "other", [lambda c: c, faults_of_five_year.with_life_tables, faults_of_five_year.women], ids=["", "tables", "women"]
)
def test_the_five_year_case_has_no_finding(tiny: TinyCase, tmp_path: Path, other) -> None:
    case, findings = read_case(other(faults_of_five_year.atoll(tiny)).write(tmp_path))
    assert [f.sentence() for f in findings] == []
    assert case is not None
    assert case.spec.model is None


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_fault_is_told_with_place_and_remedy(fault: Fault, tiny: TinyCase, tmp_path: Path) -> None:
    fault.change(tiny)
    case, findings = read_case(tiny.write(tmp_path))
    told = [f for f in of_rule(findings, fault.rule) if (f.file, f.line) == (fault.file, fault.line)]
    assert told, [finding.sentence() for finding in findings]
    sentence = told[0].sentence()
    place = fault.file + ("" if fault.line is None else f", line {fault.line}")
    kind = "key" if fault.file.endswith(".toml") else "column"
    place += f", {kind} {fault.column}" if fault.column else ""
    assert sentence.startswith(f"{place}: ")
    assert fault.found in sentence
    assert fault.need in sentence
    assert told[0].severity == fault.severity
    assert sentence.endswith(".")
    assert "\n" not in sentence
    if fault.severity == "error":
        with pytest.raises(BadEvidence) as refusal:
            load_case(tmp_path)
        assert told[0] in refusal.value.findings
    else:
        assert case is not None


@pytest.mark.parametrize(
    "fault",
    [f for f in FAULTS if f.severity == "error" and f.rule != "more-findings"],
    ids=lambda fault: fault.name,
)
def test_fault_stands_alone(fault: Fault, tiny: TinyCase, tmp_path: Path) -> None:
    """A single fault is not told in many ways; what follows from it may be."""
    fault.change(tiny)
    _, findings = read_case(tiny.write(tmp_path))
    follow = {
        "unknown-column": 2, "repeated-column": 2, "sexes-incomplete": 2, "sexes-mixed": 4,
        "interval-too-long": 10, "kind-twice": 2,
    }  # fmt: skip
    errors = [f.sentence() for f in findings if f.severity == "error"]
    assert len(errors) <= 1 + follow.get(fault.rule, 1), errors


def test_every_rule_has_a_fault_that_shows_it() -> None:
    assert {fault.rule for fault in FAULTS} | APART == set(RULES)


def test_every_code_in_the_source_is_a_named_rule() -> None:
    emitters = {"error", "note", "at", "Wording", "_refused", "_in_case"}
    codes = set()
    for path in Path(package.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in emitters:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant):
                    codes.add(first.value)
    assert len(codes) > 40
    assert codes <= set(RULES)
    assert set(RULES) >= ACCEPTABLE


def test_two_age_tables_alone_are_a_case(tiny: TinyCase, tmp_path: Path) -> None:
    text = tiny.files[CASE].decode()
    text = text[: text.index("\n[[dimension]]")].replace("{@total-early}", "persons")
    text = text.replace('crisis = "1904/1905"\ncrisis_reason = "The storms."\n', "")
    keep = {"sources.toml", POP}
    tiny.files = {name: data for name, data in tiny.files.items() if name in keep} | {CASE: text.encode()}
    case, findings = read_case(tiny.write(tmp_path))
    assert findings == []
    assert case is not None
    assert case.spec.balance.crisis is None


def test_all_faults_of_all_files_are_told_at_once(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 2, "persons", "-1")
    tiny.cell(POP, 14, "sex", "men")
    tiny.cell(VIT, 3, "period", "1901-13")
    tiny.swap("sources.toml", 'access = "print"\n\n', "\n")
    tiny.swap(CASE, 'fate = "published"\n', "")
    _, findings = read_case(tiny.write(tmp_path))
    places = {(f.file, f.line) for f in findings}
    assert places == {(CASE, 17), ("sources.toml", 1), (POP, 2), (POP, 14), (VIT, 3)}


def test_rows_lost_to_one_fault_are_not_told_as_gaps(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 3, "persons", "many")
    _, findings = read_case(tiny.write(tmp_path))
    assert [f.rule for f in findings] == ["not-a-number"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for folder in (tmp_path / "nowhere", tmp_path / ("x" * 4000), Path("a\0b")):
        case, findings = read_case(folder)
        assert case is None
        assert {f.file for f in findings} == {CASE, "sources.toml", "evidence"}


def test_spreadsheet_exports_read_alike(tiny: TinyCase, tmp_path: Path) -> None:
    plain, _ = read_case(tiny.write(tmp_path / "plain"))
    assert plain is not None
    for title, mark, end in (("semicolon", ";", "\n"), ("tab", "\t", "\r\n"), ("mac", ",", "\r")):
        other = TinyCase()
        text = POPULATION if mark == "," else POPULATION.replace("count;register", '"count;register"')
        other.files[POP] = text.replace(",", mark).replace("\n", end).encode("utf-8-sig")
        case, findings = read_case(other.write(tmp_path / title))
        assert case is not None
        assert not [f.sentence() for f in findings if f.severity == "error"]
        assert [(p.row, p.line) for p in case.placed] == [(p.row, p.line) for p in plain.placed]


def test_formulas_white_space_and_blank_rows_are_harmless(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 2, "locator", "=HYPERLINK(A1)")
    tiny.cell(POP, 3, "persons", " 200\u00a0")
    tiny.add(POP, "\n" + "," * 20 + "\n\n")
    case, findings = read_case(tiny.write(tmp_path))
    assert findings == []
    assert case is not None
    assert case.rows(Population)[0].locator == "=HYPERLINK(A1)"
    assert case.rows(Population)[1].persons == 200


def test_the_line_of_a_row_is_its_first_in_the_file(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 2, "locator", '"page\n1"')
    tiny.cell(POP, 4, "persons", "x")
    _, findings = read_case(tiny.write(tmp_path))
    assert [(f.file, f.line) for f in findings] == [(POP, 4)]


@pytest.mark.parametrize("name", [POP, CASE])
def test_a_huge_file_is_refused_by_its_size(name: str, tiny: TinyCase, tmp_path: Path) -> None:
    tiny.write(tmp_path)
    os.truncate(tmp_path / name, 300_000_000)
    tracemalloc.start()
    began = time.perf_counter()
    _, findings = read_case(tmp_path)
    seconds = time.perf_counter() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    (told,) = of_rule(findings, "file-too-large")
    assert told.sentence().startswith(f"{name}: the file has 300 MB, over the limit of ")
    assert seconds < 2
    assert peak < 3_000_000


def test_a_file_that_changes_while_it_is_read(tiny: TinyCase, tmp_path: Path, monkeypatch) -> None:
    tiny.write(tmp_path)
    opened = Path.open

    def growing(path: Path, *args, **kwargs):
        if path.name == "population.csv":
            with opened(path, "ab") as stream:
                stream.write(b"more")
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", growing)
    _, findings = read_case(tmp_path)
    assert [f.file for f in of_rule(findings, "unreadable-file")] == [POP]
    assert "changed while it was being read; wait until" in of_rule(findings, "unreadable-file")[0].sentence()


def test_links_folders_and_devices(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.write(tmp_path)
    (tmp_path / "elsewhere.csv").write_text(POPULATION, "utf-8")
    (tmp_path / POP).unlink()
    (tmp_path / POP).symlink_to(tmp_path / "elsewhere.csv")
    (tmp_path / "evidence/vital-1.csv").symlink_to(tmp_path / "nothing")
    (tmp_path / "evidence/vital-2.csv").symlink_to("vital-2.csv")
    (tmp_path / "evidence/vital-3.csv").mkdir()
    os.mkfifo(tmp_path / "evidence/vital-4.csv")
    (tmp_path / "evidence/.hidden.csv").write_text("x", "utf-8")
    _, findings = read_case(tmp_path)
    told = {f.file: (f.rule, f.severity) for f in findings}
    assert told == {
        POP: ("symbolic-link", "note"),
        "evidence/vital-1.csv": ("broken-link", "error"),
        "evidence/vital-2.csv": ("broken-link", "error"),
        "evidence/vital-3.csv": ("not-a-file", "error"),
        "evidence/vital-4.csv": ("not-a-file", "error"),
    }


def test_a_file_that_may_not_be_read(tiny: TinyCase, tmp_path: Path, monkeypatch) -> None:
    """Root may read anything, so the system's refusal is played."""
    tiny.write(tmp_path)
    opened = Path.open

    def locked(path: Path, *args, **kwargs):
        if path.name == "population.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *args, **kwargs)

    monkeypatch.setattr(Path, "open", locked)
    _, findings = read_case(tmp_path)
    (told,) = of_rule(findings, "unreadable-file")
    assert told.sentence() == (
        f"{POP}: the file cannot be read (Permission denied); "
        "give yourself the right to read it (chmod u+r) or copy it from a readable place."
    )


def test_evidence_that_is_no_folder(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.files = {CASE: tiny.files[CASE], "sources.toml": tiny.files["sources.toml"], "evidence": b"x"}
    _, findings = read_case(tiny.write(tmp_path))
    (told,) = of_rule(findings, "unreadable-file")
    assert told.sentence().startswith("evidence: cannot be listed (")


def test_names_and_cells_cannot_write_to_the_terminal(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 2, "persons", "\x1b[2Jmany\u202e")
    tiny.files["evidence/vital-\x1b[2J.csv"] = b"x\n1\n"
    tiny.write(tmp_path)
    (tmp_path / "evidence" / os.fsdecode(b"vital-\xff.csv")).write_bytes(b"x\n1\n")
    _, findings = read_case(tmp_path)
    sentences = "".join(f.sentence() for f in findings)
    assert sentences.isprintable()
    assert sentences.encode("utf-8")
    assert "\\x1b[2Jmany\\u202e" in sentences


def test_findings_beyond_the_cap_are_counted(tiny: TinyCase, tmp_path: Path) -> None:
    extra = 5_000
    tiny.add(POP, (",late,1910-06-01,island,cell,,male,0,30,x,count,p. 2,enumerated\n") * (MOST_SHOWN + extra))
    _, findings = read_case(tiny.write(tmp_path))
    assert len(findings) == MOST_SHOWN + 1
    assert findings[-1].rule == "more-findings"
    assert findings[-1].severity == "error"
    assert f"and {extra:,} more errors" in findings[-1].sentence()


def test_notes_never_hide_an_error() -> None:
    gathered = Gathered()
    gathered.extend(note("other-separator", POP, n, found="x", need="y") for n in range(MOST_SHOWN * 2))
    gathered.add(error("no-rows", POP, 3, found="x", need="y"))
    findings = gathered.findings()
    assert sum(f.severity == "error" for f in findings) == 1
    assert gathered.errors() == 1
    assert f"and {MOST_SHOWN} more notes" in findings[-1].found


@pytest.mark.parametrize("where", [POP, f"{POP}:9", "early"])
def test_an_accepted_contradiction_becomes_a_note(where: str, tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 9, "persons", "1090")
    tiny.add(CASE, ACCEPTED.format("total-contradicted", where))
    case, findings = read_case(tiny.write(tmp_path))
    (told,) = findings
    assert told.severity == "note"
    assert told.sentence().endswith("; accepted: Printed so.")
    assert case is not None
    assert load_case(tmp_path).name == case.name


@pytest.mark.parametrize("where", [f"{POP}:8", "late", VIT, "evidence"])
def test_acceptance_elsewhere_changes_nothing(where: str, tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 9, "persons", "1090")
    tiny.add(CASE, ACCEPTED.format("total-contradicted", where))
    _, findings = read_case(tiny.write(tmp_path))
    assert {(f.rule, f.severity) for f in findings} == {
        ("total-contradicted", "error"),
        ("accepted-unused", "note"),
    }


def test_what_no_calculation_survives_cannot_be_accepted(tiny: TinyCase, tmp_path: Path) -> None:
    tiny.cell(POP, 3, "age_from", "29")
    tiny.add(CASE, ACCEPTED.format("age-overlap", POP))
    _, findings = read_case(tiny.write(tmp_path))
    assert [f.severity for f in of_rule(findings, "age-overlap")] == ["error"]
    assert "only these can be accepted" in of_rule(findings, "accepted-unused")[0].sentence()


def test_json_of_a_finding_carries_its_sentence() -> None:
    finding = error("age-gap", POP, 3, "age_from", found="no ages 4 to 5", need="add them")
    told = json.loads(json.dumps(finding.as_dict()))
    assert told["sentence"] == f"{POP}, line 3, column age_from: no ages 4 to 5; add them."
    assert {"severity", "rule", "file", "line", "column", "found", "need"} <= set(told)


def test_printable_keeps_every_script() -> None:
    assert printable("Голод, 1933 — “x”\x07") == "Голод, 1933 — “x”\\x07"


def test_literature_is_no_evidence(tiny: TinyCase, tmp_path: Path) -> None:
    case = load_case(tiny.write(tmp_path))
    assert [p.file for p in case.places(Literature)] == ["literature.csv"]


def test_faults_have_names_of_their_own() -> None:
    names = sorted(fault.name for fault in FAULTS)
    assert not [name for name, following in itertools.pairwise(names) if name == following]
