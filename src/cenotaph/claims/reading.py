"""A file read to the end: its plain text and the claims that it makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from cenotaph.claims.claim import Claim, Language
from cenotaph.claims.claims_toml import Text
from cenotaph.claims.extract import MOST_CLAIMS, propose
from cenotaph.claims.text_in import Plain, plain_of, read_text


@dataclass(frozen=True)
class Reading:
    """Proposals of a text, in its order. languages: code points read in each."""

    plain: Plain
    claims: tuple[Claim, ...]
    languages: dict[str, int]

    @property
    def language(self) -> Language:
        """The language that most of the text is in."""
        return max(self.languages, key=lambda k: self.languages[k], default="en")

    @property
    def text(self) -> Text:
        return Text(file=self.plain.name, sha256=self.plain.sha256, language=self.language)

    def as_dict(self) -> dict:
        """For JSON: the text, notes on how it was read, and the proposals."""
        return {
            "text": self.text.model_dump(exclude_none=True),
            "form": self.plain.form,
            "notes": list(self.plain.notes),
            "claims": [claim.record() for claim in self.claims],
        }


def read_claims_of(path: Path, language: Language | None = None, name: str | None = None) -> Reading:
    """Every claim that a text file makes, proposed. `name`: what the claims call the file.

    Raises
    ------
    BadText when the file cannot be read as text.
    """
    return _reading(read_text(path, name), language)


def read_claims_in(text: str, language: Language | None = None) -> Reading:
    """Every claim that a text at hand makes."""
    return _reading(plain_of(text), language)


def _reading(plain: Plain, language: Language | None) -> Reading:
    found, languages = propose(plain.text, language, plain.name)
    placed = tuple(claim.model_copy(update={"at": plain.at(claim.span[0])}) for claim in found)
    if len(found) >= MOST_CLAIMS:
        note = f"Only the first {MOST_CLAIMS:,} proposals are given; read the rest of the text in parts."
        plain = replace(plain, notes=(*plain.notes, note))
    return Reading(plain, placed, languages)
