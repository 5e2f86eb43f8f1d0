"""The rules over a whole case: which are asked, in what order, and which contradictions may be accepted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from cenotaph.evidence.case import Case
from cenotaph.evidence.finding import Finding, note, quote
from cenotaph.evidence.rules_ages import (
    adjustment_ages,
    fertility_ages,
    life_table_ages,
    life_table_values,
    population_ages,
    sexes,
    single_ages,
)
from cenotaph.evidence.rules_five_year import five_year
from cenotaph.evidence.rules_lists import lists
from cenotaph.evidence.rules_model import model
from cenotaph.evidence.rules_model_fit import model_fits
from cenotaph.evidence.rules_prose import prose
from cenotaph.evidence.rules_provinces import model_of_provinces
from cenotaph.evidence.rules_references import balance, dimensions, repeated_ids, spec_references
from cenotaph.evidence.rules_rows import (
    census_dates,
    literature,
    overlapping_periods,
    recalled,
    recalled_answers,
    repeated_rows,
    unknown_names,
)
from cenotaph.evidence.rules_totals import totals
from cenotaph.evidence.rules_use import answers, empty_counts, interval_length, life_table_sexes
from cenotaph.evidence.toml_in import CASE_FILE

Rule = Callable[[Case], Iterator[Finding]]

# True of any part of the rows, so that they are asked even when some rows could not be read.
ROW_RULES: tuple[Rule, ...] = (
    unknown_names, repeated_rows, census_dates, overlapping_periods, recalled, recalled_answers, literature,
)  # fmt: skip

# True of all rows together only: a row that could not be read would make them see gaps that are not there.
CASE_RULES: tuple[Rule, ...] = (
    population_ages, single_ages, sexes, life_table_ages, life_table_values, fertility_ages, adjustment_ages, totals,
    repeated_ids, spec_references, balance, dimensions, model, model_fits, model_of_provinces, prose,
    life_table_sexes, empty_counts, interval_length, answers, five_year, lists,
)  # fmt: skip

# Contradictions between records, which a case may hold and explain. A reference to nothing, or ages that
# overlap, cannot be accepted: no calculation could go on from them.
ACCEPTABLE = frozenset(
    {"total-contradicted", "single-ages-differ", "overlapping-periods", "census-date-differs", "duplicate-key"}
)


def check(case: Case, complete: bool = True) -> Iterator[Finding]:
    """All findings about a case as a whole, [[accepted]] contradictions as notes.

    `complete` is False when rows or texts of the folder could not be read; then only those rules are
    asked that hold of any part of the rows. Raises nothing.
    """
    rules = (*ROW_RULES, *CASE_RULES) if complete else ROW_RULES
    used: set[int] = set()
    for rule in rules:
        for finding in rule(case):
            yield _accept(case, finding, used)
    if complete:
        yield from _unused(case, used)


def _accept(case: Case, finding: Finding, used: set[int]) -> Finding:
    if finding.severity != "error" or finding.rule not in ACCEPTABLE:
        return finding
    places = {finding.file, f"{finding.file}:{finding.line}", finding.subject}
    for index, accepted in enumerate(case.spec.accepted):
        if accepted.rule == finding.rule and accepted.where in places:
            used.add(index)
            return replace(finding, severity="note", need=f"accepted: {accepted.reason}")
    return finding


def _unused(case: Case, used: set[int]) -> Iterator[Finding]:
    for index, accepted in enumerate(case.spec.accepted):
        if index in used:
            continue
        found = f"the accepted {quote(accepted.rule)} at {quote(accepted.where)} matches no finding"
        need = (
            "remove it, or point it at a file, file:line or census as `check` prints it"
            if accepted.rule in ACCEPTABLE
            else f"only these can be accepted: {', '.join(sorted(ACCEPTABLE))}"
        )
        yield note("accepted-unused", CASE_FILE, column=f"accepted[{index + 1}]", found=found, need=need)
