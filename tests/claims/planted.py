"""An invented case with planted posteriors: draws that are counted, so that every probability is known exactly."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cenotaph.claims.claim import Claim, Quantity
from cenotaph.estimate import Estimand, Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.provenance import Run
from cenotaph.evidence.read import load_case
from evidence.builder import TinyCase

TERRITORY = "Verenia (1900/1910)"


def tiny() -> TinyCase:
    """The tiny case as a country with a name, two authors on one province, and a quota fulfilled."""
    case = TinyCase()
    case.swap("case.toml", 'name = "The island in the borders of 1900"', 'name = "Verenia, borders of 1900"')
    case.swap(
        "case.toml",
        '[[census]]\nid = "early"',
        '[[territory]]\nid = "north"\nname = "North Verenia"\nborders = "1900"\n\n[[census]]\nid = "early"',
    )
    for row in (
        "inventa,Inventa,1950,north,1904/1905,excess_deaths,,200,",
        "fabula,Fabula,1960,north,1904/1905,excess_deaths,300,,400",
        "ficta,Ficta,1970,island,1904/1905,famine_deaths,,,60",
    ):
        case.add("literature.csv", f"{row},count,p. 13,adjusted\n")
    for quota in ("1905-02,north shore,carts,limit,30", "1905-09,north shore,places,fulfilled,26"):
        case.add("evidence/quotas.csv", f"order of boats,{quota},register,p. 10,registered\n")
    for year, count in ((1904, 40), (1905, 45)):
        case.add("evidence/ledgers.csv", f"courts,death_sentences,{year},{count},register,p. 9,registered\n")
    case.add("evidence/ledgers.csv", "harbour prison,died,1904,5,register,p. 9,registered\n")
    return case


def load(folder: Path) -> Case:
    return load_case(tiny().write(folder))


def planted(name: str, values: object, period: str = "1904/1905", axis: str = "draw", **fields: str) -> Estimate:
    """An estimate of these values."""
    what = {"label": f"Planted {name}", "definition": "Planted.", "unit": "persons", "who": "both sexes, all ages",
            "territory": TERRITORY} | fields  # fmt: skip
    inputs = ("evidence/vital.csv",)
    return Estimate(Estimand(id=name, period=period, **what), axis, np.asarray(values, dtype=float), inputs=inputs)


def run_of(*estimates: Estimate, inputs: dict[str, str] | None = None) -> Estimates:
    record = Run("island", 1, {}, inputs or {}, {"cenotaph": "0"}, "2000-01-01T00:00:00Z")
    return Estimates(record, estimates)


def quantity(low: float, high: float | None = None, step: float = 1.0, hedge: str = "none", unit: str = "persons"):
    return Quantity(low=low, high=low if high is None else high, step=step, hedge=hedge, unit=unit)


def vague(word: str, unit: str = "persons") -> Quantity:
    return Quantity(vague=word, unit=unit)


def claim(id: str = "c1", **fields: object) -> Claim:
    """A confirmed claim, by default on deaths in Verenia in 1904 and 1905."""
    base = {"words": f"words of {id}", "status": "confirmed", "kind": "quantity", "event": "starved",
            "place": "Verenia", "period": "1904/1905"}  # fmt: skip
    return Claim(id=id, **(base | fields))


def counted(below: int, inside: int, above: int, low: float = 100.0, high: float = 200.0) -> np.ndarray:
    """Draws of which so many lie below `low`, in [low, high] and above `high`."""
    return np.concatenate(
        [np.linspace(low - 50, low - 1, below), np.linspace(low, high, inside), np.linspace(high + 1, high + 50, above)]
    )
