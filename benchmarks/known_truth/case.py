"""An episode as a user's case: case.toml, sources.toml and evidence tables, from what may be seen alone.

Every prior is the same for all episodes (priors.py); what differs is read from the tables seen: ages, dates, the life
table, births, and whether the years of the crisis are named.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from cenotaph.arrays import N_AGES, SEXES, Array
from cenotaph.demography.lifetable import life_expectancy
from known_truth import priors
from known_truth.balance import births_before, tfr_before
from known_truth.folder import Enumeration, Seen
from known_truth.rule import SEX_RATIO, normal_years, schedule, seen_sex_ratio

SOURCES = """\
[EPISODE]
citation = "Human Mortality Database (www.mortality.org), as given in the folder of the episode"
access = "Read from the folder of the episode; deaths and migration were not opened."
"""
TAIL = {"source": "EPISODE", "locator": "folder of the episode", "status": "adjusted"}
OLDEST = 80


def write(seen: Seen, folder: Path, births_seen: bool, window: tuple[int, ...] | None, smooth: bool = False) -> Path:
    """Write the case folder. window : the years named as the crisis, or None where they are unknown. smooth : the
    second baseline, without any crisis and with a level of mortality that is free to take it up."""
    evidence = folder / "evidence"
    evidence.mkdir(parents=True, exist_ok=True)
    years = seen.whole_years()
    named = tuple(y for y in window or () if y in years)
    text = _head(seen, named, births_seen) + _model(seen) + _mortality(seen, years, smooth)
    text += "" if smooth else _crisis(seen, years, named)
    text += _births(seen, births_seen, bool(named) and not smooth) + _migration(seen, years) + _without(seen, named)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    for census, count in (("before", seen.before), ("after", seen.after)):
        _table(evidence / f"population-{census}.csv", _population(census, count))
    _table(evidence / "life_tables.csv", _life_table(seen))
    _table(evidence / "fertility.csv", _schedule(seen))
    if births_seen:
        _table(evidence / "vital.csv", _vital(seen))
    return folder


def groups(count: Enumeration) -> list[int]:
    """Lower ages entered in the case: infants, the other children under five, and groups of five years.

    Single years of age are left out where they are given: of the quality of the counts nothing is told, and where ages
    were asked and not reckoned from dates of birth, the single years of children too are filled from their neighbours.
    """
    return [low for low in count.lows if low < 2 or low % 5 == 0]


def bounds(count: Enumeration) -> list[int]:
    """Lower ages in which the closing count is compared."""
    return [low for low in groups(count) if low <= OLDEST]


def _head(seen: Seen, named: tuple[int, ...], births_seen: bool) -> str:
    crisis = f'crisis = "{_span(named)}"\ncrisis_reason = "The years that the literature names."\n' if named else ""
    return f"""\
schema_version = 1

[case]
id = "{seen.name.lower()}"
title = "Two counts of one country"
question = "How many deaths were there between the two counts, and how many of them above normal?"
territory = "country"
period = "{seen.before.day}/{seen.after.day}"

[[territory]]
id = "country"
name = "The country of the episode"
borders = "{seen.before.day}/{seen.after.day}"

[[census]]
id = "before"
date = "{seen.before.day}"
label = "First count"
fate = "published"

[[census]]
id = "after"
date = "{seen.after.day}"
label = "Second count"
fate = "published"

[balance]
opening = "before"
closing = ["after"]
{crisis}sex_ratio_at_birth = {seen_sex_ratio(seen) if births_seen else SEX_RATIO:.4f}

[[dimension]]
id = "mortality"
kind = "mortality"
question = "What would mortality have been without the crisis?"

[[dimension.option]]
id = "before"
label = "As before"
text = "Mortality stays at the rates of the years before."
life_table = "before"
"""


def _model(seen: Seen) -> str:
    compared = ", ".join(map(str, bounds(seen.after)))
    return f"""
[model]
text = "Two counts, a life table of the years before and open borders; deaths and migration are not recorded."

[model.opening]
deviation_reason = "Infants are omitted, or given as one year old; above five as in the embedded case."
deviation = [
    {{ age_from = 0, age_to = 1, sd = 0.1 }},
    {{ age_from = 1, age_to = 5, sd = 0.05 }},
    {{ age_from = 5, age_to = 60, sd = 0.03 }},
    {{ age_from = 60, age_to = 80, sd = 0.05 }},
    {{ age_from = 80, sd = 0.12 }},
]

[model.opening.net_error]
mean = 0.0
sd = {priors.NET_ERROR}
reason = "Half a per cent is usual for a careful count."

[model.closing]
bounds = [{compared}]
bounds_reason = "Infants, children under five, groups of five years: all that counts of any quality bear."
deviation_log_sd = 0.25
deviation_reason = "As at the opening."
deviation = [
    {{ age_from = 0, age_to = 1, sd = 0.1 }},
    {{ age_from = 1, age_to = 5, sd = 0.05 }},
    {{ age_from = 5, age_to = 60, sd = 0.03 }},
    {{ age_from = 60, age_to = 80, sd = 0.05 }},
    {{ age_from = 80, sd = 0.15 }},
]

[[model.net_error]]
census = "after"
mean = 0.0
sd = {priors.NET_ERROR_AFTER}
df = 4
reason = "As in the embedded case: mostly below two per cent; nothing says that both counts are alike."

[[model.pattern]]
id = "adults"
label = "Adults counted less well, or better, than children and the old"
census = ["before", "after"]
age_from = 15
age_to = 60
mean = 0.0
sd = {priors.ADULTS}
reason = "As in the embedded case, for both counts: whom a count of one night misses are adults away from home."
"""


def _mortality(seen: Seen, years: tuple[int, ...], smooth: bool) -> str:
    gap = seen.before.time - (seen.period[0] + seen.period[1] + 1) / 2
    sd = float(np.hypot(priors.LEVEL, priors.LEVEL_A_YEAR * gap))
    length, fall = years[-1] - years[0], fall_a_year(seen)
    return f"""
[model.mortality]
life_table = "before"
knots = [{years[0]}, {years[-1]}]
age_knots = [0, 1, 8, 20, 45, 70, 100]
shape_sd = {priors.SHAPE}
drift_sd = {priors.DRIFT}
reason = "A table of registered deaths of the same country some years before; its shape is trusted to a twentieth."

[model.mortality.level]
mean = {-fall * gap:.4f}
sd = {priors.SMOOTH_LEVEL if smooth else sd:.4f}
reason = "The table is of other years: for each between them the level is less certain, and has fallen as below."

[model.mortality.increment]
mean = {-fall * length:.4f}
sd = {max(priors.SMOOTH_LEVEL if smooth else 0.0, priors.CHANGE_A_YEAR * length):.4f}
reason = "Past the life expectancy at which the best countries began to rise, mortality falls at their pace."
"""


def fall_a_year(seen: Seen) -> float:
    """Share by which death rates are expected to fall in a year: see `priors.YEARS_A_YEAR`."""
    now, lower = life_expectancy(seen.hazard), life_expectancy(seen.hazard * 0.99)
    if now.mean() < priors.RISING_FROM:
        return 0.0
    return float(np.mean(priors.YEARS_A_YEAR) / ((lower - now) / 0.01).mean())


def _crisis(seen: Seen, years: tuple[int, ...], named: tuple[int, ...]) -> str:
    window = named or years
    why = (
        "The years are named: departures by half of normal deaths would not surprise, and far larger ones are possible."
        if named
        else "No year is named: most intervals hold no crisis, and any year may be terrible."
    )
    middle = window[len(window) // 2]
    people = (seen.before.persons.sum() + seen.after.persons.sum()) / 2
    return f"""
[[model.window]]
id = "crisis"
label = "years in which mortality may depart from normal"
years = "{_span(window)}"
scale = {priors.NAMED if named else priors.UNKNOWN}
df = {priors.NAMED_DF if named else priors.UNKNOWN_DF}
split = {priors.SPLIT}
reason = "{why}"
exponent = {{ mean = 0.75, sd = 0.2, reason = "As in the embedded case: famines raise low rates by a larger factor." }}
sex = {{ mean = 0.2, sd = 0.15, reason = "As in the embedded case: men die more than women." }}

[model.window.ages]
knots = [0, 2, 8, 20, 45, 70, 90]
sd = 0.5
reason = "As in the embedded case: crises differ by age."

[[model.violence]]
id = "arms"
label = "Deaths of men of military age in war or by violence"
year = {middle}
persons = {priors.WAR * people:.0f}
log_sd = {priors.WAR_LOG_SD}
male_share = 0.95
age_from = 17
age_to = 50
reason = "Whether there was a war is not told: few such deaths are most likely, and a great war's are possible."
"""


def _births(seen: Seen, births_seen: bool, named: bool) -> str:
    rate = 1000 * births_before(seen) / float(seen.before.persons.sum())
    mean, sd = priors.CRISIS_BIRTHS
    crisis = f"""
[model.births.crisis]
mean = {mean}
sd = {sd}
reason = "Births fall in famines, epidemics and wars: by a tenth as a rule, by a third at worst."
"""
    register = """
[[model.registration]]
event = "births"
year_sd = 0.2
year_sd_reason = "Nearly complete in every year."
level = { mean = 3.9, sd = 0.3, reason = "Registers held to be complete, to about a hundredth." }
slope = { mean = 0.0, sd = 0.2, reason = "No better and no worse with time." }
"""
    return f"""
[model.births]
start = {{ median = {rate:.3f}, log_sd = {priors.BIRTHS}, reason = "Children under five counted first, carried back." }}
walk = {{ mean = 0.0, sd = {priors.WALK}, reason = "By a twentieth or so from year to year, by a fifth over ten." }}
{crisis if named else ""}{register if births_seen else ""}"""


def _migration(seen: Seen, years: tuple[int, ...]) -> str:
    people = float(seen.before.persons.sum() + seen.after.persons.sum()) / 2
    sd = people * priors.NET_MIGRATION * len(years) / np.sqrt(2)
    return "".join(
        f"""
[[model.flow]]
id = "{name}"
label = "{label}"
period = "{_span(years)}"
mean = 0
sd = {sd:.0f}
df = 4
{ages}reason = "Borders are open and no record bears on who crossed them. {why}"
"""
        for name, label, ages, why in (
            ("families", "Net migration of persons of all ages", "", "Families move with their children."),
            (
                "young",
                "Net migration of young adults",
                f"age_from = 15\nage_to = 45\n{MOVERS}",
                "Those who move are mostly young.",
            ),
        )
    )


MOVERS = f"""\
ages = {{ knots = [15, 20, 25, 32, 45], sd = {priors.MOVERS}, reason = "No record says at what ages they moved." }}
sex = {{ mean = 0.0, sd = {priors.MOVERS_SEX}, reason = "Here mostly men move, to work; there as many women." }}
"""


def _without(seen: Seen, named: tuple[int, ...]) -> str:
    quiet = normal_years(seen, named) if named else ()
    rule = f'rule = "held"\nbefore = [{", ".join(map(str, quiet))}]\n'
    if not quiet:
        said = "Children under five at the opening, over the women counted with them; a tenth either way for ten years."
        around = f'{{ median = {tfr_before(seen):.4f}, log_sd = {priors.WITHOUT_CRISIS}, reason = "{said}" }}'
        rule = f'rule = "stated"\nbirths_per_woman = {around}\n'
    return f"""
[model.counterfactual]
schedule = "cubic"
{rule}reason = "Births per woman as in the years outside the crisis, where these are known."
"""


def _span(years: tuple[int, ...]) -> str:
    """From the first of these years to the last, all between included."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}/{years[-1]}"


def _table(path: Path, rows: list[dict]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _population(census: str, count: Enumeration) -> list[dict]:
    kept = groups(count)
    head = {"census": census, "date": count.day, "territory": "country", "entry": "cell"}
    rows = []
    for s, sex in enumerate(SEXES):
        for low, high in zip(kept, [*kept[1:], None], strict=True):
            inside = [i for i, age in enumerate(count.lows) if age >= low and (high is None or age < high)]
            ages = {"sex": sex, "age_from": low, "age_to": "" if high is None else high}
            rows.append(head | ages | {"persons": round(float(count.persons[s, inside].sum()))} | TAIL)
    return rows


def _life_table(seen: Seen) -> list[dict]:
    head = {"life_table": "before", "period": _span(seen.period), "territory": "country"}
    rows = []
    for s, sex in enumerate(SEXES):
        for low, high, rate in zip(seen.lows, [*seen.lows[1:], None], seen.rates[s], strict=True):
            ages = {"sex": sex, "measure": "mx", "age_from": low, "age_to": "" if high is None else high}
            rows.append(head | ages | {"value": f"{rate:.8g}"} | TAIL)
    return rows


def _schedule(seen: Seen) -> list[dict]:
    """Births per 1,000 women in groups of five years, for one child a woman: only their shape is used."""
    single: Array = schedule()
    head = {"schedule": "cubic", "period": _span(seen.period), "territory": "country"}
    lows = [low for low in range(0, N_AGES - 1, 5) if single[low : low + 5].sum() > 0]
    return [
        head | {"age_from": low, "age_to": low + 5}
        | {"births_per_1000_women": f"{200 * single[low : low + 5].sum():.6g}"} | TAIL
        for low in lows
    ]  # fmt: skip


def _vital(seen: Seen) -> list[dict]:
    head = {"event": "births", "measure": "count", "territory": "country", "sex": "both"}
    return [
        head | {"period": year, "value": f"{sum(seen.births[year]):.0f}"} | TAIL | {"status": "registered"}
        for year in sorted(seen.births)
    ]
