"""The claims that are asked to be judged: of the case, of a text read now, of one sentence."""

from __future__ import annotations

from pathlib import Path

from cenotaph.claims.claim import Claim
from cenotaph.claims.claims_toml import read_claims
from cenotaph.errors import BadClaims
from cenotaph.evidence.case import Case
from cenotaph.study.claimed import claims_of


def claims_for(case: Case, text: Path | None = None, language: str | None = None) -> tuple[Claim, ...]:
    """The claims of a case, of another claims.toml, or of a text.

    Of a text, what a person decided about it in the case's claims.toml stands; everything else that is read in it is
    a proposal.

    Raises
    ------
    BadClaims, BadText.
    """
    if text is None:
        found = claims_of(case).claims
        if not found:
            remedy = "Try: cenotaph claims extract TEXT --out claims.toml, or --text FILE."
            raise BadClaims("The case has no claims.toml with claims.", where=str(case.folder), remedy=remedy)
        return found
    if text.suffix.casefold() == ".toml":
        return read_claims(text).claims
    raise BadClaims("texts cannot be read yet.", where=str(text))


def claims_in(sentence: str, language: str | None = None) -> tuple[Claim, ...]:
    """What one sentence claims, as proposals."""
    raise BadClaims("sentences cannot be read yet.", where=sentence[:40])
