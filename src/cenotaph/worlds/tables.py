"""Rows of a case with every figure replaced by one of an invented world."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cenotaph.evidence.case import Case, Placed
from cenotaph.evidence.dates import interval
from cenotaph.evidence.tables import Adjustment, Fertility, Ledger, LifeTable, Migration, Population, Row, Vital
from cenotaph.worlds.counts import Count
from cenotaph.worlds.draws import World
from cenotaph.worlds.grid import CELLS, SEX_NAMES, TOP
from cenotaph.worlds.office import fertility_rate, registered_rates
from cenotaph.worlds.plan import OUTWARD
from cenotaph.worlds.shape import territories

SOURCE = "SIMULATED"
BORDER_ROW = "border-change"
NOTE = "Drawn by a simulator, from no record."


def label(seed: int) -> str:
    """What every drawn figure says of where it comes from."""
    return f"invented by cenotaph simulate, seed {seed}"


def authors(case: Case) -> dict[str, str]:
    """Authors of corrected series by an invented name: no figure here is theirs."""
    named = dict.fromkeys(r.series for r in case.rows(Vital) if r.series)
    return {series: f"author {n}" for n, series in enumerate(named, 1)}


class Papers:
    """Draws the rows of one world; `row` gives None for rows of the case whose figure no simulator can invent."""

    def __init__(self, case: Case, world: World) -> None:
        self.case, self.world = case, world
        self.rng = np.random.default_rng([world.plan.wishes.seed, 9004])
        self.scale = world.plan.wishes.scale
        self.off: dict[str, float] = {}
        self.hazards: dict[str, np.ndarray] = {}
        self.authors = authors(case)
        self.territories = territories(case)
        self.places = {id(r): i for model in (Migration, Ledger) for i, r in enumerate(case.rows(model))}
        self.told = {i: flow.persons * factor for flow in world.plan.flows for i, factor in flow.rows.items()}

    def rows(self) -> list[tuple[Placed, Row]]:
        """(the case's row, the drawn one), in the order of the case."""
        made = ((placed, self.row(placed.row)) for placed in self.case.placed)
        return [(placed, row) for placed, row in made if row is not None]

    def row(self, row: Row) -> Row | None:
        figures: dict[type[Row], Callable[[Row], dict | None]] = {
            Population: self._population, Adjustment: self._adjustment, Vital: self._vital, LifeTable: self._life_table,
            Fertility: self._fertility, Migration: self._migration, Ledger: self._ledger,
        }  # fmt: skip
        draw = figures.get(type(row))
        if draw is None or getattr(row, "territory", None) not in (None, *self.territories):
            return None
        found = draw(row)
        if found is None:
            return None
        said = {"source": (SOURCE,), "locator": label(self.world.plan.wishes.seed), "reading": "derived", "note": NOTE}
        if isinstance(row, Vital) and row.series:
            said["series"] = self.authors[row.series]
        return row.model_copy(update=said | found)

    def _noise(self, key: str, sd: float) -> float:
        """A factor drawn once for a key."""
        if key not in self.off:
            self.off[key] = float(np.exp(self.rng.normal(0.0, sd)))
        return self.off[key]

    def _population(self, row: Population) -> dict | None:
        count = self.world.counts.get(row.census)
        if count is None:
            return None
        sexes = [s for s, name in enumerate(SEX_NAMES) if row.sex in (name, "both")]
        if row.entry == "unknown_age":
            return {"persons": int(count.unknown[sexes].sum())}
        if row.entry == "contingent":
            if row.group in count.contingents:
                return {"persons": int(count.contingents[row.group][sexes].sum())}
            return {"persons": round(row.persons * self.scale * self._noise(f"{row.census} {row.group}", 0.1))}
        low, high = row.age_from or 0, row.age_to if row.age_to is not None else TOP
        cells = int(count.cells[sexes, low:high].sum())
        if row.entry in ("cell", "single_age") or row.age_from is not None or row.age_to is not None:
            return {"persons": cells}
        table = cells + int(count.unknown[sexes].sum())
        if row.group in ("", "table"):
            return {"persons": table}
        final = table + int(count.residual[sexes].sum())
        return {"persons": final if row.group == "final" else round(final * self._noise(row.group, 0.0005))}

    def _adjustment(self, row: Adjustment) -> dict | None:
        count = self.world.counts.get(row.census)
        if count is None:
            return None
        high = row.age_to if row.age_to is not None else TOP
        sexes = [s for s, name in enumerate(SEX_NAMES) if row.sex in (name, "both")]
        omitted = max(float(count.omitted[sexes, row.age_from : high].sum()), 0.0)
        off = self._noise(f"adjustment {row.adjustment}", 0.3) * float(np.exp(self.rng.normal(0.0, 0.1)))
        return {"persons": round(omitted * off)}

    def _vital(self, row: Vital) -> dict | None:
        low, high = interval(row.period)
        share = self._years(low, high)
        if share is None or (not row.series and self._missing(row.event, low, high)):
            return None
        value = self._events(row, share)
        if row.series:
            value *= self._noise(f"{row.series} {row.event}", 0.02) * float(np.exp(self.rng.normal(0.0, 0.02)))
        if row.measure == "per_1000":
            lived = self.world.life.lived[: len(share)].sum(axis=(1, 2)) @ share
            return _printed(1000 * value / lived, row.rounding, 1)
        return _printed(value, _rounding(row.rounding, self.scale), 0)

    def _years(self, low: float, high: float) -> np.ndarray | None:
        """(year,), the share of each whole calendar year in a period; None where it reaches beyond them."""
        years = np.array(self.world.life.calendar.whole_years, dtype=float)
        share = np.clip(np.minimum(years + 1, high) - np.maximum(years, low), 0.0, 1.0)
        return share if abs(share.sum() - (high - low)) < 1e-6 else None

    def _missing(self, event: str, low: float, high: float) -> bool:
        return any(
            gap.event == event and (gap.first is None or (gap.first <= low and high <= gap.end))
            for gap in self.world.plan.wishes.missing
        )

    def _events(self, row: Vital, share: np.ndarray) -> float:
        if row.event == "natural_increase":
            return self._events(row.model_copy(update={"event": "births"}), share) - self._events(
                row.model_copy(update={"event": "deaths"}), share
            )
        books, life, n = self.world.books, self.world.life, len(share)
        kept = books.births / books.true_births if row.event == "births" else books.deaths / books.true_deaths
        kept = np.ones(n) if row.series else kept
        sexes = [s for s, name in enumerate(SEX_NAMES) if row.sex in (name, "both")]
        if row.event == "births":
            return float((life.yearly(life.births).sum(axis=1)[:, sexes].sum(axis=1) * kept) @ share)
        high = row.age_to if row.age_to is not None else TOP
        died = life.deaths_by_age[:n][:, sexes, row.age_from or 0 : high].sum(axis=(1, 2))
        return float((died * kept) @ share)

    def _nearest(self, period: str) -> tuple[tuple[int, ...], Count]:
        """Places of the years of a period in the calendar, or of the nearest year; and the census nearest to them."""
        low, high = interval(period)
        calendar = self.world.life.calendar
        years = [i for i, y in enumerate(calendar.whole_years) if low <= y < high]
        if not years:
            years = [0 if low < calendar.year_0 else len(calendar.whole_years) - 1]
        middle = calendar.year_0 + np.mean(years) + 0.5
        nearest = min(calendar.moments, key=lambda c: abs(calendar.year_0 + calendar.moments[c] / CELLS - middle))
        return tuple(years), self.world.counts[nearest]

    def _life_table(self, row: LifeTable) -> dict | None:
        hazard = self._hazards(row.life_table, row.period)[SEX_NAMES.index(row.sex)]
        low, high = row.age_from, row.age_to if row.age_to is not None else TOP
        alive = np.exp(-np.concatenate([[0.0], np.cumsum(hazard)]))
        if row.measure == "lx":
            mine = (row.life_table, row.sex, row.measure)
            radix = max(r.value for r in self.case.rows(LifeTable) if (r.life_table, r.sex, r.measure) == mine)
            return {"value": round(radix * float(alive[low]), 0 if radix >= 1000 else 5)}
        if row.measure == "qx":
            return {"value": 1.0 if row.age_to is None else round(float(1 - alive[high] / alive[low]), 5)}
        weights = alive[low:high]
        return {"value": round(float(hazard[low:high] @ weights / weights.sum()), 6)}

    def _hazards(self, name: str, period: str) -> np.ndarray:
        """(sex, 111), death rates of the office's table of a period."""
        if name not in self.hazards:
            years, count = self._nearest(period)
            life = self.world.life
            lived = np.mean([life.lived[y].sum() for y in years])
            grown = float(lived / life.population[count.census].sum())
            rates = registered_rates(life, self.world.books, count, self.world.habit, years, grown, self.world.boys)
            rates[:, 0] = -np.log1p(-np.minimum(rates[:, 0], 0.9))
            old = rates[:, -1:] * np.exp(0.08 * np.arange(1, TOP - 99))
            self.hazards[name] = np.minimum(np.concatenate([rates, old], axis=1), 1.5)
        return self.hazards[name]

    def _fertility(self, row: Fertility) -> dict:
        years, count = self._nearest(row.period)
        rate = fertility_rate(self.world.life, count, row.age_from, row.age_to, years)
        return {"births_per_1000_women": round(rate * float(np.exp(self.rng.normal(0.0, 0.06))), 1)}

    def _migration(self, row: Migration) -> dict | None:
        place = self.places[id(row)]
        if place not in self.told:
            return None
        persons = self.told[place] * OUTWARD[row.direction]
        unit = 1000 if abs(persons) >= 20_000 else 1
        return {"persons": float(unit * round(persons / unit)), "rounding": None if row.rounding is None else unit / 2}

    def _ledger(self, row: Ledger) -> dict | None:
        mine = [e for e in self.world.plan.executions if e.row == self.places[id(row)]]
        return {"persons": round(mine[0].persons * float(np.exp(self.rng.normal(0.0, 0.2))))} if mine else None


def border_row(case: Case, world: World) -> Migration | None:
    """The population of a territory that was handed over, where it is known: to a hundredth or so."""
    border = world.plan.wishes.border
    if border is None or not border.known:
        return None
    rng = np.random.default_rng([world.plan.wishes.seed, 9005])
    persons = -float(world.life.ceded.sum()) * np.exp(rng.normal(0.0, 0.01))
    return Migration(
        id=BORDER_ROW, flow=BORDER_ROW, period=str(int(border.year)), territory=case.spec.case.territory,
        direction="net", persons=float(round(persons)), source=(SOURCE,), locator=label(world.plan.wishes.seed),
        status="adjusted", reading="derived", note="Persons who went, or came, with a territory that was handed over.",
    )  # fmt: skip


def _rounding(half: float | None, scale: float) -> float | None:
    """Half of the last printed unit, in a world of another size: the unit a power of ten smaller."""
    if not half or scale >= 1:
        return half
    return max(10.0 ** np.floor(np.log10(2 * half * scale)), 1.0) / 2


def _printed(value: float, half: float | None, digits: int) -> dict:
    if not half:
        return {"value": round(value, digits) if digits else float(round(value)), "rounding": half}
    return {"value": round(2 * half * round(value / (2 * half)), 6), "rounding": half}
