"""Proposed claims on a terminal: where, the words, and the reading in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cenotaph.claims.claim import Claim, Quantity
from cenotaph.evidence.finding import printable

if TYPE_CHECKING:
    from cenotaph.claims.reading import Reading

_LONGEST_WORDS = 100
_HEDGES = {
    "none": "",
    "about": "about ",
    "nearly": "nearly ",
    "over": "over ",
    "under": "under ",
    "at_least": "at least ",
    "at_most": "at most ",
    "up_to": "up to ",
}


def print_proposals(found: Reading) -> None:
    """A table of the proposals, and how the text was read."""
    for note in found.plain.notes:
        typer.echo(f"{found.plain.name}: {note}", err=True)
    for claim in found.claims:
        place = str(claim.at) or f"at {claim.span[0]}"
        typer.echo(f"{place:>10}  {_one_line(claim.words)}")
        sure = "" if claim.confidence is None else f"  (confidence {claim.confidence:.2f})"
        typer.echo(f"{claim.id:>10}  -> {reading_line(claim)}{sure}")
    counted = "1 proposal" if len(found.claims) == 1 else f"{len(found.claims)} proposals"
    typer.echo(f"{found.plain.name}: {counted}. None counts until a person has confirmed it.")


def reading_line(claim: Claim) -> str:
    """What a claim is read as, in one line."""
    parts = [
        claim.kind,
        "not" if claim.negated else "",
        figure(claim.quantity) if claim.quantity else "",
        claim.group,
        claim.event,
    ]
    line = " ".join(p for p in parts if p)
    for label, value in (
        ("of", claim.base),
        ("in", claim.place),
        ("period", claim.period),
        ("than", claim.than),
        ("cause", claim.cause),
        ("said by", claim.said_by),
        ("same as", claim.same),
        ("part of", claim.part_of),
    ):
        line += f"; {label} {value}" if value else ""
    if claim.fulfilled is not None:
        line += f"; fulfilled {figure(claim.fulfilled)}"
    return _one_line(line, 300)


def figure(quantity: Quantity) -> str:
    """A quantity with its hedge and unit: about 3,900,000 persons, 13 %."""
    if quantity.vague:
        return f"{_HEDGES[quantity.hedge]}{quantity.vague} ({quantity.unit})"
    if quantity.unit == "share":
        ends = [f"{round(100 * v, 2):g}" for v in (quantity.low, quantity.high)]
        unit = "%"
    else:
        ends = [f"{v:,.10g}" if v < 1e15 else f"{v:g}" for v in (quantity.low, quantity.high)]
        unit = quantity.unit
    value = ends[0] if ends[0] == ends[1] else f"{ends[0]}-{ends[1]}"
    return f"{_HEDGES[quantity.hedge]}{value} {unit}"


def _one_line(text: str, most: int = _LONGEST_WORDS) -> str:
    line = printable(" ".join(text[: most * 2].split()))
    return line if len(line) <= most else line[: most - 1] + "…"
