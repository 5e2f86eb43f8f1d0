"""A five-year case in a few lines of plain text: each quantity in the first and the last period, and other priors."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.reconstruct.wheldon.words import PREFIX
from cenotaph.report import numbers

SHOWN = ("tfr-", "e0-", "net-migration-a-year-", "population-")
LABEL_WIDTH = 58


def five_year_lines(case: Case, estimates: Estimates) -> list[str]:
    """Title, place, the first and the last figure of each quantity with interval and status, the diagnosis."""
    own, territory = case.spec.five_year, case.territory(case.spec.case.territory)
    periods = f"{own.start:g} to {own.end:g} in steps of {own.width:g} years"
    lines = [case.spec.case.title, f"{territory.name}, {periods}"]
    told = estimates.run.diagnostics["sampler"]
    if told["refused"]:
        return [*lines, f"  Not estimable: {told['refused']}"]
    shown = list(_shown(estimates))
    kind = numbers.interval_words(shown[0])
    lines.append(f"Sampled ({told['method']}): median and {kind}".replace(numbers.NBSP, " "))
    for e in shown:
        said = f"{numbers.amount(e)} [{numbers.status_words(e.status)}]".replace(numbers.NBSP, " ")
        lines += [f"  {e.estimand.label:<{LABEL_WIDTH}} {said}", _beside(estimates, e)]
    worst = told["headline"]
    lines.append(
        f"  R-hat {worst['rhat']:.3f}, effective draws {worst['ess_bulk']:.0f} at worst ({worst['ess_bulk_of']})."
    )
    return [*(line for line in lines if line), "There is no classical account of a five-year case."]


def _shown(estimates: Estimates) -> Iterator[Estimate]:
    """The first and the last of each quantity and sex."""
    for sex in ("", "female-", "male-"):
        for quantity in SHOWN:
            beginning = f"{PREFIX}{quantity}{sex}"
            own = [e for e in estimates.estimates if e.estimand.id.removeprefix(beginning)[:1].isdigit()]
            yield from own[:1] if len(own) == 1 else (*own[:1], *own[-1:])


def _beside(estimates: Estimates, e: Estimate) -> str:
    """Median and interval under other priors, or that there is none."""
    table = estimates.tables.get("five_year_variants")
    rows = [r for r in (table.rows if table else ()) if r["estimate"] == e.estimand.id and r["variant"] != "headline"]
    said = []
    for r in rows[:2]:
        found = numbers.middle(r["median"], r["p05"], r["p95"], e.estimand.unit, told=False) if not r["refused"] else ""
        said.append(f"{r['label'].lower()}, {found or 'no interval'}")
    return f"    {'; '.join(said)}".replace(numbers.NBSP, " ") if said else ""
