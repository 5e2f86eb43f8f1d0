"""Texts in every form become plain text whose places a person finds again."""

from __future__ import annotations

import io

import pytest

from cenotaph.claims.reading import read_claims_of
from cenotaph.claims.text_in import read_text
from cenotaph.errors import BadText

SENTENCE = "У 1933 році в Україні померло близько 3,9 млн осіб."


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8"))
    return path


def pdf(*pages: str) -> bytes:
    """A PDF of plain Latin text, one string a page, written by hand so that no library checks itself."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for i, text in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        lines = "".join(f"({line}) Tj 0 -20 Td " for line in text.split("\n"))
        stream = f"BT /F1 12 Tf 50 700 Td {lines}ET".encode()
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8_u"])
def test_encodings(tmp_path, encoding):
    text = f"{SENTENCE}\nЦе записано в книзі сільської ради, і кожен міг це прочитати.\n" * 6
    found = read_text(write(tmp_path, "a.txt", text.encode(encoding)))
    assert found.text == text
    assert bool(found.notes) == (encoding in ("cp1251", "koi8_u"))


def test_a_few_broken_bytes_do_not_make_another_encoding(tmp_path):
    data = (SENTENCE * 20).encode() + b"\xff\xfe \xd0" + SENTENCE.encode()
    found = read_text(write(tmp_path, "a.txt", data))
    assert found.text.count("померло") == 21
    assert "UTF-8" in found.notes[0]


def test_lines_of_a_text(tmp_path):
    found = read_claims_of(write(tmp_path, "a.txt", "A title\r\n\r\nThe first line.\r\nIn 1933 5,000 people died.\r\n"))
    (claim,) = found.claims
    assert (claim.at.text, claim.at.line, claim.at.page, claim.at.time) == ("a.txt", 4, None, "")


def test_html_is_what_a_reader_sees(tmp_path):
    page = """<!DOCTYPE html><html><head><title>In 1931 900 people died.</title>
<style>p {content: "In 1932 7,000 people died."}</style>
<script>var a = "In 1934 6,000 people died."; if (1 < 2) {}</script></head>
<body><h1>Years</h1><p>In 1933 about <b>5,000</b>
people&nbsp;died &amp; were buried.</p><!-- In 1935 9,000 people died. --><noscript>8,000 people died.</noscript>
<table><tr><td>12</td><td>34</td></tr></table></body></html>"""
    found = read_claims_of(write(tmp_path, "a.html", page))
    assert [c.quantity.low for c in found.claims] == [5000]
    assert found.claims[0].at.line == 4
    assert "<" not in found.plain.text
    assert "12\n\n34" in found.plain.text


@pytest.mark.parametrize(
    "tail", ["<script>In 1933 5,000 people died.", "<p", "<!-- x", "</html><p>In 1933 5,000 people died."]
)
def test_broken_html_is_read_to_its_end(tmp_path, tail):
    found = read_text(write(tmp_path, "a.html", "<p>One.</p>" + tail))
    assert found.text.startswith("One.")


def test_markdown_is_what_a_reader_sees(tmp_path):
    source = "# Chapter 3\n\nIn 1933 *about* [5,000](http://x/7000) people\ndied.\n\n"
    source += "```\n8,000 people died.\n```\n\n- 12 priests were shot\n"
    found = read_claims_of(write(tmp_path, "a.md", source))
    assert [(c.quantity.low, c.at.line) for c in found.claims] == [(5000, 3), (12, 10)]
    assert found.claims[0].words == "about 5,000 people\ndied"


def test_subtitles_give_time_codes(tmp_path):
    srt = "1\n00:14:32,000 --> 00:14:35,000\nIn 1933 some <i>3.9 million</i>\n\n"
    srt += "2\n00:14:35,100 --> 00:14:37,000\npeople died.\n\n"
    srt += "3\n01:20:01,500 --> 01:20:04,000\n{\\an8}400 died.\n"
    found = read_claims_of(write(tmp_path, "a.srt", srt))
    assert [(c.at.time, c.quantity.low, c.period) for c in found.claims] == [
        ("00:14:32", 3.9e6, "1933"),
        ("01:20:01", 400, ""),
    ]
    vtt = "WEBVTT\n\n00:14:32.000 --> 00:14:35.000\n<v Anna>In 1933 some 3.9 million people died.\n"
    (claim,) = read_claims_of(write(tmp_path, "a.vtt", vtt)).claims
    assert (claim.at.time, claim.words) == ("00:14:32", "some 3.9 million people died")


def test_pdf_gives_pages(tmp_path):
    found = read_claims_of(
        write(tmp_path, "a.pdf", pdf("A title", "In 1933 five thousand peo-\nple died of hunger in Ghent.", ""))
    )
    (claim,) = found.claims
    assert (claim.at.page, claim.quantity.low, claim.event, claim.place) == (2, 5000, "starved", "Ghent")
    assert "1 of 3 pages hold no text" in found.plain.notes[0]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"%PDF-1.4\nnothing", "no PDF that can be read"),
        ("a.pdf", pdf("")[:200], "no PDF that can be read"),
        ("a.pdf", pdf(""), "holds no text"),
        ("a.txt", b"", "holds no text"),
        ("a.txt", b"\0\1\2\xff" * 100, "is not text"),
        ("a.srt", "no time codes here", "no captions"),
        ("a.vtt", "no head", "no WebVTT"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, name, data, said):
    with pytest.raises(BadText, match=said) as problem:
        read_text(write(tmp_path, name, data))
    assert problem.value.remedy
    assert str(tmp_path / name) in str(problem.value)


def test_missing_files_and_folders(tmp_path):
    with pytest.raises(BadText, match="no such file"):
        read_text(tmp_path / "b.txt")
    with pytest.raises(BadText, match="is a folder"):
        read_text(tmp_path)
