"""The invented populations of `invented_wheldon` as a case folder, and any arrays of a reconstruction likewise."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from cenotaph.reconstruct.wheldon.inputs import Inputs

TAIL = {"source": "count", "locator": "table", "status": "enumerated"}
HEAD = """\
schema_version = 1
model = "wheldon2013"

[case]
id = "{name}"
title = "An invented country"
question = "How did the invented country grow?"
territory = "land"
period = "{start:.0f}/{end:.0f}"

[[territory]]
id = "land"
name = "The invented land"
borders = "{start:.0f}"
"""
WHOLE_YEAR = "{:.0f}-01-01"


def written(given: Inputs, folder: Path, name: str = "invented", draws: int = 600) -> Path:
    """Write a case that holds exactly these arrays. Counts are whole persons, so the arrays' must be too."""
    periods = [f"{t:.0f}/{t + given.width - 1:.0f}" for t in given.period_starts]
    dates = [given.start, *(c.date for c in given.counts)]
    persons = [given.baseline, *(c.persons.reshape(given.baseline.shape) for c in given.counts)]
    tables = {
        "population": list(_population(given, dates, persons)),
        "fertility": list(_fertility(given, periods)),
        "survival": list(_survival(given, periods)),
        "net_migration": list(_migration(given, periods)),
    }
    (folder / "evidence").mkdir(parents=True, exist_ok=True)
    for kind, rows in tables.items():
        (folder / "evidence" / f"{kind}.csv").write_text(as_csv(rows), encoding="utf-8")
    (folder / "sources.toml").write_text('[count]\ncitation = "Invented"\naccess = "invented"\n', encoding="utf-8")
    (folder / "case.toml").write_text(case_toml(given, name, draws, dates), encoding="utf-8")
    return folder


def case_toml(given: Inputs, name: str, draws: int, dates: list[float]) -> str:
    text = HEAD.format(name=name, start=given.start, end=given.start + given.width * given.periods - 1)
    for date in dates:
        text += f'\n[[census]]\nid = "c{date:.0f}"\ndate = "{WHOLE_YEAR.format(date)}"\n'
        text += f'label = "Count of {date:.0f}"\nfate = "published"\n'
    names = {key: [f"{key}-{t:.0f}" for t in given.period_starts] for key in ("fertility", "survival", "migration")}
    text += f"\n[five_year]\nstart = {given.start:g}\nwidth = {given.width:.0f}\ndraws = {draws}\n"
    text += f'baseline = "c{dates[0]:.0f}"\ncounts = {_list([f"c{d:.0f}" for d in dates[1:]])}\n'
    text += "".join(f"{key} = {_list(own)}\n" for key, own in names.items())
    text += f"sex_ratio_at_birth = {given.srb[0]:g}\n"
    for part in ("fertility", "survival", "migration", "population", "srb")[: 3 + len(given.sexes)]:
        text += f"\n[five_year.within.{part}]\nalpha = {given.priors.alpha[part]!r}\n"
        text += f'beta = {given.priors.beta[part]!r}\nreason = "Invented."\n'
    return text


def _list(names: list[str]) -> str:
    return "[" + ", ".join(f'"{n}"' for n in names) + "]"


def _ages(given: Inputs, n: int) -> dict:
    last = n == len(given.ages) - 1
    return {"age_from": given.ages[n], "age_to": "" if last else given.ages[n + 1]}


def _population(given, dates, persons):
    for date, own in zip(dates, persons, strict=True):
        for s, sex in enumerate(given.sexes):
            for n, value in enumerate(own[s]):
                place = {"census": f"c{date:.0f}", "date": WHOLE_YEAR.format(date), "territory": "land"}
                yield place | {"entry": "cell", "sex": sex} | _ages(given, n) | {"persons": f"{value:.0f}"} | TAIL


def _fertility(given, periods):
    for t, period in enumerate(periods):
        for n, value in enumerate(given.asfr[t]):
            if value > 0:
                place = {"schedule": f"fertility-{given.period_starts[t]:.0f}", "period": period, "territory": "land"}
                yield place | _ages(given, n) | {"births_per_1000_women": f"{1000 * value:.12g}"} | TAIL


def _survival(given, periods):
    for t, period in enumerate(periods):
        for s, sex in enumerate(given.sexes):
            for n, value in enumerate(given.survival[t, s]):
                place = {"survival": f"survival-{given.period_starts[t]:.0f}", "period": period, "territory": "land"}
                reached = {"sex": sex, "age_reached": f"{n * given.width:.0f}", "proportion": repr(float(value))}
                yield place | reached | TAIL


def _migration(given, periods):
    for t, period in enumerate(periods):
        for s, sex in enumerate(given.sexes):
            for n, value in enumerate(given.migration[t, s]):
                name = f"migration-{given.period_starts[t]:.0f}"
                place = {"net_migration": name, "period": period, "territory": "land", "sex": sex}
                yield place | _ages(given, n) | {"proportion": repr(float(value))} | TAIL


def as_csv(rows: list[dict]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
