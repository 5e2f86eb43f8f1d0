"""Every rule over a whole case: one way to break it and what must be said."""

from __future__ import annotations

from evidence.builder import Fault, TinyCase

POP, LIT, VIT = "evidence/population.csv", "literature.csv", "evidence/vital.csv"
LT = "evidence/life_tables-register.csv"
TAB, FER, ADJ = "evidence/life_tables-register.csv", "evidence/fertility.csv", "evidence/adjustments.csv"
CASE = "case.toml"


def _both_beside(case: TinyCase) -> None:
    case.cell(POP, 13, "sex", "both")


def _one_sex(case: TinyCase) -> None:
    for _ in range(3):
        case.drop(POP, 13)


def _accept(rule: str, where: str, text: str = "Known since it was printed.") -> str:
    return f'\n[[accepted]]\nrule = "{rule}"\nwhere = "{where}"\nreason = "{text}"\n'


def _singles(persons: int, ages: int = 30) -> str:
    row = ",early,1900-06-01,island,single_age,,female,{0},{1},{2},count,p. 1,enumerated\n"
    return "".join(row.format(age, age + 1, persons) for age in range(ages))


def _per_thousand(case: TinyCase) -> None:
    """The two survivors' columns of a life table become death rates, one of them per 1,000."""
    for line in range(2, 5):
        case.cell(TAB, line, "measure", "mx")
    case.cell(TAB, 2, "value", "187")


ROWS = [
    Fault("unknown-source", lambda c: c.cell(POP, 2, "source", "counts"), POP, 2, "source",
          '"counts" names no source', 'did you mean "count"'),
    Fault("unknown-source", lambda c: c.cell(POP, 2, "source", "count;diary"), POP, 2, "source",
          '"diary" names no source', "enter it as sources.toml", title="second of two"),
    Fault("unknown-territory", lambda c: c.cell(VIT, 3, "territory", "iland"), VIT, 3, "territory",
          '"iland" names no territory', 'did you mean "island"'),
    Fault("unknown-census", lambda c: c.cell(ADJ, 2, "census", "1900"), ADJ, 2, "census",
          '"1900" names no census', "enter it as a [[census]]"),
    Fault("duplicate-key", lambda c: c.add(VIT, ",deaths,count,1902,island,both,33,,count,p. 6,registered\n"),
          VIT, 6, "", f"as in {VIT}:4", "keep one row"),
    Fault("duplicate-id", lambda c: c.cell(VIT, 3, "id", "boats"), "evidence/vital.csv", 3, "id",
          "already that of evidence/migration.csv:2", "another id"),
    Fault("duplicate-id", lambda c: c.swap(CASE, 'id = "others"', 'id = "truth"'), CASE, 67,
          "dimension[3].id", '"truth" is used twice', "another id", title="dimensions"),
    Fault("census-date-differs", lambda c: c.cell(POP, 2, "date", "1900-06-02"), POP, 2, "date",
          "which is 1900-06-01", "correct the date"),
    Fault("overlapping-periods", lambda c: c.cell(VIT, 4, "period", "1901-12/1902"), VIT, 4, "period",
          f"overlaps 1901 of {VIT}:3", "[[accepted]]"),
    Fault("recalled-in-headline", lambda c: c.files.__setitem__(
          "evidence/events-more.csv", b"date,event,category,source,locator,status,reading\n"
          b"1905,Calm,weather,register,p. 1,registered,recalled\n"), "evidence/events-more.csv", 2, "status",
          "from memory", 'write the status "recalled"'),
    Fault("recalled-in-headline", lambda c: c.cell("evidence/migration.csv", 2, "status", "recalled"), CASE, 71,
          "dimension[3].option[1].headline", 'rests on the recalled figure "boats"', "headline = false",
          title="answers"),
    Fault("literature-empty", lambda c: c.swap(LIT, "1150,1200,1250", ",,"), LIT, 2, "central",
          "all empty", "leave the row out"),
    Fault("literature-order", lambda c: c.swap(LIT, "1150,1200,1250", "1300,,1250"), LIT, 2, "low",
          "low (1,300) is above high (1,250)", "rising order"),
]  # fmt: skip

AGES = [
    Fault("age-missing", lambda c: c.cell(POP, 2, "age_from", ""), POP, 2, "age_from", "no age_from",
          "write the exact age"),
    Fault("ages-reversed", lambda c: c.cell(POP, 3, "age_to", "30"), POP, 3, "age_to",
          "age_to 30 is not above age_from 30", "age_from <= age < age_to"),
    Fault("ages-reversed", lambda c: c.swap(CASE, "age_to = 30", "age_to = 20"), CASE, 32,
          "census[2].residual.age_to", "not above age_from 20", "write exact ages", title="residual"),
    Fault("ages-start-late", lambda c: c.cell(POP, 2, "age_from", "1"), POP, 2, "age_from",
          "begins at age 1", "from 0 on"),
    Fault("ages-start-late", lambda c: c.drop(TAB, 2), TAB, 2, "age_from", "begins at age 30", "from 0 on",
          title="life table"),
    Fault("age-overlap", lambda c: c.cell(POP, 3, "age_from", "29"), POP, 3, "age_from",
          f"counts age 29 twice: here and in {POP}:2", "a cell ends where the next begins"),
    Fault("age-overlap", lambda c: c.cell(FER, 3, "age_from", "25"), FER, 3, "age_from", "age 25 twice",
          "a cell ends where the next begins", title="fertility"),
    Fault("age-overlap", lambda c: c.add(ADJ, "infants,early,male,0,5,1,count,p. 8,adjusted\n"), ADJ, 4,
          "age_from", "age 0 twice", "a cell ends where the next begins", title="adjustment"),
    Fault("age-overlap", lambda c: c.cell(TAB, 8, "age_to", "31"), TAB, 8, "age_to",
          "ends at 31, and the next begins at 30", "correct age_to", title="lx"),
    Fault("age-gap", lambda c: c.cell(POP, 3, "age_from", "31"), POP, 3, "age_from", "no ages 30 to 31",
          "a cell ends where the next begins"),
    Fault("open-interval", lambda c: c.cell(POP, 4, "age_to", "90"), POP, 4, "age_to",
          "ends at age 90 without an open interval", "leave age_to empty"),
    Fault("open-interval", lambda c: c.cell(POP, 3, "age_to", ""), POP, 3, "age_to",
          "open from age 30 and goes on at 60", "give age_to", title="not last"),
    Fault("sexes-mixed", _both_beside, POP, 13, "sex", "both sexes together beside", "keep female and male"),
    Fault("sexes-incomplete", _one_sex, POP, 10, "sex", "female cells and no male ones",
          "enter the male cells"),
    Fault("single-ages-differ", lambda c: c.add(POP, _singles(11)), POP, 19, "persons",
          "add up to 330, and the cell", "every year of age"),
    Fault("single-ages-differ", lambda c: c.add(POP, _singles(10, 29)), POP, 19, "age_from",
          "the single ages of 0 to 30 have 29 rows", "or none", title="some of them"),
    Fault("single-ages-differ", lambda c: c.add(POP, _singles(10).replace(",0,1,", ",0,2,", 1)), POP, 19, "age_to",
          "spans 0 to 2", "a row", title="two years"),
    Fault("qx-above-one", lambda c: c.cell(TAB, 2, "value", "300"), TAB, 2, "value", "qx is 300",
          "per person"),
    Fault("rate-per-1000", _per_thousand, TAB, 2, "value", "mx is 187 a year", "per person"),
    Fault("open-qx-not-one", lambda c: c.cell(TAB, 4, "value", "0.9"), TAB, 4, "value", "qx is 0.9",
          "write 1"),
    Fault("lx-rises", lambda c: c.cell(TAB, 10, "value", "0.71"), TAB, 10, "value",
          "0.71 survive to age 60, more than the 0.7 of age 30", "compare both"),
]  # fmt: skip

TOTALS = [
    Fault("total-contradicted", lambda c: c.cell(POP, 9, "persons", "1090"), POP, 9, "persons",
          "is 1,090, 5 less than its parts, which add up to 1,095", "compare total and parts"),
    Fault("total-contradicted", lambda c: c.cell(POP, 16, "persons", "1041"), POP, 16, "persons",
          "1 more than its parts", "[[accepted]]", title="above"),
    Fault("total-contradicted", lambda c: c.swap(POP, "total,table,both,,,1095", "total,,both,,,1096"),
          POP, 9, "persons", "1 more than its parts", "[[accepted]]", title="unnamed"),
    Fault("total-contradicted", lambda c: c.cell(POP, 17, "persons", "1030"), POP, 17, "persons",
          "10 less than its parts", "compare total and parts", title="final below"),
    Fault("total-contradicted", lambda c: c.cell(POP, 18, "persons", "53"), POP, 17, "persons",
          "exceeds its table by 60, and the contingents named for it (army) count 53",
          "enter the contingents", title="residual uncovered"),
    Fault("total-contradicted", lambda c: c.swap(POP, "total,table,both,,,1095", "total,final,both,,,1100"),
          POP, 9, "persons", "exceeds its table by 5", "[census.residual]", title="no residual"),
    Fault("total-not-compared", lambda c: c.cell(POP, 9, "group", "published"), POP, 9, "persons",
          '"published" is of another kind', 'group "table"', "note"),
]  # fmt: skip

CASES = [
    Fault("unknown-territory", lambda c: c.swap(CASE, 'territory = "island"', 'territory = "isle"'), CASE, 7,
          "case.territory", '"isle" names no territory', "enter it or use one that is there (island)",
          title="case.toml"),
    Fault("unknown-census", lambda c: c.swap(CASE, 'closing = ["late"]', 'closing = ["later"]'), CASE, 38,
          "balance.closing", '"later" names no census', 'did you mean "late"', title="closing"),
    Fault("unknown-source", lambda c: c.swap(CASE, 'source = ["register"]', 'source = ["registers"]'),
          CASE, 62, "dimension[2].option[1].source", '"registers" names no source', 'did you mean "register"',
          title="option"),
    Fault("census-order", lambda c: c.swap(CASE, 'opening = "early"\nclosing = ["late"]',
          'opening = "late"\nclosing = ["early"]'), CASE, 38, "balance.closing",
          "early (1900-06-01) does not come after late (1910-06-01)", "in the order of their dates"),
    Fault("life-table-one-sex", lambda c: [c.drop(LT, n) for n in (13, 12, 11)], LT, 8, "sex",
          'the life table "lt-late" is female only', "add its rows for the male sex"),
    Fault("census-empty", lambda c: [c.cell(POP, n, "persons", "0") for n in (5, 6, 7)], POP, 5, "persons",
          "the male cells of early count nobody", "enter the counts"),
    Fault("interval-too-long", lambda c: c.swap(CASE, 'date = "1910-06-01"', 'date = "1999-06-01"'), CASE, 38,
          "balance.closing[1]", "late lies 99 years after early", "at most 90 years apart"),
    Fault("no-headline-answer", lambda c: c.swap(CASE, 'census = "late"\n\n[[dimension]]',
          'census = "late"\nheadline = false\n\n[[dimension]]'), CASE, 42, "dimension[1]",
          'no option of "truth"', "take headline"),
    Fault("kind-twice", lambda c: c.swap(CASE, 'kind = "undercount"', 'kind = "mortality"'), CASE, 68,
          "dimension[3].kind", '"others" and "mortality" are both of the kind mortality', "join their options"),
    Fault("true-census-opening", lambda c: c.swap(CASE, 'census = "late"\n\n[[dimension]]',
          'census = "early"\n\n[[dimension]]'), CASE, 51,
          "dimension[1].option[1].census", '"early" opens the balance', "name one of late"),
    Fault("census-without-cells", lambda c: c.swap(CASE, "[[census]]\nid = \"late\"",
          '[[census]]\nid = "third"\ndate = "1920-01-01"\nlabel = "Third"\nfate = "lost"\n\n[[census]]\n'
          'id = "late"') or c.swap(CASE, 'closing = ["late"]', 'closing = ["late", "third"]'), CASE, 44,
          "balance.closing", "third has no cells", "enter its age table"),
    *[
        Fault("unknown-reference", lambda c, o=old, n=new: c.swap(CASE, o, n), CASE, line, column, found,
              need, title=column)
        for old, new, line, column, found, need in [
            ('life_table = "lt-early"', 'life_table = "lt-earl"', 63, "dimension[2].option[1].life_table",
             '"lt-earl" names no life table', 'did you mean "lt-early"'),
            ('towards = "lt-late"', 'factor_of = ["births-rate", "deaths-rate"]', 64,
             "dimension[2].option[1].factor_of", '"deaths-rate" names no vital row',
             'did you mean "births-rate"'),
            ('towards = "lt-late"', 'towards = "x"', 64, "dimension[2].option[1].towards",
             '"x" names no life table', "(lt-early, lt-late)"),
            ('adjustment = "infants"', 'adjustment = "infant"', 75, "dimension[3].option[1].adjustment",
             '"infant" names no adjustment', 'did you mean "infants"'),
            ('flows = ["boats"]', 'flows = ["boat"]', 76, "dimension[3].option[1].flows",
             '"boat" names no migration row', 'did you mean "boats"'),
            ('schedule = "mothers"', 'schedule = "women"', 77, "dimension[3].option[1].schedule",
             '"women" names no fertility schedule', "(mothers)"),
            ('birth_rate = "births-rate"', 'birth_rate = "increase"', 78, "dimension[3].option[1].birth_rate",
             '"increase" names no vital row of births', "(births-rate)"),
            ('groups = ["army"]\n\n[[exp', 'groups = ["navy"]\n\n[[exp', 79, "dimension[3].option[1].groups",
             '"navy" names no contingent', "(army)"),
            ('groups = ["army"]\nage', 'groups = ["navy"]\nage', 30, "census[2].residual.groups",
             '"navy" names no contingent of late', "(army)"),
            ('literature = "expected"', 'literature = "hoped"', 82, "expectation[1].literature",
             '"hoped" names no literature row', "(expected)"),
            ('vital = "increase"', 'vital = "increases"', 86, "register_gap[1].vital",
             '"increases" names no vital row', 'did you mean "increase"'),
        ]
    ],
    Fault("option-incomplete", lambda c: c.swap(CASE, 'life_table = "lt-early"\n', ""), CASE, 58,
          "dimension[2].option[1].life_table", "names no life_table", "add life_table"),
    Fault("typed-number", lambda c: c.swap(CASE, "The storms.", "The storms took 1,234 lives."), CASE, 40,
          "balance.crisis_reason", '"1,234" is typed', "write {@id}"),
    Fault("typed-number", lambda c: c.swap(CASE, 'names = ["Station 47"]', ""), CASE, 27, "census[2].fate",
          '"47"', "case.names", title="name not listed"),
    Fault("unknown-binding", lambda c: c.swap(CASE, "{@total-early}", "{@total-earl}"), CASE, 9,
          "case.summary", '"{@total-earl}" is bound to no row', 'did you mean "total-early"'),
    Fault("unknown-binding", lambda c: c.swap(CASE, "{@total-early}", "{@total-early"), CASE, 9,
          "case.summary", "never closed", "write {@id}", title="unclosed"),
    Fault("accepted-unused", lambda c: c.add(CASE, _accept("total-contradicted", POP)), CASE, 90,
          "accepted[1]", "matches no finding", "remove it", "note"),
    Fault("accepted-unused", lambda c: c.add(CASE, _accept("unknown-source", POP)), CASE, 90,
          "accepted[1]", "matches no finding", "only these can be accepted", "note", "never acceptable"),
]  # fmt: skip

FAULTS = ROWS + AGES + TOTALS + CASES
