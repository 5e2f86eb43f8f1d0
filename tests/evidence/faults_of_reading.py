"""Every class of bad input that concerns one file: how it comes about and what must be said."""

from __future__ import annotations

from evidence.builder import POPULATION, Fault, TinyCase

POP, LIT, VIT = "evidence/population.csv", "literature.csv", "evidence/vital.csv"
CASE, SRC = "case.toml", "sources.toml"


def _bytes(name: str, data: bytes):
    return lambda case: case.files.__setitem__(name, data)


def _without(*names: str):
    return lambda case: [case.files.pop(name) for name in names]


def _no_tables(case: TinyCase) -> None:
    for name in [name for name in case.files if name.startswith("evidence/")]:
        del case.files[name]


def _recode(name: str, old: str, new: str, encoding: str):
    def change(case: TinyCase) -> None:
        case.swap(name, old, new)
        case.files[name] = case.files[name].decode().encode(encoding)

    return change


def _separated(mark: str):
    return _bytes(POP, POPULATION.replace("count;register", "count").replace(",", mark).encode())


FILES = [
    Fault("missing-file", _without(CASE), CASE, None, "", "not in the folder", "write it"),
    Fault("missing-file", _without(SRC), SRC, None, "", "not in the folder", "write it", title="sources"),
    Fault("no-evidence", _no_tables, "evidence", None, "", "no table", "put the tables there"),
    Fault("unknown-kind", lambda c: c.add("evidence/populations.csv", "a\n1\n"), "evidence/populations.csv",
          None, "", '"populations" is not a kind', 'did you mean "population"'),
    Fault("file-not-read", lambda c: c.add("evidence/population.xlsx", "x"), "evidence/population.xlsx",
          None, "", "not a .csv file", "save a table as CSV", "note"),
    Fault("empty-file", _bytes(POP, b" \n\n"), POP, None, "", "empty", "fill it or delete it"),
    Fault("wrong-encoding", _recode(LIT, "Clara Invented", "Клара Вигадана", "cp1251"), LIT, 2, "",
          "Windows-1251", "save it as UTF-8"),
    Fault("wrong-encoding", _recode(LIT, "Clara Invented", "клара вигадана", "koi8-r"), LIT, 2, "",
          "KOI8-R", "save it as UTF-8", title="koi8-r"),
    Fault("wrong-encoding", _recode(LIT, "Clara Invented", "Clára Invented", "cp1252"), LIT, 2, "",
          "Windows-1252", "save it as UTF-8", title="cp1252"),
    Fault("wrong-encoding", _bytes(POP, POPULATION.encode("utf-16")), POP, 1, "", "UTF-16",
          "save it as UTF-8", title="utf-16"),
    Fault("wrong-encoding", _bytes(POP, POPULATION.encode("utf-16-be")), POP, 1, "", "UTF-16",
          "save it as UTF-8", title="utf-16 without mark"),
    Fault("wrong-encoding", _recode(CASE, "The storms.", "Штормы и бури.", "cp1251"), CASE, 40, "",
          "Windows-1251", "save it as UTF-8", title="case.toml"),
    Fault("nul-bytes", lambda c: c.swap(POP, "p. 1,enumerated\ntotal", "p.\0,enumerated\ntotal"), POP, 8, "",
          "NUL byte", "export the table again"),
    Fault("byte-order-mark", _bytes(POP, b"\xef\xbb\xbf" + POPULATION.encode()), POP, 1, "",
          "byte-order mark", "nothing needs doing", "note"),
]  # fmt: skip

TEXTS = [
    Fault("toml-syntax", lambda c: c.swap(CASE, 'fate = "published"', "fate = published"), CASE, 21, "",
          "not TOML", "mend this line"),
    Fault("toml-syntax", lambda c: c.add(SRC, '[third]\ncitation = "open'), SRC, 9, "", "at its end",
          "mend this line", title="at the end"),
    Fault("toml-syntax", lambda c: c.add(CASE, "x = " + "[" * 5000), CASE, None, "", "nested too deeply",
          "flatten", title="too deep"),
    Fault("unknown-key", lambda c: c.swap(CASE, "towards =", "toward ="), CASE, 64,
          "dimension[2].option[1].toward", '"toward" is not a key', 'did you mean "towards"'),
    Fault("unknown-key", lambda c: c.add(SRC, 'pages = "9"\n'), SRC, 8, "register.pages",
          '"pages" is not a key', "remove it", title="sources"),
    Fault("missing-key", lambda c: c.swap(CASE, 'title = "The island between two counts"\n', ""), CASE, 3,
          "case.title", "missing", "fill it in"),
    Fault("missing-key", lambda c: c.swap(SRC, 'citation = "Register of the Island"\n', ""), SRC, 5,
          "register.citation", "missing", "fill it in", title="sources"),
    Fault("wrong-type", lambda c: c.swap(CASE, 'label = "Second count"', "label = 2"), CASE, 26,
          "census[2].label", 'found "2"', "valid string"),
    Fault("wrong-type", lambda c: c.swap(SRC, "[count]", "third = 3\n[count]"), SRC, 1, "third",
          'found "3"', "citation and access", title="sources"),
    Fault("bad-date", lambda c: c.swap(CASE, 'crisis = "1904/1905"', 'crisis = "1932-33"'), CASE, 39,
          "balance.crisis", "ambiguous", "write the years as 1932/1933", title="case.toml"),
    Fault("bad-id", lambda c: c.swap(CASE, 'id = "island"\ntitle', 'id = "The Island"\ntitle'), CASE, 4,
          "case.id", '"The Island" is not an id', "lower-case letters"),
    Fault("bad-id", lambda c: c.add(SRC, '["count; more"]\n'), SRC, 8, "count; more",
          "cannot be cited", "without spaces and semicolons", title="sources"),
    Fault("out-of-range", lambda c: c.swap(CASE, "age_to = 30", "age_to = 300"), CASE, 32,
          "census[2].residual.age_to", '"300"', "write 130 or less", title="case.toml"),
]  # fmt: skip

CELLS = [
    Fault("no-rows", _bytes(POP, POPULATION.split("\n")[0].encode()), POP, 1, "", "no rows",
          "enter the evidence"),
    Fault("other-separator", _separated(";"), POP, 1, "", "semicolons", "save it with commas", "note"),
    Fault("other-separator", _separated("\t"), POP, 1, "", "tabs", "save it with commas", "note", "tabs"),
    Fault("decimal-comma", _bytes(VIT, b"id;event;measure;period;territory;value;source;locator;status\n"
          b"births-rate;births;per_1000;1900;island;40,5;register;p. 6;registered\n"), VIT, 2, "value",
          '"40,5"', "write 40.5, with a point"),
    Fault("unknown-column", lambda c: c.swap(POP, "age_to,persons", "age_too,persons"), POP, 1, "age_too",
          '"age_too" is not a column', 'did you mean "age_to"'),
    Fault("unknown-column", _bytes(POP, b"x" + b",x" * 200 + b"\n1\n"), POP, 1, "", "201 columns",
          "keep to these", title="far too many"),
    Fault("missing-column", lambda c: c.swap(POP, "persons", "note"), POP, 1, "persons",
          "the column persons is missing", "add it to the header"),
    Fault("repeated-column", lambda c: c.swap(POP, "age_to", "age_from"), POP, 1, "age_from",
          "stands 2 times", "keep one"),
    Fault("ragged-row", lambda c: c.cell(POP, 3, "persons", "200,7"), POP, 3, "", "14 cells under 13 columns",
          "between quotes"),
    Fault("ragged-row", lambda c: c.swap(POP, "1040,count,p. 2,enumerated", "1040,count"), POP, 16, "",
          "11 cells under 13 columns", "add the empty cells", title="too few"),
    Fault("open-quote", lambda c: c.cell(POP, 4, "locator", '"p. 1'), POP, 4, "", "never closed",
          "closing quote"),
    Fault("broken-quotes", lambda c: c.cell(POP, 4, "locator", '"p." 1'), POP, 4, "",
          "after its closing quote", "twice"),
    Fault("cell-too-long", lambda c: c.cell(POP, 4, "locator", "x" * 140_000), POP, 4, "",
          "over 131,072 characters", "shorten the cell"),
    Fault("cell-too-long", lambda c: c.cell(POP, 4, "locator", '"' + "x\n" * 70_000), POP, 4, "",
          "over 131,072 characters", "never closed", title="across rows"),
    Fault("empty-cell", lambda c: c.cell(POP, 5, "source", ""), POP, 5, "source", "empty", "fill it in"),
    Fault("empty-cell", lambda c: c.cell(POP, 5, "source", ";"), POP, 5, "source", "empty", "fill it in",
          title="source list"),
    Fault("not-a-number", lambda c: c.cell(POP, 5, "persons", "many"), POP, 5, "persons", '"many"',
          "write digits only"),
    Fault("not-a-number", lambda c: c.cell(POP, 5, "persons", "=2+3"), POP, 5, "persons", '"=2+3"',
          "write digits only", title="formula"),
    Fault("not-a-number", lambda c: c.cell(POP, 5, "persons", "1_000"), POP, 5, "persons", '"1_000"',
          "write digits only", title="underscore"),
    Fault("not-a-number", lambda c: c.cell(VIT, 3, "value", "nan"), VIT, 3, "value", '"nan"',
          "write digits only", title="nan"),
    Fault("thousands-separator", lambda c: c.cell(POP, 5, "persons", "1 310 000"), POP, 5, "persons",
          '"1 310 000"', "write 1310000"),
    Fault("fractional-number", lambda c: c.cell(POP, 5, "persons", "310.5"), POP, 5, "persons", '"310.5"',
          "write a whole number"),
    Fault("negative-number", lambda c: c.cell(POP, 5, "persons", "-310"), POP, 5, "persons", '"-310"',
          "write 0 or more"),
    Fault("out-of-range", lambda c: c.cell(POP, 5, "age_to", "131"), POP, 5, "age_to", '"131"',
          "write 130 or less"),
    Fault("bad-date", lambda c: c.cell(POP, 5, "date", "1900-06-31"), POP, 5, "date", "'1900-06-31'",
          "write YYYY-MM-DD"),
    Fault("bad-date", lambda c: c.cell(VIT, 3, "period", "1932-33"), VIT, 3, "period", "ambiguous",
          "write the years as 1932/1933", title="span of years"),
    Fault("unknown-word", lambda c: c.cell(POP, 5, "sex", "males"), POP, 5, "sex", '"males"',
          'did you mean "male"'),
    Fault("more-findings", lambda c: c.add(POP, ("," * 12 + "x\n") * 300), POP, None, "", "more errors",
          "check again"),
]  # fmt: skip

FAULTS = FILES + TEXTS + CELLS
