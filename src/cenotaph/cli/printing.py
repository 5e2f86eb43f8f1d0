"""What the commands print: findings, assumptions, differences, progress."""

from __future__ import annotations

import json
import sys
import textwrap
import time
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from cenotaph.cli import stopping
from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding
from cenotaph.study.diff import Difference, span_text
from cenotaph.study.document import as_document
from cenotaph.study.explain import Assumption

WIDTH = 100


def print_findings(findings: Iterable[Finding], stream: TextIO | None = None) -> None:
    """One sentence a finding, errors first."""
    for finding in sorted(findings, key=lambda f: f.severity != "error"):
        print(f"{finding.severity}  {finding.sentence()} [{finding.rule}]", file=stream or sys.stdout)


def print_assumptions(assumptions: Iterable[Assumption], case: Case) -> None:
    """Sentences under headings, each with its sources; the sources in full at the end."""
    heading, used = "", {}
    for a in assumptions:
        if a.heading != heading:
            heading = a.heading
            print(f"\n{heading}")
        cited = f" [{', '.join(a.sources)}]" if a.sources else ""
        print(textwrap.fill(f"- {a.text}{cited}", WIDTH, subsequent_indent="  "))
        used.update({s: case.sources[s].citation for s in a.sources if s in case.sources})
    if used:
        print("\nSources")
    for name, citation in sorted(used.items()):
        print(textwrap.fill(f"[{name}] {citation}", WIDTH, subsequent_indent="  "))


def print_run(estimates: Estimates, lines: Iterable[str], report: Path, as_json: bool) -> None:
    """What a finished run found, and where its report is."""
    if as_json:
        print(json.dumps(as_document(estimates), ensure_ascii=False))
        print(f"report: {report}", file=sys.stderr)
        return
    for line in lines:
        print(line)
    print(f"report: {report}")


def _span(span: tuple[float, float] | None, unit: str) -> str:
    return "not estimable" if span is None else span_text(span, unit)


def print_difference(difference: Difference) -> None:
    """Causes first, then every figure that moved, with what each change does alone."""
    for cause in difference.causes:
        print(f"changed  {cause}")
    if not difference.moved:
        print("No figure moved.")
    for moved in difference.moved:
        then, now = (_span(span, moved.unit) for span in (moved.old, moved.new))
        print(f"moved  {moved.estimate} ({moved.label}), {moved.unit}: {then} then, {now} now")
        for file, effect in moved.because.items():
            print(f"         {file}: {effect}")
        if not moved.because:
            print("         by a change of the software, or by changes that only work together")


class Progress:
    """Progress on standard error: a bar with time left on a terminal, a plain line a stage elsewhere."""

    def __init__(self) -> None:
        self._bar = None
        self._task: tuple[str, int] | None = None
        self._stage = ""
        self._began = time.monotonic()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
            self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
            self._bar.start()
        return self

    def __call__(self, stage: str, done: int, of: int) -> None:
        """Report `done` of `of` in a stage."""
        stopping.check()
        if self._bar is None:
            if stage != self._stage:
                self.stage(stage)
            return
        if self._task is None or self._task[0] != stage:
            self._task = (stage, self._bar.add_task(stage, total=of))
        self._bar.update(self._task[1], completed=done)

    def stage(self, stage: str) -> None:
        """Begin a stage of unknown length."""
        stopping.check()
        self._stage = stage
        if self._bar is None:
            print(f"cenotaph: {stage} ({time.monotonic() - self._began:.1f} s)", file=sys.stderr, flush=True)
        else:
            self._bar.add_task(stage, total=None)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
