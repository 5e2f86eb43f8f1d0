"""Every exception the package raises on purpose. Each says what was got, where, and what to try."""

from __future__ import annotations


class CenotaphError(Exception):
    """Base of all: one or two sentences for a person, never a traceback on the command line."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text} {self.remedy}".strip()


class CaseNotFound(CenotaphError):
    """The name is neither an embedded case nor a folder with a case.toml."""


class BadEvidence(CenotaphError):
    """The evidence cannot be used as it stands; carries every finding at once."""

    def __init__(self, findings: list, case: str) -> None:
        self.findings = findings
        errors = sum(1 for f in findings if f.severity == "error")
        noun = "finding" if errors == 1 else "findings"
        super().__init__(f"{errors} {noun} must be mended before it can be used.", where=case)


class BadOutput(CenotaphError):
    """The output folder cannot be written, or is not a cenotaph output, or holds someone's files."""


class NotEstimable(CenotaphError):
    """This evidence cannot answer the question; the message says what is missing."""


class BadClaims(CenotaphError):
    """claims.toml cannot be used as it stands; the message names claim, key and line."""


class BadText(CenotaphError):
    """A text that holds no readable text, or not in a form that can be read."""


class MissingLibrary(CenotaphError):
    """An optional library is needed for this call and is not installed."""


class BadInput(CenotaphError):
    """Arrays that cannot be what the function needs; says what was got and what to try."""
