"""A tiny invented case, complete and without a fault, to be broken in one place by each test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CASE = """\
schema_version = 1

[case]
id = "island"
title = "The island between two counts"
question = "How many islanders of 1 June 1900 are missing in 1910?"
territory = "island"
period = "1900-06-01/1910-06-01"
summary = "The storms of 1904-05 followed a count of {@total-early} persons."
names = ["Station 47"]

[[territory]]
id = "island"
name = "The island in the borders of 1900"
borders = "1900/1910"

[[census]]
id = "early"
date = "1900-06-01"
label = "First count, 1 June 1900"
fate = "published"

[[census]]
id = "late"
date = "1910-06-01"
label = "Second count"
fate = "kept at Station 47"

[census.residual]
groups = ["army"]
age_from = 20
age_to = 30
reason = "Soldiers were counted apart."
source = ["count"]

[balance]
opening = "early"
closing = ["late"]
crisis = "1904/1905"
crisis_reason = "The storms."

[[dimension]]
id = "truth"
kind = "true_census"
question = "Which count is true?"

[[dimension.option]]
id = "late"
label = "The second"
text = "The second count is right."
census = "late"

[[dimension]]
id = "mortality"
kind = "mortality"
question = "What is normal?"

[[dimension.option]]
id = "early"
label = "As before"
text = "Mortality stays as before."
source = ["register"]
life_table = "lt-early"
towards = "lt-late"

[[dimension]]
id = "others"
kind = "undercount"
question = "What else is open?"

[[dimension.option]]
id = "all"
label = "Everything"
text = "All fields at once."
adjustment = "infants"
flows = ["boats"]
schedule = "mothers"
birth_rate = "births-rate"
groups = ["army"]

[[expectation]]
literature = "expected"
census = "late"

[[register_gap]]
vital = "increase"
opening = "early"
closing = "late"
"""
SOURCES = """\
[count]
citation = "Anna Invented, The Counts of the Island, 1911"
access = "print"

[register]
citation = "Register of the Island"
access = "print"
"""
POPULATION = """\
id,census,date,territory,entry,group,sex,age_from,age_to,persons,source,locator,status
,early,1900-06-01,island,cell,,female,0,30,300,count,p. 1,enumerated
,early,1900-06-01,island,cell,,female,30,60,200,count,p. 1,enumerated
,early,1900-06-01,island,cell,,female,60,,50,count,p. 1,enumerated
,early,1900-06-01,island,cell,,male,0,30,310,count,p. 1,enumerated
,early,1900-06-01,island,cell,,male,30,60,190,count,p. 1,enumerated
,early,1900-06-01,island,cell,,male,60,,40,count,p. 1,enumerated
,early,1900-06-01,island,unknown_age,,both,,,5,count,p. 1,enumerated
total-early,early,1900-06-01,island,total,table,both,,,1095,count,p. 1,enumerated
,late,1910-06-01,island,cell,,female,0,30,280,count,p. 2,enumerated
,late,1910-06-01,island,cell,,female,30,60,210,count,p. 2,enumerated
,late,1910-06-01,island,cell,,female,60,,55,count,p. 2,enumerated
,late,1910-06-01,island,cell,,male,0,30,270,count,p. 2,enumerated
,late,1910-06-01,island,cell,,male,30,60,180,count,p. 2,enumerated
,late,1910-06-01,island,cell,,male,60,,45,count,p. 2,enumerated
,late,1910-06-01,island,total,table,both,,,1040,count,p. 2,enumerated
,late,1910-06-01,island,total,final,both,,,1100,count;register,p. 2,enumerated
,late,1910-06-01,island,contingent,army,male,20,30,60,count,p. 2,enumerated
"""
LIFE_TABLES = """\
life_table,period,territory,sex,measure,age_from,age_to,value,source,locator,status
lt-early,1900,island,female,qx,0,30,0.3,register,p. 3,registered
lt-early,1900,island,female,qx,30,60,0.4,register,p. 3,registered
lt-early,1900,island,female,qx,60,,1,register,p. 3,registered
lt-early,1900,island,male,qx,0,30,0.35,register,p. 3,registered
lt-early,1900,island,male,qx,30,60,0.45,register,p. 3,registered
lt-early,1900,island,male,qx,60,,1,register,p. 3,registered
lt-late,1910,island,female,lx,0,,1,register,p. 4,registered
lt-late,1910,island,female,lx,30,,0.7,register,p. 4,registered
lt-late,1910,island,female,lx,60,,0.42,register,p. 4,registered
lt-late,1910,island,male,lx,0,,1,register,p. 4,registered
lt-late,1910,island,male,lx,30,,0.65,register,p. 4,registered
lt-late,1910,island,male,lx,60,,0.36,register,p. 4,registered
"""
FERTILITY = """\
schedule,period,territory,age_from,age_to,births_per_1000_women,source,locator,status
mothers,1900,island,15,30,200,register,p. 5,registered
mothers,1900,island,30,50,90,register,p. 5,registered
"""
VITAL = """\
id,event,measure,period,territory,sex,value,rounding,source,locator,status
births-rate,births,per_1000,1900,island,both,40,0.5,register,p. 6,registered
,deaths,count,1901,island,both,30,,register,p. 6,registered
,deaths,count,1902,island,both,32,,register,p. 6,registered
increase,natural_increase,count,1901/1909,island,both,90,,register,p. 6,registered
"""
MIGRATION = """\
id,flow,period,territory,direction,persons,rounding,source,locator,status
boats,boats,1905,island,net,-12,1,register,p. 7,registered
"""
SURVIVAL = """\
survival,period,territory,sex,age_reached,proportion,source,locator,status
neighbours,1900/1904,island,female,0,0.8,register,p. 4,registered
"""
NET_MIGRATION = """\
net_migration,period,territory,sex,age_from,age_to,proportion,source,locator,status
boats-by-age,1900/1904,island,female,0,5,-0.01,register,p. 7,registered
"""
ADJUSTMENTS = """\
adjustment,census,sex,age_from,age_to,persons,source,locator,status
infants,early,female,0,1,10,count,p. 8,adjusted
infants,early,male,0,1,12,count,p. 8,adjusted
"""
LEDGERS = """\
institution,measure,when,persons,source,locator,status
lighthouse,stock,1905-01-01,7,register,p. 9,registered
"""
QUOTAS = """\
order,date,territory_name,category,stage,persons,source,locator,status
order of boats,1905-02,north shore,places,limit,20,register,p. 10,registered
"""
EVENTS = """\
date,event,category,source,locator,status
1904-11,First storm,weather,register,p. 11,registered
"""
TESTIMONY = """\
witness,role,observed,recorded,place,attests,does_not_attest,source,locator,status
Boris Invented,keeper,1904-11,1920,lighthouse,"Waves, and a roof gone",deaths,register,p. 12,registered
"""
LITERATURE = """\
id,author,year,territory,period,definition,low,central,high,source,locator,status
expected,Clara Invented,1912,island,1910,expected_population,1150,1200,1250,count,p. 13,disputed
"""
FILES = {
    "case.toml": CASE,
    "sources.toml": SOURCES,
    "evidence/population.csv": POPULATION,
    "evidence/life_tables-register.csv": LIFE_TABLES,
    "evidence/fertility.csv": FERTILITY,
    "evidence/vital.csv": VITAL,
    "evidence/migration.csv": MIGRATION,
    "evidence/survival.csv": SURVIVAL,
    "evidence/net_migration.csv": NET_MIGRATION,
    "evidence/adjustments.csv": ADJUSTMENTS,
    "evidence/ledgers.csv": LEDGERS,
    "evidence/quotas.csv": QUOTAS,
    "evidence/events.csv": EVENTS,
    "evidence/testimony.csv": TESTIMONY,
    "literature.csv": LITERATURE,
}


@dataclass
class TinyCase:
    """Files by path, as bytes; changed in place, then written to a folder."""

    files: dict[str, bytes] = field(default_factory=lambda: {n: t.encode() for n, t in FILES.items()})

    def swap(self, name: str, old: str, new: str) -> None:
        """Replace the only occurrence of a text in a file."""
        text = self.files[name].decode()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.files[name] = text.replace(old, new).encode()

    def cell(self, name: str, line: int, column: str, value: str) -> None:
        """Write a cell of a table without quoted cells; `line` as people count it, the header being 1."""
        lines = self.files[name].decode().split("\n")
        cells = lines[line - 1].split(",")
        cells[lines[0].split(",").index(column)] = value
        lines[line - 1] = ",".join(cells)
        self.files[name] = "\n".join(lines).encode()

    def drop(self, name: str, line: int) -> None:
        lines = self.files[name].decode().split("\n")
        del lines[line - 1]
        self.files[name] = "\n".join(lines).encode()

    def add(self, name: str, text: str) -> None:
        self.files[name] = self.files.get(name, b"") + text.encode()

    def write(self, folder: Path) -> Path:
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder


@dataclass(frozen=True)
class Fault:
    """One way to break the tiny case, and what must be said about it."""

    rule: str
    change: Callable[[TinyCase], object]
    file: str
    line: int | None
    column: str
    found: str
    need: str
    severity: str = "error"
    title: str = ""

    @property
    def name(self) -> str:
        return f"{self.rule} {self.title}".strip()
