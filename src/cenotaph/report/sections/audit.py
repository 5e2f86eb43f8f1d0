"""The section of the audit: findings, checks that found nothing, and the charts of what was looked at."""

from __future__ import annotations

from collections import Counter
from datetime import date

from markupsafe import Markup

from cenotaph.arrays import N_AGES
from cenotaph.audit.finding import CERTAINTY_MEANING, NO_SIZE, size_in_words
from cenotaph.evidence.dates import decimal_year
from cenotaph.report import charts_audit as drawn
from cenotaph.report import numbers
from cenotaph.report.charts_audit import DIGITS
from cenotaph.report.markup import DataTable, Figure, anchor
from cenotaph.report.view import View
from cenotaph.report.words import SEXES, heading

MOST_PAIRS = 6  # a dozen counts make sixty-six pairs: a page cannot draw them all


def context(view: View) -> dict | None:
    """Values of the section; None where the run holds no audit, as those of earlier versions do. Where the counts could
    not be audited at all, only why."""
    level, not_made = view.rows("audit-level"), view.rows("audit-not-made")
    if not level:
        return {"refused": not_made[0]["why"]} if not_made else None
    rows = view.rows("audit-findings")
    survival, more = _survival(view)
    sure = Counter(r["certainty"] for r in rows)
    return {
        "refused": "",
        "findings": [_finding(view, r) for r in rows],
        "count": numbers.count(len(rows)),
        "sure": [(name, numbers.count(sure[name])) for name in CERTAINTY_MEANING if sure[name]],
        "meanings": list(CERTAINTY_MEANING.items()),
        "quiet": _rest(view, "audit-quiet"),
        "skipped": _rest(view, "audit-not-made"),
        "between": bool(view.rows("audit-survival")),
        "names": [(c.id, c.label) for c in _counts(view)],
        "family": numbers.share(level[0]["family_wise_level"]),
        "comparisons": numbers.count(level[0]["comparisons"]),
        "test": numbers.plain(level[0]["level_of_one_test"], 2),
        "deviations": numbers.decimal(level[0]["deviations_of_one_comparison"], 1),
        "digits": _digits(view),
        "survival": survival,
        "more_pairs": more,
        "sex_ratios": _sex_ratios(view),
        "ages": _ages(view),
    }


def _finding(view: View, row: dict) -> dict:
    files = [part for part in row["inputs"].split("; ") if part]
    return {
        "anchor": anchor("finding", row["id"]),
        "check": heading(row["check"]),
        "subject": row["subject"],
        "title": heading(row["title"]),
        "what": row["what"],
        "persons": size_in_words(row["persons_low"], row["persons_high"], row["kind"]),
        "kind": "" if row["kind"] == NO_SIZE else row["kind"],
        "certainty": row["certainty"],
        "basis": row["basis"],
        # A reason that the case gives for a contradiction may bind to a row.
        "explanations": view.text(row["explanations"]),
        "files": [view.input(file) for file in files],
        "sources": view.sources(dict.fromkeys(s for p in view.case.placed if p.file in files for s in p.row.source)),
    }


def _rest(view: View, table: str) -> dict:
    rows = view.rows(table)
    body: list[list[str | Markup]] = [[heading(r["check"]), r["subject"], r["why"]] for r in rows]
    return {"count": numbers.count(len(rows)), "rows": body}


def _counts(view: View) -> list:
    """Censuses of which the audit drew anything, in their order."""
    seen = {r["count"] for name in ("audit-heaping", "audit-sex-ratios", "audit-ages") for r in view.rows(name)}
    return [c for c in view.case.spec.census if c.id in seen]


def _digits(view: View) -> Figure | None:
    rows = view.rows("audit-heaping")
    if not rows:
        return None
    body: list[list[str | Markup]] = [
        [f"{r['count']}, {SEXES[r['sex']]}", numbers.decimal(r["whipple"], 2), numbers.decimal(r["myers"], 1),
         numbers.decimal(r["bachi"], 1), *(numbers.decimal(100 * r[f"digit_{d}"], 1) for d in DIGITS)]
        for r in rows
    ]  # fmt: skip
    heads = ["Count", "Whipple’s index", "Myers’s, %", "Bachi’s, %", *(f"at {d}, %" for d in DIGITS)]
    table = DataTable("Indices of digit preference, and per cent of persons at each digit", heads, body,
                      set(range(1, len(heads))))  # fmt: skip
    return view.chart("audit-digits", lambda width: drawn.digits_chart(rows, width), table)


def _survival(view: View) -> tuple[list[dict], list[DataTable]]:
    """A chart for each pair of counts, those of the shortest intervals if there are many; tables of the other pairs."""
    by_pair: dict[str, list[dict]] = {}
    for r in view.rows("audit-survival"):
        by_pair.setdefault(r["pair"], []).append(r)
    times = _times(view)
    lengths = {f"{a} to {b}": times[b] - times[a] for a in times for b in times}
    drawn_ones = sorted(by_pair, key=lambda pair: lengths.get(pair, 0.0))[:MOST_PAIRS]
    figures, tables = [], []
    for pair, rows in by_pair.items():
        table = _survival_table(pair, rows)
        if pair not in drawn_ones:
            tables.append(table)
            continue
        name = f"audit-survival-{pair.replace(' ', '-')}"
        figures.append(
            {
                "pair": pair,
                "figure": view.chart(name, lambda width, rows=rows: drawn.survival_chart(rows, width), table),
                "normal": any(r["normal_lowest"] is not None for r in rows),
                "not_judged": any(not r["judged"] for r in rows),
            }
        )
    return figures, tables


def _times(view: View) -> dict[str, float]:
    """Decimal year of each census."""
    return {c.id: decimal_year(date.fromisoformat(c.date)) for c in view.case.spec.census}


def _ages_of(row: dict) -> str:
    low, high = row["age_from"], row["age_to"]
    return str(low) if high - low == 1 else f"{low} to {high - 1}" if high < N_AGES else f"{low} and over"


def _survival_table(pair: str, rows: list[dict]) -> DataTable:
    body: list[list[str | Markup]] = []
    for r in rows:
        low, high = r["normal_lowest"], r["normal_highest"]
        normal = f"at most {numbers.decimal(high, 3)}"
        if low is not None:
            normal = f"{numbers.decimal(low, 3)} to {numbers.decimal(high, 3)}"
        body.append(
            [f"{heading(SEXES[r['sex']])}, {_ages_of(r)}", numbers.count(r["opening"]), numbers.count(r["counted"]),
             numbers.decimal(r["survival"], 3), normal, numbers.decimal(r["by_heaping"], 3),
             "" if r["judged"] else "no"]
        )  # fmt: skip
    heads = ["Aged at the earlier count", "Counted then", "Counted later", "Later over then", "At normal mortality",
             "Moved by digits", "Judged"]  # fmt: skip
    return DataTable(f"Cohorts from {pair}", heads, body, {1, 2, 3, 4, 5})


def _sex_ratios(view: View) -> Figure | None:
    rows = view.rows("audit-sex-ratios")
    if not rows:
        return None
    names = list(dict.fromkeys(r["count"] for r in rows))
    cells = {(r["age_from"], r["count"]): numbers.decimal(r["men_per_woman"], 3) for r in rows}
    ages = {r["age_from"]: _ages_of(r) for r in sorted(rows, key=lambda r: r["age_from"])}
    body: list[list[str | Markup]] = [[told, *(cells.get((age, n), "") for n in names)] for age, told in ages.items()]
    table = DataTable("Men per woman by age", ["Age", *names], body, set(range(1, len(names) + 1)))
    times = _times(view)
    return view.chart("audit-sex-ratios", lambda width: drawn.sex_ratio_chart(rows, times, width), table)


def _ages(view: View) -> Figure | None:
    rows = view.rows("audit-ages")
    if not rows:
        return None
    names = list(dict.fromkeys((r["count"], r["sex"]) for r in rows))
    cells = {(r["age"], r["count"], r["sex"]): numbers.count(r["persons"]) for r in rows}
    body: list[list[str | Markup]] = [
        [str(age), *(cells.get((age, *n), "") for n in names)] for age in sorted({r["age"] for r in rows})
    ]
    heads = ["Age as stated", *(f"{count}, {SEXES[sex]}" for count, sex in names)]
    table = DataTable("Persons by stated age", heads, body, set(range(1, len(heads))))
    return view.chart("audit-ages", lambda width: drawn.ages_chart(rows, width), table)
