"""The sampled account in a few lines of plain text: medians, intervals, and what they become under other priors."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.estimate import Estimate, Estimates
from cenotaph.evidence.case import Case
from cenotaph.reconstruct.bayes.words import PREFIX
from cenotaph.report import numbers

VARIANTS = "bayes_variants"
LABEL_WIDTH = 48


def sampled_lines(case: Case, estimates: Estimates) -> list[str]:
    """The main sampled figures, with what the variants fitted beside say; none if nothing was sampled."""
    known = {e.estimand.id: e for e in estimates.estimates}
    shown = [known[name] for name in _names(case, known) if name in known]
    told = estimates.run.diagnostics.get("sampler", {})
    if not shown:
        return [f"Sampled: no intervals. {told['refused']}"] if told.get("refused") else []
    kind = next((numbers.interval_words(e) for e in shown if e.axis == "draw"), "")
    lines = [f"Sampled ({told.get('method', '')}): median and {kind}".replace(numbers.NBSP, " ") if kind else "Sampled"]
    refused = {e.reason for e in shown if e.axis == "none"}
    if refused:
        return [*lines, *(f"  No intervals: {reason}" for reason in sorted(refused))]
    for e in shown:
        lines += [f"  {e.estimand.label:<{LABEL_WIDTH}} {_said(e)}", *_beside(estimates, e)]
    return lines


def _names(case: Case, known: dict[str, Estimate]) -> Iterator[str]:
    """Ids in the order they are printed: losses over the windows and to the last census, then the censuses."""
    closing = case.spec.balance.closing
    yield from (name for name in known if name.startswith(f"{PREFIX}excess-window-"))
    yield from (f"{PREFIX}{what}-{closing[-1]}" for what in ("excess-deaths-rate", "birth-deficit"))
    yield from (f"{PREFIX}net-error-{census}" for census in closing)
    yield from (f"{PREFIX}net-error-contrast-{closing[0]}-{census}" for census in closing[1:])


def _said(e: Estimate) -> str:
    chance = f"; {numbers.chance(float((e.values > 0).mean()))} above nought" if _signed(e) else ""
    return f"{numbers.amount(e)} [{numbers.status_words(e.status)}{chance}]".replace(numbers.NBSP, " ")


def _signed(e: Estimate) -> bool:
    return e.estimand.id.startswith((f"{PREFIX}excess", f"{PREFIX}net-error"))


def _beside(estimates: Estimates, e: Estimate) -> list[str]:
    """How far the median moves over the variants that were fitted, and which had no interval."""
    table = estimates.tables.get(VARIANTS)
    rows = [r for r in (table.rows if table else ()) if r["estimate"] == e.estimand.id and r["variant"] != "headline"]
    fitted = [r for r in rows if not r["refused"]]
    lines = []
    if fitted:
        least, most = min(fitted, key=lambda r: r["median"]), max(fitted, key=lambda r: r["median"])
        medians = numbers.persons(least["median"], most["median"]).replace(numbers.NBSP, " ")
        labels = " to ".join(dict.fromkeys((least["label"], most["label"])))
        lines.append(f"    under {len(fitted)} other sets of assumptions: medians {medians} ({labels})")
    failed = dict.fromkeys(r["label"] for r in rows if r["refused"])
    return [*lines, *(f"    no interval under: {label}" for label in failed)]
