"""An approximate answer in seconds: the same model, few draws, and the error that few draws leave."""

from __future__ import annotations

from cenotaph.evidence.case import Case
from cenotaph.evidence.model_spec import Model
from cenotaph.reconstruct.bayes.diagnose import Limits
from cenotaph.reconstruct.bayes.fitting import SHORT, Fit, Progress, fit

EFFORT = {"chains": 2, "warmup": 200, "draws": 500}
# Chains that have not met at all are refused here too; what is given up is precision, not the check.
LIMITS = Limits(rhat=1.1, ess=40.0)


def fit_short(case: Case, seed: int = 1, progress: Progress | None = None, model: Model | None = None) -> Fit:
    """A Fit from short chains, its `method` saying so. Raises what `fit` raises."""
    return fit(case, seed, progress, model, retry=False, limits=LIMITS, method=SHORT, **EFFORT)
