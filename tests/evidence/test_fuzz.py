"""Whatever the bytes, reading a case answers with sentences and never with a traceback."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cenotaph.errors import BadEvidence
from cenotaph.evidence.read import load_case, read_case
from cenotaph.evidence.rule_names import RULES
from cenotaph.evidence.rules import check
from cenotaph.evidence.schema import data_package
from cenotaph.evidence.tables import KINDS
from evidence.builder import FILES, TinyCase

VALUES = [
    "", "0", "-1", "1.5", "1,5", "1e3", "nan", "inf", "١٢", "9" * 30, "9" * 5000, "131",
    "1932-33", "1933/1932", "../1933", "1933?", "156X", "-0001", "Y-17E7", "1900-02-30",
    "female", "both", "total", "cell", "final", "count;register", ";", '"', '""', "=1+1",
    "\0", "\n", "\r", "\x1b[2J", "\u202e", "😀", "{@x}", " ", "\ufeff", "a" * 200_000,
]  # fmt: skip
PLAUSIBLE = [
    "1", "30", "60", "1900", "1900-06-01", "early", "island", "male", "female", "count", "enumerated",
    "recalled", "cell", "total", "births", "deaths", "per_1000", "qx", "lx", "net", "limit",
]  # fmt: skip
fuzz = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = sorted(FILES)
TABLES = [name for name in NAMES if name.endswith(".csv")]
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-32",
    "cp1251",
    "koi8-r",
    "cp866",
    "latin-1",
    "utf-7",
]


def answer(case: TinyCase) -> None:
    """Read the case; whatever it is, the answer must be well formed and the folder unchanged."""
    with tempfile.TemporaryDirectory() as folder:
        path = case.write(Path(folder))
        read, findings = read_case(path)
        errors = [finding for finding in findings if finding.severity == "error"]
        for finding in findings:
            assert finding.rule in RULES
            sentence = finding.sentence()
            assert sentence.isprintable()
            assert sentence.encode("utf-8")
            assert len(sentence) < 2_000
        assert read is not None or errors
        if read is not None:  # every rule must bear whatever rows are left
            assert {finding.rule for finding in check(read, complete=True)} <= set(RULES)
        assert {name: (path / name).read_bytes() for name in case.files} == case.files
        if read is not None and not errors:
            assert load_case(path).placed == read.placed
            assert len(data_package(read)["resources"]) == len(read.hashes)
        else:
            with pytest.raises(BadEvidence) as refusal:
                load_case(path)
            assert refusal.value.findings == findings


@st.composite
def changes(draw: st.DrawFn) -> TinyCase:
    """The tiny case after one to four changes of bytes, cells, rows, files or encodings."""
    case = TinyCase()
    for _ in range(draw(st.integers(1, 4))):
        change = draw(st.sampled_from([_bytes, _cell, _rows, _encoding, _file]))
        change(draw, case)
    return case


def _bytes(draw: st.DrawFn, case: TinyCase) -> None:
    name = draw(st.sampled_from(sorted(case.files)))
    data = case.files[name]
    at = draw(st.integers(0, len(data)))
    cut = draw(st.sampled_from([0, 0, 1, 2, 30, len(data)]))
    case.files[name] = data[:at] + draw(st.binary(max_size=8)) + data[at + cut :]


def _cell(draw: st.DrawFn, case: TinyCase) -> None:
    name = draw(st.sampled_from(TABLES))
    rows = case.files.get(name, b"").split(b"\n")
    row = draw(st.integers(0, len(rows) - 1))
    cells = rows[row].split(b",")
    cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(VALUES) | st.text(max_size=12)).encode()
    rows[row] = b",".join(cells)
    case.files[name] = b"\n".join(rows)


def _rows(draw: st.DrawFn, case: TinyCase) -> None:
    """Rows lost, doubled or moved, in tables and in TOML alike."""
    name = draw(st.sampled_from(sorted(case.files)))
    rows = case.files[name].split(b"\n")
    first = draw(st.integers(0, len(rows) - 1))
    last = draw(st.integers(first, len(rows)))
    to = draw(st.integers(0, len(rows)))
    taken = rows[first:last]
    rest = rows if draw(st.booleans()) else rows[:first] + rows[last:]
    case.files[name] = b"\n".join(rest[:to] + taken * draw(st.integers(0, 2)) + rest[to:])


def _encoding(draw: st.DrawFn, case: TinyCase) -> None:
    name = draw(st.sampled_from(sorted(case.files)))
    text = case.files[name].decode("utf-8", "replace").replace("Invented", "Вигадана")
    case.files[name] = text.encode(draw(st.sampled_from(ENCODINGS)), "replace")


def _file(draw: st.DrawFn, case: TinyCase) -> None:
    name = draw(st.sampled_from(sorted(case.files)))
    if draw(st.booleans()) and len(case.files) > 1:
        del case.files[name]
    else:
        kind = draw(st.sampled_from([*KINDS, "populations", "", "-"]))
        case.files[f"evidence/{kind}-more.csv"] = case.files[name]


@fuzz
@given(changes())
def test_a_valid_case_after_any_damage_is_answered(case: TinyCase) -> None:
    answer(case)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, str]:
    """A kind of table and a text that looks like one, with plausible and absurd cells."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    columns = list(KINDS[kind].model_fields)
    header = draw(st.permutations(columns))[: draw(st.integers(1, len(columns)))] if draw(st.booleans()) else columns
    cell = st.sampled_from(PLAUSIBLE) | st.sampled_from(VALUES[:-1]) | st.text(max_size=6)
    rows = draw(st.lists(st.lists(cell, max_size=len(header) + 1), max_size=5))
    mark = draw(st.sampled_from([",", ",", ",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return kind, end.join(mark.join(row) for row in [header, *rows])


@fuzz
@given(tables())
def test_any_table_of_any_kind_is_answered(table: tuple[str, str]) -> None:
    kind, text = table
    case = TinyCase()
    case.files[f"evidence/{kind}-random.csv"] = text.encode("utf-8", "replace")
    answer(case)
