"""Reading a text again: what a person decided stays, new proposals are added, lost words are marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cenotaph.claims.claim import Claim
from cenotaph.claims.claims_toml import HEAD, ClaimsFile, Text, parse_claims, read_claims, write_text
from cenotaph.errors import BadClaims

if TYPE_CHECKING:
    from tomlkit import TOMLDocument


@dataclass(frozen=True)
class Merged:
    """What a re-reading did: claims added, kept as they stood, and those whose words are gone.

    ids : of the proposals, what the file calls each.
    """

    added: int
    kept: int
    vanished: int
    ids: dict[str, str] = field(default_factory=dict)


def merge_into(path: Path, text: Text, plain: str, proposals: Sequence[Claim]) -> Merged:
    """Add what was read in a text to a claims.toml, made where there is none.

    A claim that is there already, by text and words, is never altered but for where its words stand; one
    whose words are no longer in the text gets `vanished = true`. Comments and order are kept.

    Raises
    ------
    BadClaims when the file cannot be read or written; then it stays as it was.
    """
    import tomlkit

    there = path.exists()
    old = read_claims(path) if there else ClaimsFile()
    source = path.read_bytes().decode("utf-8-sig") if there else HEAD
    document = tomlkit.parse(source)
    _note_text(document, text)
    known, fresh = _match(old.claims, text.file, proposals)
    gone = _mark(document, old.claims, text.file, plain, {old_id: p for p, old_id in known})
    ids = _numbered(old.claims, known, fresh)
    final = [renamed(claim, ids) for claim in fresh]
    for claim in final:
        _append(document, "claim", claim.record())
    written = tomlkit.dumps(document)
    parse_claims(written, str(path))  # never put in place what could not be read back
    write_text(path, written)
    return Merged(len(final), len(old.claims) - gone, gone, ids)


def name_beside(text: Path, claims: Path) -> str:
    """What a claims.toml calls a text: its path from the folder of the claims when it lies within, else its name.

    Raises
    ------
    BadClaims when the two are the same file.
    """
    if claims.exists() and text.exists() and claims.samefile(text):
        raise BadClaims("is the text itself.", where=str(claims), remedy="Name another file with --out.")
    try:
        return text.resolve().relative_to(claims.resolve().parent).as_posix()
    except ValueError:
        return text.name


def fresh_toml(text: Text, claims: Sequence[Claim]) -> str:
    """The text of a new claims.toml."""
    import tomlkit

    document = tomlkit.parse(HEAD)
    _note_text(document, text)
    for claim in claims:
        _append(document, "claim", claim.record())
    return tomlkit.dumps(document)


def _note_text(document: TOMLDocument, text: Text) -> None:
    for entry in document.get("text", []):
        if entry.get("file") == text.file:
            for key, value in text.model_dump(exclude_none=True).items():
                if entry.get(key) != value:
                    entry[key] = value
            return
    _append(document, "text", text.model_dump(exclude_none=True))


def _append(document: TOMLDocument, kind: str, record: dict[str, Any]) -> None:
    import tomlkit

    table = tomlkit.table()
    for key, value in record.items():
        table.add(key, _inline(value) if isinstance(value, dict) else value)
    table.add(tomlkit.nl())
    if kind not in document:
        document.add(kind, tomlkit.aot())
    entries = document[kind]
    if not hasattr(entries, "append") or type(entries).__name__ != "AoT":
        what = f"{kind} is written as one array."
        raise BadClaims(what, remedy=f"Begin each {kind} with a line [[{kind}]], then more can be added.")
    entries.append(table)


def _inline(values: dict[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.inline_table()
    table.update(values)
    return table


def _plain(words: str) -> str:
    return " ".join(words.split())


def _match(old: Sequence[Claim], file: str, proposals: Sequence[Claim]) -> tuple[list[tuple[Claim, str]], list[Claim]]:
    """(proposals that are there already with the id they have there, new proposals)."""
    by_words: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    edited = []
    for claim in old:
        if claim.at.text == file:
            by_words[claim.kind, _plain(claim.words)].append(claim)
            if claim.status != "proposed":
                edited.append(claim)
    taken: set[str] = set()
    known, fresh = [], []
    for proposal in proposals:
        same = [c for c in by_words[proposal.kind, _plain(proposal.words)] if c.id not in taken]
        found = min(same, key=lambda c: _distance(c, proposal), default=None) or next(
            (c for c in edited if c.id not in taken and _is_edit_of(c, proposal)), None
        )
        if found is None:
            fresh.append(proposal)
        else:
            taken.add(found.id)
            known.append((proposal, found.id))
    return known, fresh


def _distance(one: Claim, other: Claim) -> int:
    return abs(one.span[0] - other.span[0]) if one.span and other.span else 0


def _is_edit_of(decided: Claim, proposal: Claim) -> bool:
    """A person cut or widened the words, or mended the kind."""
    a, b = _plain(decided.words), _plain(proposal.words)
    near = decided.span is None or proposal.span is None or _distance(decided, proposal) < 2000
    return near and (a == b or ((a in b or b in a) and decided.quantity == proposal.quantity))


def _mark(document: TOMLDocument, old: Sequence[Claim], file: str, plain: str, known: dict[str, Claim]) -> int:
    """Mark claims whose words are gone, and follow those that moved. Returns how many are gone."""
    gone = 0
    text = _plain(plain)
    entries = document.get("claim", [])
    for claim, entry in zip(old, entries, strict=True):
        if claim.at.text != file:
            continue
        proposal = known.get(claim.id)
        is_gone = proposal is None and _plain(claim.words) not in text
        gone += is_gone
        if is_gone and not claim.vanished:
            entry["vanished"] = True
        if claim.vanished and not is_gone:
            del entry["vanished"]
        if proposal is not None and claim.words == proposal.words and claim.span != proposal.span:
            entry["span"] = list(proposal.span)
            entry["at"] = _inline(proposal.record()["at"])
    return gone


def _numbered(old: Sequence[Claim], known: list[tuple[Claim, str]], fresh: list[Claim]) -> dict[str, str]:
    """{id of a proposal: that of the claim which is there already, or one that nobody has}."""
    used = [int(c.id[1:]) for c in old if c.id[0] == "c" and c.id[1:].isdecimal()]
    following = max(used, default=0) + 1
    ids = {proposal.id: there for proposal, there in known}
    return ids | {proposal.id: f"c{following + i}" for i, proposal in enumerate(fresh)}


def renamed(claim: Claim, ids: dict[str, str]) -> Claim:
    """A proposal as the file calls it, its links led to where the other claim is kept."""
    links = {name: ids.get(getattr(claim, name), "") for name in ("same", "part_of")}
    return claim.model_copy(update={"id": ids[claim.id], **links})
