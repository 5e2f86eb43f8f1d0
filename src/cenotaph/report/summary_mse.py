"""Those on no list in plain text, for a terminal: the lists, every method, what the answer rests on."""

from __future__ import annotations

from cenotaph.estimate import Estimate
from cenotaph.report import numbers
from cenotaph.study.undocumented import Undocumented

LABEL_WIDTH = 42
SHOWN_FACTORS = (0.5, 2.0)


def mse_lines(found: Undocumented) -> list[str]:
    """The lists and what they share, the whole by each method, checks, departures, each list left out."""
    question, overlap, told = found.question, found.overlap, found.standing
    lines = [question.title, f"{question.who}, {question.territory}, {question.period}"]
    sizes = ", ".join(f"{n} {numbers.count(s)}" for n, s in zip(overlap.lists, told.sizes, strict=True))
    lines.append(f"{overlap.k} lists: {sizes}; {numbers.count(overlap.documented)} documented on one or more.")
    lines.append(_shared(found))
    models = wholes(found)
    lines.append(f"{'The whole, by each method':<{LABEL_WIDTH}}   status: estimated")
    lines += [f"  {_line(e)}" for e in models if e.headline]
    checks = [e for e in models if not e.headline]
    if checks:
        lines.append("Checks beside them (simpler assumptions, not rival answers)")
        lines += [f"  {_line(e)}" for e in checks]
    lines += _said(found) + _strata(found) + _rests_on(found)
    return [line.replace(numbers.NBSP, " ") for line in lines]


def wholes(found: Undocumented) -> list[Estimate]:
    """The whole by every method and check, without those of single strata."""
    return [e for e in found.estimates.estimates if e.estimand.id.startswith("whole-") and "-in-" not in e.estimand.id]


def as_published(low: float | None, central: float | None, high: float | None) -> str:
    """What another author says: central (low to high), as far as it is given."""
    ends = "" if low is None or high is None else f" ({numbers.count(low)} to {numbers.count(high)})"
    return ("" if central is None else numbers.count(central)) + ends


def span(row: dict, middle: str = "whole", told: bool = True) -> str:
    """The figure of a row of a result table, or why there is none; `told` says the unit."""
    if row[middle] is None:
        return f"{numbers.NOT_ESTIMABLE}: {row['reason']}"
    return numbers.middle(row[middle], row["p05"], row["p95"], told=told)


def _line(estimate: Estimate) -> str:
    label = f"{estimate.estimand.label:<{LABEL_WIDTH}}"
    if estimate.axis == "none":
        return f"{label} not estimable: {estimate.reason}"
    return f"{label} {numbers.amount(estimate)} ({numbers.interval_words(estimate)})" + (
        f" {estimate.reason}" if estimate.reason else ""
    )


def _shared(found: Undocumented) -> str:
    told, lists = found.standing, found.overlap.lists
    if told.reason:
        return f"Not estimable: {told.reason}. A lower bound: the documented."
    if not told.empty_pairs:
        low, high = min(told.shared), max(told.shared)
        return f"Every two lists share somebody ({numbers.count(low)} to {numbers.count(high)})."
    pairs = ", ".join(f"{lists[i]} and {lists[j]}" for i, j in told.empty_pairs)
    alone = f" {', '.join(lists[j] for j in told.alone)} shares nobody with any other." if told.alone else ""
    return f"Lists that share nobody: {pairs}.{alone}"


def _said(found: Undocumented) -> list[str]:
    if not found.literature:
        return []
    lines = ["Others (their levels are their own)"]
    for who, low, central, high in found.literature:
        lines.append(f"  {who:<{LABEL_WIDTH}} {as_published(low, central, high)}")
    return lines


def _strata(found: Undocumented) -> list[str]:
    table = found.estimates.tables.get("strata")
    if table is None:
        return []
    lines = [f"{table.caption} (the sums above are of draws)"]
    for row in table.rows:
        lines.append(
            f"  {row['method']}, {row['stratum']:<{LABEL_WIDTH - 16}} {span(row)}; documented {row['documented']:,}"
        )
    return lines


def _rests_on(found: Undocumented) -> list[str]:
    tables, lines = found.estimates.tables, []
    if "departures" in tables:
        lines.append(
            "If those on no list are half as many, or twice as many, as the lists suggest (nothing in them can tell)"
        )
        rows = [r for r in tables["departures"].rows if r["factor"] in SHOWN_FACTORS]
        for label in dict.fromkeys(r["label"] for r in rows):
            half, twice = (numbers.persons(r["whole"]) for r in rows if r["label"] == label)
            lines.append(f"  {label:<{LABEL_WIDTH}} {half}, or {twice}")
    if "left_out" in tables:
        lines.append("Without one list")
        for row in tables["left_out"].rows:
            lines.append(f"  without {row['without'] + ', ' + row['label']:<{LABEL_WIDTH - 8}} {span(row)}")
    if "reached" in tables:
        lines.append("Persons whose probability to be on some list is above (latent classes)")
        lines += [f"  {numbers.share(r['probability']):<{LABEL_WIDTH}} "
                  f"{span(r, 'persons')}" for r in tables["reached"].rows]  # fmt: skip
    return lines
