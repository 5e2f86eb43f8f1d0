"""A run in ten lines of plain text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.report import numbers
from cenotaph.report.summary_five_year import five_year_lines
from cenotaph.report.summary_sampled import sampled_lines

SHOWN = (
    "excess-deaths-rate", "excess-deaths-projection", "birth-deficit", "net-migration-loss", "total-deficit",
)  # fmt: skip


def summary(case: Case, estimates: Estimates) -> list[str]:
    """What was asked; the sampled figures, where there are any; at most ten lines of the classical account.

    Every figure has its interval's kind, unit and status.
    """
    if case.spec.five_year is not None:
        return five_year_lines(case, estimates)
    sampled = sampled_lines(case, estimates)
    classical = _classical(case, estimates)
    if not sampled:
        return classical
    head, ranges = classical[:2], classical[2:]
    return [*head, *sampled, "Ranges over scenarios, without probability", *ranges]


def _classical(case: Case, estimates: Estimates) -> list[str]:
    closing = case.spec.balance.closing[-1]
    known = {e.estimand.id: e for e in estimates.estimates}
    losses = [known[f"{name}-{closing}"] for name in SHOWN if f"{name}-{closing}" in known]
    if all(e.axis == "none" for e in losses):
        return [*_head(case, losses), *_bare(estimates)]
    errors = [known[f"census-error-{c}"] for c in case.spec.balance.closing if f"census-error-{c}" in known]
    lines = [*_head(case, losses)]
    lines += [f"  {e.estimand.label:<36} {_figure(e)}" for e in losses]
    lines += [f"  {_error_label(case, e):<36} {_figure(e)}" for e in errors if e.axis != "none"]
    return [*lines, *_driver(estimates, f"{SHOWN[0]}-{closing}")][:10]


def _head(case: Case, losses: list[Estimate]) -> list[str]:
    territory = case.territory(case.spec.case.territory)
    period = losses[0].estimand.period if losses else case.spec.case.period
    return [f"{case.spec.case.title}", f"{territory.name}, {period}"]


def _bare(estimates: Estimates) -> list[str]:
    """What there is when no loss can be estimated: the counts, and why there is no more."""
    counted = [e for e in estimates.estimates if e.axis != "none"][:5]
    why = next(e for e in estimates.estimates if e.axis == "none")
    lines = [f"  {e.estimand.label:<36} {_figure(e)}" for e in counted]
    return [*lines, f"  Losses not estimable: {why.reason}"]


def _error_label(case: Case, e: Estimate) -> str:
    census = e.estimand.id.removeprefix("census-error-")
    others = [c for c in case.spec.balance.closing if c != census]
    other = case.census(others[0]).date[:4] if len(others) == 1 else "another"
    return f"Net error of {case.census(census).date[:4]} if {other} is true"


def _figure(e: Estimate) -> str:
    if e.axis == "none":
        return f"not estimable: {e.reason}"
    return f"{numbers.amount(e)} [{numbers.interval_words(e)}; {numbers.status_words(e.status)}]".replace(
        numbers.NBSP, " "
    )


def _driver(estimates: Estimates, name: str) -> Iterator[str]:
    """The two ranges of the first loss that lie furthest apart, under two answers to one question."""
    table = estimates.tables.get("drivers")
    spread: dict[str, list[dict]] = {}
    for row in table.rows if table else []:
        if row["estimate"] == name:
            spread.setdefault(row["dimension"], []).append(row)
    if spread:
        most = max(spread.values(), key=lambda rows: max(r["mean"] for r in rows) - min(r["mean"] for r in rows))
        least, greatest = min(most, key=lambda r: r["mean"]), max(most, key=lambda r: r["mean"])
        parts = [f"{_range(r)} ({r['label']})" for r in (least, greatest)]
        kind = "ranges of the scenarios with the two furthest answers"
        yield f"  Rate-based excess: {'; '.join(parts)} [{kind}]"


def _range(row: dict) -> str:
    return numbers.quantity([row["low"], row["high"]], "persons").replace(numbers.NBSP, " ")
