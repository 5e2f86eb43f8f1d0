"""Which account a case.toml asks for: a balance of censuses, or a reconstruction in wide steps, and never half of each.

Read off the text itself, so that it is told together with whatever else is wrong with the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from cenotaph.evidence.finding import Finding, error
from cenotaph.evidence.five_year_spec import WHELDON

CASE_FILE = "case.toml"
NOT_OF_FIVE_YEAR = ("balance", "dimension", "expectation", "register_gap")
_in_case = partial(error, file=CASE_FILE)


def one_account(data: dict[str, Any]) -> Iterator[Finding]:
    """Findings about the keys of case.toml that choose the model."""
    wide, named = "five_year" in data, data.get("model") == WHELDON
    if "lists" in data:
        yield from _of_lists(data)
        return
    censuses = data.get("census", [])
    if isinstance(censuses, list) and len(censuses) < 2:
        found = "is missing or empty" if not censuses else "holds one count"
        yield _in_case("missing-key", column="census", found=found, need="write [[census]] for two counts or more")
    if not wide and not named:
        if "balance" not in data:
            need = "write [balance] with opening and closing, or [five_year] for a reconstruction in wide steps"
            yield _in_case("missing-key", column="balance", found="is missing or empty", need=need)
        return
    if not wide:
        need = "write [five_year] with start, baseline, counts and the tables of each period (docs/wheldon.md)"
        yield _in_case("two-models", column="model", found="names a model that no [five_year] states", need=need)
    elif isinstance(data.get("model"), dict):
        need = f'keep one of them; with [five_year] write model = "{WHELDON}" above the first table'
        yield _in_case("two-models", column="model", found="is stated beside [five_year]", need=need)
    elif not named:
        need = f'write model = "{WHELDON}" above the first table'
        yield _in_case("two-models", column="five_year", found="is stated, and no model is named", need=need)
    for key in NOT_OF_FIVE_YEAR:
        if wide and key in data:
            found = "is of an account that a five-year case does not give"
            need = f"leave [{key}] out; the counts are named in [five_year]"
            yield _in_case("two-models", column=key, found=found, need=need)
    censuses = data.get("census")
    for n, census in enumerate(censuses if isinstance(censuses, list) else (), 1):
        if wide and isinstance(census, dict) and "residual" in census:
            found = "is not placed by a five-year case"
            need = "enter these persons in the cells, and give the final total a group of its own (it is not compared)"
            yield _in_case("two-models", column=f"census[{n}].residual", found=found, need=need)


def _of_lists(data: dict[str, Any]) -> Iterator[Finding]:
    for key in (*NOT_OF_FIVE_YEAR, "five_year", "model"):
        if key in data:
            need = "make two cases of it: one of the counts, one of the lists"
            yield _in_case("two-models", column=key, found="is stated beside [lists]", need=need)
