"""Printed totals against their parts (the rule of `cenotaph check`), and totals of one count that differ."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.audit.counts import Material
from cenotaph.audit.finding import EXACT, Finding, Quiet, Said, Skipped
from cenotaph.audit.words import listed
from cenotaph.evidence.case import Case
from cenotaph.evidence.rules_totals import RULE, contradictions
from cenotaph.evidence.tables import Population

NAME = "totals"


def check(material: Material) -> Iterator[Said]:
    """Every total that is not what its parts add up to; rival totals of the whole."""
    if material.case is None:
        yield Skipped(NAME, material.name, "a file of ages prints no totals that are read")
        return
    said: list[Said] = [*_contradicted(material.case), *_rivals(material.case)]
    yield from said
    quiet = [c.id for c in material.counts if all(s.subject != c.id for s in said)]
    if quiet:
        yield Quiet(NAME, listed(quiet), "every printed total is what its parts add up to, and stands alone")


def _contradicted(case: Case) -> Iterator[Finding]:
    by_place: dict[tuple[str, str], list] = {}
    for finding, difference in contradictions(case):
        by_place.setdefault((finding.subject, finding.file), []).append((finding, difference))
    for (census, file), found in by_place.items():
        reasons = tuple(
            a.reason.rstrip(".") for a in case.spec.accepted if a.rule == RULE and a.where in (file, census)
        )
        size = float(max(abs(difference) for _, difference in found))
        yield Finding(
            f"total-{census}", NAME, census, "a total is not the sum of its parts",
            " ".join(f"{f.found[:1].upper()}{f.found[1:]}." for f, _ in found),
            size, size, EXACT, "certain", "Arithmetic of the printed figures, by the rule of `cenotaph check`.",
            reasons or ("a misprint in the total or in a cell", "a slip of the transcription"),
            {"lines": [f.line for f, _ in found], "differences": [d for _, d in found]}, (file,),
        )  # fmt: skip


def _rivals(case: Case) -> Iterator[Finding]:
    """Totals of both sexes and all ages of one count that carry other names than the table's and differ."""
    for census in case.spec.census:
        wholes = [
            p for p in case.places(Population)
            if p.row.census == census.id and p.row.entry == "total" and p.row.sex == "both" and p.row.age_from is None
            and p.row.group not in ("table", "") and p.row.territory == case.spec.case.territory
            and p.row.status != "recalled"
        ]  # fmt: skip
        figures = sorted({p.row.persons for p in wholes})
        if len(figures) > 1:
            gap = float(figures[-1] - figures[0])
            named = listed(f"{p.row.persons:,} ({p.row.group})" for p in wholes)
            yield Finding(
                f"rival-totals-{census.id}", NAME, census.id, f"{len(figures)} totals of the whole circulate",
                f"{len(figures)} totals of the whole of {census.id} circulate, {gap:,.0f} apart: {named}.",
                gap, gap, EXACT, "certain",
                "Arithmetic of the printed figures; which of them is right it does not tell.",
                ("a preliminary and a final total", "a misprint that was copied", "persons added after the table"),
                {"totals": {p.row.group: p.row.persons for p in wholes}}, tuple(dict.fromkeys(p.file for p in wholes)),
            )  # fmt: skip
