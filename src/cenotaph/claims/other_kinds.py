"""Statements without a count."""

from __future__ import annotations

from cenotaph.claims.draft import Read


def other_kinds(read: Read) -> None:
    """Nothing yet."""
