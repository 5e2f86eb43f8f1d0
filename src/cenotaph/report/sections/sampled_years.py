"""The sampled account by year: births, deaths, excess deaths, life expectancy, fertility, completeness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from cenotaph.reconstruct.inputs import events_by_year
from cenotaph.report import charts_sampled as drawn
from cenotaph.report import numbers
from cenotaph.report.markup import DataTable
from cenotaph.report.view import View
from cenotaph.report.words import years_of

NOUGHT = {"p05": 0.0, "p25": 0.0, "median": 0.0, "p75": 0.0, "p95": 0.0, "positive": None}


@dataclass(frozen=True)
class Fan:
    """One chart: its quantities of the table "bayes_years" by name, and the register's event drawn as points."""

    id: str
    title: str
    unit: str
    parts: tuple[tuple[str, str], ...]
    note: str
    event: str = ""
    from_nought: bool = True


FANS = (
    Fan(
        "excess", "Excess deaths by year", "persons a year", (("excess", ""),),
        "Deaths minus those that normal death rates give on the population as it was. Below nought, fewer died than "
        "normal. Years outside every named window have none by assumption, but for documented violence, of which the "
        "record and its stated error are all that is known.",
    ),
    Fan(
        "deaths", "Deaths by year", "persons a year", (("deaths", "deaths, registered or not"),),
        "Points are the register's own figures.", "deaths",
    ),
    Fan(
        "births", "Births by year", "persons a year", (("births", "births, registered or not"),),
        "Points are the register's own figures.", "births",
    ),
    Fan(
        "e0", "Life expectancy at birth by year", "years",
        (("e0-female", "women and girls"), ("e0-male", "men and boys")),
        "At the death rates of each year, crisis included.",
    ),
    Fan(
        "tfr", "Total fertility by year", "births per woman", (("tfr", ""),),
        "At the rates of each year; the pattern by age is the case's.", from_nought=False,
    ),
    Fan(
        "completeness", "Completeness of the registers by year", "share of all events",
        (("completeness-births", "births"), ("completeness-deaths", "deaths")),
        "Registered over all events. Where a year has no figure, this is what the model expects.", from_nought=False,
    ),
)  # fmt: skip


def fans(view: View) -> Iterator[dict]:
    """The charts by year, each with its table."""
    for fan in FANS:
        series = [s for quantity, name in fan.parts if (s := _series(view, quantity, name)).rows]
        if not series:
            continue
        dots = _recorded(view, fan.event, [r["year"] for r in series[0].rows])
        chart = view.chart(
            f"sampled-{fan.id}",
            lambda width, fan=fan, series=series, dots=dots: drawn.fan_chart(
                series, fan.unit, width, dots, zero=fan.from_nought
            ),
            _table(fan, series, dots),
        )
        yield {"title": fan.title, "note": fan.note, "figure": chart}


def _series(view: View, quantity: str, name: str) -> drawn.Series:
    """A quantity by year. What cannot vary is no estimate: excess deaths outside every window are nought."""
    rows = {r["year"]: r for r in view.rows("bayes_years") if r["quantity"] == quantity}
    if rows and quantity == "excess":
        every = range(min(r["year"] for r in view.rows("bayes_years")), max(rows) + 1)
        estimated = _window_years(view)
        # Outside the windows a probability would only repeat what is assumed.
        rows = {y: r if y in estimated else r | {"positive": None} for y, r in rows.items()}
        rows = {year: rows.get(year, NOUGHT | {"year": year}) for year in every}
    return drawn.Series(name, list(rows.values()))


def _window_years(view: View) -> set[int]:
    """Calendar years of the case's windows."""
    model = view.case.spec.model
    spans = [years_of(w.years) for w in (model.window if model else ())]
    return {year for low, high in spans for year in range(int(low), int(high))}


def _recorded(view: View, event: str, years: Sequence[int]) -> list[tuple[int, float]]:
    """Registered events of single years."""
    found = events_by_year(view.case, event) if event else {}
    return [(year, n) for year, n in sorted(found.items()) if year in years]


def _table(fan: Fan, series: Sequence[drawn.Series], dots: list[tuple[int, float]]) -> DataTable:
    signed, unit = fan.id == "excess", "persons" if "persons" in fan.unit else ""
    registered = dict(dots)
    body: list[list[str | Markup]] = []
    for one in series:
        for row in one.rows:
            figure = numbers.middle(row["median"], row["p05"], row["p95"], unit, told=False)
            line: list[str | Markup] = [str(row["year"]), one.name or fan.title.removesuffix(" by year"), figure]
            if signed:
                line.append("by assumption" if row["positive"] is None else numbers.chance(row["positive"]))
            if dots:
                line.append(numbers.count(registered[row["year"]]) if row["year"] in registered else "")
            body.append(line)
    heads = ["Year", "What", f"Median and {numbers.level_words()}, {fan.unit}"]
    heads += (["Above nought"] if signed else []) + (["Registered"] if dots else [])
    return DataTable(fan.title, heads, body, set(range(2, len(heads))))
