"""What drives the answer: what each source does to it, and what a record not yet found would be worth."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cenotaph.errors import NotEstimable
from cenotaph.estimate import Table
from cenotaph.evidence.case import Case
from cenotaph.evidence.find import find_case
from cenotaph.evidence.provenance import Run, software
from cenotaph.evidence.read import load_case
from cenotaph.study import store

Progress = Callable[[str, int, int], None]
TABLES = "bayes_"
APART = -0.2  # an agreement below which a pair of sources is named
UNLIKELY = 0.01  # a probability below which the rest would not have foreseen a source
STRONG = 0.1  # a pull, as a share of the interval's width, above which it is named
AGAIN = "fitted again"


@dataclass(frozen=True)
class Driven:
    """Tables of what drives the answer, and the labels of the estimands in them. kind : "influence" or "value"."""

    case: Case
    kind: str
    seed: int
    labels: dict[str, str]
    tables: dict[str, Table]
    diagnostics: dict[str, Any] = field(default_factory=dict, repr=False)

    def as_dict(self) -> dict:
        """The document written to influence.json or value.json."""
        return {
            "schema": f"cenotaph/{self.kind}/1",
            "case": self.case.name,
            "seed": self.seed,
            "interval": {"level": 0.9, "kind": "equal-tailed credible interval"},
            "estimates": self.labels,
            "tables": {name: table.rows for name, table in self.tables.items()},
        }


def main_names(fit: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """The estimands that are looked at: losses of windows and to the last census, net errors and their contrast."""
    last = fit.shape.names[-1]
    of_census = ("excess-deaths-rate-", "birth-deficit-")
    found = [n for n in names if n.startswith("excess-window-")]
    found += [f"{prefix}{last}" for prefix in of_census if f"{prefix}{last}" in names]
    found += [n for n in names if n.startswith("net-error-") and not n.startswith("net-error-percent-")]
    return tuple(n for n in found if n != f"net-error-{fit.shape.opening}")


def influence(
    case: str | Path | Case, seed: int = 1, *, fast: bool = False, refit: bool = True, progress: Progress | None = None
) -> Driven:
    """The influence of every source on the main estimands of a case.

    Parameters
    ----------
    fast : sample with short chains. refit : fit again without a source where importance weights are no guide (about
    half a minute each); else such sources are said to be unjudged.

    Raises
    ------
    CaseNotFound, BadEvidence; NotEstimable for a case without [model], or one whose model does not converge.
    """
    from cenotaph.reconstruct.bayes import influence as rooms

    case, fit, labels = _fitted(case, seed, fast, progress)
    return Driven(case, "influence", seed, labels, influence_tables(case, fit, tuple(labels), refit, progress, rooms),
                  {"sampler": fit.diagnostics()})  # fmt: skip


def influence_tables(
    case: Case, fit: Any, names: tuple[str, ...], refit: bool, progress: Progress | None = None, rooms: Any = None
) -> dict[str, Table]:
    """ "influence", "conflicts", "foreseen" and "pulls" of a fit."""
    if rooms is None:
        from cenotaph.reconstruct.bayes import influence as rooms
    left = rooms.left_out(case, fit, refit, progress)
    persons = dict.fromkeys(("p05", "median", "p95", "without_p05", "without_median", "without_p95"), "persons")
    return {
        "influence": Table(
            "influence", "The main figures with every source, and without each", persons,
            rooms.influence_rows(case, fit, names, left),
        ),
        "conflicts": Table(
            "conflicts", "Whether draws that suit one source suit the other: correlation of their log densities",
            {"agreement": "correlation"}, rooms.conflict_rows(case, fit),
        ),
        "foreseen": Table(
            "foreseen", "Whether the other sources would have foreseen each", {"probability": "probability"},
            rooms.foreseen_rows(case, fit, left),
        ),
        "pulls": Table(
            "pulls", "Which way each source pulls each main figure, for a unit of its weight",
            {"pull": "persons"}, rooms.pull_rows(case, fit, names),
        ),
    }  # fmt: skip


def driven_tables(case: Case, fit: Any, refit: bool, progress: Progress | None = None) -> dict[str, Table]:
    """The same tables, and those of the records that might be found, as tables of a run.

    Their names and the estimates in them carry the prefix of what is sampled: the classical account has a table
    "influence" of its own.
    """
    from cenotaph.reconstruct.bayes.estimates import posterior
    from cenotaph.reconstruct.bayes.words import PREFIX

    names = main_names(fit, tuple(posterior(fit)))
    made = influence_tables(case, fit, names, refit, progress) | value_tables(fit, names)
    return {
        f"{TABLES}{name}": replace(table, name=f"{TABLES}{name}", rows=[_of_run(row, PREFIX) for row in table.rows])
        for name, table in made.items()
    }


def _of_run(row: dict, prefix: str) -> dict:
    """A row that names its estimate as estimates.json does; a number that is not finite is none."""
    found = {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
    return found | ({"estimate": f"{prefix}{row['estimate']}"} if "estimate" in row else {})


def value(case: str | Path | Case, seed: int = 1, *, fast: bool = False, progress: Progress | None = None) -> Driven:
    """How far the intervals of the main estimands would narrow if each findable record were found.

    Raises
    ------
    CaseNotFound, BadEvidence; NotEstimable for a case without [model] or [[model.findable]], or one whose model does
    not converge.
    """
    read = case if isinstance(case, Case) else load_case(find_case(str(case)))
    if read.spec.model is not None and not read.spec.model.findable:
        raise NotEstimable(
            "The case lists no record that might be found.", remedy="Add [[model.findable]] (docs/case.md)."
        )
    read, fit, labels = _fitted(read, seed, fast, progress)
    return Driven(read, "value", seed, labels, value_tables(fit, tuple(labels)), {"sampler": fit.diagnostics()})


def value_tables(fit: Any, names: tuple[str, ...]) -> dict[str, Table]:
    """ "value" of a fit whose model lists findable records; none otherwise."""
    from cenotaph.reconstruct.bayes.value import value_rows

    if not fit.model.findable:
        return {}
    rows = value_rows(fit, fit.model.findable, names)
    units = {"width": "persons", "expected_width": "persons", "narrowing": "share", "error": "share"}
    return {"value": Table("value", "Expected narrowing of the main figures by records not yet found", units, rows)}


def _fitted(
    case: str | Path | Case, seed: int, fast: bool, progress: Progress | None
) -> tuple[Case, Any, dict[str, str]]:
    from cenotaph.reconstruct import bayes
    from cenotaph.reconstruct.bayes.estimates import estimand, posterior

    read = case if isinstance(case, Case) else load_case(find_case(str(case)))
    fit = (bayes.fit_short if fast else bayes.fit)(read, seed, progress)
    if fit.refused:
        raise NotEstimable(fit.refused, where=read.name, remedy="Try another seed, or look at `cenotaph run`.")
    names = main_names(fit, tuple(posterior(fit)))
    return read, fit, {name: estimand(read, fit, name)[0].label for name in names}


def write_driven(out: Path, driven: Driven) -> Path:
    """Write the document, a CSV a table, and a manifest with their hashes, in one step.

    Raises
    ------
    BadOutput when `out` holds anything that this program did not write, or cannot be written.
    """

    def fill(folder: Path) -> None:
        text = store.as_json(driven.as_dict())
        (folder / f"{driven.kind}.json").write_text(text, encoding="utf-8", newline="")
        for name, table in driven.tables.items():
            if table.rows:
                (folder / f"{name}.csv").write_text(store.as_csv(table.rows), encoding="utf-8", newline="")
        record = Run(
            case=driven.case.name, seed=driven.seed, parameters={driven.kind: True},
            inputs=dict(sorted(driven.case.hashes.items())), software=software(),
            started=datetime.now(UTC).isoformat(timespec="seconds"), diagnostics=driven.diagnostics,
        )  # fmt: skip
        store.seal(folder, record)

    return store.put(out, fill)
