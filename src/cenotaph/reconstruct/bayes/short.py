"""Fewer draws of the same model: an approximate answer in seconds, and variants that stand beside a headline."""

from __future__ import annotations

from cenotaph.diagnose import Limits
from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes.fitting import BRIEF, SHORT, Fit, Progress, fit

SHORT_EFFORT = {"chains": 2, "warmup": 200, "draws": 500}
# Chains that have not met at all are refused here too; what is given up is precision, not the check.
SHORT_LIMITS = Limits(rhat=1.1, ess=40.0)
BRIEF_EFFORT = {"chains": 4, "warmup": 250, "draws": 300}
BRIEF_LIMITS = Limits(rhat=1.03, ess=150.0)


def fit_short(case: Case, seed: int = 1, progress: Progress | None = None, model: Model | None = None) -> Fit:
    """A Fit from short chains, its `method` saying so. Raises what `fit` raises."""
    return fit(case, seed, progress, model, retry=False, limits=SHORT_LIMITS, method=SHORT, **SHORT_EFFORT)


def fit_beside(case: Case, seed: int = 1, progress: Progress | None = None, model: Model | None = None) -> Fit:
    """A variant fitted beside a headline run, from briefer chains; once more with care if they do not pass."""
    return fit(case, seed, progress, model, limits=BRIEF_LIMITS, method=BRIEF, **BRIEF_EFFORT)
