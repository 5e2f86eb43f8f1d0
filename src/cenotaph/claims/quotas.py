"""Quotas and plans, with what was done."""

from __future__ import annotations

from cenotaph.claims.draft import Read


def quota(read: Read) -> None:
    """Nothing yet."""
