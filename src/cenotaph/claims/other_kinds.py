"""Statements without a count: universals, comparisons, superlatives, causes, sequences, durations, dates."""

from __future__ import annotations

from cenotaph.claims.causes import cause
from cenotaph.claims.comparing import compare
from cenotaph.claims.draft import Read
from cenotaph.claims.english_builds import english_builds
from cenotaph.claims.leftovers import leftovers
from cenotaph.claims.ordering import sequence, superlative
from cenotaph.claims.slavic_builds import slavic_builds
from cenotaph.claims.timing import duration, when
from cenotaph.claims.universals import universal


def other_kinds(read: Read) -> None:
    """Add their drafts, the surer kinds first: a later one leaves alone what an earlier one has taken."""
    universal(read)
    compare(read)
    superlative(read)
    duration(read)
    cause(read)
    sequence(read)
    when(read)
    english_builds(read)
    slavic_builds(read)
    leftovers(read)
