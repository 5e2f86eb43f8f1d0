"""A small five-year case without a fault, and every way to break it with what must be said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from evidence.builder import SOURCES, Fault, TinyCase

CASE, POP, FER = "case.toml", "evidence/population.csv", "evidence/fertility.csv"
SUR, MIG, LIFE = "evidence/survival.csv", "evidence/net_migration.csv", "evidence/life_tables.csv"

TOML = """\
schema_version = 1
model = "wheldon2013"

[case]
id = "atoll"
title = "The atoll in two periods"
question = "How did the atoll grow?"
territory = "atoll"
period = "1900/1929"

[[territory]]
id = "atoll"
name = "The atoll"
borders = "1900"

[[census]]
id = "first"
date = "1900-01-01"
label = "First count"
fate = "published"

[[census]]
id = "second"
date = "1930-01-01"
label = "Second count"
fate = "published"

[five_year]
start = 1900
width = 15
baseline = "first"
counts = ["second"]
fertility = ["f1", "f2"]
survival = ["s1", "s2"]
migration = ["m1", "m2"]

[five_year.within.fertility]
share = 0.1
reason = "Rates of neighbours."

[five_year.within.survival]
share = 0.1
reason = "Tables of neighbours."
source = ["count"]

[five_year.within.migration]
share = 0.2
reason = "Boats were not counted."

[five_year.within.population]
alpha = 2
beta = 0.01
reason = "Counts of a small place."

[five_year.within.srb]
share = 0.05
reason = "Few births."
"""
TAIL = ",count,p. 1,enumerated\n"
AGES = ((0, 15), (15, 30), (30, 45), (45, ""))
SEXES = ("female", "male")
PERIODS = (("1", "1900/1914"), ("2", "1915/1929"))


def _population() -> str:
    text = "census,date,territory,entry,sex,age_from,age_to,persons,source,locator,status\n"
    for census, date, size in (("first", "1900-01-01", 400), ("second", "1930-01-01", 500)):
        for sex in SEXES:
            for n, (low, high) in enumerate(AGES):
                text += f"{census},{date},atoll,cell,{sex},{low},{high},{size - 90 * n}{TAIL}"
    return text


def _fertility() -> str:
    text = "schedule,period,territory,age_from,age_to,births_per_1000_women,source,locator,status\n"
    return text + "".join(f"f{n},{period},atoll,{low},{low + 15},{100 - low}{TAIL}" for n, period in PERIODS
                          for low in (15, 30))  # fmt: skip


def _survival() -> str:
    text = "survival,period,territory,sex,age_reached,proportion,source,locator,status\n"
    return text + "".join(f"s{n},{period},atoll,{sex},{15 * a},{0.9 - 0.1 * a:.1f}{TAIL}" for n, period in PERIODS
                          for sex in SEXES for a in range(5))  # fmt: skip


def _migration() -> str:
    text = "net_migration,period,territory,sex,age_from,age_to,proportion,source,locator,status\n"
    return text + "".join(f"m{n},{period},atoll,{sex},{low},{high},-0.01{TAIL}" for n, period in PERIODS
                          for sex in SEXES for low, high in AGES)  # fmt: skip


def _life_tables() -> str:
    text = "life_table,period,territory,sex,measure,age_from,age_to,value,source,locator,status\n"
    return text + "".join(f"l{n},{period},atoll,{sex},qx,{low},{high},{value}{TAIL}" for n, period in PERIODS
                          for sex in SEXES for low, high, value in ((0, 1, 0.1), (1, 15, 0.1), (15, 45, 0.2),
                                                                    (45, 60, 0.3), (60, "", 1)))  # fmt: skip


FILES = {
    CASE: TOML, "sources.toml": SOURCES, POP: _population(), FER: _fertility(), SUR: _survival(), MIG: _migration(),
    LIFE: _life_tables(),
}  # fmt: skip


def atoll(case: TinyCase) -> TinyCase:
    """The tiny case turned into a five-year one."""
    case.files = {name: text.encode() for name, text in FILES.items()}
    return case


def with_life_tables(case: TinyCase) -> TinyCase:
    case.swap(CASE, 'survival = ["s1", "s2"]', 'life_tables = ["l1", "l2"]')
    return case


def women(case: TinyCase) -> TinyCase:
    """The same with women alone."""
    for name in (POP, SUR, MIG, LIFE):
        rows = case.files[name].decode().splitlines(keepends=True)
        case.files[name] = "".join(r for r in rows if ",male," not in r).encode()
    text = case.files[CASE].decode()
    case.files[CASE] = text[: text.index("\n[five_year.within.srb]")].encode()
    return case


def _broken(change: Callable[[TinyCase], object]) -> Callable[[TinyCase], object]:
    return lambda case: change(atoll(case))


def _no_births(case: TinyCase) -> None:
    for line in (2, 3):
        case.cell(FER, line, "births_per_1000_women", "0")


_FAULTS = [
    Fault("two-models", lambda c: c.swap(CASE, 'model = "wheldon2013"\n', ""), CASE, 27, "five_year",
          "no model is named", 'write model = "wheldon2013"'),
    Fault("two-models", lambda c: c.files.__setitem__(CASE, TOML[: TOML.index("[five_year]")].encode()), CASE, 2,
          "model", "names a model that no [five_year] states", "write [five_year]", title="no section"),
    Fault("two-models", lambda c: c.add(CASE, '\n[balance]\nopening = "first"\nclosing = ["second"]\n'), CASE, 59,
          "balance", "an account that a five-year case does not give", "leave [balance] out", title="balance"),
    Fault("two-models", lambda c: c.swap(CASE, '"Second count"\nfate = "published"\n', '"Second count"\n'
          'fate = "published"\n\n[census.residual]\ngroups = ["army"]\nage_from = 20\nage_to = 30\nreason = "x"\n'),
          CASE, 28, "census[2].residual", "not placed by a five-year case", "enter these persons in the cells",
          title="residual"),
    Fault("missing-key", lambda c: c.files.__setitem__(CASE, TOML[: TOML.index("[five_year]")].replace(
          'model = "wheldon2013"\n', "").encode()), CASE, None, "balance", "is missing", "write [balance]",
          title="neither account"),
    Fault("unknown-word", lambda c: c.swap(CASE, '"wheldon2013"', '"wheldon"'), CASE, 2, "model",
          'found "wheldon"', 'write model = "wheldon2013"', title="model"),
    Fault("unknown-key", lambda c: c.swap(CASE, "within.srb", "within.births"), CASE, 55,
          "five_year.within.births", '"births" is not a key', "fertility", title="part"),
    Fault("option-incomplete", lambda c: c.swap(CASE, "share = 0.05\n", "share = 0.05\nbeta = 0.1\n"), CASE, 55,
          "five_year.within.srb", "it gives share, beta", "write share = 0.1", title="two statements"),
    Fault("option-incomplete", lambda c: c.swap(CASE, 'survival = ["s1", "s2"]\n', ""), CASE, 28, "five_year",
          "neither life_tables nor survival", "name a life table for each period", title="no survival"),
    Fault("option-incomplete", lambda c: c.files.__setitem__(CASE, TOML[: TOML.index("\n[five_year.within.srb]")]
          .encode()), CASE, 28, "five_year.within", "nothing of the sex ratio at birth", "add [five_year.within.srb]",
          title="sex ratio"),
    Fault("unknown-reference", lambda c: c.swap(CASE, '["f1", "f2"]', '["f1", "f3"]'), CASE, 33,
          "five_year.fertility", '"f3" names no fertility schedule', "f2", title="five_year.fertility"),
    Fault("unknown-source", lambda c: c.swap(CASE, 'source = ["count"]', 'source = ["counts"]'), CASE, 44,
          "five_year.within.survival.source", '"counts" names no source', 'did you mean "count"', title="within"),
    Fault("unknown-census", lambda c: c.swap(CASE, 'counts = ["second"]', 'counts = ["third"]'), CASE, 32,
          "five_year.counts", '"third" names no census', "second", title="five_year"),
    Fault("missing-key", lambda c: c.swap(CASE, 'counts = ["second"]', "counts = []"), CASE, 32, "five_year.counts",
          "is empty", "fill it in", title="no later count"),
    Fault("duplicate-id", lambda c: c.swap(CASE, 'counts = ["second"]', 'counts = ["second", "second"]'), CASE, 32,
          "five_year.counts", '"second" is named twice', "keep one", title="count twice"),
    Fault("census-without-cells", lambda c: c.swap(CASE, "\n[five_year]", '\n[[census]]\nid = "third"\n'
          'date = "1925-01-01"\nlabel = "Third"\nfate = "lost"\n\n[five_year]') or c.swap(CASE, '["second"]',
          '["second", "third"]'), CASE, 38, "five_year.counts", "third has no cells", "enter its age table",
          title="five_year"),
    Fault("count-outside-periods", lambda c: c.swap(CASE, "start = 1900", "start = 1901"), CASE, 29,
          "five_year.start", "the baseline first is of 1900-01-01", "write start = 1900.00"),
    Fault("count-outside-periods", lambda c: c.swap(CASE, 'counts = ["second"]', 'counts = ["first"]'), CASE, 32,
          "five_year.counts", "first of 1900-01-01 lies outside the periods, 1900 to 1930", "name a later count",
          title="baseline again"),
    Fault("periods-uneven", lambda c: c.swap(CASE, '["s1", "s2"]', '["s1"]'), CASE, 34, "five_year.survival",
          "names 1 tables, and fertility 2", "one table for each period"),
    Fault("periods-uneven", lambda c: c.swap(CASE, '["f1", "f2"]', '["f2", "f1"]'), FER, 4, "period",
          '"f2" is of 1915/1929', "write 1900/1914", title="order"),
    Fault("ages-uneven", lambda c: c.swap(CASE, "width = 15", "width = 5"), POP, 2, "age_from",
          "the ages 0 to 15 here", "steps of 5 years"),
    Fault("ages-uneven", lambda c: [c.cell(POP, n, "age_to", "50") or c.add(POP, "second,1930-01-01,atoll,cell,"
          f"{s},50,,9{TAIL}") for n, s in ((13, "female"), (17, "male"))], POP, 13, "age_from",
          "the ages 45 to 50, which are no groups", "from 45 on in one", title="count"),
    Fault("ages-uneven", lambda c: c.cell(FER, 3, "age_to", "40"), FER, 3, "age_from", "the ages 30 to 40",
          "steps of 15 years", title="fertility"),
    Fault("ages-uneven", lambda c: c.drop(SUR, 6), SUR, 2, "age_reached", "has not the age 60",
          "one row for each of 0, 15, 30, ..., 60", title="survival"),
    Fault("ages-uneven", lambda c: c.cell(MIG, 5, "age_from", "46"), MIG, 5, "age_from", "has age 46",
          "one row for each", title="migration"),
    Fault("ages-uneven", lambda c: [with_life_tables(c), *(c.drop(LIFE, n) for n in (6, 5)), c.cell(LIFE, 4, "age_to",
          "")] and c.cell(LIFE, 4, "value", "1"), LIFE, 4, "age_from", "begins its last row at age 15",
          "go on to age 45", title="life table"),
    Fault("sexes-of-model", lambda c: [c.drop(MIG, 6) for _ in range(4)], MIG, 2, "sex",
          '"m1" has rows of: female', "enter the male rows too"),
    Fault("sexes-of-model", lambda c: [c.cell(POP, n, "sex", "both") for n in (2, 3, 4, 5)] and [c.drop(POP, 6)
          for _ in range(4)], POP, 2, "sex", "has cells of: both", "enter female cells", title="baseline"),
    Fault("sexes-of-model", lambda c: women(c).add(SUR, f"s1,1900/1914,atoll,male,0,0.9{TAIL}"), SUR, 12, "sex",
          "the baseline is female", "leave the others out", title="one sex"),
    Fault("sexes-of-model", lambda c: women(c).add(CASE, '\n[five_year.within.srb]\nshare = 0.1\nreason = "Few."\n'),
          CASE, 55, "five_year.within.srb", "fixed in a case of women alone", "leave [five_year.within.srb] out",
          title="ratio of one sex"),
    Fault("fertility-ages", lambda c: c.cell(FER, 2, "age_from", "0") or c.cell(FER, 2, "age_to", "15")
          or c.cell(FER, 3, "age_from", "15") or c.cell(FER, 3, "age_to", "30"), FER, 2, "age_from",
          "births at ages 0 to 15", "leave the row out"),
    Fault("fertility-ages", _no_births, FER, 2, "births_per_1000_women", "no births at all", "enter births",
          title="none"),
    Fault("survival-out-of-range", lambda c: c.cell(SUR, 3, "proportion", "1.0"), SUR, 3, "proportion",
          "the proportion is 1", "above 0 and below 1"),
    Fault("survival-out-of-range", lambda c: with_life_tables(c).cell(LIFE, 3, "value", "0"), LIFE, 3, "value",
          "qx is 0", "join the ages", title="life table"),
    Fault("out-of-range", lambda c: c.cell(MIG, 3, "proportion", "-5"), MIG, 3, "proportion", "the proportion is -5",
          "such as -0.05", title="migration"),
    Fault("empty-group", lambda c: c.cell(POP, 4, "persons", "0"), POP, 4, "persons", "nobody is counted at 30 to 45",
          "join the group"),
    Fault("recalled-in-headline", lambda c: c.cell(FER, 2, "status", "recalled"), FER, 2, "status",
          "rests on a recalled figure", "collate the figure", title="five_year"),
]  # fmt: skip
FAULTS = [replace(fault, change=_broken(fault.change), title=f"five-year {fault.title}") for fault in _FAULTS]
