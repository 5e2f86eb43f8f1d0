"""The invented case, its invented results and its page, made once."""

from __future__ import annotations

import pytest

from cenotaph.estimate import Estimates
from cenotaph.evidence.case import Case
from cenotaph.report.page import build_page
from report import invented, invented_results


@pytest.fixture(scope="session")
def case() -> Case:
    return invented.case()


@pytest.fixture(scope="session")
def results(case: Case) -> Estimates:
    return invented_results.estimates(case)


@pytest.fixture(scope="session")
def page(case: Case, results: Estimates) -> str:
    return build_page(case, results)
