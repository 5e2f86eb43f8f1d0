"""The invented case on which claims are judged, read once."""

from __future__ import annotations

import pytest

from cenotaph.evidence.case import Case
from claims import planted


@pytest.fixture(scope="session")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return planted.load(tmp_path_factory.mktemp("verenia"))
