"""What [lists] names must be there, and every history must be of its lists."""

from __future__ import annotations

from collections.abc import Iterator

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, error, quote
from cenotaph.evidence.rules_references import unknown_references
from cenotaph.evidence.rules_rows import at
from cenotaph.evidence.tables import History
from cenotaph.evidence.toml_in import CASE_FILE


def lists(case: Case) -> Iterator[Finding]:
    """Findings about [lists] and evidence/histories.csv; none when the case has neither."""
    own, rows = case.spec.lists, case.places(History)
    if own is None:
        for placed in rows[:1]:
            need = "write [lists] with who, text and [[lists.list]] in case.toml"
            yield at("unknown-reference", placed, "lists", "no [lists] of case.toml says what these are", need)
        return
    if not rows:
        need = "enter how many persons stand on which lists in evidence/histories.csv"
        yield error("no-evidence", CASE_FILE, column="lists", found="has no histories", need=need)
    yield from unknown_references("lists.source", own.source, "source", case.sources)
    known = {each.id for each in own.list}
    for n, each in enumerate(own.list, 1):
        yield from unknown_references(f"lists.list[{n}].source", each.source, "source", case.sources)
    for placed in rows:
        for name in placed.row.lists:
            if name not in known:
                need = f"use the ids of [[lists.list]]: {', '.join(sorted(known))}"
                yield at("unknown-reference", placed, "lists", f"{quote(name)} names no list of this case", need)
        if len(set(placed.row.lists)) < len(placed.row.lists):
            yield at("duplicate-key", placed, "lists", "names a list twice", "name each list once")
