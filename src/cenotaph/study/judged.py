"""The claims that are asked to be judged: of the case, of a text read now, of one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path

from cenotaph.claims.claim import Claim, Language
from cenotaph.claims.claims_toml import read_claims
from cenotaph.errors import BadClaims
from cenotaph.evidence.case import Case
from cenotaph.study.claimed import claims_of


def claims_for(case: Case, text: Path | None = None, language: Language | None = None) -> tuple[Claim, ...]:
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
    from cenotaph.claims.reading import read_claims_of

    reading = read_claims_of(text, language)
    return with_decisions(claims_of(case).claims, reading.claims, reading.plain.name)


def with_decisions(decided: Sequence[Claim], proposals: Sequence[Claim], text: str) -> tuple[Claim, ...]:
    """What was read in a text, where a person has decided about a claim of it the decision in its place.

    Proposals get ids that no decided claim has; links between them are kept.
    """
    left = [c for c in decided if c.at.text == text and c.status != "proposed"]
    by_words: dict[tuple[str, str], list[Claim]] = {}
    by_figure: dict[tuple, list[Claim]] = {}
    for c in left:
        by_words.setdefault((c.kind, _plain(c.words)), []).append(c)
        by_figure.setdefault((c.kind, c.quantity), []).append(c)
    used: set[str] = set()
    taken = {c.id for c in decided}
    fresh = (name for n in count(1) if (name := f"new{n}") not in taken)
    found: list[Claim] = []
    ids: dict[str, str] = {}
    for proposal in proposals:
        words = _plain(proposal.words)
        alike = [c for c in by_words.get((proposal.kind, words), ()) if c.id not in used]
        # A person may have cut the words or widened them; then the figure must be the same.
        edited = (c for c in by_figure.get((proposal.kind, proposal.quantity), ()) if c.id not in used)
        same = alike[0] if alike else next((c for c in edited if _one_in_other(words, _plain(c.words))), None)
        kept = same or proposal.model_copy(update={"id": next(fresh)})
        used.add(kept.id)
        ids[proposal.id] = kept.id
        found.append(kept)
    return (*(_relinked(c, ids) if c.id not in taken else c for c in found), *(c for c in left if c.id not in used))


def _one_in_other(one: str, other: str) -> bool:
    return one in other or other in one


def _relinked(claim: Claim, ids: dict[str, str]) -> Claim:
    links = {name: ids.get(getattr(claim, name), "") for name in ("same", "part_of")}
    return claim.model_copy(update=links)


def _plain(words: str) -> str:
    return " ".join(words.split())


def claims_in(sentence: str, language: Language | None = None) -> tuple[Claim, ...]:
    """What one sentence claims, as proposals."""
    from cenotaph.claims.reading import read_claims_in

    return with_decisions((), read_claims_in(sentence, language).claims, "")
