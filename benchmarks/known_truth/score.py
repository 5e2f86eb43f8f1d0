"""Scores: the model and two baselines against the truth, by variant and quantity."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
from worlds.score import interval_score

from known_truth import balance, folder
from known_truth.fitting import VARIANTS, Variant, window
from known_truth.rule import QUANTITIES, of_truth

METHODS = ("model", "balance", "smooth")


class Line(NamedTuple):
    """One quantity of one episode by one method. people : mean of both counts, by which persons are compared. low is
    None where there is no interval (refused or failed)."""

    episode: str
    variant: str
    quantity: str
    method: str
    truth: float
    median: float | None
    low: float | None
    high: float | None
    people: float

    @property
    def covered(self) -> bool:
        return self.low is not None and self.low <= self.truth <= self.high

    @property
    def score(self) -> float | None:
        """Interval score, persons."""
        return None if self.low is None else interval_score(self.low, self.high, self.truth)


def lines(root: Path, names: list[str], results: list[dict]) -> list[Line]:
    """Every quantity whose truth is known, of every variant that was asked for."""
    evidence = {name: folder.seen(root / name) for name in names}
    told = {name: folder.truth(root / name) for name in names}
    true = {name: of_truth(evidence[name], told[name]) for name in names}
    made = {(r["episode"], r["variant"]): r for r in results}
    found: list[Line] = []
    for variant in VARIANTS:
        asked = [name for name in names if (name, variant.name) in made]
        points = {name: _points(evidence[name], variant, told[name].crisis) for name in asked}
        spans = balance.intervals([(evidence[name], true[name], points[name]) for name in asked])
        for name, span in zip(asked, spans, strict=True):
            seen, model = evidence[name], made[name, variant.name].get("estimates", {})
            flat = made.get((name, f"{variant.births}-smooth"), {}).get("estimates", {})
            methods = {"model": model, "balance": span, "smooth": smooth(seen, flat)}
            people = seen.person_years / seen.length
            for quantity in QUANTITIES:
                if true[name][quantity] is None:
                    continue
                for method, values in methods.items():
                    own = values.get(quantity) or {"median": None, "low": None, "high": None}
                    what = (name, variant.name, quantity, method, true[name][quantity])
                    found.append(Line(*what, own["median"], own["low"], own["high"], people))
    return found


def _points(seen: folder.Seen, variant: Variant, crisis: tuple[int, ...]) -> dict[str, float]:
    return balance.points(seen, variant.births == "births", window(variant, crisis, seen))


def smooth(seen: folder.Seen, estimates: dict) -> dict:
    """The second baseline: its excess deaths are its deaths less those at the rates before, on a population drawn
    straight between the counts, since nothing in it is a crisis."""
    if "deaths" not in estimates:
        return estimates
    first = balance.points(seen, False, None)
    normal = first["deaths"] - first["excess"]
    return estimates | {"excess": {name: value - normal for name, value in estimates["deaths"].items()}}


class Pooled(NamedTuple):
    """Of some lines: how many, covered, answered; bias, width and interval score, per cent of the people."""

    lines: int
    covered: int
    answered: int
    bias: float
    width: float
    score: float


def comparable(every: list[Line]) -> set[tuple[str, str, str]]:
    """(episode, variant, quantity) that every method has an interval for: what methods are compared by."""
    silent = {line[:3] for line in every if line.low is None}
    return {line[:3] for line in every} - silent


def pooled(own: list[Line], compared: set[tuple[str, str, str]] | None = None) -> Pooled:
    """Persons as shares of the people of each episode, so that large countries do not drown small ones.

    compared : bias, width and score are of these alone (`comparable`); coverage is of all.
    """
    with_interval = [line for line in own if line.low is not None and (compared is None or line[:3] in compared)]
    if not with_interval:
        return Pooled(len(own), 0, 0, np.nan, np.nan, np.nan)
    share = np.array([100 / line.people for line in with_interval])
    gap = np.array([line.median - line.truth for line in with_interval])
    width = np.array([line.high - line.low for line in with_interval])
    score = np.array([line.score for line in with_interval])
    covered = sum(line.covered for line in own)
    means = (float(np.mean(x * share)) for x in (gap, width, score))
    return Pooled(len(own), covered, len(with_interval), *means)
