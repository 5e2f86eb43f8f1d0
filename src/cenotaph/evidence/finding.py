"""Finding: one thing that is wrong with the evidence, or worth knowing, said in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Literal

Severity = Literal["error", "note"]

MOST_SHOWN = 200
_LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Finding:
    """What was found at a place of a case, and what to do about it.

    `file` is relative to the case folder; `line` is 1-based, None for the whole file; `column` is a
    column of a table or a key of a TOML file; `found` and `need` are clauses without a full stop.
    `rule` is a code of `rule_names.RULES`; `subject` is the census a finding is about, by which
    [[accepted]] may point at it.
    """

    severity: Severity
    rule: str
    file: str
    line: int | None
    column: str
    found: str
    need: str
    subject: str = ""

    def sentence(self) -> str:
        """File, line, column, what was found and what to do, as one sentence."""
        place = self.file
        if self.line is not None:
            place += f", line {self.line}"
        if self.column:
            place += f", {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        clauses = "; ".join(clause.rstrip(".") for clause in (self.found, self.need) if clause)
        return printable(" ".join(f"{place}: {clauses}.".split()))

    def as_dict(self) -> dict:
        """For JSON: the fields and the sentence."""
        return {**asdict(self), "sentence": self.sentence()}


def error(
    rule: str,
    file: str,
    line: int | None = None,
    column: str = "",
    *,
    found: str,
    need: str,
    subject: str = "",
) -> Finding:
    """A finding that keeps the case from running."""
    return Finding("error", rule, file, line, column, found, need, subject)


def note(
    rule: str,
    file: str,
    line: int | None = None,
    column: str = "",
    *,
    found: str,
    need: str,
    subject: str = "",
) -> Finding:
    """A finding that a reader should know and that stops nothing."""
    return Finding("note", rule, file, line, column, found, need, subject)


class Gathered:
    """All findings of a reading: every one counted, the first MOST_SHOWN of each file and severity kept.

    Errors and notes have their own room, so that many accepted contradictions never hide an error.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, Severity], list[Finding]] = {}
        self._counts: dict[tuple[str, Severity], int] = {}

    def add(self, finding: Finding) -> None:
        slot = (finding.file, finding.severity)
        self._counts[slot] = self._counts.get(slot, 0) + 1
        kept = self._kept.setdefault(slot, [])
        if len(kept) < MOST_SHOWN:
            kept.append(finding)

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    def errors(self) -> int:
        """How many errors there are, shown or not."""
        return sum(count for (_, severity), count in self._counts.items() if severity == "error")

    def findings(self) -> list[Finding]:
        """What is shown, by file (in the order read) and line; at its end each file says how many more."""
        files = list(dict.fromkeys(file for file, _ in self._kept))
        shown: list[Finding] = []
        for file in files:
            here = [f for severity in ("error", "note") for f in self._kept.get((file, severity), [])]
            shown += sorted(here, key=lambda f: f.line or 0)
            shown += [self._rest(file, severity) for severity in ("error", "note") if self._over(file, severity)]
        return shown

    def _over(self, file: str, severity: Severity) -> int:
        return max(0, self._counts.get((file, severity), 0) - MOST_SHOWN)

    def _rest(self, file: str, severity: Severity) -> Finding:
        found = f"and {self._over(file, severity):,} more {severity}s in this file"
        return Finding(severity, "more-findings", file, None, "", found, "mend those above and check again")


def quote(value: object) -> str:
    """A value as found, between quotes: cut when long, control characters escaped for the terminal."""
    text = value if isinstance(value, str) else repr(value)
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return '"' + printable(cut) + '"'


def printable(text: str) -> str:
    """The text with whatever a terminal could not show replaced by its escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


@lru_cache(maxsize=4096)
def nearest(name: str, names: tuple[str, ...]) -> str:
    """The most similar of some names, or "" when none is near."""
    close = get_close_matches(name[:_LONGEST_QUOTE], names, n=1)
    return close[0] if close else ""


def suggestion(name: str, names: Iterable[str], otherwise: str) -> str:
    """What to do about an unknown name: the nearest known one, and else the given advice."""
    close = nearest(name, tuple(sorted(set(names))))
    return f'did you mean "{close}"? Otherwise {otherwise}' if close else otherwise
