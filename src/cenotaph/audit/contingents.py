"""Persons counted apart: outside the age table, counted twice if added, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from cenotaph.audit.counts import Material
from cenotaph.audit.finding import EXACT, Finding, Quiet, Said, Skipped
from cenotaph.audit.words import listed, per_cent
from cenotaph.evidence.case import Case
from cenotaph.evidence.tables import Population

NAME = "contingents"
CLOSE = 0.05  # contingents that fill a residual to a twentieth are taken to be what it is made of


def check(material: Material) -> Iterator[Said]:
    """For each count with contingents or a residual: what is outside its table, and what adding would do."""
    if material.case is None:
        yield Skipped(NAME, material.name, "a file names no contingents; a case can")
        return
    for count in material.counts:
        groups = _groups(material.case, count.id)
        residual = float(count.residual.sum())
        if not groups and not residual:
            yield Quiet(NAME, count.id, "no contingent is given, and no final total above the age table")
            continue
        if residual:
            yield _outside(count.id, residual, groups, count.residual_groups, count.files, count.total)
        else:
            yield _nowhere(count.id, groups, count.files)
        rest = {g: n for g, n in groups.items() if g not in count.residual_groups}
        if residual and rest:
            yield _twice(count.id, residual, groups, rest, count.files)


def _groups(case: Case, census: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for r in case.rows(Population):
        own = r.territory == case.spec.case.territory and r.status != "recalled"
        if own and r.census == census and r.entry == "contingent":
            found[r.group] = found.get(r.group, 0.0) + r.persons
    return found


def _named(groups: dict[str, float]) -> str:
    return listed(f"{name} {n:,.0f}" for name, n in groups.items())


def _outside(
    census: str,
    residual: float,
    groups: dict[str, float],
    stated: tuple[str, ...],
    files: tuple[str, ...],
    total: float,
) -> Finding:
    made = {g: groups[g] for g in stated if g in groups}
    gap = sum(made.values()) - residual
    fits = f"{abs(gap):,.0f} {'more' if gap > 0 else 'fewer'} than that" if gap else "exactly as many"
    return Finding(
        f"outside-{census}", NAME, census, "persons outside the age table",
        f"{residual:,.0f} persons are inside the final total of {census} and outside its age table; the contingents "
        f"named for them ({_named(made)}) hold {fits}.",
        residual, residual, EXACT, "certain",
        f"Arithmetic: final total less cells and persons of unknown age, {per_cent(residual / total)} of all. Who they "
        "are is an inference of the case.",
        ("the army and guards counted by their own offices", "forms that reached the total and not the tabulation"),
        {"residual": residual, "contingents": made, "difference": gap, "best_fits": _fits(groups, residual)}, files,
    )  # fmt: skip


def _fits(groups: dict[str, float], residual: float) -> list[dict]:
    """Combinations of contingents nearest to the residual, the nearest first, three at the most."""
    made = [
        {"contingents": list(some), "persons": sum(groups[g] for g in some)}
        for size in range(1, len(groups) + 1)
        for some in combinations(sorted(groups), size)
    ]
    return sorted(made, key=lambda m: abs(m["persons"] - residual))[:3]


def _twice(
    census: str, residual: float, groups: dict[str, float], rest: dict[str, float], files: tuple[str, ...]
) -> Said:
    extra = sum(rest.values())
    over = sum(groups.values()) - residual
    if over <= CLOSE * residual:
        return Quiet(NAME, census, "all contingents together fit the persons outside the table")
    return Finding(
        f"twice-{census}", NAME, census, "contingents that would count twice, or are nowhere",
        f"All contingents of {census} together hold {sum(groups.values()):,.0f} persons, {over:,.0f} more than stand "
        f"outside its age table: {_named(rest)} {'is' if len(rest) == 1 else 'are'} inside the table and would be "
        "counted twice if added, or outside the final total and counted nowhere.",
        extra, extra, EXACT, "moderate",
        f"Sums of contingents against the residual ({residual:,.0f}); beyond {per_cent(CLOSE)} of it. The records do "
        "not say which of the two holds.",
        ("prisoners and settlers counted where they lived", "contingents whose lists overlap"),
        {"contingents": groups, "residual": residual, "beyond": over}, files,
    )  # fmt: skip


def _nowhere(census: str, groups: dict[str, float], files: tuple[str, ...]) -> Finding:
    size = sum(groups.values())
    return Finding(
        f"nowhere-{census}", NAME, census, "contingents inside the table, or nowhere",
        f"The contingents of {census} ({_named(groups)}) are counted apart, and no total exceeds the age table: they "
        "are inside it, and would be counted twice if added, or counted nowhere.",
        size, size, EXACT, "moderate", "Final total and age table agree, so nothing shows where these persons are.",
        ("contingents tabulated with everyone else",), {"contingents": groups}, files,
    )  # fmt: skip
