"""Whether the chains of a sampler may be believed: what is asked of all of them here, and why one is refused."""

from __future__ import annotations

import numpy as np

from cenotaph.arrays import Array
from cenotaph.diagnose import Limits, diagnose

LIMITS = Limits(rhat=1.01, ess=400)
MOST_DIVERGED = 0.01  # of all transitions


def convergence(named: dict[str, Array], divergences: int) -> dict[str, float]:
    """The worst R-hat and effective sizes of {name: (chain, draw)}, and the transitions that ran away."""
    if not any(np.ptp(x) > 0 for x in named.values()):  # chains that never moved tell nothing
        return {"rhat": np.nan, "ess_bulk": np.nan, "ess_tail": np.nan, "divergences": float(divergences)}
    found = diagnose(named, divergences, LIMITS)
    return {
        "rhat": found.rhat,
        "ess_bulk": found.ess_bulk,
        "ess_tail": found.ess_tail,
        "divergences": float(divergences),
    }


def refusal(told: dict[str, float], transitions: int, apart: str = "") -> str:
    """Why draws are not to be trusted; empty where they are. apart : how far groups of chains are from each other."""
    if not told["rhat"] < LIMITS.rhat:
        where = f": {apart}" if apart else ""
        return f"the chains do not agree (R-hat {told['rhat']:.3f}, below {LIMITS.rhat} is asked){where}"
    low = min(told["ess_bulk"], told["ess_tail"])
    if not low >= LIMITS.ess:
        where = f" ({apart})" if apart else ""
        return f"the draws are worth {low:.0f} independent ones; {LIMITS.ess:.0f} are asked{where}"
    if told["divergences"] > MOST_DIVERGED * transitions:
        return f"{told['divergences']:.0f} of {transitions} transitions ran away"
    return ""
