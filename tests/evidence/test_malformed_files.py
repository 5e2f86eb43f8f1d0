"""Files as they come from other people: each is read as it was meant or refused by name, never anything else."""

from __future__ import annotations

import gzip

import numpy as np
import pytest

from cenotaph.errors import BadInput
from cenotaph.evidence.hmd import read_hmd, read_hmd_lexis
from cenotaph.evidence.tidy import read_tidy
from cenotaph.evidence.wpp import read_wpp


def wpp(path):
    return read_wpp(path, location="Utopia")


# The reader; the lines down to the names of the columns; two rows whose last figure is 23.5 and 42.
KINDS = {
    "hmd": (
        read_hmd,
        "Utopia, Deaths\tLast modified: 01 Jan 2020\n\n  Year  Age  Female  Male  Total\n",
        "  1913  0  10.5  12  23.5\n  1913  1+  30  12  42\n",
    ),
    "lexis": (
        read_hmd_lexis,
        "Utopia\n\n Year Age Cohort Female Male Total\n",
        " 1838 0 1838 11.5 12 23.5\n 1838 0 1837 30 12 42\n",
    ),
    "wpp": (
        wpp,
        "LocID,Location,Variant,Time,AgeGrp,AgeGrpStart,AgeGrpSpan,PopMale,PopFemale,PopTotal\n",
        "900,Utopia,Medium,1950,0-4,0,5,11.5,12,23.5\n900,Utopia,Medium,1950,5+,5,-1,30,12,42\n",
    ),
    "tidy": (read_tidy, "year,sex,age,value\n", "1926,m,0-4,23.5\n1926,m,5+,42\n"),
}
GOOD = {
    "byte order mark": lambda head, rows: b"\xef\xbb\xbf" + (head + rows).encode(),
    "line ends of Windows": lambda head, rows: (head + rows).replace("\n", "\r\n").encode(),
    "line ends of old Macs": lambda head, rows: (head + rows).replace("\n", "\r").encode(),
    "no last line end": lambda head, rows: (head + rows).rstrip("\n").encode(),
    "empty lines": lambda head, rows: (head + rows.replace("\n", "\n\n")).encode(),
    "spaces after": lambda head, rows: (head + rows.replace("\n", "  \n")).encode(),
    "quoted as it may be": lambda head, rows: (
        head + (rows.replace("23.5", '"23.5"') if "," in rows else rows)
    ).encode(),
}
FIGURES = ["nan", "NaN", "inf", "-inf", "-5", "1,234", "1'234", "1e400", "٣", "１２", "0x1F", "1_000", "--", "null"]
FIGURES += ['"', '"12', "=1+1", "5%", "TRUE", "1e", "1.2.3", "−5", "<5", "5*"]
BAD = {
    "nothing": lambda head, rows: b"",
    "a single quotation mark": lambda head, rows: b'"',
    "empty lines only": lambda head, rows: b"\n\n\n",
    "columns only": lambda head, rows: head.encode(),
    "cut within a row": lambda head, rows: (head + rows)[:-6].encode(),
    "cut within the names": lambda head, rows: head[:-8].encode(),
    "no names": lambda head, rows: rows.encode(),
    "bytes of no text": lambda head, rows: bytes(range(256)) * 20,
    "a zero byte": lambda head, rows: (head + rows.replace("23.5", "23\0.5")).encode(),
    "UTF-16": lambda head, rows: (head + rows).encode("utf-16"),
    "Latin-1": lambda head, rows: (head + rows + "Côte").encode("latin-1"),
    "a packed file without .gz": lambda head, rows: gzip.compress((head + rows).encode()),
    "a page of the web": lambda head, rows: b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n",
    "a row twice": lambda head, rows: (head + rows + rows).encode(),
    "a cell too many": lambda head, rows: (head + rows.replace("23.5", "23.5,1" if "," in rows else "23.5 1")).encode(),
    "a cell too few": lambda head, rows: (head + rows.replace(",23.5", "").replace(" 23.5", "")).encode(),
    "semicolons": lambda head, rows: (head + rows).replace(",", ";").replace(" ", ";").encode(),
    "decimal commas": lambda head, rows: (head + rows.replace("23.5", "23,5")).encode(),
    "a year of five digits": lambda head, rows: (head + rows.replace("19", "199").replace("1838", "18380")).encode(),
    "a name twice": lambda head, rows: head.replace("Total", "Male").replace("sex", "year").encode() + rows.encode(),
    "a negative age": lambda head, rows: (head + rows.replace(" 0 ", " -1 ").replace(",0-4,", ",-1,")).encode(),
    "one very long line": lambda head, rows: (head + rows + "x" * 300_000 + "\n").encode(),
    "one very long cell": lambda head, rows: (head + rows + '"' + "x" * 300_000 + '",1\n').encode(),
}
BAD |= {
    f"{word} for a figure": lambda head, rows, w=word: (head + rows.replace("23.5", w)).encode() for word in FIGURES
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", GOOD)
def test_what_may_be_is_read_as_it_was_meant(tmp_path, kind, how):
    read, head, rows = KINDS[kind]
    plain, path = tmp_path / "plain.txt", tmp_path / "file.txt"
    plain.write_text(head + rows, encoding="utf-8")
    path.write_bytes(GOOD[how](head, rows))
    want = read(plain).values
    assert 42 * (1000 if kind == "wpp" else 1) in want
    np.testing.assert_array_equal(read(path).values, want)
    packed = tmp_path / "file.txt.gz"
    packed.write_bytes(gzip.compress(GOOD[how](head, rows)))
    np.testing.assert_array_equal(read(packed).values, want)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", BAD)
def test_what_may_not_be_is_refused_with_its_file_and_line(tmp_path, kind, how):
    read, head, rows = KINDS[kind]
    path = tmp_path / "file.txt"
    path.write_bytes(BAD[how](head, rows))
    with pytest.raises(BadInput, match=r"file\.txt") as raised:
        read(path)
    if how not in ("nothing", "empty lines only", "columns only", "cut within the names", "no names"):
        assert "line" in str(raised.value)
    assert len(str(raised.value)) < 1000


@pytest.mark.parametrize("kind", KINDS)
def test_packed_files_that_are_broken(tmp_path, kind):
    read, head, rows = KINDS[kind]
    noise = np.random.default_rng(1).integers(33, 126, 5000).astype(np.uint8).tobytes()
    whole = gzip.compress((head + rows).encode() + noise)
    for broken in (whole[:-20], whole[:12], b"no gzip", whole[:40] + b"\xff\xff\xff" + whole[43:]):
        path = tmp_path / "file.csv.gz"
        path.write_bytes(broken)
        with pytest.raises(BadInput, match=r"file\.csv\.gz"):
            read(path)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", [5, None, b"bytes", "zero\0byte", "", "nowhere.txt"])
def test_what_is_no_file(kind, path):
    with pytest.raises(BadInput):
        KINDS[kind][0](path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_no_file(tmp_path, kind):
    with pytest.raises(BadInput, match="cannot be read"):
        KINDS[kind][0](tmp_path)
