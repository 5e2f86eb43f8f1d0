"""A run of provinces in plain text, for a terminal: the whole, the hardest hit, what could not be told."""

from __future__ import annotations

from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.report import numbers

SHOWN = ("provinces-excess-deaths-rate-", "provinces-birth-deficit-", "provinces-excess-window-")
HARDEST = 5
SHARE = "excess-share-"
LABEL_WIDTH = 48


def is_of_provinces(estimates: Estimates) -> bool:
    """Whether a run is one of provinces."""
    return "provinces" in estimates.tables


def provinces_lines(case: Case, estimates: Estimates) -> list[str]:
    """Losses of the whole, the provinces with the largest share of excess deaths, and those without an interval."""
    territory = case.territory(case.spec.case.territory)
    rows = [r for r in estimates.tables["provinces"].rows if not r["whole"] and r["measure"].startswith(SHARE)]
    lines = [case.spec.case.title, f"{territory.name}, {case.spec.case.period}, all provinces together"]
    for e in estimates.estimates:
        if e.estimand.id.startswith(SHOWN) and "-share-" not in e.estimand.id:
            lines.append(f"  {e.estimand.label:<{LABEL_WIDTH}} {numbers.figure(e)}".replace(numbers.NBSP, " "))
    known = sorted((r for r in rows if r["median"] is not None), key=lambda r: -r["median"])
    if known:
        lines.append(f"  Excess deaths, per cent of the population at the opening census (median and "
                     f"{numbers.level_words()}, equal-tailed credible; estimated)")  # fmt: skip
    for r in known[:HARDEST]:
        ends = " to ".join(numbers.decimal(r[end], 1) for end in ("p05", "p95"))
        lines.append(f"    {r['label']:<{LABEL_WIDTH - 2}} {numbers.decimal(r['median'], 1)} ({ends})")
    if len(known) > HARDEST:
        lines.append(f"    and {len(known) - HARDEST} other provinces: see the report")
    refused = [(str(r["label"]), str(r["refused"])) for r in rows if r["refused"]]
    if refused:
        named = ", ".join(label for label, _ in refused[:HARDEST])
        lines.append(f"  No interval for {len(refused)} provinces: {named}. {refused[0][1]}")
    return [line.replace(numbers.NBSP, " ") for line in lines]
