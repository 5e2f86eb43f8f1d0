"""Records that might be found in the small shape of the calibration, and the papers with each of them added.

A world is drawn with every record in it; the papers of before are those without them. So a record agrees with the sums
that contain it as it would in an archive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cenotaph.evidence.findable_spec import Findable
from cenotaph.reconstruct.bayes.bundle import EVENTS, Bundle, Closing, Normal, Register, RegisterSum, Shape
from cenotaph.reconstruct.bayes.papers import MOST_DF
from cenotaph.reconstruct.bayes.parameters import parameters
from cenotaph.reconstruct.bayes.population import actual
from cenotaph.reconstruct.bayes.value import cells_of

RECORDS = (
    Findable(id="deaths-1903", label="Registered deaths of 1903", kind="register", event="deaths", years="1903"),
    Findable(id="births-1903", label="Registered births of 1903", kind="register", event="births", years="1903"),
    Findable(id="count-1904", label="All persons on 1 January 1904, good to half a per cent", kind="population",
             year=1904, log_sd=0.005),
    Findable(id="children-1904", label="Children under five on 1 January 1904, good to one per cent",
             kind="population", year=1904, age_to=5, log_sd=0.01),
    Findable(id="violence-1905", label="Deaths by violence of 1905, good to five per cent", kind="violence",
             event_id="violence-1905", log_sd=0.05),
    Findable(id="ages-1904", label="Age table of 1 January 1904: each sex in eight groups, good to one per cent, "
             "the whole to half a per cent", kind="population", year=1904, sex="each",
             age_groups=(0, 5, 10, 20, 30, 40, 50, 65), log_sd=0.005, cell_log_sd=0.01),
)  # fmt: skip
UNIT = 100.0  # of a printed figure of the register


@dataclass(frozen=True)
class Found:
    """One record that came to light: its figures, as they would be printed."""

    record: Findable
    figures: np.ndarray

    @property
    def figure(self) -> float:
        """Of a record of one."""
        (only,) = self.figures
        return float(only)


def with_every_register(data: Bundle, shape: Shape) -> Bundle:
    """The form with the registers' records among its years, figures yet to be drawn."""
    registers = list(data.registers)
    for record in (r for r in RECORDS if r.kind == "register"):
        event = EVENTS.index(record.event)
        registers[event] = _with_year(registers[event], int(record.years) - shape.first, 50_000.0)
    return _resummed(data, tuple(registers))


def before(papers: Bundle, data: Bundle) -> Bundle:
    """The papers as they lay there before any record was found: registers with the years that `data` has."""
    registers = tuple(
        made._replace(years=own.years, log_count=made.log_count[: own.log_count.size],
                      rounding=made.rounding[: own.log_count.size])
        for made, own in zip(papers.registers, data.registers, strict=True)
    )  # fmt: skip
    return _resummed(papers, registers)


def found(vector: np.ndarray, papers: Bundle, shape: Shape, seed: int) -> list[Found]:
    """Every record as the world that was drawn would have it."""
    rng = np.random.default_rng([seed, 5005])
    p = parameters(vector, papers, shape)
    years = actual(p, papers, shape).years
    made = []
    for record in RECORDS:
        if record.kind == "register":
            own = papers.registers[EVENTS.index(record.event)]
            row = int(np.argmax(np.asarray(own.years)[:, int(record.years) - shape.first]))
            made.append(Found(record, np.exp(own.log_count[[row]])))
            continue
        if record.kind == "violence":
            true = np.array([np.sum(p.violent_deaths)])
        else:
            state = np.asarray(years.start[record.year - shape.first])
            true = cells_of(record).reshape(-1, state.size) @ state.ravel()
        whole = true.sum() * np.exp(record.log_sd * rng.standard_normal())
        if record.is_table:
            true = true * np.exp(record.cell_log_sd * rng.standard_normal(true.size))
        made.append(Found(record, whole * true / true.sum()))
    return made


def with_record(papers: Bundle, shape: Shape, new: Found) -> tuple[Bundle, Shape]:
    """The papers of before with one record among them, and their shape."""
    record = new.record
    if record.kind == "register":
        registers = list(papers.registers)
        event = EVENTS.index(record.event)
        registers[event] = _with_year(registers[event], int(record.years) - shape.first, new.figure)
        return _resummed(papers, tuple(registers)), shape
    if record.kind == "violence":
        own = papers.violence.log_persons  # the record and the prior of it: two normals
        precision = 1 / own.sd**2 + 1 / record.log_sd**2
        mean = (own.mean / own.sd**2 + np.log(new.figure) / record.log_sd**2) / precision
        told = Normal(np.asarray(mean), np.asarray(1 / np.sqrt(precision)))
        return papers._replace(violence=papers.violence._replace(log_persons=told)), shape
    cells = cells_of(record)
    count = Closing(
        new.figures, cells.reshape(len(cells), -1),
        Normal(np.array(0.0), np.array(record.log_sd), np.array(MOST_DF)),
        np.full(len(cells), record.cell_log_sd or 1.0),
        np.zeros((papers.coefficients.mean.size, len(cells))), np.zeros(papers.coefficients.mean.size),
    )  # fmt: skip
    wider = shape._replace(
        closings=(*shape.closings, (record.year - shape.first, 0.0)), names=(*shape.names, record.id)
    )
    # A count is two sources, its total and its shares, which of a single cell say nothing.
    weights = np.ones(papers.weights.size + 2)
    return papers._replace(closings=(*papers.closings, count), weights=weights), wider


def _with_year(own: Register, year: int, figure: float) -> Register:
    row = np.eye(np.asarray(own.years).shape[1])[[year]]
    return own._replace(
        years=np.vstack([own.years, row]), log_count=np.append(own.log_count, np.log(figure)),
        rounding=np.append(own.rounding, UNIT / 2 / figure),
    )  # fmt: skip


def _resummed(papers: Bundle, registers: tuple[Register, Register]) -> Bundle:
    """With these registers, and the sums told which of their years are known one by one."""
    return papers._replace(registers=registers, sums=tuple(_sum(known, registers) for known in papers.sums))


def _sum(known: RegisterSum, registers: tuple[Register, Register]) -> RegisterSum:
    inside = np.ones_like(np.asarray(known.unknown[0]))  # the small shape's only sum is of all its years
    unknown, total = np.abs(np.asarray(known.signs))[:, None] * inside, 0.0
    for event, (own, sign) in enumerate(zip(registers, np.asarray(known.signs), strict=True)):
        unknown[event] *= 1 - np.asarray(own.years).sum(axis=0)
        total += sign * float(np.sum(np.exp(own.log_count)))
    return known._replace(unknown=unknown, known=np.array(total))
