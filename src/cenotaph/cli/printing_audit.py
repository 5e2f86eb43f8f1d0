"""What `cenotaph audit` prints: a table of the findings, each in full, what was quiet, what was not made."""

from __future__ import annotations

import textwrap

from rich import box
from rich.console import Console
from rich.table import Table

from cenotaph.audit.finding import CERTAINTY_MEANING, Finding, size_in_words
from cenotaph.audit.whole import FAMILY, Audit, by_check

WIDTH = 100


def print_audit(audit: Audit, *, brief: bool = False) -> None:
    """The table; unless brief, also each finding with its basis and what else could explain it, and what was quiet."""
    if audit.findings:
        _table(audit)
    if not brief:
        _in_full(audit)
        _rest(audit)
    print(
        f"\n{audit.name}: {len(audit.findings)} findings, {len(audit.quiet)} checks quiet, {len(audit.skipped)} not "
        f"made. Chance alone would raise any alarm in at most {FAMILY:.0%} of audits ({audit.level.comparisons} "
        "comparisons)."
    )


def _table(audit: Audit) -> None:
    table = Table(box=box.SIMPLE, title=f"Persons. Territory: {audit.territory}", title_justify="left", title_style="")
    for name, justify in (("#", "right"), ("check", "left"), ("of", "left"), ("finding", "left")):
        table.add_column(name, justify=justify)
    table.add_column("persons", justify="right", no_wrap=True)
    table.add_column("how sure")
    for number, f in enumerate(audit.findings, start=1):
        table.add_row(str(number), f.check, f.subject, f.title, _size(f), f.certainty)
    Console(width=WIDTH, highlight=False, markup=False).print(table)


def _size(finding: Finding) -> str:
    return size_in_words(finding.persons_low, finding.persons_high, finding.kind)


def _in_full(audit: Audit) -> None:
    number = 0
    for check, findings in by_check(audit.findings):
        print(f"\n{check.upper()}")
        for f in findings:
            number += 1
            size = f"{_size(f)} persons ({f.kind})" if _size(f) else f.kind
            print(f"{number}. {f.subject}: {f.title}")
            for text in (
                f.what,
                f"Size: {size}. Sure: {f.certainty}.",
                f"Basis: {f.basis}",
                f"Could also be: {'; '.join(f.explanations)}.",
                f"From: {', '.join(f.inputs)}.",
            ):
                print(textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="   "))
    if audit.findings:
        print("\nHOW SURE")
        for word, meaning in CERTAINTY_MEANING.items():
            print(textwrap.fill(f"{word}: {meaning}.", WIDTH, subsequent_indent="  "))


def _rest(audit: Audit) -> None:
    for heading, rest in (("QUIET", audit.quiet), ("NOT MADE", audit.skipped)):
        if rest:
            print(f"\n{heading}")
        for said in rest:
            print(textwrap.fill(f"{said.check}, {said.subject}: {said.why}.", WIDTH, subsequent_indent="  "))
