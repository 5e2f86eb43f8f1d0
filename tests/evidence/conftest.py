"""Fixtures of the tests of evidence."""

from __future__ import annotations

import pytest

from evidence.builder import TinyCase


@pytest.fixture
def tiny() -> TinyCase:
    """A valid invented case, to be changed and written."""
    return TinyCase()
