"""Claims compared with estimates, with the evidence of a case, with themselves and with each other."""

from __future__ import annotations

from cenotaph.claims.verdict.judgement import Checked, Judgement, check

__all__ = ["Checked", "Judgement", "check"]
